"""Softmax, its logarithm and the losses made of it: known values, fifty digits, where the peers are wrong."""

import math
from collections.abc import Callable
from typing import Any

import mpmath
import numpy as np
import pytest
import torch
import torch.nn.functional as F  # noqa: N812
from hypothesis import given
from hypothesis import strategies as st
from strategies import Logits, bases, distributions, logits

from infolib import (
    NotADistributionError,
    cross_entropy_from_logits,
    log_softmax,
    negative_log_likelihood,
    softmax,
)

nan, inf = math.nan, math.inf


def log_softmax_by_mpmath(z: Logits) -> list[mpmath.mpf]:
    # Fifty digits beyond those of the smallest exponential, which shows in the logarithm of the largest.
    with mpmath.workdps(50 + int(np.ptp(z[z > -inf]))):
        terms = [mpmath.exp(mpmath.mpf(x)) if x > -inf else mpmath.mpf(0) for x in map(float, z)]
        log_sum = mpmath.log(mpmath.fsum(terms))
        return [+(mpmath.mpf(x) - log_sum) if x > -inf else -mpmath.inf for x in map(float, z)]


def loss_by_mpmath(z: Logits, t: Logits, base: float | str) -> float:
    with mpmath.workdps(50):
        terms = [
            -mpmath.mpf(w) * log_p
            for w, log_p in zip(map(float, t), log_softmax_by_mpmath(z), strict=True)
            if w
        ]
        return float(mpmath.fsum(terms) / (1 if base == "e" else mpmath.log(base)))


# ---- known values


@pytest.mark.parametrize(
    ("z", "p"),
    [
        ([0.0], [1.0]),
        ([-1000.0], [1.0]),
        ([0.0, 0.0], [0.5, 0.5]),
        ([1e308, 1e308], [0.5, 0.5]),
        ([1e308, -1e308], [1.0, 0.0]),
        ([-inf, 3.0], [0.0, 1.0]),
        ([-inf, -5.0, -5.0], [0.0, 0.5, 0.5]),
        ([math.log(3), 0.0], [0.75, 0.25]),
        ([1000.0, 0.0], [1.0, 0.0]),
    ],
)
def test_softmax_of_known_logits(xp: Callable[[Any], Any], z: list[float], p: list[float]) -> None:
    np.testing.assert_allclose(softmax(xp(z)), p, rtol=1e-15, atol=0)


@pytest.mark.parametrize(
    ("z", "log_p"),
    [
        ([5.0], [0.0]),
        ([0.0, -1000.0], [0.0, -1000.0]),
        ([1e308, -1e308], [0.0, -inf]),  # the second is below the range of floats
        ([0.0, -inf], [0.0, -inf]),
        ([2.0] * 8, [-math.log(8)] * 8),
    ],
)
def test_log_softmax_of_known_logits(xp: Callable[[Any], Any], z: list[float], log_p: list[float]) -> None:
    np.testing.assert_allclose(log_softmax(xp(z)), log_p, rtol=1e-15, atol=0)


@pytest.mark.parametrize(
    ("z", "target", "bits"),
    [
        ([0.0, 0.0], 1, 1.0),
        ([7.0] * 8, 3, 3.0),
        ([0.0, -inf], 0, 0.0),
        ([0.0, -inf], 1, inf),
        ([0.0, -inf], [1.0, 0.0], 0.0),
        ([0.0, -inf, 0.0], [0.5, 0.0, 0.5], 1.0),
        ([0.0, -inf], [0.5, 0.5], inf),
        ([0.0, -inf, -inf], [0.5, 0.5, 0.0], inf),
        ([-inf, 4.0, 4.0], [0.0, 0.25, 0.75], 1.0),
        ([1e308, -1e308], [1.0, 0.0], 0.0),
        ([1e308, -1e308], [0.5, 0.5], inf),
    ],
)
def test_losses_of_known_logits(
    xp: Callable[[Any], Any],
    z: list[float],
    target: Any,  # noqa: ANN401
    bits: float,
) -> None:
    loss = float(cross_entropy_from_logits(xp(z), xp(target), base=2))
    assert loss == pytest.approx(bits, rel=1e-15, abs=0)
    assert math.copysign(1, loss) == 1


