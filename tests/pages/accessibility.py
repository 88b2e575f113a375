"""Run axe on a page."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

__all__ = ["DRAWN", "EQUATIONS", "grave_violations", "open_and_answer_all"]

# Of an equation, screen readers get one half, MathML. The other half is drawn and hidden from them.
# Once the MathML has been looked at, both may go.
DRAWN, EQUATIONS = ".katex-html", ".katex"

# Open what is folded, at once: half-faded text has too little contrast.
AT_ONCE = "*, ::before, ::after { animation: none !important; transition: none !important }"
OPEN_ALL = "document.querySelectorAll('details').forEach(fold => fold.open = true)"

# Answer every exercise wrongly and ask for a hint, so that replies of all kinds stand on the page.
ANSWER_ALL = """dispatchEvent(new Event('beforeprint'));  // else forms are made when they come near
document.querySelectorAll('.exercise-check form').forEach(form => {
  form.querySelectorAll('input').forEach(input => {
    if (input.type === 'radio') input.checked = true; else input.value = '-12345';
  });
  form.requestSubmit();
  form.querySelectorAll('button[type=button]').forEach(button => button.click());
})"""

# Contrast takes axe longest, and most of a page is words of code and pieces of drawn equations. It depends on
# the colour and size of a text and on what lies behind it: of texts that look alike, one is measured, and
# drawings that show nothing new go. Other rules see all the rest. MathML is clipped away: nobody sees it.
LOOK_ONCE = """without => {
  const grounds = new Map([[null, ""]]), seen = new Set();
  const ground = element => {
    if (!grounds.has(element)) {
      const style = getComputedStyle(element), behind = ground(element.parentElement);
      const own = [style.backgroundColor, style.backgroundImage, style.opacity, style.filter].join();
      grounds.set(element, own === "rgba(0, 0, 0, 0),none,1,none" ? behind : own + behind);
    }
    return grounds.get(element);
  };
  for (const text of document.querySelectorAll("pre span, .katex-html *")) {
    const style = getComputedStyle(text);
    const look = [style.color, style.fontSize, style.fontWeight, style.textShadow, ground(text)].join();
    if (seen.has(look)) text.dataset.alike = ""; else seen.add(look);
  }
  for (const drawn of document.querySelectorAll(".katex-html"))
    if (!drawn.querySelector(":not([data-alike])")) drawn.closest(without).remove();
  axe.configure({rules: [{id: "color-contrast", selector: "*:not([data-alike], .katex-mathml *)"}]});
}"""


def open_and_answer_all(tab: Page) -> None:
    """Show all that a reader may come to see on a page."""
    tab.add_style_tag(content=AT_ONCE)
    tab.evaluate(OPEN_ALL)
    tab.evaluate(ANSWER_ALL)


def grave_violations(tab: Page, without: str = DRAWN) -> list[str]:
    """Run axe; list the serious and critical violations."""
    tab.evaluate(AXE_SCRIPT)
    tab.evaluate(LOOK_ONCE, without)
    found = tab.evaluate("axe.run({resultTypes: ['violations']})")
    return [
        f"{violation['id']}: {violation['help']}: {violation['nodes'][0]['html'][:120]}"
        for violation in found["violations"]
        if violation["impact"] in ("serious", "critical")
    ]
