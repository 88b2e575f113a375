// @ts-check
// Three logits to drag and a temperature that divides them; below, the probabilities, and the gradient of the loss.
// State: the three logits, the temperature, and which class is the label.

(() => {
  const { explorables, formulas } = /** @type {any} */ (window);
  const { html, number, rounded, scale, Text, Area, Line, Handle } = explorables;

  const logit = scale([-4, 4], [142, 22]);
  const heat = scale([0.1, 4], [110, 340]);
  const share = scale([0, 1], [290, 210]);
  const PUSH = 30; // a gradient of one, in pixels
  const NAMES = ["A", "B", "C"];
  const middle = (/** @type {number} */ i) => 120 + 86 * i;

  /** @param {number[]} state */
  const scaled = ([a, b, c, T]) => [a / T, b / T, c / T];

  /** @param {number[]} state @param {(state: number[]) => void} set */
  function draw(state, set) {
    const [, , , T, label] = state;
    const z = scaled(state);
    const q = formulas.softmax(z);
    const pull = formulas.gradient(z, label);
    const change = (/** @type {number} */ i, /** @type {number} */ value) => set(state.map((each, j) => (i === j ? value : each)));
    return html`
      <${Text} x="0" y="14" bold>logits z<//>
      ${[-4, 0, 4].map((n) => html`<${Text} end x="72" y=${logit(n) + 4} colour="faint">${number(n, 0)}<//>
        <${Line} colour="faint" through=${[80, logit(n), 340, logit(n)]} />`)}
      ${NAMES.map((_, i) => html`<${Line} colour="faint" wide="3" through=${[middle(i), logit(-4), middle(i), logit(4)]} />
        <${Text} x=${middle(i) + 14} y=${logit(state[i]) - 5}>${number(state[i], 1)}<//>
        <${Text} mid size="12" x=${middle(i)} y="10">${NAMES[i]}<//>`)}
      <${Text} x="0" y="176" bold>temperature<//>
      <${Line} colour="faint" wide="3" through=${[heat(0.1), 172, heat(4), 172]} />
      <${Text} x=${heat(T) + (T > 3 ? -44 : 14)} y="166">${number(T)}<//>
      <${Text} x="0" y="205" bold>probabilities q<//>
      ${NAMES.map((name, i) => html`
        <${Area} x=${middle(i) - 18} y=${share(q[i])} width="36" height=${share(0) - share(q[i])} colour="blue" />
        <${Text} x=${middle(i) + 22} y=${share(0) - 3} colour="blue">${number(q[i])}<//>
        <${Text} mid bold=${i === label} x=${middle(i)} y="308" colour=${i === label ? "green" : "ink"}>${name}${i === label ? " = label" : ""}<//>
        <${Area} x=${middle(i) - 18} y=${358 - Math.max(0, pull[i]) * PUSH} width="36" height=${Math.abs(pull[i]) * PUSH} colour="orange" />
        <${Text} x=${middle(i) + 22} y=${pull[i] < 0 ? 372 : 354} colour="orange">${number(pull[i])}<//>`)}
      <${Line} through=${[80, share(0), 340, share(0)]} /><${Line} through=${[80, 358, 340, 358]} />
      <${Text} x="0" y="246">loss<//><${Text} bold x="0" y="264">${number(formulas.loss(z, label))} nats<//>
      <${Text} x="0" y="344" bold colour="orange">gradient<//><${Text} x="0" y="362" colour="orange">q − t<//>
      ${NAMES.map((name, i) => html`<${Handle} x=${middle(i)} y=${logit(state[i])} along="y" on=${logit} value=${state[i]} step=${0.1} page=${1}
        name=${`Logit of ${name}`} text=${number(state[i], 1)} set=${(/** @type {number} */ v) => change(i, v)} />`)}
      <${Handle} x=${heat(T)} y="172" along="x" on=${heat} value=${T} step=${0.05} page=${0.5} name="Temperature" text=${number(T)}
        set=${(/** @type {number} */ v) => change(3, v)} />`;
  }

  /** @param {number} k @returns {[string, (state: number[]) => number[]]} */
  const labelled = (k) => [`Label ${NAMES[k]}`, (state) => [...state.slice(0, 4), k]];
  explorables.add("softmax", {
    first: [2, 1, -1, 1, 1],
    height: 392,
    isState: (/** @type {number[]} */ [a, b, c, T, label]) =>
      [a, b, c].every((z) => Math.abs(z) <= 4) && T >= heat.min && T <= heat.max && [0, 1, 2].includes(label),
    draw,
    says: (/** @type {number[]} */ state) => `Loss: ${number(formulas.loss(scaled(state), state[4]))} nats. Probability of the label ${NAMES[state[4]]}: ${number(formulas.softmax(scaled(state))[state[4]])}.`,
    measures: (/** @type {number[]} */ state) => {
      const [z, k] = [scaled(state), state[4]];
      const q = formulas.softmax(z);
      const [right, other] = [q[k], Math.max(...q.filter((/** @type {number} */ _, /** @type {number} */ i) => i !== k))];
      return { loss: formulas.loss(z, k), right, other, lead: rounded(right, 2) - rounded(other, 2) };
    },
    buttons: [0, 1, 2].map(labelled),
  });
})();
