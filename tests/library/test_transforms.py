"""Inside PyTorch's transforms: each row of the table in pages/api.md works, or is refused in one line."""

import inspect
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor
from torch._subclasses.fake_tensor import FakeTensorMode
from torch.func import grad, hessian, jacfwd, jacrev, vmap
from torch.fx.experimental.proxy_tensor import make_fx

import infolib
from infolib import (
    NotADistributionError,
    check_distribution,
    conditional_entropy,
    cross_entropy,
    cross_entropy_from_logits,
    entropy,
    gaussian_entropy,
    gaussian_kl,
    gaussian_mutual_information,
    jensen_shannon_divergence,
    joint_entropy,
    kl_divergence,
    log_softmax,
    marginals,
    multivariate_gaussian_entropy,
    multivariate_gaussian_kl,
    mutual_information,
    negative_log_likelihood,
    normalize,
    perplexity,
    pointwise_mutual_information,
    self_information,
    softmax,
)

Function = Callable[..., Any]


def f64(x: Any) -> Tensor:  # noqa: ANN401
    return torch.tensor(x, dtype=torch.float64)


# Three rows of arguments of each function: ordinary ones, some that are equal or near, and some with zeros.
P = f64([[0.5, 0.25, 0.25], [0.2, 0.3, 0.5], [0.5, 0.0, 0.5]])
Q = f64([[0.25, 0.5, 0.25], [0.2, 0.3 + 1e-9, 0.5 - 1e-9], [0.25, 0.5, 0.25]])
TABLES = f64([[[0.5, 0.125], [0.125, 0.25]], [[0.125, 0.375], [0.125, 0.375]], [[0.5, 0.0], [0.25, 0.25]]])
LOGITS = f64([[1.0, 2.0, -3.0], [0.0, 0.0, 0.0], [800.0, -800.0, 3.0]])
CLASSES = torch.tensor([1, 0, 2])
WIDTHS = f64([0.5, 1.0, 2.0])
MEANS = f64([[0.0, 1.0], [0.5, -0.5], [0.0, 0.0]])
COVS = f64([[[2.0, 0.5], [0.5, 1.0]], [[1.0, 0.0], [0.0, 1.0]], [[4.0, -1.0], [-1.0, 3.0]]])
CALLS: dict[str, tuple[Function, tuple[Tensor, ...]]] = {
    "self_information": (self_information, (P,)),
    "entropy": (entropy, (P,)),
    "perplexity": (perplexity, (P,)),
    "joint_entropy": (joint_entropy, (TABLES,)),
    "conditional_entropy": (conditional_entropy, (TABLES,)),
    "mutual_information": (mutual_information, (TABLES,)),
    "pointwise_mutual_information": (pointwise_mutual_information, (TABLES,)),
    "marginals": (marginals, (TABLES,)),
    "kl_divergence": (kl_divergence, (P, Q)),
    "cross_entropy": (cross_entropy, (P, Q)),
    "jensen_shannon_divergence": (jensen_shannon_divergence, (P, Q)),
    "normalize": (normalize, (4 * P,)),
    "softmax": (softmax, (LOGITS,)),
    "log_softmax": (log_softmax, (LOGITS,)),
    "cross_entropy_from_logits, soft": (cross_entropy_from_logits, (LOGITS, P)),
    "cross_entropy_from_logits, classes": (cross_entropy_from_logits, (LOGITS, CLASSES)),
    "negative_log_likelihood": (negative_log_likelihood, (Q, CLASSES)),
    "gaussian_entropy": (gaussian_entropy, (WIDTHS,)),
    "gaussian_kl": (gaussian_kl, (MEANS[:, 0], WIDTHS, MEANS[:, 1], WIDTHS.flip(0))),
    "gaussian_mutual_information": (gaussian_mutual_information, (f64([0.5, 0.0, -0.25]),)),
    "multivariate_gaussian_entropy": (multivariate_gaussian_entropy, (COVS,)),
    "multivariate_gaussian_kl": (
        multivariate_gaussian_kl,
        (MEANS, COVS, MEANS.flip(0), torch.cat([f64([[[1.0, 0.0], [0.0, 2.0]]]), COVS[1:]])),
    ),
}  # fmt: skip
pytestmark = pytest.mark.filterwarnings(
    "ignore:.torch.jit.:DeprecationWarning"
)  # which torch.func loads itself
every = pytest.mark.parametrize("name", CALLS)
UNCHECKED = {"validate": False}


