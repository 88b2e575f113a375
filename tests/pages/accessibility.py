"""Run axe on a page."""

from collections.abc import Sequence

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page
from visits import lay_out_whole

__all__ = ["open_and_answer_all", "violations"]

# Open what is folded; answer every exercise wrongly and ask for every hint, so that replies of all kinds
# stand on the page. Forms are made when they come near the window, and all of them for print.
OPEN_AND_ANSWER_ALL = """() => {
  document.querySelectorAll('details').forEach(fold => fold.open = true);
  document.querySelectorAll('button[aria-expanded=false]').forEach(button => button.click());
  dispatchEvent(new Event('beforeprint'));
  for (const place of document.querySelectorAll('[data-exercise]')) {
    const form = place.querySelector('form');
    form.querySelectorAll('input, textarea').forEach(input => {
      if (['radio', 'checkbox'].includes(input.type)) input.checked = true; else input.value = '-12345';
    });
    form.dispatchEvent(new Event('submit', {cancelable: true}));
    for (let hints = 0; hints < 9; hints += 1)
      form.querySelectorAll('button[type=button]').forEach(button => button.click());
  }
}"""

# Most of a page is words of code and letters of equations, thousands that axe looks at one by one though
# they are alike. Of those with the same tag, attributes, colour, size and ground, one stays; text takes the
# place of the others: a word of code its own, an equation a letter, if nothing in it is new. Buttons that
# copy code differ only in which. Contrast, which takes axe longest, depends on colour, size and ground: of
# all text that looks alike, one is measured, and of links; of several pages, too, if what was seen is kept.
LOOK_ONCE = """known => {
  const grounds = new Map([[null, ""]]), seen = new Set(known);
  const ground = element => {
    if (!grounds.has(element)) {
      const style = getComputedStyle(element), behind = ground(element.parentElement);
      const own = [style.backgroundColor, style.backgroundImage, style.opacity, style.filter].join();
      grounds.set(element, own === "rgba(0, 0, 0, 0),none,1,none" ? behind : own + behind);
    }
    return grounds.get(element);
  };
  const isNew = look => !seen.has(look) && Boolean(seen.add(look));
  const look = element => {
    const style = getComputedStyle(element);
    const shape = [style.fontSize, style.fontWeight, style.textShadow, style.position];
    return [style.color, ...shape, ground(element)].join();
  };
  // What is hidden is not measured, so it must not stand for what is shown.
  const isShown = element => element.getBoundingClientRect().width > 1
    && element.checkVisibility({opacityProperty: true, visibilityProperty: true});
  // Of a single letter axe does not tell the contrast.
  const isLong = text => text.trim().length > 1;
  const isNewPiece = (element, ...but) => {
    const tag = element.localName, left = tag === "span" ? ["class", ...but] : but;
    const attributes = [...element.attributes].filter(one => !left.includes(one.name));
    const kind = [tag, ...attributes.map(one => one.name + one.value), isLong(element.textContent)];
    return isNew([...kind, isShown(element), look(element)].join());
  };
  const words = [...document.querySelectorAll("pre span")].filter(word => !word.childElementCount);
  const alike = words.filter(word => !isNewPiece(word));
  // axe does not read MathML, and takes the heading of a column that is a formula for empty.
  for (const math of document.querySelectorAll("math"))
    if (math.closest("th") || ![math, ...math.querySelectorAll("*")].filter(one => isNewPiece(one)).length)
      alike.push(math);
  for (const one of alike) one.replaceWith(one.localName === "math" ? "x" : one.textContent);
  for (const button of document.querySelectorAll("button.copybtn"))
    if (!isNewPiece(button, "data-clipboard-target")) button.remove();
  document.body.normalize();
  const hasWords = element => element.matches("input, select, textarea") || (isLong(element.textContent)
    && [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim()));
  for (const element of document.body.querySelectorAll("*"))
    if (!hasWords(element) || !isShown(element) || !isNew(look(element))) element.dataset.alike = "";
  // Whether a link can be told from the text around it depends on the look of both, and on there being text.
  const around = link => {
    let block = link.parentElement;
    while (getComputedStyle(block).display === "inline") block = block.parentElement;
    const lengths = [block, ...block.querySelectorAll("a[href]")].map(one => one.textContent.trim().length);
    const hasText = lengths.reduce((rest, length) => rest - 2 * length) > 0;  // as axe counts
    return [hasText, link.className, getComputedStyle(link).textDecoration, look(link.parentElement)].join();
  };
  for (const link of document.body.querySelectorAll("a[href]"))
    if (!isNew(["link", look(link), around(link)].join())) link.dataset.alikeLink = "";
  axe.configure({rules: [
    {id: "color-contrast", selector: "*:not([data-alike])"},
    {id: "link-in-text-block", selector: "a[href]:not([data-alike-link])"},
  ]});
  return [...seen];
}"""


def open_and_answer_all(tab: Page) -> None:
    """Show all that a reader may come to see on a page."""
    lay_out_whole(tab)
    tab.evaluate(OPEN_AND_ANSWER_ALL)


def violations(tab: Page, rules: Sequence[str] = (), seen: set[str] | None = None) -> list[str]:
    """Run axe, by all its rules or some; list what it finds, grave or not. The page is then of no use.

    What looks as something in ``seen`` does is not looked at again; what is looked at is added there.
    """
    seen = set() if seen is None else seen
    tab.evaluate(AXE_SCRIPT)
    seen |= set(tab.evaluate(LOOK_ONCE, list(seen)))
    found = tab.evaluate(
        "only => axe.run({resultTypes: ['violations'], ...(only.length && {runOnly: only})})", list(rules)
    )
    return [
        f"{violation['id']}: {violation['help']}: {violation['nodes'][0]['html'][:120]}"
        for violation in found["violations"]
    ]
