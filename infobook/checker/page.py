"""The exercises as data for the built page: every answer and slip computed, all the wording included."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from infobook.checker.answers import APART, DOUBTFUL, OF_WHAT, STEPS, UNIT_WORDS, WITH_UNIT
from infobook.checker.check import ChapterCheck
from infobook.checker.describe import call_text
from infobook.checker.expressions import (
    BASE,
    CONSTANTS,
    DEPTH,
    FUNCTIONS,
    HALVED,
    LIMIT,
    NAMED,
    RAISED,
    SHOWN,
    TIMES,
    TINY,
    TOKENS,
    UNDERFLOW,
)
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
    Slip,
    half_unit,
)
from infobook.checker.messages import IN_PYTHON, MESSAGES
from infobook.checker.progress_file import BOOK, FILE, LARGEST, VERSION
from infobook.checker.spellings import ALIASES, BRACKETS, LABEL, REWRITES

__all__ = ["DIGITS", "page_data", "probe_parts", "progress_data"]

# The last digits of a sum or a logarithm differ between Pythons and machines; where a difference should be 0,
# all of them do. No answer is compared as closely as this.
DIGITS = 12


def page_data(check: ChapterCheck) -> str:
    """Return the exercises of a chapter, the messages and the words of the grammar, as JSON."""
    data = {
        "chapter": check.chapter,
        "messages": _messages(of_file=False),
        "limit": LIMIT,
        "depth": DEPTH,
        "raised": RAISED,
        "rewrites": REWRITES,
        "aliases": ALIASES,
        "label": LABEL,
        "tokens": TOKENS,
        "times": TIMES,
        "constants": _plain(CONSTANTS),
        "base": BASE,
        "functions": {name: FUNCTIONS[name][1] for name in NAMED},
        "shown": SHOWN,
        "halved": HALVED,
        "underflow": UNDERFLOW,
        "tiny": TINY,
        "units": UNITS,
        "threeDigits": THREE_DIGITS,
        "unitWords": UNIT_WORDS,
        "withUnit": WITH_UNIT,
        "doubtful": DOUBTFUL,
        "steps": STEPS,
        "apart": APART,
        "brackets": BRACKETS,
        "ofWhat": OF_WHAT,
        "exercises": {exercise.id: _rounded(_of_exercise(exercise)) for exercise in check.exercises.values()},
    }
    return _script(data)


def progress_data(checks: Mapping[str, ChapterCheck], titles: Mapping[str, str]) -> str:
    """Return what the table of progress is made of, each chapter given by its page, as JSON."""
    chapters = [
        {
            "name": check.chapter,
            "title": titles[page],
            "href": f"{page}.html",
            "exercises": list(check.exercises),
        }
        for page, check in checks.items()
    ]
    file = {"name": FILE, "book": BOOK, "version": VERSION, "largest": LARGEST}
    return _script({"chapters": chapters, "file": file, "messages": _messages(of_file=True)})


def _messages(*, of_file: bool) -> dict[str, str]:
    """Return what a page says: the first about the file of progress, a chapter's all the rest."""
    said = {key: text for key, text in MESSAGES.items() if key not in IN_PYTHON}
    return {key: text for key, text in said.items() if key.startswith("file-") == of_file}


def _script(data: Any) -> str:  # noqa: ANN401
    """Write data as JSON for a script element, which a "<" could end."""
    return json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":")).replace(
        "<", "\\u003c"
    )


def _of_exercise(exercise: Exercise) -> dict[str, Any]:
    functions = [part for part in exercise.parts if isinstance(part, Function)]
    parts: list[Part] = []
    for part in exercise.parts:
        parts += probe_parts(part) if isinstance(part, Function) else [part]
    return {
        "right": exercise.right,
        "hints": list(exercise.hints),
        "functions": [part.name for part in functions],
        "parts": [_of_part(part) for part in parts],
    }


