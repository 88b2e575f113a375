"""Read what a learner types, such as ``log2(52!)``: arithmetic, and never code.

The page reads the same grammar in _static/exercises.js; a test gives both the same table of texts.

    sum     = product (("+" | "-") product)*
    product = signed (("*" | "/") signed)*
    signed  = ("+" | "-") signed | power
    power   = postfix ["^" signed]
    postfix = atom ("!" | "%")*
    atom    = number | name | name "(" sum ("," sum)* ")" | "(" sum ")"
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from itertools import accumulate

import numpy as np

from infobook.checker.messages import say

__all__ = ["DEPTH", "LIMIT", "RAISED", "CannotRead", "Tree", "evaluate", "parse"]

LIMIT = 200  # characters; so none takes long
DEPTH = 30  # brackets inside one another; so none exhausts the stack

# A number, a name, or (operator, operand, ...).
Tree = float | str | tuple[object, ...]

# How people write what the grammar spells otherwise.
SPELLINGS = {
    "−": "-", "–": "-", "×": "*", "·": "*", "⋅": "*", "÷": "/", "**": "^",
    "₂": "2", "₁₀": "10", "π": "pi", "∞": "inf", "σ": "sigma", "ρ": "rho", "μ": "mu", "α": "alpha",
    "½": "(1/2)", "¼": "(1/4)", "¾": "(3/4)", "√": "sqrt ", "\u00a0": " ", "\u202f": " ",
}  # fmt: skip
RAISED = "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"  # a run of these is one exponent: 10²³ is 10^(23)
TOKEN = re.compile(
    r"(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|([A-Za-z_]\w*)|([-+*/^!%(),])", re.ASCII
)
_LOWERED = str.maketrans(RAISED, "-0123456789")
CONSTANTS = {"e": math.e, "pi": math.pi, "inf": math.inf}


class CannotRead(ValueError):  # noqa: N818  a remark to a learner, no fault of a program
    """What was typed is no expression; the message says what to write instead."""


def parse(text: str, variables: tuple[str, ...] = ()) -> Tree:
    """Return the expression as a tree; raise CannotRead, saying why, if it is none."""
    return _Reader(_tokens(text), variables).whole()


def evaluate(tree: Tree, values: Mapping[str, float] | None = None) -> float:
    """Return the value of a tree, by the rules of floating point: 1/0 is inf, 0/0 is nan."""
    with np.errstate(all="ignore"):
        return float(_value(tree, {**CONSTANTS, **(values or {})}))


def _value(tree: Tree, values: Mapping[str, float]) -> np.float64:
    if isinstance(tree, str):
        return np.float64(values[tree])
    if isinstance(tree, tuple):
        operator, *operands = tree
        return np.float64(FUNCTIONS[str(operator)][0](*(_value(operand, values) for operand in operands)))  # type: ignore[arg-type]
    return np.float64(tree)


def _factorial(n: np.float64) -> float:
    if not (n >= 0 and n == np.floor(n)):
        return math.nan
    return float(math.factorial(int(n))) if n <= 170 else math.inf


def _choose(n: np.float64, k: np.float64) -> float:
    if not (0 <= k <= n <= 1e4 and n == np.floor(n) and k == np.floor(k)):
        return math.nan
    count = math.comb(int(n), int(k))
    return float(count) if count < 2**1023 else math.inf


# Each with the number of its arguments; the first six are written otherwise.
FUNCTIONS: dict[str, tuple[Callable[..., float], tuple[int, ...]]] = {
    "+": (np.add, ()),
    "-": (np.subtract, ()),
    "*": (np.multiply, ()),
    "/": (np.divide, ()),
    "^": (np.power, ()),
    "!": (_factorial, ()),
    "log2": (np.log2, (1,)),
    "ln": (np.log, (1,)),
    "log10": (np.log10, (1,)),
    "log": (lambda x, base: np.log2(x) / np.log2(base), (2,)),
    "exp": (np.exp, (1,)),
    "sqrt": (np.sqrt, (1,)),
    "abs": (np.abs, (1,)),
    "comb": (_choose, (2,)),
    "min": (np.minimum, (2,)),
    "max": (np.maximum, (2,)),
}
NAMED = [name for name, (_, numbers) in FUNCTIONS.items() if numbers]


def _tokens(text: str) -> list[str]:
    if len(text) > LIMIT:
        raise CannotRead(say("too-long", limit=LIMIT))
    text = re.sub(f"[{RAISED}]+", lambda run: f"^({run[0].translate(_LOWERED)})", text)
    for written, meant in SPELLINGS.items():
        text = text.replace(written, meant)
    tokens, place = [], 0
    text = text.strip()
    while place < len(text):
        found = TOKEN.match(text, place)
        if found:
            tokens.append(found[0])
        elif not text[place].isspace():
            if text[place].isdecimal():
                raise CannotRead(say("digit"))
            what = text[place] if text[place].isprintable() else f"U+{ord(text[place]):04X}"
            raise CannotRead(say("character", what=what, functions=", ".join(NAMED)))
        place = found.end() if found else place + 1
    if not tokens:
        raise CannotRead(say("empty"))
    steps = (1 if token == "(" else -1 if token == ")" else 0 for token in tokens)
    if max(accumulate(steps)) > DEPTH:
        raise CannotRead(say("deep", limit=DEPTH))
    return tokens


class _Reader:
    """Reads tokens from left to right, one method for each line of the grammar."""

    def __init__(self, tokens: list[str], variables: tuple[str, ...]) -> None:
        self.tokens = tokens
        self.place = 0
        self.variables = variables

    def whole(self) -> Tree:
        tree = self.sum()
        if self.place < len(self.tokens):
            raise CannotRead(say("comma") if self.next() == "," else say("unexpected", what=self.next()))
        return tree

    def next(self) -> str:
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def take(self, *wanted: str) -> str:
        """Go past the next token if it is one of those wanted; return it, or nothing."""
        token = self.next()
        if token not in wanted or not token:
            return ""
        self.place += 1
        return token

    def sum(self) -> Tree:
        tree = self.product()
        while operator := self.take("+", "-"):
            tree = (operator, tree, self.product())
        return tree

    def product(self) -> Tree:
        tree = self.signed()
        while operator := self.take("*", "/"):
            tree = (operator, tree, self.signed())
        return tree

    def signed(self) -> Tree:
        if sign := self.take("+", "-"):
            return (sign, 0.0, self.signed())
        return self.power()

    def power(self) -> Tree:
        tree = self.postfix()
        return ("^", tree, self.signed()) if self.take("^") else tree

    def postfix(self) -> Tree:
        tree = self.atom()
        while operator := self.take("!", "%"):
            tree = ("!", tree) if operator == "!" else ("/", tree, 100.0)
        return tree

    def atom(self) -> Tree:
        token = self.next()
        if not token:
            raise CannotRead(say("unfinished", what=self.tokens[-1]))
        self.place += 1
        if token[0].isdigit() or token[0] == ".":
            return float(token)
        if token == "(":
            tree = self.sum()
            self.close()
            return tree
        if token[0].isalpha() or token[0] == "_":
            return self.name(token)
        raise CannotRead(say("comma") if token == "," else say("unexpected", what=token))

    def name(self, name: str) -> Tree:
        if name in self.variables or name in CONSTANTS:
            return name
        if name not in NAMED:
            known = ", ".join([*self.variables, *NAMED, *CONSTANTS])
            raise CannotRead(say("name", what=name, names=known))
        if not self.take("("):
            raise CannotRead(say("log") if name == "log" else say("brackets", what=name))
        operands = [self.sum()]
        while self.take(","):
            operands.append(self.sum())
        self.close()
        wanted = FUNCTIONS[name][1][0]
        if len(operands) != wanted:
            if name == "log":
                raise CannotRead(say("log"))
            if wanted == 1:
                raise CannotRead(say("comma"))
            raise CannotRead(say("arguments", what=name, wanted=wanted, found=len(operands)))
        return (name, *operands)

    def close(self) -> None:
        if self.next() == ",":
            raise CannotRead(say("comma"))
        if not self.take(")"):
            raise CannotRead(say("unexpected", what=self.next()) if self.next() else say("unclosed"))
