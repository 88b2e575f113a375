"""The one place that knows NumPy from PyTorch: any kind of numbers in, the same kind out."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from infolib._reading import as_floats, not_real_numbers, read_python_numbers
from infolib.errors import NotADistributionError

if TYPE_CHECKING:
    import torch

__all__ = [
    "Array",
    "ArrayLike",
    "as_numpy",
    "broadcast",
    "float64",
    "for_a_check",
    "gradient_of",
    "in_dtype",
    "is_array",
    "is_ordinary_tensor",
    "is_plain",
    "namespace",
    "numpy_view",
    "pick",
    "smallest_and_largest",
    "split",
    "take_in",
    "take_in_pair",
    "take_in_views",
    "widened",
    "without_gradient",
]

# What a caller may hand in, and what the library works on and gives back. "The kind that came in" is
# more than Python's types can say in a line, so Array is left open.
ArrayLike: TypeAlias = (
    "float | list[Any] | tuple[Any, ...] | np.ndarray[Any, Any] | np.number[Any] | torch.Tensor"
)
Array: TypeAlias = Any


def take_in(x: ArrayLike, name: str, *, view: bool = False) -> tuple[Array, Callable[[Array], Array]]:
    """Return ``x`` as a floating-point array of its own library, and the function that gives results back.

    Results come back in the dtype of ``x`` (whole numbers become float64, or PyTorch's default dtype):
    a list or Python number for a list, tuple or number, an array or NumPy scalar for NumPy, a tensor for
    a tensor. Floats are never copied. ``view`` asks for a NumPy array that shares the memory of a tensor,
    where `numpy_view` finds it can be had. Raises NotADistributionError, with ``name``, unless ``x`` holds
    real numbers.
    """
    if type(x) is np.ndarray and x.dtype.kind == "f":  # as below, but this case is common and should be quick
        return x, lambda result: in_dtype(result, x.dtype)
    if view and (seen := numpy_view(x)) is not None:
        return seen, lambda result: _as_tensor(result, seen.dtype)
    torch = sys.modules.get("torch")  # whoever holds a tensor has imported PyTorch; nobody else pays for it
    if torch is not None and isinstance(x, torch.Tensor):
        if x.dtype == torch.bool or x.is_complex():
            raise not_real_numbers(name, "b" if x.dtype == torch.bool else "c")
        if x.layout != torch.strided:
            raise NotADistributionError(f"{name} is a sparse tensor; call its to_dense() first")
        if x.is_floating_point() and x.itemsize < 2:  # PyTorch stores float8, but does not calculate with it
            raise NotADistributionError(f"{name} is of {x.dtype}; convert it to torch.float32 first")
        array = x if x.is_floating_point() else x.to(torch.get_default_dtype())
        return array, lambda result: result if result.dtype == array.dtype else result.to(array.dtype)
    if isinstance(x, np.ma.MaskedArray):
        raise NotADistributionError(f"{name} is a masked array; fill or drop its masked entries first")
    if isinstance(x, (np.ndarray, np.generic)):
        array = as_floats(np.asarray(x), name)
        return array, lambda result: in_dtype(result, array.dtype)
    if torch is not None and isinstance(x, (list, tuple)) and x and isinstance(x[0], torch.Tensor):
        raise NotADistributionError(f"{name} is a {type(x).__name__} of tensors; torch.stack() them first")
    return as_floats(read_python_numbers(x, name), name), lambda result: result.tolist()


def take_in_pair(
    p: ArrayLike, q: ArrayLike, names: tuple[str, str], *, view: bool = False
) -> tuple[Array, Array, Callable[[Array], Array]]:
    """Return ``p`` and ``q`` as floating-point arrays of one library, and the function to give results back.

    A list takes on the kind and dtype of the array beside it; of two dtypes, results have the one that holds
    both. ``view`` is that of `take_in`, for both or neither. Raises ValueError for a NumPy array beside a
    tensor, or tensors on different devices.
    """
    if view and (views := take_in_views((p, q))):
        (a, b), give_back = views
        return a, b, give_back
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
        return a, b, lambda result: in_dtype(result, dtype)
    return a, b, lambda result: result.to(dtype)


def is_ordinary_tensor(x: Any) -> bool:  # noqa: ANN401
    """Whether ``x`` is a tensor as most are: dense, in main memory, of float32 or float64."""
    torch = sys.modules.get("torch")
    if torch is None or type(x) is not torch.Tensor or not x.is_cpu:
        return False
    return (x.dtype is torch.float32 or x.dtype is torch.float64) and x.layout is torch.strided


def numpy_view(x: Any) -> np.ndarray[Any, Any] | None:  # noqa: ANN401
    """Return a NumPy array that shares the memory of the tensor ``x``; None if it needs PyTorch, or is none.

    It needs PyTorch for a gradient, backwards or forwards, on another device, and for a dtype that NumPy
    lacks or is slow at. Else NumPy takes less time: 1.5 µs instead of 8 to tell a short distribution, as each
    question put to PyTorch takes 2 to 4, and half as much for the entropy of millions.
    """
    if not is_ordinary_tensor(x) or x.requires_grad:
        return None
    if sys.modules["torch"].autograd.forward_ad.unpack_dual(x).tangent is not None:
        return None
    try:
        array: np.ndarray[Any, Any] = x.numpy()
    except RuntimeError:  # it has no memory of its own, as under torch.func.vmap
        return None
    return array


def _as_tensor(result: Array, dtype: np.dtype[Any]) -> torch.Tensor:
    result = result if result.dtype is dtype else in_dtype(result, dtype)
    tensor: torch.Tensor = sys.modules["torch"].from_numpy(np.asarray(result))
    return tensor


def take_in_views(given: Sequence[Any]) -> tuple[list[Array], Callable[[Array], Array]] | None:
    """Return NumPy arrays that share the memory of tensors of one dtype, as `take_in`; None if one cannot."""
    seen: list[Array] = []
    for x in reversed(given):  # the last is more often what is learnt, and then has no view
        array = numpy_view(x)
        if array is None or (seen and array.dtype is not seen[0].dtype):
            return None
        seen.append(array)
    return seen[::-1], lambda result: _as_tensor(result, seen[0].dtype)


def is_array(x: ArrayLike) -> bool:
    """Whether ``x`` belongs to NumPy or PyTorch."""
    torch = sys.modules.get("torch")
    return isinstance(x, (np.ndarray, np.generic)) or (torch is not None and isinstance(x, torch.Tensor))


def _like(array: np.ndarray[Any, Any], other: Array) -> Array:
    if isinstance(other, np.ndarray):
        with np.errstate(over="ignore"):  # too large for the dtype is inf, as in PyTorch
            return array.astype(other.dtype)
    return sys.modules["torch"].from_numpy(array).to(other)


def in_dtype(result: Array, dtype: np.dtype[Any]) -> Array:
    if result.dtype != dtype:  # asking first saves 0.5 µs for a scalar
        with np.errstate(over="ignore"):  # a result too large for the dtype is inf, as in PyTorch
            result = result.astype(dtype)
    return result[()]  # a scalar instead of a 0-d array, as NumPy's own functions give


def namespace(array: Array) -> Any:  # noqa: ANN401
    """Return the library of ``array``, numpy or torch."""
    return np if isinstance(array, np.ndarray) else sys.modules["torch"]


def as_numpy(array: Array) -> np.ndarray[Any, Any]:
    """Return the values of ``array`` in NumPy, to be read in an error message."""
    return array if isinstance(array, np.ndarray) else array.detach().cpu().double().numpy()


def without_gradient(array: Array) -> Array:
    """Return ``array`` for a look at its values that no gradient need follow."""
    return array if isinstance(array, np.ndarray) else array.detach()


def for_a_check(array: Array) -> Array:
    """Return ``array`` without its gradient; in NumPy, if it is short, as `numpy_view` can."""
    if isinstance(array, np.ndarray):
        return array
    values = array.detach()
    seen = numpy_view(values) if values.numel() <= 4096 else None
    return values if seen is None else seen


def is_plain(p: Array) -> bool:
    """Whether p is in main memory and wants no gradient, whose graph many small parts would make slow."""
    return isinstance(p, np.ndarray) or (p.is_cpu and not p.requires_grad)


def split(array: Array, rows: int, axis: int) -> list[Array]:
    """Cut ``array`` along ``axis`` into parts of so many rows, which share its memory."""
    if isinstance(array, np.ndarray):
        before = (slice(None),) * axis
        return [array[(*before, slice(i, i + rows))] for i in range(0, array.shape[axis], rows)]
    return list(array.split(rows, axis))  # of slices, each would have a gradient as large as the whole


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


def smallest_and_largest(whole: Array) -> tuple[int, int]:
    """Return the limits of an array of whole numbers."""
    if isinstance(whole, np.ndarray):
        return int(whole.min()), int(whole.max())
    low, high = whole.aminmax()  # one pass instead of two
    return int(low), int(high)