def prepared(name: str, **options: Any) -> tuple[Function, tuple[Tensor, ...]]:  # noqa: ANN401
    """Return a function with its options set, and its arguments in three rows."""
    function, rows = CALLS[name]
    return (lambda *x: function(*x, **options)), rows


def total(result: Any) -> Tensor:  # noqa: ANN401
    """Add up a result whose entries are finite; -inf, as of a pair that never occurs, is left out."""
    parts = result if isinstance(result, tuple) else (result,)
    return sum((torch.where(x.isfinite(), x, 0.0).sum() for x in parts), start=torch.zeros(()))


def of_first(call: Function, others: tuple[Tensor, ...]) -> Function:
    return lambda x: total(call(x, *others))


def assert_same(found: Any, expected: Any) -> None:  # noqa: ANN401
    torch.testing.assert_close(found, expected, rtol=1e-12, atol=1e-15)


def assert_refused(call: Function, *, cure: str = "validate=False") -> None:
    """Assert that a call is refused by infolib, in one line that names the cure."""
    with pytest.raises((RuntimeError, TypeError, ValueError)) as caught:
        call()
    message = str(caught.value)
    assert cure in message
    assert "\n" not in message.strip()


def test_every_function_is_in_the_table_of_calls() -> None:
    functions = {n for n in infolib.__all__ if n not in ("NotADistributionError", "check_distribution")}
    assert {name.partition(",")[0] for name in CALLS} == functions


@every
def test_every_function_has_an_unchecked_form(name: str) -> None:
    parameter = inspect.signature(CALLS[name][0]).parameters["validate"]
    assert (parameter.default, parameter.kind) == (True, parameter.KEYWORD_ONLY)


@every
def test_the_unchecked_form_gives_the_same(name: str) -> None:
    function, rows = CALLS[name]
    assert_same(function(*rows, validate=False), function(*rows))
    arrays = [x.numpy() for x in rows]
    for found, expected in zip(
        np.atleast_1d(function(*arrays, validate=False)), np.atleast_1d(function(*arrays)), strict=True
    ):
        np.testing.assert_array_equal(found, expected)


# ---- gradients


def by_backward(call: Function, x: Tensor) -> Tensor:
    x = x.clone().requires_grad_()
    (gradient,) = torch.autograd.grad(call(x), x)
    return gradient


@every
@pytest.mark.parametrize("transform", [grad, jacrev, jacfwd])
@pytest.mark.parametrize("options", [{}, UNCHECKED], ids=["checked", "unchecked"])
def test_gradients_are_those_of_backward(name: str, transform: Function, options: dict[str, Any]) -> None:
    call, (x, *others) = prepared(name, **options)
    of_x = of_first(call, tuple(others))
    assert_same(transform(of_x)(x), by_backward(of_x, x))


@every
def test_the_hessian_is_finite_where_the_arguments_are_equal_or_ordinary(name: str) -> None:
    call, rows = prepared(name)
    x, *others = (r[:2] for r in rows)
    of_x = of_first(call, tuple(others))
    if name == "multivariate_gaussian_entropy":  # both triangles, or each mode of autograd takes its own
        of_x = of_first(lambda c: call((c + c.mT) / 2), ())
    found = hessian(of_x)(x)
    assert found.isfinite().all()
    torch.testing.assert_close(found, torch.autograd.functional.hessian(of_x, x), rtol=1e-9, atol=1e-12)  # type: ignore[no-untyped-call]


# ---- vmap


def stacked(call: Function, rows: tuple[Tensor, ...]) -> Any:  # noqa: ANN401
    """Call row by row, and put the results together as vmap does."""
    results = [call(*row) for row in zip(*rows, strict=True)]
    if isinstance(results[0], tuple):
        return tuple(torch.stack(list(parts)) for parts in zip(*results, strict=True))
    return torch.stack(results)


