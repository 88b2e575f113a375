"""Every labelled equation of the chapter on entropy, its two sides computed independently."""

import itertools
import math
from collections import Counter
from fractions import Fraction

import mpmath
import numpy as np
import pytest
import sympy as sp
import torch

from infolib import entropy, perplexity, self_information

LN2 = math.log(2)


def shannon(p: np.ndarray | list[float]) -> float:
    """Entropy in bits, summed in plain Python from the definition."""
    return math.fsum(-float(x) * math.log2(float(x)) for x in np.ravel(p) if x > 0)


def believed(p: np.ndarray, q: np.ndarray) -> float:
    """Average surprise in bits of the belief q when the truth is p; infinite if q rules out what p allows."""
    return math.fsum(x * (math.inf if y == 0 else -math.log2(y)) for x, y in zip(p, q, strict=True) if x > 0)


def random_distributions(k: int, number: int = 200, seed: int = 0) -> np.ndarray:
    """Rows that sum to 1: spread out, nearly certain, and with impossible outcomes."""
    rng = np.random.default_rng(seed)
    rows = np.concatenate([rng.dirichlet(np.full(k, a), size=number) for a in (0.2, 1.0, 20.0)])
    rows[::7, 0] = 0.0
    return rows / rows.sum(axis=1, keepdims=True)


@pytest.mark.equation("eq-entropy", how="exact rationals")
def test_dyadic_entropy_is_the_exact_sum_of_probability_times_length() -> None:
    p = [Fraction(1, 2), Fraction(1, 4), Fraction(1, 8), Fraction(1, 8)]
    exact = sum(x * (x.denominator.bit_length() - 1) for x in p)
    assert exact == Fraction(7, 4)
    assert entropy([float(x) for x in p]) == float(exact)


@pytest.mark.equation("eq-entropy", how="mpmath")
@pytest.mark.parametrize("p", [[0.1, 0.5, 0.1, 0.3], [0.9, 0.04, 0.03, 0.02, 0.01], [1.0, 0.0]])
def test_entropy_agrees_with_fifty_digits(p: list[float]) -> None:
    with mpmath.workdps(50):
        exact = -mpmath.fsum(mpmath.mpf(x) * mpmath.log(mpmath.mpf(x), 2) for x in p if x)
    assert entropy(p) == pytest.approx(float(exact), abs=1e-14)


@pytest.mark.equation("eq-entropy-expectation", how="exhaustive enumeration")
def test_entropy_is_the_mean_surprise_over_equally_likely_cards() -> None:
    deck = "a" * 5 + "b" * 3 + "c" * 8 + "d" * 4
    share = {letter: deck.count(letter) / len(deck) for letter in deck}
    mean_surprise = math.fsum(self_information(share[card]) for card in deck) / len(deck)
    assert shannon(list(share.values())) == pytest.approx(mean_surprise, abs=1e-12)


@pytest.mark.equation("eq-zero-log-zero", how="SymPy identity")
def test_x_log_x_vanishes_at_zero() -> None:
    x = sp.symbols("x", positive=True)
    assert sp.limit(x * sp.log(x), x, 0, "+") == 0


@pytest.mark.equation("eq-zero-log-zero", how="mpmath")
def test_x_log_x_is_small_for_tiny_x() -> None:
    values = [abs(mpmath.mpf(10) ** -m * mpmath.log(mpmath.mpf(10) ** -m)) for m in (2, 10, 100, 1000)]
    assert values == sorted(values, reverse=True)
    assert values[-1] < mpmath.mpf(10) ** -990


@pytest.mark.equation("eq-entropy-base", how="random distributions")
@pytest.mark.parametrize("base", [2, 3, 7.5, 10, 256])
def test_another_base_divides_the_nats_by_its_logarithm(base: float) -> None:
    p = random_distributions(5)
    nats = np.array([math.fsum(-x * math.log(x) for x in row if x > 0) for row in p])
    np.testing.assert_allclose(entropy(p, base=base), nats / math.log(base), atol=1e-12)


@pytest.mark.equation("eq-binary-entropy", how="random distributions")
def test_binary_entropy_is_the_entropy_of_two_outcomes() -> None:
    for p in np.linspace(0.001, 0.999, 97):
        formula = -p * math.log2(p) - (1 - p) * math.log2(1 - p)
        assert entropy([p, 1 - p]) == pytest.approx(formula, abs=1e-12)
    assert entropy([0.0, 1.0]) == entropy([1.0, 0.0]) == 0


