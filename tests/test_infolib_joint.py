"""Joint tables: known values, chain rules, theorems, oracles, near independence, gradients, refusals."""

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import mpmath
import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from strategies import bases, distributions, reproducible

from infolib import (
    NotADistributionError,
    conditional_entropy,
    entropy,
    joint_entropy,
    marginals,
    mutual_information,
    pointwise_mutual_information,
)

Table = NDArray[np.float64]
nan, inf = math.nan, math.inf
MEASURES = [joint_entropy, conditional_entropy, mutual_information, pointwise_mutual_information]
AVERAGES = MEASURES[:3]

# Cover and Thomas, example 2.2.1: blood type against risk of skin cancer; rows are Y there.
BLOOD = [
    [1 / 8, 1 / 16, 1 / 32, 1 / 32],
    [1 / 16, 1 / 8, 1 / 32, 1 / 32],
    [1 / 16, 1 / 16, 1 / 16, 1 / 16],
    [1 / 4, 0, 0, 0],
]


@pytest.fixture(params=["list", "numpy", "torch"])
def xp(request: pytest.FixtureRequest) -> Callable[[Any], Any]:
    """Turn a list into each kind of input."""
    kinds = {
        "list": lambda p: p,
        "numpy": lambda p: np.asarray(p, dtype=float),
        "torch": lambda p: torch.tensor(p, dtype=torch.float64),
    }
    return kinds[request.param]


@st.composite
def tables(draw: st.DrawFn, max_side: int = 4) -> Table:
    """One joint distribution, with zeros, whole zero rows and very small probabilities."""
    rows, columns = draw(st.integers(1, max_side)), draw(st.integers(1, max_side))
    return draw(distributions(size=rows * columns)).reshape(rows, columns)


@st.composite
def table_batches(draw: st.DrawFn) -> Table:
    """Several joint distributions of one shape."""
    rows, columns = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    drawn = draw(st.lists(distributions(size=rows * columns), min_size=1, max_size=4))
    return np.stack(drawn).reshape(-1, rows, columns)


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


# ---- marginals


@reproducible
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


@reproducible
@given(table_batches())
def test_marginals_of_a_batch(p: Table) -> None:
    p_x, p_y = marginals(p)
    assert (p_x.shape, p_y.shape) == ((len(p), p.shape[1]), (len(p), p.shape[2]))
    for one, x, y in zip(p, p_x, p_y, strict=True):
        np.testing.assert_array_equal(marginals(one)[0], x)
        np.testing.assert_array_equal(marginals(one)[1], y)
        assert entropy(x) <= joint_entropy(one) + 1e-13


# ---- theorems


@reproducible
@given(tables(), bases)
def test_the_averages_agree_with_many_digits(p: Table, base: float | str) -> None:
    expected = exactly(p, base)
    for measure in AVERAGES:
        found, exact = measure(p, base=base), float(expected[measure.__name__])
        assert found == pytest.approx(exact, rel=1e-12 if measure is mutual_information else 1e-14, abs=1e-15)


@reproducible
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


@reproducible
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


@reproducible
@given(tables(), st.data())
def test_processing_never_adds_information(p: Table, data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 4))
    channel = np.stack([data.draw(distributions(size=size)) for _ in range(p.shape[1])])
    assert mutual_information(p @ channel) <= mutual_information(p) * (1 + 1e-12) + 1e-15


@reproducible
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


@reproducible
@given(tables(), st.randoms(use_true_random=False))
def test_order_and_impossible_outcomes_do_not_matter(p: Table, random: Any) -> None:  # noqa: ANN401
    padded = np.pad(p, ((0, 1), (0, 2)))
    rows, columns = list(range(padded.shape[0])), list(range(padded.shape[1]))
    random.shuffle(rows)
    random.shuffle(columns)
    for measure in AVERAGES:
        assert measure(padded[rows][:, columns]) == pytest.approx(measure(p), rel=1e-12, abs=1e-15)


