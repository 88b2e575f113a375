"""Softmax, its logarithm and the losses made of it: gradients."""

import math
from collections.abc import Callable
from typing import Any

import pytest
import torch
import torch.nn.functional as F  # noqa: N812

from infolib import cross_entropy_from_logits, entropy, log_softmax, negative_log_likelihood, softmax

inf = math.inf


def impossible() -> torch.Tensor:
    return torch.tensor([[0.5, -1.0, -inf, 2.0], [-inf, 0.0, 3.0, -inf]], dtype=torch.float64)


@pytest.mark.parametrize("target", [[3, 2], [[0.5, 0.25, 0.0, 0.25], [0.0, 1.0, 0.0, 0.0]]])
@pytest.mark.parametrize("axis", [0, 1])
def test_gradients_agree_with_finite_differences(target: Any, axis: int) -> None:  # noqa: ANN401
    t = torch.tensor(target) if isinstance(target[0], int) else torch.tensor(target, dtype=torch.float64)
    z = torch.tensor([[0.5, -1.0, 0.1, 2.0], [1.0, 0.0, 3.0, -2.0]], dtype=torch.float64, requires_grad=True)

    def turned(f: Callable[..., Any], z: torch.Tensor, *more: torch.Tensor) -> torch.Tensor:
        return f(z.T if axis == 0 else z, *more, axis=axis)

    labels = t.T if axis == 0 and t.ndim == 2 else t
    assert torch.autograd.gradcheck(lambda z: turned(cross_entropy_from_logits, z, labels), z)
    assert torch.autograd.gradcheck(lambda z: turned(softmax, z), z)
    assert torch.autograd.gradcheck(lambda z: turned(log_softmax, z), z)
    if t.ndim == 1:
        assert torch.autograd.gradcheck(
            lambda z: turned(lambda z, axis: negative_log_likelihood(softmax(z, axis=axis), t, axis=axis), z),
            z,
        )


def test_gradient_is_softmax_minus_target_also_beside_impossible_classes() -> None:
    targets = [torch.tensor([3, 2]), torch.tensor([[0.5, 0.25, 0, 0.25], [0, 0.5, 0.5, 0]])]
    for target in targets:
        z = impossible().requires_grad_()
        cross_entropy_from_logits(z, target).sum().backward()
        t = F.one_hot(target, 4) if target.ndim == 1 else target
        assert z.grad is not None
        torch.testing.assert_close(z.grad, torch.softmax(impossible(), -1) - t)


def test_gradients_of_softmax_and_likelihood_beside_impossible_classes_are_finite() -> None:
    z = impossible().requires_grad_()
    (negative_log_likelihood(softmax(z), [3, 2]).sum() + entropy(softmax(z)).sum()).backward()
    assert z.grad is not None
    assert z.grad.isfinite().all()
    assert (z.grad[impossible() == -inf] == 0).all()


def test_a_target_with_a_gradient_gets_minus_log_p_and_zero_where_the_class_is_impossible() -> None:
    t = torch.tensor([0.75, 0.0, 0.25, 0.0], dtype=torch.float64, requires_grad=True)
    z = torch.tensor([0.0, 1.0, 2.0, -inf], dtype=torch.float64)
    cross_entropy_from_logits(z, t).backward()
    log_p = torch.log_softmax(z, -1)
    assert t.grad is not None
    torch.testing.assert_close(t.grad[:3], -log_p[:3])
    assert t.grad[3] == 0


def test_a_large_tensor_that_wants_a_gradient_gets_one() -> None:
    z = torch.zeros((400, 500), dtype=torch.float64, requires_grad=True)
    cross_entropy_from_logits(z, torch.zeros(400, dtype=torch.int64)).sum().backward()
    assert z.grad is not None
    torch.testing.assert_close(z.grad[:, 1:], torch.full((400, 499), 0.002, dtype=torch.float64))
