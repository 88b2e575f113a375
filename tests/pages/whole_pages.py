"""Measure a page that is open and answered whole: what its width cuts off, and what is copied from it."""

from playwright.sync_api import Page
from visits import DRAWN

__all__ = ["CodeCopy", "EquationCopy", "code_copies", "cut_at", "equation_copies"]

CodeCopy = tuple[bool, str, str | None]  # is it an output; what is shown; what its button copies
EquationCopy = tuple[str, str]  # what is copied; what is shown

CUT = """() => {
  const box = element => element.getBoundingClientRect(), found = [];
  if (document.scrollingElement.scrollWidth > innerWidth) found.push("the page is too wide");
  for (const equation of document.querySelectorAll("div.math.numbered"))
    if (box(equation.querySelector(".eqno")).left < box(equation.querySelector(".equation")).right - 1)
      found.push(`${equation.id} lies under its number`);
  const column = document.querySelector("article") && box(document.querySelector("article"));
  for (const math of document.querySelectorAll("article :not(.equation) > math"))
    if (box(math).right > column.right + 1 && !math.closest(".equation, .table-wrapper, .concept-map"))
      found.push(`${math.textContent} sticks out of its column`);
  for (const field of document.querySelectorAll("form :is(input, button, label, legend)"))
    if (box(field).right > box(field.closest("form")).right + 1)
      found.push(`${field.localName} ${field.name ?? ""} sticks out of its form`);
  for (const wide of document.querySelectorAll("article *"))
    if (wide.scrollWidth > wide.clientWidth + 1 && /auto|scroll/.test(getComputedStyle(wide).overflowX)) {
      if (wide.tabIndex < 0) found.push(`the keyboard does not reach ${wide.className}`);
      const sign = [wide, ...wide.querySelectorAll("*")]
        .some(one => getComputedStyle(one).backgroundImage !== "none");
      if (!sign) found.push(`nothing shows that ${wide.localName}.${wide.className} scrolls`);
    }
  return [...new Set(found)];
}"""

COPY_CODE = """() => {
  let copied;
  document.addEventListener("copy", event => { copied = event.target.value });
  // A button puts a field on the page and selects it, and for each the page would be laid out anew.
  const shown = [...document.body.children].filter(one => one.style.display !== "none");
  for (const one of shown) one.style.display = "none";
  const copies = [...document.querySelectorAll("div.highlight pre")].map(block => {
    copied = null;
    block.parentElement.querySelector("button.copybtn")?.click();
    return [block.closest(".cell_output, .output") !== null, block.textContent, copied];
  });
  for (const one of shown) one.style.display = "";
  return copies;
}"""

COPY_EQUATIONS = """() => {
  document.querySelectorAll(".toggle-hidden").forEach(fold => fold.classList.remove("toggle-hidden"));
  // Letters are drawn slanted; what only tells the browser how to draw is not copied.
  const bare = text => text.normalize("NFKC").replace(/[\\s\u2061\u200b]/g, "");
  const whole = [...document.querySelectorAll("article :is(.equation, math)")]
    .filter(one => !one.parentElement.closest(".equation, math"));
  const differ = whole.map(one => {
    getSelection().selectAllChildren(one);
    return [getSelection().toString(), one.textContent];
  }).filter(([copied, shown]) => bare(copied) !== bare(shown) || copied.includes("\\\\"));
  getSelection().removeAllRanges();
  return [whole.length, differ];
}"""


def cut_at(tab: Page, width: int, height: int) -> list[str]:
    """List what is wider than its place at this width, and has no sign or is out of the keyboard's reach."""
    tab.set_viewport_size({"width": width, "height": height})
    tab.evaluate(DRAWN)
    return [f"at {width}: {cut}" for cut in tab.evaluate(CUT)]


def code_copies(tab: Page) -> list[CodeCopy]:
    """Press the button of every block of code."""
    return [tuple(copy) for copy in tab.evaluate(COPY_CODE)]


def equation_copies(tab: Page) -> tuple[int, list[EquationCopy]]:
    """Mark and copy every equation; count them, and give those of which another text is copied."""
    number, differ = tab.evaluate(COPY_EQUATIONS)
    return number, [tuple(copy) for copy in differ]
