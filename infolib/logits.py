"""From a network's scores to probabilities, and to what a prediction loses when the truth comes out."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from infolib import _arrays as ar
from infolib._arrays import Array, Base, Numbers
from infolib._reduce import broadcast, in_blocks
from infolib.discrete import self_information
from infolib.distribution import check_axis, require, require_distribution, same_outcomes, smallest
from infolib.errors import NotADistributionError, first, part

# More float32 in a row than this are not added up without losing digits; by BLAS, not more than SHORT.
LONG, SHORT = 65_536, 1_024
# Logits that are worked on at a time, by NumPy and by PyTorch's kernels.
BLOCK, BLOCK_OF_TENSORS = 262_144, 1_048_576


def softmax(z: Numbers, *, axis: int = -1, validate: bool = True) -> Array:
    r"""Turn logits into probabilities: :math:`p_i = e^{z_i} / \sum_j e^{z_j}`.

    A logit is any number, or -inf for an impossible class. Large ones do not overflow. Source: Bridle,
    "Probabilistic interpretation of feedforward classification network outputs", 1990.

    Parameters
    ----------
    z : list, NumPy array or PyTorch tensor
        Logits along ``axis``, each finite or -inf, not all -inf; all other axes are a batch.
    axis, validate
        As for `normalize`. Where the check would fail, the result is NaN.

    Returns
    -------
    The same kind, shape and dtype as ``z`` (a list for a tuple): probabilities, 0 for -inf.

    Raises
    ------
    NotADistributionError, TypeError, ValueError
        If ``z`` has no class or holds what is no logit, or ``axis`` is refused by `normalize`.

    Examples
    --------
    >>> import math
    >>> softmax([math.log(3), 0.0])  # odds of 3 to 1
    [0.75, 0.25]
    """
    return _of_logits(_softmax, z, axis, validate)


def log_softmax(z: Numbers, *, axis: int = -1, validate: bool = True) -> Array:
    r"""Logarithms, in nats, of the probabilities of logits: :math:`\ln p_i = z_i - \ln \sum_j e^{z_j}`.

    Unlike the logarithm of `softmax`, it is finite where the probability is too small for a float. Source:
    Blanchard, Higham and Higham, IMA Journal of Numerical Analysis 41, 2021.

    Parameters
    ----------
    z, axis, validate
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
    >>> log_softmax([0.0, -1000.0])
    [0.0, -1000.0]
    """
    return _of_logits(_log_softmax, z, axis, validate)


@ar.quietly
def cross_entropy_from_logits(
    logits: Numbers, target: Numbers, *, base: Base = math.e, axis: int = -1, validate: bool = True
) -> Array:
    r"""Cross-entropy of target t and softmax p of the logits: :math:`H(t, p) = -\sum_i t_i \log_b p_i`.

    A class c as target stands for the distribution that is 1 there, and leaves :math:`-\log_b p_c`. Zeros
    count as in `cross_entropy`. There is one loss a row: average them yourself. Source: Goodfellow, Bengio
    and Courville, *Deep Learning*, 2016, section 6.2.2.

    Parameters
    ----------
    logits : list, NumPy array or PyTorch tensor
        As ``z`` for `softmax`.
    target : int, list, NumPy array or PyTorch tensor
        Either whole numbers, the class of each distribution, as ``labels`` for `negative_log_likelihood`.
        Or floats: distributions along ``axis``, in the shape of ``logits``.
    base, axis, validate
        As for `entropy`.

    Returns
    -------
    The same kind and dtype as ``logits``, without ``axis``; a single number for a single distribution.

    Raises
    ------
    NotADistributionError, TypeError, ValueError
        As for `softmax` and `kl_divergence`, or if ``target`` holds a class that is none.

    Examples
    --------
    >>> cross_entropy_from_logits([1.0, 1.0, 1.0, 1.0], 3, base=2)  # equal bets on four classes
    2.0
    """
    unit = ar.nats(base)
    given = {"logits": logits, "target": target}
    (z,), restore = ar.as_arrays({"logits": logits}, view=False)
    t = _classes(given, z, axis, validate=validate, soft=True)
    if t is None:
        (z, t), restore = ar.as_arrays(given, view=False)
        end = same_outcomes({"target": t, "logits": z}, axis)
        if validate:
            require_distribution(t, t.ndim + end, "target")
        t, z = broadcast(*(ar.cast(x, ar.promoted(t, z)) for x in (t, z)))
        t = ar.move_axis(t, end, -1)
    else:
        end = check_axis(axis, z, "logits") - z.ndim
    rows = _prepared(ar.move_axis(z, end, -1), t)
    tracked = any(getattr(x, "requires_grad", False) for x in rows)  # best left whole to PyTorch's kernel
    block = math.prod(z.shape) if tracked else BLOCK if ar.namespace(rows[0]) is np else BLOCK_OF_TENSORS
    losses = in_blocks(_losses, rows, whole=z.ndim - 1, block=block)
    least = _require_logits(losses, z, z.ndim + end, "logits") if validate else 0.0
    losses = losses if unit == 1 else losses / unit
    return restore(losses if least > 0 else losses + 0.0, lost=end)  # + 0.0: a certain class's is not -0.0


def negative_log_likelihood(
    probs: Numbers, labels: Numbers, *, base: Base = math.e, axis: int = -1, validate: bool = True
) -> Array:
    r"""Surprise of the class that came out, given its predicted probability: :math:`-\log_b p_c`.

    There is one loss a row, and it is inf where the class had probability 0: average them yourself. Source:
    Goodfellow, Bengio and Courville, *Deep Learning*, 2016, section 5.5.

    Parameters
    ----------
    probs : list, NumPy array or PyTorch tensor
        Distributions along ``axis``; all other axes are a batch. Not logits, and not their logarithms.
    labels : int, list, NumPy array or PyTorch tensor
        The class of each distribution, counted from 0, in the shape of ``probs`` without ``axis``.
    base, axis, validate
        As for `entropy`.

    Returns
    -------
    The same kind and dtype as ``probs``, without ``axis``; a single number for a single distribution.

    Raises
    ------
    NotADistributionError, TypeError, ValueError
        As for `cross_entropy_from_logits`; the first also if ``labels`` are not whole numbers.

    Examples
    --------
    >>> negative_log_likelihood([[0.5, 0.5], [0.125, 0.875]], [0, 0], base=2)
    [1.0, 3.0]
    """
    (p,), restore = ar.as_arrays({"probs": probs}, view=not ar.hides_values(labels))
    axis = check_axis(axis, p, "probs")
    if validate:
        require_distribution(p, axis, "probs")
    classes = _classes({"probs": probs, "labels": labels}, p, axis, validate=validate)[..., None]
    rows = ar.move_axis(p, axis, -1)
    p_c = np.take_along_axis(rows, classes, -1) if ar.namespace(p) is np else rows.gather(-1, classes)
    return restore(self_information(p_c[..., 0], base=base, validate=False), lost=axis - p.ndim)


@ar.quietly
def _of_logits(f: Callable[[Array], Array], z: Numbers, axis: int, validate: bool) -> Array:
    """Take in logits, apply ``f`` to the last axis in place of ``axis``, and give back the result."""
    (array,), restore = ar.as_arrays({"z": z}, view=False)
    axis = check_axis(axis, array, "z")
    result = f(*_prepared(ar.move_axis(array, axis, -1)))
    if validate:
        _require_logits(result[..., 0], array, axis, "z")
    return restore(ar.move_axis(result, -1, axis))


def _prepared(*rows: Array) -> Sequence[Array]:
    """Return ``rows``; long float32, of which PyTorch's kernels lose digits, in NumPy or else in float64."""
    if rows[0].shape[-1] <= LONG or rows[0].itemsize > 4:
        return rows
    return ar.numpy_views(rows) or [ar.widened(rows[0]), *rows[1:]]


