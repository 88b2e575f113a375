"""Joint tables: what is refused, in which words."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from measures import AVERAGES, MEASURES

from infolib import (
    NotADistributionError,
    conditional_entropy,
    joint_entropy,
    marginals,
    mutual_information,
    pointwise_mutual_information,
)

nan, inf = math.nan, math.inf


@pytest.mark.parametrize("measure", [marginals, *MEASURES])
@pytest.mark.parametrize(
    ("table", "message"),
    [
        (0.5, "p_xy has shape (); a joint distribution is a table, x by y"),
        ([0.5, 0.5], "p_xy has shape (2,); a joint distribution is a table, x by y"),
        ([[]], "p_xy is empty (shape (1, 0)); a distribution has an outcome"),
        ([[[]]], "p_xy is empty (shape (1, 1, 0)); a distribution has an outcome"),
        (
            [[0.75, -0.25], [0.25, 0.25]],
            "p_xy[0, 1] = -0.25 is not a probability; these look like logits: softmax() them first",
        ),
        ([[0.5, 0.25], [nan, 0.25]], "p_xy[1, 0] = nan is not a probability; look upstream"),
        ([[0.5, 0.25], [inf, 0.25]], "p_xy[1, 0] = inf is not a probability; a probability is finite"),
        (
            [[0.5, 0.25], [0.25, 0.25]],
            "p_xy sums to 1.25, not 1; is an outcome missing or there twice? If these",
        ),
        (
            [[0.5, 0.5], [0.25, 0.75]],
            "p_xy sums to 2, not 1; each row sums to 1: if this is p(y|x), multiply row x",
        ),
        (
            [[0.5, 0.5000005], [0.25, 0.75]],
            "p_xy sums to 2.0000005, not 1; each row sums to 1: if this is p(y|x), multiply row x",
        ),
        (
            [[0.5, 0.25], [0.5, 0.75]],
            "p_xy sums to 2, not 1; each column sums to 1: if this is p(x|y), multiply",
        ),
        ([[0.0, 0.0], [0.0, 0.0]], "p_xy sums to 0, not 1; every probability in it is 0"),
        (
            [[30, 20.5], [9.5, 40]],
            "p_xy sums to 100, not 1; these look like percentages: divide them by 100 first",
        ),
        (
            [[3, 4], [1, 0]],
            "p_xy sums to 8, not 1; these look like counts: divide the table by its sum first",
        ),
        (
            [[0.33, 0.33], [0.33, 0.0]],
            "p_xy sums to 0.99, not 1; these look like rounded probabilities: divide the",
        ),
        (
            [[0.33, 0.33], [0.35, 0.0]],
            "p_xy sums to 1.01, not 1; these look like rounded probabilities: divide the",
        ),
        ([[1e308, 1e308], [0.5, 0.5]], "p_xy sums to inf, not 1; is an outcome missing or there twice?"),
        (
            [[[0.25, 0.25], [0.25, 0.25]], [[0.5, 0.25], [0.0, 0.75]]],
            "p_xy[1, :, :] sums to 1.5, not 1; is an outcome missing or there twice?",
        ),
        (
            [[[0.125, 0.25], [0.0, 0.125]], [[0.125, 0.125], [0.125, 0.125]]],
            "p_xy[0, :, :] sums to 0.5, not 1; the whole array sums to 1: the last two axes must be x",
        ),
        ([["a", "b"]], "p_xy must hold real numbers, but holds text; convert it to float first"),
        ([[0.5j, 1]], "p_xy must hold real numbers, but holds complex numbers"),
    ],
)
def test_what_is_no_joint_distribution_is_refused_and_the_cure_named(
    measure: Callable[..., Any],
    table: Any,  # noqa: ANN401
    message: str,
) -> None:
    kinds = [table, np.asarray(table)]
    if np.asarray(table).dtype.kind == "f":
        kinds.append(torch.tensor(table, dtype=torch.float64))
    for p in kinds:
        with pytest.raises(NotADistributionError) as caught:
            measure(p)
        assert str(caught.value).startswith(message)
        assert caught.value.__context__ is None  # nothing else above it in the traceback


@pytest.mark.parametrize("measure", [marginals, *MEASURES])
def test_counts_are_refused_in_every_integer_type(measure: Callable[..., Any]) -> None:
    for dtype in (np.uint8, np.int64):  # dit: 1465 bits from uint8 counts
        with pytest.raises(NotADistributionError, match="p_xy sums to 512, not 1; these look like counts"):
            measure(np.array([[250, 6], [6, 250]], dtype=dtype))


def test_counts_in_half_precision_are_added_up_where_their_sum_fits() -> None:
    with pytest.raises(NotADistributionError, match="p_xy sums to 160000, not 1; these look like counts"):
        joint_entropy(np.full((2, 2), 40_000, dtype=np.float16))


@pytest.mark.parametrize(
    ("sums", "message"),
    [
        ([[1.0, 0.25], [1.5, 1.0]], "p_xy[0, 1, :, :] sums to 0.25, not 1; "),
        ([[1.0, 0.75], [1.5, 1.0]], "p_xy[1, 0, :, :] sums to 1.5, not 1; "),
    ],
)
def test_the_table_that_is_furthest_from_a_distribution_is_named(
    xp: Callable[[Any], Any], sums: list[list[float]], message: str
) -> None:
    tables = np.array(sums)[..., None, None] * np.array([[0.5, 0.25], [0.25, 0.0]])
    with pytest.raises(NotADistributionError) as caught:
        joint_entropy(xp(tables.tolist()))
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(("excess", "cure"), [(5e-5, "these look like percentages"), (5e-4, "is an outcome")])
def test_percentages_may_be_a_little_off(excess: float, cure: str) -> None:
    with pytest.raises(NotADistributionError, match=f"p_xy sums to 100.000.*, not 1; {cure}"):
        joint_entropy([[30, 20.5], [9.5, 40 + excess]])


def test_the_tolerance_is_that_of_a_distribution_of_as_many_outcomes() -> None:
    p = np.full((4, 256), 2.0**-10, dtype=np.float32)
    p[0, 0] += np.float32(5e-6)
    assert joint_entropy(p) == pytest.approx(10, rel=1e-4, abs=0)
    p[0, 0] += np.float32(2e-6)
    with pytest.raises(NotADistributionError, match=r"p_xy sums to .* rounded probabilities"):
        joint_entropy(p)


def test_the_conditional_entropy_example_whose_table_sums_to_more_than_one() -> None:
    # d2l-ai/d2l-en issue 2533: the published example was no distribution.
    with pytest.raises(NotADistributionError, match=r"p_xy sums to 1\.1, not 1"):
        conditional_entropy([[0.1, 0.5], [0.2, 0.3]])


@pytest.mark.parametrize("given", ["z", "X", None, 0, ["x"]])
def test_given_is_x_or_y(given: Any) -> None:  # noqa: ANN401
    with pytest.raises(ValueError, match=r'given must be "x", for H\(Y\|X\), or "y", for H\(X\|Y\), not '):
        conditional_entropy([[0.5, 0.5]], given=given)


@pytest.mark.parametrize("base", [True, "2", 1, nan, None])
@pytest.mark.parametrize("measure", MEASURES)
def test_a_base_that_is_none_is_refused(measure: Callable[..., Any], base: Any) -> None:  # noqa: ANN401
    with pytest.raises(ValueError, match=r"base must be 2 \(bits\)"):
        measure([[0.5, 0.5]], base=base)


def test_the_check_is_skipped_on_request(xp: Callable[[Any], Any]) -> None:
    half = [[0.25, 0.0], [0.0, 0.25]]  # by the formulas: 2 x 0.25 x 2 bits, and log 0.25/(0.25 x 0.25) = 2
    expected = {joint_entropy: 1.0, conditional_entropy: 0.0, mutual_information: 1.0}
    for measure, value in expected.items():
        assert float(measure(xp(half), validate=False)) == value
    assert [float(v) for v in marginals(xp(half), validate=False)[0]] == [0.25, 0.25]
    assert float(np.asarray(pointwise_mutual_information(xp(half), validate=False))[0, 0]) == 2.0
    for measure in (marginals, *MEASURES):
        with pytest.raises(NotADistributionError, match="a joint distribution is a table"):
            measure(xp([1.0]), validate=False)


def test_without_the_check_pointwise_information_of_a_wrong_entry_is_nan_and_no_warning() -> None:
    found = pointwise_mutual_information(np.array([[-0.5, 0.5], [0.75, 0.25]]), validate=False)
    assert np.isnan(found[0, 0])


@pytest.mark.parametrize("measure", AVERAGES)
@pytest.mark.parametrize("wrong", [-0.5, nan])
def test_without_the_check_a_wrong_entry_still_shows_in_the_result(
    measure: Callable[..., Any], wrong: float
) -> None:
    p = torch.tensor([[wrong, 0.5], [0.75, 0.25]])
    assert measure(p, validate=False).isnan()
    assert np.isnan(measure(p.numpy(), validate=False))  # and NumPy does not warn
