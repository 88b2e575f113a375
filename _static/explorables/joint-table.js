// @ts-check
// Two variables with two values each: a square, cut by what X is, and each piece by what Y is then. The cuts are level
// if and only if X and Y are independent. State: P(X = 0), P(Y = 1 | X = 0), P(Y = 1 | X = 1).

(() => {
  const { explorables, formulas } = /** @type {any} */ (window);
  const { html, number, scale, Text, Area, Line, Handle } = explorables;

  const across = scale([0, 1], [44, 244]);
  const up = scale([0, 1], [222, 22]);
  const BITS = 125; // a bit, in pixels
  const LEFT = 48;

  /** @param {number[]} state */
  const tableOf = ([x, y0, y1]) => [[x * (1 - y0), x * y0], [(1 - x) * (1 - y1), (1 - x) * y1]]; // prettier-ignore

  /** @param {number[]} state */
  function measures(state) {
    const table = tableOf(state);
    const [p, q] = formulas.marginals(table);
    const [x, y, both] = [p, q, table.flat()].map(formulas.entropy);
    return { table, x, y, both, shared: formulas.mutualInformation(table), level: q[1] };
  }

  /** @param {number[]} state @param {(state: number[]) => void} set */
  function draw(state, set) {
    const [px, y0, y1] = state;
    const { table, x, y, both, shared, level } = measures(state);
    const cut = across(px);
    const columns = [[44, cut, y0], [cut, 244, y1]]; // prettier-ignore
    const bars = [
      ["H(X)", 0, x, "blue"],
      ["H(Y)", both - y, both, "orange"],
      ["I(X;Y)", both - y, both - y + shared, "green"],
    ];
    return html`
      ${columns.map(([left, right, share], i) => html`
        <${Area} x=${left} y=${up(1)} width=${right - left} height=${up(share) - up(1)} colour="blue" />
        <${Area} x=${left} y=${up(share)} width=${right - left} height=${up(0) - up(share)} colour="orange" />
        ${right - left > 40 && html`<${Text} mid x=${(left + right) / 2} y="11">X = ${i}<//>`}
        ${[0, 1].map((j) => {
          const y = up(j ? share / 2 : (1 + share) / 2);
          return right - left > 40 && [1 - share, share][j] > 0.2 && html`
            <${Text} mid x=${(left + right) / 2} y=${y + (Math.abs(y - up(level)) < 12 ? 18 : 4)}>${number(table[i][j])}<//>`;
        })}`)}
      <${Line} through=${[36, up(level), 252, up(level)]} dashed wide="1.5" />
      <${Text} x="258" y=${Math.min(218, Math.max(78, up(level))) - 4}>P(Y = 1)<//>
      <${Text} x="258" y=${Math.min(218, Math.max(78, up(level))) + 12}>= ${number(level)}<//>
      <${Text} x="258" y="32" colour="blue">upper: Y = 0<//>
      <${Text} x="258" y="49" colour="orange">lower: Y = 1<//>
      <${Text} x="258" y="248">P(X = 1) = ${number(1 - px)}<//>
      ${bars.map(([label, from, to, colour], i) => html`
        <${Text} x="0" y=${271 + 24 * i} colour=${colour}>${label}<//>
        <${Area} x=${LEFT + from * BITS} y=${258 + 24 * i} width=${(to - from) * BITS} height="16" colour=${colour} />
        <${Text} end x="359" y=${271 + 24 * i} bold=${i === 2}>${number(to - from)}${i === 2 ? " bits" : ""}<//>`)}
      <${Handle} x=${cut} y=${up(0)} along="x" on=${across} value=${px} step=${0.01} page=${0.1} set=${(/** @type {number} */ v) => set([v, y0, y1])}
        name="P(X = 0), the width of the left column" text=${number(px)} />
      <${Handle} x=${(44 + cut) / 2} y=${up(y0)} along="y" on=${up} value=${y0} step=${0.01} page=${0.1} set=${(/** @type {number} */ v) => set([px, v, y1])}
        name="P(Y = 1) if X = 0, the cut of the left column" text=${number(y0)} />
      <${Handle} x=${(cut + 244) / 2} y=${up(y1)} along="y" on=${up} value=${y1} step=${0.01} page=${0.1} set=${(/** @type {number} */ v) => set([px, y0, v])}
        name="P(Y = 1) if X = 1, the cut of the right column" text=${number(y1)} />`;
  }

  explorables.add("joint-table", {
    first: [0.5, 0.2, 0.8],
    height: 326,
    isState: (/** @type {number[]} */ state) => state.every((each) => each >= 0 && each <= 1),
    draw,
    says: (/** @type {number[]} */ state) => `Mutual information: ${number(measures(state).shared)} bits. P(X = 1): ${number(1 - state[0])}. P(Y = 1): ${number(measures(state).level)}.`,
    measures: (/** @type {number[]} */ state) => ({ X1: 1 - state[0], Y1: measures(state).level, I: measures(state).shared }),
    buttons: [
      ["Make independent", (/** @type {number[]} */ state) => [state[0], measures(state).level, measures(state).level]],
      ["Set Y to X", (/** @type {number[]} */ [px]) => [px, 0, 1]],
    ],
  });
})();
