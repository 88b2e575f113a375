// @ts-check
// Shows what a reference refers to, beside it: where the pointer or the focus rests on it, or where it is tapped.
// Escape or a tap elsewhere closes it. The pieces come from previews/PAGE.js, made by sphinx_extension/previews.py.

(() => {
  /** @typedef {{title: string, pieces: Record<string, [name: string, html: string]>}} Previews */

  // A browser of before 2024 has no popovers; there, as without scripts, a reference is a link.
  if (!("popover" in HTMLElement.prototype)) return;

  const REFERENCE = /#(equation|fig|def|thm|ex)-|\/glossary(\.html)?#term-|\/references(\.html)?#id\d/;
  const OWN = ".headerlink, .eqno"; // these lead to where they stand
  const REST = 250; // so many milliseconds open a preview, and give time to move into it
  const GAP = 6; // pixels between a reference and its preview, and at the edges of the window

  const root = new URL(document.documentElement.dataset.content_root || "./", location.href);
  /** @type {Record<string, Previews>} */
  const loaded = {};
  Object.assign(window, { bookPreviews: loaded });

  const preview = document.createElement("div");
  preview.id = preview.className = "preview";
  preview.popover = "auto"; // the browser closes it at a tap elsewhere
  preview.setAttribute("role", "dialog");
  preview.setAttribute("aria-labelledby", "preview-name");

  /** @type {Element | null} The reference that the preview belongs to, if it is open. */
  let shown = null;
  /** @type {Element | null} The reference on which the pointer or the focus came to rest last. */
  let wanted = null;
  /** @type {Element | null} The reference that was tapped: a second tap goes there. */
  let tapped = null;
  let opening = 0;
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
      script.remove();
    }
    return loaded[page];
  }

  /** @param {Element} link @returns {Promise<boolean>} Whether there is something to show. */
  async function show(link) {
    const target = address(link);
    const page = target.pathname.slice(root.pathname.length).replace(/\.html$/, "");
    const { title, pieces } = await previewsOf(page).catch(() => ({ title: "", pieces: {} }));
    const piece = pieces[decodeURIComponent(target.hash.slice(1))];
    if (piece && link === wanted && link !== shown) {
      preview.hidePopover();
      fill(link, target, piece, title);
      (link.closest("svg") ?? link).after(preview); // so that the tabulator leads into it, and then on
      preview.showPopover();
      place(link);
      shown = link;
      link.removeAttribute("title"); // it would lie on the preview
      link.setAttribute("aria-haspopup", "dialog");
      link.setAttribute("aria-expanded", "true");
      link.setAttribute("aria-controls", preview.id);
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
    const body = document.createElement("template"); // nothing in it is loaded before its address is right
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
    const { clientWidth: width, clientHeight: height } = document.documentElement;
    const above = at.top > height - at.bottom;
    const up = above && preview.offsetHeight + GAP > height - at.bottom;
    const left = Math.max(GAP, Math.min(at.left, width - preview.offsetWidth - GAP));
    preview.style.setProperty("--room", `${(up ? at.top : height - at.bottom) - 2 * GAP}px`);
    preview.style.left = `${left + scrollX}px`;
    preview.style.top = up ? "auto" : `${at.bottom + GAP + scrollY}px`;
    preview.style.bottom = up ? `${height - at.top + GAP - scrollY}px` : "auto";
    for (const box of preview.querySelectorAll("*")) {
      if (box instanceof HTMLElement && box.scrollWidth > box.clientWidth && getComputedStyle(box).overflowX === "auto") box.tabIndex = 0;
    }
  }

  /** Open what is rested on; close what is left. @param {EventTarget | null} target */
  function goOver(target) {
    const link = referenceAt(target);
    if (link !== wanted) {
      wanted = link;
      clearTimeout(opening);
      if (link) opening = setTimeout(show, REST, link);
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
    for (const name of ["aria-haspopup", "aria-expanded", "aria-controls"]) shown.removeAttribute(name);
    shown = null;
  });
  preview.addEventListener("toggle", (event) => {
    if (event.newState === "closed") preview.remove();
  });

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "touch") goOver(event.target);
  });
  document.addEventListener("focusin", (event) => {
    const comesBack = event.relatedTarget instanceof Node && preview.contains(event.relatedTarget);
    if (event.target instanceof Element && event.target.matches(":focus-visible") && !comesBack) goOver(event.target);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !shown) return;
    preview.hidePopover(); // Sphinx, which unmarks what was searched for, would keep the browser from doing it
    event.stopPropagation();
  }, true); // prettier-ignore
  document.addEventListener("pointerdown", (event) => {
    byMouse = event.pointerType === "mouse";
    if (referenceAt(event.target) !== tapped && !preview.contains(/** @type {Node} */ (event.target))) tapped = null;
  });
  document.addEventListener("click", async (event) => {
    const link = referenceAt(event.target);
    const byTouch = !byMouse && event.detail > 0; // the keyboard's clicks count none
    if (link && byTouch && link !== tapped) {
      event.preventDefault();
      tapped = wanted = link;
      if (!(await show(link))) location.href = address(link).href;
    } else if (link || (event.target instanceof Element && event.target.closest("#preview a"))) {
      preview.hidePopover(); // the reader goes there
    }
  });
})();
