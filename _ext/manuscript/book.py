"""The book as the gates read it: the files on disk, some of them perhaps with a fault planted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

import nbformat
from nbformat import NotebookNode

from manuscript.files import ROOT, find_chapters, find_pages

__all__ = ["Book", "Complaint", "outputs"]


@dataclass(frozen=True)
class Complaint:
    """What a gate has found: in which file, at which line of it, and what is wrong."""

    file: str  # from the root of the book, for example chapters/entropy.md
    line: int
    says: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.says}"


@dataclass(frozen=True)
class Book:
    """The sources of the book; ``changed`` maps a file's name to its text with a fault planted."""

    root: Path = ROOT
    changed: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def text(self, name: str) -> str:
        """Return the text of a file, named from the root: ``chapters/entropy.md``."""
        return self.changed.get(name) or (self.root / name).read_text(encoding="utf-8")

    def with_fault(self, name: str, text: str) -> "Book":
        """Return the same book with other text in one file."""
        return Book(self.root, {**self.changed, name: text})

    def chapters(self) -> list[str]:
        """List the names of the chapters' texts, in the order of _toc.yml."""
        return [self._name(chapter.text) for chapter in find_chapters(self.root)]

    def pages(self) -> list[str]:
        """List the names of all texts of the book, chapters and others, in the order of _toc.yml."""
        return [self._name(path) for path in find_pages(self.root)]

    def _name(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()


@lru_cache(maxsize=16)  # a fault is planted in a text, and the record beside it stays
def outputs(record: str) -> list[list[NotebookNode]]:
    """Return what a notebook holds as outputs, for each cell of code."""
    cells = nbformat.reads(record, as_version=4).cells
    return [cell.outputs for cell in cells if cell.cell_type == "code"]
