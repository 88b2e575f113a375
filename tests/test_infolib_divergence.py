"""Kullback-Leibler, cross-entropy, Jensen-Shannon: known values, theorems, oracles, gradients, refusals."""

import math
import tracemalloc
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import mpmath
import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from strategies import bases, batches, distributions, reproducible

from infolib import (
    NotADistributionError,
    cross_entropy,
    entropy,
    jensen_shannon_divergence,
    kl_divergence,
    normalize,
)

Distribution = NDArray[np.float64]
Measure = Callable[..., Any]
measures = pytest.mark.parametrize("measure", [kl_divergence, cross_entropy, jensen_shannon_divergence])
nan, inf = math.nan, math.inf


@pytest.fixture(params=["list", "numpy", "torch"])
def xp(request: pytest.FixtureRequest) -> Callable[[Any], Any]:
    """Turn a list into each kind of input."""
    kinds = {
        "list": lambda p: p,
        "numpy": lambda p: np.asarray(p, dtype=float),
        "torch": lambda p: torch.tensor(p, dtype=torch.float64),
    }
    return kinds[request.param]


@st.composite
def pairs(draw: st.DrawFn, max_size: int = 8) -> tuple[Distribution, Distribution]:
    """Two distributions over the same outcomes."""
    size = draw(st.integers(1, max_size))
    return draw(distributions(size=size)), draw(distributions(size=size))


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
            assert float(measure(xp(p), xp(q), base="e")) == pytest.approx(expected, rel=1e-14)


def test_the_smallest_floats_have_a_finite_jensen_shannon_divergence() -> None:
    for p, q in (([5e-324, 1.0], [0.0, 1.0]), ([5e-324, 1.0], [1e-320, 1.0]), ([5e-324, 1.0], [1.0, 5e-324])):
        expected = float(by_mpmath(js_term, p, q))
        assert jensen_shannon_divergence(p, q) == pytest.approx(expected, rel=1e-14, abs=5e-324)


def test_a_half_precision_q_too_small_to_divide_by_is_finite() -> None:
    smallest = {np.float16: 6e-8, np.float32: 1e-45}
    for dtype, tiny in smallest.items():
        q = np.array([tiny, 1], dtype=dtype)
        expected = float(by_mpmath(kl_term, [0.5, 0.5], q))
        result = kl_divergence(np.array([0.5, 0.5], dtype=dtype), q)
        assert result.dtype == dtype
        assert result == pytest.approx(expected, rel=float(np.finfo(dtype).eps))


# ---- exact oracles


@reproducible
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


@reproducible
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
        assert kl_divergence(torch.from_numpy(p), torch.from_numpy(q)) == pytest.approx(expected, rel=1e-12)


def test_nearly_equal_distributions_in_float32_lose_nothing_to_their_sums() -> None:
    rng = np.random.default_rng(4)
    for delta in (1e-1, 1e-2, 1e-3, 1e-5):
        q = normalize(rng.random(50, dtype=np.float32) + np.float32(0.1))
        p = normalize(q * (1 + np.float32(delta) * rng.uniform(-1, 1, 50).astype(np.float32)))
        for kind in (np.asarray, torch.from_numpy):
            expected = float(by_mpmath(kl_term, p, q))
            assert float(kl_divergence(kind(p), kind(q))) == pytest.approx(expected, rel=2e-7, abs=0)


def test_only_the_near_rows_of_a_batch_are_added_up_carefully() -> None:
    p = np.array([[0.5, 0.5], [0.5, 0.5], [0.5, 0.5]])
    q = np.array([[0.5 + 1e-9, 0.5 - 1e-9], [0.25, 0.75], [0.0, 1.0]])
    expected = [kl_divergence(a, b) for a, b in zip(p, q, strict=True)]
    assert kl_divergence(p, q).tolist() == expected
    assert kl_divergence(torch.from_numpy(p), torch.from_numpy(q)).tolist() == expected
    assert expected[0] == pytest.approx(2e-18 / math.log(2), rel=1e-7)
    assert expected[2] == inf


