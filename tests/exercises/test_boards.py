"""What is measured of an explorable's state, as it is shown, and how the states of exercises are judged."""

import math
from typing import Any

import numpy as np
import pytest
import torch
from states import STRANGE, states

from infobook.checker.boards import BOARDS, rounded, shown
from infobook.checker.judge import judge_part
from infobook.checker.kinds import Setting
from infobook.exercises import CHECKS

SETTINGS = [
    (chapter, exercise.id, part)
    for chapter, check in CHECKS.items()
    for exercise in check.exercises.values()
    for part in exercise.parts
    if isinstance(part, Setting)
]
TABLE = next(part for _, name, part in SETTINGS if name == "set-the-table")
FIRST = {
    "code-lengths": [0.4, 0.3, 0.2, 0.1],
    "joint-table": [0.5, 0.2, 0.8],
    "kl-bars": [0.5, 0.3, 0.2, 0, 0.25, 0.25, 0.25, 0.25],
    "softmax": [2, 1, -1, 1, 1],
    "two-gaussians": [0, 1, 1, 2],
}


def test_five_explorables_have_an_exercise() -> None:
    assert len({part.explorable for _, _, part in SETTINGS}) >= 5


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1 + 0.2, "0.30"), (0.125, "0.13"), (0.375 - 1e-16, "0.38"), (0.285, "0.28"), (-0.001, "0.00"),
        (-0.375, "−0.38"), (math.inf, "∞"), (-math.inf, "−∞"), (12.0, "12.00"),
    ],
)  # fmt: skip
def test_a_measure_is_shown_as_in_the_figure(value: float, text: str) -> None:
    assert shown(value, 2) == text
    if math.isfinite(value):
        assert rounded(value, 2) == float(text.replace("−", "-"))


@pytest.mark.parametrize(
    ("name", "state", "measures"),
    [
        ("code-lengths", [0.5, 0.25, 0.125, 0.125], {"gap": 0, "largest": 0.5}),
        ("code-lengths", [0.5, 0.48, 0.01, 0.01], {"gap": 0.37885, "largest": 0.5}),
        ("joint-table", [0.25, 0, 1], {"X1": 0.75, "Y1": 0.75, "I": 0.8113}),
        ("joint-table", [1, 0.5, 0], {"X1": 0, "Y1": 0.5, "I": 0}),
        ("kl-bars", [1, 0, 0, 0, 0.25, 0.25, 0.25, 0.25], {"forward": 2, "reverse": math.inf}),
        ("kl-bars", [0.3333, 0.3333, 0.3333, 0] * 2, {"forward": 0, "reverse": 0}),
        (
            "two-gaussians",
            [0, 1, 2, 1],
            {"forward": 2 / math.log(2), "reverse": 2 / math.log(2), "shift": 2, "ratio": 1},
        ),
        ("softmax", [0, 0, 0, 1, 2], {"loss": math.log(3), "right": 1 / 3, "other": 1 / 3, "lead": 0}),
        ("softmax", [4, -4, -4, 0.1, 0], {"loss": 0, "right": 1, "other": 0, "lead": 1}),
    ],
)
def test_measures_where_they_are_known(name: str, state: list[float], measures: dict[str, float]) -> None:
    assert BOARDS[name].measures(state) == pytest.approx(measures, abs=5e-5)


@pytest.mark.parametrize(
    "answer",
    [
        [0.8, 0.09, 0.66], (0.8, 0.09, 0.66), np.array([0.8, 0.09, 0.66]), torch.tensor([0.8, 0.09, 0.66]),
        ["4/5", 0.09, "66 %"], "0.8, 0.09, 0.66", "0.8 .09 .66", "[0.8, 0.09, 0.66]", "(0,8; 0,09; 0,66)",
        "#fig-drag-joint-table=0.8,0.09,0.66", "https://x.org/a.html?b=1#fig-drag-joint-table=0.8%2C0.09%2c0.66",
        [0.8, 0.0854, 0.6584],
    ],
)  # fmt: skip
def test_a_state_is_read_as_people_have_it(answer: Any) -> None:
    assert judge_part(TABLE, answer).text == "Right."


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ("0.8, 0.09", "A state of the figure has 3 numbers, and here their number is 2."),
        ("", "their number is 0"),
        ([0.8, 0.09, 1.66], "The figure has no such state: each is a probability, from 0 to 1."),
        ([0.8, 0.09, math.nan], "no such state"),
        ([0.8, 0.09, -math.inf], "no such state"),
        ("0.8, a, 0.66", "a is a letter"),
        ("0.8,,0.66", "Nothing is there to read"),
        ("1" * 300, "longer"),
        (0.8, "cannot be read as a list of numbers"),
        (None, "None is no answer"),
        ({0.8: 1}, "A dictionary cannot be read as a list of numbers."),
        ([0.8, [0.09, 0.1], 0.66], "One number is asked for"),
        (torch.zeros(3, device="meta"), "cannot be read"),
        ([0.8, 0.2, 0.2], "X and Y are independent there: I = 0.00 bits."),
        ([0.8, 0.25, 0], "Both marginals are right, and 0.07 bits are too few."),
        ([0.8, 0, 1], "Both marginals are right, and 0.72 bits are too many."),
        ([0.5, 0.243, 0.757], "I = 0.20 bits is right, but P(X = 1) = 0.50 and P(Y = 1) = 0.50."),
    ],
)
def test_what_is_said_of_other_answers(answer: Any, says: str) -> None:
    verdict = judge_part(TABLE, answer)
    assert verdict.state == "wrong"
    assert says in verdict.text


@pytest.mark.parametrize("strange", STRANGE, ids=str)
@pytest.mark.parametrize("part", [part for _, _, part in SETTINGS], ids=lambda part: part.explorable)
def test_what_is_no_state_is_never_right(part: Setting, strange: list[float]) -> None:
    if len(strange) != len(part.board.names) or not part.board.is_state(strange):
        assert (
            judge_part(part, strange)
            .text.partition(":")[0]
            .startswith(("Not yet. A state", "Not yet. The figure"))
        )


@pytest.mark.parametrize("part", [part for _, _, part in SETTINGS], ids=lambda part: part.explorable)
def test_some_states_are_right_and_most_are_not(part: Setting) -> None:
    right = [state for state in states(part.explorable) if judge_part(part, state).state == "right"]
    assert 0 < len(right) < 0.1 * len(states(part.explorable))
    assert part.slip_in(FIRST[part.explorable])
