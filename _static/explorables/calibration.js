// @ts-check
// Answers in six groups, equally many in each, sorted by how sure the model is; how often each group is right is set,
// not drawn. The temperature moves the confidence. State: the temperature, which group is looked at, the six shares.

(() => {
  const { explorables, formulas } = /** @type {any} */ (window);
  const { html, number, scale, Text, Area, Line, Handle } = explorables;

  const LOGITS = [0.5, 1, 1.5, 2, 3, 4]; // of "the answer is right", at temperature 1
  const sure = (/** @type {number} */ z) => formulas.softmax([z, 0])[0];
  const share = (/** @type {number} */ x) => Number(x.toFixed(4)); // as a link carries it
  /** @type {Record<string, number[]>} */
  const CASES = {
    A: LOGITS.map((z) => share(sure(z / 2))), // overconfident
    B: LOGITS.map((z) => share(sure(z / 0.6))), // the opposite
    C: LOGITS.map(() => 0.75), // what it says tells nothing
  };
  const across = scale([0.5, 1], [64, 264]);
  const up = scale([0.5, 1], [224, 24]);
  const heat = scale([0.4, 4], [110, 340]);
  const pick = scale([1, LOGITS.length], [110, 340]);
  const BITS = 210; // a bit, in pixels

  /** The loss in bits: what the groups leave open, and the divergence of what is said from what is. @param {number[]} state */
  function bill([T, , ...shares]) {
    const groups = shares.map((right, i) => ({ right, said: sure(LOGITS[i] / T) }));
    const average = (/** @type {(one: {right: number, said: number}) => number} */ of) => formulas.sum(groups.map(of)) / groups.length;
    return {
      groups,
      left: average(({ right }) => formulas.entropy([right, 1 - right])),
      wrong: average(({ right, said }) => formulas.klDivergence([right, 1 - right], [said, 1 - said])),
    };
  }

  /** @param {number[]} state @param {(state: number[]) => void} set */
  function draw(state, set) {
    const [T, group, ...shares] = state;
    const { groups, left, wrong } = bill(state);
    const { said, right } = groups[group - 1];
    const name = Object.keys(CASES).find((one) => CASES[one].join() === shares.join());
    return html`
      <${Text} x="0" y="14" bold>share of right answers${name ? `, case ${name}` : ""}<//>
      ${[0.5, 1].map((n) => html`<${Line} colour="faint" through=${[across(0.5), up(n), across(1), up(n)]} />
        <${Line} colour="faint" through=${[across(n), up(0.5), across(n), up(1)]} />`)}
      <${Line} dashed through=${[across(0.5), up(0.5), across(1), up(1)]} />
      ${[0.5, 0.6, 0.7, 0.8, 0.9, 1].map((n) => html`
        <${Text} end size="12" x="58" y=${up(n) + 4} colour="faint">${number(n, 1)}<//>
        <${Text} mid size="12" x=${across(n)} y="240" colour="faint">${number(n, 1)}<//>`)}
      <${Text} bold x="274" y="222">confidence<//>
      ${groups.map((one) => html`<${Line} colour="orange" wide="2" through=${[across(one.said), up(one.right), across(one.said), up(one.said)]} />`)}
      ${groups.map((one, i) => html`<circle cx=${across(one.said)} cy=${up(one.right)} r="4"
        fill="#0072B2" stroke="#222222" class="ink" />`)}
      <${Text} x="274" y="92" bold>group ${group}<//>
      <${Text} x="274" y="110" size="12">${number(100 * said, 1)} % sure<//>
      <${Text} x="274" y="128" size="12">${number(100 * right, 1)} % right<//>
      <${Text} x="0" y="268">temperature<//><${Text} x=${heat(T) + (T > 3 ? -44 : 14)} y="258">${number(T)}<//>
      <${Line} colour="faint" wide="3" through=${[heat(0.4), 264, heat(4), 264]} />
      <${Text} x="0" y="302">group<//><${Line} colour="faint" wide="3" through=${[110, 298, 340, 298]} />
      <${Text} x="0" y="334" bold>loss ${number(left + wrong, 4)} bits<//>
      <${Area} x="0" y="342" width=${left * BITS} height="18" colour="green" />
      <${Area} x=${left * BITS} y="342" width=${Math.min(wrong * BITS, 359 - left * BITS)} height="18" colour="orange" />
      <${Text} x="0" y="378" colour="green">left open ${number(left, 4)}<//>
      <${Text} x="150" y="378" colour="orange">+ calibration loss ${number(wrong, 4)}<//>
      <${Handle} x=${heat(T)} y="264" along="x" on=${heat} value=${T} step=${0.05} page=${0.5}
        name="Temperature" text=${number(T)} set=${(/** @type {number} */ v) => set([v, group, ...shares])} />
      <${Handle} x=${pick(group)} y="298" along="x" on=${pick} value=${group} step=${1} page=${2} colour="blue"
        name="Group to look at" text=${`${group} of ${LOGITS.length}`} set=${(/** @type {number} */ v) => set([T, v, ...shares])} />
      <${Handle} x=${across(said)} y=${up(right)} along="y" on=${up} value=${right} step=${0.01} page=${0.1} colour="blue"
        name="Share of right answers in the group" text=${number(right, 4)}
        set=${(/** @type {number} */ v) => set([T, group, ...shares.map((each, i) => (i + 1 === group ? v : each))])} />`;
  }

  explorables.add("calibration", {
    first: [1, 5, ...CASES.A],
    height: 384,
    isState: (/** @type {number[]} */ [T, group, ...shares]) =>
      T >= heat.min && T <= heat.max && group - 1 in LOGITS && shares.every((each) => each >= 0.5 && each <= 1),
    draw,
    says: (/** @type {number[]} */ state) => {
      const { groups, left, wrong } = bill(state);
      const { said, right } = groups[state[1] - 1];
      return `Loss: ${number(left + wrong, 4)} bits, calibration loss: ${number(wrong, 4)}. Group ${state[1]}: ${number(100 * said, 1)} % sure, ${number(100 * right, 1)} % right.`;
    },
    buttons: Object.keys(CASES).map((name) => [`Case ${name}`, (/** @type {number[]} */ [, group]) => [1, group, ...CASES[name]]]),
  });
})();
