"""Compare the sides of a chain in one draw: as exactly as numbers allow, or to the digits that are shown."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise, product
from typing import Any

import numpy as np

from mathematics.claims import Claim, Equivalent
from mathematics.environment import MISUNDERSTOOD
from mathematics.evaluator import Environment, UnknownError, as_value, evaluate, key
from mathematics.meanings import Uncertain
from mathematics.probabilities import by_cases
from mathematics.ranges import holds
from mathematics.tree import (
    Bracketed,
    Call,
    Chain,
    Derivative,
    Integral,
    Negative,
    Node,
    Number,
    Power,
    Product,
    Sum,
    Words,
    symbols,
)

__all__ = ["EXACT", "FAR", "compare", "gap_between", "shown", "value_of"]

EXACT, NUMERICAL = 1e-9, 2e-6  # of what is computed, and of what is differentiated or integrated
FAR = 0.3  # as a share of the larger side, that is: 0 = 0 alone is no equality


def compare(chain: Claim, environment: Environment) -> str | list[float] | None:
    """Compare each side with the next: the gaps, or what is wrong, or None if a side is undefined."""
    if isinstance(chain, Equivalent):
        return _both_or_neither(chain, environment)
    try:
        values = [value_of(side, environment) for side in chain.sides]
    except UnknownError as error:
        values = _side_by_side(chain, environment, error)
    if any(value is None for value in values):
        raise UnknownError("a side is missing")
    units = {unit for unit in chain.units if unit}
    if len(units) > 1:
        factor = {"bits": math.log(2) / math.log(environment.base), "nats": 1 / math.log(environment.base)}
        values = [
            value * factor[unit] if unit else value for value, unit in zip(values, chain.units, strict=True)
        ]
    if any(np.any(np.isnan(value)) for value in values):
        return None
    gaps = []
    for place, relation in enumerate(chain.relations):
        left, right = values[place], values[place + 1]
        slack = _tolerance(chain.sides[place], chain.sides[place + 1], left, right)
        gap = gap_between(left, relation, right, slack)
        if gap is None:
            return f"{shown(left)} {relation} {shown(right)} is false, in relation {place + 1}"
        fixed = any(next(symbols(side), None) is None for side in chain.sides[place : place + 2])
        gaps.append(gap if fixed or _share_apart(left, right) < FAR else max(gap, FAR))
    return gaps


def _both_or_neither(claim: Equivalent, environment: Environment) -> str | list[float] | None:
    if any(_is_too_near(chain, environment) for chain in (claim.left, claim.right)):
        return None
    left = holds(claim.left, environment)
    right = all(holds(claim.right, each) for each in _everywhere(claim, environment))
    if left != right:
        return f"the first statement is {left}, the second {right}"
    first, last = (0.0, math.inf) if left else (math.inf, 0.0)
    return [first] * len(claim.left.relations) + [last] * len(claim.right.relations)


def _everywhere(claim: Equivalent, environment: Environment) -> list[Environment]:
    """Return the environments of all places and outcomes of which the right statement may speak."""
    if not claim.everywhere:
        return [environment]
    known = {each.name for side in claim.left.sides for each in symbols(side)}
    letters = dict.fromkeys(each.name for side in claim.right.sides for each in symbols(side))
    choices = {name: environment.scene.choices(name) for name in letters if name not in known}
    ranges = {name: values for name, values in choices.items() if values and name not in environment.bound}
    return [
        environment.bind(**dict(zip(ranges, values, strict=True))) for values in product(*ranges.values())
    ]


def _is_too_near(chain: Chain, environment: Environment) -> bool:
    """Tell whether nobody can say if two numbers are equal or just nearly so."""
    if set(chain.relations) != {"="}:
        return False
    values = [value_of(side, environment) for side in chain.sides]
    apart = [
        float(np.max(np.abs(np.subtract(a, b)))) for a, b in pairwise(values) if np.shape(a) == np.shape(b)
    ]
    return any(1e-13 < gap < 1e-7 for gap in apart)


def _side_by_side(chain: Chain, environment: Environment, error: UnknownError) -> list[Any]:
    """Evaluate a relation between random variables, or a sample's frequencies: it holds in each case."""
    named = {
        name: environment.get(name)
        for side in chain.sides
        for s in symbols(side)
        for name in (key(s), s.name)
    }
    uncertain = {name: value for name, value in named.items() if isinstance(value, Uncertain)}
    try:
        for name, value in uncertain.items():
            cases = [environment.bind(**{name: each}) for weight, each in value.values if weight > 0]
            return [np.array([value_of(side, case) for case in cases]) for side in chain.sides]
        return [by_cases(side, environment) for side in chain.sides]
    except MISUNDERSTOOD:
        raise error from None


