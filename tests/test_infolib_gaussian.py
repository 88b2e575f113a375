"""Normal variables, one and several: known values, identities, oracles, gradients, refusals."""

import math
from collections.abc import Callable
from typing import Any

import mpmath
import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from strategies import bases, reproducible

from infolib import (
    NotADistributionError,
    gaussian_entropy,
    gaussian_kl,
    gaussian_mutual_information,
    multivariate_gaussian_entropy,
    multivariate_gaussian_kl,
)

Matrix = NDArray[np.float64]
nan, inf = math.nan, math.inf

means = st.floats(-100, 100)
sigmas = st.floats(1e-3, 1e3)
sizes = st.integers(1, 5)
seeds = st.integers(0, 2**32 - 1)


def covariance(seed: int, k: int) -> Matrix:
    root = np.random.default_rng(seed).normal(size=(k, k))
    return root @ root.T + 0.1 * np.eye(k)


def unit(base: float | str) -> mpmath.mpf:
    return mpmath.mpf(1) if base == "e" else mpmath.log(base)


def kl_by_mpmath(mu1: float, sigma1: float, mu2: float, sigma2: float, base: float | str = "e") -> float:
    with mpmath.workdps(700):
        m1, s1, m2, s2 = map(mpmath.mpf, (mu1, sigma1, mu2, sigma2))
        nats = mpmath.log(s2 / s1) + (s1**2 + (m1 - m2) ** 2) / (2 * s2**2) - mpmath.mpf(1) / 2
        return float(nats / unit(base))


def matrix_kl_by_mpmath(m1: Matrix, c1: Matrix, m2: Matrix, c2: Matrix, base: float | str = "e") -> float:
    with mpmath.workdps(60):
        a, b = mpmath.matrix(c1.tolist()), mpmath.matrix(c2.tolist())
        d = mpmath.matrix(m2.tolist()) - mpmath.matrix(m1.tolist())
        inverse = b**-1
        ratio = inverse * a
        trace = sum(ratio[i, i] for i in range(len(m1)))
        nats = trace - len(m1) + (d.T * inverse * d)[0] + mpmath.log(mpmath.det(b) / mpmath.det(a))
        return float(nats / 2 / unit(base))


# ---- known values


def test_entropy_of_known_widths(xp: Callable[[Any], Any]) -> None:
    standard = 2.047095585180641  # log2(2 pi e) / 2, by mpmath
    found = gaussian_entropy(xp([1.0, 2.0, 0.5, 1e-300]))
    expected = [standard, standard + 1, standard - 1, standard + math.log2(1e-300)]
    np.testing.assert_allclose(found, expected, rtol=1e-15)
    assert gaussian_entropy(1 / math.sqrt(2 * math.pi * math.e)) == pytest.approx(0, abs=4e-16)


@pytest.mark.parametrize(
    ("parameters", "nats"),
    [
        ((0, 1, 0, 1), 0.0),
        ((5.0, 1.0, 3.0, 1.0), 2.0),
        ((0.0, 2.0, 0.0, 1.0), 1.5 - math.log(2)),
        ((0.0, 1.0, 0.0, 2.0), math.log(2) - 0.375),
        ((0.0, 1e-320, 0.0, 1.0), -0.5 - math.log(1e-320)),
        ((0.0, 1e300, 0.0, 1e-300), inf),  # 1e1200 / 2 is too large for a float
        ((1e-200, 1.0, 0.0, 1e200), 200 * math.log(10) - 0.5),
    ],
)
def test_divergence_of_known_pairs(
    xp: Callable[[Any], Any], parameters: tuple[float, ...], nats: float
) -> None:
    assert float(gaussian_kl(*map(xp, parameters), base="e")) == pytest.approx(nats, rel=1e-15)


@pytest.mark.parametrize(
    ("rho", "bits"),
    [(0.0, 0.0), (0.5, -math.log2(0.75) / 2), (0.6, -math.log2(0.8)), (-0.8, -math.log2(0.6))],
)
def test_information_of_known_correlations(xp: Callable[[Any], Any], rho: float, bits: float) -> None:
    found = float(gaussian_mutual_information(xp(rho)))
    assert found == pytest.approx(bits, rel=4e-16, abs=0)
    assert math.copysign(1, found) == 1


# ---- against fifty digits


@reproducible
@given(means, sigmas, means, sigmas, bases)
def test_divergence_agrees_with_sixty_digits(
    mu1: float, sigma1: float, mu2: float, sigma2: float, base: float | str
) -> None:
    expected = kl_by_mpmath(mu1, sigma1, mu2, sigma2, base)
    found = gaussian_kl(mu1, sigma1, mu2, sigma2, base=base)
    assert found == pytest.approx(expected, rel=1e-11, abs=1e-300)
    assert found >= 0


