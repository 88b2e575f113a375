r"""Derivatives, limits and integrals, all computed by numbers: ``f'(x)``, ``\lim_{x \to 0}``, ``\int f``."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import replace
from functools import reduce
from typing import Any

import numpy as np
import scipy  # its parts load when they are asked for

from mathematics import densities, meanings
from mathematics.densities import Density, Measured, Stretch
from mathematics.environment import Environment, UnknownError, as_value, evaluate, key, means
from mathematics.letters import places_of
from mathematics.meanings import times
from mathematics.notation import FUNCTIONS
from mathematics.ranges import holds
from mathematics.tree import (
    At,
    Bracketed,
    Call,
    Chain,
    Delimited,
    Derivative,
    Integral,
    Node,
    Operator,
    Symbol,
    symbols,
)

__all__ = ["limit", "slope"]


FAR_ALONG = 1e12
STEP = 1e-4  # of a numerical derivative; four points make its error of the order STEP**4


@means(Derivative)
def _derivative(node: Derivative, env: Environment) -> Any:
    """Differentiate by differences of four points."""
    if isinstance(node.body, At):  # the derivative at a place, not of what stands there
        return evaluate(At(replace(node, body=node.body.body), node.body.where), env)
    symbol = node.variable
    whole_name = key(symbol) if symbol.index is None or env.get(key(symbol)) is not None else symbol.name
    centre = np.array(as_value(env.need(whole_name)), dtype=float)
    place = () if whole_name == key(symbol) else places_of(symbol.index, env)  # type: ignore[arg-type]

    def at(shift: float) -> Any:
        moved = centre.copy()
        moved[place] += shift
        return as_value(evaluate(node.body, env.bind(**{whole_name: moved if moved.ndim else float(moved)})))

    size = abs(float(centre[place]))
    if node.order == 2:
        h = 10 * STEP * (min(size, 1.0) if size >= 1e-6 else 1.0)
        return (16 * (at(h) + at(-h)) - (at(2 * h) + at(-2 * h)) - 30 * at(0.0)) / (12 * h**2)
    h = STEP * (min(size, 1.0) if size >= 1e-6 else 1e-3)  # not past the 0 of a logarithm
    return (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h)


def slope(head: Symbol, arguments: Bracketed, env: Environment) -> Any:
    """Return f'(x), or f''(x), the derivatives of a function of one number."""
    name, order = head.name.rstrip("'"), head.name.count("'")
    variable = Symbol("the place of a slope")
    env = env.bind(**{variable.name: as_value(evaluate(arguments.items[0], env))})
    function = Call(replace(head, name=name), Bracketed((variable,)))
    return evaluate(Derivative(variable, function, order), env)


def _supposing(where: Node, env: Environment) -> Environment:
    """Bind what ``|_{q = u}`` says."""
    if isinstance(where, Chain) and where.relations == ("=",) and isinstance(where.sides[0], Symbol):
        return env.bind(**{key(where.sides[0]): as_value(evaluate(where.sides[1], env))})
    raise UnknownError("at which place")


@means(Integral)
def _integral(node: Integral, env: Environment) -> Any:
    """Integrate by Gauss and Legendre's nodes, over what the bounds say or where the densities live."""
    names = [key(variable) for variable in node.variables] or ["x"]
    inside = dict.fromkeys(key(symbol) for symbol in symbols(node.body))
    found = [env.get(name) for name in inside if name not in names]
    curves = [value.density if isinstance(value, Measured) else value for value in found]
    curves = [curve for curve in curves if isinstance(curve, Density) and curve.breaks]
    axes = [densities.nodes_between(_breaks(name, node, curves, env)) for name in names]
    points = np.meshgrid(*(nodes for nodes, _ in axes), indexing="ij")
    bound: dict[str, Any] = {name: each.ravel() for name, each in zip(names, points, strict=True)}
    if len(names) == 1:  # f alone is f(x)
        (x,) = bound.values()
        for symbol in dict.fromkeys(_bare(node.body)):
            if symbol in node.variables or not _is_settled(symbol, env):
                continue
            function = evaluate(symbol, env)
            function = function.at if isinstance(function, Density) else function
            bound |= {key(symbol): function(x)} if callable(function) else {}
    weights = reduce(np.multiply.outer, (weights for _, weights in axes)).ravel()
    where = env.bind(**bound)
    condition = _condition(node.below)
    inside_bounds = _difference(condition, where) > 0 if condition else 1.0
    return np.sum(times([weights, inside_bounds, as_value(evaluate(node.body, where))]))


