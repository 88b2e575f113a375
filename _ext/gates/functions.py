"""What the book says that a function computes is what it computes.

The formula at the head of a docstring of `infolib` is executed as those of the chapters are, and compared
with its answer to the same draw, in three units.
"""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from manuscript.book import Book, Complaint
from mathematics.claims import read
from mathematics.environment import MISUNDERSTOOD
from mathematics.evaluator import Environment, as_value, evaluate, key
from mathematics.meanings import Law, UndefinedError, Variable
from mathematics.settings import DrawnScene, Setting, book_settings, read_settings
from mathematics.tree import Symbol

import infolib

__all__ = ["complaints"]

CALLS = "_ext/mathematics/functions.txt"
DRAWS = 24
BASES = (2.0, math.e, 10.0)
FORMULA = re.compile(r":math:`(?P<inline>[^`]+)`|\.\. math:: (?P<display>.+?)\n\s*\n", re.DOTALL)


@dataclass(frozen=True)
class Call:
    """How a function is called with the letters of its formula."""

    code: str
    settings: tuple[Setting, ...]


@cache
def calls(text: str) -> dict[str, Call]:
    """Read functions.txt."""
    found = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            code, setting = (part.strip() for part in f"{line}|".split("|")[:2])
            name, bracket, _ = code.partition("(")
            found[name] = Call(code if bracket else "", read_settings(setting))
    return found


def complaints(book: Book) -> list[Complaint]:
    """Compare every public function with the formula in its docstring."""
    known, found = calls(book.text(CALLS)), []
    for file in sorted(
        {f"{path.relative_to(book.root)}" for path in (book.root / "infolib").glob("[a-z]*.py")}
    ):
        for name, line, latex in formulas(book.text(file)):
            if name in known and not known[name].code:
                continue  # it computes nothing: its formula says what it demands
            if name not in known:
                found.append(Complaint(file, line, f"{name}: {CALLS} does not say how it is called"))
                continue
            wrong = disagreement(latex, getattr(infolib, name), known[name])
            if wrong:
                found.append(Complaint(file, line, f"{name}: {latex}: {wrong}"))
    return found


def formulas(source: str) -> Iterator[tuple[str, int, str]]:
    """Yield the first formula in the docstring of each public function, with the function's name and line."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef) and node.name in infolib.__all__:
            formula = FORMULA.search(ast.get_docstring(node, clean=False) or "")
            if formula:
                yield node.name, node.lineno, (formula["inline"] or formula["display"]).strip()


@np.errstate(all="ignore")
def disagreement(latex: str, function: Any, call: Call) -> str:
    """Say how a formula and a function differ, in some draw; nothing if they agree in all."""
    (chain, *others), compared = read(latex).chains, 0
    bases = BASES if "base=b" in call.code else BASES[:1]
    named = [
        side for side in chain.sides[:-1] if not isinstance(side, Symbol)
    ]  # D or p_i only names the answer
    for number in range(DRAWS):
        base = bases[number % len(bases)]
        environment = Environment(DrawnScene((*book_settings(), *call.settings), number, base)).bind(b=base)
        try:
            for other in others:  # "m = (p+q)/2" behind a formula says what its m is
                if isinstance(other.sides[0], Symbol) and other.relations == ("=",):
                    value = as_value(evaluate(other.sides[1], environment))
                    environment = environment.bind(**{key(other.sides[0]): value})
            answer = np.asarray(
                eval(call.code, {function.__name__: function}, Letters(environment)), dtype=float
            )
            for side in (*named, chain.sides[-1]):
                value = np.asarray(as_value(evaluate(side, environment)), dtype=float)
                if np.any(np.isnan(value)):
                    raise UndefinedError
                if not np.allclose(value, answer, rtol=1e-9, atol=1e-9, equal_nan=True):
                    return f"draw {number + 1}: the formula gives {value}, the function {answer}"
        except (UndefinedError, infolib.NotADistributionError):
            continue
        except MISUNDERSTOOD as error:
            return f"it cannot be executed: {error}"
        compared += 1
    return "" if compared >= DRAWS / 2 else f"only {compared} draws could be compared"


class Letters(dict[str, Any]):
    """The letters of a scene, by the names that code gives them."""

    def __init__(self, environment: Environment) -> None:
        super().__init__()
        self.environment = environment

    def __missing__(self, name: str) -> Any:
        if name == "p_xy":
            law = self.environment.law()
            xs, ys = (law.letters[letter].outcomes() for letter in "XY")
            return np.array([[law.of({"X": x, "Y": y}) for y in ys] for x in xs])
        letter = re.sub(r"^(mu|sigma|rho|Sigma)(?=_|$)", r"\\\1", name)
        value = self.environment.get(letter)
        if value is None or isinstance(value, Variable):
            raise KeyError(name)  # then Python looks among its own names
        return value.list() if isinstance(value, Law) else value