# ---- theorems


@reproducible
@given(pairs())
def test_gibbs_divergence_is_never_negative_and_zero_for_equals(
    both: tuple[Distribution, Distribution],
) -> None:
    p, q = both
    for measure in (kl_divergence, jensen_shannon_divergence):
        assert measure(p, q) >= 0
        assert measure(p, p) == 0
    assert cross_entropy(p, q) >= entropy(p) - 1e-14
    assert cross_entropy(p, p) == pytest.approx(entropy(p), rel=1e-14, abs=1e-15)


@reproducible
@given(distributions(), st.integers(0, 2**32 - 1), st.floats(-15, -1))
def test_divergence_of_neighbours_is_never_negative(p: Distribution, seed: int, exponent: float) -> None:
    q = normalize(p * (1 + 10**exponent * np.random.default_rng(seed).uniform(-1, 1, p.size)))
    assert kl_divergence(p, q) >= 0
    assert jensen_shannon_divergence(p, q) >= 0
    assert kl_divergence(p.astype(np.float32), q.astype(np.float32)) >= 0


@reproducible
@given(pairs(), bases)
def test_cross_entropy_is_entropy_and_divergence(
    both: tuple[Distribution, Distribution], base: float | str
) -> None:
    p, q = both
    total = entropy(p, base=base) + kl_divergence(p, q, base=base)
    assert cross_entropy(p, q, base=base) == pytest.approx(total, rel=1e-14, abs=1e-14)


@reproducible
@given(pairs(), bases)
def test_pinsker_divergence_in_nats_is_at_least_half_the_squared_distance(
    both: tuple[Distribution, Distribution], base: float | str
) -> None:
    p, q = both
    nats = kl_divergence(p, q, base=base) * math.log(math.e if base == "e" else base)
    assert nats >= abs(p - q).sum() ** 2 / 2 * (1 - 1e-14) - 1e-30


@reproducible
@given(pairs(), st.data())
def test_data_processing_never_adds_divergence(
    both: tuple[Distribution, Distribution], data: st.DataObject
) -> None:
    p, q = both
    channel = np.stack([data.draw(distributions(size=3)) for _ in p])
    for measure in (kl_divergence, jensen_shannon_divergence):
        after, before = measure(normalize(p @ channel), normalize(q @ channel)), measure(p, q)
        assert after <= before * (1 + 1e-13) + 1e-14


@reproducible
@given(pairs(), pairs())
def test_divergences_of_independent_pairs_add(
    first: tuple[Distribution, Distribution], second: tuple[Distribution, Distribution]
) -> None:
    (p, q), (r, s) = first, second
    joint_p, joint_q = np.outer(p, r).reshape(-1), np.outer(q, s).reshape(-1)
    if ((joint_q == 0) & (joint_p > 0)).any() and np.isfinite(kl_divergence(p, q) + kl_divergence(r, s)):
        return  # the product of two tiny probabilities was rounded to 0
    total = kl_divergence(p, q) + kl_divergence(r, s)
    assert kl_divergence(joint_p, joint_q) == pytest.approx(total, rel=1e-13, abs=1e-13)


@reproducible
@given(pairs(), st.data(), st.floats(0, 1))
def test_mixing_never_adds_divergence(
    both: tuple[Distribution, Distribution], data: st.DataObject, share: float
) -> None:
    p, q = both
    r, s = data.draw(distributions(size=p.size)), data.draw(distributions(size=p.size))
    for measure in (kl_divergence, jensen_shannon_divergence):
        apart = [w * measure(a, b) for w, a, b in ((share, p, q), (1 - share, r, s)) if w]
        mixed = measure(share * p + (1 - share) * r, share * q + (1 - share) * s)
        assert mixed <= sum(apart) * (1 + 1e-13) + 1e-13


