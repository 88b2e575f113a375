"""The explorables as exercises see them: the numbers of a state, and what a figure shows of it, by infolib.

On the page an explorable's own file says the same (``isState`` and ``measures``); a test compares the two.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, TypeAlias

import numpy as np

from infolib import entropy, gaussian_kl, kl_divergence, log_softmax, mutual_information, normalize, softmax

__all__ = ["BOARDS", "Board", "Measures", "State", "rounded", "shown"]

State: TypeAlias = list[float]
Measures: TypeAlias = dict[str, Any]  # each by its name: a number


@dataclass(frozen=True)
class Board:
    """An explorable: what the numbers of a state are, which of them are one, and what is measured there."""

    names: Sequence[str]
    limits: str
    is_state: Callable[[State], bool]
    measures: Callable[[State], Measures]
    digits: int = 2  # that the figure shows of a measure


def rounded(value: float, digits: int) -> float:
    """Round as JavaScript does; sums that differ in their last digits fall on the same side."""
    if not math.isfinite(value):
        return value
    steady = Decimal(float(f"{value:.9f}"))
    return float(steady.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)) + 0.0  # -0.0 is 0


def shown(value: float, digits: int) -> str:
    """Write a measure as the figure does."""
    value = rounded(value, digits)
    size = f"{abs(value):.{digits}f}" if math.isfinite(value) else "∞"
    return f"−{size}" if value < 0 else size


def _sums_to_one(p: State) -> bool:
    return abs(sum(p) - 1) < 1e-3


def _best_length(p: State) -> float:
    """Return the average length of Huffman's code: each merge of the two least adds its weight."""
    total, weights = 0.0, sorted(p)
    while len(weights) > 1:
        total += weights[0] + weights[1]
        weights = sorted([weights[0] + weights[1], *weights[2:]])
    return total


def _of_code(state: State) -> Measures:
    p = normalize(state)
    return {"gap": _best_length(p) - entropy(p), "largest": max(p)}


def _of_table(state: State) -> Measures:
    x, y0, y1 = state
    table = np.array([[x * (1 - y0), x * y0], [(1 - x) * (1 - y1), (1 - x) * y1]])
    return {"X1": 1 - x, "Y1": table[0, 1] + table[1, 1], "I": mutual_information(table)}


def _of_bars(state: State) -> Measures:
    p, q = normalize(state[:4]), normalize(state[4:])
    return {"forward": kl_divergence(p, q), "reverse": kl_divergence(q, p)}


def _of_logits(state: State) -> Measures:
    *logits, temperature, label = state
    z, k = np.array(logits) / temperature, int(label)
    q = softmax(z)
    other = max(np.delete(q, k))
    return {
        "loss": 0.0 - log_softmax(z)[k],
        "right": q[k],
        "other": other,
        "lead": rounded(q[k], 2) - rounded(other, 2),
    }


def _of_normals(state: State) -> Measures:
    m, s, n, t = state
    forward, reverse = gaussian_kl(m, s, n, t), gaussian_kl(n, t, m, s)
    return {"forward": forward, "reverse": reverse, "shift": abs(m - n), "ratio": t / s}


BOARDS = {
    "code-lengths": Board(
        ["p(A)", "p(B)", "p(C)", "p(D)"],
        "four probabilities, of which none is below 0.01 and whose sum is 1",
        lambda p: min(p) >= 0.01 and _sums_to_one(p),
        _of_code,
        digits=3,
    ),
    "joint-table": Board(
        ["P(X = 0)", "P(Y = 1 | X = 0)", "P(Y = 1 | X = 1)"],
        "each is a probability, from 0 to 1",
        lambda state: all(0 <= each <= 1 for each in state),
        _of_table,
    ),
    "kl-bars": Board(
        ["p(A)", "p(B)", "p(C)", "p(D)", "q(A)", "q(B)", "q(C)", "q(D)"],
        "the first four are probabilities whose sum is 1, and so are the last four",
        lambda state: min(state) >= 0 and _sums_to_one(state[:4]) and _sums_to_one(state[4:]),
        _of_bars,
    ),
    "softmax": Board(
        ["z(A)", "z(B)", "z(C)", "T", "label (A = 0, B = 1, C = 2)"],
        "logits from -4 to 4, a temperature from 0.1 to 4, and 0, 1 or 2 for the label",
        lambda s: max(map(abs, s[:3])) <= 4 and 0.1 <= s[3] <= 4 and s[4] in (0, 1, 2),
        _of_logits,
    ),
    "two-gaussians": Board(
        ["mean of f", "standard deviation of f", "mean of g", "standard deviation of g"],
        "means from -4 to 4, and standard deviations from 0.5 to 3",
        lambda s: max(abs(s[0]), abs(s[2])) <= 4 and 0.5 <= min(s[1], s[3]) <= max(s[1], s[3]) <= 3,
        _of_normals,
        digits=3,
    ),
}
