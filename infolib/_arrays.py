"""The one place that knows NumPy from PyTorch: any kind of numbers in, the same kind out; and logarithms."""

from __future__ import annotations

import math
import sys
from collections import deque, namedtuple
from collections.abc import Callable, Collection, Sequence
from functools import partial, reduce, wraps
from numbers import Real
from typing import TYPE_CHECKING, Any, ParamSpec, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from infolib.errors import NotADistributionError, explain_kind, explain_labels

if TYPE_CHECKING:
    import torch

# What a caller may hand in; the kind that the library works on and gives back is left open.
Numbers: TypeAlias = "float | list[Any] | tuple[Any, ...] | NDArray[Any] | np.number[Any] | torch.Tensor"
Array: TypeAlias = Any
Base: TypeAlias = "float | str"
Restore: TypeAlias = Callable[..., Array]
P = ParamSpec("P")
T = TypeVar("T")

HIDDEN = "infolib checks values, which vmap, meta tensors and PyTorch's tracing hide: pass validate=False"

# What pandas calls the entries along an axis, and whose index or columns these are.
Label = namedtuple("Label", ("index", "owner", "place", "ndim"))
Labels: TypeAlias = dict[int, Label]  # by axis, counted from the end


def as_arrays(
    given: dict[str, Numbers], *, view: bool = True, square: Collection[str] = ()
) -> tuple[list[Array], Restore]:
    """Return the arguments as floating-point arrays of one library, and the function to give results back.

    Lists and numbers take on the library and dtype of the arrays beside them. Results have the dtype that
    holds all arrays (whole numbers become float64, or PyTorch's default dtype), and are lists if there is no
    array. Tensors that NumPy can share come in as arrays, unless ``view`` is False. What pandas calls the
    entries must agree (if ``square``, of rows and columns); results get it back, but for the ``lost`` axis.
    """
    own: list[Any] = list(given.values())
    if all(map(_is_plain, own)) and len({(type(x), x.device) for x in own}) == 1:  # as below, but quick
        dtype, as_tensor = promoted(*own), type(own[0]) is not np.ndarray
        restore = partial(_restored, dtype=dtype, labels={}, title=None, as_tensor=as_tensor)
        return (numpy_views(own) if as_tensor and view else None) or own, restore
    arrays = {name: _as_floats(x, name) for name, x in given.items()}
    # Alone, a list of labelled rows gives a list, and what else has labels an array.
    labelled = {n: labels_of(x, n) for n, x in given.items() if len(given) > 1 or hasattr(x, "axes")}
    for name in square:
        if columns := labelled.get(name):
            labelled[name] = agree({-1: columns.pop(-2, columns[-1])}, columns)
    labels = agree(*labelled.values()) if labelled else {}
    leads = {name: arrays[name] for name, x in given.items() if hasattr(x, "__array__")}
    if not leads:
        return list(arrays.values()), lambda result, lost=0: result.tolist()
    as_tensor = any(map(_is_tensor, leads.values()))
    if as_tensor:  # beside a tensor, all but NumPy's own arrays are numbers
        kept = {name for name, x in given.items() if isinstance(x, np.ndarray) and x.ndim}
        leads = {name: x for name, x in leads.items() if _is_tensor(x) or name in kept}
        _require_one_home(leads)
    dtype = promoted(*leads.values())
    if view and (views := numpy_views(list(leads.values()))):
        leads = dict(zip(leads, views, strict=True))
    lead = next(iter(leads.values()))
    title = getattr(own[0], "name", None) if len(own) == len(labels) == 1 else None
    restore = partial(_restored, dtype=dtype, labels=labels, title=title, as_tensor=as_tensor)
    return [leads[n] if n in leads else _like(x, lead) for n, x in arrays.items()], restore


def _is_plain(x: Any) -> bool:  # noqa: ANN401
    """Whether ``x`` is what most callers hand in, an array or tensor of floats, with nothing to refuse."""
    if type(x) is np.ndarray:
        return bool(x.dtype.kind == "f")
    torch: Any = sys.modules.get("torch")
    usual = torch is not None and type(x) is torch.Tensor and x.dtype in (torch.float32, torch.float64)
    return usual and not (x.is_nested or x.layout != torch.strided or torch.jit.is_tracing())


