"""Two variables at once: what their joint table says of each, of both, and of one about the other."""

from __future__ import annotations

import math

from infolib import _arrays as ar
from infolib._arrays import Array, Base, Numbers, Restore
from infolib._reduce import TINY, Sum, add_up, broadcast, excess, unless_small
from infolib.distribution import require_joint

# A conditional entropy below this, in any unit, is computed again: rounding errors of 1e-16 begin to show.
NEARLY_SETTLED = 1e-3


def marginals(p_xy: Numbers, *, validate: bool = True) -> tuple[Array, Array]:
    r"""Distribution of each variable alone: :math:`p(x) = \sum_y p(x, y)` and :math:`p(y) = \sum_x p(x, y)`.

    Source: Cover and Thomas, section 2.2.

    Parameters
    ----------
    p_xy : list, NumPy array or PyTorch tensor
        A joint distribution: rows are outcomes of X, columns outcomes of Y, and the whole table sums to 1.
        Axes before the last two are a batch.
    validate : bool
        False skips the check that each table is a distribution.

    Returns
    -------
    p_x, p_y
        The same kind and dtype as ``p_xy``, without the last axis and without the last but one.

    Raises
    ------
    NotADistributionError
        If ``p_xy`` has fewer than two axes or a table is not a distribution; the message says where and why.

    Examples
    --------
    >>> marginals([[0.5, 0.25], [0.0, 0.25]])
    ([0.75, 0.25], [0.5, 0.5])
    """
    p, _, restore = _take_in(p_xy, validate)
    p_x, p_y = _marginals(p)
    return restore(p_x[..., 0], lost=-1), restore(p_y[..., 0, :], lost=-2)


def joint_entropy(p_xy: Numbers, *, base: Base = 2, validate: bool = True) -> Array:
    r"""Average surprise of a pair: :math:`H(X, Y) = -\sum_{x, y} p(x, y) \log_b p(x, y)`.

    It is the entropy of the table read as one list of outcomes. Source: Cover and Thomas, section 2.2.

    Parameters
    ----------
    p_xy, base, validate
        As for `marginals` and `entropy`.

    Returns
    -------
    The same kind and dtype as ``p_xy``, without its last two axes; a single number for a single table.

    Raises
    ------
    NotADistributionError, ValueError
        As for `marginals`; ``base`` as for `entropy`.

    Examples
    --------
    >>> joint_entropy([[0.5, 0.25], [0.0, 0.25]])
    1.5
    """
    p, least, restore = _take_in(p_xy, validate)
    return restore(_over_table(Sum(lambda p, log: -p * log(p)), base, least, p))


def conditional_entropy(p_xy: Numbers, *, given: str = "x", base: Base = 2, validate: bool = True) -> Array:
    r"""Surprise left in Y once X is known: :math:`H(Y|X) = -\sum_{x, y} p(x, y) \log_b p(y|x)`.

    Here :math:`p(y|x) = p(x, y) / p(x)`, with p(x) taken from the table. It is exactly 0 where Y is a
    function of X. Source: Shannon, "A Mathematical Theory of Communication", 1948, section 6.

    Parameters
    ----------
    p_xy, base, validate
        As for `joint_entropy`.
    given : "x" or "y"
        The variable that is known: "x" for H(Y|X), "y" for H(X|Y).

    Returns
    -------
    As for `joint_entropy`.

    Raises
    ------
    NotADistributionError, ValueError
        As for `joint_entropy`; ValueError also if ``given`` is neither "x" nor "y".

    Examples
    --------
    >>> conditional_entropy([[0.5, 0.0], [0.25, 0.25]])  # half the time nothing is left to ask, else a bit
    0.5
    """
    if given not in ("x", "y"):
        raise ValueError(f'given must be "x", for H(Y|X), or "y", for H(X|Y), not {given!r}')
    p, least, restore = _take_in(p_xy, validate)
    axis = p.ndim - (1 if given == "x" else 2)
    p_given = ar.total(p, axis, keepdims=True)
    result = 0.0 - _over_table(Sum(lambda p, p_given, log: p * log(p / p_given)), base, least, p, p_given)
    return restore(unless_small(result, NEARLY_SETTLED, lambda: _little_surprise(ar.look(p)[0], axis, base)))


