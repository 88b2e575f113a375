"""Normal variables, one and several: known values, sixty digits, rounding errors."""

import math
from collections.abc import Callable
from typing import Any

import mpmath
import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from strategies import Matrix, bases, covariance, means, seeds, sigmas, sizes

from infolib import (
    NotADistributionError,
    gaussian_entropy,
    gaussian_kl,
    gaussian_mutual_information,
    multivariate_gaussian_entropy,
    multivariate_gaussian_kl,
)

inf = math.inf


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
        ((0.0, 1e-200, 0.0, 1e200), 400 * math.log(10) - 0.5),  # and 1e-200 / 1e200 is too small for one
    ],
)
def test_divergence_of_known_pairs(
    xp: Callable[[Any], Any], parameters: tuple[float, ...], nats: float
) -> None:
    assert float(gaussian_kl(*map(xp, parameters), base="e")) == pytest.approx(nats, rel=1e-15, abs=0)


@pytest.mark.parametrize("wrap", [np.asarray, torch.from_numpy])
def test_one_variable_too_wide_for_a_float_among_others_makes_the_divergence_infinite(
    wrap: Callable[[Any], Any],
) -> None:
    cov1, cov2 = np.diag([1.0, 1e300, 1.0]), np.diag([1.0, 1e-300, 1.0])
    mu = np.zeros(3)
    assert float(multivariate_gaussian_kl(wrap(mu), wrap(cov1), wrap(mu), wrap(cov2))) == inf


@pytest.mark.parametrize("wrap", [np.asarray, torch.from_numpy])
@pytest.mark.parametrize(("rho1", "rho2"), [(0.5, 0.9), (-0.9, 0.9)])
def test_correlated_variables_too_wide_for_a_float_make_it_infinite(
    wrap: Callable[[Any], Any], rho1: float, rho2: float
) -> None:
    # In its products an infinity meets one of the other sign.
    cov1, cov2 = (size * np.array([[1, rho], [rho, 1]]) for size, rho in ((1e300, rho1), (1e-300, rho2)))
    mu = np.zeros(2)
    assert float(multivariate_gaussian_kl(wrap(mu), wrap(cov1), wrap(mu), wrap(cov2))) == inf


@pytest.mark.parametrize("wrap", [np.asarray, torch.as_tensor])
def test_unchecked_infinite_means_are_infinitely_far_apart_unless_they_are_the_same(
    wrap: Callable[[Any], Any],
) -> None:
    far, near, one = wrap(np.array([[-inf], [0.0]])), wrap(np.array([[inf], [inf]])), wrap(np.eye(1))
    assert multivariate_gaussian_kl(far, one, near, one, validate=False).tolist() == [inf, inf]
    assert np.isnan(np.asarray(multivariate_gaussian_kl(near, one, near, one, validate=False))).all()


@pytest.mark.parametrize("wrap", [np.asarray, torch.as_tensor])
def test_how_far_apart_unchecked_infinite_variances_are_is_unknown(wrap: Callable[[Any], Any]) -> None:
    mu, cov = wrap(np.zeros(1)), wrap(np.array([[inf]]))
    assert math.isnan(multivariate_gaussian_kl(mu, cov, mu, cov, validate=False))


@pytest.mark.parametrize("k", [*range(1, 100, 7), *range(-314, 315, 39)])
def test_the_divergence_of_nearly_equal_widths_keeps_twelve_digits(k: int) -> None:
    u = k * 2.0**-20  # from 1e-6 to 3e-4
    with mpmath.workdps(50):
        expected = float(mpmath.mpf(u) ** 2 / 2 + mpmath.mpf(u) - mpmath.log1p(mpmath.mpf(u)))
    assert gaussian_kl(0.0, 1 + u, 0.0, 1.0, base="e") == pytest.approx(expected, rel=5e-13, abs=0)


@pytest.mark.parametrize(
    ("rho", "bits"),
    [(0.0, 0.0), (0.5, -math.log2(0.75) / 2), (0.6, -math.log2(0.8)), (-0.8, -math.log2(0.6))],
)
def test_information_of_known_correlations(xp: Callable[[Any], Any], rho: float, bits: float) -> None:
    found = float(gaussian_mutual_information(xp(rho)))
    assert found == pytest.approx(bits, rel=4e-16, abs=0)
    assert math.copysign(1, found) == 1


# ---- against fifty digits


