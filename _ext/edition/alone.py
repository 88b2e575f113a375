"""A chapter's notebook as it is taken alone: its first cell says what it needs, and what is missing."""

import ast
import copy
import re
import sys
from collections.abc import Iterable

import nbformat
from nbformat import NotebookNode

from edition.live import STILL

__all__ = ["make_alone"]

# To another notebook of the edition, which is not there.
LINK = re.compile(r"\[([^\]]+)\]\((?!https?:)[^)\s]*\.ipynb[^)\s]*\)")
GUARD = """\
# This chapter needs packages, among them the book's own: infobook and infolib.
# All are in the book's archive, {archive}, with this notebook;
# the first page of the book and each chapter offer it. Its README says how to start.
from importlib.util import find_spec
from pathlib import Path

needed = {packages}
missing = [name for name in needed if not find_spec(name)]
missing += [name for name in {files} if not Path(name).exists()]
if missing:
    raise ModuleNotFoundError(
        f"This chapter needs {{', '.join(missing)}}. Take the book's archive, "
        "{archive}, from its first page: this "
        "notebook is in it, with all that it needs and how to start."
    )"""


def make_alone(notebook: NotebookNode, beside: Iterable[str], archive: str) -> NotebookNode:
    """Put a cell in front that looks for what the others need; the others stay as they are, without links.

    An explorable stands still, since what makes it live is not there.
    """
    alone = copy.deepcopy(notebook)
    for place, cell in enumerate(alone.cells):
        if "explorable" in cell.metadata:
            ((picture, _),) = STILL.findall(cell.outputs[0].data["text/html"])
            alone.cells[place] = nbformat.v4.new_markdown_cell(picture, id=cell.id)
    code = "\n".join(cell.source for cell in alone.cells if cell.cell_type == "code")
    files = [name for name in beside if name in code]
    guard = GUARD.format(archive=archive, packages=_packages(code), files=files)
    for cell in alone.cells:
        if cell.cell_type == "markdown":
            cell.source = LINK.sub(r"\1", cell.source)
    alone.cells.insert(0, nbformat.v4.new_code_cell(guard, id="what-it-needs"))
    nbformat.validate(alone)
    return alone


def _packages(code: str) -> list[str]:
    """List the packages that code imports, or of which it reads files, beside Python's own."""
    found = set(re.findall(r'\bfiles\("(\w+)"\)', code))
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return sorted({name.partition(".")[0] for name in found} - sys.stdlib_module_names)