@reproducible
@given(pairs())
def test_jensen_shannon_is_symmetric_at_most_one_bit_and_its_root_a_distance(
    both: tuple[Distribution, Distribution],
) -> None:
    p, q = both
    bits = jensen_shannon_divergence(p, q)
    assert jensen_shannon_divergence(q, p) == bits <= 1 + 1e-15
    mean = (p + q) / 2
    if (mean > 1e-300).all():
        halves = (kl_divergence(p, mean) + kl_divergence(q, mean)) / 2
        assert bits == pytest.approx(halves, rel=1e-13, abs=1e-14)
    assert bits == pytest.approx(entropy(normalize(mean)) - (entropy(p) + entropy(q)) / 2, abs=1e-14)
    r = np.roll(p, 1)
    detour = jensen_shannon_divergence(p, r) ** 0.5 + jensen_shannon_divergence(r, q) ** 0.5
    assert bits**0.5 <= detour * (1 + 1e-13)


@measures
@reproducible
@given(both=pairs(), random=st.randoms(use_true_random=False), base=bases)
def test_order_impossible_outcomes_and_base_do_not_matter(
    measure: Measure,
    both: tuple[Distribution, Distribution],
    random: Any,  # noqa: ANN401
    base: Any,  # noqa: ANN401
) -> None:
    p, q = both
    expected = measure(p, q)
    shuffled = [*zip(p, q, strict=True), (0.0, 0.0)]
    random.shuffle(shuffled)
    assert measure(*zip(*shuffled, strict=True)) == pytest.approx(expected, rel=1e-13, abs=1e-15)
    number = math.e if base == "e" else base
    assert measure(p, q, base=base) * math.log2(number) == pytest.approx(expected, rel=1e-13, abs=1e-15)


# ---- batches, kinds, layouts


@measures
@reproducible
@given(p=batches(), base=bases, keepdims=st.booleans())
def test_a_batch_equals_a_loop_on_each_axis_and_library(
    measure: Measure,
    p: Distribution,
    base: Any,  # noqa: ANN401
    keepdims: bool,
) -> None:
    q = p[::-1]
    options = {"base": base, "keepdims": keepdims}
    expected = np.array([measure(a, b, **options) for a, b in zip(p, q, strict=True)])
    close = {"rtol": 1e-13, "atol": 1e-15}
    np.testing.assert_allclose(measure(p, q, **options), expected, **close)
    np.testing.assert_allclose(measure(p.T, q.T, axis=0, **options), expected.T, **close)
    tensors = torch.from_numpy(p), torch.from_numpy(q.copy())
    np.testing.assert_allclose(measure(*tensors, **options).numpy(), expected, **close)
    assert measure(p.tolist(), q.tolist(), **options) == measure(p, q, **options).tolist()


@measures
@pytest.mark.parametrize("kind", [np.asarray, torch.from_numpy])
@pytest.mark.parametrize(
    ("left", "right", "axis", "batch"),
    [
        ((4,), (3, 4), -1, (3,)),
        ((3, 4), (4,), 1, (3,)),
        ((2, 1, 4), (3, 4), 2, (2, 3)),
        ((2, 4, 1), (4, 3), 1, (2, 3)),
        ((2, 4, 1), (4, 3), -2, (2, 3)),
        ((4, 1), (4, 3), 0, (3,)),
        ((1, 4), (4,), -1, (1,)),
    ],
)
def test_batches_broadcast(
    measure: Measure,
    kind: Callable[[Any], Any],
    left: tuple[int, ...],
    right: tuple[int, ...],
    axis: int,
    batch: tuple[int, ...],
) -> None:
    rng = np.random.default_rng(5)
    end = axis - max(len(left), len(right)) if axis >= 0 else axis
    p, q = (normalize(rng.random(shape) + 0.1, axis=end) for shape in (left, right))
    full_p, full_q = (np.moveaxis(x, end, -1).reshape(-1, 4) for x in np.broadcast_arrays(p, q))
    result = measure(kind(p), kind(q), axis=axis)
    assert tuple(result.shape) == batch
    rows = [measure(a, b) for a, b in zip(full_p, full_q, strict=True)]
    np.testing.assert_allclose(np.asarray(result).reshape(-1), rows, rtol=1e-14)


