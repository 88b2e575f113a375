// @ts-check
// Two distributions over four outcomes, as bars to drag, and what each outcome adds to the divergence, either way
// round. State: the four probabilities of p, then those of q.

(() => {
  const { explorables, formulas } = /** @type {any} */ (window);
  const { html, number, scale, share, Text, Area, Line, Handle } = explorables;

  const up = scale([0, 1], [142, 22]);
  const BITS = 20; // a bit, in pixels
  const MOST = 2; // bits that a term's bar shows; what is more is cut, with a gap if it ends somewhere
  const NAMES = ["A", "B", "C", "D"];
  const left = (/** @type {number} */ i) => 24 + 86 * i;
  /** @param {number[]} state */
  const both = (state) => [state.slice(0, 4), state.slice(4)];

  /** What each outcome adds. @param {number[]} p @param {number[]} q @param {string} name @param {string} colour @param {number} y */
  function terms(p, q, name, colour, y) {
    return html`
      <${Text} x="0" y=${y - 50} bold colour=${colour}>${name} = ${number(formulas.klDivergence(p, q))} bits<//>
      ${formulas.klTerms(p, q).map((/** @type {number} */ term, /** @type {number} */ i) => {
        const height = Math.min(MOST, Math.abs(term)) * BITS;
        return html`
          <${Area} x=${left(i) + 6} y=${term > 0 ? y - height : y} width="22" height=${height} colour=${colour} />
          ${term > MOST && term < Infinity && html`<path d=${`M${left(i) + 3} ${y - height + 12}l28 -6`} stroke="#FFFFFF" stroke-width="3" />`}
          <${Text} x=${left(i) + 32} y=${term < 0 ? y + 14 : y - 4}>${number(term)}<//>`;
      })}
      <${Line} through=${[14, y, 350, y]} />`;
  }

  /** @param {number[]} state @param {(state: number[]) => void} set */
  function draw(state, set) {
    const [p, q] = both(state);
    /** @param {boolean} ofP @param {number} i */
    const bar = (ofP, i) => {
      const [own, x, colour] = ofP ? [p, left(i) + 6, "blue"] : [q, left(i) + 42, "orange"];
      return html`<${Area} x=${x} y=${up(own[i])} width="26" height=${up(0) - up(own[i])} colour=${colour} />
        <${Text} mid x=${x + 13} y=${up(own[i]) - 12} size="12" colour=${colour}>${number(own[i])}<//>`;
    };
    /** @param {boolean} ofP @param {number} i */
    const handle = (ofP, i) => {
      const [own, x, colour, name] = ofP ? [p, left(i) + 19, "blue", "p"] : [q, left(i) + 55, "orange", "q"];
      const next = (/** @type {number} */ value) => set(ofP ? [...share(p, i, value), ...q] : [...p, ...share(q, i, value)]);
      return html`<${Handle} x=${x} y=${up(own[i])} along="y" on=${up} value=${own[i]} step=${0.01} page=${0.1}
        colour=${colour} name=${`${name}(${NAMES[i]})`} text=${number(own[i])} set=${next} />`;
    };
    return html`
      ${NAMES.map((name, i) => html`${bar(true, i)}${bar(false, i)}<${Text} mid x=${left(i) + 37} y="162">${name}<//>`)}
      <${Line} through=${[14, up(0), 350, up(0)]} />
      <${Text} x="0" y="12" bold colour="blue">p<//><${Text} x="14" y="12" bold colour="orange">q<//>
      ${terms(p, q, "D(p‖q)", "blue", 236)}
      ${terms(q, p, "D(q‖p)", "orange", 336)}
      ${NAMES.map((_, i) => handle(true, i))}${NAMES.map((_, i) => handle(false, i))}`;
  }

  const sums = (/** @type {number[]} */ one) => Math.abs(formulas.sum(one) - 1) < 1e-3;
  explorables.add("kl-bars", {
    first: [0.5, 0.3, 0.2, 0, 0.25, 0.25, 0.25, 0.25],
    height: 362,
    isState: (/** @type {number[]} */ state) => state.every((each) => each >= 0) && both(state).every(sums),
    draw,
    says: (/** @type {number[]} */ state) => {
      const [p, q] = both(state);
      return `D(p‖q): ${number(formulas.klDivergence(p, q))} bits. D(q‖p): ${number(formulas.klDivergence(q, p))} bits.`;
    },
    measures: (/** @type {number[]} */ state) => {
      const [p, q] = both(state).map((one) => one.map((each) => each / formulas.sum(one))); // a link rounds them
      return { forward: formulas.klDivergence(p, q), reverse: formulas.klDivergence(q, p) };
    },
    buttons: [
      ["Swap p and q", (/** @type {number[]} */ state) => both(state).reverse().flat()],
      ["Set q to p", (/** @type {number[]} */ state) => [...both(state)[0], ...both(state)[0]]],
    ],
  });
})();
