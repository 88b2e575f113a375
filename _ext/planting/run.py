"""Plant faults, ask the gates that read the file in which each stands, and count what was noticed."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator

import nbformat
import numpy as np
from gates import claims, exercises, formulas, functions, numbers, references, seals, tables
from manuscript.book import Book, Complaint
from manuscript.markup import code_cells, directives
from recording.records import is_recorders_own

from planting import code, words
from planting.exercises import exercise_faults
from planting.faults import Fault, plant
from planting.formulas import formula_faults, supposition_faults
from planting.numbers import number_faults

__all__ = ["IN_FORMULAS", "SOURCES", "draw", "noticed"]

SOURCES: dict[str, Callable[[Book, np.random.Generator], Iterator[Fault]]] = {
    "labelled equations": lambda book, rng: formula_faults(book, rng, labelled=True),
    "unlabelled mathematics": lambda book, rng: formula_faults(book, rng, labelled=False),
    "needed suppositions": supposition_faults,
    "numbers": number_faults,
    "tables": code.table_faults,
    "exercises": exercise_faults,
    "sealed words": words.claim_faults,
    "claims in prose": words.prose_faults,
    "references": words.reference_faults,
    "docstrings": code.docstring_faults,
    "recorded outputs": code.output_faults,
    "code not run again": code.cell_faults,
}
IN_FORMULAS = {"labelled equations", "unlabelled mathematics", "needed suppositions"}


def draw(book: Book, kind: str, number: int, seed: int) -> list[Fault]:
    """Draw so many faults of a kind, none twice."""
    source = SOURCES[kind](book, np.random.default_rng([seed, len(kind)]))
    return list(dict.fromkeys(itertools.islice(source, number * 3)))[:number]


def noticed(book: Book, fault: Fault) -> str:
    """Plant a fault and name the first gate that notices it; without it that gate must be content."""
    wrong = plant(book, fault)
    for name, gate in GATES.items():
        if gate(book, wrong, fault.file):
            if (name, fault.file) not in CONTENT and gate(book, book, fault.file):
                raise ValueError(
                    f"the gate of the {name} complains of {fault.file} as it stands: mend that first"
                )
            CONTENT.add((name, fault.file))
            return name
    return ""


def _formulas(before: Book, book: Book, file: str) -> bool:
    """Judge only the sections that the fault is in: what is said of the others it does not change."""
    if file not in book.pages():
        return False
    parts = [re.split(r"^(?=## )", it.text(file), flags=re.MULTILINE) for it in (before, book)]
    if len(parts[0]) == len(parts[1]):  # the settings in the first hold for all
        kept = [i for i, (one, other) in enumerate(zip(*parts, strict=True)) if not i or one != other]
        before, book = (book.with_fault(file, "".join(each[i] for i in kept)) for each in parts)
    old, new = ([it.says for it in _judged(each, file)] for each in (before, book))
    return sorted(old) != sorted(new)


def _judged(book: Book, file: str) -> list[Complaint]:
    return [*formulas.complaints(book, [file]), *formulas.weaknesses(book, [file])]


def _numbers(book: Book, file: str) -> bool:
    return file in book.pages() and any(numbers.complaints_in(book, file))


def _exercises(book: Book, file: str) -> bool:
    chapters = [name for name in book.chapters() if file in {name, _registry(name)}]
    return any(any(exercises.complaints_in(book, name)) for name in chapters)


def _registry(chapter: str) -> str:
    return f"infobook/exercises/{chapter.removeprefix('chapters/').removesuffix('.md').replace('-', '_')}.py"


def _records(book: Book, file: str) -> bool:
    """Tell whether an output is not the recorder's, or code is newer than its outputs."""
    name = file.removesuffix(".ipynb") + ".md" if file.endswith(".ipynb") else file
    if name not in book.chapters():
        return False
    record = nbformat.reads(book.text(name.removesuffix(".md") + ".ipynb"), as_version=4)
    if not is_recorders_own(record):
        return True
    written = [it.body for it in directives(book.text(name)) if it.name == "code-cell"]
    return written != code_cells(record)


# Which gates are content with which files of the book as it stands.
CONTENT: set[tuple[str, str]] = set()

Gate = Callable[[Book, Book, str], bool]  # of the book as it stands, of that with a fault, and in which file


def _alone(complains: Callable[[Book, str], bool]) -> Gate:
    """Ask a gate that needs no book to compare with."""
    return lambda _, book, file: complains(book, file)


# The quick ones first: the first that notices a fault is enough.
GATES: dict[str, Gate] = {
    "records": _alone(_records),
    "seals": _alone(lambda book, file: not file.endswith(".ipynb") and bool(seals.complaints(book))),
    "claims": _alone(lambda book, file: file in book.pages() and any(claims.complaints_in(book, file))),
    "exercises": _alone(_exercises),
    "numbers": _alone(_numbers),
    "tables": _alone(lambda book, file: file in book.pages() and bool(tables.complaints(book, [file]))),
    "functions": _alone(lambda book, file: file.startswith("infolib/") and bool(functions.complaints(book))),
    "formulas": _formulas,
    "references": _alone(lambda book, file: file in book.pages() and bool(references.complaints(book))),
}
