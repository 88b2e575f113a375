"""Normal variables, one or several, by closed forms: entropy, divergence and mutual information."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from infolib import _arrays as ar
from infolib._arrays import Array, Base, Numbers
from infolib._reduce import broadcast, in_blocks, minus_log1p
from infolib.distribution import smallest
from infolib.errors import NotADistributionError, first, part

FINITE = "it must be finite"
POSITIVE = "a standard deviation is positive and finite (for a log-variance v it is exp(v / 2))"

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
    NotADistributionError
        If ``sigma`` is not made of real numbers, or an entry is NaN, infinite, 0 or negative.
    ValueError
        If ``base`` is not a finite number above 1.

    Examples
    --------
    Twice as wide is one bit more:

    >>> gaussian_entropy(2.0) - gaussian_entropy(1.0)
    1.0
    """
    (s,), restore = ar.as_arrays({"sigma": sigma})
    log = ar.logarithm(base, s)
    if validate:
        _require(s, "sigma", _is_positive, POSITIVE)
    s = ar.widened(s)
    return restore(log(s) + math.log(2 * math.pi * math.e) / 2 / ar.nats(base))


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
        Means and standard deviations (not variances), of shapes that broadcast. Lists and numbers may stand
        beside arrays, but not NumPy arrays beside tensors.
    base, validate
        As for `entropy`.

    Returns
    -------
    The kind and dtype of the arguments, in the shape that they broadcast to.

    Raises
    ------
    NotADistributionError
        If a mean is NaN or infinite, or a standard deviation is refused by `gaussian_entropy`.
    ValueError
        If ``base`` is not a finite number above 1, the shapes do not broadcast, or the arguments are of
        different libraries or devices.

    Examples
    --------
    A mean that is two standard deviations off costs :math:`2^2 / 2` nats:

    >>> gaussian_kl(0.0, 1.0, 2.0, 1.0, base="e")
    2.0
    """
    given = {"mu1": mu1, "sigma1": sigma1, "mu2": mu2, "sigma2": sigma2}
    arrays, restore = ar.as_arrays(given)
    named = dict(zip(given, arrays, strict=True))
    unit = ar.nats(base)
    _require_broadcast({name: array.shape for name, array in named.items()})
    result = in_blocks(lambda *arrays: _divergence(*arrays) / unit, broadcast(*arrays))
    # No argument that is NaN or infinite leaves a finite result: one look at it saves looks at all of them.
    if validate and not (
        smallest(arrays[1]) > 0 and smallest(arrays[3]) > 0 and _is_finite(ar.look(result)[0]).all()
    ):
        for name, array in named.items():
            _require(
                array, name, *((_is_finite, FINITE) if name.startswith("mu") else (_is_positive, POSITIVE))
            )
    return restore(result)


@ar.quietly
def _divergence(m1: Array, s1: Array, m2: Array, s2: Array) -> Array:
    """Return the divergence in nats, as a sum of three terms none of which is negative.

    With u = s1/s2 - 1 they are u^2/2, u - log(1 + u) and shift^2/2. In the formula above, the logarithm, the
    ratio and 1/2 cancel where u is small.
    """
    m1, s1, m2, s2 = map(ar.widened, (m1, s1, m2, s2))
    xp = ar.namespace(s1)
    u, shift = (s1 - s2) / s2, (m1 - m2) / s2
    clipped = u.clip(-0.5, HUGE)
    far = u != clipped  # 1 + u has lost digits of s1/s2, or all
    gap = minus_log1p(clipped)
    if ar.anywhere(far):
        ratio = s1 / s2
        log_ratio = xp.log(ratio)
        if ar.hides_values(ratio) or not (ratio.min() > 1 / HUGE and ratio.max() < HUGE):
            extreme = (ratio < 1 / HUGE) | (ratio > HUGE)
            log_ratio = xp.where(extreme, xp.log(s1) - xp.log(s2), xp.log(xp.where(extreme, 1.0, ratio)))
        gap = xp.where(far, u - log_ratio, gap)
    return u * u / 2 + gap + shift * shift / 2


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
    NotADistributionError
        If ``rho`` is not made of real numbers, or an entry is NaN, -1 or less, or 1 or more.
    ValueError
        If ``base`` is not a finite number above 1.

    Examples
    --------
    With three quarters of the variance of Y explained by X, half its standard deviation is left: one bit.

    >>> round(gaussian_mutual_information(0.75**0.5), 12)
    1.0
    """
    (r,), restore = ar.as_arrays({"rho": rho})
    unit = ar.nats(base)
    if validate:
        cure = "a correlation is between -1 and 1; at either end the information is infinite"
        _require(r, "rho", lambda r: abs(r) < 1, cure)
    r = ar.widened(r)
    xp = ar.namespace(r)
    # Near 0, 1 - rho^2 would round away rho^2; near 1, rho^2 would round away 1 - rho.
    log = xp.where(abs(r) < 0.5, xp.log1p(-r * r), xp.log((1 - r) * (1 + r)))
    return restore(-log / 2 / unit)


