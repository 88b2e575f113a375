"""Equations as MathML, made by math-core as the pages are built: browsers draw it, screen readers read it.

Browsers do not break a formula over lines. A long one is therefore written as several, side by side, which
begin with a relation (`=`, `≤`, …); where the page is too narrow for a piece, its box scrolls (``book.css``).
"""

import re
from collections.abc import Iterator
from functools import cache, partial
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

from docutils import nodes
from math_core import LatexError, LatexToMathML
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util.math import get_node_equation_number
from sphinx.writers.html5 import HTML5Translator

__all__ = ["pieces", "setup", "to_mathml"]

CONVERTER = LatexToMathML()
# What may begin a line; the signs of a sum only where the relations leave a piece too long.
RELATIONS = set("=≠≈≡≤≥<>≪≫→⟶←⇒⟹⇔⟺∝≔∈")
SIGNS, SUMS = set("+−-"), set("∑∏∫")
OPENING, CLOSING = set("([{⟨⌈⌊"), set(")]}⟩⌉⌋")
# Marks that touch a formula, before it or after.
MARKED = re.compile(
    r"(?:[(\[“‘]+<math>(?:(?!<math).)*?</math>[,.;:?!)\]’”…]*|<math>(?:(?!<math).)*?</math>[,.;:?!)\]’”…]+)",
    re.DOTALL,
)
# A letter or sign counts one. So much fits beside a word on a phone, and in a line of it; letters of words
# are narrower.
SHORT, LINE, WORDS = 14, 18, 30


def setup(app: Sphinx) -> dict[str, Any]:
    """Make this the way in which Sphinx writes mathematics."""
    app.add_html_math_renderer("mathml", (write_inline, None), (write_display, None))
    app.connect("html-page-context", join_marks)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


@cache
def to_mathml(latex: str, display: bool = False) -> str:
    r"""Return a formula as MathML, in pieces if it is long.

    >>> to_mathml("x < y")
    '<math><mi>x</mi><mo>&lt;</mo><mi>y</mi></math>'
    """
    try:
        written = CONVERTER.convert_with_local_state(latex, displaystyle=display)
    except LatexError as error:
        raise ExtensionError(f"this formula cannot be written as MathML: {latex}\n{error}") from error
    # XML, which an EPUB is, knows no names of characters but the five.
    written = written.replace("&ApplyFunction;", "\u2061")
    parts = pieces(ElementTree.fromstring(written), LINE if display else SHORT)
    return written if len(parts) == 1 else "<wbr/>".join(_piece(part, display) for part in parts)


def pieces(math: ElementTree.Element, room: float) -> list[list[ElementTree.Element]]:
    """Divide what stands in a formula where a line may end, if it is wider than ``room``."""
    whole = list(math)
    if sum(map(_width, whole)) <= room:
        return [whole]
    parts = _clauses(whole)
    relations, signs = partial(_split, before=RELATIONS), partial(_split, before=SIGNS)
    for split in (_condition, relations, signs, _words, _factors):
        parts = [
            part for wide in parts for part in ([wide] if sum(map(_width, wide)) <= room else split(wide))
        ]
    return parts


def _clauses(elements: list[ElementTree.Element]) -> list[list[ElementTree.Element]]:
    """Begin a part after each wide space: what follows is a condition, `0 ≤ p ≤ 1`, to be read at one go."""
    parts: list[list[ElementTree.Element]] = [[]]
    for element, after in zip(elements, [*elements[1:], None], strict=True):
        parts[-1].append(element)
        if element.tag == "mspace" and after is not None and float(element.get("width", "0em")[:-2]) >= 1:
            parts.append([])
    return parts


def _split(elements: list[ElementTree.Element], before: set[str]) -> list[list[ElementTree.Element]]:
    """Begin a part before each of some operators that stands outside all brackets, between two things."""
    parts: list[list[ElementTree.Element]] = [[]]
    depth = 0
    for element in elements:
        sign = element.text if element.tag == "mo" else None
        depth += _opened(element)
        last = parts[-1][-1] if parts[-1] else None
        ended = last is not None and (last.tag != "mo" or last.text in CLOSING) and not _is_sum(last)
        between = last is not None and (sign in RELATIONS or ended)
        if sign in before and depth == 0 and between:
            parts.append([])
        parts[-1].append(element)
    return parts


