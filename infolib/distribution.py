"""The one place that says what a distribution is: the check, and the way from counts to one."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from contextlib import suppress

import numpy as np

from infolib import _arrays as ar
from infolib._arrays import Array, Numbers
from infolib.errors import NotADistributionError, explain_entry, explain_sum, explain_table_sum, first, part


def check_distribution(p: Numbers, *, axis: int = -1, name: str = "p") -> None:
    r"""Raise an error unless ``p`` is a distribution: every :math:`p_i \ge 0`, and :math:`\sum_i p_i = 1`.

    The sum may miss 1 by 1e-9, or by a few rounding errors where the dtype is coarser:
    :math:`4 \epsilon \log_2(2k)` for k outcomes, which is 2e-6 for ten outcomes of float32.
    Source: Kolmogorov, *Foundations of the Theory of Probability*, 1933, chapter I.

    Parameters
    ----------
    p : list, NumPy array or PyTorch tensor
        Probabilities along ``axis``; all other axes are a batch.
    axis : int
        The axis along which they sum to 1.
    name : str
        What the message calls ``p``.

    Raises
    ------
    NotADistributionError, TypeError, ValueError
        If there is no outcome, an entry is negative or infinite or a sum is not 1; ``axis`` as for `entropy`.

    Examples
    --------
    >>> check_distribution([0.5, 0.25, 0.25])
    >>> check_distribution([2, 1, 1])  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    infolib.errors.NotADistributionError: p sums to 4, not 1; these look like counts: normalize() ...
    """
    (array,), _ = ar.as_arrays({name: p})
    require_distribution(array, check_axis(axis, array, name), name)


@ar.quietly
def normalize(counts: Numbers, *, axis: int = -1, validate: bool = True) -> Array:
    r"""Turn counts or weights into probabilities: :math:`p_i = n_i / \sum_j n_j`.

    Source: Cover and Thomas, section 11.1 (the type of a sequence).

    Parameters
    ----------
    counts : list, NumPy array or PyTorch tensor
        Finite numbers, none negative, not all 0 along ``axis``; they need not be whole.
    axis : int
        The axis along which the result sums to 1; all other axes are a batch.
    validate : bool
        False skips the checks of the counts and their sums.

    Returns
    -------
    The same kind, shape and dtype as ``counts``; float64, or PyTorch's default dtype, for whole numbers.

    Raises
    ------
    NotADistributionError, TypeError, ValueError
        If there is no outcome, an entry is negative or infinite, or a sum is 0; ``axis`` as for `entropy`.

    Examples
    --------
    >>> normalize([2, 1, 1])
    [0.5, 0.25, 0.25]
    """
    (array,), restore = ar.as_arrays({"counts": counts})
    axis = check_axis(axis, array, "counts")
    sums = ar.total(array, axis, keepdims=True)
    if validate:
        require(array, lambda n: (n >= 0) & (n < math.inf), lambda n, _: explain_entry(n, "counts", "count"))
        cure = "normalize() needs a count above 0"
        require(sums, lambda n: n != 0, lambda _, at: f"{part('counts', at, axis)} sums to 0; {cure}")
    overflown = sums == math.inf
    if ar.anywhere(overflown):  # finite, but too large to add: a power of two scales them without rounding
        array = array * ar.namespace(array).where(overflown, 2.0**-64, 1.0)
        sums = ar.total(array, axis, keepdims=True)
    return restore(array / sums)


@ar.reads_values
def require(array: Array, fine: Callable[[Array], Array], explain: Callable[..., str]) -> None:
    """Raise an error unless all is ``fine``, a range; ``explain`` is told the values and where one is not."""
    values = ar.glance(array)  # whose least and largest are NaN if one is
    if math.prod(values.shape) and not (fine(values.min().item()) and fine(values.max().item())):
        values = ar.as_numpy(values)
        raise NotADistributionError(explain(values, first(~fine(values))))


def check_axis(axis: int, array: Array, name: str) -> int:
    """Return ``axis`` counted from the front; raise an error if ``array`` has no such axis or no outcomes."""
    try:
        index = int(operator.index(axis))
    except TypeError:
        raise TypeError(f"axis must be one whole number, not {axis!r}") from None
    ndim = int(array.ndim)
    if ndim == 0:
        raise NotADistributionError(f"{name} is a single number; a distribution is an array of probabilities")
    if not -ndim <= index < ndim:
        allowed = f"from {-ndim} to {ndim - 1}"
        raise ValueError(f"axis must be {allowed}, for {name} has shape {tuple(array.shape)}; it is {index}")
    require_outcomes(array, index, name)
    return index % ndim


def same_outcomes(arrays: dict[str, Array], axis: int) -> int:
    """Return ``axis`` counted from the end; raise ValueError unless two arrays have the same outcomes.

    Batches broadcast as in NumPy, but along ``axis`` one outcome must not stand for many.
    """
    (p_name, p), *rest = arrays.items()
    if not rest or p.shape == rest[0][1].shape:
        return check_axis(axis, p, p_name) - int(p.ndim)
    ((q_name, q),) = rest
    for name, array in arrays.items():
        if array.ndim == 0:
            check_axis(axis, array, name)  # raises an error
    larger, name = (p, p_name) if p.ndim >= q.ndim else (q, q_name)
    end = check_axis(axis, larger, name) - int(larger.ndim)
    shapes = f"{p_name} has shape {tuple(p.shape)} and {q_name} {tuple(q.shape)}"
    if min(p.ndim, q.ndim) + end < 0:
        raise ValueError(f"{shapes}: axis {axis} exists in only one of them; reshape the other")
    if p.shape[end] != q.shape[end]:
        raise ValueError(f"{shapes}: along axis {axis} they must have the same outcomes")
    if any(m != n and 1 not in (m, n) for m, n in zip(p.shape[::-1], q.shape[::-1], strict=False)):
        raise ValueError(f"{shapes}, which do not broadcast to one batch of distributions")
    return end


@ar.reads_values
@np.errstate(over="ignore")  # a sum too large for a float is inf, and not 1 either
def require_distribution(p: Array, axis: int, name: str) -> float:
    """Return the smallest entry of ``p``; raise an error unless ``p`` is a distribution along ``axis``."""
    (p,) = ar.look(p)
    least = float(p.min()) if math.prod(p.shape) else 1.0
    # "not >=" here and "not <=" below, because NaN compares false with everything and so fails both.
    if not least >= 0:
        raise NotADistributionError(explain_entry(ar.as_numpy(p), name, "probability"))
    rows = isinstance(p, np.ndarray) and p.dtype.char in "df" and axis in (-1, p.ndim - 1)
    # First in the dtype of p, in pairs, which takes a third of the time; many short rows are quicker by BLAS.
    if rows and p.ndim > 1 and p.shape[-1] <= 4096:
        quick = _worst(p @ np.ones(p.shape[-1], p.dtype))
    else:
        quick = _worst(p.sum(-1) if rows and p.flags.c_contiguous else ar.total(p, axis))
    if quick <= 5e-10:  # half of what every dtype is allowed
        return least
    tolerance = max(1e-9, 4 * float(ar.namespace(p).finfo(p.dtype).eps) * math.log2(2 * p.shape[axis]))
    if quick <= tolerance / 2 or _worst(ar.total(p, axis)) <= tolerance:
        return least
    if p.max() == math.inf:
        raise NotADistributionError(explain_entry(ar.as_numpy(p), name, "probability"))
    raise NotADistributionError(explain_sum(ar.as_numpy(p), axis % p.ndim, name, tolerance))


def _worst(sums: Array) -> float:
    """Return by how much one of the sums misses 1 at most; NaN if one is NaN."""
    if sums.ndim == 0:
        return abs(float(sums) - 1)
    return float(abs(sums - 1).max()) if math.prod(sums.shape) else 0.0


def require_joint(table: Array, *, validate: bool) -> float:
    """Return the smallest entry; raise NotADistributionError unless the last two axes hold a distribution."""
    if table.ndim < 2:
        shape = tuple(table.shape)
        raise NotADistributionError(f"p_xy has shape {shape}; a joint distribution is a table, x by y")
    for axis in (-2, -1):
        require_outcomes(table, axis, "p_xy")
    if not validate:
        return smallest(table)
    *batch, rows, columns = table.shape
    listed = table.reshape(*batch, rows * columns)
    with suppress(NotADistributionError):  # its message would name places in the list, not in the table
        return require_distribution(listed, listed.ndim - 1, "p_xy")
    values = ar.as_numpy(table)
    if not (values.min() >= 0 and values.max() < math.inf):
        raise NotADistributionError(explain_entry(values, "p_xy", "probability"))
    raise NotADistributionError(explain_table_sum(values))


def require_outcomes(p: Array, axis: int, name: str) -> None:
    """Raise NotADistributionError if ``p`` has no outcomes along ``axis``; a batch of none is fine."""
    if p.shape[axis] == 0:
        raise NotADistributionError(f"{name} is empty (shape {(*p.shape,)}); a distribution has an outcome")


def smallest(p: Array) -> float:
    """Return the smallest entry, NaN if there is one or its value is hidden."""
    return math.nan if ar.hides_values(p) else float(ar.glance(p).min()) if math.prod(p.shape) else 1.0
