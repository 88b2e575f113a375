"""What tests draw: distributions, tables, logits, covariances."""

import math

import numpy as np
from hypothesis import assume
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from numpy.typing import NDArray

Distribution = NDArray[np.float64]
Table = NDArray[np.float64]
Logits = NDArray[np.float64]
Matrix = NDArray[np.float64]

bases = st.sampled_from([2, "e", 10, 3, 1.5])
weights = st.one_of(st.just(0.0), st.floats(1e-12, 1.0), st.just(5e-324))
scores = st.one_of(st.floats(-30, 30), st.floats(-700, 700), st.sampled_from([-math.inf, 0.0, -745.0]))
means = st.floats(-100, 100)
sigmas = st.floats(1e-3, 1e3)
sizes = st.integers(1, 5)
seeds = st.integers(0, 2**32 - 1)


@st.composite
def distributions(
    draw: st.DrawFn,
    size: int | None = None,
    max_size: int = 12,
    elements: st.SearchStrategy[float] = weights,
) -> Distribution:
    """One distribution, with zeros and very small probabilities among its entries unless told."""
    size = size or draw(st.integers(1, max_size))
    drawn = draw(npst.arrays(float, size, elements=elements))
    drawn[draw(st.integers(0, size - 1))] += 1.0  # never all zero
    return drawn / drawn.sum()


@st.composite
def batches(draw: st.DrawFn) -> Distribution:
    """Several distributions of the same length, one a row."""
    size = draw(st.integers(1, 6))
    return np.stack(draw(st.lists(distributions(size=size), min_size=1, max_size=5)))


@st.composite
def pairs(draw: st.DrawFn, max_size: int = 8) -> tuple[Distribution, Distribution]:
    """Two distributions over the same outcomes."""
    size = draw(st.integers(1, max_size))
    return draw(distributions(size=size)), draw(distributions(size=size))


@st.composite
def tables(draw: st.DrawFn, max_side: int = 4) -> Table:
    """One joint distribution, with zeros, whole zero rows and very small probabilities."""
    rows, columns = draw(st.integers(1, max_side)), draw(st.integers(1, max_side))
    return draw(distributions(size=rows * columns)).reshape(rows, columns)


@st.composite
def table_batches(draw: st.DrawFn) -> Table:
    """Several joint distributions of one shape."""
    rows, columns = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    drawn = draw(st.lists(distributions(size=rows * columns), min_size=1, max_size=4))
    return np.stack(drawn).reshape(-1, rows, columns)


@st.composite
def logits(draw: st.DrawFn, size: int | None = None) -> Logits:
    """One row of logits: ordinary, large and impossible ones, at least one possible."""
    z = draw(npst.arrays(float, size or draw(st.integers(1, 9)), elements=scores))
    assume((z > -math.inf).any())
    return z


def covariance(seed: int, k: int) -> Matrix:
    """Return a covariance of k variables, well away from singular."""
    root = np.random.default_rng(seed).normal(size=(k, k))
    return root @ root.T + 0.1 * np.eye(k)
