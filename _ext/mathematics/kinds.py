"""What an author may say that letters are, ``let p, q be laws like r``, and how such things are drawn.

A kind is a function from a :class:`Draw` to the values of the names that it declares. Draws are seeded, and
each kind draws the edges often: zeros, one outcome, independent distributions, the ends of an interval.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from mathematics.meanings import Law, UndefinedError, Variable, divergence

__all__ = ["CHOICES", "KINDS", "Draw", "find_kind", "kind", "listed", "probabilities"]


@dataclass(frozen=True)
class Draw:
    """One draw of the names that a line declares."""

    rng: np.random.Generator
    names: tuple[str, ...]
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
    raise LookupError(f"no kind is called {phrase!r}; kinds.py lists what there is")


@kind(r"(?:bits|nats|hartleys)")
def unit(draw: Draw) -> dict[str, Any]:
    """Say the unit: ``let the unit be nats``; it is read where the base of a logarithm is chosen."""
    return {}


# -- variables and their laws


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
    p = draw.rng.dirichlet(np.ones(size))
    if shape == "zeros" and size > 1:
        p[int(draw.rng.integers(size))] = 0.0
    return p / p.sum()


@kind(r"independent variables with the law (?P<law>\S+)")
def independent_variables(draw: Draw) -> dict[str, Any]:
    names, table = variable_names(draw), np.ones(())
    for size in (draw.choose(1, 2, 2, 3, 3, 4) for _ in names):
        table = np.multiply.outer(table, probabilities(draw, size))
    return joint(names, table, draw.words["law"])


@kind(r"(?:a variable|variables) with the law (?P<law>\S+) and the probabilities (?P<table>.+)")
def given_variables(draw: Draw) -> dict[str, Any]:
    """Return the variables whose joint probabilities the author gives: a list, or rows in brackets."""
    return joint(variable_names(draw), np.asarray(draw.find(draw.words["table"])), draw.words["law"])


@kind(r"variables with the law (?P<law>\S+)")
def variables(draw: Draw) -> dict[str, Any]:
    """Draw a joint distribution: any, independent, or each a function of the one before."""
    names = variable_names(draw)
    sizes = [draw.choose(1, 2, 2, 3, 3, 4) if draw.edge() else draw.choose(2, 3) for _ in names[:3]]
    sizes += [2] * (len(names) - 3)
    shape = draw.choose("any", "any", "independent", "copied", "markov") if draw.edge(0.6) else "any"
    if shape == "independent":
        table = np.ones(())
        for size in sizes:
            table = np.multiply.outer(table, probabilities(draw, size))
    elif shape in {"copied", "markov"} and len(sizes) > 1:
        table = probabilities(draw, sizes[0])
        for before, size in itertools.pairwise(sizes):
            rows = np.array([probabilities(draw, size) for _ in range(before)])
            if shape == "copied":
                rows = np.eye(size)[np.arange(before) % size]
            table = table[..., None] * rows
    else:
        table = probabilities(draw, math.prod(sizes)).reshape(sizes)
    return joint(names, table, draw.words["law"])


def variable_names(draw: Draw) -> tuple[str, ...]:
    """Return the names that are variables; the law is declared with them."""
    return tuple(name for name in draw.names if name != draw.words["law"])


def joint(names: tuple[str, ...], table: np.ndarray, law: str = "p") -> dict[str, Any]:
    """Return the variables whose joint probabilities a table holds, and their law; outcomes count from 1."""
    places = list(itertools.product(*(range(1, size + 1) for size in table.shape)))
    found: dict[str, Any] = {
        name: Variable(tuple(place[axis] for place in places)) for axis, name in enumerate(names)
    }
    return {**found, law: Law(table.reshape(-1), dict(found))}


@kind(r"(?:a law|laws) like (?P<law>\S+)")
def laws(draw: Draw) -> dict[str, Any]:
    """Draw other laws of the same variables: any, the same, one near it, one that rules outcomes out."""
    p: Law = draw.find(draw.words["law"])
    found = {}
    for name in draw.names:
        shape = draw.choose("same", "near", "mixed", "zeros") if draw.edge(0.5) else "any"
        q = draw.rng.dirichlet(np.ones(len(p.probabilities)))
        if shape == "same":
            q = p.probabilities
        elif shape == "near":
            q = p.probabilities * (1 - 1e-6) + 1e-6 * q
        elif shape == "mixed":
            q = (p.probabilities + q) / 2
        elif shape == "zeros":
            q = probabilities(draw, len(q))
        found[name] = Law(q / q.sum(), p.letters)
    return found


def _outcomes(draw: Draw) -> list[Any]:
    return draw.find(draw.words["variable"]).outcomes()  # type: ignore[no-any-return]


@kind(r"(?:an outcome|outcomes) of (?P<variable>\S+)", choices=_outcomes)
def outcomes(draw: Draw) -> dict[str, Any]:
    """Draw outcomes of a variable, impossible ones too."""
    choices = _outcomes(draw)
    return {name: draw.choose(*choices) for name in draw.names}


def listed(draw: Draw, word: str) -> np.ndarray:
    """Return the list that a phrase names; a law is the list of its probabilities."""
    value = draw.find(draw.words[word])
    return np.asarray(value.list() if isinstance(value, Law) else value)


@kind(r"a one-to-one function of (?P<variable>\S+)")
def one_to_one(draw: Draw) -> dict[str, Any]:
    outcomes = _outcomes(draw)
    images = dict(zip(outcomes, draw.rng.permutation(len(outcomes)) + 5, strict=True))
    return {name: lambda outcome: int(images[outcome]) for name in draw.names}


@kind(r"the number of fair tosses until the first head, with the law (?P<law>\S+)")
def tosses_variables(draw: Draw) -> dict[str, Any]:
    """Return a variable without end, cut off where its probabilities no longer change a sum."""
    return joint(variable_names(draw), 0.5 ** np.arange(1.0, 61.0), draw.words["law"])


@kind(r"(?:a place|places) in (?P<list>\S+)", choices=lambda draw: [*range(1, len(listed(draw, "list")) + 1)])
def places(draw: Draw) -> dict[str, Any]:
    """Draw where an entry of a list stands, counted from 1."""
    size = len(listed(draw, "list"))
    return {name: int(draw.rng.integers(size)) + 1 for name in draw.names}


@kind(r"the number of entries of (?P<list>\S+)")
def number_of_entries(draw: Draw) -> dict[str, Any]:
    return {name: len(listed(draw, "list")) for name in draw.names}


@kind(r"(?:a member|members) of (?P<set>.+)", choices=lambda draw: sorted(draw.find(draw.words["set"])))
def members(draw: Draw) -> dict[str, Any]:
    """Draw from a set; the draw says nothing if that is empty."""
    choices = sorted(draw.find(draw.words["set"]))
    if not choices:
        raise UndefinedError("the set is empty")
    return {name: draw.choose(*choices) for name in draw.names}


@kind(r"(?:an event|events) of (?P<variable>\S+)")
def events(draw: Draw) -> dict[str, Any]:
    """Draw sets of outcomes: any, the impossible event and the certain one too."""
    outcomes = _outcomes(draw)
    chance = draw.choose(0.0, 0.5, 0.5, 0.5, 0.5, 1.0)
    return {name: frozenset(x for x in outcomes if draw.rng.random() < chance) for name in draw.names}


@kind(r"the support of (?P<list>\S+)")
def support(draw: Draw) -> dict[str, Any]:
    """Collect the places at which a list is positive."""
    places = frozenset(place for place, p in enumerate(listed(draw, "list"), start=1) if p > 0)
    return {name: places for name in draw.names}


@kind(r"a permutation of the places in (?P<list>\S+)")
def permutation(draw: Draw) -> dict[str, Any]:
    order = draw.rng.permutation(len(listed(draw, "list"))) + 1
    return {name: lambda place: int(order[int(place) - 1]) for name in draw.names}


# -- numbers


@kind(r"(?:a number|numbers) (?:in|from) (?P<open>[\[(])(?P<low>\S+), (?P<high>\S+?)(?P<close>[\])])")
def numbers(draw: Draw) -> dict[str, Any]:
    """Draw numbers between two ends; a square bracket lets the end be drawn, a round one does not."""
    low, high = float(draw.words["low"]), float(draw.words["high"])
    ends = [
        low if draw.words["open"] == "[" else low + 1e-6 * max(1.0, abs(low)),
        high
        if draw.words["close"] == "]"
        else (high - 1e-6 * max(1.0, abs(high)) if math.isfinite(high) else low + 1e3),
    ]
    found = {}
    for name in draw.names:
        inside = low + draw.rng.exponential() if math.isinf(high) else draw.rng.uniform(low, high)
        found[name] = float(draw.choose(*ends)) if draw.edge(0.25) else float(inside)
    return found


@kind(r"any numbers?")
def any_numbers(draw: Draw) -> dict[str, Any]:
    """Draw numbers of either sign, among them 0."""
    return {name: 0.0 if draw.edge(0.1) else float(draw.rng.normal() * 2) for name in draw.names}


@kind(r"(?:a whole number|whole numbers) from (?P<low>-?\d+) to (?P<high>-?\d+)")
def whole_numbers(draw: Draw) -> dict[str, Any]:
    low, high = int(draw.words["low"]), int(draw.words["high"])
    return {name: int(draw.rng.integers(low, high + 1)) for name in draw.names}


# -- lists and functions


@kind(
    r"(?:a list|lists) of (?P<what>(?:positive )?numbers|logits|numbers in \(0, 1\])"
    r"(?: like (?P<like>\S+))?"
)
def lists(draw: Draw) -> dict[str, Any]:
    """Draw lists of numbers, as long as the one they are like, or of two to five entries."""
    if "like" in draw.words:
        like = draw.find(draw.words["like"])
        size = len(like.list() if isinstance(like, Law) else like)
    else:
        size = draw.choose(2, 3, 4, 5)
    found = {}
    for name in draw.names:
        values = draw.rng.normal(size=size) * draw.choose(0.5, 1.0, 3.0)
        if draw.words["what"] == "positive numbers":
            values = draw.rng.exponential(size=size) + 1e-3
        elif draw.words["what"] == "numbers in (0, 1]":
            values = 1 - draw.rng.random(size=size)
        found[name] = np.full(size, values[0]) if draw.edge(0.15) else values
    return found


@kind(r"lists of numbers with the same signs")
def lists_with_the_same_signs(draw: Draw) -> dict[str, Any]:
    signs = draw.rng.choice([-1.0, 1.0], size=draw.choose(2, 3, 4))
    return {name: signs * draw.rng.exponential(size=len(signs)) for name in draw.names}


@kind(
    r"the terms of the divergences of (?P<rows>\S+) distributions on (?P<size>\S+) outcomes, and their sums"
)
def terms_of_divergences(draw: Draw) -> dict[str, Any]:
    rows, size = int(draw.find(draw.words["rows"])), int(draw.find(draw.words["size"]))
    p, q = draw.rng.dirichlet(np.ones(size), size=(2, rows))
    terms, sums = draw.names
    divergences = [divergence(a, b, math.e) for a, b in zip(p, q, strict=True)]
    return {terms: p * np.log(p / q), sums: np.array(divergences)}


@kind(r"(?:a target|targets|a distribution|distributions) like (?P<like>\S+)")
def targets(draw: Draw) -> dict[str, Any]:
    """Draw plain lists of probabilities, as many as the list that they are like."""
    like = draw.find(draw.words["like"])
    size = len(like.list() if isinstance(like, Law) else like)
    return {name: probabilities(draw, size) for name in draw.names}


@kind(r"a distribution on (?P<low>\d+)(?: to (?P<high>\d+))? outcomes(?P<near>, near the uniform one)?")
def distribution(draw: Draw) -> dict[str, Any]:
    """Draw a plain list of probabilities."""
    low = int(draw.words["low"])
    size = int(draw.rng.integers(low, int(draw.words.get("high", low)) + 1))
    near = "near" in draw.words
    return {
        name: draw.rng.dirichlet(np.full(size, 40)) if near else probabilities(draw, size)
        for name in draw.names
    }


@kind(r"a distribution of (?P<number>\d+) things on (?P<size>\d+) outcomes")
def counted_distribution(draw: Draw) -> dict[str, Any]:
    """Draw shares that are whole numbers of things, over their number."""
    number, size = int(draw.words["number"]), int(draw.words["size"])
    return {name: draw.rng.multinomial(number, np.full(size, 1 / size)) / number for name in draw.names}


@kind(r"one-hot like (?P<like>\S+)(?: at (?P<place>\S+))?")
def one_hot(draw: Draw) -> dict[str, Any]:
    like = draw.find(draw.words["like"])
    size = len(like.list() if isinstance(like, Law) else like)
    place = draw.find(draw.words["place"]) if "place" in draw.words else int(draw.rng.integers(size)) + 1
    return {name: np.eye(size)[place - 1] for name in draw.names}


@kind(r"uniform like (?P<like>\S+)")
def uniform(draw: Draw) -> dict[str, Any]:
    like = draw.find(draw.words["like"])
    size = len(like.list() if isinstance(like, Law) else like)
    return {name: np.full(size, 1 / size) for name in draw.names}
