"""The rows and the columns of a table of numbers, bound to the arrays that they show.

An author writes above the table, one expression a row or a column that has numbers, what stands there:

    <!-- rows: machines["A"]; machines["B"] -->
    <!-- columns: p; -log2(p) -->

A name means what a cell calls by it. The entries are compared in order, so that two of them exchanged, or a
row in the place of another, differ from the array. A codeword in a cell counts with its length, and a dash is
for what the array has not, or has no finite value for.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import zip_longest

import numpy as np
from manuscript.markup import Mark, Table, marks, tables
from manuscript.numbers import read_cell

from binding.definitions import Definitions, definitions

__all__ = ["Cell", "bound_cells"]

CODEWORD = re.compile(r"`([01]+)`")
ABSENT = {"", "–", "-"}
LEAST = 4  # a table with fewer numbers is no table of data
COMPUTED = {"symbol", "quantity", "argument"}  # the heads of tables that are executed row by row


@dataclass(frozen=True)
class Cell:
    """A cell of a table of data: where it stands, and what gives its number, or what is wrong with it."""

    line: int
    column: int
    source: str
    wrong: str = ""


@lru_cache(maxsize=32)
def bound_cells(text: str) -> list[Cell]:
    """Return the cells of a text's tables of data, each with the expression that gives its number."""
    said = [mark for mark in marks(text) if mark.name in ("rows", "columns")]
    found: list[Cell] = []
    listed = tables(text)
    for before, table in zip([0, *(it.line for it in listed)], listed, strict=False):
        own = [mark for mark in said if before < mark.line < table.line]
        compared = [cell for mark in own for cell in _compared(table, mark, definitions(text))]
        found += [*compared, *_unbound(table, {(cell.line, cell.column) for cell in compared})]
    return found


def _unbound(table: Table, bound: set[tuple[int, int]]) -> Iterator[Cell]:
    """Yield the numbers of a table of data that no mark binds."""
    shown = {(line, column) for row in _rows(table) for line, column, cell in row if _entry(cell)}
    if table.header[0] not in COMPUTED and (len(shown) >= LEAST or bound):
        for line, column in sorted(shown - bound):
            says = "nothing says above it which arrays its rows or columns show"
            yield Cell(
                line, column, "", f"a number in a table of data: {says} ('<!-- columns: p; -log2(p) -->')"
            )


def _compared(table: Table, mark: Mark, known: Definitions) -> Iterator[Cell]:
    """Compare the rows or the columns that have numbers with the values of a mark's expressions."""
    lines = _rows(table)
    if mark.name == "columns":
        lines = [list(column) for column in zip(*lines, strict=True)]
    lines = [line for line in lines if sum(bool(_entry(cell)) for *_, cell in line) > 1]
    expressions = [says.strip() for says in mark.says.split(";")]
    if len(lines) != len(expressions):
        says = f"{len(lines)} {mark.name} of the table have numbers, and the mark says {len(expressions)}"
        yield Cell(mark.line, 0, "", says)
    for line, expression in zip(lines, expressions, strict=False):
        shown = [it for it in line if _entry(it[2]) or it[2] in ABSENT]
        try:
            values = np.ravel(known.value(expression, mark.place)).tolist()
        except Exception as stopped:  # an author may write anything
            yield Cell(mark.line, 0, "", f"{expression} cannot be computed: {stopped!r}")
            continue
        if len(values) > len(shown):
            yield Cell(shown[0][0], 0, "", f"{expression} has {len(values)} entries, the table {len(shown)}")
        for (row, column, cell), value in zip_longest(shown, values[: len(shown)]):
            is_it = _is(cell, value)
            yield Cell(
                row, column, expression, "" if is_it else f"{cell}: in this place {expression} has {value}"
            )


def _rows(table: Table) -> list[list[tuple[int, int, str]]]:
    """List the cells of each row with their places; the first names its row."""
    return [[(line, i, cell) for i, cell in enumerate(cells) if i] for line, cells in table.rows]


def _entry(cell: str) -> tuple[Fraction, Fraction] | None:
    """Return the number that a cell consists of, with half a unit of its last digit."""
    codeword = CODEWORD.fullmatch(cell)
    return (Fraction(len(codeword[1])), Fraction(0)) if codeword else read_cell(cell)


def _is(cell: str, value: float | None) -> bool:
    """Tell whether a cell shows a value, to its digits; what is absent or not finite has a dash."""
    entry = _entry(cell)
    if entry is None or value is None or not np.isfinite(value):
        return entry is None and (value is None or not np.isfinite(value))
    return abs(value - float(entry[0])) <= float(entry[1]) + 1e-9 * max(1.0, abs(value))
