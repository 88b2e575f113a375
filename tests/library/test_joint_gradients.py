"""Joint tables: gradients."""

import math
from collections.abc import Callable
from typing import Any

import pytest
import torch
from measures import AVERAGES, MEASURES

from infolib import conditional_entropy, joint_entropy, mutual_information, pointwise_mutual_information

inf = math.inf


def test_gradient_of_little_surprise_is_that_of_the_definition() -> None:
    values = torch.tensor([[0.5, 1e-9], [0.0, 0.5 - 1e-9]], dtype=torch.float64)
    p = values.clone().requires_grad_()
    conditional_entropy(p, base="e").backward()
    expected = -(values / values.sum(1, keepdim=True)).log()
    assert p.grad is not None
    assert p.grad[1, 0].isfinite()
    torch.testing.assert_close(p.grad[values > 0], expected[values > 0], rtol=1e-6, atol=1e-15)


@pytest.mark.parametrize("base", [2, "e", 3])
@pytest.mark.parametrize("measure", MEASURES)
def test_gradients_agree_with_finite_differences(measure: Callable[..., Any], base: float | str) -> None:
    z = torch.tensor([[[0.3, -1.0, 2.0], [0.0, 0.1, 0.2]]], dtype=torch.float64, requires_grad=True)

    def through_softmax(z: torch.Tensor) -> Any:  # noqa: ANN401
        return measure(torch.softmax(z.reshape(1, 6), -1).reshape(1, 2, 3), base=base)

    assert torch.autograd.gradcheck(through_softmax, z)


def test_gradients_are_those_of_the_definitions() -> None:
    values = torch.tensor([[0.4, 0.1], [0.2, 0.3]], dtype=torch.float64)
    p_x, p_y = values.sum(1, keepdim=True), values.sum(0)
    expected = {
        joint_entropy: -values.log() - 1,
        conditional_entropy: -(values / p_x).log(),
        mutual_information: (values / p_x / p_y).log() - 1,
    }
    for measure, gradient in expected.items():
        p = values.clone().requires_grad_()
        measure(p, base="e").backward()
        torch.testing.assert_close(p.grad, gradient, rtol=1e-13, atol=1e-13)


def test_gradient_of_nearly_independent_tables_is_still_that_of_the_definition() -> None:
    values = torch.tensor([[0.25 + 1e-6, 0.25 - 1e-6], [0.25, 0.25]], dtype=torch.float64)
    p = values.clone().requires_grad_()
    information = mutual_information(p, base="e")
    assert float(information.detach()) == float(mutual_information(values, base="e"))
    information.backward()
    p_x, p_y = values.sum(1, keepdim=True), values.sum(0)
    torch.testing.assert_close(p.grad, (values / p_x / p_y).log() - 1, rtol=0, atol=1e-14)


@pytest.mark.parametrize(
    "table",
    [
        [[0.5, 5e-324], [0.5, 5e-324]],
        [[0.5, 0.5], [5e-324, 5e-324]],
        [[1.0, 0.0], [0.0, 5e-324]],
        [[1.0, 5e-324], [5e-324, 5e-324]],
        [[1.0, 1e-155], [1e-155, 5e-324]],
        [[0.5, 0.5], [1e-200, 3e-200]],
    ],
)
@pytest.mark.parametrize(("base", "nats"), [(2, math.log(2)), ("e", 1.0)])
def test_gradient_of_information_is_finite_where_one_over_a_marginal_is_none(
    table: list[list[float]], base: float | str, nats: float
) -> None:
    values = torch.tensor(table, dtype=torch.float64)
    p = values.clone().requires_grad_()
    mutual_information(p, base=base).backward()
    # In logarithms, as p(x) p(y) is too small for a float; pairs that never occur are another test's.
    expected = values.log() - values.sum(1, keepdim=True).log() - values.sum(0).log() - 1
    there = values > 0
    assert p.grad is not None
    torch.testing.assert_close(p.grad[there], expected[there] / nats, rtol=1e-13, atol=2e-13)


@pytest.mark.parametrize("measure", AVERAGES)
def test_gradients_are_finite_where_outcomes_are_impossible(measure: Callable[..., Any]) -> None:
    # A single impossible pair, and a whole row: through softmax with -inf they get a gradient of 0.
    z = torch.tensor([[0.0, 1.0], [-inf, 2.0], [-inf, -inf]], dtype=torch.float64, requires_grad=True)
    measure(torch.softmax(z.reshape(-1), 0).reshape(3, 2)).backward()
    assert z.grad is not None
    assert z.grad.isfinite().all()
    assert (z.grad[z.detach() == -inf] == 0).all()
    possible = torch.tensor([0.0, 1.0, 2.0], dtype=torch.float64, requires_grad=True)
    shares = torch.softmax(possible, 0)
    measure(torch.stack([shares[0], shares[1], 0 * shares[0], shares[2]]).reshape(2, 2)).backward()
    assert possible.grad is not None
    torch.testing.assert_close(z.grad[z.detach() != -inf], possible.grad)


def test_pointwise_gradient_is_finite_everywhere() -> None:
    rows = [[0.5, 0.0, 0.0], [0.25, 0.25, 0.0], [0.0, 0.0, 0.0]]
    p = torch.tensor(rows, dtype=torch.float64, requires_grad=True)
    pointwise_mutual_information(p)[0, 0].backward()
    assert p.grad is not None
    assert p.grad.isfinite().all()
