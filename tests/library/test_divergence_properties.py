"""Kullback-Leibler, cross-entropy, Jensen-Shannon: theorems, batches, kinds, layouts, memory."""

import math
import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import assume, given
from hypothesis import strategies as st
from measures import measures
from strategies import Distribution, bases, batches, distributions, pairs

from infolib import cross_entropy, entropy, jensen_shannon_divergence, kl_divergence, normalize

Measure = Callable[..., Any]


# ---- theorems


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


@given(distributions(), st.integers(0, 2**32 - 1), st.floats(-15, -1))
def test_divergence_of_neighbours_is_never_negative(p: Distribution, seed: int, exponent: float) -> None:
    q = normalize(p * (1 + 10**exponent * np.random.default_rng(seed).uniform(-1, 1, p.size)))
    assert kl_divergence(p, q) >= 0
    assert jensen_shannon_divergence(p, q) >= 0
    assert kl_divergence(p.astype(np.float32), q.astype(np.float32)) >= 0


@given(pairs(), bases)
def test_cross_entropy_is_entropy_and_divergence(
    both: tuple[Distribution, Distribution], base: float | str
) -> None:
    p, q = both
    total = entropy(p, base=base) + kl_divergence(p, q, base=base)
    assert cross_entropy(p, q, base=base) == pytest.approx(total, rel=1e-14, abs=1e-14)


@given(pairs(), bases)
def test_pinsker_divergence_in_nats_is_at_least_half_the_squared_distance(
    both: tuple[Distribution, Distribution], base: float | str
) -> None:
    p, q = both
    nats = kl_divergence(p, q, base=base) * math.log(math.e if base == "e" else base)
    assert nats >= abs(p - q).sum() ** 2 / 2 * (1 - 1e-14) - 1e-30


@given(distributions(max_size=8), st.data())
def test_data_processing_never_adds_divergence(p: Distribution, data: st.DataObject) -> None:
    # q and the channel are at least 1e-12 where they are not 0: else their product may be rounded to 0, and
    # the divergence be infinite through the arithmetic of this test.
    q = data.draw(distributions(size=p.size, elements=st.floats(1e-11, 1.0)))
    channel_weights = st.just(0.0) | st.floats(1e-11, 1.0)
    channel = np.stack([data.draw(distributions(size=3, elements=channel_weights)) for _ in p])
    for measure in (kl_divergence, jensen_shannon_divergence):
        after, before = measure(normalize(p @ channel), normalize(q @ channel)), measure(p, q)
        assert after <= before * (1 + 1e-13) + 1e-14


@given(pairs(), pairs())
def test_divergences_of_independent_pairs_add(
    first: tuple[Distribution, Distribution], second: tuple[Distribution, Distribution]
) -> None:
    (p, q), (r, s) = first, second
    joint_p, joint_q = np.outer(p, r).reshape(-1), np.outer(q, s).reshape(-1)
    total = kl_divergence(p, q) + kl_divergence(r, s)
    if (joint_q[joint_p > 0] < np.finfo(float).tiny).any() and np.isfinite(total):
        return  # the product of two tiny probabilities was rounded to 0, or to one digit
    assert kl_divergence(joint_p, joint_q) == pytest.approx(total, rel=1e-13, abs=1e-13)


@given(pairs(), st.data(), st.floats(0, 1))
def test_mixing_never_adds_divergence(
    both: tuple[Distribution, Distribution], data: st.DataObject, share: float
) -> None:
    p, q = both
    r, s = data.draw(distributions(size=p.size)), data.draw(distributions(size=p.size))
    # A share of a subnormal number may be rounded to 0, and then the mixture is another one.
    assume(all(x[x > 0].min() > 1e-300 for x in (p, q, r, s)))
    for measure in (kl_divergence, jensen_shannon_divergence):
        apart = [w * measure(a, b) for w, a, b in ((share, p, q), (1 - share, r, s)) if w]
        mixed = measure(share * p + (1 - share) * r, share * q + (1 - share) * s)
        assert mixed <= sum(apart) * (1 + 1e-13) + 1e-13


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
@pytest.mark.parametrize("axis", range(3))
def test_the_axis_is_kept_on_request(measure: Measure, kind: Callable[[Any], Any], axis: int) -> None:
    rng = np.random.default_rng(6)
    p, q = (normalize(rng.random((2, 3, 4)), axis=axis) for _ in range(2))
    certain = np.zeros((2, 3, 4))
    np.moveaxis(certain, axis, 0)[0] = 1
    kept = tuple(1 if i == axis else n for i, n in enumerate((2, 3, 4)))
    for a, b in ((p, q), (p, p), (certain, q), (p, certain)):  # far, equal, p = 0, q = 0
        result = measure(kind(a), kind(b), axis=axis, keepdims=True)
        assert tuple(result.shape) == kept
        dropped = measure(a, b, axis=axis)
        np.testing.assert_allclose(np.asarray(result).squeeze(axis), dropped, rtol=1e-15, atol=0)


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
        (torch.float16, torch.bfloat16, torch.float32),
    ):
        result = measure(torch.tensor(half, dtype=one), torch.tensor([0.25, 0.75], dtype=other))
        assert isinstance(result, torch.Tensor)
        assert result.dtype == both
    for dtype in (np.uint8, np.int64):
        assert measure(np.array([0, 1], dtype=dtype), np.array([0, 1])).dtype == np.float64
    assert measure(torch.tensor([0, 1]), torch.tensor([0, 1])).dtype == torch.get_default_dtype()


@measures
def test_a_list_takes_on_the_kind_of_the_array_beside_it(measure: Measure) -> None:
    p, q = [0.5, 0.5], [0.25, 0.75]
    expected = measure(p, q)
    for dtype in (np.float32, np.float64):
        for result in (measure(p, np.array(q, dtype=dtype)), measure(np.array(p, dtype=dtype), q)):
            assert type(result) is dtype
            assert result == pytest.approx(expected, rel=1e-6, abs=0)
    for kind in (torch.float32, torch.float64):
        for tensor in (measure(p, torch.tensor(q, dtype=kind)), measure(torch.tensor(p, dtype=kind), q)):
            assert tensor.dtype == kind
            assert float(tensor) == pytest.approx(expected, rel=1e-6, abs=0)


def test_two_dtypes_are_compared_in_the_wider_one() -> None:
    p = normalize(np.array([1, 2, 3], dtype=np.float32))
    q = normalize(np.array([3, 2, 1.7]))
    for measure in (kl_divergence, cross_entropy, jensen_shannon_divergence):
        for a, b in ((p, q), (q, p)):
            expected = measure(a.astype(float), b.astype(float), validate=False)
            assert measure(a, b) == pytest.approx(expected, rel=1e-15, abs=0)
            result = measure(torch.from_numpy(a), torch.from_numpy(b))
            assert float(result) == pytest.approx(expected, rel=1e-15, abs=0)


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
