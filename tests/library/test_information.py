"""Self-information, entropy and perplexity: known values, theorems, oracles, gradients, memory."""

import math
import tracemalloc
import warnings
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
from strategies import bases, batches, distributions

from infolib import NotADistributionError, entropy, normalize, perplexity, self_information

Distribution = NDArray[np.float64]


def entropy_by_mpmath(p: Distribution, base: float | str = 2) -> mpmath.mpf:
    with mpmath.workdps(50):
        b = mpmath.e if base == "e" else mpmath.mpf(base)
        return -sum((mpmath.mpf(x) * mpmath.log(x, b) for x in map(float, p) if x != 0), mpmath.mpf(0))


# ---- known values


@pytest.mark.parametrize(
    ("p", "base", "bits"),
    [
        ([1.0], 2, 0.0),
        ([0.0, 1.0, 0.0], 2, 0.0),
        ([0.5, 0.5], 2, 1.0),
        ([0.5, 0.25, 0.25], 2, 1.5),
        ([0.5, 0.25, 0.125, 0.125], 4, 0.875),
        ([0.1, 0.5, 0.1, 0.3], 2, 1.6854752972273346),
        ([0.1] * 10, 10, 1.0),
        ([0.5, 0.5], math.e, math.log(2)),
        ([0.5, 0.5], "e", math.log(2)),
        ([1, 0, 0], 2, 0.0),
        ([-0.0, 1.0], 2, 0.0),
    ],
)
def test_entropy_of_known_distributions(
    xp: Callable[[Any], Any], p: list[float], base: float | str, bits: float
) -> None:
    assert float(entropy(xp(p), base=base)) == pytest.approx(bits, rel=1e-15, abs=0)


@pytest.mark.parametrize(
    ("p", "base", "surprise"),
    [
        (1.0, 2, 0.0),
        (1, 2, 0.0),
        (0.5, 2, 1.0),
        (1 / 64, 2, 6.0),
        (0.001, 10, 3.0),
        (0, 2, math.inf),
        (-0.0, 2, math.inf),
    ],
)
def test_self_information_of_known_probabilities(
    xp: Callable[[Any], Any], p: float, base: float, surprise: float
) -> None:
    assert float(self_information(xp(p), base=base)) == surprise


def test_surprise_of_the_smallest_float_is_finite() -> None:
    assert self_information(5e-324) == 1074.0
    assert entropy([5e-324, 1.0]) == 5e-324 * 1074


@pytest.mark.parametrize("k", range(24))
@pytest.mark.parametrize("library", [np, torch])
def test_uniform_over_a_power_of_two_has_exactly_k_bits(library: Any, k: int) -> None:  # noqa: ANN401
    for dtype in (library.float32, library.float64):
        p = library.full((2**k,), 2.0**-k, dtype=dtype)
        assert entropy(p) == k
        assert perplexity(p) == 2**k


def test_certainty_has_zero_never_minus_zero(xp: Callable[[Any], Any]) -> None:
    for value in (self_information(xp(1.0)), entropy(xp([0.0, 1.0]))):
        assert math.copysign(1, float(value)) == 1


@pytest.mark.parametrize("k", range(23))
def test_powers_of_ten_have_whole_numbers_of_hartleys(xp: Callable[[Any], Any], k: int) -> None:
    assert float(self_information(xp(float(f"1e-{k}")), base=10)) == k


@pytest.mark.parametrize("axis", [0, 1])
@pytest.mark.parametrize("keepdims", [False, True])
def test_perplexity_is_two_to_the_entropy_along_the_same_axis(axis: int, keepdims: bool) -> None:
    p = normalize(np.random.default_rng(3).random((3, 4)), axis=axis)
    expected = 2 ** entropy(p, axis=axis, keepdims=keepdims)
    np.testing.assert_array_equal(perplexity(p, axis=axis, keepdims=keepdims), expected, strict=True)


def test_perplexity_counts_equally_likely_outcomes(xp: Callable[[Any], Any]) -> None:
    assert float(perplexity(xp([0.25, 0.25, 0, 0.25, 0.25]))) == 4.0


# ---- theorems


