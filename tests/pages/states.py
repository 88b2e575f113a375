"""States of the explorables that exercises judge: a grid over each, edges included, and what is no state."""

import itertools

from infobook.checker.boards import BOARDS

__all__ = ["STRANGE", "simplex", "states"]

PROBABILITIES = (0, 0.09, 0.125, 0.2, 0.25, 0.5, 0.66, 0.8, 1)
LOGITS = (-4, 0, 0.1, 2, 4)
# Too few, too many, off the edge, and numbers with which nothing can be computed.
STRANGE = (
    [],
    [0.5],
    [-0.1] * 3,
    [1.1] * 3,
    [0.2] * 4,
    [1, 0, 0, 0],
    [0.3] * 8,
    [0, 0, 0, 5, 0],
    [0, 0, 0, 1, 0.5],
    [0] * 9,
)


def simplex(k: int, steps: int) -> list[list[float]]:
    """List distributions over k outcomes on a grid, corners and edges included."""
    return [
        [n / steps for n in counts]
        for counts in itertools.product(range(steps + 1), repeat=k)
        if sum(counts) == steps
    ]


def states(explorable: str) -> list[list[float]]:
    """List states of an explorable, some with the rounded numbers of a link."""
    laws = [*simplex(4, 3), [0.25] * 4, [0.5, 0.5, 0, 0], [0.3333, 0.3333, 0.3333, 0], [0.1, 0.9, 0, 0]]
    found = {
        "code-lengths": [
            *([max(x, 0.01) / sum(max(x, 0.01) for x in p) for x in p] for p in simplex(4, 10)),
            [0.25] * 4, [0.5, 0.25, 0.125, 0.125], [0.5, 0.48, 0.01, 0.01],
            [0.4999, 0.4801, 0.01, 0.01], [0.51, 0.47, 0.01, 0.01],
        ],
        "joint-table": [*map(list, itertools.product(PROBABILITIES, repeat=3)), [0.8, 0.24, 0.87]],
        "kl-bars": [p + q for p, q in itertools.product(laws, repeat=2)],
        "softmax": [
            [*z, T, label]
            for z in itertools.product(LOGITS, repeat=3)
            for T, label in itertools.product((0.1, 1, 4), (0, 1, 2))
        ],
        "two-gaussians": [
            [m, s, n, t]
            for m, n in itertools.product((-4, 0, 0.5), repeat=2)
            for s, t in itertools.product((0.5, 0.8, 1, 1.92, 2.5, 3), repeat=2)
        ],
    }[explorable]  # fmt: skip
    return [state for state in found if BOARDS[explorable].is_state(state)]
