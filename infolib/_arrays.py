"""The one place that knows NumPy from PyTorch: any kind of numbers in, the same kind out; and logarithms."""

from __future__ import annotations

import functools
import math
import sys
from collections import deque
from collections.abc import Callable, Collection, Sequence
from numbers import Real
from typing import TYPE_CHECKING, Any, NamedTuple, ParamSpec, TypeAlias, TypeVar

import numpy as np

from infolib.errors import NotADistributionError, explain_kind, explain_labels

if TYPE_CHECKING:
    import torch

# What a caller may hand in, and what the library works on and gives back. "The kind that came in" is
# more than Python's types can say in a line, so Array is left open.
Numbers: TypeAlias = (
    "float | list[Any] | tuple[Any, ...] | np.ndarray[Any, Any] | np.number[Any] | torch.Tensor"
)
Array: TypeAlias = Any
Base: TypeAlias = "float | str"
Restore: TypeAlias = Callable[..., Array]
P = ParamSpec("P")
T = TypeVar("T")

HIDDEN = "infolib checks values, which vmap, meta tensors and PyTorch's tracing hide: pass validate=False"


class Label(NamedTuple):
    """What pandas calls the entries along an axis, and whose index or columns these are."""

    index: Any
    owner: str
    place: str
    ndim: int


Labels: TypeAlias = dict[int, Label]  # by axis, counted from the end


def as_arrays(
    given: dict[str, Numbers], *, view: bool = True, square: Collection[str] = ()
) -> tuple[list[Array], Restore]:
    """Return the arguments as floating-point arrays of one library, and the function to give results back.

    Lists and numbers take on the library and dtype of the arrays beside them. Results have the dtype that
    holds all arrays (whole numbers become float64, or PyTorch's default dtype), and are lists if there is no
    array. Tensors whose memory NumPy can share are taken in as NumPy arrays, unless ``view`` is False. Raises
    NotADistributionError for what holds no real numbers, and ValueError for two libraries or devices.

    What pandas calls the entries must agree, and results get it back, if ``restore`` is told which axis was
    ``lost``. In a ``square`` argument rows and columns are called alike.
    """
    arrays = {name: _as_floats(x, name) for name, x in given.items()}
    labels = _labels_of_all(given, square)
    leads = {name: arrays[name] for name, x in given.items() if is_array(x)}
    if not leads:
        return list(arrays.values()), lambda result, lost=None: result.tolist()
    if any(map(_is_tensor, leads.values())):  # beside a tensor, all but NumPy's own arrays are numbers
        own = {name for name, x in given.items() if isinstance(x, np.ndarray) and x.ndim}
        leads = {name: array for name, array in leads.items() if _is_tensor(array) or name in own}
        _require_one_home(leads)
    dtype = promoted(*leads.values())
    lead = next(iter(leads.values()))
    restore = functools.partial(_in_dtype, dtype=dtype)
    if labels and not _is_tensor(lead):
        name = getattr(next(iter(given.values())), "name", None) if len(given) == len(labels) == 1 else None
        restore = functools.partial(_relabelled, restore=restore, labels=labels, name=name)
    one_dtype = len({array.dtype for array in leads.values()}) == 1
    if view and one_dtype and _is_tensor(lead) and (views := numpy_views(list(leads.values()))):
        arrays |= zip(leads, views, strict=True)
        lead = views[0]
        restore = functools.partial(_as_tensor, dtype=lead.dtype)
    for name in arrays.keys() - leads.keys():
        arrays[name] = _like(arrays[name], lead)
    return list(arrays.values()), restore


def is_array(x: object) -> bool:
    """Whether ``x`` is an array of NumPy's or can be read as one, as pandas's can, or a tensor."""
    return hasattr(x, "__array__")


def _is_tensor(x: object) -> bool:
    torch = sys.modules.get("torch")  # whoever holds a tensor has imported PyTorch; nobody else pays for it
    return torch is not None and isinstance(x, torch.Tensor)