@pytest.mark.equation("eq-entropy-lln", how="random distributions")
def test_average_surprise_of_a_long_run_is_within_five_standard_errors_of_entropy() -> None:
    rng = np.random.default_rng(11)
    for p in random_distributions(4, number=5):
        surprise = np.array([-math.log2(x) if x > 0 else 0.0 for x in p])
        sigma = math.sqrt(max(p @ surprise**2 - (p @ surprise) ** 2, 0.0))
        n = 40_000
        run = rng.choice(4, p=p, size=n)
        assert abs(surprise[run].mean() - entropy(p)) <= 5 * sigma / math.sqrt(n) + 1e-12


@pytest.mark.equation("eq-entropy-gradient", how="autograd")
def test_slope_of_entropy_matches_autograd() -> None:
    p = torch.tensor([0.1, 0.5, 0.1, 0.3], dtype=torch.float64, requires_grad=True)
    entropy(p).backward()
    formula = [-math.log2(x) - 1 / LN2 for x in p.tolist()]
    assert p.grad is not None
    assert p.grad.tolist() == pytest.approx(formula, abs=1e-12)


@pytest.mark.equation("eq-entropy-gradient", how="finite differences")
def test_slope_of_entropy_matches_finite_differences() -> None:
    p, step = np.array([0.1, 0.5, 0.1, 0.3]), 1e-6
    for i, x in enumerate(p):
        e = np.eye(4)[i] * step
        slope = (shannon(p + e) - shannon(p - e)) / (2 * step)
        assert slope == pytest.approx(-math.log2(x) - 1 / LN2, abs=1e-8)


@pytest.mark.equation("eq-entropy-gradient", how="autograd")
def test_slope_is_finite_where_an_outcome_is_impossible() -> None:
    p = torch.tensor([0.5, 0.5, 0.0], dtype=torch.float64, requires_grad=True)
    entropy(p).backward()
    assert p.grad is not None
    assert torch.isfinite(p.grad).all()
    assert p.grad[:2].tolist() == pytest.approx([1 - 1 / LN2] * 2, abs=1e-12)


@pytest.mark.equation("eq-entropy-nonnegative", how="random distributions")
def test_entropy_is_never_negative_and_zero_only_for_a_certain_outcome() -> None:
    for k in (1, 2, 3, 10):
        assert (entropy(random_distributions(k) if k > 1 else np.ones((1, 1))) >= 0).all()
        for row in np.eye(k):
            assert entropy(row) == 0
    assert entropy([1 - 1e-9, 1e-9]) > 0


@pytest.mark.equation("eq-log-tangent", how="SymPy identity")
def test_the_line_touches_the_logarithm_at_one_and_nowhere_else() -> None:
    x = sp.symbols("x", positive=True)
    gap = x - 1 - sp.log(x)
    assert sp.solveset(sp.diff(gap, x), x, sp.Interval.open(0, sp.oo)) == sp.FiniteSet(1)
    assert gap.subs(x, 1) == 0
    assert sp.simplify(sp.diff(gap, x, 2) - 1 / x**2) == 0


@pytest.mark.equation("eq-log-tangent", how="mpmath")
def test_the_logarithm_lies_below_the_line() -> None:
    for x in [mpmath.mpf(10) ** m for m in range(-30, 31)] + [mpmath.mpf(1) + mpmath.mpf(2) ** -20]:
        assert mpmath.log(x) <= x - 1
        assert (mpmath.log(x) == x - 1) == (x == 1)


@pytest.mark.equation("eq-gibbs", how="random distributions")
def test_no_belief_is_less_surprised_than_the_truth() -> None:
    for p, q in zip(random_distributions(5, seed=1), random_distributions(5, seed=2), strict=True):
        assert believed(p, q) - entropy(p) > 1e-12  # strict, because these p and q differ
    p = np.array([0.1, 0.5, 0.1, 0.3])
    assert believed(p, p) == pytest.approx(entropy(p), abs=1e-14)
    assert believed(p, np.array([0.2, 0.4, 0.4, 0.0])) == math.inf


@pytest.mark.equation("eq-gibbs", how="exhaustive enumeration")
def test_the_truth_is_the_best_belief_on_a_grid() -> None:
    p = np.array([2, 5, 3]) / 10
    grid = [np.array(q) / 10 for q in itertools.product(range(11), repeat=3) if sum(q) == 10]
    costs = [believed(p, q) for q in grid]
    assert np.array_equal(grid[int(np.argmin(costs))], p)
    assert min(costs) == pytest.approx(entropy(p), abs=1e-12)


