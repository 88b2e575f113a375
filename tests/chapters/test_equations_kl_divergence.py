"""Every labelled equation of the chapter on KL divergence, its two sides computed independently."""

import itertools
import math
from collections import Counter
from collections.abc import Callable
from fractions import Fraction

import mpmath
import numpy as np
import pytest
import sympy as sp
import torch

from infolib import (
    cross_entropy,
    entropy,
    gaussian_kl,
    jensen_shannon_divergence,
    kl_divergence,
    mutual_information,
)

LN2 = math.log(2)
TABLE = np.array([[0.1, 0.5], [0.1, 0.3]])


def kl_bits(p: np.ndarray | list[float], q: np.ndarray | list[float]) -> float:
    """Divergence in bits, summed in plain Python from the definition."""
    terms = [
        (math.inf if y == 0 else x * math.log2(x / y))
        for x, y in zip(np.ravel(p).tolist(), np.ravel(q).tolist(), strict=True)
        if x > 0
    ]
    return math.inf if math.inf in terms else math.fsum(terms)


def shannon(p: np.ndarray | list[float]) -> float:
    """Entropy in bits, summed in plain Python from the definition."""
    return math.fsum(-x * math.log2(x) for x in np.ravel(p).tolist() if x > 0)


def random_pairs(k: int, number: int = 150, seed: int = 0) -> np.ndarray:
    """Pairs of rows that sum to 1, spread out and nearly certain; some truths have impossible outcomes."""
    rng = np.random.default_rng(seed)
    pairs = np.concatenate([rng.dirichlet(np.full(k, a), size=(number, 2)) for a in (0.5, 1.0, 20.0)])
    pairs[::7, 0, 0] = 0.0
    return pairs / pairs.sum(axis=-1, keepdims=True)


def random_tables(shape: tuple[int, int], number: int = 100, seed: int = 0) -> np.ndarray:
    """Joint distributions of the given shape."""
    rng = np.random.default_rng(seed)
    return rng.dirichlet(np.ones(math.prod(shape)), size=number).reshape(number, *shape)


def quadrature(f: Callable[[mpmath.mpf], mpmath.mpf], places: list[float]) -> float:
    """Integrate from the first place to the last."""
    return float(mpmath.quad(f, places))


def normal(mu: float, sigma: float) -> Callable[[mpmath.mpf], mpmath.mpf]:
    """Return a normal density."""
    return lambda x: mpmath.npdf(x, mu, sigma)


@pytest.mark.equation("eq-kl", how="exact rationals")
def test_divergence_of_the_two_stations_is_the_exact_sum_of_extra_digits() -> None:
    valley, mountain = ([Fraction(1, n) for n in row] for row in ((2, 4, 8, 8), (4, 8, 8, 2)))

    def digits(x: Fraction) -> int:
        return x.denominator.bit_length() - 1

    for p, q, exact in ((valley, mountain, Fraction(1, 2)), (mountain, valley, Fraction(5, 8))):
        assert sum(x * (digits(y) - digits(x)) for x, y in zip(p, q, strict=True)) == exact
        assert kl_divergence([float(x) for x in p], [float(y) for y in q]) == float(exact)


@pytest.mark.equation("eq-kl", how="mpmath")
def test_divergence_agrees_with_fifty_digits_and_obeys_the_conventions() -> None:
    for p, q in random_pairs(4, number=20):
        with mpmath.workdps(50):
            exact = mpmath.fsum(
                mpmath.mpf(x) * mpmath.log(mpmath.mpf(x) / mpmath.mpf(y), 2)
                for x, y in zip(p, q, strict=True)
                if x
            )
        assert kl_divergence(p, q) == pytest.approx(float(exact), rel=1e-9, abs=1e-14)
    assert kl_divergence([0.5, 0.5, 0.0], [0.5, 0.25, 0.25]) == 0.5
    assert kl_divergence([0.5, 0.5], [1.0, 0.0]) == math.inf
    assert kl_divergence([1.0, 0.0], [1.0, 0.0]) == 0


