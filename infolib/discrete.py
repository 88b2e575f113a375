"""Discrete distributions: from the surprise of one outcome to the divergence of two distributions."""

from __future__ import annotations

import math

from infolib import _arrays as ar
from infolib._arrays import Array, Base, Numbers, Restore
from infolib._reduce import Sum, excess, over_outcomes
from infolib.distribution import require
from infolib.errors import explain_entry


@ar.quietly
def self_information(p: Numbers, *, base: Base = 2, validate: bool = True) -> Array:
    r"""Surprise of an outcome of probability p: :math:`I(x) = -\log_b p(x)`, entry by entry.

    An impossible outcome has infinite surprise, a certain one has 0. Source: Cover and Thomas, section 2.1.

    Parameters
    ----------
    p : float, list, NumPy array or PyTorch tensor
        Probabilities, each from 0 to 1, of any shape. They need not sum to 1.
    base, validate
        As for `entropy`.

    Returns
    -------
    The same kind, shape and dtype as ``p`` (a list for a tuple): the surprise of each entry, from 0 to inf.

    Raises
    ------
    NotADistributionError, ValueError
        If an entry is not a number from 0 to 1; ``base`` as for `entropy`.

    Examples
    --------
    >>> self_information(1 / 64)  # one square of a chessboard's 64 is worth six yes-or-no questions
    6.0
    """
    (array,), restore = ar.as_arrays({"p": p})
    log = ar.logarithm(base, array)
    if validate:
        require(array, lambda p: (p >= 0) & (p <= 1), lambda p, _: explain_entry(p, "p", "probability"))
    impossible = array == 0
    # The logarithm of 1 stands in for that of 0, whose gradient would turn a masked loss into NaN;
    # and 0.0 - x rather than -x, or a certain outcome would have surprise -0.0.
    return restore(ar.namespace(array).where(impossible, math.inf, 0.0 - log(array + impossible)))


def entropy(
    p: Numbers, *, base: Base = 2, axis: int = -1, keepdims: bool = False, validate: bool = True
) -> Array:
    r"""Average surprise: :math:`H(X) = -\sum_x p(x) \log_b p(x)`.

    Here :math:`0 \log 0 = 0`, the limit of :math:`p \log p`: an impossible outcome adds nothing. Source:
    Shannon, "A Mathematical Theory of Communication", 1948, section 6.

    Parameters
    ----------
    p : list, NumPy array or PyTorch tensor
        A distribution along ``axis``; all other axes are a batch.
    base : float or "e"
        Base of the logarithm, which sets the unit: 2 for bits, ``math.e`` or "e" for nats, 10 for hartleys.
    axis : int
        The axis along which the probabilities sum to 1.
    keepdims : bool
        True keeps ``axis`` in the result, with length one.
    validate : bool
        False skips the check of the values.

    Returns
    -------
    The same kind and dtype as ``p``, without ``axis``; a single number for a single distribution.

    Raises
    ------
    NotADistributionError, TypeError, ValueError
        If ``p`` is not a distribution along ``axis`` (the message says where and why), if ``axis`` is not a
        whole number or out of range, or if ``base`` is not a finite number above 1.

    Examples
    --------
    >>> entropy([0.5, 0.25, 0.25])  # half the time one question is enough, half the time two are needed
    1.5
    """
    return over_outcomes(Sum(lambda p, log: -p * log(p)), base, axis, keepdims, validate, p=p)


def perplexity(p: Numbers, *, axis: int = -1, keepdims: bool = False, validate: bool = True) -> Array:
    r"""Effective number of outcomes: :math:`2^{H(X)}` with the entropy in bits, the same in any base.

    It is k for k equally likely outcomes, and never more than the number of outcomes. Source: Jelinek,
    Mercer, Bahl and Baker, Journal of the Acoustical Society of America 62, 1977.

    Parameters
    ----------
    p, axis, keepdims, validate
        As for `entropy`.

    Returns
    -------
    As for `entropy`.

    Raises
    ------
    NotADistributionError, TypeError, ValueError
        As for `entropy`.

    Examples
    --------
    >>> perplexity([0.25, 0.25, 0.25, 0.25])  # a fair four-sided die
    4.0
    """
    (array,), restore = ar.as_arrays({"p": p})
    effective = 2.0 ** entropy(array, axis=axis, keepdims=keepdims, validate=validate)
    return restore(effective, lost=axis if axis < 0 else axis - array.ndim)


