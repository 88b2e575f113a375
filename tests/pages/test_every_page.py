"""Gate 7: every page, opened on a phone from files; one of each kind, opened on a laptop from a server."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from accessibility import axe_says, open_and_answer_all, violations
from manuscript.files import find_chapters
from playwright.sync_api import Browser, Page
from site_files import pages_of
from visits import LAPTOP, PHONE, visit
from whole_pages import CodeCopy, EquationCopy, code_copies, cut_at, equation_copies, pale, small

MEASURE = """document.fonts.ready.then(fonts => [
  document.scrollingElement.scrollWidth,
  document.querySelectorAll('math').length,
  [...fonts].filter(font => font.status === 'loaded').map(font => font.family.replaceAll('"', '')),
])"""
PROMPTS = (">>> ", "... ", "$ ")
# Every page is opened on the narrowest phone, dark, from files; one of each kind on a laptop, light, from a
# server. What is cut where a page is narrow is cut where it is narrowest, under each rule of the style sheets
# on widths: letters grow, and grids have columns, from 768 on, where the text is narrower than on a laptop;
# below, long tables are tables from 577 on.
NARROW, TABLET = {"width": 320, "height": 740}, {"width": 768, "height": 800}
TABLES = {"width": 577, "height": 740}
LISTS = ("index.html", "pages/api.html", "genindex.html")
WITH_TABLES = ("genindex.html", "pages/ledger.html")
ONE_OF_EACH_KIND = ("index.html", "chapters/kl-divergence.html", "pages/api.html", "genindex.html")
# The last is that of the window in which it was opened. A page of 1280 px at a zoom of 200 % has 640. The
# contents of the book stand beside the text from 1009 on, those of the page from 1313 on.
WIDTHS = (360, 640, 1009, 1313, 1920, 1280)


@dataclass
class Look:
    """What a page shows when it is opened, what it gives when all is answered, and what axe says of it."""

    width: int  # beyond that of the window
    formulas: int
    fonts: set[str]
    problems: list[str] = field(default_factory=list)
    cut: list[str] = field(default_factory=list)
    pale: list[str] = field(default_factory=list)
    small: list[str] = field(default_factory=list)
    equations: tuple[int, list[EquationCopy]] = (0, [])
    code: list[CodeCopy] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)


def pages_to_open(site: Path) -> tuple[list[str], list[str]]:
    """List the pages with the longest listing of a test, and the other listings, which are made alike."""
    pages = {page.relative_to(site).as_posix(): page.stat().st_size for page in pages_of(site)}
    listings = sorted((name for name in pages if name.startswith("tests/")), key=pages.__getitem__)[:-1]
    assert len(listings) > 20
    return [name for name in pages if name not in listings], listings


def first_look(tab: Page) -> Look:
    """Measure a page that was opened just now."""
    width, formulas, fonts = tab.evaluate(MEASURE)
    return Look(width - tab.viewport_size["width"], formulas, set(fonts))


def in_colours(tab: Page, scheme: str) -> list[str]:
    """Measure a page in the dark or in the light."""
    tab.emulate_media(color_scheme=scheme)
    return [f"{scheme}: {words}" for words in pale(tab)]


def looks_on_a_phone(site: Path, chromium: Browser) -> Iterator[tuple[str, Look]]:
    """Open every page on a phone, in the dark, from files, and look at it in both themes."""
    kinds: list[str] = []
    pages, listings = pages_to_open(site)
    with visit(chromium, site.as_uri(), "404.html", viewport=NARROW, color_scheme="dark") as seen:
        for name in pages:
            known = len(seen.problems)
            seen.tab.set_viewport_size(NARROW)
            seen.open(name)
            look = first_look(seen.tab)
            look.code = code_copies(seen.tab)
            seen.tab.set_viewport_size(TABLET)
            seen.tab.emulate_media(color_scheme="light")
            open_and_answer_all(seen.tab)
            look.cut = cut_at(seen.tab, **TABLET)
            look.pale = in_colours(seen.tab, "light")
            look.equations = equation_copies(seen.tab)
            seen.tab.emulate_media(color_scheme="dark")
            if name in WITH_TABLES:
                look.cut += cut_at(seen.tab, **TABLES)
            look.cut += cut_at(seen.tab, **NARROW)
            look.pale += in_colours(seen.tab, "dark")
            look.small = small(seen.tab)
            if name in LISTS:  # of links: here axe asks what stands around each
                look.violations = axe_says(seen.tab, ["target-size"])
            look.violations += violations(seen.tab, kinds)
            look.problems = seen.problems[known:]
            yield name, look
        for name in listings:
            known = len(seen.problems)
            seen.open(name)
            look = first_look(seen.tab)
            look.cut = cut_at(seen.tab, **NARROW)
            look.problems = seen.problems[known:]
            yield name, look


def looks_on_a_laptop(server: str, chromium: Browser) -> Iterator[tuple[str, Look]]:
    """Open a page of each kind on a laptop, in light, from a server, and then make its window narrow."""
    kinds: list[str] = []
    for name in ONE_OF_EACH_KIND:
        with visit(chromium, server, name, color_scheme="light") as seen:
            look = first_look(seen.tab)
            open_and_answer_all(seen.tab)
            look.cut = [cut for width in WIDTHS for cut in cut_at(seen.tab, width, LAPTOP["height"])]
            look.small = small(seen.tab)
            look.problems = seen.problems.copy()  # axe asks for style sheets by wrong addresses
            look.violations = violations(seen.tab, kinds)
            yield name, look


@pytest.fixture(scope="module", params=["phone", "laptop"])
def looks(request: pytest.FixtureRequest, site: Path, server: str, chromium: Browser) -> dict[str, Look]:
    """Open every page once, and one of each kind in the other window."""
    is_phone = request.param == "phone"
    return dict(looks_on_a_phone(site, chromium) if is_phone else looks_on_a_laptop(server, chromium))


def test_every_page_opens_without_network_or_console_errors(looks: dict[str, Look]) -> None:
    assert {name: look.problems for name, look in looks.items() if look.problems} == {}


def test_no_page_is_wider_than_its_window(looks: dict[str, Look]) -> None:
    assert {name: look.width for name, look in looks.items() if look.width > 0} == {}


def test_axe_finds_nothing_on_any_page(looks: dict[str, Look]) -> None:
    assert {name: look.violations for name, look in looks.items() if look.violations} == {}


def test_nothing_is_cut(looks: dict[str, Look]) -> None:
    assert {name: look.cut for name, look in looks.items() if look.cut} == {}


def test_what_is_pressed_is_large_enough(looks: dict[str, Look]) -> None:
    assert {name: look.small for name, look in looks.items() if look.small} == {}


@pytest.mark.parametrize("looks", ["phone"], indirect=True)
def test_words_stand_out_from_their_ground_in_both_themes(looks: dict[str, Look]) -> None:
    assert {name: look.pale for name, look in looks.items() if look.pale} == {}


@pytest.mark.parametrize("looks", ["phone"], indirect=True)
def test_every_equation_is_copied_once(looks: dict[str, Look]) -> None:
    assert {name: look.equations[1] for name, look in looks.items() if look.equations[1]} == {}


@pytest.mark.parametrize("looks", ["phone"], indirect=True)
def test_code_is_copied_without_prompt_and_output(looks: dict[str, Look]) -> None:
    wrong = []
    for name, look in looks.items():
        for is_output, shown, copied in look.code:
            lines = shown.splitlines()
            typed = [line[len(p) :] for line in lines for p in PROMPTS if line.startswith(p)]
            expected = None if is_output else "\n".join(typed or lines)
            wrong += [(name, shown, copied)] * (expected != (copied and copied.rstrip("\n")))
    assert wrong == []


@pytest.mark.parametrize("looks", ["phone"], indirect=True)
def test_equations_and_code_of_the_whole_book_were_copied(looks: dict[str, Look]) -> None:
    assert sum(look.equations[0] for look in looks.values()) > 4000
    assert sum(not is_output for look in looks.values() for is_output, _, _ in look.code) > 500


@pytest.mark.parametrize("looks", ["phone"], indirect=True)
def test_formulas_are_drawn_with_their_font(looks: dict[str, Look]) -> None:
    chapters = [look for name, look in looks.items() if name.startswith("chapters/")]
    assert len(chapters) == len(find_chapters())
    assert all(look.formulas > 50 for look in chapters)
    assert all("STIX Two Math" in look.fonts for look in chapters)


# Planted faults.

PAGE = """<!doctype html><html lang="en"><title>A page</title><main><h1>A page</h1><p>Text</p>
<pre><span class="k">def</span> <span class="n">one</span>() <span class="k">def</span></pre>
<p><math><mi>x</mi></math> <math><mi>y</mi><mn>10</mn></math> <math><mi>log</mi><mi>z</mi></math></p>
<table><tr><th><math><mi>x</mi></math></th><th>y</th></tr><tr><td>1</td><td>2</td></tr>
<tr><td>3</td><td>4</td></tr></table><p><a href="#x">one</a></p><p id="other"><a href="#x">other</a></p>
<form aria-label="One"><label for="one">A</label><input type="radio" id="one"></form>
<form aria-label="Two"><label for="two">B</label><input type="radio" id="two"></form>
<ul><li>one</li><li>other</li></ul><img src="data:," alt="One"><img src="data:," alt="Other"></main></html>"""
PALE = ' style="color: #ccc"'

CODE = '<span class="k">def</span></pre>'
LINK = '<a href="#x" style="color: #333; text-decoration: none">word</a>'


@pytest.fixture(scope="module")
def judged(chromium: Browser) -> tuple[Page, list[str]]:
    """Judge the page without a fault; give the tab for others, and the kinds that it holds."""
    tab, kinds = chromium.new_page(), []
    tab.set_content(PAGE)
    assert violations(tab, kinds) == []
    return tab, kinds


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
        # One that stands below another of its kind.
        ('href="#x">other', 'href="#x">', "link-name"),
        ('<p id="other">', '<p id="other"><button>a <a href="#x">b</a></button>', "nested-interactive"),
        ('<label for="two">', '<label for="one">', "label"),
        ('alt="Other"', "", "image-alt"),
        ("<li>other</li>", "<p>other</p>", "list"),
        ("<td>4", f"<td{PALE}>more", "color-contrast"),
        ('aria-label="Two"', 'aria-label="One"', "landmark-unique"),
    ],
)
def test_a_violation_is_caught(judged: tuple[Page, list[str]], good: str, bad: str, rule: str) -> None:
    tab, kinds = judged
    assert PAGE.count(good) == 1
    tab.set_content(PAGE.replace(good, bad))
    assert rule in [found.partition(":")[0] for found in violations(tab, kinds.copy())]


def test_without_a_fault_axe_says_nothing_again(judged: tuple[Page, list[str]]) -> None:
    tab, kinds = judged
    tab.set_content(PAGE)
    assert violations(tab, kinds.copy()) == []


@pytest.mark.parametrize(
    ("words", "theme"),
    [
        (f"<p{PALE}>Text", "light"),
        ('<p style="background: linear-gradient(#eee, #fff) #000">Text', "light"),
        ('<p style="background: rgb(0 0 0 / 60%)">Text', "light"),
        ("<style>@media (prefers-color-scheme: dark) { p.a { color: #ccc } }</style><p class=a>Text", "dark"),
        ('<svg><text style="fill: #ccc">Text</text></svg>', "light"),
    ],
)
def test_pale_words_are_seen(judged: tuple[Page, list[str]], words: str, theme: str) -> None:
    tab, _ = judged
    tab.set_content(PAGE)
    assert in_colours(tab, theme) == []
    tab.set_content(PAGE.replace("<p>Text", words))
    assert [found.split(" ")[0] for found in in_colours(tab, theme)] == [f"{theme}:"]


def test_what_is_too_small_to_press_is_seen(judged: tuple[Page, list[str]]) -> None:
    tab, _ = judged
    tab.set_content("<button style='height: 23px'>No</button><button style='height: 24px'>Yes</button>")
    assert small(tab) == ["button. No"]


def test_a_page_wider_than_its_window_is_seen(tmp_path: Path, chromium: Browser) -> None:
    (tmp_path / "wide.html").write_text('<p style="width: 400px">Text')
    with visit(chromium, tmp_path.as_uri(), "wide.html", viewport=PHONE) as seen:
        assert seen.tab.evaluate("document.scrollingElement.scrollWidth") > PHONE["width"]
