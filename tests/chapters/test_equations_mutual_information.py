"""What execution cannot give of this chapter's equations: attained bounds, uniqueness, samples, autograd."""

import itertools
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction

import mpmath
import numpy as np
import pytest
import sympy as sp
from numpy.typing import NDArray

from infolib import (
    entropy,
    gaussian_entropy,
    joint_entropy,
    mutual_information,
    pointwise_mutual_information,
)

Table = NDArray[np.float64]
DIARY = np.array([[0.1, 0.5], [0.1, 0.3]])
LN2 = math.log(2)


def bits(p: Iterable[float]) -> float:
    """Entropy in bits, summed in plain Python from the definition."""
    return math.fsum(-float(x) * math.log2(float(x)) for x in p if x > 0)


def information(p: Table) -> float:
    """Mutual information in bits, summed in plain Python from the definition."""
    rows, columns = [math.fsum(row) for row in p], [math.fsum(column) for column in p.T]
    return math.fsum(
        p[x, y] * (math.log2(p[x, y]) - math.log2(rows[x]) - math.log2(columns[y]))
        for x, y in np.ndindex(*p.shape)
        if p[x, y] > 0
    )


def left_of_columns(p: Table) -> float:
    """H(Y|X) in bits as the expected surprise -log p(y|x)."""
    return math.fsum(
        -p[x, y] * math.log2(p[x, y] / math.fsum(p[x])) for x, y in np.ndindex(*p.shape) if p[x, y] > 0
    )


def tables(number: int = 21, seed: int = 0) -> list[Table]:
    """Draw joint tables: even, uneven and with zeros, among them empty rows."""
    rng = np.random.default_rng(seed)
    drawn = [DIARY, np.eye(3) / 3, np.full((2, 4), 1 / 8)]
    for i in range(number):
        shape = rng.integers(1, 6, 2)
        p = rng.dirichlet(np.full(shape.prod(), (0.2, 1.0, 20.0)[i % 3])).reshape(shape)
        if i % 4 == 0:
            p[0, 0] = 0.0
        if i % 7 == 0 and shape[0] > 1:
            p[-1] = 0.0
        if p.sum() > 0:
            drawn.append(p / p.sum())
    return drawn


def given_last(p: Table) -> float:
    """I(X;Y|Z) in bits: the sum over all triples, from the entries and their sums."""
    p_xz, p_yz, p_z = p.sum(axis=1), p.sum(axis=0), p.sum(axis=(0, 1))
    return math.fsum(
        p[x, y, z] * math.log2(p[x, y, z] * p_z[z] / (p_xz[x, z] * p_yz[y, z]))
        for x, y, z in np.ndindex(*p.shape)
        if p[x, y, z] > 0
    )


def channel(rng: np.random.Generator, rows: int, columns: int) -> Table:
    """Draw conditional distributions, one a row."""
    return rng.dirichlet(np.full(columns, 0.7), size=rows)


each_table = pytest.mark.parametrize("p", tables(), ids=lambda p: "x".join(map(str, p.shape)))


@pytest.mark.equation("eq-joint-entropy", how="mpmath")
@each_table
def test_joint_entropy_agrees_with_fifty_digits(p: Table) -> None:
    with mpmath.workdps(50):
        exact = -mpmath.fsum(mpmath.mpf(x) * mpmath.log(mpmath.mpf(x), 2) for x in p.ravel().tolist() if x)
    assert joint_entropy(p) == pytest.approx(float(exact), abs=1e-12)


@pytest.mark.equation("eq-joint-entropy-bounds", how="exact rationals")
def test_the_bounds_are_met_by_a_function_and_by_independence() -> None:
    card_and_suit = np.kron(np.eye(4), np.full((13, 1), 1 / 52))
    assert joint_entropy(card_and_suit) == pytest.approx(bits([1 / 52] * 52), abs=1e-12)
    apart = np.outer([0.5, 0.25, 0.25], [0.75, 0.25])
    assert joint_entropy(apart) == pytest.approx(1.5 + bits([0.75, 0.25]), abs=1e-12)


def test_the_lower_bound_fails_for_densities() -> None:
    x = sp.symbols("x")
    alone = -sp.integrate(2 * sp.log(2, 2), (x, 0, sp.Rational(1, 2)))
    pair = -sp.integrate(sp.integrate(4 * sp.log(4, 2), (x, 0, sp.Rational(1, 2))), (x, 0, sp.Rational(1, 2)))
    assert sp.simplify(alone) == -1
    assert sp.simplify(pair) == -2


