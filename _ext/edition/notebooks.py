"""Make all notebooks of the edition: an index to start from, and the chapters in their order."""

import copy
from functools import partial
from pathlib import Path

import nbformat
from manuscript.files import ROOT, find_chapters
from nbformat import NotebookNode

from edition.chapter import make_chapter
from edition.page import Page

__all__ = ["PAGES", "START", "make_edition"]

START = "00-start"
# The rendered pages stand in a folder beside the notebooks, because Jupyter serves nothing outside its own.
PAGES = "book"


def make_edition(html: Path, root: Path = ROOT) -> dict[str, NotebookNode]:
    """Make the notebooks from the record and its pages in ``html``; their names have no ``.ipynb``."""
    chapters = find_chapters(root)
    names = {chapter.name: f"{number:02}-{chapter.name}" for number, chapter in enumerate(chapters, start=1)}
    address = partial(_address, names)
    made = {
        names[chapter.name]: make_chapter(
            chapter.read_record(), Page(html / f"chapters/{chapter.name}.html"), address
        )
        for chapter in chapters
    }
    return {START: _start(made), **made}


def _address(names: dict[str, str], target: str) -> str:
    """Lead to another chapter's notebook, to a page of the book, or, within a chapter, nowhere."""
    file, _, _ = target.partition("#")
    chapter = names.get(file.removesuffix(".html"))
    if chapter:
        return f"{chapter}.ipynb"
    return f"{PAGES}/{target.removeprefix('../')}" if file else ""


def _start(chapters: dict[str, NotebookNode]) -> NotebookNode:
    titles = {name: chapter.cells[0].source.splitlines()[0] for name, chapter in chapters.items()}
    text = "\n".join(
        [
            "# Information Theory, Executed",
            "",
            "These notebooks are yours. What you change in them stays, also when the book is updated.",
            f"The [pages of the book]({PAGES}/index.html) lie beside them.",
            "",
            *(f"- [{title.lstrip('# ')}]({name}.ipynb)" for name, title in titles.items()),
        ]
    )
    first = next(iter(chapters.values()))
    cell = nbformat.v4.new_markdown_cell(text, id="start")
    start: NotebookNode = nbformat.v4.new_notebook(cells=[cell], metadata=copy.deepcopy(first.metadata))
    return start
