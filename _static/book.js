// @ts-check

// A page opened as a file may not read other files, so search there lists titles without excerpts.
if (location.protocol === "file:") {
  // @ts-ignore: Sphinx defines it in documentation_options.js, which is loaded first.
  DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;
}

/** Let the keyboard reach an equation or table that is too wide for the page, so that it can be scrolled. */
function reachWideBoxes() {
  for (const box of document.querySelectorAll(".equation, .table-wrapper, pre")) {
    if (box instanceof HTMLElement) {
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
  }
}

window.addEventListener("load", reachWideBoxes);
window.addEventListener("resize", reachWideBoxes);
