"""Gate 7: every page, opened on a laptop and a phone, in light and dark, and from files without a server."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from accessibility import DRAWN, EQUATIONS, grave_violations, open_and_answer_all
from manuscript.files import find_chapters
from playwright.sync_api import Browser
from site_files import pages_of
from visits import LAPTOP, PHONE, visit

MEASURE = """document.fonts.ready.then(fonts => [
  document.scrollingElement.scrollWidth,
  document.querySelectorAll('.katex').length,
  [...fonts].filter(font => font.status === 'loaded').map(font => font.family.replaceAll('"', '')),
])"""


@dataclass(frozen=True)
class Look:
    """What a page shows when it is opened, and what axe says of it."""

    width: int  # beyond that of the window
    equations: int
    fonts: set[str]
    violations: list[str]
    problems: list[str]


@pytest.fixture(scope="module", params=["laptop", "phone", "files"])
def looks(request: pytest.FixtureRequest, site: Path, server: str, chromium: Browser) -> dict[str, Look]:
    """Open every page once; axe hears nothing new of files that it has seen from the server."""
    home, window, theme, without = {
        "laptop": (server, LAPTOP, "light", DRAWN),
        "phone": (server, PHONE, "dark", EQUATIONS),
        "files": (site.as_uri(), LAPTOP, "light", ""),
    }[request.param]
    options = {"viewport": window, "color_scheme": theme}
    looks = {}
    for page in pages_of(site):
        name = page.relative_to(site).as_posix()
        with visit(chromium, home, name, **options) as seen:
            width, equations, fonts = seen.tab.evaluate(MEASURE)
            open_and_answer_all(seen.tab)
            problems = seen.problems.copy()  # axe asks for style sheets by wrong addresses
            violations = grave_violations(seen.tab, without) if without else []
        looks[name] = Look(width - window["width"], equations, set(fonts), violations, problems)
    return looks


def test_every_page_opens_without_network_or_console_errors(looks: dict[str, Look]) -> None:
    assert {name: look.problems for name, look in looks.items() if look.problems} == {}


def test_no_page_is_wider_than_its_window(looks: dict[str, Look]) -> None:
    assert {name: look.width for name, look in looks.items() if look.width > 0} == {}


def test_no_page_has_a_serious_axe_violation(looks: dict[str, Look]) -> None:
    assert {name: look.violations for name, look in looks.items() if look.violations} == {}


def test_equations_are_drawn_with_their_fonts(looks: dict[str, Look]) -> None:
    chapters = [look for name, look in looks.items() if name.startswith("chapters/")]
    assert len(chapters) == len(find_chapters())
    assert all(look.equations > 50 for look in chapters)
    assert all({"KaTeX_Main", "KaTeX_Math"} <= look.fonts for look in chapters)


# Planted faults.

PAGE = """<!doctype html><html lang="en"><title>A page</title><style>
.katex-mathml { position: absolute; clip: rect(1px, 1px, 1px, 1px); overflow: hidden; height: 1px }
</style><main><h1>A page</h1><p>Text</p><pre><span>def</span> <span>one</span>() <span>def</span></pre>
<p><span class="katex"><span class="katex-mathml">x</span><span class="katex-html" aria-hidden="true"
><span>x</span></span></span> <span class="katex"><span class="katex-mathml">y</span><span class="katex-html"
aria-hidden="true"><span>log</span></span></span></p></main></html>"""
PALE = ' style="color: #ccc"'


@pytest.mark.parametrize("without", [DRAWN, EQUATIONS])
@pytest.mark.parametrize(
    ("good", "bad", "rule"),
    [
        ("<p>Text", f"<p{PALE}>Text", "color-contrast"),
        ("<span>one", f"<span{PALE}>one", "color-contrast"),
        ("<span>def</span></pre>", f"<span{PALE}>def</span></pre>", "color-contrast"),
        ("<span>def</span></pre>", '<span style="background: #555">def</span></pre>', "color-contrast"),
        (
            "<span>def</span></pre>",
            '<b style="background: #555"><span>def</span></b></pre>',
            "color-contrast",
        ),
        ("<span>def</span></pre>", '<span style="opacity: .4">def</span></pre>', "color-contrast"),
        ("<span>log", f"<span{PALE}>log", "color-contrast"),
        ("<span>def</span></pre>", '<img src="data:,"></pre>', "image-alt"),
        ("<span>def</span></pre>", '<span role="button"></span></pre>', "aria-command-name"),
        (' lang="en"', "", "html-has-lang"),
    ],
)
def test_a_serious_axe_violation_is_caught(
    tmp_path: Path, chromium: Browser, good: str, bad: str, rule: str, without: str
) -> None:
    assert PAGE.count(good) == 1
    (tmp_path / "good.html").write_text(PAGE)
    (tmp_path / "bad.html").write_text(PAGE.replace(good, bad))
    with visit(chromium, tmp_path.as_uri(), "good.html") as seen:
        assert grave_violations(seen.tab, without) == []
    with visit(chromium, tmp_path.as_uri(), "bad.html") as seen:
        assert [found.partition(":")[0] for found in grave_violations(seen.tab, without)] == [rule]


def test_a_page_wider_than_its_window_is_seen(tmp_path: Path, chromium: Browser) -> None:
    (tmp_path / "wide.html").write_text('<p style="width: 400px">Text')
    with visit(chromium, tmp_path.as_uri(), "wide.html", viewport=PHONE) as seen:
        assert seen.tab.evaluate("document.scrollingElement.scrollWidth") > PHONE["width"]
