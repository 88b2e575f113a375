"""Read an answer of any kind that people have at hand: numbers of Python, NumPy, PyTorch, SymPy, or text.

Nothing is asked of an object that it could answer as it likes: its type is looked at, never its ``==``.
"""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from infobook.checker.expressions import LIMIT, CannotRead, evaluate, parse
from infobook.checker.guard import TIME, run_guarded
from infobook.checker.kinds import UNITS
from infobook.checker.messages import named, say
from infobook.checker.spellings import LABEL, respelled

__all__ = [
    "APART", "STEPS", "Amount", "read_array", "read_formula", "read_letters", "read_number", "read_option",
    "read_proof", "read_state", "sides", "with_thousands",
]  # fmt: skip

UNIT_WORDS = {
    "bit": "bits", "shannon": "bits", "sh": "bits", "nat": "nats", "nit": "nats",
    "hartley": "hartleys", "ban": "hartleys", "dit": "hartleys", "hart": "hartleys",
}  # fmt: skip
# An amount, a unit, and what it is counted per.
WITH_UNIT = (
    rf"^(.*[\d\s.)!%])({'|'.join(UNIT_WORDS)})s?(?:(?:\s*/\s*|\s+(?:per|of|an?)\s+|\s+each\b)[a-z ]*)?\s*$"
)
# What may stand behind the word for what is counted: 4 coins, 6 more words of 5 digits.
OF_WHAT = r"(?: (?:as|for|in|of|on|per|with) [\w ]*)?$"
# A number whose comma may stand before decimals or between thousands, with what is before and behind it.
DOUBTFUL = (
    r"^(?!.*(?:log|lg|comb|binom|C|nCr|choose|min|max)\()"  # there it may stand between two values
    r"(.*?[^\d.,]|)([1-9]\d{0,2}),(\d{3})(?![\d.,])(.*)$"
)
# The last line of a proof: the letters of the steps that are found in it.
STEPS = r"(?:^|\n)[ \t]*[Ss]teps:([^\n]*)$"
# What stands between the numbers of a state, the first that there is; else a comma may be a decimal one.
APART = (r";", r",\s+|\s+,", r"\s+", r",")
NUMPY_REALS = {np.dtype(code).type for code in np.typecodes["AllInteger"] + np.typecodes["Float"]}
REALS = {int, float, Fraction, Decimal, *NUMPY_REALS}


class Amount(NamedTuple):
    """A number in the unit that is asked for, and how it was given."""

    value: float
    shown: str
    bare: float  # before the unit beside it converted it
    unit: str  # the one beside it, if any


def read_number(answer: Any, unit: str = "", counted: str = "") -> Amount:  # noqa: ANN401
    """Return a number in ``unit``, or of what is ``counted``; raise CannotRead if it is none."""
    answer = _alone(answer)
    if type(answer) is str:
        text, given = _without_unit(answer, unit, counted)
        bare = evaluate(parse(text)) + 0.0  # -0.0 is 0
        factor = UNITS[given] / UNITS[_base(unit)] if given else 1.0
        return Amount(bare * factor, " ".join(answer.split()), bare, given)
    value = _as_float(answer) + 0.0
    return Amount(value, f"{value:.6g}", value, "")


def read_state(answer: Any) -> list[float]:  # noqa: ANN401
    """Return the numbers of a state: of a list, of text, or of the link that leads to it."""
    if type(answer) is str:
        if len(answer) > LIMIT:
            raise CannotRead(say("too-long", limit=LIMIT))
        numbers = re.sub(r"^.*=|[][(){}]", "", re.sub("%2C", ",", answer, flags=re.IGNORECASE)).strip()
        apart = next((sign for sign in APART if re.search(sign, numbers)), ",")
        return [evaluate(parse(one)) for one in re.split(apart, numbers) if numbers]
    if type(answer) is np.ndarray or _is_tensor(answer):
        answer = list(answer.reshape(-1))
    if type(answer) not in (list, tuple):
        raise CannotRead(_unreadable(answer, "a list of numbers"))
    return [read_number(one).value for one in answer]


def sides(answer: Any) -> list[Any]:  # noqa: ANN401
    """Return what is said to be equal, as in "n = log2(52) = 5.7 bits", each with the unit at the end."""
    answer = _alone(answer)
    if type(answer) is not str or len(answer) > LIMIT:
        return [answer]
    text = respelled(answer)
    if "=" not in text:
        return [answer]
    *others, last = re.sub(LABEL, "", text, flags=re.ASCII).split("=")
    unit = re.search(WITH_UNIT, last, re.IGNORECASE | re.ASCII)
    tail = last[unit.end(1) :] if unit else ""
    return [f"{other} {tail}" for other in others] + [last]


