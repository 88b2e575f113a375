"""Two variables at once: what their joint table says of each, of both, and of one given the other."""

from __future__ import annotations

from collections.abc import Callable

from infolib._backend import Array, ArrayLike, gradient_of, namespace, take_in, without_gradient
from infolib._sums import sum_in_blocks, total
from infolib._units import logarithm, nats
from infolib.distribution import outcomes, require_joint
from infolib.information import entropy

__all__ = ["conditional_entropy", "joint_entropy", "marginals"]

# A conditional entropy below this, in any unit, is computed again: rounding errors of 1e-16 begin to show.
NEARLY_SETTLED = 1e-3


def marginals(p_xy: ArrayLike, *, validate: bool = True) -> tuple[Array, Array]:
    r"""Distribution of each variable alone: :math:`p(x) = \sum_y p(x, y)` and :math:`p(y) = \sum_x p(x, y)`.

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

    References
    ----------
    Cover and Thomas, *Elements of Information Theory*, 2nd ed., section 2.2.
    """
    table, give_back = take_in(p_xy, "p_xy", view=True)
    require_joint(table, validate=validate)
    p_x, p_y = column_and_row(table)
    return give_back(p_x[..., 0]), give_back(p_y[..., 0, :])


def joint_entropy(p_xy: ArrayLike, *, base: float | str = 2, validate: bool = True) -> Array:
    r"""Average surprise of a pair: :math:`H(X, Y) = -\sum_{x, y} p(x, y) \log_b p(x, y)`.

    It is the entropy of the table read as one list of outcomes; :math:`0 \log 0 = 0`.

    Parameters
    ----------
    p_xy, validate
        As for `marginals`.
    base : float or "e"
        Base of the logarithm, which sets the unit: 2 for bits, ``math.e`` or "e" for nats, 10 for hartleys.

    Returns
    -------
    The same kind and dtype as ``p_xy``, without its last two axes; a single number for a single table.

    Raises
    ------
    NotADistributionError
        If ``p_xy`` has fewer than two axes or a table is not a distribution; the message says where and why.
    ValueError
        If ``base`` is not a finite number above 1.

    Examples
    --------
    >>> joint_entropy([[0.5, 0.25], [0.0, 0.25]])
    1.5

    References
    ----------
    Cover and Thomas, *Elements of Information Theory*, 2nd ed., section 2.2.
    """
    table, give_back = take_in(p_xy, "p_xy", view=True)
    require_joint(table, validate=validate)
    return give_back(entropy(outcomes(table), base=base, validate=False))


def conditional_entropy(
    p_xy: ArrayLike, *, given: str = "x", base: float | str = 2, validate: bool = True
) -> Array:
    r"""Surprise left in Y once X is known: :math:`H(Y|X) = -\sum_{x, y} p(x, y) \log_b p(y|x)`.

    Here :math:`p(y|x) = p(x, y) / p(x)`, with p(x) taken from the table; :math:`0 \log 0 = 0`. It is exactly
    0 where Y is a function of X.

    Parameters
    ----------
    p_xy, validate
        As for `marginals`.
    given : "x" or "y"
        The variable that is known: "x" for H(Y|X), "y" for H(X|Y).
    base : float or "e"
        Base of the logarithm, which sets the unit: 2 for bits, ``math.e`` or "e" for nats, 10 for hartleys.

    Returns
    -------
    The same kind and dtype as ``p_xy``, without its last two axes; a single number for a single table.

    Raises
    ------
    NotADistributionError, ValueError
        As for `joint_entropy`; ValueError also if ``given`` is neither "x" nor "y".

    Examples
    --------
    In the first row, half the time, nothing is left to ask about Y; in the second, one bit:

    >>> conditional_entropy([[0.5, 0.0], [0.25, 0.25]])
    0.5

    References
    ----------
    Shannon, "A Mathematical Theory of Communication", 1948, section 6.
    """
    table, give_back = take_in(p_xy, "p_xy", view=True)
    log = logarithm(base, table)
    if given not in ("x", "y"):
        raise ValueError(f'given must be "x", for H(Y|X), or "y", for H(X|Y), not {given!r}')
    least = require_joint(table, validate=validate)
    axis = table.ndim - (1 if given == "x" else 2)

    def term(p: Array, p_given: Array) -> Array:
        if least > 0:
            return p * log(p / p_given)
        # 0 log 0 = 0: the logarithm of 1 stands in for that of 0, and keeps the gradient finite.
        share = p / (p_given + (p_given == 0))
        return p * log(share + (share == 0))

    surprise = -sum_over_table(term, table, total(table, axis, keepdims=True))
    small = surprise < NEARLY_SETTLED
    if small.any():
        exact = _little_surprise(without_gradient(table), axis) / nats(base)
        surprise = namespace(table).where(small, gradient_of(exact, surprise), surprise)
    return give_back(surprise)


def _little_surprise(table: Array, axis: int) -> Array:
    """Return the conditional entropy in nats where one outcome is nearly certain, to nearly all its digits.

    There p(y|x) is nearly 1, and its logarithm tells how much is left for all others: that is added up,
    rather than taken as a difference from 1.
    """
    xp = namespace(table)
    p_given = total(table, axis, keepdims=True)
    others = total(xp.where(table > p_given / 2, 0.0, table), axis, keepdims=True)

    def term(p: Array, p_given: Array, others: Array) -> Array:
        likely = p > p_given / 2
        share = xp.where(likely | (p == 0), 1.0, p) / xp.where(likely | (p == 0), 1.0, p_given)
        return p * (xp.log1p(xp.where(likely, others, 0.0) / xp.where(likely, p, 1.0)) - xp.log(share))

    return sum_over_table(term, table, p_given, others)


def column_and_row(table: Array) -> tuple[Array, Array]:
    """Return p(x) as a column and p(y) as a row, in float64 at least."""
    return total(table, table.ndim - 1, keepdims=True), total(table, table.ndim - 2, keepdims=True)


def sum_over_table(term: Callable[..., Array], table: Array, *marginals: Array) -> Array:
    """Sum ``term`` over the last two axes of ``table``; the marginals stretch to its shape."""
    arrays = (table, *(namespace(table).broadcast_to(m, table.shape) for m in marginals))
    return total(sum_in_blocks(term, arrays, table.ndim - 1), table.ndim - 2)
