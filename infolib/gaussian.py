"""Normal variables by their closed forms: entropy, divergence, and the information of a correlation."""

from __future__ import annotations

import math

import numpy as np

from infolib._backend import Array, ArrayLike, namespace, widened
from infolib._log_ratio import minus_log1p
from infolib._parameters import (
    FINITE,
    POSITIVE,
    is_finite,
    is_positive,
    require,
    require_broadcast,
    take_in_all,
)
from infolib._sums import in_parts
from infolib._units import logarithm, nats

__all__ = ["gaussian_entropy", "gaussian_kl", "gaussian_mutual_information"]

# Beyond it the square of a square is no float64, and a gradient may become NaN.
HUGE = 1e50


def gaussian_entropy(sigma: ArrayLike, *, base: float | str = 2, validate: bool = True) -> Array:
    r"""Differential entropy of a normal variable: :math:`h(X) = \tfrac12 \log_b(2 \pi e \sigma^2)`.

    The mean does not matter. Unlike an entropy, it is negative for small sigma, and depends on the unit of X.

    Parameters
    ----------
    sigma : float, list, NumPy array or PyTorch tensor
        Standard deviations (not variances), of any shape.
    base : float or "e"
        Base of the logarithm, which sets the unit: 2 for bits, ``math.e`` or "e" for nats, 10 for hartleys.
    validate : bool
        False skips the check of ``sigma``.

    Returns
    -------
    The same kind, shape and dtype as ``sigma`` (a list for a tuple).

    Raises
    ------
    NotADistributionError
        If ``sigma`` is empty, not made of real numbers, or an entry is NaN, infinite, 0 or negative.
    ValueError
        If ``base`` is not a finite number above 1.

    Examples
    --------
    Twice as wide is one bit more:

    >>> gaussian_entropy(2.0) - gaussian_entropy(1.0)
    1.0

    References
    ----------
    Cover and Thomas, *Elements of Information Theory*, 2nd ed., example 8.1.2.
    """
    (s,), give_back = take_in_all(sigma=sigma)
    log = logarithm(base, s)
    if validate:
        require(is_positive, s, "sigma", POSITIVE)
    s = widened(s)
    return give_back(log(s) + math.log(2 * math.pi * math.e) / 2 / nats(base))


def gaussian_kl(
    mu1: ArrayLike,
    sigma1: ArrayLike,
    mu2: ArrayLike,
    sigma2: ArrayLike,
    *,
    base: float | str = 2,
    validate: bool = True,
) -> Array:
    r"""Divergence of one normal distribution from another, D(1‖2), entry by entry.

    .. math:: D = \log_b \frac{\sigma_2}{\sigma_1}
        + \frac{\sigma_1^2 + (\mu_1 - \mu_2)^2}{2 \sigma_2^2} \log_b e - \frac12 \log_b e

    Parameters
    ----------
    mu1, sigma1, mu2, sigma2 : float, list, NumPy array or PyTorch tensor
        Means and standard deviations (not variances), of shapes that broadcast. Lists and numbers may stand
        beside arrays, but not NumPy arrays beside tensors.
    base : float or "e"
        Base of the logarithm, which sets the unit: 2 for bits, ``math.e`` or "e" for nats, 10 for hartleys.
    validate : bool
        False skips the checks of the values.

    Returns
    -------
    The kind and dtype of the arguments, in the shape that they broadcast to.

    Raises
    ------
    NotADistributionError
        If an argument is empty or not made of real numbers, a mean is NaN or infinite, or a standard
        deviation is NaN, infinite, 0 or negative.
    ValueError
        If ``base`` is not a finite number above 1, the shapes do not broadcast, or the arguments are of
        different libraries or devices.

    Examples
    --------
    A mean that is two standard deviations off costs :math:`2^2 / 2` nats:

    >>> gaussian_kl(0.0, 1.0, 2.0, 1.0, base="e")
    2.0

    References
    ----------
    Cover and Thomas, *Elements of Information Theory*, 2nd ed., section 8.5 (the definition).
    """
    (m1, s1, m2, s2), give_back = take_in_all(view=True, mu1=mu1, sigma1=sigma1, mu2=mu2, sigma2=sigma2)
    shape = require_broadcast({"mu1": m1.shape, "sigma1": s1.shape, "mu2": m2.shape, "sigma2": s2.shape})
    unit = nats(base)
    arrays = tuple(x if x.shape == shape else namespace(x).broadcast_to(x, shape) for x in (m1, s1, m2, s2))
    result = in_parts(lambda *arrays: _divergence(*arrays) / unit, arrays)
    # No argument that is NaN or infinite leaves a finite result: one look at it saves looks at all arguments.
    if validate and not (s1.min() > 0 and s2.min() > 0 and result.max() < math.inf):
        for name, m, s in (("1", m1, s1), ("2", m2, s2)):
            require(is_finite, m, "mu" + name, FINITE)
            require(is_positive, s, "sigma" + name, POSITIVE)
    return give_back(result)


