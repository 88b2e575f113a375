"""Softmax and cross-entropy by PyTorch's own kernels, where these give what ours would."""

from __future__ import annotations

import functools
import math
import sys
from typing import Any

from infolib._backend import Array, is_ordinary_tensor, is_plain, namespace, smallest_and_largest
from infolib._look import are_surely_distributions, has_nan, least_of
from infolib._sums import inner_products

__all__ = ["look_at_losses", "look_at_softmax", "softmax_by_torch"]

# With more additions in each place of a register, PyTorch's sums of float32 lose digits. With so many, a
# logarithm may miss by 1e-5; with 4096 entries by 2e-6, the rounding error of a number near 20.
ADDITIONS = 4_096

# PyTorch gives this label, which is none, the loss 0; any other that is none raises an IndexError.
IGNORED = -(2**63)

# Bytes of logits whose losses are worked out in one piece, and of the buffer that more of them share. Fresh
# memory may take longer than the sums: the loss of ten million float32 logits takes 29 ms in one piece, and
# 7 in a buffer; in parts with fresh memory each, 7 or 27, as the allocator chances to keep it or not.
PIECE = 4_194_304

# Bytes of logits that are transposed at a time.
CACHE = 65_536

# So few logits are quicker done row by row, however short the rows.
SHORT = 1_024


def look_at_softmax(name: str, z: Any, axis: int) -> Array | None:  # noqa: ANN401
    """Return PyTorch's softmax or log_softmax along the last axis of ordinary logits; None if they are not.

    None is no verdict: the general way decides, and says why. For one row that takes 5 µs, the kernel 1.1,
    and one look at its result 0.5.
    """
    if not _suit(z, axis):
        return None
    p = softmax_by_torch(name, z, z.ndim - 1) if z.ndim > 1 else getattr(z, name)(-1)
    # A row with NaN or inf, or with -inf only, has become NaN throughout; and NaN does not equal itself.
    bad = not p.equal(p) if p.numel() <= 4096 else has_nan(p.detach()[..., 0])
    return None if bad else p


def softmax_by_torch(name: str, z: Array, axis: int) -> Array:
    """Call PyTorch's own softmax or log_softmax: one pass forwards, one backwards.

    It is accurate along a last axis only, and there as long as the axis is not too long for float32.
    """
    dtype = namespace(z).float64 if z.shape[axis] > _longest() else None
    if axis != z.ndim - 1:  # to move no axis saves 3 µs
        return getattr(z.movedim(axis, -1), name)(-1, dtype=dtype).movedim(-1, axis)
    if not _is_narrow(z):
        return getattr(z, name)(-1, dtype=dtype)
    rows = z.reshape(-1, z.shape[-1])
    if not is_plain(z):
        return _by_columns(name, rows).contiguous().reshape(z.shape)
    parts = [_by_columns(name, part) for part in rows.split(_step(z, CACHE))]
    return namespace(z).cat(parts).reshape(z.shape)


def look_at_losses(z: Any, target: Any, axis: int, *, validate: bool) -> Array | None:  # noqa: ANN401
    """Return the loss of each row in nats, by PyTorch's own cross-entropy; None where that may not be had.

    None is no verdict: the general way decides, and says why. That takes 27 µs for one row of ten logits and
    its class, as each step of PyTorch takes 1 to 4; the kernel takes 2.8, and a look at its result 0.3.
    """
    if not _suit(z, axis) or not _fit(z, target):
        return None
    soft = target.is_floating_point()
    if soft and validate and not are_surely_distributions(target):
        return None
    batch = target.shape[:-1] if soft else target.shape
    if len(batch) > 1:
        z, target = z.flatten(0, -2), target.flatten(0, -2 if soft else -1)
    try:
        losses = _losses(z, target, soft=soft)
    except (IndexError, RuntimeError):  # a label that is no class
        return None
    # One look tells that no row has NaN (of what is no logit, or of 0 times -inf) and that none was ignored.
    least = least_of(losses) if soft or validate else 0
    if math.isnan(least) or (
        least == 0 and validate and not soft and IGNORED in smallest_and_largest(target)
    ):
        return None
    if not least > 0:  # or a certain class would have loss -0.0
        losses = losses + 0.0
    return losses if len(batch) < 2 else losses.reshape(batch)


