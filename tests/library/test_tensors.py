"""Plain input in each of its kinds; and what only tensors have: gradients, forward mode, vmap."""

import math
from collections.abc import Callable
from typing import Any

import mpmath
import numpy as np
import pytest
import torch
from torch.autograd import forward_ad

import infolib
from infolib import (
    NotADistributionError,
    cross_entropy,
    entropy,
    jensen_shannon_divergence,
    kl_divergence,
    normalize,
    self_information,
)

P, Q = np.array([0.5, 0.25, 0.125, 0.125]), np.array([0.125, 0.125, 0.25, 0.5])
OFF = 2e-9  # a sum that misses 1 by this is refused in float64

KINDS = [
    np.array,
    lambda p: np.array(p, np.float32),
    lambda p: np.repeat(np.array(p), 2)[::2],
    lambda p: np.array(p)[::-1][::-1],
    lambda p: np.array(p, ">f8"),
    torch.tensor,
    lambda p: torch.tensor(p, dtype=torch.float32),
    lambda p: torch.tensor(p, requires_grad=True),
    lambda p: torch.tensor(p, dtype=torch.float32, requires_grad=True),
]


class OutOfMemory(torch.Tensor):
    """A tensor whose smallest entry cannot be found."""

    @classmethod
    def __torch_function__(cls, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:  # noqa: ANN401
        if func is torch.Tensor.min:
            raise RuntimeError("out of memory")
        return super().__torch_function__(func, types, args, kwargs or {})


# ---- kinds


def test_an_error_of_pytorch_s_own_is_passed_on() -> None:
    with pytest.raises(RuntimeError, match=r"^out of memory$"):
        entropy(torch.from_numpy(P).as_subclass(OutOfMemory))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("base", "unit"), [(2, 1.0), ("e", math.log(2)), (math.e, math.log(2))])
def test_ordinary_distributions_give_a_number_of_their_kind(
    kind: Callable[[Any], Any], base: float | str, unit: float
) -> None:
    p, q = kind(P), kind(Q)
    near = {"rel": 1e-7 if p.dtype in (np.float32, torch.float32) else 1e-15, "abs": 0}
    halves = -2 * (0.3125 * math.log2(0.3125) + 0.1875 * math.log2(0.1875)) - 1.75
    for measure, bits in (
        (lambda p, _, **options: entropy(p, **options), 1.75),
        (kl_divergence, 0.875),
        (cross_entropy, 2.625),
        (jensen_shannon_divergence, halves),
    ):
        expected = pytest.approx(bits * unit, **(near if bits != halves else {"rel": 1e-6, "abs": 0}))
        for axis in (-1, 0):
            result = measure(p, q, base=base, axis=axis)
            assert type(result) is type(p[0])
            assert result.dtype.itemsize == p.dtype.itemsize
            assert result.item() == expected
            kept = measure(p, q, base=base, axis=axis, keepdims=True)
            assert kept.shape == (1,)
            assert kept.item() == expected


@pytest.mark.parametrize(
    "wrap",
    [np.array, lambda p: np.array(p, np.float32), torch.tensor, lambda p: torch.tensor(p).requires_grad_()],
)
def test_a_certain_outcome_has_entropy_0_and_not_minus_0(wrap: Callable[[Any], Any]) -> None:
    for p, q in (([1.0], [1.0]), ([1.0, 0.0], [1.0, 0.0]), ([1.0, 0.0], [1.0, 1e-37])):
        for result in (entropy(wrap(p)), cross_entropy(wrap(p), wrap(q))):
            assert math.copysign(1.0, result.item()) == 1.0
            assert result == 0


@pytest.mark.parametrize("wrap", [np.array, lambda p: np.array(p, np.float32), torch.tensor])
def test_zeros_add_nothing(wrap: Callable[[Any], Any]) -> None:
    p, q = wrap([0.0, 0.5, 0.5, 0.0]), wrap([0.25, 0.25, 0.25, 0.25])
    assert entropy(p).item() == 1.0
    assert kl_divergence(p, q).item() == 1.0
    assert cross_entropy(p, q).item() == 2.0
    assert entropy(p).dtype == p.dtype