def _is_tensor(x: object) -> bool:
    torch = sys.modules.get("torch")  # whoever holds a tensor has imported PyTorch; nobody else pays for it
    return type(x) is not np.ndarray and torch is not None and isinstance(x, torch.Tensor)


def _as_floats(x: Any, name: str) -> Array:  # noqa: ANN401
    """Return ``x`` as an array or tensor of floats, without a copy; raise an error for what is none."""
    array = read(x, name)
    if _is_tensor(array):
        return array if array.is_floating_point() else array.to(namespace(array).get_default_dtype())
    try:
        return array if array.dtype.kind == "f" else array.astype(float)
    except OverflowError:
        message = f"{name} holds a whole number too large for a float; divide it down first"
        raise NotADistributionError(message) from None


def read(x: Any, name: str) -> Array:  # noqa: ANN401
    """Return ``x`` as an array or tensor of real numbers, or of Python's own beyond 64 bits, uncopied."""
    if _is_tensor(x):
        return _read_tensor(x, name)
    if isinstance(x, np.ma.MaskedArray):
        raise NotADistributionError(f"{name} is a masked array; fill or drop its masked entries first")
    if isinstance(x, (list, tuple, deque)):
        _look_inside(x, name)
    try:
        array = x.to_numpy() if hasattr(x, "isna") else np.asarray(x)
        if array.dtype.kind == "O" and hasattr(x, "isna"):  # pandas's missing are None, NaN, NA and NaT
            array = np.where(x.isna(), math.nan, array)
    except ValueError:
        raise NotADistributionError(f"{name} is ragged: its rows must all have the same length") from None
    if array.dtype.kind in "fiu":
        return array
    numbers = (type(e) in (int, float) or isinstance(e, (np.floating, np.integer)) for e in array.flat)
    if array.dtype == object and array is not x and all(numbers):
        return np.array(array.tolist()).reshape(array.shape)
    raise NotADistributionError(explain_kind(x, name, array.dtype.kind))


def _look_inside(x: Any, name: str) -> None:  # noqa: ANN401
    """Raise an error if a nest of lists holds what NumPy would read as if it were a number."""
    for kind in set(map(type, x)) - {float, int}:
        if issubclass(kind, (list, tuple, deque)):
            for nest in (entry for entry in x if type(entry) is kind):
                _look_inside(nest, name)
        elif issubclass(kind, np.ma.MaskedArray):
            raise NotADistributionError(f"{name} holds masked entries; fill or drop them first")
        elif any(map(_is_tensor, x)):
            what = f"{name} is a {type(x).__name__} of tensors"
            raise NotADistributionError(f"{what}; torch.stack() them first")
        elif not issubclass(kind, (np.ndarray, np.generic)):
            agree(*(labels_of(entry, f"{name}[{i}]") for i, entry in enumerate(x)))


def _read_tensor(x: Array, name: str) -> Array:
    torch = sys.modules["torch"]
    if _is_plain(x):
        return x
    if torch.jit.is_tracing():
        cure = "use torch.compile or torch.export"
        raise RuntimeError(f"torch.jit.trace would keep the answer to {name} for all later inputs; {cure}")
    faults = {
        "a nested tensor; torch.nested.to_padded_tensor({name}, 0.0) first": x.is_nested,
        "a quantized tensor; call its dequantize() first": x.is_quantized,
        "a masked tensor; fill its masked entries first: {name}.to_tensor(0.0)": hasattr(x, "to_tensor"),
        "a sparse tensor; call its to_dense() first": x.layout != torch.strided,
        # PyTorch stores float8, but does not calculate with it.
        "of {dtype}; convert it to torch.float32 first": x.itemsize < 2 and x.is_floating_point(),
    }
    if x.dtype == torch.bool or x.is_complex():
        raise NotADistributionError(explain_kind(x, name, "b" if x.dtype == torch.bool else "c"))
    if any(faults.values()):
        fault = next(fault for fault in faults if faults[fault]).format(name=name, dtype=x.dtype)
        raise NotADistributionError(f"{name} is {fault}")
    return x


