"""Adding up: every way to a sum, short or in blocks, gives the exact sum to the last digits."""

import math
import warnings
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from strategies import reproducible

from infolib._sums import (
    BLOCK,
    BLOCK_WITH_GRADIENT,
    PART,
    expectation,
    in_parts,
    is_short,
    quiet_total,
    smallest,
    sum_in_blocks,
    times,
    total,
)

nan, inf = math.nan, math.inf


def draw(shape: int | tuple[int, ...], seed: int = 0) -> NDArray[np.float64]:
    return np.random.default_rng(seed).random(shape)


def squares(x: NDArray[np.float64]) -> Any:  # noqa: ANN401
    """Sum the squares along the last axis, exactly, then round."""
    return np.array([math.fsum(row) for row in (x.astype(np.longdouble) ** 2).reshape(-1, x.shape[-1])])


@pytest.mark.parametrize("size", [1, 10, 4095, 4096, 4097, BLOCK - 1, BLOCK, BLOCK + 1, 5 * BLOCK, 100_000])
def test_an_expectation_is_exact_on_each_side_of_each_limit(size: int) -> None:
    x = draw(size)
    expected = pytest.approx(float(squares(x)[0]), rel=2e-15, abs=0)
    for p in (x, x.copy()[::-1], np.repeat(x, 2)[::2], x.astype(">f8"), torch.from_numpy(x)):
        assert float(expectation(lambda p: p + 0.0, p, 0)) == expected
        assert expectation(lambda p: p + 0.0, p, 0, keepdims=True).shape == (1,)
        assert expectation(lambda p: p + 0.0, p, 0, keepdims=True).item() == expected
        assert float(sum_in_blocks(lambda p: p * p, (p,), 0)) == expected
    coarse = x.astype(np.float32)
    assert expectation(np.copy, coarse, 0).dtype == np.float64
    assert float(expectation(np.copy, coarse, 0)) == pytest.approx(
        float((coarse.astype(float) ** 2).sum()), rel=1e-7, abs=0
    )


@pytest.mark.parametrize(
    "shape", [(3, 4096), (3, 4097), (2, 8192), (5, 50_000), (60_000, 3), (7, 100, 100), (1, 90_000)]
)
def test_rows_are_added_apart(shape: tuple[int, ...]) -> None:
    x = draw(shape)
    expected = squares(x).reshape(shape[:-1])
    for p in (x, np.asfortranarray(x), torch.from_numpy(x)):
        got = expectation(lambda p: p + 0.0, p, len(shape) - 1)
        np.testing.assert_allclose(np.asarray(got), expected, rtol=2e-15)
        kept = expectation(lambda p: p + 0.0, p, len(shape) - 1, keepdims=True)
        np.testing.assert_allclose(np.asarray(kept)[..., 0], expected, rtol=2e-15)
        for axis in range(len(shape)):
            for keepdims in (False, True):
                right = (x * x).sum(axis, keepdims=keepdims)
                for got in (
                    sum_in_blocks(lambda p: p * p, (p,), axis, keepdims=keepdims),
                    expectation(lambda p: p + 0.0, p, axis, keepdims=keepdims),
                ):
                    np.testing.assert_allclose(np.asarray(got), right, rtol=1e-12, strict=True)


@pytest.mark.parametrize("shape", [(2 * BLOCK_WITH_GRADIENT + 1,), (3, BLOCK_WITH_GRADIENT), (200_000, 3)])
@pytest.mark.parametrize("transposed", [False, True])
def test_a_gradient_goes_through_all_the_parts(shape: tuple[int, ...], transposed: bool) -> None:
    x, y = draw(shape), draw(shape, seed=1)
    p, q = (torch.tensor(z, requires_grad=True) for z in (x, y))
    pair, across = ((p.mT, q.mT), (x.T, y.T)) if transposed and len(shape) == 2 else ((p, q), (x, y))
    sizes = []

    def term(p: Any, q: Any) -> Any:  # noqa: ANN401
        sizes.append(p.numel())
        return p * p * q

    for axis in range(len(shape)):
        sizes.clear()
        got = sum_in_blocks(term, pair, axis)
        assert max(sizes) <= BLOCK_WITH_GRADIENT
        assert len(sizes) <= 2 * math.ceil(x.size / BLOCK_WITH_GRADIENT)
        np.testing.assert_allclose(got.detach(), (across[0] ** 2 * across[1]).sum(axis), rtol=1e-12)
        grads = torch.autograd.grad(got.sum(), (p, q))
        np.testing.assert_allclose(grads[0], 2 * x * y, rtol=1e-15)
        np.testing.assert_allclose(grads[1], x * x, rtol=1e-15)


def test_others_go_along_in_the_same_parts() -> None:
    p, q = draw(60_000), draw(60_000, seed=1)
    assert expectation(np.multiply, p, 0, q) == pytest.approx(math.fsum(p * p * q), rel=2e-15, abs=0)
    assert expectation(np.multiply, p[:9], 0, q[:9]) == pytest.approx(
        math.fsum(p[:9] ** 2 * q[:9]), rel=2e-15, abs=0
    )
    columns = sum_in_blocks(np.multiply, (p.reshape(-1, 2), q.reshape(-1, 2)), 0)
    assert columns.tolist() == pytest.approx(
        [math.fsum((p * q)[0::2]), math.fsum((p * q)[1::2])], rel=1e-14, abs=0
    )


