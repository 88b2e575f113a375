"""The quick ways: each is taken where it may be, hands over where it must, and gives the same answers."""

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
    cross_entropy_from_logits,
    entropy,
    jensen_shannon_divergence,
    kl_divergence,
    log_softmax,
    normalize,
    self_information,
    softmax,
)
from infolib._backend import take_in, take_in_pair, take_in_views
from infolib._by_torch import look_at_losses
from infolib._look import are_surely_distributions, look_quickly
from infolib._sums import inner_products

P, Q = np.array([0.5, 0.25, 0.125, 0.125]), np.array([0.125, 0.125, 0.25, 0.5])
OFF = 2e-9  # a sum that misses 1 by this is refused in float64, and right in float32


def draw(size: int, seed: int = 0) -> Any:  # noqa: ANN401
    weights = np.random.default_rng(seed).random(size) + 1e-3
    return weights / weights.sum()


@pytest.fixture
def only_quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the general way fail, so that whatever gives an answer gave it quickly."""

    def fail(*_: Any) -> None:  # noqa: ANN401
        raise AssertionError("the general way was taken")

    for room in (infolib.information, infolib.divergence):
        monkeypatch.setattr(room, "require_distribution", fail)
        monkeypatch.setattr(room, "smallest", fail)


# ---- short, ordinary distributions


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


@pytest.mark.usefixtures("only_quick")
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("base", "unit"), [(2, 1.0), ("e", math.log(2)), (math.e, math.log(2))])
def test_ordinary_distributions_are_measured_quickly(
    kind: Callable[[Any], Any], base: float | str, unit: float
) -> None:
    p, q = kind(P), kind(Q)
    near = {"rel": 1e-7 if p.dtype in (np.float32, torch.float32) else 1e-15, "abs": 0}
    for axis in (-1, 0):
        options: dict[str, Any] = {"base": base, "axis": axis}
        results = {
            entropy(p, **options): 1.75,
            kl_divergence(p, q, **options): 0.875,
            cross_entropy(p, q, **options): 2.625,
        }
        for result, bits in results.items():
            assert type(result) is type(p[0])
            assert result.dtype.itemsize == p.dtype.itemsize
            assert result.item() == pytest.approx(bits * unit, **near)


@pytest.mark.parametrize("kind", KINDS)
def test_an_axis_that_is_kept_has_length_one(kind: Callable[[Any], Any]) -> None:
    p, q = kind(P), kind(Q)
    halves = -2 * (0.3125 * math.log2(0.3125) + 0.1875 * math.log2(0.1875)) - 1.75
    for result, bits in (
        (entropy(p, keepdims=True), 1.75),
        (kl_divergence(p, q, keepdims=True), 0.875),
        (cross_entropy(p, q, keepdims=True), 2.625),
        (jensen_shannon_divergence(p, q, keepdims=True), halves),
    ):
        assert result.shape == (1,)
        assert result.item() == pytest.approx(bits, rel=1e-6, abs=0)


@pytest.mark.usefixtures("only_quick")
@pytest.mark.parametrize("size", [2, 1000, 4096])
def test_quick_answers_are_exact_to_the_last_digits(size: int) -> None:
    p, q = draw(size), draw(size, seed=1) ** 9  # far apart
    q /= q.sum()
    with mpmath.workdps(50):
        pairs = [(mpmath.mpf(float(x)), mpmath.mpf(float(y))) for x, y in zip(p, q, strict=True)]

        def bits(term: Callable[[Any, Any], Any]) -> float:
            return float(mpmath.fsum(term(x, y) for x, y in pairs) / mpmath.log(2))

        surprise = bits(lambda x, _: -x * mpmath.log(x))
        crossed = bits(lambda x, y: -x * mpmath.log(y))
        apart = bits(lambda x, y: x * mpmath.log(x / y))
        halves = bits(lambda x, y: (x * mpmath.log(2 * x / (x + y)) + y * mpmath.log(2 * y / (x + y))) / 2)
    assert entropy(p) == pytest.approx(surprise, rel=2e-15, abs=1e-15)
    assert cross_entropy(p, q) == pytest.approx(crossed, rel=2e-15, abs=1e-15)
    assert kl_divergence(p, q) == pytest.approx(apart, rel=2e-15, abs=0)
    assert jensen_shannon_divergence(p, q) == pytest.approx(halves, rel=2e-15, abs=0)


@pytest.mark.usefixtures("only_quick")
@pytest.mark.parametrize("size", [2, 32, 33, 1000, 4096])
@pytest.mark.parametrize(("dtype", "rel"), [(torch.float64, 2e-15), (torch.float32, 2.0**-24)])
def test_quick_answers_with_a_gradient_are_rounded_once(size: int, dtype: torch.dtype, rel: float) -> None:
    far = draw(size, seed=1) ** 9
    p, q = (torch.tensor(x, dtype=dtype, requires_grad=True) for x in (draw(size), far / far.sum()))
    x, y = (t.detach().numpy().astype(np.longdouble) for t in (p, q))
    for result, terms in (
        (entropy(p), -x * np.log2(x)),
        (cross_entropy(p, q), -x * np.log2(y)),
        (kl_divergence(p, q), x * np.log2(x / y)),
        (jensen_shannon_divergence(p, q), (x * np.log2(2 * x / (x + y)) + y * np.log2(2 * y / (x + y))) / 2),
    ):
        assert result.requires_grad
        assert result.dtype == dtype
        assert result.item() == pytest.approx(float(terms.sum()), rel=rel, abs=0)


@pytest.mark.usefixtures("only_quick")
@pytest.mark.parametrize("dtype", [torch.float64, torch.float32])
def test_quick_gradients_are_those_of_the_formulas(dtype: torch.dtype) -> None:
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


@pytest.mark.usefixtures("only_quick")
@pytest.mark.parametrize("tiny", [1e-3, 1e-9, 1e-100, 1e-150])
def test_the_gradient_of_a_mean_divergence_is_that_of_its_definition(tiny: float) -> None:
    pair = [tiny, 1 - tiny], [0.25, 0.75]
    p, q = (torch.tensor(x, dtype=torch.float64, requires_grad=True) for x in pair)
    jensen_shannon_divergence(p, q, base="e").backward()
    for x, (own, other) in ((p, pair), (q, pair[::-1])):
        assert x.grad is not None
        expected = [(math.log(2 * a) - math.log(a + b)) / 2 for a, b in zip(own, other, strict=True)]
        assert x.grad.tolist() == pytest.approx(expected, rel=1e-13)


@pytest.mark.usefixtures("only_quick")
@pytest.mark.parametrize("measure", [lambda p, _: entropy(p), cross_entropy, kl_divergence])
def test_quick_gradients_have_gradients(measure: Callable[..., Any]) -> None:
    p, q = (torch.tensor(x, requires_grad=True) for x in (P, Q))

    def of_free_numbers(p: torch.Tensor, q: torch.Tensor) -> Any:  # noqa: ANN401
        return measure(p / p.sum(), q / q.sum())

    assert torch.autograd.gradgradcheck(of_free_numbers, (p, q))


@pytest.mark.parametrize("wrap", [np.array, lambda p: torch.tensor(p, requires_grad=True)])
def test_a_certain_outcome_has_entropy_0_and_not_minus_0(wrap: Callable[[Any], Any]) -> None:
    for p in ([1.0], [1.0, 0.0]):
        for result in (entropy(wrap(p)), cross_entropy(wrap(p), wrap(p))):
            assert math.copysign(1.0, result.item()) == 1.0
            assert result == 0


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


@pytest.mark.parametrize(
    "p",
    [
        torch.tensor([1.0, 0.0], requires_grad=True),
        torch.tensor([1.0, 1e-155], dtype=torch.float64, requires_grad=True),
        torch.full((40,), 1 / 39).index_fill(0, torch.tensor(0), 0.0).requires_grad_(),
        torch.tensor([0.75, 0.5, -0.25]),
        torch.tensor([0.5, math.nan]),
        torch.tensor([0.5, math.inf]),
        torch.tensor([0.5, 0.5 + OFF], dtype=torch.float64),
        torch.tensor([0.5, 0.5 - OFF], dtype=torch.float64),
        torch.tensor([0.5, 0.5 + 6e-7]),
        torch.tensor([0.5, 0.5], dtype=torch.float16),
        np.array([0.75, 0.5, -0.25]),
        np.array([0.5, math.nan]),
        np.array([0.5, math.inf]),
        np.array([0.5, 0.25]),
        np.array([2.0, 1.0]),
        np.array([0.5, 0.5 + OFF]),
        np.array([0.5, 0.5 - OFF]),
        np.array([0.5, 0.5 + 6e-7], np.float32),
        np.array([1e308, 1e308]),
        np.array([0.5, 0.5], np.float16),
        np.array([0.5, 0.5], np.longdouble),
        np.array([[0.5, 0.5]]),
        np.array(1.0),
        np.array([]),
        np.full(4097, 1 / 4097),
        torch.full((4097,), 1 / 4097, dtype=torch.float64),
        torch.full((4097,), 1 / 4097, dtype=torch.float64, requires_grad=True),
    ],
)
def test_what_is_not_ordinary_is_left_to_the_general_way(p: Any) -> None:  # noqa: ANN401
    assert look_quickly((p,), 2, -1, keepdims=False) is None
    assert look_quickly((p, p), 2, -1, keepdims=False) is None
    assert look_quickly((p, [0.5, 0.5]), 2, -1, keepdims=False) is None
    if p.shape != P.shape:
        assert look_quickly((P, p), 2, -1, keepdims=False) is None
    fine = np.full(max(1, len(p) if p.ndim else 1), 1 / max(1, len(p) if p.ndim else 1))
    assert look_quickly((fine, p), 2, -1, keepdims=False) is None


@pytest.mark.parametrize(
    "p",
    [
        np.array([0.5, 0.5, 0.0]),
        np.array([0.5, 0.5, -0.0]),
        np.array([0.5, 0.5, 0.0], np.float32),
        np.array([1.0, 5e-324]),
        np.array([1.0, 1e-155]),
        torch.tensor([0.5, 0.5, 0.0]),
        torch.tensor([1.0, 1e-155], dtype=torch.float64),
        torch.full((40,), 1 / 39).index_fill(0, torch.tensor(0), 0.0),
    ],
)
def test_zeros_may_be_in_the_first_alone_and_where_they_are_let(p: Any) -> None:  # noqa: ANN401
    fine = p * 0 + 1 / len(p)
    assert look_quickly((p,), 2, -1, keepdims=False) is not None
    assert look_quickly((p, fine), 2, -1, keepdims=False) is not None
    assert look_quickly((p,), 2, -1, keepdims=False, zeros=False) is None
    assert look_quickly((fine, p), 2, -1, keepdims=False) is None


@pytest.mark.usefixtures("only_quick")
@pytest.mark.parametrize("wrap", [np.array, lambda p: np.array(p, np.float32), torch.tensor])
def test_zeros_and_the_smallest_numbers_are_measured_quickly(wrap: Callable[[Any], Any]) -> None:
    p, q = wrap([0.0, 0.5, 0.5, 0.0]), wrap([0.25, 0.25, 0.25, 0.25])
    assert entropy(p).item() == 1.0
    assert kl_divergence(p, q).item() == 1.0
    assert cross_entropy(p, q).item() == 2.0
    assert entropy(p).dtype == p.dtype


@pytest.mark.parametrize("wrap", [np.array, lambda p: np.array(p, np.float32), torch.tensor])
def test_a_certain_outcome_is_left_to_the_general_way(wrap: Callable[[Any], Any]) -> None:
    p, q = wrap([1.0, 0.0]), wrap([1.0, 1e-37])
    assert look_quickly((p,), 2, -1, keepdims=False) is None
    for certain in (entropy(p), cross_entropy(p, q)):
        assert math.copysign(1, certain.item()) == 1
        assert certain.item() == 0


def test_the_smallest_number_is_none_of_the_zeros() -> None:
    assert entropy(np.array([1.0, 5e-324])) / 5e-324 == 1074
    bits = kl_divergence(np.array([0.0, 1.0]), np.array([1e-12, 1 - 1e-12]))
    assert bits == pytest.approx(1e-12 / math.log(2), rel=1e-4, abs=0)


@pytest.mark.parametrize(
    "options",
    [
        {"base": 3},
        {"base": 1},
        {"base": True},
        {"base": math.nan},
        {"base": "2"},
        {"base": [2]},
        {"base": np.array([2, 2])},
        {"axis": 1},
        {"axis": -2},
        {"axis": False},
        {"axis": 0.0},
        {"axis": None},
        {"keepdims": True},
    ],
)
def test_options_that_are_not_ordinary_are_left_to_the_general_way(options: dict[str, Any]) -> None:
    usual: dict[str, Any] = {"base": 2, "axis": -1, "keepdims": False}
    assert look_quickly((P, Q), **usual) is not None
    assert look_quickly((P, Q), **(usual | options)) is None


@pytest.mark.parametrize("measure", [kl_divergence, jensen_shannon_divergence])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_small_divergences_are_left_to_the_careful_way(measure: Callable[..., Any], dtype: type) -> None:
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
def test_quick_or_not_the_error_is_the_same(measure: Callable[..., Any]) -> None:
    with pytest.raises(NotADistributionError, match=r"p sums to 1\.000000002, not 1"):
        measure(np.array([0.5, 0.5 + OFF]))
    with pytest.raises(NotADistributionError, match=r"p\[1\] = -0\.5 is not a probability"):
        measure(np.array([1.5, -0.5]))


# ---- tensors looked at as NumPy arrays


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_a_plain_tensor_is_looked_at_without_a_copy(dtype: torch.dtype) -> None:
    p = torch.tensor([0.5, 0.5], dtype=dtype)
    seen, give_back = take_in(p, "p", view=True)
    assert isinstance(seen, np.ndarray)
    assert np.shares_memory(seen, p.numpy())
    assert give_back(np.float64(1.5)).dtype == dtype
    a, b, give_back = take_in_pair(p, p, ("p", "q"), view=True)
    assert isinstance(a, np.ndarray)
    assert isinstance(b, np.ndarray)
    assert give_back(np.array([1.5])).dtype == dtype
    assert isinstance(take_in(p, "p")[0], torch.Tensor), "only where it is asked for"


@pytest.mark.parametrize(
    "p",
    [
        torch.tensor([0.5, 0.5], requires_grad=True),
        torch.nn.Parameter(torch.tensor([0.5, 0.5]), requires_grad=False),
        torch.tensor([0.5, 0.5], dtype=torch.float16),
        torch.tensor([0.5, 0.5], dtype=torch.bfloat16),
        torch.tensor([0, 1]),
        torch.tensor([0.5, 0.5], device="meta"),
    ],
)
def test_what_needs_pytorch_stays_a_tensor(p: torch.Tensor) -> None:
    assert isinstance(take_in(p, "p", view=True)[0], torch.Tensor)
    for pair in ((p, p.detach().clone()), (p.detach().clone(), p)):
        if any(x.requires_grad or x.dtype != torch.float32 or x.device.type == "meta" for x in pair):
            assert all(isinstance(x, torch.Tensor) for x in take_in_pair(*pair, ("p", "q"), view=True)[:2])


@pytest.mark.filterwarnings("ignore:`torch.jit.script` is deprecated")  # PyTorch itself calls it here
@pytest.mark.parametrize("times", [1, 10])
def test_a_derivative_taken_forwards_is_not_lost(times: int) -> None:
    p = torch.from_numpy(np.tile(P, times) / times)
    direction = torch.tensor([1.0, -1.0, 2.0, -2.0] * times, dtype=torch.float64)
    slope = -1.0 * times  # -sum d log p, for the sum of d is 0: 1 - 2 + 6 - 6
    with forward_ad.dual_level():
        tangent = forward_ad.unpack_dual(entropy(forward_ad.make_dual(p, direction))).tangent
    assert float(tangent) == pytest.approx(slope, rel=1e-14, abs=0)


def test_what_has_no_memory_to_look_at_is_left_to_pytorch() -> None:
    surprise = torch.func.vmap(lambda p: self_information(p, validate=False))
    assert surprise(torch.tensor([[0.5, 0.25], [1.0, 0.0]])).tolist() == [[1.0, 2.0], [0.0, math.inf]]


def test_results_never_share_the_memory_of_the_input() -> None:
    p = torch.tensor([0.5, 0.5])
    for result in (normalize(p), self_information(p), *infolib.marginals(torch.tensor([[1.0]]))):
        result.zero_()
    assert p.tolist() == [0.5, 0.5]


def test_tensors_of_one_dtype_only_are_looked_at_together() -> None:
    x, y = torch.tensor([1.0, 2.0]), torch.tensor([3.0], dtype=torch.float64)
    found = take_in_views([x, x])
    assert found is not None
    assert all(np.shares_memory(seen, x.numpy()) for seen in found[0])
    assert found[1](np.float64(1.5)).dtype == x.dtype
    alone = take_in_views([y])
    assert alone is not None
    assert alone[1](np.float64(1.5)).dtype == y.dtype
    assert take_in_views([x, y]) is None
    assert take_in_views([x, 1.0]) is None
    assert take_in_views([x, x.clone().requires_grad_()]) is None
    mixed = infolib.gaussian_kl(x, 1.0, y, 2.0, base="e")
    assert mixed.dtype == torch.float64
    assert mixed.tolist() == pytest.approx(
        [math.log(2) + (1 + d * d) / 8 - 0.5 for d in (2, 1)], rel=1e-15, abs=0
    )


@pytest.mark.parametrize("size", [4, 40])
def test_a_list_goes_with_a_tensor_that_is_looked_at(size: int) -> None:
    p = torch.full((size,), 1 / size, dtype=torch.float64)
    for x in (p, p.clone().requires_grad_()):
        assert kl_divergence(x, p.tolist()).item() == 0
        assert kl_divergence(p.tolist(), x).item() == 0


def test_a_result_too_large_for_float32_is_infinite_without_a_warning() -> None:
    one, far = torch.tensor([1.0]), torch.tensor([1e30])
    assert infolib.gaussian_kl(far, one, -far, one).tolist() == [math.inf]


@pytest.mark.parametrize("wrong", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("place", range(4))
@pytest.mark.parametrize("wrap", [np.array, torch.tensor, lambda x: torch.tensor(x, requires_grad=True)])
def test_a_finite_divergence_tells_that_all_its_arguments_are_finite(
    wrap: Callable[[Any], Any], place: int, wrong: float
) -> None:
    arguments = [[0.0, 1.0], [1.0, 2.0], [3.0, 0.5], [2.0, 0.25]]
    arguments[place][1] = wrong
    name = ("mu1", "sigma1", "mu2", "sigma2")[place]
    with pytest.raises(NotADistributionError, match=rf"^{name}\[1\] = {wrong}"):
        infolib.gaussian_kl(*map(wrap, arguments))


# ---- losses of tensors


@pytest.mark.parametrize("k", [3, 1024, 1025, 70_000])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_soft_labels_lose_no_digits_on_either_side_of_each_limit(k: int, dtype: torch.dtype) -> None:
    rng = np.random.default_rng(0)
    z = torch.from_numpy(rng.standard_normal((2, k))).to(dtype)
    t = torch.from_numpy(rng.dirichlet(np.ones(k), 2)).to(torch.float64).to(dtype)
    t = normalize(t)
    z[0, 0], t[0, 0] = -math.inf, 0.0
    t = normalize(t)
    wide = z.double().numpy().astype(np.longdouble)
    log_p = wide - np.log(np.exp(wide).sum(-1, keepdims=True))
    log_p[0, 0] = 0.0  # for 0 log 0 = 0
    expected = -(t.double().numpy() * log_p).sum(-1).astype(float)
    rel = 1e-12 if dtype == torch.float64 else 2e-6
    assert cross_entropy_from_logits(z, t).tolist() == pytest.approx(expected.tolist(), rel=rel, abs=0)
    got = cross_entropy_from_logits(z.mT.contiguous(), t.mT.contiguous(), axis=0)
    assert got.tolist() == pytest.approx(expected.tolist(), rel=rel, abs=0)


def test_inner_products_are_had_for_plain_rows_only() -> None:
    x = torch.tensor([[0.5, 0.25], [3.0, 1.0]])
    assert inner_products(x, x).tolist() == [[0.3125], [10.0]]
    assert inner_products(x.numpy(), x.numpy()).tolist() == [[0.3125], [10.0]]
    assert inner_products(x, x.clone().requires_grad_()) is None
    assert inner_products(x.clone().requires_grad_(), x) is None
    assert inner_products(torch.ones(1025), torch.ones(1025)) is None


@pytest.mark.parametrize("label", [-1, -100, 3, -(2**63), 2**53])
@pytest.mark.parametrize("shape", [(3,), (2, 3)])
def test_a_label_that_pytorch_would_ignore_is_refused(label: int, shape: tuple[int, ...]) -> None:
    with pytest.raises(NotADistributionError, match=rf"target.* = {label} is not a class"):
        cross_entropy_from_logits(torch.zeros(shape), torch.full(shape[:-1], label))


@pytest.fixture
def only_by_torch(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the general way of a loss fail."""

    def fail(*_: Any) -> None:  # noqa: ANN401
        raise AssertionError("the general way was taken")

    monkeypatch.setattr(infolib.losses, "log_softmax_at", fail)


