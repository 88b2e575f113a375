"""The page is given every answer, slip and word, as JSON that nothing in it can end."""

import json
import math
import operator
import re
from collections.abc import Iterable
from functools import reduce
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from infobook.checker import (
    Choice,
    Exercise,
    Formula,
    Function,
    Number,
    Order,
    Proof,
    Setting,
    Slip,
    Step,
    chapter,
    distributions,
)
from infobook.checker.expressions import DEPTH, LIMIT
from infobook.checker.messages import MESSAGES
from infobook.checker.page import DIGITS, page_data, probe_parts, progress_data
from infobook.checker.spellings import ALIASES, REWRITES
from infobook.exercises import CHECKS


def surprise(p: Any) -> Any:
    with np.errstate(all="ignore"):
        return 0.0 - np.log2(np.asarray(p, dtype=float))


def raises(p: Any) -> Any:
    raise ValueError


FUNCTION = Function(
    "surprise", surprise, distributions(), [([0.25, 0],)],
    [Slip(lambda p: -np.log(np.asarray(p)), "nats"), Slip(np.sum, "shape"), Slip(raises, "raises"),
     Slip(lambda p: -np.log(np.asarray(p)) + 0, "again"), Slip(lambda p: [np.nan, 7], "seven")],
)  # fmt: skip
PARTS = [
    Number("n", 0.5, slips=[Slip(math.inf, "</script>")]),
    Number("edge", math.inf, "bits"),
    Choice("c", "a", {"a": "x", "b": "y"}, [Slip("b", "not b")]),
    Order("o", {"A": "", "B": "A"}, [Slip("BA", "too early")]),
    Formula("f", "p^2", {"p": (0, 1)}, [Slip("p", "forgot the square")]),
    FUNCTION,
    Proof("p", [Step("it is", "it fails"), Step("so it holds", "nothing follows")]),
    Setting(
        "s",
        {"forward": math.inf, "reverse": (0, 1)},
        "kl-bars",
        [Slip({"reverse": 2}, "two"), Slip({}, "no")],
    ),
]
TEXT = page_data(chapter("some", [Exercise("all", PARTS, "Well.", ["Think."])]))
DATA = json.loads(TEXT)
GIVEN = DATA["exercises"]["all"]["parts"]


def test_nothing_in_it_ends_the_script() -> None:
    assert "<" not in TEXT
    assert GIVEN[0]["slips"][0]["feedback"] == "</script>"


def test_the_words_of_the_grammar() -> None:
    assert (DATA["limit"], DATA["depth"]) == (LIMIT, DEPTH)
    assert (DATA["rewrites"], DATA["aliases"]) == ([list(line) for line in REWRITES], ALIASES)
    assert DATA["raised"][1:] == "⁰¹²³⁴⁵⁶⁷⁸⁹"
    assert DATA["constants"]["inf"] == "Infinity"
    assert DATA["exercises"]["all"]["hints"] == ["Think."]


def test_a_page_is_given_what_its_script_says_and_nothing_else() -> None:
    script = (Path(__file__).parents[2] / "_static" / "exercises.js").read_text("utf-8")
    progress = json.loads(progress_data({}, {}))["messages"]
    assert DATA["messages"].items() | progress.items() <= MESSAGES.items()
    assert not DATA["messages"].keys() & progress.keys()
    given = DATA["messages"].keys() | progress.keys()
    assert set(re.findall(r'\bsay\("([\w-]+)"', script)) <= given <= set(re.findall(r'"([\w-]+)"', script))


