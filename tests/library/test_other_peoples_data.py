"""Other people's data: labels, missing values and containers that are neither lists, arrays nor tensors."""

import math
import subprocess
import sys
import warnings
from array import array
from collections import Counter, deque
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sparse
import torch

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

HALVES = [0.5, 0.25, 0.25]
P = pd.Series(HALVES, ["a", "b", "c"], name="share")
Q = pd.Series([0.25, 0.5, 0.25], ["a", "b", "c"])
FRAME = pd.DataFrame([HALVES, [0.25, 0.5, 0.25]], ["r", "s"], ["a", "b", "c"])
TABLE = pd.DataFrame([[0.5, 0.125], [0.125, 0.25]], ["rain", "sun"], ["cold", "warm"])
ONE = [entropy, perplexity, self_information, softmax, log_softmax, normalize]
TWO = [kl_divergence, cross_entropy, jensen_shannon_divergence]
JOINT = [
    joint_entropy,
    conditional_entropy,
    mutual_information,
    pointwise_mutual_information,
    marginals,
]
# Every function, as one of its first argument alone.
FIRST: dict[str, Function] = {
    **{f.__name__: f for f in [*ONE, check_distribution]},
    **{f.__name__: lambda p, f=f: f(p, HALVES) for f in TWO},
    "cross_entropy_from_logits": lambda z: cross_entropy_from_logits(z, 0),
    "negative_log_likelihood": lambda p: negative_log_likelihood(p, 0),
    "gaussian_entropy": gaussian_entropy,
    "gaussian_mutual_information": gaussian_mutual_information,
    "gaussian_kl": lambda m: gaussian_kl(m, 1.0, 0.0, 1.0),
}
# Some as one of their second or later argument.
LATER: dict[str, Function] = {
    **{f.__name__: lambda q, f=f: f(HALVES, q) for f in TWO},
    "target": lambda t: cross_entropy_from_logits([0.0, 1.0, 2.0], t),
    "sigma1": lambda s: gaussian_kl(0.0, s, 0.0, 1.0),
    "mu2": lambda m: gaussian_kl(0.0, 1.0, m, 1.0),
    "mean": lambda m: multivariate_gaussian_kl(m, np.eye(3), [0.0, 0.0, 0.0], np.eye(3)),
}
ANY = {**FIRST, **{f"{name}, later": f for name, f in LATER.items()}}
any_function = pytest.mark.parametrize("function", ANY.values(), ids=ANY)
# One of each way in: all that there is to take in, some arguments alone, classes, and a matrix's neighbour.
WAYS_IN = ["entropy", "kl_divergence, later", "cross_entropy_from_logits", "target, later", "mean, later"]
way_in = pytest.mark.parametrize("function", [ANY[name] for name in WAYS_IN], ids=WAYS_IN)


