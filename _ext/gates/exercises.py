"""An exercise is one thing said in several places, and the places must agree.

The question and the solution stand in a chapter; the answers, the slips and all that a learner is told stand
in the registry. The solution's code ties them together: it gives the answers, it starts from the question's
numbers in the question's order, and what the solution, the hints and the feedback state was computed. A slip
is computed, too, by what its text says that somebody did, from numbers that the exercise or this text states.

Computing tells 249 from 248, not a 1 that should be a 2, nor whether "multiply" is what leads from a slip to
the answer. So what each exercise states is also on record in ``NAME.said`` beside the registry, each slip's
value beside the figures of its text, and compared: what has changed is read again before it is sealed.
"""

import ast
import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import nbformat
from manuscript import solutions
from manuscript.amounts import Amount, amounts
from manuscript.book import Book, Complaint
from manuscript.markup import Directive, directives
from manuscript.numbers import numbers
from manuscript.registry import Registered, Told, registered, registry_file, told_by, values_of
from manuscript.statements import Statement, prose, statements

from infobook.checker.judge import judge
from infobook.checker.kinds import UNITS, Formula, Number, Order

__all__ = ["Place", "complaints", "complaints_in", "places", "record", "record_file"]


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
    """List where question, answers, slips, hints and solution disagree, and what was not on record."""
    return [complaint for chapter in book.chapters() for complaint in complaints_in(book, chapter)]


def complaints_in(book: Book, chapter: str) -> Iterator[Complaint]:
    """Yield what is wrong with the exercises of one chapter."""
    try:
        registered(book, chapter)
    except Exception as stopped:
        yield Complaint(registry_file(chapter), 1, f"the module stops: {stopped!r}")
        return
    recorded = Counter(book.text(record_file(chapter)).splitlines()[1:])
    for place in places(book, chapter):
        yield from _problems(place)
        yield from _not_on_record(place, recorded)
    for gone in +recorded:
        yield Complaint(record_file(chapter), 1, f"no exercise states this any more, seal it anew: {gone}")


@cache  # where a fault is planted in one exercise, nobody asks again of the others
def _problems(place: Place) -> list[Complaint]:
    return [complaint for check in CHECKS for complaint in check(place)]


def places(book: Book, chapter: str) -> Iterator[Place]:
    """Yield the exercises of a chapter; that each has its question and solution is tested elsewhere."""
    blocks = _exercises(book.text(chapter))
    questions = {block.label: block for block in blocks if block.name == "exercise"}
    solved = {block.argument: block for block in blocks if block.name == "solution"}
    printed = _printed(book.text(chapter.removesuffix(".md") + ".ipynb"))
    for entry in registered(book, chapter):
        label = f"ex-{entry.exercise.id}"
        if label in questions and label in solved:
            yield Place(chapter, entry, questions[label], solved[label], printed)


@cache
def _exercises(text: str) -> list[Directive]:
    return [block for block in directives(text) if block.name in ("exercise", "solution")]


@cache
def _printed(notebook: str) -> frozenset[float]:
    """Collect the numbers that the cells of a chapter printed."""
    cells = nbformat.reads(notebook, as_version=4).cells
    texts = [output.get("text", "") for cell in cells for output in cell.get("outputs", ())]
    return frozenset(amount.value for text in texts for amount in amounts(text))


# -- the solution's code gives the answers, and starts from the question's numbers


@cache
def _run(solution: str) -> tuple[solutions.Run, list[tuple[object, ...]]]:
    """Run the code of a solution; return what it did, and what it handed to ``check``."""
    handed: list[tuple[object, ...]] = []
    return solutions.run(solution, check=lambda *given: handed.append(given)), handed


def solution_problems(place: Place) -> Iterator[Complaint]:
    """Yield the promises that the solution's code breaks, and the answers that are not the registry's."""
    line = place.solution.line
    run, handed = _run(place.solution.body)
    if run.stopped:
        yield place.in_chapter(line, f"the solution's code stops: {run.stopped}")
    remaining = iter(run.printed)
    for promise in run.promised:
        if promise not in remaining:
            yield place.in_chapter(line, f"{promise!r} was not printed: {run.printed}")
    if [given[0] for given in handed] != [place.entry.exercise.id]:
        yield place.in_chapter(
            line, f"it must hand its answers to check({place.entry.exercise.id!r}, ...) once"
        )
        return
    for verdict in judge(place.entry.exercise, handed[0][1:]):
        if verdict.state != "right":
            yield place.in_chapter(line, f"the solution's answer is not the registry's: {verdict.text}")


# Bounds such as "0 < p < 1" or "from 0 to 1", numbers of parts and the lines of a program are no data.
# Neither are the options of a choice, which are the registry's, word for word.
NO_DATA = re.compile(
    r"from 0 to 1|\(0, 1\]|\(\d\)|\S+ < \S+ < \S+|^\s*\d  .*$|^ *(?:- )?\([a-z]\) .*$|^ +.*:$", re.MULTILINE
)


