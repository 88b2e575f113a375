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
from typing import Any

import numpy as np

from checker.expressions import LIMIT, CannotRead, evaluate, parse
from checker.kinds import UNITS
from checker.messages import say

__all__ = ["read_formula", "read_letters", "read_number"]

UNIT_WORDS = {"bit": "bits", "nat": "nats", "hartley": "hartleys", "ban": "hartleys", "dit": "hartleys"}
WITH_UNIT = re.compile(r"(.*?[\d\s.)!%])\s*(bit|nat|hartley|ban|dit)s?\s*", re.DOTALL)


def read_number(answer: Any, unit: str = "") -> tuple[float, str]:  # noqa: ANN401
    """Return a number in ``unit`` and how it was written; raise CannotRead if it is none."""
    if type(answer) is str:
        text, factor = _without_unit(answer, unit)
        return evaluate(parse(text)) * factor, " ".join(answer.split())
    value = _as_float(answer)
    return value, f"{value:.6g}"


def _without_unit(text: str, unit: str) -> tuple[str, float]:
    if len(text) > LIMIT:
        raise CannotRead(say("too-long", limit=LIMIT))
    found = WITH_UNIT.fullmatch(text)
    if not found:
        return text, 1.0
    given = UNIT_WORDS[found[2]]
    if unit not in UNITS:
        raise CannotRead(say("no-unit", unit=given))
    return found[1], UNITS[given] / UNITS[unit]


def _as_float(answer: Any) -> float:  # noqa: ANN401
    kind = type(answer)
    if kind in (bool, np.bool_):
        raise CannotRead(say("boolean", answer=answer))
    if kind in (complex, np.complex64, np.complex128):
        raise CannotRead(say("complex", answer=answer))
    if kind in (int, float, Fraction, Decimal) or issubclass(kind, np.number):
        return _converted(answer)
    if kind in (list, tuple):
        answer = _as_array(answer)
    if _is_of(answer, "torch", "Tensor"):
        answer = answer.detach().cpu().numpy()
    if type(answer) is np.ndarray:
        if answer.size != 1:
            raise CannotRead(say("array", shape=answer.shape))
        return _as_float(answer.reshape(-1)[0])
    if _is_of(answer, "sympy", "Expr"):
        return _of_sympy(answer, {})
    raise CannotRead(say("type", what=f"A {kind.__name__}", wanted="a number"))


def _as_array(answer: Any) -> np.ndarray[Any, Any]:  # noqa: ANN401
    try:
        return np.asarray(answer)
    except ValueError:
        raise CannotRead(say("type", what="A ragged list", wanted="a number")) from None


def _converted(answer: Any) -> float:  # noqa: ANN401
    try:
        return float(answer)
    except OverflowError:
        return math.inf if answer > 0 else -math.inf


def _is_of(answer: Any, module: str, name: str) -> bool:  # noqa: ANN401
    """Tell whether ``answer`` is of a type of a library that may not be loaded; only then can it not be."""
    library = sys.modules.get(module)
    return library is not None and isinstance(answer, getattr(library, name))


def _of_sympy(expression: Any, values: Mapping[str, float]) -> float:  # noqa: ANN401
    symbols = sorted(symbol.name for symbol in expression.free_symbols)
    if not set(symbols) <= set(values):
        raise CannotRead(say("symbols", answer=str(expression)[:40], symbols=", ".join(symbols)))
    try:
        value = complex(expression.evalf(subs={s: values[s.name] for s in expression.free_symbols}))
    except (TypeError, ValueError, OverflowError):
        return math.nan
    return value.real if abs(value.imag) <= 1e-12 * abs(value) else math.nan


def read_letters(answer: Any) -> str:  # noqa: ANN401
    """Return the letters of an answer such as "(b)", "B, A" or ["B", "A"]."""
    if type(answer) in (list, tuple) and all(type(letter) is str for letter in answer):
        answer = "".join(answer)
    if type(answer) is not str:
        raise CannotRead(say("type", what=f"A {type(answer).__name__}", wanted="letters"))
    if len(answer) > LIMIT:
        raise CannotRead(say("too-long", limit=LIMIT))
    return re.sub(r"[\s,;()\[\].\"'-]+|>", "", answer)


def read_formula(answer: Any, points: Sequence[Mapping[str, float]]) -> list[float]:  # noqa: ANN401
    """Return the values of a formula at the points; it is text, an expression of SymPy or a number."""
    if type(answer) is str:
        tree = parse(answer, tuple(points[0]))
        return [evaluate(tree, point) for point in points]
    if _is_of(answer, "sympy", "Expr"):
        return [_of_sympy(answer, point) for point in points]
    if type(answer) in (int, float):
        return [_converted(answer)] * len(points)
    wanted = "a formula: write it as text, or with SymPy"
    raise CannotRead(say("type", what=f"A {type(answer).__name__}", wanted=wanted))
