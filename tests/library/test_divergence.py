"""Kullback-Leibler, cross-entropy, Jensen-Shannon: known values, very small numbers, exact oracles."""

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import mpmath
import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from measures import measures
from strategies import Distribution, bases, pairs

from infolib import cross_entropy, jensen_shannon_divergence, kl_divergence, mutual_information, normalize

Measure = Callable[..., Any]
inf = math.inf


def by_mpmath(term: Callable[[Any, Any], Any], p: Any, q: Any, base: float | str = 2) -> mpmath.mpf:  # noqa: ANN401
    """Sum ``term`` at 50 digits; ``term`` is asked for p > 0 or q > 0 only."""
    with mpmath.workdps(50):
        exact = [(mpmath.mpf(float(x)), mpmath.mpf(float(y))) for x, y in zip(p, q, strict=True)]
        nats = sum((term(x, y) for x, y in exact if x or y), mpmath.mpf(0))
        return nats / (mpmath.mpf(1) if base == "e" else mpmath.log(mpmath.mpf(base)))


def kl_term(p: mpmath.mpf, q: mpmath.mpf) -> mpmath.mpf:
    # - p + q adds up to 0 in the distributions that the floats stand for, whose sums are exactly 1.
    return (p * mpmath.log(p / q) if p and q else mpmath.inf if p else 0) - p + q


def ce_term(p: mpmath.mpf, q: mpmath.mpf) -> mpmath.mpf:
    return (-p * mpmath.log(q) if q else mpmath.inf) if p else mpmath.mpf(0)


def js_term(p: mpmath.mpf, q: mpmath.mpf) -> mpmath.mpf:
    return sum(x * mpmath.log(2 * x / (p + q)) for x in (p, q) if x) / 2


# ---- known values


@pytest.mark.parametrize(
    ("p", "q", "base", "kl", "ce"),
    [
        ([1.0, 0.0], [0.5, 0.5], 2, 1.0, 1.0),
        ([0.5, 0.5], [1.0, 0.0], 2, inf, inf),
        ([0.5, 0.5, 0.0], [0.25, 0.5, 0.25], 2, 0.5, 1.5),
        ([0.5, 0.5, 0.0], [0.5, 0.5, 0.0], 2, 0.0, 1.0),
        ([0.0, 1.0], [0.0, 1.0], 2, 0.0, 0.0),
        ([0.0, 1.0], [1.0, 0.0], 2, inf, inf),
        ([1], [1], 2, 0.0, 0.0),
        ([0, 1], [0.75, 0.25], 4, 1.0, 1.0),
        ([0.5, 0.5], [0.25, 0.75], "e", 0.5 * math.log(4 / 3), 0.5 * math.log(16 / 3)),
        ([0.5, 0.5], [0.05, 0.95], 10, 0.5 * math.log10(100 / 19), 0.5 * math.log10(400 / 19)),
        ([-0.0, 1.0], [0.0, 1.0], 2, 0.0, 0.0),
        # What others get wrong: infomeasure gives -0.693 where a symbol is missing in q.
        ([0.5, 0.5], [0.0, 1.0], "e", inf, inf),
    ],
)
def test_known_values(xp: Callable[[Any], Any], p: Any, q: Any, base: Any, kl: float, ce: float) -> None:  # noqa: ANN401
    assert float(kl_divergence(xp(p), xp(q), base=base)) == pytest.approx(kl, rel=1e-15, abs=0)
    assert float(cross_entropy(xp(p), xp(q), base=base)) == pytest.approx(ce, rel=1e-15, abs=0)