@measures
def test_the_same_kind_comes_out_in_the_dtype_that_holds_both(measure: Measure) -> None:
    half = [0.5, 0.5]
    assert type(measure(half, (0.25, 0.75))) is float
    assert type(measure([half], half)) is list
    dtypes = [np.float16, np.float32, np.float64, np.longdouble]
    for i, one in enumerate(dtypes):
        for j, other in enumerate(dtypes):
            result = measure(np.array(half, dtype=one), np.array([0.25, 0.75], dtype=other))
            assert type(result) is dtypes[max(i, j)]
    for one, other, both in (
        (torch.bfloat16, torch.bfloat16, torch.bfloat16),
        (torch.float32, torch.float32, torch.float32),
        (torch.float32, torch.float64, torch.float64),
        (torch.float64, torch.bfloat16, torch.float64),
    ):
        result = measure(torch.tensor(half, dtype=one), torch.tensor([0.25, 0.75], dtype=other))
        assert isinstance(result, torch.Tensor)
        assert result.dtype == both
    assert measure(np.array([0, 1], dtype=np.uint8), np.array([0, 1])).dtype == np.float64
    assert measure(torch.tensor([0, 1]), torch.tensor([0, 1])).dtype == torch.get_default_dtype()


@measures
def test_a_list_takes_on_the_kind_of_the_array_beside_it(measure: Measure) -> None:
    p, q = [0.5, 0.5], [0.25, 0.75]
    expected = measure(p, q)
    for dtype in (np.float32, np.float64):
        for result in (measure(p, np.array(q, dtype=dtype)), measure(np.array(p, dtype=dtype), q)):
            assert type(result) is dtype
            assert result == pytest.approx(expected, rel=1e-6)
    for kind in (torch.float32, torch.float64):
        for tensor in (measure(p, torch.tensor(q, dtype=kind)), measure(torch.tensor(p, dtype=kind), q)):
            assert tensor.dtype == kind
            assert float(tensor) == pytest.approx(expected, rel=1e-6)


def test_two_dtypes_are_compared_in_the_wider_one() -> None:
    p = normalize(np.array([1, 2, 3], dtype=np.float32))
    q = normalize(np.array([3, 2, 1.7]))
    for measure in (kl_divergence, cross_entropy, jensen_shannon_divergence):
        for a, b in ((p, q), (q, p)):
            expected = measure(a.astype(float), b.astype(float), validate=False)
            assert measure(a, b) == pytest.approx(expected, rel=1e-15)
            result = measure(torch.from_numpy(a), torch.from_numpy(b))
            assert float(result) == pytest.approx(expected, rel=1e-15)


@measures
@pytest.mark.parametrize("shape", [(40, 3, 700), (70_000, 2), (2, 70_000)])
def test_any_layout_gives_the_plain_formula_and_is_left_alone(
    measure: Measure, shape: tuple[int, ...]
) -> None:
    rng = np.random.default_rng(1)
    for axis in range(len(shape)):
        p, q = (normalize(rng.random(shape) + 1e-3, axis=axis) for _ in range(2))
        a, b = p.astype(np.longdouble), q.astype(np.longdouble)
        m = (a + b) / 2
        expected = {
            kl_divergence: a * np.log2(a / b),
            cross_entropy: -a * np.log2(b),
            jensen_shannon_divergence: (a * np.log2(a / m) + b * np.log2(b / m)) / 2,
        }[measure].sum(axis=axis)
        for r in (p, np.asfortranarray(p), np.repeat(p, 2, axis=0)[::2], p[::-1].copy()[::-1]):
            for s in (q, np.asfortranarray(q)):
                r.flags.writeable = s.flags.writeable = False  # to write into it would be an error
                result = measure(r, s, axis=axis)
                np.testing.assert_allclose(result, expected.astype(float), rtol=1e-12, atol=1e-15)
        t, u = torch.from_numpy(p.copy()), torch.from_numpy(q.T.copy()).permute(*reversed(range(p.ndim)))
        before = t.clone(), u.clone()
        np.testing.assert_allclose(
            measure(t, u, axis=axis).numpy(), expected.astype(float), rtol=1e-12, atol=1e-15
        )
        assert (t == before[0]).all()
        assert (u == before[1]).all()


