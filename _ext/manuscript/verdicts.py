"""What the checks say of each chapter's formulas, on record, so that rendering the pages need not ask anew.

The record names what it was made of. Where that has changed, the formulas are judged again.
"""

import hashlib
import json
from collections import Counter
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

from gates import formulas

from manuscript.book import Book
from manuscript.files import ROOT, Chapter, find_chapters

__all__ = ["RECORD", "Verdicts", "is_on_record", "judged", "record", "verdicts"]

RECORD = ROOT / "_ext/manuscript/verdicts.json"
# What a verdict hangs on, beside the chapter: how formulas are found, read, evaluated and compared.
ENGINE = ("_ext/manuscript/*.py", "_ext/mathematics/**/*.py", "_ext/mathematics/[fs]*.txt", "_ext/gates/*.py")


@dataclass(frozen=True)
class Verdicts:
    """How many relations of a chapter are executed, needed and so on, and how its equations are."""

    made_of: str
    relations: dict[str, int]
    equations: dict[str, list[str]]  # the label of each that is executed, and what says what its letters are


@cache
def verdicts(chapter: Chapter) -> Verdicts:
    """Return what is on record for a chapter, or what its formulas are found to be if that has changed."""
    return Verdicts(**_recorded()[chapter.name]) if is_on_record(chapter) else judged(chapter)


def is_on_record(chapter: Chapter) -> bool:
    """Tell whether what is on record holds: whether the chapter and the checks are as they were then."""
    recorded = _recorded().get(chapter.name)
    return bool(recorded) and recorded["made_of"] == _hash_of(chapter)


def judged(chapter: Chapter) -> Verdicts:
    """Judge a chapter's formulas."""
    book, name = Book(), f"chapters/{chapter.text.name}"
    relations = Counter(judgement.status for judgement in formulas.judgements(book, name))
    equations = {label: list(settings) for label, settings in formulas.executed(book, name).items()}
    return Verdicts(_hash_of(chapter), dict(sorted(relations.items())), equations)


def record() -> None:
    """Bring the record up to date."""
    found = {chapter.name: asdict(verdicts(chapter)) for chapter in find_chapters()}
    if found != _recorded():
        RECORD.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _recorded() -> dict[str, Any]:
    recorded: dict[str, Any] = json.loads(RECORD.read_text(encoding="utf-8")) if RECORD.is_file() else {}
    return recorded


def _hash_of(chapter: Chapter) -> str:
    return hashlib.sha256((_engine() + chapter.text.read_text(encoding="utf-8")).encode()).hexdigest()


@cache
def _engine() -> str:
    files = sorted(file for pattern in ENGINE for file in ROOT.glob(pattern))
    return "\0".join(file.read_text(encoding="utf-8") for file in files)
