"""What executing the equations on continuous variables leaves open: rulers on the whole line, one winner."""

import math
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
import torch

from infolib import kl_divergence

Array = np.ndarray
Density = Callable[[Array], Array]
BELLS = [(0.0, 1.0), (-1.0, 1.0), (1.0, 2.0), (3.0, 0.3)]
LINE = np.linspace(-60, 60, 240_001)


def bell(x: Array, mean: float, sigma: float) -> Array:
    """Return the density of a bell."""
    return np.exp(-(((x - mean) / sigma) ** 2) / 2) / (sigma * math.sqrt(2 * math.pi))


def below_bell(x: Array, mean: float, sigma: float) -> Array:
    """Return the probability below x under a bell."""
    return np.array([math.erfc((mean - v) / sigma / math.sqrt(2)) / 2 for v in x])


def bell_cells(marks: Array, mean: float, sigma: float) -> Array:
    """Return the probabilities between the marks, exact in both tails."""
    left = np.diff(below_bell(marks, mean, sigma))
    right = -np.diff(below_bell(-marks, -mean, sigma))
    return np.where(marks[1:] <= mean, left, right)


def integral(values: Array, x: Array = LINE) -> float:
    """Integrate values on a grid."""
    return float(np.trapezoid(values, x))


def h_on(x: Array, f: Array) -> float:
    """Differential entropy in nats of a density given on a grid, by its definition."""
    return integral(-f * np.log(np.where(f > 0, f, 1)), x)


@pytest.mark.equation("eq-quantised-kl", how="quadrature")
@pytest.mark.parametrize(("one", "two"), [(BELLS[0], BELLS[2]), (BELLS[2], BELLS[0]), (BELLS[0], BELLS[1])])
def test_the_divergence_of_cells_climbs_to_that_of_the_densities(one: tuple, two: tuple) -> None:
    (m1, s1), (m2, s2) = one, two
    log_ratio = (((LINE - m2) / s2) ** 2 - ((LINE - m1) / s1) ** 2) / 2 + math.log(s2 / s1)
    whole = integral(bell(LINE, m1, s1) * log_ratio)
    found = []
    for width in (2, 1, 0.5, 0.125, 1 / 64):
        marks = np.arange(-16, 16 + width / 2, width)
        p, q = (bell_cells(marks, *parameters) for parameters in (one, two))
        found.append(kl_divergence(p, q, base="e", validate=False))
    assert all(a < b < whole + 1e-9 for a, b in pairwise(found))
    assert found[-1] == pytest.approx(whole, abs=1e-4)


RIVALS = {  # mean 0, variance 1
    "Laplace": np.exp(-abs(LINE) * math.sqrt(2)) / math.sqrt(2),
    "two peaks": (bell(LINE, 0.8, 0.6) + bell(LINE, -0.8, 0.6)) / 2,
    "lopsided": 0.2 * bell(LINE, 1.6, 0.4) + 0.8 * bell(LINE, -0.4, math.sqrt((1 - 0.2 * 2.72) / 0.8 - 0.16)),
}


@pytest.mark.equation("eq-gibbs-density", how="quadrature")
def test_no_belief_surprises_less_than_the_truth() -> None:
    for f in RIVALS.values():
        for mean, sigma in [*BELLS[:3], (0.0, 3.0)]:
            log_g = -(((LINE - mean) / sigma) ** 2) / 2 - math.log(sigma * math.sqrt(2 * math.pi))
            assert h_on(LINE, f) < integral(-f * log_g) - 1e-3
    for mean, sigma in BELLS:  # equality for the belief that is true
        log_g = -(((LINE - mean) / sigma) ** 2) / 2 - math.log(sigma * math.sqrt(2 * math.pi))
        f = bell(LINE, mean, sigma)
        assert h_on(LINE, f) == pytest.approx(integral(-f * log_g), abs=1e-9)


@pytest.mark.equation("eq-maxent-stationary", how="autograd")
@pytest.mark.parametrize(
    ("x", "conditions", "log_f"),
    [
        (np.linspace(2, 5, 301), [], lambda x: 0 * x - math.log(3)),
        (np.linspace(0, 30, 3001), [lambda x: x], lambda x: -x / 1.5 - math.log(1.5)),
        (
            np.linspace(-9, 9, 1801),
            [lambda x: x, lambda x: (x - 1) ** 2],
            lambda x: -((x - 1) ** 2) / 8 - math.log(2 * math.sqrt(2 * math.pi)),
        ),
    ],
)
def test_no_small_change_improves_a_champion(x: Array, conditions: list[Density], log_f: Density) -> None:
    step, rng = x[1] - x[0], np.random.default_rng(4)
    f = torch.tensor(np.exp(log_f(x)), requires_grad=True)
    (-(f * f.log()).sum() * step).backward()
    rows = np.array([np.ones_like(x), *(r(x) for r in conditions)])
    other = np.array(f.grad.numpy())
    for _ in range(10):  # a change that keeps the integral and every prescribed average
        eta = rng.normal(size=x.size)
        eta -= rows.T @ np.linalg.lstsq(rows.T, eta, rcond=None)[0]
        assert np.dot(other, eta) == pytest.approx(0, abs=1e-6 * np.linalg.norm(other) * np.linalg.norm(eta))
    bent = other + np.sin(x)  # the logarithm of a density of another form
    assert abs(np.dot(bent, eta)) > 1e-6 * np.linalg.norm(eta)
