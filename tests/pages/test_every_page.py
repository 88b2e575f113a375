"""Gate 7: every page, opened on a laptop in light from a server, and on a phone in the dark from files."""

from dataclasses import dataclass, field
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
WINDOWS = {"laptop": LAPTOP, "phone": PHONE}
# The widths at which each page is looked at; the last is that of the window in which it was opened. A page of
# 1280 px at a zoom of 200 % has 640.
WIDTHS = {"laptop": (768, 1920, 1280), "phone": (320, 390, 640, 360)}
# What axe says by the width and the colours of a page; all else it says of the elements, which are the same
# in every window but for the phone's own menu and bar, and those are the same on every page.
BY_LOOK = ("color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size")
ONE_OF_EACH_KIND = ("index.html", "chapters/kl-divergence.html", "pages/api.html", "genindex.html")


@dataclass(frozen=True)
class Look:
    """What a page shows when it is opened, what it gives when all is answered, and what axe says of it."""

    width: int  # beyond that of the window
    formulas: int
    fonts: set[str]
    problems: list[str]
    cut: list[str] = field(default_factory=list)
    equations: tuple[int, list[EquationCopy]] = (0, [])
    code: list[CodeCopy] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)


def pages_to_open(site: Path) -> tuple[list[str], list[str]]:
    """List the pages with the longest listing of a test, and the other listings, which are made alike."""
    pages = {page.relative_to(site).as_posix(): page.stat().st_size for page in pages_of(site)}
    listings = sorted((name for name in pages if name.startswith("tests/")), key=pages.__getitem__)[:-1]
    assert len(listings) > 20
    return [name for name in pages if name not in listings], listings


def look_at(tab: Page, way: str) -> dict[str, Any]:
    """Measure an answered page."""
    cut = [cut for width in WIDTHS[way] for cut in cut_at(tab, width, WINDOWS[way]["height"])]
    if way == "phone":  # what is copied is the same in every window
        return {"cut": cut}
    return {"cut": cut, "equations": equation_copies(tab), "code": code_copies(tab)}


@pytest.fixture(scope="module", params=list(WINDOWS))
def looks(request: pytest.FixtureRequest, site: Path, server: str, chromium: Browser) -> dict[str, Look]:
    """Open every page once in a window."""
    way = request.param
    home = site.as_uri() if way == "phone" else server
    options = {"viewport": WINDOWS[way], "color_scheme": "dark" if way == "phone" else "light"}
    looks, measured = {}, set()
    pages, listings = pages_to_open(site)
    for name in pages:
        with visit(chromium, home, name, **options) as seen:
            width, formulas, fonts = seen.tab.evaluate(MEASURE)
            open_and_answer_all(seen.tab)
            found = look_at(seen.tab, way)
            problems = seen.problems.copy()  # axe asks for style sheets by wrong addresses
            rules = BY_LOOK if way == "phone" and name not in ONE_OF_EACH_KIND else ()
            found["violations"] = violations(seen.tab, rules, measured)
        wider = width - WINDOWS[way]["width"]
        looks[name] = Look(wider, formulas, set(fonts), problems, **found)
    if way == "phone":
        with visit(chromium, home, "404.html", **options) as seen:
            for name in listings:
                known = len(seen.problems)
                seen.open(name)
                width, formulas, fonts = seen.tab.evaluate(MEASURE)
                cut = cut_at(seen.tab, **WINDOWS[way])
                looks[name] = Look(width - PHONE["width"], formulas, set(fonts), seen.problems[known:], cut)
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


@pytest.mark.parametrize("looks", ["laptop"], indirect=True)
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
LINK = '<a href="#x" style="color: #333; text-decoration: none">word</a>'


@pytest.mark.parametrize(
    ("good", "bad", "rule"),
    [
        ("<p>Text", f"<p{PALE}>Text", "color-contrast"),
        ("<p>Text", f"<p hidden{PALE}>Text</p><p{PALE}>Text", "color-contrast"),
        ('<span class="n"', f"<span{PALE}", "color-contrast"),
        (CODE, f"<span{PALE}>def</span></pre>", "color-contrast"),
        (CODE, '<span style="background: #555">def</span></pre>', "color-contrast"),
        (CODE, '<b style="background: #555"><span>def</span></b></pre>', "color-contrast"),
        (CODE, '<span style="opacity: .4">def</span></pre>', "color-contrast"),
        ("<p>Text", f"<p>{LINK}</p><p>{LINK} in a text that is longer</p><p>Text", "link-in-text-block"),
        (
            "<p>Text",
            f"<p><a href='#x'>word</a> as</p><p>Text about a {LINK}",
            "link-in-text-block",
        ),
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
    (tmp_path / "bad.html").write_text(PAGE.replace(good, bad))
    with visit(chromium, tmp_path.as_uri(), "bad.html") as seen:
        assert rule in [found.partition(":")[0] for found in violations(seen.tab)]


@pytest.mark.parametrize("rules", [(), BY_LOOK])
def test_without_a_fault_axe_says_nothing(tmp_path: Path, chromium: Browser, rules: tuple[str, ...]) -> None:
    (tmp_path / "good.html").write_text(PAGE)
    with visit(chromium, tmp_path.as_uri(), "good.html") as seen:
        assert violations(seen.tab, rules) == []


def test_of_some_rules_axe_says_what_they_find_and_no_more(tmp_path: Path, chromium: Browser) -> None:
    (tmp_path / "bad.html").write_text(PAGE.replace("<p>Text", f"<p{PALE}>Text").replace(' lang="en"', ""))
    with visit(chromium, tmp_path.as_uri(), "bad.html") as seen:
        assert [found.partition(":")[0] for found in violations(seen.tab, BY_LOOK)] == ["color-contrast"]


def test_a_page_wider_than_its_window_is_seen(tmp_path: Path, chromium: Browser) -> None:
    (tmp_path / "wide.html").write_text('<p style="width: 400px">Text')
    with visit(chromium, tmp_path.as_uri(), "wide.html", viewport=PHONE) as seen:
        assert seen.tab.evaluate("document.scrollingElement.scrollWidth") > PHONE["width"]
