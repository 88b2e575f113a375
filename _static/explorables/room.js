// @ts-check
// The room in which every explorable stands: its state, its handles, its numbers, its buttons, its link. An explorable
// is one call of explorables.add (see joint-table.js); near.js opens the room when a figure comes near the window.

(() => {
  /**
   * @typedef {number[]} State
   * @typedef {{
   *   first: State, height: number,
   *   isState: (state: State) => boolean,
   *   draw: (state: State, set: (state: State) => void) => any,
   *   says: (state: State) => string,
   *   buttons: [label: string, act: (state: State) => State][],
   *   measures?: (state: State) => Record<string, number>,
   * }} Explorable The state, in numbers, which the reader changes; what it looks like; the sentence that sums it up;
   *   what exercises ask of it, as boards.py has it.
   * @typedef {{(value: number): number, invert: (place: number) => number, min: number, max: number}} Scale
   */

  const WIDTH = 360;
  const PAUSE = 700; // milliseconds without a change, before the sentence is read out
  const COLOURS = { blue: "#0072B2", orange: "#D55E00", green: "#009E73", ink: "#222222", faint: "#767676" };
  const { preact, htm } = /** @type {any} */ (window);
  const html = htm.bind(preact.h);
  /** @type {Record<string, Explorable>} */
  const known = {};
  let still = false; // while the picture of the first state is taken, in which nothing can be held

  /** Round to what is shown; 0.1 + 0.2 falls where 0.3 does. @param {number} x @param {number} digits */
  const rounded = (x, digits) => Number(Number(x.toFixed(9)).toFixed(digits));

  /** Write a number as the book's figures do. @param {number} x @param {number} [digits] */
  function number(x, digits = 2) {
    if (!Number.isFinite(x)) return x > 0 ? "∞" : "−∞";
    const near = rounded(x, digits);
    return (near < 0 ? "−" : "") + Math.abs(near).toFixed(digits);
  }

  /** @param {[number, number]} values @param {[number, number]} places @returns {Scale} */
  function scale([a, b], [from, to]) {
    const there = (/** @type {number} */ value) => from + ((value - a) / (b - a)) * (to - from);
    const invert = (/** @type {number} */ place) => a + ((place - from) / (to - from)) * (b - a);
    return Object.assign(there, { invert, min: Math.min(a, b), max: Math.max(a, b) });
  }

  /** Give one share of a whole a new size; the others make room in proportion. @param {State} shares @param {number} i @param {number} size */
  function share(shares, i, size) {
    const rest = 1 - shares[i];
    const others = shares.length - 1;
    return shares.map((each, j) => (j === i ? size : rest > 1e-9 ? (each * (1 - size)) / rest : (1 - size) / others));
  }

  /** Words of a picture. @param {any} given */
  function Text({ x, y, end, mid, colour = "ink", size = 13, bold, children }) {
    const anchor = end ? "end" : mid ? "middle" : "start";
    return html`<text x=${x} y=${y} text-anchor=${anchor} font-size=${size} font-weight=${bold ? 700 : 400}
      fill=${COLOURS[/** @type {"ink"} */ (colour)]} class=${colour}>${children}</text>`;
  }

  /** An area; its edge says its colour as well. @param {any} given */
  function Area({ x, y, width, height, colour }) {
    const tint = COLOURS[/** @type {"ink"} */ (colour)];
    return html`<rect x=${x} y=${y} width=${Math.max(0, width)} height=${Math.max(0, height)} fill=${tint} fill-opacity="0.25"
      stroke=${tint} stroke-width="1.5" class=${colour} />`;
  }

  /** A line, in pairs of places. @param {any} given */
  function Line({ through, colour = "ink", wide = 1, dashed }) {
    return html`<polyline points=${through.join(" ")} fill="none" stroke=${COLOURS[/** @type {"ink"} */ (colour)]}
      stroke-width=${wide} stroke-dasharray=${dashed ? "5 4" : null} class=${colour} />`;
  }

  /** Where in its picture a pointer is. @param {PointerEvent} event */
  function pointed(event) {
    const matrix = /** @type {SVGGraphicsElement} */ (event.currentTarget).ownerSVGElement?.getScreenCTM();
    return new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix?.inverse());
  }

  /** Take a pointer that is pressed on a part, until it is let go; say if it is held. @param {PointerEvent} event */
  function held(event) {
    const part = /** @type {SVGGElement} */ (event.currentTarget);
    if (event.type === "pointerdown" && !event.button) {
      part.setPointerCapture(event.pointerId);
      event.preventDefault(); // nothing is marked
    }
    return part.hasPointerCapture(event.pointerId);
  }

  const stay = (/** @type {TouchEvent} */ event) => event.preventDefault(); // the page does not scroll

  /**
   * A part that a pointer or finger moves in both directions, or paints on. Sliders must reach the same states.
   * @param {{at: (place: DOMPoint, isFirst: boolean) => void, children: any}} given
   */
  function Pad({ at, children }) {
    const go = (/** @type {PointerEvent} */ event) => held(event) && at(pointed(event), event.type === "pointerdown");
    return html`<g class="pad" onPointerDown=${go} onPointerMove=${go} onTouchStart=${stay}>${children}</g>`;
  }

  /** A function of x, drawn over the whole of an axis. @param {any} given */
  function Curve({ of, across, up, colour, wide = 2 }) {
    const points = Array.from({ length: 121 }, (_, i) => across.min + ((across.max - across.min) * i) / 120);
    return html`<${Line} colour=${colour} wide=${wide} through=${points.map((x) => `${across(x).toFixed(1)},${up(of(x)).toFixed(1)}`)} />`;
  }

  /**
   * Something to take hold of: a slider, for a pointer, a finger and the keyboard. It moves along x or y.
   * @param {{x: number, y: number, along: "x" | "y", on: Scale, value: number, step: number, page: number,
   *   name: string, text: string, colour?: string, set: (value: number) => void, enter?: () => void}} given
   */
  function Handle({ x, y, along, on, value, step, page, name, text, colour = "ink", set, enter }) {
    const tint = COLOURS[/** @type {"ink"} */ (colour)];
    const knob = html`<circle cx=${x} cy=${y} r="8" fill="#FFFFFF" stroke=${tint} stroke-width="3" class=${colour} />
      <path d=${along === "x" ? `M${x - 3.5} ${y}h7` : `M${x} ${y - 3.5}v7`} stroke=${tint} stroke-width="2" class=${colour} />`;
    if (still) return html`<g>${knob}</g>`;
    const to = (/** @type {number} */ wanted) => {
      const stepped = Math.round(wanted / step) * step;
      set(Math.min(on.max, Math.max(on.min, Number(stepped.toFixed(9)))));
    };
    const follow = (/** @type {PointerEvent} */ event) => held(event) && to(on.invert(pointed(event)[along]));
    const take = (/** @type {PointerEvent} */ event) => {
      if (held(event)) /** @type {SVGGElement} */ (event.currentTarget).focus({ preventScroll: true });
    };
    const press = (/** @type {KeyboardEvent} */ event) => {
      const moved = {
        ArrowRight: value + step, ArrowUp: value + step, ArrowLeft: value - step, ArrowDown: value - step,
        PageUp: value + page, PageDown: value - page, Home: on.min, End: on.max,
      }[event.key]; // prettier-ignore
      const acts = event.key === "Enter" && enter;
      if ((moved === undefined && !acts) || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      if (acts) acts();
      else to(moved);
    };
    return html`<g role="slider" tabindex="0" aria-label=${name} aria-orientation=${along === "x" ? "horizontal" : "vertical"}
      aria-valuemin=${on.min} aria-valuemax=${on.max} aria-valuenow=${Number(value.toFixed(4))} aria-valuetext=${text}
      onPointerDown=${take} onPointerMove=${follow} onKeyDown=${press} onTouchStart=${stay}>
      <circle cx=${x} cy=${y} r="20" fill="#FFFFFF" fill-opacity="0" class="reach" />${knob}</g>`;
  }

  /** @param {Explorable} one @param {State} state @param {(state: State) => void} set @param {Record<string, any>} attributes */
  function picture(one, state, set, attributes) {
    return html`<svg xmlns="http://www.w3.org/2000/svg" viewBox=${`0 0 ${WIDTH} ${one.height}`} font-family="system-ui, sans-serif"
      ...${attributes}>${one.draw(state, set)}</svg>`;
  }

  /** The picture of the first state, as a file holds it: _ext/explorables.py records it. @param {string} name */
  function firstPicture(name) {
    const one = known[name];
    const place = document.createElement("div");
    still = true;
    const points = (/** @type {number} */ pixels) => `${pixels * 0.75}pt`;
    preact.render(picture(one, one.first, () => {}, { width: points(WIDTH), height: points(one.height) }), place);
    still = false;
    return new XMLSerializer().serializeToString(/** @type {Element} */ (place.firstElementChild));
  }

  /** Read a state from a link. @param {Explorable} one @param {string} id */
  function linked(one, id) {
    const [place, values] = decodeURIComponent(location.hash.slice(1)).split("=");
    const state = (values ?? "").split(",").map(Number);
    const fits = place === id && state.length === one.first.length && state.every(Number.isFinite) && one.isState(state);
    return fits ? state : null;
  }

  /** The state in a notebook, which has no links to it: an exercise's cell takes it. @param {HTMLElement} place */
  const inNotebook = (place) => html`<span>State: <code>"${place.dataset.state}"</code></span>`;

  /** Put an explorable in the place of its still picture. @param {HTMLElement} place Where its buttons go. */
  function open(place) {
    const one = known[/** @type {string} */ (place.dataset.explorable)];
    const figure = /** @type {HTMLElement} */ (place.closest("figure"));
    const image = /** @type {HTMLImageElement} */ (figure.querySelector("img"));
    const live = document.createElement("div");
    live.className = "explorable-picture";
    live.setAttribute("role", "group");
    live.setAttribute("aria-label", image.alt);
    (image.closest("a") ?? image).replaceWith(live);
    let state = linked(one, figure.id) ?? one.first;
    let said = one.says(state);
    let waiting = 0;

    /** @param {State} next */
    function set(next) {
      state = next;
      show();
      clearTimeout(waiting);
      waiting = setTimeout(() => {
        said = one.says(state);
        show();
      }, PAUSE);
    }

    function show() {
      preact.render(picture(one, state, set, {}), live);
      place.dataset.state = state.map((each) => Number(each.toFixed(4))).join(",");
      const buttons = [...one.buttons, /** @type {const} */ (["Reset", () => one.first])];
      preact.render(
        html`${buttons.map(([label, act]) => html`<button type="button" onClick=${() => set(act(state))}>${label}</button>`)}
          ${figure.id ? html`<a href=${`#${figure.id}=${place.dataset.state}`}>Link to this state</a>` : inNotebook(place)}<p role="status">${said}</p>`,
        place,
      );
    }

    show();
    window.addEventListener("hashchange", () => set(linked(one, figure.id) ?? state));
  }

  /** @param {string} name @param {Explorable} one */
  const add = (name, one) => void (known[name] = one);

  Object.assign(window, { explorables: { add, firstPicture, open, known, html, number, rounded, scale, share, Text, Area, Line, Curve, Handle, Pad } });
})();
