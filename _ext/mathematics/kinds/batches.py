"""Batches of examples: logits, classes, targets and weights, as a loss of PyTorch takes them."""

from __future__ import annotations

from typing import Any

import numpy as np

from mathematics import losses
from mathematics.kinds.drawing import Draw, kind, probabilities

__all__: list[str] = []  # importing the module makes its kinds known


@kind(
    r"a batch of logits with the classes (?P<new_classes>\S+), the targets (?P<new_targets>\S+)"
    r" and the weights (?P<new_weights>\S+)"
)
def batch(draw: Draw) -> dict[str, Any]:
    """Draw a few rows; targets may be one-hot or uniform or have zeros, and all weights 1."""
    rows, k = draw.choose(1, 2, 3, 4), draw.choose(2, 3, 4)
    weights = np.ones(k) if draw.edge(0.2) else draw.rng.uniform(0.3, 4, k)
    return {
        draw.names[0]: draw.rng.normal(size=(rows, k)) * draw.choose(1, 3, 10),
        draw.words["new_classes"]: draw.rng.integers(1, k + 1, rows),
        draw.words["new_targets"]: np.array([probabilities(draw, k) for _ in range(rows)]),
        draw.words["new_weights"]: weights,
    }


@kind(
    r"a batch of logits for (?P<new_number>\S+) rows and (?P<new_places>\S+) places"
    r" with the classes (?P<new_classes>\S+)"
)
def places(draw: Draw) -> dict[str, Any]:
    """Draw logits with the classes in axis 1, often as many places as classes."""
    rows, k, number = draw.choose(1, 2, 3), draw.choose(2, 3), draw.choose(1, 2, 3)
    return {
        draw.names[0]: draw.rng.normal(size=(rows, k, number)) * 3,
        draw.words["new_classes"]: draw.rng.integers(1, k + 1, (rows, number)),
        draw.words["new_number"]: rows,
        draw.words["new_places"]: number,
    }


@kind(
    r"losses of (?P<new_number>\S+) labels in (?P<new_parts>\S+) parts of the sizes (?P<row_sizes>\S+)_b"
    r" with the means (?P<new_means>\S+)"
)
def parts(draw: Draw) -> dict[str, Any]:
    """Draw losses, cut into parts of sizes that may be equal; each part is averaged by itself."""
    sizes = np.full(3, 2) if draw.edge(0.2) else draw.rng.integers(1, 6, draw.choose(1, 2, 3, 4))
    found = draw.rng.exponential(size=int(sizes.sum()))
    pieces = np.split(found, np.cumsum(sizes)[:-1])
    words = draw.words
    return {
        draw.names[0]: found,
        words["new_number"]: len(found),
        words["new_parts"]: len(sizes),
        words["row_sizes"] + "_()": sizes,
        words["new_means"]: np.array([piece.mean() for piece in pieces]),
    }


@kind(r"a list of equal logits")
def equal_logits(draw: Draw) -> dict[str, Any]:
    """Draw the logits of a model that has learnt nothing."""
    return {name: np.full(draw.choose(2, 3, 5), float(draw.rng.normal())) for name in draw.names}


@kind(r"a distribution without zeros")
def without_zeros(draw: Draw) -> dict[str, Any]:
    return {name: 0.95 * draw.rng.dirichlet(np.ones(k)) + 0.05 / k for name in draw.names for k in (3, 4)}


@kind(r"a belief beside (?P<truth>\S+)")
def belief(draw: Draw) -> dict[str, Any]:
    """Draw another distribution: any, the same, or sure of something that has the smallest probability."""
    truth = np.asarray(draw.find(draw.words["truth"]))
    sure = np.eye(len(truth))[int(np.argmin(truth))]
    return {
        name: draw.choose(truth, sure) if draw.edge(0.4) else probabilities(draw, len(truth))
        for name in draw.names
    }


@kind(r"the best answer to (?P<truth>\S+) under the weights (?P<weights>\S+)")
def best(draw: Draw) -> dict[str, Any]:
    p, weights = draw.find(draw.words["truth"]), draw.find(draw.words["weights"])
    return {draw.names[0]: losses.best_answer(p, weights)}


@kind(r"the best score for (?P<truth>\S+) under the weight (?P<weight>\S+)")
def best_score(draw: Draw) -> dict[str, Any]:
    return {draw.names[0]: losses.best_score(draw.find(draw.words["truth"]), draw.find(draw.words["weight"]))}
