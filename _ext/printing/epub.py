"""The whole book as one EPUB 3 with MathML; EbookLib packs it."""

import uuid
from html import escape
from itertools import groupby
from pathlib import Path

from ebooklib import epub
from lxml import etree
from lxml.html import HtmlElement
from manuscript.files import ROOT

from printing.leaves import AUTHORS, TITLE, Leaf, cover, read_leaves

__all__ = ["make_epub"]

NAMESPACES = {"math": "http://www.w3.org/1998/Math/MathML", "svg": "http://www.w3.org/2000/svg"}
# HTML writes names in small letters, XML as SVG has them.
SVG_NAMES = {
    name.lower(): name
    for name in ("viewBox", "preserveAspectRatio", "refX", "refY", "markerWidth", "markerHeight")
}
# What EPUB Accessibility asks a book to say of itself.
ACCESSIBILITY = [
    ("accessMode", "textual"),
    ("accessMode", "visual"),
    ("accessModeSufficient", "textual"),
    ("accessibilityFeature", "MathML"),
    ("accessibilityFeature", "alternativeText"),
    ("accessibilityFeature", "structuralNavigation"),
    ("accessibilityFeature", "tableOfContents"),
    ("accessibilityHazard", "none"),
    ("accessibilitySummary", "Equations are MathML, and every figure has an alternative text."),
]
PAGE = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" lang="en" xml:lang="en">
<head><title>{title}</title><link rel="stylesheet" type="text/css" href="book.css"/></head>
<body>{body}</body>
</html>
"""


def make_epub(site: Path, target: Path) -> None:
    """Pack the book that is built in ``site``."""
    leaves = read_leaves(site)
    book = epub.EpubBook()
    _describe(book)
    style = (Path(__file__).parent / "epub.css").read_bytes()
    book.add_item(epub.EpubItem("style", "book.css", "text/css", style))
    pages = [_page("title-page", TITLE, cover(), ["svg"]), *map(_leaf_page, leaves)]
    for item in [*pages, *_figures(site, leaves), epub.EpubNcx(), epub.EpubNav()]:
        book.add_item(item)
    book.toc = _contents(leaves)
    book.spine = [pages[0], "nav", *pages[1:]]
    epub.write_epub(target, book, {"raise_exceptions": True})


def _describe(book: epub.EpubBook) -> None:
    """Say what the book is: title, language, authors, rights, what it offers to whom."""
    book.set_identifier(uuid.uuid5(uuid.NAMESPACE_DNS, TITLE).urn)
    book.set_title(TITLE)
    book.set_language("en")
    book.add_author(AUTHORS)
    book.add_metadata("DC", "rights", "Text and figures: CC BY 4.0. Code: MIT.")
    for name, value in ACCESSIBILITY:
        book.add_metadata(None, "meta", value, {"property": f"schema:{name}"})
    logo = epub.EpubCover("cover", "cover.svg")
    logo.content = (ROOT / "_static/logo.svg").read_bytes()
    book.add_item(logo)


def _leaf_page(leaf: Leaf) -> epub.EpubItem:
    properties = [name for name in ("svg",) if leaf.article.find(f".//{name}") is not None]
    properties += ["mathml"] if leaf.article.find(".//math") is not None else []
    return _page(leaf.key, leaf.title, _xhtml(leaf.article), properties)


def _page(key: str, title: str, body: str, properties: list[str]) -> epub.EpubItem:
    text = PAGE.format(title=escape(title), body=body)
    page = epub.EpubItem(key, f"{key}.xhtml", "application/xhtml+xml", text.encode())
    page.properties = properties
    return page


def _xhtml(article: HtmlElement) -> str:
    """Write an article as XML, its links leading from file to file."""
    for element in article.iter(etree.Element):
        if element.tag in NAMESPACES:
            element.set("xmlns", NAMESPACES[element.tag])
        for name in SVG_NAMES.keys() & element.attrib.keys():
            element.set(SVG_NAMES[name], element.attrib.pop(name))
        address = element.get("href", "")
        if address.startswith("#"):
            key, _, place = address[1:].partition(".")
            element.set("href", f"{key}.xhtml" + (f"#{key}.{place}" if place else ""))
    _in_mathml_3(article)
    return etree.tostring(article, method="xml", encoding="unicode", with_tail=False)


def _in_mathml_3(article: HtmlElement) -> None:
    """Say in MathML 3, which EPUB asks for, what the pages say in MathML Core."""
    for fraction in article.xpath(".//mfrac[@displaystyle]"):
        style = fraction.makeelement("mstyle", displaystyle=fraction.attrib.pop("displaystyle"))
        style.tail, fraction.tail = fraction.tail, None
        fraction.getparent().replace(fraction, style)
        style.append(fraction)
    for table in article.xpath(".//mtable[@scriptlevel]"):
        del table.attrib["scriptlevel"]
    for code in article.xpath(".//mtext/code"):
        code.getparent().set("mathvariant", "monospace")
        code.drop_tag()


def _figures(site: Path, leaves: list[Leaf]) -> list[epub.EpubItem]:
    names = sorted({image.get("src") for leaf in leaves for image in leaf.article.iter("img")})
    return [
        epub.EpubItem(f"figure-{number}", name, "image/svg+xml", (site / name).read_bytes())
        for number, name in enumerate(names, start=1)
    ]


def _contents(leaves: list[Leaf]) -> list[object]:
    """Return the parts, their pages and the sections of these, nested as EbookLib wants them."""
    contents: list[object] = []
    for part, members in groupby(leaves, key=lambda leaf: leaf.part):
        first, *others = members
        entries = [_entries(leaf) for leaf in (first, *others)]
        contents += [(epub.Section(part, f"{first.key}.xhtml"), entries)] if part else entries
    return contents


def _entries(leaf: Leaf) -> object:
    file = f"{leaf.key}.xhtml"
    sections = [
        epub.Link(f"{file}#{heading.id}", heading.text, heading.id)
        for heading in leaf.headings
        if heading.level == 2
    ]
    return (epub.Section(leaf.title, file), sections) if sections else epub.Link(file, leaf.title, leaf.key)