def test_one_row_may_raise_it() -> None:
    assert bits([0.25, 0.75]) > bits([0.2, 0.8]) > left_of_columns(DIARY)


@pytest.mark.equation("eq-mutual-information", how="mpmath")
@each_table
def test_mutual_information_agrees_with_fifty_digits(p: Table) -> None:
    with mpmath.workdps(50):
        q = [[mpmath.mpf(x) for x in row] for row in p.tolist()]
        rows, columns = [mpmath.fsum(row) for row in q], [mpmath.fsum(c) for c in zip(*q, strict=True)]
        exact = mpmath.fsum(
            q[x][y] * mpmath.log(q[x][y] / (rows[x] * columns[y]), 2)
            for x, y in np.ndindex(*p.shape)
            if q[x][y] > 0
        )
    assert mutual_information(p) == pytest.approx(float(exact), abs=1e-12)


@pytest.mark.equation("eq-mutual-information", how="random distributions")
@each_table
def test_the_negative_terms_are_together_at_most_one_nat(p: Table) -> None:
    product = np.outer(p.sum(axis=1), p.sum(axis=0))
    some = p > 0
    terms = p[some] * np.log(p[some] / product[some])
    assert terms[terms < 0].sum() >= -1


@pytest.mark.equation("eq-bottom-card", how="exhaustive enumeration")
@pytest.mark.parametrize("t", [1, 2, 4, 5])
def test_the_first_cards_of_a_deck_of_six_tell_this_of_the_last(t: int) -> None:
    orders = list(itertools.permutations(range(6)))
    counts = Counter((order[:t], order[-1]) for order in orders)
    starts = sorted({start for start, _ in counts})
    p = np.array([[counts[start, last] / len(orders) for last in range(6)] for start in starts])
    assert mutual_information(p) == pytest.approx(math.log2(6 / (6 - t)), abs=1e-10)


@pytest.mark.equation("eq-bottom-card", how="exact rationals")
def test_half_of_the_information_takes_forty_five_cards() -> None:
    # log2(52 / (52 - t)) >= log2(52) / 2 says 52 >= (52 - t)^2.
    assert next(t for t in range(1, 52) if (52 - t) ** 2 <= 52) == 45
    assert Fraction(52, 52 - 26) == 2


@pytest.mark.equation("eq-mutual-information-nonnegative", how="random distributions")
@each_table
def test_it_is_never_negative_and_zero_for_the_product_alone(p: Table) -> None:
    product = np.outer(p.sum(axis=1), p.sum(axis=0))
    assert information(p) >= -1e-12
    assert information(product) == pytest.approx(0, abs=1e-12)
    # Pinsker's bound, in its own words: a table that is not the product tells something.
    assert information(p) >= np.abs(p - product).sum() ** 2 / (2 * LN2) - 1e-12


@pytest.mark.equation("eq-mutual-information-of-invertible", how="exact rationals")
def test_a_map_that_merges_shares_less_than_the_entropy() -> None:
    table = np.array([[0.5, 0.0], [0.25, 0.0], [0.0, 0.25]])
    assert mutual_information(table) < entropy(table.sum(axis=1)) - 0.5


def test_an_invertible_map_of_a_normal_changes_its_entropy() -> None:
    assert gaussian_entropy(2.0) - gaussian_entropy(1.0) == pytest.approx(1, abs=1e-12)


@pytest.mark.equation("eq-data-processing", how="random distributions")
@pytest.mark.parametrize("seed", range(15))
def test_a_second_step_never_adds(seed: int) -> None:
    rng = np.random.default_rng(seed)
    sizes = rng.integers(2, 6, 3)
    p_xy = rng.dirichlet(np.full(sizes[0] * sizes[1], 0.4)).reshape(sizes[0], sizes[1])
    step = channel(rng, sizes[1], sizes[2])
    assert information(p_xy @ step) <= information(p_xy) + 1e-12
    # Equality says I(X;Y|Z) = 0; the gap is I(X;Y|Z).
    p_xyz = p_xy[:, :, np.newaxis] * step
    assert information(p_xy) - information(p_xy @ step) == pytest.approx(given_last(p_xyz), abs=1e-11)