@pytest.fixture(autouse=True)
def silence() -> Iterator[None]:
    """Let no warning pass."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def refused(call: Function, *cures: str, error: type[Exception] = ValueError) -> str:
    """Return the message of a call that infolib refuses, in one line that names the cures."""
    with pytest.raises(error) as caught:
        call()
    message = str(caught.value)
    assert "\n" not in message
    for cure in cures:
        assert cure in message
    return message


# ---- pandas: what comes back


def test_pandas_is_never_imported() -> None:
    code = "import sys, infolib; infolib.entropy([0.5, 0.5]); sys.exit('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("function", [self_information, softmax, log_softmax, normalize, gaussian_entropy])
@pytest.mark.parametrize("x", [P, FRAME], ids=["Series", "DataFrame"])
def test_results_entry_by_entry_keep_their_labels(function: Function, x: Any) -> None:  # noqa: ANN401
    found = function(x)
    expected = type(x)(function(x.to_numpy())).to_numpy()
    pd.testing.assert_index_equal(found.index, x.index)
    np.testing.assert_array_equal(found.to_numpy(), expected)
    if isinstance(x, pd.Series):
        assert found.name == x.name
    else:
        pd.testing.assert_index_equal(found.columns, x.columns)


def test_the_shares_of_counted_values_keep_their_name() -> None:
    counts = pd.Series(list("aaab")).value_counts()
    pd.testing.assert_series_equal(normalize(counts), counts / counts.sum(), check_names=True)
    assert entropy(pd.Series(list("aabb")).value_counts(normalize=True)) == 1.0
    refused(lambda: entropy(counts), "normalize() them first", error=NotADistributionError)


@pytest.mark.parametrize("function", [entropy, perplexity])
@pytest.mark.parametrize("axis", [0, 1, -1])
def test_a_reduced_frame_is_a_series_with_the_labels_that_are_left(function: Function, axis: int) -> None:
    frame = pd.DataFrame(np.full((2, 2), 0.5), ["r", "s"], ["a", "b"])
    found = function(frame, axis=axis)
    left = frame.columns if axis == 0 else frame.index
    pd.testing.assert_series_equal(found, pd.Series(function(frame.to_numpy(), axis=axis), left))


@pytest.mark.parametrize("function", [entropy, perplexity])
def test_a_reduced_series_is_a_number(function: Function) -> None:
    found = function(P)
    assert isinstance(found, float)
    assert found == function(HALVES)
    assert all(isinstance(f(P, Q), float) for f in TWO)


def test_axes_kept_on_request_are_those_of_an_array_which_divides_the_frame() -> None:
    kept = entropy(FRAME, keepdims=True)
    assert isinstance(kept, np.ndarray)
    assert kept.shape == (2, 1)
    assert (FRAME / kept).shape == FRAME.shape
    assert entropy(P, keepdims=True).shape == (1,)


@pytest.mark.parametrize("function", [joint_entropy, conditional_entropy, mutual_information])
def test_a_measure_of_a_frame_is_a_number(function: Function) -> None:
    assert isinstance(function(TABLE), float)
    assert function(TABLE) == function(TABLE.to_numpy())


def test_marginals_and_pointwise_information_of_a_frame_are_labelled() -> None:
    p_x, p_y = marginals(TABLE)
    pd.testing.assert_series_equal(p_x, TABLE.sum(axis=1))
    pd.testing.assert_series_equal(p_y, TABLE.sum(axis=0))
    expected = pointwise_mutual_information(TABLE.to_numpy())
    pd.testing.assert_frame_equal(
        pointwise_mutual_information(TABLE), pd.DataFrame(expected, TABLE.index, TABLE.columns)
    )


def test_a_table_of_counted_pairs_works_as_it_comes() -> None:
    x, y = pd.Series(list("aabb"), name="x"), pd.Series(list("uvuv"), name="y")
    table = pd.crosstab(x, y, normalize=True)
    assert mutual_information(table) == 0.0
    assert mutual_information(pd.crosstab(x, x, normalize=True)) == 1.0
    p_x, p_y = marginals(table)
    assert (p_x.index.name, p_y.index.name) == ("x", "y")
    refused(lambda: mutual_information(pd.crosstab(x, y, normalize=True, margins=True)), "sums to 4")


def test_labels_of_several_levels_are_kept() -> None:
    pairs = pd.DataFrame({"x": list("aabb"), "y": list("uvuv")}).value_counts(normalize=True)
    pd.testing.assert_index_equal(self_information(pairs).index, pairs.index)
    assert kl_divergence(pairs, pairs) == 0.0


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_dtype_of_a_series_is_kept(dtype: Any) -> None:  # noqa: ANN401
    p = P.astype(dtype)
    assert self_information(p).dtype == dtype
    assert entropy(p).dtype == dtype
    assert entropy(FRAME.astype(dtype)).dtype == dtype
    assert normalize(pd.Series([1, 3])).dtype == np.float64


def test_a_loss_of_frames_is_a_series_of_their_rows() -> None:
    labels = pd.Series([0, 1], FRAME.index)
    for function in (cross_entropy_from_logits, negative_log_likelihood):
        found = function(FRAME, labels)
        pd.testing.assert_series_equal(
            found, pd.Series(function(FRAME.to_numpy(), labels.to_numpy()), FRAME.index)
        )
    pd.testing.assert_index_equal(negative_log_likelihood(FRAME.T, labels, axis=0).index, FRAME.index)
    soft = cross_entropy_from_logits(FRAME, FRAME)
    pd.testing.assert_index_equal(soft.index, FRAME.index)
    assert isinstance(negative_log_likelihood(P, 0), float)


def test_widths_in_a_series_give_a_series() -> None:
    mu, sigma = pd.Series([0.0, 1.0], ["u", "v"]), pd.Series([1.0, 2.0], ["u", "v"])
    found = gaussian_kl(mu, sigma, 0.0, 1.0)
    pd.testing.assert_series_equal(
        found, pd.Series(gaussian_kl([0.0, 1.0], [1.0, 2.0], 0.0, 1.0), ["u", "v"])
    )
    assert list(gaussian_mutual_information(mu / 2).index) == ["u", "v"]


def test_means_and_covariances_of_frames_work_as_they_come() -> None:
    rng = np.random.default_rng(0)
    data = pd.DataFrame(rng.normal(size=(50, 3)), columns=list("abc"))
    assert isinstance(multivariate_gaussian_entropy(data.cov()), float)
    found = multivariate_gaussian_kl(data.mean(), data.cov(), data.mean(), 2 * data.cov())
    cov = data.cov().to_numpy()
    assert found == multivariate_gaussian_kl(np.zeros(3), cov, np.zeros(3), 2 * cov)
    means = pd.DataFrame(np.zeros((2, 3)), ["r", "s"], list("abc"))
    batch = multivariate_gaussian_kl(means, data.cov(), means, data.cov())
    pd.testing.assert_series_equal(batch, pd.Series([0.0, 0.0], ["r", "s"]))


def test_three_means_of_three_variables_are_not_taken_for_the_variables() -> None:
    cov = pd.DataFrame(np.eye(3), list("abc"), list("abc"))
    means = pd.DataFrame(np.zeros((3, 3)), ["r", "s", "t"], list("abc"))
    assert list(multivariate_gaussian_kl(means, cov, means, cov).index) == ["r", "s", "t"]


# ---- pandas: labels that differ


def test_counted_values_in_another_order_are_refused() -> None:
    p, q = (pd.Series(list(text)).value_counts(normalize=True) for text in ("aaab", "bbba"))
    for function in TWO:
        message = refused(lambda function=function: function(p, q))
        assert message == "the labels q.index are not p.index, but in another order: q.reindex(p.index)"
        assert function(p, q.reindex(p.index)) == pytest.approx(function([0.75, 0.25], [0.25, 0.75]))


def test_other_outcomes_are_refused_with_the_way_to_align_them() -> None:
    p, q = (pd.Series(list(text)).value_counts(normalize=True) for text in ("aab", "ccb"))
    for function in TWO:
        refused(lambda function=function: function(p, q), "p.align(q, fill_value=0)")
    more = pd.Series(list("abcc")).value_counts(normalize=True)
    refused(lambda: kl_divergence(p, more), "p.align(q, fill_value=0)")
    p, q = p.align(q, fill_value=0)
    assert kl_divergence(p, q) == math.inf
    assert jensen_shannon_divergence(p, q) == pytest.approx(2 / 3)


@pytest.mark.parametrize("function", TWO)
def test_labels_of_frames_must_agree_along_both_axes(function: Function) -> None:
    assert list(function(FRAME, FRAME).index) == ["r", "s"]
    refused(lambda: function(FRAME, FRAME[["b", "a", "c"]]), "q.reindex(columns=p.columns)")
    refused(lambda: function(FRAME, FRAME.loc[["s", "r"]]), "q.reindex(p.index)")
    refused(lambda: function(FRAME.T, FRAME.T[["s", "r"]], axis=0), "q.reindex(columns=p.columns)")


@pytest.mark.parametrize("function", TWO)
def test_a_series_goes_with_the_columns_of_a_frame(function: Function) -> None:
    assert list(function(FRAME, P).index) == list(function(P, FRAME).index) == ["r", "s"]
    refused(lambda: function(FRAME, P[["b", "a", "c"]]), "q.reindex(p.columns)")
    refused(lambda: function(P[["b", "a", "c"]], FRAME), "reindex")


@pytest.mark.parametrize("function", TWO)
@pytest.mark.parametrize("wrap", [list, tuple, np.asarray, pd.Index])
def test_a_series_beside_what_has_no_labels_is_compared_by_position(
    function: Function, wrap: Function
) -> None:
    assert function(P, wrap(Q)) == function(wrap(P), Q) == function(P, Q)
    assert list(function(FRAME, wrap(Q)).index) == ["r", "s"]
    assert list(function([wrap(Q), wrap(P)], FRAME).index) == ["r", "s"]


def test_a_frame_of_one_row_is_stretched_over_the_rows_of_another() -> None:
    found = kl_divergence(FRAME, FRAME.loc[["s"]])
    pd.testing.assert_index_equal(found.index, FRAME.index)
    assert found["s"] == 0.0
    turned_round = cross_entropy(FRAME.loc[["s"]], FRAME)
    pd.testing.assert_series_equal(turned_round, pd.Series([1.75, 1.5], FRAME.index))
    refused(lambda: kl_divergence(FRAME.loc[["r"]], FRAME.loc[["s"]]), "p.align(q")


def test_one_outcome_is_not_stretched_over_others() -> None:
    one = pd.Series([1.0], ["a"])
    refused(lambda: kl_divergence(P, one), "p.align(q, fill_value=0)")
    refused(lambda: gaussian_kl(P, 1.0, one, 1.0), "mu1.align(mu2")


def test_labels_that_stand_for_the_same_agree() -> None:
    p = pd.Series([0.5, 0.5])
    for index in ([0, 1], [0.0, 1.0], pd.Index([0, 1], dtype="int32", name="n")):
        assert kl_divergence(p, pd.Series([0.5, 0.5], index)) == 0.0
    missing = pd.Series([0.5, 0.5], ["a", np.nan])
    assert kl_divergence(missing, missing.copy()) == 0.0
    refused(lambda: kl_divergence(p, pd.Series([0.5, 0.5], ["a", "b"])), "p", "q")


def cured(function: Function, **given: Any) -> Any:  # noqa: ANN401
    """Return what a refused call gives once the code that its message ends with has been run."""
    code = refused(lambda: function(*given.values())).split(": ", 1)[1]
    exec(code if " = " in code else f"{code.split('.')[0]} = {code}", given)
    del given["__builtins__"]
    return function(*given.values())


def test_every_cure_for_labels_works_as_it_is_written() -> None:
    turned, other = ["b", "a", "c"], pd.Series([0.5, 0.5], ["c", "d"])
    for function in TWO:
        assert cured(function, p=P, q=Q[turned]) == function(P, Q)
        assert math.isfinite(cured(function, p=P, q=other)) == (function is jensen_shannon_divergence)
        for q in (FRAME[turned], FRAME.loc[["s", "r"]]):
            pd.testing.assert_series_equal(cured(function, p=FRAME, q=q), function(FRAME, FRAME))
        assert list(cured(function, p=FRAME, q=P[turned])) == list(function(FRAME, P))
        assert list(cured(function, p=P[turned], q=FRAME)) == pytest.approx(list(function(P, FRAME)))
        assert list(cured(function, p=FRAME, q=other).index) == ["r", "s"]
        assert list(cured(function, p=other, q=FRAME).index) == ["r", "s"]
        assert list(cured(function, p=FRAME, q=FRAME.rename({"r": "t"})).index) == ["s"]
        assert list(cured(function, p=FRAME, q=FRAME.rename(columns={"a": "d"})).index) == ["r", "s"]
    labels = pd.Series([1, 0, 2], ["s", "r", "t"])
    for loss, rows, classes in (
        (cross_entropy_from_logits, "logits", "target"),
        (negative_log_likelihood, "probs", "labels"),
    ):
        expected = loss(FRAME.to_numpy(), np.array([0, 1]))
        for found in (labels, labels[["s", "r"]]):
            assert list(cured(loss, **{rows: FRAME, classes: found})) == list(expected)


def test_validate_false_still_compares_labels() -> None:
    refused(lambda: kl_divergence(P, Q[["b", "a", "c"]], validate=False), "q.reindex(p.index)")


def test_labels_of_classes_and_losses_must_agree() -> None:
    labels = pd.Series([0, 1], ["s", "r"])
    refused(lambda: cross_entropy_from_logits(FRAME, labels), "target.reindex(logits.index)")
    refused(lambda: negative_log_likelihood(FRAME, labels), "labels.reindex(probs.index)")
    soft = FRAME[["b", "a", "c"]]
    refused(lambda: cross_entropy_from_logits(FRAME, soft), "target.reindex(columns=logits.columns)")
    columns = pd.Series([0, 1, 0], list("abc"))
    found = cross_entropy_from_logits(FRAME, columns, axis=0)
    assert list(found.index) == ["a", "b", "c"]
    refused(lambda: cross_entropy_from_logits(FRAME, columns[["b", "a", "c"]], axis=0), "reindex")


def test_labels_of_normal_variables_must_agree() -> None:
    u, v = pd.Series([1.0, 2.0], ["u", "v"]), pd.Series([2.0, 1.0], ["v", "u"])
    for place, name in enumerate(("mu1", "sigma1", "mu2", "sigma2")):
        arguments: list[Any] = [u, u, u, u]
        arguments[place] = v
        message = refused(lambda arguments=arguments: gaussian_kl(*arguments), "reindex")
        assert name in message
        assert "mu1" in message
    cov = pd.DataFrame(np.eye(2), ["u", "v"], ["u", "v"])
    other = cov.loc[["v", "u"], ["v", "u"]]
    for arguments in ([v, cov, u, cov], [u, other, u, cov], [u, cov, v, cov], [u, cov, u, other]):
        refused(lambda arguments=arguments: multivariate_gaussian_kl(*arguments), "reindex")
    crossed = cov[["v", "u"]]
    refused(lambda: multivariate_gaussian_entropy(crossed), "cov.reindex(columns=cov.index)")
    refused(lambda: multivariate_gaussian_kl(u, crossed, u, cov), "reindex")
    refused(lambda: multivariate_gaussian_entropy(u), "square")


def test_a_list_of_series_whose_labels_differ_is_refused() -> None:
    assert entropy([P, Q]) == [1.5, 1.5]
    refused(lambda: entropy([P, Q[["b", "a", "c"]]]), "p[1].reindex(p[0].index)")
    refused(lambda: kl_divergence([P, P], [Q, Q[["b", "a", "c"]]]), "q[1].reindex(q[0].index)")
    turned = Q[["b", "a", "c"]]
    refused(lambda: kl_divergence([P, P], [turned, turned]), "q[0].reindex(p[0].index)")
    refused(lambda: kl_divergence(FRAME, [turned, turned]), "q[0].reindex(p.columns)")
    refused(lambda: kl_divergence([P, HALVES], [turned, HALVES]), "q[0].reindex(p[0].index)")


# ---- pandas: dtypes


@pytest.mark.parametrize(
    "dtype", ["Float64", "Float32", "category", "object", pd.SparseDtype(float)], ids=str
)
def test_numbers_in_any_dtype_of_pandas_are_read(dtype: Any) -> None:  # noqa: ANN401
    p = P.astype(dtype)
    assert entropy(p) == 1.5
    found = self_information(p)
    assert (list(found.index), list(found)) == (["a", "b", "c"], [1.0, 2.0, 2.0])
    assert kl_divergence(p, Q) == kl_divergence(P, Q)
    assert kl_divergence(Q, p) == kl_divergence(Q, P)
    assert list(entropy(FRAME.astype(dtype))) == [1.5, 1.5]
    assert entropy(p.array) == 1.5
    assert cross_entropy_from_logits(p, p) == pytest.approx(cross_entropy_from_logits(P, P))


@pytest.mark.parametrize("kind", [np.float64, np.float32, np.longdouble])
def test_numbers_of_numpy_among_objects_of_pandas_are_read(kind: type) -> None:
    p = pd.Series([kind(0.5), 0.25, np.int64(0), kind(0.25)], dtype=object)
    assert [type(x) for x in p] == [kind, float, np.int64, kind]
    assert entropy(p) == 1.5


@pytest.mark.parametrize("dtype", ["Int64", "UInt8", pd.SparseDtype(int), "category"], ids=str)
def test_classes_in_any_dtype_of_pandas_are_read(dtype: Any) -> None:  # noqa: ANN401
    labels = pd.Series([0, 2], FRAME.index).astype(dtype)
    expected = negative_log_likelihood(FRAME.to_numpy(), [0, 2]).tolist()
    assert list(negative_log_likelihood(FRAME, labels)) == expected
    assert list(cross_entropy_from_logits(FRAME, labels)) == cross_entropy_from_logits(
        FRAME.to_numpy().tolist(), [0, 2]
    )
    assert list(normalize(pd.Series([1, 3]).astype(dtype))) == [0.25, 0.75]


@pytest.mark.parametrize("gap", [pd.NA, None, np.nan], ids=repr)
@pytest.mark.parametrize("dtype", ["Float64", "object", "category", float])
def test_a_missing_number_is_refused_as_missing(gap: Any, dtype: str) -> None:  # noqa: ANN401
    if dtype is float and gap is pd.NA:
        gap = math.nan  # a NumPy column holds no pd.NA
    p = pd.Series([0.5, 0.5, gap], dtype=object).astype(dtype)
    for call in (entropy, lambda p: kl_divergence(HALVES, p), normalize):
        refused(lambda call=call: call(p), "missing value", error=NotADistributionError)
    refused(lambda: entropy(pd.DataFrame({"a": p, "b": p}), axis=0), "missing value")


def test_a_missing_class_is_refused() -> None:
    missing = pd.Series([0, pd.NA], FRAME.index, dtype="Int64")
    for labels in (missing, missing.astype(float)):  # as pandas does to whole numbers with one missing
        for function in (negative_log_likelihood, cross_entropy_from_logits):
            refused(lambda f=function, x=labels: f(FRAME, x), "whole numbers")


def test_classes_written_as_floats_are_refused_with_the_cure() -> None:
    for labels in ([0.0, 2.0], np.array([0.0, 2.0]), pd.Series([0.0, 2.0])):
        for function in (negative_log_likelihood, cross_entropy_from_logits):
            refused(lambda f=function, x=labels: f([HALVES, HALVES], x), "whole numbers")


@pytest.mark.parametrize("wrap", [list, np.array, torch.tensor])
def test_floats_that_may_be_one_distribution_for_all_rows_are_read_as_one(wrap: Function) -> None:
    z, t = wrap([[0.0, 1.0], [2.0, 0.0]]), wrap([0.0, 1.0])
    for axis in (-1, 1):
        expected = [float(cross_entropy_from_logits(z[i], 1)) for i in (0, 1)]
        assert list(cross_entropy_from_logits(z, t, axis=axis)) == pytest.approx(expected)
    refused(lambda: cross_entropy_from_logits(wrap([[0.0, 1.0, 2.0]] * 2), t), "whole numbers")
    refused(lambda: cross_entropy_from_logits(wrap([[0.0, 1.0]] * 3), t, axis=0), "whole numbers")


@pytest.mark.parametrize("dtype", [bool, "boolean"])
def test_truth_values_are_refused_with_the_cure(dtype: str) -> None:
    refused(lambda: entropy(pd.Series([True, False], dtype=dtype)), "booleans", "float")


@pytest.mark.parametrize(
    "x",
    [
        pd.Series(["0.5", "0.5"]),
        pd.Series(["0.5", "0.5"], dtype="string"),
        pd.Series(["0.5", "0.5"], dtype=object),
        pd.Series(["0.5", "0.5"], dtype="category"),
        pd.Series([0.5, "0.5"], dtype=object),
        pd.Series(pd.to_datetime(["2020-01-01"])),
        pd.Series(pd.to_timedelta([1])),
        pd.interval_range(0, 2),
        pd.DataFrame({"n": [0.5, 0.5], "text": ["a", "b"]}),
        pd.DataFrame({"n": [0.5, 0.5], "truth": [True, False]}),
    ],
    ids=lambda x: str(getattr(x, "dtype", "mixed")),
)
def test_columns_that_hold_no_numbers_are_refused(x: Any) -> None:  # noqa: ANN401
    for function in (entropy, softmax, gaussian_entropy, lambda x: kl_divergence([0.5, 0.5], x)):
        message = refused(lambda function=function: function(x), error=NotADistributionError)
        assert "must hold real numbers" in message


def test_an_empty_frame_is_a_batch_of_no_rows() -> None:
    found = entropy(FRAME.iloc[:0])
    assert isinstance(found, pd.Series)
    assert found.empty
    assert kl_divergence(FRAME.iloc[:0], P).empty
    refused(lambda: entropy(FRAME.iloc[:, :0]), "empty", error=NotADistributionError)


# ---- pandas beside PyTorch


@pytest.mark.parametrize(
    "x", [P, P.iloc[::-1].iloc[::-1], P.astype(">f8"), P.astype(np.longdouble), P.astype("Float64")]
)
def test_a_series_beside_a_tensor_says_nothing_and_becomes_one(x: Any) -> None:  # noqa: ANN401
    with pd.option_context("mode.copy_on_write", True) if pd.__version__ < "3" else warnings.catch_warnings():
        column = pd.DataFrame({"x": x})["x"]
        q = torch.tensor(Q.to_numpy())
        found = kl_divergence(column, q)
        assert isinstance(found, torch.Tensor)
        assert found.dtype == torch.float64
        assert float(found) == kl_divergence(P, Q)
        logits = torch.zeros(3, dtype=torch.float64, requires_grad=True)
        cross_entropy_from_logits(logits, column).backward()
        assert isinstance(cross_entropy_from_logits(torch.eye(3), pd.Series([0, 1, 2])), torch.Tensor)
        assert isinstance(gaussian_kl(column, 1.0, q, 1.0), torch.Tensor)
        assert isinstance(gaussian_kl(column, 1.0, q.requires_grad_(), 1.0), torch.Tensor)


@pytest.mark.parametrize(
    "x",
    [np.array(HALVES)[::-1], np.array(HALVES, ">f8"), np.array(HALVES, np.longdouble)],
    ids=["back", "big", "long"],
)
def test_lists_of_odd_arrays_beside_a_tensor_become_one(x: Any) -> None:  # noqa: ANN401
    found = kl_divergence([x], torch.tensor([HALVES]))
    assert isinstance(found, torch.Tensor)


def test_a_read_only_array_is_read() -> None:
    p = np.array(HALVES)
    p.flags.writeable = False
    for function in ANY.values():
        function(p.copy())
    assert entropy(p) == 1.5
    assert list(softmax(p)) == list(softmax(p.copy()))


# ---- masked arrays


@any_function
@pytest.mark.parametrize("mask", [[False, False, True], [False, False, False]], ids=["hidden", "open"])
def test_a_masked_array_is_refused_wherever_it_stands(function: Function, mask: list[bool]) -> None:
    refused(
        lambda: function(np.ma.array(HALVES, mask=mask)), "is a masked array; fill or drop its masked entries"
    )


def test_masked_classes_are_refused() -> None:
    hidden = np.ma.array([-1, 0], mask=[True, False])
    for function, name in ((cross_entropy_from_logits, "target"), (negative_log_likelihood, "labels")):
        for rows in ([HALVES, HALVES], np.array([HALVES, HALVES]), torch.tensor([HALVES, HALVES])):
            for validate in (True, False):
                message = refused(lambda f=function, r=rows, v=validate: f(r, hidden, validate=v))
                assert message.startswith(f"{name} is a masked array; fill or drop")


@pytest.mark.parametrize(
    "x",
    [[np.ma.array(HALVES, mask=[0, 0, 1])], [0.5, 0.5, np.ma.masked], ([[0.5, np.ma.masked]],), np.ma.masked],
)
def test_masked_entries_inside_lists_are_refused(x: Any) -> None:  # noqa: ANN401
    for function, name in ((entropy, "p"), (softmax, "z"), (gaussian_entropy, "sigma")):
        message = refused(lambda function=function: function(x), "masked", error=NotADistributionError)
        assert message.startswith(f"{name} ")


def test_masked_tables_and_covariances_are_refused() -> None:
    table = np.ma.array(TABLE.to_numpy(), mask=np.eye(2))
    for function in (*JOINT, multivariate_gaussian_entropy):
        refused(lambda function=function: function(table), "is a masked array; fill or drop")
    refused(lambda: multivariate_gaussian_kl([0, 0], np.eye(2), [0, 0], table), "cov2 is a masked array")


# ---- containers


def test_python_containers_in_order_are_lists() -> None:
    for p in (deque(HALVES), array("d", HALVES)):
        assert entropy(p) == 1.5
    assert normalize(range(1, 4)) == [1 / 6, 2 / 6, 3 / 6]
    assert entropy(memoryview(np.array(HALVES))) == 1.5


@pytest.mark.parametrize(
    ("make", "cure"),
    [
        (lambda: {"a": 0.5, "b": 0.5}, "list({name}.values())"),
        (lambda: Counter("ab"), "list({name}.values())"),
        (lambda: {"a": 0.5, "b": 0.5}.values(), "list({name})"),
        (lambda: {0.5: 1}.keys(), "list({name})"),
        (lambda: {"a": 0.5}.items(), "list("),
        (lambda: (x for x in HALVES), "list({name})"),
        (lambda: map(float, HALVES), "list({name})"),
        (lambda: iter(HALVES), "list({name})"),
        (lambda: zip(HALVES, HALVES, strict=True), "list({name})"),
        (lambda: set(HALVES), "list"),
        (lambda: frozenset(HALVES), "list"),
        (lambda: sparse.csr_matrix([HALVES]), "{name}.toarray()"),
        (lambda: sparse.csr_array([HALVES]), "{name}.toarray()"),
        (lambda: sparse.coo_array(np.array(HALVES)), "{name}.toarray()"),
        (lambda: sparse.dok_matrix([HALVES]), "{name}.toarray()"),
        (lambda: torch.tensor(HALVES).to_sparse(), "to_dense()"),
        (lambda: torch.tensor(HALVES).to_mkldnn(), "to_dense()"),
        (lambda: "0.5", "convert it to float"),
        (lambda: b"1", "convert them to float"),
        (lambda: None, "must hold real numbers"),
        (lambda: len, "must hold real numbers"),
        (lambda: object(), "must hold real numbers"),
        (lambda: [0.5, pd.NA], "convert them to float"),
        (lambda: np.array(HALVES, object), "convert them to float"),
        (lambda: [0.5, 0.5j], "complex numbers"),
        (lambda: np.array([(0.5, 0.5)], [("a", float), ("b", float)]), "must hold real numbers"),
    ],
)  # fmt: skip
@way_in
def test_other_containers_are_refused_with_the_cure(function: Function, make: Function, cure: str) -> None:
    message = refused(lambda: function(make()), error=NotADistributionError)
    assert cure.format(name=message.split()[0]) in message


@pytest.mark.parametrize(
    "labels", [{0: 0, 1: 1}, {0, 1}, (i for i in (0, 1)), {0: 0, 1: 1}.values(), sparse.csr_matrix([[0, 1]])]
)
def test_other_containers_of_classes_are_refused_with_the_cure(labels: Any) -> None:  # noqa: ANN401
    for rows in (np.array([HALVES, HALVES]), torch.tensor([HALVES, HALVES])):
        for function in (cross_entropy_from_logits, negative_log_likelihood):
            message = refused(lambda f=function, r=rows: f(r, labels), error=NotADistributionError)
            assert "list" in message or "toarray()" in message


def nested(layout: Any = torch.strided) -> torch.Tensor:  # noqa: ANN401
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return torch.nested.nested_tensor([torch.tensor(HALVES), torch.tensor([0.5, 0.5])], layout=layout)


def masked() -> torch.Tensor:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return torch.masked.masked_tensor(torch.tensor(HALVES), torch.tensor([True, True, False]))


def quantized() -> torch.Tensor:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return torch.quantize_per_tensor(torch.tensor(HALVES), 0.25, 0, torch.quint8)


@way_in
@pytest.mark.parametrize(
    ("make", "cure"),
    [
        (nested, "to_padded_tensor"),
        (lambda: nested(torch.jagged), "to_padded_tensor"),
        (masked, "to_tensor"),
        (quantized, "dequantize()"),
        (lambda: torch.tensor([1j]), "complex numbers"),
        (lambda: torch.tensor([True]), "convert them to float first"),
    ],
    ids=["nested", "jagged", "masked", "quantized", "complex", "bool"],
)
def test_tensors_of_other_sorts_are_refused_with_the_cure(
    function: Function, make: Function, cure: str
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # PyTorch's own, about prototypes
        refused(lambda: function(make()), cure, error=NotADistributionError)


# ---- other libraries whose arrays NumPy reads


class Column:
    """Stand in for a Series of polars: numbers that NumPy can read, of a dtype that is not NumPy's."""

    dtype = "Float64"

    def __init__(self, values: Any) -> None:  # noqa: ANN401
        self.values = np.asarray(values)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:  # noqa: ANN401
        values = self.values if dtype is None else self.values.astype(dtype)
        values.flags.writeable = False
        return values


