"""Which exercises a learner has solved, kept in a small file of their own."""

from __future__ import annotations

import contextlib
import json
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from pathlib import Path

from filelock import FileLock
from platformdirs import user_state_path

__all__ = ["Table", "add", "forget", "remember", "solved", "state_file", "table"]

WAIT = 1.0  # second, until another kernel must have done


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
        _tell(f"Your progress cannot be read: {error.strerror}.")
        return {}
    except (ValueError, AttributeError, TypeError, RecursionError):
        aside = path.with_suffix(".damaged")
        with contextlib.suppress(OSError):
            os.replace(path, aside)
            _tell(f"{path.name} was damaged. It is kept as {aside.name}, and counting begins anew.")
        return {}


def _tell(text: str) -> None:
    """Tell the learner; a warning would show them a line of our code."""
    print(text, file=sys.stderr)


def remember(chapter: str, name: str) -> None:
    """Add a solved exercise."""
    add([(chapter, name)])


def add(exercises: Iterable[tuple[str, str]]) -> int:
    """Add solved exercises, each with its chapter, to those that are kept by now; return how many are new."""
    with _turn():
        kept = solved()
        new = [(chapter, name) for chapter, name in exercises if name not in kept.get(chapter, [])]
        for chapter, name in new:
            kept[chapter] = [*kept.get(chapter, []), name]
        if new:
            _write(kept)
        return len(new)


@contextlib.contextmanager
def _turn() -> Iterator[None]:
    """Let other kernels wait while this one reads and writes; one that is stuck is not waited for."""
    path = state_file()
    with contextlib.ExitStack() as held:
        with contextlib.suppress(OSError):  # whatever is wrong with the folder, _write will say it
            path.parent.mkdir(parents=True, exist_ok=True)
            held.enter_context(FileLock(path.with_suffix(".lock"), timeout=WAIT))
        yield


def forget() -> None:
    """Begin anew."""
    with _turn():
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
        _tell(f"Your progress cannot be kept: {error.strerror}.")


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


def table(exercises: Mapping[str, Iterable[str]]) -> Table:
    """Return the table of chapters, each given with the names of its exercises."""
    kept = solved()
    rows = []
    for chapter, names in exercises.items():
        total = list(names)
        rows.append((chapter, len(total), [name for name in total if name not in kept.get(chapter, [])]))
    return Table(rows)
