"""The PDF and the EPUB as `make pdf` and `make epub` made them; those commands run these tests."""

from pathlib import Path

import pytest
from manuscript.files import ROOT
from press import book_in
from printing.leaves import Leaf, read_leaves


@pytest.fixture(scope="session")
def site() -> Path:
    return ROOT / "_build" / "html"


@pytest.fixture(scope="session")
def leaves(site: Path) -> list[Leaf]:
    return read_leaves(site)


def made(site: Path, kind: str) -> Path:
    """Find the file; nothing is made here, so that what is checked is what a reader gets."""
    book = book_in(site, kind)
    if not book.exists():
        pytest.fail(f"There is no {book.name} to check: make {kind} makes it.")
    return book


@pytest.fixture(scope="session")
def printed(site: Path) -> Path:
    return made(site, "pdf")


@pytest.fixture(scope="session")
def packed(site: Path) -> Path:
    return made(site, "epub")
