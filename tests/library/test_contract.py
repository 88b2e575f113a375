"""The contract, function by function: signature, kinds and layouts of input, and what each option does."""

import doctest
import inspect
import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

import infolib
from infolib import NotADistributionError

nan, inf = math.nan, math.inf
Function = Callable[..., Any]


class Call(NamedTuple):
    """A function and arguments that every dtype holds exactly, all of them batches."""

    name: str
    arguments: tuple[NDArray[Any], ...]

    @property
    def function(self) -> Function:
        return getattr(infolib, self.name)

    @property
    def options(self) -> set[str]:
        return set(inspect.signature(self.function).parameters)


P = np.array([[0.5, 0.25, 0.25, 0.0], [0.125, 0.5, 0.375, 0.0]])
Q = np.array([[0.25, 0.25, 0.5, 0.0], [0.5, 0.375, 0.0625, 0.0625]])
P_XY = np.array([[[0.5, 0.125, 0.0], [0.125, 0.0, 0.25]], [[0.125, 0.25, 0.125], [0.25, 0.125, 0.125]]])
Z = np.array([[0.0, 1.0, -2.0, 0.5], [3.0, 0.5, -inf, 1.0]])
LABELS = np.array([3, 1])
MU, SIGMA = np.array([[0.0, 1.0], [-0.5, 2.0]]), np.array([[0.5, 1.0], [2.0, 4.0]])
RHO = np.array([[0.0, 0.5], [-0.75, 0.25]])
COV = np.array([[[1.0, 0.5], [0.5, 2.0]], [[4.0, -1.0], [-1.0, 1.0]]])

CALLS = [
    Call("self_information", (P,)),
    Call("entropy", (P,)),
    Call("perplexity", (P,)),
    Call("joint_entropy", (P_XY,)),
    Call("conditional_entropy", (P_XY,)),
    Call("mutual_information", (P_XY,)),
    Call("pointwise_mutual_information", (P_XY,)),
    Call("kl_divergence", (P, Q)),
    Call("cross_entropy", (P, Q)),
    Call("jensen_shannon_divergence", (P, Q)),
    Call("marginals", (P_XY,)),
    Call("normalize", (8 * P,)),
    Call("softmax", (Z,)),
    Call("log_softmax", (Z,)),
    Call("cross_entropy_from_logits", (Z, LABELS)),
    Call("cross_entropy_from_logits", (Z, np.array([[0.0, 0.5, 0.25, 0.25], [0.5, 0.25, 0.0, 0.25]]))),
    Call("negative_log_likelihood", (Q, LABELS)),
    Call("gaussian_entropy", (SIGMA,)),
    Call("gaussian_kl", (MU, SIGMA, MU[::-1], SIGMA[:, ::-1])),
    Call("gaussian_mutual_information", (RHO,)),
    Call("multivariate_gaussian_entropy", (COV,)),
    Call("multivariate_gaussian_kl", (MU, COV, MU[::-1], COV[::-1])),
]
every = pytest.mark.parametrize(
    "call", CALLS, ids=lambda call: f"{call.name}-{call.arguments[-1].dtype.kind}"
)

