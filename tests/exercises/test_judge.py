"""Each kind of answer is judged right, open or not yet, and told why."""

import math
import random
from itertools import permutations
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from infobook.checker.answers import read_option
from infobook.checker.judge import judge, judge_part
from infobook.checker.kinds import UNITS, Choice, Exercise, Formula, Number, Order, Part, Proof, Slip, Step
from infobook.checker.messages import MESSAGES, named, say

CARD = Number("a card", math.log2(52), "bits", [Slip(52, "Take its logarithm.")])
SHARE = Number("a share", 0.25)
COUNT = Number("a count", 52, "cards", tolerance=0)
NONE = Number("nothing", 0, "bits")
ENDLESS = Number("at the edge", math.inf, "bits")
DRAW = Choice("Which?", "c", {"a": "x", "b": "y", "c": "z"}, [Slip("a", "Not a."), Slip("b", "Not b.")])
CALL = Choice("Which?", "a", {"a": "`F.relu(z, 1)`", "b": "y"}, [Slip("b", "Not b.")])
PROOF = Order("lines", {"A": "", "B": "A", "C": "B", "D": "A"}, [Slip("CB", "C uses B.")])
OWN = Proof("your proof", [Step("First.", "No start."), Step("Then.", "No way."), Step("So.", "No end.")])
SURPRISE = Formula("h", "-log2(p)", {"p": (0, 1)}, [Slip("-ln(p)", "That is in nats.")])
OPEN = "Not attempted yet."


def told(part: Part, answer: Any) -> str:
    """Return what is told, without the "Not yet."."""
    verdict = judge_part(part, answer)
    if verdict.state != "wrong":
        return verdict.text
    assert verdict.text.startswith("Not yet. ")
    return verdict.text.removeprefix("Not yet. ")