@pytest.mark.equation("eq-kl-expectation", how="exhaustive enumeration")
def test_divergence_is_the_mean_difference_of_surprises_over_equally_likely_cards() -> None:
    deck = "a" * 5 + "b" * 3 + "c" * 8 + "d" * 4
    truth = {letter: n / len(deck) for letter, n in Counter(deck).items()}
    belief = {"a": 0.1, "b": 0.2, "c": 0.3, "d": 0.4}
    mean = math.fsum(-math.log2(belief[card]) + math.log2(truth[card]) for card in deck) / len(deck)
    letters = sorted(truth)
    assert kl_divergence([truth[x] for x in letters], [belief[x] for x in letters]) == pytest.approx(
        mean, abs=1e-12
    )


@pytest.mark.equation("eq-kl-uniform", how="random distributions")
def test_divergence_from_uniform_is_what_entropy_lacks_to_its_ceiling() -> None:
    for k in (2, 3, 10):
        for p, _ in random_pairs(k, number=30):
            assert kl_bits(p, np.full(k, 1 / k)) == pytest.approx(math.log2(k) - entropy(p), abs=1e-10)


@pytest.mark.equation("eq-kl-extra-bits", how="random distributions")
def test_cross_entropy_is_entropy_plus_divergence() -> None:
    for p, q in random_pairs(5):
        paid = math.fsum(-x * math.log2(y) for x, y in zip(p, q, strict=True) if x > 0)
        assert shannon(p) + kl_divergence(p, q) == pytest.approx(paid, rel=1e-10, abs=0)
    assert cross_entropy([0.5, 0.5], [1.0, 0.0]) == 1 + kl_divergence([0.5, 0.5], [1.0, 0.0]) == math.inf


@pytest.mark.equation("eq-wrong-code", how="random distributions")
def test_shannons_code_for_the_wrong_belief_stays_within_one_bit() -> None:
    for p, q in random_pairs(6):
        length = math.fsum(x * math.ceil(-math.log2(y)) for x, y in zip(p, q, strict=True) if x > 0)
        floor = shannon(p) + kl_divergence(p, q)
        assert floor - 1e-9 <= length < floor + 1


@pytest.mark.equation("eq-wrong-code", how="exact rationals")
def test_the_bound_is_met_when_the_belief_is_made_of_powers_of_one_half() -> None:
    p, lengths = [Fraction(1, 5), Fraction(3, 5), Fraction(1, 10), Fraction(1, 10)], [1, 2, 3, 3]
    average = sum(x * n for x, n in zip(p, lengths, strict=True))
    p_float, q = [float(x) for x in p], [0.5**n for n in lengths]
    assert shannon(p_float) + kl_divergence(p_float, q) == pytest.approx(float(average), abs=1e-12)


@pytest.mark.equation("eq-kl-nonnegative", how="random distributions")
def test_divergence_is_never_negative_and_zero_only_for_equal_distributions() -> None:
    for p, q in random_pairs(4):
        assert kl_divergence(p, q) > 0
        assert kl_bits(p, q) > 0
        assert kl_divergence(p, p) == 0 == kl_bits(p, p)


@pytest.mark.equation("eq-jensen", how="random distributions")
def test_the_mean_logarithm_is_at_most_the_logarithm_of_the_mean() -> None:
    rng = np.random.default_rng(3)
    for w, _ in random_pairs(5):
        z = rng.lognormal(sigma=2, size=5)
        assert w @ np.log(z) < math.log(w @ z)
        assert w @ np.log(np.full(5, z[0])) == pytest.approx(math.log(z[0]), abs=1e-12)


@pytest.mark.equation("eq-log-sum", how="random distributions")
def test_log_sum_inequality_and_its_equality_case() -> None:
    rng = np.random.default_rng(4)
    for _ in range(300):
        a, b = rng.exponential(size=(2, 4)) * rng.exponential(5, size=(2, 1))
        a[0] *= rng.integers(2)
        left = math.fsum(x * math.log(x / y) for x, y in zip(a, b, strict=True) if x > 0)
        assert left > a.sum() * math.log(a.sum() / b.sum())
        scale = rng.exponential()
        assert b.sum() * scale * math.log(scale) == pytest.approx(
            math.fsum(scale * b * np.log(scale * b / b))
        )


