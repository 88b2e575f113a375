"""Every labelled equation of the chapter on mutual information, its two sides computed independently."""

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
    conditional_entropy,
    entropy,
    gaussian_entropy,
    gaussian_mutual_information,
    joint_entropy,
    marginals,
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


def cubes(number: int = 15, seed: int = 1) -> list[Table]:
    """Draw joint distributions of three variables, some entries 0."""
    rng = np.random.default_rng(seed)
    drawn = []
    for i in range(number):
        shape = rng.integers(2, 5, 3)
        p = rng.dirichlet(np.full(shape.prod(), (0.3, 1.0)[i % 2])).reshape(shape)
        p[0, 0, 0] *= i % 3 > 0
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


@pytest.mark.equation("eq-marginals", how="exact rationals")
def test_marginals_are_the_sums_of_counted_cards() -> None:
    deck = [(suit, rank) for suit in "shdc" for rank in range(1, 14) if (suit, rank) != ("s", 1)]
    counted = Counter((suit in "hd", rank > 10) for suit, rank in deck)
    p = [[Fraction(counted[red, high], 51) for high in (False, True)] for red in (False, True)]
    red = Fraction(sum(suit in "hd" for suit, _ in deck), 51)
    high = Fraction(sum(rank > 10 for _, rank in deck), 51)
    p_x, p_y = marginals([[float(x) for x in row] for row in p])
    assert p_x == pytest.approx([float(1 - red), float(red)], abs=1e-15)
    assert p_y == pytest.approx([float(1 - high), float(high)], abs=1e-15)


@pytest.mark.equation("eq-joint-entropy", how="exhaustive enumeration")
def test_joint_entropy_is_the_mean_surprise_of_equally_likely_pairs() -> None:
    dice = [(a, max(a, b)) for a, b in itertools.product(range(1, 7), repeat=2)]
    counts = Counter(dice)
    table = np.array([[counts[x, y] / 36 for y in range(1, 7)] for x in range(1, 7)])
    assert joint_entropy(table) == pytest.approx(
        math.fsum(math.log2(36 / counts[pair]) for pair in dice) / 36, abs=1e-12
    )


@pytest.mark.equation("eq-joint-entropy", how="mpmath")
@each_table
def test_joint_entropy_agrees_with_fifty_digits(p: Table) -> None:
    with mpmath.workdps(50):
        exact = -mpmath.fsum(mpmath.mpf(x) * mpmath.log(mpmath.mpf(x), 2) for x in p.ravel().tolist() if x)
    assert joint_entropy(p) == pytest.approx(float(exact), abs=1e-12)


@pytest.mark.equation("eq-joint-entropy-bounds", how="random distributions")
@each_table
def test_a_pair_holds_at_least_either_and_at_most_both(p: Table) -> None:
    h_x, h_y = bits(p.sum(axis=1)), bits(p.sum(axis=0))
    assert max(h_x, h_y) - 1e-12 <= joint_entropy(p) <= h_x + h_y + 1e-12


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


@pytest.mark.equation("eq-conditional-entropy", how="random distributions")
@each_table
def test_conditional_entropy_is_the_expected_surprise(p: Table) -> None:
    assert conditional_entropy(p) == pytest.approx(left_of_columns(p), abs=1e-12)
    assert conditional_entropy(p, given="y") == pytest.approx(left_of_columns(p.T), abs=1e-12)


@pytest.mark.equation("eq-conditional-entropy-average", how="random distributions")
@each_table
def test_conditional_entropy_is_the_average_over_the_rows(p: Table) -> None:
    average = math.fsum(row.sum() * bits(row / row.sum()) for row in p if row.sum() > 0)
    assert left_of_columns(p) == pytest.approx(average, abs=1e-12)


@pytest.mark.equation("eq-entropy-chain-rule", how="random distributions")
@each_table
def test_the_pair_is_the_first_and_what_is_left_of_the_second(p: Table) -> None:
    assert bits(p.ravel()) == pytest.approx(bits(p.sum(axis=1)) + conditional_entropy(p), abs=1e-12)
    assert bits(p.ravel()) == pytest.approx(
        bits(p.sum(axis=0)) + conditional_entropy(p, given="y"), abs=1e-12
    )


@pytest.mark.equation("eq-entropy-chain-rule-n", how="exhaustive enumeration")
def test_a_small_deck_holds_the_sum_of_its_cards() -> None:
    orders = list(itertools.permutations("aabcd"))
    left = []
    for t in range(5):
        seen, longer = (Counter(order[:n] for order in orders) for n in (t, t + 1))
        left.append(
            math.fsum(c / len(orders) * math.log2(seen[start[:-1]] / c) for start, c in longer.items())
        )
    whole = bits(c / len(orders) for c in Counter(orders).values())
    assert whole == pytest.approx(math.log2(60), abs=1e-12)
    assert math.fsum(left) == pytest.approx(whole, abs=1e-12)


