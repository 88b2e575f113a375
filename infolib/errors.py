"""The one error that infolib's checks raise, and what it says: what is wrong, where, and what was meant."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, MappingView, Set
from typing import Any

import numpy as np

Values = np.ndarray[Any, Any]


class NotADistributionError(ValueError):
    """The input is no distribution; the message says which entry or sum, and what was probably meant."""


def explain_kind(x: object, name: str, kind: str) -> str:
    """Say what ``x`` holds (no real numbers: NumPy's ``kind``), and how to get at those that it has."""
    what = f"{name} must hold real numbers, but holds " + {
        "b": "booleans; if True means 1, convert them to float first",
        "c": "complex numbers",
        "O": "Python objects; convert them to float first",
        "S": "bytes; convert them to float first",
        "U": "text; convert it to float first",
    }.get(kind, "something else")
    if hasattr(x, "toarray"):  # sparse matrices of SciPy's
        return f"{what}: {name}.toarray()"
    if isinstance(x, Mapping):
        return f"{what}: list({name}.values())"
    if isinstance(x, (Iterator, MappingView)):
        return f"{what}: list({name})"
    return f"{what}: sorted({name}) as a list, for a set has no order" if isinstance(x, Set) else what


def explain_labels(p: Any, q: Any) -> str:  # noqa: ANN401
    """Say that the labels of two arguments differ, and how to bring them together."""
    what = f"the labels {q.owner}.{q.place} are not {p.owner}.{p.place}"
    if set(p.index) == set(q.index):
        columns = "columns=" if q.place == "columns" else ""
        return f"{what}, but in another order: {q.owner}.reindex({columns}{p.owner}.{p.place})"
    frame, other = sorted((p, q), key=lambda label: -label.ndim)
    options = "fill_value=0" if frame.ndim == 1 else "axis=1, fill_value=0"
    if frame.ndim == 2 and p.place == q.place == "index":  # a row that one lacks is no row of zeros
        options = 'axis=0, join="inner"'
    return f"{what}: {frame.owner}, {other.owner} = {frame.owner}.align({other.owner}, {options})"


def explain_entry(p: Values, name: str, noun: str) -> str:
    """Name the first entry that is no probability (or no count), and say what was probably meant."""
    lowest = p.min()
    if np.isnan(lowest):
        bad, cure = np.isnan(p), "look upstream for 0/0, inf - inf or a missing value"
    elif lowest < 0 and noun == "count":
        bad, cure = p < 0, "a count is 0 or more"
    elif lowest < 0:  # softmax() turns log-probabilities into their probabilities, too
        bad, cure = p < 0, "these look like logits: softmax() them first"
    elif p.max() == math.inf:
        bad, cure = p == math.inf, f"a {noun} is finite"
    else:
        bad = p > 1
        if p.max() < 1.001:
            cure = "it is slightly above 1: normalize() the distribution it comes from"
        elif (p == np.floor(p)).all():
            cure = "these look like counts: normalize() them first"
        else:
            cure = "these look like percentages or weights: normalize() them first (logits: softmax() them)"
    index = first(bad)
    return f"{part(name, index)} = {float(p[index])} is not a {noun}; {cure}"


@np.errstate(over="ignore")  # a sum too large for a float is inf, and not 1 either
def explain_sum(p: Values, axis: int, name: str, tolerance: float) -> str:
    """Name the first sum that is not 1, and say what was probably meant."""
    sums = p.sum(axis, dtype=float, keepdims=True)
    index = first(~(abs(sums - 1) <= tolerance))
    found = float(sums[index])
    return f"{part(name, index, axis)} sums to {found:.12g}, not 1; {_sum_cure(p, axis, found, tolerance)}"


def _sum_cure(p: Values, axis: int, found: float, tolerance: float) -> str:
    for other in set(range(p.ndim)) - {axis}:
        if (abs(p.sum(other, dtype=float) - 1) <= tolerance).all():
            return f"the sums along axis {other} are 1: pass axis={other}"
    if p.ndim > 1 and abs(p.sum(dtype=float) - 1) <= tolerance:
        return "the whole table sums to 1: for a joint distribution, reshape it to one axis first"
    if found == 0:
        return "every probability in it is 0"
    if abs(found - 100) < 0.5:
        return "these look like percentages: divide them by 100, or normalize() them first"
    if (p == np.floor(p)).all():
        return "these look like counts: normalize() them first"
    if p.max() > 1:
        return "these look like logits: softmax() them first (weights: normalize() them)"
    if abs(found - 1) < 0.015:
        return "these look like rounded probabilities: normalize() them first"
    return "is an outcome missing or there twice? If these are weights, normalize() them first"


@np.errstate(over="ignore")
def explain_table_sum(p: Values) -> str:
    """Name the table whose sum is furthest from 1, and say what was probably meant."""
    sums = p.sum((-2, -1), dtype=float)
    index = tuple(int(i) for i in np.unravel_index(abs(sums - 1).argmax(), sums.shape))
    found = float(sums[index])
    name = f"p_xy[{', '.join(map(str, index))}, :, :]" if index else "p_xy"
    return f"{name} sums to {found:.12g}, not 1; {_table_cure(p, p[index], found)}"


def _table_cure(p: Values, table: Values, found: float) -> str:
    def near(x: Any, target: float = 1.0) -> bool:  # noqa: ANN401
        return bool((abs(x - target) < 1e-6 * target).all())

    if near(table.sum(1)):
        return "each row sums to 1: if this is p(y|x), multiply row x by p(x) first"
    if near(table.sum(0)):
        return "each column sums to 1: if this is p(x|y), multiply column y by p(y) first"
    if near(p.sum()):
        return "the whole array sums to 1: the last two axes must be x and y; sum over the others first"
    if found == 0:
        return "every probability in it is 0"
    if near(np.float64(found), 100.0):
        return "these look like percentages: divide them by 100 first"
    if (table == np.floor(table)).all():
        return "these look like counts: divide the table by its sum first"
    if abs(found - 1) < 0.015:
        return "these look like rounded probabilities: divide the table by its sum first"
    return "is an outcome missing or there twice? If these are weights, divide the table by its sum first"


def first(found: Values) -> tuple[int, ...]:
    """Return the place of the first True."""
    return tuple(np.argwhere(found)[0].tolist())


def part(name: str, index: tuple[int, ...], axis: int | None = None) -> str:
    """Write an entry as p[1, 2], a slice along ``axis`` as p[1, :], and the whole of p as p."""
    places = [":" if place == axis else str(i) for place, i in enumerate(index)]
    return name if places in ([], [":"]) else f"{name}[{', '.join(places)}]"
