"""The values that a chapter's cells hold: what they printed, what their source and their solutions state."""

import ast
import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property, lru_cache
from itertools import chain

from manuscript.markup import CodeBlock, Directive, Place, placed
from manuscript.numbers import UNITS, unit_after
from manuscript.solutions import PROMISE
from nbformat import NotebookNode

__all__ = ["Value", "values"]

PRINTED = re.compile(
    r"(?<![\w.])(?P<sign>[-+−]?)(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d*)?)(?P<power>e[-+]?\d+)?(?![\w])",
    re.IGNORECASE,
)
PERCENT = re.compile(r"\s*%")
ASKS = re.compile(r"check\(")  # the cell of an exercise
# Methods of a figure whose numbers are places and sizes.
DRAWING = {"annotate", "legend", "set", "subplots", "subplots_adjust", "text", "set_xlim", "set_ylim"}


@dataclass(frozen=True)
class Value:
    """A number that a cell or a solution holds, with its unit."""

    value: Fraction
    unit: str  # named right behind it
    units: frozenset[str]  # else those named in its row, its output or its cell, the nearest of these
    says: str  # the line that shows it, the number in «»
    printed: bool  # by the cell; else it is written in its source
    place: Place = field(default_factory=Place)

    @cached_property
    def approximate(self) -> float:
        """Return the value as a float, to compare many quickly."""
        return float(self.value)


def values(text: str, outputs: Iterable[list[NotebookNode]]) -> list[Value]:
    """List what the cells, with these outputs, and the solutions of a chapter hold, in order."""
    cells = iter(outputs)
    found: list[Value] = []
    for place, block in placed(text):
        if isinstance(block, CodeBlock) and block.language == "python":
            promised = "\n".join(it[1] for it in map(PROMISE.match, block.code.splitlines()) if it)
            held = [*_printed(promised, block.code), *_written(block.code)]
        elif isinstance(block, Directive) and block.name == "code-cell":
            recorded = next(cells, [])  # a cell that was not run yet printed nothing
            shown = (it.get("text") or it.get("data", {}).get("text/plain", "") for it in recorded)
            printed = (_printed(output, block.body) for output in shown if not output.startswith("<Figure"))
            # How many answers a form has is no result.
            held = [] if ASKS.match(block.body) else [*chain.from_iterable(printed), *_written(block.body)]
        else:
            continue
        found += [replace(value, place=place) for value in held]
    return found


@lru_cache(maxsize=4096)
def _printed(output: str, source: str) -> list[Value]:
    """List the numbers of an output, each with its unit."""
    found = []
    for row in output.splitlines():
        for number in PRINTED.finditer(row):
            units = next(filter(None, map(_units_in, (row, output, source))), set())
            says = f"{row[: number.start()]}«{number[0]}»{row[number.end() :]}"
            value = (
                number["sign"].replace("−", "-") + number["digits"].replace(",", "") + (number["power"] or "")
            )
            unit = _unit_behind(row, number.end())
            found.append(Value(Fraction(value), unit, frozenset(units), _short(says), printed=True))
    return found


def _unit_behind(row: str, position: int) -> str:
    """Return the unit behind a number, or behind the numbers that follow it: ``1.6 1.7 1.8 bits``."""
    more = re.compile(r"[\s\d.,+=\[\]()-]*").match(row, position)
    return unit_after(row, position) or unit_after(row, more.end() if more else position)


def _units_in(text: str) -> set[str]:
    """Return all units that a text names."""
    return {unit for unit, form in UNITS.items() if re.search(rf"(?<![a-zA-Z])(?:{form})", text)}


@lru_cache(maxsize=4096)
def _written(source: str) -> list[Value]:
    """List the numbers written in a source: constants, arithmetic on them such as 1/4, and those in texts."""
    rows = ["" if row.startswith(("%", "!")) else row for row in source.splitlines()]
    found = []
    for node in _data(ast.parse("\n".join(rows))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            numbers = [
                (Fraction(it["digits"].replace(",", "")), "%" * bool(PERCENT.match(node.value, it.end())))
                for it in PRINTED.finditer(node.value)
            ]
        elif isinstance(node, (ast.Constant, ast.UnaryOp, ast.BinOp)):
            numbers = [(value, "") for value in [_constant(node)] if value is not None]
        else:
            continue
        row = rows[node.lineno - 1].encode()  # Python counts bytes
        end = node.end_col_offset if node.end_lineno == node.lineno else None
        parts = (
            row[: node.col_offset],
            b"\xc2\xab",
            row[node.col_offset : end],
            b"\xc2\xbb",
            row[end:] if end else b"",
        )
        says = _short(b"".join(parts).decode())
        found += [Value(number, unit, frozenset(), says, printed=False) for number, unit in numbers]
    return found


def _data(node: ast.AST) -> Iterator[ast.AST]:
    """Walk a syntax tree, but of what is drawn only the texts: places and sizes in a figure are no data."""
    yield node
    drawn = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in DRAWING
    for child in ast.iter_child_nodes(node):
        for inner in _data(child):
            if not drawn or (isinstance(inner, ast.Constant) and isinstance(inner.value, str)):
                yield inner


def _constant(node: ast.expr) -> Fraction | None:
    """Return the value of arithmetic on constants; None if it is something else."""
    if (
        isinstance(node, ast.Constant)
        and isinstance(node.value, (int, float))
        and not isinstance(node.value, bool)
    ):
        return Fraction(str(node.value)) if math.isfinite(node.value) else None
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        value = _constant(node.operand)
        return None if value is None else -value
    if isinstance(node, ast.BinOp):
        left, right = _constant(node.left), _constant(node.right)
        if left is None or right is None:
            return None
        match node.op:
            case ast.Add():
                return left + right
            case ast.Sub():
                return left - right
            case ast.Mult():
                return left * right
            case ast.Div() if right:
                return left / right
            case ast.Pow() if right.denominator == 1 and abs(right) <= 100 and left:
                return left ** int(right)
    return None


def _short(text: str) -> str:
    """Return a line with single blanks, cut around the number in quotes."""
    line = " ".join(text.split())
    at = max(0, line.find("«") - 40)
    return line[at : at + 80].strip()