@pytest.mark.equation("eq-conditioning-reduces", how="random distributions")
@each_table
def test_knowing_the_row_never_raises_the_average_entropy(p: Table) -> None:
    assert left_of_columns(p) <= entropy(p.sum(axis=0)) + 1e-12


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


@pytest.mark.equation("eq-mutual-information-forms", how="random distributions")
@each_table
def test_four_forms_give_the_number_of_the_definition(p: Table) -> None:
    h_x, h_y, h_xy = bits(p.sum(axis=1)), bits(p.sum(axis=0)), bits(p.ravel())
    y_left, x_left = left_of_columns(p), left_of_columns(p.T)
    for form in (h_x + h_y - h_xy, h_y - y_left, h_x - x_left, h_xy - x_left - y_left):
        assert form == pytest.approx(information(p), abs=1e-11)


@pytest.mark.equation("eq-mutual-information-split", how="SymPy identity")
def test_entropy_splits_into_told_and_left_for_every_two_by_two_table() -> None:
    a, b, c = sp.symbols("a b c", positive=True)
    p = sp.Matrix([[a, b], [c, 1 - a - b - c]])
    rows, columns = [p[0, 0] + p[0, 1], p[1, 0] + p[1, 1]], [p[0, 0] + p[1, 0], p[0, 1] + p[1, 1]]
    told = sum(p[i, j] * sp.log(p[i, j] / (rows[i] * columns[j])) for i in (0, 1) for j in (0, 1))
    left = -sum(p[i, j] * sp.log(p[i, j] / rows[i]) for i in (0, 1) for j in (0, 1))
    whole = -sum(q * sp.log(q) for q in columns)
    difference = sp.expand(sp.expand_log(told + left - whole, force=True))
    assert sp.simplify(difference) == 0


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


@pytest.mark.equation("eq-mutual-information-symmetric", how="random distributions")
@each_table
def test_each_tells_as_much_of_the_other(p: Table) -> None:
    assert bits(p.sum(axis=0)) - left_of_columns(p) == pytest.approx(mutual_information(p.T), abs=1e-11)


@pytest.mark.equation("eq-mutual-information-self", how="exact rationals")
@pytest.mark.parametrize("p", [[0.5, 0.25, 0.125, 0.125], [1.0, 0.0], [0.1, 0.5, 0.1, 0.3]])
def test_a_variable_tells_its_entropy_of_itself(p: list[float]) -> None:
    assert mutual_information(np.diag(p)) == pytest.approx(bits(p), abs=1e-12)


@pytest.mark.equation("eq-mutual-information-nonnegative", how="random distributions")
@each_table
def test_it_is_never_negative_and_zero_for_the_product_alone(p: Table) -> None:
    product = np.outer(p.sum(axis=1), p.sum(axis=0))
    assert information(p) >= -1e-12
    assert information(product) == pytest.approx(0, abs=1e-12)
    # Pinsker's bound, in its own words: a table that is not the product tells something.
    assert information(p) >= np.abs(p - product).sum() ** 2 / (2 * LN2) - 1e-12


@pytest.mark.equation("eq-mutual-information-ceiling", how="random distributions")
@each_table
def test_nobody_tells_more_than_there_is(p: Table) -> None:
    assert information(p) <= min(entropy(p.sum(axis=1)), entropy(p.sum(axis=0))) + 1e-12


@pytest.mark.equation("eq-mutual-information-invertible", how="random distributions")
@each_table
def test_new_names_change_nothing(p: Table) -> None:
    rng = np.random.default_rng(3)
    renamed = p[rng.permutation(p.shape[0])][:, rng.permutation(p.shape[1])]
    assert mutual_information(renamed) == pytest.approx(information(p), abs=1e-11)


@pytest.mark.equation("eq-mutual-information-of-invertible", how="exact rationals")
def test_one_to_one_variables_share_all_they_have() -> None:
    p = [Fraction(1, 2), Fraction(1, 4), Fraction(1, 8), Fraction(1, 8)]
    table = np.zeros((4, 4))
    for x, share in enumerate(p):
        table[x, (3 * x + 1) % 4] = float(share)
    told = mutual_information(table)
    assert told == float(sum(share * (share.denominator.bit_length() - 1) for share in p)) == 1.75
    assert told == entropy(table.sum(axis=0)) == entropy(table.sum(axis=1))


@pytest.mark.equation("eq-mutual-information-of-invertible", how="exact rationals")
def test_a_map_that_merges_shares_less_than_the_entropy() -> None:
    table = np.array([[0.5, 0.0], [0.25, 0.0], [0.0, 0.25]])
    assert mutual_information(table) < entropy(table.sum(axis=1)) - 0.5