def cross_entropy(
    p: Numbers, q: Numbers, *, base: Base = 2, axis: int = -1, keepdims: bool = False, validate: bool = True
) -> Array:
    r"""Average surprise of believing q where p holds: :math:`H(p, q) = -\sum_x p(x) \log_b q(x)`.

    An outcome with p = 0 adds nothing, whatever q is; else one with q = 0 makes the cross-entropy inf.
    Source: Goodfellow, Bengio and Courville, *Deep Learning*, 2016, section 3.13.

    Parameters
    ----------
    p, q, base, axis, keepdims, validate
        As for `kl_divergence`. Both are probabilities: for logits there is ``cross_entropy_from_logits``.

    Returns
    -------
    As for `kl_divergence`.

    Raises
    ------
    NotADistributionError, TypeError, ValueError
        As for `kl_divergence`.

    Examples
    --------
    Half the time a question too few, half the time two are needed, or one:

    >>> cross_entropy([0.5, 0.5, 0.0], [0.25, 0.5, 0.25])
    1.5
    """
    return over_outcomes(Sum(lambda p, q, log: -p * log(q)), base, axis, keepdims, validate, p=p, q=q)


def kl_divergence(
    p: Numbers, q: Numbers, *, base: Base = 2, axis: int = -1, keepdims: bool = False, validate: bool = True
) -> Array:
    r"""Extra surprise of believing q where p holds: :math:`D(p \| q) = \sum_x p(x) \log_b \frac{p(x)}{q(x)}`.

    An outcome with p = 0 adds nothing, whatever q is; else one with q = 0 makes the divergence inf. It is
    never negative, 0 only for equal distributions, and exact where it is small: then it is added up as
    :math:`p \log(p/q) - p + q`. D(p‖q) is not D(q‖p). Source: Kullback and Leibler, 1951.

    Parameters
    ----------
    p, q : list, NumPy array or PyTorch tensor
        Distributions over the same outcomes along ``axis``; the other axes are batches that broadcast.
        A list may stand beside an array, but not a NumPy array beside a tensor.
    base, axis, keepdims, validate
        As for `entropy`; ``axis`` is that of the one of more axes.

    Returns
    -------
    As for `entropy`, of the kind of ``p`` and ``q``, in the dtype that holds both.

    Raises
    ------
    NotADistributionError, TypeError, ValueError
        As for `entropy`, or if outcomes, batches, libraries or devices of ``p`` and ``q`` do not match.

    Examples
    --------
    >>> kl_divergence([1.0, 0.0], [0.5, 0.5])  # a coin thought to be fair that always shows heads
    1.0
    >>> kl_divergence([0.5, 0.5], [1.0, 0.0])
    inf
    """
    divergence = Sum(lambda p, q, log: p * log(p / q), careful=excess)
    return over_outcomes(divergence, base, axis, keepdims, validate, p=p, q=q)


def jensen_shannon_divergence(
    p: Numbers, q: Numbers, *, base: Base = 2, axis: int = -1, keepdims: bool = False, validate: bool = True
) -> Array:
    r"""Divergence of p and q from their mean m: :math:`\tfrac12 D(p \| m) + \tfrac12 D(q \| m), m = (p+q)/2`.

    It is symmetric, at most 1 bit, and 0 only for equal distributions. Its square root is a distance. Source:
    Lin, IEEE Transactions on Information Theory 37, 1991.

    Parameters
    ----------
    p, q, base, axis, keepdims, validate
        As for `kl_divergence`.

    Returns
    -------
    As for `kl_divergence`: the divergence, not its square root.

    Raises
    ------
    NotADistributionError, TypeError, ValueError
        As for `kl_divergence`.

    Examples
    --------
    >>> jensen_shannon_divergence([1.0, 0.0], [0.0, 1.0])  # two distributions that have no outcome in common
    1.0
    """

    def term(p: Array, q: Array, log: Restore) -> Array:
        s = p + q  # twice the mean m, which itself may be too small for a float
        return (p * log(2 * p / s) + q * log(2 * q / s)) / 2

    def careful(p: Array, q: Array, plain: bool) -> Array:
        return (excess(2 * p, p + q, plain, q - p) + excess(2 * q, p + q, plain, p - q)) / 4

    return over_outcomes(Sum(term, careful, believed=False), base, axis, keepdims, validate, p=p, q=q)
