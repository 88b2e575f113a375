"""What a distribution is: what the check lets through, what it refuses and in which words, and normalize."""

import contextlib
import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from strategies import batches, distributions

from infolib import NotADistributionError, check_distribution, entropy, normalize

KINDS = {
    "list": lambda p: p,
    "numpy": np.asarray,
    # In float64 where Python has floats, so that messages show the same digits.
    "torch": lambda p: torch.from_numpy(np.asarray(p)),
}
nan, inf = float("nan"), float("inf")


# ---- the check


@given(batches())
def test_every_distribution_passes_in_each_dtype(p: np.ndarray) -> None:
    for dtype in (np.float16, np.float32, np.float64, np.longdouble):
        check_distribution(p.astype(dtype))
    check_distribution(torch.from_numpy(p).float())
    check_distribution(p.T.tolist(), axis=0)


@pytest.mark.parametrize(
    "p", [[1], [0, 1, 0], [1.0, -0.0], [5e-324, 1.0], [1.0, 5e-10], [1 / 3] * 3, [[1, 0], [0, 1]]]
)
def test_edge_cases_that_are_distributions(xp: Callable[[Any], Any], p: Any) -> None:  # noqa: ANN401
    check_distribution(xp(p))


@pytest.mark.parametrize(
    ("p", "message"),
    [
        (
            [0.5, 0.6],
            "p sums to 1.1, not 1; is an outcome missing or there twice? If these are weights, normalize()",
        ),
        (
            [0.33, 0.33, 0.33],
            "p sums to 0.99, not 1; these look like rounded probabilities: normalize() them first",
        ),
        ([-0.2, 0.7, 0.5], "p[0] = -0.2 is not a probability; these look like logits: softmax() them first"),
        (
            [[0.5, 0.5], [1.5, -0.5]],
            "p[1, 1] = -0.5 is not a probability; these look like logits: softmax() them",
        ),
        ([2.5, 1.25, 0.25], "p sums to 4, not 1; these look like logits: softmax() them first"),
        ([3, 4, 1], "p sums to 8, not 1; these look like counts: normalize() them first"),
        ([3.0, 4.0, 1.0], "p sums to 8, not 1; these look like counts: normalize() them first"),
        (
            [20, 30.5, 49.5],
            "p sums to 100, not 1; these look like percentages: divide them by 100, or normalize()",
        ),
        ([0.0, 0.0], "p sums to 0, not 1; every probability in it is 0"),
        ([nan, 0.5, 0.5], "p[0] = nan is not a probability; look upstream for 0/0"),
        ([-1.0, nan], "p[1] = nan is not a probability; look upstream for 0/0"),
        ([0.5, inf], "p[1] = inf is not a probability; a probability is finite"),
        ([0.0, -0.5, 1.5], "p[1] = -0.5 is not a probability; these look like logits: softmax() them first"),
        ([0.0, inf], "p[1] = inf is not a probability; a probability is finite"),
        ([1.0, 0.5], "p sums to 1.5, not 1; is an outcome missing or there twice?"),
        ([1.25, 0.5], "p sums to 1.75, not 1; these look like logits: softmax() them first"),
        ([51.25, 50.0], "p sums to 101.25, not 1; these look like logits: softmax() them first"),
        ([60.5, 40.0], "p sums to 100.5, not 1; these look like logits: softmax() them first (weights:"),
        ([0.5, -inf], "p[1] = -inf is not a probability; these look like logits: softmax() them first"),
        ([[0.5, 0.5], [0.75, 0.5]], "p[1, :] sums to 1.25, not 1; is an outcome missing or there twice?"),
        ([[0.5, 1.0], [0.5, 0.0]], "p[0, :] sums to 1.5, not 1; the sums along axis 0 are 1: pass axis=0"),
        ([[0.25, 0.25], [0.25, 0.25]], "p[0, :] sums to 0.5, not 1; the whole table sums to 1: for a joint"),
        (
            [[0.25, 0.125], [0.0625, 0.0]],
            "p[0, :] sums to 0.375, not 1; is an outcome missing or there twice?",
        ),
        ([], "p is empty (shape (0,)); a distribution has an outcome"),
        ([[], []], "p is empty (shape (2, 0)); a distribution has an outcome"),
        (0.5, "p is a single number; a distribution is an array of probabilities"),
    ],
)
def test_what_is_no_distribution_is_refused_and_the_cure_named(
    xp: Callable[[Any], Any],
    p: Any,  # noqa: ANN401
    message: str,
) -> None:
    with pytest.raises(NotADistributionError) as caught:
        check_distribution(xp(p))
    assert str(caught.value).startswith(message)


def test_a_sum_that_just_passes_the_check_is_right_in_its_message_too() -> None:
    most = 8 * 2.0**-23  # what float32 lets the sum of two outcomes miss 1 by
    for p, message in (
        ([[0.5, 0.5 + most], [0.5, 0.25]], "p[1, :] sums to 0.75, not 1"),
        ([[0.5, 0.25], [0.5 + most, 0.75]], "p[0, :] sums to 0.75, not 1; the sums along axis 0 are 1"),
        ([[0.25, 0.25], [0.25, 0.25 + most]], "p[0, :] sums to 0.5, not 1; the whole table sums to 1"),
    ):
        with pytest.raises(NotADistributionError) as caught:
            check_distribution(np.array(p, np.float32))
        assert str(caught.value).startswith(message)


