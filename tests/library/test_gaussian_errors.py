"""Normal variables, one and several: what is refused, in which words."""

import math
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from strategies import covariance

from infolib import (
    NotADistributionError,
    gaussian_entropy,
    gaussian_kl,
    gaussian_mutual_information,
    multivariate_gaussian_entropy,
    multivariate_gaussian_kl,
)

nan, inf = math.nan, math.inf


@pytest.mark.parametrize("wrong", [0.0, -1.0, nan, inf])
def test_a_width_that_is_none_is_refused(xp: Callable[[Any], Any], wrong: float) -> None:
    message = rf"\[1\] = {wrong}; a standard deviation is positive and finite \(for a log-variance v it is"
    with pytest.raises(NotADistributionError, match="sigma" + message):
        gaussian_entropy(xp([1.0, wrong]))
    with pytest.raises(NotADistributionError, match="sigma1" + message):
        gaussian_kl(xp(0.0), xp([1.0, wrong]), xp(0.0), xp(1.0))
    with pytest.raises(NotADistributionError, match="sigma2" + message):
        gaussian_kl(xp(0.0), xp(1.0), xp(0.0), xp([1.0, wrong]))


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32])
def test_a_width_that_is_none_is_named_by_row_and_column_in_every_float(dtype: torch.dtype) -> None:
    with pytest.raises(NotADistributionError, match=r"^sigma\[1, 0\] = -2"):
        gaussian_entropy(torch.tensor([[1.0, 1.0], [-2.0, -3.0]], dtype=dtype))


@pytest.mark.parametrize("widths", [(-0.5, -0.5), (-0.5, -0.25), (-1e-9, -1e-9)])
@pytest.mark.parametrize("mu", [0.0, 1.0])
def test_two_negative_widths_are_refused_though_their_ratio_is_one_of_widths(
    xp: Callable[[Any], Any], widths: tuple[float, float], mu: float
) -> None:
    with pytest.raises(
        NotADistributionError, match=f"sigma1 = {widths[0]}; a standard deviation is positive"
    ):
        gaussian_kl(xp(mu), xp(widths[0]), xp(mu), xp(widths[1]))


@pytest.mark.parametrize("wrong", [nan, inf, -inf])
def test_a_mean_that_is_none_is_refused(xp: Callable[[Any], Any], wrong: float) -> None:
    with pytest.raises(NotADistributionError, match=f"mu1 = {wrong}; it must be finite"):
        gaussian_kl(xp(wrong), xp(1.0), xp(0.0), xp(1.0))
    eye = [[1.0, 0.0], [0.0, 1.0]]
    with pytest.raises(NotADistributionError, match=rf"mu2\[1\] = {wrong}; it must be finite"):
        multivariate_gaussian_kl(xp([0.0, 0.0]), xp(eye), xp([0.0, wrong]), xp(eye))


@pytest.mark.parametrize("wrong", [1.0, -1.0, 1.5, nan, -inf])
def test_a_correlation_that_is_none_is_refused(xp: Callable[[Any], Any], wrong: float) -> None:
    message = rf"rho\[0, 1\] = {wrong}; a correlation is between -1 and 1; at either end the information is"
    with pytest.raises(NotADistributionError, match=message):
        gaussian_mutual_information(xp([[0.0, wrong]]))


def test_a_correlation_that_is_no_number_is_named_as_well() -> None:
    with pytest.raises(NotADistributionError, match=r"^rho must hold real numbers, but holds text"):
        gaussian_mutual_information("0.5")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("cov", "message"),
    [
        ([[1.0, 0.5], [0.4, 1.0]], "cov[0, 1] = 0.5; the entry across the diagonal differs from it"),
        ([[1.0, 0.4], [0.5, 1.0]], "cov[0, 1] = 0.4; the entry across the diagonal differs from it"),
        ([[1.0, nan], [nan, 1.0]], "cov[0, 1] = nan; it must be finite"),
        ([[inf, 0.0], [0.0, 1.0]], "cov[0, 0] = inf; it must be finite"),
        (
            [[1.0, 2.0], [2.0, 1.0]],
            "cov is not positive definite (smallest eigenvalue -1); no data have",
        ),
        (
            [[1.0, 0.0], [0.0, -3.0]],
            "cov is not positive definite (smallest eigenvalue -3); no data have",
        ),
        ([[1.0, 1.0], [1.0, 1.0]], "cov is not positive definite (smallest eigenvalue"),
        ([[0.01, 0.1], [0.1, 1.0]], "cov is not positive definite (smallest eigenvalue"),
        (
            [[0.0]],
            "cov is not positive definite (smallest eigenvalue 0); one variable is a linear",
        ),
        ([[[1.0]], [[-1.0]]], "cov[1] is not positive definite (smallest eigenvalue -1)"),
        ([[1.0, 0.0]], "cov has shape (1, 2); a covariance matrix is square"),
        ([1.0], "cov has shape (1,); a covariance matrix is square"),
        (1.0, "cov has shape (); a covariance matrix is square"),
        ([[]], "cov is empty (shape (1, 0))"),
    ],
)
def test_what_is_no_covariance_is_refused(
    xp: Callable[[Any], Any],
    cov: Any,  # noqa: ANN401
    message: str,
) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        multivariate_gaussian_entropy(xp(cov))
    assert str(caught.value).startswith(message)
    assert isinstance(caught.value, NotADistributionError) is ("square" not in message)


