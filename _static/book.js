// @ts-check

/**
 * Let the keyboard reach a box that is too wide for the page, so that it can be scrolled. A box is measured when it is
 * laid out, which is when it comes near the window: to ask earlier would lay out the whole page at once.
 */
function reachWideBoxes() {
  const boxes = document.querySelectorAll(".equation, .table-wrapper, pre, .concept-map:has(> svg)");
  const observer = new ResizeObserver(entries => {
    for (const {target} of entries) {
      if (target.scrollWidth > target.clientWidth) target.setAttribute("tabindex", "0");
      else target.removeAttribute("tabindex");
    }
  });
  const observe = () => {
    observer.disconnect();
    for (const box of boxes) observer.observe(box);
  };
  observe();
  document.fonts.ready.then(observe); // the fonts widen what is in them, not the boxes
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

/** On paper, the solutions stand at the end of their chapter, as in the book's PDF (printing/leaves.py). */
function moveSolutions() {
  const chapter = document.querySelector("article > section");
  const solutions = [...document.querySelectorAll("article .solution.admonition")];
  if (!chapter || !solutions.length) return;
  const places = solutions.map(() => document.createComment(""));
  const end = document.createElement("section");
  end.innerHTML = "<h2>Solutions</h2>";
  addEventListener("beforeprint", () => {
    if (end.isConnected) return;
    solutions.forEach((solution, i) => solution.replaceWith(places[i]));
    end.append(...solutions);
    chapter.append(end);
  });
  addEventListener("afterprint", () => {
    solutions.forEach((solution, i) => places[i].replaceWith(solution));
    end.remove();
  });
}

/** Say which solution a button shows. */
function nameFolds() {
  for (const button of document.querySelectorAll(".solution .toggle-button")) {
    const exercise = button.parentElement?.querySelector("a")?.textContent?.trim();
    button.setAttribute("aria-label", `Show or hide the solution to ${exercise}`);
  }
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

/** Mark in the contents of the page the section that is being read: the last that has reached the window's upper third. */
function followSections() {
  /** @type {Map<Element, Element>} Sections, and their entries. */
  const entries = new Map();
  for (const link of document.querySelectorAll(".toc-tree a[href^='#']")) {
    const section = document.getElementById((link.getAttribute("href") || "").slice(1));
    if (section && link.parentElement) entries.set(section, link.parentElement);
  }
  const reached = new Set();
  const observer = new IntersectionObserver(changes => {
    for (const {isIntersecting, target} of changes) reached[isIntersecting ? "add" : "delete"](target);
    const current = [...entries.keys()].filter(section => reached.has(section)).pop();
    for (const [section, entry] of entries) entry.classList.toggle("scroll-current", section === current);
    const entry = current && entries.get(current);
    const list = entry && entry.closest(".toc-place");
    if (!list || list.scrollHeight <= list.clientHeight) return;
    list.scrollTop += entry.getBoundingClientRect().top - list.getBoundingClientRect().top - list.clientHeight / 2;
  }, {rootMargin: "0px 0px -67% 0px"});
  for (const section of entries.keys()) observer.observe(section);
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
    for (let wait = 0; wait < 4000; wait += 250) setTimeout(() => performance.now() < until && put(), wait);
  };
  const toTarget = () => {
    if (location.search) return; // search.js goes on to the word
    const [id] = location.hash.slice(1).split("="); // what follows is the state of an explorable
    (document.querySelector(":target") ?? document.getElementById(id))?.scrollIntoView({behavior: "instant"});
  };
  const release = () => void (until = 0);
  for (const type of ["wheel", "touchmove", "keydown", "pointerdown", "mousedown"])
    addEventListener(type, release, {passive: true});
  new ResizeObserver(() => performance.now() < until && put()).observe(article);
  addEventListener("popstate", () => hold(toTarget));

  addEventListener("pagehide", () => {
    const last = [...article.querySelectorAll("[id]:not(form *)")]
      .filter(one => one.checkVisibility?.({contentVisibilityAuto: true}))
      .filter(one => one.getBoundingClientRect().top < innerHeight / 2)
      .pop();
    sessionStorage.setItem(key, JSON.stringify(last ? [last.id, last.getBoundingClientRect().top] : []));
  });
  const [entry] = performance.getEntriesByType("navigation");
  if (/** @type {PerformanceNavigationTiming} */ (entry)?.type === "navigate") return hold(toTarget);
  const comeBack = () => {
    const [id, top] = JSON.parse(sessionStorage.getItem(key) || "[]");
    const read = document.getElementById(id);
    if (read) hold(() => scrollBy({top: read.getBoundingClientRect().top - top, behavior: "instant"}));
  };
  addEventListener("load", () => requestAnimationFrame(comeBack)); // an opened file has no store before
}

openFigures();
nameFolds();
moveSolutions();
followContents();
followSections();
keepPlace();
reachWideBoxes();
