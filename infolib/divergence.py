"""How far apart two distributions are: Kullback-Leibler divergence, cross-entropy, Jensen-Shannon."""

from __future__ import annotations

import math

from infolib._backend import Array, ArrayLike, broadcast, namespace, take_in_pair, widened
from infolib._log_ratio import LARGE, Term, accurately, carefully, from_mean
from infolib._look import look_quickly
from infolib._sums import expectation, smallest, sum_in_blocks
from infolib._units import logarithm
from infolib.distribution import require_distribution, same_outcomes

__all__ = ["cross_entropy", "jensen_shannon_divergence", "kl_divergence"]


def kl_divergence(
    p: ArrayLike,
    q: ArrayLike,
    *,
    base: float | str = 2,
    axis: int = -1,
    keepdims: bool = False,
    validate: bool = True,
) -> Array:
    r"""Extra surprise of believing q where p holds: :math:`D(p \| q) = \sum_x p(x) \log_b \frac{p(x)}{q(x)}`.

    An outcome with p = 0 adds nothing, whatever q is; else one with q = 0 makes the divergence inf. It is
    never negative, and 0 only for equal distributions. The order matters: D(p‖q) is not D(q‖p).

    Parameters
    ----------
    p, q : list, NumPy array or PyTorch tensor
        Distributions over the same outcomes along ``axis``; the other axes are batches that broadcast.
        A list may stand beside an array, but not a NumPy array beside a tensor.
    base : float or "e"
        Base of the logarithm, which sets the unit: 2 for bits, ``math.e`` or "e" for nats, 10 for hartleys.
    axis : int
        The axis along which the probabilities sum to 1, in the one of more axes.
    keepdims : bool
        True keeps ``axis`` in the result, with length one.
    validate : bool
        False skips the check that ``p`` and ``q`` are distributions.

    Returns
    -------
    The same kind as ``p`` and ``q``, in the dtype that holds both, without ``axis``; a single number for two
    single distributions.

    Raises
    ------
    NotADistributionError
        If ``p`` or ``q`` is not a distribution along ``axis``; the message says where and why.
    TypeError
        If ``axis`` is not a whole number.
    ValueError
        If ``base`` is not a finite number above 1, ``axis`` is out of range, the outcomes or batches of
        ``p`` and ``q`` do not match, or they are of different libraries or devices.

    Notes
    -----
    Where the divergence is small, the positive and negative terms of the sum nearly cancel. As both sums are
    1, it is then added up as :math:`p \log(p/q) - p + q`, no term of which is negative.

    Examples
    --------
    A coin thought to be fair that shows heads three times in four:

    >>> kl_divergence([1.0, 0.0], [0.5, 0.5])
    1.0
    >>> kl_divergence([0.5, 0.5], [1.0, 0.0])
    inf

    References
    ----------
    Kullback and Leibler, "On Information and Sufficiency", 1951; Cover and Thomas, *Elements of Information
    Theory*, 2nd ed., section 2.3.
    """
    if quick := look_quickly((p, q), base, axis, keepdims=keepdims):
        log, give_back, u, v = quick
        result = u.dot(log(u / v))
        return give_back(result if result.item() >= LARGE else carefully(result, u, v, base))
    a, b, give_back = take_in_pair(p, q, ("p", "q"), view=True)
    a, b, axis, least = _require_distributions(a, b, axis, validate)

    def measure(term: Term, p: Array, q: Array) -> Array:
        return sum_in_blocks(lambda p, q: term(widened(p), widened(q)), (p, q), axis, keepdims=keepdims)

    return give_back(accurately(measure, (a, b), base, least))


def cross_entropy(
    p: ArrayLike,
    q: ArrayLike,
    *,
    base: float | str = 2,
    axis: int = -1,
    keepdims: bool = False,
    validate: bool = True,
) -> Array:
    r"""Average surprise of believing q where p holds: :math:`H(p, q) = -\sum_x p(x) \log_b q(x)`.

    An outcome with p = 0 adds nothing, whatever q is; else one with q = 0 makes the cross-entropy inf.

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

    References
    ----------
    Goodfellow, Bengio and Courville, *Deep Learning*, 2016, section 3.13.
    """
    if quick := look_quickly((p, q), base, axis, keepdims=keepdims):
        log, give_back, u, v = quick
        return give_back(-u.dot(log(v)))
    a, b, give_back = take_in_pair(p, q, ("p", "q"), view=True)
    a, b, axis, (_, least_q) = _require_distributions(a, b, axis, validate)
    log = logarithm(base, a)

    def by_rules(p: Array, q: Array) -> Array:
        never = q == 0
        return namespace(q).where(never & (p > 0), -math.inf, p * log(q + never))

    if least_q > 0:
        total = expectation(lambda _, q: log(q), a, axis, b, keepdims=keepdims)
    else:
        total = sum_in_blocks(by_rules, (a, b), axis, keepdims=keepdims)
    # 0.0 - x rather than -x, or a certain outcome would have cross-entropy -0.0.
    return give_back(0.0 - total)


def jensen_shannon_divergence(
    p: ArrayLike,
    q: ArrayLike,
    *,
    base: float | str = 2,
    axis: int = -1,
    keepdims: bool = False,
    validate: bool = True,
) -> Array:
    r"""Divergence of p and q from their mean m: :math:`\tfrac12 D(p \| m) + \tfrac12 D(q \| m), m = (p+q)/2`.

    It is symmetric, at most 1 bit, and 0 only for equal distributions. Its square root is a distance.

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
    Two distributions that have no outcome in common:

    >>> jensen_shannon_divergence([1.0, 0.0], [0.0, 1.0])
    1.0

    References
    ----------
    Lin, "Divergence Measures Based on the Shannon Entropy", IEEE Transactions on Information Theory 37, 1991.
    """
    if quick := look_quickly((p, q), base, axis, keepdims=keepdims, zeros=False):
        log, give_back, u, v = quick
        return give_back(from_mean(u, v, log, base))
    a, b, give_back = take_in_pair(p, q, ("p", "q"), view=True)
    a, b, axis, least = _require_distributions(a, b, axis, validate)

    def measure(term: Term, p: Array, q: Array) -> Array:
        # With the sum s = 2m: p log(p/m) = 2p log(2p/s) / 2, and s is never so small as to be rounded to 0.
        def both(p: Array, q: Array) -> Array:
            p, q = widened(p), widened(q)
            return (term(p + p, p + q) + term(q + q, p + q)) / 4

        return sum_in_blocks(both, (p, q), axis, keepdims=keepdims)

    return give_back(accurately(measure, (a, b), base, least))


def _require_distributions(
    a: Array, b: Array, axis: int, validate: bool
) -> tuple[Array, Array, int, tuple[float, float]]:
    """Return p and q in one shape, their axis counted from the front, and their smallest entries."""
    axis = same_outcomes(a, b, axis, ("p", "q"))
    if validate:
        least = (require_distribution(a, a.ndim + axis, "p"), require_distribution(b, b.ndim + axis, "q"))
    else:
        least = (smallest(a), smallest(b))
    a, b = broadcast(a, b)
    return a, b, a.ndim + axis, least
