"""Parameters of normal distributions: taken in together, and refused where one is none."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from infolib._backend import Array, ArrayLike, as_numpy, is_array, take_in_pair, take_in_views
from infolib._explain import first, part
from infolib.errors import NotADistributionError

__all__ = ["FINITE", "POSITIVE", "is_finite", "is_positive", "require", "require_broadcast", "take_in_all"]

FINITE = "it must be finite"
POSITIVE = "a standard deviation is positive and finite (for a log-variance v it is exp(v / 2))"


def take_in_all(
    *, view: bool = False, **arguments: ArrayLike
) -> tuple[list[Array], Callable[[Array], Array]]:
    """Return the arguments as arrays of one library and the function that gives results back.

    Lists and numbers take on the kind and dtype of the first array; results have the widest dtype. ``view``
    asks for NumPy arrays that share the memory of tensors, where they can be had of all.
    """
    views = take_in_views(list(arguments.values())) if view else None
    arrays, give_back = views or _take_in_mixed(arguments)
    for array, name in zip(arrays, arguments, strict=True):
        if 0 in array.shape:
            raise NotADistributionError(f"{name} is empty (shape {tuple(array.shape)})")
    return arrays, give_back


def _take_in_mixed(arguments: dict[str, ArrayLike]) -> tuple[list[Array], Callable[[Array], Array]]:
    lead_name = next((name for name, x in arguments.items() if is_array(x)), next(iter(arguments)))
    lead = arguments[lead_name]
    taken = [take_in_pair(x, lead, (name, lead_name)) for name, x in arguments.items()]
    return [array for array, _, _ in taken], max(taken, key=lambda pair: pair[0].dtype.itemsize)[2]


def require(fine: Callable[[Array], Array], array: Array, name: str, cure: str) -> None:
    """Raise an error that names the first entry of ``array`` that is not ``fine``."""
    if not fine(array).all():
        values = as_numpy(array)
        index = first(~fine(values))
        raise NotADistributionError(f"{part(name, index)} = {float(values[index])}; {cure}")


def is_finite(x: Array) -> Array:
    """Tell which entries are neither NaN nor infinite."""
    return abs(x) < math.inf


def is_positive(x: Array) -> Array:
    return (x > 0) & is_finite(x)


def require_broadcast(shapes: dict[str, tuple[int, ...]]) -> tuple[int, ...]:
    """Return the shape that all broadcast to; raise ValueError if there is none."""
    shape, *others = shapes.values()
    if all(other == shape for other in others):  # NumPy takes 5 µs to tell
        return tuple(shape)
    try:
        return np.broadcast_shapes(*shapes.values())
    except ValueError:
        found = ", ".join(f"{name} {tuple(shape)}" for name, shape in shapes.items())
        raise ValueError(f"these shapes do not broadcast: {found}") from None