@pytest.mark.equation("eq-log-sum", how="exact rationals")
def test_log_sum_with_powers_of_two() -> None:
    a, b = [Fraction(1), Fraction(3)], [Fraction(1, 4), Fraction(12)]
    left = sum(x * e for x, e in zip(a, [2, -2], strict=True))  # log2(1 / (1/4)) and log2(3 / 12)
    assert left == -4
    assert left > 4 * math.log2(float(sum(a) / sum(b)))


@pytest.mark.equation("eq-kl-safe-terms", how="random distributions")
def test_the_safe_terms_are_not_negative_and_sum_to_the_divergence() -> None:
    for p, q in random_pairs(5):
        terms = [(x * math.log(x / y) if x > 0 else 0.0) - x + y for x, y in zip(p, q, strict=True)]
        assert min(terms) >= -1e-15
        assert kl_bits(p, q) == pytest.approx(math.fsum(terms) / LN2, rel=1e-9, abs=0)


@pytest.mark.equation("eq-kl-safe-terms", how="SymPy identity")
def test_a_safe_term_is_smallest_where_the_two_agree() -> None:
    p, q = sp.symbols("p q", positive=True)
    term = p * sp.log(p / q) - p + q
    assert sp.solve(sp.diff(term, p), p) == [q]
    assert term.subs(p, q) == 0
    assert sp.simplify(sp.diff(term, p, 2) - 1 / p) == 0


@pytest.mark.equation("eq-kl-merging", how="random distributions")
def test_merging_never_increases_the_divergence() -> None:
    for p, q in random_pairs(6):
        for cut in (1, 2, 4):
            merged_p, merged_q = ([x[:cut].sum(), x[cut:].sum()] for x in (p, q))
            assert kl_bits(merged_p, merged_q) <= kl_divergence(p, q) + 1e-12
    # the same ratio inside each group
    p, ratio = np.array([0.1, 0.2, 0.3, 0.4]), np.array([0.5, 0.5, 17 / 14, 17 / 14])
    assert kl_bits([p[:2].sum(), p[2:].sum()], [0.15, 0.85]) == pytest.approx(
        kl_divergence(p, p * ratio), abs=1e-12
    )


@pytest.mark.equation("eq-kl-plug-in", how="exhaustive enumeration")
def test_the_divergence_of_a_sample_from_its_source_is_the_bias_of_its_entropy() -> None:
    q, n = [0.5, 0.3, 0.2], 4
    divergence = plug_in = 0.0
    for sample in itertools.product(range(3), repeat=n):
        chance = math.prod(q[i] for i in sample)
        p = [sample.count(i) / n for i in range(3)]
        divergence += chance * kl_bits(p, q)
        plug_in += chance * shannon(p)
    assert divergence == pytest.approx(entropy(q) - plug_in, abs=1e-12)


@pytest.mark.equation("eq-kl-evidence", how="random distributions")
def test_average_evidence_is_within_five_standard_errors_of_the_divergence() -> None:
    rng, n = np.random.default_rng(12), 40_000
    for p, q in rng.dirichlet(np.ones(4), size=(5, 2)):
        ratio = np.log2(p / q)
        sigma = math.sqrt(p @ ratio**2 - (p @ ratio) ** 2)
        run = rng.choice(4, p=p, size=n)
        assert abs(ratio[run].mean() - kl_divergence(p, q)) <= 5 * sigma / math.sqrt(n)


@pytest.mark.equation("eq-kl-chain-rule", how="random distributions")
def test_the_divergence_adds_up_along_a_chain() -> None:
    for p, q in zip(random_tables((3, 4)), random_tables((3, 4), seed=1), strict=True):
        p_x, q_x = p.sum(axis=1), q.sum(axis=1)
        steps = kl_bits(p_x, q_x) + sum(p_x[x] * kl_bits(p[x] / p_x[x], q[x] / q_x[x]) for x in range(3))
        assert kl_divergence(p.ravel(), q.ravel()) == pytest.approx(steps, rel=1e-10, abs=0)