def test_the_smallest_number_is_none_of_the_zeros() -> None:
    assert entropy(np.array([1.0, 5e-324])) / 5e-324 == 1074
    bits = kl_divergence(np.array([0.0, 1.0]), np.array([1e-12, 1 - 1e-12]))
    assert bits == pytest.approx(1e-12 / math.log(2), rel=1e-4, abs=0)


@pytest.mark.parametrize("measure", [kl_divergence, jensen_shannon_divergence])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_small_divergences_keep_their_digits(measure: Callable[..., Any], dtype: type) -> None:
    step = 2.0**-10 if dtype == np.float32 else 1e-9
    p = np.array([0.5 + step, 0.5 - step], dtype)
    q = p[::-1].copy()
    with mpmath.workdps(50):
        x, y = (mpmath.mpf(float(v)) for v in p)
        u, v = (y, x) if measure is kl_divergence else ((x + y) / 2,) * 2
        exact = float((x * mpmath.log(x / u) + y * mpmath.log(y / v)) / mpmath.log(2))
    assert float(measure(p, q)) == pytest.approx(exact, rel=1e-6, abs=0)
    assert measure(p, p) == 0


@pytest.mark.parametrize("measure", [entropy, lambda p: cross_entropy(p, p), lambda p: kl_divergence(p, p)])
@pytest.mark.parametrize("wrap", [np.array, torch.tensor])
def test_the_error_names_the_sum_or_the_entry(
    measure: Callable[..., Any], wrap: Callable[[Any], Any]
) -> None:
    with pytest.raises(NotADistributionError, match=r"p sums to 1\.000000002, not 1"):
        measure(wrap(np.array([0.5, 0.5 + OFF])))
    with pytest.raises(NotADistributionError, match=r"p\[1\] = -0\.5 is not a probability"):
        measure(wrap(np.array([1.5, -0.5])))


@pytest.mark.parametrize("size", [4, 40])
def test_a_list_goes_with_a_tensor(size: int) -> None:
    p = torch.full((size,), 1 / size, dtype=torch.float64)
    for x in (p, p.clone().requires_grad_()):
        assert kl_divergence(x, p.tolist()).item() == 0
        assert kl_divergence(p.tolist(), x).item() == 0


def test_the_wider_of_two_dtypes_comes_out() -> None:
    x, y = torch.tensor([1.0, 2.0]), torch.tensor([3.0], dtype=torch.float64)
    mixed = infolib.gaussian_kl(x, 1.0, y, 2.0, base="e")
    assert mixed.dtype == torch.float64
    expected = [math.log(2) + (1 + d * d) / 8 - 0.5 for d in (2, 1)]
    assert mixed.tolist() == pytest.approx(expected, rel=1e-15, abs=0)


def test_a_result_too_large_for_float32_is_infinite_without_a_warning() -> None:
    one, far = torch.tensor([1.0]), torch.tensor([1e30])
    assert infolib.gaussian_kl(far, one, -far, one).tolist() == [math.inf]


@pytest.mark.parametrize("wrong", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("place", range(4))
@pytest.mark.parametrize("wrap", [np.array, torch.tensor, lambda x: torch.tensor(x, requires_grad=True)])
def test_each_argument_of_a_divergence_must_be_finite(
    wrap: Callable[[Any], Any], place: int, wrong: float
) -> None:
    arguments = [[0.0, 1.0], [1.0, 2.0], [3.0, 0.5], [2.0, 0.25]]
    arguments[place][1] = wrong
    name = ("mu1", "sigma1", "mu2", "sigma2")[place]
    with pytest.raises(NotADistributionError, match=rf"^{name}\[1\] = {wrong}"):
        infolib.gaussian_kl(*map(wrap, arguments))


def test_results_never_share_the_memory_of_the_input() -> None:
    p = torch.tensor([0.5, 0.5])
    for result in (normalize(p), self_information(p), *infolib.marginals(torch.tensor([[1.0]]))):
        result.zero_()
    assert p.tolist() == [0.5, 0.5]


# ---- gradients


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32])
def test_gradients_are_those_of_the_formulas(dtype: torch.dtype) -> None:
    def slopes(measure: Callable[..., Any], *arguments: Any) -> list[list[float]]:  # noqa: ANN401
        tensors = [torch.tensor(x, dtype=dtype, requires_grad=True) for x in arguments]
        return [grad.tolist() for grad in torch.autograd.grad(measure(*tensors, base="e"), tensors)]

    near = {"rel": 1e-14 if dtype == torch.float64 else 1e-6, "abs": 0}
    ratio = np.log(P / Q)
    assert slopes(entropy, P)[0] == pytest.approx(-np.log(P) - 1, **near)
    assert slopes(cross_entropy, P, Q)[0] == pytest.approx(-np.log(Q), **near)
    assert slopes(cross_entropy, P, Q)[1] == pytest.approx(-P / Q, **near)
    assert slopes(kl_divergence, P, Q)[0] == pytest.approx(ratio + 1, **near)
    assert slopes(kl_divergence, P, Q)[1] == pytest.approx(-P / Q, **near)
    far = np.array([1 / 64, 1 / 64, 1 / 32, 15 / 16])  # else it is looked at more carefully
    expected = np.log(2 * P / (P + far)) / 2
    assert slopes(jensen_shannon_divergence, P, far)[0] == pytest.approx(expected, **near)


