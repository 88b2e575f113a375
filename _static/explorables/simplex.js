// @ts-check
// All distributions over three outcomes as the points of a triangle, with their entropy as its height; below, a cut
// through this hill, which is the binary entropy function at the triangle's foot. State: the three probabilities.

(() => {
  const { explorables, formulas } = /** @type {any} */ (window);
  const { html, number, scale, share, Text, Area, Line, Handle, Pad } = explorables;

  const across = scale([0, 1], [44, 284]); // of B's probability, at the foot
  const up = scale([0, 1], [238, 30]); // of C's
  const bits = scale([0, 1.6], [392, 290]);
  const LEVELS = [0.25, 0.5, 0.75, 1, 1.25, 1.5];
  const PER_SIDE = 40;
  /** @type {any} */
  let hill; // drawn once

  /** @param {number[]} p */
  const place = ([, b, c]) => [across(b + c / 2), up(c)].map((each) => Number(each.toFixed(1)));

  /** Where a ray from the middle to the foot falls below a level, or ends; rays are close where the lines bend. @param {number} level @param {number} ray */
  function edge(level, ray) {
    const [side, part] = [Math.floor(ray / PER_SIDE), (1 - Math.cos((Math.PI * (ray % PER_SIDE)) / PER_SIDE)) / 2];
    const end = [0, 1, 2].map((i) => (i === side ? 1 - part : i === (side + 1) % 3 ? part : 0));
    const at = (/** @type {number} */ far) => end.map((each) => (1 - far) / 3 + far * each);
    let [near, far] = [0, 1];
    if (formulas.entropy(at(far)) >= level) return at(far);
    for (let i = 0; i < 14; i++) {
      const middle = (near + far) / 2;
      if (formulas.entropy(at(middle)) < level) far = middle;
      else near = middle;
    }
    return at(near);
  }

  function contours() {
    const rays = [...Array(3 * PER_SIDE).keys()];
    const corners = [[1, 0, 0], [0, 1, 0], [0, 0, 1]]; // prettier-ignore
    const paths = [corners, ...LEVELS.map((level) => rays.map((ray) => edge(level, ray)))];
    return html`<g>${paths.map((path, i) => html`<path d=${`M${path.map((p) => place(p).join(" ")).join("L")}Z`} fill="#0072B2" fill-opacity="0.13"
        stroke="#222222" stroke-width=${i && LEVELS[i - 1] === 1 ? 2 : 0.6} class="ink" />`)}
      ${[0.5, 1, 1.5].map((level, i) => html`<${Text} mid size="12" x=${across(0.5)} y=${place(edge(level, 2 * PER_SIDE))[1] + 14}>${["0.5", "1 bit", "1.5 bits"][i]}<//>`)}</g>`;
  }

  /** The entropy along a level line of C's probability. @param {number} c */
  const cut = (c) => [...Array(61).keys()].flatMap((i) => {
    const b = ((1 - c) * i) / 60;
    return [across(b + c / 2), bits(formulas.entropy([1 - c - b > 0 ? 1 - c - b : 0, b, c]))].map((each) => Number(each.toFixed(1)));
  }); // prettier-ignore

  /** @param {number[]} p @param {(state: number[]) => void} set */
  function draw(p, set) {
    const [a, b, c] = p;
    const [x, y] = place(p);
    const entropy = formulas.entropy(p);
    const at = (/** @type {number} */ v, /** @type {number} */ third) => set([Math.max(0, 1 - third - v), v, third]);
    const move = (/** @type {DOMPoint} */ to) => {
      const third = Math.min(1, Math.max(0, up.invert(to.y)));
      at(Math.min(1 - third, Math.max(0, across.invert(to.x) - third / 2)), third);
    };
    const along = Object.assign((/** @type {number} */ v) => across(v + c / 2), { min: 0, max: Number((1 - c).toFixed(9)),
      invert: (/** @type {number} */ to) => across.invert(to) - c / 2 }); // prettier-ignore
    hill ??= contours();
    return html`${hill}
      <${Text} x="0" y="14" bold colour="orange">H = ${number(entropy)} bits<//>
      <${Text} x=${across(0.5) + 44} y="22">p(C) = ${number(c)}<//>
      <${Text} x="0" y="261">p(A) = ${number(a)}<//>
      <${Text} mid x=${across(1) + 4} y="261">p(B) = ${number(b)}<//>
      <${Line} dashed through=${[across(c / 2), y, across(1 - c / 2) + 22, y]} />
      <${Line} dashed through=${[x, y, x, Math.max(y, 244)]} /><${Line} dashed through=${[x, 267, x, bits(entropy)]} />
      ${[0, 1, formulas.surprise(1 / 3)].map((n) => html`<${Text} end x="34" y=${bits(n) + 4} colour="faint">${number(n, n % 1 && 2)}<//>
        <${Line} colour="faint" through=${[40, bits(n), 288, bits(n)]} />`)}
      <${Text} end x="34" y=${bits(0.5) + 4} colour="faint">bits<//>
      <${Text} x="288" y=${bits(1.25)} size="12" colour="orange">p(C) = ${number(c)}<//>
      <${Text} x="288" y=${bits(0.25)} size="12" colour="blue">p(C) = 0<//>
      <${Line} colour="blue" dashed through=${cut(0)} />
      <${Line} colour="orange" wide="2.5" through=${cut(c)} />
      <${Pad} at=${move}><circle cx=${x} cy=${y} r="20" fill="#FFFFFF" fill-opacity="0" />
        <circle cx=${x} cy=${y} r="7" fill="#D55E00" stroke="#FFFFFF" stroke-width="2" class="orange" /><//>
      <${Handle} x=${across(1 - c / 2) + 22} y=${y} along="y" on=${up} value=${c} step=${0.01} page=${0.1}
        name="p(C), A and B sharing the rest as now" text=${number(c)} set=${(/** @type {number} */ v) => set(share(p, 2, v))} />
      <${Handle} x=${x} y=${bits(entropy)} along="x" on=${along} value=${b} step=${0.01} page=${0.1} colour="orange"
        name="p(B), at the cost of A" text=${number(b)} set=${(/** @type {number} */ v) => at(v, c)} />`;
  }

  explorables.add("simplex", {
    first: [0.5, 0.25, 0.25],
    height: 400,
    isState: (/** @type {number[]} */ p) => p.every((each) => each >= 0) && Math.abs(formulas.sum(p) - 1) < 1e-3,
    draw,
    says: (/** @type {number[]} */ p) => `Entropy: ${number(formulas.entropy(p))} bits. Probabilities: ${p.map((each) => number(each)).join(", ")}.`,
    buttons: [
      ["Only A and B", (/** @type {number[]} */ p) => share(p, 2, 0)],
      ["All equal", () => [1 / 3, 1 / 3, 1 / 3]],
    ],
  });
})();
