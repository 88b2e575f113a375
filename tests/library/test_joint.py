"""Joint tables: known values, many digits, near independence, very small numbers."""

import math
from collections.abc import Callable
from typing import Any

import mpmath
import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from measures import AVERAGES
from strategies import Table, bases, distributions, tables

from infolib import (
    conditional_entropy,
    entropy,
    joint_entropy,
    mutual_information,
    pointwise_mutual_information,
)

inf = math.inf

# Cover and Thomas, example 2.2.1: blood type against risk of skin cancer; rows are Y there.
BLOOD = [
    [1 / 8, 1 / 16, 1 / 32, 1 / 32],
    [1 / 16, 1 / 8, 1 / 32, 1 / 32],
    [1 / 16, 1 / 16, 1 / 16, 1 / 16],
    [1 / 4, 0, 0, 0],
]


def exactly(p: Table, base: float | str = 2) -> dict[str, mpmath.mpf]:
    """Return every average with 50 digits, of the table divided by its exact sum."""
    smallest = float(p[p > 0].min())
    with mpmath.workdps(50 - round(math.log10(smallest))):  # the sum of 1 and 1e-300 keeps the 1e-300
        b = mpmath.e if base == "e" else mpmath.mpf(base)
        cells = [[mpmath.mpf(float(v)) for v in row] for row in p]
        whole = mpmath.fsum(v for row in cells for v in row)
        cells = [[v / whole for v in row] for row in cells]
        p_x, p_y = (
            [mpmath.fsum(row) for row in cells],
            [mpmath.fsum(column) for column in zip(*cells, strict=True)],
        )
        found = [(v, p_x[i], p_y[j]) for i, row in enumerate(cells) for j, v in enumerate(row) if v]
        return {
            "joint_entropy": -mpmath.fsum(v * mpmath.log(v, b) for v, _, _ in found),
            "conditional_entropy": -mpmath.fsum(v * mpmath.log(v / x, b) for v, x, _ in found),
            "mutual_information": mpmath.fsum(v * mpmath.log(v / (x * y), b) for v, x, y in found),
        }


# ---- known values


@pytest.mark.parametrize("axes", [(0, 1), (1, 0)])
def test_the_textbook_example(xp: Callable[[Any], Any], axes: tuple[int, int]) -> None:
    p_yx = xp(np.transpose(BLOOD, axes).tolist())
    given_first, given_second = ("x", "y") if axes == (0, 1) else ("y", "x")
    assert float(joint_entropy(p_yx)) == 27 / 8
    assert float(conditional_entropy(p_yx, given=given_first)) == 11 / 8
    assert float(conditional_entropy(p_yx, given=given_second)) == 13 / 8
    assert float(mutual_information(p_yx)) == 3 / 8
    assert float(mutual_information(p_yx, base=4)) == 3 / 16


@pytest.mark.parametrize(
    ("table", "joint", "y_given_x", "x_given_y", "mutual"),
    [
        ([[1.0]], 0.0, 0.0, 0.0, 0.0),
        ([[0.5, 0.5]], 1.0, 1.0, 0.0, 0.0),
        ([[0.5], [0.5]], 1.0, 0.0, 1.0, 0.0),
        ([[0.5, 0.0], [0.0, 0.5]], 1.0, 0.0, 0.0, 1.0),
        ([[0.25, 0.25], [0.25, 0.25]], 2.0, 1.0, 1.0, 0.0),
        ([[0.5, 0.0], [0.25, 0.25]], 1.5, 0.5, 0.75 * math.log2(3) - 0.5, 1.5 - 0.75 * math.log2(3)),
        ([[0.0, 0.0], [0.5, 0.5]], 1.0, 1.0, 0.0, 0.0),
        ([[0, 1], [0, 0]], 0.0, 0.0, 0.0, 0.0),
        ([[0.1, 0.2, 0.4], [0.0, 0.0, 0.3]], 1.8464393446710154, None, None, None),
        ([[0.1, 0.0, 0.0], [0.0, 0.6, 0.0], [0.3, 0.0, 0.0]], None, 0.0, None, None),
    ],
)
def test_known_tables(
    xp: Callable[[Any], Any],
    table: list[list[float]],
    joint: float | None,
    y_given_x: float | None,
    x_given_y: float | None,
    mutual: float | None,
) -> None:
    p = xp(table)
    found = (
        joint_entropy(p),
        conditional_entropy(p),
        conditional_entropy(p, given="y"),
        mutual_information(p),
    )
    for value, expected in zip(found, (joint, y_given_x, x_given_y, mutual), strict=True):
        if expected is not None:
            assert float(value) == pytest.approx(expected, rel=4e-15, abs=0)
            assert math.copysign(1, float(value)) == 1  # 0.0, never -0.0


