"""Densities of real variables, and what h, D and I of them mean: integrals, each computed as a sum.

A :class:`Density` has its exact value at every point, from scipy.stats, and nodes with weights: the sum of
weight times value over the nodes is the integral of a function over the line, or over as many dimensions as
the density has. A letter stands for a number, or for a column of numbers of the shape (k, 1).
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import scipy  # its parts load when they are asked for

from mathematics.meanings import Law, UndefinedError, Variable, divide, logarithm, times

__all__ = [
    "SIGMAS",
    "Density",
    "Measured",
    "Stretch",
    "bell",
    "beta",
    "cells",
    "column",
    "conditional_entropy",
    "divergence",
    "entropy",
    "exponential",
    "gaussian",
    "graded",
    "histogram",
    "image_entropy",
    "information",
    "laplace",
    "mixture",
    "nodes_between",
    "on_line",
    "pair",
    "slice_entropy",
    "uniform",
    "width",
]

SIGMAS = (-12, -9, -6, -3, 0, 3, 6, 9, 12)  # where a bell is cut into pieces
NODES, WEIGHTS = np.polynomial.legendre.leggauss(20)
END = np.concatenate([[0], 10.0 ** np.arange(-10, 0)])
TAIL = np.array([0, 1e-10, 1e-6, 1e-3, 0.3, 1, 3, 8, 18, 34])  # of an exponential density with mean 1
GRADES = np.concatenate([END, [0.5], 1 - END[::-1]])


def nodes_between(breaks: Any) -> tuple[np.ndarray, np.ndarray]:
    """Return Gauss and Legendre's nodes and weights on each piece between the breaks."""
    breaks = np.asarray(breaks, dtype=float)
    centre, half = (breaks[1:] + breaks[:-1])[:, None] / 2, np.diff(breaks)[:, None] / 2
    return (centre + half * NODES).ravel(), (half * WEIGHTS).ravel()


def graded(low: float, high: float) -> np.ndarray:
    """Return breaks of an interval that crowd at its ends, where a logarithm may be infinite."""
    return low + (high - low) * GRADES


@dataclass(frozen=True, eq=False)
class Stretch:
    """A part of the line on which integrals are taken, such as the support S of a density."""

    breaks: np.ndarray

    def __contains__(self, x: float) -> bool:
        return bool(self.breaks[0] <= x <= self.breaks[-1])


@dataclass(frozen=True, eq=False)
class Density:
    """A density of the variables of its letters; a density of one letter may be any function on the line."""

    letters: tuple[str, ...]
    at: Callable[..., Any]  # its value f(x), f(x, y), for numbers or arrays of them
    points: tuple[np.ndarray, ...]  # of each letter, at the nodes
    weights: np.ndarray  # of dx dy
    breaks: tuple[np.ndarray, ...] = ()  # of each letter, if it is a number
    below: Callable[[Any], Any] | None = None  # P(X <= x)
    parts: dict[str, Density] = field(default_factory=dict)  # the density of each letter by itself
    places: np.ndarray | None = None  # where f is compared with g when no x is written

    @cached_property
    def values(self) -> np.ndarray:
        return np.asarray(self.at(*self.points), dtype=float)

    @property
    def everywhere(self) -> np.ndarray:
        """List its values at the places that it shares with the other densities of the draw."""
        return np.asarray(self.at(self.points[0] if self.places is None else self.places), dtype=float)

    def part(self, letter: str) -> Density:
        return self if self.letters == (letter,) else self.parts[letter]

    def axis(self, letter: str) -> np.ndarray:
        """Return the breaks for an integral over a letter."""
        return self.breaks[self.letters.index(letter) if letter in self.letters else 0]

    def integral(self, values: Any) -> Any:
        return np.sum(times([self.weights, values]))


@dataclass(frozen=True, eq=False)
class Measured:
    """A variable with a density: one letter of it."""

    letter: str
    density: Density


# -- making densities


def on_line(law: Any, breaks: Any, letter: str = "X", places: np.ndarray | None = None) -> Density:
    """Return the density of a law of scipy.stats, smooth between the breaks and negligible outside."""
    nodes, weights = nodes_between(breaks)
    return Density((letter,), law.pdf, (nodes,), weights, (np.asarray(breaks),), law.cdf, {}, places)


class _Normal:
    """The normal law; scipy.stats takes a hundred times longer to make one."""

    def __init__(self, mean: float, deviation: float) -> None:
        self.mean, self.deviation = mean, deviation

    def pdf(self, x: Any) -> Any:
        return np.exp(-(((x - self.mean) / self.deviation) ** 2) / 2) / (
            self.deviation * math.sqrt(2 * math.pi)
        )

    def cdf(self, x: Any) -> Any:
        return scipy.special.ndtr((x - self.mean) / self.deviation)


