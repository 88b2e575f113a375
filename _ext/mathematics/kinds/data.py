"""What is computed from observations, and from what a model says of them: samples, logits, losses."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
from scipy.optimize import brentq
from scipy.stats import binom, gmean

from mathematics.kinds.drawing import Draw, kind, listed, probabilities
from mathematics.meanings import Law, Uncertain, UndefinedError, Variable, masses

__all__: list[str] = []  # importing the module makes its kinds known


@kind(r"a sample of (?P<number>\S+) observations of (?P<variables>\S+(?:, \S+)*)")
def sample(draw: Draw) -> dict[str, Any]:
    """Draw the observations x_1, ..., x_n of variables, together: names like x_t pick one of them."""
    law: Law = draw.find("p")
    cases = draw.rng.choice(
        len(law.probabilities), size=int(draw.find(draw.words["number"])), p=law.probabilities
    )
    letters = [draw.find(name) for name in draw.words["variables"].split(", ")]
    return {
        name: np.array([letter.labels[case] for case in cases])
        for name, letter in zip(draw.names, letters, strict=True)
    }


@kind(r"the law of an entry of (?P<list>\S+), which is an outcome of (?P<variable>\S+)")
def empirical(draw: Draw) -> dict[str, Any]:
    """Count: the empirical distribution of observations."""
    entries, variable = draw.find(draw.words["list"]), draw.words["variable"]
    outcomes = draw.find(variable).outcomes()
    shares = np.array([np.mean(entries == outcome) for outcome in outcomes])
    return {name: Law(shares, {variable: Variable(tuple(outcomes))}) for name in draw.names}


@kind(r"the number of each outcome of (?P<variable>\S+) in (?P<list>\S+)")
def counts(draw: Draw) -> dict[str, Any]:
    entries = draw.find(draw.words["list"])
    found = [int(np.sum(entries == outcome)) for outcome in draw.find(draw.words["variable"]).outcomes()]
    return {name: np.array(found) for name in draw.names}


@kind(r"one-hot rows at (?P<places>\S+), as long as (?P<like>.+)")
def one_hot_rows(draw: Draw) -> dict[str, Any]:
    places = np.asarray(draw.find(draw.words["places"]))
    return {name: np.eye(len(listed(draw, "like")))[places - 1] for name in draw.names}


@kind(r"the information in (?P<number>\S+) pairs of X and Y, estimated by frequencies, in bits")
def plug_in_information(draw: Draw) -> dict[str, Any]:
    """Return what the estimate is on average: each count is binomial, and expectations add."""
    law, n = draw.find("p"), int(draw.find(draw.words["number"]))
    x, y = draw.find("X"), draw.find("Y")
    cells = [*masses(law, [x]).values(), *masses(law, [y]).values()]
    counts = np.arange(1, n + 1)
    terms = -counts / n * np.log2(counts / n)
    mean = sum(float(binom.pmf(counts, n, p) @ terms) for p in cells)
    mean -= sum(float(binom.pmf(counts, n, p) @ terms) for p in masses(law, [x, y]).values())
    return {name: Uncertain(((1.0, mean),)) for name in draw.names}


@kind(
    r"a pair, the place of the second among (?P<new_number>\S+) candidates and their row, with the law"
    r" (?P<new_law>\S+), and the nats (?P<new_bound>\S+) that a score proves"
)
def contrast(draw: Draw) -> dict[str, Any]:
    """Draw candidates as InfoNCE does, and its bound for a score: any, none at all, or the best."""
    k = draw.choose(1, 2, 3)
    table = probabilities(draw, 6).reshape(2, 3)
    if draw.edge(0.3):
        table = np.outer(table.sum(axis=1), table.sum(axis=0))
    alone = table.sum(axis=0)
    best = table / np.where(np.outer(table.sum(axis=1), alone) > 0, np.outer(table.sum(axis=1), alone), 1)
    score = draw.rng.exponential(size=(2, 3)) + 1e-3
    score = {"any": score, "none": np.ones((2, 3)), "best": best}[draw.choose("any", "none", "best")]
    cases, weights, bound = [], [], 0.0
    for x, y, others in itertools.product(range(2), range(3), itertools.product(range(3), repeat=k - 1)):
        weight = float(table[x, y] * alone[list(others)].prod())
        if weight > 0:
            bound += weight * math.log(score[x, y] / np.mean([score[x, each] for each in (y, *others)]))
        for place in range(k):
            row = (*others[:place], y, *others[place:])
            cases.append((x + 1, y + 1, place + 1, row))
            weights.append(weight / k)
    found = {name: Variable(tuple(case[part] for case in cases)) for part, name in enumerate(draw.names)}
    law = Law(np.array(weights), dict(found))
    names = (draw.words["new_law"], draw.words["new_number"], draw.words["new_bound"])
    return {**found, **dict(zip(names, (law, k, bound), strict=True))}


@kind(r"outcomes of (?P<variables>\S+(?:, \S+)+) together")
def text(draw: Draw) -> dict[str, Any]:
    """Draw one row of outcomes, one of each variable, which the law p allows."""
    law: Law = draw.find("p")
    case = int(draw.rng.choice(len(law.probabilities), p=law.probabilities))
    letters = [draw.find(name) for name in draw.words["variables"].split(", ")]
    return {name: np.array([letter.labels[case] for letter in letters]) for name in draw.names}


@kind(
    r"the losses in bits and in the base (?P<base>\S+) and the perplexity "
    r"of (?P<model>\S+) on the first (?P<number>\S+) of (?P<list>\S+)"
)
def losses(draw: Draw) -> dict[str, Any]:
    """Take the probability of the text as a whole; the perplexity is the geometric mean of the choices."""
    model, seen = draw.find(draw.words["model"]), draw.find(draw.words["list"])
    n, base = int(draw.find(draw.words["number"])), float(draw.find(draw.words["base"]))
    starts = [model.of({f"X_{t + 1}": seen[t] for t in range(m)}) for m in range(n + 1)]
    if starts[-1] == 0:
        raise UndefinedError("the model rules the text out")
    surprise = -math.log(starts[-1]) / n
    choices = gmean([before / after for before, after in itertools.pairwise(starts)])
    values = (surprise / math.log(2), surprise / math.log(base), float(choices))
    return dict(zip(draw.names, values, strict=True))


@kind(r"a table of logits with (?P<number>\S+) rows")
def logit_table(draw: Draw) -> dict[str, Any]:
    shape = (int(draw.find(draw.words["number"])), draw.choose(2, 3, 4))
    return {name: draw.rng.normal(size=shape) * 2 for name in draw.names}


@kind(r"places in the rows of (?P<table>\S+)")
def places_in_rows(draw: Draw) -> dict[str, Any]:
    rows, columns = np.shape(draw.find(draw.words["table"]))
    return {name: draw.rng.integers(columns, size=rows) + 1 for name in draw.names}


@kind(r"a place in (?P<list>\S+) other than (?P<place>\S+)")
def other_place(draw: Draw) -> dict[str, Any]:
    others = [i for i in range(1, len(listed(draw, "list")) + 1) if i != draw.find(draw.words["place"])]
    return {name: draw.choose(*others) for name in draw.names}


@kind(r"where (?P<curve>\S+) is smallest between 0 and 1")
def lowest_place(draw: Draw) -> dict[str, Any]:
    """Find the lowest place of a convex curve: an end, or where its slope, from four points, is 0."""
    curve = draw.find(draw.words["curve"])

    def slope(x: float) -> float:
        h = 1e-4 * min(x, 1 - x)
        return float((8 * (curve(x + h) - curve(x - h)) - (curve(x + 2 * h) - curve(x - 2 * h))) / (12 * h))

    low, high = 1e-9, 1 - 1e-9
    if math.isnan(slope(0.5)):
        raise UndefinedError("the curve has no place")
    if slope(low) >= 0 or slope(high) <= 0:
        return {name: 0.0 if slope(low) >= 0 else 1.0 for name in draw.names}
    return {name: float(brentq(slope, low, high, xtol=1e-14)) for name in draw.names}
