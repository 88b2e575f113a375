r"""What is said of variables with a density: ``f(y \mid x)``, ``h(X)``, ``P(X \le x)``, ``\mathcal{N}``."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from mathematics import densities
from mathematics.densities import Density, Measured
from mathematics.environment import Environment, UnknownError, as_value, evaluate, key
from mathematics.meanings import Variable, divide
from mathematics.ranges import filled_in
from mathematics.tree import Bracketed, Call, Chain, Node, Symbol, symbols

__all__ = [
    "FUNCTIONS_OF_DENSITIES",
    "chance_between",
    "density_at",
    "is_density",
    "measured_in",
    "measured_named",
]


def measured_named(nodes: Iterable[Node], env: Environment) -> list[Measured]:
    """Return the variables with a density that the arguments name, or none if one is something else."""
    named = [env.get(key(node)) if isinstance(node, Symbol) else None for node in nodes]
    found = [each for each in named if isinstance(each, Measured)]
    return found if len(found) == len(named) else []


def measured_in(node: Node, env: Environment) -> dict[str, Measured]:
    """Find the variables with a density in an expression."""
    named = {key(symbol): env.get(key(symbol)) for symbol in symbols(node)}
    return {name: value for name, value in named.items() if isinstance(value, Measured)}


def is_density(node: Node, env: Environment) -> bool:
    if isinstance(node, Call):
        return node.head.name == "N"
    return isinstance(node, Symbol) and isinstance(env.get(key(node)), Density)


def density_at(f: Density, arguments: Bracketed, env: Environment) -> Any:
    """Return f(x), f(x, y), f(y | x); with several letters the argument's letter says which is meant."""
    before, known = arguments.split("|")
    if len(f.letters) == 1 and len(before) == 1 and not known:
        return f.at(as_value(evaluate(before[0], env)))
    event = {}
    for node in (*before, *known):
        letter = node.name.rstrip("'").upper() if isinstance(node, Symbol) else ""
        if letter not in f.letters:
            raise UnknownError("an argument of a density names no variable")
        event[letter] = as_value(evaluate(node, env))
    whole = _joint_value(f, event)
    return divide(whole, _joint_value(f, dict(list(event.items())[len(before) :]))) if known else whole


def _joint_value(f: Density, event: dict[str, Any]) -> Any:
    if len(event) == 1:
        ((letter, value),) = event.items()
        return f.part(letter).at(value)
    return f.at(*(event[letter] for letter in f.letters))


def _differential_entropy(arguments: Bracketed, env: Environment) -> Any:
    """h(f), h(X), h(X, Y), h(Y | X), h(Y | X = x), h(X_1, ..., X_k), and h of a function of X."""
    before, after = arguments.split("|")
    if len(before) == 1 and is_density(before[0], env):
        return densities.entropy(evaluate(before[0], env), env.base)
    variables = measured_named(before, env)
    if not variables:
        return _entropy_of_expression(before, env)
    f, letter = variables[0].density, variables[0].letter
    if not after:
        whole = len(variables) == len(f.letters)
        return densities.entropy(f if whole else f.part(letter), env.base)
    condition = after[0]
    if isinstance(condition, Chain):
        (known,) = measured_named(condition.sides[:1], env)
        value = as_value(evaluate(condition.sides[1], env))
        return densities.slice_entropy(f, letter, known.letter, value, env.base)
    (known,) = measured_named(after, env)
    return densities.conditional_entropy(f, letter, known.letter, env.base)


def _entropy_of_expression(nodes: list[Node], env: Environment) -> Any:
    filled = filled_in(nodes, env)
    if len(filled) > 1 or (isinstance(filled[0], Symbol) and filled[0].index):  # the entries of a column
        wholes = {node.name for node in filled if isinstance(node, Symbol) and node.index}
        column = env.get(wholes.pop()) if len(wholes) == 1 else None
        if isinstance(column, Measured) and len(filled) == column.density.points[0].shape[1]:
            return densities.entropy(column.density, env.base)
        raise UnknownError("h of these")
    if isinstance(filled[0], Symbol):
        definition = env.scene.definition(key(filled[0]))
        if definition is None:
            raise UnknownError("h of what is no variable with a density")
        return _entropy_of_expression([definition], env)
    found = measured_in(filled[0], env)
    if len(found) != 1:
        raise UnknownError("h of what is no variable with a density")
    ((name, variable),) = found.items()
    function = lambda x: as_value(evaluate(filled[0], env.bind(**{name: x})))  # noqa: E731
    return densities.image_entropy(variable.density, function, env.base)


def chance_between(arguments: Bracketed, env: Environment) -> Any:
    r"""P(X \le x), P(a \le X \le b) of a variable with a density."""
    (chain,) = arguments.items
    if not isinstance(chain, Chain):
        raise UnknownError("the probability of what")
    (place,) = [i for i, side in enumerate(chain.sides) if measured_named([side], env)]
    (variable,) = measured_named([chain.sides[place]], env)
    below = variable.density.part(variable.letter).below
    if below is None:
        raise UnknownError("a probability without a distribution function")
    low, high = 0.0, 1.0
    for i, relation in enumerate(chain.relations):
        value = below(as_value(evaluate(chain.sides[i + 1 if i == place else i], env)))
        if (relation in {"<", "<="}) == (i == place):
            high = value
        else:
            low = value
    return high - low


def _normal(arguments: Bracketed, env: Environment) -> Density:
    r"""\mathcal N(\mu, \sigma^2), or of a column \mathcal N(\mu, \Sigma)."""
    mean, spread = (as_value(evaluate(node, env)) for node in arguments.items)
    if np.ndim(spread):
        return densities.gaussian(np.ravel(mean), spread)
    return densities.bell(float(mean), math.sqrt(spread))


def _density_and_number(arguments: Bracketed, env: Environment) -> tuple[Density, float]:
    f, size = (evaluate(node, env) for node in arguments.items)
    return f, float(as_value(size))


def _reading(arguments: Bracketed, env: Environment) -> Variable:
    """Return the number of the cell that a ruler reads, of the first variable or the second."""
    law, place = (evaluate(node, env) for node in arguments.items)
    variable: Variable = list(law.letters.values())[int(place) - 1]
    return variable


def _family(family: Callable[..., Density]) -> Callable[[Bracketed, Environment], Density]:
    return lambda arguments, env: family(*(float(as_value(evaluate(x, env))) for x in arguments.items))


def _width(arguments: Bracketed, env: Environment) -> float:
    variable = evaluate(arguments.items[0], env)
    return densities.width(variable.density, env.base)


FUNCTIONS_OF_DENSITIES: dict[str, Callable[[Bracketed, Environment], Any]] = {
    "h": _differential_entropy,
    "N": _normal,
    "cells": lambda arguments, env: densities.cells(*_density_and_number(arguments, env)),
    "histogram": lambda arguments, env: densities.histogram(*_density_and_number(arguments, env)),
    "width": _width,
    "reading": _reading,
    "uniform": _family(densities.uniform),
    "exponential": _family(densities.exponential),
    "laplace": _family(densities.laplace),
    "beta": _family(densities.beta),
}
