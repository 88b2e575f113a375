"""Every labelled equation of the chapter on continuous variables, its two sides computed independently."""

import math
from collections.abc import Callable, Sequence
from itertools import pairwise

import mpmath
import numpy as np
import pytest
import sympy as sp
import torch

from infolib import (
    entropy,
    gaussian_entropy,
    gaussian_kl,
    gaussian_mutual_information,
    kl_divergence,
    multivariate_gaussian_entropy,
    multivariate_gaussian_kl,
    mutual_information,
)

Array = np.ndarray
Density = Callable[[Array], Array]
BELLS = [(0.0, 1.0), (-1.0, 1.0), (1.0, 2.0), (3.0, 0.3)]
LINE = np.linspace(-60, 60, 240_001)
NODES, WEIGHTS = ((np.polynomial.legendre.leggauss(60)[i] + (1 - i)) / 2 for i in (0, 1))  # on [0, 1]
CELLS = 400


def hump(x: Array) -> Array:
    """Return the density 6x(1 - x) on [0, 1]."""
    return 6 * x * (1 - x)


def below_hump(x: Array) -> Array:
    """Return the probability below x under the hump."""
    return 3 * x**2 - 2 * x**3


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


def nats(p: Array) -> float:
    """Entropy of a table of probabilities in nats, by the definition."""
    p = np.ravel(p)[np.ravel(p) > 0]
    return float(-np.sum(p * np.log(p)))


def integral(values: Array, x: Array = LINE) -> float:
    """Integrate values on a grid."""
    return float(np.trapezoid(values, x))


def h_on(x: Array, f: Array) -> float:
    """Differential entropy in nats of a density given on a grid, by its definition."""
    return integral(-f * np.log(np.where(f > 0, f, 1)), x)


def slope(x: Array, y: Array) -> Array:
    """Return a joint density on the unit square that is no product."""
    return 0.8 * (1 + x * y)


def square(values: Array) -> float:
    """Integrate values at the nodes over the unit square."""
    return float(WEIGHTS @ values @ WEIGHTS)


SQUARE = slope(NODES[:, None], NODES[None, :])
PART = 0.8 * (1 + NODES / 2)  # either part of the joint density


def slope_cells(n: int) -> Array:
    """Return the probabilities of the n x n cells under the joint density, exactly."""
    marks = np.linspace(0, 1, n + 1)
    length, half = np.diff(marks), np.diff(marks**2) / 2
    return 0.8 * (np.outer(length, length) + np.outer(half, half))


def covariance(seed: int, k: int) -> Array:
    """Draw a positive definite matrix."""
    root = np.random.default_rng(seed).normal(size=(k, k + 2))
    return root @ root.T


def plane(covariance: Array, mean: Sequence[float] = (0, 0)) -> tuple[Array, float]:
    """Return the density of a bell in two dimensions on a grid, and the area of a cell."""
    side = np.linspace(-12, 12, 481)
    points = np.stack(np.meshgrid(side, side, indexing="ij"), -1) - np.asarray(mean)
    squares = np.einsum("...i,ij,...j", points, np.linalg.inv(covariance), points)
    f = np.exp(-squares / 2) / (2 * math.pi * math.sqrt(np.linalg.det(covariance)))
    return f, (side[1] - side[0]) ** 2


# A ruler makes it discrete


@pytest.mark.equation("eq-differential-entropy", how="quadrature")
def test_the_integral_is_the_entropy_that_torch_knows() -> None:
    x = np.linspace(1e-9, 80, 800_001)
    for a, rate in ((1.0, 0.5), (2.0, 1.0), (5.0, 3.0)):
        gamma = torch.distributions.Gamma(torch.tensor(a, dtype=torch.float64), rate)
        f = gamma.log_prob(torch.tensor(x)).exp().numpy()
        assert h_on(x, f) == pytest.approx(float(gamma.entropy()), abs=1e-6)


@pytest.mark.equation("eq-differential-entropy", how="SymPy identity")
def test_machine_c_has_half_a_nat_less_ln_two() -> None:
    x = sp.symbols("x", positive=True)
    assert sp.simplify(sp.integrate(-2 * x * sp.log(2 * x), (x, 0, 1)) - (sp.Rational(1, 2) - sp.log(2))) == 0


