// @ts-check
// Shows beside a reference what it refers to, when a pointer or the focus rests on it, or at a tap. Escape or a tap
// elsewhere closes it. The pieces come from previews/PAGE.js, made by sphinx_extension/previews.py.

(() => {
  /** @typedef {{title: string, pieces: Record<string, [name: string, html: string]>}} Previews */

  // Without popovers (before 2024), a reference is a link.
  if (!("popover" in HTMLElement.prototype)) return;

  const REFERENCE = /#(equation|fig|def|thm|ex)-|\/glossary(\.html)?#term-|\/references(\.html)?#id\d/;
  const OWN = ".headerlink, .eqno"; // these lead to where they stand
  const REST = 250; // milliseconds to open, or to move into it
  const GAP = 6; // pixels round a preview

  const root = new URL(document.documentElement.dataset.content_root || "./", location.href);
  /** @type {Record<string, Previews>} */
  const loaded = {};
  Object.assign(window, { bookPreviews: loaded });

  const preview = document.createElement("div");
  preview.id = preview.className = "preview";
  preview.popover = "auto"; // the browser closes it at a tap elsewhere
  preview.setAttribute("role", "dialog");
  preview.setAttribute("aria-labelledby", "preview-name");

  const STATE = { "aria-haspopup": "dialog", "aria-expanded": "true", "aria-controls": preview.id };

  /** @typedef {{on: Element | null, timer?: number}} Rest On which reference a pointer or the focus rests. */
  const pointer = /** @type {Rest} */ ({ on: null });
  const focus = /** @type {Rest} */ ({ on: null });
  /** @type {Element | null} Tapped last: a second tap goes there. */
  let tapped = null;
  /** @type {Element | null} The reference whose preview is open. */
  let shown = null;
  let closing = 0;
  let byMouse = true;

  /** @param {EventTarget | null} target @returns {Element | null} The reference that it is, or is part of. */
  function referenceAt(target) {
    const link = target instanceof Element ? target.closest("article a[href]") : null;
    return link && REFERENCE.test(address(link).href) && !link.matches(OWN) && !preview.contains(link) ? link : null;
  }

  /** @param {Element} link */
  function address(link) {
    return new URL(link.getAttribute("href") || "", document.baseURI);
  }

  /** @param {string} page @returns {Promise<Previews>} */
  async function previewsOf(page) {
    if (!loaded[page]) {
      const script = document.createElement("script");
      script.src = new URL(`previews/${page}.js`, root).href;
      await new Promise((resolve, reject) => {
        script.onload = resolve;
        script.onerror = reject;
        document.head.append(script);
      });
    }
    return loaded[page];
  }

  /** @param {Element} link @returns {Promise<boolean>} Whether there is something to show. */
  async function show(link) {
    const target = address(link);
    const page = target.pathname.slice(root.pathname.length).replace(/\.html$/, "");
    const { title, pieces } = await previewsOf(page).catch(() => ({ title: "", pieces: {} }));
    const piece = pieces[decodeURIComponent(target.hash.slice(1))];
    if (piece && link !== shown && [pointer.on, focus.on, tapped].includes(link)) {
      preview.hidePopover();
      fill(link, target, piece, title);
      (link.closest("svg") ?? link).after(preview); // the tabulator leads into it, then on
      preview.showPopover();
      place(link);
      shown = link;
      link.removeAttribute("title"); // it would lie on the preview
      for (const [name, value] of Object.entries(STATE)) link.setAttribute(name, value);
    }
    return Boolean(piece);
  }

  /** @param {Element} link @param {URL} target @param {[name: string, html: string]} piece @param {string} title */
  function fill(link, target, [name, html], title) {
    const head = document.createElement("p");
    const strong = document.createElement("strong");
    strong.id = "preview-name";
    strong.textContent = name || link.textContent;
    const there = document.createElement("a");
    there.href = target.href;
    there.textContent = target.pathname === location.pathname ? "Go there" : `Go there, in ${title}`;
    there.setAttribute("aria-describedby", strong.id);
    head.append(strong, there);
    const body = document.createElement("template"); // in which nothing loads
    body.innerHTML = html;
    for (const name of ["href", "src"]) {
      for (const one of body.content.querySelectorAll(`[${name}]`)) {
        one.setAttribute(name, new URL(one.getAttribute(name) || "", target).href);
      }
    }
    preview.replaceChildren(head, body.content);
  }

  /** Below the reference, or above it if there is more room. It scrolls with the page. @param {Element} link */
  function place(link) {
    const at = link.getBoundingClientRect();
    preview.style.cssText = ""; // of the last one
    const { clientWidth: width, clientHeight: height } = document.documentElement;
    const below = height - at.bottom;
    const up = at.top > below && preview.offsetHeight + 2 * GAP > below;
    const left = Math.max(GAP, Math.min(at.left, width - preview.offsetWidth - GAP));
    preview.style.setProperty("--room", `${(up ? at.top : below) - 2 * GAP}px`);
    preview.style.left = `${left + scrollX}px`;
    preview.style.top = up ? "auto" : `${at.bottom + GAP + scrollY}px`;
    preview.style.bottom = up ? `${height - at.top + GAP - scrollY}px` : "auto";
    for (const box of /** @type {NodeListOf<HTMLElement>} */ (preview.querySelectorAll(".equation, pre"))) {
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    }
  }

  /** @param {Rest} rest @param {EventTarget | null} target */
  function goOver(rest, target) {
    const link = referenceAt(target);
    if (link !== rest.on) {
      rest.on = link;
      clearTimeout(rest.timer);
      if (link) rest.timer = setTimeout(show, REST, link);
    }
    if (shown && !closing) closing = setTimeout(closeIfLeft, REST);
  }

  function closeIfLeft() {
    closing = 0;
    const held = shown?.matches(":hover, :focus-visible") || preview.matches(":hover, :focus-within");
    if (!held && !tapped) preview.hidePopover();
  }

  preview.addEventListener("beforetoggle", (event) => {
    if (event.newState === "open" || !shown) return;
    for (const name in STATE) shown.removeAttribute(name);
    shown = null;
  });
  preview.addEventListener("toggle", (event) => {
    if (event.newState === "closed") preview.remove();
  });

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "touch") goOver(pointer, event.target);
  });
  document.addEventListener("focusin", ({ target, relatedTarget }) => {
    const comesBack = relatedTarget instanceof Node && preview.contains(relatedTarget);
    const byKeyboard = target instanceof Element && target.matches(":focus-visible");
    if (!comesBack) goOver(focus, byKeyboard ? target : null);
  });
  const first = { capture: true }; // before a title folds
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !shown) return;
    preview.hidePopover();
    event.stopPropagation();
  }, first);
  document.addEventListener("pointerdown", ({ pointerType, target }) => {
    byMouse = pointerType === "mouse";
    if (referenceAt(target) !== tapped && !preview.contains(/** @type {Node} */ (target))) tapped = null;
  });
  document.addEventListener("click", async (event) => {
    const link = referenceAt(event.target);
    if (!link) return;
    event.stopPropagation();
    if (byMouse || link === tapped || event.detail === 0) return preview.hidePopover(); // zero: by keyboard
    event.preventDefault();
    tapped = link;
    if (!(await show(link))) location.href = address(link).href;
  }, first);
  preview.addEventListener("click", (event) => {
    const link = event.target instanceof Element && event.target.closest("a");
    if (!link) event.preventDefault();
    if (!link || !link.matches(".figure-link")) event.stopPropagation();
    if (link) preview.hidePopover();
  });
})();
