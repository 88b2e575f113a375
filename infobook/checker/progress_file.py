"""The file that takes progress from one place to another: from the page to Jupyter, and back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from infobook.checker import progress
from infobook.checker.messages import say

__all__ = ["BOOK", "FILE", "LARGEST", "VERSION", "load", "save"]

BOOK = "information-theory-executed"
FILE = "information-theory-progress.json"
VERSION = 1
LARGEST = 100_000  # bytes; all exercises solved are about 3,000


def save(file: str | Path = FILE) -> str:
    """Write what is solved into a file, and say so."""
    path = Path(file)
    text = json.dumps({"book": BOOK, "version": VERSION, "solved": progress.solved()}, indent=1)
    try:
        path.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        return say("file-not-written", name=path.name, why=error.strerror)
    return say("file-saved", name=path.name)


def load(file: str | Path, exercises: Mapping[str, Iterable[str]]) -> str:
    """Add what a file says is solved, and say how much that is; of a file that is not right, add nothing."""
    path = Path(file)
    try:
        with path.open("rb") as opened:
            content = opened.read(LARGEST + 1)
    except OSError as error:
        return say("file-not-read", name=path.name, why=error.strerror)
    given = _read(content)
    if fault := _fault(given):
        return say(fault, name=path.name)
    known, listed = _pairs(exercises), _pairs(given["solved"])
    new = progress.add(it for it in known if it in listed)
    said = say("file-loaded", name=path.name, count=len(known.keys() & listed), new=new)
    others = [name for chapter, name in listed if (chapter, name) not in known]
    return f"{said} {say('file-unknown', names=', '.join(others))}" if others else said


def _pairs(exercises: Mapping[str, Iterable[str]]) -> dict[tuple[str, str], None]:
    """List each exercise once, with its chapter."""
    return {(chapter, name): None for chapter, names in exercises.items() for name in names}


def _read(content: bytes) -> Any:  # noqa: ANN401
    try:
        return None if len(content) > LARGEST else json.loads(content.decode("utf-8"))
    except (ValueError, RecursionError):
        return None


def _fault(given: Any) -> str:  # noqa: ANN401
    """Return what is wrong with the content of a file, as the name of a message."""
    if not isinstance(given, dict) or given.get("book") != BOOK:
        return "file-other"
    version, solved = given.get("version"), given.get("solved")
    if type(version) is int and version > VERSION:
        return "file-newer"
    lists = list(solved.values()) if isinstance(solved, dict) else [None]
    are_lists = all(isinstance(names, list) and all(isinstance(it, str) for it in names) for names in lists)
    return "" if version == VERSION and type(version) is int and are_lists else "file-damaged"
