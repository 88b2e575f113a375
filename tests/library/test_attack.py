"""Input that was found, or made, to break the library: a result, or an error in its own words."""

import math
import traceback
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from infolib import (
    NotADistributionError,
    conditional_entropy,
    cross_entropy,
    cross_entropy_from_logits,
    entropy,
    gaussian_entropy,
    gaussian_kl,
    gaussian_mutual_information,
    jensen_shannon_divergence,
    joint_entropy,
    kl_divergence,
    log_softmax,
    marginals,
    multivariate_gaussian_entropy,
    multivariate_gaussian_kl,
    mutual_information,
    negative_log_likelihood,
    normalize,
    perplexity,
    pointwise_mutual_information,
    self_information,
    softmax,
)

nan, inf = math.nan, math.inf
Function = Callable[..., Any]


# ---- kinds and sizes of numbers


@pytest.mark.parametrize("layout", [torch.Tensor.to_sparse, torch.Tensor.to_sparse_csr])
@pytest.mark.filterwarnings("ignore:Sparse CSR")
def test_sparse_tensors_are_refused(layout: Function) -> None:
    sparse = layout(torch.eye(2))
    for function, name in (
        (entropy, "p"),
        (softmax, "z"),
        (joint_entropy, "p_xy"),
        (gaussian_entropy, "sigma"),
    ):
        with pytest.raises(
            NotADistributionError, match=rf"^{name} is a sparse tensor; call its to_dense\(\)"
        ):
            function(sparse)


def test_tensors_of_eight_bits_are_refused() -> None:
    p = torch.tensor([0.5, 0.5]).to(torch.float8_e4m3fn)
    message = "^p is of torch.float8_e4m3fn; convert it to torch.float32 first"
    with pytest.raises(NotADistributionError, match=message):
        entropy(p)
    assert entropy(p.float()) == 1


@pytest.mark.parametrize("wrap", [list, np.array, torch.tensor])
@pytest.mark.parametrize("function", [cross_entropy_from_logits, negative_log_likelihood])
def test_a_label_of_more_than_sixty_four_bits_is_no_class(function: Function, wrap: Function) -> None:
    name = "target" if function is cross_entropy_from_logits else "labels"
    message = f"^{name} holds a number of more than 64 bits, which is no class$"
    with pytest.raises(NotADistributionError, match=message):
        function(wrap([0.5, 0.5]), 2**70)


def test_a_number_too_large_for_the_dtype_beside_it_is_infinite_and_says_nothing() -> None:
    with pytest.raises(NotADistributionError, match=r"^q\[0\] = inf is not a probability; a probability is"):
        kl_divergence(np.array([0.5, 0.5], np.float16), [1e308, 1e308])


@pytest.mark.parametrize("wrap", [np.asarray, torch.from_numpy])
def test_a_result_too_large_for_the_dtype_is_infinite_and_says_nothing(wrap: Function) -> None:
    mu = wrap(np.array([1e30, 0.0], np.float32))
    assert [float(x) for x in gaussian_kl(mu, 1.0, 0.0, 1.0)] == [inf, 0.0]
    narrow, wide = (wrap(np.diag([s, s])) for s in (1e-300, 1e300))
    zero = wrap(np.zeros(2))
    assert multivariate_gaussian_kl(zero, wide, zero, narrow) == inf
    assert multivariate_gaussian_kl(wrap(np.array([1e300, 0.0])), narrow, zero, narrow) == inf
    assert math.isfinite(multivariate_gaussian_kl(zero, narrow, zero, wide))


def test_an_unchecked_nan_shows_in_the_divergence() -> None:
    eye, zero = np.eye(2), np.zeros(2)
    assert np.isnan(multivariate_gaussian_kl(np.array([nan, 0.0]), eye, zero, eye, validate=False))


def test_long_double_follows_the_rules_for_zeros_and_covariances() -> None:
    p, q = np.array([0.5, 0.5], np.longdouble), np.array([0.0, 1.0], np.longdouble)
    assert kl_divergence(p, q) == inf
    assert jensen_shannon_divergence(p, q) == pytest.approx(0.31127812445913283, rel=1e-15, abs=0)
    cov = np.eye(2, dtype=np.longdouble)
    assert multivariate_gaussian_kl(q, cov, q, cov) == 0
    assert multivariate_gaussian_entropy(cov).dtype == np.longdouble


# ---- any numbers at all


odd = st.one_of(
    st.floats(allow_nan=True, allow_infinity=True),
    st.sampled_from([0.0, -0.0, 0.5, 1.0, 5e-324, 1e308, nan, inf, -inf, -0.5]),
)
ODD_FUNCTIONS: list[Function] = [
    entropy, perplexity, joint_entropy, mutual_information, conditional_entropy,
    pointwise_mutual_information, self_information, softmax, log_softmax, normalize, marginals,
    gaussian_entropy, gaussian_mutual_information, multivariate_gaussian_entropy,
    lambda x: kl_divergence(x, x), lambda x: cross_entropy(x, x), lambda x: jensen_shannon_divergence(x, x),
    lambda x: cross_entropy_from_logits(x, x), lambda x: gaussian_kl(x, x, x, x),
    lambda x: multivariate_gaussian_kl([0.5, -1.0], x, [0.0, 0.0], x),
]  # fmt: skip


@settings(max_examples=400)
@given(
    st.sampled_from(ODD_FUNCTIONS),
    st.sampled_from([np.float16, np.float32, np.float64, np.longdouble, np.int8, np.uint64]),
    npst.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=3),
    st.booleans(),
    st.booleans(),
    st.data(),
)
def test_any_numbers_give_a_result_without_nan_or_an_error_in_words(
    function: Function,
    dtype: Any,  # noqa: ANN401
    shape: tuple[int, ...],
    repaired: bool,
    as_tensor: bool,
    data: st.DataObject,
) -> None:
    x = np.array(data.draw(npst.arrays(float, shape, elements=odd)))
    if repaired and x.size:  # often a distribution, which random numbers never are
        x = np.where(np.isfinite(x), np.abs(x), 0.0)
        x = np.minimum(x, 1e300) + (0 if x.any() else 1)
        x = x / x.max() / (x / x.max()).sum()
    with np.errstate(all="ignore"):
        x = np.asarray(x.astype(dtype))
    if as_tensor and dtype is not np.longdouble:
        x = torch.from_numpy(x.copy())
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            results = function(x)
        except ValueError as error:
            last = traceback.extract_tb(error.__traceback__)[-1]
            assert (last.line or "").startswith("raise"), "an error of NumPy or PyTorch"
        else:
            for result in results if isinstance(results, tuple) else (results,):
                assert not np.isnan(np.asarray(result, dtype=float)).any()