@pytest.mark.parametrize("delta", [1e-15, 1e-12, 1e-9, 1e-7, 9.9e-5, 1.01e-4, 1e-3, 0.4, 0.6])
@pytest.mark.parametrize("sign", [1, -1])
def test_divergence_of_nearly_equal_widths_keeps_its_digits(
    xp: Callable[[Any], Any], delta: float, sign: int
) -> None:
    # The plain formula is 100 % off at a ratio of 1 + 1e-9.
    parameters = (3.0, 0.7 * (1 + sign * delta), 3.0, 0.7)
    found = float(gaussian_kl(*map(xp, parameters), base="e"))
    assert found == pytest.approx(kl_by_mpmath(*parameters), rel=1e-11, abs=0)


def test_divergence_of_float32_is_as_exact_as_its_input() -> None:
    s = np.float32(1) + np.float32(2) ** -20
    found = gaussian_kl(np.float32(0), s, np.float32(0), np.float32(1), base="e")
    assert type(found) is np.float32
    assert found == pytest.approx(kl_by_mpmath(0, float(s), 0, 1), rel=1e-6)


@reproducible
@given(st.floats(-1, 1, exclude_min=True, exclude_max=True), bases)
def test_information_of_a_correlation_agrees_with_sixty_digits(rho: float, base: float | str) -> None:
    with mpmath.workdps(700):
        expected = float(-mpmath.log(1 - mpmath.mpf(rho) ** 2) / 2 / unit(base))
    for found in (
        gaussian_mutual_information(rho, base=base),
        float(gaussian_mutual_information(torch.tensor(rho, dtype=torch.float64), base=base)),
    ):
        assert found == pytest.approx(expected, rel=1e-15, abs=1e-300)
        assert found >= 0


@pytest.mark.parametrize("rho", [1e-150, 1e-9, 0.4999, 0.5001, 1 - 1e-9, 1 - 2**-53, -1 + 2**-53])
def test_information_of_extreme_correlations_keeps_its_digits(xp: Callable[[Any], Any], rho: float) -> None:
    with mpmath.workdps(700):
        expected = float(-mpmath.log(1 - mpmath.mpf(rho) ** 2) / 2)
    assert float(gaussian_mutual_information(xp(rho), base="e")) == pytest.approx(expected, rel=1e-15, abs=0)


@reproducible
@given(seeds, sizes, bases)
def test_several_variables_agree_with_sixty_digits(seed: int, k: int, base: float | str) -> None:
    rng = np.random.default_rng(seed)
    c1, c2 = covariance(seed, k), covariance(seed + 1, k) * 10.0 ** rng.integers(-6, 7)
    m1, m2 = rng.normal(size=(2, k))
    with mpmath.workdps(60):
        scaled = mpmath.matrix(c1.tolist()) * (2 * mpmath.pi * mpmath.e)
        entropy = float(mpmath.log(mpmath.det(scaled)) / 2 / unit(base))
    divergence = matrix_kl_by_mpmath(m1, c1, m2, c2, base)
    for wrap in (np.asarray, torch.from_numpy):
        found = float(multivariate_gaussian_entropy(wrap(c1), base=base))
        assert found == pytest.approx(entropy, rel=1e-12, abs=1e-12)
        found = float(multivariate_gaussian_kl(*map(wrap, (m1, c1, m2, c2)), base=base))
        assert found == pytest.approx(divergence, rel=1e-10)


@pytest.mark.parametrize("delta", [1e-12, 1e-9, 1e-6, 1e-3, 0.3])
def test_divergence_of_nearly_equal_covariances_keeps_its_digits(
    xp: Callable[[Any], Any], delta: float
) -> None:
    c2 = covariance(7, 4)
    c1 = c2 + delta * (covariance(8, 4) - covariance(9, 4)) / 20
    c1 = (c1 + c1.T) / 2
    m = np.ones(4)
    found = multivariate_gaussian_kl(*(xp(x.tolist()) for x in (m, c1, m, c2)), base="e")
    assert float(found) == pytest.approx(matrix_kl_by_mpmath(m, c1, m, c2), rel=1e-8, abs=0)


def test_batches_of_two_axes_broadcast(xp: Callable[[Any], Any]) -> None:
    # Diagonal covariances of three variables, in a batch of 2 x 4, against one normal variable at a time.
    rng = np.random.default_rng(11)
    s1, s2 = np.exp(rng.normal(size=(2, 4, 3))), np.exp(rng.normal(size=3))
    m1, m2 = rng.normal(size=(4, 3)), rng.normal(size=3)
    c1, c2 = s1[..., None] ** 2 * np.eye(3), np.diag(s2**2)
    parts = [
        [[kl_by_mpmath(m1[j, i], s1[b, j, i], m2[i], s2[i]) for i in range(3)] for j in range(4)]
        for b in range(2)
    ]
    found = multivariate_gaussian_kl(*(xp(x.tolist()) for x in (m1, c1, m2, c2)), base="e")
    np.testing.assert_allclose(found, np.sum(parts, -1), rtol=1e-12)
    standard = 1.4189385332046727  # log(2 pi e) / 2, by mpmath
    entropies = multivariate_gaussian_entropy(xp(c1.tolist()), base="e")
    np.testing.assert_allclose(entropies, np.log(s1).sum(-1) + 3 * standard, rtol=1e-13)


