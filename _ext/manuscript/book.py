"""The book as the gates read it: the files on disk, some of them perhaps with a fault planted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

import jupytext
import nbformat
from nbformat import NotebookNode

from manuscript.files import ROOT, find_chapters, find_pages

__all__ = ["Book", "Complaint"]


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

    def notebook(self, chapter: str) -> NotebookNode:
        """Return a chapter's cells as its text has them, with the outputs recorded for them."""
        written: NotebookNode = jupytext.reads(self.text(chapter), fmt="md:myst")
        recorded = nbformat.reads(self.text(chapter.removesuffix(".md") + ".ipynb"), as_version=4)
        outputs = [cell.outputs for cell in recorded.cells if cell.cell_type == "code"]
        code = [cell for cell in written.cells if cell.cell_type == "code"]
        for cell, recorded_outputs in zip(code, outputs, strict=True):
            cell.outputs = recorded_outputs
        return written

    def _name(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()