class Columns(Column):
    """Stand in for a frame of polars."""

    columns = ("a", "b")


class Coordinates(Column):
    """Stand in for an array of xarray."""

    coords = ("x", "y")


@pytest.mark.parametrize("kind", [Column, Columns, Coordinates])
def test_what_others_make_for_numpy_to_read_is_an_array(kind: Function) -> None:
    p = kind(HALVES)
    assert entropy(p) == 1.5
    assert isinstance(self_information(p), np.ndarray)
    assert self_information(kind(np.array(HALVES, np.float32))).dtype == np.float32
    assert entropy(kind([[0.5, 0.5], [0.25, 0.75]])).tolist() == entropy([[0.5, 0.5], [0.25, 0.75]])
    refused(lambda: entropy(kind([0.5, math.nan])), "missing value", error=NotADistributionError)
    refused(lambda: entropy(kind(["a"])), "must hold real numbers", error=NotADistributionError)
    refused(lambda: entropy(kind([True])), "booleans", error=NotADistributionError)


def test_a_column_without_labels_is_compared_by_position() -> None:
    p = Column(HALVES)
    assert kl_divergence(p, p) == kl_divergence(P, p) == kl_divergence(p, HALVES) == 0.0
    assert isinstance(kl_divergence(p, torch.tensor(HALVES)), torch.Tensor)
    assert negative_log_likelihood(np.array([HALVES]), Column([0])).tolist() == [math.log(2)]
    assert isinstance(negative_log_likelihood(torch.tensor([HALVES]), Column([0])), torch.Tensor)


