"""The one place that says what a distribution is: the check, and the way from counts to one."""

from __future__ import annotations

import math
import operator
from contextlib import suppress

from infolib._backend import Array, ArrayLike, as_numpy, for_a_check, namespace, take_in
from infolib._explain import explain_entry, explain_sum, explain_table_sum, first, part
from infolib._sums import quiet_total, smallest
from infolib.errors import NotADistributionError

__all__ = ["check_distribution", "normalize"]


def check_distribution(p: ArrayLike, *, axis: int = -1, name: str = "p") -> None:
    r"""Raise an error unless ``p`` is a distribution: every :math:`p_i \ge 0`, and :math:`\sum_i p_i = 1`.

    The sum may miss 1 by 1e-9, or by a few rounding errors where the dtype is coarser:
    :math:`4 \epsilon \log_2(2k)` for k outcomes, which is 2e-6 for ten outcomes of float32.

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
    NotADistributionError
        If ``p`` is empty, a single number or not made of real numbers, if an entry is NaN, infinite or
        negative, or if a sum is not 1.
    TypeError
        If ``axis`` is not a whole number.
    ValueError
        If ``axis`` is out of range.

    Examples
    --------
    >>> check_distribution([0.5, 0.25, 0.25])
    >>> check_distribution([2, 1, 1])  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    infolib.errors.NotADistributionError: p sums to 4, not 1; these look like counts: normalize() ...

    References
    ----------
    Kolmogorov, *Foundations of the Theory of Probability*, 1933, chapter I.
    """
    array, _ = take_in(p, name, view=True)
    require_distribution(array, check_axis(axis, array, name), name)


def normalize(counts: ArrayLike, *, axis: int = -1) -> Array:
    r"""Turn counts or weights into probabilities: :math:`p_i = n_i / \sum_j n_j`.

    Parameters
    ----------
    counts : list, NumPy array or PyTorch tensor
        Finite numbers, none negative, not all 0 along ``axis``; they need not be whole.
    axis : int
        The axis along which the result sums to 1; all other axes are a batch.

    Returns
    -------
    The same kind and shape as ``counts`` (a list for a tuple). Whole numbers become float64,
    or PyTorch's default dtype; floats keep their dtype.

    Raises
    ------
    NotADistributionError
        If ``counts`` is empty, a single number or not made of real numbers, if an entry is NaN, infinite
        or negative, or if a sum is 0.
    TypeError
        If ``axis`` is not a whole number.
    ValueError
        If ``axis`` is out of range.

    Examples
    --------
    >>> normalize([2, 1, 1])
    [0.5, 0.25, 0.25]

    References
    ----------
    Cover and Thomas, *Elements of Information Theory*, 2nd ed., section 11.1 (the type of a sequence).
    """
    array, give_back = take_in(counts, "counts", view=True)
    axis = check_axis(axis, array, "counts")
    require_outcomes(array, "counts")
    if not (array.min() >= 0 and array.max() < math.inf):
        raise NotADistributionError(explain_entry(as_numpy(array), "counts", "count"))
    sums = quiet_total(array, axis, keepdims=True)
    if (sums == 0).any():
        where = part("counts", first(as_numpy(sums) == 0), axis)
        raise NotADistributionError(f"{where} sums to 0; normalize() needs a count above 0")
    overflown = sums == math.inf
    if overflown.any():  # finite counts, but too large to add: a power of two scales them without rounding
        array = array * namespace(array).where(overflown, 2.0**-64, 1.0)
        sums = quiet_total(array, axis, keepdims=True)
    return give_back(array / sums)


def check_axis(axis: int, array: Array, name: str) -> int:
    """Return ``axis`` counted from the front; raise an error if ``array`` has no such axis."""
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
    return index % ndim


