"""Joint tables: marginals, theorems, batches, kinds, layouts."""

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from measures import AVERAGES, MEASURES
from strategies import Table, bases, distributions, table_batches, tables

from infolib import (
    conditional_entropy,
    entropy,
    joint_entropy,
    marginals,
    mutual_information,
    pointwise_mutual_information,
)

# ---- marginals


@given(st.lists(st.lists(st.integers(0, 99), min_size=3, max_size=3), min_size=1, max_size=4))
def test_marginals_are_the_sums_of_rows_and_columns(counts: list[list[int]]) -> None:
    whole = 2 ** math.ceil(math.log2(sum(map(sum, counts)) + 1))
    counts[0][0] += whole - sum(map(sum, counts))  # a power of two, so that every fraction is a float
    p_x = [float(Fraction(sum(row), whole)) for row in counts]
    p_y = [float(Fraction(sum(column), whole)) for column in zip(*counts, strict=True)]
    table = np.array(counts) / whole
    assert marginals(table.tolist()) == (p_x, p_y)
    for found in (marginals(table), marginals(torch.from_numpy(table))):
        assert ([float(v) for v in found[0]], [float(v) for v in found[1]]) == (p_x, p_y)


@given(table_batches())
def test_marginals_of_a_batch(p: Table) -> None:
    p_x, p_y = marginals(p)
    assert (p_x.shape, p_y.shape) == ((len(p), p.shape[1]), (len(p), p.shape[2]))
    for one, x, y in zip(p, p_x, p_y, strict=True):
        np.testing.assert_array_equal(marginals(one)[0], x)
        np.testing.assert_array_equal(marginals(one)[1], y)
        assert entropy(x) <= joint_entropy(one) + 1e-13


# ---- theorems


@given(tables(), bases)
def test_chain_rules(p: Table, base: float | str) -> None:
    p_x, p_y = marginals(p)
    h_x, h_y, both = entropy(p_x, base=base), entropy(p_y, base=base), joint_entropy(p, base=base)
    mutual = mutual_information(p, base=base)
    y_given_x, x_given_y = conditional_entropy(p, base=base), conditional_entropy(p, given="y", base=base)
    assert both == pytest.approx(h_x + y_given_x, rel=1e-13, abs=1e-14)
    assert both == pytest.approx(h_y + x_given_y, rel=1e-13, abs=1e-14)
    assert mutual == pytest.approx(h_x + h_y - both, rel=1e-13, abs=2e-14)
    assert mutual == pytest.approx(h_y - y_given_x, rel=1e-13, abs=2e-14)
    assert mutual == pytest.approx(mutual_information(p.T, base=base), rel=1e-12, abs=1e-16)


@given(tables())
def test_bounds(p: Table) -> None:
    p_x, p_y = marginals(p)
    mutual = mutual_information(p)
    assert 0 <= mutual <= min(entropy(p_x), entropy(p_y)) + 1e-14
    assert 0 <= conditional_entropy(p) <= entropy(p_y) + 1e-14  # conditioning never adds entropy
    assert max(entropy(p_x), entropy(p_y)) - 1e-14 <= joint_entropy(p) <= entropy(p_x) + entropy(p_y) + 1e-14
    # Pinsker: I >= 2 d² / ln 2 bits, d the total variation from independence
    distance = abs(p - np.outer(p_x, p_y)).sum() / 2
    assert mutual >= 2 * distance**2 / math.log(2) * (1 - 1e-9) - 1e-30


@given(tables(), st.data())
def test_processing_never_adds_information(p: Table, data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 4))
    channel = np.stack([data.draw(distributions(size=size)) for _ in range(p.shape[1])])
    assert mutual_information(p @ channel) <= mutual_information(p) * (1 + 1e-12) + 1e-15


@given(distributions(max_size=5), st.data(), st.floats(0, 1))
def test_information_is_convex_in_the_channel_and_concave_in_the_source(
    p_x: Table, data: st.DataObject, share: float
) -> None:
    other = data.draw(distributions(size=p_x.size))
    one, two = (np.stack([data.draw(distributions(size=3)) for _ in p_x]) for _ in range(2))
    mixed = mutual_information(p_x[:, None] * (share * one + (1 - share) * two))
    apart = [mutual_information(p_x[:, None] * channel) for channel in (one, two)]
    assert mixed <= share * apart[0] + (1 - share) * apart[1] + 1e-14
    blended = mutual_information((share * p_x + (1 - share) * other)[:, None] * one)
    apart = [mutual_information(source[:, None] * one) for source in (p_x, other)]
    assert blended >= share * apart[0] + (1 - share) * apart[1] - 1e-14


@given(tables(), st.randoms(use_true_random=False))
def test_order_and_impossible_outcomes_do_not_matter(p: Table, random: Any) -> None:  # noqa: ANN401
    padded = np.pad(p, ((0, 1), (0, 2)))
    rows, columns = list(range(padded.shape[0])), list(range(padded.shape[1]))
    random.shuffle(rows)
    random.shuffle(columns)
    for measure in AVERAGES:
        assert measure(padded[rows][:, columns]) == pytest.approx(measure(p), rel=1e-12, abs=1e-15)


