"""Softmax, its logarithm and the losses made of it: known values, theorems, oracles, gradients, refusals."""

import math
import tracemalloc
from collections.abc import Callable
from typing import Any

import mpmath
import numpy as np
import pytest
import torch
import torch.nn.functional as F  # noqa: N812
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from numpy.typing import NDArray
from strategies import bases, distributions, reproducible

from infolib import (
    NotADistributionError,
    check_distribution,
    cross_entropy,
    cross_entropy_from_logits,
    entropy,
    log_softmax,
    negative_log_likelihood,
    softmax,
)

Logits = NDArray[np.float64]
nan, inf = math.nan, math.inf

scores = st.one_of(st.floats(-30, 30), st.floats(-700, 700), st.sampled_from([-inf, 0.0, -745.0]))


@st.composite
def logits(draw: st.DrawFn, size: int | None = None) -> Logits:
    """One row of logits: ordinary, large and impossible ones, at least one possible."""
    z = draw(npst.arrays(float, size or draw(st.integers(1, 9)), elements=scores))
    assume((z > -inf).any())
    return z


@pytest.fixture(params=["list", "numpy", "torch"])
def xp(request: pytest.FixtureRequest) -> Callable[[Any], Any]:
    """Turn a list into each kind of input; whole numbers stay whole."""
    kinds: dict[str, Callable[[Any], Any]] = {
        "list": lambda x: x,
        "numpy": np.asarray,
        "torch": lambda x: torch.from_numpy(np.array(x)),
    }
    return kinds[request.param]


def log_softmax_by_mpmath(z: Logits) -> list[mpmath.mpf]:
    # Fifty digits beyond those of the smallest exponential, which shows in the logarithm of the largest.
    with mpmath.workdps(50 + int(np.ptp(z[z > -inf]))):
        terms = [mpmath.exp(mpmath.mpf(x)) if x > -inf else mpmath.mpf(0) for x in map(float, z)]
        log_sum = mpmath.log(mpmath.fsum(terms))
        return [+(mpmath.mpf(x) - log_sum) if x > -inf else -mpmath.inf for x in map(float, z)]


def loss_by_mpmath(z: Logits, t: Logits, base: float | str) -> float:
    with mpmath.workdps(50):
        terms = [
            -mpmath.mpf(w) * log_p
            for w, log_p in zip(map(float, t), log_softmax_by_mpmath(z), strict=True)
            if w
        ]
        return float(mpmath.fsum(terms) / (1 if base == "e" else mpmath.log(base)))


# ---- known values


@pytest.mark.parametrize(
    ("z", "p"),
    [
        ([0.0], [1.0]),
        ([-1000.0], [1.0]),
        ([0.0, 0.0], [0.5, 0.5]),
        ([1e308, 1e308], [0.5, 0.5]),
        ([1e308, -1e308], [1.0, 0.0]),
        ([-inf, 3.0], [0.0, 1.0]),
        ([-inf, -5.0, -5.0], [0.0, 0.5, 0.5]),
        ([math.log(3), 0.0], [0.75, 0.25]),
        ([1000.0, 0.0], [1.0, 0.0]),
    ],
)
def test_softmax_of_known_logits(xp: Callable[[Any], Any], z: list[float], p: list[float]) -> None:
    np.testing.assert_allclose(softmax(xp(z)), p, rtol=1e-15, atol=0)


@pytest.mark.parametrize(
    ("z", "log_p"),
    [
        ([5.0], [0.0]),
        ([0.0, -1000.0], [0.0, -1000.0]),
        ([1e308, -1e308], [0.0, -inf]),  # the second is below the range of floats
        ([0.0, -inf], [0.0, -inf]),
        ([2.0] * 8, [-math.log(8)] * 8),
    ],
)
def test_log_softmax_of_known_logits(xp: Callable[[Any], Any], z: list[float], log_p: list[float]) -> None:
    np.testing.assert_allclose(log_softmax(xp(z)), log_p, rtol=1e-15, atol=0)