@pytest.mark.usefixtures("only_by_torch")
@pytest.mark.parametrize("validate", [True, False])
@pytest.mark.parametrize("gradient", [True, False])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("shape", [(4,), (1, 4), (3, 4), (2, 3, 4), (2, 1, 3, 4)])
def test_ordinary_losses_are_pytorchs_own(
    shape: tuple[int, ...], dtype: torch.dtype, *, gradient: bool, validate: bool
) -> None:
    p = torch.from_numpy(P).to(dtype).expand(shape)
    z = (p.log() + 3).requires_grad_(gradient)
    q = torch.from_numpy(Q).to(dtype).expand(shape)
    for axis in (-1, len(shape) - 1):
        options: dict[str, Any] = {"axis": axis, "validate": validate}
        for target, bits in ((torch.full(shape[:-1], 2), 3.0), (q, 2.625)):
            for base, unit in ((2, 1.0), ("e", math.log(2))):
                loss = cross_entropy_from_logits(z, target, base=base, **options)
                assert loss.shape == shape[:-1]
                assert loss.dtype == dtype
                assert loss.requires_grad is gradient
                near = pytest.approx(bits * unit, rel=1e-6 if dtype == torch.float32 else 1e-15, abs=0)
                assert all(x == near for x in loss.flatten().tolist())