def _as_floats(x: Any, name: str) -> Array:  # noqa: ANN401
    """Return ``x`` as an array or tensor of floats, without a copy; raise an error for what is none."""
    if type(x) is np.ndarray and x.dtype.kind == "f":  # as below, but common, and should be quick
        return x
    array = read(x, name)
    if _is_tensor(array):
        return array if array.is_floating_point() else array.to(namespace(array).get_default_dtype())
    if array.dtype.kind == "f":
        return array
    try:
        return array.astype(float)
    except OverflowError:
        message = f"{name} holds a whole number too large for a float; divide it down first"
        raise NotADistributionError(message) from None


def read(x: Any, name: str) -> Array:  # noqa: ANN401
    """Return ``x`` as an array or tensor of real numbers, without a copy; raise an error for what is none.

    Whole numbers of more than 64 bits are left Python's own.
    """
    if _is_tensor(x):
        return _read_tensor(x, name)
    if isinstance(x, np.ma.MaskedArray):
        raise NotADistributionError(f"{name} is a masked array; fill or drop its masked entries first")
    if isinstance(x, (list, tuple, deque)):
        _look_inside(x, name)
    try:
        array = x.to_numpy() if hasattr(x, "isna") else np.asarray(x)
        if array.dtype == object and hasattr(x, "isna"):  # pandas's missing values are None, NaN, NA and NaT
            array = np.where(x.isna(), math.nan, array)
    except ValueError:
        raise NotADistributionError(f"{name} is ragged: its rows must all have the same length") from None
    numbers = (type(e) in (int, float) or isinstance(e, (np.floating, np.integer)) for e in array.flat)
    if array.dtype == object and array is not x and all(numbers):
        return np.array(array.tolist()).reshape(array.shape)
    if array.dtype.kind in "fiu":
        return array
    raise NotADistributionError(explain_kind(x, name, array.dtype.kind))


def _look_inside(x: Any, name: str) -> None:  # noqa: ANN401
    """Raise an error if a nest of lists holds what NumPy would read as if it were a number."""
    for kind in set(map(type, x)) - {float, int}:
        if issubclass(kind, (list, tuple, deque)):
            for nest in x:
                if type(nest) is kind:
                    _look_inside(nest, name)
        elif issubclass(kind, np.ma.MaskedArray):
            raise NotADistributionError(f"{name} holds masked entries; fill or drop them first")
        elif "torch" in sys.modules and issubclass(kind, sys.modules["torch"].Tensor):
            message = f"{name} is a {type(x).__name__} of tensors; torch.stack() them first"
            raise NotADistributionError(message)
        elif hasattr(kind, "__array__") and not issubclass(kind, (np.ndarray, np.generic)):
            agree(*(labels_of(entry, f"{name}[{i}]") for i, entry in enumerate(x)))


def _read_tensor(x: Array, name: str) -> Array:
    torch = sys.modules["torch"]
    if torch.jit.is_tracing():
        cure = "use torch.compile or torch.export"
        raise RuntimeError(f"torch.jit.trace would keep the answer to {name} for all later inputs; {cure}")
    if x.is_nested:
        what = f"is a nested tensor; torch.nested.to_padded_tensor({name}, 0.0) first"
    elif x.is_quantized:
        what = "is a quantized tensor; call its dequantize() first"
    elif type(x).__name__ == "MaskedTensor":
        what = f"is a masked tensor; fill its masked entries first: {name}.to_tensor(0.0)"
    elif x.dtype == torch.bool or x.is_complex():
        raise NotADistributionError(explain_kind(x, name, "b" if x.dtype == torch.bool else "c"))
    elif x.layout != torch.strided:
        what = "is a sparse tensor; call its to_dense() first"
    elif x.is_floating_point() and x.itemsize < 2:  # PyTorch stores float8, but does not calculate with it
        what = f"is of {x.dtype}; convert it to torch.float32 first"
    else:
        return x
    raise NotADistributionError(f"{name} {what}")


