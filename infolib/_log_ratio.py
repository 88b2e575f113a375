"""Sums of p log(p/q) that keep their digits however near p and q are, and however small."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np

from infolib._backend import Array, gradient_of, namespace, without_gradient
from infolib._sums import times
from infolib._units import logarithm, nats

__all__ = ["LARGE", "TINY", "Term", "accurately", "carefully", "from_mean", "minus_log1p"]

# Nats below which the rounding errors of the definition exceed 1e-15 of its largest term.
SMALL = 0.1

# From this on no divergence is small, in bits, nats or hartleys: 0.1 nats are 0.145 bits.
LARGE = 0.15

# The square of a smaller number is no normal float64, so that 1/q may have no gradient.
TINY = 1.5e-154

# What is summed: p log(p/q), in one form or another, of arrays p and q.
Term: TypeAlias = Callable[[Array, Array], Array]


def accurately(
    measure: Callable[..., Array],
    arrays: tuple[Array, ...],
    base: float | str,
    least: tuple[float, float],
) -> Array:
    """Measure by the definition, and once more by the excess where that gives too little to be exact.

    ``measure(term, *arrays)`` sums ``term`` over what it makes of the arrays, in float64; ``least`` are the
    smallest entries of p and q in p log(p/q). The definition is right but for rounding errors of the size of
    its largest term, and of the sums of p and q. It comes first, and tells where p is near q.
    """
    xp = namespace(arrays[0])
    log = logarithm(base, arrays[0])
    unit = nats(base)
    smallest_ordinary, limit = _limits(xp, arrays[0].dtype)
    ordinary = min(least) > 0 and least[1] >= smallest_ordinary
    result = measure(lambda p, q: _by_definition(log, p, q, ordinary=ordinary), *arrays)
    near = abs(result) < limit / unit
    if not (near.any() if near.ndim else near):  # any() of a single result takes 1 µs
        return result
    careful = measure(_excess, *map(without_gradient, arrays)) / unit
    return xp.where(near, gradient_of(careful, result), result)


def carefully(result: Array, p: Array, q: Array, base: float | str) -> Array:
    """Return the divergence of two short, ordinary distributions: ``result``, unless that is small."""
    unit = nats(base)
    if result.item() * unit >= SMALL:
        return result
    return gradient_of(_excess(without_gradient(p), without_gradient(q)).sum() / unit, result)


def from_mean(p: Array, q: Array, log: Callable[[Array], Array], base: float | str) -> Array:
    """Return the mean divergence of two short, ordinary distributions from their mean m."""
    step = (q - p) / 2
    far = abs(step).sum() > 0.5  # half the distance, 1 at most: then the divergence is 0.125 nats or more
    if far or not isinstance(p, np.ndarray):
        m = (p + q) / 2
        result = (p.dot(log(p / m)) + q.dot(log(q / m))) / 2
        if far:
            return result
    # Else by the excess: m - p is the step, m - q its opposite. The gradient is that of the definition.
    u, v, step = map(without_gradient, (p, q, step))
    xp = namespace(u)
    excess = u.dot(minus_log1p(step / u, xp)) + v.dot(minus_log1p(-step / v, xp))
    excess = excess / (2 * nats(base))
    return excess if xp is np else gradient_of(excess, result)


@functools.cache
def _limits(xp: Any, dtype: Any) -> tuple[float, float]:  # noqa: ANN401
    """Return the smallest ordinary number of a dtype, and the nats below which a divergence is small.

    For float16 they are 0.2 and for bfloat16 0.3: where the sums of p and q miss 1 by rounding errors, the
    definition misses by as much.
    """
    finfo = xp.finfo(dtype)
    return max(float(finfo.tiny), TINY), max(SMALL, float(finfo.eps) ** 0.25)


def _by_definition(log: Callable[[Array], Array], p: Array, q: Array, *, ordinary: bool) -> Array:
    """Return p log(p/q), by its rules; ``ordinary`` says that no p is 0 and no q is 0 or tiny."""
    if ordinary:
        return times(log(p / q), p)
    xp = namespace(p)
    nothing = p == 0
    never = (q == 0) & ~nothing
    # The stand-ins keep the logarithms, and so the gradients, of the entries that the rules settle finite.
    ratio = _log_ratio(log, xp.where(nothing, 1.0, p), xp.where(nothing | never, 1.0, q))
    return xp.where(never, math.inf, p * ratio)


def _log_ratio(log: Callable[[Array], Array], p: Array, q: Array) -> Array:
    """Return log(p/q) of positive numbers, even where p/q, or its gradient, is too large for a float."""
    tiny = q < TINY
    if not tiny.any():
        return log(p / q)
    return namespace(q).where(tiny, log(p) - log(q), log(p / (q + tiny)))


def _excess(p: Array, q: Array) -> Array:
    """Return p log(p/q) - p + q in nats, which is never negative, to nearly all its digits."""
    xp = namespace(p)
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        d = (q - p) / p  # NaN or inf where p is 0 or nearly
    if d.min() >= -0.5 and d.max() < math.inf:  # most often, and in a fifth of the time
        return times(minus_log1p(d, xp), p)
    step = q - p
    near = abs(step) < p / 2
    close = p * minus_log1p(xp.where(near, step, 0.0) / xp.where(near, p, 1.0), xp)
    # log1p(d) would be -inf where q/p is less than half a rounding error.
    return xp.where(near, close, _by_definition(xp.log, p, q, ordinary=False) + step)


def minus_log1p(d: Array, xp: Any) -> Array:  # noqa: ANN401
    """Return d - log(1 + d) to twelve digits, by its series where the two would cancel.

    ``xp`` is the library of d, which may be a NumPy scalar.
    """
    close = abs(d) < 1e-4
    if close.all():  # a fifth of the time of the logarithm
        return _series(d)
    result = d - xp.log1p(d)
    if not close.any():
        return result
    if isinstance(result, np.ndarray):  # they are few, and to pick them takes a tenth of the time of `where`
        result[close] = _series(d[close])
        return result
    return xp.where(close, _series(d), result)


def _series(d: Array) -> Array:
    return d * d * (1 / 2 - d * (1 / 3 - d / 4))