def test_a_large_table_that_sums_to_one_is_recognised(xp: Callable[[Any], Any]) -> None:
    with pytest.raises(NotADistributionError, match="the whole table sums to 1: for a joint distribution"):
        check_distribution(xp(np.full((2, 4000), 1 / 8000).tolist()))


def test_the_error_is_a_value_error_that_names_the_argument_and_the_axis() -> None:
    assert issubclass(NotADistributionError, ValueError)
    with pytest.raises(ValueError, match=r"q\[:, 1\] sums to 1\.25, not 1"):
        check_distribution([[0.5, 0.5], [0.5, 0.75]], axis=0, name="q")


def test_rows_that_sum_to_one_are_no_distributions_along_the_first_axis(xp: Callable[[Any], Any]) -> None:
    with pytest.raises(
        NotADistributionError, match=r"^p\[:, 0\] sums to 0\.75, not 1; the sums along axis 1 are"
    ):
        check_distribution(xp([[0.5, 0.5], [0.25, 0.75]]), axis=0)


def test_a_sum_that_passes_only_if_rounded_to_its_dtype_is_refused() -> None:
    # As float16 the sum is 1.0078125, which is just what it may be.
    with pytest.raises(NotADistributionError, match=r"^p sums to 1\.0080"):
        check_distribution(np.array([1.0, 0.008], np.float16))


def test_sums_too_large_for_a_float_are_an_error_not_a_warning() -> None:
    with pytest.raises(NotADistributionError, match="p sums to inf, not 1; these look like counts"):
        check_distribution([1e308, 1e308])
    with pytest.raises(NotADistributionError, match=r"p\[0, :\] sums to inf, not 1"):
        check_distribution([[1e308, 1e308], [0.5, 0.5]])


@pytest.mark.parametrize(
    ("dtype", "k", "passes", "fails"),
    [
        (np.float64, 10, 0.9e-9, 1.1e-9),
        (np.float64, 10_000_000, 0.9e-9, 1.1e-9),
        (np.float32, 2, 0.9e-6, 1.1e-6),
        (np.float32, 1024, 5e-6, 6e-6),
    ],
)
def test_the_tolerance_suits_dtype_and_length(dtype: type, k: int, passes: float, fails: float) -> None:
    p = np.zeros(k, dtype=dtype)
    p[0] = 0.5
    for sign in (1, -1):
        p[1] = 0.5 + sign * passes
        check_distribution(p)
        p[1] = 0.5 + sign * fails
        with pytest.raises(NotADistributionError, match="rounded probabilities"):
            check_distribution(p)


@pytest.mark.parametrize("k", [100, 4096, 5000])
def test_the_tolerance_is_kept_to_the_last_digit_of_the_sum(k: int) -> None:
    """However quickly a sum is added up first: in float32 it is off by more than these steps."""
    tolerance = 4 * 2.0**-23 * math.log2(2 * k)
    p = np.random.default_rng(k).dirichlet(np.ones(k))
    for missing in np.linspace(-1.2, 1.2, 401) * tolerance:
        rounded = (p * (1 + missing)).astype(np.float32)
        fits = abs(math.fsum(rounded.tolist()) - 1) <= tolerance
        with contextlib.nullcontext() if fits else pytest.raises(NotADistributionError):
            check_distribution(rounded)


def test_float32_sums_that_lost_a_tenth_are_refused() -> None:
    weights = np.random.default_rng(0).random((10_000_000, 2), dtype=np.float32)
    lossy = weights / np.add.reduce(weights, axis=0)  # float32 addition, row after row
    with pytest.raises(NotADistributionError, match=r"p\[:, 0\] sums to"):
        check_distribution(lossy, axis=0)
    for _ in range(3):  # until the sums by that addition are 1
        lossy /= np.add.reduce(lossy, axis=0)
    with pytest.raises(NotADistributionError, match=r"p\[0, :\] sums to 1\.006"):
        check_distribution(lossy.T)
    check_distribution(normalize(weights, axis=0), axis=0)


@pytest.mark.parametrize("function", [entropy, check_distribution])
@pytest.mark.parametrize("axis", [1, -2])
def test_columns_are_not_accepted_because_the_rows_beside_them_sum_to_one(
    xp: Callable[[Any], Any], function: Callable[..., Any], axis: int
) -> None:
    with pytest.raises(
        NotADistributionError, match=r"p\[0, :, 0\] sums to 0\.75, not 1; the sums along axis 2 are"
    ):
        function(xp([[[0.5, 0.5], [0.25, 0.75]]]), axis=axis)


