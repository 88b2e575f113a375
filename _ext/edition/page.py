"""What the page of a chapter shows where its text has a reference, a label or a heading.

The numbers are those that Sphinx gave. Nothing is counted here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import lxml.html
from lxml.html import HtmlElement
from manuscript.files import BookError

__all__ = ["Link", "Page"]


@dataclass(frozen=True)
class Link:
    """A reference as the page shows it: its words, and where it leads, relative to the page."""

    words: str
    target: str
    before: str = ""  # the page's words in front of it, if it is one to the literature


class Page:
    """A rendered chapter; references and headings are handed out in the order of the text."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            raise BookError(f"{path.name} has not been rendered; run 'make book'")
        self._name = path.name
        self._article: HtmlElement = lxml.html.parse(str(path)).getroot().find(".//article")
        # Looked up once, because to search a page for a place takes a hundredth of a second.
        self._places = {place.get("id"): place for place in self._article.iterfind(".//*[@id]")}
        self._links = self._find_links()
        self._headings = iter(self._article.xpath(".//h1 | .//h2 | .//h3 | .//h4 | .//h5 | .//h6"))

    def next_link(self) -> Link:
        """Return the next reference."""
        link = next(self._links, None)
        if link is None:
            raise BookError(f"{self._name} shows fewer references than its text has; run 'make book'")
        return link

    def next_citation(self) -> Link:
        """Return the next reference to the literature with the authors' names before its year."""
        year = self.next_link()
        return Link(f"{year.before} ({year.words})", year.target)

    def next_section_number(self) -> str:
        """Return the next heading's number, such as '2.1. ', or nothing if it has none."""
        heading = next(self._headings, None)
        if heading is None:
            raise BookError(f"{self._name} shows fewer headings than its text has; run 'make book'")
        return "".join(number.text_content() for number in heading.find_class("section-number"))

    def check_all_used(self) -> None:
        """Stop if the page shows more than the text has asked for."""
        if next(self._links, None) or next(self._headings, None) is not None:
            raise BookError(f"{self._name} shows more references or headings than its text; run 'make book'")

    def heading_of(self, place: str) -> str:
        """Return the heading in a notebook that a link to a place leads to; to the top of a page, nothing.

        A term and a reference are headings of their own in a notebook.
        """
        found = self._places.get(place)
        if found is None:
            raise BookError(f"{self._name} has no {place}; run 'make book'")
        if found.tag == "dt":
            return _own_words(found)
        if "citation" in found.classes:
            return _label(found)
        above = found.xpath("(ancestor-or-self::section/*[self::h2 or self::h3 or self::h4])[last()]")
        return _own_words(above[0]) if above else ""

    def references(self) -> list[tuple[str, str]]:
        """List the references, each with its label, in Markdown."""
        entries = self._article.find_class("citation")
        return [(_label(entry), _joined(_markdown(entry.find("p")))) for entry in entries]

    def title(self, label: str) -> str:
        """Return the title of an exercise or a theorem, such as 'Exercise 2.1 (Entropy by hand)'."""
        return self._words(label, "p[contains(@class, 'admonition-title')]")

    def equation_number(self, label: str) -> str:
        """Return an equation's number without its brackets."""
        return self._words(f"equation-{label}", ".//a[@class='eqno']").strip("()")

    def figure_number(self, label: str) -> str:
        """Return a figure's number, such as 'Fig. 2.1'."""
        return self._words(label, ".//span[@class='caption-number']")

    def _words(self, label: str, path: str) -> str:
        found = self._places[label].xpath(path) if label in self._places else []
        if not found:
            raise BookError(f"{self._name} does not show {label}; run 'make book'")
        return " ".join(found[0].text_content().split())

    def _find_links(self) -> Iterator[Link]:
        title = "ancestor::p[contains(@class, 'admonition-title')]"
        for anchor in self._article.xpath(f".//a[contains(@class, 'internal')][not({title})]"):
            yield Link(_joined(anchor.text_content()), anchor.get("href"), _words_before(anchor))


def _words_before(anchor: HtmlElement) -> str:
    if "references.html" not in anchor.get("href"):
        return ""
    parts = anchor.xpath("preceding-sibling::node()")
    words = "".join(part if isinstance(part, str) else part.text_content() for part in parts)
    return _joined(words).strip("[ ")


def _joined(text: str) -> str:
    return " ".join(text.split())


def _own_words(element: HtmlElement) -> str:
    """Return the words of a heading or a term as its author wrote them, without the sign that links it."""
    words = _joined("".join(element.xpath("(.//text())[not(ancestor::a[contains(@class, 'headerlink')])]")))
    # The page sets quotation marks as a printer does.
    return words.translate({ord("‘"): "'", ord("’"): "'", ord("“"): '"', ord("”"): '"'})


def _label(reference: HtmlElement) -> str:
    return _joined(reference.find_class("label")[0].text_content()).strip("[]")


def _markdown(element: HtmlElement) -> str:
    """Write a paragraph without formulas in Markdown: its words, emphasis and links."""
    inner = (element.text or "") + "".join(_markdown(child) + (child.tail or "") for child in element)
    match element.tag:
        case "em":
            return f"*{inner}*"
        case "a":
            return f"[{inner}]({element.get('href')})"
    return inner