@pytest.mark.parametrize(
    ("z", "target", "bits"),
    [
        ([0.0, 0.0], 1, 1.0),
        ([7.0] * 8, 3, 3.0),
        ([0.0, -inf], 0, 0.0),
        ([0.0, -inf], 1, inf),
        ([0.0, -inf], [1.0, 0.0], 0.0),
        ([0.0, -inf, 0.0], [0.5, 0.0, 0.5], 1.0),
        ([0.0, -inf], [0.5, 0.5], inf),
        ([-inf, 4.0, 4.0], [0.0, 0.25, 0.75], 1.0),
        ([1e308, -1e308], [1.0, 0.0], 0.0),
        ([1e308, -1e308], [0.5, 0.5], inf),
    ],
)
def test_losses_of_known_logits(
    xp: Callable[[Any], Any],
    z: list[float],
    target: Any,  # noqa: ANN401
    bits: float,
) -> None:
    loss = float(cross_entropy_from_logits(xp(z), xp(target), base=2))
    assert loss == pytest.approx(bits, rel=1e-15, abs=0)
    assert math.copysign(1, loss) == 1


@pytest.mark.parametrize(
    ("p", "label", "bits"), [([0.5, 0.5], 0, 1.0), ([1.0, 0.0], 0, 0.0), ([1.0, 0.0], 1, inf)]
)
def test_likelihoods_of_known_probabilities(
    xp: Callable[[Any], Any], p: list[float], label: int, bits: float
) -> None:
    loss = float(negative_log_likelihood(xp(p), xp(label), base=2))
    assert loss == bits
    assert math.copysign(1, loss) == 1


def test_losses_are_in_nats_unless_told() -> None:
    assert cross_entropy_from_logits([0.0, 0.0], 0) == math.log(2)
    assert negative_log_likelihood([0.5, 0.5], 0) == math.log(2)


def test_a_loss_too_small_for_one_minus_p_keeps_its_digits() -> None:
    # p = 1 - e^-40 is 1 as a float; its logarithm is not 0.
    assert cross_entropy_from_logits([40.0, 0.0], 0) == pytest.approx(math.exp(-40), rel=1e-15)
    assert log_softmax([40.0, 0.0])[0] == pytest.approx(-math.exp(-40), rel=1e-15)
    assert cross_entropy_from_logits(np.float32([40, 0]), 0) == pytest.approx(math.exp(-40), rel=1e-6)


# ---- theorems


@reproducible
@given(logits())
def test_softmax_and_its_logarithm_agree_with_fifty_digits(z: Logits) -> None:
    exact = log_softmax_by_mpmath(z)
    scale = np.abs(z[z > -inf]).max()
    for array in (z, torch.from_numpy(z)):
        np.testing.assert_allclose(
            log_softmax(array), [float(x) for x in exact], rtol=1e-15, atol=2e-16 * scale + 3e-16
        )
        # An exponential magnifies the rounding of its argument, which is no larger than the spread.
        np.testing.assert_allclose(softmax(array), [float(mpmath.exp(x)) for x in exact], 1e-12, 1e-320)


@reproducible
@given(st.data(), st.integers(1, 7), bases)
def test_losses_agree_with_fifty_digits(data: st.DataObject, k: int, base: float | str) -> None:
    z, t = data.draw(logits(size=k)), data.draw(distributions(size=k))
    expected = loss_by_mpmath(z, t, base)
    largest = np.abs(z[z > -inf]).max() / (1 if base == "e" else math.log(base))
    for wrap in (np.asarray, torch.from_numpy):
        soft = float(cross_entropy_from_logits(wrap(z), wrap(t), base=base))
        assert soft == pytest.approx(expected, rel=2e-15, abs=2e-15 * (1 + largest))
        for c in range(k):
            hard = float(cross_entropy_from_logits(wrap(z), c, base=base))
            one_hot = loss_by_mpmath(z, np.eye(k)[c], base)
            assert hard == pytest.approx(one_hot, rel=2e-15, abs=2e-15 * (1 + largest))


@reproducible
@given(logits(), st.floats(-1e3, 1e3))
def test_adding_a_number_to_all_logits_changes_nothing(z: Logits, shift: float) -> None:
    np.testing.assert_allclose(softmax(z + shift), softmax(z), rtol=1e-9, atol=1e-300)
    for array in (z, torch.from_numpy(z)):
        check_distribution(softmax(array))


@reproducible
@given(distributions())
def test_softmax_undoes_the_logarithm(p: NDArray[np.float64]) -> None:
    with np.errstate(divide="ignore"):
        z = np.log(p)
    np.testing.assert_allclose(softmax(z), p, rtol=1e-12, atol=1e-300)
    for c in range(p.size):
        expected = negative_log_likelihood(p, c)
        assert cross_entropy_from_logits(z, c) == pytest.approx(expected, rel=1e-12, abs=1e-12)