def value_of(side: Node, environment: Environment) -> Any:
    if isinstance(side, Words):
        return None
    return as_value(evaluate(side, environment))


def _share_apart(left: Any, right: Any) -> float:
    """Return the distance of two sides as a share of the larger; 0 and 0, or infinity twice, tell nothing."""
    size = np.maximum(np.abs(left), np.abs(right))
    telling = (size > EXACT) & np.isfinite(size)
    share = np.where(telling, np.abs(np.subtract(left, right)) / np.where(telling, size, 1.0), math.inf)
    return float(np.min(share))


def gap_between(left: Any, relation: str, right: Any, slack: float) -> float | None:
    """Return how far the sides are from equality, or None if the relation is false."""
    if np.shape(left) != np.shape(right) and np.ndim(left) and np.ndim(right):
        return None
    left, right = np.broadcast_arrays(np.asarray(left, dtype=float), np.asarray(right, dtype=float))
    with np.errstate(invalid="ignore"):
        size = np.maximum(1.0, np.minimum(np.abs(left), np.abs(right)))
        apart = np.where(left == right, 0.0, np.abs(left - right))
        near = apart <= slack * (size if slack < 1e-5 else 1.0)
        match relation:
            case "=":
                true = near
            case "~":
                true = apart <= np.maximum(slack, 0.05 * np.abs(right))
            case "<=":
                true = (left <= right) | near
            case "<":
                true = left < right
            case ">=":
                true = (left >= right) | near
            case ">":
                true = left > right
            case "!=":
                true = ~near
            case _:
                raise UnknownError(f"the relation {relation}")
    return float(np.min(apart / size)) if np.all(true) else None


def _tolerance(left_side: Node, right_side: Node, left: Any, right: Any) -> float:
    """Say how near two sides must be: to the digits shown, where one is a rounded number."""
    slack = EXACT
    for side, other in ((left_side, right_side), (right_side, left_side)):
        digits = _digits_shown(side)
        if digits is not None:
            inexact = any(len(n.text.partition(".")[2]) >= 3 for n in _numbers(other))
            slack = max(slack, (1.01 if inexact else 0.5001) * 10.0**-digits)
        elif isinstance(side, Sum | Product):  # 1 - 0.6887 goes on with a rounded number
            rounded = [len(n.text.partition(".")[2]) for n in _numbers(side)]
            slack = max(slack, sum(0.5001 * 10.0**-digits for digits in rounded if digits >= 4))
    if slack == EXACT and any(_is_numerical(side) for side in (left_side, right_side)):
        slack = NUMERICAL
    return slack


def _digits_shown(node: Node) -> int | None:
    """Count the decimals of a side that is a decimal number and nothing else."""
    if isinstance(node, Negative):
        return _digits_shown(node.part)
    if isinstance(node, Number) and "." in node.text:
        return len(node.text.partition(".")[2])
    if isinstance(node, Bracketed) and node.items:
        found = [_digits_shown(item) for item in node.items]
        return min((digits for digits in found if digits is not None), default=None)
    if isinstance(node, Product) and len(node.factors) == 2 and isinstance(node.factors[1], Power):
        digits = _digits_shown(node.factors[0])  # 8.07 times 10^67
        power = node.factors[1]
        if digits is not None and isinstance(power.base, Number) and isinstance(power.exponent, Number):
            return digits - int(float(power.exponent.text))
    return None


def _numbers(node: Node) -> Iterator[Number]:
    return (part for part in node.everything if isinstance(part, Number))


def _is_numerical(node: Node) -> bool:
    return any(
        isinstance(part, Derivative | Integral)
        or (isinstance(part, Call) and part.head.name.endswith("'") and part.head.name[0] not in "pqr")
        for part in node.everything
    )


def shown(value: Any) -> str:
    return np.array2string(np.asarray(value, dtype=float), precision=6, separator=", ", threshold=8)
