"""Normal variables, one and several: theorems, batches, kinds."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from strategies import bases, covariance, means, seeds, sigmas, sizes

from infolib import (
    gaussian_entropy,
    gaussian_kl,
    gaussian_mutual_information,
    multivariate_gaussian_entropy,
    multivariate_gaussian_kl,
)

# ---- theorems


@given(means, sigmas, means, sigmas, st.floats(0.1, 10), st.floats(-100, 100))
def test_divergence_does_not_depend_on_the_unit_of_x(
    mu1: float, sigma1: float, mu2: float, sigma2: float, scale: float, shift: float
) -> None:
    moved = gaussian_kl(mu1 * scale + shift, sigma1 * scale, mu2 * scale + shift, sigma2 * scale)
    assert moved == pytest.approx(gaussian_kl(mu1, sigma1, mu2, sigma2), rel=1e-6, abs=1e-6)


@given(seeds, sizes)
def test_independent_variables_add(seed: int, k: int) -> None:
    rng = np.random.default_rng(seed)
    (m1, m2), (s1, s2) = rng.normal(size=(2, k)), np.exp(rng.normal(size=(2, k)))
    joint = multivariate_gaussian_entropy(np.diag(s1**2))
    assert joint == pytest.approx(gaussian_entropy(s1).sum(), rel=1e-12, abs=1e-12)
    divergence = multivariate_gaussian_kl(m1, np.diag(s1**2), m2, np.diag(s2**2))
    assert divergence == pytest.approx(gaussian_kl(m1, s1, m2, s2).sum(), rel=1e-10, abs=0)


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
