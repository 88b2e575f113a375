"""What authors say of a number in a comment line: that it follows, that it is quoted, or given."""

import ast
import re
from dataclasses import dataclass, replace
from fractions import Fraction

from manuscript.markup import Mark, marks, passages
from manuscript.numbers import Number, read_number

from binding.arithmetic import evaluate

__all__ = ["Claim", "claims"]


@dataclass(frozen=True)
class Claim:
    """What a mark says of one number, or what is wrong with it."""

    mark: Mark
    value: Fraction | None = None
    half: Fraction = Fraction(0)
    source: str = ""
    wrong: str = ""

    def covers(self, number: Number) -> bool:
        """Tell whether it is about this number: in the same cell of text, and the same to its last digit."""
        return (
            self.mark.place.cells == number.passage.place.cells
            and self.half == number.half
            and self.value in ({number.value, -number.value} if number.either_sign else {number.value})
        )


def claims(text: str, shown: list[Number], known: set[Fraction], bibliography: str) -> list[Claim]:
    """List what the marks of a text say of its numbers, and what is wrong with them.

    Each must be about a number shown. ``known`` are the numbers from which another may follow.
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
    idle = "the mark is about a number that this cell of text does not show: "
    return [
        claim
        if claim.wrong or any(map(claim.covers, shown))
        else replace(claim, wrong=idle + claim.mark.says)
        for claim in found
    ]


def _stands(mark: Mark, written: str, source: str) -> Claim:
    value, half = read_number(written) or (None, Fraction(0))
    return Claim(mark, value, half, source, "" if value is not None else f"not a number: {written}")


def _follows(mark: Mark, says: str, known: set[Fraction]) -> Claim:
    """Read ``41 = 24 + 17``: both sides must agree, and the numbers on the right be known or small."""
    written, _, expression = says.partition("=")
    claim = _stands(mark, written, " ".join(says.split()))
    value = evaluate(expression)
    if claim.wrong or claim.value is None or value is None:
        return replace(claim, wrong=claim.wrong or f"not arithmetic: {expression.strip()}")
    tree = ast.parse(expression.strip(), mode="eval")
    operands = [Fraction(str(it.value)) for it in ast.walk(tree) if isinstance(it, ast.Constant)]
    if isinstance(tree.body, ast.Constant):
        return replace(claim, wrong=f"a number does not follow from itself: {says}")
    unknown = [operand for operand in operands if operand not in range(11) and operand not in known]
    if unknown:
        return replace(
            claim, wrong=f"no cell of the chapter and no number in it is {float(unknown[0]):g}: {says}"
        )
    if abs(value - claim.value) > claim.half + Fraction(1, 10**9) * abs(claim.value):
        return replace(claim, wrong=f"{expression.strip()} is {value:.10g}, not {written.strip()}")
    return claim


def _cites(text: str, mark: Mark, key: str) -> bool:
    role = re.compile(rf"\{{cite(?::\w+)?\}}`[^`]*\b{re.escape(key)}\b")
    return any(
        role.search(text, passage.start, passage.start + len(passage.shown))
        for passage in passages(text)
        if passage.place.cells == mark.place.cells
    )