@every
def test_vmap_gives_row_by_row_results(name: str) -> None:
    call, rows = prepared(name, **UNCHECKED)
    assert_same(vmap(call)(*rows), stacked(call, rows))


@every
def test_vmap_of_vmap_gives_row_by_row_results(name: str) -> None:
    call, rows = prepared(name, **UNCHECKED)
    twice = tuple(x.expand(2, *x.shape) for x in rows)
    assert_same(vmap(vmap(call))(*twice), stacked(vmap(call), twice))


@every
def test_vmap_of_one_argument_leaves_the_others_whole(name: str) -> None:
    call, rows = prepared(name, **UNCHECKED)
    others = [x[0] for x in rows]
    for place, x in enumerate(rows):

        def of_one(row: Tensor, place: int = place) -> Any:  # noqa: ANN401
            return call(*others[:place], row, *others[place + 1 :])

        assert_same(vmap(of_one)(x), stacked(of_one, (x,)))


@every
@pytest.mark.parametrize("transform", [grad, jacrev, jacfwd])
def test_gradients_of_each_row_are_had_by_vmap(name: str, transform: Function) -> None:
    call, rows = prepared(name, **UNCHECKED)

    def gradient(x: Tensor, *others: Tensor) -> Any:  # noqa: ANN401
        return transform(of_first(call, others))(x)

    assert_same(vmap(gradient)(*rows), stacked(gradient, rows))


@every
def test_the_gradient_through_vmap_is_that_of_the_batch(name: str) -> None:
    call, (x, *others) = prepared(name, **UNCHECKED)
    through = of_first(lambda *rows: vmap(call)(*rows), tuple(others))
    assert_same(grad(through)(x), by_backward(of_first(call, tuple(others)), x))


@every
def test_a_check_inside_vmap_is_refused_with_the_cure(name: str) -> None:
    call, rows = prepared(name)
    assert_refused(lambda: vmap(call)(*rows))


def test_a_check_of_a_gradient_inside_vmap_is_refused_with_the_cure() -> None:
    assert_refused(lambda: vmap(grad(lambda p: entropy(p)))(P))


def test_a_refusal_inside_vmap_begins_with_who_refuses() -> None:
    with pytest.raises(RuntimeError, match=r"^infolib checks values, which vmap"):
        vmap(entropy)(P)


def test_checking_alone_inside_vmap_is_refused() -> None:
    assert_refused(lambda: vmap(lambda p: (check_distribution(p), p)[1])(P), cure="vmap")  # type: ignore[func-returns-value]


def test_a_matrix_inside_vmap_that_is_no_covariance_is_refused_without_its_eigenvalues() -> None:
    with pytest.raises(NotADistributionError, match=r"^cov is not positive definite$"):
        vmap(lambda cov: multivariate_gaussian_entropy(cov, validate=False))(f64([[[1.0, 2.0], [2.0, 1.0]]]))


@pytest.mark.parametrize("options", [{"keepdims": True}, {"axis": 0}, {"base": "e"}, {"base": 3}])
def test_options_hold_inside_vmap(options: dict[str, Any]) -> None:
    for function in (entropy, kl_divergence, cross_entropy, jensen_shannon_divergence):
        rows = (P, Q)[: 1 + (function is not entropy)]
        call = lambda *x, function=function: function(*x, validate=False, **options)  # noqa: E731
        assert_same(vmap(call)(*rows), stacked(call, rows))


def test_conditional_entropy_given_y_holds_inside_vmap() -> None:
    def call(p: Tensor) -> Any:  # noqa: ANN401
        return conditional_entropy(p, given="y", validate=False)

    assert_same(vmap(call)(TABLES), stacked(call, (TABLES,)))


def test_rules_for_zero_hold_inside_vmap() -> None:
    p, q = f64([[1.0, 0.0], [0.5, 0.5]]), f64([[0.5, 0.5], [1.0, 0.0]])
    found = vmap(lambda p, q: kl_divergence(p, q, validate=False))(p, q)
    assert found.tolist() == [1.0, math.inf]
    assert vmap(lambda p: entropy(p, validate=False))(p).tolist() == [0.0, 1.0]


