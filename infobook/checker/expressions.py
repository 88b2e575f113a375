"""Read what a learner types, such as ``log2(52!)``: arithmetic, and never code.

The page reads the same grammar in _static/exercises.js; a test gives both the same table of texts.

    sum     = product (("+" | "-") product)*
    product = signed (("*" | "/") signed | power)*      but 1/2p could mean two things
    signed  = ("+" | "-") signed | power
    power   = postfix ["^" signed]
    postfix = atom ("!" | "%")*
    atom    = number | name | function "(" sum ("," sum)* ")" | function signed | "(" sum ")"

How numbers and names may be written, in which case and with which commas, is in ``_tokens``; other signs and
words for them are in spellings.py.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping

import numpy as np

from infobook.checker.messages import say
from infobook.checker.spellings import ALIASES, respelled

__all__ = ["DEPTH", "LIMIT", "RAISED", "CannotRead", "Tree", "evaluate", "parse"]

LIMIT = 200  # characters; so none takes long
DEPTH = 30  # brackets inside one another; so none exhausts the stack

# A number, a name, or (operator, operand, ...).
Tree = float | str | tuple[object, ...]

RAISED = "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"  # a run of these is one exponent: 10²³ is 10^(23)
_WHOLE = r"(?:\d{1,3}(?: \d{3})+(?!\d)|\d+)"
_POINT = rf"{_WHOLE}(?:\.\d*)?|\.\d+"
_COMMA = "|".join(
    [
        r"\d{1,3}(?:,\d{3})+\.\d+|\d{1,3}(?:,\d{3}){2,}(?![\d,])",
        r"\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,}(?![\d.])",
        rf"{_WHOLE}?,\d+(?![\d,.])",
    ]
)
# With a decimal comma, and between the two values of a function without.
TOKENS = [
    rf"((?:{number})(?:[eE][+-]?\d+)?)|([A-Za-z_]\w*)|([-+*/^!%(),])"
    for number in (f"{_COMMA}|{_POINT}", _POINT)
]
TIMES = r"([\d)]) ?[xX] ?(?=[\d(])"  # 3 x 10^4, where no variable is called x
_LOWERED = str.maketrans(RAISED, "-0123456789")
CONSTANTS = {"e": math.e, "pi": math.pi, "inf": math.inf}
BASE = "base"  # of a log that names none: no text holds this name, for it is known to no reader
TINY = 5e-324  # what is too small for a number, and is not 0


class CannotRead(ValueError):  # noqa: N818  a remark to a learner, no fault of a program
    """What was typed is no expression; the message says what to write instead."""


def parse(text: str, variables: tuple[str, ...] = ()) -> Tree:
    """Return the expression as a tree; raise CannotRead, saying why, if it is none."""
    return _Reader(_tokens(text, variables), variables).whole()


def evaluate(tree: Tree, values: Mapping[str, float] | None = None) -> float:
    """Return the value of a tree, by the rules of floating point: 1/0 is inf, 0/0 is nan.

    A log without a base is read if every base gives the same, as in log(52)/log(2).
    """
    with np.errstate(all="ignore"):
        two, ten = (float(_value(tree, {**CONSTANTS, **(values or {}), BASE: base})) for base in (2.0, 10.0))
    if two == ten or abs(two - ten) <= 1e-9 * abs(two) or (math.isnan(two) and math.isnan(ten)):
        return two
    raise CannotRead(say("log"))


def _value(tree: Tree, values: Mapping[str, float]) -> np.float64:
    if isinstance(tree, str):
        return np.float64(values[tree])
    if not isinstance(tree, tuple):
        return np.float64(tree)
    operator = str(tree[0])
    operands = [_value(operand, values) for operand in tree[1:]]  # type: ignore[arg-type]
    value = np.float64(FUNCTIONS[operator][0](*operands))
    lost = value == 0 and operator in UNDERFLOW and all(x != 0 and np.isfinite(x) for x in operands)
    return np.float64(math.copysign(TINY, value)) if lost else value


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
    "log": (lambda x, base: np.log2(x) / np.log2(base), (1, 2)),
    "lg": (lambda x, base: np.log2(x) / np.log2(base), (1, 2)),
    "exp": (np.exp, (1,)),
    "sqrt": (np.sqrt, (1,)),
    "abs": (np.abs, (1,)),
    "comb": (_choose, (2,)),
    "min": (np.minimum, (2,)),
    "max": (np.maximum, (2,)),
}
NAMED = [name for name, (_, numbers) in FUNCTIONS.items() if numbers]
SHOWN = [name for name in NAMED if name != "lg"]
HALVED = [name for name in NAMED if name != "ln"]
UNDERFLOW = ("*", "/", "^", "exp")  # what makes 0 of other numbers only by running out of digits


def _tokens(text: str, variables: tuple[str, ...]) -> list[str]:
    if len(text) > LIMIT:
        raise CannotRead(say("too-long", limit=LIMIT))
    names = _names(variables)
    text = respelled(re.sub(f"[{RAISED}]+", lambda run: f"^({run[0].translate(_LOWERED)})", text))
    if "x" not in variables:
        text = re.sub(TIMES, r"\1*", text, flags=re.ASCII)
    tokens: list[str] = []
    separating: list[bool] = []  # of each open bracket: whether a comma separates two values in it
    place = 0
    while place < len(text):
        found = _TOKENS[bool(separating and separating[-1])].match(text, place)
        if found:
            token = found[0]
            if token == "(":
                separating.append(bool(tokens) and 2 in FUNCTIONS.get(tokens[-1], (None, ()))[1])
            elif token == ")":
                separating = separating[:-1]
            tokens += _pieces(token, names) if found[2] else [_with_point(token) if found[1] else token]
        elif text[place] != " ":
            raise CannotRead(_stranger(text[place]))
        if len(separating) > DEPTH:
            raise CannotRead(say("deep", limit=DEPTH))
        place = found.end() if found else place + 1
    if not tokens:
        raise CannotRead(say("empty"))
    return tokens


_TOKENS = [re.compile(pattern, re.ASCII) for pattern in TOKENS]


def _with_point(number: str) -> str:
    """Write a number with a decimal point and no marks between thousands."""
    last = next((mark for mark in reversed(number) if mark in ".,"), ".")
    whole, _, decimals = number.rpartition(last) if number.count(last) == 1 else (number, "", "")
    return re.sub("[ .,]", "", whole) + f".{decimals}" * bool(decimals)


def _stranger(character: str) -> str:
    if character == ":":
        return say("colon")
    if character.isdecimal():
        return say("digit")
    what = character if character.isprintable() else f"U+{ord(character):04X}"
    return say("character", what=what, functions=", ".join(SHOWN))


def _names(variables: tuple[str, ...]) -> dict[str, str]:
    """Return what each name stands for; a variable hides what differs from it in case only."""
    hidden = {variable.lower() for variable in variables}
    known = {name: name for name in [*NAMED, *CONSTANTS]} | ALIASES
    return {name: meant for name, meant in known.items() if name.lower() not in hidden} | {
        variable: variable for variable in variables
    }


def _pieces(run: str, names: Mapping[str, str]) -> list[str]:
    """Take letters that stand together for the names that they are made of: ab, ln2, p or P."""
    whole = _meant(run, names)
    if whole:
        return [whole]
    longest = sorted(names, key=lambda name: (-len(name), name))
    one = "|".join(name + r"(?!\d)" * name[-1].isdigit() for name in longest) + r"|\d+"
    if not re.fullmatch(f"(?:{one})+", run, re.ASCII | re.IGNORECASE):
        return [run]
    return [_meant(piece, names) or piece for piece in re.findall(one, run, re.ASCII | re.IGNORECASE)]


def _meant(name: str, names: Mapping[str, str]) -> str:
    """Return what a name stands for, in this case or, where there is no other, in another."""
    others = {meant for known, meant in names.items() if known.lower() == name.lower()}
    return names.get(name, others.pop() if len(others) == 1 else "")


_ODD = {",": "comma", ")": "unopened"}


class _Reader:
    """Reads tokens from left to right, one method for each line of the grammar."""

    def __init__(self, tokens: list[str], variables: tuple[str, ...]) -> None:
        self.tokens = tokens
        self.place = 0
        self.variables = variables

    def whole(self) -> Tree:
        for place, token in enumerate(self.tokens):  # before a remark on signs that words have no need of
            if _starts(token) and token not in ("(", *self.variables, *CONSTANTS, *NAMED):
                raise CannotRead(self.unknown(token, self.tokens[place + 1 : place + 2]))
        tree = self.sum()
        if self.place < len(self.tokens):
            raise CannotRead(say(_ODD.get(self.next(), "unexpected"), what=self.next()))
        return tree

    def unknown(self, name: str, after: list[str]) -> str:
        if after == ["("]:
            return say("call-unknown", what=name)
        if len(name) == 1 and name != "_" and not self.variables:
            return say("letter", what=name)
        return say("name", what=name, names=", ".join([*self.variables, *SHOWN, *CONSTANTS]))

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
        tree, start = self.signed(), -1  # where a divisor starts, if one stands last
        while True:
            if operator := self.take("*", "/"):
                start = self.place if operator == "/" else -1
                tree = (operator, tree, self.signed())
            elif not self.goes_on():
                return tree
            elif start >= 0 and not self.is_whole(start):
                raise CannotRead(say("divided"))
            else:
                tree, start = ("*", tree, self.power()), -1

    def goes_on(self) -> bool:
        """Tell whether a factor follows without a sign; 2 3 is no product, and 6!43! is one."""
        return _starts(self.next()) or (self.tokens[self.place - 1] == "!" and _is_number(self.next()))

    def is_whole(self, start: int) -> bool:
        """Tell whether a divisor ends here: in 1/2 log2(p) or 1/(2c) exp(x), but not in 1/2p or 1/2 ln 2."""
        if self.place == start + 1 and _is_number(self.tokens[start]):
            return self.next() in HALVED
        return self.tokens[start] == "(" and self.tokens[self.place - 1] == ")" and self.next() != "("

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
        if _is_number(token):
            return float(token) or (TINY if re.match(r"[.0]*[1-9]", token) else 0.0)
        if token == "(":
            tree = self.sum()
            self.close()
            return tree
        if token[0].isalpha() or token[0] == "_":
            return self.name(token)
        if token == ")":
            raise CannotRead(
                say("unfinished", what=self.tokens[self.place - 2]) if self.place > 1 else say("unopened")
            )
        raise CannotRead(say("comma") if token == "," else say("unexpected", what=token))

    def name(self, name: str) -> Tree:
        if name in self.variables or name in CONSTANTS:
            return name
        numbers = FUNCTIONS[name][1]
        if not self.take("("):
            return self.without_brackets(name)
        operands = [self.sum()]
        while self.take(","):
            operands.append(self.sum())
        self.close()
        if len(operands) not in numbers:
            if name in ("log", "lg"):
                raise CannotRead(say("log"))
            if numbers == (1,):
                raise CannotRead(say("comma"))
            raise CannotRead(say("arguments", what=name, wanted=numbers[0], found=len(operands)))
        return (name, *operands, BASE) if len(operands) < numbers[-1] else (name, *operands)

    def without_brackets(self, name: str) -> Tree:
        """Read log2 52! or √2/2; ask where it is not clear what the function is taken of."""
        numbers = FUNCTIONS[name][1]
        if 1 not in numbers or not (self.next() in ("+", "-") or _is_operand(self.next())):
            raise CannotRead(say("brackets", what=name))
        operand = self.signed()
        after = self.tokens[self.place + 1 :][:1] if self.next() in ("*", "/") else [self.next()]
        goes_on = self.next() in ("*", "/") and name != "sqrt"
        if (goes_on or _is_operand(self.next())) and not set(after) & set(NAMED):
            raise CannotRead(say("brackets", what=name))
        return (name, operand, BASE) if 2 in numbers else (name, operand)

    def close(self) -> None:
        if self.next() == ",":
            raise CannotRead(say("comma"))
        if not self.take(")"):
            raise CannotRead(say("unexpected", what=self.next()) if self.next() else say("unclosed"))


def _is_number(token: str) -> bool:
    return token[:1].isdigit() or token[:1] == "."


def _starts(token: str) -> bool:
    """Tell whether a factor can begin here without a sign before it: not a number, for 2 3 is no product."""
    return token[:1].isalpha() or token[:1] in ("(", "_") if token else False


def _is_operand(token: str) -> bool:
    return _is_number(token) or _starts(token)