def bell(mean: float, deviation: float, letter: str = "X", reach: Sequence[float] = SIGMAS) -> Density:
    return on_line(_Normal(mean, deviation), mean + deviation * np.asarray(reach), letter)


def uniform(low: float, high: float) -> Density:
    return on_line(scipy.stats.uniform(low, high - low), graded(low, high))


def exponential(mean: float, start: float = 0.0, letter: str = "X") -> Density:
    return on_line(scipy.stats.expon(start, mean), start + mean * TAIL, letter)


def laplace(mean_size: float, centre: float = 0.0) -> Density:
    ends = np.concatenate([-TAIL[:0:-1], TAIL])
    return on_line(scipy.stats.laplace(centre, mean_size), centre + mean_size * ends)


def beta(a: float, b: float, low: float = 0.0, size: float = 1.0) -> Density:
    return on_line(scipy.stats.beta(a, b, low, size), graded(low, low + size))


def gaussian(
    mean: np.ndarray, covariance: np.ndarray, letters: Sequence[str] = ("X",), sizes: Sequence[int] = ()
) -> Density:
    """Return a bell in several dimensions; its few nodes are exact for polynomials, such as its logarithm."""
    nodes, weights = np.polynomial.hermite.hermgauss(4)
    standard = Density(
        ("Z",), _Normal(0, 1).pdf, (math.sqrt(2) * nodes,), math.sqrt(2) * weights * np.exp(nodes**2)
    )
    found = column([standard] * len(mean), mean, np.linalg.cholesky(covariance), letters, sizes)
    if sizes:
        ends = np.cumsum([0, *sizes])
        for letter, low, high in zip(letters, ends, ends[1:], strict=False):
            found.parts[letter] = gaussian(mean[low:high], covariance[low:high, low:high], (letter,))
    return found


def mixture(shares: Sequence[float], densities: Sequence[Density]) -> Density:
    """Mix densities of one letter."""
    breaks = np.unique(np.concatenate([each.breaks[0] for each in densities]))
    nodes, weights = nodes_between(breaks)
    return Density(
        densities[0].letters,
        lambda x: sum(s * each.at(x) for s, each in zip(shares, densities, strict=True)),
        (nodes,),
        weights,
        (breaks,),
        lambda x: sum(s * each.below(x) for s, each in zip(shares, densities, strict=True)),  # type: ignore[misc]
    )


def pair(at: Callable[..., Any], first: Density, second: Density) -> Density:
    """Return a joint density of two numbers, whose parts are these."""
    (x, wx), (y, wy) = (nodes_between(each.breaks[0]) for each in (first, second))
    return Density(
        (first.letters[0], second.letters[0]),
        at,
        (np.repeat(x, len(y)), np.tile(y, len(x))),
        np.outer(wx, wy).ravel(),
        (first.breaks[0], second.breaks[0]),
        None,
        {first.letters[0]: first, second.letters[0]: second},
    )


def column(
    parts: Sequence[Density],
    mean: np.ndarray,
    root: np.ndarray,
    letters: Sequence[str] = ("X",),
    sizes: Sequence[int] = (),
) -> Density:
    """Return the density of the column AZ + mean, where Z has independent entries; split into letters."""
    k = len(mean)
    inverse, stretch = np.linalg.inv(root), abs(np.linalg.det(root))
    z = np.array(list(itertools.product(*(each.points[0] for each in parts))))
    weights = np.array([math.prod(each) for each in itertools.product(*(each.weights for each in parts))])

    def at(*columns: Any) -> Any:
        x = np.concatenate([np.asarray(each, dtype=float) for each in columns], axis=-2)
        entries = (inverse @ (x - mean.reshape(k, 1)))[..., 0]
        return math.prod(part.at(entries[..., i]) for i, part in enumerate(parts)) / stretch

    x = (z @ root.T + mean)[..., None]
    points = tuple(np.split(x, np.cumsum(sizes)[:-1], axis=1)) if sizes else (x,)
    return Density(tuple(letters), at, points, weights * stretch)


# -- information


def entropy(f: Density, base: float) -> float:
    """Integrate -f log f."""
    return -float(f.integral(times([f.values, logarithm(f.values, base)])))


def divergence(f: Density, g: Density, base: float) -> float:
    """Integrate f log(f/g); infinite where g rules out what f allows."""
    points, weights = f.points, f.weights
    if f.breaks and len(f.letters) == 1:
        nodes, weights = nodes_between(np.unique(np.concatenate([f.breaks[0], g.breaks[0]])))
        points = (nodes,)
    f_values, g_values = (np.asarray(each.at(*points), dtype=float) for each in (f, g))
    return float(np.sum(times([weights, f_values, logarithm(divide(f_values, g_values), base)])))