@pytest.mark.parametrize("dtype", [torch.float32, torch.float16, torch.bfloat16])
def test_vmap_gives_results_in_the_dtype_of_its_rows(dtype: torch.dtype) -> None:
    p = P.to(dtype)
    found = vmap(lambda p: entropy(p, validate=False))(p)
    assert found.dtype == dtype
    assert torch.equal(found, entropy(p, validate=False))


# ---- compile and export


def compiled(call: Function, rows: tuple[Tensor, ...], *, backend: str, fullgraph: bool) -> Any:  # noqa: ANN401
    torch._dynamo.reset()
    return torch.compile(call, backend=backend, fullgraph=fullgraph)(*rows)


@pytest.mark.parametrize("name", ["kl_divergence", "cross_entropy_from_logits, classes"])
def test_compiling_keeps_results_and_checks(name: str) -> None:
    call, rows = prepared(name)
    assert_same(compiled(call, rows, backend="aot_eager", fullgraph=False), call(*rows))


def test_a_compiled_function_checks_and_follows_its_later_inputs() -> None:
    torch._dynamo.reset()
    quick = torch.compile(entropy, backend="eager")
    assert [float(quick(p)) for p in (P[0], P[2])] == [1.5, 1.0]
    with pytest.raises(infolib.NotADistributionError, match=r"^p sums to 4, not 1"):
        quick(f64([2.0, 1.0, 1.0]))


@every
def test_one_graph_is_had_without_checks(name: str) -> None:
    call, rows = prepared(name, **UNCHECKED)
    assert_same(compiled(call, rows, backend="eager", fullgraph=True), call(*rows))


@pytest.mark.parametrize("name", ["entropy", "joint_entropy", "softmax", "gaussian_kl"])
def test_one_graph_with_checks_is_refused_with_the_cure(name: str) -> None:
    call, rows = prepared(name)
    with pytest.raises(Exception, match="validate=False"):  # Dynamo's own exception, which quotes the reason
        compiled(call, rows, backend="eager", fullgraph=True)


class Module(torch.nn.Module):
    """Wrap a function, for torch.export takes modules only."""

    def __init__(self, call: Function) -> None:
        super().__init__()
        self.call = call

    def forward(self, *x: Tensor) -> Any:  # noqa: ANN401
        return self.call(*x)


@pytest.mark.parametrize(
    "name", ["mutual_information", "cross_entropy_from_logits, soft", "multivariate_gaussian_kl"]
)
def test_export_works_without_checks(name: str) -> None:
    call, rows = prepared(name, **UNCHECKED)
    program = torch.export.export(Module(call), rows).module()
    assert_same(program(*rows), call(*rows))
    back = tuple(x.flip(0) for x in rows)
    assert_same(program(*back), call(*back))


@every
def test_export_with_checks_is_refused_with_the_cure(name: str) -> None:
    call, rows = prepared(name)
    with pytest.raises(Exception, match="validate=False"):
        torch.export.export(Module(call), rows)


# ---- tensors without values


@every
def test_meta_tensors_tell_the_shape_without_checks(name: str) -> None:
    call, rows = prepared(name, **UNCHECKED)
    found, expected = call(*(x.to("meta") for x in rows)), call(*rows)
    for f, e in zip(*(x if isinstance(x, tuple) else (x,) for x in (found, expected)), strict=True):
        assert (f.shape, f.dtype, f.device.type) == (e.shape, e.dtype, "meta")


@every
def test_fake_tensors_tell_the_shape_without_checks(name: str) -> None:
    call, rows = prepared(name, **UNCHECKED)
    with FakeTensorMode() as mode:
        found = call(*(mode.from_tensor(x) for x in rows))
    expected = call(*rows)
    for f, e in zip(*(x if isinstance(x, tuple) else (x,) for x in (found, expected)), strict=True):
        assert (f.shape, f.dtype) == (e.shape, e.dtype)


@every
def test_a_check_of_tensors_without_values_is_refused_with_the_cure(name: str) -> None:
    call, rows = prepared(name)
    assert_refused(lambda: call(*(x.to("meta") for x in rows)))
    with FakeTensorMode() as mode:
        assert_refused(lambda: call(*(mode.from_tensor(x) for x in rows)))