@pytest.mark.equation("eq-quantised-exact", how="quadrature")
@pytest.mark.parametrize("n", [1, 2, 3, 10])
def test_questions_are_entropy_and_ruler_and_the_price_of_the_histogram(n: int) -> None:
    marks = np.linspace(0, 1, n + 1)
    p = np.diff(below_hump(marks))
    h = float(mpmath.quad(lambda t: -6 * t * (1 - t) * mpmath.log(6 * t * (1 - t)), [0, 0.5, 1]))
    price = sum(
        float(mpmath.quad(lambda t, v=v: 6 * t * (1 - t) * mpmath.log(6 * t * (1 - t) / (v * n)), [a, b]))
        for (a, b), v in zip(pairwise(marks), p, strict=True)
    )
    assert nats(p) == pytest.approx(h + math.log(n) + price, abs=1e-9)
    assert price > 0


@pytest.mark.equation("eq-quantised-entropy", how="SymPy identity")
def test_the_questions_less_the_ruler_tend_to_differential_entropy() -> None:
    x = sp.symbols("x", positive=True)
    h = float(-sp.log(6) - 2 * sp.integrate(6 * x * (1 - x) * sp.log(x), (x, 0, 1)))  # the hump is symmetric
    cells = {n: np.diff(below_hump(np.linspace(0, 1, n + 1))) for n in (4, 16, 64, 256, 4096)}
    gaps = [nats(p) + math.log(1 / n) - h for n, p in cells.items()]
    assert all(0 < b < a / 8 for a, b in pairwise(gaps))
    assert gaps[-1] < 1e-5


@pytest.mark.equation("eq-effective-width", how="quadrature")
def test_the_width_is_the_perplexity_of_the_cells_times_their_width() -> None:
    for mean, sigma in BELLS:
        marks = np.arange(-20, 20, sigma / 100)
        cells = np.diff(below_bell(marks, mean, sigma))
        width = 2 ** gaussian_entropy(sigma)
        assert 2 ** float(entropy(cells / cells.sum())) * sigma / 100 == pytest.approx(width, rel=1e-4, abs=0)


# What breaks


@pytest.mark.equation("eq-differential-scaling", how="quadrature")
@pytest.mark.parametrize(("a", "c"), [(100, 0), (0.5, -3), (-2, 1)])
def test_a_new_unit_adds_the_logarithm_of_its_factor(a: float, c: float) -> None:
    x = np.linspace(0, 1, 200_001)
    y = np.linspace(min(c, a + c), max(c, a + c), 200_001)
    stretched = hump((y - c) / a) / abs(a)
    assert integral(stretched, y) == pytest.approx(1, abs=1e-9)
    assert h_on(y, stretched) == pytest.approx(h_on(x, hump(x)) + math.log(abs(a)), abs=1e-7)


@pytest.mark.equation("eq-differential-change", how="quadrature")
@pytest.mark.parametrize(
    ("back", "log_slope", "end"),
    [
        (np.log, lambda x: x, (1, math.e)),  # t(x) = exp(x)
        (lambda y: -np.log(y), lambda x: -x, (1 / math.e, 1)),  # t(x) = exp(-x), which falls
        (lambda y: (np.sqrt(1 + 4 * y) - 1) / 2, lambda x: np.log(1 + 2 * x), (0, 2)),  # t(x) = x + x^2
    ],
)
def test_a_map_adds_the_average_logarithm_of_its_slope(back: Density, log_slope: Density, end: tuple) -> None:
    marks = np.linspace(*end, 20_001)
    cells = abs(np.diff(below_hump(back(marks))))
    by_ruler = nats(cells) + math.log(marks[1] - marks[0])
    x = np.linspace(0, 1, 20_001)
    assert by_ruler == pytest.approx(h_on(x, hump(x)) + integral(hump(x) * log_slope(x), x), abs=1e-6)


# Two variables


@pytest.mark.equation("eq-joint-differential-entropy", how="quadrature")
def test_joint_entropy_is_what_a_fine_ruler_leaves() -> None:
    by_ruler = nats(slope_cells(CELLS)) - 2 * math.log(CELLS)
    assert square(-SQUARE * np.log(SQUARE)) == pytest.approx(by_ruler, abs=1e-6)


@pytest.mark.equation("eq-conditional-differential-entropy", how="quadrature")
def test_conditional_entropy_averages_the_slices() -> None:
    given = SQUARE / PART[:, None]
    slices = [-WEIGHTS @ (row * np.log(row)) for row in given]
    table = slope_cells(CELLS)
    by_ruler = sum(row.sum() * nats(row / row.sum()) for row in table) - math.log(CELLS)
    assert square(-SQUARE * np.log(given)) == pytest.approx(WEIGHTS @ (PART * slices), abs=1e-12)
    assert by_ruler == pytest.approx(WEIGHTS @ (PART * slices), abs=1e-6)


