"""Softmax, its logarithm and the losses made of it: theorems, batches, kinds, layouts, size."""

import math
import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from numpy.typing import NDArray
from strategies import Logits, bases, distributions, logits

from infolib import (
    check_distribution,
    cross_entropy,
    cross_entropy_from_logits,
    entropy,
    log_softmax,
    negative_log_likelihood,
    softmax,
)

inf = math.inf


# ---- theorems


@given(logits(), st.floats(-1e3, 1e3))
def test_adding_a_number_to_all_logits_changes_nothing(z: Logits, shift: float) -> None:
    np.testing.assert_allclose(softmax(z + shift), softmax(z), rtol=1e-9, atol=1e-300)
    for array in (z, torch.from_numpy(z)):
        check_distribution(softmax(array))


@given(distributions())
def test_softmax_undoes_the_logarithm(p: NDArray[np.float64]) -> None:
    with np.errstate(divide="ignore"):
        z = np.log(p)
    np.testing.assert_allclose(softmax(z), p, rtol=1e-12, atol=1e-300)
    for c in range(p.size):
        expected = negative_log_likelihood(p, c)
        assert cross_entropy_from_logits(z, c) == pytest.approx(expected, rel=1e-12, abs=1e-12)


@given(st.data(), st.integers(1, 6), bases)
def test_a_loss_is_the_cross_entropy_of_softmax(data: st.DataObject, k: int, base: float | str) -> None:
    t = data.draw(distributions(size=k))
    z = data.draw(npst.arrays(float, k, elements=st.floats(-300, 300)))
    loss = cross_entropy_from_logits(z, t, base=base)
    assert loss == pytest.approx(cross_entropy(t, softmax(z), base=base), rel=1e-12, abs=1e-12)
    assert loss >= entropy(t, base=base) - 1e-12  # Gibbs


@settings(max_examples=25)
@given(st.data(), st.integers(1, 5), st.integers(1, 4), bases)
def test_a_batch_equals_a_loop_on_each_axis_and_library(
    data: st.DataObject, n: int, k: int, base: float | str
) -> None:
    z = np.stack([data.draw(logits(size=k)) for _ in range(n)])
    t = np.stack([data.draw(distributions(size=k)) for _ in range(n)])
    c = np.array(data.draw(st.lists(st.integers(0, k - 1), min_size=n, max_size=n)))
    close = {"rtol": 1e-14, "atol": 1e-12}
    hard = [cross_entropy_from_logits(row, int(i), base=base) for row, i in zip(z, c, strict=True)]
    soft = [cross_entropy_from_logits(row, w, base=base) for row, w in zip(z, t, strict=True)]
    nll = [negative_log_likelihood(w, int(i), base=base) for w, i in zip(t, c, strict=True)]
    for wrap in (np.asarray, torch.from_numpy, lambda x: x.tolist()):
        for axis in (-1, 1, 0, -2):
            turn = np.ascontiguousarray if axis in (-1, 1) else lambda x: np.ascontiguousarray(x.T)
            zz, tt, cc = wrap(turn(z)), wrap(turn(t)), wrap(c)
            np.testing.assert_allclose(cross_entropy_from_logits(zz, cc, base=base, axis=axis), hard, **close)
            np.testing.assert_allclose(cross_entropy_from_logits(zz, tt, base=base, axis=axis), soft, **close)
            np.testing.assert_allclose(negative_log_likelihood(tt, cc, base=base, axis=axis), nll, **close)
            rows = [softmax(row) for row in z]
            np.testing.assert_allclose(softmax(zz, axis=axis), turn(np.stack(rows)), **close)
            logs = [log_softmax(row) for row in z]
            np.testing.assert_allclose(log_softmax(zz, axis=axis), turn(np.stack(logs)), **close)


def test_one_distribution_serves_as_target_of_a_whole_batch(xp: Callable[[Any], Any]) -> None:
    z = xp([[0.0, 0.0], [-inf, 0.0]])
    np.testing.assert_array_equal(cross_entropy_from_logits(z, xp([0.0, 1.0]), base=2), [1.0, 0.0])
    np.testing.assert_array_equal(
        cross_entropy_from_logits(xp([0.0, 0.0]), xp([[0.0, 1.0]] * 3), base=2), [1] * 3
    )
    # A batch of two rows in one, whose shape is that of one class for each row, too.
    z = xp([[[0.0, 0.0], [-inf, 0.0]]])
    np.testing.assert_array_equal(cross_entropy_from_logits(z, xp([[0.0, 1.0]]), base=2), [[1.0, 0.0]])


def test_each_row_has_its_own_largest_logit(xp: Callable[[Any], Any]) -> None:
    z = xp([[1000.0, 1000.0], [-1000.0, -1000.0]])
    for axis, p in ((1, [[0.5, 0.5], [0.5, 0.5]]), (0, [[1.0, 1.0], [0.0, 0.0]])):
        np.testing.assert_array_equal(softmax(z, axis=axis), p)


# ---- kinds, layouts, size


def test_softmax_uses_all_digits_of_the_dtype() -> None:
    for dtype in (np.float32, np.float64, np.longdouble):
        p = softmax(np.array([0.0, -38.0], dtype=dtype))  # e^-38 is 3e-17
        assert abs(p.sum() - 1) <= np.finfo(dtype).eps