def multivariate_gaussian_entropy(cov: Numbers, *, base: Base = 2, validate: bool = True) -> Array:
    r"""Differential entropy of k jointly normal variables: :math:`\tfrac12 \log_b \det(2 \pi e \Sigma)`.

    Source: Cover and Thomas, theorem 8.4.1.

    Parameters
    ----------
    cov : list, NumPy array or PyTorch tensor
        Covariance matrices in the last two axes; axes before them are a batch.
    base
        As for `entropy`.
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
    mu1, mu2 : list, NumPy array or PyTorch tensor
        Mean vectors in the last axis; axes before it are batches that broadcast.
    cov1, cov2 : list, NumPy array or PyTorch tensor
        Covariance matrices in the last two axes; axes before them are batches that broadcast.
    base
        As for `entropy`.
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
        As for `gaussian_kl`.

    Examples
    --------
    A mean that is off by one standard deviation in each of two directions costs 1/2 nat twice:

    >>> round(multivariate_gaussian_kl([1, 1], [[1, 0], [0, 1]], [0, 0], [[1, 0], [0, 1]], base="e"), 12)
    1.0
    """
    given = {"mu1": mu1, "cov1": cov1, "mu2": mu2, "cov2": cov2}
    (m1, c1, m2, c2), restore = ar.as_arrays(given, square=["cov1", "cov2"])
    unit = ar.nats(base)
    root1, root2 = (_cholesky(c, name, validate=validate) for c, name in ((c1, "cov1"), (c2, "cov2")))
    _require_vectors({"cov1": c1, "mu1": m1, "cov2": c2, "mu2": m2}, validate=validate)
    xp = ar.namespace(c1)
    # In coordinates in which distribution 2 is round the covariances differ by E, and the divergence is
    # (tr E - log det(1 + E) + shift^2) / 2 nats. The difference first: near equality nothing else is exact.
    half = _solve(root2, ar.cast(c1, xp.float64) - ar.cast(c2, xp.float64))
    difference = _solve(root2, half.mT)
    shift = _solve(root2, (ar.cast(m1, xp.float64) - ar.cast(m2, xp.float64))[..., None])[..., 0]
    squares = (shift * shift).sum(-1)
    fits = _is_finite(difference).all(-1).all(-1) & ~xp.isnan(squares)
    unknown = xp.isnan(m1 + m2).any(-1) | xp.isnan(c1 + c2).any(-1).any(-1)
    difference = xp.where(fits[..., None, None], (difference + difference.mT) / 2, 0.0)
    log_det = 2 * (xp.log(_diagonal(root1)) - xp.log(_diagonal(root2))).sum(-1)
    near = (difference * difference).sum((-2, -1)) < 0.25  # so that no eigenvalue is beyond 1/2
    small = xp.where(near[..., None, None], difference, 0.0)
    gap = xp.where(near, _small_gap(small), _diagonal(difference).sum(-1) - log_det)
    return restore(xp.where(fits, gap + squares, xp.where(unknown, math.nan, math.inf)) / 2 / unit, lost=-1)


def _solve(root: Array, b: Array) -> Array:
    """Return root^-1 b of a lower triangular root."""
    if ar.namespace(root) is np:
        return np.linalg.solve(root, b)
    # torch.linalg.solve gives wrong derivatives under vmap(jacfwd), without a word.
    return ar.namespace(root).linalg.solve_triangular(root, b, upper=False)


def _small_gap(difference: Array) -> Array:
    """Return tr E - log det(1 + E) of a small symmetric E, as a sum of terms none of which is negative.

    Of the Cholesky root of 1 + E, whose diagonal squared is 1 + e, these are the squares below the diagonal,
    and e - log(1 + e). A sum over eigenvalues has no second derivative where they repeat.
    """
    xp = ar.namespace(difference)
    below = xp.tril(xp.linalg.cholesky(_identity(difference) + difference), -1)
    squares = (below * below).sum(-1)
    return (squares + minus_log1p(_diagonal(difference) - squares)).sum(-1)


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
            _require(array, name, _is_finite, FINITE)
    _require_broadcast(
        {name: a.shape[:-1] if name.startswith("mu") else a.shape[:-2] for name, a in arrays.items()}
    )


