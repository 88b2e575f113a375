"""Random variables that stand in a relation to each other: chains, cases, cards, bells."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np

from mathematics.kinds import Draw, joint, kind, probabilities
from mathematics.meanings import Deck, Indexed, Law, Outcome, Variable, masses

__all__: list[str] = []  # importing the module makes its kinds known


@kind(r"a Markov chain with the law (?P<law>\S+)")
def chain_variables(draw: Draw) -> dict[str, Any]:
    """Draw variables each of which depends on the one before it alone; some pass on all, some nothing."""
    sizes = [draw.choose(1, 2, 2, 3, 3) for _ in draw.names]
    table = probabilities(draw, sizes[0])
    for before, size in itertools.pairwise(sizes):
        rows = np.array([probabilities(draw, size) for _ in range(before)])
        shape = draw.choose("any", "copied", "independent") if draw.edge(0.5) else "any"
        if shape == "copied":
            rows = np.eye(size)[np.arange(before) % size]
        elif shape == "independent":
            rows = np.tile(rows[:1], (before, 1))
        table = table[..., None] * rows
    return joint(draw.names, table, draw.words["law"])


@kind(r"variables with the law (?P<law>\S+) and the equally likely cases (?P<cases>[-\d, ;()]+)")
def case_variables(draw: Draw) -> dict[str, Any]:
    """Return variables whose possible cases are listed, each as a row of whole numbers in brackets."""
    rows = [row.split(",") for row in draw.words["cases"].strip("()").split("), (")]
    found = {name: Variable(tuple(int(row[place]) for row in rows)) for place, name in enumerate(draw.names)}
    law = Law(np.full(len(rows), 1 / len(rows)), dict(found))
    return {**found, draw.words["law"]: law}


@kind(r"independent variables with the law (?P<law>\S+), uniform on (?P<sizes>\d+(?: by \d+)*)")
def uniform_variables(draw: Draw) -> dict[str, Any]:
    sizes = [int(size) for size in draw.words["sizes"].split(" by ")]
    return joint(draw.names, np.full(sizes, 1 / math.prod(sizes)), draw.words["law"])


@kind(r"the cards of a shuffled deck and the last of them, with the law (?P<law>\S+)")
def deck_variables(draw: Draw) -> dict[str, Any]:
    cards = [Variable((place,)) for place in range(1, 53)]
    each, last = draw.names
    return {each: Indexed(lambda t: cards[t - 1]), last: cards[-1], draw.words["law"]: Deck(cards)}


@kind(r"jointly normal variables with the law (?P<law>\S+) and the correlation (?P<rho>\S+)")
def normal_variables(draw: Draw) -> dict[str, Any]:
    """Return the two on a fine grid; what is said of shares in sums, as I is, comes out as with integrals."""
    rho = float(draw.find(draw.words["rho"]))
    x, y = np.meshgrid(np.linspace(-8, 8, 43), np.linspace(-8, 8, 43), indexing="ij")
    with np.errstate(all="ignore"):
        table = np.exp(-(x**2 - 2 * rho * x * y + y**2) / (2 * (1 - rho**2)))
        return joint(draw.names, table / table.sum(), draw.words["law"])


@kind(r"a correlation of up to 0.85, or a number that is none")
def correlation(draw: Draw) -> dict[str, Any]:
    return {
        name: draw.choose(-1.2, -1.0, 0.0, 1.0, 1.2)
        if draw.edge(0.3)
        else float(draw.rng.uniform(-0.85, 0.85))
        for name in draw.names
    }


@kind(r"a positive variable under (?P<law>\S+)")
def positive(draw: Draw) -> dict[str, Any]:
    """Draw functions of the outcome that are positive: any, and constant."""
    law: Law = draw.find(draw.words["law"])
    found = {}
    for name in draw.names:
        labels = draw.rng.exponential(size=len(law.probabilities)) + 1e-3
        found[name] = Variable(tuple(np.full_like(labels, labels[0]) if draw.edge(0.3) else labels))
    return found


@kind(r"variables with the law (?P<law>\S+), whose possible pairs are all frequent")
def frequent_variables(draw: Draw) -> dict[str, Any]:
    """Draw tables without rare cells: all pairs possible, or each row with a column of its own."""
    size = draw.choose(2, 3)
    shape = (size, size) if draw.edge(0.3) else (size, draw.choose(2, 3))
    table = draw.rng.dirichlet(np.full(shape, 30.0).ravel()).reshape(shape)
    if draw.edge(0.4) and shape[0] == shape[1]:
        table = np.diag(np.diag(table))
    return joint(draw.names, table / table.sum(), draw.words["law"])


@kind(r"the number of possible (?P<what>outcomes|pairs) of (?P<variables>\S+(?:, \S+)*)")
def number_of_possible(draw: Draw) -> dict[str, Any]:
    variables = [draw.find(name) for name in draw.words["variables"].split(", ")]
    number = sum(p > 0 for p in masses(draw.find("p"), variables).values())
    return {name: number for name in draw.names}


@kind(r"the outcomes of (?P<variable>\S+) in order")
def named_outcomes(draw: Draw) -> dict[str, Any]:
    """Give each outcome the name by which the text calls it."""
    variable = draw.words["variable"]
    outcomes = (Outcome(outcome, variable) for outcome in draw.find(variable).outcomes())
    return dict(zip(draw.names, outcomes, strict=True))
