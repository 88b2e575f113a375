"""Make notebooks of the pages that the chapters refer to: the glossary and the references.

Each entry has a heading, because that is what a link into a notebook can lead to.
"""

import textwrap
from collections.abc import Callable

import nbformat
from manuscript.markup import directives, glossary_entries
from nbformat import NotebookNode

from edition.page import Page
from edition.text import Text

__all__ = ["make_glossary", "make_references"]


def make_glossary(source: str, page: Page, address: Callable[[str], str]) -> NotebookNode:
    """Make a notebook of the glossary's text; ``address`` is that of ``make_chapter``."""
    text = Text(page, address)
    glossary = next(block for block in directives(source) if block.name == "glossary")
    before = "\n".join(source.splitlines()[: glossary.line - 1])
    cells = [text.plain(before)]
    for entry in glossary_entries(source):
        names = "\n".join(f"### {name}" for name in entry.names)
        cells.append(f"{names}\n\n{text.plain(textwrap.dedent(entry.meaning))}")
    page.check_all_used()
    return _notebook(cells)


def make_references(page: Page) -> NotebookNode:
    """Make a notebook of the references as their page lists them."""
    listed = [f"### {label}\n\n{said}" for label, said in page.references()]
    return _notebook(["# References", *listed])


def _notebook(cells: list[str]) -> NotebookNode:
    made = [nbformat.v4.new_markdown_cell(source, id=f"{number}") for number, source in enumerate(cells)]
    notebook: NotebookNode = nbformat.v4.new_notebook(cells=made)
    return notebook
