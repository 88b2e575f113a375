"""Accuracy against mpmath with 50 digits: 1e-15 of the largest term on ordinary input, six digits on hard."""

import numpy as np
import pytest
import torch
from accuracy import CASES, Case, error

import infolib


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.measure}, {case.sort}")
@pytest.mark.parametrize("library", ["NumPy", "PyTorch"])
def test_the_digits_promised_are_kept(case: Case, library: str) -> None:
    measure = getattr(infolib, case.measure)
    wrap = torch.as_tensor if library == "PyTorch" else np.asarray
    worst = error(case, lambda *x: measure(*map(wrap, x)), trials=3 if "1000" in case.sort else 20)
    assert worst <= case.bound