@given(distributions(), bases)
def test_entropy_agrees_with_fifty_digits(p: Distribution, base: float | str) -> None:
    assert entropy(p, base=base) == pytest.approx(float(entropy_by_mpmath(p, base)), rel=1e-14, abs=1e-15)


@given(st.lists(st.integers(0, 12), min_size=1, max_size=8))
def test_entropy_of_dyadic_fractions_is_exact(exponents: list[int]) -> None:
    p = [Fraction(1, 2**e) for e in exponents]
    scale = 2 ** math.ceil(math.log2(math.ceil(sum(p)))) if sum(p) > 1 else 1
    p = [x / scale for x in p]
    rest = 1 - sum(p)
    while rest:  # fill up to 1 with the largest power of two that fits
        p.append(Fraction(1, 2 ** math.ceil(math.log2(rest.denominator / rest.numerator))))
        rest -= p[-1]
    bits = sum(x * (x.denominator.bit_length() - 1) for x in p)
    assert entropy([float(x) for x in p]) == float(bits)


@given(distributions())
def test_entropy_lies_between_zero_and_log_k(p: Distribution) -> None:
    assert 0 <= entropy(p) <= math.log2(p.size) + 1e-15
    assert 1 <= perplexity(p) <= p.size * (1 + 1e-14)


@given(distributions(), st.randoms(use_true_random=False))
def test_order_and_impossible_outcomes_do_not_matter(p: Distribution, random: Any) -> None:  # noqa: ANN401
    shuffled = [*p.tolist(), 0.0, 0.0]
    random.shuffle(shuffled)
    assert entropy(shuffled) == pytest.approx(entropy(p), rel=1e-14, abs=1e-15)


@given(distributions(), distributions())
def test_a_choice_made_in_two_steps_has_the_same_entropy(p: Distribution, split: Distribution) -> None:
    # Shannon's grouping axiom: H(p1 s1, p1 s2, ..., p2, ...) = H(p) + p1 H(s)
    joined = np.concatenate([p[0] * split, p[1:]])
    assert entropy(joined) == pytest.approx(entropy(p) + p[0] * entropy(split), rel=1e-13, abs=1e-13)


@given(distributions(), distributions(), bases)
def test_independent_entropies_add(p: Distribution, q: Distribution, base: float | str) -> None:
    both = entropy(np.outer(p, q).reshape(-1), base=base)
    assert both == pytest.approx(entropy(p, base=base) + entropy(q, base=base), rel=1e-13, abs=1e-13)


@given(st.data(), st.integers(1, 8), st.floats(0, 1))
def test_mixing_never_lowers_entropy(data: st.DataObject, k: int, share: float) -> None:
    p, q = data.draw(distributions(size=k)), data.draw(distributions(size=k))
    mixed = share * p + (1 - share) * q
    assert entropy(mixed) >= share * entropy(p) + (1 - share) * entropy(q) - 1e-13


@given(batches(), bases, st.booleans())
def test_a_batch_equals_a_loop_on_each_axis_and_library(
    p: Distribution, base: float | str, keepdims: bool
) -> None:
    row_by_row = np.array([entropy(row, base=base) for row in p])
    expected = row_by_row[:, None] if keepdims else row_by_row
    np.testing.assert_allclose(entropy(p, base=base, keepdims=keepdims), expected, rtol=1e-14, atol=1e-15)
    columns = entropy(p.T, base=base, axis=0, keepdims=keepdims)
    np.testing.assert_allclose(columns, expected.T, rtol=1e-14, atol=1e-15)
    tensor = entropy(torch.from_numpy(p), base=base, keepdims=keepdims)
    np.testing.assert_allclose(tensor.numpy(), expected, rtol=1e-14, atol=1e-15)
    assert (
        entropy(p.tolist(), base=base, keepdims=keepdims) == entropy(p, base=base, keepdims=keepdims).tolist()
    )


@given(distributions(), bases)
def test_bases_differ_by_a_factor(p: Distribution, base: float | str) -> None:
    number = math.e if base == "e" else base
    assert entropy(p) == pytest.approx(entropy(p, base=base) * math.log2(number), rel=1e-14, abs=1e-300)
    assert entropy(p, base=base) == pytest.approx(
        float(np.dot(p[p != 0], self_information(p[p != 0], base=base))), rel=1e-14, abs=1e-15
    )


