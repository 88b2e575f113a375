"""The one place that knows NumPy from PyTorch: any kind of numbers in, the same kind out."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from numbers import Real
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from infolib.errors import NotADistributionError

if TYPE_CHECKING:
    import torch

__all__ = [
    "Array",
    "ArrayLike",
    "as_numpy",
    "broadcast",
    "check_base",
    "float64",
    "gradient_of",
    "is_array",
    "is_plain",
    "logarithm",
    "namespace",
    "nats",
    "pick",
    "softmax_by_torch",
    "take_in",
    "take_in_pair",
    "widened",
    "without_gradient",
]

# What a caller may hand in, and what the library works on and gives back. "The kind that came in" is
# more than Python's types can say in a line, so Array is left open.
ArrayLike: TypeAlias = (
    "float | list[Any] | tuple[Any, ...] | np.ndarray[Any, Any] | np.number[Any] | torch.Tensor"
)
Array: TypeAlias = Any

# NumPy's and PyTorch's own functions, exact at the powers of 2 and 10. Others go by log2, exact for 4 and 8.
OWN_LOGARITHMS = {2: "log2", math.e: "log", 10: "log10"}

# From this length on, PyTorch's sums of float32 lose digits: 1e-6 of a million terms.
LONG = 65_536


def take_in(x: ArrayLike, name: str) -> tuple[Array, Callable[[Array], Array]]:
    """Return ``x`` as a floating-point array of its own library, and the function that gives results back.

    Results come back in the dtype of ``x`` (whole numbers become float64, or PyTorch's default dtype):
    a list or Python number for a list, tuple or number, an array or NumPy scalar for NumPy, a tensor for
    a tensor. Floats are never copied. Raises NotADistributionError, with ``name``, unless ``x`` holds
    real numbers.
    """
    if type(x) is np.ndarray and x.dtype.kind == "f":  # as below, but this case is common and should be quick
        return x, lambda result: _in_dtype(result, x.dtype)
    torch = sys.modules.get("torch")  # whoever holds a tensor has imported PyTorch; nobody else pays for it
    if torch is not None and isinstance(x, torch.Tensor):
        if x.dtype == torch.bool or x.is_complex():
            raise _not_real_numbers(name, "b" if x.dtype == torch.bool else "c")
        if x.layout != torch.strided:
            raise NotADistributionError(f"{name} is a sparse tensor; call its to_dense() first")
        if x.is_floating_point() and x.itemsize < 2:  # PyTorch stores float8, but does not calculate with it
            raise NotADistributionError(f"{name} is of {x.dtype}; convert it to torch.float32 first")
        array = x if x.is_floating_point() else x.to(torch.get_default_dtype())
        return array, lambda result: result if result.dtype == array.dtype else result.to(array.dtype)
    if isinstance(x, np.ma.MaskedArray):
        raise NotADistributionError(f"{name} is a masked array; fill or drop its masked entries first")
    if isinstance(x, (np.ndarray, np.generic)):
        array = _as_floats(np.asarray(x), name)
        return array, lambda result: _in_dtype(result, array.dtype)
    if torch is not None and isinstance(x, (list, tuple)) and x and isinstance(x[0], torch.Tensor):
        raise NotADistributionError(f"{name} is a {type(x).__name__} of tensors; torch.stack() them first")
    return _as_floats(_read_python_numbers(x, name), name), lambda result: result.tolist()


def take_in_pair(
    p: ArrayLike, q: ArrayLike, names: tuple[str, str]
) -> tuple[Array, Array, Callable[[Array], Array]]:
    """Return ``p`` and ``q`` as floating-point arrays of one library, and the function to give results back.

    A list takes on the kind and dtype of the array beside it; of two dtypes, results have the one that holds
    both. Raises ValueError for a NumPy array beside a tensor, or tensors on different devices.
    """
    (a, give_back), (b, give_back_b) = take_in(p, names[0]), take_in(q, names[1])
    if is_array(p) != is_array(q):
        a, b, give_back = (a, _like(b, a), give_back) if is_array(p) else (_like(a, b), b, give_back_b)
    if namespace(a) is not namespace(b):
        array, tensor = names if isinstance(a, np.ndarray) else names[::-1]
        cure = f"torch.from_numpy({array}), or {tensor}.detach().cpu().numpy()"
        raise ValueError(f"{array} is a NumPy array but {tensor} a PyTorch tensor; convert one: {cure}")
    if a.device != b.device:
        raise ValueError(f"{names[0]} is on {a.device} but {names[1]} on {b.device}; move one: .to(device)")
    if a.dtype == b.dtype:
        return a, b, give_back
    dtype = namespace(a).promote_types(a.dtype, b.dtype)
    if isinstance(a, np.ndarray):
        return a, b, lambda result: _in_dtype(result, dtype)
    return a, b, lambda result: result.to(dtype)


def is_array(x: ArrayLike) -> bool:
    torch = sys.modules.get("torch")
    return isinstance(x, (np.ndarray, np.generic)) or (torch is not None and isinstance(x, torch.Tensor))


def _like(array: np.ndarray[Any, Any], other: Array) -> Array:
    if isinstance(other, np.ndarray):
        with np.errstate(over="ignore"):  # too large for the dtype is inf, as in PyTorch
            return array.astype(other.dtype)
    return sys.modules["torch"].from_numpy(array).to(other)


def _read_python_numbers(x: Any, name: str) -> np.ndarray[Any, Any]:  # noqa: ANN401
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


def _in_dtype(result: Array, dtype: np.dtype[Any]) -> Array:
    if result.dtype != dtype:  # asking first saves 0.5 µs for a scalar
        with np.errstate(over="ignore"):  # a result too large for the dtype is inf, as in PyTorch
            result = result.astype(dtype)
    return result[()]  # a scalar instead of a 0-d array, as NumPy's own functions give


def _as_floats(array: np.ndarray[Any, Any], name: str) -> np.ndarray[Any, Any]:
    kind = array.dtype.kind
    if kind == "f":
        return array
    if kind in "iu":
        return array.astype(float)
    raise _not_real_numbers(name, kind)


def _not_real_numbers(name: str, kind: str) -> NotADistributionError:
    what = {
        "b": "booleans; if True means 1, convert them to float first",
        "c": "complex numbers",
        "O": "Python objects; convert them to float first",
        "S": "bytes; convert them to float first",
        "U": "text; convert it to float first",
    }.get(kind, "something else")
    return NotADistributionError(f"{name} must hold real numbers, but holds {what}")


def namespace(array: Array) -> Any:  # noqa: ANN401
    """Return the library of ``array``, numpy or torch."""
    return np if isinstance(array, np.ndarray) else sys.modules["torch"]


def as_numpy(array: Array) -> np.ndarray[Any, Any]:
    """Return the values of ``array`` in NumPy, to be read in an error message."""
    return array if isinstance(array, np.ndarray) else array.detach().cpu().double().numpy()


def without_gradient(array: Array) -> Array:
    """Return ``array`` for a look at its values that no gradient need follow."""
    return array if isinstance(array, np.ndarray) else array.detach()


def is_plain(p: Array) -> bool:
    """Whether p is in main memory and wants no gradient, whose graph many small parts would make slow."""
    return isinstance(p, np.ndarray) or (p.is_cpu and not p.requires_grad)


def gradient_of(value: Array, source: Array) -> Array:
    """Return ``value``, with the gradient of ``source``: a tensor carries one, a NumPy array none."""
    return value if isinstance(value, np.ndarray | np.generic) else value + (source - source.detach())


def broadcast(p: Array, q: Array) -> tuple[Array, Array]:
    """Return ``p`` and ``q`` in the one shape that both broadcast to, without copying, and in one dtype."""
    xp = namespace(p)
    if p.dtype != q.dtype:
        p, q = (_in(x, xp.promote_types(p.dtype, q.dtype)) for x in (p, q))
    if p.shape != q.shape:
        p, q = np.broadcast_arrays(p, q) if xp is np else xp.broadcast_tensors(p, q)
    return p, q


def widened(array: Array) -> Array:
    """Return ``array`` in float64 at least."""
    xp = namespace(array)
    if array.dtype == xp.float64:
        return array
    return _in(array, xp.promote_types(array.dtype, xp.float64))


def float64(array: Array) -> Array:
    """Return ``array`` in float64, the widest dtype of linear algebra."""
    return _in(array, namespace(array).float64)


def _in(array: Array, dtype: Any) -> Array:  # noqa: ANN401
    return array.astype(dtype, copy=False) if isinstance(array, np.ndarray) else array.to(dtype)


def pick(array: Array, classes: Array, axis: int) -> Array:
    """Return the entry of each row that its class names, ``axis`` kept."""
    if isinstance(array, np.ndarray):
        return np.take_along_axis(array, classes, axis)
    return array.gather(axis, classes)


def softmax_by_torch(name: str, z: Array, axis: int) -> Array:
    """Call PyTorch's own softmax or log_softmax: one pass forwards, one backwards.

    It is accurate along a last axis only, and there as long as the axis is not too long for float32.
    """
    rows = z.movedim(axis, -1)
    dtype = namespace(z).float64 if rows.shape[-1] > LONG else None
    return getattr(rows, name)(-1, dtype=dtype).movedim(-1, axis)


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
