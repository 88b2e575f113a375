"""How much of the book is checked: counts made from its files each time the pages are built."""

import doctest
import re
from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

from gates.claims import claims
from gates.seals import passages as sealed_passages
from mathematics.reading import passages as formula_passages

from infobook.exercises import CHECKS
from manuscript import ledger
from manuscript.book import Book
from manuscript.files import ROOT, Chapter, find_chapters
from manuscript.markup import directives, references
from manuscript.numbers import numbers
from manuscript.verdicts import verdicts

__all__ = ["Counts", "count", "tests", "total", "words"]


@dataclass(frozen=True)
class Counts:
    """What one chapter, or the whole book, holds; the names are those that ``{count}`` takes."""

    cells: int  # of code, executed and compared
    outputs: int
    figures: int
    equations: int  # with a label
    executed: int  # of these equations, from their own LaTeX
    checks: int  # of these equations, written by hand
    relations: int  # =, <, → and the like, in all formulas
    relations_executed: int
    relations_needed: int  # they suppose something, "let p = 1/2", without which an executed claim fails
    relations_idle: int  # they suppose something that no executed claim needs
    numbers: int  # in the text, that something must give
    exercises: int
    parts: int
    slips: int  # foreseen wrong answers, with feedback of their own
    solutions: int

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(getattr(self, field.name) + getattr(other, field.name) for field in fields(Counts)))


@cache
def count(chapter: Chapter) -> Counts:
    """Count what a chapter holds."""
    text = chapter.text.read_text(encoding="utf-8")
    record = chapter.read_record()
    outputs = [output for cell in record.cells if cell.cell_type == "code" for output in cell.outputs]
    labels = ledger.labels(chapter)
    relations = verdicts(chapter).relations
    exercises = list(CHECKS[chapter.name].exercises.values())
    parts = [part for exercise in exercises for part in exercise.parts]
    return Counts(
        cells=sum(cell.cell_type == "code" for cell in record.cells),
        outputs=len(outputs),
        figures=sum("image/svg+xml" in output.get("data", {}) for output in outputs)
        + sum(block.name == "explorable" for block in directives(text)),
        equations=len(labels),
        executed=len(ledger.executed(chapter)),
        checks=sum(check.label in labels for check in ledger.checks()),
        relations=sum(relations.values()),
        relations_executed=relations.get("executed", 0),
        relations_needed=relations.get("needed", 0),
        relations_idle=relations.get("supposed", 0),
        numbers=sum(number.is_result for number in numbers(text)),
        exercises=len(exercises),
        parts=len(parts),
        slips=sum(len(part.slips) for part in parts),
        solutions=sum(block.name == "solution" for block in directives(text)),
    )


@cache
def total() -> Counts:
    """Count what the whole book holds."""
    first, *others = map(count, find_chapters())
    return sum(others, first)


@cache
def words() -> dict[str, int]:
    """Count what the pages hold beside the chapters' own counts: formulas, references, seals, claims."""
    book = Book()
    texts = [book.text(name) for name in book.pages()]
    whole = total()
    return {
        "formulas": sum(len(passage.formulas) for text in texts for passage in formula_passages(text)),
        "references": sum(len(references(text)) for text in texts),
        "sealed": len(sealed_passages(book)),
        "claims": sum(len(claims(text)) for text in texts),
        "explorables": sum(block.name == "explorable" for text in texts for block in directives(text)),
        "labelled": whole.executed,
        "left": whole.relations - whole.relations_executed - whole.relations_needed - whole.relations_idle,
    }


@cache
def tests() -> dict[str, int]:
    """Count the functions that test something, and the examples in infolib's docstrings that run as tests."""
    functions = _all_in("tests", "test_*.py", re.compile("^def test_", re.MULTILINE).findall)
    return {"tests": functions, "examples": _all_in("infolib", "*.py", doctest.DocTestParser().get_examples)}


def _all_in(folder: str, names: str, find: Callable[[str], list[Any]]) -> int:
    return sum(len(find(file.read_text(encoding="utf-8"))) for file in (ROOT / folder).rglob(names))
