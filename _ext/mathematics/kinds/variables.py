"""Random variables with their laws, their outcomes, events, and functions of them."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np

from mathematics.kinds.drawing import Draw, kind, probabilities
from mathematics.meanings import Deck, Indexed, Law, Outcome, Variable, masses

__all__ = ["outcomes"]


def joint(names: tuple[str, ...], table: np.ndarray, law: str = "p") -> dict[str, Any]:
    """Return the variables whose joint probabilities a table holds, and their law; outcomes count from 1."""
    places = list(itertools.product(*(range(1, size + 1) for size in table.shape)))
    found: dict[str, Any] = {
        name: Variable(tuple(place[axis] for place in places)) for axis, name in enumerate(names)
    }
    return {**found, law: Law(table.reshape(-1), dict(found))}


@kind(r"variables with the law (?P<new_law>\S+)")
def any_variables(draw: Draw) -> dict[str, Any]:
    """Draw a joint distribution: any, independent, or each a function of the one before."""
    names = draw.names
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
    return joint(names, table, draw.words["new_law"])


@kind(r"independent variables with the law (?P<new_law>\S+)")
def independent_variables(draw: Draw) -> dict[str, Any]:
    names, table = draw.names, np.ones(())
    for size in (draw.choose(1, 2, 2, 3, 3, 4) for _ in names):
        table = np.multiply.outer(table, probabilities(draw, size))
    return joint(names, table, draw.words["new_law"])


@kind(r"(?:a variable|variables) with the law (?P<new_law>\S+) and the probabilities (?P<table>.+)")
def given_variables(draw: Draw) -> dict[str, Any]:
    """Return the variables whose joint probabilities the author gives: a list, or rows in brackets."""
    return joint(draw.names, np.asarray(draw.find(draw.words["table"])), draw.words["new_law"])


@kind(r"variables with the law (?P<new_law>\S+) and the equally likely cases (?P<cases>[-\d, ;()]+)")
def case_variables(draw: Draw) -> dict[str, Any]:
    """Return variables whose possible cases are listed, each as a row of whole numbers in brackets."""
    rows = [row.split(",") for row in draw.words["cases"].strip("()").split("), (")]
    found = {name: Variable(tuple(int(row[place]) for row in rows)) for place, name in enumerate(draw.names)}
    law = Law(np.full(len(rows), 1 / len(rows)), dict(found))
    return {**found, draw.words["new_law"]: law}


@kind(r"independent variables with the law (?P<new_law>\S+), uniform on (?P<sizes>\d+(?: by \d+)*)")
def uniform_variables(draw: Draw) -> dict[str, Any]:
    sizes = [int(size) for size in draw.words["sizes"].split(" by ")]
    return joint(draw.names, np.full(sizes, 1 / math.prod(sizes)), draw.words["new_law"])


@kind(r"variables with the law (?P<new_law>\S+), whose possible pairs are all frequent")
def frequent_variables(draw: Draw) -> dict[str, Any]:
    """Draw tables without rare cells: all pairs possible, or each row with a column of its own."""
    size = draw.choose(2, 3)
    shape = (size, size) if draw.edge(0.3) else (size, draw.choose(2, 3))
    table = draw.rng.dirichlet(np.full(shape, 30.0).ravel()).reshape(shape)
    if draw.edge(0.4) and shape[0] == shape[1]:
        table = np.diag(np.diag(table))
    return joint(draw.names, table / table.sum(), draw.words["new_law"])


@kind(r"the number of fair tosses until the first head, with the law (?P<new_law>\S+)")
def tosses_variables(draw: Draw) -> dict[str, Any]:
    """Return a variable without end, cut off where its probabilities no longer change a sum."""
    return joint(draw.names, 0.5 ** np.arange(1.0, 61.0), draw.words["new_law"])


@kind(r"a Markov chain with the law (?P<new_law>\S+)")
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
    return joint(draw.names, table, draw.words["new_law"])


@kind(
    r"data, a label with (?P<new_number>\S+) outcomes and a guess of it from the data,"
    r" with the law (?P<new_law>\S+)"
)
def guessed_label(draw: Draw) -> dict[str, Any]:
    """Draw a guess that sees the data alone; in some draws its errors are spread as evenly as can be."""
    k = draw.choose(1, 2, 3, 4)
    rows = draw.choose(1, 2, 3)
    table = probabilities(draw, rows * k).reshape(rows, k)
    guess = np.array([probabilities(draw, k) for _ in range(rows)])
    if draw.edge(0.4) and k > 1:
        wrong = draw.rng.uniform(0, 1)
        table = np.where(np.eye(k) == 1, 1 - wrong, wrong / (k - 1)) * probabilities(draw, k)[:, None]
        guess = np.eye(k)
    found = joint(draw.names, table[..., None] * guess[:, None, :], draw.words["new_law"])
    return {**found, draw.words["new_number"]: k}


@kind(r"the cards of a shuffled deck and the last of them, with the law (?P<new_law>\S+)")
def deck_variables(draw: Draw) -> dict[str, Any]:
    cards = [Variable((place,)) for place in range(1, 53)]
    each, last = draw.names
    return {each: Indexed(lambda t: cards[t - 1]), last: cards[-1], draw.words["new_law"]: Deck(cards)}


@kind(r"jointly normal variables with the law (?P<new_law>\S+) and the correlation (?P<rho>\S+)")
def normal_variables(draw: Draw) -> dict[str, Any]:
    """Return the two on a fine grid; what is said of shares in sums, as I is, comes out as with integrals."""
    rho = float(draw.find(draw.words["rho"]))
    x, y = np.meshgrid(np.linspace(-8, 8, 43), np.linspace(-8, 8, 43), indexing="ij")
    with np.errstate(all="ignore"):
        table = np.exp(-(x**2 - 2 * rho * x * y + y**2) / (2 * (1 - rho**2)))
        return joint(draw.names, table / table.sum(), draw.words["new_law"])


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


@kind(r"the outcomes of (?P<variable>\S+) in order")
def named_outcomes(draw: Draw) -> dict[str, Any]:
    """Give each outcome the name by which the text calls it."""
    variable = draw.words["variable"]
    outcomes = (Outcome(outcome, variable) for outcome in draw.find(variable).outcomes())
    return dict(zip(draw.names, outcomes, strict=True))


@kind(r"(?:an event|events) of (?P<variable>\S+)")
def events(draw: Draw) -> dict[str, Any]:
    """Draw sets of outcomes: any, the impossible event and the certain one too."""
    outcomes = _outcomes(draw)
    chance = draw.choose(0.0, 0.5, 0.5, 0.5, 0.5, 1.0)
    return {name: frozenset(x for x in outcomes if draw.rng.random() < chance) for name in draw.names}


@kind(r"a one-to-one function of (?P<variable>\S+)")
def one_to_one(draw: Draw) -> dict[str, Any]:
    outcomes = _outcomes(draw)
    images = dict(zip(outcomes, draw.rng.permutation(len(outcomes)) + 5, strict=True))
    return {name: lambda outcome: int(images[outcome]) for name in draw.names}


@kind(r"a positive variable under (?P<law>\S+)")
def positive(draw: Draw) -> dict[str, Any]:
    """Draw functions of the outcome that are positive: any, and constant."""
    law: Law = draw.find(draw.words["law"])
    found = {}
    for name in draw.names:
        labels = draw.rng.exponential(size=len(law.probabilities)) + 1e-3
        found[name] = Variable(tuple(np.full_like(labels, labels[0]) if draw.edge(0.3) else labels))
    return found


@kind(r"the number of possible (?P<what>outcomes|pairs) of (?P<variables>\S+(?:, \S+)*)")
def number_of_possible(draw: Draw) -> dict[str, Any]:
    variables = [draw.find(name) for name in draw.words["variables"].split(", ")]
    number = sum(p > 0 for p in masses(draw.find("p"), variables).values())
    return {name: number for name in draw.names}
