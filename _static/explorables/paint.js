// @ts-check
// A joint distribution painted by the reader: every painted cell is equally likely. Below, its correlation and its
// mutual information. State: the column and the row of the cursor, from 1; then the cells of each row, in binary.

(() => {
  const { explorables, formulas } = /** @type {any} */ (window);
  const { html, number, scale, Text, Area, Line, Handle, Pad } = explorables;

  const SIZE = 8;
  const across = scale([0.5, SIZE + 0.5], [76, 300]);
  const up = scale([0.5, SIZE + 0.5], [232, 8]);
  const straight = scale([-1, 1], [90, 282]);
  const bits = scale([0, 3], [90, 282]);
  const PLACES = [1, 2, 3, 4, 5, 6, 7, 8];
  let ink = true; // what the pointer does to the cells on its way

  /** @param {number[]} state @param {number} x @param {number} y */
  const isOn = (state, x, y) => ((state[y + 1] >> (x - 1)) & 1) === 1;

  /** @param {number[]} state @param {number} x @param {number} y @param {boolean} on */
  const paint = (state, x, y, on) =>
    [x, y, ...state.slice(2).map((row, i) => (i === y - 1 ? (on ? row | (1 << (x - 1)) : row & ~(1 << (x - 1))) : row))];

  /** @param {number[]} state */
  function measures(state) {
    const cells = PLACES.map((x) => PLACES.map((y) => (isOn(state, x, y) ? 1 : 0)));
    const count = formulas.sum(cells.flat());
    const table = cells.map((column) => column.map((each) => (count ? each / count : 0)));
    const marginals = formulas.marginals(table);
    const varies = marginals.map((/** @type {number[]} */ one) => one.filter((each) => each).length > 1);
    const shared = formulas.mutualInformation(table);
    return { count, shared, uncertain: formulas.entropy(marginals[1]), correlation: formulas.correlation(table), varies };
  }

  /** Why a number is missing. @param {number[]} state */
  function lack(state) {
    const { count, varies } = measures(state);
    return !count ? "nothing is painted" : varies.every((/** @type {boolean} */ each) => !each) ? "x and y do not vary" : `${varies[0] ? "y" : "x"} does not vary`;
  }

  /** @param {string} colour @param {number} y @param {number} from @param {number} to @param {string} text */
  const bar = (colour, y, from, to, text) => html`
    <${Area} x=${Math.min(from, to)} y=${y - 8} width=${Math.abs(to - from)} height="16" colour=${colour} />
    <${Line} colour=${colour} wide="4" through=${[to, y - 9, to, y + 9]} /><${Text} end bold x="359" y=${y + 4}>${text}<//>`;

  /** @param {number[]} state @param {(state: number[]) => void} set */
  function draw(state, set) {
    const [x, y] = state;
    const { count, shared, uncertain, correlation } = measures(state);
    const left = (/** @type {number} */ n) => across(n - 0.5);
    const top = (/** @type {number} */ n) => up(n + 0.5);
    const at = (/** @type {DOMPoint} */ to, /** @type {boolean} */ isFirst) => {
      const [i, j] = [across.invert(to.x), up.invert(to.y)].map((each) => Math.min(SIZE, Math.max(1, Math.round(each))));
      if (isFirst) ink = !isOn(state, i, j);
      if (isOn(state, i, j) !== ink || i !== x || j !== y) set(paint(state, i, j, ink));
    };
    const paintedOrNot = isOn(state, x, y) ? "painted" : "empty";
    const enter = () => set(paint(state, x, y, !isOn(state, x, y)));
    return html`
      <${Pad} at=${at}>
        <rect x=${left(1)} y=${top(SIZE)} width="224" height="224" fill="#FFFFFF" fill-opacity="0" />
        ${[...PLACES, SIZE + 1].map((n) => html`<${Line} colour="faint" through=${[left(n), top(SIZE), left(n), top(0)]} />
          <${Line} colour="faint" through=${[left(1), top(n - 1), left(SIZE + 1), top(n - 1)]} />`)}
        ${PLACES.map((i) => PLACES.map((j) => isOn(state, i, j) && html`
          <rect x=${left(i) + 2} y=${top(j) + 2} width="24" height="24" fill="#0072B2" class="blue" />`))}
        <rect x=${left(x)} y=${top(y)} width="28" height="28" fill="none" stroke="#222222" stroke-width="3" class="ink" />
      <//>
      <${Text} x="312" y="20">${count}<//><${Text} x="312" y="36">${count === 1 ? "cell" : "cells"}<//>
      <${Text} x="316" y="258">x<//><${Text} mid x="54" y="258">y<//>
      <${Text} x="0" y="294">correlation<//><${Text} x="0" y="338">I(X;Y)<//>
      <${Line} colour="faint" through=${[straight(-1), 290, straight(1), 290]} /><${Line} colour="faint" through=${[bits(0), 334, bits(3), 334]} />
      ${[-1, 0, 1].map((n) => html`<${Text} mid colour="faint" size="12" x=${straight(n)} y="314">${number(n, 0)}<//>`)}
      ${[0, 1, 2, 3].map((n) => html`<${Text} mid colour="faint" size="12" x=${bits(n)} y="358">${n}<//>`)}
      ${Number.isNaN(correlation)
        ? html`<${Text} x="96" y="284" colour="orange">undefined: ${lack(state)}<//>`
        : bar("orange", 290, straight(0), straight(correlation), number(correlation))}
      ${!count ? html`<${Text} x="96" y="328" colour="orange">undefined<//>` : html`${bar("green", 334, bits(0), bits(shared), `${number(shared)} bits`)}
        <${Text} x="90" y="380">= H(Y) − H(Y|X) = ${number(uncertain)} − ${number(uncertain - shared)}<//>`}
      <${Handle} x=${across(x)} y="254" along="x" on=${Object.assign((/** @type {number} */ v) => across(v), across, { min: 1, max: SIZE })} value=${x} step=${1} page=${2}
        enter=${enter} name="Column of the frame, x; Enter paints" text=${`${x}, ${paintedOrNot}`} set=${(/** @type {number} */ v) => set([v, ...state.slice(1)])} />
      <${Handle} x="54" y=${up(y)} along="y" on=${Object.assign((/** @type {number} */ v) => up(v), up, { min: 1, max: SIZE })} value=${y} step=${1} page=${2}
        enter=${enter} name="Row of the frame, y; Enter paints" text=${`${y}, ${paintedOrNot}`} set=${(/** @type {number} */ v) => set([x, v, ...state.slice(2)])} />`;
  }

  /** @param {string} label @param {number[]} rows @returns {[string, (state: number[]) => number[]]} */
  const picture = (label, rows) => [label, ([x, y]) => [x, y, ...rows]];
  explorables.add("paint", {
    first: [4, 4, 24, 36, 0, 0, 66, 0, 0, 129], // a parabola,
    height: 386,
    isState: (/** @type {number[]} */ state) =>
      state.every((each, i) => Number.isInteger(each) && (i < 2 ? each >= 1 && each <= SIZE : each >= 0 && each < 2 ** SIZE)),
    draw,
    says: (/** @type {number[]} */ state) => {
      const { count, shared, correlation } = measures(state);
      if (!count) return "Nothing is painted, so there is no distribution.";
      return `Correlation: ${Number.isNaN(correlation) ? "undefined" : number(correlation)}. Mutual information: ${number(shared)} bits.`;
    },
    buttons: [
      ["Paint or rub out", (/** @type {number[]} */ state) => paint(state, state[0], state[1], !isOn(state, state[0], state[1]))],
      picture("Line", [1, 2, 4, 8, 16, 32, 64, 128]),
      picture("Ring", [60, 66, 129, 129, 129, 129, 66, 60]),
      picture("Cloud", [0, 0, 62, 148, 190, 141, 76, 8]),
      picture("Block", [0, 60, 60, 60, 60, 60, 60, 0]),
      picture("Clear", [0, 0, 0, 0, 0, 0, 0, 0]),
    ],
  });
})();