def _cholesky(cov: Array, name: str, *, validate: bool) -> Array:
    """Return the lower triangular root of ``cov``; raise an error unless it is a covariance matrix."""
    shape = tuple(cov.shape)
    if 0 in shape[-2:]:
        raise NotADistributionError(f"{name} is empty (shape {shape})")
    if len(shape) < 2 or shape[-1] != shape[-2]:
        raise ValueError(f"{name} has shape {shape}; a covariance matrix is square")
    xp = ar.namespace(cov)
    if validate:
        _require(cov, name, _is_finite, FINITE)
        _require(cov, name, _is_symmetric, "the entry across the diagonal differs from it")
    wide = ar.cast(cov, xp.float64)
    slack = _slack(cov)
    try:  # a root that is all rounding error would give any result at all: one is left without that error
        xp.linalg.cholesky(wide * (1 - slack * _identity(wide)))
        root = xp.linalg.cholesky(wide)
    except xp.linalg.LinAlgError:
        if ar.hides_values(wide):
            raise NotADistributionError(f"{name} is not positive definite") from None
        precision = str(cov.dtype).removeprefix("torch.")
        raise NotADistributionError(_explain_indefinite(ar.as_numpy(wide), name, slack, precision)) from None
    return root


def _slack(cov: Array) -> float:
    """Return how far from 0 rounding leaves the smallest eigenvalue of dependent variables' correlations.

    Float32 and float64 round at each addition: 30,000 rows of data leave up to 58 sqrt(k) rounding errors.
    Shorter floats are added up in float32 and rounded once, which leaves 0.7 sqrt(k).
    """
    epsilon = float(ar.namespace(cov).finfo(cov.dtype).eps)
    return (64 if epsilon < 1e-6 else 2) * math.sqrt(cov.shape[-1]) * epsilon


def _identity(matrix: Array) -> Array:
    return ar.namespace(matrix).eye(matrix.shape[-1], dtype=matrix.dtype, device=matrix.device)


def _is_symmetric(cov: Array) -> Array:
    """Tell which entries equal those across the diagonal, but for half the digits of the dtype."""
    size = abs(_diagonal(cov)) ** 0.5
    tolerance = ar.namespace(cov).finfo(cov.dtype).eps ** 0.5 * size[..., None] * size[..., None, :]
    return abs(cov - cov.mT) <= tolerance


def _explain_indefinite(cov: np.ndarray[Any, Any], name: str, slack: float, precision: str) -> str:
    values = np.linalg.eigvalsh(cov)
    relative = values[..., 0] / np.maximum(abs(values).max(-1), np.finfo(float).tiny)
    size = abs(_diagonal(cov)) ** 0.5
    size = np.where(size == 0, 1.0, size)
    smallest_correlation = np.linalg.eigvalsh(cov / size[..., None] / size[..., None, :])[..., 0]
    worst = np.lexsort((relative.ravel(), smallest_correlation.ravel()))[0]
    index = tuple(int(i) for i in np.unravel_index(worst, relative.shape))
    what = (
        "no data have such a covariance"
        if smallest_correlation[index] < -slack
        else "one variable is a linear function of the others, and the density infinite: leave it out "
        f"(singular to the precision of {precision})"
    )
    return (
        f"{part(name, index)} is not positive definite (smallest eigenvalue {values[index][0]:.3g}); {what}"
    )


def _diagonal(matrix: Array) -> Array:
    return matrix.diagonal(0, -2, -1)


@ar.reads_values
def _require(array: Array, name: str, fine: Callable[[Array], Array], cure: str) -> None:
    """Raise an error that names the first entry of ``array`` that is not ``fine``."""
    (values,) = ar.look(array)
    if not fine(values).all():
        values = ar.as_numpy(values)
        index = first(~fine(values))
        raise NotADistributionError(f"{part(name, index)} = {float(values[index])}; {cure}")


def _is_finite(x: Array) -> Array:
    """Tell which entries are neither NaN nor infinite."""
    return abs(x) < math.inf


def _is_positive(x: Array) -> Array:
    return (x > 0) & _is_finite(x)


def _require_broadcast(shapes: dict[str, tuple[int, ...]]) -> tuple[int, ...]:
    """Return the shape that all broadcast to; raise ValueError if there is none."""
    shape, *others = shapes.values()
    if all(other == shape for other in others):  # NumPy takes 5 µs to tell
        return tuple(shape)
    try:
        return np.broadcast_shapes(*shapes.values())
    except ValueError:
        found = ", ".join(f"{name} {tuple(shape)}" for name, shape in shapes.items())
        raise ValueError(f"these shapes do not broadcast: {found}") from None
