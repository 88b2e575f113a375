"""What the symbols of the notation page mean, computed from first principles; infolib has no part in it.

There is a finite set of cases. A :class:`Variable` gives each case a label, and a :class:`Law` each case
a probability, so that ``p`` and ``q`` are two laws of the same variables.
All that is said of H, I and D follows from counting cases.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

__all__ = [
    "Deck",
    "Described",
    "Indexed",
    "Law",
    "Outcome",
    "Uncertain",
    "UndefinedError",
    "Variable",
    "divergence",
    "divide",
    "entropy",
    "logarithm",
    "masses",
    "quantity",
    "times",
]


class UndefinedError(ArithmeticError):
    """The formula says nothing here, for example of 0/0; the draw is passed over."""


# -- arithmetic, with the three conventions of the notation page


def times(factors: Sequence[Any]) -> Any:
    """Multiply; a factor of exactly 0 makes the product 0, even beside an infinite logarithm: 0 log 0 = 0."""
    if all(isinstance(factor, float) for factor in factors):
        return np.float64(0.0 if 0.0 in factors else math.prod(map(float, factors)))
    product: Any = 1.0
    zero: Any = False
    with np.errstate(invalid="ignore", over="ignore"):
        for factor in factors:
            zero = zero | (np.asarray(factor) == 0)
            product = product * factor
    return np.where(zero, 0.0, product)[()] if np.any(zero) else product


def divide(above: Any, below: Any) -> Any:
    """Divide as a reader does: x/0 is infinite for x > 0, and 0/0 is not a number."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.true_divide(above, below)


def logarithm(x: Any, base: float) -> Any:
    """Take a logarithm; that of 0 is minus infinity."""
    if isinstance(x, float) and x > 0:  # nothing to be warned of
        return np.log2(x) if base == 2 else np.log(x) / (1.0 if base == math.e else math.log(base))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.log2(x) if base == 2 else np.log(x) / (1.0 if base == math.e else math.log(base))


# -- cases


@dataclass(frozen=True, eq=False)
class Variable:
    """A random variable: a label for each case."""

    labels: tuple[Hashable, ...]

    def outcomes(self) -> list[Any]:
        """List its labels once, in order."""
        return sorted(set(self.labels))

    def mapped(self, function: Callable[[Any], Hashable]) -> Variable:
        """Return the function of this variable."""
        return Variable(tuple(function(label) for label in self.labels))


@dataclass(frozen=True, eq=False)
class Law:
    """Probabilities of the cases; ``letters`` names the variables, the first of which ``p_i`` is about."""

    probabilities: np.ndarray
    letters: dict[str, Variable] = field(default_factory=dict)

    def of(self, event: dict[str, Any]) -> float:
        """Return the probability that the variables of these letters have these labels."""
        letters = tuple(event)
        if letters not in self._tables:
            self._tables[letters] = masses(self, [self.letters[letter] for letter in letters])
        return self._tables[letters].get(tuple(event.values()), 0.0)

    @cached_property
    def _tables(self) -> dict[tuple[str, ...], dict[Hashable, float]]:
        """Hold the marginals that have been asked for."""
        return {}

    def given(self, event: dict[str, Any], known: dict[str, Any]) -> float:
        """Return the conditional probability; not a number where the condition has probability 0."""
        return float(divide(self.of({**event, **known}), self.of(known)))

    def entropy(self, variables: Sequence[Variable], base: float) -> float:
        """Return the entropy of all these variables together."""
        return entropy(self._masses(tuple(variables)), base) if variables else 0.0

    def _masses(self, variables: tuple[Variable, ...]) -> list[float]:
        """Return the probabilities of all their outcomes, which one formula asks for many times."""
        if variables not in self._summed:
            self._summed[variables] = list(masses(self, variables).values())
        return self._summed[variables]

    @cached_property
    def _summed(self) -> dict[tuple[Variable, ...], list[float]]:
        """Hold the probabilities that have been added up."""
        return {}

    @cached_property
    def _list(self) -> np.ndarray:
        first = next(iter(self.letters.values()))
        found = masses(self, [first])
        return np.array([found[(outcome,)] for outcome in first.outcomes()])

    def list(self) -> np.ndarray:
        """List the probabilities of the first variable's outcomes: p_1, ..., p_k."""
        return self._list


class Deck(Law):
    """The law of shuffled cards, which are too many for a list of all orders: they are counted."""

    def __init__(self, cards: Sequence[Variable]) -> None:
        super().__init__(np.array([]), {})
        object.__setattr__(self, "size", len(cards))

    def entropy(self, variables: Sequence[Variable], base: float) -> float:
        """Every row of so many different cards is as likely as any other."""
        size: int = self.size  # type: ignore[attr-defined]
        return float(logarithm(float(math.perm(size, len({id(card) for card in variables}))), base))


@dataclass(frozen=True)
class Uncertain:
    """A value that is itself random, such as the frequencies of a sample: values with their probabilities."""

    values: tuple[tuple[float, Any], ...]


@dataclass(frozen=True)
class Indexed:
    """A family of values, of which an index picks one."""

    pick: Callable[..., Any]


class Outcome(int):
    """An outcome that a text calls by a name; ``letter`` is its variable's."""

    letter: str

    def __new__(cls, value: int, letter: str) -> Outcome:
        outcome = super().__new__(cls, value)
        outcome.letter = letter
        return outcome


class Described(frozenset[Any]):
    r"""A set of places or outcomes, with the letters of its members: ``\{(x, y) : p(x, y) > 0\}``."""

    names: tuple[str, ...] = ()


# -- information


def masses(law: Law, variables: Sequence[Variable]) -> dict[Hashable, float]:
    """Add up the probabilities of each combination of labels."""
    found: dict[Hashable, list[float]] = defaultdict(list)
    labels = [variable.labels for variable in variables]
    for case, probability in enumerate(law.probabilities.tolist()):
        found[tuple(each[case] for each in labels)].append(probability)
    return {labels: math.fsum(each) for labels, each in found.items()}


def entropy(probabilities: Iterable[float], base: float) -> float:
    """Sum -p log p over the outcomes that can happen."""
    return -math.fsum(p * float(logarithm(p, base)) for p in probabilities if p != 0)


def divergence(p: Iterable[float], q: Iterable[float], base: float) -> float:
    """Sum p log(p/q) over the outcomes that can happen; infinite where q rules one of them out."""
    total = 0.0
    for a, b in zip(p, q, strict=True):
        if a != 0:
            total += a * float(logarithm(divide(a, b), base))
    return total


def cross_entropy(p: Iterable[float], q: Iterable[float], base: float) -> float:
    """Sum -p log q over the outcomes that can happen."""
    return 0.0 - sum(a * float(logarithm(b, base)) for a, b in zip(p, q, strict=True) if a != 0)


def quantity(law: Law, groups: Sequence[Sequence[Variable]], known: Sequence[Variable], base: float) -> float:
    """Return H(group | known) of one group of variables, or I(group; group | known) of two."""

    def h(*variables: Variable) -> float:
        return law.entropy(variables, base)

    if len(groups) == 1:
        return h(*groups[0], *known) - h(*known)
    first, second = groups
    return h(*first, *known) + h(*second, *known) - h(*first, *second, *known) - h(*known)
