"""Make the book to take along from the pages in _build/html, and offer it on the first of them.

python _ext/press.py pdf        the whole book as one PDF
python _ext/press.py epub       the whole book as one EPUB
"""

import re
import sys
from collections.abc import Callable
from pathlib import Path

from manuscript.files import ROOT
from printing.epub import make_epub
from printing.pdf import make_pdf

__all__ = ["PRESSES", "book_in", "offer", "press"]

PRESSES: dict[str, Callable[[Path, Path], None]] = {"pdf": make_pdf, "epub": make_epub}
# Where the first page offers the files; it stays hidden while there are none.
OFFER = re.compile(r'<p id="take-along"[^>]*>.*?</p>', re.DOTALL)


def book_in(site: Path, kind: str) -> Path:
    """Say where the book of this kind lies beside the pages."""
    return site / f"information-theory-executed.{kind}"


def press(kind: str, site: Path) -> Path:
    """Make the book of this kind beside the pages in ``site``, and offer it."""
    book = book_in(site, kind)
    PRESSES[kind](site, book)
    offer(site)
    return book


def offer(site: Path) -> None:
    """Name on the first page the files that are there."""
    books = [book_in(site, kind) for kind in PRESSES]
    links = [
        f'<a href="{book.name}" download>{book.suffix[1:].upper()}</a> ({book.stat().st_size / 1e6:.0f} MB)'
        for book in books
        if book.exists()
    ]
    page = site / "index.html"
    text = page.read_text(encoding="utf-8")
    offered = f'<p id="take-along" class="screen-only">Take it along: {" or ".join(links)}.</p>'
    text, places = OFFER.subn(offered, text)
    if places != 1:
        raise SystemExit('index.md has no place for the PDF and the EPUB, <p id="take-along" hidden></p>.')
    page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1:2] == [] or sys.argv[1] not in PRESSES:
        raise SystemExit(__doc__)
    print(f"The book to take along is at {press(sys.argv[1], ROOT / '_build/html').as_uri()}")