def _softmax(z: Array) -> Array:
    """Return softmax along the last axis; NaN where none is defined."""
    if ar.namespace(z) is not np:
        return z.softmax(-1)
    p = z - z.max(-1, keepdims=True)
    np.exp(p, out=p)
    return np.divide(p, _row_sums(p), out=p)


def _log_softmax(z: Array, classes: Array | None = None) -> Array:
    """Return log softmax along the last axis, in NumPy of one class a row if told; NaN where undefined."""
    if ar.namespace(z) is not np:
        return z.log_softmax(-1)
    shape, z = z.shape, z.reshape(-1, z.shape[-1])
    rows, largest = np.arange(len(z)), z.argmax(1)
    top = z[rows, largest][:, None]
    terms = z - top
    wanted = terms.copy() if classes is None else terms[rows, classes.ravel()][:, None]
    np.exp(terms, out=terms)
    # The largest term is 1. Outside of the sum, in log1p, it cannot swallow the small ones.
    terms[rows, largest] = 0
    rest = np.log1p(_row_sums(terms))
    # top - top is 0, but NaN if the largest logit is NaN or infinite, for which there is no softmax.
    log_p = np.subtract(wanted, rest + (top - top), out=wanted)
    return log_p.reshape(*shape[:-1], log_p.shape[1])


def _losses(z: Array, t: Array) -> Array:
    """Return the cross-entropy in nats of the classes or distributions t and softmax of z, by rows."""
    xp = ar.namespace(z)
    if t.dtype != xp.int64:
        log_p = _log_softmax(z)
        losses = -_dot(t, log_p)
        if math.isnan(smallest(losses)):  # 0 times -inf, which is rare, or hidden
            losses = -_dot(t, xp.where((t == 0) & (log_p == -math.inf), 0.0, log_p))
        return losses
    if xp is np:
        return -_log_softmax(z, t)[..., 0]
    if z.ndim > 2:  # there its kernel looks for the classes along the second axis
        return _losses(z.flatten(0, -2), t.flatten()).reshape(t.shape)
    # PyTorch gives ignore_index, no class at all, the loss 0; what else is none raises an IndexError.
    return xp.nn.functional.cross_entropy(z, t, reduction="none", ignore_index=-(2**63))