def _factors(elements: list[ElementTree.Element]) -> list[list[ElementTree.Element]]:
    """Begin a part before a sum, and before a bracket that follows another, of what is wider than a phone."""
    if sum(map(_width, elements)) <= LINE:
        return [elements]
    parts: list[list[ElementTree.Element]] = [elements[:1]]
    depth = _opened(elements[0])
    for before, element in pairwise(elements):
        begins = _is_sum(element) and (before.tag != "mo" or before.text in CLOSING)
        if depth == 0 and (begins or (before.text in CLOSING and element.text in OPENING)):
            parts.append([])
        depth += _opened(element)
        parts[-1].append(element)
    return parts


def _is_sum(element: ElementTree.Element) -> bool:
    return next(element.iter("mo"), element).text in SUMS


def _opened(element: ElementTree.Element) -> int:
    """Count the brackets that open and do not close; one that closes may carry an exponent."""
    return sum((sign.text in OPENING) - (sign.text in CLOSING) for sign in element.iter("mo"))


def _condition(elements: list[ElementTree.Element]) -> list[list[ElementTree.Element]]:
    """Divide what begins with words, `for every base`, at its words and not in its formula, `b > 1`."""
    return _words(elements) if elements[0].tag == "mtext" else [elements]


def _words(elements: list[ElementTree.Element]) -> list[list[ElementTree.Element]]:
    """Begin a part where words end or begin: `with equality if and only if`, `X`, `and`, `Y`, ..."""
    elements = [piece for element in elements for piece in _lines(element)]
    parts: list[list[ElementTree.Element]] = [elements[:1]]
    for before, element in pairwise(elements):
        ends = before.tag == "mtext" and (before.text or "")[-1:].isspace()
        begins = element.tag == "mtext" and (element.text or "")[:1].isspace()
        if ends or begins:
            parts.append([])
        parts[-1].append(element)
    return parts


def _lines(element: ElementTree.Element) -> list[ElementTree.Element]:
    """Divide words that are wider than a phone into words that are not."""
    text = element.text or ""
    if element.tag != "mtext" or len(text.strip()) <= WORDS:
        return [element]
    lines = [""]
    for word in re.findall(r"\s*\S+\s*", text):
        lines[-1:] = [lines[-1] + word] if len((lines[-1] + word).strip()) <= WORDS else [lines[-1], word]
    made = []
    for line in filter(None, lines):
        made.append(ElementTree.Element("mtext", element.attrib))
        made[-1].text = line
    return made


def _piece(elements: list[ElementTree.Element], display: bool) -> str:
    first = elements[0]
    if first.tag == "mo" and first.text in SIGNS | RELATIONS and first.get("lspace") is None:
        first.set("form", "infix")  # else it would be taken for the sign of a number
    style = ' displaystyle="true"' if display else ""
    content = "".join(ElementTree.tostring(element, encoding="unicode") for element in elements)
    return f"<math{style}>{content}</math>"


def _width(element: ElementTree.Element) -> float:
    """Estimate how many letters wide a part of a formula is drawn."""
    inner = [_width(child) for child in element]
    if element.tag == "mfrac":
        return max(inner)
    if element.tag in {"munder", "mover", "munderover"}:
        return max(inner[0], *(0.7 * each for each in inner[1:]))
    if element.tag == "msubsup":
        return inner[0] + 0.7 * max(inner[1:])
    if element.tag in {"msub", "msup"}:
        return inner[0] + 0.7 * inner[1]
    if element.tag == "mtable":
        return 0  # has lines of its own
    text = (element.text or "").strip("\u2061\u200b")
    return len(text) * (0.6 if element.tag == "mo" and text in ",;|∣()[]" else 1.0) + sum(inner)


def join_marks(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Keep a comma or a bracket on the line of its formula; to browsers a formula is like a picture."""
    context["body"] = MARKED.sub(r'<span class="joined">\g<0></span>', context.get("body", ""))


def write_inline(translator: HTML5Translator, node: nodes.math) -> None:
    """Write a formula in a sentence."""
    translator.body.append(to_mathml(node.astext()))
    raise nodes.SkipNode


def write_display(translator: HTML5Translator, node: nodes.math_block) -> None:
    """Write a formula on a line of its own, its number beside it."""
    translator.body.extend(_display(translator, node))
    raise nodes.SkipNode


def _display(translator: HTML5Translator, node: nodes.math_block) -> Iterator[str]:
    number = get_node_equation_number(translator, node) if node["number"] else ""
    yield translator.starttag(node, "div", CLASS="math numbered" if number else "math")
    yield f'<div class="equation">{to_mathml(node.astext(), display=True)}</div>'
    if number:
        yield f'<a class="eqno" href="#{node["ids"][0]}" title="Link to this equation">({number})</a>'
    yield "</div>\n"