@pytest.mark.parametrize(
    ("p", "label", "bits"), [([0.5, 0.5], 0, 1.0), ([1.0, 0.0], 0, 0.0), ([1.0, 0.0], 1, inf)]
)
def test_likelihoods_of_known_probabilities(
    xp: Callable[[Any], Any], p: list[float], label: int, bits: float
) -> None:
    loss = float(negative_log_likelihood(xp(p), xp(label), base=2))
    assert loss == bits
    assert math.copysign(1, loss) == 1


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_likelihoods_along_any_axis_are_those_of_the_classes(xp: Callable[[Any], Any], axis: int) -> None:
    p = np.random.default_rng(0).dirichlet(np.ones(4), (2, 3))
    labels = np.arange(6).reshape(2, 3) % 4
    expected = [[-math.log(p[i, j, labels[i, j]]) for j in range(3)] for i in range(2)]
    found = negative_log_likelihood(xp(np.moveaxis(p, 2, axis).tolist()), xp(labels.tolist()), axis=axis)
    np.testing.assert_allclose(np.asarray(found), expected, rtol=1e-15)


def test_a_batch_of_targets_tells_the_axis_of_one_row_of_logits(xp: Callable[[Any], Any]) -> None:
    z, targets = xp([0.0, 1.0, 2.0]), xp([[0.5, 0.25, 0.25], [0.25, 0.5, 0.25]])
    expected = [float(cross_entropy_from_logits(z, target)) for target in targets]
    assert list(map(float, cross_entropy_from_logits(z, targets, axis=1))) == pytest.approx(
        expected, rel=1e-15
    )


def test_losses_are_in_nats_unless_told() -> None:
    assert cross_entropy_from_logits([0.0, 0.0], 0) == math.log(2)
    assert negative_log_likelihood([0.5, 0.5], 0) == math.log(2)


@pytest.mark.parametrize("label", [np.int64(1), np.uint8(1), np.array([0, 1])[1]])
def test_an_entry_of_an_array_of_labels_is_a_label(xp: Callable[[Any], Any], label: Any) -> None:  # noqa: ANN401
    if isinstance(xp([0.0]), torch.Tensor):
        label = torch.as_tensor(label)
    assert float(cross_entropy_from_logits(xp([0.0, 0.0]), label, base=2)) == 1
    assert float(negative_log_likelihood(xp([0.75, 0.25]), label, base=2)) == 2


@pytest.mark.parametrize("wrap", [np.asarray, torch.from_numpy])
def test_coarse_logits_beside_fine_targets_lose_no_digits(wrap: Callable[[Any], Any]) -> None:
    z, t = np.array([0.1, 0.7, -2.0], np.float32), np.array([0.25, 0.5, 0.25])
    wide = z.astype(float)
    expected = math.log(math.fsum(np.exp(wide))) - math.fsum(t * wide)
    assert float(cross_entropy_from_logits(wrap(z), wrap(t))) == pytest.approx(expected, rel=1e-14, abs=0)


def test_two_nats_may_be_the_unit() -> None:
    for z in ([0.0, 0.0], torch.zeros(2, dtype=torch.float64)):
        loss = cross_entropy_from_logits(z, torch.tensor(0), base=math.e**2)
        assert float(loss) == pytest.approx(math.log(2) / 2, rel=1e-15, abs=0)


def test_a_loss_too_small_for_one_minus_p_keeps_its_digits() -> None:
    # p = 1 - e^-40 is 1 as a float; its logarithm is not 0.
    assert cross_entropy_from_logits([40.0, 0.0], 0) == pytest.approx(math.exp(-40), rel=1e-15, abs=0)
    assert log_softmax([40.0, 0.0])[0] == pytest.approx(-math.exp(-40), rel=1e-15, abs=0)
    assert cross_entropy_from_logits(np.float32([40, 0]), 0) == pytest.approx(math.exp(-40), rel=1e-6, abs=0)


