"""An exercise is one thing said in several places, and the places must agree.

The question and the solution stand in a chapter; the answers, the slips and all that a learner is told stand
in the registry. The solution's code ties them together: it gives the answers, it starts from the question's
numbers in the question's order, and what the solution, the hints and the feedback state is what was computed.
"""

import ast
import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache


from collections import Counter

import nbformat

from infobook.checker.judge import judge
from infobook.checker.kinds import UNITS, Formula, Number, Order
from manuscript import solutions
from manuscript.amounts import Amount, amounts
from manuscript.book import Book, Complaint
from manuscript.markup import Directive, directives, prose_lines
from manuscript.registry import Registered, Told, registered, registry_file, told_by, values_of
from manuscript.statements import Statement, statements

__all__ = ["Place", "complaints", "places", "solution_problems"]


@dataclass(frozen=True)
class Place:
    """An exercise with all that is said of it: in the registry, in the question and in the solution."""

    chapter: str
    entry: Registered
    question: Directive
    solution: Directive
    printed_in_chapter: frozenset[float]

    def in_chapter(self, line: int, says: str) -> Complaint:
        """Complain of the question or the solution."""
        return Complaint(self.chapter, line, f"{self.entry.exercise.id}: {says}")

    def in_registry(self, line: int, says: str) -> Complaint:
        """Complain of the registry."""
        return Complaint(self.entry.module.file, line, f"{self.entry.exercise.id}: {says}")


def complaints(book: Book) -> list[Complaint]:
    """List where question, answers, slips, hints and solution disagree, and what is not as it was read last."""
    found = [complaint for place in places(book) for check in CHECKS for complaint in check(place)]
    return found + [complaint for chapter in book.chapters() for complaint in _unlike_record(book, chapter)]


def record_file(chapter: str) -> str:
    """Return the file that holds what the exercises of a chapter stated when they were read last."""
    return registry_file(chapter).removesuffix(".py") + ".said"


def record(book: Book, chapter: str) -> str:
    """Return what the exercises of a chapter state now."""
    stated = [it.says for place in places(book, chapter) for it in _stated(place)]
    return "\n".join([HEAD, *stated, ""])


HEAD = "# What each exercise states: its answers, the value of each slip, and the figures in each text. Written when sealed."


def _stated(place: Place) -> Iterator[Statement]:
    return statements(place.entry, place.question, place.solution)


def _unlike_record(book: Book, chapter: str) -> Iterator[Complaint]:
    """Yield what an exercise states and did not state when it was read last, and what it does not state any more."""
    recorded = Counter(book.text(record_file(chapter)).splitlines()[1:])
    for place in places(book, chapter):
        for it in _stated(place):
            if recorded[it.says]:
                recorded[it.says] -= 1
            else:
                complain = place.in_registry if it.in_registry else place.in_chapter
                yield complain(it.line, f"this is not on record, read it again and seal it: {it.says}")
    for gone in +recorded:
        yield Complaint(record_file(chapter), 1, f"on record, and no exercise states it now: {gone}")


def places(book: Book, *chapters: str) -> Iterator[Place]:
    """Yield the exercises of the book; that each has its question and solution is tested elsewhere."""
    for chapter in chapters or book.chapters():
        blocks = _blocks(book.text(chapter))
        questions = {block.label: block for block in blocks if block.name == "exercise"}
        solved = {block.argument: block for block in blocks if block.name == "solution"}
        printed = _printed(book.text(chapter.removesuffix(".md") + ".ipynb"))
        for entry in registered(book, chapter):
            label = f"ex-{entry.exercise.id}"
            if label in questions and label in solved:
                yield Place(chapter, entry, questions[label], solved[label], printed)


@cache
def _blocks(text: str) -> list[Directive]:
    return [block for block in directives(text) if block.name in ("exercise", "solution")]


@cache
def _printed(record: str) -> frozenset[float]:
    """Collect the numbers that the cells of a chapter printed."""
    outputs = [output for cell in nbformat.reads(record, as_version=4).cells for output in cell.get("outputs", ())]
    return frozenset(amount.value for output in outputs for amount in amounts(output.get("text", "")))


# The solution's code gives the answers, and starts from the question's numbers.


@cache
def _run(solution: str) -> tuple[solutions.Run, list[tuple[object, ...]]]:
    """Run the code of a solution; return what it did, and what it handed to ``check``."""
    handed: list[tuple[object, ...]] = []
    return solutions.run(solution, check=lambda *given: handed.append(given)), handed


def solution_problems(place: Place) -> Iterator[Complaint]:
    """Yield the promises that the solution's code breaks, and the answers that are not the registry's."""
    line = place.solution.line
    try:
        run, handed = _run(place.solution.body)
    except Exception as stopped:
        yield place.in_chapter(line, f"the solution's code stops: {stopped!r}")
        return
    remaining = iter(run.printed)
    for promise in run.promised:
        if promise not in remaining:
            yield place.in_chapter(line, f"{promise!r} was not printed: {run.printed}")
    if [name for name, *_ in handed] != [place.entry.exercise.id]:
        yield place.in_chapter(line, f"it must hand its answers to check({place.entry.exercise.id!r}, ...) once")
        return
    for verdict in judge(place.entry.exercise, handed[0][1:]):
        if verdict.state != "right":
            yield place.in_chapter(line, f"the solution's answer is not the registry's: {verdict.text}")


# Bounds such as "0 < p < 1" or "from 0 to 1", numbers that count parts, and listings of code are no data.
NO_DATA = re.compile(r"from 0 to 1|\(0, 1\]|\(\d\)|\S+ < \S+ < \S+|^ {4}.*$", re.MULTILINE)


