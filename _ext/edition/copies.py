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
from recording.records import read_notebook

__all__ = ["bring_up_to_date", "lay_beside", "reset"]


def bring_up_to_date(path: Path, notebook: NotebookNode) -> str | None:
    """Write the copy unless the runner has changed it; return what the runner should know."""
    before, newest = read_notebook(path), contents_hash(notebook)
    if path.exists() and _is_runners(before):
        same = before and _made(before) == newest
        return None if same else f"{path.name} is yours and stays; the book's has changed since"
    if before is None or _made(before) != newest:
        _write(path, notebook)
    return None


def reset(path: Path, notebook: NotebookNode) -> Path | None:
    """Put the book's notebook in the place of the copy; return where the runner's is now, if it was one."""
    mine = _move_aside(path) if path.exists() and _is_runners(read_notebook(path)) else None
    _write(path, notebook)
    return mine


def lay_beside(path: Path, content: bytes) -> Path | None:
    """Write a file that the notebooks read; return where another is now, if one stood in its place."""
    aside = None
    if path.exists():
        if path.read_bytes() == content:
            return None
        aside = _move_aside(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return aside


def _move_aside(path: Path) -> Path:
    names = (path.with_name(f"{path.stem}.mine-{number}{path.suffix}") for number in itertools.count(1))
    return path.rename(next(name for name in names if not name.exists()))


def _is_runners(copy: NotebookNode | None) -> bool:
    """Tell whether a file is no notebook, or says anything else than when it was made."""
    return copy is None or _made(copy) != contents_hash(copy)


def _write(path: Path, notebook: NotebookNode) -> None:
    notebook.metadata["edition"] = {"contents": contents_hash(notebook)}
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".tmp")
    part.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8", newline="\n")
    part.replace(path)
    # So that Jupyter shows the recorded figures and forms.
    NotebookNotary().sign(nbformat.read(path, as_version=4))


def _made(notebook: NotebookNode) -> str | None:
    """Return the hash of what a copy said when it was made; of another notebook, nothing."""
    edition = notebook.metadata.get("edition")
    return edition.get("contents") if isinstance(edition, dict) else None
