"""Compare an answer with the right one and with the answers people give, and say what was found."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from infobook.checker.answers import read_formula, read_letters, read_number
from infobook.checker.expressions import CannotRead
from infobook.checker.functions import feedback_on_function
from infobook.checker.kinds import Choice, Exercise, Formula, Function, Number, Order, Part
from infobook.checker.messages import say

__all__ = ["State", "Verdict", "judge", "judge_part"]

State = Literal["open", "right", "wrong"]


@dataclass(frozen=True)
class Verdict:
    """What was found about one part, and what to tell the learner."""

    state: State
    text: str


OPEN = Verdict("open", say("open"))
RIGHT = Verdict("right", say("right"))


def judge(exercise: Exercise, answers: Sequence[Any]) -> list[Verdict]:
    """Return a verdict for each part; ``...`` is no answer yet."""
    if len(answers) == 1 and len(exercise.parts) > 1:
        answers = _unpacked(answers[0], len(exercise.parts))
    if len(answers) != len(exercise.parts):
        return [_wrong(_miscount(len(exercise.parts), len(answers)))] * len(exercise.parts)
    return [judge_part(part, answer) for part, answer in zip(exercise.parts, answers, strict=True)]


def judge_part(part: Part, answer: Any) -> Verdict:  # noqa: ANN401
    """Return the verdict for one part."""
    if answer is ...:
        return OPEN
    try:
        feedback = _FEEDBACK[type(part)](part, answer)
    except CannotRead as problem:
        feedback = str(problem)
    return _wrong(feedback) if feedback else RIGHT


def _wrong(feedback: str) -> Verdict:
    return Verdict("wrong", f"{say('not-yet')} {feedback}")


def _unpacked(answer: Any, wanted: int) -> Sequence[Any]:  # noqa: ANN401
    """Take one list of all the answers for the answers themselves, and one ``...`` for as many."""
    if answer is ...:
        return [...] * wanted
    if type(answer) is np.ndarray and answer.ndim == 1:
        return list(answer)
    return answer if type(answer) in (list, tuple) else [answer]


def _miscount(wanted: int, found: int) -> str:
    answers = f"{wanted} answers" if wanted > 1 else "one answer"
    return say("count", wanted=answers, found=f"{found} were" if found != 1 else "one was")


def _feedback_on_number(part: Number, answer: Any) -> str:  # noqa: ANN401
    given, shown, bare = read_number(answer, part.unit)
    if part.is_at(given, part.answer):
        return ""
    if math.isnan(given):
        return say("nan", answer=shown)
    for slip in part.every_slip():
        if part.is_slip(given, slip.answer):
            return slip.feedback
    if bare != given and part.is_at(bare, part.answer):
        return say("wrong-word", asked=part.unit)
    if math.isinf(part.answer):
        return say("sign") if math.isinf(given) else say("finite", answer=shown)
    if math.isinf(given):
        return say("infinite", answer=shown)
    # Who counts one too many has not rounded: that is for answers with digits.
    if part.tolerance and abs(given - part.answer) <= 0.02 * abs(part.answer):
        return say("near")
    return say("too-large" if given > part.answer else "too-small", answer=shown)


def _feedback_on_choice(part: Choice, answer: Any) -> str:  # noqa: ANN401
    letter = read_letters(answer).lower()
    if letter == part.answer:
        return ""
    for slip in part.slips:
        if letter == slip.answer:
            return slip.feedback
    return say("choice-unknown", answer=letter[:20], options=", ".join(part.options))


def _feedback_on_order(part: Order, answer: Any) -> str:  # noqa: ANN401
    order = read_letters(answer).upper()
    if sorted(order) != sorted(part.needs):
        return say("order-letters", letters="".join(sorted(part.needs)))
    misplaced = part.misplaced(order)
    for slip in part.slips:
        if slip.answer in misplaced:
            return slip.feedback
    return say("order-needs", line=misplaced[0][0], needed=misplaced[0][1]) if misplaced else ""


def _feedback_on_formula(part: Formula, answer: Any) -> str:  # noqa: ANN401
    points = part.points()
    found = read_formula(answer, points)
    expected = part.values(part.answer)
    agrees = part.agree(found, expected)
    if all(agrees):
        return ""
    for slip in part.slips:
        if all(part.agree(found, part.values(slip.answer))):
            return slip.feedback
    place = agrees.index(False)
    point = ", ".join(f"{name} = {value:.6g}" for name, value in points[place].items())
    right = f"{expected[place]:.6g}"
    if math.isnan(found[place]):
        return say("formula-undefined", point=point, expected=right)
    return say("formula-differs", point=point, found=f"{found[place]:.6g}", expected=right)


_FEEDBACK: dict[type, Any] = {
    Number: _feedback_on_number,
    Choice: _feedback_on_choice,
    Order: _feedback_on_order,
    Formula: _feedback_on_formula,
    Function: feedback_on_function,
}