@pytest.mark.parametrize("tiny", [1e-3, 1e-9, 1e-100, 1e-150])
def test_the_gradient_of_a_mean_divergence_is_that_of_its_definition(tiny: float) -> None:
    pair = [tiny, 1 - tiny], [0.25, 0.75]
    p, q = (torch.tensor(x, dtype=torch.float64, requires_grad=True) for x in pair)
    jensen_shannon_divergence(p, q, base="e").backward()
    for x, (own, other) in ((p, pair), (q, pair[::-1])):
        assert x.grad is not None
        expected = [(math.log(2 * a) - math.log(a + b)) / 2 for a, b in zip(own, other, strict=True)]
        assert x.grad.tolist() == pytest.approx(expected, rel=1e-13)


@pytest.mark.parametrize("tiny", [1e-150, 1e-160, 1e-300])
def test_gradients_at_tiny_probabilities_are_finite_and_right(tiny: float) -> None:
    p, q = (torch.tensor([1 - x, x], dtype=torch.float64, requires_grad=True) for x in (0.5, tiny))
    kl_divergence(p, q, base="e").backward()
    assert p.grad is not None
    assert q.grad is not None
    assert p.grad.tolist() == pytest.approx(
        [math.log(0.5) + 1, math.log(0.5) - math.log(tiny) + 1], rel=1e-14, abs=0
    )
    assert q.grad.tolist() == pytest.approx([-0.5, -0.5 / tiny], rel=1e-14, abs=0)


@pytest.mark.parametrize("measure", [lambda p, _: entropy(p), cross_entropy, kl_divergence])
def test_gradients_have_gradients(measure: Callable[..., Any]) -> None:
    p, q = (torch.tensor(x, requires_grad=True) for x in (P, Q))

    def of_free_numbers(p: torch.Tensor, q: torch.Tensor) -> Any:  # noqa: ANN401
        return measure(p / p.sum(), q / q.sum())

    assert torch.autograd.gradgradcheck(of_free_numbers, (p, q))


@pytest.mark.filterwarnings("ignore:`torch.jit.script` is deprecated")  # PyTorch itself calls it here
@pytest.mark.parametrize("times", [1, 10])
def test_a_derivative_taken_forwards_is_not_lost(times: int) -> None:
    p = torch.from_numpy(np.tile(P, times) / times)
    direction = torch.tensor([1.0, -1.0, 2.0, -2.0] * times, dtype=torch.float64)
    slope = -1.0 * times  # -sum d log p, for the sum of d is 0: 1 - 2 + 6 - 6
    with forward_ad.dual_level():
        tangent = forward_ad.unpack_dual(entropy(forward_ad.make_dual(p, direction))).tangent
    assert float(tangent) == pytest.approx(slope, rel=1e-14, abs=0)


def test_a_measure_may_be_mapped() -> None:
    surprise = torch.func.vmap(lambda p: self_information(p, validate=False))
    assert surprise(torch.tensor([[0.5, 0.25], [1.0, 0.0]])).tolist() == [[1.0, 2.0], [0.0, math.inf]]


def test_a_tensor_of_a_kind_of_ones_own_gives_that_kind() -> None:
    class Mine(torch.Tensor):
        pass

    p = torch.tensor([0.5, 0.5]).as_subclass(Mine)
    for found in (entropy(p), self_information(p), kl_divergence(p, p), normalize(p)):
        assert type(found) is Mine
