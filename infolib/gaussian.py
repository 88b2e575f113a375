"""Normal variables, one or several, by closed forms: entropy, divergence and mutual information."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from infolib import _arrays as ar
from infolib._arrays import Array, Base, Numbers
from infolib._reduce import broadcast, in_blocks, minus_log
from infolib.distribution import require
from infolib.errors import NotADistributionError, part

# What an entry must be, and what is said of one that is not.
FINITE = (lambda x: abs(x) < math.inf, "it must be finite")
SIGMA = "a standard deviation is positive and finite (for a log-variance v it is exp(v / 2))"
POSITIVE = (lambda x: (x > 0) & (x < math.inf), SIGMA)
SYMMETRIC = (lambda asymmetry: asymmetry <= 0, "the entry across the diagonal differs from it")

# Beyond it the square of a square is no float64, and a gradient may become NaN.
HUGE = 1e50


@ar.quietly
def gaussian_entropy(sigma: Numbers, *, base: Base = 2, validate: bool = True) -> Array:
    r"""Differential entropy of a normal variable: :math:`h(X) = \tfrac12 \log_b(2 \pi e \sigma^2)`.

    The mean does not matter. Unlike an entropy, it is negative for small sigma, and depends on the unit of X.
    Source: Cover and Thomas, example 8.1.2.

    Parameters
    ----------
    sigma : float, list, NumPy array or PyTorch tensor
        Standard deviations (not variances), of any shape.
    base, validate
        As for `entropy`.

    Returns
    -------
    The same kind, shape and dtype as ``sigma`` (a list for a tuple).

    Raises
    ------
    NotADistributionError, ValueError
        If an entry is not a finite number above 0; ``base`` as for `entropy`.

    Examples
    --------
    >>> gaussian_entropy(2.0) - gaussian_entropy(1.0)  # twice as wide
    1.0
    """
    (s,), restore = ar.as_arrays({"sigma": sigma})
    log = ar.logarithm(base, s)
    if validate:
        _require(s, "sigma", *POSITIVE)
    return restore(log(ar.widened(s)) + math.log(2 * math.pi * math.e) / 2 / ar.nats(base))


@ar.quietly
def gaussian_kl(
    mu1: Numbers, sigma1: Numbers, mu2: Numbers, sigma2: Numbers, *, base: Base = 2, validate: bool = True
) -> Array:
    r"""Divergence of one normal distribution from another, D(1‖2), entry by entry.

    .. math:: D = \log_b \frac{\sigma_2}{\sigma_1}
        + \frac{\sigma_1^2 + (\mu_1 - \mu_2)^2}{2 \sigma_2^2} \log_b e - \frac12 \log_b e

    Source: Cover and Thomas, section 8.5 (the definition).

    Parameters
    ----------
    mu1, sigma1, mu2, sigma2 : float, list, NumPy array or PyTorch tensor
        Means and standard deviations (not variances), of shapes that broadcast; kinds as for `kl_divergence`.
    base, validate
        As for `entropy`.

    Returns
    -------
    The kind and dtype of the arguments, in the shape that they broadcast to.

    Raises
    ------
    NotADistributionError, ValueError
        As for `gaussian_entropy`, or if a mean is not finite, or shapes, libraries or devices do not match.

    Examples
    --------
    >>> gaussian_kl(0.0, 1.0, 2.0, 1.0, base="e")  # two standard deviations off
    2.0
    """
    given = {"mu1": mu1, "sigma1": sigma1, "mu2": mu2, "sigma2": sigma2}
    arrays, restore = ar.as_arrays(given)
    unit = ar.nats(base)
    named = dict(zip(given, arrays, strict=True))
    if validate:
        _require(arrays[1], "sigma1", *POSITIVE)
        _require(arrays[3], "sigma2", *POSITIVE)
    result = in_blocks(lambda *arrays: _divergence(*arrays) / unit, _broadcast(named))
    # With positive widths, a mean that is not finite makes a result NaN or inf, and none is negative.
    if validate and (ar.hides_values(result) or not ar.glance(result).sum() < math.inf):
        _require(arrays[0], "mu1", *FINITE)
        _require(arrays[2], "mu2", *FINITE)
    return restore(result)


def _divergence(m1: Array, s1: Array, m2: Array, s2: Array) -> Array:
    """Return the divergence in nats, as a sum of three terms none of which is negative.

    With u = s1/s2 - 1: u^2/2, u - log(1 + u) and shift^2/2. In the formula, terms cancel where u is small.
    """
    m1, s1, m2, s2 = map(ar.widened, (m1, s1, m2, s2))
    xp = ar.namespace(s1)
    u, shift, ratio = (s1 - s2) / s2, (m1 - m2) / s2, s1 / s2
    extreme = (ratio < 1 / HUGE) | (ratio > HUGE)
    gap = minus_log(u, ratio)
    if ar.anywhere(extreme):
        gap = minus_log(xp.where(extreme, 0.0, u), xp.where(extreme, 1.0, ratio))
        gap = xp.where(extreme, u - (xp.log(s1) - xp.log(s2)), gap)
    return (u * u + shift * shift) / 2 + gap


@ar.quietly
def gaussian_mutual_information(rho: Numbers, *, base: Base = 2, validate: bool = True) -> Array:
    r"""Mutual information of two jointly normal variables: :math:`I(X; Y) = -\tfrac12 \log_b(1 - \rho^2)`.

    Source: Cover and Thomas, example 8.5.1.

    Parameters
    ----------
    rho : float, list, NumPy array or PyTorch tensor
        Correlations, above -1 and below 1, of any shape.
    base, validate
        As for `entropy`.

    Returns
    -------
    The same kind, shape and dtype as ``rho`` (a list for a tuple).

    Raises
    ------
    NotADistributionError, ValueError
        If an entry is not a number between -1 and 1; ``base`` as for `entropy`.

    Examples
    --------
    >>> round(gaussian_mutual_information(0.75**0.5), 12)  # X leaves Y half its standard deviation
    1.0
    """
    (r,), restore = ar.as_arrays({"rho": rho})
    unit = ar.nats(base)
    if validate:
        cure = "a correlation is between -1 and 1; at either end the information is infinite"
        _require(r, "rho", lambda r: abs(r) < 1, cure)
    r, xp = ar.widened(r), ar.namespace(r)
    # Near 0, 1 - rho^2 would round away rho^2; near 1, rho^2 would round away 1 - rho.
    return restore(-xp.where(abs(r) < 0.5, xp.log1p(-r * r), xp.log((1 - r) * (1 + r))) / 2 / unit)


def multivariate_gaussian_entropy(cov: Numbers, *, base: Base = 2, validate: bool = True) -> Array:
    r"""Differential entropy of k jointly normal variables: :math:`\tfrac12 \log_b \det(2 \pi e \Sigma)`.

    Source: Cover and Thomas, theorem 8.4.1.

    Parameters
    ----------
    cov : list, NumPy array or PyTorch tensor
        Covariance matrices in the last two axes; axes before them are a batch.
    base, validate
        As for `entropy`; if not validated, ``cov`` may be asymmetric, and its lower triangle is used.

    Returns
    -------
    The same kind and dtype as ``cov``, without its last two axes.

    Raises
    ------
    NotADistributionError, ValueError
        If a matrix is not square, finite, symmetric and positive definite; ``base`` as for `entropy`.

    Examples
    --------
    >>> h = multivariate_gaussian_entropy([[[1.0, 0.0], [0.0, 1.0]], [[4.0, 0.0], [0.0, 16.0]]])
    >>> h[1] - h[0]  # one variable twice as wide, the other four times
    3.0
    """
    (c,), restore = ar.as_arrays({"cov": cov}, square=["cov"])
    log = ar.logarithm(base, c)
    root = _cholesky(c, "cov", validate=validate)
    constant = c.shape[-1] * math.log(2 * math.pi * math.e) / 2 / ar.nats(base)
    return restore(log(_diagonal(root)).sum(-1) + constant)


@ar.quietly  # a divergence too large for a float is inf
def multivariate_gaussian_kl(
    mu1: Numbers, cov1: Numbers, mu2: Numbers, cov2: Numbers, *, base: Base = 2, validate: bool = True
) -> Array:
    r"""Divergence of one joint normal distribution of k variables from another, D(1‖2).

    .. math:: D = \tfrac12 \log_b e \left[ \operatorname{tr}(\Sigma_2^{-1} \Sigma_1) - k
        + (\mu_2 - \mu_1)^\top \Sigma_2^{-1} (\mu_2 - \mu_1) \right]
        + \tfrac12 \log_b \frac{\det \Sigma_2}{\det \Sigma_1}

    Source: Kullback, *Information Theory and Statistics*, 1959, chapter 9, section 1.

    Parameters
    ----------
    mu1, cov1, mu2, cov2 : list, NumPy array or PyTorch tensor
        Mean vectors in the last axis and covariance matrices in the last two; axes before them broadcast.
    base, validate
        As for `multivariate_gaussian_entropy`.

    Returns
    -------
    The kind and dtype of the arguments, in the shape of the batch.

    Raises
    ------
    NotADistributionError, ValueError
        As for `multivariate_gaussian_entropy` and `gaussian_kl`.

    Examples
    --------
    >>> round(multivariate_gaussian_kl([1, 1], [[1, 0], [0, 1]], [0, 0], [[1, 0], [0, 1]], base="e"), 12)
    1.0
    """
    given = {"mu1": mu1, "cov1": cov1, "mu2": mu2, "cov2": cov2}
    arrays, restore = ar.as_arrays(given, square=["cov1", "cov2"])
    m1, c1, m2, c2 = arrays
    unit = ar.nats(base)
    root1, root2 = (_cholesky(c, name, validate=validate) for c, name in ((c1, "cov1"), (c2, "cov2")))
    for name, array in zip(given, arrays, strict=True):
        if array.shape[-1:] != c1.shape[-1:]:
            of = f"cov1 {tuple(c1.shape)} is of {c1.shape[-1]} variables"
            raise ValueError(f"{name} has shape {tuple(array.shape)}, but {of}")
        if validate and name.startswith("mu"):
            _require(array, name, *FINITE)
    _broadcast({"mu1": m1[..., 0], "cov1": c1[..., 0, 0], "mu2": m2[..., 0], "cov2": c2[..., 0, 0]})
    xp = ar.namespace(c1)
    # In coordinates in which distribution 2 is round the covariances differ by E, and the divergence is
    # (tr E - log det(1 + E) + shift^2) / 2 nats. The difference first: near equality nothing else is exact.
    one = _identity(root2)
    # torch.linalg.solve gives wrong derivatives under vmap(jacfwd), without a word.
    inverse = np.linalg.inv(root2) if xp is np else xp.linalg.solve_triangular(root2, one, upper=False)
    difference = inverse @ (ar.cast(c1, xp.float64) - ar.cast(c2, xp.float64)) @ inverse.mT
    shift = (inverse @ (ar.cast(m1, xp.float64) - ar.cast(m2, xp.float64))[..., None])[..., 0]
    gap = _diagonal(difference).sum(-1) - 2 * xp.log(_diagonal(root1) / _diagonal(root2)).sum(-1)
    near = (difference * difference).sum((-2, -1)) < 0.25  # so that no eigenvalue is beyond 1/2
    if ar.anywhere(near):
        gap = xp.where(near, _small_gap(xp.where(near[..., None, None], difference, 0.0)), gap)
    result = gap + (shift * shift).sum(-1)
    if ar.anywhere(~xp.isfinite(result)):
        unknown = xp.isnan(m1 - m2).any(-1) | xp.isnan(c1 - c2).any(-1).any(-1)
        result = xp.where(xp.isfinite(result), result, xp.where(unknown, math.nan, math.inf))
    return restore(result / 2 / unit, lost=-1)


def _small_gap(difference: Array) -> Array:
    """Return tr E - log det(1 + E) of a small symmetric E, as a sum of terms none of which is negative.

    Of the Cholesky root of 1 + E, whose diagonal squared is 1 + e, these are the squares below the diagonal,
    and e - log(1 + e). A sum over eigenvalues has no second derivative where they repeat.
    """
    xp = ar.namespace(difference)
    below = xp.tril(xp.linalg.cholesky(_identity(difference) + difference), -1)
    squares = (below * below).sum(-1)
    u = _diagonal(difference) - squares
    return (squares + minus_log(u, 1 + u)).sum(-1)


def _cholesky(cov: Array, name: str, *, validate: bool) -> Array:
    """Return the lower triangular root of ``cov``; raise an error unless it is a covariance matrix."""
    shape = tuple(cov.shape)
    if 0 in shape[-2:]:
        raise NotADistributionError(f"{name} is empty (shape {shape})")
    if len(shape) < 2 or shape[-1] != shape[-2]:
        raise ValueError(f"{name} has shape {shape}; a covariance matrix is square")
    if validate:
        _require(cov, name, *FINITE)
        if ar.anywhere(cov != cov.mT):
            _require(cov, name, *SYMMETRIC, of=_asymmetry(cov))
    xp = ar.namespace(cov)
    wide = ar.cast(cov, xp.float64)
    # Rounding leaves the least eigenvalue of dependent variables' correlations off 0: by 58 sqrt(k) epsilon
    # from 30,000 rows of float32 or float64, by 0.7 sqrt(k) of shorter floats, which are rounded only once.
    epsilon = float(xp.finfo(cov.dtype).eps)
    slack = (64 if epsilon < 1e-6 else 2) * math.sqrt(shape[-1]) * epsilon
    try:  # a root that is all rounding error would give any result at all: one is left without that error
        xp.linalg.cholesky(wide * (1 - slack * _identity(wide)))
        return xp.linalg.cholesky(wide)
    except xp.linalg.LinAlgError:
        what = f"{name} is not positive definite"
        if not ar.hides_values(wide):
            what = _explain_indefinite(ar.as_numpy(wide), name, slack, cov.dtype)
        raise NotADistributionError(what) from None


def _explain_indefinite(cov: np.ndarray[Any, Any], name: str, slack: float, dtype: object) -> str:
    """Name the matrix whose correlations are the least possible, and say what was probably done."""
    size = abs(_diagonal(cov)) ** 0.5
    size[size == 0] = 1
    least = np.linalg.eigvalsh(cov / size[..., None] / size[..., None, :])[..., 0]
    index = tuple(int(i) for i in np.unravel_index(np.argsort(least, axis=None)[0], least.shape))
    what = "no data have such a covariance"
    if not least[index] < -slack:
        what = "one variable is a linear function of the others, and the density infinite: leave it out "
        what += f"(singular to the precision of {str(dtype).removeprefix('torch.')})"
    value = np.linalg.eigvalsh(cov[index])[0]
    return f"{part(name, index)} is not positive definite (smallest eigenvalue {value:.3g}); {what}"


def _identity(matrix: Array) -> Array:
    return ar.namespace(matrix).eye(matrix.shape[-1], dtype=matrix.dtype, device=matrix.device)


def _diagonal(matrix: Array) -> Array:
    return matrix.diagonal(0, -2, -1)


def _asymmetry(cov: Array) -> Array:
    """Return by how much entries differ from those across the diagonal, less half the digits of the dtype."""
    size = abs(_diagonal(cov)) ** 0.5
    tolerance = ar.namespace(cov).finfo(cov.dtype).eps ** 0.5 * size[..., None] * size[..., None, :]
    return abs(cov - cov.mT) - tolerance


def _require(array: Array, name: str, fine: Callable[[Any], Any], cure: str, of: Array = None) -> None:
    """Raise an error that names the first entry of ``array`` that is not fine, or what is known ``of`` it."""
    of = array if of is None else of
    require(of, fine, lambda _, at: f"{part(name, at)} = {float(ar.as_numpy(array)[at])}; {cure}")


def _broadcast(arrays: dict[str, Array]) -> list[Array]:
    """Return the arrays in the shape that all broadcast to; raise ValueError if there is none."""
    try:
        return broadcast(*arrays.values())
    except (ValueError, RuntimeError):
        found = ", ".join(f"{name} {tuple(array.shape)}" for name, array in arrays.items())
        raise ValueError(f"these shapes do not broadcast: {found}") from None