@reproducible
@given(st.data(), st.integers(1, 6), bases)
def test_a_loss_is_the_cross_entropy_of_softmax(data: st.DataObject, k: int, base: float | str) -> None:
    t = data.draw(distributions(size=k))
    z = data.draw(npst.arrays(float, k, elements=st.floats(-300, 300)))
    loss = cross_entropy_from_logits(z, t, base=base)
    assert loss == pytest.approx(cross_entropy(t, softmax(z), base=base), rel=1e-12, abs=1e-12)
    assert loss >= entropy(t, base=base) - 1e-12  # Gibbs


@settings(reproducible, max_examples=25)
@given(st.data(), st.integers(1, 5), st.integers(1, 4), bases)
def test_a_batch_equals_a_loop_on_each_axis_and_library(
    data: st.DataObject, n: int, k: int, base: float | str
) -> None:
    z = np.stack([data.draw(logits(size=k)) for _ in range(n)])
    t = np.stack([data.draw(distributions(size=k)) for _ in range(n)])
    c = np.array(data.draw(st.lists(st.integers(0, k - 1), min_size=n, max_size=n)))
    close = {"rtol": 1e-14, "atol": 1e-12}
    hard = [cross_entropy_from_logits(row, int(i), base=base) for row, i in zip(z, c, strict=True)]
    soft = [cross_entropy_from_logits(row, w, base=base) for row, w in zip(z, t, strict=True)]
    nll = [negative_log_likelihood(w, int(i), base=base) for w, i in zip(t, c, strict=True)]
    for wrap in (np.asarray, torch.from_numpy, lambda x: x.tolist()):
        for axis in (-1, 1, 0, -2):
            turn = np.ascontiguousarray if axis in (-1, 1) else lambda x: np.ascontiguousarray(x.T)
            zz, tt, cc = wrap(turn(z)), wrap(turn(t)), wrap(c)
            np.testing.assert_allclose(cross_entropy_from_logits(zz, cc, base=base, axis=axis), hard, **close)
            np.testing.assert_allclose(cross_entropy_from_logits(zz, tt, base=base, axis=axis), soft, **close)
            np.testing.assert_allclose(negative_log_likelihood(tt, cc, base=base, axis=axis), nll, **close)
            rows = [softmax(row) for row in z]
            np.testing.assert_allclose(softmax(zz, axis=axis), turn(np.stack(rows)), **close)
            logs = [log_softmax(row) for row in z]
            np.testing.assert_allclose(log_softmax(zz, axis=axis), turn(np.stack(logs)), **close)


def test_one_distribution_serves_as_target_of_a_whole_batch(xp: Callable[[Any], Any]) -> None:
    z = xp([[0.0, 0.0], [-inf, 0.0]])
    np.testing.assert_array_equal(cross_entropy_from_logits(z, xp([0.0, 1.0]), base=2), [1.0, 0.0])
    np.testing.assert_array_equal(
        cross_entropy_from_logits(xp([0.0, 0.0]), xp([[0.0, 1.0]] * 3), base=2), [1] * 3
    )


# ---- kinds, layouts, size


def test_the_kind_and_dtype_that_came_in_comes_out() -> None:
    assert softmax((0, 0)) == [0.5, 0.5]
    assert type(cross_entropy_from_logits([0.0, 1.0], 0)) is float
    assert type(cross_entropy_from_logits([[0.0, 1.0]], np.array([0]))) is list
    assert type(cross_entropy_from_logits([[0.0, 1.0]], torch.tensor([0]))) is list
    assert type(negative_log_likelihood([[0.5, 0.5]], (0,))) is list
    for dtype in (np.float16, np.float32, np.float64, np.longdouble):
        z = np.zeros((1, 2), dtype=dtype)
        for result in (softmax(z), log_softmax(z), cross_entropy_from_logits(z, np.uint8([1]))):
            assert isinstance(result, np.ndarray)
            assert result.dtype == dtype
        assert type(cross_entropy_from_logits(z[0], 1)) is np.dtype(dtype).type
        assert type(negative_log_likelihood(softmax(z[0]), 1)) is np.dtype(dtype).type
    for kind in (torch.bfloat16, torch.float16, torch.float32, torch.float64):
        t = torch.zeros((1, 2), dtype=kind)
        label = torch.tensor([1], dtype=torch.int32)
        for tensor in (
            softmax(t),
            log_softmax(t),
            cross_entropy_from_logits(t, label),
            negative_log_likelihood(softmax(t), label),
        ):
            assert isinstance(tensor, torch.Tensor)
            assert tensor.dtype == kind
    assert cross_entropy_from_logits(torch.zeros(1, 2), [0]).tolist() == pytest.approx([math.log(2)])
    assert cross_entropy_from_logits(torch.zeros(1, 2), [[0.0, 1.0]]).dtype == torch.float32
    assert cross_entropy_from_logits([[0.0, 1.0]], torch.tensor([[0.0, 1.0]])).dtype == torch.float32


