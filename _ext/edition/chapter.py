"""Turn a recorded chapter into the notebook that a runner opens; code and outputs are the record's."""

import copy
from collections.abc import Callable

import nbformat
from nbformat import NotebookNode

from edition.page import Page
from edition.text import Text

__all__ = ["make_chapter"]


def make_chapter(record: NotebookNode, page: Page, address: Callable[[str], str]) -> NotebookNode:
    """Make the notebook; ``address`` turns a link of the page into one of the edition."""
    text = Text(page, address)
    notebook: NotebookNode = nbformat.v4.new_notebook()
    for recorded in record.cells:
        cell = copy.deepcopy(recorded)
        if cell.cell_type == "markdown":
            cell.source = text.plain(cell.source)
            # What was only a comment or a target leaves no empty cell.
            notebook.cells += [cell] if cell.source else []
            continue
        if "hide-input" in cell.metadata.get("tags", []):
            cell.metadata["jupyter"] = {"source_hidden": True}
        notebook.cells.append(cell)
        figure = cell.metadata.get("mystnb", {}).get("figure")
        if figure:
            number = page.figure_number(figure["name"])
            caption = text.plain(figure["caption"].strip())
            below = nbformat.v4.new_markdown_cell(f"**{number}** {caption}", id=f"{cell.id}-caption")
            notebook.cells.append(below)
    page.check_all_used()
    return notebook