def question_problems(place: Place) -> Iterator[Complaint]:
    """Yield the first number of the question that the solution's code has not, in the question's order."""
    if any(isinstance(part.part, Order) for part in place.entry.parts):
        return  # a proof has formulas and no data
    inputs = _numbers_in_order(_run(place.solution.body)[0].inputs)
    for amount in amounts(NO_DATA.sub("…", prose(place.question))):
        if amount.value and not any(amount.is_at(value) for value in inputs):
            says = f"the question's {amount.text} does not come next among the numbers of the solution's code"
            yield place.in_chapter(place.question.line, says)
            return


def _numbers_in_order(code: str) -> Iterator[float]:
    """Yield the amounts in some code as they come, and after each the numbers in it."""
    for amount in amounts(code):
        yield amount.value
        yield from (number.value for number in amount.numbers() if not amount.is_bare)


def unit_problems(place: Place) -> Iterator[Complaint]:
    """Yield the answers' units if the question does not name them in this order."""
    asked = [f"{unit}s" for unit in re.findall(r"\b(bit|nat|hartley)s?\b", prose(place.question))]
    parts = [part.part for part in place.entry.parts]
    given = [part.unit for part in parts if isinstance(part, Number) and part.unit in UNITS]
    changes = [unit for before, unit in zip(["", *given], given, strict=False) if unit != before]
    remaining = iter(asked)
    if not all(unit in remaining for unit in changes):
        yield place.in_chapter(
            place.question.line, f"the answers are in {given}, and the question says {asked}"
        )


# -- what is stated was computed

# Numbers that come with the field and not with the exercise.
EVERYWHERE = {0.0, 1.0, -1.0, 2.0, 0.5, math.log(2), 1 / math.log(2)}

Known = Mapping[float, set[str]]  # each number with the units that it is stated in


def _without_unit(values: set[float]) -> dict[float, set[str]]:
    return {value: set() for value in values}


def _shown(place: Place) -> dict[float, set[str]]:
    """Collect the numbers that the question gives and the solution's code prints."""
    known = _without_unit(EVERYWHERE)
    for text in (prose(place.question), *_run(place.solution.body)[0].printed):
        for amount in amounts(text):
            for number in (amount, *amount.numbers()):
                known.setdefault(number.value, set()).add(number.unit)
    return known


@cache
def _known(place: Place) -> dict[float, set[str]]:
    """Collect all numbers of an exercise, also those that are computed on the way to its answers."""
    known = _without_unit(_values_of_code(place.solution.body)) | _shown(place)
    for part in place.entry.parts:
        known = _without_unit(place.entry.module.values(part.answer)) | known
        if isinstance(part.part, Number):
            known.setdefault(float(part.part.answer), set()).add(part.part.unit)
    return known


@cache
def _values_of_code(solution: str) -> set[float]:
    run, _ = _run(solution)
    return values_of(ast.parse(run.code), run.names)


def prose_problems(place: Place) -> Iterator[Complaint]:
    """Yield the amounts that the solution's prose states and nothing in the exercise computes."""
    for says in _unknown(prose(place.solution), _known(place)):
        yield place.in_chapter(place.solution.body_line, f"the solution states {says}")


def told_problems(place: Place) -> Iterator[Complaint]:
    """Yield the amounts in the registry's texts that are not computed in what they are about."""
    for told, known in _told_with_known(place):
        for says in _unknown(told.text, known):
            yield place.in_registry(told.line, f"the {told.role} {told.text!r} states {says}")


def _told_with_known(place: Place) -> Iterator[tuple[Told, Known]]:
    """Yield what a learner is told, with the numbers that it may state: those of the slip, or all."""
    everything, shown = _known(place), _shown(place)
    for told in told_by(place.entry):
        known: Known = everything
        if told.part and told.slip:
            has_value = isinstance(told.part.part, Number | Formula)
            own = place.entry.module.values(told.slip.answer, told.part.answer)
            known = _without_unit(own) | (shown if has_value else everything)
        if "chapter" in told.text:
            known = {**_without_unit(set(place.printed_in_chapter)), **known}
        if told.role in ("slip", "hint", "right") or told.role.startswith("step"):
            yield told, known


def _unknown(text: str, known: Known) -> Iterator[str]:
    """Say which amounts of a text nothing comes to, which have another unit, and which equations fail."""
    stated = amounts(text)
    for amount, after in zip(stated, (*stated[1:], None), strict=False):
        units = [units for value, units in known.items() if amount.is_at(value)]
        in_equation = amount.said_to_be is not None or (after is not None and after.said_to_be is not None)
        named = set().union(*units) & set(UNITS)
        if amount.said_to_be is not None and not amount.agrees:
            yield f"that {amount.text} is {amount.said_to_be:.6g}, and it is {amount.value:.6g}"
        elif not (units or in_equation or all(_is_known(number, known) for number in amount.numbers())):
            yield f"{amount.text}, which is {amount.value:.6g}, and nothing in the exercise comes to that"
        elif amount.unit and named and amount.unit not in named:
            yield f"{amount.text} {amount.unit}, and it is a number of {', '.join(sorted(named))}"


def _is_known(amount: Amount, known: Known) -> bool:
    return any(amount.is_at(value) for value in known)


# -- a slip is computed as its text says that it comes about