@pytest.mark.parametrize("kind", [Columns, Coordinates])
def test_labels_that_are_not_of_pandas_are_never_passed_over(kind: Function) -> None:
    table = kind(np.array([HALVES, HALVES]))
    refused(lambda: kl_divergence(table, table), "p.to_numpy()")
    refused(lambda: kl_divergence(FRAME, table), "q.to_numpy()")
    refused(lambda: entropy([kind(HALVES), kind(HALVES)]), "p[0].to_numpy()")
    refused(lambda: negative_log_likelihood(table, kind([0, 0])), "probs.to_numpy()")
    refused(lambda: cross_entropy_from_logits(FRAME, table), "target.to_numpy()")


@pytest.mark.parametrize("p", [pd.Index(HALVES), pd.array(HALVES, dtype="Float64")])
def test_what_numpy_reads_gives_numpys_arrays(p: Any) -> None:  # noqa: ANN401
    assert entropy(p) == 1.5
    assert isinstance(self_information(p), np.ndarray)
    assert kl_divergence(p, np.array(HALVES)) == kl_divergence(HALVES, p) == 0.0


def test_a_matrix_of_numpy_is_an_array_of_rows() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # NumPy's own, about the matrix
        matrix = np.matrix(HALVES)
    found = entropy(matrix)
    assert (type(found), found.shape) == (np.ndarray, (1,))