TOLD: list[tuple[Part, Any, str]] = [
    (CARD, ..., OPEN), (CARD, math.log2(52), "Right."), (CARD, "log2(52)", "Right."), (CARD, 5.7, "Right."),
    (CARD, "ln(52) nats", "Right."), (CARD, "log10(52) hartleys", "Right."), (CARD, "52", "Take its logarithm."),
    (CARD, math.log(52), "That is the right amount in nats. The question asks for bits: divide by ln 2, or use log2 from the start."),
    (CARD, "log10(52)", "That is the right amount in hartleys. The question asks for bits: multiply by log2(10), or use log2 from the start."),
    (CARD, -math.log2(52), "The size is right, the sign is not."),
    (CARD, 5.68, "Within 2 % of the right value, but not right to three digits. If rounded on the way, keep more digits."),
    (CARD, 5.75, "Within 2 % of the right value, but not right to three digits. If rounded on the way, keep more digits."),
    (CARD, "5", "5 is too small."), (CARD, 6, "6 is too large."), (CARD, "6 nats", "6 nats is too large."),
    (CARD, "5.7 nats", "The number is right, the unit beside it is not: it is a number of bits."),
    (CARD, math.nan, "nan is no number: look for 0/0, or for the logarithm or the root of a negative number."),
    (CARD, "0/0", "0/0 is no number: look for 0/0, or for the logarithm or the root of a negative number."),
    (CARD, "1e999", "1e999 is infinite or too large for a computer's numbers, and the right answer is finite."),
    (CARD, -math.inf, "-inf is infinite or too large for a computer's numbers, and the right answer is finite."),
    (CARD, 10**100000, "inf is infinite or too large for a computer's numbers, and the right answer is finite."),
    (CARD, "", "Nothing is there to read: write a number, or an expression such as log2(52) or 2^-4."),
    (SHARE, "25%", "Right."), (SHARE, "1/4", "Right."), (SHARE, "2^-2", "Right."),
    (SHARE, 25, "That is the percentage. As a probability or a share it is a hundred times smaller."),
    (COUNT, 52, "Right."), (COUNT, "52 cards", "Right."), (COUNT, "51", "51 is too small."),
    (COUNT, 52.0001, "A whole number is asked for, and 52.0001 is not one."),
    (NONE, 0, "Right."), (NONE, -0.0, "Right."), (NONE, 9e-10, "Right."), (NONE, 2e-9, "2e-09 is too large."),
    (NONE, -1, "-1 is too small."),
    (ENDLESS, math.inf, "Right."), (ENDLESS, "-log2(0)", "Right."),
    (ENDLESS, "1e300", "1e300 is finite, and the right answer is not: look again at what happens at the edge."),
    (ENDLESS, -math.inf, "The size is right, the sign is not."),
    (DRAW, ..., OPEN), (DRAW, "c", "Right."), (DRAW, "(C)", "Right."), (DRAW, "a", "Not a."), (DRAW, "B", "Not b."),
    (DRAW, "d", "Answer with one of the letters a, b, c: “d” is none of them."),
    (DRAW, "", "Answer with one of the letters a, b, c: “” is none of them."),
    (DRAW, "z" * 99, f"Answer with one of the letters a, b, c: “{'z' * 20}” is none of them."),
    (CALL, "F.relu(z, 1)", "Right."), (CALL, "`F.relu(z, 1)`", "Right."), (CALL, "A", "Right."),
    (PROOF, "A→B→D→C", "Right."), (PROOF, "ABCD", "Right."), (PROOF, "a, d, b, c", "Right."), (PROOF, ["A", "B", "D", "C"], "Right."),
    (PROOF, "ACBD", "C uses B."), (PROOF, "BACD", "Line B stands before line A, which it uses."),
    (PROOF, "ABC", "Write each of the letters ABCD once, in the order you want."),
    (PROOF, "ABCDD", "Write each of the letters ABCD once, in the order you want."),
    (PROOF, "ABCE", "Write each of the letters ABCD once, in the order you want."),
    (OWN, ..., OPEN), (OWN, "  \n", "Write your own lines first. Then compare them, step by step."),
    (OWN, "Steps: abc", "Write your own lines first. Then compare them, step by step."),
    (OWN, "It is so.", say("proof-compare")), (OWN, "Steps: abc\nare mine.", say("proof-compare")),
    (OWN, "It is so.\nSteps:", "(a) No start."), (OWN, "It is so.\nSteps: ac", "(b) No way."),
    (OWN, "It is so.\n  steps: A, B\n", "(c) No end."), (OWN, "It is so.\nSteps: cab", "You find every step in your lines."),
    (OWN, 5, "A whole number cannot be read as text."), (OWN, ["a", "b"], "A list cannot be read as text."),
    (SURPRISE, "log2(1/p)", "Right."), (SURPRISE, "-ln(p)/ln(2)", "Right."), (SURPRISE, "-ln(p)", "That is in nats."),
    (SURPRISE, "log2(p)", "The size is right, the sign is not."),
    (SURPRISE, "1", "At p = 0.25 yours is 1, and the right value is 2."),
    (SURPRISE, "log2(p-0.4)", "At p = 0.5 yours is -3.32193, and the right value is 1."),
    (SURPRISE, "log2(-p)", "At p = 0.5 yours is no number, and the right value is 1."),
    (SURPRISE, "inf", "At p = 0.5 yours is inf, and the right value is 1."),
    (SURPRISE, "q", "q is not known here. These are: p, log2, ln, log10, log, exp, sqrt, abs, comb, min, max, e, pi, inf."),
]  # fmt: skip


@pytest.mark.parametrize(("part", "answer", "expected"), TOLD, ids=range(len(TOLD)))
def test_told(part: Part, answer: Any, expected: str) -> None:
    assert told(part, answer) == expected


def test_the_edge_of_the_margin() -> None:
    part = Number("n", 4.0, tolerance=2**-10)
    assert judge_part(part, 4.0 + 2**-8).state == "right"
    assert judge_part(part, 4.0 - 2**-8).state == "right"
    assert judge_part(part, math.nextafter(4.0 + 2**-8, 5)).state == "wrong"
    assert judge_part(part, math.nextafter(4.0 - 2**-8, 3)).state == "wrong"
    assert Number("n", math.inf).margin(math.inf) == 0


