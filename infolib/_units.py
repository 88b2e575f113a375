"""The base of a logarithm, which is the unit of information: bits, nats, hartleys or another."""

from __future__ import annotations

import math
from collections.abc import Callable
from numbers import Real

from infolib._backend import Array, namespace

__all__ = ["check_base", "logarithm", "nats"]

# NumPy's and PyTorch's own functions, exact at the powers of 2 and 10. Others go by log2, exact for 4 and 8.
OWN_LOGARITHMS = {2: "log2", math.e: "log", 10: "log10"}


def logarithm(base: float | str, array: Array) -> Callable[[Array], Array]:
    """Return the logarithm to ``base``, for arrays of the library of ``array``.

    Raises ValueError unless ``base`` is a finite number above 1 or the string "e".
    """
    xp = namespace(array)
    base = check_base(base)
    own = OWN_LOGARITHMS.get(base)
    return getattr(xp, own) if own else lambda x: xp.log2(x) / math.log2(base)


def nats(base: float | str) -> float:
    """Return how many nats are one unit of ``base``, which is checked as by `logarithm`."""
    return math.log(check_base(base))


def check_base(base: float | str) -> float:
    """Return ``base`` as a number; raise ValueError unless it is finite and above 1, or the string "e"."""
    if isinstance(base, str) and base == "e":
        return math.e
    # int and float first: asking about Real alone takes twice as long.
    if not isinstance(base, (int, float, Real)) or not 1 < base < math.inf:
        allowed = 'base must be 2 (bits), math.e or "e" (nats), 10, or another finite number above 1'
        raise ValueError(f"{allowed}, not {base!r}")
    return base