def information(f: Density, letters: Sequence[str], base: float) -> float:
    """Return I(X; Y), the divergence of the joint density from the product of its parts."""
    if tuple(letters) not in {f.letters, f.letters[::-1]}:
        raise UndefinedError("I of other variables than the density has")
    product = math.prod(f.part(letter).at(points) for letter, points in zip(f.letters, f.points, strict=True))
    return float(f.integral(times([f.values, logarithm(divide(f.values, product), base)])))


def conditional_entropy(f: Density, letter: str, known: str, base: float) -> float:
    """Average -log f(y | x) over both."""
    given = f.part(known).at(f.points[f.letters.index(known)])
    return -float(f.integral(times([f.values, logarithm(divide(f.values, given), base)])))


def slice_entropy(f: Density, letter: str, known: str, value: Any, base: float) -> Any:
    """Return h(Y | X = x): the entropy of the density f(y | x), for each x of an array."""
    nodes, weights = nodes_between(f.axis(letter))
    x = np.asarray(value, dtype=float)[..., None]
    ordered = (x, nodes) if f.letters[0] == known else (nodes, x)
    given = divide(f.at(*ordered), f.part(known).at(x))
    return -np.sum(times([weights, given, logarithm(given, base)]), axis=-1)[()]


def image_entropy(f: Density, function: Callable[..., Any], base: float) -> float:
    """Return h of a function of the variables: a stretched piece keeps its probability."""
    if f.breaks and len(f.letters) == 1:
        x, ends = f.points[0], f.breaks[0][[0, -1]]
        room = np.minimum(np.minimum(x - ends[0], ends[1] - x), 0.1 * (ends[1] - ends[0]))
        h = np.maximum(1e-3 * room, 1e-9 * np.abs(x))
        stretch = np.abs(
            (8 * (function(x + h) - function(x - h)) - (function(x + 2 * h) - function(x - 2 * h))) / (12 * h)
        )
    elif len(f.letters) == 1:
        steps = np.eye(f.points[0].shape[1])[..., None]
        stretch = np.array(
            [
                abs(np.linalg.det(np.hstack([(function(x + s) - function(x - s)) / 2 for s in steps])))
                for x in f.points[0]
            ]
        )
    else:
        raise UndefinedError("h of a function of several variables")
    return entropy(f, base) + float(f.integral(times([f.values, logarithm(stretch, base)])))


def width(f: Density, base: float) -> float:
    """Return the width of the interval on which a uniform variable has the same entropy."""
    aim = entropy(f, base)

    def lack(logarithm_of_width: float) -> float:
        size = math.exp(logarithm_of_width)
        return entropy(on_line(scipy.stats.uniform(0, size), [0, size]), base) - aim

    return math.exp(scipy.optimize.brentq(lack, -40, 40, xtol=1e-13, rtol=1e-13))


# -- rulers


def marks(breaks: np.ndarray, size: float) -> np.ndarray:
    """Return the ends of the cells of a ruler; the first starts where the density does."""
    number = math.ceil((breaks[-1] - breaks[0]) / size - 1e-9)
    if number > 200_000:
        raise UndefinedError("too many cells")
    return np.asarray(breaks[0] + size * np.arange(number + 1))


@lru_cache(maxsize=8)
def cells(f: Density, size: float) -> Law:
    r"""Return the law of the numbers of the cells, X_\Delta, or of a pair's, X_\Delta and Y_\Delta."""
    if len(f.letters) == 1:
        table = np.diff(f.below(marks(f.breaks[0], size)))  # type: ignore[misc]
    else:
        rulers = [marks(breaks, size) for breaks in f.breaks]
        ends = (np.minimum(ruler, breaks[-1]) for ruler, breaks in zip(rulers, f.breaks, strict=True))
        (x, wx), (y, wy) = (nodes_between(each) for each in ends)
        thin = np.asarray(f.at(x[:, None], y)) * wx[:, None] * wy
        table = thin.reshape(len(rulers[0]) - 1, len(NODES), len(rulers[1]) - 1, len(NODES)).sum(axis=(1, 3))
    places = list(itertools.product(*(range(1, size + 1) for size in table.shape)))
    letters = {
        rf"{letter}_\Delta": Variable(tuple(place[axis] for place in places))
        for axis, letter in enumerate(f.letters)
    }
    return Law(table.reshape(-1), letters)


@lru_cache(maxsize=8)
def histogram(f: Density, size: float) -> Density:
    """Return the density that is constant on each cell and has the same probability there."""
    ends = marks(f.breaks[0], size)
    heights = np.diff(f.below(ends)) / size  # type: ignore[misc]

    def at(x: Any) -> Any:
        place = np.searchsorted(ends, x, side="right") - 1
        inside = (place >= 0) & (place < len(heights))
        return np.where(inside, heights[np.clip(place, 0, len(heights) - 1)], 0.0)

    nodes, weights = nodes_between(ends)
    return Density(f.letters, at, (nodes,), weights, (ends,), places=f.points[0])