def with_thousands(answer: Any) -> str:  # noqa: ANN401
    """Return a doubtful number without its comma, or nothing where there is no doubt."""
    found = re.search(DOUBTFUL, answer, re.ASCII) if type(answer) is str else None
    return "".join(found.groups()) if found else ""


def _base(unit: str) -> str:
    """Return the unit of information in bits per letter, and any other unit as it is."""
    return unit.split(" ")[0]


def _without_unit(text: str, unit: str, counted: str = "") -> tuple[str, str]:
    """Return a text without the unit at its end, and that unit if it is one of information."""
    if len(text) > LIMIT:
        raise CannotRead(say("too-long", limit=LIMIT))
    text = respelled(text)
    if counted:
        text = re.sub(rf"(^|[^A-Za-z])(?:more )?(?:{counted}){OF_WHAT}", r"\1", text, flags=re.ASCII)
    found = re.search(WITH_UNIT, text, re.IGNORECASE | re.ASCII)
    if not found:
        return text, ""
    given = UNIT_WORDS[found[2].lower()]
    if _base(unit) not in UNITS:
        raise CannotRead(say("no-unit", unit=given))
    return found[1], given


def _alone(answer: Any) -> Any:  # noqa: ANN401
    """Take the only entry out of a list, an array or a tensor."""
    for _ in range(9):  # a list may hold itself
        kind = type(answer)
        if kind in (list, tuple):
            shape: tuple[int, ...] = (len(answer),)
        elif kind is np.ndarray or _is_tensor(answer):
            shape = tuple(answer.shape)
        else:
            return answer
        if math.prod(shape) != 1:
            raise CannotRead(say("array", shape=shape))
        answer = answer[0] if kind in (list, tuple) else _only_entry(answer)
    raise CannotRead(say("type", what="A list inside a list inside a list", wanted="a number"))


def _only_entry(array: Any) -> Any:  # noqa: ANN401
    if type(array) is np.ndarray:
        return array.reshape(-1)[0]
    try:
        return array.detach().item()
    except (RuntimeError, NotImplementedError):  # a tensor on the meta device, for one, has no values
        raise CannotRead(say("type", what="A tensor that holds no value", wanted="a number")) from None


def _as_float(answer: Any) -> float:  # noqa: ANN401
    kind = type(answer)
    if kind in REALS:
        return _converted(answer)
    if kind in (bool, np.bool_):
        raise CannotRead(say("boolean", answer=bool(answer)))
    if kind is complex or issubclass(kind, np.complexfloating):
        raise CannotRead(say("complex", answer=complex(answer)))
    if _is_sympy(answer):
        return _of_sympy(answer, [{}])[0]
    raise CannotRead(_unreadable(answer, "a number"))


def _unreadable(answer: Any, wanted: str) -> str:  # noqa: ANN401
    what = named(answer)
    if answer is None:
        return say("none")
    if what == "a function" and wanted == "a number":
        return say("call", wanted=wanted)
    return say("type", what=what[0].upper() + what[1:], wanted=wanted)


def _converted(answer: Any) -> float:  # noqa: ANN401
    """Return one of REALS as a float."""
    try:
        return float(answer)
    except OverflowError:
        return math.inf if answer > 0 else -math.inf
    except ValueError:  # Decimal has a nan that signals
        return math.nan


def _is_tensor(answer: object) -> bool:
    """Tell whether it is PyTorch's; if PyTorch is not loaded, it cannot be."""
    torch: Any = sys.modules.get("torch")
    return hasattr(torch, "Tensor") and type(answer) in (torch.Tensor, torch.nn.Parameter)


def _is_sympy(answer: object) -> bool:
    sympy: Any = sys.modules.get("sympy")
    return hasattr(sympy, "Expr") and issubclass(type(answer), sympy.Expr)


def _of_sympy(expression: Any, points: Sequence[Mapping[str, float]]) -> list[float]:  # noqa: ANN401
    """Return the values at the points; guarded, for SymPy may compute for years."""
    calls = run_guarded(lambda point: _sympy_at(expression, point), [(point,) for point in points])
    for call in calls:
        if type(call.value) is str:
            raise CannotRead(call.value)
        if call.error:
            wanted = "a number or a formula"
            raise CannotRead(say("slow") if call.error == TIME else _unreadable(expression, wanted))
    return [float(call.value) for call in calls]


