"""Which exercises a learner has solved, kept in a small file of their own."""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from platformdirs import user_state_path

if TYPE_CHECKING:
    from checker.check import Check

__all__ = ["Table", "chapters", "forget", "remember", "solved", "state_file", "table"]

WAITS = 100  # of 10 ms each, until another kernel must have done


def state_file() -> Path:
    """Return where progress is kept: the reader's own state folder, or $INFOLIB_STATE."""
    folder = os.environ.get("INFOLIB_STATE")
    return (Path(folder) if folder else user_state_path("information-theory-executed")) / "progress.json"


def solved() -> dict[str, list[str]]:
    """Return the names of the solved exercises of each chapter; a damaged file is set aside."""
    path = state_file()
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        if not all(isinstance(names, list) for names in kept.values()):
            raise TypeError
        return {str(chapter): [str(name) for name in names] for chapter, names in kept.items()}
    except FileNotFoundError:
        return {}
    except OSError as error:
        _remark(f"Your progress cannot be read: {error.strerror}.")
        return {}
    except (ValueError, AttributeError, TypeError, RecursionError):
        aside = path.with_suffix(".damaged")
        with contextlib.suppress(OSError):
            os.replace(path, aside)
            _remark(f"{path.name} was damaged. It is kept as {aside.name}, and counting begins anew.")
        return {}


def _remark(text: str) -> None:
    """Tell the learner; a warning would show them a line of our code."""
    print(text, file=sys.stderr)


def remember(chapter: str, name: str) -> None:
    """Add a solved exercise."""
    with _turn():
        kept = solved()
        if name not in kept.get(chapter, []):
            kept[chapter] = [*kept.get(chapter, []), name]
            _write(kept)


@contextlib.contextmanager
def _turn() -> Iterator[None]:
    """Let other kernels wait while this one reads and writes; one that died meanwhile is not waited for."""
    lock = state_file().with_suffix(".lock")
    held = False
    with contextlib.suppress(OSError):  # whatever is wrong with the folder, _write will say it
        lock.parent.mkdir(parents=True, exist_ok=True)
        for _ in range(WAITS):
            with contextlib.suppress(FileExistsError):
                lock.touch(exist_ok=False)
                break
            time.sleep(0.01)
        held = True
    try:
        yield
    finally:
        if held:
            lock.unlink(missing_ok=True)


def forget() -> None:
    """Begin anew."""
    _write({})


def _write(kept: dict[str, list[str]]) -> None:
    """Replace the file whole; where that is not allowed, go on without it."""
    path = state_file()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent) as folder:
            new = Path(folder) / path.name
            new.write_text(json.dumps(kept, indent=1), encoding="utf-8")
            os.replace(new, path)
    except OSError as error:
        _remark(f"Your progress cannot be kept: {error.strerror}.")


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
