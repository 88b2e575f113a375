"""What an exercise is: its parts, of seven kinds, each with its right answer and the answers people give."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import permutations
from string import ascii_lowercase
from typing import Any, TypeAlias

import numpy as np

from infobook.checker.boards import BOARDS, Board, State, rounded, shown
from infobook.checker.expressions import evaluate, parse
from infobook.checker.messages import say

__all__ = [
    "UNITS", "Choice", "Exercise", "Formula", "Function", "Number", "Order", "Part", "Proof", "Setting",
    "Slip", "Step", "Where",
]  # fmt: skip

# How many nats one of each unit is.
UNITS = {"bits": math.log(2), "nats": 1.0, "hartleys": math.log(10)}


@dataclass(frozen=True)
class Slip:
    """A misconception: the answer that it leads to, and what to tell the one who has it."""

    answer: Any
    feedback: str


THREE_DIGITS = 1e-3  # a tolerance below asks for more
LOGARITHMS = {"bits": "log2", "nats": "ln", "hartleys": "log10"}


def half_unit(value: float, digits: int) -> float:
    """Return half a unit of the last of some significant digits, and a hair for what lies on the edge."""
    if value == 0 or not math.isfinite(value):
        return 0.0
    return 0.5000001 * 10.0 ** (math.floor(math.log10(abs(value))) + 1 - digits)


def is_within(given: float, value: float, margin: float) -> bool:
    """Tell whether a number is near another; of infinities there is no difference."""
    return given == value or abs(given - value) <= margin


@dataclass(frozen=True)
class Number:
    """A number, right to three digits, or within ``tolerance`` times its size where that asks for more.

    A tolerance of 0 asks for the number itself. ``unit`` may be bits, nats or hartleys, which are converted,
    or any other word, which is shown. ``given`` is the unit of information in which the question states the
    same amount, where to convert it is the task.
    """

    ask: str
    answer: float
    unit: str = ""
    slips: Sequence[Slip] = ()
    tolerance: float = THREE_DIGITS
    given: str = ""

    @property
    def label(self) -> str:
        """What is asked, with its unit, which is not said again where the question names it."""
        is_said = not self.unit or re.search(rf"\b{re.escape(self.unit)}\b", self.ask)
        unit = f" (in {self.unit})" if self.ask.endswith("?") else f", in {self.unit}"
        return self.ask if is_said else self.ask + unit

    @property
    def counted(self) -> str:
        """The words for what is counted, with bars between; without a unit, those of the question."""
        asked = [word for word in re.findall(r"\b[a-z]{3,}s\b", self.ask) if word not in UNITS]
        words = [self.unit] * (self.unit not in UNITS) if self.unit else asked
        return "|".join(
            form for word in words for form in (word, word[:-1], word[:-2], *_SHORT.get(word, ()))
        )

    @property
    def takes_three_digits(self) -> bool:
        """Tell whether three digits are enough."""
        return self.tolerance >= THREE_DIGITS

    def margin(self, value: float) -> float:
        """Return how far from ``value`` an answer may be and still be taken for it."""
        return self._margin(value, self.tolerance)

    def slip_margin(self, value: float) -> float:
        """Return how far from a slip an answer may be: who slips may also round."""
        return self._margin(value, 3 * self.tolerance)

    def _margin(self, value: float, tolerance: float) -> float:
        if not math.isfinite(value) or tolerance == 0 == value:
            return 0.0
        rounding = half_unit(value, 3) if self.takes_three_digits else 0.0
        return max(tolerance * abs(value), rounding, 1e-9)

    def is_at(self, given: float, value: float) -> bool:
        """Tell whether a given number is ``value``, within the margin."""
        return is_within(given, value, self.margin(value))

    def is_slip(self, given: float, value: float) -> bool:
        """Tell whether a given number is the slip ``value``, within its margin."""
        return is_within(given, value, self.slip_margin(value))

    def are_apart(self, value: float, other: float) -> bool:
        """Tell whether no answer can be taken for both of two values, slips or the right one."""
        return value != other and abs(value - other) > self.slip_margin(value) + self.slip_margin(other)

    def every_slip(self) -> list[Slip]:
        """List the slips of this part, and those that every part with its unit has."""
        return list(self._every_slip)

    @cached_property
    def _every_slip(self) -> list[Slip]:
        kept = list(self.slips)
        for slip in self._common_slips():
            values = [self.answer, *(float(other.answer) for other in kept)]
            if all(self.are_apart(slip.answer, value) for value in values):
                kept.append(slip)
        return kept

    def _common_slips(self) -> Iterable[Slip]:
        if self.unit in UNITS and math.isfinite(self.answer) and self.answer != 0:
            for unit, nats in UNITS.items():
                if unit != self.unit:
                    cure = _CURES[unit, self.unit]
                    feedback = say("other-unit", given=unit, asked=self.unit, cure=cure)
                    yield Slip(self.answer * UNITS[self.unit] / nats, feedback)
        # Not for 1 bit: who answers 2 need not have counted two cases.
        if self.unit in UNITS and 1 < self.answer * UNITS[self.unit] < 700:
            log = LOGARITHMS[self.unit]
            yield Slip(math.exp(self.answer * UNITS[self.unit]), say("no-logarithm", log=log))
        if self.unit in UNITS and 0 < self.answer * UNITS[self.unit] < 700:
            log = LOGARITHMS[self.unit]
            yield Slip(math.exp(-self.answer * UNITS[self.unit]), say("no-surprise", log=log))
        if not self.unit and 0 < self.answer < 1:
            yield Slip(100 * self.answer, say("percent"))
        if math.isfinite(self.answer) and self.answer != 0:
            yield Slip(-self.answer, say("sign"))


_SHORT = {"millimetres": ["millimeters", "mm"], "decibels": ["dB"], "bytes": ["B"]}
_CURES = {
    ("nats", "bits"): "divide by ln 2, or use log2 from the start",
    ("hartleys", "bits"): "multiply by log2(10), or use log2 from the start",
    ("bits", "nats"): "multiply by ln 2, or use ln from the start",
    ("hartleys", "nats"): "multiply by ln 10, or use ln from the start",
    ("bits", "hartleys"): "multiply by log10(2), or use log10 from the start",
    ("nats", "hartleys"): "divide by ln 10, or use log10 from the start",
}


@dataclass(frozen=True)
class Choice:
    """One of some options, named by letters; ``slips`` say of each wrong letter why it is wrong.

    Code in an option stands between backticks.
    """

    ask: str
    answer: str
    options: Mapping[str, str]
    slips: Sequence[Slip]


@dataclass(frozen=True)
class Order:
    """The lines of a proof in an order in which each line stands after those that it ``needs``.

    A slip's answer is two letters, the line that stands too early and the one that it needs; or one letter,
    that of a line which is offered with the others and does not belong to the proof.
    """

    ask: str
    needs: Mapping[str, str]
    slips: Sequence[Slip] = ()

    @property
    def strays(self) -> list[str]:
        """The lines that are offered and do not belong to the proof."""
        return [slip.answer for slip in self.slips if len(slip.answer) == 1]

    def misplaced(self, order: str) -> list[str]:
        """List the pairs of lines of which the first stands before the second, but needs it."""
        return [
            line + needed
            for place, line in enumerate(order)
            for needed in self.needs[line]
            if needed in order[place + 1 :]
        ]

    @property
    def answer(self) -> str:
        """One of the right orders, the first in the alphabet."""
        order, left = "", sorted(self.needs)
        while left:
            order += next(line for line in left if not set(self.needs[line]) & set(left))
            left.remove(order[-1])
        return order

    def with_only(self, fault: str) -> str:
        """Return an order in which only this pair is misplaced, or only this line is too many."""
        if fault in self.strays:
            return self.answer + fault
        return next(o for o in map("".join, permutations(sorted(self.needs))) if self.misplaced(o) == [fault])


@dataclass(frozen=True)
class Step:
    """What every proof must say at one place, and what goes wrong in one that does not say it."""

    says: str
    wrong: str


@dataclass(frozen=True)
class Proof:
    """A proof in the learner's own words, which only the learner can judge: step by step, beside a model.

    An answer is the learner's lines; a last line, ``Steps: abd``, names the steps that are found in them.
    """

    ask: str
    steps: Sequence[Step]

    @property
    def by_letter(self) -> dict[str, str]:
        """What each step says, under its letter."""
        return {letter: step.says for letter, step in zip(ascii_lowercase, self.steps, strict=False)}

    @property
    def answer(self) -> str:
        """The letters of all steps."""
        return "".join(self.by_letter)

    @property
    def slips(self) -> list[Slip]:
        """The letter of each step, and what goes wrong where it is missing."""
        return [Slip(letter, step.wrong) for letter, step in zip(self.by_letter, self.steps, strict=True)]


@dataclass(frozen=True)
class Formula:
    """A closed form in ``variables``, each with its range; any form with the same values is right.

    ``given`` is the unit of information in which the exercise has the same amount, as for a number.
    """

    ask: str
    answer: str
    variables: Mapping[str, tuple[float, float]]
    slips: Sequence[Slip] = ()
    tolerance: float = 1e-9
    given: str = ""

    @property
    def unit(self) -> str:
        """The unit of information that the question names, if any."""
        named = re.search(rf"\bin ({'|'.join(UNITS)})\b", self.ask)
        return named[1] if named else ""

    def points(self) -> list[dict[str, float]]:
        """Return where formulas are compared: simple numbers first, then some drawn from a fixed seed."""
        rng = np.random.default_rng(52)
        simple = [
            {name: round(low + (high - low) * share, 6) for name, (low, high) in self.variables.items()}
            for share in (0.5, 0.25, 0.1)
        ]
        drawn = [
            {name: round(rng.uniform(low, high), 3) for name, (low, high) in self.variables.items()}
            for _ in range(20)
        ]
        return [point for point in simple + drawn if self._inside(point)]

    @property
    def multiples(self) -> dict[float, str]:
        """What to say of the right formula times a factor: in the other unit, or with the other sign."""
        said = {-1.0: say("sign")}
        other = {"bits": "nats", "nats": "bits"}.get(self.unit)
        if other:
            feedback = say("other-unit", given=other, asked=self.unit, cure=_CURES[other, self.unit])
            said[UNITS[self.unit] / UNITS[other]] = feedback
        return said

    def _inside(self, point: Mapping[str, float]) -> bool:
        return all(low < point[name] < high for name, (low, high) in self.variables.items())

    def values(self, formula: str) -> list[float]:
        """Return the values of a formula at the points; the learner's are compared with them each time."""
        if formula not in self._values:
            tree = parse(formula, tuple(self.variables))
            self._values[formula] = [evaluate(tree, point) for point in self.points()]
        return list(self._values[formula])

    @cached_property
    def _values(self) -> dict[str, list[float]]:
        return {}

    def agree(self, found: Sequence[float], expected: Sequence[float]) -> list[bool]:
        """Tell at which points two lists of values are the same."""
        return [
            f == e or (math.isfinite(e) and abs(f - e) <= self.tolerance * max(1.0, abs(e)))
            for f, e in zip(found, expected, strict=True)
        ]


