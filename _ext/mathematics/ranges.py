r"""What sums and extremes run over, ``\sum_{i=1}^k``, and what a row leaves out, ``p_1, \ldots, p_k``."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator
from dataclasses import fields, replace
from typing import Any

import numpy as np

from mathematics.densities import Stretch
from mathematics.environment import Environment, UnknownError, as_value, evaluate, key
from mathematics.meanings import Described, Law, Variable
from mathematics.tree import Bracketed, Chain, Dot, Ellipsis, Node, Number, Operator, Product, Symbol, symbols

__all__ = ["described_set", "filled_in", "free_outcomes", "holds", "ranged", "terms"]


def holds(chain: Chain, env: Environment) -> bool:
    """Tell whether a condition holds."""
    if chain.relations == ("has law",):  # the law by which an expectation averages
        return evaluate(chain.sides[1], env) is env.law()
    values = [evaluate(side, env) for side in chain.sides]
    for left, relation, right in zip(values, chain.relations, values[1:], strict=False):
        if relation in {"in", "not in"}:
            if not isinstance(right, frozenset | Stretch):
                raise UnknownError("the set of a condition")
            if (left in right) != (relation == "in"):
                return False
            continue
        left, right = as_value(left), as_value(right)
        test = {
            "=": lambda a, b: np.allclose(a, b, rtol=1e-12, atol=1e-12),
            "!=": lambda a, b: not np.allclose(a, b, rtol=1e-12, atol=1e-12),
            "<": lambda a, b: bool(np.all(np.less(a, b))),
            "<=": lambda a, b: bool(np.all(np.less_equal(a, b))),
            ">": lambda a, b: bool(np.all(np.greater(a, b))),
            ">=": lambda a, b: bool(np.all(np.greater_equal(a, b))),
        }.get(relation)
        if test is None:
            raise UnknownError(f"the relation {relation} as a condition")
        if np.shape(left) != np.shape(right) and np.ndim(left) and np.ndim(right):
            return False
        if not test(left, right):
            return False
    return True


def free_outcomes(nodes: Iterable[Node], env: Environment) -> list[str]:
    """List the small letters of variables that nothing binds, for example x and y in p(x, y)."""
    nodes = list(nodes)
    if any(_has_dot(node) for node in nodes):
        return []
    names = dict.fromkeys(each.name for node in nodes for each in symbols(node) if not each.index)
    return [name for name in names if name not in env.bound and env.scene.is_outcome(name)]


def _has_dot(node: Node) -> bool:
    return any(isinstance(part, Dot) for part in node.everything)


def filled_in(nodes: Iterable[Node], env: Environment, product: bool = False) -> list[Node]:
    r"""Write out ``p_1, \ldots, p_k`` and ``52 \cdot 51 \cdots 1``."""
    row = list(nodes)
    if not any(isinstance(node, Ellipsis) for node in row):
        return row
    filled: list[Node] = []
    for place, node in enumerate(row):
        if not isinstance(node, Ellipsis):
            filled.append(node)
        elif 0 < place < len(row) - 1:
            before = row[place - 1]
            filled += _between(row[place - 2] if place > 1 else None, before, row[place + 1], env)
        else:
            raise UnknownError("a row without an end")
    if len(row) == 3:
        return _shortened(row, filled, env)
    return filled


def _shortened(row: list[Node], filled: list[Node], env: Environment) -> list[Node]:
    r"""Give ``x_1, \ldots, x_n`` the right length when n is 1 or 0."""
    if row[0] == row[-1]:  # 1/k, ..., 1/k
        return filled[: int(as_value(env.need("k")))]
    first, last = _place(row[0], row[-1]), _place(row[-1], row[0])
    if first is None or last is None:
        return filled
    number = int(as_value(evaluate(last, env))) - int(as_value(evaluate(first, env))) + 1
    return filled if number > 1 else filled[: max(number, 0)]


def _between(earlier: Node | None, before: Node, after: Node, env: Environment) -> list[Node]:
    """Write the nodes between two that differ in one place, which is counted up or down."""
    start, end = _place(before, after), _place(after, before)
    if before == after:
        return [before] * (int(as_value(env.need("k"))) - 2)
    if start is None or end is None:
        raise UnknownError("what the ellipsis leaves out")
    low, high = int(as_value(evaluate(start, env))), int(as_value(evaluate(end, env)))
    step = 1 if low <= high else -1
    return [_replaced(before, start, Number(str(place))) for place in range(low + step, high, step)]


def _place(node: Node, other: Node) -> Node | None:
    """Find the part of a node in which it differs from the other."""
    if node == other:
        return None
    if isinstance(node, Number) or type(node) is not type(other):
        return node
    differing = [(a, b) for a, b in itertools.zip_longest(node.parts(), other.parts()) if a != b]
    if len(differing) != 1 or None in differing[0]:
        return node
    return _place(*differing[0])


def _replaced(node: Node, part: Node, by: Node) -> Node:
    """Return a node with one of its parts exchanged."""
    if node == part:
        return by
    changes: dict[str, Any] = {}
    for name, value in ((each.name, getattr(node, each.name)) for each in fields(node)):  # type: ignore[arg-type]
        if isinstance(value, Node):
            changes[name] = _replaced(value, part, by)
        elif isinstance(value, tuple):
            changes[name] = tuple(_replaced(x, part, by) if isinstance(x, Node) else x for x in value)
    if isinstance(node, Symbol) and node.index is not None and changes["index"] != node.index:
        changes["index_text"] = "".join(getattr(item, "text", "?") for item in changes["index"].items)
    return replace(node, **changes)  # type: ignore[type-var]


def terms(node: Operator, env: Environment) -> Iterator[Any]:
    """Yield the terms of a sum; those in which the observations x_t are the same are evaluated once."""
    letter, observed = _observed(node, env)
    known: dict[Any, Any] = {}
    for each in ranged(node, env):
        if not observed:
            yield as_value(evaluate(node.body, each))
            continue
        seen = tuple(env.scene.sample(name, each.bound[letter]) for name in observed)
        if seen not in known:
            known[seen] = as_value(evaluate(node.body, each))
        yield known[seen]


def _observed(node: Operator, env: Environment) -> tuple[str, set[str]]:
    """Name the letter of a sum and the variables of a long run, if its terms depend on those alone."""
    item = node.below.items[0] if node.below and len(node.below.items) == 1 else None
    if not isinstance(item, Chain) or not isinstance(item.sides[0], Symbol) or node.above is None:
        return "", set()
    letter = item.sides[0]
    inside = list(symbols(node.body))
    runs = [each for each in inside if each.index and each.index.items == (letter,) and _is_run(each, env)]
    elsewhere = inside.count(letter) - len(runs)
    return letter.name, {symbol.name.upper() for symbol in runs} if elsewhere == 0 else set()


def _is_run(symbol: Symbol, env: Environment) -> bool:
    """Tell whether X_t, or x_t, is an observation of a long run."""
    whole = env.get(symbol.name)
    if whole is None and env.get(symbol.name + "_()") is None:
        whole = env.get(symbol.name.upper())
    return isinstance(whole, Variable)


def ranged(node: Operator, env: Environment) -> Iterator[Environment]:
    r"""Yield each term's environment: ``i``, ``x, y``, ``i=1``, ``i \in A``, ``j < i``, ``i: p_i > 0``."""
    below = node.below or Bracketed(_implied(node.body, env), ())
    names: list[tuple[str, list[Any]]] = []
    conditions: list[Node] = []
    after_colon = False
    for place, item in enumerate(below.items):
        whole = env.get(key(item)) if isinstance(item, Symbol) else None
        if isinstance(whole, Described) and not after_colon:
            for member in whole:
                yield env.bind(**dict(zip(whole.names, member, strict=True)))
            return
        if isinstance(item, Symbol) and not after_colon:
            names.append((item.name, _domain(item, node.body, env)))
        elif isinstance(item, Chain) and isinstance(item.sides[0], Symbol) and not after_colon:
            names.append((item.sides[0].name, _chained_domain(item, node, env)))
            if item.relations[0] not in {"=", "in"}:
                conditions.append(item)
        else:
            conditions.append(item)
        after_colon = after_colon or below.marks[place : place + 1] == (":",)
    for values in itertools.product(*(domain for _, domain in names)):
        each = env.bind(**{name: value for (name, _), value in zip(names, values, strict=True)})
        if all(holds(condition, each) for condition in conditions if isinstance(condition, Chain)):
            yield each


