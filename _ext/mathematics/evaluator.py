"""Walk the tree of a formula: numbers, sums, products, powers, brackets, calls and operators.

Importing this module makes every kind of node known to :func:`evaluate`.
"""

from __future__ import annotations

import math
from functools import reduce
from typing import Any

import numpy as np

from mathematics.calculus import limit, slope
from mathematics.continuous import chance_between, density_at, measured_in
from mathematics.densities import Density
from mathematics.environment import CONSTANTS, Environment, UnknownError, as_value, evaluate, key, means
from mathematics.letters import first_place, places_of
from mathematics.meanings import Law, Uncertain, Variable, divide, logarithm, times
from mathematics.notation import FUNCTIONS, lists_of
from mathematics.probabilities import expectation, probability
from mathematics.ranges import described_set, filled_in, free_outcomes, holds, ranged, terms
from mathematics.tree import (
    Bracketed,
    Call,
    Chain,
    Delimited,
    Ellipsis,
    Fraction,
    Negative,
    Node,
    Number,
    Operator,
    Part,
    Power,
    Product,
    Sum,
    Symbol,
    symbols,
)

__all__ = ["Environment", "UnknownError", "as_value", "evaluate", "key"]


@means(Number)
def _number(node: Number, env: Environment) -> Any:
    return float(node.text)


@means(Ellipsis)
def _ellipsis(node: Ellipsis, env: Environment) -> Any:
    """Return what a line goes on from, if the author says so."""
    return env.need(r"\ldots")


@means(Negative)
def _negative(node: Negative, env: Environment) -> Any:
    return -as_value(evaluate(node.part, env))


@means(Sum)
def _sum(node: Sum, env: Environment) -> Any:
    return reduce(lambda a, b: a + b, (as_value(evaluate(x, env)) for x in filled_in(node.terms, env)))


@means(Fraction)
def _fraction(node: Fraction, env: Environment) -> Any:
    return divide(as_value(evaluate(node.above, env)), as_value(evaluate(node.below, env)))


@means(Part)
def _part(node: Part, env: Environment) -> Any:
    return as_value(evaluate(node.whole, env))[places_of(node.index, env, first_place(node.whole))]


@means(Call)
def _call(node: Call, env: Environment) -> Any:
    """Apply a function, or multiply if the head is a number."""
    head, arguments = node.head, node.arguments
    if head.name == "P" and measured_in(arguments, env):
        return chance_between(arguments, env)
    meaning = FUNCTIONS.get(head.name)
    if meaning and not callable(env.get(key(head))):
        if head.index:  # H_b is H in the base b
            env = env.bind(**{"the base": as_value(evaluate(head.index.items[0], env))})
        return meaning(arguments, env)
    if head.name.endswith("'") and env.get(key(head)) is None:
        return slope(head, arguments, env)
    value = evaluate(head, env)
    if isinstance(value, Law):
        return probability(value, arguments, env)
    if isinstance(value, Density):
        return density_at(value, arguments, env)
    if callable(value):
        values = [evaluate(item, env) for item in filled_in(arguments.items, env)]
        if len(values) == 1 and isinstance(values[0], Variable):
            return values[0].mapped(value)
        return value(*values)
    if isinstance(value, np.ndarray) and len(arguments.items) == 1:
        event = evaluate(arguments.items[0], env)
        if isinstance(event, frozenset):  # p(A) of a list of probabilities
            return math.fsum(value[place - 1] for place in event)
    if isinstance(value, Variable | Uncertain) or len(arguments.items) != 1:
        raise UnknownError(f"{key(head)} is not a function here")
    return times([as_value(value), as_value(evaluate(arguments.items[0], env))])


@means(Operator)
def _operator(node: Operator, env: Environment) -> Any:
    match node.name:
        case "log":
            base = as_value(evaluate(node.below.items[0], env)) if node.below else env.base
            return logarithm(as_value(evaluate(node.body, env)), base)
        case "ln":
            return logarithm(as_value(evaluate(node.body, env)), math.e)
        case "exp":
            return np.exp(as_value(evaluate(node.body, env)))
        case "sum":
            if node.below is None and not free_outcomes([node.body], env):
                return _sum_of_entries(as_value(evaluate(node.body, env)))
            return sum(terms(node, env), 0.0)
        case "product":
            return math.prod(as_value(evaluate(node.body, each)) for each in ranged(node, env))
        case "max" | "min":
            choose = max if node.name == "max" else min
            letter = node.below.items[0] if node.below else None
            if isinstance(letter, Symbol) and letter not in set(symbols(node.body)):
                raise UnknownError(f"the largest or smallest over {letter.name}, which is not there")
            if node.below is None:
                return choose(float(np.max(x)) for x in lists_of(list(node.body.items), env))  # type: ignore[attr-defined]
            return choose(as_value(evaluate(node.body, each)) for each in ranged(node, env))
        case "expectation":
            return expectation(node, env)
        case "lim":
            return limit(node, env)
        case _:
            raise UnknownError(f"the operator {node.name}")


