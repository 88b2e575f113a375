"""Equations look right in Chromium and Firefox, on a laptop and on a phone: places, numbers, room, font."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from cut_pages import short_site
from equations import FAULTS, WIDTHS
from firefox import Firefox, firefox
from manuscript.files import find_chapters
from playwright.sync_api import Browser
from visits import LAPTOP, PHONE, Visit, visit

PAGES = [
    *(f"chapters/{chapter.name}.html" for chapter in find_chapters()),
    "pages/notation.html",
    "pages/formula-sheet.html",
]
WINDOWS = [LAPTOP, PHONE]
# Firefox, which takes long, opens a page with formulas of each kind out of all pages, and one chapter whole.
KINDS, WHOLE = "pages/formula-sheet.html", "chapters/entropy.html"
SHAPED = ("msub", "msup", "msubsup", "munder", "mover", "munderover", "mfrac", "msqrt", "mtable", "mtr")
NOT_TEXT = ".//figure | .//form | .//svg | .//script | .//div[contains(@class, 'cell ')]"

Run = Callable[[str, dict[str, int], str], Any]


@pytest.fixture(scope="module")
def fox() -> Iterator[Firefox]:
    """Start one Firefox for all tests."""
    with firefox() as browser:
        yield browser


@pytest.fixture(scope="module", params=["Chromium", "Firefox"])
def run(request: pytest.FixtureRequest, chromium: Browser) -> Run:
    """Open an address in a window of some size, and return what a script says of it there."""
    if request.param == "Firefox":
        fox = request.getfixturevalue("fox")
        opened = ""

        def in_firefox(address: str, window: dict[str, int], script: str) -> Any:  # noqa: ANN401
            nonlocal opened
            # Firefox is slow to open a page. What a second window would show before all of the page is laid
            # out is looked at in Chromium.
            fox.resize(window) if address == opened else fox.open(address, window)
            opened = address
            return fox.evaluate(script)

        return in_firefox

    def in_chromium(address: str, window: dict[str, int], script: str) -> Any:  # noqa: ANN401
        tab = chromium.new_page(viewport=window)
        tab.goto(address)
        found = tab.evaluate(script)
        tab.close()
        return found

    return in_chromium


@pytest.fixture(scope="module")
def kinds(site: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Put every equation on one page, and each paragraph and table with a wide formula or a new shape."""
    articles, met = [], set()
    for page in PAGES:
        (article,) = lxml.html.parse(str(site / page)).xpath("//article")
        for other in article.xpath(NOT_TEXT):
            other.drop_tree()
        for block in list(article.iter("p", "table")):
            shapes = {(part.tag, *(inner.tag for inner in part)) for part in block.iter(*SHAPED)}
            wide = any(len(list(formula.iter("mi", "mn", "mo"))) > 15 for formula in block.iter("math"))
            if shapes <= met and not wide:
                block.drop_tree()
            met |= shapes
        article.tag = "div"  # its sections take less room than they say
        articles.append(lxml.html.tostring(article, encoding="unicode"))
    folder = tmp_path_factory.mktemp("kinds")
    short_site(site, folder, {KINDS: "".join(articles)})
    return f"{folder.as_uri()}/{KINDS}"


def test_formulas_and_their_numbers_stand_where_they_belong(run: Run, site: Path, kinds: str) -> None:
    pages = [f"{site.as_uri()}/{page}" for page in PAGES]
    sections = 40
    if run.__name__ == "in_firefox":  # where one chapter alone has its sections
        pages, sections = [kinds, f"{site.as_uri()}/{WHOLE}"], 20
    drawn = {(page, window["width"]): run(page, window, FAULTS) for page in pages for window in WINDOWS}
    assert {where: result["faults"] for where, result in drawn.items() if result["faults"]} == {}
    seen = [result["seen"] for result in drawn.values()]
    assert all(sum(one[kind] for one in seen) > (sections if kind == "sections" else 40) for kind in seen[0])


def test_formulas_are_drawn_in_the_maths_font(run: Run, site: Path) -> None:
    found = run(f"{site.as_uri()}/{WHOLE}", LAPTOP, WIDTHS)
    assert found["formulas"] > 300
    assert found["without"] > 0.9 * found["formulas"]
    assert found["fallback"] == 0