# design.md's table, with validate wherever there is something to check that the result would not show.
SIGNATURES = {
    "NotADistributionError": None,
    "check_distribution": "p, *, axis=-1, name='p'",
    "self_information": "p, *, base=2, validate=True",
    "entropy": "p, *, base=2, axis=-1, keepdims=False, validate=True",
    "joint_entropy": "p_xy, *, base=2, validate=True",
    "conditional_entropy": "p_xy, *, given='x', base=2, validate=True",
    "mutual_information": "p_xy, *, base=2, validate=True",
    "pointwise_mutual_information": "p_xy, *, base=2, validate=True",
    "kl_divergence": "p, q, *, base=2, axis=-1, keepdims=False, validate=True",
    "cross_entropy": "p, q, *, base=2, axis=-1, keepdims=False, validate=True",
    "jensen_shannon_divergence": "p, q, *, base=2, axis=-1, keepdims=False, validate=True",
    "perplexity": "p, *, axis=-1, keepdims=False, validate=True",
    "marginals": "p_xy, *, validate=True",
    "normalize": "counts, *, axis=-1, validate=True",
    "softmax": "z, *, axis=-1, validate=True",
    "log_softmax": "z, *, axis=-1, validate=True",
    "cross_entropy_from_logits": f"logits, target, *, base={math.e}, axis=-1, validate=True",
    "negative_log_likelihood": f"probs, labels, *, base={math.e}, axis=-1, validate=True",
    "gaussian_entropy": "sigma, *, base=2, validate=True",
    "gaussian_kl": "mu1, sigma1, mu2, sigma2, *, base=2, validate=True",
    "gaussian_mutual_information": "rho, *, base=2, validate=True",
    "multivariate_gaussian_entropy": "cov, *, base=2, validate=True",
    "multivariate_gaussian_kl": "mu1, cov1, mu2, cov2, *, base=2, validate=True",
}


def as_list(x: Any) -> Any:  # noqa: ANN401
    return x.tolist()


def as_tuple(x: Any) -> Any:  # noqa: ANN401
    return tuple(map(as_tuple, x)) if isinstance(x, list) else as_tuple(x.tolist()) if np.ndim(x) else x


def strided(x: NDArray[Any]) -> NDArray[Any]:
    doubled = x
    for axis in range(x.ndim):
        doubled = doubled.repeat(2, axis=axis)
    return doubled[(slice(None, None, 2),) * x.ndim]


def reversed_strides(x: NDArray[Any]) -> NDArray[Any]:
    turned = (slice(None, None, -1),) * x.ndim
    return x[turned].copy()[turned]


def read_only(x: NDArray[Any]) -> NDArray[Any]:
    x = x.copy()
    x.flags.writeable = False
    return x


def big_endian(x: NDArray[Any]) -> NDArray[Any]:
    return x.astype(x.dtype.newbyteorder(">"))


LAYOUTS = [np.ascontiguousarray, np.asfortranarray, strided, reversed_strides, read_only, big_endian]


def tensor(x: NDArray[Any], dtype: torch.dtype) -> torch.Tensor:
    t = torch.from_numpy(x.copy())
    return t.to(dtype) if x.dtype.kind == "f" else t


def flat(result: Any) -> list[Any]:  # noqa: ANN401
    """Return the one or two results of a function."""
    return list(result) if isinstance(result, tuple) else [result]


def expected_of(call: Call, **options: Any) -> list[NDArray[Any]]:  # noqa: ANN401
    return flat(call.function(*call.arguments, **options))


# ---- the names and the signatures


def test_the_signatures_are_those_of_the_contract() -> None:
    assert sorted(SIGNATURES) == infolib.__all__
    assert {call.name for call in CALLS} == set(SIGNATURES) - {"NotADistributionError", "check_distribution"}
    for name, expected in SIGNATURES.items():
        if expected is not None:
            signature = inspect.signature(getattr(infolib, name))
            bare = [p.replace(annotation=p.empty) for p in signature.parameters.values()]
            assert str(inspect.Signature(bare)) == f"({expected})", name


@pytest.mark.parametrize("name", [name for name in infolib.__all__ if SIGNATURES[name]])
def test_every_parameter_and_result_has_a_type_and_every_docstring_runs(name: str) -> None:
    function = getattr(infolib, name)
    signature = inspect.signature(function)
    assert all(p.annotation is not p.empty for p in signature.parameters.values())
    assert signature.return_annotation is not signature.empty
    assert [e for test in doctest.DocTestFinder(recurse=False).find(function) for e in test.examples]
    assert ("\nReturns\n-------\n" in inspect.getdoc(function)) == (name != "check_distribution")


# ---- what comes in, comes out


@every
@pytest.mark.parametrize("wrap", [as_list, as_tuple])
def test_lists_and_tuples_give_lists_of_the_same_numbers(call: Call, wrap: Callable[[Any], Any]) -> None:
    results = flat(call.function(*map(wrap, call.arguments)))
    for result, expected in zip(results, expected_of(call), strict=True):
        assert type(result) is list
        np.testing.assert_array_equal(result, expected)


