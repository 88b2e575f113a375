"""From one outcome to ten million: sums, entries and gradients keep their digits in every layout."""

import math
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

import infolib
from infolib import (
    NotADistributionError,
    check_distribution,
    cross_entropy,
    entropy,
    jensen_shannon_divergence,
    kl_divergence,
    log_softmax,
    normalize,
    self_information,
)

Array = NDArray[Any]

# What is long is added up in blocks, whose length no test knows: powers of two, and their neighbours.
SIZES = [1, 2, 10, *(2**k + d for k in (5, 10, 12, 14, 15, 16, 18) for d in (-1, 0, 1)), 100_000, 1_000_000]


def draw(shape: int | tuple[int, ...], seed: int = 0, axis: int = -1) -> Array:
    weights = np.random.default_rng(seed).random(shape) + 1e-3
    return weights / weights.sum(axis, keepdims=True)


def far(p: Array, axis: int = -1) -> Array:
    """Return distributions far from others: among those that are near, the terms cancel."""
    weights = np.random.default_rng(1).random(p.shape) ** 9 + 1e-12
    return weights / weights.sum(axis, keepdims=True)


def terms(p: Array, q: Array) -> dict[Callable[..., Any], Array]:
    """Return what the measures add up, in bits, in NumPy's longest floats."""
    x, y = p.astype(np.longdouble), q.astype(np.longdouble)
    return {
        entropy: -x * np.log2(x),
        cross_entropy: -x * np.log2(y),
        kl_divergence: x * np.log2(x / y),
        jensen_shannon_divergence: (x * np.log2(2 * x / (x + y)) + y * np.log2(2 * y / (x + y))) / 2,
    }


def measured(measure: Callable[..., Any], p: Any, q: Any, **options: Any) -> Any:  # noqa: ANN401
    return measure(p, **options) if measure is entropy else measure(p, q, **options)


def layouts(x: Array) -> Iterator[Any]:
    """Yield an array as it may lie in memory, read-only, and as a tensor."""
    turned = [
        x.copy(),
        x.T.copy().T,
        x[..., ::-1].copy()[..., ::-1],
        np.repeat(x, 2, axis=-1)[..., ::2],
        x.astype(x.dtype.newbyteorder(">")),
    ]
    for array in turned:
        array.flags.writeable = False  # to write into it would be an error
        yield array
    yield torch.from_numpy(x.copy())
    yield torch.from_numpy(x.T.copy()).permute(*reversed(range(x.ndim)))


def pairs(p: Array, q: Array) -> Iterator[tuple[Any, Any]]:
    """Yield two arrays that lie in memory in different ways, and two such tensors."""
    first, second = list(layouts(p)), list(layouts(q))
    return zip(first, [*second[1:5], second[0], second[6], second[5]], strict=True)


@pytest.mark.parametrize("size", SIZES)
def test_a_sum_is_exact_to_the_last_digits_at_every_length(size: int) -> None:
    p = draw(size)
    q = far(p)
    for measure, parts in terms(p, q).items():
        expected = pytest.approx(math.fsum(parts), rel=2e-15, abs=1e-15)
        for a, b in pairs(p, q):
            assert float(measured(measure, a, b)) == expected, measure.__name__
        kept = measured(measure, p, q, keepdims=True)
        assert kept.shape == (1,)
        assert kept.item() == expected


@pytest.mark.parametrize("size", [2, 32, 33, 1000, 4096, 4097, 2**18 + 1])
@pytest.mark.parametrize(("dtype", "rel"), [(torch.float64, 2e-15), (torch.float32, 2.0**-24)])
@pytest.mark.parametrize("gradient", [False, True])
def test_the_sum_of_a_tensor_is_rounded_once(
    size: int, dtype: torch.dtype, rel: float, gradient: bool
) -> None:
    p = draw(size)
    tensors = [torch.tensor(x, dtype=dtype, requires_grad=gradient) for x in (p, far(p))]
    x, y = (t.detach().numpy() for t in tensors)
    for measure, parts in terms(x, y).items():
        result = measured(measure, *tensors)
        assert result.requires_grad is gradient
        assert result.dtype == dtype
        assert result.item() == pytest.approx(math.fsum(parts), rel=rel, abs=0), measure.__name__


@pytest.mark.parametrize(
    "shape", [(3, 4096), (3, 4097), (2, 8192), (5, 50_000), (60_000, 3), (7, 100, 100), (1, 90_000)]
)
def test_rows_are_added_apart_on_every_axis(shape: tuple[int, ...]) -> None:
    for axis in range(len(shape)):
        p = draw(shape, axis=axis)
        q = far(p, axis)
        for measure, parts in terms(p, q).items():
            for keepdims in (False, True):
                expected = parts.sum(axis, keepdims=keepdims).astype(float)
                for a, b in pairs(p, q):
                    result = np.asarray(measured(measure, a, b, axis=axis, keepdims=keepdims))
                    np.testing.assert_allclose(result, expected, rtol=2e-13, atol=1e-15)
                    assert result.shape == expected.shape