@pytest.mark.parametrize("k", [2, 10])
def test_a_pivot_is_trusted_from_four_rounding_errors_a_variable_on(xp: Callable[[Any], Any], k: int) -> None:
    cov = np.eye(k)
    cov[0, 1] = cov[1, 0] = 1.0
    cov[1, 1] = 1 + (4 * k + 1) * 2.0**-52  # the determinant is this less 1, exactly
    expected = (k * math.log2(2 * math.pi * math.e) + math.log2(4 * k + 1) - 52) / 2
    assert float(multivariate_gaussian_entropy(xp(cov.tolist()))) == pytest.approx(expected, rel=1e-14)
    cov[1, 1] = 1 + (4 * k - 1) * 2.0**-52
    with pytest.raises(NotADistributionError, match="one variable is a linear function of the others"):
        multivariate_gaussian_entropy(xp(cov.tolist()))


def test_a_much_narrower_distribution_keeps_its_digits(xp: Callable[[Any], Any]) -> None:
    parameters = ([0.0, 0.0], [[1e-30, 0.0], [0.0, 1.0]], [0.0, 0.0], [[1.0, 0.0], [0.0, 1.0]])
    expected = (30 * math.log(10) - 1) / 2
    assert float(multivariate_gaussian_kl(*map(xp, parameters), base="e")) == pytest.approx(
        expected, rel=1e-15
    )


# ---- theorems


@reproducible
@given(means, sigmas, means, sigmas, st.floats(0.1, 10), st.floats(-100, 100))
def test_divergence_does_not_depend_on_the_unit_of_x(
    mu1: float, sigma1: float, mu2: float, sigma2: float, scale: float, shift: float
) -> None:
    moved = gaussian_kl(mu1 * scale + shift, sigma1 * scale, mu2 * scale + shift, sigma2 * scale)
    assert moved == pytest.approx(gaussian_kl(mu1, sigma1, mu2, sigma2), rel=1e-6, abs=1e-6)


@reproducible
@given(seeds, sizes)
def test_independent_variables_add(seed: int, k: int) -> None:
    rng = np.random.default_rng(seed)
    (m1, m2), (s1, s2) = rng.normal(size=(2, k)), np.exp(rng.normal(size=(2, k)))
    joint = multivariate_gaussian_entropy(np.diag(s1**2))
    assert joint == pytest.approx(gaussian_entropy(s1).sum(), rel=1e-12, abs=1e-12)
    divergence = multivariate_gaussian_kl(m1, np.diag(s1**2), m2, np.diag(s2**2))
    assert divergence == pytest.approx(gaussian_kl(m1, s1, m2, s2).sum(), rel=1e-10)


@reproducible
@given(st.floats(-0.999, 0.999), sigmas, sigmas, bases)
def test_information_is_the_divergence_of_the_joint_from_the_independent_and_a_difference_of_entropies(
    rho: float, s: float, t: float, base: float | str
) -> None:
    joint = np.array([[s * s, rho * s * t], [rho * s * t, t * t]])
    information = gaussian_mutual_information(rho, base=base)
    zero, apart = np.zeros(2), np.diag([s * s, t * t])
    divergence = multivariate_gaussian_kl(zero, joint, zero, apart, base=base)
    assert divergence == pytest.approx(information, rel=1e-9, abs=1e-15)
    entropies = gaussian_entropy(s, base=base) + gaussian_entropy(t, base=base)
    assert entropies - multivariate_gaussian_entropy(joint, base=base) == pytest.approx(information, abs=1e-9)


