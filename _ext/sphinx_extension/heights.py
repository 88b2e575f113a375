"""How tall each section of a chapter will be: while it waits to be laid out, it holds that place (book.css).

If it held too little, a browser that is asked where something in it stands, as axe asks, would answer as
though it lay on the sections that follow; and the bar at the side of the window would jump.
"""

import re
from collections.abc import Iterable
from typing import Any

from docutils import nodes
from lxml import html
from sphinx.application import Sphinx

__all__ = ["setup"]

OPENING = re.compile(r'<section id="([^"]+)">(?=\s*(?:<span id="[^"]*"></span>\s*)*<h2)')
# What is not shown, or only its title.
FOLDED = ".//div[contains(@class, 'dropdown')][not(contains(@class, 'solution'))]"
HIDDEN = f".//script | .//details | .//div[contains(@class, 'solution')] | {FOLDED}"
# How many rem each is high in a wide window and on a phone: fitted to the heights of the chapters' sections,
# which it meets within a tenth, and a little more.
RULES = {
    "exercise": (20.6, 21.7),
    "block": (0.67, 0.81),
    "code": (2.2, 1.96),
    "line of code": (1.28, 1.31),
    "figure as high as wide": (56.3, 34.8),
    "displayed equation": (7.6, 8.1),
    "row of a table": (1.12, 2.35),
    "letter": (0.0225, 0.039),
    "fold": (5, 5),
}


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect the part; the package's own ``setup`` calls this."""
    app.connect("html-page-context", reserve, priority=900)  # when figures have their sizes
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def reserve(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Write into the tag of each section how high it will be, in a wide window and in a narrow one."""
    if not page.startswith("chapters/"):  # the others are short enough to be laid out whole
        return
    body = context["body"]
    sections = {one.get("id"): one for one in html.fragment_fromstring(body, "div").iter("section")}

    def opening(tag: re.Match[str]) -> str:
        counts = contents(sections[tag[1]])
        wide, narrow = (sum(counts[what] * high[k] for what, high in RULES.items()) for k in (0, 1))
        return f'<section id="{tag[1]}" style="--wide:{wide:.0f}rem;--narrow:{narrow:.0f}rem">'

    context["body"] = OPENING.sub(opening, body)


def contents(section: html.HtmlElement) -> dict[str, float]:
    """Count what a section holds that makes it high; of the section itself only the sentences are left."""
    folds = len(section.xpath(FOLDED))
    _drop(section.xpath(HIDDEN))
    images = section.xpath(".//img[@width]")
    counts: dict[str, float] = {"exercise": len(section.xpath(".//*[@data-exercise]")), "fold": folds}
    counts["figure as high as wide"] = sum(
        float(one.get("height")) / float(one.get("width")) for one in images
    )
    code = list(section.iter("pre"))
    counts["code"] = len(code)
    counts["line of code"] = sum(block.text_content().count("\n") for block in code)
    _drop(code)
    equations = section.find_class("equation")
    counts["displayed equation"] = len(equations)
    _drop(equations)
    counts["block"] = len(section.xpath(".//p | .//li | .//h2 | .//h3"))
    counts["row of a table"] = len(section.xpath(".//tr"))
    _drop(section.xpath(".//table"))
    counts["letter"] = len(" ".join(section.text_content().split()))
    return counts


def _drop(elements: Iterable[html.HtmlElement]) -> None:
    for element in elements:
        element.drop_tree()
