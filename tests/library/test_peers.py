"""What other libraries get wrong, or their users ask about: infolib is right, or says what is wrong."""

import math
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F  # noqa: N812

import infolib
from infolib import (
    NotADistributionError,
    cross_entropy,
    cross_entropy_from_logits,
    entropy,
    jensen_shannon_divergence,
    kl_divergence,
    marginals,
    mutual_information,
    negative_log_likelihood,
    normalize,
    perplexity,
    softmax,
)

nan, inf = math.nan, math.inf
Function = Callable[..., Any]
P, Q = [0.5, 0.25, 0.25], [0.25, 0.25, 0.5]


def f64(x: Any, *, grad: bool = False) -> torch.Tensor:  # noqa: ANN401
    return torch.tensor(x, dtype=torch.float64, requires_grad=grad)


# ---- what users of the others complain about


def test_the_divergence_is_of_the_first_from_the_second_where_kl_div_takes_them_the_other_way_round() -> None:
    # pytorch#57459: F.kl_div(a, b) is D(b || e^a).
    p, q = [0.75, 0.25], [0.5, 0.5]
    expected = 0.75 * math.log(0.75 / 0.5) + 0.25 * math.log(0.25 / 0.5)
    assert kl_divergence(p, q, base="e") == pytest.approx(expected, rel=1e-15)
    assert F.kl_div(f64(q).log(), f64(p), reduction="sum").item() == pytest.approx(expected)
    assert kl_divergence(q, p, base="e") == pytest.approx(math.log(4 / 3) / 2, rel=1e-15)


@pytest.mark.parametrize("measure", [kl_divergence, cross_entropy, jensen_shannon_divergence])
def test_logarithms_of_probabilities_are_refused_where_kl_div_wants_them(measure: Function) -> None:
    # pytorch#7337: one argument is a logarithm there, the other is not.
    with pytest.raises(
        NotADistributionError, match=r"^q\[0\] = -1\.38.* these look like logits: softmax\(\)"
    ):
        measure(P, np.log(Q))
    np.testing.assert_allclose(softmax(np.log(Q)), Q, rtol=1e-15)  # the cure that the message names


def test_a_batch_gives_one_divergence_a_row_where_kl_div_averages_over_entries() -> None:
    # pytorch#14457: its "mean" divides by the outcomes as well.
    p, q = np.array([P, Q]), np.array([Q, P])
    rows = kl_divergence(p, q, base="e")
    assert rows.tolist() == pytest.approx([math.log(2) / 4] * 2, rel=1e-15)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # PyTorch's own, that this is not the divergence
        averaged = F.kl_div(f64(q).log(), f64(p), reduction="mean").item()
    assert rows.mean() == pytest.approx(3 * averaged, rel=1e-15)


def test_a_negative_probability_is_refused_where_kl_div_takes_it() -> None:
    # pytorch#69230
    wrong = f64([-0.5, 1.5])
    assert F.kl_div(f64([0.5, 0.5]).log(), wrong, reduction="sum").isnan()  # no error
    with pytest.raises(NotADistributionError, match=r"^p\[0\] = -0\.5 is not a probability; these look like"):
        kl_divergence(wrong, f64([0.5, 0.5]))


def test_there_is_a_cross_entropy_of_probabilities_and_one_of_logits() -> None:
    # pytorch#82081 and #128493: theirs takes logits only, and takes probabilities for logits in silence.
    p = np.array([0.7, 0.2, 0.1])
    right = -math.log(0.2)
    assert F.cross_entropy(f64(p), torch.tensor(1)).item() != pytest.approx(right, rel=0.1)
    assert negative_log_likelihood(p, 1) == pytest.approx(right, rel=1e-15)
    assert cross_entropy([0.0, 1.0, 0.0], p, base="e") == pytest.approx(right, rel=1e-15)
    assert cross_entropy_from_logits(np.log(p), 1) == pytest.approx(right, rel=1e-15)
    with pytest.raises(
        NotADistributionError, match=r"^probs\[0\] = -0\.35.* these look like logits: softmax"
    ):
        negative_log_likelihood(np.log(p), 1)


def test_four_ones_are_counts_where_scipy_gives_their_entropy() -> None:
    # scipy#11388
    with pytest.raises(
        NotADistributionError, match=r"^p sums to 4, not 1; these look like counts: normalize"
    ):
        entropy([1, 1, 1, 1])
    assert entropy(normalize([1, 1, 1, 1])) == 2.0


def test_rows_are_distributions_where_scipy_takes_columns() -> None:
    # scipy#2956: the axis was not documented.
    assert entropy([[0.5, 0.5], [1.0, 0.0]]) == [1.0, 0.0]
    assert entropy([[0.5, 1.0], [0.5, 0.0]], axis=0) == [1.0, 0.0]
    with pytest.raises(NotADistributionError, match="the sums along axis 0 are 1: pass axis=0"):
        entropy([[0.5, 1.0], [0.5, 0.0]])


