"""Measures of surprise and uncertainty that theorems speak of, built from the properties that they demand."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np

from mathematics.kinds.drawing import Draw, kind
from mathematics.meanings import UndefinedError, entropy

__all__: list[str] = []  # importing the module makes its kinds known

DIGITS = 50


def halvings(p: float) -> float:
    """Say how many halvings of 1 make p, by additivity alone: squaring p doubles the number.

    The whole part is counted, and then one binary digit after the other; no logarithm is taken.
    """
    if p == 0:
        return math.inf
    if not 0 < p <= 1:
        raise UndefinedError("a probability is a number from 0 to 1")
    number, worth = 0.0, 1.0
    for _ in range(DIGITS):
        while p <= 0.5:
            p, number = 2 * p, number + worth
        p, worth = p * p, worth / 2
    return number


@kind(r"an additive surprise with the value (?P<unit>\S+) at one half")
def additive_surprise(draw: Draw) -> dict[str, Any]:
    """Give a function its value at one half; what it is elsewhere, additivity forces."""
    unit = float(draw.find(draw.words["unit"]))
    return {name: lambda p: unit * halvings(float(p)) for name in draw.names}


@kind(r"how often 1 can be halved without falling below (?P<floor>.+)")
def halvings_above(draw: Draw) -> dict[str, Any]:
    floor = Fraction(float(draw.find(draw.words["floor"])))
    number = 0
    while Fraction(1, 2 ** (number + 1)) >= floor:
        number += 1
    return {name: number for name in draw.names}


@kind(r"a measure that obeys the grouping rule, with the value (?P<unit>\S+) for a fair coin")
def grouping_measure(draw: Draw) -> dict[str, Any]:
    """Choose among N equal cases in two steps: A(N) = H(p) + sum of p_i A(n_i), which gives H(p)."""
    unit = float(draw.find(draw.words["unit"]))

    def equal(number: float) -> float:
        return unit * halvings(1 / number)

    def measure(*p: Any) -> float:
        shares = np.ravel(p[0] if len(p) == 1 else p)
        whole = math.lcm(*(Fraction(float(x)).limit_denominator(10_000).denominator for x in shares))
        counts = [x * whole for x in shares]
        return equal(whole) - math.fsum(x * equal(n) for x, n in zip(shares, counts, strict=True) if n > 0)

    return {name: measure for name in draw.names}


@kind(r"the sum of (?P<shannon>\S+) Shannon and (?P<hartley>\S+) Hartley")
def shannon_and_hartley(draw: Draw) -> dict[str, Any]:
    a, b = (float(draw.find(draw.words[name])) for name in ("shannon", "hartley"))

    def measure(*p: Any) -> float:
        shares = np.ravel(p[0] if len(p) == 1 else p)
        return a * entropy(shares.tolist(), 2) + b * halvings(1 / sum(x > 0 for x in shares.tolist()))

    return {name: measure for name in draw.names}


@kind(r"the count of possible outcomes")
def possible_outcomes(draw: Draw) -> dict[str, Any]:
    def count(p: Any) -> float:
        shares = p.list() if hasattr(p, "letters") else p
        return float(sum(1 for x in shares if x > 0))

    return {name: count for name in draw.names}


@kind(r"the average of sorted draws in the fake sum")
def sorted_draws(draw: Draw) -> dict[str, Any]:
    """Pair the quantiles of Normal(0, 1) with those shifted by m, if both have one sign, and average."""

    def average(shift: float) -> float:
        return _over_quantiles(lambda z: z * math.log2(z / (z + shift)), [0.0, -float(shift)])

    return {name: average for name in draw.names}


def _over_quantiles(term: Any, ends: list[float]) -> float:
    """Integrate over the places u of quantiles z(u), outside of the interval between two ends."""
    from scipy.integrate import quad
    from scipy.special import ndtr, ndtri

    low, high = sorted(ndtr(ends))
    left, _ = quad(lambda u: term(ndtri(u)), 0, low, epsabs=1e-11, limit=400)
    # The upper tail is counted from above, where small numbers keep their digits.
    right, _ = quad(lambda u: term(-ndtri(u)), 0, 1 - high, epsabs=1e-11, limit=400)
    return float(left + right)
