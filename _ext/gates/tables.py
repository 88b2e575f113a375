"""A table that pairs a formula with the call that computes it is executed, row by row.

The formulas stand in the first column, calls at the head of a cell in a column of `infolib` or PyTorch. The
cell names the unit, or the heading or the column of units does, or it is the bit. A bare name is called as in
functions.txt. A table of PyTorch's arguments is compared with the classes.
"""

from __future__ import annotations

import inspect
import math
import re
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import torch
from manuscript.book import Book, Complaint
from manuscript.markup import Table, tables
from mathematics.claims import read
from mathematics.environment import MISUNDERSTOOD
from mathematics.evaluator import Environment, as_value, evaluate
from mathematics.meanings import UndefinedError
from mathematics.settings import DrawnScene, book_settings, read_settings
from mathematics.tree import symbols

import infolib
from gates.functions import CALLS, Call, Letters, calls

__all__ = ["complaints"]

DRAWS = 12
UNITS = {"bits": 2.0, "nats": math.e, "hartleys": 10.0}
FORMULA = re.compile(r"\$([^$]+)\$")
CODE = re.compile(r"`([^`]+)`")
COMMON = r"L be a number in [0, 10]; T be a number in (0.1, 10); q^{(T)} = \operatorname{softmax}(z / T); "
# What the letters of a table are: the book's, or lists, the numbers of two classes, or a bell.
SETTINGS = (
    (),
    read_settings(
        COMMON + r"z be a list of logits like p; q = \operatorname{softmax}(z); y, c be places in p; "
        r"t be a target like p"
    ),
    read_settings(COMMON + r"z be any number; q = \frac{1}{1 + e^{-z}}; y, p be numbers in (0, 1)"),
    read_settings(r"X be a bell with the density f, the mean \mu and the deviation \sigma"),
)
LOSSES = {name: getattr(torch.nn, name) for name in ("NLLLoss", "CrossEntropyLoss", "KLDivLoss")}
LOSSES |= {name: getattr(torch.nn, name) for name in ("BCELoss", "BCEWithLogitsLoss")}
DEFAULTS = {"all 1": None, "1": None, "–": None, "$-100$": -100, "0": 0.0, "`False`": False, "`mean`": "mean"}


def complaints(book: Book, pages: Iterable[str] = ()) -> list[Complaint]:
    """Execute every table of this kind."""
    found, known = [], calls(book.text(CALLS))
    for name in list(pages) or book.pages():
        for table in tables(book.text(name)):
            if table.header[0] == "argument":
                found += [Complaint(name, line, says) for line, says in arguments(table)]
            elif table.header[0] in {"symbol", "quantity"}:
                found += [Complaint(name, line, says) for line, says in rows(table, known)]
    return found


def rows(table: Table, known: dict[str, Call]) -> Iterator[tuple[int, str]]:
    """Yield the rows with a call that computes none of the row's formulas, by line, and what it computes."""
    for line, cells in table.rows:
        units = next((cell for head, cell in zip(table.header, cells, strict=True) if head == "unit"), "")
        for head, cell in zip(table.header, cells, strict=True):
            if not head.startswith(("`infolib`", "PyTorch")):
                continue
            unit = re.search("bits|nats|hartleys", f"{cell} {head}") or re.search(
                "nats?(?= by default)", units
            )
            base = UNITS[unit[0].rstrip("s") + "s"] if unit else 2.0
            for code in CODE.findall(cell) if cell.startswith("`") else []:
                if code in known:
                    plain = known[code].code.replace(", base=b", "")
                    plain = re.sub(r"([xyc]) - 1", r"\1", plain)
                    calls_of_it = [Call(plain, known[code].settings)]
                elif "(" in code:
                    calls_of_it = [Call(code, settings) for settings in SETTINGS]
                else:
                    continue  # not a call, but a word in the type of code
                wrong = [
                    disagreement(latex, call, base, head.startswith("PyTorch"))
                    for latex in FORMULA.findall(cells[0])
                    for call in calls_of_it
                ]
                if all(wrong):
                    yield line, f"`{code}` computes none of {cells[0]}: {'; '.join(dict.fromkeys(wrong))}"