@given(means, sigmas, means, sigmas, bases)
def test_divergence_agrees_with_sixty_digits(
    mu1: float, sigma1: float, mu2: float, sigma2: float, base: float | str
) -> None:
    expected = kl_by_mpmath(mu1, sigma1, mu2, sigma2, base)
    found = gaussian_kl(mu1, sigma1, mu2, sigma2, base=base)
    assert found == pytest.approx(expected, rel=1e-11, abs=1e-300)
    assert found >= 0


@pytest.mark.parametrize(
    "delta", [1e-15, 1e-12, 1e-9, 1e-7, 9.9e-5, 1.01e-4, 2.99e-4, 3.01e-4, 1e-3, 0.4, 0.6]
)
@pytest.mark.parametrize("sign", [1, -1])
def test_divergence_of_nearly_equal_widths_keeps_its_digits(
    xp: Callable[[Any], Any], delta: float, sign: int
) -> None:
    # The plain formula is 100 % off at a ratio of 1 + 1e-9.
    parameters = (3.0, 0.7 * (1 + sign * delta), 3.0, 0.7)
    found = float(gaussian_kl(*map(xp, parameters), base="e"))
    assert found == pytest.approx(kl_by_mpmath(*parameters), rel=1e-11, abs=0)


def test_near_and_far_widths_in_one_array_keep_their_digits(xp: Callable[[Any], Any]) -> None:
    narrow, wide = [1 + 1e-9, 0.9, 0.25, 3.0, 3e200], [1.0, 1.0, 1.0, 1.0, 7e201]
    expected = [kl_by_mpmath(0.0, s1, 0.0, s2) for s1, s2 in zip(narrow, wide, strict=True)]
    found = gaussian_kl(0.0, xp(narrow), 0.0, xp(wide), base="e")
    np.testing.assert_allclose(found, expected, rtol=1e-11)
    assert float(found[-1]) == pytest.approx(expected[-1], rel=1e-15, abs=0)


def test_very_many_means_may_have_one_width(xp: Callable[[Any], Any]) -> None:
    means = np.arange(100_000.0)
    found = gaussian_kl(xp(means.tolist()), 1.0, 0.0, 1.0)
    np.testing.assert_allclose(found, means**2 / 2 / math.log(2), rtol=1e-15)


def test_divergence_of_float32_is_as_exact_as_its_input() -> None:
    s = np.float32(1) + np.float32(2) ** -20
    found = gaussian_kl(np.float32(0), s, np.float32(0), np.float32(1), base="e")
    assert type(found) is np.float32
    assert found == pytest.approx(kl_by_mpmath(0, float(s), 0, 1), rel=1e-6, abs=0)


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


@pytest.mark.parametrize("rho", [1e-150, 1e-9, 0.4999, 0.5001, 1 - 1e-9, 1 - 2**-53, -1 + 1e-9, -1 + 2**-53])
def test_information_of_extreme_correlations_keeps_its_digits(xp: Callable[[Any], Any], rho: float) -> None:
    with mpmath.workdps(700):
        expected = float(-mpmath.log(1 - mpmath.mpf(rho) ** 2) / 2)
    assert float(gaussian_mutual_information(xp(rho), base="e")) == pytest.approx(expected, rel=1e-15, abs=0)


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
        assert found == pytest.approx(divergence, rel=1e-10, abs=0)


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
@pytest.mark.parametrize(("digits", "dtype"), [(52, torch.float64), (23, torch.float32), (7, torch.bfloat16)])
def test_a_covariance_is_trusted_from_its_rounding_errors_on(digits: int, dtype: torch.dtype, k: int) -> None:
    cov = torch.eye(k, dtype=torch.float64)
    cov[0, 1] = cov[1, 0] = 1.0
    limit = (
        2 * (64 if digits > 20 else 2) * k**0.5
    )  # in rounding errors: half of it is the smallest eigenvalue
    steps = math.ceil(limit * 1.1)
    cov[1, 1] = 1 + steps * 2.0**-digits  # the determinant is this less 1, exactly
    expected = (k * math.log2(2 * math.pi * math.e) + math.log2(steps) - digits) / 2
    found = float(multivariate_gaussian_entropy(cov.to(dtype)))
    assert found == pytest.approx(expected, rel=max(1e-14, 2.0**-digits), abs=0)
    cov[1, 1] = 1 + math.floor(limit * 0.9) * 2.0**-digits
    for several in (cov.to(dtype), cov.to(dtype).expand(2, 1, k, k)):  # alone and in a batch
        message = rf"a linear function of the others.*\(singular to the precision of {str(dtype)[6:]}\)$"
        with pytest.raises(NotADistributionError, match=message):
            multivariate_gaussian_entropy(several)


