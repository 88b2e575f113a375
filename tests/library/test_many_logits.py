"""Many logits at once: worked out by columns where rows are short, and in parts where there are very many."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

import infolib
from infolib import NotADistributionError, _by_torch, cross_entropy_from_logits, log_softmax, softmax
from infolib._by_torch import PIECE, SHORT, look_at_losses, look_at_softmax
from infolib._look import are_surely_distributions
from infolib._sums import along_rows, row_sums

FLOATS = [torch.float32, torch.float64]
SHAPES = [
    (SHORT // 4 + 1, 4),  # short rows, and just enough of them
    (SHORT // 4, 4),
    (20_000, 7),  # several parts by columns
    (50, 100, 3),
    (1_100, 1_000),  # more than one piece of float32
    (5, 1_025),  # too long for BLAS
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


@pytest.fixture(params=[0, 32, 64])
def register(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Any:  # noqa: ANN401
    """Let the processor have registers of so many bytes."""
    monkeypatch.setattr(_by_torch, "_register", lambda: request.param)
    return request.param


@pytest.mark.usefixtures("register")
@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("shape", SHAPES)
def test_logarithms_and_losses_are_right_on_every_way(shape: tuple[int, ...], dtype: torch.dtype) -> None:
    z = draw(shape, dtype)
    expected = exact(z)
    near: dict[str, Any] = {"rtol": 2e-6 if dtype == torch.float32 else 1e-14, "atol": 1e-6}
    if dtype == torch.float64:
        near["atol"] = 2e-15
    got = log_softmax(z), softmax(z)
    for p, right in zip(got, (expected, np.exp(expected)), strict=True):
        assert p.dtype == dtype
        assert p.is_contiguous()
        np.testing.assert_allclose(p.numpy(), right.astype(float), **near)
    classes, soft = targets(z)
    picked = -np.take_along_axis(expected, classes.numpy()[..., None], -1)[..., 0]
    crossed = -(soft.numpy().astype(np.longdouble) * expected).sum(-1)
    for target, right in ((classes, picked), (soft, crossed)):
        losses = look_at_losses(z, target, -1, validate=True)
        assert losses is not None
        assert losses.shape == right.shape
        np.testing.assert_allclose(losses.numpy(), right.astype(float), **near)


@pytest.mark.usefixtures("register")
@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("shape", [SHAPES[0], (50, 100, 3), (1_100, 1_000)])
def test_gradients_are_right_on_every_way(shape: tuple[int, ...], dtype: torch.dtype) -> None:
    z = draw(shape, dtype).requires_grad_()
    p = np.exp(exact(z)).astype(float)
    classes, soft = targets(z)
    near = {"rtol": 1e-4, "atol": 1e-6} if dtype == torch.float32 else {"rtol": 1e-11, "atol": 1e-14}
    for target, t in ((classes, np.eye(shape[-1])[classes.numpy()]), (soft, soft.numpy())):
        losses = look_at_losses(z, target, -1, validate=True)
        assert losses is not None
        (grad,) = torch.autograd.grad(losses.sum(), z)
        np.testing.assert_allclose(grad.numpy(), p - t, **near)
    weights = draw(shape, dtype, seed=3)
    w = weights.numpy().astype(float)
    (grad,) = torch.autograd.grad((softmax(z) * weights).sum(), z)
    np.testing.assert_allclose(grad.numpy(), p * (w - (p * w).sum(-1, keepdims=True)), **near)
    (grad,) = torch.autograd.grad((log_softmax(z) * weights).sum(), z)
    np.testing.assert_allclose(grad.numpy(), w - p * w.sum(-1, keepdims=True), rtol=1e-3, atol=1e-5)


@pytest.mark.parametrize("gradient", [True, False])
def test_long_rows_lose_few_digits(*, gradient: bool) -> None:
    z = draw((2, 65_000), torch.float32).requires_grad_(gradient)
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


@pytest.mark.usefixtures("register")
@pytest.mark.parametrize("shape", [(SHORT, 2), (4_097, 1), (1_100, 1_000)])
@pytest.mark.parametrize("row", [0, 700])
def test_a_row_of_no_logits_is_found_among_many(shape: tuple[int, int], row: int) -> None:
    for values in ([np.nan], [np.inf], [-np.inf] * shape[1]):
        z = draw(shape, torch.float32)
        z[row, -len(values) :] = torch.tensor(values)
        classes, soft = targets(z)
        assert look_at_softmax("softmax", z, -1) is None
        assert look_at_losses(z, classes, -1, validate=True) is None
        for measure in (softmax, log_softmax, lambda z, s=soft: cross_entropy_from_logits(z, s)):
            with pytest.raises(NotADistributionError, match=rf"\[{row}"):
                measure(z)


@pytest.mark.usefixtures("register")
@pytest.mark.parametrize("label", [-1, -100, "k", -(2**63)])
@pytest.mark.parametrize("gradient", [True, False])
@pytest.mark.parametrize("shape", [(SHORT, 2), (1_100, 1_000)])
def test_a_label_that_is_none_is_found_among_many(
    shape: tuple[int, int], label: int | str, *, gradient: bool
) -> None:
    z = draw(shape, torch.float32).requires_grad_(gradient)
    classes, _ = targets(z)
    classes[900] = label = shape[1] if label == "k" else label
    with pytest.raises(NotADistributionError, match=rf"target\[900\] = {label} is not a class"):
        cross_entropy_from_logits(z, classes)


@pytest.mark.usefixtures("register")
@pytest.mark.parametrize("shape", [(SHORT, 2), (1_100, 1_000), (1_100, 1_025)])
def test_a_soft_label_of_zero_may_stand_at_an_impossible_class(shape: tuple[int, int]) -> None:
    z = draw(shape, torch.float32)
    soft = torch.zeros(shape)
    z[900, 0], soft[:, -1] = -torch.inf, 1.0
    expected = -exact(z)[:, -1].astype(float)
    np.testing.assert_allclose(cross_entropy_from_logits(z, soft).numpy(), expected, rtol=2e-6, atol=1e-6)
    soft[900] = torch.eye(shape[1])[0]
    assert cross_entropy_from_logits(z, soft)[900] == torch.inf


@pytest.mark.parametrize("rows", [1, 2, 32, 33, 2_000])
@pytest.mark.parametrize("k", [2, 32, 33])
def test_one_row_that_is_no_distribution_is_found_among_many(rows: int, k: int) -> None:
    fine = torch.full((rows, k), 1 / k, dtype=torch.float64)
    assert are_surely_distributions(fine) is True
    assert are_surely_distributions(fine[None]) is True
    for change in (1e-8, -1e-8, np.nan, np.inf):
        wrong = fine.clone()
        wrong[-1, -1] += change
        assert are_surely_distributions(wrong) is False
    negative = fine.clone()
    negative[-1, :2] = torch.tensor([-1e-12, 2 / k])
    assert are_surely_distributions(negative) is False


def test_the_size_of_a_register_is_known_or_zero(monkeypatch: pytest.MonkeyPatch) -> None:
    for capability, size in (("AVX2", 32), ("AVX512", 64), ("DEFAULT", 0), ("SVE256", 0)):
        monkeypatch.setattr(torch.backends.cpu, "get_cpu_capability", lambda c=capability: c)
        _by_torch._register.cache_clear()
        assert _by_torch._register() == size
    _by_torch._register.cache_clear()


@pytest.mark.usefixtures("register")
@pytest.mark.parametrize("dtype", FLOATS)
def test_rows_too_long_for_float32_are_worked_out_in_float64(dtype: torch.dtype, register: int) -> None:
    longest = 65_536 if register == 64 else 32_768
    for k, quick in ((longest, True), (longest + 1, False)):
        z = torch.zeros(2, k, dtype=dtype)
        assert (look_at_softmax("log_softmax", z, -1) is not None) is quick
        assert (look_at_losses(z, torch.tensor([0, 1]), -1, validate=True) is not None) is quick
        np.testing.assert_allclose(log_softmax(z).numpy(), -np.log(k), rtol=1e-7)


def test_only_many_short_rows_are_worked_out_by_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_by_torch, "_register", lambda: 32)
    narrow = _by_torch._is_narrow
    assert narrow(torch.zeros(SHORT, 7))
    assert not narrow(torch.zeros(SHORT, 8))
    assert not narrow(torch.zeros(SHORT, 7, dtype=torch.float64))
    assert narrow(torch.zeros(SHORT, 3, dtype=torch.float64))
    assert narrow(torch.zeros(SHORT + 1, 1))
    assert not narrow(torch.zeros(SHORT, 1))
    assert narrow(torch.zeros(2, SHORT, 7))
    assert not narrow(torch.zeros(SHORT, 2, 8))
    assert not narrow(torch.zeros(SHORT * 7))
    assert not narrow(torch.zeros(SHORT, 7, device="meta"))


def test_very_many_losses_share_one_buffer(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = []
    real = torch.log_softmax

    def spy(z: torch.Tensor, axis: int, *, out: torch.Tensor) -> Any:  # noqa: ANN401
        sizes.append((z.numel() * z.itemsize, out.data_ptr()))
        return real(z, axis, out=out)

    monkeypatch.setattr(torch, "log_softmax", spy)
    z = torch.zeros(2_500, 1_000)
    assert (
        cross_entropy_from_logits(z, torch.zeros(2_500, dtype=torch.int64), base=10).tolist() == [3.0] * 2_500
    )
    assert len(sizes) == 3
    assert max(size for size, _ in sizes) <= PIECE
    assert len({place for _, place in sizes}) == 1


# ---- NumPy


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
@pytest.mark.parametrize(
    ("shape", "axis"), [((3, 1_024), 1), ((3, 1_025), 1), ((7, 40, 600), 1), ((400, 500), 0)]
)
def test_numpy_rows_are_worked_out_in_parts(
    shape: tuple[int, ...], axis: int, dtype: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(infolib._sums, "PART", 2**16)
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


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_rows_go_to_their_function_along_any_axis(axis: int) -> None:
    x = np.arange(24.0).reshape(2, 3, 4)
    kept = x.max(axis, keepdims=True)
    seen: list[tuple[int, ...]] = []

    def above(x: Any, least: Any) -> Any:  # noqa: ANN401
        seen.append(x.shape)
        return x - least[:, :1]

    np.testing.assert_array_equal(along_rows(above, (x, kept), axis), x - kept)
    assert seen == [(24 // x.shape[axis], x.shape[axis])]
    np.testing.assert_array_equal(along_rows(lambda x: x[:, :1], (x,), axis), x.take([0], axis))


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
@pytest.mark.parametrize("k", [1, 1_024, 1_025])
def test_rows_are_added_up(k: int, dtype: type) -> None:
    x = np.full((3, k), 0.5, dtype)
    sums = row_sums(x)
    assert sums.shape == (3, 1)
    assert sums.ravel().tolist() == [k / 2] * 3


@pytest.mark.parametrize("wrap", [np.asarray, torch.from_numpy])
def test_the_logits_are_left_alone(wrap: Callable[[Any], Any]) -> None:
    for shape in ((3, 4), (2_000, 3), (1_100, 1_000)):
        z = np.random.default_rng(0).standard_normal(shape)
        before, given = z.copy(), wrap(z)
        for measure in (softmax, log_softmax):
            assert not np.shares_memory(np.asarray(measure(given)), z)
        cross_entropy_from_logits(given, wrap(np.zeros(shape[0], int)))
        np.testing.assert_array_equal(z, before)
