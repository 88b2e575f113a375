"""Hypothesis strategies for distributions, and settings that make every run the same run."""

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from numpy.typing import NDArray

reproducible = settings(derandomize=True, deadline=None, max_examples=100)

bases = st.sampled_from([2, "e", 10, 3, 1.5])
weights = st.one_of(st.just(0.0), st.floats(1e-12, 1.0), st.just(5e-324))


@st.composite
def distributions(draw: st.DrawFn, size: int | None = None, max_size: int = 12) -> NDArray[np.float64]:
    """One distribution, with zeros and very small probabilities among its entries."""
    size = size or draw(st.integers(1, max_size))
    drawn = draw(npst.arrays(float, size, elements=weights))
    drawn[draw(st.integers(0, size - 1))] += 1.0  # never all zero
    return drawn / drawn.sum()


@st.composite
def batches(draw: st.DrawFn) -> NDArray[np.float64]:
    """Several distributions of the same length, one a row."""
    size = draw(st.integers(1, 6))
    return np.stack(draw(st.lists(distributions(size=size), min_size=1, max_size=5)))