def _sum_of_entries(values: Any) -> float:
    r"""Add up a list, as ``\sum p \log p`` means."""
    if np.ndim(values) != 1:
        raise UnknownError("a sum that does not say over what")
    return math.fsum(values)


@means(Product)
def _product(node: Product, env: Environment) -> Any:
    factors = filled_in(node.factors, env, product=True)
    values = [as_value(evaluate(factor, env)) for factor in factors]
    if any(np.ndim(value) == 2 for value in values) or any(
        isinstance(f, Delimited) and f.name == "transpose" for f in factors
    ):
        product = reduce(_matrix_product, values)
        return product.item() if np.shape(product) == (1, 1) else product
    return times(values)


def _matrix_product(left: Any, right: Any) -> Any:
    return left @ right if np.ndim(left) and np.ndim(right) else left * right


@means(Power)
def _power(node: Power, env: Environment) -> Any:
    if isinstance(node.base, Part) and isinstance(node.base.whole, Bracketed):
        return _between_ends(node.base.whole, node.base.index, node.exponent, env)
    base, exponent = node.base, as_value(evaluate(node.exponent, env))
    if isinstance(base, Call) and base.head.name not in FUNCTIONS:
        value = evaluate(base.head, env)
        if np.isscalar(value):  # a (b)^c is a times a power
            argument = as_value(evaluate(base.arguments.items[0], env))
            return times([value, np.power(argument, exponent)])
    value = as_value(evaluate(base, env))
    if np.ndim(value) == 2 and exponent == -1:
        return np.linalg.inv(value)
    with np.errstate(all="ignore"):
        return np.power(np.asarray(value, dtype=float), exponent)[()]


def _between_ends(inside: Bracketed, low: Node, high: Node, env: Environment) -> Any:
    r"""Return what ``\bigl[x \ln x\bigr]_0^1`` says: its value at the upper end less that at the lower."""
    names = {key(symbol) for symbol in symbols(inside)} - set(CONSTANTS)
    if inside.brackets != "[]" or len(names) != 1:
        raise UnknownError("the value of what between two ends?")
    (name,) = names
    upper, lower = (env.bind(**{name: as_value(evaluate(end, env))}) for end in (high, low))
    return as_value(evaluate(inside, upper)) - as_value(evaluate(inside, lower))


@means(Bracketed)
def _bracketed(node: Bracketed, env: Environment) -> Any:
    if node.brackets == r"\{\}" and ":" in node.marks:
        return described_set(node, env)
    if len(node.items) == 1 and node.brackets in {"()", "[]", ""}:
        item = node.items[0]
        return _holds(item, env) if isinstance(item, Chain) else evaluate(item, env)
    values = [evaluate(item, env) for item in filled_in(list(node.items), env)]
    if node.brackets == r"\{\}":
        return frozenset(values)
    if all(isinstance(value, Variable) for value in values):
        return tuple(values)
    if set(node.marks) <= {","} and node.brackets == "()":
        return np.array([as_value(value) for value in values], dtype=float)
    raise UnknownError(f"brackets {node.brackets}")


def _holds(chain: Chain, env: Environment) -> Any:
    """Return 1 if the relation in square brackets holds, else 0."""
    return float(holds(chain, env))


@means(Delimited)
def _delimited(node: Delimited, env: Environment) -> Any:
    value = evaluate(node.part, env)
    if isinstance(value, frozenset) and node.name == "abs":
        return float(len(value))
    value = as_value(value)
    with np.errstate(invalid="ignore"):
        match node.name:
            case "abs":
                return np.abs(value)
            case "from above":
                return value
            case "ceil":
                return np.ceil(value)
            case "floor":
                return np.floor(value)
            case "sqrt":
                return np.sqrt(value)
            case "transpose":
                return np.transpose(value)
            case "factorial":
                return float(math.factorial(int(value)))
    raise UnknownError(node.name)