@pytest.mark.equation("eq-differential-chain-rule", how="quadrature")
def test_the_pair_has_the_first_and_the_rest() -> None:
    part = -WEIGHTS @ (PART * np.log(PART))
    slices = np.array([-WEIGHTS @ (row * np.log(row)) for row in SQUARE / PART[:, None]])
    assert square(-SQUARE * np.log(SQUARE)) == pytest.approx(part + WEIGHTS @ (PART * slices), abs=1e-12)


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


@pytest.mark.equation("eq-mutual-information-density", how="quadrature")
def test_mutual_information_is_a_divergence_and_zero_for_products() -> None:
    information = square(SQUARE * np.log(SQUARE / np.outer(PART, PART)))
    assert information == pytest.approx(mutual_information(slope_cells(CELLS), base="e"), abs=1e-6)
    assert information > 1e-3
    product = np.outer(PART, PART)
    assert square(
        product * np.log(product / np.outer(product @ WEIGHTS, WEIGHTS @ product))
    ) == pytest.approx(0, abs=1e-12)


@pytest.mark.equation("eq-mutual-information-differences", how="quadrature")
def test_mutual_information_is_a_difference_of_entropies() -> None:
    information = square(SQUARE * np.log(SQUARE / np.outer(PART, PART)))
    part, pair = -WEIGHTS @ (PART * np.log(PART)), square(-SQUARE * np.log(SQUARE))
    rest = square(-SQUARE * np.log(SQUARE / PART[:, None]))
    assert information == pytest.approx(2 * part - pair, abs=1e-12)
    assert information == pytest.approx(part - rest, abs=1e-12)


@pytest.mark.equation("eq-quantised-mutual-information", how="quadrature")
def test_the_information_of_cells_climbs_to_that_of_the_densities() -> None:
    whole = square(SQUARE * np.log(SQUARE / np.outer(PART, PART)))
    found = [mutual_information(slope_cells(n), base="e") for n in (1, 2, 4, 16, 128)]
    assert all(a < b < whole for a, b in pairwise(found))
    assert found[-1] == pytest.approx(whole, rel=1e-3, abs=0)


@pytest.mark.equation("eq-differential-conditioning", how="random distributions")
def test_conditioning_never_increases_differential_entropy_on_average() -> None:
    rng = np.random.default_rng(6)
    for width in (0.1, 1.0, 7.0):  # densities that are constant on squares of this width
        for _ in range(30):
            table = rng.dirichlet(np.full(20, 0.5)).reshape(4, 5)
            y = nats(table.sum(0)) + math.log(width)
            x = nats(table.sum(1)) + math.log(width)
            given = sum(r.sum() * (nats(r / r.sum()) + math.log(width)) for r in table if r.sum() > 0)
            pair = nats(table) + 2 * math.log(width)
            assert given <= y + 1e-12
            assert pair <= x + y + 1e-12


# The bell curve


@pytest.mark.equation("eq-gaussian-entropy", how="mpmath")
@pytest.mark.parametrize(("mean", "sigma"), BELLS)
def test_the_entropy_of_a_bell_is_its_integral(mean: float, sigma: float) -> None:
    def term(x: mpmath.mpf) -> mpmath.mpf:
        f = mpmath.npdf(x, mean, sigma)
        return -f * mpmath.log(f)

    exact = mpmath.quad(term, [mean + k * sigma for k in (-12, -4, 0, 4, 12)])
    assert math.log(2 * math.pi * math.e * sigma**2) / 2 == pytest.approx(float(exact), abs=1e-10)
    assert gaussian_entropy(sigma, base="e") == pytest.approx(float(exact), abs=1e-10)


@pytest.mark.equation("eq-gaussian-kl", how="mpmath")
def test_the_divergence_of_two_bells_is_its_integral() -> None:
    for m1, s1 in BELLS:
        for m2, s2 in BELLS:
            exact = mpmath.quad(
                lambda x, one=(m1, s1), two=(m2, s2): (
                    mpmath.npdf(x, *one)
                    * (
                        ((x - two[0]) / two[1]) ** 2 / 2
                        - ((x - one[0]) / one[1]) ** 2 / 2
                        + mpmath.log(two[1] / one[1])
                    )
                ),
                [m1 + k * s1 for k in (-12, -4, 0, 4, 12)],
            )
            formula = math.log(s2 / s1) + (s1**2 + (m1 - m2) ** 2) / (2 * s2**2) - 0.5
            assert formula == pytest.approx(float(exact), abs=1e-9)
            assert gaussian_kl(m1, s1, m2, s2, base="e") == pytest.approx(float(exact), abs=1e-9)


