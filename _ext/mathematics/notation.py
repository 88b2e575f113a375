"""The table of meanings: what H, I, D and the other functions of the notation page make of their arguments.

The types decide: of two lists H is the cross-entropy, of two variables the joint entropy.
What entropy, divergence and information are is said in meanings.py, and of densities in densities.py.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from typing import Any

import numpy as np

from mathematics import densities, meanings
from mathematics.continuous import FUNCTIONS_OF_DENSITIES, is_density, measured_named
from mathematics.environment import Environment, UnknownError, as_value, evaluate, key
from mathematics.letters import named
from mathematics.losses import LOSSES
from mathematics.meanings import Law, Variable, divide, logarithm
from mathematics.probabilities import cases_of, event_of, probability, with_functions
from mathematics.ranges import filled_in, free_outcomes
from mathematics.tree import Bracketed, Call, Chain, Node, Symbol, symbols

__all__ = ["FUNCTIONS", "lists_of"]


def _entropy(arguments: Bracketed, env: Environment) -> Any:
    """H(X), H(X, Y), H(Y | X), H(Y | X = x), H(p), H(p, q), H(p_1, ..., p_k)."""
    before, after = arguments.split("|")
    variables = _variables(before, env)
    if variables:
        known, law = _condition(after, env)
        return meanings.quantity(law, [variables], known, env.base)
    if any("case:" + key(each) in env.bound for node in before for each in symbols(node)):
        raise UnknownError("the entropy of an outcome")
    lists = lists_of(before, env)
    if all(np.ndim(each) == 0 for each in lists):
        return meanings.entropy([float(each) for each in lists], env.base)
    if len(lists) == 1:
        return meanings.entropy(lists[0], env.base)
    if len(lists) == 2:
        return meanings.cross_entropy(*_same_length(lists), env.base)
    raise UnknownError("H of more than two distributions")


def _information(arguments: Bracketed, env: Environment) -> Any:
    """I(X; Y), I(X; Y | Z); of outcomes I(x), I(x, y), I(y | x)."""
    if ";" not in arguments.marks:
        return -logarithm(probability(env.law(), arguments, env), env.base)
    before, after = arguments.split("|")
    at = arguments.marks.index(";") + 1
    if all(measured_named([node], env) for node in before):
        first, second = (measured_named(nodes, env) for nodes in (before[:at], before[at:]))
        letters = [each.letter for each in (*first, *second)]
        return densities.information(first[0].density, letters, env.base)
    groups = [_variables(before[:at], env), _variables(before[at:], env)]
    if not (groups[0] and groups[1]):
        raise UnknownError("I(...; ...) of what is no variable")
    known, law = _condition(after, env)
    return meanings.quantity(law, [groups[0], groups[1]], known, env.base)


def _pointwise(arguments: Bracketed, env: Environment) -> Any:
    """i(x; y), the pointwise mutual information of two outcomes."""
    law = with_functions(env.law(), arguments.items, env)
    first, second = (event_of([item], env, law) for item in arguments.items)
    return logarithm(divide(law.of({**first, **second}), law.of(first) * law.of(second)), env.base)


def _divergence(arguments: Bracketed, env: Environment) -> Any:
    """D(p ‖ q); of laws written with free outcomes, D(p(x, y) ‖ p(x) p(y)), over all of those."""
    pair = [evaluate(node, env) for node in arguments.items if is_density(node, env)]
    if len(pair) == 2:
        return densities.divergence(pair[0], pair[1], env.base)
    return meanings.divergence(*_same_length(lists_of(list(arguments.items), env)), env.base)


def _jensen_shannon(arguments: Bracketed, env: Environment) -> Any:
    p, q = _same_length(lists_of(list(arguments.items), env))
    m = (np.asarray(p) + np.asarray(q)) / 2
    return meanings.divergence(p, m, env.base) / 2 + meanings.divergence(q, m, env.base) / 2


def _total_variation(arguments: Bracketed, env: Environment) -> Any:
    p, q = _same_length(lists_of(list(arguments.items), env))
    return max(
        abs(math.fsum(a - b for a, b, chosen in zip(p, q, event, strict=True) if chosen))
        for event in itertools.product((False, True), repeat=len(p))
    )


def _perplexity(arguments: Bracketed, env: Environment) -> Any:
    return env.base ** _entropy(arguments, env)


def _softmax(arguments: Bracketed, env: Environment) -> Any:
    values = lists_of(list(arguments.items), env)
    z = np.asarray(values[0] if len(values) == 1 else values, dtype=float)
    powers = np.exp(z - z.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def _determinant(arguments: Bracketed, env: Environment) -> Any:
    return np.linalg.det(np.atleast_2d(evaluate(arguments.items[0], env)))


def _trace(arguments: Bracketed, env: Environment) -> Any:
    return np.trace(np.atleast_2d(evaluate(arguments.items[0], env)))


def _binomial(arguments: Bracketed, env: Environment) -> Any:
    n, k = (evaluate(item, env) for item in arguments.items)
    return float(math.comb(int(n), int(k)))


def _computed(function: Callable[..., Any]) -> Callable[[Bracketed, Environment], Any]:
    """Let a function of numbers and arrays be one of the functions of formulas."""
    return lambda arguments, env: function(*(as_value(evaluate(x, env)) for x in arguments.items))


def _variables(nodes: list[Node], env: Environment) -> list[Variable] | None:
    """Return the variables that the arguments name, or None if one of them is no variable."""
    found = []
    for node in filled_in(nodes, env):
        name = key(node) if isinstance(node, Symbol) else ""
        value = None
        if isinstance(node, Symbol) and "case:" + name not in env.bound:
            value = named(node, env)
        elif isinstance(node, Call) and len(node.arguments.items) == 1:
            inner = _variables(list(node.arguments.items), env)
            function = env.get(key(node.head)) if inner else None
            value = inner[0].mapped(function) if inner and callable(function) else None
        elif isinstance(node, Bracketed):
            inner = _variables(list(node.items), env)
            if inner is None:
                return None
            found += inner
            continue
        each = value if isinstance(value, tuple) else (value,)
        if not all(isinstance(variable, Variable) for variable in each):
            return None
        found += each
    return found


def _condition(nodes: list[Node], env: Environment) -> tuple[list[Variable], Law]:
    """Split a condition such as ``X, Z = z`` into variables that are known, and the law given the rest."""
    law, known, event = env.law(), [], []
    for node in filled_in(nodes, env):
        if isinstance(node, Chain):
            event.append(node)
            continue
        variables = _variables([node], env)
        if variables is None:
            raise UnknownError("the condition is no variable")
        known += variables
    if event:
        law = with_functions(law, event, env)
        wanted = event_of(event, env, law)
        total = law.of(wanted)
        if total == 0:
            raise meanings.UndefinedError("the condition has probability 0")
        chosen = [
            all(law.letters[letter].labels[case] == label for letter, label in wanted.items())
            for case in range(len(law.probabilities))
        ]
        law = Law(np.where(chosen, law.probabilities, 0.0) / total, law.letters)
    return known, law


def lists_of(nodes: list[Node], env: Environment) -> list[Any]:
    """Evaluate arguments that are distributions; one with free outcomes is a list over all of them."""
    nodes = filled_in(nodes, env)
    free = free_outcomes(nodes, env)
    if not free:
        return [as_value(evaluate(node, env)) for node in nodes]
    cases = [env.bind(**case) for case in cases_of(free, env)]
    lists = []
    for node in nodes:
        own = free_outcomes([node], env)
        if own or not isinstance(evaluate(node, env), Law):
            lists.append([as_value(evaluate(node, case)) for case in cases])
        else:
            lists.append(as_value(evaluate(node, env)))
    return lists


def _same_length(lists: list[Any]) -> tuple[Any, Any]:
    if len(lists) != 2 or np.ndim(lists[0]) != 1 or np.shape(lists[0]) != np.shape(lists[1]):
        raise UnknownError("two distributions on the same outcomes were expected")
    return lists[0], lists[1]


FUNCTIONS: dict[str, Callable[[Bracketed, Environment], Any]] = {
    "H": _entropy,
    "I": _information,
    "i": _pointwise,
    "D": _divergence,
    "JS": _jensen_shannon,
    "TV": _total_variation,
    "PP": _perplexity,
    "softmax": _softmax,
    "log softmax": lambda arguments, env: np.log(_softmax(arguments, env)),
    "tr": _trace,
    r"\det": _determinant,
    r"\binom": _binomial,
    **FUNCTIONS_OF_DENSITIES,
    **{name: _computed(function) for name, function in LOSSES.items()},
}