# ---- against fifty digits


@given(logits())
def test_softmax_and_its_logarithm_agree_with_fifty_digits(z: Logits) -> None:
    exact = log_softmax_by_mpmath(z)
    scale = np.abs(z[z > -inf]).max()
    for array in (z, torch.from_numpy(z)):
        np.testing.assert_allclose(
            log_softmax(array), [float(x) for x in exact], rtol=1e-15, atol=2e-16 * scale + 3e-16
        )
        # An exponential magnifies the rounding of its argument, which is no larger than the spread.
        np.testing.assert_allclose(softmax(array), [float(mpmath.exp(x)) for x in exact], 1e-12, 1e-320)


@given(st.data(), st.integers(1, 7), bases)
def test_losses_agree_with_fifty_digits(data: st.DataObject, k: int, base: float | str) -> None:
    z, t = data.draw(logits(size=k)), data.draw(distributions(size=k))
    expected = loss_by_mpmath(z, t, base)
    largest = np.abs(z[z > -inf]).max() / (1 if base == "e" else math.log(base))
    for wrap in (np.asarray, torch.from_numpy):
        soft = float(cross_entropy_from_logits(wrap(z), wrap(t), base=base))
        assert soft == pytest.approx(expected, rel=2e-15, abs=2e-15 * (1 + largest))
        for c in range(k):
            hard = float(cross_entropy_from_logits(wrap(z), c, base=base))
            one_hot = loss_by_mpmath(z, np.eye(k)[c], base)
            assert hard == pytest.approx(one_hot, rel=2e-15, abs=2e-15 * (1 + largest))


# ---- where the peers are silently wrong


def test_pytorch_gives_nan_for_a_soft_label_that_is_zero_where_the_logit_is_not_possible() -> None:
    z, t = torch.tensor([[0.0, 0.0, -inf]]), torch.tensor([[0.5, 0.5, 0.0]])
    assert F.cross_entropy(z, t).isnan()
    assert cross_entropy_from_logits(z, t).tolist() == pytest.approx([math.log(2)])


@pytest.mark.parametrize(
    ("t", "message"),
    [
        ([[-0.5, 1.5]], "target[0, 0] = -0.5 is not a probability"),
        ([[1.0, 1.0]], "target[0, :] sums to 2, not 1"),
        ([[0.5, nan]], "target[0, 1] = nan is not a probability"),
    ],
)
def test_pytorch_accepts_targets_that_are_no_distributions(
    xp: Callable[[Any], Any], t: list[list[float]], message: str
) -> None:
    F.cross_entropy(torch.zeros(1, 2), torch.tensor(t))  # no error
    with pytest.raises(NotADistributionError) as caught:
        cross_entropy_from_logits(xp([[0.0, 0.0]]), xp(t))
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize("library", [np, torch])
def test_an_empty_batch_has_no_losses_where_pytorch_averages_to_nan(library: Any) -> None:  # noqa: ANN401
    assert F.cross_entropy(torch.zeros(0, 2), torch.zeros(0, dtype=torch.int64)).isnan()
    empty, labels = library.zeros((0, 2)), library.zeros(0, dtype=library.int64)
    for function in (softmax, log_softmax):
        assert function(empty).shape == (0, 2)
    for target in (labels, empty):
        assert cross_entropy_from_logits(empty, target).shape == (0,)
    assert negative_log_likelihood(empty, labels).shape == (0,)


def test_softmax_of_a_table_is_taken_row_by_row_where_scipy_takes_the_whole() -> None:
    assert softmax([[0.0, 0.0], [5.0, 5.0]]) == [[0.5, 0.5], [0.5, 0.5]]


@pytest.mark.parametrize("dtype", [torch.uint8, torch.int32, torch.int64])
def test_a_tensor_of_classes_of_any_width_stands_beside_a_list_of_logits(dtype: torch.dtype) -> None:
    logits = [[0.0, 0.0], [0.0, -math.inf]]
    assert cross_entropy_from_logits(logits, torch.tensor([1, 0], dtype=dtype), base=2) == [1.0, 0.0]
