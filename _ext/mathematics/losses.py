r"""PyTorch's own functions, as meanings of its names in formulas: ``\texttt{cross\_entropy.none}(z, y, w)``.

Classes are counted from 1 in a formula, and from 0 in PyTorch; they stand in axis 1 of the logits.
"""

from __future__ import annotations

import itertools
import warnings
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import scipy  # its parts load when they are asked for

__all__ = ["LOSSES", "best_answer", "best_score"]


@cache
def _torch() -> Any:
    """Import PyTorch, which takes seconds, when a formula first needs it; threads only slow small tensors."""
    import torch

    torch.set_num_threads(1)
    return torch


def _tensor(value: Any) -> Any:
    return _torch().as_tensor(np.asarray(value, dtype=float))


def _classes(value: Any) -> Any:
    return _tensor(value).long() - 1


def _functional() -> Any:
    return _torch().nn.functional


def _given(result: Any) -> Any:
    return result.detach().numpy()[()]


def nll_loss(x: Any, y: Any, weights: Any = None, *, reduction: str) -> Any:
    weight = None if weights is None else _tensor(weights)
    return _given(_functional().nll_loss(_tensor(x), _classes(y), weight=weight, reduction=reduction))


def cross_entropy(z: Any, y: Any, weights: Any = None, smoothing: float = 0.0, *, reduction: str) -> Any:
    """Take classes, or distributions, which have as many axes as the logits."""
    target = _tensor(y) if np.ndim(y) == np.ndim(z) else _classes(y)
    weight = None if weights is None else _tensor(weights)
    return _given(
        _functional().cross_entropy(
            _tensor(z), target, weight=weight, label_smoothing=smoothing, reduction=reduction
        )
    )


def kl_div(x: Any, t: Any, *, reduction: str) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of "mean"
        return _given(_functional().kl_div(_tensor(x), _tensor(t), reduction=reduction))


def binary_cross_entropy(q: Any, y: Any, *, reduction: str) -> Any:
    return _given(_functional().binary_cross_entropy(_tensor(q), _tensor(y), reduction=reduction))


def binary_cross_entropy_with_logits(z: Any, y: Any, weight: Any = None, *, reduction: str) -> Any:
    function = _functional().binary_cross_entropy_with_logits
    pos_weight = None if weight is None else _tensor(weight)
    return _given(function(_tensor(z), _tensor(y), pos_weight=pos_weight, reduction=reduction))


def gaussian_nll_loss(mean: Any, y: Any, variance: Any, *, reduction: str) -> Any:
    mean, y, variance = map(_tensor, (mean, y, variance))
    return _given(_functional().gaussian_nll_loss(mean, y, variance, reduction=reduction))


def poisson_nll_loss(x: Any, n: Any, *, reduction: str) -> Any:
    return _given(_functional().poisson_nll_loss(_tensor(x), _tensor(n), reduction=reduction))


def log_softmax(z: Any) -> Any:
    """Take the logarithms of softmax along the axis of the classes."""
    return scipy.special.log_softmax(z, axis=min(1, np.ndim(z) - 1))


def sigmoid(z: Any) -> Any:
    return _given(_tensor(z).sigmoid())


def one_hot(y: Any, k: Any) -> Any:
    return _given(_functional().one_hot(_classes(y), int(k)).double())


def _with(function: Callable[..., Any], reduction: str) -> Callable[..., Any]:
    return lambda *arguments: function(*arguments, reduction=reduction)


def _latex(function: Callable[..., Any], reduction: str = "") -> str:
    return function.__name__.replace("_", r"\_") + (f".{reduction}" if reduction else "")


LOSSES: dict[str, Callable[..., Any]] = {
    **{_latex(function): function for function in (log_softmax, sigmoid, one_hot)},
    **{
        _latex(function, reduction): _with(function, reduction)
        for function, reduction in itertools.product(
            (
                nll_loss,
                cross_entropy,
                kl_div,
                binary_cross_entropy,
                binary_cross_entropy_with_logits,
                gaussian_nll_loss,
                poisson_nll_loss,
            ),
            ("none", "sum", "mean", "batchmean"),
        )
    },
}


# -- what a loss wants: where PyTorch's own gradient of the expected loss is 0


def best_answer(p: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return the distribution with the smallest cross-entropy under the weights, if p is the truth."""
    torch = _torch()

    def slope(z: np.ndarray) -> np.ndarray:
        scores = torch.tensor([0.0, *z], dtype=torch.float64, requires_grad=True)
        loss = _functional().cross_entropy(scores[None], _tensor(p)[None], weight=_tensor(weights))
        (found,) = torch.autograd.grad(loss, scores)
        return np.asarray(found[1:])

    z = np.array([0.0, *scipy.optimize.root(slope, np.zeros(len(p) - 1), tol=1e-13).x])
    powers = np.exp(z - z.max())
    return np.asarray(powers / powers.sum())


def best_score(p: float, weight: float) -> float:
    """Return the score of a yes with the smallest expected loss under ``pos_weight``."""
    torch = _torch()

    def slope(z: float) -> float:
        score = torch.tensor(z, dtype=torch.float64, requires_grad=True)
        loss = _functional().binary_cross_entropy_with_logits(score, _tensor(p), pos_weight=_tensor(weight))
        return float(torch.autograd.grad(loss, score)[0])

    return float(scipy.optimize.brentq(slope, -60, 60, xtol=1e-13, rtol=1e-13))