# ---- kinds, layouts, precision


@pytest.mark.parametrize("measure", [self_information, entropy, perplexity])
def test_the_same_kind_comes_out(measure: Callable[..., Any]) -> None:
    scalar = measure is not self_information
    assert type(measure([0.5, 0.5])) is (float if scalar else list)
    assert type(measure((0.5, 0.5))) is (float if scalar else list)
    assert type(measure([[0.5, 0.5]])) is list
    for dtype in (np.float16, np.float32, np.float64, np.longdouble, np.dtype(">f4")):
        result = measure(np.array([0.5, 0.5], dtype=dtype))
        assert isinstance(result, np.generic if scalar else np.ndarray)
        assert result.dtype.type is np.dtype(dtype).type
    for dtype in (torch.bfloat16, torch.float32, torch.float64):
        result = measure(torch.tensor([0.5, 0.5], dtype=dtype))
        assert isinstance(result, torch.Tensor)
        assert result.dtype == dtype
    assert type(self_information(np.array(0.5, dtype=np.float32))) is np.float32
    assert type(self_information(np.float64(0.5))) is np.float64
    assert type(self_information(np.float32(0.5))) is np.float32
    assert type(self_information(0.5)) is float


def test_whole_numbers_are_read_as_floats() -> None:
    assert entropy(np.array([0, 1], dtype=np.uint8)).dtype == np.float64
    assert entropy(torch.tensor([0, 1])).dtype == torch.get_default_dtype()


def test_zeros_in_a_large_array_add_nothing() -> None:
    p = np.zeros(100_000)
    p[[3, 50_000, 99_999]] = [0.5, 0.25, 0.25]
    assert entropy(p) == 1.5
    assert entropy(torch.from_numpy(p)) == 1.5


def test_a_broadcast_view_is_read_without_copying() -> None:
    assert entropy(np.broadcast_to(np.float64(2.0**-17), (2**17,))) == 17.0


def test_ten_million_entries_need_less_than_eight_mib() -> None:
    p = np.full(10_000_000, 1e-7)
    tracemalloc.start()
    entropy(p)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 * 2**20


# ---- gradients