@pytest.mark.parametrize("shape", [(10_000_000,), (10_000_000, 1)])
def test_ten_million_floats32_keep_six_digits(shape: tuple[int, ...]) -> None:
    rng = np.random.default_rng(2)
    p, q = (normalize(rng.random(shape, dtype=np.float32) + np.float32(1e-3), axis=0) for _ in range(2))
    for measure in (kl_divergence, cross_entropy):
        result = measure(p, q, axis=0)
        assert result.dtype == np.float32
        log = np.log2(q.astype(float))
        if measure is kl_divergence:
            log -= np.log2(p.astype(float))
        expected = -np.vdot(p.astype(float), log)
        assert float(np.squeeze(result)) == pytest.approx(expected, rel=1e-6)


@measures
@pytest.mark.parametrize("step", [0.0, 1e-9, 0.5])
def test_a_large_array_needs_less_than_eight_mib(measure: Measure, step: float) -> None:
    q = np.full(4_000_000, 1 / 4_000_000)
    p = q.copy()
    p[::2] *= 1 + step
    p[1::2] *= 1 - step
    tracemalloc.start()
    measure(p, q)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 * 2**20


# ---- gradients


@pytest.mark.parametrize("base", [2, "e", 3])
@pytest.mark.parametrize("distance", [1.0, 1e-3])
@measures
def test_gradients_agree_with_finite_differences(
    measure: Measure, base: float | str, distance: float
) -> None:
    z = torch.tensor([[0.3, -1.0, 2.0], [0.0, 0.1, 0.2]], dtype=torch.float64, requires_grad=True)
    y = (z + distance * torch.tensor([1.0, -2.0, 0.5])).detach().requires_grad_()

    def divergence(z: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        return measure(torch.softmax(z, -1), torch.softmax(y, -1), base=base)

    assert torch.autograd.gradcheck(divergence, (z, y))


def test_gradients_are_those_of_the_formula_also_where_p_is_near_q() -> None:
    for step in (0.25, 1e-3, 1e-9, 0.0):
        p = torch.tensor([0.5, 0.25, 0.25, 0.0, 0.0], dtype=torch.float64, requires_grad=True)
        q = torch.tensor([0.5 - step, 0.25, 0.25, step, 0.0], dtype=torch.float64, requires_grad=True)
        kl_divergence(p, q, base="e").backward()
        assert p.grad is not None
        assert q.grad is not None
        expected = [math.log(0.5 / (0.5 - step)) + 1, 1.0, 1.0, 0.0, 0.0]
        torch.testing.assert_close(p.grad.tolist(), expected, rtol=1e-14, atol=0)
        torch.testing.assert_close(q.grad.tolist(), [-0.5 / (0.5 - step), -1.0, -1.0, 0.0, 0.0])


def test_gradients_of_cross_entropy_are_those_of_the_formula() -> None:
    p = torch.tensor([0.5, 0.5, 0.0, 0.0], dtype=torch.float64, requires_grad=True)
    q = torch.tensor([0.5, 0.25, 0.25, 0.0], dtype=torch.float64, requires_grad=True)
    cross_entropy(p, q).backward()
    assert p.grad is not None
    assert q.grad is not None
    assert p.grad.tolist() == [1.0, 2.0, 2.0, 0.0]
    torch.testing.assert_close(q.grad * math.log(2), torch.tensor([-1.0, -2.0, 0, 0], dtype=torch.float64))


@measures
def test_gradient_through_softmax_with_an_impossible_class_is_not_nan(measure: Measure) -> None:
    # F.kl_div(q.log(), p) is nan at p = q = 0, and so are its gradients.
    grads = []
    for end in ([-inf], []):
        z = torch.tensor([0.0, 1.0, *end], dtype=torch.float64, requires_grad=True)
        y = torch.tensor([0.5, 0.0, *end], dtype=torch.float64, requires_grad=True)
        measure(torch.softmax(z, -1), torch.softmax(y, -1)).backward()
        assert z.grad is not None
        assert y.grad is not None
        grads += [z.grad, y.grad]
    for grad, reduced in zip(grads[:2], grads[2:], strict=True):
        torch.testing.assert_close(grad[:2], reduced)
        assert grad[2] == 0


@measures
def test_an_infinite_row_leaves_the_gradients_of_the_others_alone(measure: Measure) -> None:
    p = torch.tensor([[0.5, 0.5], [0.5, 0.5], [0.5, 0.5]], dtype=torch.float64, requires_grad=True)
    q = torch.tensor([[0.0, 1.0], [0.25, 0.75], [0.5, 0.5]], dtype=torch.float64, requires_grad=True)
    measure(p, q)[1:].sum().backward()
    apart = [x.detach()[1:].clone().requires_grad_() for x in (p, q)]
    measure(*apart).sum().backward()
    for x, y in zip((p, q), apart, strict=True):
        assert x.grad is not None
        assert (x.grad[0] == 0).all()
        torch.testing.assert_close(x.grad[1:], y.grad)


# ---- refusals


@measures
@pytest.mark.parametrize(
    ("p", "q", "message"),
    [
        ([-0.2, 0.7, 0.5], [0.2, 0.3, 0.5], "p[0] = -0.2 is not a probability; these look like logits"),
        ([0.2, 0.3, 0.5], [-0.2, 0.7, 0.5], "q[0] = -0.2 is not a probability; these look like logits"),
        ([0.2, 0.3, 0.5], [nan, 0.5, 0.5], "q[0] = nan is not a probability; look upstream for 0/0"),
        ([nan, 0.5, 0.5], [0.2, 0.3, 0.5], "p[0] = nan is not a probability; look upstream for 0/0"),
        ([0.5, 0.5], [inf, 0.5], "q[0] = inf is not a probability; a probability is finite"),
        ([0.5, 0.5], [2, 3], "q sums to 5, not 1; these look like counts: normalize() them first"),
        ([2, 3], [0.5, 0.5], "p sums to 5, not 1; these look like counts: normalize() them first"),
        ([0.5, 0.5], [0.0, 0.0], "q sums to 0, not 1; every probability in it is 0"),
        ([], [], "p is empty (shape (0,)); a distribution has an outcome"),
        ([[0.5, 0.5], [0.5, 0.25]], [0.5, 0.5], "p[1, :] sums to 0.75, not 1"),
        (0.5, 0.5, "p is a single number; a distribution is an array of probabilities"),
        ([0.5, 0.5], 0.5, "q is a single number; a distribution is an array of probabilities"),
        (0.5, [0.5, 0.5], "p is a single number; a distribution is an array of probabilities"),
    ],
)
def test_what_is_no_distribution_is_refused_by_name(
    xp: Callable[[Any], Any],
    measure: Measure,
    p: Any,  # noqa: ANN401
    q: Any,  # noqa: ANN401
    message: str,
) -> None:
    with pytest.raises(NotADistributionError) as caught:
        measure(xp(p), xp(q))
    assert str(caught.value).startswith(message)


@measures
@pytest.mark.parametrize(
    ("left", "right", "axis", "message"),
    [
        ((2,), (1,), -1, "p has shape (2,) and q (1,): along axis -1 they must have the same outcomes"),
        ((1, 2), (3,), 1, "p has shape (1, 2) and q (3,): along axis 1 they must have the same outcomes"),
        ((2, 2), (3, 2), -1, "p has shape (2, 2) and q (3, 2), which do not broadcast to one batch"),
        ((2, 3, 2), (3, 3, 2), 2, "p has shape (2, 3, 2) and q (3, 3, 2), which do not broadcast to one"),
        ((2,), (2, 2), 0, "p has shape (2,) and q (2, 2): axis 0 exists in only one of them; reshape"),
        ((2, 2), (2,), -2, "p has shape (2, 2) and q (2,): axis -2 exists in only one of them; reshape"),
        ((2, 2), (2,), 2, "axis must be from -2 to 1, for p has shape (2, 2); it is 2"),
        ((2,), (2, 2), -3, "axis must be from -2 to 1, for q has shape (2, 2); it is -3"),
        ((2,), (2,), 1, "axis must be from -1 to 0, for p has shape (2,); it is 1"),
    ],
)
def test_shapes_that_do_not_match_are_refused(
    xp: Callable[[Any], Any],
    measure: Measure,
    left: tuple[int, ...],
    right: tuple[int, ...],
    axis: int,
    message: str,
) -> None:
    p, q = (np.full(shape, 1 / shape[-1]).tolist() for shape in (left, right))
    with pytest.raises(ValueError, match=r"axis|shape") as caught:
        measure(xp(p), xp(q), axis=axis)
    assert str(caught.value).startswith(message)


@measures
def test_an_axis_or_base_that_is_none_is_refused(xp: Callable[[Any], Any], measure: Measure) -> None:
    p = xp([[0.5, 0.5]])
    for axis in (None, (0,), 0.0, "x"):
        with pytest.raises(TypeError, match="axis must be one whole number, not"):
            measure(p, p, axis=axis)
    for base in (1, 0, -2, nan, inf, "2", None, True):
        with pytest.raises(ValueError, match="base must be 2 "):
            measure(p, p, base=base)


@measures
def test_an_array_beside_a_tensor_is_refused(measure: Measure) -> None:
    array = np.array([0.5, 0.5])
    tensor = torch.from_numpy(array)
    with pytest.raises(
        ValueError, match=r"p is a NumPy array but q a PyTorch tensor; convert one: torch\.fr"
    ):
        measure(array, tensor)
    with pytest.raises(ValueError, match=r"numpy\(q\), or p\.detach\(\)\.cpu\(\)\.numpy\(\)") as caught:
        measure(tensor, array)
    assert str(caught.value).startswith("q is a NumPy array but p a PyTorch tensor")
    with pytest.raises(ValueError, match=r"p is on cpu but q on meta; move one: \.to\(device\)"):
        measure(tensor, tensor.to("meta"))


@measures
@pytest.mark.parametrize(
    "bad", [[0.5, 0.5j], ["0.5", "0.5"], [True, False], [0.5, None], [[0.5], [0.5, 0.5]]]
)
def test_what_holds_no_real_numbers_is_refused_by_name(measure: Measure, bad: Any) -> None:  # noqa: ANN401
    for p, q, name in ((bad, [0.5, 0.5], "p"), ([0.5, 0.5], bad, "q")):
        with pytest.raises(NotADistributionError, match=rf"^{name} (must hold real numbers|is ragged)"):
            measure(p, q)


def test_measures_skip_the_check_on_request(xp: Callable[[Any], Any]) -> None:
    p, q = xp([0.5, 0.25]), xp([0.5, 0.5])
    assert float(kl_divergence(p, q, validate=False)) == -0.25
    assert float(cross_entropy(p, q, validate=False)) == 0.75
    assert float(jensen_shannon_divergence(p, p, validate=False)) == 0.0


@pytest.mark.parametrize("wrong", [-0.5, nan])
@measures
def test_without_the_check_a_wrong_entry_still_shows_in_the_result(measure: Measure, wrong: float) -> None:
    bad, good = torch.tensor([wrong, 0.0, 1.5]), torch.tensor([0.5, 0.25, 0.25])
    for p, q in ((bad, good), (good, bad)):
        if measure is cross_entropy and p is bad and wrong < 0:
            continue  # linear in p
        assert not (measure(p, q, validate=False) >= 0) or measure(p, q, validate=False) == inf