DTYPES = [torch.float64, torch.float32, torch.float16, torch.bfloat16]


def covariance_of_data(dtype: torch.dtype, k: int, rows: int, seed: int, *, dependent: bool) -> torch.Tensor:
    """Return the covariance of k variables, the last of which may be the sum of the others, shuffled."""
    generator = torch.Generator().manual_seed(seed)
    x = torch.randn(rows, k, generator=generator, dtype=torch.float64).to(dtype)
    if dependent:
        x[:, -1] = x[:, :-1].sum(1)
    x = x[:, torch.randperm(k, generator=generator)]
    return torch.cov(x.float().T if x.itemsize < 4 else x.T).to(dtype)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize(("k", "rows"), [(2, 40), (3, 40), (3, 3000), (10, 1000)])
def test_dependent_variables_are_refused_and_others_are_not(dtype: torch.dtype, k: int, rows: int) -> None:
    message = "^cov is not positive definite .* one variable is a linear function .*precision of "
    for seed in range(40):
        with pytest.raises(NotADistributionError, match=message + str(dtype).removeprefix("torch.")):
            multivariate_gaussian_entropy(covariance_of_data(dtype, k, rows, seed, dependent=True))
        honest = covariance_of_data(dtype, k, rows, seed, dependent=False)
        assert multivariate_gaussian_entropy(honest).isfinite()
        if dtype == torch.float32:
            with pytest.raises(NotADistributionError, match="precision of float32"):
                multivariate_gaussian_entropy(
                    covariance_of_data(dtype, k, rows, seed, dependent=True).numpy()
                )


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32])
def test_variables_of_different_scale_are_no_dependence(dtype: torch.dtype) -> None:
    for seed in range(40):
        scale = 10.0 ** torch.linspace(-4, 4, 5, dtype=torch.float64)
        cov = covariance_of_data(torch.float64, 5, 40, seed, dependent=False) * scale * scale[:, None]
        assert multivariate_gaussian_entropy(cov.to(dtype)).isfinite()


def test_of_a_batch_the_dependent_matrix_is_named_not_the_one_of_different_scales() -> None:
    with pytest.raises(NotADistributionError, match=r"cov\[1\] is not .* linear function of the others"):
        multivariate_gaussian_entropy(
            [np.diag([1e20, 1e-20]).tolist(), np.outer([0.4, 0.3], [0.4, 0.3]).tolist()]
        )


def test_each_divergence_of_a_batch_goes_its_own_way(xp: Callable[[Any], Any]) -> None:
    none, one = [0.0, 0.0], [[1.0, 0.0], [0.0, 1.0]]
    x = 2.0**-20
    pairs: list[tuple[Any, Any, Any, float]] = [
        (none, [[1 + x, 0.0], [0.0, 1.0]], one, (x**2 / 2 - x**3 / 3 + x**4 / 4) / 2),
        (none, [[1.25, 0.0], [0.0, 1.0]], one, (0.25 - math.log(1.25)) / 2),
        (none, [[4.0, 0.0], [0.0, 1.0]], one, (3 - math.log(4)) / 2),
        (none, [[1e200, 0.0], [0.0, 1.0]], [[1e-200, 0.0], [0.0, 1.0]], inf),
        ([1e200, 0.0], one, one, inf),
        ([math.nan, 0.0], one, one, math.nan),
        (none, [[1.0, math.nan], [0.0, 1.0]], one, math.nan),
    ]
    for chosen in (pairs[:5], pairs):
        mu, cov1, cov2 = (xp([pair[i] for pair in chosen]) for i in range(3))
        validate = chosen is not pairs
        got = multivariate_gaussian_kl(mu, cov1, xp(none), cov2, base="e", validate=validate)
        np.testing.assert_allclose(np.asarray(got), [pair[3] for pair in chosen], rtol=1e-12)


def test_a_much_narrower_distribution_keeps_its_digits(xp: Callable[[Any], Any]) -> None:
    parameters = ([0.0, 0.0], [[1e-30, 0.0], [0.0, 1.0]], [0.0, 0.0], [[1.0, 0.0], [0.0, 1.0]])
    expected = (30 * math.log(10) - 1) / 2
    assert float(multivariate_gaussian_kl(*map(xp, parameters), base="e")) == pytest.approx(
        expected, rel=1e-15, abs=0
    )
