"""Random variables that stand in a relation to each other: chains, cases, cards, samples, bells."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
from scipy.optimize import brentq, root
from scipy.stats import binom, gmean

from mathematics.kinds import Draw, joint, kind, listed, probabilities
from mathematics.meanings import (
    Deck,
    Indexed,
    Law,
    Outcome,
    Uncertain,
    UndefinedError,
    Variable,
    divergence,
    logarithm,
    masses,
    times,
)

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


# -- what is computed from observations


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


@kind(r"the outcomes of (?P<variable>\S+) in order")
def named_outcomes(draw: Draw) -> dict[str, Any]:
    """Give each outcome the name by which the text calls it."""
    variable = draw.words["variable"]
    outcomes = (Outcome(outcome, variable) for outcome in draw.find(variable).outcomes())
    return dict(zip(draw.names, outcomes, strict=True))


@kind(r"a one-to-one function of (?P<variable>\S+)")
def one_to_one(draw: Draw) -> dict[str, Any]:
    outcomes = draw.find(draw.words["variable"]).outcomes()
    images = dict(zip(outcomes, draw.rng.permutation(len(outcomes)) + 5, strict=True))
    return {name: lambda outcome: int(images[outcome]) for name in draw.names}


@kind(r"outcomes of (?P<variables>\S+(?:, \S+)+) together")
def text(draw: Draw) -> dict[str, Any]:
    """Draw one row of outcomes, one of each variable, which the law p allows."""
    law: Law = draw.find("p")
    case = int(draw.rng.choice(len(law.probabilities), p=law.probabilities))
    letters = [draw.find(name) for name in draw.words["variables"].split(", ")]
    return {name: np.array([letter.labels[case] for letter in letters]) for name in draw.names}


@kind(
    r"the loss in bits, the loss in the base (?P<base>\S+) and the perplexity of (?P<model>\S+) "
    r"on the first (?P<number>\S+) of (?P<list>\S+)"
)
def losses(draw: Draw) -> dict[str, Any]:
    """Take the probability of the whole text; the perplexity is the geometric mean of the choices."""
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
    if slope(low) >= 0 or slope(high) <= 0:
        return {name: 0.0 if slope(low) >= 0 else 1.0 for name in draw.names}
    return {name: float(brentq(slope, low, high, xtol=1e-14)) for name in draw.names}


# -- weights, groups, curves


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
    weigh = lambda law: np.array([math.fsum(law[i - 1] for i in group) for group in groups])  # noqa: E731
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