@pytest.mark.parametrize("size", [2, 3, 7, 100])
def test_nearly_equal_distributions_have_a_divergence_where_jensenshannon_of_scipy_is_nan(size: int) -> None:
    # scipy#20083: a sum a little below zero, under a square root.
    rng = np.random.default_rng(size)
    for _ in range(50):
        p = normalize(rng.random(size))
        q = normalize(np.nextafter(p, rng.choice([0.0, 1.0], size)))
        assert 0 <= jensen_shannon_divergence(p, q) < 1e-31


def test_every_unit_is_stated() -> None:
    # scikit-learn#10778 and #18288: mutual_info_score is in nats, and does not say so.
    assert mutual_information([[0.5, 0.0], [0.0, 0.5]]) == 1.0
    assert mutual_information([[0.5, 0.0], [0.0, 0.5]], base="e") == math.log(2)
    for name in infolib.__all__:
        doc = getattr(infolib, name).__doc__
        assert "base :" not in doc or ("nats" in doc and ("bits" in doc or "2 for" in doc)), name


def test_predictions_that_do_not_sum_to_one_are_refused_where_log_loss_rescales_them() -> None:
    # scikit-learn#24515
    with pytest.raises(NotADistributionError, match=r"^probs\[1, :\] sums to 0\.9, not 1"):
        negative_log_likelihood([[0.5, 0.5], [0.6, 0.3]], [0, 1])


@pytest.mark.parametrize("dtype", [np.uint8, np.int8, np.int64])
def test_counts_are_refused_in_every_integer_type_where_dit_wraps_round(dtype: type) -> None:
    with pytest.raises(NotADistributionError, match=r"^p sums to 200, not 1; these look like counts: normal"):
        entropy(np.array([100, 100], dtype=dtype))
    assert normalize(np.array([100, 100], dtype=dtype)).tolist() == [0.5, 0.5]


# ---- gradients that are NaN elsewhere


def nansum_entropy(p: torch.Tensor) -> torch.Tensor:
    return -(p * p.log()).nansum()


RIVALS: dict[str, tuple[Function, Function]] = {
    "entr": (lambda p, _: torch.special.entr(p).sum(), lambda p, _: entropy(p, base="e")),
    "xlogy": (lambda p, _: -torch.special.xlogy(p, p).sum(), lambda p, _: entropy(p, base="e")),
    "nansum": (lambda p, _: nansum_entropy(p), lambda p, _: entropy(p, base="e")),
    "kl_div": (
        lambda p, q: F.kl_div(q.log(), p, reduction="sum"),
        lambda p, q: kl_divergence(p, q, base="e"),
    ),
    "xlogy cross-entropy": (
        lambda p, q: -torch.special.xlogy(p, q).sum(),
        lambda p, q: cross_entropy(p, q, base="e"),
    ),
}


@pytest.mark.parametrize("rival", RIVALS)
def test_gradients_through_softmax_are_right_where_those_of_pytorch_are_nan(rival: str) -> None:
    # pytorch#89558 (kl_div at 0) and #11551 (-inf logits); the truth is that of the possible classes alone.
    theirs, ours = RIVALS[rival]
    impossible, possible = ([0.5, -1.0, -inf], [0.0, 2.0, -inf]), ([0.5, -1.0], [0.0, 2.0])
    gradients = {}
    for label, measure, logits in (
        ("theirs", theirs, impossible),
        ("ours", ours, impossible),
        ("truth", theirs, possible),
    ):
        leaves = [f64(z, grad=True) for z in logits]
        measure(*(torch.softmax(z, -1) for z in leaves)).backward()
        gradients[label] = [z.grad for z in leaves if z.grad is not None]
    assert any(g.isnan().any() for g in gradients["theirs"])
    assert gradients["truth"]
    for found, true in zip(gradients["ours"], gradients["truth"], strict=True):
        torch.testing.assert_close(found, torch.cat([true, torch.zeros(1, dtype=torch.float64)]))


@pytest.mark.parametrize("gap", [300.0, 400.0, 700.0])
def test_gradients_through_softmax_are_right_for_probabilities_of_any_size(gap: float) -> None:
    # At 400, q is 1e-174: it is a float, and p/q as well, but the square of q is not.
    z = f64([0.0, -gap], grad=True)
    kl_divergence(f64([0.5, 0.5]), torch.softmax(z, -1), base="e").backward()
    assert z.grad is not None
    torch.testing.assert_close(z.grad, f64([0.5, -0.5]))


def test_gradients_of_perplexity_and_marginals_agree_with_finite_differences() -> None:
    z = f64([[0.3, -1.0, 2.0], [0.0, 0.1, 0.2]], grad=True)
    assert torch.autograd.gradcheck(lambda z: perplexity(torch.softmax(z, -1)), z)
    assert torch.autograd.gradcheck(lambda z: marginals(torch.softmax(z.reshape(6), -1).reshape(2, 3)), z)
