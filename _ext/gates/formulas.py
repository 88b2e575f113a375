"""Each relation in a formula of the book is executed, or listed as one that is not.

A labelled equation is executed, or has a test of its own. What else is not executed, because it supposes
something or because the evaluator cannot, is listed word for word, so that a change of it is seen.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from manuscript.book import Book, Complaint
from mathematics.judgement import Judgement, judge
from mathematics.reading import passages

__all__ = ["LIST", "complaints", "executed", "judgements", "listing", "weaknesses"]

LIST = "_ext/mathematics/unexecuted.txt"
HEAD = "# Relations that are not executed: file | what they are | formula. Made when the book is sealed.\n"


def judgements(book: Book, name: str) -> Iterator[Judgement]:
    """Judge every relation of a text."""
    for passage in passages(book.text(name)):
        yield from judge(passage)


def listing(book: Book) -> str:
    """Return the list as it should be for the book as it stands."""
    lines = [line for name in book.pages() for line, _ in _unexecuted(book, name)]
    return HEAD + "\n".join(lines) + "\n"


def _unexecuted(book: Book, name: str) -> Iterator[tuple[str, Judgement]]:
    for judgement in judgements(book, name):
        if judgement.status != "executed":
            latex = re.sub(r"\s+", " ", judgement.formula.latex)
            place = f" ({judgement.relation})" if judgement.relation > 1 else ""
            yield f"{name} | {judgement.status} | {latex}{place}", judgement


def complaints(book: Book, pages: Iterable[str] = ()) -> list[Complaint]:
    """List the relations that are neither executed nor listed, and the lines that no formula needs."""
    names = list(pages) or book.pages()
    lines = [line for line in book.text(LIST).splitlines() if line.partition(" | ")[0] in names]
    listed, found = Counter(lines), []
    for name in names:
        for line, judgement in _unexecuted(book, name):
            if listed[line]:
                listed[line] -= 1
                continue
            where = f"{judgement.formula.label} " if judgement.formula.label else ""
            says = f"{where}{judgement.formula.latex}: relation {judgement.relation} {judgement.status}"
            found.append(Complaint(name, judgement.formula.line, f"{says}: {judgement.why}"))
    left = [line for line, number in listed.items() if number]
    return found + [Complaint(LIST, 1, f"no formula is as this line says: {line}") for line in left]


def executed(book: Book, name: str) -> dict[str, tuple[str, ...]]:
    """Map the label of each equation all of whose relations are executed to its settings."""
    found: dict[str, list[Judgement]] = {}
    for judgement in judgements(book, name):
        if judgement.formula.label:
            found.setdefault(judgement.formula.label, []).append(judgement)
    return {
        label: tuple(dict.fromkeys(setting for each in judged for setting in each.settings))
        for label, judged in found.items()
        if all(each.status == "executed" for each in judged)
    }


def weaknesses(book: Book, pages: Iterable[str] = ()) -> list[Complaint]:
    """List the labelled equations that say more than their check: far from equality, or a condition idle."""
    return [
        Complaint(name, judgement.formula.line, f"{judgement.formula.label}: {remark}")
        for name in list(pages) or book.pages()
        for judgement in judgements(book, name)
        if judgement.formula.label
        for remark in judgement.weak
    ]
