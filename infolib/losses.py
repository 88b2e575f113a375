"""How much a prediction loses when the truth comes out: one number for each prediction."""

from __future__ import annotations

import math

import numpy as np

from infolib._backend import (
    Array,
    ArrayLike,
    as_numpy,
    broadcast,
    is_array,
    namespace,
    pick,
    smallest_and_largest,
    take_in,
    take_in_pair,
)
from infolib._by_torch import look_at_losses
from infolib._explain import first, part
from infolib._look import has_nan
from infolib._sums import in_parts, inner_products, total
from infolib._units import nats
from infolib.distribution import (
    check_axis,
    require_distribution,
    require_outcomes,
    same_outcomes,
)
from infolib.errors import NotADistributionError
from infolib.information import self_information
from infolib.logits import log_softmax_at, require_logits

__all__ = ["cross_entropy_from_logits", "negative_log_likelihood"]


def cross_entropy_from_logits(
    logits: ArrayLike,
    target: ArrayLike,
    *,
    base: float | str = math.e,
    axis: int = -1,
    validate: bool = True,
) -> Array:
    r"""Cross-entropy of target t and softmax p of the logits: :math:`H(t, p) = -\sum_i t_i \log_b p_i`.

    A class c as target stands for the distribution that is 1 there, and leaves :math:`-\log_b p_c`. As in
    `cross_entropy`, a class with :math:`t_i = 0` adds nothing, and the loss is inf where :math:`t_i > 0` and
    the logit is -inf. There is one loss a row: average them yourself.

    Parameters
    ----------
    logits : list, NumPy array or PyTorch tensor
        As ``z`` for `softmax`.
    target : int, list, NumPy array or PyTorch tensor
        Either whole numbers: the class of each distribution, counted from 0, in the shape of ``logits``
        without ``axis``. Or floats: distributions along ``axis``, in the shape of ``logits``.
    base : float or "e"
        Base of the logarithm, which sets the unit: ``math.e`` or "e" for nats, 2 for bits, 10 for hartleys.
    axis : int
        The axis of the classes.
    validate : bool
        False skips the checks of the values (not of the shapes).

    Returns
    -------
    The same kind and dtype as ``logits``, without ``axis``; a single number for a single distribution.

    Raises
    ------
    NotADistributionError
        If ``logits`` is refused by `softmax`, or ``target`` holds a class that is none or is not a
        distribution; the message says where and why.
    TypeError
        If ``axis`` is not a whole number, or one argument is of NumPy and the other of PyTorch.
    ValueError
        If ``base`` is not a finite number above 1, ``axis`` is out of range or the shapes do not match.

    Examples
    --------
    Four classes with equal logits, and one bet on the last:

    >>> cross_entropy_from_logits([1.0, 1.0, 1.0, 1.0], 3, base=2)
    2.0

    References
    ----------
    Goodfellow, Bengio and Courville, *Deep Learning*, 2016, section 6.2.2.
    """
    names = ("target", "logits")
    unit = nats(base)
    if (losses := look_at_losses(logits, target, axis, validate=validate)) is not None:
        return losses if unit == 1 else losses / unit
    z, give_back = take_in(logits, "logits")
    classes = _take_in_classes(target, logits, z, names)
    if classes is not None:
        axis = check_axis(axis, z, "logits")
        require_outcomes(z, "logits")
        classes = _require_classes(classes, z, axis, names, validate=validate)
        log_p = in_parts(lambda z, c: log_softmax_at(z, axis, c), (z, classes), axis)
    else:
        t, z, give_back = take_in_pair(target, logits, names)
        end = same_outcomes(t, z, axis, names)
        require_outcomes(z, "logits")
        if validate:
            require_distribution(t, t.ndim + end, "target")
        t, z = broadcast(t, z)
        axis = z.ndim + end
        log_p = in_parts(lambda z, t: _expected_log_softmax(z, t, axis), (z, t), axis)
    if validate:
        require_logits(log_p, z, axis, "logits")
    # + 0.0, or a certain class would have loss -0.0.
    return give_back(log_p[(slice(None),) * axis + (0,)] / -unit + 0.0)


