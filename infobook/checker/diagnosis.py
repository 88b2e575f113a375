"""Say what all the inputs on which a function fails have in common, if something."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from infobook.checker.answers import read_array
from infobook.checker.kinds import Function
from infobook.checker.trial import Trial, arrays

__all__ = ["diagnose"]

Array = np.ndarray[Any, Any]


def diagnose(
    trials: Sequence[Trial], failures: Sequence[Trial], part: Function, function: Callable[..., Any]
) -> str:
    """Return a sentence with a space behind it, or nothing."""
    valid = [trial for trial in trials if not trial.expected.error]
    if len(valid) < 3:
        return ""
    broken = [trial for trial in failures if not trial.expected.error]
    if not broken:
        return "It is right for every input that is allowed. "
    if any(trial.found.value is not None and trial.found.value.changed for trial in broken):
        return ""
    passed = [trial for trial in valid if trial not in broken]
    if any(trial.expected.value.what == "truth values" for trial in valid):
        return _of_inputs(passed, broken)
    return (
        _of_values(valid, part.tolerance)
        or _of_tables(valid)
        or _of_inputs(passed, broken)
        or _of_arguments(valid, part, function)
        or _of_size(valid)
    )


def _of_inputs(passed: Sequence[Trial], failures: Sequence[Trial]) -> str:
    """Find what the inputs have on which it fails, and none of those on which it is right."""
    for has, remark in _KINDS_OF_INPUT:
        if passed and all(map(has, failures)) and not any(map(has, passed)):
            return remark
    return ""


def _arrays(trial: Trial) -> list[Array]:
    arrays = [read_array(argument)[0] for argument in trial.arguments]
    return [array for array in arrays if array is not None]


def _has(test: Callable[[Array], bool]) -> Callable[[Trial], bool]:
    return lambda trial: any(test(array) for array in _arrays(trial))


_KINDS_OF_INPUT: list[tuple[Callable[[Trial], bool], str]] = [
    (_has(lambda a: bool((a == 0).any())), "It is right as long as no entry is 0. "),
    (_has(lambda a: bool((a < 0).any())), "It is right as long as no entry is negative. "),
    (
        _has(lambda a: bool(a.size) and abs(a.sum() - 1) > 1e-9),
        "It is right as long as the entries sum to 1. ",
    ),
    (_has(lambda a: a.ndim > 1), "It is right for one row of numbers, but not for several at once. "),
    (_has(lambda a: a.size > 1), "It is right for one number, but not for several at once. "),
    (_has(lambda a: a.size != 2), "It is right for two outcomes only. "),
]


def _of_values(valid: Sequence[Trial], tolerance: float) -> str:
    """Find how what it returns differs from what is right, if everywhere in the same way."""
    known = _known(valid)
    if len(known) < len(valid):
        return ""
    if all(np.array_equal(m, known[0][0]) for m, _ in known):
        return "It gives the same answer for every input. "
    if all(m.ndim == 2 and _same(m.T, w, tolerance) for m, w in known):
        return "Rows and columns are exchanged. "
    if any(m.shape != w.shape for m, w in known):
        return _of_shapes(valid)
    if _is_mean(valid, tolerance):
        return "It gives the mean over the entries where the sum is asked for. "
    mine, wanted = (np.concatenate([pair[side].ravel() for pair in known]) for side in (0, 1))
    finite = np.isfinite(wanted)
    if not np.array_equal(finite, np.isfinite(mine)) or len(set(wanted[finite].round(9))) < 3:
        return ""
    mine, wanted = mine[finite], wanted[finite]
    largest = np.argmax(np.abs(wanted))
    if _near(mine, wanted, tolerance):
        return ""  # what is wrong is not the value
    if np.allclose(mine, wanted, rtol=1e-2, atol=1e-2 * abs(wanted[largest])):
        return _of_precision(valid)
    for factor, remark in _FACTORS:
        if _near(mine, wanted * factor, tolerance):
            return remark
    ratio, gap = mine[largest] / wanted[largest], mine[largest] - wanted[largest]
    if ratio and _near(mine, wanted * ratio, tolerance):
        return f"Every answer is {ratio:.4g} times the right one. "
    if _near(mine, wanted + gap, tolerance):
        return f"Every answer is {abs(gap):.4g} too {'large' if gap > 0 else 'small'}. "
    return ""


def _is_mean(valid: Sequence[Trial], tolerance: float) -> bool:
    """Tell whether each sum is divided by the number of entries, which is not always the same."""
    counts = [max((a.size for a in _arrays(trial)), default=0) for trial in valid]
    return len(set(counts)) > 1 and all(
        _same(m * n, w, tolerance) for n, (m, w) in zip(counts, _known(valid), strict=True)
    )


def _known(valid: Sequence[Trial]) -> list[tuple[Array, Array]]:
    pairs = [(trial.mine, trial.wanted) for trial in valid]
    return [(mine, wanted) for mine, wanted in pairs if mine is not None and wanted is not None]


def _of_size(valid: Sequence[Trial]) -> str:
    """Find whether it errs on one side only."""
    known = _known(valid)
    if len(known) < len(valid) or any(m.shape != w.shape for m, w in known):
        return ""
    if all((m >= w - 1e-9).all() for m, w in known):
        return "It is never too small, but often too large. "
    if all((m <= w + 1e-9).all() for m, w in known):
        return "It is never too large, but often too small. "
    return ""


_FACTORS = [
    (-1.0, "The sign is wrong. "),
    (np.log(2), "It is right in nats, and bits are asked for: use log2. "),
    (1 / np.log(2), "It is right in bits, and nats are asked for: use the natural logarithm. "),
    (np.log10(2), "It is right in hartleys, and bits are asked for: use log2. "),
]


def _of_precision(valid: Sequence[Trial]) -> str:
    if any(trial.found.value.what in ("float16", "float32") for trial in valid):
        return "It is right to the few digits that such short numbers have: compute in float64. "
    return "It is very near: does it round, or add a small number inside the logarithm? "


def _of_shapes(valid: Sequence[Trial]) -> str:
    """Find whether a table is summed along the wrong axis."""
    tables = [(t, next((a for a in _arrays(t) if a.ndim == 2), None)) for t in valid]
    if all(
        table is not None
        and t.mine is not None
        and t.wanted is not None
        and t.wanted.ndim == 1 == t.mine.ndim
        and sorted([t.mine.size, t.wanted.size]) == sorted(table.shape)
        for t, table in tables
    ):
        return "It goes along the wrong axis of the table. "
    return ""


def _of_tables(valid: Sequence[Trial]) -> str:
    """Find whether it stops on tables that are not square, and on no other, as exchanged axes do."""
    shapes = [next((a.shape for a in _arrays(trial) if a.ndim == 2), (1, 1)) for trial in valid]
    stops = [bool(trial.found.error) for trial in valid]
    square = [stop for (rows, columns), stop in zip(shapes, stops, strict=True) if rows == columns]
    others = [
        stop for (rows, columns), stop in zip(shapes, stops, strict=True) if rows != columns and rows > 1
    ]
    if others and all(others) and not any(square):
        return "It stops on tables that are not square: look along which axis each sum runs. "
    return ""


def _of_arguments(valid: Sequence[Trial], part: Function, function: Callable[..., Any]) -> str:
    """Find whether it takes its two arguments, or the two axes of a table, for each other."""
    tolerance = part.tolerance
    turned = [_turned(trial.arguments) for trial in valid]
    if any(t.mine is None for t in valid) or any(arguments is None for arguments in turned):
        return ""
    arguments = [a for a in turned if a is not None]
    right = arrays(part.answer, arguments)
    both = "arguments" if len(valid[0].arguments) == 2 else "variables of the table"
    if all(_same(t.mine, r, tolerance) for t, r in zip(valid, right, strict=True)):
        return f"It has the two {both} the other way round. "
    if all(_same(t.wanted, r, tolerance) for t, r in zip(valid, right, strict=True)):
        mine = arrays(function, arguments)
        if len(mine) == len(valid) and not all(
            _same(t.mine, m, tolerance) for t, m in zip(valid, mine, strict=True)
        ):
            return f"It should not matter in which order the two {both} are, and here it does. "
    return ""


def _turned(arguments: tuple[Any, ...]) -> tuple[Any, ...] | None:
    if len(arguments) == 2 and np.shape(arguments[0]) == np.shape(arguments[1]):
        return arguments[::-1]
    if len(arguments) == 1 and np.ndim(arguments[0]) == 2:
        return (np.ascontiguousarray(np.transpose(arguments[0])),)
    return None


def _same(one: Array | None, other: Array | None, tolerance: float) -> bool:
    return one is not None and other is not None and one.shape == other.shape and _near(one, other, tolerance)


def _near(one: Array, other: Array, tolerance: float) -> bool:
    return bool(np.allclose(one, other, rtol=tolerance, atol=1e-9, equal_nan=True))
