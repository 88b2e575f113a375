"""Try a function on many inputs beside the right one, and tell where the two agree."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from infobook.checker.answers import read_array
from infobook.checker.guard import Outcome, run_guarded
from infobook.checker.kinds import Function

__all__ = ["Result", "Trial", "outcomes"]


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

    def agrees(self, part: Function) -> bool:
        """Tell whether the function did on this input what it should have done."""
        if (self.found.value and self.found.value.changed) or (part.quiet and self.found.warning):
            return False
        return same(self.found, self.expected, part)


def outcomes(function: Callable[..., Any], cases: Sequence[tuple[Any, ...]]) -> list[Outcome]:
    """Call the function with each list of arguments, kept safe from it; the values are Results."""

    def measured(*arguments: Any) -> Result:  # noqa: ANN401
        before = [_bytes(argument) for argument in arguments]
        value = function(*arguments)
        return Result(*read_array(value), changed=before != [_bytes(argument) for argument in arguments])

    return run_guarded(measured, copy.deepcopy(cases))


def arrays(
    function: Callable[..., Any], cases: Sequence[tuple[Any, ...]]
) -> list[np.ndarray[Any, Any] | None]:
    """Call the function likewise, and return the arrays alone."""
    return [(outcome.value or NOTHING).array for outcome in outcomes(function, cases)]


def _bytes(argument: Any) -> object:  # noqa: ANN401
    if isinstance(argument, np.ndarray):
        return (argument.shape, argument.dtype.str, argument.tobytes())
    return repr(argument)


def fits(trials: Sequence[Trial], theirs: Sequence[Outcome], part: Function) -> bool:
    """Tell whether a slip explains failures: where the learner fails, it gives the same numbers, if any.

    So a slip of the formula is told to those, too, whose function also fails at 0 or refuses nothing: one
    thing at a time.
    """
    # That it refuses what the slip refuses explains nothing if it refuses more.
    refuses_more = any(t.found.error and not other.error for t, other in zip(trials, theirs, strict=False))
    computes = accepts = refuses_otherwise = False
    for trial, other in zip(trials, theirs, strict=False):
        right = trial.agrees(part)
        if same(trial.found, other, part):
            if not (right or (trial.found.error and refuses_more)):
                computes = computes or not trial.expected.error
                accepts = accepts or bool(trial.expected.error)
        elif right or (_is_number(trial.found) and _is_number(other)):
            return False
        # Who refuses with an AssertionError what must raise a ValueError does not accept it, as a slip may.
        elif trial.expected.error and trial.found.error and not other.error:
            refuses_otherwise = True
    return computes or (accepts and not refuses_otherwise)


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
