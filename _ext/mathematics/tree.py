"""The tree of a formula: what the parser makes of LaTeX, and the evaluator reads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from functools import cached_property

__all__ = [
    "At",
    "Bracketed",
    "Call",
    "Chain",
    "Delimited",
    "Derivative",
    "Dot",
    "Ellipsis",
    "Formula",
    "Fraction",
    "Integral",
    "Negative",
    "Node",
    "Number",
    "Operator",
    "Part",
    "Power",
    "Product",
    "Sum",
    "Symbol",
    "Words",
    "symbols",
]


class Node:
    """A part of a formula."""

    def parts(self) -> tuple[Node, ...]:
        """Return the parts of this part, in the order in which they are written."""
        return self._parts

    @cached_property  # a formula is walked through at every draw
    def _parts(self) -> tuple[Node, ...]:
        names = [each.name for each in fields(self)]  # type: ignore[arg-type]
        return tuple(part for name in names for part in _nodes(getattr(self, name)))

    @cached_property
    def _symbols(self) -> tuple[Symbol, ...]:
        own = (self,) if isinstance(self, Symbol) else ()
        return (*own, *(symbol for part in self._parts for symbol in part._symbols))

    @cached_property
    def everything(self) -> tuple[Node, ...]:
        """The part itself and all its parts, and theirs."""
        return (self, *(each for part in self._parts for each in part.everything))


@dataclass(frozen=True)
class Number(Node):
    """``0.5``, ``1{,}024``."""

    text: str


@dataclass(frozen=True)
class Symbol(Node):
    r"""A letter with what is written around it: ``p_i``, ``\hat p``, ``f^*``, ``q_i^{(T)}``, ``x'``."""

    name: str  # with its accent, star and primes: "\\hat p", "f^*", "x'"
    index: Bracketed | None = None  # the subscript
    index_text: str = ""  # the same as it is written, "\\mathrm{bin}"
    over: Bracketed | None = None  # a superscript in parentheses

    @cached_property
    def key(self) -> str:
        r"""The name with the subscript: ``\sigma_1``, ``H_{bin}``."""
        return f"{self.name}_{self.index_text}" if self.index_text else self.name


@dataclass(frozen=True)
class Dot(Node):
    r"""The dot that holds a place: ``p(\cdot \mid x)``."""


@dataclass(frozen=True)
class Ellipsis(Node):
    r"""``\ldots`` between the first and the last of a row."""


@dataclass(frozen=True)
class Words(Node):
    r"""``\text{...}``."""

    text: str


@dataclass(frozen=True)
class Negative(Node):
    part: Node


@dataclass(frozen=True)
class Sum(Node):
    """``a + b``; a term that is taken away is a :class:`Negative`."""

    terms: tuple[Node, ...]


@dataclass(frozen=True)
class Product(Node):
    """Factors side by side or with a dot or a cross between them."""

    factors: tuple[Node, ...]


@dataclass(frozen=True)
class Fraction(Node):
    above: Node
    below: Node


@dataclass(frozen=True)
class Power(Node):
    base: Node
    exponent: Node


@dataclass(frozen=True)
class Bracketed(Node):
    r"""Items between brackets, and the marks between: ``(X, Y \mid Z)``, ``[0, 1)``, ``\{1, 2\}``."""

    items: tuple[Node, ...]
    marks: tuple[str, ...] = ()  # "," ";" "|" "‖" ":"
    brackets: str = "()"

    def split(self, mark: str) -> tuple[list[Node], list[Node]]:
        """Split the items at a mark; none stand after it if it is not there."""
        at = self.marks.index(mark) + 1 if mark in self.marks else len(self.items)
        return list(self.items[:at]), list(self.items[at:])


@dataclass(frozen=True)
class Delimited(Node):
    r"""``|x|``, ``\lceil x \rceil``, ``\sqrt{x}``, ``n!``: the name says which."""

    name: str
    part: Node


@dataclass(frozen=True)
class Call(Node):
    """A symbol before brackets: a function of them, or a factor, which only its meaning can tell."""

    head: Symbol
    arguments: Bracketed


@dataclass(frozen=True)
class Part(Node):
    r"""An entry of what is written before it: ``\operatorname{softmax}(z)_1``."""

    whole: Node
    index: Bracketed


@dataclass(frozen=True)
class Operator(Node):
    r"""A named operator and what it works on: ``\log_2 x``, ``\sum_{i=1}^k x_i``, ``\max_j z_j``."""

    name: str
    below: Bracketed | None
    above: Node | None
    body: Node


@dataclass(frozen=True)
class Integral(Node):
    below: Node | None
    above: Node | None
    body: Node
    variables: tuple[Symbol, ...]


@dataclass(frozen=True)
class Derivative(Node):
    r"""``\frac{\partial}{\partial x} body``."""

    variable: Symbol
    body: Node
    order: int = 1


@dataclass(frozen=True)
class At(Node):
    r"""``body \Big|_{q = u}``."""

    body: Node
    where: Node


@dataclass(frozen=True)
class Chain(Node):
    r"""Sides with relations between them, ``a = b \le c``; one side alone has none."""

    sides: tuple[Node, ...]
    relations: tuple[str, ...]
    units: tuple[str, ...] = ()  # of each side: "", "bits", "nats"
    lead: str = ""  # the words before it


@dataclass(frozen=True)
class Formula(Node):
    chains: tuple[Chain, ...]
    words: tuple[str, ...] = field(default=())


def _nodes(value: object) -> Iterator[Node]:
    if isinstance(value, Node):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from _nodes(each)


def symbols(node: Node) -> Iterator[Symbol]:
    """Yield every symbol in a part, those in subscripts too."""
    return iter(node._symbols)
