"""Try a learner's function on many inputs, whatever it does, and say what is wrong on the smallest."""

from __future__ import annotations

import copy
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from checker.guard import Outcome, run_guarded
from checker.kinds import Function

__all__ = ["shown", "try_function"]


@dataclass(frozen=True)
class Trial:
    """What a function made of one list of arguments, beside what it should have made."""

    arguments: tuple[Any, ...]
    expected: Outcome
    found: Outcome


def try_function(part: Function, function: Any) -> str:  # noqa: ANN401
    """Return what is wrong with a function, and "" if nothing is."""
    if not callable(function):
        return f"A function is asked for: pass {part.name} itself, without brackets behind it."
    # New inputs each time: whoever memorises those shown is found out at the next attempt.
    cases = list(part.cases(np.random.default_rng()))
    expected = outcomes(part.answer, cases)
    found = outcomes(function, cases)
    trials = [Trial(*three) for three in zip(cases, expected, found, strict=True)]
    failures = [trial for trial in trials if not _agree(trial.found, trial.expected, part)]
    if not failures:
        return ""
    for slip in part.slips:
        theirs = outcomes(slip.answer, cases)
        if all(_agree(f, e, part) for f, e in zip(found, theirs, strict=True)):
            return slip.feedback
    return f"{_pattern(trials, failures)}{_describe(part.name, failures[0], part.quiet)}"


def outcomes(function: Callable[..., Any], cases: Sequence[tuple[Any, ...]]) -> list[Outcome]:
    """Call the function with each list of arguments, kept safe from it."""
    found = run_guarded(function, [copy.deepcopy(case) for case in cases])
    return [
        outcome if outcome.error or _same(outcome.arguments, case) else outcome.with_error("changed", "")
        for outcome, case in zip(found, cases, strict=True)
    ]


def _same(arguments: tuple[Any, ...], case: tuple[Any, ...]) -> bool:
    return all(_bytes(a) == _bytes(c) for a, c in zip(arguments, case, strict=True))


def _bytes(argument: Any) -> object:  # noqa: ANN401
    if isinstance(argument, np.ndarray):
        return (argument.shape, argument.dtype.str, argument.tobytes())
    return repr(argument)


def _agree(found: Outcome, expected: Outcome, part: Function) -> bool:
    if expected.error:  # an input to be refused
        return found.error == expected.error
    if found.error or (part.quiet and found.warning):
        return False
    mine, right = _numbers(found.value), _numbers(expected.value)
    if mine is None or right is None or mine.shape != right.shape:
        return False
    return bool(np.allclose(mine, right, rtol=part.tolerance, atol=1e-9, equal_nan=True))


def _numbers(value: Any) -> np.ndarray[Any, Any] | None:  # noqa: ANN401
    """Return a result as an array of floats, or None if it is none; it may be an object that lies."""
    if value is None or isinstance(value, (str, bytes)):
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            array = np.asarray(value.detach() if hasattr(value, "detach") else value)
            return array.astype(float) if array.dtype.kind in "iuf" else None
    except Exception:  # whatever a learner's object does when it is looked at
        return None


def _pattern(trials: Sequence[Trial], failures: Sequence[Trial]) -> str:
    """Say what all failures have in common, if something."""
    values = [_numbers(trial.found.value) for trial in trials]
    right = [_numbers(trial.expected.value) for trial in trials]
    pairs = [
        (v.ravel(), r.ravel())
        for v, r in zip(values, right, strict=True)
        if v is not None and r is not None and v.shape == r.shape
    ]
    if len(trials) > 2 and all(v is not None for v in values) and _all_equal(values):
        return "It gives the same answer for every input. "
    if pairs and len(pairs) == len(trials):
        mine, theirs = (np.concatenate(side) for side in zip(*pairs, strict=True))
        if np.allclose(mine, -theirs):
            return "The sign is wrong. "
        if theirs.any() and np.allclose(mine, theirs * np.log(2)):
            return "It is right in nats, and bits are asked for: use log2. "
    with_zero = [_has_zero(trial.arguments) for trial in failures]
    if all(with_zero) and not all(_has_zero(trial.arguments) for trial in trials):
        return "It is right as long as no entry is 0. "
    return ""


def _all_equal(values: Sequence[Any]) -> bool:
    return all(v.shape == values[0].shape and np.array_equal(v, values[0]) for v in values)


def _has_zero(arguments: tuple[Any, ...]) -> bool:
    arrays = [_numbers(argument) for argument in arguments]
    return any(array is not None and bool((array == 0).any()) for array in arrays)


def _describe(name: str, trial: Trial, quiet: bool) -> str:
    """Say what happened on one input, and what should have."""
    call = f"{name}({', '.join(shown(argument) for argument in trial.arguments)})"
    found, expected = trial.found, trial.expected
    right = f"must raise a {expected.error}" if expected.error else f"should return {shown(expected.value)}"
    if found.error == "time":
        return f"{call} was still running after some seconds: does a loop never end?"
    if found.error == "changed":
        return f"{call} changes its argument. Work on a copy: the caller still needs it."
    if found.error:
        detail = f": {found.detail}" if found.detail else ""
        return f"{call} raises a {found.error}{detail}, and {right}."
    if found.value is None:
        if found.printed:
            return f"{call} prints its result and returns nothing: use return instead of print."
        return f"{call} returns nothing, and {right}: is the return missing?"
    mine = _numbers(found.value)
    if mine is None:
        return f"{call} returns a {type(found.value).__name__}, and {right}."
    wanted = _numbers(expected.value)
    if wanted is not None and mine.shape != wanted.shape:
        return f"{call} returns the shape {mine.shape}, and the right shape is {wanted.shape}: it {right}."
    if quiet and found.warning and wanted is not None and np.allclose(mine, wanted, equal_nan=True):
        return f"{call} is right, but warns of this: {found.warning}."
    return f"{call} returns {shown(found.value)}, and {right}."


def shown(value: Any) -> str:  # noqa: ANN401
    """Write an argument or a result as a learner would type it, if it is short."""
    array = _numbers(value)
    if array is None:
        text = repr(value)
        return text if len(text) <= 60 else text[:57] + "..."
    if array.size > 24:
        return f"an array of shape {array.shape}"
    return str(np.vectorize(lambda x: float(f"{x:.6g}"), otypes=[float])(array).tolist())