@given(st.floats(0.01, 1e6), st.sampled_from(list(UNITS)), st.sampled_from(list(UNITS)))
def test_an_amount_may_be_given_in_any_unit_that_is_named(amount: float, asked: str, given_in: str) -> None:
    part = Number("n", amount, asked)
    text = f"{amount * UNITS[asked] / UNITS[given_in]!r} {given_in}"
    assert judge_part(part, text).state == "right"
    if asked != given_in:
        assert given_in in told(part, text.removesuffix(given_in))


@given(st.floats(-1e3, 1e3), st.floats(-1e3, 1e3), st.sampled_from(["", *UNITS, "cards"]))
def test_a_slip_of_every_part_lies_apart(answer: float, own: float, unit: str) -> None:
    """No slip that comes by itself can be taken for the answer or for a slip of the exercise."""
    part = Number("n", answer, unit, [Slip(own, "own")])
    for slip in part.every_slip()[1:]:
        assert not part.is_at(slip.answer, answer)
        assert not part.is_at(slip.answer, own)


def test_what_is_longer_than_any_answer() -> None:
    assert told(CARD, "5" * 201) == "That is longer than any answer here: 200 characters are enough."
    assert told(CARD, " " * 1_000_000) == "That is longer than any answer here: 200 characters are enough."


def test_a_slip_equal_to_the_answer_never_hides_it() -> None:
    assert told(Number("n", 2, slips=[Slip(2, "slip")]), 2) == "Right."


@given(st.integers(1, 6), st.randoms(use_true_random=False))
def test_orders(size: int, rng: random.Random) -> None:
    letters = "ABCDEF"[:size]
    needs = {line: "".join(rng.sample(letters[:i], rng.randint(0, i))) for i, line in enumerate(letters)}
    part = Order("o", needs)
    right = [o for o in map("".join, permutations(letters)) if not part.misplaced(o)]
    assert part.answer == min(right)
    for order in map("".join, permutations(letters)):
        assert (judge_part(part, order).state == "right") == (order in right)


def test_an_order_with_only_one_pair_misplaced() -> None:
    for pair in ("BA", "CB", "DA"):
        assert PROOF.misplaced(PROOF.with_only(pair)) == [pair]


def test_a_line_that_does_not_belong_to_the_proof_is_named_and_the_others_are_asked_for() -> None:
    part = Order("lines", {"A": "", "C": "A"}, [Slip("CA", "C uses A."), Slip("B", "B is false.")])
    assert part.strays == ["B"]
    assert part.with_only("B") == "ACB"
    replies = {
        "AC": "Right.",
        "CA": "C uses A.",
        "ABC": "B is false.",
        "CBA": "B is false.",
        "B": "B is false.",
    }
    assert {order: told(part, order) for order in replies} == replies
    for order in ("A", "ACC", "ACD"):
        assert told(part, order).endswith("each once: some of ABC.")


def test_a_proof_is_right_only_if_each_step_is_found_and_its_steps_are_shown_once_lines_are_there() -> None:
    answers = ["", "It is so.", "It is so.\nSteps: bc", "It is so.\nSteps: abc"]
    verdicts = [judge_part(OWN, answer) for answer in answers]
    assert [verdict.state for verdict in verdicts] == ["wrong", "open", "wrong", "right"]
    assert [verdict.steps for verdict in verdicts] == [(), *[("(a) First.", "(b) Then.", "(c) So.")] * 2, ()]


def test_formulas_are_compared_inside_their_ranges_at_the_same_points_each_time() -> None:
    part = Formula("f", "a/b", {"a": (0, 1), "b": (-2, 2)})
    points = part.points()
    assert points == part.points()
    assert 15 < len(points) <= 23
    assert all(0 < point["a"] < 1 and -2 < point["b"] < 2 for point in points)
    assert points[0] == {"a": 0.5, "b": 0}