@pytest.mark.equation("eq-mi-joint-product", how="random distributions")
def test_mutual_information_is_joint_against_product() -> None:
    for p in [*random_tables((2, 3)), TABLE]:
        product = np.outer(p.sum(axis=1), p.sum(axis=0))
        assert mutual_information(p) == pytest.approx(kl_bits(p, product), abs=1e-12)
        entropies = shannon(p.sum(axis=1)) + shannon(p.sum(axis=0)) - shannon(p)
        assert kl_divergence(p.ravel(), product.ravel()) == pytest.approx(entropies, abs=1e-12)


@pytest.mark.equation("eq-mi-given-x", how="random distributions")
def test_mutual_information_is_the_average_of_the_rows_against_the_marginal() -> None:
    for p in [*random_tables((2, 3)), TABLE]:
        p_x, p_y = p.sum(axis=1), p.sum(axis=0)
        average = sum(p_x[x] * kl_bits(p[x] / p_x[x], p_y) for x in range(2))
        assert mutual_information(p) == pytest.approx(average, abs=1e-12)


@pytest.mark.equation("eq-mi-given-y", how="random distributions")
def test_mutual_information_is_the_average_of_the_columns_against_the_marginal() -> None:
    for p in [*random_tables((2, 3)), TABLE]:
        p_x, p_y = p.sum(axis=1), p.sum(axis=0)
        average = sum(p_y[y] * kl_bits(p[:, y] / p_y[y], p_x) for y in range(p.shape[1]))
        assert mutual_information(p) == pytest.approx(average, abs=1e-12)


@pytest.mark.equation("eq-kl-closest-product", how="random distributions")
def test_the_divergence_from_any_product_splits_into_three() -> None:
    rng = np.random.default_rng(5)
    for p in random_tables((3, 2)):
        q, r = rng.dirichlet(np.ones(3)), rng.dirichlet(np.ones(2))
        parts = mutual_information(p) + kl_bits(p.sum(axis=1), q) + kl_bits(p.sum(axis=0), r)
        assert kl_divergence(p.ravel(), np.outer(q, r).ravel()) == pytest.approx(parts, rel=1e-10, abs=0)
        assert parts >= kl_bits(p, np.outer(p.sum(axis=1), p.sum(axis=0)))


@pytest.mark.equation("eq-kl-convex", how="random distributions")
def test_the_divergence_is_convex_in_the_pair() -> None:
    pairs = random_pairs(4)
    for (p, q), (p2, q2) in itertools.pairwise(pairs):
        for t in (0.0, 0.1, 0.5, 0.9, 1.0):
            mixed = kl_divergence(t * p + (1 - t) * p2, t * q + (1 - t) * q2)
            assert mixed <= t * kl_bits(p, q) + (1 - t) * kl_bits(p2, q2) + 1e-12


@pytest.mark.equation("eq-moment-matching", how="finite differences")
def test_the_best_bump_has_the_mean_and_the_mean_square_of_the_truth() -> None:
    x = np.arange(7.0)
    p = np.array([0.3, 0.25, 0.05, 0.05, 0.05, 0.2, 0.1])

    def bump(a: float, b: float) -> np.ndarray:
        weights = np.exp(a * x + b * x**2)
        return weights / weights.sum()

    a, b = 0.0, 0.0  # Newton's method on numerical slopes of the divergence
    for _ in range(30):
        h = 1e-4

        def slopes(a: float, b: float, h: float = h) -> np.ndarray:
            da = kl_bits(p, bump(a + h, b)) - kl_bits(p, bump(a - h, b))
            db = kl_bits(p, bump(a, b + h)) - kl_bits(p, bump(a, b - h))
            return np.array([da, db]) / (2 * h)

        here = slopes(a, b)
        second = np.stack([slopes(a + h, b) - here, slopes(a, b + h) - here]) / h
        a, b = np.array([a, b]) - np.linalg.solve(second, here)
    q = bump(a, b)
    assert kl_bits(p, q) < kl_bits(p, np.full(7, 1 / 7)) - 0.01
    assert q @ x == pytest.approx(p @ x, abs=1e-4)
    assert q @ x**2 == pytest.approx(p @ x**2, abs=1e-3)


