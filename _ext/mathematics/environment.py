"""What letters stand for while a formula is evaluated, and :func:`evaluate` itself, which knows no node yet.

Each module after this one registers the nodes whose value it knows: letters.py the symbols, calculus.py
derivatives and integrals, evaluator.py the rest.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Protocol

import numpy as np

from mathematics.densities import Density, Measured, Stretch
from mathematics.meanings import Indexed, Law, Uncertain, Variable
from mathematics.tree import Node, Symbol

__all__ = [
    "CONSTANTS",
    "MISUNDERSTOOD",
    "Environment",
    "Scene",
    "UnknownError",
    "as_value",
    "evaluate",
    "key",
    "means",
]


CONSTANTS = {"e": math.e, r"\pi": math.pi, r"\infty": math.inf}


class UnknownError(LookupError):
    """A symbol or a construction that has no meaning here; the message names it."""


# A letter that is of another kind than the formula needs shows in one of these ways.
MISUNDERSTOOD = (
    UnknownError,
    ValueError,
    TypeError,
    IndexError,
    ZeroDivisionError,
    AttributeError,
    OverflowError,
)


class Scene(Protocol):
    """What the letters stand for, in one draw."""

    base: float

    def find(self, name: str, environment: Environment) -> Any:
        """Return what a name stands for, or None."""

    def is_outcome(self, name: str) -> bool:
        """Tell whether a letter stands for an outcome of the variable of the same letter, x of X."""

    def choices(self, name: str) -> list[Any] | None:
        """List all that a letter may be, if its setting says so: outcomes of X, places in p."""

    def is_shared(self, name: str) -> bool:
        """Tell whether other letters are drawn with the help of this one."""

    def definition(self, name: str) -> Node | None:
        """Return the formula by which a setting defines a name."""

    def sample(self, variable: str, number: int) -> Any:
        """Return the outcome number t of a long run of independent observations."""


class Environment:
    """A scene, and what sums, integrals and averages have bound inside it."""

    def __init__(self, scene: Scene, bound: dict[str, Any] | None = None) -> None:
        self.scene, self.bound = scene, bound or {}

    @property
    def base(self) -> float:
        """The base of a logarithm without one."""
        return float(self.bound.get("the base", self.scene.base))

    def bind(self, **values: Any) -> Environment:
        """Return the environment in which these names have these values."""
        return Environment(self.scene, {**self.bound, **values})

    def get(self, name: str) -> Any:
        """Return what a name stands for, or None."""
        found = self.bound[name] if name in self.bound else self.scene.find(name, self)
        return CONSTANTS.get(name) if found is None else found

    def need(self, name: str) -> Any:
        """Return what a name stands for; raise :class:`UnknownError` if nobody has said."""
        found = self.get(name)
        if found is None:
            raise UnknownError(f"nothing says what {name} is")
        return found

    def law(self, letter: str = "p") -> Law:
        """Return the law p, or the one named."""
        law = self.get(letter)
        if not isinstance(law, Law):
            raise UnknownError(f"{letter} is no law of random variables here")
        return law


def key(symbol: Symbol) -> str:
    r"""Name a symbol with its subscript: ``\sigma_1``, ``H_{bin}``."""
    return symbol.key


def as_value(value: Any) -> Any:
    """Return a number or an array; a law is the list of its probabilities."""
    if isinstance(value, float | np.ndarray):
        return value
    if isinstance(value, Law):
        return value.list()
    if isinstance(value, Density):
        return value.everywhere
    if isinstance(value, Measured):  # at every node: what is said of X holds wherever X lies
        return value.density.points[value.density.letters.index(value.letter)]
    if isinstance(value, Variable | Stretch | Indexed | Uncertain | tuple) or callable(value):
        raise UnknownError(f"a {type(value).__name__} is not a number")
    return value


Meaning = Callable[[Any, Environment], Any]

MEANINGS: dict[type[Node], Meaning] = {}


def means(kind: type[Node]) -> Callable[[Meaning], Meaning]:
    """Register what gives this kind of node its value."""

    def register(function: Meaning) -> Meaning:
        MEANINGS[kind] = function
        return function

    return register


def evaluate(node: Node, env: Environment) -> Any:
    """Return the value of a part of a formula."""
    meaning = MEANINGS.get(type(node))  # a table, for this is called millions of times
    if meaning is None:
        raise UnknownError(f"no value for {type(node).__name__} {getattr(node, 'text', '')}".strip())
    return meaning(node, env)