def _chained_domain(item: Chain, node: Operator, env: Environment) -> list[Any]:
    symbol = item.sides[0]
    assert isinstance(symbol, Symbol)
    if item.relations[0] == "=" and node.above is not None:
        low, high = as_value(evaluate(item.sides[1], env)), as_value(evaluate(node.above, env))
        if math.isinf(high):
            raise UnknownError("a sum without end")
        return list(range(int(low), int(high) + 1))
    if item.relations[0] == "in":
        members = evaluate(item.sides[1], env)
        if not isinstance(members, frozenset):
            raise UnknownError("the set over which it is summed")
        return sorted(members)
    return _domain(symbol, node.body, env)


def _domain(symbol: Symbol, body: Node, env: Environment) -> list[Any]:
    """List what a letter runs over: outcomes of its variable, events, or places of what it indexes."""
    name = symbol.name
    if env.scene.is_outcome(name):
        return env.need(name.upper()).outcomes()  # type: ignore[no-any-return]
    law = env.get("p") if name == "A" else None
    if name == "A" and isinstance(law, Law):
        places = range(1, len(law.list()) + 1)
        return [frozenset(c) for n in range(len(places) + 1) for c in itertools.combinations(places, n)]
    for each in symbols(body):
        if each.index is None:
            continue
        parts = [
            p for item in each.index.items for p in (item.factors if isinstance(item, Product) else (item,))
        ]
        if symbol in parts:
            names = [each.name + "^()"] if each.over else [each.name + "_()", each.name]
            whole = next((env.get(name) for name in names if env.get(name) is not None), None)
            if each.over and callable(whole):
                whole = whole(*(evaluate(item, env) for item in each.over.items))
            if isinstance(whole, Law | np.ndarray):
                return list(range(1, np.shape(as_value(whole))[parts.index(symbol)] + 1))
    choices = env.scene.choices(name)
    if choices is None:
        raise UnknownError(f"what {name} runs over")
    return choices


def _implied(body: Node, env: Environment) -> tuple[Node, ...]:
    """Say what a sum without bounds runs over: the free outcomes in its body."""
    letters = free_outcomes([body], env)
    if not letters:
        raise UnknownError("a sum that does not say over what")
    return tuple(Symbol(letter) for letter in letters)


def described_set(node: Bracketed, env: Environment) -> Described:
    r"""Collect the members of ``\{i : p_i > 0\}`` or ``\{(x, y) : p(x, y) > 0\}``."""
    member = node.items[0]
    letters = member.items if isinstance(member, Bracketed) else (member,)
    marks = (*[","] * (len(letters) - 1), *node.marks)
    over = Operator("sum", Bracketed((*letters, *node.items[1:]), marks, ""), None, Product(node.items[1:]))
    names = tuple(letter.name for letter in letters if isinstance(letter, Symbol))
    found = [tuple(each.bound[name] for name in names) for each in ranged(over, env)]
    described = Described(members[0] if len(names) == 1 else members for members in found)
    described.names = names
    return described
