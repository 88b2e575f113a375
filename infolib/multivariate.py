"""Several jointly normal variables by their closed forms: entropy and divergence."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from infolib._backend import Array, ArrayLike, as_numpy, float64, namespace
from infolib._explain import part
from infolib._log_ratio import minus_log1p
from infolib._parameters import FINITE, is_finite, require, require_broadcast, take_in_all
from infolib._units import logarithm, nats
from infolib.errors import NotADistributionError

__all__ = ["multivariate_gaussian_entropy", "multivariate_gaussian_kl"]

EPSILON = float(np.finfo(float).eps)


def multivariate_gaussian_entropy(cov: ArrayLike, *, base: float | str = 2, validate: bool = True) -> Array:
    r"""Differential entropy of k jointly normal variables: :math:`\tfrac12 \log_b \det(2 \pi e \Sigma)`.

    Parameters
    ----------
    cov : list, NumPy array or PyTorch tensor
        Covariance matrices in the last two axes; axes before them are a batch.
    base : float or "e"
        Base of the logarithm, which sets the unit: 2 for bits, ``math.e`` or "e" for nats, 10 for hartleys.
    validate : bool
        False skips the check that ``cov`` is finite and symmetric; its lower triangle is then used.

    Returns
    -------
    The same kind and dtype as ``cov``, without its last two axes.

    Raises
    ------
    NotADistributionError
        If ``cov`` is empty or not made of real numbers, an entry is NaN or infinite, or a matrix is not
        symmetric or not positive definite; the message says where and why.
    ValueError
        If ``base`` is not a finite number above 1 or ``cov`` is not square.

    Examples
    --------
    Two independent variables, with standard deviations 2 and 4 instead of 1: one bit more, and two:

    >>> h = multivariate_gaussian_entropy([[[1.0, 0.0], [0.0, 1.0]], [[4.0, 0.0], [0.0, 16.0]]])
    >>> h[1] - h[0]
    3.0

    References
    ----------
    Cover and Thomas, *Elements of Information Theory*, 2nd ed., theorem 8.4.1.
    """
    (c,), give_back = take_in_all(cov=cov)
    log = logarithm(base, c)
    root = _cholesky(c, "cov", validate=validate)
    constant = c.shape[-1] * math.log(2 * math.pi * math.e) / 2 / nats(base)
    return give_back(log(_diagonal(root)).sum(-1) + constant)


def multivariate_gaussian_kl(
    mu1: ArrayLike,
    cov1: ArrayLike,
    mu2: ArrayLike,
    cov2: ArrayLike,
    *,
    base: float | str = 2,
    validate: bool = True,
) -> Array:
    r"""Divergence of one joint normal distribution of k variables from another, D(1‖2).

    .. math:: D = \tfrac12 \log_b e \left[ \operatorname{tr}(\Sigma_2^{-1} \Sigma_1) - k
        + (\mu_2 - \mu_1)^\top \Sigma_2^{-1} (\mu_2 - \mu_1) \right]
        + \tfrac12 \log_b \frac{\det \Sigma_2}{\det \Sigma_1}

    Parameters
    ----------
    mu1, mu2 : list, NumPy array or PyTorch tensor
        Mean vectors in the last axis; axes before it are batches that broadcast.
    cov1, cov2 : list, NumPy array or PyTorch tensor
        Covariance matrices in the last two axes; axes before them are batches that broadcast.
    base : float or "e"
        Base of the logarithm, which sets the unit: 2 for bits, ``math.e`` or "e" for nats, 10 for hartleys.
    validate : bool
        False skips the checks that all is finite and that the matrices are symmetric.

    Returns
    -------
    The kind and dtype of the arguments, in the shape of the batch.

    Raises
    ------
    NotADistributionError
        If a covariance is refused by `multivariate_gaussian_entropy`, or a mean is NaN or infinite.
    ValueError
        If ``base`` is not a finite number above 1, the shapes do not match, or the arguments are of different
        libraries or devices.

    Examples
    --------
    A mean that is off by one standard deviation in each of two directions costs 1/2 nat twice:

    >>> round(multivariate_gaussian_kl([1, 1], [[1, 0], [0, 1]], [0, 0], [[1, 0], [0, 1]], base="e"), 12)
    1.0

    References
    ----------
    Kullback, *Information Theory and Statistics*, 1959, chapter 9, section 1.
    """
    (m1, c1, m2, c2), give_back = take_in_all(mu1=mu1, cov1=cov1, mu2=mu2, cov2=cov2)
    unit = nats(base)
    root1, root2 = (_cholesky(c, name, validate=validate) for c, name in ((c1, "cov1"), (c2, "cov2")))
    _require_vectors({"cov1": c1, "mu1": m1, "cov2": c2, "mu2": m2}, validate=validate)
    xp = namespace(c1)
    # In coordinates in which distribution 2 is round the covariances differ by E, and the divergence is
    # (tr E - log det(1 + E) + shift^2) / 2 nats. The difference first: near equality nothing else is exact.
    with np.errstate(over="ignore", invalid="ignore"):  # a divergence too large for a float is inf
        half = xp.linalg.solve(root2, float64(c1) - float64(c2))
        difference = xp.linalg.solve(root2, half.mT)
        shift = xp.linalg.solve(root2, (float64(m1) - float64(m2))[..., None])[..., 0]
        squares = (shift * shift).sum(-1)
        fits = is_finite(difference).all(-1).all(-1) & ~xp.isnan(squares)
        unknown = xp.isnan(m1 + m2).any(-1) | xp.isnan(c1 + c2).any(-1).any(-1)
        difference = xp.where(fits[..., None, None], (difference + difference.mT) / 2, 0.0)
    eigenvalues = xp.linalg.eigvalsh(difference)
    log_det = 2 * (xp.log(_diagonal(root1)) - xp.log(_diagonal(root2))).sum(-1)
    near = (abs(eigenvalues) < 0.5).all(-1)
    small = xp.where(near[..., None], eigenvalues, 0.0)
    gap = xp.where(near, minus_log1p(small, xp).sum(-1), eigenvalues.sum(-1) - log_det)
    return give_back(xp.where(fits, gap + squares, xp.where(unknown, math.nan, math.inf)) / 2 / unit)


def _require_vectors(arrays: dict[str, Array], *, validate: bool) -> None:
    """Raise an error unless means and covariances are of as many variables, and finite."""
    k = arrays["cov1"].shape[-1]
    for name, array in arrays.items():
        shape = tuple(array.shape)
        if shape[-1:] != (k,):
            raise ValueError(
                f"{name} has shape {shape}, but cov1 {tuple(arrays['cov1'].shape)} is of {k} variables"
            )
        if validate and name.startswith("mu"):
            require(is_finite, array, name, FINITE)
    require_broadcast(
        {name: a.shape[:-1] if name.startswith("mu") else a.shape[:-2] for name, a in arrays.items()}
    )


def _cholesky(cov: Array, name: str, *, validate: bool) -> Array:
    """Return the lower triangular root of ``cov``; raise an error unless it is a covariance matrix."""
    shape = tuple(cov.shape)
    if len(shape) < 2 or shape[-1] != shape[-2]:
        raise ValueError(f"{name} has shape {shape}; a covariance matrix is square")
    xp = namespace(cov)
    if validate:
        require(is_finite, cov, name, FINITE)
        require(_is_symmetric, cov, name, "the entry across the diagonal differs from it")
    wide = float64(cov)
    try:
        root = xp.linalg.cholesky(wide)
    except xp.linalg.LinAlgError:
        root = None
    # A pivot that is all rounding error would give any result at all.
    if root is None or (_diagonal(root) ** 2 <= 4 * shape[-1] * EPSILON * _diagonal(wide)).any():
        raise NotADistributionError(_explain_indefinite(as_numpy(wide), name))
    return root


def _is_symmetric(cov: Array) -> Array:
    """Tell which entries equal those across the diagonal, but for half the digits of the dtype."""
    size = abs(_diagonal(cov)) ** 0.5
    tolerance = namespace(cov).finfo(cov.dtype).eps ** 0.5 * size[..., None] * size[..., None, :]
    return abs(cov - cov.mT) <= tolerance


def _explain_indefinite(cov: np.ndarray[Any, Any], name: str) -> str:
    values = np.linalg.eigvalsh(cov)
    relative = values[..., 0] / np.maximum(abs(values).max(-1), np.finfo(float).tiny)
    index = tuple(int(i) for i in np.unravel_index(relative.argmin(), relative.shape))
    what = (
        "no data have such a covariance"
        if relative[index] < -1e-12
        else ("one variable is a linear function of the others, and the density infinite: leave it out")
    )
    return (
        f"{part(name, index)} is not positive definite (smallest eigenvalue {values[index][0]:.3g}); {what}"
    )


def _diagonal(matrix: Array) -> Array:
    return matrix.diagonal(0, -2, -1)
