r"""Each relation in a formula of the book is executed, or listed as one that is not.

A labelled equation is executed, or has a test of its own. What else is not executed, because it supposes
something or because the evaluator cannot, is listed word for word, so that a change of it is seen. So is a
formula that states no relation, because words beside it do: "the second sum is $\log k$".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache

from manuscript.book import Book, Complaint
from mathematics.claims import read
from mathematics.judgement import Judgement, judge
from mathematics.parser import FormulaError
from mathematics.reading import Passage, Written, passages
from mathematics.tree import (
    Bracketed,
    Call,
    Delimited,
    Negative,
    Node,
    Number,
    Operator,
    Power,
    Symbol,
    symbols,
)

__all__ = ["LIST", "complaints", "executed", "judgements", "listing", "weaknesses"]

LIST = "_ext/mathematics/unexecuted.txt"
CHECKED = {"executed", "needed"}
BARE = "without a relation"
HEAD = "# Relations that are not executed: file | what they are | formula. Made when the book is sealed.\n"


@lru_cache(maxsize=64)
def _judged(text: str) -> list[tuple[Passage, list[Judgement]]]:
    return judge(passages(text))


def judgements(book: Book, name: str) -> Iterator[Judgement]:
    """Judge every relation of a text."""
    for _, judged in _judged(book.text(name)):
        yield from judged


def listing(book: Book, names: Iterable[str] = ()) -> str:
    """Return the list as it should be, for these texts or for all; what it has of others stays."""
    judged = set(names) or set(book.pages())
    kept = [] if judged == set(book.pages()) else book.text(LIST).splitlines()
    lines = []
    for name in book.pages():
        if name in judged:
            lines += [line for line, _ in _unexecuted(book, name)]
        else:
            lines += [line for line in kept if line.partition(" | ")[0] == name]
    return HEAD + "\n".join(lines) + "\n"


def _unexecuted(book: Book, name: str) -> Iterator[tuple[str, Judgement]]:
    for passage, judged in _judged(book.text(name)):
        related = {judgement.formula for judgement in judged}
        bare = [
            Judgement(formula, 1, BARE, "the words round it say what it is: read them, then run 'make seal'")
            for formula in passage.formulas
            if formula not in related and _is_computed(formula)
        ]
        for judgement in [*judged, *bare]:
            if judgement.status not in CHECKED:
                latex = re.sub(r"\s+", " ", judgement.formula.latex)
                place = f" ({judgement.relation})" if judgement.relation > 1 else ""
                yield f"{name} | {judgement.status} | {latex}{place}", judgement


def _is_computed(formula: Written) -> bool:
    """Tell whether a formula without a relation says how to compute something, or of what in which order.

    It may be wrong, then: a letter, a number, a place in a list of them, and H(X) cannot.
    """
    try:
        (side,) = (side for chain in read(formula.latex).chains for side in chain.sides)
    except (FormulaError, ValueError):
        return False
    return _computes(side)


def _computes(node: Node) -> bool:
    if isinstance(node, Call):
        return len(node.arguments.items) > 1
    if isinstance(node, Bracketed):
        return any(_computes(item) for item in node.items)
    simple = isinstance(node.part if isinstance(node, Negative) else node, Number | Symbol)
    # The numbers of a fraction are bound to their source, those of a logarithm or a power are not.
    return not simple and (any(symbols(node)) or _has_an_operator(node))


def _has_an_operator(node: Node) -> bool:
    return isinstance(node, Operator | Power | Delimited) or any(map(_has_an_operator, node.parts()))


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
            relation = "" if judgement.status == BARE else f"relation {judgement.relation} "
            says = f"{_where(judgement)}: {relation}{judgement.status}"
            found.append(Complaint(name, judgement.formula.line, f"{says}: {judgement.why}"))
    left = [line for line, number in listed.items() if number]
    return found + [Complaint(LIST, 1, f"no formula is as this line says: {line}") for line in left]


def executed(book: Book, name: str) -> dict[str, tuple[str, ...]]:
    """Map the label of each equation all of whose claims are executed to its settings."""
    found: dict[str, list[Judgement]] = {}
    for judgement in judgements(book, name):
        if judgement.formula.label:
            found.setdefault(judgement.formula.label, []).append(judgement)
    return {
        label: tuple(dict.fromkeys(setting for each in judged for setting in each.settings))
        for label, judged in found.items()
        if all(each.status == "executed" or each.is_condition for each in judged)
    }


def weaknesses(book: Book, pages: Iterable[str] = ()) -> list[Complaint]:
    """List the formulas that say more than their check: far from equality, or a condition idle."""
    return [
        Complaint(name, judgement.formula.line, f"{_where(judgement)}: {remark}")
        for name in list(pages) or book.pages()
        for judgement in judgements(book, name)
        for remark in judgement.weak
    ]


def _where(judgement: Judgement) -> str:
    return f"{judgement.formula.label} {judgement.formula.latex}".strip()
