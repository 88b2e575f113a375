"""How much an outcome tells, and a whole distribution on average: self-information, entropy, perplexity."""

from __future__ import annotations

import math

from infolib._backend import Array, ArrayLike, namespace, take_in
from infolib._look import look_quickly
from infolib._sums import expectation, smallest
from infolib._units import logarithm
from infolib.distribution import check_axis, require_distribution, require_probabilities

__all__ = ["entropy", "perplexity", "self_information"]


def self_information(p: ArrayLike, *, base: float | str = 2, validate: bool = True) -> Array:
    r"""Surprise of an outcome of probability p: :math:`I(x) = -\log_b p(x)`, entry by entry.

    An impossible outcome has infinite surprise, a certain one has 0.

    Parameters
    ----------
    p : float, list, NumPy array or PyTorch tensor
        Probabilities, each from 0 to 1, of any shape. They need not sum to 1.
    base : float or "e"
        Base of the logarithm, which sets the unit: 2 for bits, ``math.e`` or "e" for nats, 10 for hartleys.
    validate : bool
        False skips the check of ``p``.

    Returns
    -------
    The same kind, shape and dtype as ``p`` (a list for a tuple): the surprise of each entry, from 0 to inf.

    Raises
    ------
    NotADistributionError
        If ``p`` is empty or not made of real numbers, or an entry is NaN, below 0 or above 1.
    ValueError
        If ``base`` is not a finite number above 1.

    Examples
    --------
    One square of a chessboard's 64 is worth six yes-or-no questions:

    >>> self_information(1 / 64)
    6.0

    References
    ----------
    Cover and Thomas, *Elements of Information Theory*, 2nd ed., section 2.1.
    """
    array, give_back = take_in(p, "p", view=True)
    log = logarithm(base, array)
    if validate:
        require_probabilities(array, "p")
    zero = array == 0
    # The logarithm of 1 stands in for that of 0, whose gradient would turn a masked loss into NaN;
    # and 0.0 - x rather than -x, or a certain outcome would have surprise -0.0.
    return give_back(namespace(array).where(zero, math.inf, 0.0 - log(array + zero)))


def entropy(
    p: ArrayLike, *, base: float | str = 2, axis: int = -1, keepdims: bool = False, validate: bool = True
) -> Array:
    r"""Average surprise: :math:`H(X) = -\sum_x p(x) \log_b p(x)`.

    Here :math:`0 \log 0 = 0`, the limit of :math:`p \log p`: an impossible outcome adds nothing.

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
        False skips the check that ``p`` is a distribution.

    Returns
    -------
    The same kind and dtype as ``p``, without ``axis``; a single number for a single distribution.

    Raises
    ------
    NotADistributionError
        If ``p`` is not a distribution along ``axis``; the message says where and why.
    TypeError
        If ``axis`` is not a whole number.
    ValueError
        If ``base`` is not a finite number above 1 or ``axis`` is out of range.

    Examples
    --------
    Half the time one question is enough, half the time two are needed:

    >>> entropy([0.5, 0.25, 0.25])
    1.5

    References
    ----------
    Shannon, "A Mathematical Theory of Communication", 1948, section 6.
    """
    if quick := look_quickly((p,), base, axis, keepdims=keepdims):
        log, give_back, ordinary = quick
        return give_back(-ordinary.dot(log(ordinary)))
    array, give_back = take_in(p, "p", view=True)
    axis = check_axis(axis, array, "p")
    log = logarithm(base, array)
    least = require_distribution(array, axis, "p") if validate else smallest(array)

    def log_p(p: Array) -> Array:
        # 0 log 0 = 0: the logarithm of 1 stands in for that of 0, and keeps the gradient finite.
        return log(p) if least > 0 else log(p + (p == 0))

    # 0.0 - x rather than -x, or a certain outcome would have entropy -0.0.
    return give_back(0.0 - expectation(log_p, array, axis, keepdims=keepdims))


def perplexity(p: ArrayLike, *, axis: int = -1, keepdims: bool = False, validate: bool = True) -> Array:
    r"""Effective number of outcomes: :math:`2^{H(X)}` with the entropy in bits, the same in any base.

    It is k for k equally likely outcomes, and never more than the number of outcomes.

    Parameters
    ----------
    p : list, NumPy array or PyTorch tensor
        A distribution along ``axis``; all other axes are a batch.
    axis, keepdims, validate
        As for `entropy`.

    Returns
    -------
    The same kind and dtype as ``p``, without ``axis``; a single number for a single distribution.

    Raises
    ------
    NotADistributionError, TypeError, ValueError
        As for `entropy`.

    Examples
    --------
    A fair four-sided die:

    >>> perplexity([0.25, 0.25, 0.25, 0.25])
    4.0

    References
    ----------
    Jelinek, Mercer, Bahl and Baker, "Perplexity: a measure of the difficulty of speech recognition
    tasks", Journal of the Acoustical Society of America 62, 1977.
    """
    array, give_back = take_in(p, "p", view=True)
    return give_back(2.0 ** entropy(array, axis=axis, keepdims=keepdims, validate=validate))