def _dot(t: Array, log_p: Array) -> Array:
    """Sum the products along the last axis, by BLAS if it loses no digits, or else in pairs."""
    if t.shape[-1] <= SHORT and t.itemsize >= 4 and (views := ar.numpy_views((t, log_p))):
        return ar.namespace(t).asarray(np.linalg.vecdot(*views))
    return (t * log_p).sum(-1) if ar.namespace(t) is not np else _row_sums(t * log_p)[..., 0]


def _row_sums(terms: Array) -> Array:
    """Sum a NumPy array along the last axis, contiguous and so in pairs: float64 takes six times as long."""
    return np.ascontiguousarray(terms).sum(-1, np.promote_types(terms.dtype, np.float32), keepdims=True)


def _classes(given: dict[str, Numbers], array: Array, axis: int, validate: bool, soft: bool = False) -> Array:
    """Return the second argument as int64 classes, one for each row of the first.

    ``array`` is what was made of the first. None stands for distributions, if they may be ``soft``.
    """
    (of, x), (name, y) = given.items()
    own = ar.read(y, name)
    found, shape = tuple(own.shape), tuple(array.shape)
    if own.dtype == object:
        raise NotADistributionError(f"{name} holds a number of more than 64 bits, which is no class")
    xp, of_numpy = ar.namespace(array), ar.namespace(own) is np
    floats = own.dtype.kind == "f" if of_numpy else own.is_floating_point()
    floats = floats and (hasattr(y, "__array__") or own.size > 0)  # NumPy reads an empty list as floats
    if floats and soft and len(found) != len(shape) - 1:
        return None
    axis = check_axis(axis, array, of)
    rows, end = shape[:axis] + shape[axis + 1 :], axis - len(shape)
    if floats and soft and (found != rows or found[end:][:1] == shape[end:][:1]):  # or one for all rows
        return None
    if floats:
        what = f"{name} must be whole numbers, the classes counted from 0; these are floats"
        raise NotADistributionError(what)
    if hasattr(y, "__array__") and (ar.namespace(x) is np) != of_numpy:
        ar.as_arrays(given)  # raises an error
    ar.agree(ar.without(ar.labels_of(x, of), end), ar.labels_of(y, name))
    if found != rows:
        cure = "; if they are distributions, convert them to float" if found == shape else ""
        need = f"need one class for each distribution along axis {axis}: shape {rows}{cure}"
        raise ValueError(f"{name} has shape {found}, but {of} of shape {shape} {need}")
    if xp is np:
        classes = ar.as_numpy(own).astype(np.int64, copy=False)
    else:  # of NumPy's a copy: PyTorch warns of memory that it may not write to, as that of pandas
        classes = (xp.from_numpy(own.astype(np.int64)) if of_numpy else own).to(array.device, xp.int64)
    if validate:
        tell = lambda c, at: _explain_class(c, at, name, of, shape, axis)  # noqa: E731
        require(classes, lambda c: (c >= 0) & (c < shape[axis]), tell)
    return classes


def _explain_class(c: Array, at: tuple[int, ...], name: str, of: str, shape: Array, axis: int) -> str:
    k, cure = shape[axis], ""
    have = f"{of} of shape {shape} have {k} along axis {axis}, from 0 to {k - 1}"
    if c.min() == 1 and c.max() == k:
        cure = "; if they are counted from 1, subtract 1"
    elif c[at] == -100:
        cure = f"; leave out what is to be ignored: keep = {name} != -100, then {of}[keep] and {name}[keep]"
    return f"{part(name, at)} = {int(c[at])} is not a class; {have}{cure}"


@ar.reads_values
def _require_logits(rows: Array, z: Array, axis: int, name: str) -> float:
    """Return the least of ``rows``, made of the logits ``z``; if it is NaN, say which logit is none."""
    least = float(ar.glance(rows).min()) if math.prod(rows.shape) else 1.0
    if math.isnan(least):
        raise NotADistributionError(_explain_logit(ar.as_numpy(z), axis, name))
    return least


def _explain_logit(z: Array, axis: int, name: str) -> str:
    wrong = np.isnan(z) | (z == math.inf)
    if not wrong.any():
        where = part(name, first((z == -math.inf).all(axis, keepdims=True)), axis)
        return f"{where} is -inf throughout; one class must be possible"
    index = first(wrong)
    missing = "look upstream for 0/0, inf - inf or a missing value"
    cure = missing if np.isnan(z[index]) else "a logit is finite, or -inf for an impossible class"
    return f"{part(name, index)} = {z[index]} is not a logit; {cure}"