# ---- lists that hold tensors


@pytest.mark.parametrize("requires_grad", [False, True])
@pytest.mark.parametrize(
    "nest",
    [
        lambda t: [t, t],
        lambda t: (t, t),
        lambda t: [[t, t], [t, t]],
        lambda t: [(t, t), (t, t)],
        lambda t: [0.5, t],
        lambda t: [[0.5, 0.5], [t, t]],
        lambda t: deque([t, t]),
        lambda t: [deque([t, t])],
    ],
)
@way_in
def test_lists_that_hold_tensors_are_refused_with_the_cure(
    function: Function, nest: Function, requires_grad: bool
) -> None:
    t = torch.tensor(0.5, requires_grad=requires_grad)
    refused(lambda: function(nest(t)), "torch.stack", error=NotADistributionError)


def test_lists_of_tensors_of_classes_are_refused_with_the_cure() -> None:
    for function in (cross_entropy_from_logits, negative_log_likelihood):
        refused(lambda f=function: f(torch.eye(2), [torch.tensor(0), torch.tensor(1)]), "torch.stack")


def test_lists_of_arrays_are_read() -> None:
    assert entropy([np.array(HALVES), np.array(HALVES)]) == [1.5, 1.5]
    assert entropy([np.float64(0.5), np.array(0.5)]) == 1.0