@pytest.mark.parametrize("wrap", [np.asarray, torch.from_numpy])
@pytest.mark.parametrize("shape", [(0, 0), (0, 2), (3, 0), (4, 0, 2)])
def test_a_covariance_of_nothing_is_refused_as_empty(
    wrap: Callable[[Any], Any], shape: tuple[int, ...]
) -> None:
    with pytest.raises(NotADistributionError, match=rf"^cov is empty \(shape {re.escape(str(shape))}\)$"):
        multivariate_gaussian_entropy(wrap(np.empty(shape)))


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [
        ([[1.0, 0.5], [0.4, 1.0]], [[1.0, 0.0], [0.0, 1.0]], "cov1[0, 1] = 0.5; the entry across the"),
        ([[1.0, 0.0], [0.0, 1.0]], [[1.0, 0.5], [0.4, 1.0]], "cov2[0, 1] = 0.5; the entry across the"),
        ([[1.0, 2.0], [2.0, 1.0]], [[1.0, 0.0], [0.0, 1.0]], "cov1 is not positive definite"),
        ([[1.0, 0.0], [0.0, 1.0]], [[nan, 0.0], [0.0, 1.0]], "cov2[0, 0] = nan; it must be finite"),
    ],
)
def test_the_divergence_names_the_covariance_that_is_none(
    xp: Callable[[Any], Any], first: list[list[float]], second: list[list[float]], message: str
) -> None:
    with pytest.raises(NotADistributionError) as caught:
        multivariate_gaussian_kl(xp([0.0, 0.0]), xp(first), xp([0.0, 0.0]), xp(second))
    assert str(caught.value).startswith(message)


def test_the_matrix_that_is_furthest_from_a_covariance_for_its_size_is_named() -> None:
    large, small = np.diag([1e6, -1.0]), np.diag([1e-3, -1e-3])  # smallest by largest: -1e-6 and -1
    with pytest.raises(NotADistributionError, match=r"cov\[1\] is not positive definite .*-0\.001"):
        multivariate_gaussian_entropy([large, small])


def test_a_linear_function_of_the_others_is_named_as_the_cause() -> None:
    rows = np.array([[1.0, 2.0, 3.0], [0.5, -1.0, -0.5], [2.0, 0.0, 2.0], [1.0, 1.0, 2.0]])
    with pytest.raises(NotADistributionError, match="one variable is a linear function of the others"):
        multivariate_gaussian_entropy(np.cov(rows.T))


def test_a_singular_covariance_that_survives_cholesky_by_rounding_is_refused(
    xp: Callable[[Any], Any],
) -> None:
    passed = 0
    for a in range(1, 10):
        for b in range(1, 10):
            c = np.outer([a / 10, b / 10], [a / 10, b / 10])
            passed += np.linalg.eigvalsh(c)[0] > 0
            with pytest.raises(
                NotADistributionError, match="one variable is a linear function of the others"
            ):
                multivariate_gaussian_entropy(xp(c.tolist()))
    assert passed


def test_a_singular_covariance_that_wants_a_gradient_is_refused_as_well() -> None:
    survived = 0
    for seed in range(40):
        x = np.random.default_rng(seed).normal(size=(6, 2))
        cov = torch.from_numpy(np.cov(np.c_[x, x.sum(1)].T))
        survived += torch.linalg.cholesky_ex(cov).info.item() == 0
        with pytest.raises(NotADistributionError, match="one variable is a linear function of the others"):
            multivariate_gaussian_entropy(cov.requires_grad_())
    assert survived


