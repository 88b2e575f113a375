"""Compare an answer with the right one and with the answers people give, and say what was found."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from infobook.checker.answers import (
    Amount,
    read_formula,
    read_letters,
    read_number,
    read_option,
    read_proof,
    read_state,
    sides,
    with_thousands,
)
from infobook.checker.expressions import LIMIT, CannotRead
from infobook.checker.functions import feedback_on_function
from infobook.checker.kinds import (
    THREE_DIGITS,
    UNITS,
    Choice,
    Exercise,
    Formula,
    Function,
    Number,
    Order,
    Part,
    Proof,
    Setting,
    half_unit,
)
from infobook.checker.messages import say
from infobook.checker.spellings import with_brackets

__all__ = ["OPEN", "RIGHT", "State", "Verdict", "judge", "judge_part"]

State = Literal["open", "right", "wrong"]


@dataclass(frozen=True)
class Verdict:
    """What was found about one part, and what to tell the learner."""

    state: State
    text: str
    steps: tuple[str, ...] = ()  # which the learner is to compare with a proof


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
    is_read = True
    try:
        verdict = _VERDICTS[type(part)](part, answer)
    except CannotRead as problem:
        verdict, is_read = _wrong(str(problem)), False
    if verdict.state == "wrong" and isinstance(part, Number | Formula) and type(answer) is str:
        return _with_brackets(part, answer, verdict, is_read=is_read)
    return verdict


def _with_brackets(part: Number | Formula, answer: str, verdict: Verdict, *, is_read: bool) -> Verdict:
    """Take -log2 1/52 for what is right, and ask for the brackets of w/1+w; keep what is a slip or wrong."""
    slips = part.every_slip() if isinstance(part, Number) else part.slips
    said = {slip.feedback for slip in slips} | set(getattr(part, "multiples", {}).values())
    if len(answer) > LIMIT or verdict.text in {_wrong(feedback).text for feedback in said}:
        return verdict
    for meant, ask, what in with_brackets(answer):
        with contextlib.suppress(CannotRead):
            other = _VERDICTS[type(part)](part, meant)
            if other.state == "right" and not is_read and ask != "divided":
                return other
            if other.state == "right" and ask:
                return _wrong(say(ask, what=what))
    return verdict


def _verdict(feedback: str) -> Verdict:
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


def _on_number(part: Number, answer: Any) -> Verdict:  # noqa: ANN401
    """Judge each side of an equation; it is right if all of them are."""
    verdict = RIGHT
    for side in sides(answer):
        verdict = _on_side(part, side)
        if verdict.state == "wrong":
            return verdict
    return verdict


def _on_side(part: Number, answer: Any) -> Verdict:  # noqa: ANN401
    amount = read_number(answer, part.unit, part.counted)
    other = with_thousands(answer)
    if part.is_at(amount.value, part.answer):
        return _on_right_amount(part, amount)
    if other and part.is_at(read_number(other, part.unit, part.counted).value, part.answer):
        return _on_right_amount(part, read_number(other, part.unit, part.counted))
    return _wrong(say("thousands", answer=amount.shown) if other else _on_wrong_amount(part, amount))


def _on_right_amount(part: Number, amount: Amount) -> Verdict:
    if amount.unit and amount.unit == part.given:
        return _wrong(say("given-unit", given=part.given, asked=part.unit))
    edge = max(half_unit(part.answer, 4), 1e-9)
    is_rough = part.takes_three_digits and abs(amount.value - part.answer) > edge
    return Verdict("right", say("six-digits", answer=f"{part.answer:.6g}")) if is_rough else RIGHT


def _on_wrong_amount(part: Number, amount: Amount) -> str:
    given, shown = amount.value, amount.shown
    if math.isnan(given):
        return say("nan", answer=shown)
    for slip in part.every_slip():
        if part.is_slip(given, slip.answer):
            return slip.feedback
    if amount.bare != given and part.is_at(amount.bare, part.answer):
        return say("wrong-word", asked=part.unit)
    if math.isinf(part.answer):
        return say("sign") if math.isinf(given) else say("finite", answer=shown)
    if math.isinf(given):
        return say("infinite", answer=shown)
    if part.answer == 0 and abs(given) <= 1e-9:
        return say("tiny", answer=shown)
    if part.tolerance == 0 and float(part.answer).is_integer() and not given.is_integer():
        return say("not-whole", answer=shown)
    if 0 < part.tolerance < THREE_DIGITS and abs(given - part.answer) <= half_unit(part.answer, 3):
        return say("more-digits")
    # Who counts one too many has not rounded: that is for answers with digits.
    if part.tolerance and abs(given - part.answer) <= 0.02 * abs(part.answer):
        return say("near")
    return say("too-large" if given > part.answer else "too-small", answer=shown)


def _on_choice(part: Choice, answer: Any) -> Verdict:  # noqa: ANN401
    letter = read_option(answer, part.options)
    if letter == part.answer:
        return RIGHT
    for slip in part.slips:
        if letter == slip.answer:
            return _wrong(slip.feedback)
    begun = sum(option.lower().strip("`").startswith(letter.strip("`")) for option in part.options.values())
    key = "choice-several" if begun > 1 and letter else "choice-unknown"
    return _wrong(say(key, answer=letter[:20], options=", ".join(part.options)))


def _feedback_on_order(part: Order, answer: Any) -> str:  # noqa: ANN401
    order = read_letters(answer, [*part.needs, *part.strays])
    for slip in part.slips:
        if slip.answer in [*order]:
            return slip.feedback
    if sorted(order) != sorted(part.needs):
        letters = "".join(sorted([*part.needs, *part.strays]))
        return say("order-some" if part.strays else "order-letters", letters=letters)
    misplaced = part.misplaced(order)
    for slip in part.slips:
        if slip.answer in misplaced:
            return slip.feedback
    return say("order-needs", line=misplaced[0][0], needed=misplaced[0][1]) if misplaced else ""


def _on_proof(part: Proof, answer: Any) -> Verdict:  # noqa: ANN401
    """Ask which steps the lines have, and say what goes wrong without the first that they lack."""
    lines, found = read_proof(answer)
    if not lines:
        return _wrong(say("proof-empty"))
    steps = tuple(f"({letter}) {says}" for letter, says in part.by_letter.items())
    if found is None:
        return Verdict("open", say("proof-compare"), steps)
    for slip in part.slips:
        if slip.answer not in found:
            return Verdict("wrong", f"{say('not-yet')} ({slip.answer}) {slip.feedback}", steps)
    return Verdict("right", say("proof-done"))


def _feedback_on_setting(part: Setting, answer: Any) -> str:  # noqa: ANN401
    state, names = read_state(answer), part.board.names
    if len(state) != len(names):
        raise CannotRead(say("state-count", wanted=len(names), found=len(state)))
    if not (all(map(math.isfinite, state)) and part.board.is_state(state)):
        raise CannotRead(say("state-limits", limits=part.board.limits))
    slip = part.slip_in(state)
    return part.feedback(slip, state) if slip else ""


def _feedback_on_formula(part: Formula, answer: Any) -> str:  # noqa: ANN401
    """Judge each side of an equation, and say what is wrong with the first that is."""
    return next(filter(None, (_on_formula_side(part, side) for side in sides(answer))), "")


def _on_formula_side(part: Formula, answer: Any) -> str:  # noqa: ANN401
    bare, unit = read_formula(answer, part.points(), part.unit)
    factor = UNITS[unit] / UNITS[part.unit] if unit else 1.0
    remark = _on_values(part, [value * factor for value in bare])
    if unit and not remark and unit == part.given:
        return say("given-unit", given=unit, asked=part.unit)
    if remark and factor != 1 and not _on_values(part, bare):
        return say("wrong-word", asked=part.unit)
    return remark


def _on_values(part: Formula, found: Sequence[float]) -> str:
    points, expected = part.points(), part.values(part.answer)
    agrees = part.agree(found, expected)
    if all(agrees):
        return ""
    for slip in part.slips:
        if all(part.agree(found, part.values(slip.answer))):
            return slip.feedback
    for factor, feedback in part.multiples.items():
        if all(part.agree(found, [factor * value for value in expected])):
            return feedback
    place = agrees.index(False)
    point = ", ".join(f"{name} = {value:.6g}" for name, value in points[place].items())
    right = f"{expected[place] + 0.0:.6g}"
    if all(f == e or abs(f - e) <= 1e-3 * abs(e) < math.inf for f, e in zip(found, expected, strict=True)):
        return say("formula-near")
    if math.isnan(found[place]):
        return say("formula-undefined", point=point, expected=right)
    return say("formula-differs", point=point, found=f"{found[place] + 0.0:.6g}", expected=right)


_VERDICTS: dict[type, Callable[[Any, Any], Verdict]] = {
    Number: _on_number,
    Choice: _on_choice,
    Order: lambda part, answer: _verdict(_feedback_on_order(part, answer)),
    Proof: _on_proof,
    Formula: lambda part, answer: _verdict(_feedback_on_formula(part, answer)),
    Setting: lambda part, answer: _verdict(_feedback_on_setting(part, answer)),
    Function: lambda part, answer: _verdict(feedback_on_function(part, answer)),
}
