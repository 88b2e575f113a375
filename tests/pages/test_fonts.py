"""The fonts that come with the book draw every character of its pages."""

import re
from functools import cache
from pathlib import Path

import lxml.html
import pytest
from fonts import FACES, FONTS
from fontTools.ttLib import TTFont
from playwright.sync_api import Browser
from site_files import pages_of
from visits import visit

MATHS = {"maths.woff2"}
# Code and what the system draws by itself: the interface, data, invisible marks.
OTHERS = ("math", "pre", "code", "script", "style", "svg", "button", "kbd", "samp")
INVISIBLE = set("\t\n\r\u00ad\u200b\u2061\ufe00\ufe0e")


@cache
def drawn_by(*names: str) -> set[str]:
    """Return the characters of some faces."""
    return {chr(code) for name in names for code in TTFont(FONTS / name).getBestCmap()}


def missing(text: str) -> set[str]:
    """Return the characters of a page's sentences and formulas that no face draws."""
    (article,) = lxml.html.fromstring(text).xpath("//article")
    formulas = "".join(article.xpath(".//math//text()"))
    others = " or ".join(f"ancestor::{tag}" for tag in OTHERS)
    words = "".join(article.xpath(f".//text()[not({others})]"))
    return (set(formulas) - drawn_by("maths.woff2")) | (set(words) - drawn_by(*FACES)) - INVISIBLE


def test_every_character_of_the_pages_is_in_their_fonts(site: Path) -> None:
    found = {
        page.name: sorted(
            f"{one} U+{ord(one):04X}" for one in missing(page.read_text(encoding="utf-8")) - INVISIBLE
        )
        for page in pages_of(site)
        if page.name != "404.html"
    }
    assert {name: characters for name, characters in found.items() if characters} == {}


WIDTHS = """async style => {
  const text = "How often each symbol comes up, and what the average surprise of an outcome is. ".repeat(20);
  const widths = [];
  for (const family of ["STIX Two Text", "Stand-in"]) {
    await document.fonts.load(`${style} 200px "${family}"`);
    const line = document.createElement("span");
    line.style.cssText = `position: absolute; white-space: nowrap; font: ${style} 200px "${family}"`;
    line.textContent = text;
    document.body.append(line);  // so large that a hinted advance is not rounded much
    widths.push(line.getBoundingClientRect().width);
  }
  return widths[1] / widths[0];
}"""


def test_what_the_first_lines_need_is_loaded_early(site: Path) -> None:
    early = {}
    for name in ("chapters/entropy", "pages/references"):
        head = (site / f"{name}.html").read_text(encoding="utf-8").partition("</head>")[0]
        early[name] = re.findall(r"fonts/([\w-]+\.woff2)", head)
    # What stands in for italics is not as wide to the letter: what follows a title would move.
    assert [faces[-1] for faces in early.values()] == ["maths.woff2", "text-italic.woff2"]


@pytest.mark.parametrize("style", ["normal", "italic", "bold"])
def test_what_stands_in_for_a_face_until_it_is_there_is_as_wide(
    server: str, chromium: Browser, style: str
) -> None:
    with visit(chromium, server, "index.html") as seen:
        assert abs(seen.tab.evaluate(WIDTHS, style) - 1) < 0.02, "else lines break anew, and the page moves"


@pytest.mark.parametrize("body", ["<p>Шеннон</p>", "<math><mi>щ</mi></math>"])
def test_a_character_that_no_font_has_is_seen(body: str) -> None:
    assert missing(f"<article><p>Shannon’s x</p>{body}</article>")
    assert not missing("<article><p>Shannon’s x</p><math><mi>σ</mi></math><code>Ш</code></article>")


def test_letters_of_formulas_have_the_shapes_that_browsers_give_them() -> None:
    # Of <mi>x</mi> a browser draws the italic letter of mathematics, another character.
    assert {"𝑥", "𝜎", "ℎ", "∑", "√"} <= drawn_by(*MATHS)
