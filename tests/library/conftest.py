"""Each kind of input that the library takes."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

collect_ignore = ["bench.py", "bench_cases.py", "bench_peers.py"]  # a program, not a test


@pytest.fixture(params=["list", "numpy", "torch"])
def xp(request: pytest.FixtureRequest) -> Callable[[Any], Any]:
    """Turn a list into each kind of input; floats are float64, whole numbers stay whole."""
    kinds: dict[str, Callable[[Any], Any]] = {
        "list": lambda x: x,
        "numpy": np.asarray,
        "torch": lambda x: torch.from_numpy(np.asarray(x)),
    }
    return kinds[request.param]
