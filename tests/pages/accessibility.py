"""Run axe on a page."""

from collections.abc import Sequence

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page
from visits import lay_out_whole

__all__ = ["axe_says", "open_and_answer_all", "violations"]

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

# Most of a page is alike: words of code, letters of equations, rows, forms, and what stands on every page.
# What axe says of an element depends on its kind: on its tag and attributes (of a name: whether it has one),
# on whether it has words, on its look, and on the kind of all that it stands in. Of each kind one stays, of
# several pages, too, if the kinds that were seen are kept. Letters of an equation are alike wherever in it
# they stand. A form stays or goes as a whole, and so does what says what a button or a link is.
KEEP_ONE_OF_EACH_KIND = r"""known => {
  const numbers = new Map(known.map((kind, number) => [kind, number]));
  const every = document.body.querySelectorAll("*"), inside = new Map(), kept = new Set();
  const ids = new Set([...document.querySelectorAll("[id]")].map(one => one.id));
  const told = ({name, value}) => {
    if (/^(id|for|headers|aria-(controls|owns|labelledby|describedby|activedescendant))$/.test(name))
      return value.split(/\s+/).map(id => ids.has(id));
    return /^(role|class|type|tabindex|lang|scope|autocomplete|aria-(?!value|label).*)$/.test(name)
      ? value : Boolean(value.trim());
  };
  // Whether a link can be told from the text around it depends on there being text, as axe counts.
  const around = new Map();
  const hasTextAround = link => {
    let block = link.parentElement;
    while (getComputedStyle(block).display === "inline") block = block.parentElement;
    if (!around.has(block)) {
      const lengths = [block, ...block.querySelectorAll("a[href]")].map(one => one.textContent.trim().length);
      around.set(block, lengths.reduce((rest, length) => rest - 2 * length) > 0);
    }
    return around.get(block);
  };
  const look = element => {
    const style = getComputedStyle(element);
    const ink = [style.color, style.fontSize, style.fontWeight, style.textShadow, style.textDecoration];
    const ground = [style.backgroundColor, style.backgroundImage, style.opacity, style.filter];
    const isShown = element.getBoundingClientRect().width > 1  // what is hidden is not judged
      && element.checkVisibility({opacityProperty: true, visibilityProperty: true});
    return [...ink, ...ground, style.position, isShown];
  };
  // Of a single letter axe does not tell the contrast.
  const words = element => [...element.childNodes]
    .map(node => node.nodeType === 3 ? Math.min(node.data.trim().length, 2) : 0)
    .reduce((most, length) => Math.max(most, length), 0);
  const kind = element => {
    const tells = [element.localName, ...[...element.attributes].map(one => [one.name, told(one)])];
    if (element.matches("a, button, label, summary, th, [role]")) tells.push(/\S/.test(element.textContent));
    if (element.matches("a[href]")) tells.push(hasTextAround(element));
    if (element.labels) tells.push([...element.labels].some(label => label.textContent.trim()));
    return [inside.get(element.parentElement), ...tells, words(element), ...look(element)].join();
  };
  for (const element of every) {
    const found = kind(element);
    if (numbers.has(found)) element.dataset.alike = "";
    else {
      numbers.set(found, numbers.size);
      kept.add(element);
    }
    inside.set(element, element.closest("math") ? "math" : numbers.get(found));
  }
  for (const part of document.querySelectorAll("h1, h2, h3, h4, h5, h6, table, dl")) kept.add(part);
  const names = new Map();  // which no two parts of a page may share
  for (const part of document.querySelectorAll(":is(form, section, aside, nav, [role])[aria-label]")) {
    const twin = names.get(part.localName + part.ariaLabel);
    if (twin) kept.add(part).add(twin);
    names.set(part.localName + part.ariaLabel, part);
  }
  for (const element of [...every].reverse()) if (kept.has(element)) kept.add(element.parentElement);
  // axe does not read MathML, and takes the heading of a column that is a formula for empty.
  for (const math of document.querySelectorAll("math"))
    if (math.closest("th") || !kept.has(math)) math.replaceWith("x");
  for (const word of document.querySelectorAll("pre span"))
    if (!kept.has(word)) word.replaceWith(word.textContent);
  const blocks = "div, section, form, details, figure, pre, p, ul, ol, li, tbody tr";
  for (const one of document.querySelectorAll(blocks))
    if (!kept.has(one) && !one.parentElement?.closest("form, a, button, label, summary, th")) one.remove();
  return [...numbers.keys()];
}"""

# Contrast takes axe longest. From a file it cannot ask for style sheets.
RUN_AXE = """only => {
  axe.configure({rules: [
    {id: "color-contrast", selector: "*:not([data-alike])"},
    {id: "link-in-text-block", selector: "a[href]:not([data-alike])"},
  ]});
  const preload = location.protocol !== "file:";
  return axe.run({resultTypes: ["violations"], preload, ...(only.length && {runOnly: only})});
}"""


def open_and_answer_all(tab: Page) -> None:
    """Show all that a reader may come to see on a page."""
    lay_out_whole(tab)
    tab.evaluate(OPEN_AND_ANSWER_ALL)


def axe_says(tab: Page, rules: Sequence[str] = ()) -> list[str]:
    """Run axe, by all its rules or some; list what it finds, grave or not."""
    tab.evaluate(AXE_SCRIPT)
    found = tab.evaluate(RUN_AXE, list(rules))
    return [
        f"{violation['id']}: {violation['help']}: {violation['nodes'][0]['html'][:120]}"
        for violation in found["violations"]
    ]


def violations(tab: Page, seen: list[str] | None = None) -> list[str]:
    """Run axe by all its rules on one element of each kind. The page is then of no use.

    What is of a kind in ``seen`` is not looked at again; the kinds that are looked at are added there.
    """
    seen = [] if seen is None else seen
    seen[:] = tab.evaluate(KEEP_ONE_OF_EACH_KIND, seen)
    return axe_says(tab)
