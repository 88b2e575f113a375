"""Which exercises a learner has solved, kept in a small file of their own."""

from __future__ import annotations

import importlib
import json
import os
import tempfile
import warnings
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from platformdirs import user_state_path

if TYPE_CHECKING:
    from checker.check import Check

__all__ = ["Table", "chapters", "forget", "remember", "solved", "state_file", "table"]


def state_file() -> Path:
    """Return where progress is kept: the reader's own state folder, or $INFOLIB_STATE."""
    folder = os.environ.get("INFOLIB_STATE")
    return (Path(folder) if folder else user_state_path("information-theory-executed")) / "progress.json"


def solved() -> dict[str, list[str]]:
    """Return the names of the solved exercises of each chapter; a damaged file is set aside."""
    path = state_file()
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        return {str(chapter): [str(name) for name in names] for chapter, names in kept.items()}
    except FileNotFoundError:
        return {}
    except OSError as error:
        warnings.warn(f"your progress cannot be read: {error.strerror}", stacklevel=2)
        return {}
    except (ValueError, AttributeError, TypeError, RecursionError):
        aside = path.with_suffix(".damaged")
        try:
            os.replace(path, aside)
        except OSError:
            return {}
        warnings.warn(
            f"{path.name} was damaged; it is kept as {aside.name}, and counting begins anew", stacklevel=2
        )
        return {}


def remember(chapter: str, name: str) -> None:
    """Add a solved exercise."""
    kept = solved()
    if name not in kept.get(chapter, []):
        kept[chapter] = [*kept.get(chapter, []), name]
        _write(kept)


def forget() -> None:
    """Begin anew."""
    _write({})


def _write(kept: dict[str, list[str]]) -> None:
    """Replace the file whole; where that is not allowed, go on without it."""
    path = state_file()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False) as file:
            json.dump(kept, file, indent=1)
        os.replace(file.name, path)
    except OSError as error:
        warnings.warn(f"your progress cannot be kept: {error.strerror}", stacklevel=2)


def chapters() -> dict[str, Check]:
    """Return the ``check`` of every chapter that has exercises."""
    # By name, so that no chapter's record counts as stale because another chapter was added.
    names = importlib.import_module("exercises").CHAPTERS
    modules = [importlib.import_module(f"exercises.{name.replace('-', '_')}") for name in names]
    return {module.check.chapter: module.check for module in modules}


class Table:
    """How many exercises of each chapter are solved, and which are open."""

    def __init__(self, rows: list[tuple[str, int, list[str]]]) -> None:
        self.rows = rows  # chapter, number of exercises, names of the open ones

    def __repr__(self) -> str:
        return "\n".join(
            f"{chapter}: {total - len(left)} of {total}" + (f"; open: {', '.join(left)}" if left else "")
            for chapter, total, left in self.rows
        )

    def _repr_html_(self) -> str:
        head = "<tr><th>Chapter</th><th>Solved</th><th>Open</th></tr>"
        body = "".join(
            f"<tr><td>{escape(chapter)}</td><td>{total - len(left)} of {total}</td>"
            f"<td>{escape(', '.join(left))}</td></tr>"
            for chapter, total, left in self.rows
        )
        return f"<table><thead>{head}</thead><tbody>{body}</tbody></table>"


def table() -> Table:
    """Return the table of all chapters."""
    kept = solved()
    rows = []
    for chapter, check in chapters().items():
        left = [name for name in check.exercises if name not in kept.get(chapter, [])]
        rows.append((chapter, len(check.exercises), left))
    return Table(rows)
