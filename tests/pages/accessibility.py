"""Look at every page with axe."""

from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from site_files import pages_of
from visits import visit

__all__ = ["DRAWN", "EQUATIONS", "grave_problems", "grave_violations"]

# Of an equation, screen readers get one half, MathML. The other half is drawn and hidden from them: it goes,
# and with it half of the time that axe needs. Once the MathML has been looked at, it may go as well.
DRAWN, EQUATIONS = ".katex-html", ".katex"

# Open what is folded, at once: half-faded text has too little contrast.
AT_ONCE = "*, ::before, ::after { animation: none !important; transition: none !important }"
OPEN_ALL = "document.querySelectorAll('details').forEach(fold => fold.open = true)"

# Answer every exercise wrongly and ask for a hint, so that replies of all kinds stand on the page.
ANSWER_ALL = """document.querySelectorAll('.exercise-check form').forEach(form => {
  form.querySelectorAll('input').forEach(input => {
    if (input.type === 'radio') input.checked = true; else input.value = '-12345';
  });
  form.requestSubmit();
  form.querySelectorAll('button[type=button]').forEach(button => button.click());
})"""


def grave_violations(tab: Page, without: str = DRAWN) -> list[str]:
    """Run axe on what is left without some elements; list the serious and critical violations."""
    tab.evaluate(f"document.querySelectorAll('{without}').forEach(part => part.remove())")
    return [
        f"{violation['id']}: {violation['help']}: {violation['nodes'][0]['html'][:120]}"
        for violation in Axe().run(tab, options={"resultTypes": ["violations"]}).response["violations"]
        if violation["impact"] in ("serious", "critical")
    ]


def grave_problems(
    site: Path, server: str, chromium: Browser, size: dict[str, int], theme: str, without: str
) -> dict[str, list[str]]:
    """Run axe on every page, its folds open and its exercises answered; list what is wrong, page by page."""
    problems = {}
    for page in pages_of(site):
        name = page.relative_to(site).as_posix()
        with visit(chromium, server, name, viewport=size, color_scheme=theme) as seen:
            seen.tab.add_style_tag(content=AT_ONCE)
            seen.tab.evaluate(OPEN_ALL)
            seen.tab.evaluate(ANSWER_ALL)
            problems[name] = grave_violations(seen.tab, without)
    return {name: found for name, found in problems.items() if found}