@pytest.mark.equation("eq-differential-linear-map", how="random distributions")
def test_a_matrix_adds_the_logarithm_of_its_determinant() -> None:
    rng = np.random.default_rng(9)
    for _ in range(20):
        a = rng.normal(size=(2, 2))
        x, y = (a @ np.array([[0, 1, 1, 0], [0, 0, 1, 1]])) + rng.normal(
            size=(2, 1)
        )  # the unit square, mapped
        area = abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2
        assert math.log(area) == pytest.approx(0 + math.log(abs(np.linalg.det(a))), abs=1e-9)
        cov, b = covariance(int(rng.integers(99)), 3), rng.normal(size=(3, 3))
        after = multivariate_gaussian_entropy((b @ cov @ b.T + (b @ cov @ b.T).T) / 2, base="e")
        before = multivariate_gaussian_entropy(cov, base="e")
        assert after == pytest.approx(before + math.log(abs(np.linalg.det(b))), abs=1e-7)


@pytest.mark.equation("eq-multivariate-gaussian-entropy", how="quadrature")
def test_the_entropy_of_a_bell_in_two_dimensions_is_its_integral() -> None:
    cov = np.array([[1.0, 0.6], [0.6, 2.0]])
    f, area = plane(cov)
    formula = math.log((2 * math.pi * math.e) ** 2 * np.linalg.det(cov)) / 2
    assert formula == pytest.approx(-np.sum(f * np.log(f)) * area, abs=1e-9)
    assert multivariate_gaussian_entropy(cov, base="e") == pytest.approx(formula, abs=1e-12)


@pytest.mark.equation("eq-multivariate-gaussian-entropy", how="random distributions")
def test_the_entropy_of_a_bell_is_the_sum_of_what_is_left_of_each_variable() -> None:
    for k in (1, 2, 4, 6):
        cov, total = covariance(k, k), 0.0
        for i in range(k):  # the variance of variable i, given those before it
            left = cov[i, i] - (cov[i, :i] @ np.linalg.solve(cov[:i, :i], cov[:i, i]) if i else 0)
            total += math.log(2 * math.pi * math.e * left) / 2
        assert math.log((2 * math.pi * math.e) ** k * np.linalg.det(cov)) / 2 == pytest.approx(
            total, abs=1e-9
        )


@pytest.mark.equation("eq-multivariate-gaussian-kl", how="quadrature")
def test_the_divergence_of_two_bells_in_the_plane_is_its_integral() -> None:
    m, s = np.array([0.5, -1.0]), np.array([[1.0, 0.6], [0.6, 2.0]])
    n, t = np.array([1.0, 0.0]), np.array([[2.0, -0.5], [-0.5, 1.0]])
    for (m1, s1), (m2, s2) in (((m, s), (n, t)), ((n, t), (m, s))):
        (f, area), (g, _) = plane(s1, m1), plane(s2, m2)
        inverse, d = np.linalg.inv(s2), m1 - m2
        formula = (
            np.trace(inverse @ s1) + d @ inverse @ d - 2 + math.log(np.linalg.det(s2) / np.linalg.det(s1))
        )
        assert formula / 2 == pytest.approx(np.sum(f * np.log(f / g)) * area, abs=1e-9)
        assert multivariate_gaussian_kl(m1, s1, m2, s2, base="e") == pytest.approx(formula / 2, abs=1e-12)


# Maximum entropy

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


@pytest.mark.equation("eq-maxent-gap", how="quadrature")
def test_what_a_rival_lacks_is_its_divergence_from_the_champion() -> None:
    for f in RIVALS.values():
        assert integral(f) == pytest.approx(1, abs=1e-6)
        assert integral(f * LINE) == pytest.approx(0, abs=1e-6)
        assert integral(f * LINE**2) == pytest.approx(1, abs=1e-6)
        log_best = -(LINE**2) / 2 - math.log(2 * math.pi) / 2
        lack = integral(f * (np.log(np.where(f > 0, f, 1)) - log_best))
        assert math.log(2 * math.pi * math.e) / 2 - h_on(LINE, f) == pytest.approx(lack, abs=1e-5)
        assert lack > 0.01


@pytest.mark.equation("eq-max-entropy-uniform", how="random distributions")
def test_nothing_on_an_interval_beats_the_uniform_density() -> None:
    rng = np.random.default_rng(10)
    for a, b in ((0, 1), (-2, 5), (3, 3.25)):
        for k in (2, 5, 50):  # constant on k parts
            p = rng.dirichlet(np.ones(k))
            h = -np.sum(p * np.log(p * k / (b - a)))
            assert h < math.log(b - a)
        p = np.full(7, 1 / 7)
        assert -np.sum(p * np.log(p * 7 / (b - a))) == pytest.approx(math.log(b - a), abs=1e-12)