def test_pointwise_rules(xp: Callable[[Any], Any]) -> None:
    # Row 3 never occurs; in rows 1 and 2, of the pairs that do not, each outcome does.
    p = xp([[0.5, 0.0, 0.25], [0.0, 0.25, 0.0], [0.0, 0.0, 0.0]])
    found = np.asarray(pointwise_mutual_information(p))
    third = math.log2(4 / 3)
    expected = [[third, -inf, third], [-inf, 2.0, -inf], [0.0, 0.0, 0.0]]
    np.testing.assert_allclose(found, expected, rtol=1e-15)


def test_pointwise_sign_says_more_or_less_often_than_chance() -> None:
    found = pointwise_mutual_information(np.array([[0.4, 0.1], [0.1, 0.4]]))
    np.testing.assert_allclose(
        found, [[math.log2(1.6), math.log2(0.4)]] * 1 + [[math.log2(0.4), math.log2(1.6)]]
    )


@pytest.mark.parametrize("k", range(11))
@pytest.mark.parametrize("library", [np, torch])
def test_uniform_tables_are_exact(library: Any, k: int) -> None:  # noqa: ANN401
    for dtype in (library.float32, library.float64):
        p = library.full((2**k, 2 ** (k // 2)), 2.0 ** -(k + k // 2), dtype=dtype)
        assert joint_entropy(p) == k + k // 2
        assert conditional_entropy(p) == k // 2
        assert conditional_entropy(p, given="y") == k
        assert mutual_information(p) == 0
        diagonal = library.eye(2**k, dtype=dtype) / 2**k
        assert (conditional_entropy(diagonal), mutual_information(diagonal)) == (0, k)


# ---- many digits, nearly independent, nearly determined, tiny


@given(tables(), bases)
def test_the_averages_agree_with_many_digits(p: Table, base: float | str) -> None:
    expected = exactly(p, base)
    for measure in AVERAGES:
        found, exact = measure(p, base=base), float(expected[measure.__name__])
        assert found == pytest.approx(exact, rel=1e-12 if measure is mutual_information else 1e-14, abs=1e-15)


@pytest.mark.parametrize("library", [np.asarray, torch.from_numpy])
@pytest.mark.parametrize("delta", [0.1, 1e-2, 1e-3, 1e-5, 1e-7, 1e-8, 1e-9])
def test_nearly_independent_tables_keep_their_digits(library: Callable[..., Any], delta: float) -> None:
    rng = np.random.default_rng(3)
    for shape in [(2, 2), (3, 2), (4, 5), (1, 6), (30, 30)]:
        independent = np.outer(rng.dirichlet(np.ones(shape[0])), rng.dirichlet(np.ones(shape[1])))
        p = independent * (1 + delta * rng.choice([-1, 1], shape))
        p /= p.sum()
        exact = float(exactly(p)["mutual_information"])
        found = float(mutual_information(library(p)))
        assert found >= 0
        dependent = np.eye(*shape) / min(shape)
        both = mutual_information(library(np.stack([p, dependent])))  # in a batch with one that is not
        np.testing.assert_allclose(both, [found, math.log2(min(shape))], rtol=1e-15)
        if exact > delta**2 / 1000:
            assert found == pytest.approx(
                exact, rel=1e-6 if delta < 1e-7 else 1e-7 if delta < 1e-5 else 1e-10, abs=0
            )


def test_the_digits_are_kept_where_entropies_lose_them() -> None:
    p = np.full((2, 2), 0.25) + 2.0**-30 * np.array([[1, -1], [-1, 1]])
    lost = 2 * entropy([0.5, 0.5]) - joint_entropy(p)
    exact = float(exactly(p)["mutual_information"])
    assert mutual_information(p) == pytest.approx(exact, rel=1e-8, abs=0)
    assert abs(lost - exact) > 0.5 * exact


@given(distributions(max_size=6), distributions(max_size=6))
def test_independent_outcomes_tell_nothing_and_never_less(p_x: Table, p_y: Table) -> None:
    assert 0 <= mutual_information(np.outer(p_x, p_y)) < 1e-28
    assert 0 <= mutual_information(torch.from_numpy(np.outer(p_x, p_y))) < 1e-28


def test_rare_independent_pairs_have_a_pointwise_information_of_nothing_but_a_rounding_error() -> None:
    p = np.outer([0.99999, 0.00001], [0.99997, 0.00002, 0.00001])
    assert abs(pointwise_mutual_information(p)).max() < 1e-15


@given(distributions(), st.data())
def test_a_function_of_x_leaves_exactly_nothing_to_ask(p_x: Table, data: st.DataObject) -> None:
    p = np.zeros((p_x.size, 3))
    p[range(p_x.size), [data.draw(st.integers(0, 2)) for _ in p_x]] = p_x
    assert conditional_entropy(p) == 0
    assert conditional_entropy(p.T, given="y") == 0


@pytest.mark.parametrize("tiny", [1e-100, 1e-200, 1e-310, 5e-324])
def test_probabilities_whose_product_is_no_float(tiny: float) -> None:
    for table in ([[1.0, 0.0], [0.0, tiny]], [[0.5, 0.5], [tiny, 0.0]], [[0.5, tiny], [tiny, 0.5]]):
        p = np.array(table)
        exact = exactly(p)
        found = mutual_information(p)
        assert math.isfinite(found)
        assert found == pytest.approx(float(exact["mutual_information"]), rel=1e-3, abs=5e-324)
        assert conditional_entropy(p) == pytest.approx(
            float(exact["conditional_entropy"]), rel=1e-3, abs=5e-324
        )
    pointwise = pointwise_mutual_information([[1.0, 0.0], [0.0, tiny]])
    assert pointwise == [[0.0, -inf], [-inf, pytest.approx(-math.log2(tiny), rel=1e-15, abs=0)]]


@pytest.mark.parametrize("library", [np.asarray, torch.from_numpy])
@pytest.mark.parametrize("shares", [[0.6, 0.4], [0.5, 0.5], [0.4, 0.35, 0.25], [0.55, 0.45, 0.0]])
def test_little_surprise_may_be_that_of_an_open_outcome_of_a_rare_x(
    library: Callable[..., Any], shares: list[float]
) -> None:
    certain = [1.0] + [0.0] * (len(shares) - 1)
    p = np.array([[(1 - 2.0**-20) * v for v in certain], [2.0**-20 * v for v in shares]])
    expected = float(entropy(shares)) / 2**20
    assert float(conditional_entropy(library(p))) == pytest.approx(expected, rel=1e-14, abs=0)
    assert float(conditional_entropy(library(p.T), given="y")) == pytest.approx(expected, rel=1e-14, abs=0)


@pytest.mark.parametrize("library", [np.asarray, torch.from_numpy])
@pytest.mark.parametrize("doubt", [1e-3, 1e-6, 1e-8, 1e-10, 1e-12, 1e-15, 1e-18, 1e-300])
def test_little_surprise_keeps_its_digits(library: Callable[..., Any], doubt: float) -> None:
    rng = np.random.default_rng(7)
    for rows, columns in [(2, 2), (5, 3), (1, 4), (40, 40)]:
        p = np.where(
            np.arange(columns) == rng.integers(columns, size=(rows, 1)), 1.0, doubt * rng.random(columns)
        )
        p *= rng.dirichlet(np.ones(rows))[:, None]
        p /= p.sum()
        exact = float(exactly(p)["conditional_entropy"])
        assert float(conditional_entropy(library(p))) == pytest.approx(exact, rel=1e-12, abs=0)
        assert float(conditional_entropy(library(p.T), given="y")) == pytest.approx(exact, rel=1e-12, abs=0)
        beside = library(np.stack([p, np.full(p.shape, 1 / p.size)]))  # in a batch with much surprise
        np.testing.assert_allclose(conditional_entropy(beside), [exact, math.log2(columns)], rtol=1e-12)


@pytest.mark.parametrize("shape", [(1000, 1000), (200_000, 5), (5, 200_000)])
def test_a_million_floats32_keep_six_digits(shape: tuple[int, int]) -> None:
    weights = np.random.default_rng(6).random(shape, dtype=np.float32)
    p = (weights / weights.sum(dtype=float)).astype(np.float32)
    for measure in AVERAGES:
        result = measure(p)
        assert result.dtype == np.float32
        assert float(result) == pytest.approx(float(measure(p.astype(float))), rel=1e-6, abs=0)


def test_what_is_left_to_ask_keeps_its_digits_long_before_it_is_settled() -> None:
    rng = np.random.default_rng(0)
    for _ in range(50):
        doubt = rng.uniform(1e-5, 5e-5)
        p_x, rest = rng.dirichlet(np.full(6, 3.0)), rng.dirichlet(np.ones(4), 6) * doubt
        p = p_x[:, None] * np.c_[np.full(6, 1 - doubt), rest]
        with mpmath.workdps(40):
            rows = [[mpmath.mpf(float(v)) for v in row] for row in p]
            expected = -mpmath.fsum(v * mpmath.log(v / mpmath.fsum(row)) for row in rows for v in row)
        assert conditional_entropy(p, base="e") == pytest.approx(float(expected), rel=1e-14, abs=0)
