"""Ten million entries of float32 on any axis: every function that has one keeps six digits."""

from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

import infolib

Cases = dict[str, tuple[tuple[NDArray[Any], ...], NDArray[Any]]]


def cases(rows: int, columns: int) -> Cases:
    """Return each function's arguments, a distribution a row, and its result by the formula in float64."""
    rng = np.random.default_rng(2)
    weights = rng.random((rows, columns), dtype=np.float32) + np.float32(1e-3)
    scores = np.log(weights)
    p = (weights / weights.sum(1, keepdims=True, dtype=float)).astype(np.float32)
    q = p[:, ::-1].copy()
    classes = np.zeros(rows, dtype=int)
    exact = p.astype(float)
    log_p = np.log2(exact)
    entropy = -np.vecdot(exact, log_p)
    surprise = -np.vecdot(exact, log_p[:, ::-1])
    # D(p || m), which is that of its mirror image q, too.
    to_mean = -entropy - np.vecdot(exact, np.log2((exact + exact[:, ::-1]) / 2))
    softmax = weights / weights.sum(1, keepdims=True, dtype=float)  # the scores are logarithms of the weights
    return {
        "entropy": ((p,), entropy),
        "perplexity": ((p,), 2**entropy),
        "kl_divergence": ((p, q), surprise - entropy),
        "cross_entropy": ((p, q), surprise),
        "jensen_shannon_divergence": ((p, q), to_mean),
        "normalize": ((weights,), softmax),
        "softmax": ((scores,), softmax),
        "log_softmax": ((scores,), np.log(softmax)),
        "cross_entropy_from_logits": ((scores, classes), -np.log(softmax[:, 0])),
        "cross_entropy_from_logits to p": ((scores, p), -np.vecdot(exact, np.log(softmax))),
        "negative_log_likelihood": ((p, classes), -np.log(exact[:, 0])),
    }


@pytest.mark.parametrize(("rows", "columns"), [(1, 10_000_000), (10_000, 1_000), (1_000, 10_000)])
def test_ten_million_floats32_keep_six_digits_on_any_axis(rows: int, columns: int) -> None:
    for name, (arguments, expected) in cases(rows, columns).items():
        function = getattr(infolib, name.split()[0])
        turned = [np.ascontiguousarray(x.T) for x in arguments]
        results = [
            (function(*arguments, axis=1), expected),
            (function(*turned, axis=0), expected.T),
        ]
        if rows == 1:  # a sum so long is where PyTorch's own, in float32, loses digits
            tensors = [torch.from_numpy(x) for x in turned]
            results += [
                (function(*(x[0] for x in arguments), axis=0), expected[0]),
                (function(*(x[:, 0] if x.ndim == 2 else x[0] for x in tensors), axis=0).numpy(), expected[0]),
                (function(*tensors, axis=0).numpy(), expected.T),
            ]
        for result, right in results:
            assert result.dtype == np.float32
            assert abs(result / right - 1).max() < 1e-6, name
