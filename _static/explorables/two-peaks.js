// @ts-check
// A truth p with two equal peaks of standard deviation 1, and one bump q to be put over them; the divergence in both
// directions, by quadrature. State: the distance of the peaks; the place and the width of the bump.

(() => {
  const { explorables, formulas } = /** @type {any} */ (window);
  const { html, number, scale, Text, Area, Line, Curve, Handle } = explorables;

  const across = scale([-9, 9], [18, 342]);
  const up = scale([0, 0.5], [154, 34]);
  const apart = scale([2, 8], [across(1), across(4)]);
  const place = scale([-4, 4], [across(-4), across(4)]);
  const [NARROW, WIDE] = [0.8, 4.2];
  const BITS = 40; // a bit, in pixels
  const MOST = 5; // bits that a bar shows; what is more is cut

  /** @param {number} d */
  function peaks(d) {
    const [left, right] = [-d / 2, d / 2].map((m) => formulas.logNormal([m, 1]));
    return (/** @type {number} */ x) => formulas.logMean([left(x), right(x)]);
  }

  /** @param {number[]} state */
  const forward = ([d, m, s]) => formulas.klSlices(peaks(d), formulas.logNormal([m, s]));

  /** @param {number[]} state */
  const reverse = ([d, m, s]) => formulas.klSlices(formulas.logNormal([m, s]), peaks(d));

  /** The forward bump has the mean and the variance of the truth. @param {number[]} state */
  const bestForward = ([d]) => [d, 0, Math.sqrt(1 + d ** 2 / 4)];

  /** Walk downhill, in ever smaller steps. @param {number[]} state */
  function descend(state) {
    let best = { state, cost: reverse(state) };
    for (let step = 0.5; step > 0.001; ) {
      const [d, m, s] = best.state;
      const tried = [[m - step, s], [m + step, s], [m, s - step], [m, s + step]]; // prettier-ignore
      const [least] = tried
        .map(([n, t]) => [d, n, Math.max(NARROW, t)])
        .map((one) => ({ state: one, cost: reverse(one) }))
        .sort((one, other) => one.cost - other.cost);
      if (least.cost < best.cost) best = least;
      else step /= 2;
    }
    return best;
  }

  /** There may be a valley in the middle and one at each peak. @param {number[]} state */
  function bestReverse(state) {
    const [middle, peak] = [bestForward(state), [state[0], state[0] / 2, 1]].map(descend);
    return middle.cost < peak.cost ? middle.state : peak.state;
  }

  /** @param {number[]} state @param {(state: number[]) => void} set */
  function draw(state, set) {
    const [d, m, s] = state;
    const q = formulas.logNormal([m, s]);
    const flank = scale([NARROW, WIDE], [across(m + NARROW), across(m + WIDE)]);
    const rows = [
      ["forward", "D(p‖q)", "blue"],
      ["reverse", "D(q‖p)", "orange"],
    ];
    const found = [forward(state), reverse(state)];
    const density = (/** @type {(x: number) => number} */ log) => (/** @type {number} */ x) => Math.exp(log(x));
    return html`
      <${Text} x="0" y="12" bold>p: peaks ${number(d)} apart<//>
      <${Text} x="0" y="29" bold colour="green">q: place ${number(m)}, width ${number(s)}<//>
      <${Curve} of=${density(peaks(d))} across=${across} up=${up} />
      <${Curve} of=${density(q)} across=${across} up=${up} colour="green" wide="3" />
      <${Line} through=${[18, up(0), 342, up(0)]} />
      ${[-8, -4, 0, 4, 8].map((x) => html`<${Text} mid size="12" x=${across(x)} y="168" colour="faint">${number(x, 0)}<//>`)}
      <${Text} x="0" y="196" colour="green">place<//><${Line} colour="faint" wide="3" through=${[place(-4), 192, place(4), 192]} />
      <${Text} x="0" y="228">distance<//><${Line} colour="faint" wide="3" through=${[apart(2), 224, apart(8), 224]} />
      ${rows.map(([way, label, colour], i) => html`
        <${Text} x="0" y=${265 + 40 * i} bold colour=${colour}>${label}<//><${Text} x="0" y=${280 + 40 * i} size="12" colour=${colour}>${way}<//>
        <${Area} x="58" y=${255 + 40 * i} width=${Math.min(MOST, found[i]) * BITS} height="20" colour=${colour} />
        ${found[i] > MOST && html`<${Text} x=${61 + BITS * MOST} y=${270 + 40 * i}>…<//>`}
        <${Text} x="359" end y=${270 + 40 * i} bold>${number(found[i], 3)} bits<//>`)}
      ${[0, 1, 2, 3, 4, 5].map((n) => html`<${Text} mid size="12" x=${58 + BITS * n} y="334" colour="faint">${n}<//>`)}
      <${Line} colour="faint" dashed through=${[58 + BITS, 248, 58 + BITS, 322]} />
      <${Handle} x=${place(m)} y="192" along="x" on=${place} value=${m} step=${0.05} page=${1} colour="green"
        name="Place of the bump" text=${number(m)} set=${(/** @type {number} */ v) => set([d, v, s])} />
      <${Handle} x=${flank(s)} y=${up(Math.exp(q(m + s)))} along="x" on=${flank} value=${s} step=${0.05} page=${0.5} colour="green"
        name="Width of the bump, its standard deviation" text=${number(s)} set=${(/** @type {number} */ v) => set([d, m, v])} />
      <${Handle} x=${apart(d)} y="224" along="x" on=${apart} value=${d} step=${0.05} page=${1}
        name="Distance of the peaks, in their standard deviations" text=${number(d)} set=${(/** @type {number} */ v) => set([v, m, s])} />`;
  }

  explorables.add("two-peaks", {
    first: [5, 2.5, 1],
    height: 338,
    isState: (/** @type {number[]} */ [d, m, s]) => d >= 2 && d <= 8 && Math.abs(m) <= 4 && s >= NARROW && s <= WIDE,
    draw,
    says: (/** @type {number[]} */ state) => `Forward: ${number(forward(state), 3)} bits. Reverse: ${number(reverse(state), 3)} bits. Bump at ${number(state[1])}, width ${number(state[2])}.`,
    buttons: [
      ["Best forward", bestForward],
      ["Best reverse", bestReverse],
    ],
  });
})();