# ---- numbers beside tensors


@pytest.mark.parametrize(
    "number",
    [np.float64(2.0), np.float32(2.0), np.int64(2), np.array(2.0), np.float16(2.0), np.longdouble(2.0)],
    ids=repr,
)
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_a_scalar_of_numpy_beside_a_tensor_is_a_number(number: Any, dtype: torch.dtype) -> None:  # noqa: ANN401
    mu = torch.tensor([0.0, 1.0], dtype=dtype, requires_grad=True)
    for place in range(1, 4):
        arguments = [mu, 1.0, 0.0, 1.0]
        arguments[place] = number
        plain = [mu, 1.0, 0.0, 1.0]
        plain[place] = 2.0
        found = gaussian_kl(*arguments)
        assert found.dtype == dtype
        assert torch.equal(found, gaussian_kl(*plain))
    arguments = [number, mu, number, 1.0]
    assert isinstance(gaussian_kl(0.0, number, mu, 1.0), torch.Tensor)
    assert isinstance(gaussian_kl(number, np.float64(1.0), mu, number), torch.Tensor)


@pytest.mark.parametrize("label", [1, np.int64(1), np.uint8(1), np.array(1)], ids=repr)
def test_a_class_of_numpy_beside_a_tensor_is_a_number(label: Any) -> None:  # noqa: ANN401
    for function in (cross_entropy_from_logits, negative_log_likelihood):
        for row in (torch.tensor(HALVES), HALVES, np.array(HALVES)):
            assert float(function(row, label)) == float(function(row, 1))


