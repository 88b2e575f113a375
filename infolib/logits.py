"""From the scores of a network to probabilities: softmax and its logarithm."""

from __future__ import annotations

import math

import numpy as np

from infolib._backend import (
    Array,
    ArrayLike,
    as_numpy,
    namespace,
    pick,
    take_in,
)
from infolib._by_torch import look_at_softmax, softmax_by_torch
from infolib._explain import first, part
from infolib._look import has_nan
from infolib._sums import along_rows, row_sums
from infolib.distribution import check_axis, require_outcomes
from infolib.errors import NotADistributionError

__all__ = ["log_softmax", "softmax"]


def softmax(z: ArrayLike, *, axis: int = -1) -> Array:
    r"""Turn logits into probabilities: :math:`p_i = e^{z_i} / \sum_j e^{z_j}`.

    A logit is any number, or -inf for an impossible class. To add the same number to all changes nothing, so
    the largest is brought to 0 and no exponential overflows.

    Parameters
    ----------
    z : list, NumPy array or PyTorch tensor
        Logits along ``axis``, each finite or -inf, not all -inf; all other axes are a batch.
    axis : int
        The axis along which the result sums to 1.

    Returns
    -------
    The same kind, shape and dtype as ``z`` (a list for a tuple): probabilities, 0 for -inf.

    Raises
    ------
    NotADistributionError
        If ``z`` is empty, a single number or not made of real numbers, if an entry is NaN or inf, or if all
        are -inf.
    TypeError
        If ``axis`` is not a whole number.
    ValueError
        If ``axis`` is out of range.

    Examples
    --------
    Logarithms of 3 and 1 give odds of 3 to 1:

    >>> import math
    >>> softmax([math.log(3), 0.0])
    [0.75, 0.25]

    References
    ----------
    Bridle, "Probabilistic interpretation of feedforward classification network outputs", 1990.
    """
    if (p := look_at_softmax("softmax", z, axis)) is not None:
        return p
    array, give_back = take_in(z, "z")
    axis = check_axis(axis, array, "z")
    require_outcomes(array, "z")
    if namespace(array) is not np:
        p = softmax_by_torch("softmax", array, axis)
    else:
        p = along_rows(_softmax, (array,), axis)
    require_logits(p, array, axis, "z")
    return give_back(p)


def log_softmax(z: ArrayLike, *, axis: int = -1) -> Array:
    r"""Logarithms, in nats, of the probabilities of logits: :math:`\ln p_i = z_i - \ln \sum_j e^{z_j}`.

    Unlike the logarithm of `softmax`, it is finite where the probability is too small for a float.

    Parameters
    ----------
    z, axis
        As for `softmax`.

    Returns
    -------
    The same kind, shape and dtype as ``z`` (a list for a tuple): from -inf to 0.

    Raises
    ------
    NotADistributionError, TypeError, ValueError
        As for `softmax`.

    Examples
    --------
    The second probability is too small for a float, its logarithm is not:

    >>> log_softmax([0.0, -1000.0])
    [0.0, -1000.0]

    References
    ----------
    Blanchard, Higham and Higham, "Accurately computing the log-sum-exp and softmax functions", IMA Journal
    of Numerical Analysis 41, 2021.
    """
    if (log_p := look_at_softmax("log_softmax", z, axis)) is not None:
        return log_p
    array, give_back = take_in(z, "z")
    axis = check_axis(axis, array, "z")
    require_outcomes(array, "z")
    log_p = log_softmax_at(array, axis)
    require_logits(log_p, array, axis, "z")
    return give_back(log_p)


def log_softmax_at(z: Array, axis: int, classes: Array | None = None) -> Array:
    """Return log softmax of every entry of ``z``, or only of one class a row; NaN where none is defined."""
    if namespace(z) is np:
        return along_rows(_log_softmax, (z,) if classes is None else (z, classes), axis)
    log_p = softmax_by_torch("log_softmax", z, axis)
    return log_p if classes is None else pick(log_p, classes, axis)


@np.errstate(over="ignore", invalid="ignore")
def _softmax(z: Array) -> Array:
    p = z - z.max(1, keepdims=True)
    np.exp(p, out=p)
    return np.divide(p, row_sums(p), out=p, casting="same_kind")


@np.errstate(over="ignore", invalid="ignore")
def _log_softmax(z: Array, classes: Array | None = None) -> Array:
    rows, largest = np.arange(len(z)), z.argmax(1)
    top = z[rows, largest][:, None]
    shifted = z - top
    wanted = shifted.copy() if classes is None else z[rows, classes[:, 0]][:, None] - top
    terms = np.exp(shifted, out=shifted)
    # The largest term is 1. Outside of the sum, in log1p, it cannot swallow the small ones.
    terms[rows, largest] = 0
    rest = np.log1p(row_sums(terms))
    # top - top is 0, but NaN if the largest logit is NaN or infinite, for which there is no softmax.
    return np.subtract(wanted, rest + (top - top), out=wanted, casting="same_kind")


def require_logits(result: Array, z: Array, axis: int, name: str) -> None:
    """Raise an error that says which logit is none, if the result made from ``z`` is NaN in some row."""
    if not has_nan(result[(slice(None),) * axis + (0,)]):
        return
    values = as_numpy(z)
    wrong = np.isnan(values) | (values == math.inf)
    if wrong.any():
        index = first(wrong)
        cure = "look upstream for 0/0, inf - inf or a missing value"
        if values[index] == math.inf:
            cure = "a logit is finite, or -inf for an impossible class"
        raise NotADistributionError(f"{part(name, index)} = {values[index]} is not a logit; {cure}")
    index = first((values == -math.inf).all(axis, keepdims=True))
    raise NotADistributionError(f"{part(name, index, axis)} is -inf throughout; one class must be possible")
