"""Codes, groups, endless distributions and samples that an author may declare, built and counted."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np

from mathematics.kinds.drawing import Draw, kind, listed
from mathematics.meanings import Indexed, Uncertain, UndefinedError, entropy

__all__: list[str] = []  # importing the module makes its kinds known


# -- codes


@kind(r"lengths of the words of a prefix code for (?P<list>\S+)")
def lengths_of_a_prefix_code(draw: Draw) -> dict[str, Any]:
    """Grow a tree of yes and no, one leaf for each entry; some leaves go deeper than they must."""
    p = listed(draw, "list")
    if draw.edge(0.4):
        lengths = huffman_lengths(p)
    else:
        lengths = [0]
        while len(lengths) < len(p):
            leaf = lengths.pop(int(draw.rng.integers(len(lengths))))
            lengths += [leaf + 1, leaf + 1]
    longer = draw.rng.integers(0, 3, size=len(p)) if draw.edge(0.4) else 0
    return {name: np.array(lengths, dtype=float) + longer for name in draw.names}


def huffman_lengths(p: np.ndarray) -> list[int]:
    """Merge the two least likely again and again; each merger puts one digit before the words in it."""
    lengths = [0] * len(p)
    heap = [(float(weight), [place]) for place, weight in enumerate(p)]
    while len(heap) > 1:
        heap.sort(key=lambda entry: entry[0])
        (a, first), (b, second), *rest = heap
        for place in first + second:
            lengths[place] += 1
        heap = [*rest, (a + b, first + second)]
    return lengths


def shannon_lengths(p: np.ndarray) -> np.ndarray:
    """Return the smallest whole n with 2**-n <= p, read from the exponent of p; no logarithm is taken."""
    lengths = 1.0 - np.frexp(p)[1]
    return np.where(p > 0, lengths, math.inf)


@kind(r"lengths of the words of Shannon's code for (?P<list>\S+)")
def lengths_of_shannons_code(draw: Draw) -> dict[str, Any]:
    return {name: shannon_lengths(listed(draw, "list")) for name in draw.names}


@kind(r"the mean length of words of the lengths (?P<lengths>\S+) under (?P<list>\S+)")
def mean_length(draw: Draw) -> dict[str, Any]:
    p, lengths = listed(draw, "list"), listed(draw, "lengths")
    return {name: float(p[p > 0] @ lengths[p > 0]) for name in draw.names}


@kind(r"the mean lengths of Shannon's codes for blocks from (?P<list>\S+)")
def mean_lengths_of_blocks(draw: Draw) -> dict[str, Any]:
    """L_n, the mean length of the words for blocks of n independent outcomes."""
    p = listed(draw, "list")
    p = p[p > 0]

    def mean(n: int) -> float:
        block = np.ones(1)
        for _ in range(int(n)):
            block = np.multiply.outer(block, p).reshape(-1)
        return float(block @ shannon_lengths(block))

    return {name: Indexed(mean) for name in draw.names}


# -- groups


@kind(r"groups of the places in (?P<list>\S+), their number, weights, and shares")
def groups(draw: Draw) -> dict[str, Any]:
    r"""Deal the places into m groups of positive weight: G_j, m, w_j, and given the group r_i, r^{(j)}."""
    p = [Fraction(float(x)) for x in listed(draw, "list")]
    number = int(draw.rng.integers(1, len(p) + 1))
    places = draw.rng.permutation(len(p)) + 1
    cuts = sorted(draw.rng.choice(np.arange(1, len(p)), size=number - 1, replace=False).tolist())
    found = [frozenset(int(i) for i in part) for part in np.split(places, cuts)]
    weights = [sum(p[i - 1] for i in group) for group in found]
    if not all(weights):
        raise UndefinedError("a group has no weight")
    inside = {i: float(p[i - 1] / w) for group, w in zip(found, weights, strict=True) for i in group}
    group, count, weight, share, shares = draw.names
    return {
        group: Indexed(lambda j: found[j - 1]),
        count: number,
        weight: np.array([float(w) for w in weights]),
        share: np.array([inside[i] for i in range(1, len(p) + 1)]),
        shares: lambda j: np.array([inside[i] for i in sorted(found[int(j) - 1])]),
    }


@kind(r"the number of the group in (?P<groups>\S+), of (?P<number>\S+)")
def number_of_the_group(draw: Draw) -> dict[str, Any]:
    """Give a function of places that says in which group a place is."""
    groups, number = draw.find(draw.words["groups"]), draw.find(draw.words["number"])
    numbers = {place: j for j in range(1, number + 1) for place in groups.pick(j)}
    return {name: lambda place: numbers[int(place)] for name in draw.names}


# -- an endless distribution


@kind(r"the number that makes c / \(n \(ln n\)\^2\) sum to 1 over n from 2 on")
def constant_of_the_endless_distribution(draw: Draw) -> dict[str, Any]:
    """Add the first terms, and the rest by Euler and Maclaurin's formula: its integral is 1 / ln n."""
    last = 2000

    def term(n: float) -> float:
        return 1 / (n * math.log(n) ** 2)

    slope = term(last + 0.5) - term(last - 0.5)
    total = math.fsum(map(term, range(2, last))) + 1 / math.log(last) + term(last) / 2 - slope / 12
    return {name: 1 / total for name in draw.names}


# -- samples


@kind(r"entropies of blocks from a chain of symbols, and the extra bits for the next symbol")
def entropies_of_blocks(draw: Draw) -> dict[str, Any]:
    """Draw how likely each of two symbols follows each, and start as the chain does in the long run."""
    to_second, to_first = draw.rng.uniform(0.05, 0.95, size=2)
    after = np.array([[1 - to_second, to_second], [to_first, 1 - to_first]])
    start = np.array([to_first, to_second]) / (to_first + to_second)

    def block(n: int) -> float:
        table = start if n else np.ones(1)
        for _ in range(int(n) - 1):
            table = (table[..., None] * after).reshape(*table.shape, 2)
        return entropy(table.reshape(-1), 2)

    def extra(n: int) -> float:
        return entropy(start, 2) if n == 1 else float(start @ [entropy(row, 2) for row in after])

    blocks, extras = draw.names
    return {blocks: Indexed(block), extras: Indexed(extra)}


@kind(r"the frequencies in (?P<number>\S+) draws from (?P<list>\S+)")
def frequencies(draw: Draw) -> dict[str, Any]:
    """Every table of counts that a sample may have, as frequencies, with its probability."""
    p, n = listed(draw, "list"), int(draw.find(draw.words["number"]))
    values = tuple((_chance(counts, p), np.array(counts) / n) for counts in _counts(n, len(p)))
    return {name: Uncertain(values) for name in draw.names}


def _counts(n: int, k: int) -> list[tuple[int, ...]]:
    """List the ways to share n among k."""
    if k == 1:
        return [(n,)]
    return [(first, *rest) for first in range(n + 1) for rest in _counts(n - first, k - 1)]


def _chance(counts: tuple[int, ...], p: np.ndarray) -> float:
    """Count the orders of a sample, and multiply by the probability of each."""
    orders, left = 1, sum(counts)
    for count in counts:
        orders *= math.comb(left, count)
        left -= count
    return orders * math.prod(float(x) ** c for x, c in zip(p, counts, strict=True))