@every
def test_a_fake_tensor_is_refused_outside_of_its_mode_as_well(name: str) -> None:
    call, rows = prepared(name)
    with FakeTensorMode() as mode:
        fakes = [mode.from_tensor(x) for x in rows]
    assert_refused(lambda: call(*fakes))


def test_a_distribution_that_is_fake_is_refused_outside_of_its_mode() -> None:
    with FakeTensorMode() as mode:
        p = mode.from_tensor(P)
    assert_refused(lambda: check_distribution(p))


@pytest.mark.parametrize("hidden", range(4))
def test_one_hidden_parameter_of_four_is_refused_with_the_cure(hidden: int) -> None:
    def call(x: Tensor) -> Any:  # noqa: ANN401
        parameters = [P[0]] * 4
        parameters[hidden] = x
        return gaussian_kl(*parameters)

    assert_refused(lambda: vmap(call)(P))


# ---- traces, which would keep the answer to the input that they were made with


@every
@pytest.mark.parametrize("options", [{}, UNCHECKED], ids=["checked", "unchecked"])
def test_a_trace_is_refused(name: str, options: dict[str, Any]) -> None:
    call, rows = prepared(name, **options)
    assert_refused(lambda: torch.jit.trace(call, rows, check_trace=False), cure="torch.jit.trace")  # type: ignore[no-untyped-call]


def test_checking_inside_a_trace_is_refused() -> None:
    def checked(p: Tensor) -> Tensor:
        check_distribution(p)
        return p

    assert_refused(lambda: torch.jit.trace(checked, (P,), check_trace=False), cure="torch.jit.trace")  # type: ignore[no-untyped-call]


@every
def test_an_fx_graph_of_real_tensors_follows_its_later_inputs(name: str) -> None:
    call, rows = prepared(name, **UNCHECKED)
    graph = make_fx(call)(*rows)
    back = tuple(x.flip(0) for x in rows)
    assert_same(graph(*back), call(*back))


@every
def test_an_fx_graph_with_checks_is_refused_with_the_cure(name: str) -> None:
    call, rows = prepared(name)
    assert_refused(lambda: make_fx(call)(*rows))


# ---- the modes of PyTorch


@every
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("narrow", [torch.bfloat16, torch.float16])
def test_autocast_changes_nothing(name: str, dtype: torch.dtype, narrow: torch.dtype) -> None:
    call, rows = prepared(name)
    rows = tuple(x.to(dtype) if x.is_floating_point() else x for x in rows)
    expected = call(*rows)
    with torch.autocast("cpu", dtype=narrow):
        found = call(*rows)
    torch.testing.assert_close(found, expected, rtol=0, atol=0)


@every
@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_half_precision_gives_the_rounded_result(name: str, dtype: torch.dtype) -> None:
    call, rows = prepared(name, **UNCHECKED)
    narrow = tuple(x.to(dtype) if x.is_floating_point() else x for x in rows)
    wide = tuple(x.double() if x.is_floating_point() else x for x in narrow)
    found, expected = call(*narrow), call(*wide)
    for f, e in zip(*(x if isinstance(x, tuple) else (x,) for x in (found, expected)), strict=True):
        assert f.dtype == dtype
        torch.testing.assert_close(f, e.to(dtype), rtol=2 * torch.finfo(dtype).eps, atol=1e-3)


@every
@pytest.mark.parametrize("mode", [torch.no_grad, torch.inference_mode, torch.enable_grad])
def test_the_modes_of_autograd_change_no_result(name: str, mode: Function) -> None:
    call, rows = prepared(name)
    with mode():
        assert_same(call(*(x.clone() for x in rows)), call(*rows))


def test_a_learnt_parameter_is_a_tensor() -> None:
    learnt = torch.nn.Parameter(LOGITS[0].clone())
    loss = cross_entropy_from_logits(learnt, CLASSES[0])
    assert type(loss) is Tensor
    loss.backward()  # type: ignore[no-untyped-call]
    assert learnt.grad is not None
    assert learnt.grad.isfinite().all()


def test_gradients_survive_checkpointing() -> None:
    from torch.utils.checkpoint import checkpoint

    p = P[0].clone().requires_grad_()
    checkpoint(entropy, p, use_reentrant=False).backward()
    assert_same(p.grad, by_backward(entropy, P[0]))