def test_every_kind() -> None:
    assert [part["kind"] for part in GIVEN] == ["number"] * 2 + ["choice", "order", "formula"] + [
        "number"
    ] * 2 + ["proof", "setting"]
    assert GIVEN[0] | {"slips": 0} == {
        "label": "n", "kind": "number", "unit": "", "tolerance": 0.001,
        "answer": 0.5, "margin": 0.0005000001, "threeDigits": 0.0005000001,
        "fourDigits": 5.000001e-05, "slips": 0,
    }  # fmt: skip
    assert [slip["answer"] for slip in GIVEN[0]["slips"]] == ["Infinity", 50, -0.5]
    assert (GIVEN[1]["answer"], GIVEN[1]["margin"], GIVEN[1]["slips"]) == ("Infinity", 0, [])
    assert GIVEN[2]["options"] == {"a": "x", "b": "y"}
    assert GIVEN[3]["needs"] == {"A": "", "B": "A"}
    assert GIVEN[3]["slips"] == [{"answer": "BA", "feedback": "too early"}]
    assert GIVEN[4]["values"][:2] == [0.25, 0.0625]
    assert GIVEN[4]["slips"][0]["values"][:2] == [0.5, 0.25]
    assert GIVEN[7]["steps"] == {"a": "it is", "b": "so it holds"}
    assert GIVEN[7]["slips"][1] == {"answer": "b", "feedback": "nothing follows"}
    assert GIVEN[8]["label"] == "s: p(A), p(B), p(C), p(D), q(A), q(B), q(C), q(D)"
    assert (GIVEN[8]["count"], GIVEN[8]["digits"], GIVEN[8]["explorable"]) == (8, 2, "kl-bars")
    assert GIVEN[8]["answer"] == {"forward": ["Infinity", "Infinity"], "reverse": [0, 1]}
    assert GIVEN[8]["slips"][0] == {"answer": {"reverse": [2, 2]}, "feedback": "two"}


def test_a_function_is_asked_for_by_its_values() -> None:
    first, second = probe_parts(FUNCTION)
    assert first.ask == "surprise([0.25, 0.0]), entry 0"
    assert (first.answer, second.answer) == (2, math.inf)
    assert [slip.feedback for slip in first.slips] == ["nats"]
    assert [slip.feedback for slip in second.slips] == ["seven"]
    one = Function("total", np.sum, distributions(), [([0.5, 0.5],)])
    assert [part.ask for part in probe_parts(one)] == ["total([0.5, 0.5])"]


def test_a_label_says_the_unit_once() -> None:
    assert Number("the loss", 1, "bits").label == "the loss, in bits"
    assert Number("is it even?", 1, "bits").label == "is it even? (in bits)"
    assert Number("the loss in bits", 1, "bits").label == "the loss in bits"
    assert Number("4 per card", 1, "cards").label == "4 per card, in cards"
    parts = [
        part for check in CHECKS.values() for exercise in check.exercises.values() for part in exercise.parts
    ]
    numbers = [part for part in parts if isinstance(part, Number) and part.unit]
    assert len(numbers) > 100
    assert [part.label for part in numbers if part.label.split().count(part.unit) > 1] == []
    assert [part.label for part in numbers if part.unit not in part.label] == []


def numbers(data: Any) -> list[float]:
    if isinstance(data, dict | list):
        return [
            number for one in (data.values() if isinstance(data, dict) else data) for number in numbers(one)
        ]
    return [data] if isinstance(data, float) else []


@pytest.mark.parametrize("name", CHECKS)
def test_no_number_has_digits_that_differ_between_pythons_and_machines(name: str) -> None:
    found = numbers(json.loads(page_data(CHECKS[name]))["exercises"])
    assert len(found) > 50
    assert [number for number in found if number != float(f"{number:.{DIGITS}g}")] == []
    assert [number for number in found if 0 < abs(number) < 1e-12] == []
    assert [number for number in found if number == 0 and math.copysign(1, number) < 0] == []


def plain_sum(items: Iterable[Any], start: Any = 0) -> Any:
    return reduce(operator.add, items, start)


def exact_sum(items: Iterable[Any], start: Any = 0) -> Any:
    """From Python 3.12 on, sum() makes up for what rounding loses: ten times 0.1 is 1."""
    items = list(items)
    floats = items and all(isinstance(item, float) for item in items)
    return math.fsum([start, *items]) if floats else plain_sum(items, start)


@pytest.mark.parametrize("name", CHECKS)
def test_the_same_answers_and_slips_however_python_adds(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    given = []
    for adds in (plain_sum, exact_sum):
        monkeypatch.setattr("builtins.sum", adds)
        given.append(page_data(CHECKS[name]))
        monkeypatch.undo()
    assert given[0] == given[1]
