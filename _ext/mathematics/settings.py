r"""The settings: lines in which an author says what the letters of a formula are.

    let p, q be distributions like r
    let m = \tfrac12 (p + q)
    let f(x) = x \ln x

The book's own stand in settings.txt; a chapter's are comments, ``% let ...``. What is said later goes before.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from mathematics.densities import Measured
from mathematics.evaluator import Environment, evaluate, key
from mathematics.kinds import CHOICES, Draw, Kind, find_kind, outcomes
from mathematics.meanings import Indexed
from mathematics.parser import FormulaError, parse
from mathematics.probabilities import define
from mathematics.tree import Bracketed, Call, Ellipsis, Node, Symbol, Words, symbols

__all__ = ["DrawnScene", "Setting", "book_settings", "read_settings", "statements"]

LONG = 10_000  # observations
DECLARATION = re.compile(r"(?:let )?(?P<names>.+?) (?:be|is|are) (?P<kind>[^=]+)")


PLACES = {"i", "j", "s", "t", "sj"}


@dataclass(frozen=True, eq=False)
class Setting:
    """One statement: names of a kind, or a name defined by a formula."""

    text: str
    names: tuple[str, ...]  # all that it says something of
    kind: Kind | None = None
    declared: tuple[str, ...] = ()  # those before "be"
    words: tuple[tuple[str, str], ...] = ()
    parameters: tuple[str, ...] = ()
    indexed: bool = False
    body: Node | None = None
    measured: bool = False  # the name is a variable, and the body its density


@cache
def book_settings() -> tuple[Setting, ...]:
    """Return the settings that hold in the whole book."""
    lines = (Path(__file__).parent / "settings.txt").read_text(encoding="utf-8").splitlines()
    return tuple(setting for line in lines for setting in read_settings(line))


@cache
def _phrase(latex: str) -> Node:
    (chain,) = parse(latex).chains
    return chain.sides[0]


@cache
def read_settings(line: str) -> tuple[Setting, ...]:
    """Read one line, ``let p be ...; q = ...``; raise ValueError if it says nothing."""
    return tuple(_read(part.removeprefix("let ").strip()) for part in statements(line))


def statements(line: str) -> list[str]:
    """Split a line at its semicolons; that of ``I(X; Y)`` is not one."""
    found, depth = [""], 0
    for character in line:
        depth += (character in "([{") - (character in ")]}")
        if character == ";" and depth == 0:
            found.append("")
        else:
            found[-1] += character
    return [part.strip() for part in found if part.strip()]


def _read(text: str) -> Setting:
    if re.match(r"weak(?:,|:) ", text):  # the author has seen that the check is weak, and says why
        return Setting(text, ("weak",))
    declaration = DECLARATION.fullmatch(text)
    if declaration:
        kind, words = find_kind(declaration["kind"].strip())
        declared = tuple(_name(name) for name in re.split(r",(?![^{]*\})", declaration["names"]))
        new = [name for group, name in words.items() if group.startswith("new_")]
        rows = [name + "_()" for group, name in words.items() if group.startswith("row_")]
        return Setting(text, (*declared, *new, *rows), kind, declared, tuple(words.items()))
    (chain,) = parse(text).chains
    if chain.relations == ("has law",):
        head, body = chain.sides
        return Setting(text, (key(head),), body=body, measured=True)  # type: ignore[arg-type]
    if chain.relations != ("=",):
        raise ValueError(f"a setting is 'NAMES be KIND' or 'NAME = FORMULA', not {text!r}")
    head, body = chain.sides
    if isinstance(body, Words):
        raise ValueError(f"what is the right side of {text!r}?")
    if isinstance(head, Call):
        return Setting(text, (key(head.head),), parameters=_names(head.arguments), body=body)
    if isinstance(head, Symbol) and head.over:
        return Setting(text, (head.name + "^()",), parameters=_names(head.over), body=body)
    if isinstance(head, Ellipsis):  # what a row goes on from, as in "... = H(X) + H(Y)"
        return Setting(text, (r"\ldots",), body=body)
    if isinstance(head, Symbol) and head.index and _runs(head.index, body):
        return Setting(text, (head.name,), parameters=_names(head.index), indexed=True, body=body)
    if isinstance(head, Symbol):
        return Setting(text, (key(head),), body=body)
    raise ValueError(f"what does {text!r} define?")


def _runs(index: Bracketed, body: Node) -> bool:
    r"""Tell whether a subscript is an index, as in ``P_j = 2^{-j}``, and not part of a name, ``\Sigma_f``."""
    letters = [item for item in index.items if isinstance(item, Symbol) and re.fullmatch("[a-z]", item.name)]
    inside = {symbol.name for symbol in symbols(body)}
    return len(letters) == len(index.items) and all(letter.name in inside for letter in letters)


def _name(latex: str) -> str:
    r"""Return the key of a letter as it is written, ``\mathrm{PP}``, ``\ell``; of words, the words."""
    try:
        (chain,) = parse(latex).chains
    except FormulaError:
        return latex.strip()
    symbol = chain.sides[0]
    if not isinstance(symbol, Symbol):
        return latex.strip()
    if symbol.over:
        return symbol.name + "^()"
    # a_i may be a letter of its own: the list that it names is not a, which is often its sum
    return symbol.name + "_()" if symbol.index_text in PLACES else key(symbol)


def _names(bracketed: Bracketed) -> tuple[str, ...]:
    return tuple(key(item) for item in bracketed.items if isinstance(item, Symbol))


@lru_cache(maxsize=16)
def _by_name(
    settings: tuple[Setting, ...],
) -> tuple[dict[str, list[Setting]], dict[Setting, set[str]]]:
    """Return what is said of each name, and where to note on what letters each definition depends."""
    said: dict[str, list[Setting]] = {}
    for setting in settings:
        for name in setting.names:
            said.setdefault(name, []).append(setting)
    return said, {}


class DrawnScene:
    """What every letter stands for in one draw; a letter is drawn when a formula first asks for it."""

    def __init__(self, settings: tuple[Setting, ...], seed: int, base: float) -> None:
        self.seed, self.base = seed, base
        self.settings, self.letters = _by_name(settings)
        self.drawn: dict[str, Any] = {}
        self.kinds: dict[Setting, dict[str, Any]] = {}
        self.settled: dict[str, Any] = {}  # defined by a formula, and dependent on nothing that is bound
        self.used: dict[str, None] = {}  # the lines that were needed, in order
        self._open: list[Setting] = []

    def rng(self, name: str) -> np.random.Generator:
        """Return the generator of random numbers for one name: no name disturbs another."""
        return np.random.default_rng([self.seed, zlib.crc32(name.encode())])

    def find(self, name: str, environment: Environment) -> Any:
        if name in self.drawn and not self._open:
            return self.drawn[name]
        setting = self._setting(name)
        return self._given(name, setting, environment) if setting else self.drawn.get(name)

    def _setting(self, name: str) -> Setting | None:
        """Return what was said last of a name, and not what is just being read."""
        for setting in reversed(self.settings.get(name, ())):
            if setting not in self._open:
                return setting
        return None

    def definition(self, name: str) -> Node | None:
        setting = self._setting(name)
        return setting.body if setting else None

    def is_shared(self, name: str) -> bool:
        """Tell whether other letters are drawn with the help of this one."""
        words = [word for each in self.kinds for _, word in each.words if name not in each.declared]
        return any(name in re.findall(r"\\?\w+", word) for word in words)

    def is_outcome(self, name: str) -> bool:
        setting = self._setting(name)
        if setting is None or setting.kind is not outcomes:
            return False
        return dict(setting.words)["variable"] == name.upper()

    def _given(self, name: str, setting: Setting, environment: Environment) -> Any:
        self.used[setting.text] = None
        if setting.kind:
            if setting not in self.kinds:
                self._open.append(setting)  # "let p be like p" means the p said before
                try:
                    self.kinds[setting] = setting.kind(self._draw(setting))
                finally:
                    self._open.pop()
                for each, value in self.kinds[setting].items():
                    if self.settings.get(each, [setting])[-1] is setting:
                        self.drawn.setdefault(each, value)
            return self.kinds[setting].get(name)
        body, parameters = setting.body, setting.parameters
        assert body is not None
        if parameters:
            function = lambda *values: evaluate(  # noqa: E731
                body, environment.bind(**dict(zip(parameters, values, strict=True)))
            )
            return Indexed(function) if setting.indexed else function
        letters = self._letters(setting)
        settled = not any(":" in bound or bound in letters for bound in environment.bound)
        if settled and name in self.settled:
            return self.settled[name]
        self._open.append(setting)  # within its own definition a name means what it meant before
        try:
            value = define(body, environment)
            if setting.measured:
                value = Measured(value.letters[0], value)
        finally:
            self._open.pop()
        if settled and setting is self._setting(name):
            self.settled[name] = value
        return value

    def _letters(self, setting: Setting) -> set[str]:
        """Name all on which a definition depends, and what bound logarithms' base."""
        if setting not in self.letters:
            found = self.letters[setting] = {"the base"}
            for symbol in symbols(setting.body) if setting.body else ():
                for name in (key(symbol), symbol.name):
                    found.add(name)
                    for other in self.settings.get(name, ()):
                        found |= self._letters(other)
        return self.letters[setting]

    def _draw(self, setting: Setting) -> Draw:
        return Draw(self.rng(setting.names[0]), setting.declared, dict(setting.words), self._value)

    def _value(self, latex: str) -> Any:
        """Return what another letter, or a formula, stands for in this draw."""
        node, environment = _phrase(latex), Environment(self)
        if isinstance(node, Symbol) and node.index_text in PLACES:  # x_t stands for all of them
            whole = environment.get(node.name + "_()")
            if whole is not None:
                return whole
        return evaluate(node, environment)

    def choices(self, name: str) -> list[Any] | None:
        """List all that a letter may be: every outcome of X, every place in p."""
        setting = self._setting(name)
        listed = CHOICES.get(setting.kind) if setting and setting.kind else None
        return listed(self._draw(setting)) if listed and setting else None

    def sample(self, variable: str, number: int) -> Any:
        """Return one of a long run of independent observations."""
        if "run:" + variable not in self.drawn:
            environment = Environment(self)
            law, letter = environment.law(), environment.need(variable)
            cases = self.rng("run").choice(len(law.probabilities), size=LONG, p=law.probabilities)
            self.drawn["run:" + variable] = [letter.labels[case] for case in cases]
        return self.drawn["run:" + variable][number - 1]
