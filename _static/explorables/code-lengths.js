// @ts-check
// Four symbols side by side, each as wide as its probability: Huffman's codeword is the height of its area, its
// surprise the height of the line. State: the four probabilities.

(() => {
  const { explorables, formulas } = /** @type {any} */ (window);
  const { html, number, scale, Text, Area, Line, Handle } = explorables;

  const across = scale([0, 1], [40, 340]);
  const up = scale([0, 5], [200, 40]); // in bits, and digits
  const LEAST = 0.01; // a symbol that never comes needs no codeword
  const NAMES = ["A", "B", "C", "D"];
  const clipped = (/** @type {number} */ bits) => up(Math.min(5, bits));

  /** @param {number[]} p */
  function measures(p) {
    const words = formulas.huffman(p);
    const length = formulas.sum(words.map((/** @type {string} */ word, /** @type {number} */ i) => p[i] * word.length));
    return { words, length, entropy: formulas.entropy(p) };
  }

  /** Where each part of a code's tree is: a leaf below its letter, a fork above the middle of its two. @param {string[]} words */
  function tree(words) {
    const leaves = [...words.keys()].sort((i, j) => (words[i] < words[j] ? -1 : 1));
    /** @type {Record<string, number>} */
    const at = Object.fromEntries(leaves.map((i, place) => [words[i], 62 + 80 * place]));
    const forks = [...new Set(words.flatMap((word) => [...word].map((_, n) => word.slice(0, n))))].sort((a, b) => b.length - a.length);
    for (const fork of forks) at[fork] = (at[`${fork}0`] + at[`${fork}1`]) / 2;
    return { leaves, forks, at };
  }

  /** @param {number[]} p @param {(state: number[]) => void} set */
  function draw(p, set) {
    const { words, length, entropy } = measures(p);
    const { leaves, forks, at } = tree(words);
    const cuts = [0, 0, 0, 0, 0].map((_, i) => formulas.sum(p.slice(0, i)));
    const depth = (/** @type {string} */ word) => 242 + 24 * word.length;
    const handle = (/** @type {number} */ i) => {
      const [before, pair] = [cuts[i - 1], cuts[i + 1]];
      const on = Object.assign((/** @type {number} */ v) => across(v), across, { min: LEAST, max: Number((pair - before - LEAST).toFixed(9)),
        invert: (/** @type {number} */ place) => across.invert(place) - before }); // prettier-ignore
      const next = (/** @type {number} */ v) => set(p.map((each, j) => (j === i - 1 ? v : j === i ? pair - before - v : each)));
      return html`<${Handle} x=${across(cuts[i])} y=${up(0)} along="x" on=${on} value=${p[i - 1]} step=${0.005} page=${0.05}
        name=${`Probability of ${NAMES[i - 1]}, at the cost of ${NAMES[i]}`} text=${number(p[i - 1], 3)} set=${next} />`;
    };
    return html`
      <${Text} x="0" y="14" colour="blue" bold>${number(length, 3)} digits on average<//>
      <${Text} x="0" y="31" colour="orange" bold>${number(entropy, 3)} bits of entropy<//>
      <${Text} end x="359" y="14" bold>gap<//><${Text} end x="359" y="31" bold>${number(length - entropy, 3)} digits<//>
      ${[1, 2, 3, 4, 5].map((n) => html`<${Text} end x="30" y=${up(n) + 4} colour="faint">${n}<//>`)}
      <${Text} x="0" y="228" size="12" colour="faint">height in digits and bits<//>
      <${Text} x="0" y="350" size="12">p<//><${Text} x="0" y="367" size="12" colour="blue">word<//>
      ${p.map((each, i) => html`<${Area} x=${across(cuts[i])} y=${up(words[i].length)} width=${300 * each}
        height=${up(0) - up(words[i].length)} colour="blue" />
        ${each > 0.06 && html`<${Text} mid x=${across(cuts[i] + each / 2)} y="188">${NAMES[i]}<//>`}`)}
      <${Line} wide="2.5" colour="orange" through=${p.flatMap((each, i) => {
        const y = clipped(formulas.surprise(each));
        return [across(cuts[i]), y, across(cuts[i] + each), y];
      })} />
      ${forks.map((fork) => ["0", "1"].map((digit) => html`
        <${Line} colour="faint" through=${[at[fork], depth(fork), at[fork + digit], depth(fork + digit)]} />
        <${Text} mid colour="faint" size="12" x=${(at[fork] + at[fork + digit]) / 2 + (digit === "0" ? -8 : 8)}
          y=${(depth(fork) + depth(fork + digit)) / 2 + 2}>${digit}<//>`))}
      ${leaves.map((i) => html`
        <${Text} mid bold x=${at[words[i]]} y=${depth(words[i]) + 15}>${NAMES[i]}<//>
        <${Text} mid x=${at[words[i]]} y="350">${number(p[i], 3)}<//>
        <${Text} mid colour="blue" x=${at[words[i]]} y="367">${words[i]}<//>`)}
      ${[1, 2, 3].map(handle)}`;
  }

  explorables.add("code-lengths", {
    first: [0.4, 0.3, 0.2, 0.1],
    height: 374,
    isState: (/** @type {number[]} */ p) => p.every((each) => each >= LEAST) && Math.abs(formulas.sum(p) - 1) < 1e-3,
    draw,
    says: (/** @type {number[]} */ p) => {
      const { length, entropy } = measures(p);
      return `Average length: ${number(length, 3)} digits. Entropy: ${number(entropy, 3)} bits. Gap: ${number(length - entropy, 3)}.`;
    },
    measures: (/** @type {number[]} */ state) => {
      const p = state.map((each) => each / formulas.sum(state)); // a link rounds them
      const { length, entropy } = measures(p);
      return { gap: length - entropy, largest: Math.max(...p) };
    },
    buttons: [
      ["Halve each time", () => [0.5, 0.25, 0.125, 0.125]],
      ["Make equal", () => [0.25, 0.25, 0.25, 0.25]],
    ],
  });
})();
