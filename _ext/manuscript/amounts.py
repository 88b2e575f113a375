"""The amounts that a text states: a number, or arithmetic on numbers such as ``log₂ 52`` or ``½ · 2² = 2``.

Plain text and LaTeX are read alike, with the grammar in which learners type their answers.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property

from infobook.checker.expressions import CannotRead, evaluate, parse

__all__ = ["Amount", "amounts"]

NUMBER = r"\d+(?:\.\d+)?(?:e-?\d+)?"


@dataclass(frozen=True)
class Amount:
    """What a text states, and its value; a bare number is as exact as its digits."""

    text: str
    value: float
    unit: str = ""  # the bits, nats or hartleys that it counts
    said_to_be: float | None = None  # what stands on the other side of the "=" before it

    @property
    def is_bare(self) -> bool:
        """Tell whether it is one number, with nothing to compute."""
        return re.fullmatch(r"[-−]?\d+(?:\.\d+)?", self.text) is not None

    @cached_property
    def margin(self) -> float:
        """Return by how much the value may be off: half a digit of a decimal, or what floats lose."""
        if self.text.endswith("%"):
            return 0.005
        decimals = re.fullmatch(r"[-−]?\d+\.(\d+)", self.text)
        return 0.5000001 * 10.0 ** -len(decimals[1]) if decimals else 1e-9 * max(1.0, abs(self.value))

    @property
    def agrees(self) -> bool:
        """Tell whether both sides of the "=" are the same; what is rounded on both may be off by a digit."""
        return self.said_to_be is None or abs(self.value - self.said_to_be) <= 3 * self.margin

    def numbers(self) -> "list[Amount]":
        """List the numbers that it is made of."""
        return [Amount(number, float(number)) for number in re.findall(NUMBER, self.text)]

    def is_at(self, value: float) -> bool:
        """Tell whether this may be the value."""
        return self.value == value or abs(self.value - value) <= self.margin


@cache
def amounts(text: str) -> tuple[Amount, ...]:
    """List the amounts of a text, the longest that can be read: ``2²/2`` and not its three numbers."""
    return tuple(_amounts(_plain(text)))


def _amounts(text: str) -> Iterator[Amount]:
    end, side = 0, None
    for run in _runs(text):
        first = 0
        while first < len(run):
            last, value = _longest(run, first)
            if value is not None:
                start = run[first].start()
                equals = text[end:start].strip() == "="
                end = run[last - 1].end()
                said_to_be = side if equals and not GOES_ON.match(text, end) else None
                unit = UNIT.match(text, end)
                yield Amount(text[start:end], value, f"{unit[1]}s" if unit else "", said_to_be)
                side = None if PART.search(text, max(0, start - 3), start) else value
            first = last


def _longest(run: list[re.Match[str]], first: int) -> tuple[int, float | None]:
    """Return where the longest amount that starts at a token ends, with its value; else the next token."""
    if _may_start(run[first]):
        for last in range(len(run), first, -1):
            value = _value(run[first:last])
            if value is not None:
                return last, value
    return first + 1, None


def _may_start(token: re.Match[str]) -> bool:
    """Tell whether an amount may start here: with a minus only if it is a sign, and does not subtract."""
    before = token.string[: token.start()][-1:]
    if token.lastgroup == "operator":
        return _is_sign(token)
    if before == "^" or (token[0] == "(" and re.match(r"[\w}']", before)):
        return False  # a power of what is no number, or what a function is taken of
    return token.lastgroup != "raised" and token[0] != ")"


def _is_sign(token: re.Match[str]) -> bool:
    before, after = token.string[: token.start()][-1:], token.string[token.end() : token.end() + 1]
    return token[0] in "-−" and after != " " and not re.match(r"[\w)\]}]", before)


UNIT = re.compile(r"\$?\s(bit|nat|hartley)s?\b")
# What stands before an amount that is only a part of one side of an equation.
PART = re.compile(r"(?:[\w)^_{}'/,|]|[·*+−-] ?|\b[A-Za-z] )$")


# LaTeX, and what the grammar lacks, in the grammar's spelling; the order matters.
PLAIN = [
    (r"(?<=\d)(?:\{,\}|\\,|,|_)(?=\d{3}(?!\d))", ""),
    (r"\\(?:left|right|bigl|bigr)\s*", ""),
    (r"(\\[dt]?frac\s*\d\s*\d) (?=\()", r"\1"),
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
    (r"\\[;,!]", " "),
]
FRACTIONS = {"½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4", "⅙": "1/6", "⅛": "1/8"}
TOKEN = re.compile(
    r"(?<![\w.₀-₉])(?P<number>" + NUMBER + r")|(?P<function>√|(?:log₂|log2|log₁₀|log10|ln)(?!\w))"
    r"|(?P<raised>[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)|(?P<operator>\*\*|[-+−·×*/^!%])|(?P<bracket>[()])"
)
GOES_ON = re.compile(r" ?[·*+/^−-]")


def _plain(text: str) -> str:
    for written, meant in PLAIN:
        text = re.sub(written, meant, text)
    return re.sub("|".join(FRACTIONS), lambda sign: f"({FRACTIONS[sign[0]]})", text)


def _runs(text: str) -> list[list[re.Match[str]]]:
    """Group the tokens that touch one another, or have one space between them."""
    runs: list[list[re.Match[str]]] = []
    for token in TOKEN.finditer(text):
        gap = text[runs[-1][-1].end() : token.start()] if runs else "\n"
        if gap not in ("", " ") or (gap and _is_sign(token)):
            runs.append([])
        runs[-1].append(token)
    return runs


def _value(run: list[re.Match[str]]) -> float | None:
    """Return the value of some tokens, or None if they are no arithmetic on numbers."""
    if not any(token.lastgroup == "number" for token in run):
        return None
    text, before = "", None
    for token in run:
        kind = token.lastgroup
        touches = token.string[token.start() - 1 : token.start()] != " "
        factor = kind == "function" or (touches and (kind == "number" or token[0] == "("))
        multiplied = factor and before is not None and (before.lastgroup == "number" or before[0] == ")")
        text += ("*" if multiplied else "" if kind == "raised" or token[0] in "!%" else " ") + token[0]
        before = token
    text = re.sub(r"(log₂|log2|log₁₀|log10|ln|√) (\d+(?:\.\d+)?!?)", r"\1(\2)", text)
    try:
        value = evaluate(parse(text))
    except CannotRead:
        return None
    return None if math.isnan(value) else value
