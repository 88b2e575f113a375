"""Softmax and losses of one row and of many, short and long: their digits, gradients and refusals."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from torch.autograd import forward_ad

from infolib import (
    NotADistributionError,
    check_distribution,
    cross_entropy_from_logits,
    log_softmax,
    normalize,
    softmax,
)

P, Q = np.array([0.5, 0.25, 0.125, 0.125]), np.array([0.125, 0.125, 0.25, 0.5])
FLOATS = [torch.float32, torch.float64]
SHAPES = [
    (1_025, 4),  # many short rows
    (1_024, 4),
    (20_000, 7),
    (50, 100, 3),
    (1_100, 1_000),  # four megabytes of float32
    (5, 1_025),
    (1_100, 1_025),
]


def draw(shape: tuple[int, ...], dtype: torch.dtype, seed: int = 0) -> Any:  # noqa: ANN401
    return torch.from_numpy(np.random.default_rng(seed).standard_normal(shape) * 3).to(dtype)


def exact(z: torch.Tensor) -> Any:  # noqa: ANN401
    """Log softmax in NumPy's longest numbers."""
    wide = z.detach().numpy().astype(np.longdouble)
    wide = wide - wide.max(-1, keepdims=True)
    return wide - np.log(np.exp(wide).sum(-1, keepdims=True))