@pytest.mark.equation("eq-max-entropy-exponential", how="random distributions")
def test_nothing_positive_with_this_mean_beats_the_exponential() -> None:
    for c in (0.1, 1.0, 10.0):
        for shape in (0.2, 0.9, 1.1, 4.0):
            rival = torch.distributions.Gamma(torch.tensor(shape, dtype=torch.float64), shape / c)
            assert float(rival.entropy()) < math.log(math.e * c)
        exponential = torch.distributions.Gamma(torch.tensor(1.0, dtype=torch.float64), 1 / c)
        assert float(exponential.entropy()) == pytest.approx(math.log(math.e * c), abs=1e-12)


@pytest.mark.equation("eq-max-entropy-gaussian", how="quadrature")
def test_nothing_with_this_variance_beats_the_bell() -> None:
    ceiling = math.log(2 * math.pi * math.e) / 2
    assert all(h_on(LINE, f) < ceiling - 1e-3 for f in RIVALS.values())
    for mean, sigma in BELLS:
        f = bell(LINE, mean, sigma)
        assert h_on(LINE, f) == pytest.approx(math.log(2 * math.pi * math.e * sigma**2) / 2, abs=1e-7)


@pytest.mark.equation("eq-max-entropy-multivariate", how="random distributions")
def test_nothing_with_this_covariance_beats_the_bell() -> None:
    rng = np.random.default_rng(12)
    laplace, box = 1 + math.log(math.sqrt(2)), math.log(math.sqrt(12))  # h with variance 1
    for k in (1, 2, 4):
        a = rng.normal(size=(k, k))  # mixes k independent variables; their covariance becomes a a^T
        ceiling = math.log((2 * math.pi * math.e) ** k * np.linalg.det(a @ a.T)) / 2
        for h in (laplace, box):
            assert k * h + math.log(abs(np.linalg.det(a))) < ceiling - 0.05 * k
        bells = k * math.log(2 * math.pi * math.e) / 2 + math.log(abs(np.linalg.det(a)))
        assert bells == pytest.approx(ceiling, abs=1e-9)


# What a correlation tells


@pytest.mark.equation("eq-gaussian-mutual-information-blocks", how="random distributions")
def test_blocks_share_what_their_canonical_correlations_say() -> None:
    for k, m in ((1, 1), (2, 1), (2, 3)):
        cov = covariance(20 + k + m, k + m)
        sx, sy, sxy = cov[:k, :k], cov[k:, k:], cov[:k, k:]
        rx, ry = np.linalg.cholesky(sx), np.linalg.cholesky(sy)
        roots = np.linalg.svd(np.linalg.solve(rx, sxy) @ np.linalg.inv(ry).T)[1]
        formula = math.log(np.linalg.det(sx) * np.linalg.det(sy) / np.linalg.det(cov)) / 2
        assert formula == pytest.approx(-np.sum(np.log1p(-(roots**2))) / 2, abs=1e-9)


@pytest.mark.equation("eq-gaussian-mutual-information-blocks", how="quadrature")
@pytest.mark.parametrize("rho", [-0.9, 0.3, 0.6])
def test_the_information_of_two_correlated_bells_is_its_integral(rho: float) -> None:
    f, area = plane(np.array([[1, rho], [rho, 1]]))
    g, _ = plane(np.eye(2))
    exact = np.sum(f * np.log(np.where(f > 0, f / g, 1))) * area
    assert -math.log(1 - rho**2) / 2 == pytest.approx(exact, abs=1e-9)
    assert gaussian_mutual_information(rho, base="e") == pytest.approx(exact, abs=1e-9)


@pytest.mark.equation("eq-gaussian-information-floor", how="quadrature")
@pytest.mark.parametrize(("one", "two"), [(0.9, -0.9), (0.8, 0.0), (0.5, -0.2), (0.6, 0.6)])
def test_normal_parts_share_at_least_what_the_correlation_says(one: float, two: float) -> None:
    f, area = plane(np.array([[1, one], [one, 1]]))
    g, _ = plane(np.array([[1, two], [two, 1]]))
    product, _ = plane(np.eye(2))
    mixed = (f + g) / 2  # its parts are standard bells, its correlation is the average
    information = np.sum(mixed * np.log(np.where(mixed > 0, mixed / product, 1))) * area
    floor = -math.log(1 - ((one + two) / 2) ** 2) / 2
    if one == two:
        assert information == pytest.approx(floor, abs=1e-9)
    else:
        assert information > floor + 1e-3
