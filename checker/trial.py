"""Try a learner's function on many inputs, whatever it does, and say what is wrong on the smallest."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from checker.answers import read_array
from checker.describe import describe, shown
from checker.guard import Outcome, run_guarded
from checker.kinds import Function
from checker.patterns import pattern

__all__ = ["Result", "Trial", "outcomes", "shown", "try_function"]


@dataclass(frozen=True, eq=False)
class Result:
    """What a function returned, looked at once and for all while the guard was there."""

    array: np.ndarray[Any, Any] | None
    what: str  # in words, such as "a list"
    changed: bool  # whether the arguments are no longer what they were


NOTHING = Result(None, "", False)


@dataclass(frozen=True, eq=False)
class Trial:
    """What a function made of one list of arguments, beside what it should have made."""

    arguments: tuple[Any, ...]
    expected: Outcome
    found: Outcome

    @property
    def wanted(self) -> np.ndarray[Any, Any] | None:
        """The right array, or None where the input must be refused."""
        return (self.expected.value or NOTHING).array

    @property
    def mine(self) -> np.ndarray[Any, Any] | None:
        """What the learner's function returned, if it is an array of numbers."""
        return (self.found.value or NOTHING).array

    @property
    def size(self) -> tuple[bool, int]:
        """Small inputs sort first, and inputs that must be refused last."""
        return bool(self.expected.error), sum(np.size(argument) for argument in self.arguments)


def try_function(part: Function, function: Any) -> str:  # noqa: ANN401
    """Return what is wrong with a function, and "" if nothing is."""
    if not callable(function):
        return f"A function is asked for: pass {part.name} itself, without brackets or quotes."
    # New inputs each time: whoever memorises those shown is found out at the next attempt.
    cases = list(part.cases(np.random.default_rng()))
    found = outcomes(function, cases)
    expected = outcomes(part.answer, cases, trusted=True)
    trials = [Trial(*three) for three in zip(cases, expected, found, strict=False)]
    failures = [trial for trial in trials if not agree(trial, part)]
    if not failures:
        return ""
    for slip in part.slips:
        if fits(trials, outcomes(slip.answer, cases, trusted=True), part):
            return slip.feedback

    def again(arguments: Sequence[tuple[Any, ...]], *, mine: bool) -> list[np.ndarray[Any, Any] | None]:
        made = outcomes(function if mine else part.answer, arguments, trusted=not mine)
        return [(outcome.value or NOTHING).array for outcome in made]

    smallest = min(failures, key=lambda trial: trial.size)
    return f"{pattern(trials, failures, part.tolerance, again)}{describe(part.name, smallest)}"


def outcomes(
    function: Callable[..., Any], cases: Sequence[tuple[Any, ...]], *, trusted: bool = False
) -> list[Outcome]:
    """Call the function with each list of arguments, kept safe from it; the values are Results."""

    def measured(*arguments: Any) -> Result:  # noqa: ANN401
        before = [_bytes(argument) for argument in arguments]
        value = function(*arguments)
        return Result(*read_array(value), changed=before != [_bytes(argument) for argument in arguments])

    return run_guarded(measured, copy.deepcopy(cases), trusted=trusted)


def _bytes(argument: Any) -> object:  # noqa: ANN401
    if isinstance(argument, np.ndarray):
        return (argument.shape, argument.dtype.str, argument.tobytes())
    return repr(argument)


def agree(trial: Trial, part: Function) -> bool:
    """Tell whether the function did on this input what it should have done."""
    if (trial.found.value and trial.found.value.changed) or (part.quiet and trial.found.warning):
        return False
    return same(trial.found, trial.expected, part)


def fits(trials: Sequence[Trial], theirs: Sequence[Outcome], part: Function) -> bool:
    """Tell whether a slip explains failures: where the learner fails, it gives the same numbers, if any.

    So a slip of the formula is told to those, too, whose function also fails at 0 or refuses nothing: one
    thing at a time.
    """
    explained = False
    for trial, other in zip(trials, theirs, strict=False):
        right = agree(trial, part)
        if same(trial.found, other, part):
            explained = explained or not right
        elif right or (_is_number(trial.found) and _is_number(other)):
            return False
    return explained


def _is_number(outcome: Outcome) -> bool:
    array = (outcome.value or NOTHING).array
    return array is not None and not np.isnan(array).any()


def same(found: Outcome, other: Outcome, part: Function) -> bool:
    """Tell whether two functions did the same on an input: both gave the same numbers, or raised the same."""
    if found.error or other.error:
        return found.error == other.error
    mine, theirs = found.value.array, other.value.array
    if mine is None or theirs is None or mine.shape != theirs.shape:
        return False
    if "truth values" in (other.value.what, found.value.what) and found.value.what != other.value.what:
        return False
    return bool(np.allclose(mine, theirs, rtol=part.tolerance, atol=1e-9, equal_nan=True))
