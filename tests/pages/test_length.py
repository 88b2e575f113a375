"""The main road of a chapter, all that is read before its exercises, is a read of some 25 minutes."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import NavigableString, Tag
from manuscript.files import find_chapters
from site_files import parse

# Code and what it prints, formulas, and what is folded are not on the main road.
ASIDE = {"pre", "math", "details", "svg", "button", "script", "style"}
FOLDED = {"dropdown", "toggle", "headerlink", "eqno"}
MOST = 5000


def main_road(article: Tag) -> Iterator[str]:
    """Yield the text before the exercises, captions and tables included."""
    for part in article.children:
        if isinstance(part, NavigableString):
            yield part
        elif part.get("id") == "exercises":
            return
        elif part.name not in ASIDE and not FOLDED.intersection(part.get("class", ())):
            yield from main_road(part)


def words(html: str) -> list[str]:
    """List the words of a page's main road."""
    article = parse(html).article
    return re.findall(r"[^\W\d_][\w'’-]*", " ".join(main_road(article)))


@pytest.mark.parametrize("chapter", [chapter.name for chapter in find_chapters()])
def test_the_main_road_of_a_chapter_is_short(site: Path, chapter: str) -> None:
    found = len(words((site / f"chapters/{chapter}.html").read_text(encoding="utf-8")))
    assert 3000 < found <= MOST


def test_what_is_not_on_the_main_road_is_not_counted() -> None:
    page = """<article><section><h1>Two words<a class="headerlink">¶</a></h1>
    <p>Of <math><mi>x</mi></math> 3 bits</p>
    <pre>code</pre><div class="toggle admonition"><p>fold</p></div><table><td>cell</td></table>
    <section id="exercises"><p>Prove it.</p></section></section></article>"""
    assert words(page) == ["Two", "words", "Of", "bits", "cell"]