@pytest.mark.parametrize(
    ("p", "q", "base", "bits"),
    [
        ([1.0, 0.0], [0.0, 1.0], 2, 1.0),
        ([0.5, 0.5, 0.0], [0.5, 0.0, 0.5], 2, 0.5),
        ([0.25, 0.75], [0.25, 0.75], 2, 0.0),
        ([1.0, 0.0, 0.0], [1.0, 0.0, 0.0], 2, 0.0),
        ([1.0, 0.0], [0.0, 1.0], "e", math.log(2)),
        ([1.0, 0.0], [0.5, 0.5], 2, 0.31127812445913283),
    ],
)
def test_known_jensen_shannon_divergences(
    xp: Callable[[Any], Any],
    p: Any,  # noqa: ANN401
    q: Any,  # noqa: ANN401
    base: Any,  # noqa: ANN401
    bits: float,
) -> None:
    for a, b in ((p, q), (q, p)):
        result = float(jensen_shannon_divergence(xp(a), xp(b), base=base))
        assert result == pytest.approx(bits, rel=1e-15, abs=0)


@measures
def test_nothing_to_measure_is_zero_never_minus_zero(xp: Callable[[Any], Any], measure: Measure) -> None:
    for p in ([0.0, 1.0], [1.0]):
        assert math.copysign(1, float(measure(xp(p), xp(p)))) == 1
        assert float(measure(xp(p), xp(p))) == 0


@pytest.mark.parametrize("k", range(1, 18))
@pytest.mark.parametrize("library", [np, torch])
def test_a_half_of_a_power_of_two_is_exact(library: Any, k: int) -> None:  # noqa: ANN401
    for dtype in (library.float32, library.float64):
        q = library.full((2**k,), 2.0**-k, dtype=dtype)
        p = q * 2
        p[2 ** (k - 1) :] = 0
        assert cross_entropy(q, q) == k
        assert cross_entropy(p, q) == k
        assert kl_divergence(p, q) == 1
        assert kl_divergence(q, q) == jensen_shannon_divergence(q, q) == 0


# ---- very small numbers


@pytest.mark.parametrize("tiny", [5e-324, 1e-320, 1e-310, 1e-300])
def test_a_subnormal_q_gives_its_finite_divergence(xp: Callable[[Any], Any], tiny: float) -> None:
    # PyTorch's Categorical gives 17.33 nats at 1e-320, F.kl_div inf; it is 367.7.
    for p, q in (([0.5, 0.5], [tiny, 1.0]), ([0.25, 0.75, 0.0], [tiny, 1.0, 0.0]), ([tiny, 1.0], [0.5, 0.5])):
        for measure, term in ((kl_divergence, kl_term), (cross_entropy, ce_term)):
            expected = float(by_mpmath(term, p, q, "e"))
            assert float(measure(xp(p), xp(q), base="e")) == pytest.approx(expected, rel=1e-14, abs=0)


def test_the_smallest_floats_have_a_finite_jensen_shannon_divergence() -> None:
    for p, q in (([5e-324, 1.0], [0.0, 1.0]), ([5e-324, 1.0], [1e-320, 1.0]), ([5e-324, 1.0], [1.0, 5e-324])):
        expected = float(by_mpmath(js_term, p, q))
        assert jensen_shannon_divergence(p, q) == pytest.approx(expected, rel=1e-14, abs=5e-324)


def test_a_ratio_too_large_for_a_float_says_nothing(xp: Callable[[Any], Any]) -> None:
    for p, q in (([1.0, 5e-324], [1 - 1e-9, 1e-9]), ([1.0, 5e-324, 0.0], [1 - 1e-9, 1e-9, 0.0])):
        for measure, term in ((kl_divergence, kl_term), (jensen_shannon_divergence, js_term)):
            expected = float(by_mpmath(term, p, q))
            assert float(measure(xp(p), xp(q))) == pytest.approx(expected, rel=1e-9, abs=0)


def test_long_doubles_keep_all_their_digits() -> None:
    one = np.longdouble(1)
    expected = (np.log2(8 * one / 21) + 2 * np.log2(16 * one / 3)) / 3
    found = kl_divergence(np.array([one / 3, 2 * one / 3]), np.array([7 * one / 8, one / 8]))
    assert abs(found / expected - 1) <= 8 * np.finfo(np.longdouble).eps


