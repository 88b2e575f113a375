"""Gate 7, for everybody: no serious axe violation on a phone, in dark, and no page wider than that."""

from pathlib import Path

from accessibility import EQUATIONS, grave_problems
from playwright.sync_api import Browser
from site_files import pages_of
from visits import PHONE, visit


def test_no_page_has_a_serious_axe_violation_on_a_phone(site: Path, server: str, chromium: Browser) -> None:
    assert grave_problems(site, server, chromium, PHONE, "dark", EQUATIONS) == {}


def test_no_page_is_wider_than_a_phone(site: Path, server: str, chromium: Browser) -> None:
    widths = {}
    for page in pages_of(site):
        name = page.relative_to(site).as_posix()
        with visit(chromium, server, name, viewport=PHONE) as seen:
            widths[name] = seen.tab.evaluate("document.scrollingElement.scrollWidth")
    assert {name: width for name, width in widths.items() if width > PHONE["width"]} == {}
