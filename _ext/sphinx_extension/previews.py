"""What references refer to, as scripts beside the pages: previews.js shows it where the reference stands.

A page opened as a file may read no other, but may run a script of it. So each page that holds something to
refer to has ``previews/PAGE.js``, loaded when one of its pieces is first asked for. The pieces are cut from
the page as published.
"""

import json
import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

__all__ = ["element", "pieces", "setup"]

LINK_TO_ITSELF = r'<a class="headerlink".*?</a>'
# Beside that: marks for the index, the number, which the name says, and what may occur only once on a page.
LEFT_OUT = rf'{LINK_TO_ITSELF}|<span class="(?:target|caption-number)"[^>]*>[^<]*</span>| id="[^"]*"'


def setup(app: Sphinx) -> ExtensionMetadata:
    """Connect the parts; the package's own ``setup`` calls this."""
    app.connect("build-finished", write, priority=900)  # when all others have done with the pages
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def write(app: Sphinx, exception: Exception | None) -> None:
    """Write the script of each page that holds something to refer to."""
    if exception or app.builder.name != "html":
        return
    for page in app.env.found_docs:
        html = Path(app.builder.get_outfilename(page)).read_text(encoding="utf-8")
        if found := dict(pieces(html)):
            data = {"title": app.env.titles[page].astext().partition(":")[0], "pieces": found}
            script = Path(app.outdir) / "previews" / f"{page}.js"
            script.parent.mkdir(parents=True, exist_ok=True)
            text = f"bookPreviews[{json.dumps(page)}] = {json.dumps(data, ensure_ascii=False)};\n"
            script.write_text(text, encoding="utf-8")


def pieces(html: str) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield, for all that can be referred to on a page, its id, its name and what is shown of it."""
    for opening, cut in CUTS.items():
        for tag in re.finditer(opening, html):
            name, body = cut(html, tag.start())
            yield unescape(tag["id"]), (_words(name), re.sub(LEFT_OUT, "", body).strip())


def element(html: str, opening: str, start: int = 0) -> str:
    """Return the first element after ``start`` whose tag matches; tags of its name are balanced in it.

    >>> element("<p><b>1 <b>2</b> 3</b> 4</p>", "<b>")
    '<b>1 <b>2</b> 3</b>'
    """
    tag = re.compile(opening).search(html, start)
    if tag is None:
        raise ValueError(f"no element opens with {opening}")
    depth, name = 0, re.match(r"\w+", html[tag.start() + 1 :])
    for bound in re.compile(rf"<(/?){name and name[0]}\b[^>]*>").finditer(html, tag.start()):
        depth += -1 if bound[1] else 1
        if depth == 0:
            return html[tag.start() : bound.end()]
    raise ValueError(f"the element that opens with {tag[0]} has no end")


def _inside(html: str) -> str:
    """Return an element without its own tags."""
    return re.sub(r"^<[^>]*>|<[^>]*>$", "", html)


def _equation(html: str, start: int) -> tuple[str, str]:
    """Cut out a numbered equation: its number is its name."""
    number = element(html, r'<\w+ class="eqno"', start)
    return f"Equation {number}", element(html, '<div class="equation"', start)


def _figure(html: str, start: int) -> tuple[str, str]:
    """Cut out a figure with its caption."""
    return element(html, '<span class="caption-number"', start), element(html, "<figure", start)


def _statement(html: str, start: int) -> tuple[str, str]:
    """Cut out a definition or theorem, whole; an exercise without its form and solution, which follow it."""
    return element(html, '<p class="admonition-title"', start), _inside(element(html, "<section", start))


def _term(html: str, start: int) -> tuple[str, str]:
    """Cut out a word of the glossary: what it means."""
    return element(html, "<dt", start), _inside(element(html, "<dd", start))


def _citation(html: str, start: int) -> tuple[str, str]:
    """Cut out a work, which has no name but that by which the reference calls it."""
    return "", element(html, "<p>", start)


# How a piece is cut, by the tag that opens it.
CUTS: dict[str, Callable[[str, int], tuple[str, str]]] = {
    r'<div class="math[^"]*" id="(?P<id>equation-[^"]*)"': _equation,
    r'<figure [^>]*id="(?P<id>[^"]*)"': _figure,
    r'<div class="(?:proof \w+|exercise) admonition" id="(?P<id>[^"]*)"': _statement,
    r'<dt id="(?P<id>term-[^"]*)"': _term,
    r'<div class="citation" id="(?P<id>[^"]*)"': _citation,
}


def _words(html: str) -> str:
    """Return the text of an element, on one line."""
    return " ".join(unescape(re.sub(rf"{LINK_TO_ITSELF}|<[^>]*>", "", html)).split())
