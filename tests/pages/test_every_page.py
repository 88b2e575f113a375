"""Gate 7: every page, opened on a laptop and a phone, in light and dark, and from files without a server."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from accessibility import open_and_answer_all, violations
from manuscript.files import find_chapters
from playwright.sync_api import Browser, Page
from site_files import pages_of
from visits import LAPTOP, PHONE, visit
from whole_pages import CodeCopy, EquationCopy, code_copies, cut_at, equation_copies

MEASURE = """document.fonts.ready.then(fonts => [
  document.scrollingElement.scrollWidth,
  document.querySelectorAll('math').length,
  [...fonts].filter(font => font.status === 'loaded').map(font => font.family.replaceAll('"', '')),
])"""


PROMPTS = (">>> ", "... ", "$ ")
# The widths at which each page is looked at; the last is that of the window in which it was opened. A page of
# 1280 px at a zoom of 200 % has 640.
WIDTHS = {"laptop": (768, 1920, 1280), "phone": (320, 390, 640, 360)}


@dataclass(frozen=True)
class Look:
    """What a page shows when it is opened, what it gives when all is answered, and what axe says of it."""

    width: int  # beyond that of the window
    formulas: int
    fonts: set[str]
    cut: list[str]
    code: list[CodeCopy]
    equations: tuple[int, list[EquationCopy]]
    violations: list[str]
    problems: list[str]


def pages_to_open(site: Path, way: str) -> list[Path]:
    """List the pages; of the listings of tests, which are all alike, from a server only the longest."""
    pages = pages_of(site)
    listings = [page for page in pages if page.relative_to(site).parts[0] == "tests"]
    assert len(listings) > 20
    longest = max(listings, key=lambda page: page.stat().st_size)
    return [page for page in pages if way == "files" or page not in listings or page == longest]


def look_at(tab: Page, name: str, window: dict[str, int], widths: tuple[int, ...]) -> dict[str, Any]:
    """Measure an answered page; the listings of tests only as wide as they were opened."""
    if name.startswith("tests/"):
        widths = widths[-1:]
    return {
        "cut": [cut for width in widths for cut in cut_at(tab, width, window["height"])],
        "equations": equation_copies(tab),
        "code": code_copies(tab),
    }


@pytest.fixture(scope="module", params=["laptop", "phone", "files"])
def looks(request: pytest.FixtureRequest, site: Path, server: str, chromium: Browser) -> dict[str, Look]:
    """Open every page once; of files nothing is measured again that is the same from the server."""
    home, window, theme, scale = {
        "laptop": (server, LAPTOP, "light", 1),
        "phone": (server, PHONE, "dark", 2),
        "files": (site.as_uri(), LAPTOP, "light", 1),
    }[request.param]
    options = {"viewport": window, "color_scheme": theme, "device_scale_factor": scale}
    looks = {}
    for page in pages_to_open(site, request.param):
        name = page.relative_to(site).as_posix()
        with visit(chromium, home, name, **options) as seen:
            width, formulas, fonts = seen.tab.evaluate(MEASURE)
            open_and_answer_all(seen.tab)
            found: dict[str, Any] = {"cut": [], "equations": (0, []), "code": []}
            if request.param in WIDTHS:
                found = look_at(seen.tab, name, window, WIDTHS[request.param])
            problems = seen.problems.copy()  # axe asks for style sheets by wrong addresses
            said = violations(seen.tab) if request.param in WIDTHS else []
        looks[name] = Look(
            width - window["width"], formulas, set(fonts), **found, violations=said, problems=problems
        )
    return looks


def test_every_page_opens_without_network_or_console_errors(looks: dict[str, Look]) -> None:
    assert {name: look.problems for name, look in looks.items() if look.problems} == {}


def test_no_page_is_wider_than_its_window(looks: dict[str, Look]) -> None:
    assert {name: look.width for name, look in looks.items() if look.width > 0} == {}


def test_axe_finds_nothing_on_any_page(looks: dict[str, Look]) -> None:
    assert {name: look.violations for name, look in looks.items() if look.violations} == {}


def test_nothing_is_cut(looks: dict[str, Look]) -> None:
    assert {name: look.cut for name, look in looks.items() if look.cut} == {}


def test_every_equation_is_copied_once(looks: dict[str, Look]) -> None:
    assert {name: look.equations[1] for name, look in looks.items() if look.equations[1]} == {}


def test_code_is_copied_without_prompt_and_output(looks: dict[str, Look]) -> None:
    wrong = []
    for name, look in looks.items():
        for is_output, shown, copied in look.code:
            lines = shown.splitlines()
            typed = [line[len(p) :] for line in lines for p in PROMPTS if line.startswith(p)]
            expected = None if is_output else "\n".join(typed or lines)
            wrong += [(name, shown, copied)] * (expected != (copied and copied.rstrip("\n")))
    assert wrong == []


@pytest.mark.parametrize("looks", WIDTHS, indirect=True)
def test_equations_and_code_of_the_whole_book_were_copied(looks: dict[str, Look]) -> None:
    assert sum(look.equations[0] for look in looks.values()) > 4000
    assert sum(not is_output for look in looks.values() for is_output, _, _ in look.code) > 500


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
        ("<p>Text", "<p>Text <input aria-label='A' value='word' style='color: #ccc'>", "color-contrast"),
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