@pytest.mark.parametrize("gradient", [True, False])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("shape", [(4,), (1, 4), (2, 3, 4)])
def test_softmax_of_ordinary_logits_is_pytorchs_own(
    shape: tuple[int, ...], dtype: torch.dtype, *, gradient: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(infolib.logits, "require_logits")  # of the general way
    z = (torch.from_numpy(P).log() + 3).to(dtype).expand(shape).clone().requires_grad_(gradient)
    near = {"rtol": 1e-6 if dtype == torch.float32 else 1e-15}
    for axis in (-1, len(shape) - 1):
        for p, right in ((softmax(z, axis=axis), P), (log_softmax(z, axis=axis), np.log(P))):
            assert p.dtype == dtype
            assert p.requires_grad is gradient
            np.testing.assert_allclose(p.detach().numpy(), np.broadcast_to(right, shape), **near)


@pytest.mark.usefixtures("only_by_torch")
@pytest.mark.parametrize("validate", [True, False])
@pytest.mark.parametrize("target", [torch.tensor([0, 1]), torch.tensor([[1.0, 0.0], [0.0, 1.0]])])
def test_a_certain_class_has_a_loss_of_zero_and_no_other_sign(
    target: torch.Tensor, *, validate: bool
) -> None:
    z = torch.tensor([[1e9, 0.0], [0.0, 0.0]])
    loss = cross_entropy_from_logits(z, target, base=2, validate=validate).tolist()
    assert loss == pytest.approx([0.0, 1.0])
    assert math.copysign(1, loss[0]) == 1


Z, CLASSES, SOFT = torch.zeros(2, 3), torch.tensor([0, 2]), torch.full((2, 3), 1 / 3)


@pytest.mark.parametrize(
    ("z", "target", "axis"),
    [
        (np.zeros((2, 3)), CLASSES, -1),
        (torch.nn.Parameter(Z), CLASSES, -1),
        (Z, CLASSES.numpy(), -1),
        (Z, [0, 2], -1),
        (torch.zeros(3), 0, -1),
        (Z.to("meta"), CLASSES, -1),
        (Z, CLASSES.to("meta"), -1),
        (Z, CLASSES, -2),
        (Z, CLASSES, 0),
        (Z, CLASSES, True),
        (Z, CLASSES, None),
        (Z[:, :0], CLASSES, -1),
        (Z[:0], CLASSES[:0], -1),
        (Z[0, 0], CLASSES[0], -1),
        (Z.half(), CLASSES, -1),
        (Z.bfloat16(), SOFT.bfloat16(), -1),
        (torch.zeros(2, 65_537), CLASSES, -1),
        (Z, CLASSES.int(), -1),
        (Z, CLASSES[:1], -1),
        (Z, SOFT.double(), -1),
        (Z, SOFT[:1], -1),
        (Z, SOFT > 0, -1),
        (Z, torch.tensor([0, 3]), -1),
        (Z, torch.tensor([0, -1]), -1),
        (torch.tensor([[0.0, math.nan, 0.0], [0.0, 0.0, 0.0]]), CLASSES, -1),
        (torch.tensor([[-math.inf, 0.0, 0.0], [0.0, math.inf, 0.0]]), CLASSES, -1),
        (torch.tensor([[-math.inf] * 3, [0.0] * 3]), CLASSES, -1),
        (torch.tensor([[0.0, 0.0, -math.inf]]), torch.tensor([[0.5, 0.5, 0.0]]), -1),
        (Z, torch.tensor([[1.5, -0.5, 0.0], [1.0, 0.0, 0.0]]), -1),
        (Z, torch.tensor([[0.5, 0.25, 0.0], [1.0, 0.0, 0.0]]), -1),
        (Z, torch.tensor([[1.0, 0.25, 0.0], [1.0, 0.0, 0.0]]), -1),
    ],
)
def test_losses_that_are_not_ordinary_are_left_to_the_general_way(
    z: Any,  # noqa: ANN401
    target: Any,  # noqa: ANN401
    axis: Any,  # noqa: ANN401
) -> None:
    assert look_at_losses(z, target, axis, validate=True) is None


def test_a_label_that_pytorch_ignores_is_found_beside_others() -> None:
    for z in (torch.zeros(2, 3), torch.tensor([[1e9, 0.0, 0.0]] * 2)):
        with pytest.raises(NotADistributionError, match=rf"target\[1\] = {-(2**63)} is not a class"):
            cross_entropy_from_logits(z, torch.tensor([0, -(2**63)]))


@pytest.mark.parametrize(
    ("p", "sure"),
    [
        ([0.5, 0.5], True),
        ([1.0, -0.0], True),
        ([0.5, 0.5 + 4e-10], True),
        ([0.5, 0.5 - 4e-10], True),
        ([0.5, 0.5 + 6e-10], False),
        ([0.5, 0.5 - 6e-10], False),
        ([-0.5, 1.5], False),
        ([0.5, math.nan], False),
        ([0.5, math.inf], False),
        ([-math.inf, math.inf], False),
    ],
)
def test_only_what_surely_is_a_distribution_is_let_pass_at_a_look(p: list[float], *, sure: bool) -> None:
    fine = [0.25, 0.75]
    for rows in ([p], [fine, p], [p, fine]):
        assert are_surely_distributions(torch.tensor(rows, dtype=torch.float64)) is sure
    assert are_surely_distributions(torch.tensor(p, dtype=torch.float64)) is sure


def test_the_look_at_float32_is_twice_as_strict_as_the_check() -> None:
    step = 2.0**-23  # 2 outcomes may miss 1 by 8 steps: 4 epsilon log2(4)
    for steps, sure in ((4, True), (5, False), (8, False)):
        for sign in (1, -1):
            p = torch.tensor([0.5, 0.5 + sign * steps * step])
            assert are_surely_distributions(p) is sure
            cross_entropy_from_logits(torch.zeros(2), p)
    with pytest.raises(NotADistributionError, match="target sums to"):
        cross_entropy_from_logits(torch.zeros(2), torch.tensor([0.5, 0.5 + 9 * step]))


@pytest.mark.filterwarnings("ignore:`torch.jit.script` is deprecated")
@pytest.mark.parametrize("target", [torch.tensor(2), torch.from_numpy(Q)])
def test_losses_have_derivatives_taken_forwards(target: torch.Tensor) -> None:
    z, direction = torch.from_numpy(P).log(), torch.tensor([1.0, -1.0, 2.0, -2.0], dtype=torch.float64)
    t = torch.from_numpy(np.eye(4)[2]) if target.ndim == 0 else target
    with forward_ad.dual_level():
        loss = cross_entropy_from_logits(forward_ad.make_dual(z, direction), target)
        tangent = forward_ad.unpack_dual(loss).tangent
    assert float(tangent) == pytest.approx(
        float((direction * (torch.from_numpy(P) - t)).sum()), rel=1e-14, abs=0
    )


def test_losses_and_their_gradients_may_be_mapped() -> None:
    z, classes = torch.from_numpy(np.stack([P, Q])).log(), torch.tensor([0, 1])

    def loss(z: torch.Tensor, c: torch.Tensor) -> Any:  # noqa: ANN401
        return cross_entropy_from_logits(z, c, base=2, validate=False)

    assert torch.func.vmap(loss)(z, classes).tolist() == pytest.approx([1.0, 3.0])
    slopes = torch.func.vmap(torch.func.grad(loss))(z, classes) * math.log(2)
    expected = np.stack([P, Q]) - np.eye(4)[[0, 1]]
    np.testing.assert_allclose(slopes.numpy(), expected, rtol=1e-14)