def _labels_of_all(given: dict[str, Numbers], square: Collection[str]) -> Labels:
    """Return the labels that the arguments agree on."""
    # Alone, a list of labelled rows gives a list, and what else has labels an array.
    labelled = {n: labels_of(x, n) for n, x in given.items() if len(given) > 1 or hasattr(x, "axes")}
    for name in square:
        if labels := labelled.get(name):
            labelled[name] = agree({-1: labels.pop(-2, labels[-1])}, labels)
    return agree(*labelled.values()) if labelled else {}


def labels_of(x: Any, name: str) -> Labels:  # noqa: ANN401
    """Return what pandas calls the rows and columns of ``x``; raise ValueError for what others call them."""
    if type(x) is np.ndarray or _is_tensor(x):
        return {}
    if hasattr(x, "axes"):
        places = zip(x.axes, ("index", "columns"), strict=False)
        return {end: Label(index, name, place, x.ndim) for end, (index, place) in enumerate(places, -x.ndim)}
    if hasattr(x, "coords") or hasattr(x, "columns"):  # xarray, polars
        what = f"{name} has labels, which are compared for pandas alone"
        raise ValueError(f"{what}: align it yourself, and pass {name}.to_numpy()")
    return labels_of(x[0], f"{name}[0]") if isinstance(x, (list, tuple)) and x else {}


def without(labels: Labels, lost: int) -> Labels:
    """Return the labels of an array that has lost an axis, which is counted from the end."""
    return {end + (end < lost): label for end, label in labels.items() if end != lost}


def agree(*labelled: Labels) -> Labels:
    """Return the labels of what the arguments broadcast to; raise ValueError where two differ."""
    merged: Labels = {}
    for end, mine in (item for labels in labelled for item in labels.items()):
        other = merged.setdefault(end, mine)
        lengths = len(other.index), len(mine.index)
        stretched = end < -1 and 1 in lengths and lengths != (1, 1)
        if not (stretched or other.index.equals(mine.index)):
            raise ValueError(explain_labels(other, mine))
        merged[end] = max(other, mine, key=lambda label: len(label.index))
    return merged


def _require_one_home(arrays: dict[str, Array]) -> None:
    """Raise ValueError unless all are tensors on one device."""
    array, tensor = (
        next((n for n, a in arrays.items() if _is_tensor(a) == kind), "") for kind in (False, True)
    )
    if array:
        cure = f"torch.from_numpy({array}), or {tensor}.detach().cpu().numpy()"
        raise ValueError(f"{array} is a NumPy array but {tensor} a PyTorch tensor; convert one: {cure}")
    for name, other in arrays.items():
        if other.device != arrays[tensor].device:
            devices = f"{tensor} is on {arrays[tensor].device} but {name} on {other.device}"
            raise ValueError(f"{devices}; move one: .to(device)")


def numpy_views(arrays: Sequence[Array]) -> list[Array] | None:
    """Return NumPy arrays that share the memory of the tensors among ``arrays``; None if one cannot.

    A tensor needs PyTorch for a gradient, backwards or forwards, on another device, and for a dtype that
    NumPy lacks or is slow at. Else NumPy takes less time: each question put to PyTorch takes 2 to 4 µs, and
    the entropy of millions twice as long.
    """
    torch: Any = sys.modules.get("torch")
    views = []
    for x in arrays:
        if _is_tensor(x):
            if type(x) is not torch.Tensor or not x.is_cpu or x.requires_grad:
                return None
            # Under a trace, what NumPy works out would be a constant.
            if x.dtype not in (torch.float32, torch.float64, torch.int64) or _is_traced():
                return None
            if torch.autograd.forward_ad.unpack_dual(x).tangent is not None:
                return None
            try:
                x = x.numpy()
            except RuntimeError:  # it has no memory of its own, as under torch.func.vmap
                return None
        views.append(x)
    return views


def _like(array: np.ndarray[Any, Any], lead: Array) -> Array:
    """Return ``array`` in the library and dtype of ``lead``; too large for the dtype is inf."""
    if not _is_tensor(lead):
        with np.errstate(over="ignore"):
            return array.astype(lead.dtype)
    return sys.modules["torch"].from_numpy(np.array(array, float, order="C")).to(lead)


