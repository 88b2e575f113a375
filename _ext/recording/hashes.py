"""The hashes that a record carries: of what its outputs were made from, of them, and of all that it says."""

import hashlib
import json
from typing import Any

from manuscript.files import Chapter
from manuscript.markup import code_cells
from nbformat import NotebookNode

__all__ = ["contents", "contents_hash", "outputs_hash", "source_hash"]

# What a chapter's code may use of the book, beside the exercises of other chapters.
USED = (
    "infolib/**/*.py",
    "infobook/*.*",
    "infobook/checker/**/*.py",
    "infobook/exercises/{chapter}.py",
    "chapters/data/*.json",
)
# What an author sets for a cell. All other metadata is Jupyter's: timing, trust, what is collapsed.
SET_BY_AUTHORS = ("mystnb", "tags")


def source_hash(chapter: Chapter) -> str:
    """Hash the chapter's code cells, its own exercises, and infolib, the checker and the data as a whole."""
    root = chapter.text.parents[1]
    parts = code_cells(chapter.read_text())
    for pattern in USED:
        for file in sorted(root.glob(pattern.format(chapter=chapter.name.replace("-", "_")))):
            # Read as text, so that line endings, which Git may change, do not matter.
            parts += [file.relative_to(root).as_posix(), file.read_text(encoding="utf-8")]
    return _hash(parts)


def outputs_hash(notebook: NotebookNode) -> str:
    """Hash what was executed and what came out, together with the hash of what it was made from."""
    executed = [
        [cell.source, cell.execution_count, cell.outputs]
        for cell in notebook.cells
        if cell.cell_type == "code"
    ]
    return _hash([notebook.metadata["recorded"].get("source"), executed])


def contents_hash(notebook: NotebookNode) -> str:
    """Hash what people write and read in a notebook."""
    return _hash(contents(notebook))


def contents(notebook: NotebookNode) -> list[Any]:
    """List what people write and read in a notebook: cells and outputs, nothing of Jupyter's own."""
    return [
        [
            cell.cell_type,
            cell.source,
            {key: cell.metadata[key] for key in SET_BY_AUTHORS if key in cell.metadata},
            [{**output, "execution_count": None} for output in cell.get("outputs", [])],
        ]
        for cell in notebook.cells
    ]


def _hash(parts: list[Any]) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