def test_rounding_errors_across_the_diagonal_are_no_asymmetry() -> None:
    c = np.linalg.inv(covariance(2, 4)).astype(np.float32)
    multivariate_gaussian_entropy(c)
    multivariate_gaussian_entropy(np.array([[1e12, 1.0], [1.0 + 1e-9, 1e-3]]))
    multivariate_gaussian_entropy(np.array([[1e-12, 1e-13], [1.000000001e-13, 1e-12]]))
    # Half the digits of the two variables' size: 1.5e-8 x 1e6 x 0.03 here.
    with pytest.raises(NotADistributionError, match=r"cov\[0, 1\] = 1\.001; the entry across the diagonal"):
        multivariate_gaussian_entropy(np.array([[1e12, 1.001], [1.0, 1e-3]]))


@pytest.mark.parametrize(
    ("shapes", "message"),
    [
        (((3,), (2, 2), (2,), (2, 2)), "mu1 has shape (3,), but cov1 (2, 2) is of 2 variables"),
        (((), (2, 2), (2,), (2, 2)), "mu1 has shape (), but cov1 (2, 2) is of 2 variables"),
        (((2,), (2, 2), (2,), (3, 3)), "cov2 has shape (3, 3), but cov1 (2, 2) is of 2 variables"),
        (((3,), (4, 5, 2, 2), (2,), (2, 2)), "mu1 has shape (3,), but cov1 (4, 5, 2, 2) is of 2 variables"),
        (((5, 2), (4, 2, 2), (2,), (2, 2)), "these shapes do not broadcast: "),
    ],
)
def test_shapes_that_do_not_match_are_refused(
    xp: Callable[[Any], Any], shapes: tuple[tuple[int, ...], ...], message: str
) -> None:
    m1, c1, m2, c2 = shapes
    eyes = [np.broadcast_to(np.eye(c[-1]), c).tolist() for c in (c1, c2)]
    zeros = [np.zeros(m).tolist() for m in (m1, m2)]
    with pytest.raises(ValueError, match=r".") as caught:
        multivariate_gaussian_kl(xp(zeros[0]), xp(eyes[0]), xp(zeros[1]), xp(eyes[1]))
    assert str(caught.value).startswith(message)


def test_widths_and_means_that_do_not_broadcast_are_refused(xp: Callable[[Any], Any]) -> None:
    with pytest.raises(
        ValueError, match=r"do not broadcast: mu1 \(2,\), sigma1 \(3,\), mu2 \(\), sigma2 \(\)"
    ):
        gaussian_kl(xp([0.0, 0.0]), xp([1.0, 1.0, 1.0]), xp(0.0), xp(1.0))


def test_numpy_and_pytorch_are_not_mixed() -> None:
    with pytest.raises(ValueError, match="sigma1 is a NumPy array but mu2 a PyTorch tensor; convert"):
        gaussian_kl(0.0, np.ones(2), torch.zeros(2), 1.0)


def test_of_no_variables_nothing_is_told_and_other_kinds_are_refused(xp: Callable[[Any], Any]) -> None:
    for function, name in ((gaussian_entropy, "sigma"), (gaussian_mutual_information, "rho")):
        assert list(function(xp([]))) == []
        with pytest.raises(NotADistributionError, match=f"{name} must hold real numbers"):
            function([1j])


def test_a_base_that_is_none_is_refused() -> None:
    eye, zero = [[1.0]], [0.0]
    calls: list[Callable[..., Any]] = [
        lambda base: gaussian_entropy(1.0, base=base),
        lambda base: gaussian_kl(0, 1, 0, 1, base=base),
        lambda base: gaussian_mutual_information(0.5, base=base),
        lambda base: multivariate_gaussian_entropy(eye, base=base),
        lambda base: multivariate_gaussian_kl(zero, eye, zero, eye, base=base),
    ]
    for call in calls:
        for base in (1, "bits", nan):
            with pytest.raises(ValueError, match="base must be 2"):
                call(base)


def test_the_checks_are_skipped_on_request() -> None:
    lower = [[1.0, 9.0], [0.0, 1.0]]
    expected = multivariate_gaussian_entropy([[1.0, 0.0], [0.0, 1.0]])
    assert multivariate_gaussian_entropy(lower, validate=False) == expected
    assert gaussian_mutual_information(torch.tensor(1.0), validate=False) == inf
    assert gaussian_kl(torch.tensor(0.0), 1.0, nan, 1.0, validate=False).isnan()
    assert gaussian_entropy(torch.tensor(-1.0), validate=False).isnan()
    eye = torch.eye(2)
    assert multivariate_gaussian_kl([nan, 0.0], eye, [0.0, 0.0], eye, validate=False).isnan()
    far = [inf, 0.0]  # inf - inf says nothing either
    assert not math.isfinite(multivariate_gaussian_kl(far, eye.numpy(), far, eye.numpy(), validate=False))