def targets(z: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    classes = torch.from_numpy(np.random.default_rng(1).integers(0, z.shape[-1], z.shape[:-1]))
    return classes, torch.softmax(draw(tuple(z.shape), torch.float64, seed=2), -1).to(z.dtype)


# ---- values


@pytest.mark.parametrize("validate", [True, False])
@pytest.mark.parametrize("gradient", [True, False])
@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("shape", [(4,), (1, 4), (3, 4), (2, 3, 4), (2, 1, 3, 4)])
def test_a_loss_keeps_shape_dtype_and_gradient(
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
@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("shape", [(4,), (1, 4), (2, 3, 4)])
def test_softmax_keeps_dtype_and_gradient(
    shape: tuple[int, ...], dtype: torch.dtype, *, gradient: bool
) -> None:
    z = (torch.from_numpy(P).log() + 3).to(dtype).expand(shape).clone().requires_grad_(gradient)
    near = {"rtol": 1e-6 if dtype == torch.float32 else 1e-15}
    for axis in (-1, len(shape) - 1):
        for p, right in ((softmax(z, axis=axis), P), (log_softmax(z, axis=axis), np.log(P))):
            assert p.dtype == dtype
            assert p.requires_grad is gradient
            np.testing.assert_allclose(p.detach().numpy(), np.broadcast_to(right, shape), **near)


@pytest.mark.parametrize("validate", [True, False])
@pytest.mark.parametrize("target", [torch.tensor([0, 1]), torch.tensor([[1.0, 0.0], [0.0, 1.0]])])
def test_a_certain_class_has_a_loss_of_zero_and_no_other_sign(
    target: torch.Tensor, *, validate: bool
) -> None:
    z = torch.tensor([[1e9, 0.0], [0.0, 0.0]])
    loss = cross_entropy_from_logits(z, target, base=2, validate=validate).tolist()
    assert loss == pytest.approx([0.0, 1.0])
    assert math.copysign(1, loss[0]) == 1


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("shape", SHAPES)
def test_logarithms_and_losses_are_right_for_many_rows(shape: tuple[int, ...], dtype: torch.dtype) -> None:
    z = draw(shape, dtype)
    expected = exact(z)
    near: dict[str, Any] = {"rtol": 2e-6 if dtype == torch.float32 else 1e-14, "atol": 1e-6}
    if dtype == torch.float64:
        near["atol"] = 2e-15
    for p, right in zip((log_softmax(z), softmax(z)), (expected, np.exp(expected)), strict=True):
        assert p.dtype == dtype
        assert p.is_contiguous()
        np.testing.assert_allclose(p.numpy(), right.astype(float), **near)
    classes, soft = targets(z)
    picked = -np.take_along_axis(expected, classes.numpy()[..., None], -1)[..., 0]
    crossed = -(soft.numpy().astype(np.longdouble) * expected).sum(-1)
    for target, right in ((classes, picked), (soft, crossed)):
        losses = cross_entropy_from_logits(z, target)
        assert losses.dtype == dtype
        assert losses.shape == right.shape
        np.testing.assert_allclose(losses.numpy(), right.astype(float), **near)


@pytest.mark.parametrize("length", [65_000, 65_536, 131_072])
@pytest.mark.parametrize("gradient", [True, False])
def test_long_rows_lose_few_digits(*, gradient: bool, length: int) -> None:
    z = draw((2, length), torch.float32).requires_grad_(gradient)
    expected = exact(z)
    classes, soft = targets(z)
    picked = -np.take_along_axis(expected, classes.numpy()[:, None], -1)[:, 0]
    crossed = -(soft.numpy().astype(np.longdouble) * expected).sum(-1)
    for got, right in (
        (log_softmax(z), expected),
        (cross_entropy_from_logits(z, classes), picked),
        (cross_entropy_from_logits(z, soft), crossed),
    ):
        np.testing.assert_allclose(got.detach().numpy(), right.astype(float), rtol=2e-6)


@pytest.mark.parametrize("k", [32_768, 32_769, 65_536, 65_537, 131_072])
@pytest.mark.parametrize("dtype", FLOATS)
def test_rows_of_equal_logits_lose_no_digit_however_long(k: int, dtype: torch.dtype) -> None:
    z = torch.zeros(2, k, dtype=dtype)
    np.testing.assert_allclose(log_softmax(z).numpy(), -np.log(k), rtol=1e-7)
    losses = cross_entropy_from_logits(z, torch.tensor([0, 1]))
    np.testing.assert_allclose(losses.numpy(), np.log(k), rtol=1e-7)


def test_the_losses_of_millions_of_logits_are_exact_where_they_are_whole() -> None:
    classes = torch.zeros(2_500, dtype=torch.int64)
    assert cross_entropy_from_logits(torch.zeros(2_500, 1_000), classes, base=10).tolist() == [3.0] * 2_500


@pytest.mark.parametrize("k", [3, 1024, 1025, 70_000])
@pytest.mark.parametrize("dtype", FLOATS)
def test_soft_labels_lose_no_digits_on_either_axis(k: int, dtype: torch.dtype) -> None:
    rng = np.random.default_rng(0)
    z = torch.from_numpy(rng.standard_normal((2, k))).to(dtype)
    t = torch.from_numpy(rng.dirichlet(np.ones(k), 2)).to(torch.float64).to(dtype)
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


def test_one_soft_label_for_all_rows_may_lie_along_the_last_axis_but_one() -> None:
    z = draw((3, 3, 2), torch.float64)
    t = normalize(draw((3, 2), torch.float64, 1).exp(), axis=0)
    for logits, target in ((z, t), (z.numpy(), t.numpy())):
        found = cross_entropy_from_logits(logits, target, axis=-2)
        assert found.tolist() == [cross_entropy_from_logits(rows, target, axis=0).tolist() for rows in logits]


@pytest.mark.parametrize("shape", [(2_048, 2), (1_100, 1_000), (1_100, 1_025)])
def test_a_soft_label_of_zero_may_stand_at_an_impossible_class(shape: tuple[int, int]) -> None:
    z = draw(shape, torch.float32)
    soft = torch.zeros(shape)
    z[900, 0], soft[:, -1] = -torch.inf, 1.0
    expected = -exact(z)[:, -1].astype(float)
    np.testing.assert_allclose(cross_entropy_from_logits(z, soft).numpy(), expected, rtol=2e-6, atol=1e-6)
    soft[900] = torch.eye(shape[1])[0]
    assert cross_entropy_from_logits(z, soft)[900] == torch.inf


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
@pytest.mark.parametrize(
    ("shape", "axis"), [((3, 1_024), 1), ((3, 1_025), 1), ((7, 40, 600), 1), ((400, 500), 0)]
)
def test_arrays_keep_the_digits_of_their_dtype(shape: tuple[int, ...], axis: int, dtype: type) -> None:
    z = (np.random.default_rng(0).standard_normal(shape) * 3).astype(dtype)
    wide = np.moveaxis(z.astype(np.longdouble), axis, -1)
    wide = wide - wide.max(-1, keepdims=True)
    right = np.moveaxis(wide - np.log(np.exp(wide).sum(-1, keepdims=True)), -1, axis)
    epsilon = float(np.finfo(dtype).eps)
    got = log_softmax(z, axis=axis)
    assert got.dtype == dtype
    np.testing.assert_allclose(got, right.astype(float), rtol=4 * epsilon, atol=4 * epsilon)
    p = softmax(z, axis=axis)
    assert p.dtype == dtype
    np.testing.assert_allclose(p, np.exp(right).astype(float), rtol=20 * epsilon, atol=np.finfo(dtype).tiny)


@pytest.mark.parametrize("wrap", [np.asarray, torch.from_numpy])
def test_the_logits_are_left_alone(wrap: Callable[[Any], Any]) -> None:
    for shape in ((3, 4), (2_000, 3), (1_100, 1_000)):
        z = np.random.default_rng(0).standard_normal(shape)
        before, given = z.copy(), wrap(z)
        for measure in (softmax, log_softmax):
            assert not np.shares_memory(np.asarray(measure(given)), z)
        cross_entropy_from_logits(given, wrap(np.zeros(shape[0], int)))
        np.testing.assert_array_equal(z, before)


Z, CLASSES, SOFT = np.zeros((2, 3)), np.array([0, 2]), np.full((2, 3), 1 / 3)


@pytest.mark.parametrize(
    ("z", "target", "axis"),
    [
        (np.zeros(3), 0, -1),
        (Z, CLASSES, -2),
        (Z, CLASSES, 0),
        (Z, CLASSES, True),
        (Z, CLASSES, None),
        (Z[:, :0], CLASSES, -1),
        (Z[:0], CLASSES[:0], -1),
        (Z[0, 0], CLASSES[0], -1),
        (np.zeros((2, 65_537)), CLASSES, -1),
        (Z, CLASSES.astype(np.int32), -1),
        (Z, CLASSES[:1], -1),
        (Z.astype(np.float32), SOFT, -1),
        (Z, SOFT[:1], -1),
        (Z, SOFT > 0, -1),
        (Z, np.array([0, 3]), -1),
        (Z, np.array([0, -1]), -1),
        (np.array([[0.0, math.nan, 0.0], [0.0, 0.0, 0.0]]), CLASSES, -1),
        (np.array([[-math.inf, 0.0, 0.0], [0.0, math.inf, 0.0]]), CLASSES, -1),
        (np.array([[-math.inf] * 3, [0.0] * 3]), CLASSES, -1),
        (np.array([[0.0, 0.0, -math.inf]]), np.array([[0.5, 0.5, 0.0]]), -1),
        (Z, np.array([[1.5, -0.5, 0.0], [1.0, 0.0, 0.0]]), -1),
        (Z, np.array([[0.5, 0.25, 0.0], [1.0, 0.0, 0.0]]), -1),
        (Z, np.array([[1.0, 0.25, 0.0], [1.0, 0.0, 0.0]]), -1),
    ],
)
def test_tensors_get_what_arrays_get_or_the_same_refusal(
    z: Any,  # noqa: ANN401
    target: Any,  # noqa: ANN401
    axis: Any,  # noqa: ANN401
) -> None:
    def outcome(wrap: Callable[[Any], Any]) -> Any:  # noqa: ANN401
        try:
            return np.asarray(cross_entropy_from_logits(wrap(z), wrap(target), axis=axis)).tolist()
        except (TypeError, ValueError) as refused:
            return type(refused), str(refused)

    expected = outcome(np.asarray)
    found = outcome(torch.as_tensor)
    if isinstance(expected, tuple):
        assert found == expected
    else:
        np.testing.assert_allclose(found, expected, rtol=1e-15)


# ---- gradients


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("shape", [SHAPES[0], (50, 100, 3), (1_100, 1_000)])
def test_gradients_are_right_for_many_rows(shape: tuple[int, ...], dtype: torch.dtype) -> None:
    z = draw(shape, dtype).requires_grad_()
    p = np.exp(exact(z)).astype(float)
    classes, soft = targets(z)
    near = {"rtol": 1e-4, "atol": 1e-6} if dtype == torch.float32 else {"rtol": 1e-11, "atol": 1e-14}
    for target, t in ((classes, np.eye(shape[-1])[classes.numpy()]), (soft, soft.numpy())):
        (grad,) = torch.autograd.grad(cross_entropy_from_logits(z, target).sum(), z)
        np.testing.assert_allclose(grad.numpy(), p - t, **near)
    weights = draw(shape, dtype, seed=3)
    w = weights.numpy().astype(float)
    (grad,) = torch.autograd.grad((softmax(z) * weights).sum(), z)
    np.testing.assert_allclose(grad.numpy(), p * (w - (p * w).sum(-1, keepdims=True)), **near)
    (grad,) = torch.autograd.grad((log_softmax(z) * weights).sum(), z)
    np.testing.assert_allclose(grad.numpy(), w - p * w.sum(-1, keepdims=True), rtol=1e-3, atol=1e-5)


@pytest.mark.filterwarnings("ignore:`torch.jit.script` is deprecated")  # PyTorch itself calls it here
@pytest.mark.parametrize("target", [torch.tensor(2), torch.from_numpy(Q)])
def test_losses_have_derivatives_taken_forwards(target: torch.Tensor) -> None:
    z, direction = torch.from_numpy(P).log(), torch.tensor([1.0, -1.0, 2.0, -2.0], dtype=torch.float64)
    t = torch.from_numpy(np.eye(4)[2]) if target.ndim == 0 else target
    with forward_ad.dual_level():
        loss = cross_entropy_from_logits(forward_ad.make_dual(z, direction), target)
        tangent = forward_ad.unpack_dual(loss).tangent
    expected = float((direction * (torch.from_numpy(P) - t)).sum())
    assert float(tangent) == pytest.approx(expected, rel=1e-14, abs=0)


def test_losses_and_their_gradients_may_be_mapped() -> None:
    z, classes = torch.from_numpy(np.stack([P, Q])).log(), torch.tensor([0, 1])

    def loss(z: torch.Tensor, c: torch.Tensor) -> Any:  # noqa: ANN401
        return cross_entropy_from_logits(z, c, base=2, validate=False)

    assert torch.func.vmap(loss)(z, classes).tolist() == pytest.approx([1.0, 3.0])
    slopes = torch.func.vmap(torch.func.grad(loss))(z, classes) * math.log(2)
    expected = np.stack([P, Q]) - np.eye(4)[[0, 1]]
    np.testing.assert_allclose(slopes.numpy(), expected, rtol=1e-14)


# ---- refusals


@pytest.mark.parametrize("shape", [(2_048, 2), (4_097, 1), (1_100, 1_000)])
@pytest.mark.parametrize("row", [0, 700])
def test_a_row_of_no_logits_is_found_among_many(shape: tuple[int, int], row: int) -> None:
    for values in ([np.nan], [np.inf], [-np.inf] * shape[1]):
        z = draw(shape, torch.float32)
        z[row, -len(values) :] = torch.tensor(values)
        classes, soft = targets(z)
        losses = [lambda z, t=t: cross_entropy_from_logits(z, t) for t in (classes, soft)]
        for measure in (softmax, log_softmax, *losses):
            with pytest.raises(NotADistributionError, match=rf"\[{row}"):
                measure(z)


@pytest.mark.parametrize("label", [-1, -100, 3, -(2**63), 2**53])
@pytest.mark.parametrize("shape", [(3,), (2, 3)])
def test_a_label_that_pytorch_would_ignore_is_refused(label: int, shape: tuple[int, ...]) -> None:
    with pytest.raises(NotADistributionError, match=rf"target.* = {label} is not a class"):
        cross_entropy_from_logits(torch.zeros(shape), torch.full(shape[:-1], label))


@pytest.mark.parametrize("label", [-1, -100, -126, -(2**62), 3])
def test_an_unchecked_label_that_is_none_is_left_to_pytorch_to_refuse(label: int) -> None:
    with pytest.raises(IndexError, match="out of bounds"):
        cross_entropy_from_logits(torch.zeros(3), torch.tensor(label), validate=False)


def test_a_label_that_pytorch_ignores_is_found_beside_others() -> None:
    for z in (torch.zeros(2, 3), torch.tensor([[1e9, 0.0, 0.0]] * 2)):
        with pytest.raises(NotADistributionError, match=rf"target\[1\] = {-(2**63)} is not a class"):
            cross_entropy_from_logits(z, torch.tensor([0, -(2**63)]))


@pytest.mark.parametrize("label", [-1, -100, "k", -(2**63)])
@pytest.mark.parametrize("gradient", [True, False])
@pytest.mark.parametrize("shape", [(2_048, 2), (1_100, 1_000)])
def test_a_label_that_is_none_is_found_among_many(
    shape: tuple[int, int], label: int | str, *, gradient: bool
) -> None:
    z = draw(shape, torch.float32).requires_grad_(gradient)
    classes, _ = targets(z)
    classes[900] = label = shape[1] if label == "k" else label
    with pytest.raises(NotADistributionError, match=rf"target\[900\] = {label} is not a class"):
        cross_entropy_from_logits(z, classes)


def refusal(p: torch.Tensor) -> str:
    """Say why soft labels are refused, or nothing; the check of distributions says the same."""
    said = []
    for check in (
        lambda: check_distribution(p, name="target"),
        lambda: cross_entropy_from_logits(torch.zeros_like(p), p),
    ):
        try:
            check()
        except NotADistributionError as refused:
            said.append(str(refused))
        else:
            said.append("")
    assert said[0] == said[1]
    return said[0]


@pytest.mark.parametrize(
    ("p", "passes"),
    [
        ([0.5, 0.5], True),
        ([1.0, -0.0], True),
        ([0.5, 0.5 + 9e-10], True),
        ([0.5, 0.5 - 9e-10], True),
        ([0.5, 0.5 + 1.1e-9], False),
        ([0.5, 0.5 - 1.1e-9], False),
        ([-0.5, 1.5], False),
        ([0.5, math.nan], False),
        ([0.5, math.inf], False),
        ([-math.inf, math.inf], False),
    ],
)
def test_soft_labels_are_checked_as_distributions_are(p: list[float], *, passes: bool) -> None:
    fine = [0.25, 0.75]
    for rows in (p, [p], [fine, p], [p, fine]):
        assert (refusal(torch.tensor(rows, dtype=torch.float64)) == "") is passes


def test_soft_labels_of_float32_may_miss_one_by_its_rounding() -> None:
    step = 2.0**-23  # 2 outcomes may miss 1 by 8 steps: 4 epsilon log2(4)
    for steps in (4, 5, 8):
        for sign in (1, -1):
            assert refusal(torch.tensor([0.5, 0.5 + sign * steps * step])) == ""
    assert "target sums to" in refusal(torch.tensor([0.5, 0.5 + 9 * step]))


@pytest.mark.parametrize("rows", [1, 2, 32, 33, 2_000])
@pytest.mark.parametrize("k", [2, 32, 33])
def test_one_row_that_is_no_distribution_is_found_among_many(rows: int, k: int) -> None:
    fine = torch.full((rows, k), 1 / k, dtype=torch.float64)
    assert refusal(fine) == refusal(fine[None]) == ""
    for change in (1e-8, -1e-8, np.nan, np.inf):
        wrong = fine.clone()
        wrong[-1, -1] += change
        assert refusal(wrong).startswith(f"target[{rows - 1}")
    negative = fine.clone()
    negative[-1, :2] = torch.tensor([-1e-12, 2 / k])
    assert refusal(negative).startswith(f"target[{rows - 1}, 0] = -")