@pytest.mark.equation("eq-mutual-information-gaussian", how="quadrature")
@pytest.mark.parametrize("rho", [0.0, 0.5, -0.8])
def test_the_information_of_a_correlation_is_the_integral(rho: float) -> None:
    u = np.linspace(-9, 9, 1201)
    x, y = np.meshgrid(u, u, indexing="ij")
    joint = np.exp(-(x**2 - 2 * rho * x * y + y**2) / (2 * (1 - rho**2))) / (
        2 * math.pi * math.sqrt(1 - rho**2)
    )
    product = np.exp(-(x**2 + y**2) / 2) / (2 * math.pi)
    ratio = np.log2(np.where(joint > 1e-300, joint, 1) / np.where(joint > 1e-300, product, 1))
    integral = float((joint * ratio).sum() * (u[1] - u[0]) ** 2)
    assert gaussian_mutual_information(rho) == pytest.approx(integral, abs=1e-8)
    assert integral == pytest.approx(-math.log2(1 - rho**2) / 2, abs=1e-8)


def test_an_invertible_map_of_a_normal_changes_its_entropy() -> None:
    assert gaussian_entropy(2.0) - gaussian_entropy(1.0) == pytest.approx(1, abs=1e-12)


@pytest.mark.equation("eq-conditional-mutual-information", how="random distributions")
@pytest.mark.parametrize("p", cubes(), ids=lambda p: "x".join(map(str, p.shape)))
def test_the_average_over_slices_is_the_sum_over_triples(p: Table) -> None:
    weights = p.sum(axis=(0, 1))
    average = math.fsum(w * mutual_information(p[:, :, z] / w) for z, w in enumerate(weights) if w > 0)
    assert average == pytest.approx(given_last(p), abs=1e-11)
    assert given_last(p) >= -1e-12


@pytest.mark.equation("eq-xor", how="exhaustive enumeration")
def test_two_colours_tell_nothing_until_alike_is_known() -> None:
    cards = [(a, b, a == b) for a in (0, 1) for b in (0, 1)]
    p = np.array([[[float((x, y, z) in cards) / 4 for z in (0, 1)] for y in (0, 1)] for x in (0, 1)])
    assert p.sum() == 1
    assert mutual_information(p.sum(axis=2)) == 0
    assert mutual_information(p.sum(axis=1)) == 0
    assert given_last(p) == 1


@pytest.mark.equation("eq-information-chain-rule-mutual", how="random distributions")
@pytest.mark.parametrize("p", cubes(seed=2), ids=lambda p: "x".join(map(str, p.shape)))
def test_a_pair_tells_what_one_tells_and_the_other_adds(p: Table) -> None:
    x, y, z = p.shape
    together = mutual_information(p.reshape(x * y, z))
    alone = mutual_information(p.sum(axis=1))
    added = given_last(p.transpose(1, 2, 0))
    assert together == pytest.approx(alone + added, abs=1e-11)


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


@pytest.mark.equation("eq-pointwise-mutual-information", how="exact rationals")
def test_pointwise_information_of_counted_pairs() -> None:
    words = ["ab", "ab", "ab", "ab", "cd", "cd", "ad", "cb"]
    pairs, first, second = Counter(words), Counter(w[0] for w in words), Counter(w[1] for w in words)
    table = np.array([[pairs[x + y] / 8 for y in "bd"] for x in "ac"])
    found = pointwise_mutual_information(table)
    for (i, x), (j, y) in itertools.product(enumerate("ac"), enumerate("bd")):
        ratio = Fraction(pairs[x + y] * 8, first[x] * second[y])
        assert found[i, j] == pytest.approx(math.log2(ratio), abs=1e-12)
        less_surprised = -math.log2(second[y] / 8) + math.log2(pairs[x + y] / first[x])
        assert found[i, j] == pytest.approx(less_surprised, abs=1e-12)


@pytest.mark.equation("eq-pointwise-average", how="random distributions")
@each_table
def test_the_average_of_the_pairs_is_mutual_information(p: Table) -> None:
    pmi = pointwise_mutual_information(p)
    average = math.fsum(p[x, y] * pmi[x, y] for x, y in np.ndindex(*p.shape) if p[x, y] > 0)
    assert average == pytest.approx(information(p), abs=1e-11)


@pytest.mark.equation("eq-pointwise-ceiling", how="random distributions")
@each_table
def test_a_hint_takes_at_most_all_the_surprise(p: Table) -> None:
    pmi, rows, columns = pointwise_mutual_information(p), p.sum(axis=1), p.sum(axis=0)
    for x, y in np.ndindex(*p.shape):
        if p[x, y] > 0:
            assert pmi[x, y] <= min(-math.log2(rows[x]), -math.log2(columns[y])) + 1e-12


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
