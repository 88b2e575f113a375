"""Faults in numbers: moved by one, exchanged with the next, in another unit, another word."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from manuscript.book import Book
from manuscript.numbers import Number, moved, numbers

from planting.faults import Fault

__all__ = ["number_faults"]


def number_faults(book: Book, rng: np.random.Generator, names: list[str] | None = None) -> Iterator[Fault]:
    """Yield faults in the numbers of these texts, or of all chapters, each rule in turn, without end."""
    faults: dict[str, list[Fault]] = {}
    for name in names or book.chapters():
        for fault in _faults_in(name, book.text(name)):
            faults.setdefault(fault.rule, []).append(fault)
    while True:
        for rule in sorted(faults):
            yield faults[rule][int(rng.integers(len(faults[rule])))]


def _faults_in(name: str, text: str) -> Iterator[Fault]:
    """Yield every fault that the rules can make of a text."""
    shown = [number for number in numbers(text) if number.counts]

    def fault(rule: str, number: Number, start: int, end: int, new: str) -> Fault:
        line = text.rfind("\n", 0, start) + 1
        kind = f"number in a {number.passage.kind}"
        return Fault(kind, rule, name, text.count("\n", 0, start) + 1, text[line:end], text[line:start] + new)

    for number in shown:
        if number.is_result or number.kind == "words":
            rule = "change a word" if number.kind == "words" else "move by one"
            yield fault(rule, number, number.start, number.end, moved(number.written))
        if text[number.unit_start :][:3] in {"bit", "nat"} and number.unit:
            other = {"bit": "nat", "nat": "bit"}[text[number.unit_start :][:3]]
            yield fault("change the unit", number, number.unit_start, number.unit_start + 3, other)
    for one, two in pairwise(shown):
        if one.passage == two.passage and one.value != two.value and one.is_result and two.is_result:
            between = text[one.end : two.start]
            yield fault("exchange two", one, one.start, two.end, two.written + between + one.written)