def same_outcomes(p: Array, q: Array, axis: int, names: tuple[str, str]) -> int:
    """Return ``axis`` counted from the end; raise ValueError unless the outcomes of ``p`` are those of ``q``.

    Batches broadcast as in NumPy. Along ``axis`` the lengths must be equal, or one outcome of ``p`` would
    stand for many of ``q``.
    """
    if p.shape == q.shape:
        return check_axis(axis, p, names[0]) - int(p.ndim)
    for array, name in zip((p, q), names, strict=True):
        check_axis(-1, array, name)  # neither may be a single number
    larger, name = (p, names[0]) if p.ndim >= q.ndim else (q, names[1])
    end = check_axis(axis, larger, name) - int(larger.ndim)
    shapes = f"{names[0]} has shape {tuple(p.shape)} and {names[1]} {tuple(q.shape)}"
    if min(p.ndim, q.ndim) + end < 0:
        raise ValueError(f"{shapes}: axis {axis} exists in only one of them; reshape the other")
    if p.shape[end] != q.shape[end]:
        raise ValueError(f"{shapes}: along axis {axis} they must have the same outcomes")
    batches = zip(p.shape[::-1], q.shape[::-1], strict=False)
    if any(m != n and 1 not in (m, n) for m, n in batches):
        raise ValueError(f"{shapes}, which do not broadcast to one batch of distributions")
    return end


def require_distribution(p: Array, axis: int, name: str) -> float:
    """Return the smallest entry of ``p``; raise an error unless ``p`` is a distribution along ``axis``."""
    require_outcomes(p, name)
    p = for_a_check(p)
    least = smallest(p)
    # "not >=" here and "not <=" below, because NaN compares false with everything and so fails both.
    if not least >= 0:
        raise NotADistributionError(explain_entry(as_numpy(p), name, "probability"))
    sums = quiet_total(p, axis)
    # Python's arithmetic takes half the time for a single sum.
    worst = float(abs(sums - 1).max()) if p.ndim > 1 else abs(float(sums) - 1)
    tolerance = 1e-9
    if not worst <= tolerance:  # only then ask what the dtype allows, which is never less
        epsilon = float(namespace(p).finfo(p.dtype).eps)
        tolerance = max(tolerance, 4 * epsilon * math.log2(2 * p.shape[axis]))
    if not worst <= tolerance:
        if p.max() == math.inf:
            raise NotADistributionError(explain_entry(as_numpy(p), name, "probability"))
        raise NotADistributionError(explain_sum(as_numpy(p), axis, name, tolerance))
    return least


def require_probabilities(p: Array, name: str) -> None:
    """Raise NotADistributionError unless every entry of the array ``p`` is from 0 to 1."""
    require_outcomes(p, name)
    if not (p.min() >= 0 and p.max() <= 1):
        raise NotADistributionError(explain_entry(as_numpy(p), name, "probability"))


def require_outcomes(p: Array, name: str) -> None:
    """Raise NotADistributionError if ``p`` is empty."""
    if 0 in p.shape:
        shape = tuple(p.shape)
        raise NotADistributionError(f"{name} is empty (shape {shape}); a distribution has an outcome")


def require_joint(table: Array, *, validate: bool) -> float:
    """Return the smallest entry; raise NotADistributionError unless the last two axes hold a distribution."""
    if table.ndim < 2:
        shape = tuple(table.shape)
        raise NotADistributionError(f"p_xy has shape {shape}; a joint distribution is a table, x by y")
    listed = outcomes(table)
    if not validate:
        return smallest(listed)
    with suppress(NotADistributionError):  # its message would name places in the list, not in the table
        return require_distribution(listed, listed.ndim - 1, "p_xy")
    values = as_numpy(table)
    if not (values.size and values.min() >= 0 and values.max() < math.inf):
        require_probabilities(table, "p_xy")
    raise NotADistributionError(explain_table_sum(values))


def outcomes(table: Array) -> Array:
    """Return each table as one list of outcomes."""
    *batch, rows, columns = table.shape
    return table.reshape(*batch, rows * columns)