def _suit(z: Any, axis: int) -> bool:  # noqa: ANN401
    """Whether PyTorch's kernels are for logits such as ``z``, whatever their values."""
    if type(axis) is not int or not is_ordinary_tensor(z):
        return False
    last = z.ndim - 1
    return bool(last >= 0 and axis in (-1, last) and 0 < z.shape[-1] <= _longest() and z.numel() > 0)


def _fit(z: Array, target: Any) -> bool:  # noqa: ANN401
    """Whether ``target`` is such that PyTorch's cross-entropy does what ours does, but for its values."""
    if type(target) is not type(z):
        return False
    if target.dtype is namespace(z).int64:
        return bool(target.is_cpu and target.shape == z.shape[:-1])
    return bool(target.dtype is z.dtype and target.shape == z.shape and is_ordinary_tensor(target))


def _losses(z: Array, target: Array, *, soft: bool) -> Array:
    """Return the loss of each row, by PyTorch's cross-entropy or quicker."""
    narrow = large = False
    if (size := z.numel()) > SHORT and z.ndim > 1:
        narrow, large = _is_narrow(z), soft or size * z.itemsize > PIECE
        if (narrow or large) and is_plain(z) and is_plain(target):
            return _losses_in_parts(z, target, narrow=narrow, soft=soft)
    functional = sys.modules["torch.nn.functional"]
    if not narrow:
        return functional.cross_entropy(z, target, reduction="none", ignore_index=IGNORED)
    log_p = _by_columns("log_softmax", z)
    if soft:
        return -(log_p * target).sum(-1)
    return functional.nll_loss(log_p, target, reduction="none", ignore_index=IGNORED)


def _losses_in_parts(z: Array, target: Array, *, narrow: bool, soft: bool) -> Array:
    """Return the loss of each row, from logarithms that are kept for a few rows at a time."""
    torch = namespace(z)
    losses = z.new_empty((len(z), 1))
    step = min(len(z), _step(z, CACHE if narrow else PIECE))
    buffer = None if narrow else z.new_empty((step, z.shape[1]))
    columns = target if soft else target[:, None]
    for part, t, loss in zip(z.split(step), columns.split(step), losses.split(step), strict=True):
        if buffer is None:
            log_p = _by_columns("log_softmax", part)
        else:
            log_p = torch.log_softmax(part, -1, out=buffer[: len(part)])
        if not soft:
            torch.gather(log_p, 1, t, out=loss)
        elif (expected := inner_products(log_p, t)) is not None:
            loss.copy_(expected)
        else:
            torch.sum(log_p * t, -1, keepdim=True, out=loss)
    return losses.neg_()[:, 0]


def _step(z: Array, size: int) -> int:
    """Return how many rows of ``z`` take so many bytes."""
    return max(1, size // int(z.shape[-1] * z.itemsize))


def _by_columns(name: str, rows: Array) -> Array:
    """Call PyTorch's softmax or log_softmax on the columns of the transpose."""
    return getattr(rows.t(), name)(0).t()


def _is_narrow(z: Array) -> bool:
    """Whether many rows are so short that PyTorch takes less time by columns.

    A row shorter than one register of the processor it works on number by number: with AVX-512, 100 000 rows
    of ten float32 take 15 ms, and 2 by columns.
    """
    return bool(z.ndim > 1 and z.numel() > SHORT and z.is_cpu and z.shape[-1] * z.itemsize < _register())


@functools.cache
def _register() -> int:
    """Return the bytes of a register that PyTorch uses on this processor; 0 if it uses none or is unknown."""
    capability = sys.modules["torch"].backends.cpu.get_cpu_capability()
    return {"AVX2": 32, "AVX512": 64}.get(capability, 0)


def _longest() -> int:
    """Return how many float32 PyTorch adds up without losing digits."""
    return ADDITIONS * max(32, _register()) // 4
