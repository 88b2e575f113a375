"""What execution cannot give of this chapter's equations: attained bounds, uniqueness, samples, autograd."""

import math
from fractions import Fraction

import mpmath
import numpy as np
import pytest
import sympy as sp
import torch
from scipy.optimize import minimize

from infolib import (
    jensen_shannon_divergence,
    kl_divergence,
    mutual_information,
)

LN2 = math.log(2)


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


@pytest.mark.equation("eq-kl-evidence", how="random distributions")
def test_average_evidence_is_within_five_standard_errors_of_the_divergence() -> None:
    rng, n = np.random.default_rng(12), 40_000
    for p, q in rng.dirichlet(np.ones(4), size=(5, 2)):
        ratio = np.log2(p / q)
        sigma = math.sqrt(p @ ratio**2 - (p @ ratio) ** 2)
        run = rng.choice(4, p=p, size=n)
        assert abs(ratio[run].mean() - kl_divergence(p, q)) <= 5 * sigma / math.sqrt(n)


@pytest.mark.equation("eq-pinsker", how="random distributions")
def test_no_pair_lies_below_pinskers_parabola_and_it_touches() -> None:
    for k in (2, 3, 8):
        for p, q in random_pairs(k):
            variation = abs(p - q).sum() / 2
            assert kl_divergence(p, q) >= 2 / LN2 * variation**2
            assert kl_bits(p, q) * LN2 >= 2 * variation**2
    e = 1e-4  # no larger factor than 2 would do
    assert kl_divergence([0.5 + e, 0.5 - e], [0.5, 0.5], base="e") == pytest.approx(2 * e**2, rel=1e-6, abs=0)


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


def reverse_fits(apart: float, starts: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Fit a bump to two equal bells of width 1 by D(q‖p); return place and bits from each place and width."""
    x = np.linspace(-15, 15, 3001)

    def log_bell(mean: float, width: float) -> np.ndarray:
        logs = -(((x - mean) / width) ** 2) / 2
        return np.asarray(logs - np.logaddexp.reduce(logs))

    target = np.logaddexp(log_bell(-apart / 2, 1), log_bell(apart / 2, 1)) - LN2

    def bits(theta: np.ndarray) -> float:
        log_q = log_bell(theta[0], math.exp(theta[1]))
        return float(np.exp(log_q) @ (log_q - target)) / LN2

    found = [minimize(bits, [mean, math.log(width)], tol=1e-9) for mean, width in starts]
    return [(abs(float(fit.x[0])), float(fit.fun)) for fit in found]


def test_four_apart_every_start_of_the_reverse_fit_ends_between_the_peaks() -> None:
    starts = [(place, width) for place in (0.1, 1.0, 2.0, 3.0) for width in (0.5, 1.0, 2.0)]
    assert max(place for place, _ in reverse_fits(4.0, starts)) < 0.01


def test_five_apart_the_reverse_fit_has_a_minimum_at_a_peak_as_well_and_it_costs_more() -> None:
    (between, wide), (at_peak, one) = reverse_fits(5.0, [(0.0, 2.5), (2.5, 1.0)])
    assert between < 0.01
    assert 2.3 < at_peak < 2.5
    assert wide < one


@pytest.mark.parametrize(("apart", "withdraws"), [(5.59, False), (5.61, True)])
def test_the_turn_from_both_peaks_to_one_is_at_the_distance_that_the_chapter_says(
    apart: float, withdraws: bool
) -> None:
    (_, wide), (_, one) = reverse_fits(apart, [(0.0, apart / 2), (apart / 2, 1.0)])
    assert (one < wide) == withdraws


@pytest.mark.parametrize(("apart", "withdraws"), [(4.0, False), (5.0, False), (6.0, True), (9.5, True)])
def test_the_reverse_fit_withdraws_to_one_of_two_peaks_only_if_they_are_far_apart(
    apart: float, withdraws: bool
) -> None:
    x = np.linspace(-15, 25, 4001)

    def bell(mean: float, width: float) -> np.ndarray:
        weights = np.exp(-(((x - mean) / width) ** 2) / 2)
        return np.asarray(weights / weights.sum())

    target = (bell(0, 1) + bell(apart, 1)) / 2
    on_one_peak = kl_bits(bell(0, 1), target)
    wide = min(kl_bits(bell(apart / 2, width), target) for width in np.linspace(1, 5, 41))
    assert 0.9 < on_one_peak <= 1
    assert (on_one_peak < wide) == withdraws