@pytest.mark.equation("eq-entropy-max", how="random distributions")
@pytest.mark.parametrize("k", [2, 3, 7, 26, 44])
def test_entropy_is_at_most_log_k_and_uniform_reaches_it(k: int) -> None:
    h = entropy(random_distributions(k))
    assert (h < math.log2(k)).all()
    assert entropy([1 / k] * k) == pytest.approx(math.log2(k), abs=1e-12)


@pytest.mark.equation("eq-infinite-entropy", how="mpmath")
def test_terms_of_the_infinite_example_are_at_least_c_over_n_log_n() -> None:
    with mpmath.workdps(30):
        head = mpmath.fsum(1 / (n * mpmath.log(n) ** 2) for n in range(2, 20_000))
        total = head + 1 / mpmath.log(mpmath.mpf("19999.5"))
        c = 1 / total
        assert abs(total - mpmath.mpf("2.10974")) < mpmath.mpf("1e-5")  # so c < 1
        for n in [*range(3, 300), 10**6, 10**50, 10**500]:
            p_n = c / (n * mpmath.log(n) ** 2)
            assert -p_n * mpmath.log(p_n) >= c / (n * mpmath.log(n))


@pytest.mark.equation("eq-entropy-concave", how="random distributions")
def test_mixing_never_loses_uncertainty() -> None:
    p, q = random_distributions(4, seed=3), random_distributions(4, seed=4)
    for lam in (0.0, 0.1, 0.5, 0.9, 1.0):
        mixed = entropy(lam * p + (1 - lam) * q)
        average = lam * np.array([shannon(x) for x in p]) + (1 - lam) * np.array([shannon(x) for x in q])
        assert (mixed >= average - 1e-12).all()
        if 0 < lam < 1:
            assert (mixed > average).all()


@pytest.mark.equation("eq-entropy-relabel", how="exhaustive enumeration")
def test_neither_order_nor_impossible_outcomes_matter() -> None:
    p = [0.1, 0.5, 0.15, 0.25]
    for order in itertools.permutations(p):
        assert entropy(list(order)) == pytest.approx(shannon(p), abs=1e-12)
        assert entropy([*order, 0.0]) == pytest.approx(shannon(p), abs=1e-12)


@pytest.mark.equation("eq-entropy-additive", how="random distributions")
def test_entropies_of_independent_variables_add() -> None:
    for p, q in zip(random_distributions(3, 30, seed=5), random_distributions(6, 30, seed=6), strict=True):
        pair = np.outer(p, q)
        assert entropy(pair.ravel()) == pytest.approx(shannon(p) + shannon(q), abs=1e-12)


@pytest.mark.equation("eq-entropy-subadditive", how="random distributions")
def test_a_pair_holds_at_most_the_sum_and_less_if_dependent() -> None:
    for flat in random_distributions(12, 60, seed=7):
        pair = flat.reshape(3, 4)
        apart = np.outer(pair.sum(axis=1), pair.sum(axis=0))
        excess = shannon(pair.sum(axis=0)) + shannon(pair.sum(axis=1)) - entropy(flat)
        # The excess is the average log-ratio of the joint and the product: a second way to the same number.
        ratios = (x * math.log2(x / y) for x, y in zip(flat, apart.ravel(), strict=True) if x > 0)
        assert excess == pytest.approx(math.fsum(ratios), abs=1e-12)
        assert excess >= -1e-12
        if np.abs(pair - apart).max() > 1e-3:
            assert excess > 0
        assert entropy(apart.ravel()) == pytest.approx(excess + entropy(flat), abs=1e-12)


@pytest.mark.equation("eq-entropy-grouping", how="SymPy identity")
def test_grouping_holds_for_shannons_example_exactly() -> None:
    def h(*p: sp.Rational) -> sp.Expr:
        return -sum(x * sp.log(x, 2) for x in p)

    half, third, sixth = sp.Rational(1, 2), sp.Rational(1, 3), sp.Rational(1, 6)
    difference = h(half, third, sixth) - h(half, half) - half * h(2 * third, third)
    assert sp.simplify(sp.expand_log(difference, force=True)) == 0


@pytest.mark.equation("eq-entropy-grouping", how="random distributions")
def test_grouping_holds_for_random_groups() -> None:
    for p in random_distributions(7, 40, seed=8):
        groups = [p[:2], p[2:3], p[3:]]
        weights = np.array([g.sum() for g in groups])
        inside = [w * entropy(g / w) for w, g in zip(weights, groups, strict=True) if w > 0]
        assert shannon(p) == pytest.approx(entropy(weights) + math.fsum(inside), abs=1e-12)