def test_losses_stay_on_the_device_of_the_logits() -> None:
    z = torch.zeros((3, 2), device="meta")
    for loss in (cross_entropy_from_logits, negative_log_likelihood):
        for labels in ([0, 1, 0], (0, 1, 0)):
            assert loss(z, labels, validate=False).device == z.device


def test_labels_in_a_list_go_to_the_device_of_the_logits_not_to_the_default_one() -> None:
    z, p = torch.zeros((1, 2)), torch.full((1, 2), 0.5)
    with torch.device("meta"):
        assert cross_entropy_from_logits(z, [1], base=2).item() == 1
        assert negative_log_likelihood(p, [1], base=2).item() == 1


def test_the_kind_and_dtype_that_came_in_comes_out() -> None:
    assert softmax((0, 0)) == [0.5, 0.5]
    assert type(cross_entropy_from_logits([0.0, 1.0], 0)) is float
    assert type(cross_entropy_from_logits([[0.0, 1.0]], np.array([0]))) is list
    assert type(cross_entropy_from_logits([[0.0, 1.0]], torch.tensor([0]))) is list
    assert type(negative_log_likelihood([[0.5, 0.5]], (0,))) is list
    for dtype in (np.float16, np.float32, np.float64, np.longdouble):
        z = np.zeros((1, 2), dtype=dtype)
        for result in (softmax(z), log_softmax(z), cross_entropy_from_logits(z, np.uint8([1]))):
            assert isinstance(result, np.ndarray)
            assert result.dtype == dtype
        assert type(cross_entropy_from_logits(z[0], 1)) is np.dtype(dtype).type
        assert type(negative_log_likelihood(softmax(z[0]), 1)) is np.dtype(dtype).type
    for kind in (torch.bfloat16, torch.float16, torch.float32, torch.float64):
        t = torch.zeros((1, 2), dtype=kind)
        label = torch.tensor([1], dtype=torch.int32)
        for tensor in (
            softmax(t),
            log_softmax(t),
            cross_entropy_from_logits(t, label),
            negative_log_likelihood(softmax(t), label),
        ):
            assert isinstance(tensor, torch.Tensor)
            assert tensor.dtype == kind
    assert cross_entropy_from_logits(torch.zeros(1, 2), [0]).tolist() == pytest.approx([math.log(2)])
    assert cross_entropy_from_logits(torch.zeros(1, 2), [[0.0, 1.0]]).dtype == torch.float32
    assert cross_entropy_from_logits([[0.0, 1.0]], torch.tensor([[0.0, 1.0]])).dtype == torch.float32


@pytest.mark.parametrize("shape", [(300, 700), (700, 300), (3, 200, 400), (400, 3, 200), (1, 200_000)])
def test_any_layout_gives_the_plain_formula_and_is_left_alone(shape: tuple[int, ...]) -> None:
    rng = np.random.default_rng(3)
    z = rng.normal(size=shape) * 4
    for axis in range(z.ndim):
        k = shape[axis]
        classes = rng.integers(k, size=shape[:axis] + shape[axis + 1 :])
        log_p = z - np.log(np.exp(z.astype(np.longdouble)).sum(axis, keepdims=True))
        hard = -np.take_along_axis(log_p, np.expand_dims(classes, axis), axis).squeeze(axis)
        t = np.exp(log_p).astype(float)
        soft = -(t * log_p).sum(axis)
        for w in (z, np.asfortranarray(z), np.repeat(z, 2, axis=0)[::2], z[::-1].copy()[::-1]):
            w.flags.writeable = False  # to write into it would be an error
            np.testing.assert_allclose(
                cross_entropy_from_logits(w, classes, axis=axis), hard.astype(float), rtol=2e-13, atol=4e-15
            )
            np.testing.assert_allclose(
                cross_entropy_from_logits(w, t, axis=axis), soft.astype(float), rtol=2e-13, atol=4e-15
            )
            np.testing.assert_allclose(softmax(w, axis=axis), t, rtol=2e-13, atol=4e-15)
        tensor = torch.from_numpy(z.copy())
        loss = cross_entropy_from_logits(tensor, torch.from_numpy(classes), axis=axis)
        np.testing.assert_allclose(loss, hard.astype(float), rtol=2e-13, atol=4e-15)
        assert (tensor.numpy() == z).all()


@pytest.mark.parametrize("axis", [0, 1])
@pytest.mark.parametrize("wrap", [np.asarray, torch.from_numpy])
def test_a_million_floats32_keep_six_digits(wrap: Callable[[Any], Any], axis: int) -> None:
    z = np.random.default_rng(4).normal(size=(1_000_000, 1)).astype(np.float32)
    z = z if axis == 0 else z.T
    exact = z - np.log(np.exp(z.astype(float)).sum())
    np.testing.assert_allclose(log_softmax(wrap(z), axis=axis), exact, rtol=1e-6)
    np.testing.assert_allclose(softmax(wrap(z), axis=axis), np.exp(exact), rtol=1e-6)


def test_ten_million_entries_need_less_than_eight_mib() -> None:
    z = np.zeros((10_000, 1000), dtype=np.float32)
    tracemalloc.start()
    cross_entropy_from_logits(z, np.zeros(10_000, dtype=int))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 * 2**20
