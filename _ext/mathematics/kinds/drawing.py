"""How a phrase of a setting, ``laws like p``, finds the function that draws it.

A kind is a function from a :class:`Draw` to the values of the names that a line declares.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import numpy as np

from mathematics.meanings import Law

__all__ = ["CHOICES", "KINDS", "Draw", "Kind", "find_kind", "kind", "listed", "probabilities"]


@dataclass(frozen=True)
class Draw:
    """One draw of the names that a line declares."""

    rng: np.random.Generator
    names: tuple[str, ...]  # those before "be"
    words: dict[str, str]  # the parts of the kind's phrase that vary
    find: Callable[[str], Any]  # what another name stands for in this draw

    def edge(self, share: float = 0.4) -> bool:
        """Tell whether an edge is to be drawn this time."""
        return bool(self.rng.random() < share)

    def choose(self, *choices: Any) -> Any:
        """Choose one of these."""
        return choices[int(self.rng.integers(len(choices)))]


Kind = Callable[[Draw], dict[str, Any]]


KINDS: list[tuple[re.Pattern[str], Kind]] = []


CHOICES: dict[Kind, Callable[[Draw], list[Any]]] = {}  # over what a sum over such a letter runs


def kind(phrase: str, choices: Callable[[Draw], list[Any]] | None = None) -> Callable[[Kind], Kind]:
    """Register how that which the phrase describes is drawn, and from what, if that can be listed."""

    def register(function: Kind) -> Kind:
        KINDS.append((re.compile(phrase), function))
        if choices:
            CHOICES[function] = choices
        return function

    return register


def find_kind(phrase: str) -> tuple[Kind, dict[str, str]]:
    """Return the kind that a phrase describes, and the parts of the phrase that vary."""
    for pattern, function in KINDS:
        match = pattern.fullmatch(phrase)
        if match:
            return function, {name: text for name, text in match.groupdict().items() if text}
    known = [_readable(pattern.pattern) for pattern, _ in KINDS]
    nearest = "; ".join(get_close_matches(phrase, known, n=3, cutoff=0))
    raise ValueError(f"no kind is called {phrase!r}; the nearest are: {nearest}")


def _readable(pattern: str) -> str:
    r"""Write a pattern as an author would: ``laws like (?P<law>\S+)`` is "laws like LAW"."""
    pattern = re.sub(r"\(\?:, \\S\+\)[*+]|\(\?=.*?\)\)", "", pattern)
    pattern = re.sub(r"\(\?P<(?:new_|row_)?(\w+)>[^()|]*\)", lambda group: group[1].upper(), pattern)
    return re.sub(r"\?P<\w+>|\?:|\\", "", pattern)


@kind(r"(?:bits|nats|hartleys)")
def unit(draw: Draw) -> dict[str, Any]:
    """Say the unit: ``let the unit be nats``; it is read where the base of a logarithm is chosen."""
    return {}


def probabilities(draw: Draw, size: int) -> np.ndarray:
    """Draw a distribution: spread out, with zeros, uniform or on one outcome, or nearly so."""
    shape = (
        draw.choose("spread", "zeros", "uniform", "nearly uniform", "one", "nearly one")
        if draw.edge(0.6)
        else "spread"
    )
    if shape in {"uniform", "nearly uniform"}:
        spread = 0.0 if shape == "uniform" else 1e-3
        return (1 - spread) * np.full(size, 1 / size) + spread * draw.rng.dirichlet(np.ones(size))
    if shape in {"one", "nearly one"}:
        small = 0.0 if shape == "one" or size == 1 else draw.choose(1e-3, 1e-6, 1e-9)
        p = np.full(size, small / max(size - 1, 1))
        p[int(draw.rng.integers(size))] = 1 - small
        return p
    p = np.asarray(draw.rng.dirichlet(np.ones(size)))
    if shape == "zeros" and size > 1:
        p[int(draw.rng.integers(size))] = 0.0
    return np.asarray(p / p.sum())


def listed(draw: Draw, word: str) -> np.ndarray:
    """Return the list that a phrase names; a law is the list of its probabilities."""
    value = draw.find(draw.words[word])
    return np.asarray(value.list() if isinstance(value, Law) else value)
