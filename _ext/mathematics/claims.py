"""What a formula claims: relations, their conditions and limits, and in which units to try them."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeGuard

from mathematics.parser import parse
from mathematics.settings import Setting
from mathematics.tree import (
    Bracketed,
    Call,
    Chain,
    Derivative,
    Ellipsis,
    Formula,
    Fraction,
    Integral,
    Negative,
    Node,
    Number,
    Product,
    Symbol,
    Words,
    symbols,
)

__all__ = [
    "CONDITIONS",
    "MARKOV",
    "Claim",
    "Equivalent",
    "bases",
    "is_function",
    "is_range",
    "is_simple",
    "read",
    "split",
]

UNITS = {"bits": 2.0, "nats": math.e, "hartleys": 10.0}
EXACTLY = re.compile(r"\b(exactly when|if and only if)\b")
MARKOV = "a Markov chain"  # is supposed of variables, or said of those that are one
CONDITIONS = {"<", "<=", ">", ">=", "!=", "in", "not in"}


@dataclass(frozen=True)
class Equivalent:
    """A claim that one chain holds exactly when another does: some draws have both, some neither."""

    left: Chain
    right: Chain
    everywhere: bool = False  # whether the right one is meant of all outcomes and places: "for all i"

    @property
    def sides(self) -> tuple[Node, ...]:
        return self.left.sides + self.right.sides

    @property
    def relations(self) -> tuple[str, ...]:
        return self.left.relations + self.right.relations


Claim = Chain | Equivalent


@cache
def read(latex: str) -> Formula:
    """Parse a formula once."""
    return parse(latex)


def split(formula: Formula) -> tuple[list[Claim], list[Chain], list[Chain]]:
    """Split a formula into what it claims, under which conditions, and along which limits."""
    claims: list[Claim] = []
    conditions: list[Chain] = []
    limits: list[Chain] = []
    for place, chain in enumerate(formula.chains):
        if not chain.relations:
            continue
        if all(isinstance(side, Words) for side in chain.sides):  # the sign itself, in prose
            continue
        if _is_markov(chain):
            claims.append(_independence(chain))
            continue
        if _is_antiderivative(chain):
            claims.append(_derivative(chain))
            continue
        if chain.relations == ("->",) and isinstance(chain.sides[0], Symbol) and claims:
            limits.append(chain)
        elif EXACTLY.search(chain.lead) and claims and isinstance(claims[-1], Chain):
            claims.append(Equivalent(claims.pop(), chain))  # type: ignore[arg-type]
        elif chain.lead == "if" or (claims and _is_condition(chain)):
            conditions.append(chain)
        elif claims and _is_range(formula.chains, place):
            continue
        else:
            claims.append(chain)
    return claims, conditions, limits


def _is_markov(chain: Chain) -> bool:
    r"""Tell whether this is ``X \to Y \to Z``."""
    return chain.relations == ("->", "->") and all(
        isinstance(side, Symbol) and side.name.isupper() for side in chain.sides
    )


def _independence(chain: Chain) -> Chain:
    """Say what a Markov chain is: given the one in the middle, the others are independent."""
    first, middle, last = chain.sides
    information = Call(Symbol("I"), Bracketed((first, last, middle), (";", "|")))
    return Chain((information, Number("0")), ("=",), ("", ""), MARKOV)


def _is_antiderivative(chain: Chain) -> bool:
    r"""Tell whether this is ``\int \frac{dx}{x} = \ln x``: without bounds, and a function of x."""
    left, right = chain.sides[0], chain.sides[-1]
    if not isinstance(left, Integral) or left.below is not None or chain.relations != ("=",):
        return False
    return len(left.variables) == 1 and left.variables[0] in set(symbols(right))


def _derivative(chain: Chain) -> Chain:
    """Say what an antiderivative is: its derivative stands under the integral."""
    left, right = chain.sides
    assert isinstance(left, Integral)
    return Chain((Derivative(left.variables[0], right), left.body), ("=",), ("", ""), chain.lead)


def _is_condition(chain: Chain) -> bool:
    """Tell whether a chain limits the claim before it: its words say so, or its sides are too simple."""
    if chain.relations == ("has law",):
        return True
    said = re.match(r"(for|if|when|where|whenever|with|provided|as long as)\b", chain.lead.strip())
    return set(chain.relations) <= CONDITIONS and (bool(said) or all(is_simple(side) for side in chain.sides))


def _is_range(chains: tuple[Chain, ...], place: int) -> bool:
    r"""Tell whether this is ``i = 1, \ldots, k``."""
    after = chains[place + 1 : place + 3]
    return any(isinstance(chain.sides[0], Ellipsis) for chain in after if not chain.relations)


def is_simple(node: Node) -> bool:
    """Tell whether a side is a letter, a number or a probability, as sides of conditions are."""
    match node:
        case Symbol() | Number() | Ellipsis():
            return True
        case Negative():
            return is_simple(node.part)
        case Fraction():
            return is_simple(node.above) and is_simple(node.below)
        case Call():
            return node.head.name in {"p", "q", "f", "g", "r", "P"}
        case Product():
            return all(is_simple(factor) for factor in node.factors)
    return False


def is_range(sides: Sequence[Node]) -> bool:
    """Tell whether a relation says only where a letter lies, such as c > 0: nothing need come close to 0."""
    numbers = [side.part if isinstance(side, Negative) else side for side in sides]
    return any(isinstance(side, Number) for side in numbers) and all(is_simple(side) for side in sides)


def is_function(side: Node) -> TypeGuard[Call]:
    """Tell whether this is a function of letters, ``t(x)``."""
    return isinstance(side, Call) and all(
        isinstance(item, Symbol) and item.name.islower() for item in side.arguments.items
    )


def bases(latex: str, settings: tuple[Setting, ...] = (), unit: str = "") -> list[float]:
    """Say in which units a formula is tried: its setting's, its own or that of the words after it; or all."""
    for setting in reversed(settings):
        if setting.names == ("the unit",):
            return [UNITS[setting.text.split()[-1]]]
    if re.search(r"bits?\b", latex) or (
        re.search(r"\\log_2|\\log_\{2\}", latex) and not re.search(r"nats?\b", latex)
    ):
        return [2.0]
    if re.search(r"\\ln 2\b", latex) and not re.search(r"\\ln\b(?! 2\b)", latex):
        return [2.0]  # ln 2 turns nats into bits
    if re.search(r"\\ln\b|\\mathrm\{e\}|\\text\{[^}]*nats?\b", latex):
        return [math.e]
    if unit:
        return [UNITS[unit]]
    return [2.0] if re.search(r"\d\.\d", latex) else [2.0, math.e, 10.0]
