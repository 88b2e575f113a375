"""Kullback-Leibler, cross-entropy, Jensen-Shannon: gradients."""

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
import torch
from measures import measures

from infolib import cross_entropy, kl_divergence

Measure = Callable[..., Any]
inf = math.inf


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


@measures
def test_one_distribution_is_learnt_from_a_batch(measure: Measure) -> None:
    p = torch.tensor([[0.5, 0.25, 0.25], [0.125, 0.125, 0.75]], dtype=torch.float64, requires_grad=True)
    q = torch.tensor([0.25, 0.5, 0.25], dtype=torch.float64, requires_grad=True)
    together = measure(p, q)
    apart = torch.stack([measure(row, q) for row in p])
    torch.testing.assert_close(together, apart)
    of_all, of_each = (torch.autograd.grad(result.sum(), (p, q)) for result in (together, apart))
    torch.testing.assert_close(of_all, of_each)


@pytest.mark.parametrize("p0", [5e-324, 1e-290, 1e-200, 1e-154])
@pytest.mark.parametrize("q0", [1.4e-154, 1e-200, 5e-324])
def test_gradients_are_right_where_both_are_tiny_and_one_is_far_smaller(p0: float, q0: float) -> None:
    p, q = (torch.tensor([1.0, x], dtype=torch.float64, requires_grad=True) for x in (p0, q0))
    kl_divergence(p, q, base="e").backward()
    assert p.grad is not None
    assert q.grad is not None
    assert float(p.grad[1]) == pytest.approx(math.log(p0) - math.log(q0) + 1, rel=1e-13, abs=0)
    exact = Fraction(p0) / Fraction(q0)
    slope = float(exact) if exact < 1e308 else math.inf
    assert -float(q.grad[1]) == pytest.approx(slope, rel=1e-13, abs=5e-324)
