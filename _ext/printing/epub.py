"""The whole book as one EPUB 3 with MathML: a page for each leaf, packed as the standard says."""

import uuid
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from itertools import groupby
from pathlib import Path

from lxml import etree
from lxml.html import HtmlElement

from printing.cover import draw_cover
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
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="en" xml:lang="en">
<head><title>{title}</title><link rel="stylesheet" type="text/css" href="book.css"/></head>
<body>{body}</body>
</html>
"""
CONTAINER = """<?xml version="1.0" encoding="utf-8"?>
<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>
<rootfile full-path="EPUB/book.opf" media-type="application/oebps-package+xml"/>
</rootfiles></container>
"""
PACKAGE = """<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="book" xml:lang="en">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="book">{identifier}</dc:identifier>
<dc:title>{title}</dc:title><dc:language>en</dc:language><dc:creator>{authors}</dc:creator>
<dc:rights>Text and figures: CC BY 4.0. Code: MIT.</dc:rights>
<meta property="dcterms:modified">{now:%Y-%m-%dT%H:%M:%SZ}</meta>
{accessibility}
</metadata>
<manifest>{manifest}</manifest>
<spine>{spine}</spine>
</package>
"""
XHTML, SVG = "application/xhtml+xml", "image/svg+xml"


@dataclass(frozen=True)
class File:
    """A file of the EPUB; ``properties``, in the standard's words, is what it asks of a reader."""

    name: str
    kind: str
    content: str | bytes
    properties: str = ""


def make_epub(site: Path, target: Path) -> None:
    """Pack the book that is built in ``site``."""
    leaves = read_leaves(site)
    pages = [
        _page("title-page", TITLE, cover(), "svg"),
        _page("nav", "Contents", _contents(leaves), "nav"),
        *map(_leaf_page, leaves),
    ]
    files = [
        *pages,
        File("book.css", "text/css", (Path(__file__).parent / "epub.css").read_bytes()),
        File("cover.png", "image/png", draw_cover(site), "cover-image"),
        *_figures(site, leaves),
    ]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        # The first file tells what this is, and is not compressed.
        archive.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        archive.writestr("META-INF/container.xml", CONTAINER)
        archive.writestr("EPUB/book.opf", _package(files))
        for file in files:
            archive.writestr(f"EPUB/{file.name}", file.content)


def _package(files: list[File]) -> str:
    """Say what the book is and offers to whom, list its files, and put its pages in order."""
    names = {f"file-{number}": file for number, file in enumerate(files)}
    return PACKAGE.format(
        identifier=uuid.uuid5(uuid.NAMESPACE_DNS, TITLE).urn,
        title=escape(TITLE),
        authors=escape(AUTHORS),
        now=datetime.now(UTC),
        accessibility="\n".join(
            f'<meta property="schema:{name}">{value}</meta>' for name, value in ACCESSIBILITY
        ),
        manifest="\n".join(
            f'<item id="{name}" href="{file.name}" media-type="{file.kind}"'
            + (f' properties="{file.properties}"/>' if file.properties else "/>")
            for name, file in names.items()
        ),
        spine="\n".join(f'<itemref idref="{name}"/>' for name, file in names.items() if file.kind == XHTML),
    )


def _leaf_page(leaf: Leaf) -> File:
    marks = (("svg", "svg"), ("math", "mathml"))
    properties = " ".join(name for tag, name in marks if leaf.article.find(f".//{tag}") is not None)
    return _page(leaf.key, leaf.title, _xhtml(leaf.article), properties)


def _page(key: str, title: str, body: str, properties: str) -> File:
    return File(f"{key}.xhtml", XHTML, PAGE.format(title=escape(title), body=body), properties)


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


def _figures(site: Path, leaves: list[Leaf]) -> Iterator[File]:
    for name in sorted({image.get("src") for leaf in leaves for image in leaf.article.iter("img")}):
        yield File(name, SVG, (site / name).read_bytes())


def _contents(leaves: list[Leaf]) -> str:
    """Return the contents: the parts, their pages and the sections of these."""
    entries: list[str] = []
    for part, members in groupby(leaves, key=lambda leaf: leaf.part):
        pages = list(map(_entry, members))
        entries += [f"<span>{escape(part)}</span>{_list(pages)}"] if part else pages
    return f'<nav epub:type="toc" role="doc-toc"><h1>Contents</h1>{_list(entries)}</nav>'


def _entry(leaf: Leaf) -> str:
    sections = [
        f'<a href="{leaf.key}.xhtml#{heading.id}">{escape(heading.text)}</a>'
        for heading in leaf.headings
        if heading.level == 2
    ]
    return f'<a href="{leaf.key}.xhtml">{escape(leaf.title)}</a>' + (_list(sections) if sections else "")


def _list(entries: Iterable[str]) -> str:
    return f"<ol>{''.join(f'<li>{entry}</li>' for entry in entries)}</ol>"
