"""Lists of numbers, distributions that are plain lists, places in lists, and members of sets."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from mathematics.kinds.drawing import Draw, kind, listed, probabilities
from mathematics.meanings import UndefinedError, divergence

__all__: list[str] = []  # importing the module makes its kinds known


@kind(
    r"(?:a list|lists) of (?P<what>(?:positive )?numbers|logits|numbers in \(0, 1\])"
    r"(?: like (?P<like>\S+))?"
)
def lists(draw: Draw) -> dict[str, Any]:
    """Draw lists of numbers, as long as the one they are like, or of two to five entries."""
    size = len(listed(draw, "like")) if "like" in draw.words else draw.choose(2, 3, 4, 5)
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
    size = len(listed(draw, "like"))
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
    size = len(listed(draw, "like"))
    place = draw.find(draw.words["place"]) if "place" in draw.words else int(draw.rng.integers(size)) + 1
    return {name: np.eye(size)[place - 1] for name in draw.names}


@kind(r"uniform like (?P<like>\S+)")
def uniform(draw: Draw) -> dict[str, Any]:
    size = len(listed(draw, "like"))
    return {name: np.full(size, 1 / size) for name in draw.names}


@kind(r"(?:a place|places) in (?P<list>\S+)", choices=lambda draw: [*range(1, len(listed(draw, "list")) + 1)])
def places(draw: Draw) -> dict[str, Any]:
    """Draw where an entry of a list stands, counted from 1."""
    size = len(listed(draw, "list"))
    return {name: int(draw.rng.integers(size)) + 1 for name in draw.names}


@kind(r"the number of entries of (?P<list>\S+)")
def number_of_entries(draw: Draw) -> dict[str, Any]:
    return {name: len(listed(draw, "list")) for name in draw.names}


@kind(r"the support of (?P<list>\S+)")
def support(draw: Draw) -> dict[str, Any]:
    """Collect the places at which a list is positive."""
    places = frozenset(place for place, p in enumerate(listed(draw, "list"), start=1) if p > 0)
    return {name: places for name in draw.names}


@kind(r"a permutation of the places in (?P<list>\S+)")
def permutation(draw: Draw) -> dict[str, Any]:
    order = draw.rng.permutation(len(listed(draw, "list"))) + 1
    return {name: lambda place: int(order[int(place) - 1]) for name in draw.names}


@kind(r"(?:a member|members) of (?P<set>.+)", choices=lambda draw: sorted(draw.find(draw.words["set"])))
def members(draw: Draw) -> dict[str, Any]:
    """Draw from a set; the draw says nothing if that is empty."""
    choices = sorted(draw.find(draw.words["set"]))
    if not choices:
        raise UndefinedError("the set is empty")
    return {name: draw.choose(*choices) for name in draw.names}
