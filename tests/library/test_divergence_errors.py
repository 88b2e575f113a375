"""Kullback-Leibler, cross-entropy, Jensen-Shannon: what is refused, in which words."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from measures import measures

from infolib import NotADistributionError, cross_entropy, jensen_shannon_divergence, kl_divergence

Measure = Callable[..., Any]
nan, inf = math.nan, math.inf


@measures
@pytest.mark.parametrize(
    ("p", "q", "message"),
    [
        ([-0.2, 0.7, 0.5], [0.2, 0.3, 0.5], "p[0] = -0.2 is not a probability; these look like logits"),
        ([0.2, 0.3, 0.5], [-0.2, 0.7, 0.5], "q[0] = -0.2 is not a probability; these look like logits"),
        ([0.2, 0.3, 0.5], [nan, 0.5, 0.5], "q[0] = nan is not a probability; look upstream for 0/0"),
        ([nan, 0.5, 0.5], [0.2, 0.3, 0.5], "p[0] = nan is not a probability; look upstream for 0/0"),
        ([0.5, 0.5], [inf, 0.5], "q[0] = inf is not a probability; a probability is finite"),
        ([0.5, 0.5], [2, 3], "q sums to 5, not 1; these look like counts: normalize() them first"),
        ([2, 3], [0.5, 0.5], "p sums to 5, not 1; these look like counts: normalize() them first"),
        ([0.5, 0.5], [0.0, 0.0], "q sums to 0, not 1; every probability in it is 0"),
        ([], [], "p is empty (shape (0,)); a distribution has an outcome"),
        ([[0.5, 0.5], [0.5, 0.25]], [0.5, 0.5], "p[1, :] sums to 0.75, not 1"),
        (0.5, 0.5, "p is a single number; a distribution is an array of probabilities"),
        ([0.5, 0.5], 0.5, "q is a single number; a distribution is an array of probabilities"),
        (0.5, [0.5, 0.5], "p is a single number; a distribution is an array of probabilities"),
    ],
)
def test_what_is_no_distribution_is_refused_by_name(
    xp: Callable[[Any], Any],
    measure: Measure,
    p: Any,  # noqa: ANN401
    q: Any,  # noqa: ANN401
    message: str,
) -> None:
    with pytest.raises(NotADistributionError) as caught:
        measure(xp(p), xp(q))
    assert str(caught.value).startswith(message)


@measures
@pytest.mark.parametrize(
    ("left", "right", "axis", "message"),
    [
        ((2,), (1,), -1, "p has shape (2,) and q (1,): along axis -1 they must have the same outcomes"),
        ((1, 2), (3,), 1, "p has shape (1, 2) and q (3,): along axis 1 they must have the same outcomes"),
        ((2, 2), (3, 2), -1, "p has shape (2, 2) and q (3, 2), which do not broadcast to one batch"),
        ((2, 3, 2), (3, 3, 2), 2, "p has shape (2, 3, 2) and q (3, 3, 2), which do not broadcast to one"),
        ((2,), (2, 2), 0, "p has shape (2,) and q (2, 2): axis 0 exists in only one of them; reshape"),
        ((2, 2), (2,), -2, "p has shape (2, 2) and q (2,): axis -2 exists in only one of them; reshape"),
        ((2, 2), (2,), 2, "axis must be from -2 to 1, for p has shape (2, 2); it is 2"),
        ((1, 2), (2, 2), 2, "axis must be from -2 to 1, for p has shape (1, 2); it is 2"),
        ((2,), (2, 2), -3, "axis must be from -2 to 1, for q has shape (2, 2); it is -3"),
        ((2,), (2,), 1, "axis must be from -1 to 0, for p has shape (2,); it is 1"),
    ],
)
def test_shapes_that_do_not_match_are_refused(
    xp: Callable[[Any], Any],
    measure: Measure,
    left: tuple[int, ...],
    right: tuple[int, ...],
    axis: int,
    message: str,
) -> None:
    p, q = (np.full(shape, 1 / shape[-1]).tolist() for shape in (left, right))
    with pytest.raises(ValueError, match=r"axis|shape") as caught:
        measure(xp(p), xp(q), axis=axis)
    assert str(caught.value).startswith(message)


@measures
def test_an_axis_or_base_that_is_none_is_refused(xp: Callable[[Any], Any], measure: Measure) -> None:
    p = xp([[0.5, 0.5]])
    for axis in (None, (0,), 0.0, "x"):
        with pytest.raises(TypeError, match=r"^axis must be one whole number, not"):
            measure(p, p, axis=axis)
    for base in (1, 0, -2, nan, inf, "2", None, True):
        with pytest.raises(ValueError, match="base must be 2 "):
            measure(p, p, base=base)


@measures
def test_an_array_beside_a_tensor_is_refused(measure: Measure) -> None:
    array = np.array([0.5, 0.5])
    tensor = torch.from_numpy(array)
    with pytest.raises(
        ValueError, match=r"p is a NumPy array but q a PyTorch tensor; convert one: torch\.fr"
    ):
        measure(array, tensor)
    with pytest.raises(ValueError, match=r"numpy\(q\), or p\.detach\(\)\.cpu\(\)\.numpy\(\)") as caught:
        measure(tensor, array)
    assert str(caught.value).startswith("q is a NumPy array but p a PyTorch tensor")
    with pytest.raises(ValueError, match=r"p is on cpu but q on meta; move one: \.to\(device\)"):
        measure(tensor, tensor.to("meta"))


@measures
@pytest.mark.parametrize(
    "bad", [[0.5, 0.5j], ["0.5", "0.5"], [True, False], [0.5, None], [[0.5], [0.5, 0.5]]]
)
def test_what_holds_no_real_numbers_is_refused_by_name(measure: Measure, bad: Any) -> None:  # noqa: ANN401
    for p, q, name in ((bad, [0.5, 0.5], "p"), ([0.5, 0.5], bad, "q")):
        with pytest.raises(NotADistributionError, match=rf"^{name} (must hold real numbers|is ragged)"):
            measure(p, q)


def test_measures_skip_the_check_on_request(xp: Callable[[Any], Any]) -> None:
    p, q = xp([0.5, 0.25]), xp([0.5, 0.5])
    assert float(kl_divergence(p, q, validate=False)) == -0.25
    assert float(cross_entropy(p, q, validate=False)) == 0.75
    assert float(jensen_shannon_divergence(p, p, validate=False)) == 0.0


@pytest.mark.parametrize("wrong", [-0.5, nan])
@measures
def test_without_the_check_a_wrong_entry_still_shows_in_the_result(measure: Measure, wrong: float) -> None:
    bad, good = torch.tensor([wrong, 0.0, 1.5]), torch.tensor([0.5, 0.25, 0.25])
    for p, q in ((bad, good), (good, bad)):
        if measure is cross_entropy and p is bad and wrong < 0:
            continue  # linear in p
        with np.errstate(invalid="ignore"):
            result = measure(p, q, validate=False)
        assert not (result >= 0) or result == inf
