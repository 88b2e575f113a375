"""Judge the relations of a text: executed, needed, supposed, or not yet understood.

A relation that supposes something, "let p = 1/2", claims nothing. But the claims beside it are checked under
it, and where an executed one is false without it, or says nothing, it is needed: it cannot change unseen.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache

from mathematics.reading import Passage, Written
from mathematics.relations import Among, Outcome
from mathematics.settings import Setting
from mathematics.tree import Chain
from mathematics.wording import (
    Supposition,
    Worded,
    first_sentence,
    last_inequality,
    limit_named,
    supposed_after,
    worded,
)

__all__ = ["Judgement", "judge"]


@dataclass(frozen=True)
class Judgement:
    """What became of one relation of a formula."""

    formula: Written
    relation: int  # its place in the formula, from 1
    status: str  # "executed", "needed", "supposed", "unknown", "fails", "does not parse"
    why: str = ""  # of what is needed: the draw that shows it
    settings: tuple[str, ...] = ()  # the lines that said what its letters are
    weak: tuple[str, ...] = ()  # what makes the check weaker than the words, see checking.Verdict
    is_condition: bool = False  # whether the formula claims something else under it


@dataclass(frozen=True)
class Judged:
    """What became of a passage."""

    outcomes: tuple[tuple[Outcome, ...], ...] = ()  # of each formula, of each of its relations
    going_on: tuple[Supposition, ...] = ()  # what holds in a passage that goes on from this one
    set: tuple[Supposition, ...] = ()  # what a setting says, too, and so holds as long as the setting does
    inequality: Chain | None = None  # the last, of which the words after it may say when the sides are equal
    needs: tuple[tuple[Supposition, str], ...] = ()  # what its claims need, and draws that show it


def judge(passages: Iterable[Passage]) -> list[tuple[Passage, list[Judgement]]]:
    """Judge each relation of a text's passages; what is supposed holds to the end of its passage."""
    passages, judged = list(passages), [Judged()]
    for passage, after in zip(passages, [*passages, None][1:], strict=True):
        judged.append(_of(passage, judged[-1], after if after and after.before is passage else None))
    needs: dict[tuple[int, int, Chain | None], str] = {
        (place - each.back, each.number, each.chain): why
        for place, result in enumerate(judged[1:])
        for each, why in result.needs
    }
    found = []
    for place, (passage, result) in enumerate(zip(passages, judged[1:], strict=True)):
        formulas = (*passage.formulas, *passage.words)
        judgements = [
            _judgement(formula, relation, outcome, needs.get((place, number, outcome.supposes)))
            for number, (formula, outcomes) in enumerate(zip(formulas, result.outcomes, strict=True))
            for relation, outcome in enumerate(outcomes, start=1)
        ]
        found.append((passage, judgements))
    return found


def _judgement(formula: Written, relation: int, outcome: Outcome, needed: str | None) -> Judgement:
    status, why = outcome.status, outcome.why
    if needed is not None and status == "supposed":
        status, why = "needed", needed
    return Judgement(formula, relation, status, why, outcome.settings, outcome.weak, outcome.is_condition)


def _of(passage: Passage, before: Judged, after: Passage | None) -> Judged:
    """Judge a passage; what the sentence supposes before it and after it holds here, too."""
    said = {setting.text for setting in passage.settings}
    going_on = (*(before.going_on if passage.before else ()), *(x for x in before.set if x.setting in said))
    inherited = tuple(replace(each, back=each.back + 1) for each in going_on)
    later = tuple(first_sentence(worded(after.formulas))) if after else ()
    words = tuple(Worded(formula.latex) for formula in passage.words)
    texts = worded(passage.formulas)
    return _judged(texts, words, passage.settings, inherited, later, before.inequality)


@cache  # a fault in one paragraph leaves what was said of the others
def _judged(
    texts: tuple[Worded, ...],
    words: tuple[Worded, ...],
    settings: tuple[Setting, ...],
    before: tuple[Supposition, ...],
    later: tuple[Worded, ...],
    inequality: Chain | None,
) -> Judged:
    suppositions, everything, going_on = list(before), list(before), list(before)
    found: list[tuple[Outcome, ...]] = []
    needs: dict[Supposition, str] = {}
    for number, text in enumerate(texts):
        known = len(suppositions)
        after = list(supposed_after(number, texts, later))
        among = Among(number, text, settings, suppositions, everything, needs, after, inequality)
        found.append(tuple(among.judge(limit_named(texts[number + 1 : number + 2]))))
        if text.last:  # the sentence may go on in a display
            going_on += suppositions[known:]
        inequality = last_inequality(text) or inequality
    for text in words:
        among = Among(len(found), text, settings, everything, everything, needs)
        found.append(tuple(among.judge_words()))
    free = tuple(each for each in going_on if not each.setting)
    held = tuple(each for each in suppositions if each.setting)
    return Judged(tuple(found), free, held, inequality, tuple(needs.items()))