def test_an_infinite_value_is_only_itself() -> None:
    part = Formula("f", "1/(p-p)", {"p": (0, 1)})
    assert told(part, "inf") == "Right."
    assert told(part, "5") == "At p = 0.5 yours is 5, and the right value is inf."


PAIR = Exercise("pair", [SHARE, DRAW], "Well.", ["One."])


@pytest.mark.parametrize(
    ("answers", "states"),
    [
        ([...], ["open", "open"]), ([..., ...], ["open", "open"]), ([0.25, "c"], ["right", "right"]),
        ([0.25, ...], ["right", "open"]), ([[0.25, "a"]], ["right", "wrong"]), ([(0.25, "c")], ["right", "right"]),
        ([0.25], ["wrong", "wrong"]), ([0.25, "c", 1], ["wrong", "wrong"]), ([], ["wrong", "wrong"]),
    ],
)  # fmt: skip
def test_as_many_answers_as_parts(answers: list[Any], states: list[str]) -> None:
    assert [verdict.state for verdict in judge(PAIR, answers)] == states


def test_miscounts_and_arrays_of_answers() -> None:
    assert judge(PAIR, [1])[0].text == "Not yet. This exercise asks for 2 answers, and one was given."
    assert judge(PAIR, [])[0].text == "Not yet. This exercise asks for 2 answers, and 0 were given."
    one = Exercise("one", [SHARE], "Well.")
    assert judge(one, [1, 2, 3])[0].text == "Not yet. This exercise asks for one answer, and 3 were given."
    two = Exercise("two", [SHARE, COUNT], "Well.")
    assert [verdict.state for verdict in judge(two, [np.array([0.25, 52])])] == ["right", "right"]
    assert (
        judge(two, [np.ones((2, 1))])[0].text
        == "Not yet. This exercise asks for 2 answers, and one was given."
    )


def test_every_message_is_a_sentence_and_says_something_of_its_own() -> None:
    assert len(set(MESSAGES.values())) == len(MESSAGES)
    for text in MESSAGES.values():
        assert text.endswith((".", "?"))
        assert "incorrect" not in text.lower()
        assert len(text) <= 110
    assert say("open") == "Not attempted yet."
    assert say("nan", answer="{x} <b>").startswith("{x} <b> is no number")


def test_things_are_named_with_their_article() -> None:
    assert [named(x) for x in ([], object(), 1, None, len, Exercise)] == [
        "a list", "an object", "a whole number", "None", "a function", "a class",
    ]  # fmt: skip


LAST = Number("a last digit", 3.27440191928877, "bits")
FINE = Number("more digits", 225.581, "bits", tolerance=1e-6)
WORDS = Number("words", 2000)
CONVERTED = Number("a loss", 3.32193, "bits", given="nats")
MODELS = Choice(
    "Which?", "b", {"a": "model A", "b": "model B", "c": "a coin"}, [Slip("a", "Not A."), Slip("c", "Not c.")]
)