@pytest.mark.parametrize("function", [entropy, normalize, check_distribution])
def test_an_axis_that_is_none_is_refused(xp: Callable[[Any], Any], function: Callable[..., Any]) -> None:
    for axis in (2, -3):
        with pytest.raises(
            ValueError, match=rf"axis must be from -2 to 1, for \w+ has shape \(1, 2\); it is {axis}"
        ):
            function(xp([[0.5, 0.5]]), axis=axis)
    for axis in (None, (0,), 0.0, "x"):
        with pytest.raises(TypeError, match=r"^axis must be one whole number, not"):
            function(xp([[0.5, 0.5]]), axis=axis)


# ---- normalize


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=9).filter(any))
def test_counts_become_the_nearest_fractions(counts: list[int]) -> None:
    expected = [float(Fraction(n, sum(counts))) for n in counts]
    assert normalize(counts) == expected
    assert normalize(tuple(counts)) == expected
    assert normalize(np.array(counts)).tolist() == expected
    assert normalize(torch.tensor(counts, dtype=torch.float64)).tolist() == expected


@given(distributions(), st.floats(1e-290, 1e300))
def test_the_scale_of_the_weights_does_not_matter(p: np.ndarray, scale: float) -> None:
    np.testing.assert_allclose(normalize(p * scale), p, rtol=1e-14, atol=1e-30)
    check_distribution(normalize(p * scale))


@pytest.mark.parametrize("axis", [0, 1, -1])
def test_normalize_works_along_any_axis(xp: Callable[[Any], Any], axis: int) -> None:
    expected = [[0.25, 0.5], [0.75, 0.5]] if axis == 0 else [[0.5, 0.5], [0.75, 0.25]]
    counts = [[1.0, 1.0], [3.0, 1.0]]
    np.testing.assert_array_equal(normalize(xp(counts), axis=axis), expected)


def test_normalize_keeps_floats_and_turns_whole_numbers_into_floats() -> None:
    for dtype in (np.float16, np.float32, np.float64):
        assert normalize(np.array([1, 3], dtype=dtype)).dtype == dtype
    for dtype in (np.uint8, np.int64):
        assert normalize(np.array([200, 200], dtype=dtype)).tolist() == [0.5, 0.5]
        assert normalize(np.array([200, 200], dtype=dtype)).dtype == np.float64
    assert normalize(torch.tensor([1, 3])).dtype == torch.get_default_dtype()
    assert normalize(torch.tensor([1.0, 3.0])).dtype == torch.float32
    assert normalize([10**30, 10**30]) == [0.5, 0.5]


def test_counts_too_large_to_add_are_still_normalized_row_by_row(xp: Callable[[Any], Any]) -> None:
    rows = np.array([[1e308, 1e308, 0.0], [1e-310, 1e-310, 0.0]])
    for counts in (rows, rows.tolist(), torch.from_numpy(rows)):
        np.testing.assert_array_equal(normalize(counts), [[0.5, 0.5, 0.0]] * 2)
    # Only what is too large is scaled (twice the second row would be, too), and that without rounding.
    rows = np.array([[7.0, 4.0, 5.0], [4.0, 8.0, 0.0]]) * 2.0**1020
    np.testing.assert_array_equal(normalize(xp(rows.tolist())), [[0.4375, 0.25, 0.3125], [1 / 3, 2 / 3, 0.0]])


def test_normalize_lets_gradients_through() -> None:
    counts = torch.tensor([1.0, 2.0, 0.0], dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(normalize, counts + 0.5)
    table = torch.tensor([[1.0, 3.0, 0.0], [2.0, 2.0, 4.0]], requires_grad=True)
    assert normalize(table).tolist() == [[0.25, 0.75, 0.0], [0.25, 0.25, 0.5]]
    assert normalize(table.T, axis=0).T.tolist() == [[0.25, 0.75, 0.0], [0.25, 0.25, 0.5]]


def test_normalize_leaves_its_input_alone() -> None:
    counts = np.array([1.0, 3.0])
    counts.flags.writeable = False
    normalize(counts)
    assert counts.tolist() == [1.0, 3.0]


@pytest.mark.parametrize(
    ("counts", "message"),
    [
        ([1.0, -3.0], "counts[1] = -3.0 is not a count; a count is 0 or more"),
        ([1.0, -0.25], "counts[1] = -0.25 is not a count; a count is 0 or more"),
        ([1.0, 0.5, 0.0, -3.0], "counts[3] = -3.0 is not a count; a count is 0 or more"),
        ([0.0, inf], "counts[1] = inf is not a count; a count is finite"),
        ([0.5, inf], "counts[1] = inf is not a count; a count is finite"),
        ([1.0, nan], "counts[1] = nan is not a count; look upstream"),
        ([1.0, inf], "counts[1] = inf is not a count; a count is finite"),
        ([0, 0], "counts sums to 0; normalize() needs a count above 0"),
        ([[1, 2], [0, 0]], "counts[1, :] sums to 0; normalize() needs a count above 0"),
        ([], "counts is empty (shape (0,)); a distribution has an outcome"),
        (3, "counts is a single number; a distribution is an array of probabilities"),
    ],
)
def test_what_cannot_be_normalized_is_refused(
    xp: Callable[[Any], Any],
    counts: Any,  # noqa: ANN401
    message: str,
) -> None:
    with pytest.raises(NotADistributionError) as caught:
        normalize(xp(counts))
    assert str(caught.value).startswith(message)