def _in_dtype(result: Array, lost: int | None = None, *, dtype: Any) -> Array:  # noqa: ANN401
    """Return ``result`` in the dtype, as a scalar if NumPy's own functions would; too large for it is inf."""
    if _is_tensor(result):
        return result.to(dtype)
    if result.dtype != dtype:  # asking first saves 0.5 µs for a scalar
        with np.errstate(over="ignore"):
            result = result.astype(dtype)
    return result[()]


def _as_tensor(result: Array, lost: int | None = None, *, dtype: Any) -> torch.Tensor:  # noqa: ANN401
    tensor: torch.Tensor = sys.modules["torch"].from_numpy(np.asarray(_in_dtype(result, dtype=dtype)))
    return tensor


def _relabelled(
    result: Array, lost: int | None = None, *, restore: Restore, labels: Labels, name: object
) -> Array:
    """Return ``result`` as a Series or DataFrame if all its axes have labels, which one has ``lost``."""
    result, pandas = restore(result), sys.modules["pandas"]
    left = labels if lost is None else without(labels, lost)
    indices = [left[end].index for end in range(-result.ndim, 0) if end in left]
    # An axis that was kept has length one, and no label.
    if not indices or result.shape != tuple(map(len, indices)):
        return result
    return (
        pandas.Series(result, *indices, name=name) if result.ndim == 1 else pandas.DataFrame(result, *indices)
    )


def namespace(array: Array) -> Any:  # noqa: ANN401
    """Return the library of ``array``, numpy or torch."""
    return sys.modules["torch"] if _is_tensor(array) else np


def as_numpy(array: Array) -> np.ndarray[Any, Any]:
    """Return the values of ``array`` in NumPy, to be read or to be told in an error message."""
    if _is_tensor(array):
        array = array.detach().cpu()
        array = (array.double() if array.is_floating_point() else array).numpy()
    values: np.ndarray[Any, Any] = array
    return values


def wants_gradient(*arrays: Array) -> bool:
    """Whether PyTorch is to follow a gradient through one of the arrays."""
    return any(_is_tensor(array) and array.requires_grad for array in arrays)


def look(*arrays: Array) -> list[Array]:
    """Return the arrays to look at their values: without gradient, and in NumPy if that can be had of all."""
    if not any(map(_is_tensor, arrays)):
        return list(arrays)
    values = [array.detach() if _is_tensor(array) else array for array in arrays]
    return numpy_views(values) or values


def hides_values(array: Array) -> bool:
    """Whether the values of ``array`` cannot be read, so that a formula must not branch on them.

    So it is under torch.func.vmap, of meta and fake tensors, and while PyTorch records a graph.
    """
    if not _is_tensor(array):
        return False
    if _is_traced() or array.is_meta or hasattr(array, "fake_mode"):
        return True
    functorch: Any = sys.modules["torch"]._C._functorch
    while functorch.is_functorch_wrapped_tensor(array) and not functorch.is_batchedtensor(array):
        array = functorch.get_unwrapped(array)
    return bool(functorch.is_batchedtensor(array))


def _is_traced() -> bool:
    """Whether PyTorch records a graph, as it does for compile, export and make_fx."""
    torch: Any = sys.modules.get("torch")
    return torch is not None and (torch.compiler.is_compiling() or torch._C._len_torch_dispatch_stack() > 0)


def anywhere(condition: Array) -> bool:
    """Whether ``condition`` may hold for an entry: it may where values are hidden."""
    return hides_values(condition) or bool(condition.any())


def everywhere(condition: Array) -> bool:
    """Whether ``condition`` is known to hold for all entries."""
    return not hides_values(condition) and bool(condition.all())


def reads_values(check: Callable[P, T]) -> Callable[P, T]:
    """Mark a check, which reads values: refused where these are hidden, and left out of compiled graphs."""

    @functools.wraps(check)
    def reading(*args: P.args, **options: P.kwargs) -> T:
        dynamo = sys.modules.get("torch._dynamo")  # which would take NumPy's functions for PyTorch's
        try:
            run: Callable[P, T] = dynamo.disable(check) if dynamo else check
            return run(*args, **options)
        except RuntimeError:
            if any(map(hides_values, args)):
                raise RuntimeError(HIDDEN) from None
            raise

    vars(reading).update(_torchdynamo_disable=True, _torchdynamo_disable_msg=HIDDEN)
    return reading


