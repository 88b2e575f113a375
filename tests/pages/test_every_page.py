"""Gate 7: every page, opened on a laptop and a phone, in light and dark, and from files without a server."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from accessibility import open_and_answer_all, violations
from manuscript.files import find_chapters
from playwright.sync_api import Browser
from site_files import pages_of
from visits import LAPTOP, PHONE, visit

MEASURE = """document.fonts.ready.then(fonts => [
  document.scrollingElement.scrollWidth,
  document.querySelectorAll('math').length,
  [...fonts].filter(font => font.status === 'loaded').map(font => font.family.replaceAll('"', '')),
])"""


@dataclass(frozen=True)
class Look:
    """What a page shows when it is opened, and what axe says of it."""

    width: int  # beyond that of the window
    formulas: int
    fonts: set[str]
    violations: list[str]
    problems: list[str]


@pytest.fixture(scope="module", params=["laptop", "phone", "files"])
def looks(request: pytest.FixtureRequest, site: Path, server: str, chromium: Browser) -> dict[str, Look]:
    """Open every page once; axe hears nothing new of files that it has seen from the server."""
    home, window, theme, with_axe = {
        "laptop": (server, LAPTOP, "light", True),
        "phone": (server, PHONE, "dark", True),
        "files": (site.as_uri(), LAPTOP, "light", False),
    }[request.param]
    options = {"viewport": window, "color_scheme": theme}
    looks = {}
    for page in pages_of(site):
        name = page.relative_to(site).as_posix()
        with visit(chromium, home, name, **options) as seen:
            width, formulas, fonts = seen.tab.evaluate(MEASURE)
            open_and_answer_all(seen.tab)
            problems = seen.problems.copy()  # axe asks for style sheets by wrong addresses
            found = violations(seen.tab) if with_axe else []
        looks[name] = Look(width - window["width"], formulas, set(fonts), found, problems)
    return looks


def test_every_page_opens_without_network_or_console_errors(looks: dict[str, Look]) -> None:
    assert {name: look.problems for name, look in looks.items() if look.problems} == {}


def test_no_page_is_wider_than_its_window(looks: dict[str, Look]) -> None:
    assert {name: look.width for name, look in looks.items() if look.width > 0} == {}


def test_axe_finds_nothing_on_any_page(looks: dict[str, Look]) -> None:
    assert {name: look.violations for name, look in looks.items() if look.violations} == {}


def test_formulas_are_drawn_with_their_font(looks: dict[str, Look]) -> None:
    chapters = [look for name, look in looks.items() if name.startswith("chapters/")]
    assert len(chapters) == len(find_chapters())
    assert all(look.formulas > 50 for look in chapters)
    assert all("STIX Two Math" in look.fonts for look in chapters)


# Planted faults.

PAGE = """<!doctype html><html lang="en"><title>A page</title><main><h1>A page</h1><p>Text</p>
<pre><span class="k">def</span> <span class="n">one</span>() <span class="k">def</span></pre>
<p><math><mi>x</mi></math> <math><mi>y</mi><mn>10</mn></math> <math><mi>log</mi><mi>z</mi></math></p>
<table><tr><th><math><mi>x</mi></math></th><th>y</th></tr><tr><td>1</td><td>2</td></tr></table></main></html>"""
PALE = ' style="color: #ccc"'


CODE = '<span class="k">def</span></pre>'


@pytest.mark.parametrize(
    ("good", "bad", "rule"),
    [
        ("<p>Text", f"<p{PALE}>Text", "color-contrast"),
        ('<span class="n"', f"<span{PALE}", "color-contrast"),
        (CODE, f"<span{PALE}>def</span></pre>", "color-contrast"),
        (CODE, '<span style="background: #555">def</span></pre>', "color-contrast"),
        (CODE, '<b style="background: #555"><span>def</span></b></pre>', "color-contrast"),
        (CODE, '<span style="opacity: .4">def</span></pre>', "color-contrast"),
        ("<mi>log", f"<mi{PALE}>log", "color-contrast"),
        ("<mn>10", f"<mn{PALE}>10", "color-contrast"),
        (CODE, '<img src="data:,"></pre>', "image-alt"),
        (CODE, '<span role="button"></span></pre>', "aria-command-name"),
        ("<mi>y</mi>", '<mi role="checkbox" tabindex="0">y</mi>', "aria-required-attr"),
        ("<th>y</th>", "<th></th>", "empty-table-header"),
        ("<h1>A page</h1>", "<h1>A page</h1><h3>A part</h3>", "heading-order"),
        (' lang="en"', "", "html-has-lang"),
    ],
)
def test_a_violation_is_caught(tmp_path: Path, chromium: Browser, good: str, bad: str, rule: str) -> None:
    assert PAGE.count(good) == 1
    (tmp_path / "good.html").write_text(PAGE)
    (tmp_path / "bad.html").write_text(PAGE.replace(good, bad))
    with visit(chromium, tmp_path.as_uri(), "good.html") as seen:
        assert violations(seen.tab) == []
    with visit(chromium, tmp_path.as_uri(), "bad.html") as seen:
        assert rule in [found.partition(":")[0] for found in violations(seen.tab)]


def test_a_page_wider_than_its_window_is_seen(tmp_path: Path, chromium: Browser) -> None:
    (tmp_path / "wide.html").write_text('<p style="width: 400px">Text')
    with visit(chromium, tmp_path.as_uri(), "wide.html", viewport=PHONE) as seen:
        assert seen.tab.evaluate("document.scrollingElement.scrollWidth") > PHONE["width"]