def _sympy_at(expression: Any, point: Mapping[str, float]) -> float | str:  # noqa: ANN401
    """Return the value at a point, or what is to be said."""
    symbols = {str(symbol.name): symbol for symbol in expression.free_symbols}
    unknown = sorted(set(symbols) - set(point))
    if unknown and point:
        return say("name", what=unknown[0], names=", ".join(point))
    if unknown:
        return say("symbols", answer=str(expression)[:40], symbols=", ".join(unknown))
    return _real(expression.evalf(subs={symbol: point[name] for name, symbol in symbols.items()}))


def _real(number: Any) -> float:  # noqa: ANN401
    value = complex(number)
    return value.real if abs(value.imag) <= 1e-12 * abs(value) else math.nan


def read_letters(answer: Any, lines: Sequence[str]) -> str:  # noqa: ANN401
    """Return the letters of an answer such as "B, A", ["B", "A"] or "B, then A", where "then" is a word."""
    runs = re.findall(r"[^\W\d_]+", _text_of_letters(answer).upper())
    words = [run for run in runs if len(set(run)) < len(run) or set(run) - set(lines)]
    return "".join(run for run in runs if len(runs) == 1 or len(run) == 1 or run not in words)


def read_proof(answer: Any) -> tuple[str, str | None]:  # noqa: ANN401
    """Return the lines of a proof, and the letters in its last line if that names the steps that it has."""
    if type(answer) is not str:
        raise CannotRead(_unreadable(answer, "text"))
    text = answer.strip()
    found = re.search(STEPS, text)
    return (text[: found.start()].strip(), found[1].lower()) if found else (text, None)


def read_option(answer: Any, options: Mapping[str, str]) -> str:  # noqa: ANN401
    """Return the letter of an option that is given as "(b)", "model B" or in its own words."""
    text = _text_of_letters(answer).strip(" .,;()[]\"'`").lower()
    for key, option in options.items():
        if text in (key, option.lower().strip(" .,;()[]\"'`")):
            return key
    found = re.match(r"(\w)[).:]", text) or re.search(r"(?:^|[\s(])(\w)$", text)
    if found and found[1] in options:
        return found[1]
    # The words with which only one of them begins.
    plain = {key: option.lower().replace("`", "") for key, option in options.items()}
    begun = [
        key for key, option in plain.items() if re.match(rf"{re.escape(text.replace('`', ''))}\b", option)
    ]
    return begun[0] if len(begun) == 1 and len(text) > 1 else text


def _text_of_letters(answer: Any) -> str:  # noqa: ANN401
    if type(answer) in (list, tuple) and all(type(letter) is str for letter in answer):
        answer = "".join(answer)
    if type(answer) is not str:
        raise CannotRead(_unreadable(answer, "letters: write them between quotes"))
    if len(answer) > LIMIT:
        raise CannotRead(say("too-long", limit=LIMIT))
    return answer


def read_formula(
    answer: Any,  # noqa: ANN401
    points: Sequence[Mapping[str, float]],
    unit: str = "",
) -> tuple[list[float], str]:
    """Return the values of a formula at the points, and the unit beside it, if any.

    It is text, an expression of SymPy or a number.
    """
    if type(answer) is str:
        text, given = _without_unit(answer, unit)
        tree = parse(text, tuple(points[0]))
        return [evaluate(tree, point) for point in points], given
    if _is_sympy(answer):
        return _of_sympy(answer, points), ""
    if type(answer) in REALS:
        return [_converted(answer)] * len(points), ""
    raise CannotRead(_unreadable(answer, "a formula: write it as text, or with SymPy"))


def read_array(value: Any) -> tuple[np.ndarray[Any, Any] | None, str]:  # noqa: ANN401
    """Return what a function gave as a new array of floats, or None, and in words what it is.

    The value may be an object that lies or never answers: call this inside the guard.
    """
    what = named(value)
    try:
        if _is_tensor(value):
            what = "a tensor that holds no value" if value.is_meta else what
            value = value.detach().cpu()
            value = value.float() if value.is_floating_point() and value.element_size() < 4 else value
        elif type(value) in (list, tuple):
            value = [entry.detach() if _is_tensor(entry) else entry for entry in value]
        masked = type(value) is np.ma.MaskedArray
        array = np.ma.filled(value.astype(float), np.nan) if masked else np.asarray(value)
        if array.dtype.kind == "O":
            reals = [_converted(x) if type(x) in REALS else _real(x.evalf()) for x in array.flat]
            return np.array(reals, dtype=float).reshape(array.shape), what
        if array.dtype.kind in "iufb":
            return np.array(array, dtype=float), _WORDS.get(array.dtype.name, what)
        return None, "complex numbers" if array.dtype.kind == "c" else what
    except Exception:  # whatever a learner's object does when it is looked at
        return None, what


_WORDS = {"bool": "truth values", "float16": "float16", "float32": "float32"}