@pytest.mark.parametrize("shape", [(300, 700), (700, 300), (3, 200, 400), (400, 3, 200), (1, 200_000)])
def test_any_layout_gives_the_plain_formula_and_is_left_alone(shape: tuple[int, ...]) -> None:
    rng = np.random.default_rng(3)
    z = rng.normal(size=shape) * 4
    for axis in range(z.ndim):
        k = shape[axis]
        classes = rng.integers(k, size=shape[:axis] + shape[axis + 1 :])
        log_p = z - np.log(np.exp(z.astype(np.longdouble)).sum(axis, keepdims=True))
        hard = -np.take_along_axis(log_p, np.expand_dims(classes, axis), axis).squeeze(axis)
        t = np.exp(log_p).astype(float)
        soft = -(t * log_p).sum(axis)
        for w in (z, np.asfortranarray(z), np.repeat(z, 2, axis=0)[::2], z[::-1].copy()[::-1]):
            w.flags.writeable = False  # to write into it would be an error
            np.testing.assert_allclose(
                cross_entropy_from_logits(w, classes, axis=axis), hard.astype(float), rtol=2e-13, atol=4e-15
            )
            np.testing.assert_allclose(
                cross_entropy_from_logits(w, t, axis=axis), soft.astype(float), rtol=2e-13, atol=4e-15
            )
            np.testing.assert_allclose(softmax(w, axis=axis), t, rtol=2e-13, atol=4e-15)
        tensor = torch.from_numpy(z.copy())
        loss = cross_entropy_from_logits(tensor, torch.from_numpy(classes), axis=axis)
        np.testing.assert_allclose(loss, hard.astype(float), rtol=2e-13, atol=4e-15)
        assert (tensor.numpy() == z).all()


@pytest.mark.parametrize("axis", [0, 1])
@pytest.mark.parametrize("wrap", [np.asarray, torch.from_numpy])
def test_a_million_floats32_keep_six_digits(wrap: Callable[[Any], Any], axis: int) -> None:
    z = np.random.default_rng(4).normal(size=(1_000_000, 1)).astype(np.float32)
    z = z if axis == 0 else z.T
    exact = z - np.log(np.exp(z.astype(float)).sum())
    np.testing.assert_allclose(log_softmax(wrap(z), axis=axis), exact, rtol=1e-6)
    np.testing.assert_allclose(softmax(wrap(z), axis=axis), np.exp(exact), rtol=1e-6)


def test_ten_million_entries_need_less_than_eight_mib() -> None:
    z = np.zeros((10_000, 1000), dtype=np.float32)
    tracemalloc.start()
    cross_entropy_from_logits(z, np.zeros(10_000, dtype=int))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 * 2**20


# ---- gradients


def impossible() -> torch.Tensor:
    return torch.tensor([[0.5, -1.0, -inf, 2.0], [-inf, 0.0, 3.0, -inf]], dtype=torch.float64)


@pytest.mark.parametrize("target", [[3, 2], [[0.5, 0.25, 0.0, 0.25], [0.0, 1.0, 0.0, 0.0]]])
@pytest.mark.parametrize("axis", [0, 1])
def test_gradients_agree_with_finite_differences(target: Any, axis: int) -> None:  # noqa: ANN401
    t = torch.tensor(target) if isinstance(target[0], int) else torch.tensor(target, dtype=torch.float64)
    z = torch.tensor([[0.5, -1.0, 0.1, 2.0], [1.0, 0.0, 3.0, -2.0]], dtype=torch.float64, requires_grad=True)

    def turned(f: Callable[..., Any], z: torch.Tensor, *more: torch.Tensor) -> torch.Tensor:
        return f(z.T if axis == 0 else z, *more, axis=axis)

    labels = t.T if axis == 0 and t.ndim == 2 else t
    assert torch.autograd.gradcheck(lambda z: turned(cross_entropy_from_logits, z, labels), z)
    assert torch.autograd.gradcheck(lambda z: turned(softmax, z), z)
    assert torch.autograd.gradcheck(lambda z: turned(log_softmax, z), z)
    if t.ndim == 1:
        assert torch.autograd.gradcheck(
            lambda z: turned(lambda z, axis: negative_log_likelihood(softmax(z, axis=axis), t, axis=axis), z),
            z,
        )


