"""What a reader would write with PyTorch, bare and with the checks that infolib makes."""

import math

import numpy as np
import torch

__all__ = [
    "LN2",
    "by_entr",
    "by_jsd",
    "by_kl_div",
    "by_torch",
    "by_torch_checked",
    "by_torch_looked_at",
    "checked",
    "no_nan",
]

LN2 = math.log(2)


def by_entr(p: torch.Tensor) -> torch.Tensor:
    """Return the entropy by PyTorch."""
    return torch.special.entr(p).sum(-1) / LN2


def by_kl_div(q: torch.Tensor, p: torch.Tensor) -> torch.Tensor:
    """Return the divergence of p from q by PyTorch."""
    return torch.nn.functional.kl_div(q.log(), p, reduction="none").sum(-1) / LN2


def by_jsd(p: torch.Tensor, q: torch.Tensor) -> torch.Tensor:
    """Return the Jensen-Shannon divergence by PyTorch, by its formula."""
    m = (p + q) / 2
    return ((p * (p / m).log2()).sum(-1) + (q * (q / m).log2()).sum(-1)) / 2


def by_torch(z: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    """Return the losses by PyTorch."""
    return torch.nn.functional.cross_entropy(z, target, reduction="none")


def by_torch_checked(z: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    """Return the losses by PyTorch, and look for what infolib looks for."""
    if target.is_floating_point():
        checked(target)
    elif not ((target >= 0) & (target < z.shape[-1])).all():
        raise ValueError("not classes")
    return no_nan(by_torch(z, target))


def by_torch_looked_at(z: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    """Return the losses by PyTorch, and look at what a check must see, but make nothing of it."""
    if target.is_floating_point():
        values = target.numpy()
        values.min(), values @ np.ones(values.shape[-1], values.dtype)
    else:
        target.min().item(), target.max().item()
    losses = by_torch(z, target)
    losses.detach().min().item()
    return losses


def checked(p: torch.Tensor) -> torch.Tensor:
    """Return ``p``; raise an error unless it holds distributions, as a reader would write it."""
    if not ((p >= 0).all() and ((p.sum(-1) - 1).abs() <= (1e-9 if p.dtype == torch.float64 else 1e-5)).all()):
        raise ValueError("not distributions")
    return p


def no_nan(result: torch.Tensor) -> torch.Tensor:
    """Return ``result``; raise an error if it has a NaN."""
    if result.isnan().any():
        raise ValueError("not logits")
    return result