@pytest.mark.parametrize("wrap", [np.asarray, torch.from_numpy])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(
    ("shape", "axis"),
    [
        ((300_000,), 0),
        ((300_000,), None),
        ((PART // 8,), None),
        ((1, PART // 4), None),
        ((2, 300_000), 1),
        ((300_000, 2), 0),
        ((1, 100_000, 3), 2),
        ((70, 5_000, 1), 1),
        ((2, 3, 50_000), 0),
    ],
)
def test_parts_are_small_and_few_and_put_together_in_order(
    wrap: Callable[[Any], Any], dtype: type, shape: tuple[int, ...], axis: int | None
) -> None:
    x = np.arange(math.prod(shape), dtype=dtype).reshape(shape)
    y = (x if axis is None else x.max(axis, keepdims=True)).astype(
        np.float64 if dtype == np.float32 else "f4"
    )
    sizes = []

    def difference(x: Any, y: Any) -> Any:  # noqa: ANN401
        sizes.append(math.prod(x.shape))
        return y - x

    np.testing.assert_array_equal(in_parts(difference, (wrap(x), wrap(y)), axis), y - x)
    row = 1 if axis is None else shape[axis]
    assert max(sizes) <= max(PART // x.itemsize, row)
    assert len(sizes) <= 2 * math.ceil(x.nbytes / PART)


def test_the_input_is_left_alone() -> None:
    for size in (10, 5_000, 100_000):
        p = draw(size)
        before = p.copy()
        p.flags.writeable = False
        expectation(np.copy, p, 0)
        quiet_total(p, 0)
        assert (p == before).all()


@reproducible
@given(st.lists(st.floats(0, 1e300), min_size=1, max_size=20))
def test_a_quiet_total_is_the_exact_sum(entries: list[float]) -> None:
    exact = float(sum(map(Fraction, entries)))
    for p in (np.array(entries), np.array([entries]), torch.tensor(entries, dtype=torch.float64)):
        assert np.asarray(quiet_total(p, p.ndim - 1)).item() == pytest.approx(exact, rel=1e-14, abs=1e-310)


@pytest.mark.parametrize("size", [2, 4096, 4097, 50_000])
def test_a_sum_too_large_for_a_float_is_infinite_and_says_nothing(size: int) -> None:
    p = np.full(size, 1.7e308)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert quiet_total(p, 0) == inf
        assert quiet_total(p[None], 1)[0] == inf
        assert quiet_total(p, 0, keepdims=True)[0] == inf
    with pytest.warns(RuntimeWarning, match="overflow"):
        assert total(p, 0) == inf


def test_a_sum_is_in_float64_at_least() -> None:
    for dtype, wide in ((np.float16, np.float64), (np.float32, np.float64), (np.longdouble, np.longdouble)):
        assert total(np.ones(3, dtype), 0).dtype == wide
    for dtype in (torch.bfloat16, torch.float32, torch.float64):
        assert total(torch.ones(3, dtype=dtype), 0).dtype == torch.float64
    assert total(np.full(2**25, 1.0, np.float32).reshape(-1, 1), 0) == 2**25
    assert total(np.ones((2, 3)), 0, keepdims=True).shape == (1, 3)
    assert total(torch.ones(2, 3), 0, keepdims=True).shape == (1, 3)
    assert quiet_total(torch.ones(2, 3), 0, keepdims=True).shape == (1, 3)


@pytest.mark.parametrize(
    "entries", [[0.5, 0.25], [nan, 1.0], [1.0, nan, -1.0], [-inf, inf], [0.0], [[0.5], [0.25]]]
)
def test_the_smallest_entry_is_found_and_nan_is_smaller_still(entries: list[Any]) -> None:
    expected = np.min(entries)
    for p in (np.array(entries), np.array(entries, np.float32), torch.tensor(entries, dtype=torch.float64)):
        found = smallest(p)
        assert type(found) is float
        assert found == expected or (math.isnan(found) and np.isnan(expected))
    assert smallest(torch.tensor([1.0, 2.0], requires_grad=True)) == 1.0


def test_what_is_short() -> None:
    assert is_short(np.ones(4096))
    for not_short in (
        np.ones(4097),
        np.ones((2, 2)),
        np.ones(2, np.float32),
        np.array(1.0),
        torch.ones(2),
        np.ma.ones(2),
    ):
        assert not is_short(not_short)


def test_times_overwrites_numpy_but_no_tensor() -> None:
    values, weights = np.array([1.0, 2.0]), np.array([3.0, 4.0])
    assert times(values, weights) is values
    assert values.tolist() == [3.0, 8.0]
    tensor = torch.tensor([1.0, 2.0], requires_grad=True)
    assert times(tensor, torch.tensor([3.0, 4.0])).tolist() == [3.0, 8.0]
    assert tensor.tolist() == [1.0, 2.0]
