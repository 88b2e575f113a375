// @ts-check
// A game of judgement: drag q until its divergence is what is wanted; the number shows only when it is tried. State: q;
// what was tried last; which target; the tries at it; targets hit before; the tries at those.

(() => {
  const { explorables, formulas } = /** @type {any} */ (window);
  const { html, number, scale, share, Text, Area, Line, Handle } = explorables;

  const TARGETS = [
    { p: [0.5, 0.5, 0, 0], bits: 0.5 },
    { p: [0.4, 0.3, 0.2, 0.1], bits: 1 },
    { p: [0.7, 0.1, 0.1, 0.1], bits: 0.25 },
    { p: [0.25, 0.25, 0.25, 0.25], bits: 2, back: true },
    { p: [0.4, 0.3, 0.2, 0.1], bits: 1, back: true },
    { p: [0.85, 0.05, 0.05, 0.05], bits: 3, back: true },
  ];
  const NEAR = 0.05; // bits
  const EVEN = [0.25, 0.25, 0.25, 0.25];
  const NAMES = ["A", "B", "C", "D"];
  const up = scale([0, 1], [182, 62]);
  const along = scale([0, 4], [14, 346]);
  const left = (/** @type {number} */ i) => 24 + 86 * i;

  /** @param {number[]} state */
  function game(state) {
    const [round, tries, hits, spent] = state.slice(8);
    const { p, bits, back } = TARGETS[round];
    const tried = state.slice(4, 8);
    const found = back ? formulas.klDivergence(tried, p) : formulas.klDivergence(p, tried);
    const won = tries > 0 && Math.abs(found - bits) <= NEAR;
    return { q: state.slice(0, 4), tried, round, tries, p, bits, found, won, hits: hits + (won ? 1 : 0), spent: spent + (won ? tries : 0), name: back ? "D(q‖p)" : "D(p‖q)" };
  }

  /** @param {number[]} state */
  function verdict(state) {
    const { tries, bits, found, won, name } = game(state);
    if (!tries) return "Not tried yet.";
    const off = `${number(Math.abs(found - bits))} bits too ${found < bits ? "small" : "large"}`;
    return `Try ${tries}: ${name} was ${number(found)} bits, ${won ? "a hit" : off}.`;
  }

  /** A target that is hit takes no more tries. @param {number[]} state */
  function attempt(state) {
    const { q, round, tries, won } = game(state);
    return won ? state : [...q, ...q, round, tries + 1, ...state.slice(10)];
  }

  /** @param {number[]} state */
  function next(state) {
    const { round, hits, spent } = game(state);
    return [...EVEN, ...EVEN, (round + 1) % TARGETS.length, 0, hits, spent];
  }

  /** @param {number[]} state @param {(state: number[]) => void} set */
  function draw(state, set) {
    const { q, tried, round, tries, p, bits, found, won, hits, spent, name } = game(state);
    return html`
      <${Text} bold x="0" y="14">Target ${round + 1} of ${TARGETS.length}: make ${name} = ${number(bits)} bits<//>
      <${Text} x="0" y="33">Hit so far: ${hits}, in ${spent} ${spent === 1 ? "try" : "tries"}<//>
      <${Text} bold x="318" y="33" colour="blue">p<//><${Text} bold x="336" y="33" colour="orange">q<//>
      ${NAMES.map((letter, i) => html`
        <${Area} x=${left(i) + 6} y=${up(p[i])} width="26" height=${up(0) - up(p[i])} colour="blue" />
        <${Area} x=${left(i) + 42} y=${up(q[i])} width="26" height=${up(0) - up(q[i])} colour="orange" />
        <${Text} mid size="12" x=${left(i) + 19} y=${up(p[i]) - 5} colour="blue">${number(p[i])}<//>
        <${Text} mid size="12" x=${left(i) + 55} y=${up(q[i]) - 12} colour="orange">${number(q[i])}<//>
        <${Text} mid x=${left(i) + 37} y="202">${letter}<//>
        ${tries > 0 && html`<${Line} dashed wide="2" through=${[left(i) + 38, up(tried[i]), left(i) + 72, up(tried[i])]} />`}`)}
      <${Line} through=${[14, up(0), 350, up(0)]} />
      <${Text} x="0" y="232" bold=${won}>${verdict(state)}<//>
      <${Area} x=${along(bits - NEAR)} y="244" width=${along(2 * NEAR) - along(0)} height="22" colour="green" />
      <${Line} through=${[along(0), 266, along(4), 266]} />
      ${tries > 0 && html`<${Line} colour="orange" wide="4" through=${[along(Math.min(4, found)), 244, along(Math.min(4, found)), 266]} />`}
      ${[0, 1, 2, 3, 4].map((n) => html`<${Text} mid size="12" x=${along(n)} y="280" colour="faint">${n}<//>`)}
      <${Text} end size="12" x="330" y="280" colour="faint">bits<//>
      ${NAMES.map((letter, i) => html`<${Handle} x=${left(i) + 55} y=${up(q[i])} along="y" on=${up} value=${q[i]} step=${0.01} page=${0.1} colour="orange"
        name=${`q(${letter})`} text=${number(q[i])} set=${(/** @type {number} */ v) => set([...share(q, i, v), ...state.slice(4)])} />`)}`;
  }

  const sums = (/** @type {number[]} */ one) => one.every((each) => each >= 0) && Math.abs(formulas.sum(one) - 1) < 1e-3;
  explorables.add("game", {
    first: [...EVEN, ...EVEN, 0, 0, 0, 0],
    height: 286,
    isState: (/** @type {number[]} */ state) =>
      sums(state.slice(0, 4)) && sums(state.slice(4, 8)) && state.slice(8).every((n) => Number.isInteger(n) && n >= 0) && state[8] in TARGETS,
    draw,
    says: (/** @type {number[]} */ state) => {
      const { round, name, bits } = game(state);
      return `Target ${round + 1}: ${name} = ${number(bits)} bits. ${verdict(state)}`;
    },
    buttons: [
      ["Try", attempt],
      ["Next target", next],
    ],
  });
})();