def test_an_array_beside_a_tensor_is_still_refused() -> None:
    refused(lambda: gaussian_kl(torch.zeros(2), np.ones(2), 0.0, 1.0), "convert one")
    refused(lambda: gaussian_kl(torch.zeros(1), np.ones(1), 0.0, 1.0), "convert one")


# ---- batches of no rows


def empty(shape: tuple[int, ...], kind: str) -> Any:  # noqa: ANN401
    return {"numpy": np.zeros, "torch": torch.zeros}[kind](shape)


kinds = pytest.mark.parametrize("kind", ["numpy", "torch"])


@kinds
@pytest.mark.parametrize("validate", [True, False])
def test_a_batch_of_no_rows_is_an_empty_result(kind: str, validate: bool) -> None:
    rows, options = empty((0, 3), kind), {"validate": validate}
    assert entropy(rows, **options).shape == perplexity(rows, **options).shape == (0,)
    assert entropy(rows, keepdims=True, **options).shape == (0, 1)
    assert entropy(empty((3, 0), kind), axis=0, **options).shape == (0,)
    assert entropy(empty((2, 0, 3), kind), **options).shape == (2, 0)
    for function in (self_information, softmax, log_softmax, normalize):
        assert function(rows).shape == (0, 3)
    for function in TWO:
        assert function(rows, rows, **options).shape == (0,)
        assert function(rows, HALVES, **options).shape == (0,)
        assert function(rows, rows, keepdims=True, **options).shape == (0, 1)
        assert function(empty((3, 0), kind), empty((3, 0), kind), axis=0, **options).shape == (0,)
    tables = empty((0, 2, 2), kind)
    for function in JOINT[:3]:
        assert function(tables, **options).shape == (0,)
    assert conditional_entropy(tables, given="y", **options).shape == (0,)
    assert pointwise_mutual_information(tables, **options).shape == (0, 2, 2)
    assert [p.shape for p in marginals(tables, **options)] == [(0, 2), (0, 2)]