@reproducible
@given(tables(), bases)
def test_information_is_the_average_of_the_pointwise_table(p: Table, base: float | str) -> None:
    pointwise = pointwise_mutual_information(p, base=base)
    assert (pointwise[p == 0] <= 0).all()
    average = np.dot(p[p != 0], pointwise[p != 0])
    assert mutual_information(p, base=base) == pytest.approx(float(average), rel=1e-12, abs=2e-15)


@reproducible
@given(tables(), bases)
def test_bases_differ_by_a_factor(p: Table, base: float | str) -> None:
    factor = math.log2(math.e if base == "e" else base)
    for measure in MEASURES:
        atol = 1e-12 if measure is pointwise_mutual_information else 1e-15  # logarithms of 1e-324 are large
        np.testing.assert_allclose(measure(p), measure(p, base=base) * factor, rtol=1e-12, atol=atol)


@reproducible
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


# ---- nearly independent, nearly determined, tiny


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
                exact, rel=1e-6 if delta < 1e-7 else 1e-7 if delta < 1e-5 else 1e-10
            )


def test_the_digits_are_kept_where_entropies_lose_them() -> None:
    p = np.full((2, 2), 0.25) + 2.0**-30 * np.array([[1, -1], [-1, 1]])
    lost = 2 * entropy([0.5, 0.5]) - joint_entropy(p)
    exact = float(exactly(p)["mutual_information"])
    assert mutual_information(p) == pytest.approx(exact, rel=1e-8)
    assert abs(lost - exact) > 0.5 * exact


@reproducible
@given(distributions(max_size=6), distributions(max_size=6))
def test_independent_outcomes_tell_nothing_and_never_less(p_x: Table, p_y: Table) -> None:
    assert 0 <= mutual_information(np.outer(p_x, p_y)) < 1e-28
    assert 0 <= mutual_information(torch.from_numpy(np.outer(p_x, p_y))) < 1e-28


def test_rare_independent_pairs_have_a_pointwise_information_of_nothing_but_a_rounding_error() -> None:
    p = np.outer([0.99999, 0.00001], [0.99997, 0.00002, 0.00001])
    assert abs(pointwise_mutual_information(p)).max() < 1e-15


@reproducible
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
    assert pointwise == [[0.0, -inf], [-inf, pytest.approx(-math.log2(tiny), rel=1e-15)]]


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
        assert float(conditional_entropy(library(p))) == pytest.approx(exact, rel=1e-12)
        assert float(conditional_entropy(library(p.T), given="y")) == pytest.approx(exact, rel=1e-12)
        beside = library(np.stack([p, np.full(p.shape, 1 / p.size)]))  # in a batch with much surprise
        np.testing.assert_allclose(conditional_entropy(beside), [exact, math.log2(columns)], rtol=1e-12)


def test_gradient_of_little_surprise_is_that_of_the_definition() -> None:
    values = torch.tensor([[0.5, 1e-9], [0.0, 0.5 - 1e-9]], dtype=torch.float64)
    p = values.clone().requires_grad_()
    conditional_entropy(p, base="e").backward()
    expected = -(values / values.sum(1, keepdim=True)).log()
    assert p.grad is not None
    assert p.grad[1, 0].isfinite()
    torch.testing.assert_close(p.grad[values > 0], expected[values > 0], rtol=1e-6, atol=1e-15)


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


@pytest.mark.parametrize("shape", [(1000, 1000), (200_000, 5), (5, 200_000)])
def test_a_million_floats32_keep_six_digits(shape: tuple[int, int]) -> None:
    weights = np.random.default_rng(6).random(shape, dtype=np.float32)
    p = (weights / weights.sum(dtype=float)).astype(np.float32)
    for measure in AVERAGES:
        result = measure(p)
        assert result.dtype == np.float32
        assert float(result) == pytest.approx(float(measure(p.astype(float))), rel=1e-6)


# ---- gradients