def test_a_half_precision_q_too_small_to_divide_by_is_finite() -> None:
    smallest = {np.float16: 6e-8, np.float32: 1e-45}
    for dtype, tiny in smallest.items():
        q = np.array([tiny, 1], dtype=dtype)
        expected = float(by_mpmath(kl_term, [0.5, 0.5], q))
        result = kl_divergence(np.array([0.5, 0.5], dtype=dtype), q)
        assert result.dtype == dtype
        assert result == pytest.approx(expected, rel=float(np.finfo(dtype).eps), abs=0)


# ---- exact oracles


@given(pairs(), bases)
def test_divergences_agree_with_fifty_digits(
    both: tuple[Distribution, Distribution], base: float | str
) -> None:
    p, q = both
    for measure, term in (
        (kl_divergence, kl_term),
        (cross_entropy, ce_term),
        (jensen_shannon_divergence, js_term),
    ):
        expected = float(by_mpmath(term, p, q, base))
        scale = 1 / (1 if base == "e" else math.log(base))
        assert measure(p, q, base=base) == pytest.approx(expected, rel=2e-14, abs=1e-15 * scale)


@given(st.lists(st.integers(0, 6), min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_divergences_of_dyadic_fractions_are_exact(exponents: list[int], random: Any) -> None:  # noqa: ANN401
    p = [Fraction(1, 2**e) for e in exponents]
    p = [x / 2 ** math.ceil(math.log2(math.ceil(sum(p)))) for x in p]
    while rest := 1 - sum(p):  # fill up to 1 with the largest power of two that fits
        p.append(Fraction(1, 2 ** math.ceil(math.log2(rest.denominator / rest.numerator))))
    q = random.sample(p, len(p))
    bits = [x.denominator.bit_length() - 1 for x in q]
    ce = sum(x * b for x, b in zip(p, bits, strict=True))
    kl = ce - sum(x * (x.denominator.bit_length() - 1) for x in p)
    assert cross_entropy([float(x) for x in p], [float(x) for x in q]) == float(ce)
    assert kl_divergence([float(x) for x in p], [float(x) for x in q]) == float(kl)


@pytest.mark.parametrize("kind", [np.asarray, torch.from_numpy])
@pytest.mark.parametrize("delta", [0.1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-7, 1e-9])
def test_nearly_equal_distributions_keep_their_digits(delta: float, kind: Callable[[Any], Any]) -> None:
    # scipy's rel_entr is a thousand times off at 1e-9, and negative every other time.
    rng = np.random.default_rng(3)
    for _ in range(40):
        q = normalize(rng.random(rng.integers(2, 9)) ** 4 + 1e-9)
        p = normalize(q * (1 + delta * rng.uniform(-1, 1, q.size)))
        for measure, term, digits in (
            (kl_divergence, kl_term, 1e-11),
            (jensen_shannon_divergence, js_term, 1e-6),
        ):
            expected = float(by_mpmath(term, p, q, "e"))
            assert float(measure(kind(p), kind(q), base="e")) == pytest.approx(expected, rel=digits, abs=0)


def test_neither_form_of_the_term_loses_digits_where_it_takes_over() -> None:
    # Around d = 1e-4, where a series takes over from d - log1p(d), and d = 1/2, where the logarithm does.
    for d in (
        0.99e-4,
        1.01e-4,
        -0.99e-4,
        -1.01e-4,
        2.99e-4,
        3.01e-4,
        -2.99e-4,
        -3.01e-4,
        0.499999,
        0.500001,
        -0.499999,
        -0.500001,
        1.0,
        -1.0 + 1e-17,
    ):
        small = 2.0**-30
        p, q = [small, 1 - small], [small * (1 + d), 1 - small * (1 + d)]
        if q[0] > 0:
            expected = float(by_mpmath(kl_term, p, q))
            assert kl_divergence(p, q) == pytest.approx(expected, rel=1e-11, abs=0)


def test_a_tiny_difference_beside_a_vanished_outcome_is_right() -> None:
    # In the careful sum: outcomes of p that are 0, of q that are far smaller, and log1p(-1) in between.
    p = np.array([1e-9, 0.0, 0.5, 0.5 - 1e-9])
    for q0 in (1e-26, 5e-324, 1e-9, 2e-9, 1e-5):
        q = np.array([q0, 1e-9, 0.5, 0.5 - 1e-9 - q0])
        expected = float(by_mpmath(kl_term, p, q))
        assert kl_divergence(p, q) == pytest.approx(expected, rel=1e-12, abs=0)
        assert kl_divergence(torch.from_numpy(p), torch.from_numpy(q)) == pytest.approx(
            expected, rel=1e-12, abs=0
        )


def test_nearly_equal_distributions_in_float32_lose_nothing_to_their_sums() -> None:
    rng = np.random.default_rng(4)
    for delta in (1e-1, 1e-2, 1e-3, 1e-5):
        q = normalize(rng.random(50, dtype=np.float32) + np.float32(0.1))
        p = normalize(q * (1 + np.float32(delta) * rng.uniform(-1, 1, 50).astype(np.float32)))
        for kind in (np.asarray, torch.from_numpy):
            expected = float(by_mpmath(kl_term, p, q))
            assert float(kl_divergence(kind(p), kind(q))) == pytest.approx(expected, rel=2e-7, abs=0)


def test_near_is_told_in_nats_whatever_the_base() -> None:
    # In units of base 1.000001, a millionth of a nat each, a divergence is a million times as large.
    rng, base = np.random.default_rng(8), 1 + 2.0**-20
    q = normalize(rng.random(8))
    for delta in (1e-6, 1e-4):
        p = normalize(q * (1 + delta * rng.uniform(-1, 1, 8)))
        for measure, term, rel in (
            (kl_divergence, kl_term, 1e-9),
            (jensen_shannon_divergence, js_term, 1e-8),
        ):
            expected = float(by_mpmath(term, p, q, base))
            assert measure(p, q, base=base) == pytest.approx(expected, rel=rel, abs=0)


@pytest.mark.parametrize("kind", [lambda p: np.array(p, np.float16), lambda p: torch.tensor(p).half()])
def test_in_half_precision_a_sum_that_misses_one_moves_no_small_divergence(
    kind: Callable[[Any], Any],
) -> None:
    # The sum of p is 1.008, which float16 lets pass; by the definition that alone would add 0.008 nats.
    p = 1.008 * np.array([[0.375, 0.125], [0.125, 0.375]])
    expected = math.log(2) + 0.75 * math.log(0.75) + 0.25 * math.log(0.25)  # 0.13 nats
    assert float(mutual_information(kind(p), base="e")) == pytest.approx(expected, rel=0.01, abs=0)
    apart = kl_divergence(kind(p.reshape(4)), kind([0.25] * 4), base="e")
    assert float(apart) == pytest.approx(expected, rel=0.01, abs=0)


@pytest.mark.parametrize("base", [1.0001, 10])
def test_a_small_divergence_keeps_its_digits_however_small_the_unit(base: float) -> None:
    p, q = [0.5, 0.5], [0.4999, 0.5001]
    expected = float(by_mpmath(kl_term, p, q, base))
    assert kl_divergence(p, q, base=base) == pytest.approx(expected, rel=1e-11, abs=0)


def test_only_the_near_rows_of_a_batch_are_added_up_carefully() -> None:
    p = np.array([[0.5, 0.5], [0.5, 0.5], [0.5, 0.5]])
    q = np.array([[0.5 + 1e-9, 0.5 - 1e-9], [0.25, 0.75], [0.0, 1.0]])
    expected = [kl_divergence(a, b) for a, b in zip(p, q, strict=True)]
    assert kl_divergence(p, q).tolist() == expected
    assert kl_divergence(torch.from_numpy(p), torch.from_numpy(q)).tolist() == expected
    assert expected[0] == pytest.approx(2e-18 / math.log(2), rel=1e-7, abs=0)
    assert expected[2] == inf