def prefix_free(words: tuple[str, ...]) -> bool:
    return not any(a != b and b.startswith(a) for a in words for b in words)


@pytest.mark.equation("eq-kraft", how="exhaustive enumeration")
def test_every_small_prefix_code_satisfies_kraft_and_every_kraft_list_has_a_code() -> None:
    words = ["".join(bits) for n in (1, 2, 3) for bits in itertools.product("01", repeat=n)]
    found = set()
    for size in (1, 2, 3, 4):
        for code in itertools.combinations(words, size):
            if prefix_free(code):
                assert sum(Fraction(1, 2 ** len(w)) for w in code) <= 1
                found.add(tuple(sorted(len(w) for w in code)))
    for size in (1, 2, 3, 4):
        for lengths in itertools.combinations_with_replacement((1, 2, 3), size):
            assert (sum(Fraction(1, 2**n) for n in lengths) <= 1) == (lengths in found)


@pytest.mark.equation("eq-code-length-bound", how="exhaustive enumeration")
def test_no_list_of_lengths_that_fits_kraft_is_shorter_than_the_entropy() -> None:
    lists = [n for n in itertools.product(range(1, 8), repeat=4) if sum(Fraction(1, 2**m) for m in n) <= 1]
    for p in [*random_distributions(4, 3, seed=9), np.array([0.5, 0.25, 0.125, 0.125])]:
        best = min(p @ np.array(n) for n in lists)
        assert best >= entropy(p) - 1e-12
    assert best == entropy([0.5, 0.25, 0.125, 0.125]) == 1.75


@pytest.mark.equation("eq-shannon-code", how="random distributions")
def test_shannon_code_fits_kraft_and_costs_less_than_one_extra_bit() -> None:
    for p in random_distributions(6, seed=10):
        possible = p[p > 0]
        lengths = [math.ceil(-math.log2(x)) for x in possible]
        assert sum(Fraction(1, 2**n) for n in lengths) <= 1
        average = math.fsum(x * n for x, n in zip(possible, lengths, strict=True))
        assert entropy(p) - 1e-12 <= average < entropy(p) + 1


@pytest.mark.equation("eq-block-code", how="exhaustive enumeration")
def test_coding_blocks_closes_the_gap_like_one_over_n() -> None:
    p = np.array([0.9, 0.06, 0.04])
    block = np.ones(1)
    for n in range(1, 8):
        block = np.array([x * y for x in block for y in p])
        per_symbol = math.fsum(x * math.ceil(-math.log2(x)) for x in block) / n
        assert entropy(p) <= per_symbol < entropy(p) + 1 / n


@pytest.mark.equation("eq-shannon-uniqueness", how="SymPy identity")
def test_the_formula_has_shannons_three_properties() -> None:
    a, b, t, scale = sp.symbols("a b t K", positive=True)

    def h(*p: sp.Expr) -> sp.Expr:
        return -scale * sum(x * sp.log(x) for x in p)

    grouping = h(a * t, a * (1 - t), b) - h(a, b) - a * h(t, 1 - t)
    assert sp.simplify(sp.expand_log(sp.expand(grouping), force=True)) == 0
    k = sp.symbols("k", positive=True, integer=True)
    assert sp.simplify(sp.expand_log(h(1 / k) * k - scale * sp.log(k), force=True)) == 0  # increases with k
    assert sp.limit(h(t), t, 0, "+") == 0  # continuous at 0


@pytest.mark.equation("eq-shannon-hartley", how="random distributions")
def test_shannon_plus_hartley_has_four_properties_and_lacks_the_fifth() -> None:
    def mixture(p: np.ndarray, a: float = 0.7, b: float = 0.4) -> float:
        return a * entropy(np.ravel(p)) + b * math.log2(np.count_nonzero(p))

    p, q = np.array([0.6, 0.3, 0.1]), np.array([0.8, 0.2])
    assert mixture(p[::-1]) == pytest.approx(mixture(p))
    assert mixture(np.append(p, 0.0)) == pytest.approx(mixture(p))
    assert mixture(np.outer(p, q)) == pytest.approx(mixture(p) + mixture(q))
    for flat in random_distributions(6, seed=12):
        pair = flat.reshape(2, 3)
        assert mixture(pair) <= mixture(pair.sum(axis=0)) + mixture(pair.sum(axis=1)) + 1e-12
    assert mixture(np.array([1e-12, 1 - 1e-12])) == pytest.approx(0.4, abs=1e-9)  # b, not 0


