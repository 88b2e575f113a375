// @ts-check
// One of up to 64 equally likely cards, singled out by questions that halve what is left; below, the surprise that is
// left after each answer. State: the number of cards, the answers so far, and which card it is.

(() => {
  const { explorables, formulas } = /** @type {any} */ (window);
  const { html, number, scale, Text, Area, Line, Handle } = explorables;

  const WIDE = 21.5; // a card and its gap; four make a column
  const HIGH = 25;
  const [LEFT, TOP] = [8, 40];
  const along = scale([0.5, 64.5], [LEFT, LEFT + 16 * WIDE]); // cards
  const bits = scale([0, 6], [74, 338]);
  const row = scale([0, 6], [354, 222]); // answers
  /** @param {any} on @param {number} min @param {number} max */
  const within = (on, min, max) => Object.assign((/** @type {number} */ value) => on(value), on, { min, max });
  const cards = Object.assign((/** @type {number} */ k) => bits(formulas.surprise(1 / k)), { min: 1, max: 64,
    invert: (/** @type {number} */ place) => 2 ** bits.invert(place) }); // prettier-ignore

  /** What is left after each answer, and how many questions a card takes on average. @param {number[]} state */
  function measures([k, , card]) {
    const numbers = [...Array(k).keys()].map((i) => formulas.halvings(k, i).length - 1);
    return { left: formulas.halvings(k, card - 1), mean: formulas.sum(numbers) / k, surprise: formulas.surprise(1 / k) };
  }

  /** Keep the card in the deck, and the answers to those that it takes. @param {number[]} state */
  function fit([k, answers, card]) {
    const kept = Math.min(card, k);
    return [k, Math.min(answers, formulas.halvings(k, kept - 1).length - 1), kept];
  }

  /** The next question. @param {number[][]} left @param {number} n */
  function asked(left, n) {
    if (n === left.length - 1) return n ? "Found: one card is left." : "One card: there is nothing to ask.";
    const [from, to] = left[n];
    const half = Math.ceil((from + to) / 2) - from;
    return `Question ${n + 1}: is it ${half > 1 ? `among the first ${half}` : "the first"} of these ${to - from}?`;
  }

  /** @param {number[]} state @param {(state: number[]) => void} set */
  function draw([k, n, card], set) {
    const { left, mean, surprise } = measures([k, n, card]);
    const [from, to] = left[n];
    const last = left.length - 1;
    const rest = left.map((/** @type {number[]} */ [one, other]) => formulas.surprise(1 / (other - one)));
    return html`
      <${Text} x="0" y="14" bold colour="blue">surprise: ${number(surprise)} bits<//>
      <${Text} end x="359" y="14" bold colour="orange">questions for this card: ${last}<//>
      <${Text} x="0" y="31">one of ${k}: p = ${k > 1 ? "1/" : ""}${k}<//>
      <${Text} end x="359" y="31">on average: ${number(mean)}<//>
      ${[...Array(k).keys()].map((i) => {
        const [x, y] = [LEFT + Math.floor(i / 4) * WIDE, TOP + (i % 4) * HIGH];
        const out = left.findIndex(([one, other]) => i < one || i >= other);
        return i < from || i >= to
          ? html`<${Text} mid size="12" colour="faint" x=${x + WIDE / 2} y=${y + 17}>Q${out}<//>`
          : html`<${Area} x=${x + 1.5} y=${y + 1.5} width=${WIDE - 3} height=${HIGH - 3} colour=${i === card - 1 ? "orange" : "blue"} />`;
      })}
      <${Text} end=${card < 33} x=${card < 33 ? 359 : 0} y="160" colour="orange">your card<//>
      <${Text} x="0" y="190">${asked(left, n)}<//>
      ${left.map(([one, other], i) => {
        const [x, y] = [bits(rest[i]), row(i)];
        return html`<${Text} end x="28" y=${y + 5} bold=${i === n} colour=${i > n ? "faint" : "ink"}>${other - one}<//>
          ${i <= n && html`<${Area} x=${bits(0)} y=${y - 8} width=${x - bits(0)} height="16" colour="blue" />
            ${rest[i] > 0 && html`<${Text} x=${bits(0) + 4} y=${y + 5}>${number(rest[i])}<//>`}`}
          ${i > 0 && i <= n && html`<${Area} x=${x} y=${y - 8} width=${bits(rest[i - 1]) - x} height="16" colour="orange" />
            <${Text} mid size="12" x=${(x + bits(rest[i - 1])) / 2} y=${y + 4}>${number(rest[i - 1] - rest[i])}<//>`}`;
      })}
      <${Text} x="0" y=${row(last) - 14} size="12">cards left<//>
      <${Line} colour="faint" wide="3" through=${[48, row(0), 48, row(last)]} />
      ${[0, 1, 2, 3, 4, 5, 6].map((b) => html`
        <${Line} colour="faint" through=${[bits(b), 372, bits(b), 378]} />
        <${Text} mid x=${bits(b)} y="393">${b}<//><${Text} mid size="12" x=${bits(b)} y="410">${b ? `1/${2 ** b}` : 1}<//>`)}
      <${Text} x="0" y="393">bits<//><${Text} x="0" y="410" size="12">p<//>
      <${Handle} x=${along(card)} y="156" along="x" on=${within(along, 1, k)} value=${card} step=${1} page=${4} colour="orange"
        name="Your card, by its number in the deck" text=${`${card} of ${k}`} set=${(/** @type {number} */ v) => set(fit([k, n, v]))} />
      <${Handle} x="48" y=${row(n)} along="y" on=${within(row, 0, last)} value=${n} step=${1} page=${2}
        name="Answers so far" text=${`${n} of ${last}, cards left: ${to - from}`} set=${(/** @type {number} */ v) => set([k, v, card])} />
      <${Handle} x=${cards(k)} y=${row(0)} along="x" on=${cards} value=${k} step=${1} page=${8} colour="blue"
        name="Number of cards, all equally likely" text=${`${k} ${k === 1 ? "card" : "cards"}`} set=${(/** @type {number} */ v) => set(fit([v, n, card]))} />`;
  }

  explorables.add("questions", {
    first: [52, 3, 31],
    height: 416,
    isState: (/** @type {number[]} */ state) =>
      state.every(Number.isInteger) && state[0] >= 1 && state[0] <= 64 && state[2] >= 1 && state[1] >= 0 &&
      String(fit(state)) === String(state), // prettier-ignore
    draw,
    says: (/** @type {number[]} */ state) => {
      const { left, mean, surprise } = measures(state);
      const [from, to] = left[state[1]];
      return `Surprise: ${number(surprise)} bits, left: ${number(formulas.surprise(1 / (to - from)))}. Questions: ${left.length - 1}, on average ${number(mean)}.`;
    },
    buttons: [2, 4, 52, 64].map((k) => [`${k} cards`, (/** @type {number[]} */ [, n, card]) => fit([k, n, card])]),
  });
})();
