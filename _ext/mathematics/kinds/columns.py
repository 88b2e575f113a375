"""Random columns of numbers with a density, and the columns and matrices beside them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from mathematics import densities
from mathematics.densities import Density
from mathematics.kinds.densities import family, named, sloping
from mathematics.kinds.drawing import Draw, kind

__all__: list[str] = []  # importing the module makes its kinds known


def covariance(draw: Draw, k: int) -> np.ndarray:
    """Draw a positive definite matrix: any, or that of uncorrelated entries."""
    root = draw.rng.normal(size=(k, k)) + np.eye(k)
    found = root @ root.T + 0.1 * np.eye(k)
    return np.diag(np.diag(found)) if draw.edge(0.2) else found


@kind(
    r"a (?P<shape>bell|column) in (?P<new_size>\S+) dimensions? with the density (?P<new_density>\S+),"
    r" the mean (?P<new_mean>\S+) and the covariance (?P<new_covariance>\S+)"
)
def columns(draw: Draw) -> dict[str, Any]:
    """Draw a random column of numbers: a bell, or a mixture of independent numbers that are no bells."""
    k = draw.choose(1, 2, 3) if draw.words["shape"] == "bell" else draw.choose(1, 2)
    mean, sigma = draw.rng.normal(size=k), covariance(draw, k)
    if draw.words["shape"] == "bell" or draw.edge(0.4):
        f = densities.gaussian(mean, sigma)
    else:
        root3, laplace = math.sqrt(3), family("Laplace", 0.0, math.sqrt(0.5))
        parts = [draw.choose(sloping(-root3, root3, 0.0), laplace) for _ in range(k)]
        f = densities.column(parts, mean, np.linalg.cholesky(sigma))
    words = draw.words
    return named(
        draw, f, **{words["new_size"]: k, words["new_mean"]: mean[:, None], words["new_covariance"]: sigma}
    )


@kind(
    r"the density of a bell like (?P<like>\S+) with the mean (?P<new_mean>\S+)"
    r" and the covariance (?P<new_covariance>\S+)"
)
def other_columns(draw: Draw) -> dict[str, Any]:
    f: Density = draw.find(draw.words["like"])
    k = f.points[0].shape[1]
    mean = np.asarray(draw.rng.normal(size=k))
    sigma = covariance(draw, k)
    if draw.edge(0.2):  # the same bell
        shares = (f.weights * f.values)[:, None, None]
        centre = np.asarray((shares * f.points[0]).sum(axis=0))
        apart = f.points[0] - centre
        mean, sigma = centre[:, 0], np.asarray((shares * apart @ apart.transpose(0, 2, 1)).sum(axis=0))
    g = densities.gaussian(mean, sigma)
    return {draw.names[0]: g, draw.words["new_mean"]: mean[:, None], draw.words["new_covariance"]: sigma}


@kind(
    r"blocks of a bell with the density (?P<new_density>\S+) and the covariances (?P<new_first>\S+),"
    r" (?P<new_second>\S+) and (?P<new_whole>\S+)"
)
def blocks(draw: Draw) -> dict[str, Any]:
    k, m = draw.choose((1, 1), (1, 2), (2, 1))
    sigma = covariance(draw, k + m)
    f = densities.gaussian(draw.rng.normal(size=k + m), sigma, ("X", "Y"), (k, m))
    words = draw.words
    parts = {words["new_first"]: sigma[:k, :k], words["new_second"]: sigma[k:, k:], words["new_whole"]: sigma}
    return named(draw, f, **parts)


@kind(
    r"(?:an? (?P<one>invertible|symmetric) matrix|(?P<many>invertible|symmetric) matrices) like (?P<like>\S+)"
)
def matrices(draw: Draw) -> dict[str, Any]:
    k = len(draw.find(draw.words["like"]))
    found = {name: draw.rng.normal(size=(k, k)) + 0.5 * np.eye(k) for name in draw.names}
    symmetric = "symmetric" in draw.words.values()
    return {name: each + each.T if symmetric else each for name, each in found.items()}


@kind(r"(?:a column|columns) like (?P<like>\S+)")
def column_like(draw: Draw) -> dict[str, Any]:
    k = len(draw.find(draw.words["like"]))
    return {name: draw.rng.normal(size=(k, 1)) for name in draw.names}
