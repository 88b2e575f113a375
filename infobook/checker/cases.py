"""Inputs to try functions on: small and telling ones first, then some drawn at random."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

__all__ = ["Cases", "also", "distributions", "joint_tables", "pairs", "probabilities"]

Cases = Callable[[np.random.Generator], Iterable[tuple[Any, ...]]]


def distributions(*, zeros: bool = True) -> Cases:
    """Distributions over one to eight outcomes, with zeros among them unless told otherwise."""

    def draw(rng: np.random.Generator) -> Iterable[tuple[Any, ...]]:
        small = [[1.0], [0.5, 0.5], [1.0, 0.0], [0.25, 0.75], [0.0, 0.5, 0.5], [0.25] * 4, [0.5, 0.25, 0.25]]
        for p in small:
            if zeros or 0.0 not in p:
                yield (np.array(p),)
        for k in (2, 3, 3, 4, 5, 6, 8, 8):
            yield (_drawn(rng, k, zeros=zeros),)

    return draw


def pairs(*, zeros: bool = False) -> Cases:
    """Two distributions over the same outcomes; with ``zeros``, some of p, and never of q."""

    def draw(rng: np.random.Generator) -> Iterable[tuple[Any, ...]]:
        small = [([0.5, 0.5], [0.5, 0.5]), ([0.5, 0.5], [0.25, 0.75]), ([0.25, 0.75], [0.5, 0.5])]
        if zeros:
            small.insert(1, ([1.0, 0.0], [0.5, 0.5]))
        for p, q in small:
            yield np.array(p), np.array(q)
        for k in (2, 3, 4, 6, 8):
            yield _drawn(rng, k, zeros=zeros), _drawn(rng, k, zeros=False)

    return draw


def joint_tables(*, zeros: bool = True) -> Cases:
    """Joint tables of two variables, most of them not square, so that no axis can be taken for the other."""

    def draw(rng: np.random.Generator) -> Iterable[tuple[Any, ...]]:
        yield (np.full((2, 2), 0.25),)
        if zeros:
            yield (np.array([[0.5, 0.0], [0.0, 0.5]]),)
        yield (np.array([[0.5, 0.25], [0.125, 0.125]]),)
        for rows, columns in ((2, 3), (3, 2), (1, 4), (4, 5), (3, 3)):
            yield (_drawn(rng, rows * columns, zeros=zeros).reshape(rows, columns),)

    return draw


def probabilities() -> Cases:
    """Arrays of probabilities that belong to no distribution: each entry from 0 to 1."""

    def draw(rng: np.random.Generator) -> Iterable[tuple[Any, ...]]:
        for p in ([0.5], [1.0], [0.25, 0.5], [0.0, 1.0], [0.125, 0.125]):
            yield (np.array(p),)
        for k in (1, 3, 5):
            yield (rng.random(k).round(3),)

    return draw


def also(cases: Cases, *more: tuple[Any, ...]) -> Cases:
    """Return the cases with some of your own, such as inputs that must be refused."""

    def draw(rng: np.random.Generator) -> Iterable[tuple[Any, ...]]:
        yield from cases(rng)
        yield from more

    return draw


def _drawn(rng: np.random.Generator, k: int, *, zeros: bool) -> np.ndarray[Any, Any]:
    """Draw whole-number weights and divide, so that a short distribution has a short text."""
    weights = rng.integers(0 if zeros else 1, 10, k)
    weights[rng.integers(k)] += 1  # never all of them 0
    p: np.ndarray[Any, Any] = weights / weights.sum()
    return p
