"""What a letter stands for, with its subscript and its raised bracket: ``p_i``, ``X_t``, ``q^{(T)}``."""

from __future__ import annotations

from typing import Any

import numpy as np

from mathematics import meanings
from mathematics.environment import Environment, UnknownError, as_value, evaluate, key, means
from mathematics.meanings import Indexed, Variable
from mathematics.tree import Bracketed, Call, Node, Product, Symbol, symbols

__all__ = ["first_place", "named", "numbered", "places_of", "variables_in"]


@means(Symbol)
def _symbol(node: Symbol, env: Environment) -> Any:
    if node.over is not None:
        family = env.need(node.name + "^()")
        value = family(*(evaluate(item, env) for item in node.over.items))
        return as_value(value)[places_of(node.index, env)] if node.index else value
    found = env.bound.get("case:" + node.key) if env.bound else None
    found = named(node, env) if found is None else found
    if found is not None:
        return found
    if node.index is None:
        if node.name == "H":  # "the entropy", which is that of p
            return evaluate(Call(node, Bracketed((Symbol("p"),))), env)
        raise UnknownError(f"nothing says what {node.name} is")
    if node.name == r"\delta":
        first, second = places_of(node.index, env)
        return float(first == second)
    whole = env.get(node.name + "_()")  # a family beside a number of the same name
    whole = env.get(node.name) if whole is None else whole
    if whole is None and node.name.upper() != node.name:
        whole = env.get(node.name.upper())  # x_t is the outcome of X at the time t
        whole = whole if isinstance(whole, Variable) else None
    if whole is None or isinstance(whole, int | float):
        written_out = env.get(numbered(node, env))
        if written_out is None:
            raise UnknownError(f"nothing says what {key(node)} is")
        return written_out
    indices = places_of(node.index, env)
    if isinstance(whole, Variable):
        return env.scene.sample(node.name.upper(), indices[0] + 1)
    if isinstance(whole, Indexed):
        return whole.pick(*(index + 1 for index in indices))
    return np.asarray(as_value(whole))[indices]


def named(node: Symbol, env: Environment) -> Any:
    """Find what a symbol names: that of its own name, or ``X_3`` for ``X_t`` where t is 3."""
    found = env.get(key(node))
    if found is None and node.index is not None and node.name.isupper():
        whole = env.get(node.name)
        try:
            if isinstance(whole, Indexed):
                return whole.pick(*(place + 1 for place in places_of(node.index, env)))
            found = env.get(numbered(node, env))
        except (UnknownError, meanings.UndefinedError, TypeError):
            return None
    return found


def numbered(node: Symbol, env: Environment) -> str:
    """Name a symbol with the value of its subscript: x_t is x_2 when t is 2."""
    if node.index is None:
        return node.name
    return f"{node.name}_{','.join(str(index + 1) for index in places_of(node.index, env))}"


def places_of(index: Bracketed, env: Environment, first: int = 1) -> tuple[int, ...]:
    """Evaluate a subscript, ``i``, ``s, y_s``, ``ij``, counted from a first number, to places from 0."""
    found: list[int] = []
    for item in index.items:
        for part in _written_together(item):
            value = as_value(evaluate(part, env))
            if float(value) != int(value) or value < first:
                raise meanings.UndefinedError(f"there is no entry number {value}")
            found.append(int(value) - first)
    return tuple(found)


def first_place(node: Node) -> int:
    """Say from which number the entries of a row are counted: from 0 if it starts with z_0."""
    items = node.arguments.items if isinstance(node, Call) else ()
    return 0 if items and isinstance(items[0], Symbol) and items[0].index_text == "0" else 1


def _written_together(item: Node) -> tuple[Node, ...]:
    r"""Split ``ij`` into two subscripts; ``\pi(1)`` is one, for in a subscript a bracket is an argument."""
    match item:
        case Product(factors=(Symbol() as head, Bracketed() as arguments)):
            return (Call(head, arguments),)
        case Product():
            return item.factors
    return (item,)


def variables_in(node: Node, env: Environment) -> dict[str, Variable]:
    """Find the random variables that a part names."""
    found = {key(symbol): named(symbol, env) for symbol in symbols(node)}
    return {name: value for name, value in found.items() if isinstance(value, Variable)}