@kinds
@pytest.mark.parametrize("validate", [True, False])
def test_losses_of_no_rows_are_an_empty_result(kind: str, validate: bool) -> None:
    rows, options = empty((0, 3), kind), {"validate": validate}
    classes = np.zeros(0, int) if kind == "numpy" else torch.zeros(0, dtype=torch.int64)
    for labels in (classes, []):
        assert cross_entropy_from_logits(rows, labels, **options).shape == (0,)
        assert negative_log_likelihood(rows, labels, **options).shape == (0,)
    assert cross_entropy_from_logits(rows, rows, **options).shape == (0,)
    assert cross_entropy_from_logits(empty((3, 0), kind), classes, axis=0, **options).shape == (0,)


@kinds
@pytest.mark.parametrize("validate", [True, False])
def test_no_normal_variables_are_an_empty_result(kind: str, validate: bool) -> None:
    none, options = empty((0,), kind), {"validate": validate}
    for function in (gaussian_entropy, gaussian_mutual_information):
        assert function(none, **options).shape == (0,)
    assert gaussian_kl(none, none, none, none, **options).shape == (0,)
    assert gaussian_kl(none, 1.0, 0.0, 1.0, **options).shape == (0,)
    means, covs = empty((0, 2), kind), empty((0, 2, 2), kind)
    assert multivariate_gaussian_entropy(covs, **options).shape == (0,)
    assert multivariate_gaussian_kl(means, covs, means, covs, **options).shape == (0,)
    eye, zero = [[1.0, 0.0], [0.0, 1.0]], [0.0, 0.0]
    assert multivariate_gaussian_kl(means, eye, zero, eye, **options).shape == (0,)


@kinds
def test_a_distribution_of_no_outcomes_stays_an_error(kind: str) -> None:
    for shape, axis in (((0,), 0), ((3, 0), -1), ((0, 3), 0), ((0, 0), -1)):
        p = empty(shape, kind)
        calls: list[Function] = [entropy, perplexity, softmax, log_softmax, normalize, check_distribution]
        calls += [lambda p, axis, f=f: f(p, p, axis=axis) for f in TWO]
        for call in calls:
            refused(lambda c=call, p=p, a=axis: c(p, axis=a), "empty", error=NotADistributionError)
    for shape in ((2, 0), (0, 2), (4, 0, 2), (0, 0, 2)):
        for function in JOINT:
            refused(lambda f=function, s=shape: f(empty(s, kind)), "empty", error=NotADistributionError)
    refused(
        lambda: multivariate_gaussian_entropy(empty((2, 0, 0), kind)), "empty", error=NotADistributionError
    )
    for p in ([], [[]]):
        refused(lambda p=p: entropy(p), "empty", error=NotADistributionError)


def test_checking_a_batch_of_no_rows_passes() -> None:
    check_distribution(np.zeros((0, 3)))
    check_distribution(torch.zeros(0, 3))


def test_no_rows_beside_other_outcomes_are_still_refused() -> None:
    refused(lambda: kl_divergence(np.zeros((0, 3)), np.zeros((0, 4))), "same outcomes")


# ---- labels to be ignored


@pytest.mark.parametrize("wrap", [list, np.array, torch.tensor, pd.Series])
def test_ignored_labels_are_refused_with_the_way_to_mask_them(wrap: Function) -> None:
    rows = [HALVES, HALVES] if wrap in (list, pd.Series) else wrap([HALVES, HALVES])
    labels = wrap([-100, 0])
    refused(lambda: cross_entropy_from_logits(rows, labels), "target[0] = -100", "keep = target != -100")
    refused(lambda: negative_log_likelihood(rows, labels), "labels[0] = -100", "keep = labels != -100")
    message = refused(lambda: negative_log_likelihood(rows, wrap([-1, 0])))
    assert "keep" not in message