def labels_of(x: Any, name: str) -> Labels:  # noqa: ANN401
    """Return what pandas calls the rows and columns of ``x``; raise ValueError for what others call them."""
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
    tensor, device = next((name, x.device) for name, x in arrays.items() if _is_tensor(x))
    for name, x in arrays.items():
        if not _is_tensor(x):
            cure = f"torch.from_numpy({name}), or {tensor}.detach().cpu().numpy()"
            raise ValueError(f"{name} is a NumPy array but {tensor} a PyTorch tensor; convert one: {cure}")
        if x.device != device:
            raise ValueError(f"{tensor} is on {device} but {name} on {x.device}; move one: .to(device)")


def numpy_views(arrays: Sequence[Array]) -> list[Array] | None:
    """Return NumPy arrays that share the memory of the tensors among ``arrays``; None if one cannot.

    Tensors need PyTorch for gradients, other devices and dtypes that NumPy is slow at; else it is slower.
    """
    views: list[Array] = []
    for x in () if _is_traced() else arrays:
        if (view := _numpy_view(x) if _is_tensor(x) else x) is None:
            return None
        views.append(view)
    return views or None


def _numpy_view(x: Array) -> Array | None:
    torch = sys.modules["torch"]
    usual = type(x) is torch.Tensor and x.is_cpu and not x.requires_grad
    if not usual or x.dtype not in (torch.float32, torch.float64, torch.int64):
        return None
    try:
        return x.numpy() if torch.autograd.forward_ad.unpack_dual(x).tangent is None else None
    except RuntimeError:  # it has no memory of its own, as under vmap; in a graph it would be a constant
        return None


def _like(array: Array, lead: Array) -> Array:
    if _is_tensor(lead):
        array = sys.modules["torch"].from_numpy(np.array(array, float)).to(lead.device)
    return cast(array, lead.dtype)


def _restored(
    result: Array, lost: int = 0, *, dtype: Array, labels: Labels, title: object, as_tensor: bool
) -> Array:
    """Return ``result`` in the dtype: as a tensor, labelled if all its axes are, or as NumPy would."""
    if as_tensor:
        own = result if _is_tensor(result) else sys.modules["torch"].from_numpy(np.asarray(result))
        return cast(own, dtype)
    result, left = cast(result, dtype), without(labels, lost) if lost else labels
    indices = labels and [left[end].index for end in range(-result.ndim, 0) if end in left]
    # An axis that was kept has length one, and no label.
    if not indices or result.shape != tuple(map(len, indices)):
        return result[()]  # a scalar if NumPy's own functions give one
    pd: Any = sys.modules["pandas"]
    return pd.DataFrame(result, *indices) if result.ndim > 1 else pd.Series(result, *indices, name=title)


def namespace(array: Array) -> Any:  # noqa: ANN401
    """Return the library of ``array``, numpy or torch."""
    return sys.modules["torch"] if _is_tensor(array) else np


def as_numpy(array: Array) -> Array:
    """Return the values of ``array`` in NumPy, to be read or to be told in an error message."""
    if not _is_tensor(array):
        return array
    array = array.detach().cpu()
    return (array.double() if array.is_floating_point() else array).numpy()


def look(*arrays: Array) -> list[Array]:
    """Return the arrays to look at their values: without gradient, and in NumPy if that can be had of all."""
    if not any(map(_is_tensor, arrays)):
        return list(arrays)
    values = [array.detach() if _is_tensor(array) else array for array in arrays]
    return numpy_views(values) or values


def glance(array: Array) -> Array:
    """Return ``array`` to be reduced: as `look`, but a short tensor, whose view takes longer, as it is."""
    return array if not _is_tensor(array) else array.detach() if array.numel() < 10_000 else look(array)[0]