def test_gradient_is_softmax_minus_target_also_beside_impossible_classes() -> None:
    targets = [torch.tensor([3, 2]), torch.tensor([[0.5, 0.25, 0, 0.25], [0, 0.5, 0.5, 0]])]
    for target in targets:
        z = impossible().requires_grad_()
        cross_entropy_from_logits(z, target).sum().backward()
        t = F.one_hot(target, 4) if target.ndim == 1 else target
        assert z.grad is not None
        torch.testing.assert_close(z.grad, torch.softmax(impossible(), -1) - t)


def test_gradients_of_softmax_and_likelihood_beside_impossible_classes_are_finite() -> None:
    z = impossible().requires_grad_()
    (negative_log_likelihood(softmax(z), [3, 2]).sum() + entropy(softmax(z)).sum()).backward()
    assert z.grad is not None
    assert z.grad.isfinite().all()
    assert (z.grad[impossible() == -inf] == 0).all()


def test_a_target_with_a_gradient_gets_minus_log_p_and_zero_where_the_class_is_impossible() -> None:
    t = torch.tensor([0.75, 0.0, 0.25, 0.0], dtype=torch.float64, requires_grad=True)
    z = torch.tensor([0.0, 1.0, 2.0, -inf], dtype=torch.float64)
    cross_entropy_from_logits(z, t).backward()
    log_p = torch.log_softmax(z, -1)
    assert t.grad is not None
    torch.testing.assert_close(t.grad[:3], -log_p[:3])
    assert t.grad[3] == 0


def test_a_large_tensor_that_wants_a_gradient_gets_one() -> None:
    z = torch.zeros((400, 500), dtype=torch.float64, requires_grad=True)
    cross_entropy_from_logits(z, torch.zeros(400, dtype=torch.int64)).sum().backward()
    assert z.grad is not None
    torch.testing.assert_close(z.grad[:, 1:], torch.full((400, 499), 0.002, dtype=torch.float64))


# ---- where the peers are silently wrong


def test_pytorch_gives_nan_for_a_soft_label_that_is_zero_where_the_logit_is_not_possible() -> None:
    z, t = torch.tensor([[0.0, 0.0, -inf]]), torch.tensor([[0.5, 0.5, 0.0]])
    assert F.cross_entropy(z, t).isnan()
    assert cross_entropy_from_logits(z, t).tolist() == pytest.approx([math.log(2)])


@pytest.mark.parametrize(
    ("t", "message"),
    [
        ([[-0.5, 1.5]], "target[0, 0] = -0.5 is not a probability"),
        ([[1.0, 1.0]], "target[0, :] sums to 2, not 1"),
        ([[0.5, nan]], "target[0, 1] = nan is not a probability"),
    ],
)
def test_pytorch_accepts_targets_that_are_no_distributions(
    xp: Callable[[Any], Any], t: list[list[float]], message: str
) -> None:
    F.cross_entropy(torch.zeros(1, 2), torch.tensor(t))  # no error
    with pytest.raises(NotADistributionError) as caught:
        cross_entropy_from_logits(xp([[0.0, 0.0]]), xp(t))
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize("library", [np, torch])
def test_an_empty_batch_is_an_error_where_pytorch_averages_to_nan(library: Any) -> None:  # noqa: ANN401
    assert F.cross_entropy(torch.zeros(0, 2), torch.zeros(0, dtype=torch.int64)).isnan()
    empty, labels = library.zeros((0, 2)), library.zeros(0, dtype=library.int64)
    for function in (softmax, log_softmax):
        with pytest.raises(NotADistributionError, match=r"z is empty \(shape \(0, 2\)\)"):
            function(empty)
    for target in (labels, empty):
        with pytest.raises(NotADistributionError, match=r"logits is empty \(shape \(0, 2\)\)"):
            cross_entropy_from_logits(empty, target)
    with pytest.raises(NotADistributionError, match=r"probs is empty \(shape \(0, 2\)\)"):
        negative_log_likelihood(empty, labels)


