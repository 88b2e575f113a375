"""Every labelled equation of the chapter on entropy, its two sides computed independently."""

import itertools
import math
from collections import Counter
from fractions import Fraction

import mpmath
import numpy as np
import pytest
import sympy as sp

from infobook.exercises.entropy import huffman_lengths
from infolib import entropy

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


@pytest.mark.equation("eq-entropy-lln", how="random distributions")
def test_average_surprise_of_a_long_run_is_within_five_standard_errors_of_entropy() -> None:
    rng = np.random.default_rng(11)
    for p in random_distributions(4, number=5):
        surprise = np.array([-math.log2(x) if x > 0 else 0.0 for x in p])
        sigma = math.sqrt(max(p @ surprise**2 - (p @ surprise) ** 2, 0.0))
        n = 40_000
        run = rng.choice(4, p=p, size=n)
        assert abs(surprise[run].mean() - entropy(p)) <= 5 * sigma / math.sqrt(n) + 1e-12


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


def uniquely_decodable(words: tuple[str, ...]) -> bool:
    """Follow what dangles between two readings of one string, as Sardinas and Patterson do."""
    dangling = {b[len(a) :] for a in words for b in words if a != b and b.startswith(a)}
    seen: set[str] = set()
    while dangling - seen:
        seen |= dangling
        pairs = [(a, b) for a in dangling for b in words]
        dangling = {b[len(a) :] for a, b in pairs if b.startswith(a)}
        dangling |= {a[len(b) :] for a, b in pairs if a.startswith(b)}
    return "" not in {*words, *seen}


@pytest.mark.equation("eq-kraft", how="exhaustive enumeration")
def test_every_small_code_that_can_be_decoded_satisfies_kraft_and_some_are_no_prefix_codes() -> None:
    assert uniquely_decodable(("0", "01", "11"))
    assert not uniquely_decodable(("0", "1", "00", "01"))
    words = ["".join(bits) for n in (0, 1, 2, 3) for bits in itertools.product("01", repeat=n)]
    decodable = [
        code for size in (2, 3, 4) for code in itertools.combinations(words, size) if uniquely_decodable(code)
    ]
    assert not all(map(prefix_free, decodable))
    assert max(sum(Fraction(1, 2 ** len(w)) for w in code) for code in decodable) == 1


def test_no_lengths_that_fit_kraft_are_shorter_on_average_than_huffmans() -> None:
    lists = [n for n in itertools.product(range(1, 5), repeat=5) if sum(Fraction(1, 2**m) for m in n) <= 1]
    for p in [*random_distributions(5, 20, seed=10), np.array([0.90, 0.04, 0.03, 0.02, 0.01])]:
        best = min(p @ np.array(n) for n in lists)
        assert p @ np.array(huffman_lengths(p)) == pytest.approx(best, abs=1e-12)
    assert best == pytest.approx(1.19)


@pytest.mark.equation("eq-code-length-bound", how="exhaustive enumeration")
def test_no_list_of_lengths_that_fits_kraft_is_shorter_than_the_entropy() -> None:
    lists = [n for n in itertools.product(range(1, 8), repeat=4) if sum(Fraction(1, 2**m) for m in n) <= 1]
    for p in [*random_distributions(4, 3, seed=9), np.array([0.5, 0.25, 0.125, 0.125])]:
        best = min(p @ np.array(n) for n in lists)
        assert best >= entropy(p) - 1e-12
    assert best == entropy([0.5, 0.25, 0.125, 0.125]) == 1.75


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
