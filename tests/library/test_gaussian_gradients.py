"""Normal variables, one and several: gradients."""

import pytest
import torch
from strategies import covariance

from infolib import (
    gaussian_entropy,
    gaussian_kl,
    gaussian_mutual_information,
    multivariate_gaussian_entropy,
    multivariate_gaussian_kl,
)


def test_gradients_agree_with_finite_differences() -> None:
    m = torch.tensor([0.3, -1.0, 2.0], dtype=torch.float64, requires_grad=True)
    s = torch.tensor([0.2, 1.0, 3.0], dtype=torch.float64, requires_grad=True)
    t = torch.tensor([0.21, 4.0, 0.02], dtype=torch.float64, requires_grad=True)
    r = torch.tensor([0.1, 0.5, -0.9, 0.0], dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(gaussian_entropy, s)
    assert torch.autograd.gradcheck(lambda m, s, t: gaussian_kl(m, s, 0.5, t), (m, s, t))
    assert torch.autograd.gradcheck(gaussian_mutual_information, r)
    a = torch.from_numpy(covariance(5, 3)).requires_grad_()
    b = torch.from_numpy(covariance(6, 3)).requires_grad_()

    def square(a: torch.Tensor) -> torch.Tensor:
        return a @ a.T

    assert torch.autograd.gradcheck(lambda a: multivariate_gaussian_entropy(square(a)), a)
    for other in (b, a.detach() * 1.001):  # far apart and near
        assert torch.autograd.gradcheck(
            lambda m, a, b: multivariate_gaussian_kl(m, square(a), 2 * m * m, square(b)), (m, a, other)
        )


def test_gradients_where_two_distributions_are_equal_are_zero() -> None:
    parameters = [torch.tensor(x, dtype=torch.float64, requires_grad=True) for x in (1.0, 0.5, 1.0, 0.5)]
    gaussian_kl(*parameters).backward()
    assert [p.grad.item() for p in parameters if p.grad is not None] == [0, 0, 0, 0]
    c = torch.eye(3, dtype=torch.float64, requires_grad=True)
    multivariate_gaussian_kl(torch.zeros(3), c, torch.zeros(3), torch.eye(3, dtype=torch.float64)).backward()
    assert c.grad is not None
    torch.testing.assert_close(c.grad, torch.zeros_like(c))


@pytest.mark.filterwarnings("ignore:.torch.jit.script:DeprecationWarning")  # which torch.func uses itself
@pytest.mark.parametrize("cov", [torch.eye(3, dtype=torch.float64), torch.from_numpy(covariance(7, 3))])
def test_the_hessian_where_two_covariances_are_equal_is_that_of_fisher(cov: torch.Tensor) -> None:
    zero = torch.zeros(3, dtype=torch.float64)

    def divergence(c: torch.Tensor) -> torch.Tensor:
        d: torch.Tensor = multivariate_gaussian_kl(zero, (c + c.T) / 2, zero, cov, base="e", validate=False)
        return d

    p = torch.linalg.inv(cov)
    fisher = (torch.einsum("ik,jl->ijkl", p, p) + torch.einsum("il,jk->ijkl", p, p)) / 4
    hessians = torch.func.hessian, torch.autograd.functional.hessian
    for found in (hessians[0](divergence)(cov), hessians[1](divergence, cov)):  # type: ignore[no-untyped-call]
        torch.testing.assert_close(found, fisher, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("factor", [1.0, 1.2, 4.0])
def test_second_derivatives_agree_with_finite_differences(factor: float) -> None:
    c = torch.from_numpy(covariance(8, 2))

    def divergence(m: torch.Tensor, a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
        d: torch.Tensor = multivariate_gaussian_kl(
            m, (a + a.T) / 2, [0.1, 0.2], (b + b.T) / 2, validate=False
        )
        return d

    m = torch.tensor([0.1, 0.4], dtype=torch.float64)
    inputs = [x.requires_grad_() for x in (m, factor * c, c.clone())]
    assert torch.autograd.gradgradcheck(divergence, inputs)


@pytest.mark.parametrize("s", [1e-300, 1e-8, 1e8])
def test_gradients_far_from_equality_are_finite(s: float) -> None:
    sigma = torch.tensor(s, dtype=torch.float64, requires_grad=True)
    gaussian_kl(0.0, sigma, 0.0, 1.0, base="e").backward()
    assert sigma.grad is not None
    assert sigma.grad.item() == pytest.approx(s - 1 / s, rel=1e-14, abs=0)


@pytest.mark.parametrize("far", [1e-300, 1e-20, 1e60, 1e200])
def test_a_width_far_off_leaves_the_gradients_of_the_others_alone(far: float) -> None:
    sigma = torch.tensor([far, 1.0, 1 + 1e-9, 3.0], dtype=torch.float64, requires_grad=True)
    gaussian_kl(0.0, sigma, 0.0, 1.0, base="e").sum().backward()
    assert sigma.grad is not None
    expected = [far - 1 / far, 0.0, 2e-9, 3 - 1 / 3]
    assert sigma.grad.tolist() == pytest.approx(expected, rel=1e-6, abs=0)