def test_softmax_of_a_table_is_taken_row_by_row_where_scipy_takes_the_whole() -> None:
    assert softmax([[0.0, 0.0], [5.0, 5.0]]) == [[0.5, 0.5], [0.5, 0.5]]


# ---- refusals


@pytest.mark.parametrize(
    ("z", "message"),
    [
        ([0.0, nan], "[1] = nan is not a logit; look upstream for 0/0, inf - inf or a missing value"),
        (
            [[0.0, 1.0], [inf, 0.0]],
            "[1, 0] = inf is not a logit; a logit is finite, or -inf for an impossible",
        ),
        ([[-inf, inf]], "[0, 1] = inf is not a logit; a logit is finite"),
        ([-inf, -inf], " is -inf throughout; one class must be possible"),
        ([[0.0, -inf], [-inf, -inf]], "[1, :] is -inf throughout; one class must be possible"),
        ([[], []], " is empty (shape (2, 0))"),
        (1.0, " is a single number"),
        ([True, False], " must hold real numbers, but holds booleans"),
        ([0.0, 1j], " must hold real numbers, but holds complex numbers"),
    ],
)
def test_what_are_no_logits_is_refused_and_the_cure_named(
    xp: Callable[[Any], Any],
    z: Any,  # noqa: ANN401
    message: str,
) -> None:
    array = xp(z)
    target = xp([0] * len(z) if np.ndim(z) == 2 else 0)
    soft = xp(np.full(np.shape(z), 0.5).tolist())
    for function in (softmax, log_softmax):
        with pytest.raises(NotADistributionError) as caught:
            function(array)
        assert str(caught.value).startswith("z" + message)
    for t in (target, soft):
        with pytest.raises(NotADistributionError) as caught:
            cross_entropy_from_logits(array, t)
        assert str(caught.value).startswith(("logits" + message, "target" + message))


def test_a_wrong_logit_is_found_in_a_large_batch_and_along_a_first_axis(xp: Callable[[Any], Any]) -> None:
    z = np.zeros((500, 400))
    z[77, 33] = nan
    with pytest.raises(NotADistributionError, match=r"logits\[77, 33\] = nan"):
        cross_entropy_from_logits(xp(z.tolist()), xp([0] * 500))
    with pytest.raises(NotADistributionError, match=r"logits\[77, 33\] = nan"):
        cross_entropy_from_logits(xp(z.tolist()), xp([0] * 400), axis=0)
    with pytest.raises(NotADistributionError, match=r"z\[:, 1\] is -inf throughout"):
        softmax(xp([[0.0, -inf], [0.0, -inf]]), axis=0)


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        ([0, 3], "[1] = 3 is not a class; {of} of shape (2, 3) have 3 along axis 1, from 0 to 2"),
        ([-1, 0], "[0] = -1 is not a class; {of} of shape (2, 3) have 3 along axis 1, from 0 to 2"),
        (
            [1, 3],
            "[1] = 3 is not a class; {of} of shape (2, 3) have 3 along axis 1, from 0 to 2; if they are",
        ),
        (
            [0],
            " has shape (1,), but {of} of shape (2, 3) need one class for each distribution along axis 1: ",
        ),
        (
            0,
            " has shape (), but {of} of shape (2, 3) need one class for each distribution along axis 1",
        ),
        (
            [[0, 0, 1], [1, 0, 0]],
            " has shape (2, 3), but {of} of shape (2, 3) need one class for each distri",
        ),
        ([True, False], " must hold real numbers, but holds booleans"),
        ([1j, 0], " must hold real numbers, but holds complex numbers"),
    ],
)
def test_labels_that_name_no_class_are_refused(
    xp: Callable[[Any], Any],
    labels: Any,  # noqa: ANN401
    message: str,
) -> None:
    z = [[0.0, 0.0, 0.0], [0.0, 0.0, 0.0]]
    with pytest.raises(ValueError, match=r".") as caught:
        cross_entropy_from_logits(xp(z), xp(labels))
    assert str(caught.value).startswith("target" + message.format(of="logits"))
    with pytest.raises(ValueError, match=r".") as caught:
        negative_log_likelihood(softmax(xp(z)), xp(labels))
    assert str(caught.value).startswith("labels" + message.format(of="probs"))


