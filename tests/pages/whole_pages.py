"""Measure a page that is open and answered whole: what is cut, pale or small, and what is copied from it."""

from playwright.sync_api import Page
from visits import DRAWN

__all__ = ["CodeCopy", "EquationCopy", "code_copies", "cut_at", "equation_copies", "pale", "small"]

CodeCopy = tuple[bool, str, str | None]  # is it an output; what is shown; what its button copies
EquationCopy = tuple[str, str]  # what is copied; what is shown

CUT = """() => {
  const box = element => element.getBoundingClientRect(), found = [];
  if (document.scrollingElement.scrollWidth > innerWidth) found.push("the page is too wide");
  const content = document.querySelector(".content");
  if (content && content.scrollWidth > content.clientWidth) found.push("the text is wider than its column");
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

# axe does not judge words over a gradient, which is what lies under a box that scrolls, nor letters.
PALE = """() => {
  const light = colour => colour
    .map(one => one / 255).map(one => one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4)
    .reduce((sum, one, at) => sum + one * [0.2126, 0.7152, 0.0722][at], 0);
  const over = (colour, under) => {
    const [r, g, b, opacity = 1] = colour.match(/[\\d.]+/g).map(Number);
    return [r, g, b].map((one, at) => opacity * one + (1 - opacity) * under[at]);
  };
  const grounds = new Map([[null, [255, 255, 255]]]);
  const ground = one => {
    if (!grounds.has(one))
      grounds.set(one, over(getComputedStyle(one).backgroundColor, ground(one.parentElement)));
    return grounds.get(one);
  };
  const hasWords = one => [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim());
  return [...document.body.querySelectorAll("*:not(script, style, title)")]
    .filter(one => hasWords(one) && one.checkVisibility({visibilityProperty: true, opacityProperty: true}))
    .map(one => {
      const style = getComputedStyle(one), box = one.closest("svg a")?.querySelector("rect");
      const under = box ? over(getComputedStyle(box).fill, ground(box)) : ground(one);
      const ink = over(one.closest("svg") ? style.fill : style.color, under);
      const lights = [light(ink), light(under)];
      const contrast = (Math.max(...lights) + 0.05) / (Math.min(...lights) + 0.05);
      return contrast < 4.5 ? `${one.localName} ${contrast.toFixed(1)} ${one.textContent.slice(0, 30)}` : "";
    }).filter(Boolean).slice(0, 5);
}"""

SMALL = """() => [...document.querySelectorAll(
    "button, summary, input, [role=slider], a.next-page, a.prev-page")].filter(one => {
  const {width, height} = (one.labels?.[0] ?? one).getBoundingClientRect();
  return width && one.checkVisibility({opacityProperty: true, visibilityProperty: true})
    && !one.closest(".visually-hidden") && Math.min(width, height) < 24;
}).map(one => `${one.localName}.${one.className} ${one.textContent.trim().slice(0, 20)}`)"""

COPY_CODE = """() => {
  let copied;
  // A button puts a field on the page, selects and copies it, and for each the page would be laid out anew.
  Object.defineProperty(window, "pageYOffset", {value: 1});
  HTMLTextAreaElement.prototype.select = HTMLTextAreaElement.prototype.setSelectionRange = () => {};
  document.execCommand = command => { copied = command === "copy" && document.body.lastElementChild.value };
  return [...document.querySelectorAll("div.highlight pre")].map(block => {
    copied = null;
    block.parentElement.querySelector("button.copybtn")?.click();
    return [block.closest(".cell_output, .output") !== null, block.textContent, copied];
  });
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


def pale(tab: Page) -> list[str]:
    """List words that do not stand out from their ground."""
    return tab.evaluate(PALE)


def small(tab: Page) -> list[str]:
    """List what is pressed and is too small for a finger."""
    return tab.evaluate(SMALL)


def code_copies(tab: Page) -> list[CodeCopy]:
    """Press the button of every block of code."""
    return [tuple(copy) for copy in tab.evaluate(COPY_CODE)]


def equation_copies(tab: Page) -> tuple[int, list[EquationCopy]]:
    """Mark and copy every equation; count them, and give those of which another text is copied."""
    number, differ = tab.evaluate(COPY_EQUATIONS)
    return number, [tuple(copy) for copy in differ]
