"""Faults in code and in what it gives: recorded outputs, cells not run again, docstrings, tables of calls."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
from gates.functions import formulas
from manuscript.book import Book
from manuscript.markup import tables

from planting.faults import Fault, choose, exchanged
from planting.formulas import FORMULA_RULES

__all__ = ["cell_faults", "docstring_faults", "output_faults", "table_faults"]

NUMBER = re.compile(r"(?<![\w.])\d+\.?\d*(?![\w.])")


def _moved(text: str, rng: np.random.Generator) -> str | None:
    """Move the last digit of a number by one."""
    match = choose(rng, list(NUMBER.finditer(text)))
    if not match:
        return None
    return exchanged(
        text, match, match[0][:-1] + str((int(match[0][-1]) + 1) % 10) if match[0][-1] != "." else "7"
    )


def output_faults(book: Book, rng: np.random.Generator) -> Iterator[Fault]:
    """Yield recorded outputs that somebody has edited, without end."""
    records = [name.removesuffix(".md") + ".ipynb" for name in book.chapters()]
    while True:
        name = records[int(rng.integers(len(records)))]
        lines = book.text(name).splitlines()
        outputs = [k for k, line in enumerate(lines) if line.startswith('      "') and NUMBER.search(line)]
        at = outputs[int(rng.integers(len(outputs)))]
        wrong = _moved(lines[at], rng)
        if wrong and wrong != lines[at] and _is_output(lines, at):
            yield Fault("recorded output", "move a digit", name, at + 1, lines[at], wrong)


def _is_output(lines: list[str], at: int) -> bool:
    """Tell whether a line of a notebook's file belongs to a printed output."""
    before = next((line for line in reversed(lines[:at]) if line.rstrip().endswith("[")), "")
    return '"text"' in before or '"text/plain"' in before


def cell_faults(book: Book, rng: np.random.Generator) -> Iterator[Fault]:
    """Yield cells whose code was changed and not run again, without end."""
    names = book.chapters()
    while True:
        name = names[int(rng.integers(len(names)))]
        cells = list(
            re.finditer(r"^```\{code-cell\}.*?\n(?:---\n.*?\n---\n)?(.*?)^```", book.text(name), re.M | re.S)
        )
        cell = cells[int(rng.integers(len(cells)))]
        line = choose(rng, [m for m in re.finditer(r"^[^#\n]*\d.*$", cell[1], re.M)])
        wrong = _moved(line[0], rng) if line else None
        if line and wrong and wrong != line[0]:
            at = book.text(name).count("\n", 0, cell.start(1) + line.start()) + 1
            yield Fault("code not run again", "move a digit", name, at, line[0], wrong)


def docstring_faults(book: Book, rng: np.random.Generator) -> Iterator[Fault]:
    """Yield wrong formulas in the docstrings of the library, without end."""
    files = sorted(
        path.relative_to(book.root).as_posix() for path in (book.root / "infolib").glob("[a-z]*.py")
    )
    found = [
        (file, line, latex)
        for file in files
        for name, line, latex in formulas(book.text(file))
        if name != "check_distribution"
    ]
    while True:
        file, line, latex = found[int(rng.integers(len(found)))]
        rule = FORMULA_RULES[int(rng.integers(len(FORMULA_RULES)))]
        wrong = rule(latex, rng)
        if wrong is not None and wrong != latex and latex in book.text(file):
            yield Fault("docstring", rule.__name__.replace("_", " "), file, line, latex, wrong)


def table_faults(book: Book, rng: np.random.Generator) -> Iterator[Fault]:
    """Yield tables two of whose cells in one column are exchanged, without end."""
    places = [
        (name, table) for name in book.pages() for table in tables(book.text(name)) if len(table.rows) > 1
    ]
    while True:
        name, table = places[int(rng.integers(len(places)))]
        lines = book.text(name).splitlines()
        column = int(rng.integers(1, len(table.header)))
        first, second = (table.rows[int(k)] for k in rng.choice(len(table.rows), 2, replace=False))
        (line, one), (_, other) = first, second
        old = lines[line - 1]
        if one[column] != other[column] and one[column] and old.count(one[column]) == 1:
            new = old.replace(one[column], other[column])
            yield Fault("table", "take the cell of another row", name, line, old, new)