@pytest.mark.equation("eq-infonce", how="exhaustive enumeration")
@pytest.mark.parametrize("k", [1, 2, 4])
@pytest.mark.parametrize("seed", range(6))
def test_no_score_proves_more_than_there_is_or_than_the_row_can_show(seed: int, k: int) -> None:
    rng = np.random.default_rng(seed)
    p = rng.dirichlet(np.full(6, (0.3, 2.0)[seed % 2])).reshape(2, 3)
    p_x, p_y = p.sum(axis=1), p.sum(axis=0)
    best = p / np.outer(p_x, p_y)
    proved = [
        contrasted(p, score, k) for score in (best, best * rng.exponential(size=(2, 1)), rng.random((2, 3)))
    ]
    assert max(proved) <= min(information(p), math.log2(k)) + 1e-12
    # The best score stays the best when each x has a factor of its own, and no other beats it.
    assert proved[0] == pytest.approx(proved[1], abs=1e-12)
    assert proved[2] <= proved[0] + 1e-12


def contrasted(p: Table, score: Table, k: int) -> float:
    """I_K in bits from the definition, over all pairs and all other candidates."""
    alone = p.sum(axis=0)
    return math.fsum(
        p[x, y]
        * math.prod(alone[list(others)])
        * math.log2(score[x, y] / np.mean([score[x, each] for each in (y, *others)]))
        for x, y in np.ndindex(*p.shape)
        for others in itertools.product(range(p.shape[1]), repeat=k - 1)
    )


@pytest.mark.equation("eq-fano", how="random distributions")
def test_fano_is_met_by_errors_spread_evenly_and_by_nothing_below() -> None:
    for wrong in (0.0, 0.1, 0.5, 0.75):
        even = np.where(np.eye(4) == 1, 1 - wrong, wrong / 3) / 4
        assert left_of_columns(even) == pytest.approx(
            bits([wrong, 1 - wrong]) + wrong * math.log2(3), abs=1e-12
        )
    skewed = np.array([[0.7, 0.3, 0.0], [0.3, 0.7, 0.0], [0.0, 0.3, 0.7]]) / 3
    assert left_of_columns(skewed) < bits([0.3, 0.7]) + 0.3 * math.log2(2) - 0.1


@pytest.mark.equation("eq-sense-evidence", how="random distributions")
@pytest.mark.parametrize("seed", range(5))
def test_the_evidence_of_a_word_is_a_difference_and_the_log_of_the_odds(seed: int) -> None:
    rng = np.random.default_rng(seed)
    words = channel(rng, 2, 7) + 1e-6
    words /= words.sum(axis=1, keepdims=True)
    pmi = pointwise_mutual_information(words / 2)
    for w in range(7):
        evidence = math.log2(words[0, w] / words[1, w])
        assert pmi[0, w] - pmi[1, w] == pytest.approx(evidence, abs=1e-12)
        river = 0.5 * words[0, w] / (0.5 * words[0, w] + 0.5 * words[1, w])
        assert math.log2(river / (1 - river)) == pytest.approx(evidence, abs=1e-9)


def mean_estimate(p: Sequence[Sequence[float]], n: int) -> float:
    """Average plug-in estimate in bits, over all two-by-two tables of n counts, each with its probability."""
    cells = np.array([c for c in itertools.product(range(n + 1), repeat=3) if sum(c) <= n])
    cells = np.column_stack([cells, n - cells.sum(axis=1)])
    factorial = np.array([math.lgamma(i + 1) for i in range(n + 1)])
    flat = np.ravel(p)
    possible = (cells[:, flat == 0] == 0).all(axis=1)
    cells = cells[possible]
    log_p = np.log(np.where(flat > 0, flat, 1))
    weight = np.exp(factorial[n] - factorial[cells].sum(axis=1) + cells @ log_p)
    estimate = mutual_information(cells.reshape(-1, 2, 2) / n)
    return float(weight @ estimate)


@pytest.mark.equation("eq-mutual-information-bias", how="exhaustive enumeration")
@pytest.mark.parametrize(
    ("p", "numerator"),
    [
        ([[0.25, 0.25], [0.25, 0.25]], 1),
        ([[0.4, 0.1], [0.2, 0.3]], 1),
        ([[0.5, 0.0], [0.0, 0.5]], -1),
        ([[0.4, 0.3], [0.0, 0.3]], 0),
    ],
)
def test_the_excess_of_an_estimate_over_all_samples(p: list[list[float]], numerator: int) -> None:
    n = 60
    excess = mean_estimate(p, n) - information(np.array(p))
    assert excess * 2 * n * LN2 == pytest.approx(numerator, abs=0.08)