@np.errstate(all="ignore")
def disagreement(latex: str, call: Call, base: float, by_torch: bool) -> str:
    """Say how a formula and a call differ, in some draw; nothing if they agree in all."""
    chain, compared = read(latex).chains[0], 0
    for number in range(DRAWS):
        environment = Environment(DrawnScene((*book_settings(), *call.settings), number, base))
        try:
            answer = _number(eval(call.code, {}, (Tensors if by_torch else Numbers)(environment)))
            answer = answer[_places(latex, environment)] if answer.ndim else answer
            for side in chain.sides:
                value = np.asarray(as_value(evaluate(side, environment)), dtype=float)
                if np.any(np.isnan(value)):
                    raise UndefinedError
                if not np.allclose(value, answer, rtol=1e-9, atol=1e-9):
                    return f"draw {number + 1}: the formula gives {value}, the call {answer}"
        except (UndefinedError, infolib.NotADistributionError):
            continue
        except (*MISUNDERSTOOD, NameError, SyntaxError, RuntimeError) as error:
            return f"{latex}: {error}"
        compared += 1
    return "" if compared >= DRAWS / 2 else f"{latex}: only {compared} draws could be compared"


def _number(value: Any) -> np.ndarray:
    """Return what a call gave as an array; PyTorch's has an axis more, for its batch of one row."""
    if isinstance(value, torch.Tensor):
        return np.asarray(value.detach(), dtype=float).squeeze()
    return np.asarray(value, dtype=float)


def _places(latex: str, environment: Environment) -> tuple[int, ...]:
    """Say which entry of an array the formula is about: that of its outcomes."""
    names = dict.fromkeys(s.name for c in read(latex).chains for side in c.sides for s in symbols(side))
    outcomes = [name for name in ("x", "y", "z") if name in names and environment.scene.is_outcome(name)]
    return tuple(environment.need(name) - 1 for name in outcomes)


class Numbers(Letters):
    """The letters as NumPy has them, and infolib's functions; labels count from 0 in code."""

    def __missing__(self, name: str) -> Any:
        if name in infolib.__all__ or name in {"np", "math"}:
            return {"np": np, "math": math}.get(name) or getattr(infolib, name)
        value = super().__missing__(name)
        return value - 1 if name in {"x", "y", "c"} and isinstance(value, int) else value


class Tensors(Numbers):
    """The letters as PyTorch has them: a batch of one row."""

    def __missing__(self, name: str) -> Any:
        known = {
            "F": torch.nn.functional,
            "torch": torch,
            "math": math,
            "Categorical": torch.distributions.Categorical,
            **LOSSES,
        }
        if name in known:
            return known[name]
        if name in {"P", "Q"}:
            return torch.distributions.Categorical(torch.as_tensor(super().__missing__(name.lower())))
        value = super().__missing__(name)
        return torch.as_tensor(np.atleast_1d(value) if np.ndim(value) == 0 else np.asarray(value)[None])


def arguments(table: Table) -> Iterator[tuple[int, str]]:
    """Compare a table of arguments, classes and defaults with the signatures of PyTorch's classes."""
    said: dict[str, set[str]] = {}
    for line, cells in table.rows:
        classes = set(re.findall(r"\w+Loss", cells[1])) or set(LOSSES)
        for argument in re.findall(r"`(\w+)`", cells[0]):
            said.setdefault(argument, set()).update(classes)
            for name in classes:
                parameter = inspect.signature(LOSSES[name]).parameters.get(argument)
                default = DEFAULTS.get(cells[-1], "?")
                if parameter is None or parameter.default != default:
                    yield line, f"`{argument}` of {name} is {parameter}, not {cells[-1]}"
    for name, loss in LOSSES.items():
        for argument in inspect.signature(loss).parameters:
            if name not in said.get(argument, set()):
                yield table.line, f"`{argument}` of {name} is missing"
