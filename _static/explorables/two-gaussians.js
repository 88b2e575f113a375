// @ts-check
// Two normal densities to drag, the divergence both ways round, by the closed form and by quadrature, and the
// Jensen-Shannon divergence, for which there is no closed form. State: mean and deviation of f, then those of g.

(() => {
  const { explorables, formulas } = /** @type {any} */ (window);
  const { html, number, scale, Text, Area, Line, Curve, Handle } = explorables;

  const across = scale([-7, 7], [12, 348]);
  const up = scale([0, 0.8], [134, 22]);
  const mean = scale([-4, 4], [across(-4), across(4)]);
  const BITS = 50; // a bit, in pixels
  const MOST = 3; // bits that a bar shows; what is more is cut
  const ROWS = [
    { name: "f", colour: "blue", y: 178 },
    { name: "g", colour: "orange", y: 212 },
  ];

  /** @param {number[]} state */
  function measures([m, s, n, t]) {
    const [f, g] = [[m, s], [n, t]]; // prettier-ignore
    const [logF, logG] = [f, g].map(formulas.logNormal);
    const middle = (/** @type {number} */ x) => formulas.logMean([logF(x), logG(x)]);
    return {
      logs: [logF, logG],
      closed: [formulas.klNormals(f, g), formulas.klNormals(g, f)],
      slices: [formulas.klSlices(logF, logG), formulas.klSlices(logG, logF)],
      js: (formulas.klSlices(logF, middle) + formulas.klSlices(logG, middle)) / 2,
    };
  }

  /** @param {number[]} state @param {(state: number[]) => void} set */
  function draw(state, set) {
    const { logs, closed, slices, js } = measures(state);
    const change = (/** @type {number} */ i) => (/** @type {number} */ value) => set(state.map((each, j) => (i === j ? value : each)));
    const rows = [
      ["D(f‖g)", closed[0], slices[0], "blue"],
      ["D(g‖f)", closed[1], slices[1], "orange"],
      ["JS(f,g)", null, js, "green"],
    ];
    return html`
      ${ROWS.map(({ name, colour, y }, i) => {
        const [m, s] = state.slice(2 * i, 2 * i + 2);
        return html`
          <${Curve} of=${(/** @type {number} */ x) => Math.exp(logs[i](x))} across=${across} up=${up} colour=${colour} />
          <${Text} bold x=${i ? 196 : 0} y="12" colour=${colour}>${name}: mean ${number(m, 1)}, sd ${number(s)}<//>
          <${Text} x="0" y=${y + 4} colour=${colour}>mean of ${name}<//>
          <${Line} colour="faint" wide="3" through=${[mean(-4), y, mean(4), y]} />`;
      })}
      <${Line} through=${[12, up(0), 348, up(0)]} />
      ${[-6, -4, -2, 0, 2, 4, 6].map((x) => html`<${Text} mid size="12" x=${across(x)} y="149" colour="faint">${number(x, 0)}<//>`)}
      <${Text} end size="12" x="280" y="246">closed form<//><${Text} end size="12" x="359" y="246">quadrature<//>
      ${rows.map(([label, exact, value, colour], i) => html`
        <${Text} bold x="0" y=${265 + 24 * i} colour=${colour}>${label}<//>
        <${Area} x="58" y=${252 + 24 * i} width=${Math.min(MOST, value) * BITS} height="16" colour=${colour} />
        ${value > MOST && html`<${Text} x=${61 + BITS * MOST} y=${265 + 24 * i}>…<//>`}
        <${Text} end x="280" y=${265 + 24 * i}>${exact === null ? "none" : number(exact, 3)}<//>
        <${Text} end bold x="359" y=${265 + 24 * i}>${number(value, 3)}<//>`)}
      ${[0, 1, 2, 3].map((n) => html`<${Text} mid size="12" x=${58 + BITS * n} y="333" colour="faint">${n}<//>`)}
      <${Text} end size="12" x="359" y="333" colour="faint">bits<//>
      <${Line} colour="faint" dashed through=${[58 + BITS, 248, 58 + BITS, 320]} />
      ${ROWS.map(({ name, colour, y }, i) => {
        const [m, s] = state.slice(2 * i, 2 * i + 2);
        const flank = scale([0.5, 3], [across(m + 0.5), across(m + 3)]);
        return html`
          <${Handle} x=${mean(m)} y=${y} along="x" on=${mean} value=${m} step=${0.1} page=${1} colour=${colour}
            name=${`Mean of ${name}`} text=${number(m, 1)} set=${change(2 * i)} />
          <${Handle} x=${flank(s)} y=${up(Math.exp(logs[i](m + s)))} along="x" on=${flank} value=${s} step=${0.05} page=${0.5} colour=${colour}
            name=${`Standard deviation of ${name}`} text=${number(s)} set=${change(2 * i + 1)} />`;
      })}`;
  }

  explorables.add("two-gaussians", {
    first: [0, 1, 1, 2],
    height: 338,
    isState: (/** @type {number[]} */ state) => state.every((each, i) => (i % 2 ? each >= 0.5 && each <= 3 : Math.abs(each) <= 4)),
    draw,
    says: (/** @type {number[]} */ state) => {
      const { closed, js } = measures(state);
      return `D(f‖g): ${number(closed[0], 3)} bits. D(g‖f): ${number(closed[1], 3)} bits. Jensen–Shannon: ${number(js, 3)} bits.`;
    },
    measures: (/** @type {number[]} */ [m, s, n, t]) => {
      const [forward, reverse] = [formulas.klNormals([m, s], [n, t]), formulas.klNormals([n, t], [m, s])];
      return { forward, reverse, shift: Math.abs(m - n), ratio: t / s };
    },
    buttons: [
      ["Swap f and g", (/** @type {number[]} */ [m, s, n, t]) => [n, t, m, s]],
      ["Same width", (/** @type {number[]} */ [m, s, n]) => [m, s, n, s]],
    ],
  });
})();
