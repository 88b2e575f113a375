"""What one variable tells of another: mutual information, on average and for each pair of outcomes."""

from __future__ import annotations

import math

from infolib._backend import Array, ArrayLike, namespace, take_in, widened
from infolib._log_ratio import Term, accurately
from infolib._sums import smallest
from infolib._units import logarithm
from infolib.distribution import require_joint
from infolib.joint import column_and_row, sum_over_table

__all__ = ["mutual_information", "pointwise_mutual_information"]

# Of a pair less likely than this, the product p(x) p(y) may be too small for float64.
TINY = 1e-150


def mutual_information(p_xy: ArrayLike, *, base: float | str = 2, validate: bool = True) -> Array:
    r"""Share of information in common: :math:`I(X;Y) = \sum_{x, y} p(x, y) \log_b \frac{p(x, y)}{p(x) p(y)}`.

    This is :math:`D(p(x, y) \| p(x) p(y))`, the distance from independence; :math:`0 \log 0 = 0`. It is never
    negative, and accurate for nearly independent variables, where a difference of entropies is not.

    Parameters
    ----------
    p_xy, base, validate
        As for `joint_entropy`.

    Returns
    -------
    The same kind and dtype as ``p_xy``, without its last two axes; a single number for a single table.

    Raises
    ------
    NotADistributionError, ValueError
        As for `joint_entropy`.

    Examples
    --------
    Two coins glued together: either one tells the other's one bit.

    >>> mutual_information([[0.5, 0.0], [0.0, 0.5]])
    1.0

    References
    ----------
    Cover and Thomas, *Elements of Information Theory*, 2nd ed., section 2.3.
    """
    table, give_back = take_in(p_xy, "p_xy", view=True)
    least = require_joint(table, validate=validate)

    def measure(term: Term, p: Array, p_x: Array, p_y: Array) -> Array:
        # D(p(x, y) || p(x) p(y)) row by row, as p(x) D(p(y|x) || p(y)), where no product underflows.
        some = p_x + (p_x == 0)  # a row that never occurs has no p(y|x), and weighs nothing

        def row(p: Array, p_x: Array, some: Array, p_y: Array) -> Array:
            return p_x * term(p / some, p_y)

        return sum_over_table(row, p, p_x, some, p_y)

    p_x, p_y = column_and_row(table)
    return give_back(accurately(measure, (table, p_x, p_y), base, (least, smallest(p_y))))


def pointwise_mutual_information(p_xy: ArrayLike, *, base: float | str = 2, validate: bool = True) -> Array:
    r"""Information of one outcome about another: :math:`i(x, y) = \log_b \frac{p(x, y)}{p(x) p(y)}`.

    Positive where x and y occur together more often than independent outcomes would. Where p(x) or p(y) is 0
    it is 0, for there p(x, y) = p(x) p(y); where only p(x, y) is 0 it is -inf.

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
    Here p(x) p(y) is 1/4 everywhere:

    >>> pointwise_mutual_information([[0.5, 0.0], [0.0, 0.5]])
    [[1.0, -inf], [-inf, 1.0]]

    References
    ----------
    Fano, *Transmission of Information*, 1961, chapter 2; Church and Hanks, "Word association norms, mutual
    information, and lexicography", Computational Linguistics 16(1), 1990.
    """
    table, give_back = take_in(p_xy, "p_xy", view=True)
    log = logarithm(base, table)
    require_joint(table, validate=validate)
    p_x, p_y = column_and_row(table)
    xp = namespace(table)
    p = widened(table)
    zero = p == 0
    tiny = p < TINY
    ratio = log(xp.where(tiny, 1.0, p) / xp.where(tiny, 1.0, p_x * p_y))
    if tiny.any():  # where p(x) p(y) may underflow, three logarithms do not
        logs = log(p + zero) - (log(p_x + (p_x == 0)) + log(p_y + (p_y == 0)))
        ratio = xp.where(tiny, logs, ratio)
    never = xp.where((p_x > 0) & (p_y > 0), -math.inf, 0.0)
    return give_back(xp.where(zero, never, ratio))
