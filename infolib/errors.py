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
    held = {
        "b": "booleans; if True means 1, convert them to float first",
        "c": "complex numbers",
        "O": "Python objects; convert them to float first",
        "S": "bytes; convert them to float first",
        "U": "text; convert it to float first",
    }
    cures = {
        f": {name}.toarray()": hasattr(x, "toarray"),  # sparse matrices of SciPy's
        f": list({name}.values())": isinstance(x, Mapping),
        f": list({name})": isinstance(x, (Iterator, MappingView)),
        f": sorted({name}) as a list, for a set has no order": isinstance(x, Set),
        "": True,
    }
    return f"{name} must hold real numbers, but holds {held.get(kind, 'something else')}{_cure(cures)}"


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
    negative = "a count is 0 or more" if noun == "count" else "these look like logits: softmax() them first"
    cures = {
        "look upstream for 0/0, inf - inf or a missing value": np.isnan(p),
        negative: p < 0,  # softmax() turns log-probabilities into their probabilities, too
        f"a {noun} is finite": p == math.inf,
        "it is slightly above 1: normalize() the distribution it comes from": (p > 1) & (p.max() < 1.001),
        "these look like counts: normalize() them first": (p > 1) & (p == np.floor(p)).all(),
        "these look like percentages or weights: normalize() them first (logits: softmax() them)": p > 1,
    }
    cure = _cure(cures)
    index = first(cures[cure])
    return f"{part(name, index)} = {float(p[index])} is not a {noun}; {cure}"


@np.errstate(over="ignore")  # a sum too large for a float is inf, and not 1 either
def explain_sum(p: Values, axis: int, name: str, tolerance: float) -> str:
    """Name the first sum that is not 1, and say what was probably meant."""
    ones = {along: abs(p.sum(along, dtype=float, keepdims=True) - 1) <= tolerance for along in range(p.ndim)}
    index = first(~ones.pop(axis))
    found = float(p.sum(axis, dtype=float, keepdims=True)[index])
    joint, whole = abs(p.sum(dtype=float) - 1) <= tolerance, (p == np.floor(p)).all()
    cures = {f"the sums along axis {n} are 1: pass axis={n}": one.all() for n, one in ones.items()} | {
        "the whole table sums to 1: for a joint distribution, reshape it to one axis first": joint,
        "these look like percentages: divide them by 100, or normalize() them first": abs(found - 100) < 0.5,
        "these look like logits: softmax() them first (weights: normalize() them)": (p > 1) & ~whole,
    }
    return _explain_sum(part(name, index, axis), found, p, cures, "normalize() them")


@np.errstate(over="ignore")
def explain_table_sum(p: Values) -> str:
    """Name the table whose sum is furthest from 1, and say what was probably meant."""
    sums = p.sum((-2, -1), dtype=float)
    index = tuple(int(i) for i in np.unravel_index(abs(sums - 1).argmax(), sums.shape))
    table, found = p[index], float(sums[index])
    rows, columns, whole = ((abs(x - 1) < 1e-6).all() for x in (table.sum(1), table.sum(0), p.sum()))
    cures = {
        "each row sums to 1: if this is p(y|x), multiply row x by p(x) first": rows,
        "each column sums to 1: if this is p(x|y), multiply column y by p(y) first": columns,
        "the whole array sums to 1: the last two axes must be x and y; sum over the others first": whole,
        "these look like percentages: divide them by 100 first": abs(found - 100) < 1e-4,
    }
    return _explain_sum(part("p_xy", (*index, ":", ":")), found, table, cures, "divide the table by its sum")


def _explain_sum(name: str, found: float, p: Values, cures: dict[str, Any], fix: str) -> str:
    cures = cures | {
        "every probability in it is 0": found == 0,
        f"these look like counts: {fix} first": (p == np.floor(p)).all(),
        f"these look like rounded probabilities: {fix} first": abs(found - 1) < 0.015,
        f"is an outcome missing or there twice? If these are weights, {fix} first": True,
    }
    return f"{name} sums to {found:.12g}, not 1; {_cure(cures)}"


def _cure(cures: dict[str, Any]) -> str:
    """Return the first cure whose condition holds, anywhere if for each entry."""
    return next(cure for cure, condition in cures.items() if np.any(condition))


def first(found: Values) -> tuple[int, ...]:
    """Return the place of the first True."""
    return tuple(np.argwhere(found)[0].tolist())


def part(name: str, index: tuple[int | str, ...], axis: int | None = None) -> str:
    """Write an entry as p[1, 2], a slice along ``axis`` as p[1, :], and the whole of p as p."""
    places = [":" if place == axis else str(i) for place, i in enumerate(index)]
    return f"{name}[{', '.join(places)}]" if set(places) - {":"} else name