def test_chromium_takes_every_letter_of_a_formula_from_the_maths_font(site: Path, chromium: Browser) -> None:
    with visit(chromium, site.as_uri(), "chapters/entropy.html") as seen:
        assert fonts_of_formulas(seen) == {"STIX Two Math"}


def fonts_of_formulas(seen: Visit) -> set[str]:
    """List the faces that the browser drew the formulas in view with, each letter once."""
    seen.tab.add_style_tag(content="* { content-visibility: visible !important }")
    seen.tab.evaluate("""() => {
      const met = new Set();
      for (const letter of document.querySelectorAll("math :is(mi, mn, mo, mtext)"))
        if (letter.textContent.trim() && !met.has(letter.textContent) && met.add(letter.textContent))
          letter.dataset.letter = "";
    }""")
    session = seen.tab.context.new_cdp_session(seen.tab)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    letters = session.send("DOM.querySelectorAll", {"nodeId": root, "selector": "[data-letter]"})["nodeIds"]
    return {
        font["familyName"]
        for letter in letters
        for font in session.send("CSS.getPlatformFontsForNode", {"nodeId": letter})["fonts"]
    }


# Planted faults.

PAGE = """<!doctype html><html lang="en"><title>A page</title><style>
body {{ margin: 0 }} div.math {{ display: flex }}
.equation {{ flex: 1 1 auto; min-width: 0; overflow: auto hidden }}
{style}</style><article><p id="words">Some words of text in a line.</p>
<div class="math numbered" id="e"><div class="equation"><math display="block">
<msubsup id="both"><mi>x</mi><mi id="below">i</mi><mn id="above">2</mn></msubsup><mo>=</mo>
<mfrac><mn id="top">1</mn><mi id="bottom">n</mi></mfrac><munder><mi>max</mi><mi id="limit">k</mi></munder>
<mtable><mtr><mtd><mi>a</mi></mtd><mtd><mi>b</mi></mtd></mtr>
<mtr id="row"><mtd><mi>c</mi></mtd><mtd><mi>d</mi></mtd></mtr>
</mtable></math></div><a class="eqno" id="number">(1)</a></div>
<section><section><h2>Read</h2><div style="height: 3000px"></div></section>
<section id="late"><h2>Far below</h2><div style="height: 3000px"></div></section></section>
</article></html>"""


@pytest.mark.parametrize(
    ("style", "complaint"),
    [
        ("#below { position: relative; top: -2em }", "a subscript is not below the line"),
        ("#above { position: relative; top: 2em }", "a superscript is not above the line"),
        ("#top { position: relative; top: 2em }", "a numerator reaches its denominator"),
        ("#limit { position: relative; top: -3em }", "a lower limit is not below"),
        ("#row { position: relative; top: -2em }", "rows overlap"),
        ("#number { position: relative; left: -4em }", "a number is not beside its equation"),
        ("#number { position: relative; top: 6em }", "a number is not level with its equation"),
        (
            "#words { text-align: center } #e { margin-top: -2.6em } #e .equation { overflow: visible }",
            "a formula overlaps something else",
        ),
        ("#words { width: 2000px }", "the page is wider than its window"),
        (
            "#late { content-visibility: auto; contain-intrinsic-size: auto 900px }",
            "a section waits with too little room, or too much",
        ),
    ],
)
def test_a_formula_out_of_place_is_seen(
    chromium: Browser, tmp_path: Path, style: str, complaint: str
) -> None:
    # Firefox, which runs the same script, cannot be made to put a letter of a formula elsewhere.
    (tmp_path / "good.html").write_text(PAGE.format(style=""), encoding="utf-8")
    (tmp_path / "bad.html").write_text(PAGE.format(style=style), encoding="utf-8")
    with visit(chromium, tmp_path.as_uri(), "good.html") as seen:
        assert seen.tab.evaluate(FAULTS)["faults"] == {}
    with visit(chromium, tmp_path.as_uri(), "bad.html") as seen:
        assert complaint in seen.tab.evaluate(FAULTS)["faults"]


def test_another_font_is_seen(run: Run, site: Path, tmp_path: Path) -> None:
    text = (site / "chapters/entropy.html").read_text(encoding="utf-8")
    (tmp_path / "page.html").write_text(text.replace("../_static/styles.css", "none.css"), encoding="utf-8")
    found = run(f"{tmp_path.as_uri()}/page.html", LAPTOP, WIDTHS)
    assert found["fallback"] > 0.5 * found["formulas"]
