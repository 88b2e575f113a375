"""The runner's own copies of the chapters: made once, kept when the runner changed them, reset on request.

A copy carries the hash of what it said when it was made. If it says anything else now, it is the runner's,
and only ``reset`` puts a new one in its place. Even then the runner's stays, under another name.
"""

import itertools
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.sign import NotebookNotary
from recording.hashes import contents_hash

__all__ = ["bring_up_to_date", "reset"]


def bring_up_to_date(path: Path, notebook: NotebookNode) -> str | None:
    """Write the copy unless the runner has changed it; return what the runner should know."""
    made = contents_hash(notebook)
    if path.exists():
        before = _read(path)
        if before is None or _made(before) != contents_hash(before):
            newer = before is None or _made(before) != made
            return f"{path.name} is yours and stays; the book's has changed since" if newer else None
        if _made(before) == made:
            return None
    _write(path, notebook)
    return None


def reset(path: Path, notebook: NotebookNode) -> Path | None:
    """Put the book's notebook in the place of the copy; return where the runner's is now."""
    mine = None
    if path.exists():
        names = (path.with_name(f"{path.stem}.mine-{number}.ipynb") for number in itertools.count(1))
        mine = path.rename(next(name for name in names if not name.exists()))
    _write(path, notebook)
    return mine


def _write(path: Path, notebook: NotebookNode) -> None:
    notebook.metadata["edition"] = {"contents": contents_hash(notebook)}
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".tmp")
    part.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8", newline="\n")
    part.replace(path)
    # So that Jupyter shows the recorded figures and forms.
    NotebookNotary().sign(nbformat.read(path, as_version=4))


def _made(notebook: NotebookNode) -> str | None:
    edition = notebook.metadata.get("edition")
    return edition["contents"] if edition else None


def _read(path: Path) -> NotebookNode | None:
    """Read a notebook; return None if the file is none."""
    try:
        notebook: NotebookNode = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
    except (ValueError, KeyError, AttributeError, TypeError, nbformat.ValidationError):
        return None
    return notebook
