"""Pairs of distributions, weights and groups, and divergences with the curves that make them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from scipy import stats
from scipy.optimize import root

from mathematics.kinds.drawing import Draw, kind, listed, probabilities
from mathematics.meanings import Indexed, Law, UndefinedError, divergence, logarithm, times

__all__: list[str] = []  # importing the module makes its kinds known


@kind(r"distributions on the same outcomes, often with none in common")
def apart(draw: Draw) -> dict[str, Any]:
    size = draw.choose(2, 3, 4)
    lists = [probabilities(draw, size) for _ in draw.names]
    if draw.edge(0.5):
        first = int(draw.rng.integers(1, size))
        lists[0][first:], lists[1][:first] = 0.0, 0.0
        if not (lists[0].sum() and lists[1].sum()):
            lists = list(np.eye(size)[:2])
    return {name: values / values.sum() for name, values in zip(draw.names, lists, strict=True)}


@kind(r"a truth and a belief that rules out nothing, often certain and just below a power of one half")
def near_a_power(draw: Draw) -> dict[str, Any]:
    """Draw what makes a rounded word as long as it can be, or no longer than it must be."""
    truth, belief = draw.names
    size = draw.choose(2, 3, 4)
    p, q = probabilities(draw, size), draw.rng.dirichlet(np.full(size, 1.0)) + 1e-9
    if draw.edge(0.4):
        place, below = int(draw.rng.integers(size)), draw.choose(0.0, 1e-6)
        share = 0.5 ** int(draw.rng.integers(1, 6)) - below
        q[place] = 0.0
        p, q = np.eye(size)[place], q / q.sum() * (1 - share)
        q[place] = share
    return {truth: p, belief: q / q.sum()}


@kind(r"distributions on the same outcomes, all of them possible")
def all_possible(draw: Draw) -> dict[str, Any]:
    size = draw.choose(2, 3, 4)
    return {name: draw.rng.dirichlet(np.full(size, 2.0)) for name in draw.names}


@kind(r"weights like (?P<like>\S+)")
def weights(draw: Draw) -> dict[str, Any]:
    """Draw numbers that are not negative, some of them 0, but not all; or in proportion to each other."""
    size = len(listed(draw, "like"))
    found: dict[str, Any] = {}
    for name in draw.names:
        values = draw.rng.exponential(size=size) + 1e-3
        if draw.edge(0.3):
            values[int(draw.rng.integers(size))] = 0.0 if size > 1 else 1.0
        first = next(iter(found.values()), values)
        found[name] = first * draw.choose(0.5, 1.0, 3.0) if draw.edge(0.3) else values
    return found


@kind(
    r"groups of the places in (?P<first>\S+), their weights under it and under (?P<second>\S+), and a group"
)
def weighed_groups(draw: Draw) -> dict[str, Any]:
    """Deal the places into groups; sometimes each place is a group of its own."""
    p, q = listed(draw, "first"), listed(draw, "second")
    number = len(p) if draw.edge(0.3) else int(draw.rng.integers(1, len(p) + 1))
    order = draw.rng.permutation(len(p))
    groups = [frozenset(int(i) + 1 for i in order[j::number]) for j in range(number)]

    def weigh(law: np.ndarray) -> np.ndarray:
        return np.array([math.fsum(law[i - 1] for i in group) for group in groups])

    group, under_p, under_q, one = draw.names
    return {
        group: Indexed(lambda j: groups[int(j) - 1]),
        under_p: weigh(p),
        under_q: weigh(q),
        one: int(draw.rng.integers(number)) + 1,
    }


@kind(r"a divergence, the convex function that makes it, and the slope of that at 1")
def f_divergences(draw: Draw) -> dict[str, Any]:
    """Choose a divergence with a formula of its own: Kullback and Leibler's, chi-squared, Hellinger's, L1."""
    sums: list[tuple[Any, Any, float]] = [
        (lambda p, q: divergence(p, q, math.e), lambda t: times([t, logarithm(t, math.e)]), 1.0),
        (lambda p, q: math.fsum(p**2 / q) - 1, lambda t: (t - 1) ** 2, 0.0),
        (lambda p, q: 2 - 2 * math.fsum(np.sqrt(p * q)), lambda t: (np.sqrt(t) - 1) ** 2, 0.0),
        (lambda p, q: math.fsum(abs(p - q)), lambda t: abs(t - 1), draw.choose(-1.0, 0.0, 0.5)),
    ]
    of, curve, slope = draw.choose(*sums)
    return dict(zip(draw.names, (lambda p, q: float(of(_list(p), _list(q))), curve, slope), strict=True))


def _list(law: Any) -> np.ndarray:
    return law.list() if isinstance(law, Law) else np.asarray(law)


@kind(r"two coins, and the least false alarms of tests that miss with probability (?P<misses>\S+)")
def false_alarms(draw: Draw) -> dict[str, Any]:
    """Draw one coin that is nearly fair and one that is not; ask for many of the side that speaks for p."""
    misses = float(draw.find(draw.words["misses"]))
    first, second = draw.choose(1, -1) * draw.rng.permuted(draw.rng.uniform([0.4, 0.04], [0.6, 0.1])) % 1
    high, low = (first, second) if first > second else (1 - first, 1 - second)

    def least(n: int) -> Any:
        asked = stats.binom.ppf(misses, n, high)
        chances = stats.binom.logpmf(np.arange(asked, n + 1), n, low)
        return np.exp(np.longdouble(np.logaddexp.reduce(chances)))  # a double ends at 2**-1074

    coins = (np.array([first, 1 - first]), np.array([second, 1 - second]), Indexed(least))
    return dict(zip(draw.names, coins, strict=True))


@kind(r"times, a distribution on them, and the place, the width and the shape of the bump closest to it")
def closest_bump(draw: Draw) -> dict[str, Any]:
    """Make D(p ‖ q) smallest over bumps exp(-(x - mu)^2 / 2 s^2); its slopes come from imaginary steps."""
    size = draw.choose(3, 4, 6)
    x = np.sort(draw.rng.normal(size=size) * 2)
    p = draw.rng.dirichlet(np.exp(-((x - x.mean()) ** 2) / x.var()) * 8)

    def loss(theta: np.ndarray) -> Any:
        bump = np.exp(theta[0] * x + theta[1] * x**2)
        return np.sum(p * np.log(p * bump.sum() / bump))

    def slopes(theta: np.ndarray) -> list[float]:
        return [float(loss(theta + 1e-30j * np.eye(2)[k]).imag / 1e-30) for k in (0, 1)]

    found = root(slopes, [0.0, -1 / x.var()], tol=1e-13)
    first, second = found.x
    if max(map(abs, slopes(found.x))) > 1e-11 or second >= 0:
        raise UndefinedError("no bump is closest")
    bump = np.exp(first * x + second * x**2)
    values = (x, p, -first / (2 * second), math.sqrt(-1 / (2 * second)), bump / bump.sum())
    return dict(zip(draw.names, values, strict=True))