def _little_surprise(p: Array, axis: int, base: Base) -> Array:
    """Return the conditional entropy to nearly all its digits where one outcome is nearly certain."""
    # There p(y|x) is nearly 1: what is left for all others is added up, not taken as a difference from 1.
    xp = ar.namespace(p)
    p_given = ar.total(p, axis, keepdims=True)
    others = ar.total(xp.where(p > p_given / 2, 0.0, p), axis, keepdims=True)

    def term(p: Array, p_given: Array, others: Array, log: Restore) -> Array:
        likely = p > p_given / 2
        share = xp.where(likely | (p == 0), 1.0, p) / xp.where(likely | (p == 0), 1.0, p_given)
        return p * (xp.log1p(xp.where(likely, others, 0.0) / xp.where(likely, p, 1.0)) - log(share))

    arrays, ordinary = broadcast(p, p_given, others), [1.0]  # the term has its own rules for what is 0
    return add_up(Sum(term), arrays, (p.ndim - 2, p.ndim - 1), "e", ordinary)[..., 0, 0] / ar.nats(base)


def mutual_information(p_xy: Numbers, *, base: Base = 2, validate: bool = True) -> Array:
    r"""Share of information in common: :math:`I(X;Y) = \sum_{x, y} p(x, y) \log_b \frac{p(x, y)}{p(x) p(y)}`.

    It is :math:`D(p(x, y) \| p(x) p(y))`: never negative, and accurate for nearly independent variables,
    where a difference of entropies is not. Source: Cover and Thomas, section 2.3.

    Parameters
    ----------
    p_xy, base, validate
        As for `joint_entropy`.

    Returns
    -------
    As for `joint_entropy`.

    Raises
    ------
    NotADistributionError, ValueError
        As for `joint_entropy`.

    Examples
    --------
    >>> mutual_information([[0.5, 0.0], [0.0, 0.5]])  # of two coins glued together, one tells the other's bit
    1.0
    """
    p, least, restore = _take_in(p_xy, validate)

    def careful(p: Array, p_x: Array, p_y: Array, plain: bool) -> Array:
        # Row by row as p(x) D(p(y|x) || p(y)), where no product is too small.
        return p_x * excess(p / (p_x + (p_x == 0)), p_y, plain)

    # Not p / (p_x * p_y), as the product may be too small for a float.
    shared = Sum(lambda p, p_x, p_y, log: p * log(p / p_x / p_y), careful)
    return restore(_over_table(shared, base, least, p, *_marginals(p)))


@ar.quietly
def pointwise_mutual_information(p_xy: Numbers, *, base: Base = 2, validate: bool = True) -> Array:
    r"""Information of one outcome about another: :math:`i(x; y) = \log_b \frac{p(x, y)}{p(x) p(y)}`.

    Positive where x and y occur together more often than independent outcomes would. Where p(x) or p(y) is 0
    it is 0, for there p(x, y) = p(x) p(y); where only p(x, y) is 0 it is -inf. Source: Fano, *Transmission of
    Information*, 1961, chapter 2; Church and Hanks, Computational Linguistics 16(1), 1990.

    Parameters
    ----------
    p_xy, base, validate
        As for `joint_entropy`.

    Returns
    -------
    The same kind, shape and dtype as ``p_xy``.

    Raises
    ------
    NotADistributionError, ValueError
        As for `joint_entropy`.

    Examples
    --------
    >>> pointwise_mutual_information([[0.5, 0.0], [0.0, 0.5]])  # here p(x) p(y) is 1/4 everywhere
    [[1.0, -inf], [-inf, 1.0]]
    """
    p, least, restore = _take_in(p_xy, validate)
    log = ar.logarithm(base, p)
    p_x, p_y = _marginals(p)
    if least >= TINY:
        return restore(log(ar.widened(p) / (p_x * p_y)))
    p, xp = ar.widened(p), ar.namespace(p)
    zero, tiny = p == 0, p < TINY
    ratio = log(xp.where(tiny, 1.0, p) / xp.where(tiny, 1.0, p_x * p_y))
    # Where p(x) p(y) may be too small for a float, three logarithms are not.
    logs = log(p + zero) - (log(p_x + (p_x == 0)) + log(p_y + (p_y == 0)))
    never = xp.where((p_x > 0) & (p_y > 0), -math.inf, 0.0)
    return restore(xp.where(zero, never, xp.where(tiny, logs, ratio)))


def _take_in(p_xy: Numbers, validate: bool) -> tuple[Array, float, Restore]:
    """Return the table as an array, its smallest entry, and the function to give results back."""
    (p,), restore = ar.as_arrays({"p_xy": p_xy})
    return p, require_joint(p, validate=validate), restore


def _marginals(p: Array) -> tuple[Array, Array]:
    """Return p(x) as a column and p(y) as a row, in float64 at least."""
    return ar.total(p, p.ndim - 1, keepdims=True), ar.total(p, p.ndim - 2, keepdims=True)


def _over_table(of: Sum, base: Base, least: float, p: Array, *marginals: Array) -> Array:
    """Add up over the last two axes of ``p``, whose ``least`` entry no marginal is less than."""
    return add_up(of, broadcast(p, *marginals), (p.ndim - 2, p.ndim - 1), base, [least])[..., 0, 0]
