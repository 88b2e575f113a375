"""The whole book as one PDF: tagged, with bookmarks, links and page numbers; Chromium prints it."""

import tempfile
from collections.abc import Iterator
from html import escape
from itertools import groupby
from pathlib import Path

import pikepdf
from browser import launch
from lxml import html
from playwright.sync_api import Page

from printing.leaves import AUTHORS, TITLE, Heading, Leaf, cover, read_leaves

__all__ = ["joined", "make_pdf"]

# What is wider than the column of the page is set smaller, as a printer would do: nothing may be cut.
FIT = """() => {
  for (const box of document.querySelectorAll("div.math, table, pre")) {
    const ratio = box.parentElement.clientWidth / box.scrollWidth;
    if (ratio < 1) box.style.fontSize = `${0.99 * ratio * parseFloat(getComputedStyle(box).fontSize)}px`;
  }
}"""
NUMBER = """(pages) => {
  for (const link of document.querySelectorAll(".book-contents a, .genindextable a")) {
    const number = document.createElement("span");
    number.className = "page-number";
    number.textContent = pages[link.hash.slice(1)];
    link.append(number);
  }
}"""
# The margins of a page inherit no face from its text.
SMALL = 'font: 8pt "STIX Two Text", serif'
FOOT = f"@bottom-center {{ content: counter(page); {SMALL} }}"
# The width of A4 within its margins, in pixels of 1/96 inch, so that what is measured is what is printed.
COLUMN = round((210 - 2 * 24) / 25.4 * 96)


def make_pdf(site: Path, target: Path) -> None:
    """Print the book that is built in ``site``."""
    leaves = read_leaves(site)
    with tempfile.TemporaryDirectory() as folder, launch() as browser:
        document, printed = Path(folder) / "book.html", Path(folder) / "book.pdf"
        document.write_text(joined(site, leaves), encoding="utf-8")
        tab = browser.new_page(viewport={"width": COLUMN, "height": 1000})
        tab.emulate_media(media="print")
        tab.goto(document.as_uri())
        tab.evaluate(FIT)
        # No browser knows on which page a link ends; once printed, the PDF does.
        _print(tab, printed, with_structure=False)
        tab.evaluate(NUMBER, _page_numbers(printed))
        _print(tab, printed, with_structure=True)
        _finish(printed, target, leaves)


def joined(site: Path, leaves: list[Leaf]) -> str:
    """Return the book as one HTML document, with the style sheets of the site."""
    first = html.document_fromstring((site / "index.html").read_bytes())
    for leaf in leaves:
        for image in leaf.article.iter("img"):
            image.set("src", (site / image.get("src")).as_uri())
    return "\n".join(
        [
            f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(TITLE)}</title>',
            *_styles(site, first),
            f"<style>@page contents {{ {FOOT} }}{''.join(map(_running_head, leaves))}</style></head><body>",
            cover(),
            *_contents(leaves),
            # A variant of a letter, as in a calligraphic N, would be no letter to a reader of the PDF.
            *(html.tostring(leaf.article, encoding="unicode").replace("\ufe00", "") for leaf in leaves),
            "</body></html>",
        ]
    )


def _styles(site: Path, page: html.HtmlElement) -> Iterator[str]:
    """Yield the style sheets of a page at the root of the site, in their order."""
    for style in page.xpath("//link[@rel='stylesheet'] | //head/style"):
        if style.tag == "link":
            address = (site / style.get("href").partition("?")[0]).as_uri()
            yield f'<link rel="stylesheet" href="{address}">'
        else:
            yield html.tostring(style, encoding="unicode", with_tail=False)


def _running_head(leaf: Leaf) -> str:
    title = leaf.title.replace("\\", "\\\\").replace('"', '\\"')
    head = f'@top-right {{ content: "{title}"; {SMALL} }}'
    return f"@page {leaf.key} {{ {head} {FOOT} }} #{leaf.key} {{ page: {leaf.key} }}\n"


def _contents(leaves: list[Leaf]) -> Iterator[str]:
    """Yield the list of the pages and their sections, part by part."""
    yield '<nav class="book-contents"><h1>Contents</h1>'
    for part, members in groupby(leaves, key=lambda leaf: leaf.part):
        yield f"<p>{escape(part)}</p><ol>"
        for leaf in members:
            yield f"<li>{_entry(leaf.headings[0], 'chapter')}<ol>"
            if leaf.key != "genindex":
                yield from (f"<li>{_entry(heading)}</li>" for heading in leaf.headings if heading.level == 2)
            yield "</ol></li>"
        yield "</ol>"
    yield "</nav>"


def _entry(heading: Heading, style: str = "section") -> str:
    return f'<a class="{style}" href="#{escape(heading.id)}"><span>{escape(heading.text)}</span></a>'


def _print(tab: Page, target: Path, *, with_structure: bool) -> None:
    tab.pdf(path=target, prefer_css_page_size=True, tagged=with_structure, outline=with_structure)


def _page_numbers(printed: Path) -> dict[str, int]:
    """Return the page of each place in a PDF to which a link leads."""
    with pikepdf.open(printed) as pdf:
        numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages, start=1)}
        return {str(name)[1:]: numbers[place[0].objgen] for name, place in pdf.Root.Dests.items()}


def _finish(printed: Path, target: Path, leaves: list[Leaf]) -> None:
    """Say whose book it is, mend its bookmarks and tags, and pack these, which Chromium leaves as text."""
    titles = {heading.text.replace(" ", ""): heading.text for leaf in leaves for heading in leaf.headings}
    with pikepdf.open(printed) as pdf:
        with pdf.open_metadata() as metadata:
            metadata["dc:title"], metadata["dc:creator"] = TITLE, [AUTHORS]
        for mark in pdf.objects:
            if not isinstance(mark, pikepdf.Dictionary):
                continue
            if "/Title" in mark and "/Dest" in mark:
                # Chromium joins the lines of a heading without a space.
                mark.Title = titles.get(str(mark.Title).replace(" ", ""), str(mark.Title))
            elif mark.get("/S") == "/Figure" and "/Alt" not in mark:
                mark.S = pikepdf.Name.Div  # what holds a picture and its caption; the picture has the words
        pdf.save(target, object_stream_mode=pikepdf.ObjectStreamMode.generate)
