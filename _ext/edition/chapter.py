"""Turn a recorded chapter into the notebook that a runner opens; code and outputs are the record's."""

import copy
import re
from collections.abc import Callable

import nbformat
from nbformat import NotebookNode

from edition.live import part
from edition.page import Page
from edition.text import Text, anchor

__all__ = ["make_chapter"]

# What an author folds, and what Jupyter calls it.
FOLDED = {"hide-input": "source_hidden", "hide-output": "outputs_hidden"}
# A place with what separates it from what comes next, in a quotation, too.
PLACE = re.compile(anchor(r"([\w-]+)") + r"(?:\n(?:> )?)?")


def make_chapter(record: NotebookNode, page: Page, address: Callable[[str], str]) -> NotebookNode:
    """Make the notebook; ``address`` turns a link of the page into one of the edition."""
    text = Text(page, address)
    notebook: NotebookNode = nbformat.v4.new_notebook()
    for recorded in record.cells:
        cell = copy.deepcopy(recorded)
        if cell.cell_type == "markdown":
            cell.source = text.plain(cell.source)
            notebook.cells += part(cell)
            continue
        folded = FOLDED.keys() & cell.metadata.get("tags", [])
        if folded:
            cell.metadata["jupyter"] = {FOLDED[tag]: True for tag in sorted(folded)}
        figure = cell.metadata.get("mystnb", {}).get("figure")
        if figure:
            _end_with(anchor(figure["name"]), notebook, f"{cell.id}-place")
        notebook.cells.append(cell)
        if figure:
            number = page.figure_number(figure["name"])
            caption = text.plain(figure["caption"].strip())
            below = nbformat.v4.new_markdown_cell(f"**{number}** {caption}", id=f"{cell.id}-caption")
            notebook.cells.append(below)
    page.check_all_used()
    _leave_out_what_nothing_leads_to(notebook)
    return notebook


def _leave_out_what_nothing_leads_to(notebook: NotebookNode) -> None:
    """Leave out the places without a link, and the cells in which nothing else was but comments."""
    text = [cell for cell in notebook.cells if cell.cell_type == "markdown"]
    linked = {place for cell in text for place in re.findall(r"\]\(#([\w-]+)\)", cell.source)}
    for cell in text:
        cell.source = PLACE.sub(lambda place: place[0] if place[1] in linked else "", cell.source).strip()
    notebook.cells = [cell for cell in notebook.cells if cell.source]


def _end_with(place: str, notebook: NotebookNode, name: str) -> None:
    """Put a place to which links lead above what comes next, which is code and can have none."""
    if notebook.cells and notebook.cells[-1].cell_type == "markdown":
        notebook.cells[-1].source += f"\n\n{place}"
    else:
        notebook.cells.append(nbformat.v4.new_markdown_cell(place, id=name))