@every
@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda f: f.__name__)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_numpy_keeps_its_dtype_in_any_layout_and_is_left_alone(
    call: Call, layout: Callable[[Any], Any], dtype: type
) -> None:
    arguments = [layout(x.astype(dtype) if x.dtype.kind == "f" else x) for x in call.arguments]
    before = [x.copy() for x in arguments]
    results = flat(call.function(*arguments))
    for result, expected in zip(results, expected_of(call), strict=True):
        assert isinstance(result, np.ndarray)
        assert result.dtype == arguments[0].dtype  # byte order and all
        np.testing.assert_allclose(result, expected, rtol=16 * np.finfo(dtype).eps)
    for x, y in zip(arguments, before, strict=True):
        np.testing.assert_array_equal(x, y)


@every
@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32, torch.float64])
@pytest.mark.parametrize("layout", ["contiguous", "transposed", "sliced"])
@pytest.mark.parametrize("wants_gradient", [False, True])
def test_tensors_keep_dtype_and_device_in_any_layout_and_pass_gradients(
    call: Call, dtype: torch.dtype, layout: str, wants_gradient: bool
) -> None:
    layouts: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
        "contiguous": lambda t: t,
        "transposed": lambda t: t.movedim(0, -1).contiguous().movedim(-1, 0),
        "sliced": lambda t: t.repeat_interleave(2, dim=0)[::2],
    }
    arguments = [layouts[layout](tensor(x, dtype)) for x in call.arguments]
    before = [t.clone() for t in arguments]
    for t in arguments:
        t.requires_grad_(wants_gradient and t.is_floating_point())
    results = flat(call.function(*arguments))
    for result, expected in zip(results, expected_of(call), strict=True):
        assert isinstance(result, torch.Tensor)
        assert (result.dtype, result.device) == (dtype, arguments[0].device)
        assert result.requires_grad == wants_gradient
        rounding = 16 * torch.finfo(dtype).eps
        np.testing.assert_allclose(result.detach().double().numpy(), expected, rtol=rounding, atol=0)
    for t, u in zip(arguments, before, strict=True):
        assert (t == u).all()
    if wants_gradient:
        possible = [r[r.isfinite()].double().sum() for r in results]  # an infinite loss has no gradient
        sum(possible).backward()
        assert all(t.grad.dtype == dtype and not t.grad.isnan().any() for t in arguments if t.requires_grad)


@every
def test_one_of_a_batch_alone_gives_its_row(call: Call) -> None:
    for wrap in (as_list, np.asarray, torch.from_numpy):
        for i in range(len(call.arguments[0])):
            one = flat(call.function(*(wrap(np.array(x[i])) for x in call.arguments)))
            for result, expected in zip(one, expected_of(call), strict=True):
                np.testing.assert_allclose(np.asarray(result), expected[i], rtol=1e-15)
                if np.ndim(expected[i]) == 0:
                    kind = {as_list: float, np.asarray: np.float64, torch.from_numpy: torch.Tensor}[wrap]
                    assert type(result) is kind


ENTRY_BY_ENTRY = [
    call for call in CALLS if call.name == "self_information" or call.name.startswith("gaussian")
]


@pytest.mark.parametrize("call", ENTRY_BY_ENTRY, ids=lambda call: call.name)
@pytest.mark.parametrize(
    ("number", "kind"),
    [(float, float), (np.float32, np.float32), (np.float64, np.float64), (torch.tensor, torch.Tensor)],
)
def test_single_numbers_where_entries_stand_alone(call: Call, number: Function, kind: type) -> None:
    arguments = [x[1, 0] for x in call.arguments]
    result = call.function(*map(number, arguments))
    assert type(result) is kind
    assert np.ndim(result) == 0
    assert float(result) == pytest.approx(float(call.function(*call.arguments)[1, 0]), rel=1e-6, abs=0)
    zero_d = call.function(*(np.array(x) for x in arguments))
    assert type(zero_d) is np.float64


