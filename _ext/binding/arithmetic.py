"""Arithmetic that stands in a text: the value of ``log2(52)``, of a formula, of the sides of an equality."""

import ast
import math
import operator
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial

__all__ = ["Side", "agree", "equalities", "evaluate", "latex_value"]

NAMES: dict[str, float] = {"e": math.e, "pi": math.pi}
NAMED = ("log", "log2", "log10", "exp", "sqrt", "factorial", "comb", "perm", "ceil", "floor")
FUNCTIONS: dict[str, Callable[..., float]] = {"round": round} | {name: getattr(math, name) for name in NAMED}
OPERATORS: dict[type[ast.AST], Callable[..., float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
}
BRACED = r"(\d|\{[^{}]*\})"
# Each LaTeX form with the Python that computes it, innermost braces first; repeated until nothing changes.
FORMS = [
    (re.compile(rf"\\[td]?frac\s*{BRACED}\s*{BRACED}"), "(({0})/({1}))"),
    (re.compile(rf"\\[td]?binom\s*{BRACED}\s*{BRACED}"), "comb({0},{1})"),
    (re.compile(rf"\\sqrt\s*{BRACED}"), "sqrt({0})"),
    (re.compile(rf"\^\s*{BRACED}"), "**({0})"),
    (re.compile(r"(\d+)!"), "factorial({0})"),
    (re.compile(r"\\lceil(.*?)\\rceil"), "ceil({0})"),
    (re.compile(r"\\lfloor(.*?)\\rfloor"), "floor({0})"),
]
SIGNS = {
    **{rf"\{word}": "" for word in ("left", "right", "bigl", "bigr", "big", "Big", "Bigl", "Bigr", "quad")},
    **{r"\cdot": "*", r"\times": "*", "×": "*", "·": "*", "−": "-", "–": "-", r"\pi": " pi "},
    **{r"\log_2": " binary ", r"\log_{10}": " decimal ", r"\ln": " natural ", r"\exp": " exp "},
}
LOGARITHMS = {"binary": "log2", "decimal": "log10", "natural": "log", "exp": "exp"}
# What a logarithm without brackets takes: a number, a bracket, or a function of one.
ARGUMENT = re.compile(
    r"\b(binary|decimal|natural|exp)\s*((?:factorial|sqrt|comb)?\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)|[\d.]+|pi\b)"
    r"((?:\*\*\([^()]*\))?)"
)


def evaluate(expression: str) -> float | None:
    """Return the value of an expression in Python that holds numbers and functions of ``math`` only."""
    try:
        value = _value(ast.parse(expression.strip(), mode="eval").body)
        return value if math.isfinite(value) else None
    except (SyntaxError, ValueError, ArithmeticError, TypeError, KeyError):
        return None


def _value(node: ast.expr) -> float:
    if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
        return node.value
    if isinstance(node, ast.Name):
        return NAMES[node.id]
    if isinstance(node, ast.UnaryOp):
        return OPERATORS[type(node.op)](_value(node.operand))
    if isinstance(node, ast.BinOp):
        left, right = _value(node.left), _value(node.right)
        if isinstance(node.op, ast.Pow) and abs(right) > 2000:
            raise ValueError("too large to compute here")
        return OPERATORS[type(node.op)](left, right)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.keywords:
        return FUNCTIONS[node.func.id](*map(_value, node.args))
    raise ValueError(f"not arithmetic: {ast.dump(node)}")


def _filled(python: str, match: re.Match[str]) -> str:
    """Put the groups of a form into the Python that computes it."""
    return python.format(*(part.strip("{}") for part in match.groups()))


@cache
def latex_value(latex: str) -> float | None:
    """Return the value of a formula without variables, or None if it is not one."""
    text = re.sub(r"(?<=\d)(?:\{,\}|\\,|,)(?=\d{3})", "", latex)
    text = re.sub(r"\\[,;:! ]|~|\$", " ", text)
    for sign, python in SIGNS.items():
        text = re.sub(re.escape(sign) + r"(?![a-zA-Z])", python, text)
    before = None
    while before != text:
        before = text
        for form, python in FORMS:
            text = form.sub(partial(_filled, python), text)
        text = text.replace("{", "(").replace("}", ")") if before == text else text
    while (wrapped := ARGUMENT.sub(lambda it: f"{LOGARITHMS[it[1]]}({it[2]}{it[3]})", text)) != text:
        text = wrapped
    if "\\" in text:
        return None
    text = re.sub(r"(?<![a-z\d])(\d[\d.]*|\))\s*(?=[a-z(])", r"\1*", text)  # 2 log(3) means 2 * log(3)
    text = re.sub(r"\)\s*(?=\d)", ")*", text)
    return evaluate(text)


@dataclass(frozen=True)
class Side:
    """One side of an equality that stands in a text, with its value if it is arithmetic."""

    start: int
    end: int
    value: float | None
    half: float  # half a unit of the last digit, if it is a single rounded number


# An equality goes on over a dollar that touches its sign; it ends at other dollars, at words and stops.
SIGN = r"=|≈|\\approx(?![a-z])"
SPLIT = re.compile(
    rf"(?P<sign>\$?\s*(?:{SIGN})\s*\$?)|\$|[,;:.!?](?=\s|\$|$)|(?<![\\a-zA-Z])[^\W\d_]{{2,}}|[|“”\"`&]|\\\\"
    r"|\\(?:text|mathrm|le|ge|lt|gt|to|ne|in|qquad|quad|begin|end)(?![a-z])(?:\{[^{}]*\})?|[<>≤≥→]"
)
SINGLE = re.compile(r"\s*-?(?:\d{1,3}(?:(?:,|\{,\}|\\,)\d{3})+|\d+)(?:\.(?P<decimals>\d+))?\s*")
PERCENT = re.compile(r"\s*\\?%")


def equalities(text: str) -> Iterator[list[Side]]:
    """Yield the sides of each equality in a text that has at least two sides of plain arithmetic."""
    return iter(_equalities(text))


@cache  # of a chapter with a fault in it all paragraphs but one were read before
def _equalities(text: str) -> list[list[Side]]:
    return list(_find_equalities(text))


def _find_equalities(text: str) -> Iterator[list[Side]]:
    sides: list[Side] = []
    start = 0
    for cut in [*SPLIT.finditer(text), None]:
        end = cut.start() if cut else len(text)
        sides.append(_side(text, start, end))
        if not (cut and cut["sign"]):
            if sum(side.value is not None for side in sides) > 1:
                yield sides
            sides = []
        start = cut.end() if cut else end


def _side(text: str, start: int, end: int) -> Side:
    source = text[start:end]
    percent = PERCENT.search(source)
    if percent and not source[percent.end() :].strip():
        source = source[: percent.start()]
    value = latex_value(source) if re.search(r"\d", source) else None
    single = SINGLE.fullmatch(source)
    half = 0.5 / 10 ** len(single["decimals"]) if single and single["decimals"] else 0.0
    scale = 100 if percent else 1
    return Side(start, end, None if value is None else value / scale, half / scale)


def agree(one: Side, other: Side) -> bool:
    """Tell whether two sides have the same value, to the digits that they show."""
    if one.value is None or other.value is None:
        return False
    return abs(one.value - other.value) <= max(one.half, other.half) + 1e-9 * abs(other.value)
