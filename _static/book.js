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

openFigures();
followContents();
reachWideBoxes();
window.addEventListener("load", reachWideBoxes);
window.addEventListener("resize", reachWideBoxes);
