"""What authors say of a number in a comment line: that it follows, that it is quoted, or given."""

import ast
import re
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from manuscript.markup import Mark, Place, marks, passages
from manuscript.numbers import Number, read_number

from binding.arithmetic import evaluate
from binding.definitions import Definitions

__all__ = ["Claim", "claims"]

# Numbers of the arithmetic itself: the next one, half and double, per cent and digits.
FREE = frozenset(map(Fraction, (1, 2, 10, 100)))


@dataclass(frozen=True)
class Claim:
    """What a mark says of one number, or what is wrong with it."""

    mark: Mark
    value: Fraction | None = None
    half: Fraction = Fraction(0)
    source: str = ""
    wrong: str = ""
    operands: frozenset[Fraction] | None = None  # of arithmetic on numbers alone
    reach: Place | None = None  # of what it speaks: the heading or the exercise that it stands before

    def covers(self, number: Number) -> bool:
        """Tell whether it is about this number: in the same cell of text, and the same to its last digit."""
        place = number.passage.place
        return (
            self.mark.place.cells == place.cells
            and self.reach in (None, place)
            and (self.reach is None or number.is_result)
            and self.half == number.half
            and self.value in ({number.value, -number.value} if number.either_sign else {number.value})
        )


def claims(text: str, shown: list[Number], known: Definitions, bibliography: str) -> list[Claim]:
    """List what the marks of a text say of its numbers, and what is wrong with them.

    Each must be about a number shown. What is ``known`` by a name a number may follow from.
    """
    found: list[Claim] = []
    for mark in marks(text):
        if mark.name == "number":
            found += [_follows(mark, part, known) for part in mark.says.split(";")]
        elif mark.name == "given":
            found += [_stands(mark, part, "given by the text") for part in mark.says.split()]
        elif mark.name == "quoted":
            *parts, key = mark.says.split()
            found += [_stands(mark, part, f"quoted from {key}") for part in parts]
            if f"{{{key}," not in bibliography or not _cites(text, mark, key):
                found.append(
                    Claim(mark, wrong=f"{key}: this cell does not cite it, or references.bib lacks it")
                )
    placed = [
        claim if claim.mark.name == "quoted" else replace(claim, reach=_reach(claim, shown))
        for claim in found
    ]
    return [claim if claim.wrong else replace(claim, wrong=_misplaced(claim, shown)) for claim in placed]


def _reach(claim: Claim, shown: list[Number]) -> Place:
    after = (number.passage.place for number in shown if number.line > claim.mark.line)
    return next(after, claim.mark.place)


def _misplaced(claim: Claim, shown: list[Number]) -> str:
    """Say that a claim is about no number of its cell, or starts from numbers that are not beside it."""
    covered = [number for number in shown if claim.covers(number)]
    if not covered:
        return f"the mark is about a number that this cell of text does not show: {claim.mark.says}"
    if claim.operands is None:
        return ""
    for number in covered:
        beside = {it.value for it in shown if it.passage == number.passage} - {number.value}
        if claim.operands <= beside or (claim.operands - beside <= FREE and not claim.operands <= FREE):
            return ""
    return (
        f"{claim.source}: who says so? Compute with what a cell calls by a name, or with numbers of the same "
        "paragraph; 'given' is what the text itself chooses"
    )


def _stands(mark: Mark, written: str, source: str) -> Claim:
    value, half = read_number(written) or (None, Fraction(0))
    return Claim(mark, value, half, source, "" if value is not None else f"not a number: {written}")


def _follows(mark: Mark, says: str, known: Definitions) -> Claim:
    """Read ``41 = 24 + 17`` or ``3 = len(coins)``: both sides must agree."""
    written, _, expression = says.partition("=")
    claim = _stands(mark, written, " ".join(says.split()))
    if claim.wrong or claim.value is None:
        return claim
    try:
        tree = ast.parse(expression.strip(), mode="eval")
        named = known.names_in(expression, mark.place)
        value: Any = known.value(expression, mark.place) if named else evaluate(expression)
        off = abs(float(value) - float(claim.value))
    except Exception as stopped:  # an author may write anything
        return replace(claim, wrong=f"{expression.strip()} cannot be computed: {stopped!r}")
    if isinstance(tree.body, ast.Constant):
        return replace(claim, wrong=f"a number does not follow from itself: {says}")
    if not off <= float(claim.half) + 1e-9 * abs(float(claim.value)):
        return replace(claim, wrong=f"{expression.strip()} is {float(value):.10g}, not {written.strip()}")
    constants = (it.value for it in ast.walk(tree) if isinstance(it, ast.Constant))
    return claim if named else replace(claim, operands=frozenset(Fraction(str(it)) for it in constants))


def _cites(text: str, mark: Mark, key: str) -> bool:
    role = re.compile(rf"\{{cite(?::\w+)?\}}`[^`]*\b{re.escape(key)}\b")
    return any(
        role.search(text, passage.start, passage.start + len(passage.shown))
        for passage in passages(text)
        if passage.place.cells == mark.place.cells
    )
