"""From what a caller wrote to NumPy's floats, or an error that says why it holds no numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from infolib.errors import NotADistributionError

__all__ = ["as_floats", "not_real_numbers", "read_python_numbers"]


def read_python_numbers(x: Any, name: str) -> np.ndarray[Any, Any]:  # noqa: ANN401
    """Return the numbers, lists or tuples in ``x`` as an array, of whatever dtype."""
    try:
        array = np.asarray(x)
        if array.dtype == object and all(type(entry) in (int, float) for entry in array.flat):
            array = array.astype(float)  # whole numbers of more than 64 bits
    except ValueError:
        raise NotADistributionError(f"{name} is ragged: its rows must all have the same length") from None
    except OverflowError:
        message = f"{name} holds a whole number too large for a float; divide it down first"
        raise NotADistributionError(message) from None
    return array


def as_floats(array: np.ndarray[Any, Any], name: str) -> np.ndarray[Any, Any]:
    """Return ``array`` if it holds floats, or its whole numbers as float64; else raise an error."""
    kind = array.dtype.kind
    if kind == "f":
        return array
    if kind in "iu":
        return array.astype(float)
    raise not_real_numbers(name, kind)


def not_real_numbers(name: str, kind: str) -> NotADistributionError:
    """Return the error for entries of a dtype of this ``kind``, a letter of NumPy's."""
    what = {
        "b": "booleans; if True means 1, convert them to float first",
        "c": "complex numbers",
        "O": "Python objects; convert them to float first",
        "S": "bytes; convert them to float first",
        "U": "text; convert it to float first",
    }.get(kind, "something else")
    return NotADistributionError(f"{name} must hold real numbers, but holds {what}")