def test_the_cures_are_named_only_where_they_fit() -> None:
    counted_from_one = "; if they are counted from 1, subtract 1"
    one_hot = "; if they are distributions, convert them to float"
    for labels, cured in (([1, 2], True), ([0, 2], False), ([1, 3], False)):
        with pytest.raises(NotADistributionError) as caught:
            negative_log_likelihood([[0.5, 0.5]] * 2, labels)
        assert str(caught.value).endswith(counted_from_one) is cured
    for logits, cured in (([[0.0, 0.0]], True), ([[0.0, 0.0, 0.0]], False)):
        with pytest.raises(ValueError, match="need one class") as shape:
            cross_entropy_from_logits(logits, [[0, 1]])
        assert str(shape.value).endswith(one_hot) is cured


@pytest.mark.parametrize(
    ("t", "message"),
    [
        (
            [0.0, 1.0, 0.0],
            "target has shape (3,) and logits (2, 2): along axis -1 they must have the same",
        ),
        ([[0.5, 0.5]] * 3, "target has shape (3, 2) and logits (2, 2), which do not broadcast"),
        ([1.0], "target has shape (1,) and logits (2, 2): along axis -1 they must have the same"),
        (1.0, "target is a single number"),
    ],
)
def test_targets_of_another_shape_are_refused(
    xp: Callable[[Any], Any],
    t: Any,  # noqa: ANN401
    message: str,
) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        cross_entropy_from_logits(xp([[0.0, 0.0], [0.0, 0.0]]), xp(t))
    assert str(caught.value).startswith(message)


def test_likelihood_refuses_what_is_no_distribution_or_no_label(xp: Callable[[Any], Any]) -> None:
    with pytest.raises(NotADistributionError, match=r"probs\[1\] = -1\.0 is not a probability; these look"):
        negative_log_likelihood(xp([2.0, -1.0]), 0)
    with pytest.raises(
        NotADistributionError, match="labels must be whole numbers, the classes counted from 0"
    ):
        negative_log_likelihood(xp([0.5, 0.5]), xp([0.5, 0.5]))


@pytest.mark.parametrize("target", [[0], [[0.5, 0.5]]])
def test_numpy_and_pytorch_are_not_mixed(target: Any) -> None:  # noqa: ANN401
    z = [[0.0, 0.0]]
    with pytest.raises(ValueError, match="logits is a NumPy array but target a PyTorch tensor; convert one"):
        cross_entropy_from_logits(np.array(z), torch.tensor(target))
    with pytest.raises(ValueError, match="target is a NumPy array but logits a PyTorch tensor; convert one"):
        cross_entropy_from_logits(torch.tensor(z), np.array(target))


def test_a_wrong_axis_or_base_is_refused(xp: Callable[[Any], Any]) -> None:
    z, p = xp([[0.0, 0.0]]), xp([[0.5, 0.5]])
    losses: list[tuple[Callable[..., Any], Any, Any]] = [
        (cross_entropy_from_logits, z, xp([0])),
        (cross_entropy_from_logits, z, p),
        (negative_log_likelihood, p, xp([0])),
    ]
    calls: list[Callable[..., Any]] = [
        *(lambda f=f, a=a, b=b, **options: f(a, b, **options) for f, a, b in losses),
        lambda **options: softmax(z, **options),
        lambda **options: log_softmax(z, **options),
    ]
    for call in calls:
        with pytest.raises(ValueError, match="axis must be from -2 to 1"):
            call(axis=2)
        with pytest.raises(TypeError, match="axis must be one whole number, not 'x'"):
            call(axis="x")
    for call in calls[:3]:
        for base in (1, "bits", True):
            with pytest.raises(ValueError, match="base must be 2"):
                call(base=base)


def test_the_checks_are_skipped_on_request_but_nothing_is_hidden(xp: Callable[[Any], Any]) -> None:
    skip = {"validate": False}
    assert float(cross_entropy_from_logits(xp([0.0, 0.0]), xp([1.0, 1.0]), base=2, **skip)) == 2.0
    assert float(negative_log_likelihood(xp([0.25, 0.25]), 0, base=2, **skip)) == 2.0
    for z in ([nan, 0.0], [inf, 0.0], [-inf, -inf]):
        for target in (0, [0.5, 0.5]):
            assert math.isnan(cross_entropy_from_logits(xp(z), xp(target), **skip))