@pytest.mark.equation("eq-kl-density", how="quadrature")
def test_the_integral_of_two_exponential_densities_is_the_known_closed_form() -> None:
    def f(x: mpmath.mpf) -> mpmath.mpf:
        return 2 * mpmath.exp(-2 * x)

    def g(x: mpmath.mpf) -> mpmath.mpf:
        return mpmath.exp(-x)

    integral = quadrature(lambda x: f(x) * mpmath.log(f(x) / g(x)), [0, 2, 10, 40])
    assert integral == pytest.approx(math.log(2) - 1 / 2, abs=1e-10)  # ln 2 + E[X] - 2 E[X], E[X] = 1/2
    # and it is the limit of discrete divergences on finer and finer grids
    x = np.linspace(0, 30, 300_001)
    p, q = 2 * np.exp(-2 * x), np.exp(-x)
    assert kl_divergence(p / p.sum(), q / q.sum(), base="e") == pytest.approx(integral, abs=1e-4)


@pytest.mark.equation("eq-kl-invariant", how="quadrature")
def test_the_divergence_of_densities_does_not_change_with_the_axis() -> None:
    def lognormal(mu: float) -> Callable[[mpmath.mpf], mpmath.mpf]:
        return lambda y: mpmath.npdf(mpmath.log(y), mu, 1) / y

    f, g = normal(0, 1), normal(0.7, 1)
    before = quadrature(lambda x: f(x) * mpmath.log(f(x) / g(x)), [-12, -2, 0, 2, 12])
    f_exp, g_exp = lognormal(0), lognormal(0.7)
    after = quadrature(
        lambda y: f_exp(y) * mpmath.log(f_exp(y) / g_exp(y)), [1e-6, 0.1, 1, 3, 20, 200, 5000, 1e5]
    )
    assert after == pytest.approx(before, abs=1e-6)


@pytest.mark.equation("eq-gaussian-kl-equal", how="SymPy identity")
def test_bells_of_one_width_are_half_a_squared_distance_apart() -> None:
    x, m1, m2 = sp.symbols("x m1 m2", real=True)
    s = sp.symbols("s", positive=True)
    f = sp.exp(-((x - m1) ** 2) / (2 * s**2)) / (s * sp.sqrt(2 * sp.pi))
    log_ratio = ((x - m2) ** 2 - (x - m1) ** 2) / (2 * s**2)
    divergence = sp.integrate(sp.expand(log_ratio) * f, (x, -sp.oo, sp.oo))
    assert sp.simplify(divergence - (m1 - m2) ** 2 / (2 * s**2)) == 0


@pytest.mark.equation("eq-gaussian-kl-equal", how="quadrature")
def test_the_closed_form_is_the_integral() -> None:
    for mu1, mu2, sigma in ((0, 1, 1), (0, -1, 1), (1, 0, 1), (0.3, 2, 0.7)):
        f, g = normal(mu1, sigma), normal(mu2, sigma)
        integral = quadrature(lambda x, f=f, g=g: f(x) * mpmath.log(f(x) / g(x)), [-12, -2, 0, 2, 12])
        assert gaussian_kl(mu1, sigma, mu2, sigma, base="e") == pytest.approx(integral, abs=1e-8)
        assert integral == pytest.approx((mu1 - mu2) ** 2 / (2 * sigma**2), abs=1e-8)


@pytest.mark.equation("eq-total-variation", how="exhaustive enumeration")
def test_half_the_summed_differences_is_the_largest_difference_of_an_event() -> None:
    for p, q in random_pairs(5, number=20):
        events = itertools.product([False, True], repeat=5)
        largest = max(abs(p[list(event)].sum() - q[list(event)].sum()) for event in map(np.array, events))
        assert abs(p - q).sum() / 2 == pytest.approx(largest, abs=1e-12)


@pytest.mark.equation("eq-pinsker", how="random distributions")
def test_no_pair_lies_below_pinskers_parabola_and_it_touches() -> None:
    for k in (2, 3, 8):
        for p, q in random_pairs(k):
            variation = abs(p - q).sum() / 2
            assert kl_divergence(p, q) >= 2 / LN2 * variation**2
            assert kl_bits(p, q) * LN2 >= 2 * variation**2
    e = 1e-4  # no larger factor than 2 would do
    assert kl_divergence([0.5 + e, 0.5 - e], [0.5, 0.5], base="e") == pytest.approx(2 * e**2, rel=1e-6, abs=0)


