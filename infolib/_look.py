"""Looks that tell most distributions at once, and leave the rest to the check."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from infolib._backend import Array, namespace, widened
from infolib._log_ratio import TINY
from infolib._sums import SHARES
from infolib._units import OWN_LOGARITHMS

__all__ = ["are_surely_distributions", "look_quickly"]

# Sums of entries of so many bytes may miss 1 by this, never more than `require_distribution` lets them. Each
# entry is multiplied by its share of 4096 first, as in `quiet_total`.
SHARE = 1 / 4096
QUICK_SLACK = {8: 1e-9 * SHARE, 4: 4 * 2.0**-23 * SHARE}
QUICK_LOGARITHMS: dict[Any, str] = {**OWN_LOGARITHMS, "e": "log"}


def look_quickly(
    arrays: tuple[Array, ...], base: float | str, axis: int, *, keepdims: bool
) -> list[Array] | None:
    """Return the logarithm to ``base`` and short, ordinary distributions in float64; None if they are not.

    None is no verdict: the general way decides, and says why. Ordinary ones have one axis, one length from 2
    to 4096, no entry that is 0 or tiny, and the sum 1, and the options are ordinary too. To ask all this
    takes 1.5 µs a distribution, and only the formula is left to do: the divergence of a thousand outcomes
    takes 6 µs instead of 14, and 75 instead of 130 with its gradient. (NumPy takes 1 µs to start a reduction;
    ``argmin`` and ``dot`` take 0.3 µs.)
    """
    own = QUICK_LOGARITHMS.get(base) if isinstance(base, (int, float, str)) else None
    if own is None or keepdims or type(axis) is not int or not -1 <= axis <= 0:
        return None
    shape = arrays[0].shape
    if len(shape) != 1 or not 1 < shape[0] <= 4096:
        return None
    found = [getattr(namespace(arrays[0]), own)]
    for p in arrays:
        if p.shape != shape or (itemsize := p.itemsize) not in QUICK_SLACK:
            return None
        if itemsize == 4:
            p = widened(p)
        if isinstance(p, np.ndarray):
            least, share = p[p.argmin()], p.dot(SHARES[: p.size])
        else:  # between the steps of a gradient, PyTorch's own reductions take less time than NumPy's
            seen = p.detach()
            least, share = seen.min().item(), seen.sum().item() * SHARE
        # Not "<" and ">": NaN compares false with everything, and must not pass.
        if not (least >= TINY and abs(share - SHARE) <= QUICK_SLACK[itemsize]):
            return None
        found.append(p)
    return found


def are_surely_distributions(p: Array) -> bool:
    """Whether the rows of the tensor ``p`` are distributions, at a look; False is no verdict.

    PyTorch adds a million float32 in float32 in 45 µs instead of 440. Such a sum misses the true one by less
    than half of what `require_distribution` lets that miss 1; here it has the other half.
    """
    p = p.detach()
    if not p.amin().item() >= 0:
        return False
    slack = max(5e-10, 2 * namespace(p).finfo(p.dtype).eps * math.log2(2 * p.shape[-1]))
    least, most = p.sum(-1).aminmax()
    return bool(1 - slack <= least.item() and most.item() <= 1 + slack)