def negative_log_likelihood(
    probs: ArrayLike,
    labels: ArrayLike,
    *,
    base: float | str = math.e,
    axis: int = -1,
    validate: bool = True,
) -> Array:
    r"""Surprise of the class that came out, given its predicted probability: :math:`-\log_b p_c`.

    There is one loss a row, and it is inf where the class had probability 0: average them yourself.

    Parameters
    ----------
    probs : list, NumPy array or PyTorch tensor
        Distributions along ``axis``; all other axes are a batch. Not logits, and not their logarithms.
    labels : int, list, NumPy array or PyTorch tensor
        The class of each distribution, counted from 0, in the shape of ``probs`` without ``axis``.
    base, axis, validate
        As for `cross_entropy_from_logits`.

    Returns
    -------
    The same kind and dtype as ``probs``, without ``axis``; a single number for a single distribution.

    Raises
    ------
    NotADistributionError
        If ``probs`` is not a distribution along ``axis``, or ``labels`` are not whole numbers or hold a class
        that is none; the message says where and why.
    TypeError, ValueError
        As for `cross_entropy_from_logits`.

    Examples
    --------
    The first row gave its class one chance in two, the second one in eight:

    >>> negative_log_likelihood([[0.5, 0.5], [0.125, 0.875]], [0, 0], base=2)
    [1.0, 3.0]

    References
    ----------
    Goodfellow, Bengio and Courville, *Deep Learning*, 2016, section 5.5.
    """
    p, give_back = take_in(probs, "probs")
    axis = check_axis(axis, p, "probs")
    if validate:
        require_distribution(p, axis, "probs")
    classes = _take_in_classes(labels, probs, p, ("labels", "probs"))
    if classes is None:
        raise NotADistributionError(
            "labels must be whole numbers, the classes counted from 0; these are floats"
        )
    classes = _require_classes(classes, p, axis, ("labels", "probs"), validate=validate)
    p_c = pick(p, classes, axis)[(slice(None),) * axis + (0,)]
    return give_back(self_information(p_c, base=base, validate=False))


def _take_in_classes(x: ArrayLike, beside: ArrayLike, array: Array, names: tuple[str, str]) -> Array | None:
    """Return the whole numbers ``x`` as int64 in the library of ``array``, or None if ``x`` holds floats.

    ``array`` is what was made of the argument ``beside``, which ``x`` belongs to. Python numbers go with
    either library; raises ValueError for a NumPy array beside a tensor.
    """
    xp = namespace(array)
    own: Array = np.asarray(x) if isinstance(x, np.generic) else x
    if is_array(x) and own.dtype == xp.int64 and own.device == array.device:  # as is usual
        return own
    floats, _ = take_in(x, names[0])
    own = x if is_array(x) else np.asarray(x)
    if own.dtype == floats.dtype:
        return None
    if own.dtype == object:
        raise NotADistributionError(f"{names[0]} holds a number of more than 64 bits, which is no class")
    if namespace(floats) is not xp:
        if is_array(x) and is_array(beside):
            take_in_pair(x, beside, names)  # raises the error
        own = as_numpy(own) if xp is np else own
    return xp.asarray(own, dtype=xp.int64, device=array.device)


def _require_classes(
    classes: Array, array: Array, axis: int, names: tuple[str, str], *, validate: bool
) -> Array:
    """Return ``classes`` with ``axis`` put in; raise an error unless they are one class of each row."""
    name, of = names
    found, shape, k = tuple(classes.shape), tuple(array.shape), array.shape[axis]
    if found != shape[:axis] + shape[axis + 1 :]:
        cure = "; if they are distributions, convert them to float" if found == shape else ""
        raise ValueError(
            f"{name} has shape {found}, but {of} of shape {shape} need one class for each distribution "
            f"along axis {axis}: shape {shape[:axis] + shape[axis + 1 :]}{cure}"
        )
    if validate and not ((limits := smallest_and_largest(classes))[0] >= 0 and limits[1] < k):
        values = as_numpy(classes)
        index = first((values < 0) | (values >= k))
        cure = "; if they are counted from 1, subtract 1" if values.min() == 1 and values.max() == k else ""
        raise NotADistributionError(
            f"{part(name, index)} = {int(values[index])} is not a class; {of} of shape {shape} have {k} "
            f"along axis {axis}, from 0 to {k - 1}{cure}"
        )
    return classes[(slice(None),) * axis + (None,)]


def _expected_log_softmax(z: Array, t: Array, axis: int) -> Array:
    """Sum t log softmax(z) along ``axis``, where 0 log 0 = 0."""
    log_p = log_softmax_at(z, axis)
    with np.errstate(invalid="ignore"):
        expected = inner_products(log_p, t) if axis == z.ndim - 1 else None
        if expected is None:
            expected = total(t * log_p, axis, keepdims=True)
    if has_nan(expected):  # 0 times -inf, which is rare: the rule costs half the time again
        impossible = (t == 0) & (log_p == -math.inf)
        expected = total(t * namespace(z).where(impossible, 0.0, log_p), axis, keepdims=True)
    return expected