def question_problems(place: Place) -> Iterator[Complaint]:
    """Yield the first number of the question that the solution's code does not have in the question's order."""
    if any(isinstance(part.part, Order) for part in place.entry.parts):
        return  # a proof has formulas and no data
    inputs = _numbers_in_order(_run(place.solution.body)[0].inputs)
    for amount in amounts(NO_DATA.sub("…", place.question.body)):
        if amount.value and not any(amount.is_at(value) for value in inputs):
            says = f"the question's {amount.text} does not come next among the numbers of the solution's code"
            yield place.in_chapter(place.question.body_line + amount.line, says)
            return


def _numbers_in_order(code: str) -> Iterator[float]:
    """Yield the amounts in some code as they come, and after each the numbers in it."""
    for amount in amounts(code):
        yield amount.value
        yield from (number.value for number in amount.numbers() if not amount.is_bare)


def unit_problems(place: Place) -> Iterator[Complaint]:
    """Yield the units that answers have and the question does not ask for in this order, or the other way round."""
    asked = [f"{unit}s" for unit in re.findall(r"\b(bit|nat|hartley)s?\b", place.question.body)]
    given = [part.part.unit for part in place.entry.parts if isinstance(part.part, Number) and part.part.unit in UNITS]
    remaining = iter(asked)
    if not all(unit in remaining for unit in _without_repeats(given)):
        yield place.in_chapter(place.question.line, f"the answers are in {given}, and the question speaks of {asked}")


def _without_repeats(units: list[str]) -> list[str]:
    return [unit for before, unit in zip(["", *units], units, strict=False) if unit != before]


# What is stated was computed.

# Numbers that come with the field and not with the exercise; which of them is right no computation tells.
EVERYWHERE = {0.0, 1.0, -1.0, 2.0, 0.5, math.log(2), 1 / math.log(2)}

Known = Mapping[float, set[str]]  # each number with the units that it has


def _shown(place: Place) -> dict[float, set[str]]:
    """Collect the numbers that the question gives and the solution's code prints."""
    known: dict[float, set[str]] = {value: set() for value in EVERYWHERE}
    for text in (place.question.body, *_run(place.solution.body)[0].printed):
        for amount in amounts(text):
            for number in (amount, *amount.numbers()):
                known.setdefault(number.value, set()).add(number.unit)
    return known


def _known(place: Place) -> dict[float, set[str]]:
    """Collect all numbers of an exercise: also those that the solution and the registry compute on the way."""
    known = {value: set[str]() for value in _values_of_code(place.solution.body)} | _shown(place)
    for part in place.entry.parts:
        known = {value: set[str]() for value in place.entry.module.values(part.answer)} | known
        if isinstance(part.part, Number):
            known[float(part.part.answer)].add(part.part.unit)
    return known


@cache
def _values_of_code(solution: str) -> set[float]:
    run, _ = _run(solution)
    return values_of(ast.parse(run.code), run.names)


def prose_problems(place: Place) -> Iterator[Complaint]:
    """Yield the amounts that the solution's prose states and its code does not compute."""
    for line, text in _prose(place.solution):
        for says in _unknown(text, _known(place)):
            yield place.in_chapter(line, f"the solution states {says}")


def _prose(block: Directive) -> Iterator[tuple[int, str]]:
    yield block.body_line, "\n".join(prose_lines(block.body))


def told_problems(place: Place) -> Iterator[Complaint]:
    """Yield the amounts in the registry's texts that are not computed in what they are about."""
    for told, known in _told_with_known(place):
        for says in _unknown(told.text, known):
            yield place.in_registry(told.line, f"the {told.role} {told.text!r} states {says}")


def _told_with_known(place: Place) -> Iterator[tuple[Told, Known]]:
    """Yield what a learner is told: of a slip that has a value with the numbers of that slip, else with all."""
    everything, shown = _known(place), _shown(place)
    for told in told_by(place.entry):
        if told.slip is None:
            known = everything
        else:
            values = place.entry.module.values(told.slip.answer, told.part.answer)
            computed = isinstance(told.part.part, Number | Formula)
            known = {value: set() for value in values} | (shown if computed else everything)
        if "chapter" in told.text:
            known = {value: set() for value in place.printed_in_chapter} | known
        if told.role in ("slip", "hint", "right"):
            yield told, known


def _unknown(text: str, known: Known) -> Iterator[str]:
    """Say what is wrong with the amounts of a text that are not known, or not in their unit, or no equation."""
    stated = amounts(text)
    for amount, after in zip(stated, (*stated[1:], None), strict=False):
        units = [units for value, units in known.items() if amount.is_at(value)]
        equals = amount.said_to_be is not None or (after is not None and after.said_to_be is not None)
        if not amount.agrees:
            yield f"that {amount.text} is {amount.said_to_be:.6g}, and it is {amount.value:.6g}"
        elif not units and not equals and not all(_is_known(number, known) for number in amount.numbers()):
            yield f"{amount.text}, which is {amount.value:.6g}, and nothing in the exercise comes to that"
        elif amount.unit and (given := set().union(*units) & set(UNITS)) and amount.unit not in given:
            yield f"{amount.text} {amount.unit}, and it is a number of {', '.join(given)}"


def _is_known(amount: Amount, known: Known) -> bool:
    return any(amount.is_at(value) for value in known)


CHECKS: list[Callable[[Place], Iterator[Complaint]]] = [
    solution_problems,
    question_problems,
    unit_problems,
    prose_problems,
    told_problems,
]