@pytest.mark.equation("eq-shannon-hartley", how="random distributions")
def test_neither_coefficient_of_shannon_plus_hartley_may_be_negative() -> None:
    def excess(pair: np.ndarray, a: float, b: float) -> float:
        def mixture(p: np.ndarray) -> float:
            return a * entropy(np.ravel(p)) + b * math.log2(np.count_nonzero(p))

        return mixture(pair) - mixture(pair.sum(axis=0)) - mixture(pair.sum(axis=1))

    wired, nearly_apart = np.array([[0.4, 0.1], [0.1, 0.4]]), np.array([[0.998, 0.001], [0.001, 0.0]])
    assert excess(wired, a=-0.01, b=1.0) > 0  # Hartley does not see the dependence
    assert excess(nearly_apart, a=1.0, b=-0.01) > 0  # Shannon hardly does
    assert excess(wired, a=1.0, b=1.0) < 0
    assert excess(nearly_apart, a=1.0, b=1.0) < 0


@pytest.mark.equation("eq-perplexity", how="random distributions")
def test_perplexity_is_two_to_the_entropy_in_bits() -> None:
    for p in random_distributions(5, seed=13):
        assert perplexity(p) == pytest.approx(2 ** shannon(p), rel=1e-12, abs=0)
    assert perplexity([1 / 44] * 44) == pytest.approx(44, rel=1e-12, abs=0)


@pytest.mark.equation("eq-perplexity-base", how="mpmath")
@pytest.mark.parametrize("base", [2, math.e, 10, 1.5])
def test_perplexity_is_the_same_product_in_every_base(base: float) -> None:
    p = [0.1, 0.5, 0.1, 0.3]
    product = mpmath.fprod(mpmath.mpf(x) ** -mpmath.mpf(x) for x in p)
    assert base ** entropy(p, base=base) == pytest.approx(float(product), rel=1e-12, abs=0)


@pytest.mark.equation("eq-block-entropy", how="exhaustive enumeration")
def test_extra_bits_are_the_average_surprise_after_the_symbol_before() -> None:
    matrix = np.array([[0.9, 0.1], [0.3, 0.7]])  # chance of the next symbol (column) after this one (row)
    start = np.array([0.75, 0.25])  # stationary: start @ matrix == start
    assert start @ matrix == pytest.approx(start)
    pairs = start[:, None] * matrix
    triples = pairs[:, :, None] * matrix[None, :, :]
    extra = math.fsum(w * shannon(row) for w, row in zip(start, matrix, strict=True))
    assert entropy(pairs.ravel()) - entropy(start) == pytest.approx(extra, abs=1e-12)
    assert entropy(triples.ravel()) - entropy(pairs.ravel()) == pytest.approx(extra, abs=1e-12)


def expected_plug_in(p: Fraction, n: int) -> float:
    """Exact expected plug-in entropy (bits) of n tosses of a coin, over all outcomes."""
    q = float(p)
    chance = [
        math.exp(
            math.lgamma(n + 1)
            - math.lgamma(m + 1)
            - math.lgamma(n - m + 1)
            + m * math.log(q)
            + (n - m) * math.log1p(-q)
        )
        for m in range(n + 1)
    ]
    return math.fsum(c * shannon([m / n, 1 - m / n]) for m, c in enumerate(chance))


@pytest.mark.equation("eq-plug-in-bias", how="exhaustive enumeration")
def test_plug_in_entropy_is_too_small_on_average() -> None:
    p = [Fraction(1, 2), Fraction(1, 3), Fraction(1, 6)]
    for n in (1, 2, 5, 7):
        mean = 0.0
        for sample in itertools.product(range(3), repeat=n):
            chance = math.prod(float(p[i]) for i in sample)
            mean += chance * entropy([c / n for c in Counter(sample).values()])
        assert mean < entropy([float(x) for x in p])
        if n <= 2:  # two draws estimate 1 bit if they differ, else 0; one draw always 0
            assert mean == pytest.approx((n - 1) * float(1 - sum(x * x for x in p)), abs=1e-12)


@pytest.mark.equation("eq-miller-bias", how="exhaustive enumeration")
@pytest.mark.parametrize("p", [Fraction(1, 2), Fraction(3, 10), Fraction(1, 10)])
def test_missing_bits_approach_millers_formula(p: Fraction) -> None:
    for n, tolerance in ((200, 0.05), (2000, 0.005)):
        missing = entropy([float(p), float(1 - p)]) - expected_plug_in(p, n)
        assert missing == pytest.approx((2 - 1) / (2 * n * LN2), rel=tolerance, abs=0)