@pytest.mark.parametrize(
    "call",
    [c for c in CALLS if c not in ENTRY_BY_ENTRY and not c.name.startswith("multi")],
    ids=lambda c: c.name,
)
@pytest.mark.parametrize("number", [float, np.array, lambda x: torch.tensor(float(x))])
def test_a_single_number_is_no_distribution(call: Call, number: Function) -> None:
    with pytest.raises(NotADistributionError, match=r"is a single number|has shape \(\); a joint"):
        call.function(*(number(0.5) for _ in call.arguments))


# ---- options


UNITS = [(math.e, math.log(2)), ("e", math.log(2)), (10, math.log10(2)), (3, math.log(2, 3)), (2, 1.0)]


@pytest.mark.parametrize("call", [c for c in CALLS if "base" in c.options], ids=lambda c: c.name)
@pytest.mark.parametrize(("base", "units_of_a_bit"), UNITS)
@pytest.mark.parametrize("wrap", [np.asarray, torch.from_numpy])
def test_base_sets_the_unit(call: Call, base: Any, units_of_a_bit: float, wrap: Function) -> None:  # noqa: ANN401
    arguments = [wrap(x.copy()) for x in call.arguments]
    (bits,) = expected_of(call, base=2)
    result = np.asarray(call.function(*arguments, base=base))
    np.testing.assert_allclose(result, bits * units_of_a_bit, rtol=2e-15)
    default = inspect.signature(call.function).parameters["base"].default
    np.testing.assert_array_equal(call.function(*arguments), call.function(*arguments, base=default))


@pytest.mark.parametrize("call", [c for c in CALLS if "axis" in c.options], ids=lambda c: c.name)
@pytest.mark.parametrize("wrap", [as_list, np.asarray, torch.from_numpy])
def test_axis_may_be_any(call: Call, wrap: Function) -> None:
    (expected,) = expected_of(call)
    turned = [wrap(x.T.copy() if x.ndim == 2 else x) for x in call.arguments]
    for axis in (0, -2):
        np.testing.assert_allclose(np.asarray(call.function(*turned, axis=axis)), expected.T, rtol=1e-15)
    for wrong in (2, -3):
        with pytest.raises(
            ValueError, match=rf"axis must be from -2 to 1, for \w+ has shape .*; it is {wrong}"
        ):
            call.function(*turned, axis=wrong)


@pytest.mark.parametrize("call", [c for c in CALLS if "keepdims" in c.options], ids=lambda c: c.name)
@pytest.mark.parametrize("wrap", [as_list, np.asarray, torch.from_numpy])
def test_keepdims_keeps_the_axis_with_length_one(call: Call, wrap: Function) -> None:
    (expected,) = expected_of(call)
    kept = np.asarray(call.function(*map(wrap, call.arguments), keepdims=True))
    np.testing.assert_allclose(kept, expected[:, None], rtol=1e-15)
    turned = [wrap(x.T.copy()) for x in call.arguments]
    kept = np.asarray(call.function(*turned, axis=0, keepdims=True))
    np.testing.assert_allclose(kept, expected[None], rtol=1e-15)


@pytest.mark.parametrize("call", [c for c in CALLS if "validate" in c.options], ids=lambda c: c.name)
@pytest.mark.parametrize("wrap", [np.asarray, torch.from_numpy])
def test_validate_checks_and_changes_nothing_else(call: Call, wrap: Function) -> None:
    arguments = [wrap(x.copy()) for x in call.arguments]
    for checked, unchecked in zip(
        flat(call.function(*arguments)), flat(call.function(*arguments, validate=False)), strict=True
    ):
        np.testing.assert_array_equal(checked, unchecked)
    for i, x in enumerate(call.arguments):
        if x.dtype.kind == "f":
            broken = list(arguments)
            broken[i] = wrap(np.where(np.arange(x.size).reshape(x.shape) == x.size - 1, nan, x))
            with pytest.raises(NotADistributionError, match=r"\[1, .*\] = nan"):
                call.function(*broken)