def hides_values(array: Array) -> bool:
    """Whether values cannot be read, nor branched on: under vmap and tracing, of meta and fake tensors."""
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
    if namespace(condition) is np:  # to count takes a third of the time of `any`
        return bool(np.count_nonzero(condition))
    return hides_values(condition) or bool(condition.any())


def reads_values(check: Callable[P, T]) -> Callable[P, T]:
    """Mark a check, which reads values: refused where these are hidden, and left out of compiled graphs."""
    aside: list[Callable[P, T]] = []  # from Dynamo, which would take NumPy's functions for PyTorch's

    @wraps(check)
    def reading(*args: P.args, **options: P.kwargs) -> T:
        if not aside and (dynamo := sys.modules.get("torch._dynamo")):
            aside.append(dynamo.disable(check))
        try:
            return (aside or [check])[0](*args, **options)
        except RuntimeError:
            if any(map(hides_values, args)):
                raise RuntimeError(HIDDEN) from None
            raise

    vars(reading).update(_torchdynamo_disable=True, _torchdynamo_disable_msg=HIDDEN)
    return reading


def quietly(f: Callable[P, T]) -> Callable[P, T]:
    """Keep NumPy from warning of what was not to be checked, which the result shows."""
    quiet = np.errstate(all="ignore")(f)
    # PyTorch does not warn, and its compiler does not know NumPy's errstate.
    return wraps(f)(lambda *args, **options: (f if _is_traced() else quiet)(*args, **options))


def promoted(*arrays: Array) -> Any:  # noqa: ANN401
    """Return the dtype that holds the numbers of all arrays."""
    dtypes = {array.dtype for array in arrays}
    return dtypes.pop() if len(dtypes) == 1 else reduce(namespace(arrays[0]).promote_types, dtypes)


def cast(array: Array, dtype: Any) -> Array:  # noqa: ANN401
    """Return ``array`` in the dtype, without a copy if it has it; too large for the dtype is inf."""
    if array.dtype == dtype:  # asking first saves time
        return array
    if _is_tensor(array):
        return array.to(dtype)
    with np.errstate(over="ignore"):
        return array.astype(dtype)


def widened(array: Array) -> Array:
    """Return ``array`` in float64 at least."""
    xp = namespace(array)
    return array if array.dtype == xp.float64 else cast(array, xp.promote_types(array.dtype, xp.float64))


def total(array: Array, axis: int | tuple[int, ...], *, keepdims: bool = False) -> Array:
    """Sum along ``axis`` in float64 at least: float32 loses 11 % of ten million terms along a first axis."""
    xp = namespace(array)
    return array.sum(axis, dtype=xp.promote_types(array.dtype, xp.float64), keepdims=keepdims)


def move_axis(array: Array, axis: int, to: int) -> Array:
    """Return a view of ``array`` in which ``axis`` has another place."""
    if axis % array.ndim == to % array.ndim:  # asking first saves 2 µs
        return array
    return namespace(array).moveaxis(array, axis, to)


def logarithm(base: Base, array: Array) -> Callable[[Array], Array]:
    """Return the logarithm to ``base``, for arrays of the library of ``array``."""
    nats(base)  # raises ValueError
    xp = namespace(array)  # its own are exact at powers of 2 and 10; others go by log2, exact for 4 and 8
    own = {2: "log2", math.e: "log", "e": "log", 10: "log10"}.get(base)
    return getattr(xp, own) if own else lambda x: xp.log2(x) / math.log2(float(base))


def nats(base: Base) -> float:
    """Return how many nats are one unit; raise ValueError unless ``base`` is finite and above 1, or "e"."""
    if isinstance(base, str) and base == "e":
        return 1.0
    if not isinstance(base, (int, float, Real)) or not 1 < base < math.inf:  # Real alone takes twice as long
        allowed = 'base must be 2 (bits), math.e or "e" (nats), 10, or another finite number above 1'
        raise ValueError(f"{allowed}, not {base!r}")
    return math.log(base)