# What is done to get an answer, and what of it stands in the expression or the formula that does the same.
DONE = {
    "added": r"\+|\bsum\b",
    "averaged": r"/|mean|entropy\(",
    "divided": r"/",
    "multiplied": r"\*|\bprod\b",
    "rounded": r"\b(?:ceil|floor|round)\b",
    "subtracted": r"-",
}
# How a slip says it of the answer: "That is the loss times ln 2.", "That divides inside the logarithm."
OF_ANSWER = {
    r"(?:is|has) (?:[^.:;,]|[.,](?=\d))*? (?:times|multiplied)": "multiplied",
    r"(?:is|has) (?:[^.:;,]|[.,](?=\d))*? divided": "divided",
    r"(?:is|has) (?:[^.:;,]|[.,](?=\d))*? minus": "subtracted",
    r"(?:is|has) (?:[^.:;,]|[.,](?=\d))*? plus": "added",
    r"is the sum of": "added",
    r"(?:is rounded|rounds)": "rounded",
    r"averages": "averaged",
    r"divides": "divided",
}
DOES = {re.compile(rf"That {says}\b"): done for says, done in OF_ANSWER.items()}


def operation_problems(place: Place) -> Iterator[Complaint]:
    """Yield the slips that say how an answer comes about and do not come about so."""
    for part in place.entry.parts:
        for slip in part.slips if isinstance(part.part, Number | Formula) else ():
            does = slip.slip.answer if isinstance(part.part, Formula) else ast.unparse(slip.answer)
            for done in {done for says, done in DOES.items() if says.match(slip.slip.feedback)}:
                if not re.search(DONE[done], does):
                    says = f"nothing is {done} in the slip {does}: {slip.slip.feedback!r}"
                    yield place.in_registry(slip.line, says)


def slip_problems(place: Place) -> Iterator[Complaint]:
    """Yield the slips that are typed instead of computed, or computed with numbers that nobody has stated."""
    known = _known(place)
    for part in place.entry.parts:
        for slip in part.slips if isinstance(part.part, Number) else ():
            stated = _stated_in(prose(place.question)) | _stated_in(slip.slip.feedback)
            if "chapter" in slip.slip.feedback:
                stated |= place.printed_in_chapter
            unheard = [it for it in _constants(slip.answer) if it not in FREE | stated and it not in known]
            if _is_typed(slip.answer) and not _begins_with(slip.slip.feedback, slip.slip.answer):
                says = (
                    f"the slip {ast.unparse(slip.answer)} is typed: compute it as {slip.slip.feedback!r} says"
                )
                yield place.in_registry(slip.line, says)
            elif unheard:
                says = f"the slip {ast.unparse(slip.answer)} starts from {unheard[0]:g}, which nothing states"
                yield place.in_registry(slip.line, f"{says}: {slip.slip.feedback!r}")


FREE = frozenset({0.0, 1.0, 2.0, 10.0})  # numbers of the arithmetic itself


def _is_typed(node: ast.expr) -> bool:
    """Tell whether a value is written down, with nothing to compute."""
    return isinstance(node.operand if isinstance(node, ast.UnaryOp) else node, ast.Constant)


def _begins_with(text: str, value: float) -> bool:
    """Tell whether the first number of a text is the value: ``At f = 1 every bit is flipped``."""
    return bool(amounts(text)) and amounts(text)[0].is_at(float(value))


def _constants(node: ast.expr) -> list[float]:
    """List the numbers that are written in an expression."""
    found = [it.value for it in ast.walk(node) if isinstance(it, ast.Constant)]
    return [float(value) for value in found if isinstance(value, int | float)]


@cache
def _stated_in(text: str) -> frozenset[float]:
    """Collect the numbers that a text states, in figures and in words."""
    figures = {number.value for amount in amounts(text) for number in (amount, *amount.numbers())}
    return frozenset(figures | {float(number.value) for number in numbers(text)})


CHECKS: list[Callable[[Place], Iterator[Complaint]]] = [
    solution_problems,
    question_problems,
    unit_problems,
    prose_problems,
    told_problems,
    slip_problems,
    operation_problems,
]


# -- the record

HEAD = (
    "# What each exercise states: answers, the value of each slip, the figures in each text. Made by sealing."
)


def record_file(chapter: str) -> str:
    """Return the file that holds what the exercises of a chapter stated when they were read last."""
    return registry_file(chapter).removesuffix(".py") + ".said"


def record(book: Book, chapter: str) -> str:
    """Return what the exercises of a chapter state now."""
    return "\n".join([HEAD, *(it.says for place in places(book, chapter) for it in _stated(place)), ""])


@cache
def _stated(place: Place) -> list[Statement]:
    return list(statements(place.entry, place.question, place.solution))


def _not_on_record(place: Place, recorded: Counter[str]) -> Iterator[Complaint]:
    """Yield what an exercise states and did not state before; take from the record what it has."""
    for it in _stated(place):
        if recorded[it.says]:
            recorded[it.says] -= 1
        else:
            complain = place.in_registry if it.in_registry else place.in_chapter
            yield complain(it.line, f"this is not on record, read it again and seal it: {it.says}")