def gaussian_mutual_information(rho: ArrayLike, *, base: float | str = 2, validate: bool = True) -> Array:
    r"""Mutual information of two jointly normal variables: :math:`I(X; Y) = -\tfrac12 \log_b(1 - \rho^2)`.

    Parameters
    ----------
    rho : float, list, NumPy array or PyTorch tensor
        Correlations, above -1 and below 1, of any shape.
    base : float or "e"
        Base of the logarithm, which sets the unit: 2 for bits, ``math.e`` or "e" for nats, 10 for hartleys.
    validate : bool
        False skips the check of ``rho``.

    Returns
    -------
    The same kind, shape and dtype as ``rho`` (a list for a tuple).

    Raises
    ------
    NotADistributionError
        If ``rho`` is empty, not made of real numbers, or an entry is NaN, -1 or less, or 1 or more.
    ValueError
        If ``base`` is not a finite number above 1.

    Examples
    --------
    With three quarters of the variance of Y explained by X, half its standard deviation is left: one bit.

    >>> round(gaussian_mutual_information(0.75**0.5), 12)
    1.0

    References
    ----------
    Cover and Thomas, *Elements of Information Theory*, 2nd ed., example 8.5.1.
    """
    (r,), give_back = take_in_all(rho=rho)
    unit = nats(base)
    if validate:
        cure = "a correlation is between -1 and 1; at either end the information is infinite"
        require(lambda r: abs(r) < 1, r, "rho", cure)
    r = widened(r)
    xp = namespace(r)
    # Near 0, 1 - rho^2 would round away rho^2; near 1, rho^2 would round away 1 - rho.
    weak = abs(r) < 0.5
    result = xp.where(weak, xp.log1p(-r * r), xp.log((1 - r) * (1 + r))) / -2
    return give_back(result / unit)


@np.errstate(over="ignore", divide="ignore", invalid="ignore")  # a divergence too large for a float is inf
def _divergence(m1: Array, s1: Array, m2: Array, s2: Array) -> Array:
    """Return the divergence in nats.

    With u = sigma1/sigma2 - 1 it is u^2/2 + (u - log(1 + u)) + shift^2/2, three terms of which none is
    negative. In the formula above, the logarithm, the ratio and 1/2 cancel where u is small.
    """
    m1, s1, m2, s2 = (widened(x) for x in (m1, s1, m2, s2))
    xp = namespace(s1)
    u = (s1 - s2) / s2
    shift = (m1 - m2) / s2
    if u.min() >= -0.5 and u.max() < HUGE:
        gap = minus_log1p(u, xp)
    else:
        far = (u < -0.5) | (u > HUGE)  # 1 + u has lost digits of sigma1/sigma2, or all
        ratio = s1 / s2
        ordinary = ratio.min() > 1 / HUGE and ratio.max() < HUGE
        log_ratio = xp.log(ratio) if ordinary else xp.log(s1) - xp.log(s2)
        gap = xp.where(far, u - log_ratio, minus_log1p(u.clip(-0.5, HUGE), xp))
    return u * u / 2 + gap + shift * shift / 2