@reproducible
@given(seeds, sizes, st.sampled_from(["list", "numpy", "torch"]))
def test_a_batch_equals_a_loop(seed: int, k: int, kind: str) -> None:
    rng = np.random.default_rng(seed)
    near = covariance(seed, k) * (1 + 1e-9)
    c1 = np.stack([covariance(seed, k), covariance(seed + 1, k), near])
    c2, (m1, m2) = covariance(seed, k), rng.normal(size=(2, 3, k))
    m2[2] = m1[2]
    wrap = {"list": lambda x: x.tolist(), "numpy": np.asarray, "torch": torch.from_numpy}[kind]
    together = multivariate_gaussian_kl(*map(wrap, (m1, c1, m2, c2)))
    one_by_one = [multivariate_gaussian_kl(*one, c2) for one in zip(m1, c1, m2, strict=True)]
    np.testing.assert_allclose(together, one_by_one, rtol=1e-6)
    entropies = [multivariate_gaussian_entropy(c) for c in c1]
    np.testing.assert_allclose(multivariate_gaussian_entropy(wrap(c1)), entropies, rtol=1e-12, atol=1e-12)
    s1, s2 = np.exp(rng.normal(size=(2, 1))), np.exp(rng.normal(size=3))
    together = gaussian_kl(wrap(m1[:2, :1]), wrap(s1), 0.5, wrap(s2))
    one_by_one = [[gaussian_kl(m1[i, 0], s1[i, 0], 0.5, t) for t in s2] for i in range(2)]
    np.testing.assert_allclose(together, one_by_one, rtol=1e-13)


# ---- kinds


def test_the_kind_and_dtype_that_came_in_comes_out() -> None:
    assert type(gaussian_entropy(1)) is float
    assert type(gaussian_kl(0, 1, 0, 1)) is float
    assert gaussian_mutual_information((0, 0)) == [0.0, 0.0]
    assert type(multivariate_gaussian_entropy([[1]])) is float
    for dtype in (np.float16, np.float32, np.float64):
        one = np.ones((1, 1), dtype)
        results = (
            gaussian_entropy(one[0]),
            gaussian_kl(0.0, one[0], 0, [1.0]),
            gaussian_mutual_information(one[0] / 2),
            multivariate_gaussian_entropy(one[None]),
            multivariate_gaussian_kl(one[:1], one, [[0]], [[1.0]]),
        )
        for result in results:
            assert isinstance(result, np.ndarray)
            assert result.dtype == dtype
        assert type(gaussian_entropy(one[0, 0])) is dtype
        assert type(multivariate_gaussian_entropy(one)) is dtype
    for kind in (torch.bfloat16, torch.float32, torch.float64):
        one = torch.ones((1, 1), dtype=kind)
        for tensor in (
            gaussian_entropy(one),
            gaussian_kl(0.0, one, 0, [1.0]),
            gaussian_mutual_information(one / 2),
            multivariate_gaussian_entropy(one),
            multivariate_gaussian_kl([0.0], one, one[0], [[1.0]]),
        ):
            assert isinstance(tensor, torch.Tensor)
            assert tensor.dtype == kind
    assert gaussian_kl(np.float32(0), np.float32(1), np.float64(0), 1).dtype == np.float64
    assert gaussian_kl(torch.tensor(0), torch.ones(1), 0, torch.ones(1).double()).dtype == torch.float64


def test_input_that_may_not_be_written_is_left_alone() -> None:
    c, m, s = covariance(3, 3), np.zeros(3), np.ones(3)
    for array in (c, m, s):
        array.flags.writeable = False
    multivariate_gaussian_kl(m, c, m, np.eye(3))
    gaussian_kl(m, s, m, s)
    assert (c == covariance(3, 3)).all()


# ---- gradients


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


@pytest.mark.parametrize("s", [1e-300, 1e-8, 1e8])
def test_gradients_far_from_equality_are_finite(s: float) -> None:
    sigma = torch.tensor(s, dtype=torch.float64, requires_grad=True)
    gaussian_kl(0.0, sigma, 0.0, 1.0, base="e").backward()
    assert sigma.grad is not None
    assert sigma.grad.item() == pytest.approx(s - 1 / s, rel=1e-14)


# ---- refusals


@pytest.mark.parametrize("wrong", [0.0, -1.0, nan, inf])
def test_a_width_that_is_none_is_refused(xp: Callable[[Any], Any], wrong: float) -> None:
    message = rf"\[1\] = {wrong}; a standard deviation is positive and finite \(for a log-variance v it is"
    with pytest.raises(NotADistributionError, match="sigma" + message):
        gaussian_entropy(xp([1.0, wrong]))
    with pytest.raises(NotADistributionError, match="sigma1" + message):
        gaussian_kl(xp(0.0), xp([1.0, wrong]), xp(0.0), xp(1.0))
    with pytest.raises(NotADistributionError, match="sigma2" + message):
        gaussian_kl(xp(0.0), xp(1.0), xp(0.0), xp([1.0, wrong]))


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


@pytest.mark.parametrize(
    ("cov", "message"),
    [
        ([[1.0, 0.5], [0.4, 1.0]], "cov[0, 1] = 0.5; the entry across the diagonal differs from it"),
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


def test_empty_input_and_other_kinds_are_refused(xp: Callable[[Any], Any]) -> None:
    for function, name in ((gaussian_entropy, "sigma"), (gaussian_mutual_information, "rho")):
        with pytest.raises(NotADistributionError, match=rf"{name} is empty \(shape \(0,\)\)"):
            function(xp([]))
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