def _rounded(data: Any) -> Any:  # noqa: ANN401
    """Write each number with so many digits that the page is the same wherever it is built."""
    if isinstance(data, dict):
        return {key: _rounded(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_rounded(value) for value in data]
    if isinstance(data, float):
        return float(f"{data:.{DIGITS}g}") if abs(data) > 10**-DIGITS else 0.0
    return data


def _of_part(part: Part) -> dict[str, Any]:
    own: dict[str, Any] = {"label": part.label if isinstance(part, Number | Setting) else part.ask}
    slips: list[dict[str, Any]] = [{"answer": slip.answer, "feedback": slip.feedback} for slip in part.slips]
    if isinstance(part, Number):
        own |= {
            "kind": "number",
            "unit": part.unit,
            **({"counted": part.counted} if part.counted else {}),
            **({"given": part.given} if part.given else {}),
            "tolerance": part.tolerance,
            "threeDigits": half_unit(part.answer, 3),
            "fourDigits": half_unit(part.answer, 4),
            **_target(part.answer, part.margin),
        }
        slips = [
            {**_target(slip.answer, part.slip_margin), "feedback": slip.feedback}
            for slip in part.every_slip()
        ]
    elif isinstance(part, Formula):
        own |= {"kind": "formula", "points": part.points(), "values": part.values(part.answer)}
        own |= {"unit": part.unit, "given": part.given, "tolerance": part.tolerance}
        slips = [{"values": part.values(slip.answer), "feedback": slip.feedback} for slip in part.slips]
        slips += [{"factor": factor, "feedback": said} for factor, said in part.multiples.items()]
    elif isinstance(part, Choice):
        own |= {"kind": "choice", "answer": part.answer, "options": dict(part.options)}
    elif isinstance(part, Order):
        own |= {"kind": "order", "needs": dict(part.needs)}
    elif isinstance(part, Proof):
        own |= {"kind": "proof", "steps": part.by_letter}
    elif isinstance(part, Setting):
        answer, *others = ({name: _pair(both) for name, both in ranges.items()} for ranges in part.ranges)
        own |= {"kind": "setting", "explorable": part.explorable, "answer": answer}
        own |= {"count": len(part.board.names), "limits": part.board.limits, "digits": part.board.digits}
        slips = [
            {"answer": other, "feedback": slip.feedback}
            for other, slip in zip(others, part.slips, strict=True)
        ]
    return {**own, "slips": slips}


def _target(value: float, margin: Callable[[float], float]) -> dict[str, Any]:
    return _plain({"answer": float(value), "margin": margin(float(value))})


def _pair(both: tuple[float, float]) -> list[float | str]:
    low, high = both
    return [*_plain({"low": low, "high": high}).values()]


def _plain(numbers: Mapping[str, float]) -> dict[str, float | str]:
    """Write infinities, which JSON does not have, as JavaScript's words for them."""
    return {key: x if math.isfinite(x) else str(x).replace("inf", "Infinity") for key, x in numbers.items()}


def probe_parts(part: Function) -> list[Number]:
    """Return what the page asks about a function: each number that it gives for the probes."""
    parts = []
    for arguments in part.probes:
        call = call_text(part.name, arguments)
        right = np.asarray(part.answer(*arguments), dtype=float)
        wrong = [(slip, _result(slip, arguments, right.shape)) for slip in part.slips]
        for place, answer in np.ndenumerate(right):
            where = f", entry {', '.join(map(str, place))}" if place else ""
            number = Number(call + where, float(answer))
            slips: list[Slip] = []
            for slip, result in wrong:
                value = math.nan if result is None else float(result[place])
                taken = [number.answer, *(other.answer for other in slips)]
                if not math.isnan(value) and all(number.are_apart(value, other) for other in taken):
                    slips.append(Slip(value, slip.feedback))
            parts.append(Number(call + where, float(answer), slips=slips))
    return parts


def _result(slip: Slip, arguments: tuple[Any, ...], shape: tuple[int, ...]) -> np.ndarray[Any, Any] | None:
    """Return what a wrong function gives for the probe, or None if it is not even of the right shape."""
    try:
        with np.errstate(all="ignore"):
            result = np.asarray(slip.answer(*arguments), dtype=float)
    except Exception:  # a slip may be to raise
        return None
    return result if result.shape == shape else None