@pytest.mark.parametrize(
    ("part", "answer", "expected"),
    [
        (LAST, "3.27", "Right. To six digits it is 3.2744."), (LAST, 3.274, "Right."), (LAST, 3.27, "Right. To six digits it is 3.2744."),
        (LAST, "3.28", "Within 2 % of the right value, but not right to three digits. If rounded on the way, keep more digits."),
        (FINE, "226", "Right to three digits. This question asks for more."), (FINE, "225.581", "Right."),
        (WORDS, "2,000", "Right."), (WORDS, "2,300", "Is 2,300 a number with decimals, or are these thousands? Write it without the comma."),
        (LAST, "3,274", "Right."), (LAST, "1,585", "Is 1,585 a number with decimals, or are these thousands? Write it without the comma."),
        (CARD, "I = log2(52) = 5.7 bits", "Right."), (CARD, "log2(52) = 52", "Take its logarithm."), (CARD, "log2(51) = 5.7", "Within 2 % of the right value, but not right to three digits. If rounded on the way, keep more digits."),
        (CONVERTED, "3.32193", "Right."), (CONVERTED, "2.302585 nats", "That is the same amount in nats. To write it in bits is the task."), (CONVERTED, "1 hartley", "Right."),
        (Number("n", 0, tolerance=0), "10^-701", "10^-701 is very small, but it is not 0."), (Number("n", 0, tolerance=0), "-0.0", "Right."),
        (LAST, 2**3.27440191928877, "The answer is log2 of that number."), (LAST, 2**-3.27440191928877, "The answer is −log2 of that number."),
        (MODELS, "model B", "Right."), (MODELS, "Model b.", "Right."), (MODELS, "b) because", "Right."), (MODELS, "(B)", "Right."),
        (MODELS, "a coin", "Not c."), (MODELS, "option A", "Not A."), (MODELS, "a or", "Answer with one of the letters a, b, c: “a or” is none of them."),
        (SURPRISE, "h = -log2(p)", "Right."), (SURPRISE, "-ln(p)/0.6931", "Right to three digits. Write its constants exactly, such as ln(2), not with decimals."),
    ],
)  # fmt: skip
def test_what_a_teacher_would_take(part: Part, answer: Any, expected: str) -> None:
    verdict = judge_part(part, answer)
    assert verdict.text.removeprefix("Not yet. ") == expected
    assert (verdict.state == "right") == expected.startswith("Right.")


@pytest.mark.parametrize(
    ("answer", "state"),
    [("log2 8 / 2", "right"), ("log2 8/4 + 1/2", "right"), ("ln 8/2", "wrong"), ("log2 8 / 2 bits", "right"), ("log2 6 / 2", "wrong")],
)  # fmt: skip
def test_brackets_that_are_missing_are_read_where_they_make_it_right(answer: str, state: str) -> None:
    part = Number("half of three bits", 1.5, "bits")
    found = judge_part(part, answer)
    assert found.state == state
    if state == "wrong":
        assert found.text.startswith("Not yet. Put brackets round what l")


@pytest.mark.parametrize(
    ("answer", "letter"),
    [("BCELoss", "a"), ("bceloss of", "a"), ("`BCELoss`", "a"), ("the", "the"), ("the mean", "b"), ("BCE", "bce"), ("t", "t")],
)  # fmt: skip
def test_an_option_is_named_by_the_words_with_which_it_alone_begins(answer: str, letter: str) -> None:
    options = {"a": "`BCELoss` of the scores", "b": "the mean", "c": "the sum"}
    assert read_option(answer, options) == letter


def test_words_with_which_several_options_begin_are_asked_back() -> None:
    part = Choice("Which?", "a", {"a": "no, never", "b": "no, but once"}, [Slip("b", "Not b.")])
    assert told(part, "no") == "More than one option begins with “no”. Answer with a letter: a, b."
    assert told(part, "no, but") == "Not b."


def test_a_formula_in_the_other_unit_is_told_so() -> None:
    part = Formula("h in bits", "-log2(p)", {"p": (0, 1)})
    assert told(part, "-ln p").startswith("That is the right amount in nats.")
    assert told(Formula("h in nats", "-ln(p)", {"p": (0, 1)}), "-log2 p").startswith(
        "That is the right amount in bits."
    )


@pytest.mark.parametrize(
    ("answer", "asked"),
    [("w/1+w", "How far does the divisor after / go? Put brackets round it."),
     ("1 - 1/1 + w", "At w = 1.75 yours is 1.75, and the right value is 0.636364."),
     ("-exp w", "At w = 1.75 yours is -5.7546, and the right value is 0.636364.")],
)  # fmt: skip
def test_brackets_are_asked_for_where_they_would_make_it_right(answer: str, asked: str) -> None:
    assert told(Formula("q", "w/(1+w)", {"w": (0.5, 3)}), answer) == asked