@given(tables(), bases)
def test_information_is_the_average_of_the_pointwise_table(p: Table, base: float | str) -> None:
    pointwise = pointwise_mutual_information(p, base=base)
    assert (pointwise[p == 0] <= 0).all()
    average = np.dot(p[p != 0], pointwise[p != 0])
    assert mutual_information(p, base=base) == pytest.approx(float(average), rel=1e-12, abs=2e-15)


@given(tables(), bases)
def test_bases_differ_by_a_factor(p: Table, base: float | str) -> None:
    factor = math.log2(math.e if base == "e" else base)
    for measure in MEASURES:
        atol = 1e-12 if measure is pointwise_mutual_information else 1e-15  # logarithms of 1e-324 are large
        np.testing.assert_allclose(measure(p), measure(p, base=base) * factor, rtol=1e-12, atol=atol)


@given(table_batches(), bases, st.sampled_from(MEASURES))
def test_a_batch_equals_a_loop_in_each_library(
    p: Table, base: float | str, measure: Callable[..., Any]
) -> None:
    expected = np.stack([measure(table, base=base) for table in p])
    np.testing.assert_allclose(measure(p, base=base), expected, rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(measure(p[:, None], base=base), expected[:, None], rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(
        measure(torch.from_numpy(p), base=base).numpy(), expected, rtol=1e-12, atol=1e-15
    )
    assert measure(p.tolist(), base=base) == measure(p, base=base).tolist()
    flipped = measure(
        p.swapaxes(1, 2), base=base, **({"given": "y"} if measure is conditional_entropy else {})
    )
    expected = expected.swapaxes(1, 2) if expected.ndim == 3 else expected
    np.testing.assert_allclose(flipped, expected, rtol=1e-12, atol=1e-15)


# ---- kinds, layouts, precision


@pytest.mark.parametrize("measure", MEASURES)
def test_the_same_kind_comes_out(measure: Callable[..., Any]) -> None:
    table = [[0.5, 0.25], [0.25, 0.0]]
    scalar = measure is not pointwise_mutual_information
    assert type(measure(table)) is (float if scalar else list)
    assert type(measure(tuple(map(tuple, table)))) is (float if scalar else list)
    assert type(measure([table])) is list
    for dtype in (np.float16, np.float32, np.float64, np.longdouble, np.dtype(">f4")):
        result = measure(np.array(table, dtype=dtype))
        assert isinstance(result, np.generic if scalar else np.ndarray)
        assert result.dtype.type is np.dtype(dtype).type
    for torch_dtype in (torch.bfloat16, torch.float32, torch.float64):
        result = measure(torch.tensor(table, dtype=torch_dtype))
        assert isinstance(result, torch.Tensor)
        assert result.dtype == torch_dtype
    assert measure(np.array([[0, 1]], dtype=np.uint8)).dtype == np.float64


def test_marginals_keep_the_kind() -> None:
    for one in marginals(((0.5, 0.5),)):
        assert type(one) is list
    for one in marginals(np.full((2, 2), 0.25, dtype=np.float32)):
        assert (type(one), one.dtype) == (np.ndarray, np.float32)
    for one in marginals(torch.full((2, 2), 0.25)):
        assert one.dtype == torch.float32


@pytest.mark.parametrize("zeros", [False, True])
@pytest.mark.parametrize("shape", [(300, 400), (3, 200, 150), (60_000, 2), (2, 60_000), (30_000, 1, 2)])
def test_any_layout_of_large_tables_is_read_and_left_alone(shape: tuple[int, ...], zeros: bool) -> None:
    p = np.random.default_rng(4).random(shape) + 1e-3
    if zeros:
        p *= np.random.default_rng(5).random(shape) > 0.3
        p[..., 0, 0] = 1
    p /= p.sum((-2, -1), keepdims=True)
    exact = p.astype(np.longdouble)
    p_x, p_y = exact.sum(-1, keepdims=True), exact.sum(-2, keepdims=True)
    logs = {
        joint_entropy: -np.log2(np.where(exact > 0, exact, 1)),
        conditional_entropy: -np.log2(np.where(exact > 0, exact / np.where(p_x > 0, p_x, 1), 1)),
        mutual_information: np.log2(np.where(exact > 0, exact / np.where(p_x * p_y > 0, p_x * p_y, 1), 1)),
    }
    layouts = [
        p,
        np.asfortranarray(p),
        np.repeat(p, 2, axis=-1)[..., ::2],
        p[..., ::-1, :].copy()[..., ::-1, :],
    ]
    for measure, log in logs.items():
        expected = (exact * log).sum((-2, -1)).astype(float)
        for q in layouts:
            q.flags.writeable = False  # to write into it would be an error
            np.testing.assert_allclose(measure(q), expected, rtol=1e-12, atol=1e-15)
        np.testing.assert_allclose(measure(torch.from_numpy(p.copy())), expected, rtol=1e-12, atol=1e-15)
        swapped = torch.from_numpy(p.swapaxes(-1, -2).copy()).swapaxes(-1, -2)
        np.testing.assert_allclose(measure(swapped), expected, rtol=1e-12, atol=1e-15)