@pytest.mark.parametrize("base", [2, "e", 3])
@pytest.mark.parametrize("measure", MEASURES)
def test_gradients_agree_with_finite_differences(measure: Callable[..., Any], base: float | str) -> None:
    z = torch.tensor([[[0.3, -1.0, 2.0], [0.0, 0.1, 0.2]]], dtype=torch.float64, requires_grad=True)

    def through_softmax(z: torch.Tensor) -> Any:  # noqa: ANN401
        return measure(torch.softmax(z.reshape(1, 6), -1).reshape(1, 2, 3), base=base)

    assert torch.autograd.gradcheck(through_softmax, z)


def test_gradients_are_those_of_the_definitions() -> None:
    values = torch.tensor([[0.4, 0.1], [0.2, 0.3]], dtype=torch.float64)
    p_x, p_y = values.sum(1, keepdim=True), values.sum(0)
    expected = {
        joint_entropy: -values.log() - 1,
        conditional_entropy: -(values / p_x).log(),
        mutual_information: (values / p_x / p_y).log() - 1,
    }
    for measure, gradient in expected.items():
        p = values.clone().requires_grad_()
        measure(p, base="e").backward()
        torch.testing.assert_close(p.grad, gradient, rtol=1e-13, atol=1e-13)


def test_gradient_of_nearly_independent_tables_is_still_that_of_the_definition() -> None:
    values = torch.tensor([[0.25 + 1e-6, 0.25 - 1e-6], [0.25, 0.25]], dtype=torch.float64)
    p = values.clone().requires_grad_()
    information = mutual_information(p, base="e")
    assert float(information.detach()) == float(mutual_information(values, base="e"))
    information.backward()
    p_x, p_y = values.sum(1, keepdim=True), values.sum(0)
    torch.testing.assert_close(p.grad, (values / p_x / p_y).log() - 1, rtol=0, atol=1e-14)


@pytest.mark.parametrize("measure", AVERAGES)
def test_gradients_are_finite_where_outcomes_are_impossible(measure: Callable[..., Any]) -> None:
    # A single impossible pair, and a whole row: through softmax with -inf they get a gradient of 0.
    z = torch.tensor([[0.0, 1.0], [-inf, 2.0], [-inf, -inf]], dtype=torch.float64, requires_grad=True)
    measure(torch.softmax(z.reshape(-1), 0).reshape(3, 2)).backward()
    assert z.grad is not None
    assert z.grad.isfinite().all()
    assert (z.grad[z.detach() == -inf] == 0).all()
    possible = torch.tensor([0.0, 1.0, 2.0], dtype=torch.float64, requires_grad=True)
    shares = torch.softmax(possible, 0)
    measure(torch.stack([shares[0], shares[1], 0 * shares[0], shares[2]]).reshape(2, 2)).backward()
    assert possible.grad is not None
    torch.testing.assert_close(z.grad[z.detach() != -inf], possible.grad)


def test_pointwise_gradient_is_finite_everywhere() -> None:
    p = torch.tensor([[0.5, 0.0, 0.0], [0.25, 0.25, 0.0]], dtype=torch.float64, requires_grad=True)
    pointwise_mutual_information(p)[0, 0].backward()
    assert p.grad is not None
    assert p.grad.isfinite().all()


# ---- refusals


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


def test_the_tolerance_is_that_of_a_distribution_of_as_many_outcomes() -> None:
    p = np.full((4, 256), 2.0**-10, dtype=np.float32)
    p[0, 0] += np.float32(5e-6)
    assert joint_entropy(p) == pytest.approx(10, rel=1e-4)
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


@pytest.mark.parametrize("measure", AVERAGES)
@pytest.mark.parametrize("wrong", [-0.5, nan])
def test_without_the_check_a_wrong_entry_still_shows_in_the_result(
    measure: Callable[..., Any], wrong: float
) -> None:
    p = torch.tensor([[wrong, 0.5], [0.75, 0.25]])
    assert measure(p, validate=False).isnan()
    with np.errstate(invalid="ignore"):
        assert np.isnan(measure(p.numpy(), validate=False))