@dataclass(frozen=True)
class Function:
    """A function called ``name``, tried on ``cases`` beside the ``answer``, a function that is right.

    ``cases`` draws lists of arguments, small ones first. A slip's answer is a wrong function. The page,
    which has no Python, asks instead what the function returns for the arguments in ``probes``. ``by_hand``
    says that it has to be written without infolib, and ``printed`` is the source of the function that the
    chapter itself prints, which is no answer either.
    """

    name: str
    answer: Callable[..., Any]
    cases: Callable[[np.random.Generator], Iterable[tuple[Any, ...]]]
    probes: Sequence[tuple[Any, ...]]
    slips: Sequence[Slip] = ()
    quiet: bool = False  # whether a warning is a fault
    tolerance: float = 1e-6
    by_hand: bool = True
    printed: str = ""

    @property
    def ask(self) -> str:
        """What stands before the verdict."""
        return self.name


# What some measures of an explorable are: a number as it is shown there, or the least and the most of it.
Where: TypeAlias = Mapping[str, float | tuple[float, float]]


@dataclass(frozen=True)
class Setting:
    """A state of an ``explorable``, as its numbers or its link, in which the figure shows the ``answer``.

    A slip's answer says of which states it is told: the first that fits. That of the last is ``{}``, all
    others. Its feedback may name measures, as in ``{I} bits``.
    """

    ask: str
    answer: Where
    explorable: str
    slips: Sequence[Slip] = ()

    @property
    def board(self) -> Board:
        """What the explorable measures."""
        return BOARDS[self.explorable]

    @property
    def label(self) -> str:
        """What is asked, with the numbers of a state."""
        return f"{self.ask}: {', '.join(self.board.names)}"

    @property
    def ranges(self) -> list[dict[str, tuple[float, float]]]:
        """The least and the most of each measure that is named: in the answer, then in each slip."""
        return [
            {name: both if isinstance(both, tuple) else (both, both) for name, both in where.items()}
            for where in (self.answer, *(slip.answer for slip in self.slips))
        ]

    def slip_in(self, state: State) -> Slip | None:
        """Return the slip of a state, or None if it is right."""
        found = self.board.measures(state)
        for ranges, slip in zip(self.ranges, (None, *self.slips), strict=True):
            values = {name: rounded(found[name], self.board.digits) for name in ranges}
            if all(low <= values[name] <= high for name, (low, high) in ranges.items()):
                return slip
        raise AssertionError(self.ask)  # the last slip is for all others

    def feedback(self, slip: Slip, state: State) -> str:
        """Return what is said of a state with this slip."""
        found = self.board.measures(state)
        return slip.feedback.format(**{name: shown(x, self.board.digits) for name, x in found.items()})


Part: TypeAlias = Number | Choice | Order | Proof | Formula | Function | Setting


@dataclass(frozen=True)
class Exercise:
    """One exercise: its parts, what a right answer means, and hints that come one at a time."""

    id: str
    parts: Sequence[Part]
    right: str
    hints: Sequence[str] = field(default=())