def quietly(f: Callable[P, T]) -> Callable[P, T]:
    """Keep NumPy from warning of what was not to be checked, which the result shows."""
    quiet = np.errstate(all="ignore")(f)

    @functools.wraps(f)
    def silent(*args: P.args, **options: P.kwargs) -> T:
        # PyTorch does not warn, and its compiler does not know NumPy's errstate.
        return (f if _is_traced() else quiet)(*args, **options)

    return silent


def promoted(*arrays: Array) -> Any:  # noqa: ANN401
    """Return the dtype that holds the numbers of all arrays."""
    dtypes = {array.dtype for array in arrays}
    return dtypes.pop() if len(dtypes) == 1 else functools.reduce(namespace(arrays[0]).promote_types, dtypes)


def cast(array: Array, dtype: Any) -> Array:  # noqa: ANN401
    """Return ``array`` in the dtype, without copying if it has it."""
    if array.dtype == dtype:  # asking first saves time
        return array
    return array.to(dtype) if _is_tensor(array) else array.astype(dtype)


def widened(array: Array) -> Array:
    """Return ``array`` in float64 at least."""
    xp = namespace(array)
    return cast(array, xp.promote_types(array.dtype, xp.float64))


def total(array: Array, axis: int | tuple[int, ...], *, keepdims: bool = False) -> Array:
    """Sum along ``axis`` in float64 at least: float32 loses 11 % of ten million terms along a first axis."""
    xp = namespace(array)
    return array.sum(axis, dtype=xp.promote_types(array.dtype, xp.float64), keepdims=keepdims)


def split(array: Array, rows: int, axis: int) -> list[Array]:
    """Cut ``array`` along ``axis`` into parts of so many rows, which share its memory."""
    if _is_tensor(array):  # of slices, each would have a gradient as large as the whole
        return list(array.split(rows, axis))
    before = (slice(None),) * axis
    return [array[(*before, slice(i, i + rows))] for i in range(0, array.shape[axis], rows)]


def move_axis(array: Array, axis: int, to: int) -> Array:
    """Return a view of ``array`` in which ``axis`` has another place."""
    if axis % array.ndim == to % array.ndim:  # asking first saves 2 µs
        return array
    return array.movedim(axis, to) if _is_tensor(array) else np.moveaxis(array, axis, to)


def take_along_axis(array: Array, indices: Array, axis: int) -> Array:
    """Return the entry of each row that its index names, ``axis`` kept."""
    return array.gather(axis, indices) if _is_tensor(array) else np.take_along_axis(array, indices, axis)


# NumPy's and PyTorch's own functions, exact at the powers of 2 and 10. Others go by log2, exact for 4 and 8.
_OWN_LOGARITHMS = {2: "log2", math.e: "log", 10: "log10"}


def logarithm(base: Base, array: Array) -> Callable[[Array], Array]:
    """Return the logarithm to ``base``, for arrays of the library of ``array``.

    Raises ValueError unless ``base`` is a finite number above 1 or the string "e".
    """
    xp = namespace(array)
    base = _as_number(base)
    own = _OWN_LOGARITHMS.get(base)
    return getattr(xp, own) if own else lambda x: xp.log2(x) / math.log2(base)


def nats(base: Base) -> float:
    """Return how many nats are one unit of ``base``, which is checked as by `logarithm`."""
    return math.log(_as_number(base))


def _as_number(base: Base) -> float:
    if isinstance(base, str) and base == "e":
        return math.e
    # int and float first: asking about Real alone takes twice as long.
    if not isinstance(base, (int, float, Real)) or not 1 < base < math.inf:
        allowed = 'base must be 2 (bits), math.e or "e" (nats), 10, or another finite number above 1'
        raise ValueError(f"{allowed}, not {base!r}")
    return base
