"""The amounts that a text states: a number, or arithmetic on numbers such as ``log₂ 52`` or ``½ · 2² = 2``.

Plain text and LaTeX are read alike, with the grammar in which learners type their answers.
"""

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from infobook.checker.expressions import CannotRead, evaluate, parse

__all__ = ["Amount", "amounts", "is_among"]


@dataclass(frozen=True)
class Amount:
    """What a text states, and its value; a bare number is as exact as its digits."""

    text: str
    value: float
    line: int  # counted from the first of the text
    said_to_be: float | None = None  # what stands on the other side of the "=" before it

    @property
    def margin(self) -> float:
        """Return by how much the value may be off: half a digit of a decimal, or what floats lose."""
        decimals = re.fullmatch(r"[-−]?\d+\.(\d+)", self.text)
        return 0.5000001 * 10.0 ** -len(decimals[1]) if decimals else 1e-9 * max(1.0, abs(self.value))

    def is_at(self, value: float) -> bool:
        """Tell whether this may be the value; a minus before it may belong to the formula around it."""
        return self.value == value or abs(abs(self.value) - abs(value)) <= self.margin


def is_among(amount: Amount, values: Iterable[float]) -> bool:
    """Tell whether one of the values is the amount."""
    return any(amount.is_at(value) for value in values)


@cache
def amounts(text: str) -> tuple[Amount, ...]:
    """List the amounts of a text, the longest that can be read: ``2²/2`` and not its three numbers."""
    return tuple(_amounts(_plain(text)))


def _amounts(text: str) -> Iterator[Amount]:
    end, value = 0, None
    for run in _runs(text):
        first = 0
        while first < len(run):
            for last in range(len(run), first, -1):
                found = _value(run[first:last], after=run[first - 1] if first else None)
                if found is not None:
                    start = run[first].start()
                    other = value if text[end:start].strip() == "=" else None
                    end, value = run[last - 1].end(), found
                    yield Amount(text[start:end], value, text.count("\n", 0, start), other)
                    break
            first = last if found is not None else first + 1


# LaTeX, and what the grammar lacks, in the grammar's spelling; the order matters.
PLAIN = [
    (r"(?<=\d)(?:\{,\}|\\,|,)(?=\d{3}(?!\d))", ""),
    (r"\\[dt]?frac\s*(\d)\s*(\d)", r"(\1/\2)"),
    (r"\\[dt]?frac\s*(\d)\s*\{([^{}]*)\}", r"(\1/(\2))"),
    (r"\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}", r"((\1)/(\2))"),
    (r"\\sqrt\s*\{([^{}]*)\}", r"√(\1)"),
    (r"\\sqrt\s*(?=\d)", "√"),
    (r"\\cdot|\\times", "·"),
    (r"\\log_2", "log₂"),
    (r"\\ln", "ln"),
    (r"\\pi", "π"),
    (r"\^\{([^{}]*)\}", r"^(\1)"),
    (r"\\(?:left|right|bigl|bigr|[;,!])", " "),
]
FRACTIONS = {"½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4", "⅙": "1/6", "⅛": "1/8"}
TOKEN = re.compile(
    r"(?<![\w.₀-₉])(?P<number>\d+(?:\.\d+)?)|(?P<function>√|(?:log₂|log2|log₁₀|log10|ln)(?!\w))"
    r"|(?P<raised>[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)|(?P<operator>\*\*|[-+−·×*/^!])|(?P<bracket>[()])"
)


def _plain(text: str) -> str:
    for written, meant in PLAIN:
        text = re.sub(written, meant, text)
    return re.sub("|".join(FRACTIONS), lambda sign: f"({FRACTIONS[sign[0]]})", text)


def _runs(text: str) -> list[list[re.Match[str]]]:
    """Group the tokens that touch one another, or have one space between them."""
    runs: list[list[re.Match[str]]] = []
    for token in TOKEN.finditer(text):
        if not (runs and text[runs[-1][-1].end() : token.start()] in ("", " ")):
            runs.append([])
        runs[-1].append(token)
    return runs


def _value(run: list[re.Match[str]], after: re.Match[str] | None) -> float | None:
    """Return the value of some tokens, or None if they are no arithmetic on numbers."""
    kinds = [token.lastgroup for token in run]
    if "number" not in kinds or kinds[0] == "raised" or (kinds[0] == "operator" and (after or run[0][0] not in "-−")):
        return None
    text = ""
    for token, kind in zip(run, kinds, strict=True):
        touches = token.string[token.start() - 1 : token.start()] != " "
        factor = kind == "function" or (touches and (kind == "number" or token[0] == "("))
        multiplied = factor and (text[-1:].isdecimal() or text.endswith(")"))
        text += ("*" if multiplied else "" if kind == "raised" else " ") + token[0]
    text = re.sub(r"(log₂|log2|log₁₀|log10|ln|√) (\d+(?:\.\d+)?!?)", r"\1(\2)", text)
    try:
        value = evaluate(parse(text))
    except CannotRead:
        return None
    return None if math.isnan(value) else value