@pytest.mark.parametrize("shape", [(2**19 + 1,), (3, 2**18 + 1), (200_000, 3)])
def test_a_gradient_goes_through_all_of_a_long_sum(shape: tuple[int, ...]) -> None:
    for axis in range(len(shape)):
        p = draw(shape, axis=axis)
        q = far(p, axis)
        a, b = (list(layouts(x))[-1].requires_grad_() for x in (p, q))  # transposed
        (slope,) = torch.autograd.grad(entropy(a, axis=axis, base="e").sum(), a)
        np.testing.assert_allclose(slope, -np.log(p) - 1, rtol=1e-12, atol=1e-12)
        slopes = torch.autograd.grad(kl_divergence(a, b, axis=axis, base="e").sum(), (a, b))
        np.testing.assert_allclose(slopes[0], np.log(p / q) + 1, rtol=1e-12, atol=1e-12)
        np.testing.assert_allclose(slopes[1], -p / q, rtol=1e-12)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("shape", [(300_000,), (2, 300_000), (300_000, 2), (1, 100_000, 3), (70, 5_000, 1)])
def test_entries_stay_in_their_places(shape: tuple[int, ...], dtype: type) -> None:
    p = (1 - np.random.default_rng(0).random(shape)).astype(dtype)
    epsilon = float(np.finfo(dtype).eps)
    surprise = -np.log2(p.astype(float))
    for x in layouts(p):
        np.testing.assert_allclose(np.asarray(self_information(x)), surprise, rtol=4 * epsilon, atol=epsilon)
    for axis in range(len(shape)):
        scores = np.log(p).astype(float)
        rows = np.ascontiguousarray(np.moveaxis(np.exp(scores), axis, -1))  # to be added up in pairs
        expected = scores - np.log(np.expand_dims(rows.sum(-1), axis))
        for x in layouts(scores.astype(dtype)):
            result = np.asarray(log_softmax(x, axis=axis))
            # The logarithm of a sum is taken away, up to 12, with its rounding.
            np.testing.assert_allclose(result, expected, rtol=4 * epsilon, atol=16 * epsilon)


@pytest.mark.parametrize("shape", [(10,), (5_000,), (100_000,), (3, 4), (2_000, 30), (30, 2_000)])
def test_tensors_are_left_alone(shape: tuple[int, ...]) -> None:
    for axis in range(len(shape)):
        p, q = (torch.from_numpy(x) for x in (draw(shape, axis=axis), draw(shape, 1, axis)))
        before = p.clone(), q.clone()
        for measure in (entropy, cross_entropy, kl_divergence, jensen_shannon_divergence):
            measured(measure, p, q, axis=axis)
        assert torch.equal(p, before[0])
        assert torch.equal(q, before[1])


@pytest.mark.parametrize("size", [2, 4096, 4097, 50_000])
def test_a_sum_too_large_for_a_float_is_refused_and_nothing_else_is_said(size: int) -> None:
    p = np.full(size, 1.7e308)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for x in (p, torch.from_numpy(p)):
            for one, name in ((x, "p"), (x[None], r"p\[0, :\]")):
                with pytest.raises(NotADistributionError, match=rf"{name} sums to inf, not 1"):
                    check_distribution(one)
            np.testing.assert_allclose(np.asarray(normalize(x)), 1 / size, rtol=1e-15)


Cases = dict[str, tuple[tuple[Array, ...], Array]]


def cases(rows: int, columns: int) -> Cases:
    """Return each function's arguments, a distribution a row, and its result by the formula in float64."""
    rng = np.random.default_rng(2)
    weights = rng.random((rows, columns), dtype=np.float32) + np.float32(1e-3)
    scores = np.log(weights)
    p = (weights / weights.sum(1, keepdims=True, dtype=float)).astype(np.float32)
    q = p[:, ::-1].copy()
    classes = np.zeros(rows, dtype=int)
    exact = p.astype(float)
    log_p = np.log2(exact)
    surprise = -np.vecdot(exact, log_p[:, ::-1])
    bits = -np.vecdot(exact, log_p)
    # D(p || m), which is that of its mirror image q, too.
    to_mean = -bits - np.vecdot(exact, np.log2((exact + exact[:, ::-1]) / 2))
    softmax = weights / weights.sum(1, keepdims=True, dtype=float)  # the scores are logarithms of the weights
    return {
        "entropy": ((p,), bits),
        "perplexity": ((p,), 2**bits),
        "kl_divergence": ((p, q), surprise - bits),
        "cross_entropy": ((p, q), surprise),
        "jensen_shannon_divergence": ((p, q), to_mean),
        "normalize": ((weights,), softmax),
        "softmax": ((scores,), softmax),
        "log_softmax": ((scores,), np.log(softmax)),
        "cross_entropy_from_logits": ((scores, classes), -np.log(softmax[:, 0])),
        "cross_entropy_from_logits to p": ((scores, p), -np.vecdot(exact, np.log(softmax))),
        "negative_log_likelihood": ((p, classes), -np.log(exact[:, 0])),
    }


@pytest.mark.parametrize(("rows", "columns"), [(1, 10_000_000), (200, 10_000)])
def test_ten_million_floats32_keep_six_digits_on_any_axis(rows: int, columns: int) -> None:
    for name, (arguments, expected) in cases(rows, columns).items():
        function = getattr(infolib, name.split()[0])
        turned = [np.ascontiguousarray(x.T) for x in arguments]
        results = [
            (function(*arguments, axis=1), expected),
            (function(*turned, axis=0), expected.T),
        ]
        if rows == 1:  # a sum so long is where PyTorch's own, in float32, loses digits
            tensors = [torch.from_numpy(x) for x in turned]
            results += [
                (function(*(x[:, 0] if x.ndim == 2 else x[0] for x in tensors), axis=0).numpy(), expected[0]),
                (function(*tensors, axis=0).numpy(), expected.T),
            ]
        for result, right in results:
            assert result.dtype == np.float32
            assert abs(result / right - 1).max() < 1e-6, name