@pytest.mark.equation("eq-pinsker", how="SymPy identity")
def test_the_slope_in_the_proof() -> None:
    a, t = sp.symbols("a t", positive=True)
    h = a * sp.log(a / t) + (1 - a) * sp.log((1 - a) / (1 - t)) - 2 * (a - t) ** 2
    assert sp.simplify(sp.diff(h, t) + (a - t) * (1 / (t * (1 - t)) - 4)) == 0


@pytest.mark.equation("eq-js", how="random distributions")
def test_jensen_shannon_is_what_the_mixture_gains_in_entropy() -> None:
    for p, q in random_pairs(5):
        m = (p + q) / 2
        gained = shannon(m) - shannon(p) / 2 - shannon(q) / 2
        assert kl_bits(p, m) / 2 + kl_bits(q, m) / 2 == pytest.approx(gained, abs=1e-12)
        assert jensen_shannon_divergence(p, q) == pytest.approx(gained, abs=1e-12)
        coin_and_outcome = np.stack([p, q]) / 2
        assert mutual_information(coin_and_outcome) == pytest.approx(gained, abs=1e-12)


@pytest.mark.equation("eq-js-bounds", how="random distributions")
def test_jensen_shannon_lies_between_zero_and_one_bit() -> None:
    for p, q in random_pairs(4):
        assert 0 < jensen_shannon_divergence(p, q) < 1
        assert jensen_shannon_divergence(p, p) == 0
        apart = jensen_shannon_divergence(np.append(p, np.zeros(4)), np.append(np.zeros(4), q))
        assert apart == pytest.approx(1, abs=1e-12)


@pytest.mark.equation("eq-f-divergence", how="random distributions")
def test_the_named_functions_give_the_named_divergences_and_none_is_negative() -> None:
    for p, q in random_pairs(4):
        p = (p + 0.01) / (p + 0.01).sum()
        t = p / q
        family = {name: q @ values for name, values in {
            "kl": t * np.log(t), "reverse": -np.log(t), "tv": abs(t - 1) / 2, "chi": (t - 1) ** 2,
            "js": (t * np.log(2 * t / (t + 1)) + np.log(2 / (t + 1))) / 2,
        }.items()}  # fmt: skip
        assert min(family.values()) >= 0
        assert family["kl"] == pytest.approx(kl_divergence(p, q, base="e"), rel=1e-8, abs=0)
        assert family["reverse"] == pytest.approx(kl_divergence(q, p, base="e"), rel=1e-8, abs=0)
        assert family["tv"] == pytest.approx(abs(p - q).sum() / 2)
        assert family["chi"] == pytest.approx(((p - q) ** 2 / q).sum())
        assert family["js"] == pytest.approx(jensen_shannon_divergence(p, q, base="e"), rel=1e-7, abs=0)


@pytest.mark.equation("eq-kl-gradient", how="autograd")
def test_the_slope_in_the_belief_matches_autograd() -> None:
    p = torch.tensor([0.1, 0.5, 0.1, 0.3], dtype=torch.float64)
    q = torch.tensor([0.1, 0.7, 0.1, 0.1], dtype=torch.float64, requires_grad=True)
    (p * torch.log2(p / q)).sum().backward()
    formula = (-p / q.detach() / LN2).tolist()
    assert q.grad is not None
    assert q.grad.tolist() == pytest.approx(formula, abs=1e-12)
    q.grad = None
    kl_divergence(p, q).backward()
    assert q.grad is not None
    assert q.grad.tolist() == pytest.approx(formula, abs=1e-9)


@pytest.mark.equation("eq-kl-gradient", how="finite differences")
def test_the_slope_in_the_belief_matches_finite_differences() -> None:
    p, q, h = np.array([0.1, 0.5, 0.1, 0.3]), np.array([0.1, 0.7, 0.1, 0.1]), 1e-6
    for i in range(4):
        e = np.eye(4)[i] * h
        slope = (kl_bits(p, q + e) - kl_bits(p, q - e)) / (2 * h)
        assert slope == pytest.approx(-p[i] / (q[i] * LN2), abs=1e-6)
