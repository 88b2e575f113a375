"""Softmax, its logarithm and the losses made of it: what is refused, in which words."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from infolib import (
    NotADistributionError,
    cross_entropy_from_logits,
    log_softmax,
    negative_log_likelihood,
    softmax,
)

nan, inf = math.nan, math.inf


@pytest.mark.parametrize(
    ("z", "message"),
    [
        ([0.0, nan], "[1] = nan is not a logit; look upstream for 0/0, inf - inf or a missing value"),
        (
            [[0.0, 1.0], [inf, 0.0]],
            "[1, 0] = inf is not a logit; a logit is finite, or -inf for an impossible",
        ),
        ([[-inf, inf]], "[0, 1] = inf is not a logit; a logit is finite"),
        ([-inf, -inf], " is -inf throughout; one class must be possible"),
        ([[0.0, -inf], [-inf, -inf]], "[1, :] is -inf throughout; one class must be possible"),
        ([[], []], " is empty (shape (2, 0))"),
        (1.0, " is a single number"),
        ([True, False], " must hold real numbers, but holds booleans"),
        ([0.0, 1j], " must hold real numbers, but holds complex numbers"),
    ],
)
def test_what_are_no_logits_is_refused_and_the_cure_named(
    xp: Callable[[Any], Any],
    z: Any,  # noqa: ANN401
    message: str,
) -> None:
    array = xp(z)
    target = xp([0] * len(z) if np.ndim(z) == 2 else 0)
    soft = xp(np.full(np.shape(z), 0.5).tolist())
    for function in (softmax, log_softmax):
        with pytest.raises(NotADistributionError) as caught:
            function(array)
        assert str(caught.value).startswith("z" + message)
    for t in (target, soft):
        with pytest.raises(NotADistributionError) as caught:
            cross_entropy_from_logits(array, t)
        assert str(caught.value).startswith(("logits" + message, "target" + message))


def test_a_wrong_logit_is_found_in_a_large_batch_and_along_a_first_axis(xp: Callable[[Any], Any]) -> None:
    z = np.zeros((500, 400))
    z[77, 33] = nan
    with pytest.raises(NotADistributionError, match=r"logits\[77, 33\] = nan"):
        cross_entropy_from_logits(xp(z.tolist()), xp([0] * 500))
    with pytest.raises(NotADistributionError, match=r"logits\[77, 33\] = nan"):
        cross_entropy_from_logits(xp(z.tolist()), xp([0] * 400), axis=0)
    with pytest.raises(NotADistributionError, match=r"z\[:, 1\] is -inf throughout"):
        softmax(xp([[0.0, -inf], [0.0, -inf]]), axis=0)


def test_a_wrong_logit_is_named_in_a_tensor_that_wants_a_gradient() -> None:
    with pytest.raises(NotADistributionError, match=r"^z\[1\] = nan is not a logit"):
        softmax(torch.tensor([0.0, nan], requires_grad=True))


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        ([0, 3], "[1] = 3 is not a class; {of} of shape (2, 3) have 3 along axis 1, from 0 to 2"),
        ([-1, 0], "[0] = -1 is not a class; {of} of shape (2, 3) have 3 along axis 1, from 0 to 2"),
        (
            [1, 3],
            "[1] = 3 is not a class; {of} of shape (2, 3) have 3 along axis 1, from 0 to 2; if they are",
        ),
        (
            [0],
            " has shape (1,), but {of} of shape (2, 3) need one class for each distribution along axis 1: ",
        ),
        (
            0,
            " has shape (), but {of} of shape (2, 3) need one class for each distribution along axis 1",
        ),
        (
            [[0, 0, 1], [1, 0, 0]],
            " has shape (2, 3), but {of} of shape (2, 3) need one class for each distri",
        ),
        ([True, False], " must hold real numbers, but holds booleans"),
        ([1j, 0], " must hold real numbers, but holds complex numbers"),
    ],
)
def test_labels_that_name_no_class_are_refused(
    xp: Callable[[Any], Any],
    labels: Any,  # noqa: ANN401
    message: str,
) -> None:
    z = [[0.0, 0.0, 0.0], [0.0, 0.0, 0.0]]
    with pytest.raises(ValueError, match=r".") as caught:
        cross_entropy_from_logits(xp(z), xp(labels))
    assert str(caught.value).startswith("target" + message.format(of="logits"))
    with pytest.raises(ValueError, match=r".") as caught:
        negative_log_likelihood(softmax(xp(z)), xp(labels))
    assert str(caught.value).startswith("labels" + message.format(of="probs"))


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        ([[0, 1]], "need one class for each distribution along axis 1: shape (2, 4)"),
        (
            np.zeros((2, 3, 4), dtype=int).tolist(),
            "need one class for each distribution along axis 1: shape (2, 4); "
            "if they are distributions, convert them to float",
        ),
        (
            np.full((2, 4), 9).tolist(),
            "[0, 0] = 9 is not a class; {of} of shape (2, 3, 4) have 3 along axis 1, from 0 to 2",
        ),
        (
            [[1, 2, 3, 1]] * 2,
            "[0, 2] = 3 is not a class; {of} of shape (2, 3, 4) have 3 along axis 1, from 0 to 2; "
            "if they are counted from 1, subtract 1",
        ),
    ],
)
def test_a_refusal_of_labels_ends_with_its_cure_or_with_none(
    xp: Callable[[Any], Any],
    labels: Any,  # noqa: ANN401
    message: str,
) -> None:
    z = xp(np.zeros((2, 3, 4)).tolist())
    with pytest.raises(ValueError, match=r".") as caught:
        cross_entropy_from_logits(z, xp(labels), axis=1)
    assert str(caught.value).endswith(message.format(of="logits"))
    with pytest.raises(ValueError, match=r".") as caught:
        negative_log_likelihood(softmax(z, axis=1), xp(labels), axis=1)
    assert str(caught.value).endswith(message.format(of="probs"))


def test_the_cures_are_named_only_where_they_fit() -> None:
    counted_from_one = "; if they are counted from 1, subtract 1"
    one_hot = "; if they are distributions, convert them to float"
    for labels, cured in (([1, 2], True), ([0, 2], False), ([1, 3], False)):
        with pytest.raises(NotADistributionError) as caught:
            negative_log_likelihood([[0.5, 0.5]] * 2, labels)
        assert str(caught.value).endswith(counted_from_one) is cured
    for logits, cured in (([[0.0, 0.0]], True), ([[0.0, 0.0, 0.0]], False)):
        with pytest.raises(ValueError, match="need one class") as shape:
            cross_entropy_from_logits(logits, [[0, 1]])
        assert str(shape.value).endswith(one_hot) is cured


@pytest.mark.parametrize(
    ("t", "message"),
    [
        (
            [0.0, 1.0, 0.0],
            "target has shape (3,) and logits (2, 2): along axis -1 they must have the same",
        ),
        ([[0.5, 0.5]] * 3, "target has shape (3, 2) and logits (2, 2), which do not broadcast"),
        ([1.0], "target has shape (1,) and logits (2, 2): along axis -1 they must have the same"),
        (1.0, "target is a single number"),
    ],
)
def test_targets_of_another_shape_are_refused(
    xp: Callable[[Any], Any],
    t: Any,  # noqa: ANN401
    message: str,
) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        cross_entropy_from_logits(xp([[0.0, 0.0], [0.0, 0.0]]), xp(t))
    assert str(caught.value).startswith(message)


def test_likelihood_refuses_what_is_no_distribution_or_no_label(xp: Callable[[Any], Any]) -> None:
    with pytest.raises(NotADistributionError, match=r"probs\[1\] = -1\.0 is not a probability; these look"):
        negative_log_likelihood(xp([2.0, -1.0]), 0)
    with pytest.raises(NotADistributionError) as caught:
        negative_log_likelihood(xp([0.5, 0.5]), xp([0.5, 0.5]))
    assert str(caught.value) == "labels must be whole numbers, the classes counted from 0; these are floats"
    with pytest.raises(NotADistributionError, match=r"^probs must hold real numbers, but holds complex"):
        negative_log_likelihood(xp([0.5j, 0.5]), 0)
    with pytest.raises(NotADistributionError, match=r"^probs is a single number"):
        negative_log_likelihood(xp(0.5), 0)
    with pytest.raises(ValueError, match=r"^axis must be from -1 to 0, for probs has shape \(2,\); it is 1"):
        negative_log_likelihood(xp([0.5, 0.5]), 0, axis=1)


@pytest.mark.parametrize("target", [[0], [[0.5, 0.5]]])
def test_numpy_and_pytorch_are_not_mixed(target: Any) -> None:  # noqa: ANN401
    z = [[0.0, 0.0]]
    with pytest.raises(ValueError, match="logits is a NumPy array but target a PyTorch tensor; convert one"):
        cross_entropy_from_logits(np.array(z), torch.tensor(target))
    with pytest.raises(ValueError, match="target is a NumPy array but logits a PyTorch tensor; convert one"):
        cross_entropy_from_logits(torch.tensor(z), np.array(target))


def test_numpy_and_pytorch_are_not_mixed_in_likelihoods_either() -> None:
    p = [[0.5, 0.5]]
    with pytest.raises(ValueError, match=r"^probs is a NumPy array but labels a PyTorch tensor; convert one"):
        negative_log_likelihood(np.array(p), torch.tensor([0]))
    with pytest.raises(ValueError, match=r"^labels is a NumPy array but probs a PyTorch tensor; convert one"):
        negative_log_likelihood(torch.tensor(p), np.array([0]))


def test_a_wrong_axis_or_base_is_refused(xp: Callable[[Any], Any]) -> None:
    z, p = xp([[0.0, 0.0]]), xp([[0.5, 0.5]])
    losses: list[tuple[Callable[..., Any], Any, Any]] = [
        (cross_entropy_from_logits, z, xp([0])),
        (cross_entropy_from_logits, z, p),
        (negative_log_likelihood, p, xp([0])),
    ]
    calls: list[Callable[..., Any]] = [
        *(lambda f=f, a=a, b=b, **options: f(a, b, **options) for f, a, b in losses),
        lambda **options: softmax(z, **options),
        lambda **options: log_softmax(z, **options),
    ]
    for call in calls:
        with pytest.raises(ValueError, match="axis must be from -2 to 1"):
            call(axis=2)
        with pytest.raises(TypeError, match="axis must be one whole number, not 'x'"):
            call(axis="x")
    for call in calls[:3]:
        for base in (1, "bits", True):
            with pytest.raises(ValueError, match="base must be 2"):
                call(base=base)


def test_the_checks_are_skipped_on_request_but_nothing_is_hidden(xp: Callable[[Any], Any]) -> None:
    skip = {"validate": False}
    assert float(cross_entropy_from_logits(xp([0.0, 0.0]), xp([1.0, 1.0]), base=2, **skip)) == 2.0
    assert float(negative_log_likelihood(xp([0.25, 0.25]), 0, base=2, **skip)) == 2.0
    assert float(negative_log_likelihood(xp([2.0, 0.0]), 0, base=2, **skip)) == -1.0
    for z in ([nan, 0.0], [inf, 0.0], [-inf, -inf]):
        for target in (0, [0.5, 0.5]):
            assert math.isnan(cross_entropy_from_logits(xp(z), xp(target), **skip))
