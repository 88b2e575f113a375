// @ts-check

/** Let the keyboard reach a box that is too wide for the page, so that it can be scrolled. */
function reachWideBoxes() {
  for (const box of document.querySelectorAll(".equation, .table-wrapper, pre, .concept-map:has(> svg)")) {
    if (box instanceof HTMLElement) {
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
  }
}

/** Show a figure over the page, as large as it was drawn; a tap or Escape closes it. */
function openFigures() {
  const dialog = document.createElement("dialog");
  dialog.className = "figure-large";
  dialog.addEventListener("click", () => dialog.close());
  document.body.append(dialog);
  document.addEventListener("click", event => {
    const link = event.target instanceof Element && event.target.closest("a.figure-link");
    const image = link && link.querySelector("img");
    if (!image || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const large = document.createElement("img");
    large.src = image.src;
    large.alt = image.alt;
    const close = document.createElement("button");
    close.textContent = "Close";
    dialog.replaceChildren(close, large);
    dialog.showModal();
  });
}

/** Bring the entry of the contents that is being read into sight. */
function followContents() {
  const contents = document.querySelector(".sidebar-scroll");
  const current = document.querySelector(".sidebar-tree .current-page");
  if (contents instanceof HTMLElement && current instanceof HTMLElement) {
    const top = current.offsetTop - contents.offsetTop - contents.clientHeight / 2;
    contents.scrollTo({top, behavior: "instant"});
  }
}

/**
 * Sections are laid out, and forms made, as they come near the window. While that goes on, keep in its place what
 * a link led to; or what was being read before a reload or a way back, of which the browser knows only how far
 * down it was.
 */
function keepPlace() {
  const article = document.querySelector("article");
  if (!article || !("ResizeObserver" in window)) return;
  const key = `information-theory-executed/place${location.pathname}`;
  let put = () => {};
  let until = 0;
  /** @param {() => void} how */
  const hold = how => {
    put = how;
    until = performance.now() + 10_000;
    put();
  };
  const toTarget = () => {
    if (location.search) return; // search.js goes on to the word
    document.querySelector(":target")?.scrollIntoView({behavior: "instant"});
  };
  const release = () => void (until = 0);
  for (const type of ["wheel", "touchmove", "keydown", "pointerdown", "mousedown"])
    addEventListener(type, release, {passive: true});
  new ResizeObserver(() => performance.now() < until && put()).observe(article);
  addEventListener("hashchange", () => hold(toTarget));

  addEventListener("pagehide", () => {
    const last = [...article.querySelectorAll("[id]:not(form *)")]
      .filter(one => one.checkVisibility?.({contentVisibilityAuto: true}))
      .filter(one => one.getBoundingClientRect().top < innerHeight / 2)
      .pop();
    try {
      sessionStorage.setItem(key, JSON.stringify(last ? [last.id, last.getBoundingClientRect().top] : []));
    } catch {
      // Private windows may refuse; the browser then does what it can.
    }
  });
  const [entry] = performance.getEntriesByType("navigation");
  if (/** @type {PerformanceNavigationTiming} */ (entry)?.type === "navigate") return hold(toTarget);
  addEventListener("load", () => {
    try {
      const [id, top] = JSON.parse(sessionStorage.getItem(key) || "[]");
      const read = document.getElementById(id);
      if (read) hold(() => scrollBy({top: read.getBoundingClientRect().top - top, behavior: "instant"}));
    } catch {
      // As above.
    }
  });
}

openFigures();
followContents();
keepPlace();
reachWideBoxes();
window.addEventListener("load", reachWideBoxes);
window.addEventListener("resize", reachWideBoxes);