def _condition(below: Node | None) -> Chain | None:
    r"""Return the condition that the bounds of an integral may be, as in ``\int_{z (z + m) > 0}``."""
    item = below.items[0] if isinstance(below, Bracketed) and len(below.items) == 1 else None
    return item if isinstance(item, Chain) and item.relations in {("<",), (">",)} else None


def _difference(condition: Chain, env: Environment) -> Any:
    """Return what is positive where a condition holds."""
    left, right = (as_value(evaluate(side, env)) for side in condition.sides)
    return np.subtract(left, right) if condition.relations == (">",) else np.subtract(right, left)


def _edges(condition: Chain, letter: str, env: Environment) -> np.ndarray:
    """Find where a condition begins or ends to hold, and cut the pieces between as bells need it."""
    grid = np.linspace(densities.SIGMAS[0], densities.SIGMAS[-1], 1009)
    signs = np.sign(_difference(condition, env.bind(**{letter: grid})))
    pieces = zip(itertools.pairwise(grid), itertools.pairwise(signs), strict=True)
    edges = [
        scipy.optimize.brentq(lambda z: _difference(condition, env.bind(**{letter: z})), *ends)
        for ends, (before, after) in pieces
        if before * after < 0
    ]
    edges += grid[signs == 0].tolist()
    ends = np.unique([*edges, grid[0], grid[-1]])
    graded = [densities.graded(low, high) for low, high in itertools.pairwise(ends)]
    return np.unique(np.concatenate([*graded, densities.SIGMAS]))


def _breaks(letter: str, node: Integral, curves: list[Density], env: Environment) -> np.ndarray:
    """Return the ends of the pieces of an integral over one letter."""
    found = [curve.axis(letter.upper()) for curve in curves]
    if node.below is None:
        if not found:
            raise UnknownError("an integral over what?")
        return np.unique(np.concatenate(found))
    condition = _condition(node.below)
    if condition:
        return _edges(condition, letter, env)
    low = evaluate(node.below, env)
    if isinstance(low, Stretch):
        return low.breaks
    if node.above is None:
        raise UnknownError("the bounds of an integral")
    low, high = float(as_value(low)), float(as_value(evaluate(node.above, env)))
    if not found:
        return densities.graded(low, high)
    inner = np.unique(np.concatenate(found))
    low, high = max(low, -1e300), min(high, 1e300)
    return np.unique(
        np.clip(np.concatenate([[low] * (low > -1e300), inner, [high] * (high < 1e300)]), low, high)
    )


def _is_settled(symbol: Symbol, env: Environment) -> bool:
    """Tell whether a symbol has a meaning before a sum inside the integral says what its index is."""
    inside = [each.name for each in symbols(symbol.index)] if symbol.index else []
    known = env.get(key(symbol)) is not None or env.get(symbol.name) is not None
    return known and all(name in env.bound for name in inside)


def _bare(node: Node) -> Iterator[Symbol]:
    """Yield the symbols that stand without arguments."""
    if isinstance(node, Symbol):
        yield node
        return
    for part in (node.arguments,) if isinstance(node, Call) else node.parts():
        if not (isinstance(node, Call) and node.head.name in FUNCTIONS):
            yield from _bare(part)


def limit(node: Operator, env: Environment) -> Any:
    """Take a limit by going near: to infinity, or to a number from above, or from both sides."""
    assert node.below is not None
    item = node.below.items[0]
    if isinstance(item, Symbol):  # \lim_j means: as j grows
        return as_value(evaluate(node.body, env.bind(**{key(item): FAR_ALONG})))
    if not (isinstance(item, Chain) and item.relations == ("->",) and isinstance(item.sides[0], Symbol)):
        raise UnknownError("a limit along what")
    letter, to = key(item.sides[0]), item.sides[1]
    one_sided = isinstance(to, Delimited) and to.name == "from above"
    end = as_value(evaluate(to.part if isinstance(to, Delimited) and one_sided else to, env))
    places = [FAR_ALONG] if math.isinf(end) else [end + 1e-12] if one_sided else [end + 1e-7, end - 1e-7]
    values = [as_value(evaluate(node.body, env.bind(**{letter: place}))) for place in places]
    if max(values) - min(values) > 1e-5 * max(1.0, abs(values[0])):
        raise meanings.UndefinedError("the two sides of the limit differ")
    return sum(values) / len(values)


@means(At)
def _at(node: At, env: Environment) -> Any:
    """Evaluate at a place; if we are there, a letter goes on to depend on the others."""
    here = isinstance(node.where, Chain) and holds(node.where, env)
    return evaluate(node.body, env if here else _supposing(node.where, env))