@pytest.mark.parametrize("base", [2, "e", 3])
@pytest.mark.parametrize("measure", [entropy, self_information])
def test_gradients_agree_with_finite_differences(measure: Callable[..., Any], base: float | str) -> None:
    z = torch.tensor([[0.3, -1.0, 2.0], [0.0, 0.1, 0.2]], dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(lambda z: measure(torch.softmax(z, -1), base=base), z)


def test_gradient_is_minus_log_p_minus_one_and_finite_at_zero() -> None:
    p = torch.tensor([0.5, 0.0, 0.5], dtype=torch.float64, requires_grad=True)
    entropy(p, base="e").backward()
    assert p.grad is not None
    assert p.grad.tolist() == [math.log(2) - 1, 0.0, math.log(2) - 1]


def test_gradient_through_softmax_with_an_impossible_class_is_not_nan() -> None:
    z = torch.tensor([0.0, 1.0, -math.inf], requires_grad=True)
    (entropy(torch.softmax(z, -1)) + self_information(torch.softmax(z, -1))[:2].sum()).backward()
    assert z.grad is not None
    assert z.grad.isfinite().all()
    assert z.grad[2] == 0
    reduced = torch.tensor([0.0, 1.0], requires_grad=True)
    (entropy(torch.softmax(reduced, -1)) + self_information(torch.softmax(reduced, -1)).sum()).backward()
    torch.testing.assert_close(z.grad[:2], reduced.grad)


def test_a_large_tensor_that_wants_a_gradient_gets_one() -> None:
    p = torch.full((2**16,), 2.0**-16, dtype=torch.float64, requires_grad=True)
    entropy(p, base="e").backward()
    assert p.grad is not None
    torch.testing.assert_close(p.grad, torch.full_like(p, 16 * math.log(2) - 1))


# ---- refusals


@pytest.mark.parametrize(
    "base",
    [True, "2", "bits", 1, 0, -2, 0.5, math.nan, math.inf, None, 2j, np.array(2), np.array([2.0, 3.0])],
)
@pytest.mark.parametrize("measure", [entropy, self_information])
def test_a_base_that_is_none_is_refused(measure: Callable[..., Any], base: Any) -> None:  # noqa: ANN401
    with pytest.raises(
        ValueError, match=r'^base must be 2 \(bits\), math\.e or "e" \(nats\), 10, or another finite'
    ):
        measure([0.5, 0.5], base=base)


def test_surprise_of_what_is_no_probability_is_given_without_a_warning_if_unchecked() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = self_information([-1.0, 2.0], validate=False)
    assert math.isnan(found[0])
    assert found[1] == -1.0


@pytest.mark.parametrize("base", [np.float32(2), np.int64(2), Fraction(2), 2.0])
def test_a_base_is_any_real_number_above_one(base: Any) -> None:  # noqa: ANN401
    assert entropy([0.5, 0.5], base=base) == 1.0


@pytest.mark.parametrize(
    ("p", "message"),
    [
        (
            1.0000001,
            "p = 1.0000001 is not a probability; it is slightly above 1: normalize() the distribution",
        ),
        ([1.0, 1.0005], "p[1] = 1.0005 is not a probability; it is slightly above 1: normalize()"),
        (52, "p = 52.0 is not a probability; these look like counts: normalize() them first"),
        ([1, 2], "p[1] = 2.0 is not a probability; these look like counts: normalize() them first"),
        (
            [0.5, 2.5],
            "p[1] = 2.5 is not a probability; these look like percentages or weights: normalize() them",
        ),
        ([1.0, 2.5], "p[1] = 2.5 is not a probability; these look like percentages or weights"),
        (1.001, "p = 1.001 is not a probability; these look like percentages or weights: normalize() them"),
        (1.5, "p = 1.5 is not a probability; these look like percentages or weights: normalize() them"),
        (-0.5, "p = -0.5 is not a probability; these look like logits: softmax() them first"),
        ([[0.5, math.nan]], "p[0, 1] = nan is not a probability; look upstream"),
        (math.inf, "p = inf is not a probability; a probability is finite"),
    ],
)
def test_self_information_says_which_entry_is_no_probability(
    xp: Callable[[Any], Any],
    p: Any,  # noqa: ANN401
    message: str,
) -> None:
    with pytest.raises(NotADistributionError) as caught:
        self_information(xp(p))
    assert str(caught.value).startswith(message)


def test_no_entries_have_no_surprises(xp: Callable[[Any], Any]) -> None:
    assert list(self_information(xp([]))) == []


@pytest.mark.parametrize("measure", [entropy, perplexity])
def test_measures_name_their_argument(measure: Callable[..., Any]) -> None:
    with pytest.raises(NotADistributionError, match=r"^p is a single number"):
        measure(1.0)
    with pytest.raises(NotADistributionError, match=r"^p must hold real numbers"):
        measure(None)


@pytest.mark.parametrize("measure", [entropy, perplexity])
def test_measures_check_and_skip_the_check_on_request(
    xp: Callable[[Any], Any], measure: Callable[..., Any]
) -> None:
    with pytest.raises(NotADistributionError, match=r"p sums to 0\.75, not 1"):
        measure(xp([0.5, 0.25]))
    expected = {entropy: 1.0, perplexity: 2.0}[measure]
    assert float(measure(xp([0.5, 0.25]), validate=False)) == expected
    assert float(self_information(xp(2.0), validate=False)) == -1.0


@pytest.mark.parametrize("wrong", [-0.5, math.nan])
def test_without_the_check_a_wrong_entry_still_shows_in_the_result(wrong: float) -> None:
    p = torch.tensor([wrong, 0.0, 1.5])
    with np.errstate(invalid="ignore"):
        assert entropy(p, validate=False).isnan()
        assert self_information(p, validate=False)[0].isnan()
        assert np.isnan(entropy(p.numpy(), validate=False))


def test_of_probabilities_the_one_slightly_above_one_is_named(xp: Callable[[Any], Any]) -> None:
    with pytest.raises(
        NotADistributionError, match=r"^p\[1\] = 1\.0005 is not a probability; it is slightly above"
    ):
        self_information(xp([0.5, 1.0005, 0.25]))
