r"""Probabilities and averages: ``p(x)``, ``p(y \mid x)``, ``P(g(X) = y)``, ``\mathbb{E}[...]``.

The cases of a law are gone through one by one; in each, ``case:X`` is bound to the outcome of X.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from mathematics.continuous import measured_in
from mathematics.densities import Density, Measured
from mathematics.environment import Environment, UnknownError, as_value, evaluate, key
from mathematics.letters import numbered, variables_in
from mathematics.meanings import Law, Outcome, Uncertain, Variable, times
from mathematics.ranges import filled_in, holds
from mathematics.tree import (
    Bracketed,
    Chain,
    Dot,
    Ellipsis,
    Negative,
    Node,
    Number,
    Operator,
    Sum,
    Symbol,
    symbols,
)

__all__ = ["by_cases", "cases_of", "define", "event_of", "expectation", "probability", "with_functions"]


def define(node: Node, env: Environment) -> Any:
    """Return what a name stands for that a formula defines: a value, or a function of random variables."""
    try:
        return evaluate(node, env)
    except UnknownError:
        labels = by_cases(node, env, possible=False)
    return Variable(tuple(float(label) if np.ndim(label) == 0 else tuple(label) for label in labels))


def by_cases(node: Node, env: Environment, possible: bool = True) -> Any:
    """Evaluate a part that depends on random variables in every case (that is possible)."""
    law = env.law()
    variables = variables_in(node, env)
    cases = len(law.probabilities)
    if cases == 0 or any(len(variable.labels) != cases for variable in variables.values()):
        raise UnknownError("a random variable is not a number")
    return np.array(
        [
            as_value(evaluate(node, env.bind(**_labels(law, case, variables))))
            for case, weight in enumerate(law.probabilities)
            if weight > 0 or not possible
        ]
    )


def probability(law: Law, arguments: Bracketed, env: Environment) -> Any:
    """Return p(x), p(x, y), p(y | x); p(. | x) is a list, and p(A) the sum over the set A."""
    before, known = arguments.split("|")
    if known == [Ellipsis()]:
        known = _all_before(before)
    before, known = filled_in(before, env), filled_in(known, env)
    law = with_functions(law, [*before, *known], env)
    if not known and len(before) == 1 and isinstance(before[0], Chain):
        return _chance(before[0], env, law)
    condition = event_of(known, env, law)
    if any(isinstance(node, Dot) for node in before):
        letter = next((each for each in "YX" if each in law.letters and each not in condition), "")
        if not letter:
            raise UnknownError("the dot holds the place of no variable")
        return np.array([law.given({letter: x}, condition) for x in law.letters[letter].outcomes()])
    if len(before) == 1 and isinstance(before[0], Symbol):
        value = env.get(key(before[0]))
        if isinstance(value, frozenset):
            return math.fsum(law.list()[outcome - 1] for outcome in value)
    others = [letter for letter in list(law.letters)[:2] if letter not in condition]
    try:
        event = event_of(before, env, law)
    except UnknownError:  # q(j | x) is of the variable that is left
        if not (condition and len(before) == len(others) == 1):
            raise
        event = {others[0]: as_value(evaluate(before[0], env))}
    return law.given(event, condition) if condition else law.of(event)


def _all_before(nodes: list[Node]) -> list[Node]:
    r"""Write out the condition of ``q(x_t \mid \ldots)``: all that came before."""
    (last,) = nodes
    if not (isinstance(last, Symbol) and last.index):
        raise UnknownError("what came before")
    (t,) = last.index.items
    first, before = (Bracketed((place,), (), "") for place in (Number("1"), Sum((t, Negative(Number("1"))))))
    return [
        replace(last, index=first, index_text="1"),
        Ellipsis(),
        replace(last, index=before, index_text=""),
    ]


def event_of(nodes: Iterable[Node], env: Environment, law: Law) -> dict[str, Any]:
    event = {}
    for node in nodes:
        if isinstance(node, Chain) and node.relations == ("=",):
            event[_letter(node.sides[0], env, law)] = evaluate(node.sides[1], env)
            continue
        letter = _letter(node, env, law)
        bound = env.bound.get("case:" + letter)
        if node == Symbol(letter) or (isinstance(node, Symbol) and key(node) == letter):
            if bound is None:
                raise UnknownError(f"p({letter}) outside of an expectation")
            event[letter] = bound
        else:
            event[letter] = evaluate(node, env)
    return event


def _letter(node: Node, env: Environment, law: Law) -> str:
    """Say which variable an argument of p(...) is about: that of the same letter, x of X."""
    if isinstance(node, Symbol):
        value = env.get(node.name)
        if isinstance(value, Outcome):
            return value.letter
        letter = node.name.rstrip("'").upper()  # x' is another outcome of X
        if letter in law.letters:
            return letter
        name = numbered(replace(node, name=letter), env)
        if name in law.letters:
            return name
    raise UnknownError("an argument of a probability names no variable")


def _chance(statement: Chain, env: Environment, law: Law) -> float:
    """Add up the probabilities of the cases in which a statement such as g(X) = y holds."""
    variables = variables_in(statement, env)
    return math.fsum(
        weight
        for case, weight in enumerate(law.probabilities)
        if holds(statement, env.bind(**_labels(law, case, variables)))
    )


def with_functions(law: Law, nodes: Iterable[Node], env: Environment) -> Law:
    """Return the law with the letters of variables that are functions of its own: S of S = X + Y."""
    letters = {}
    for node in nodes:
        for symbol in symbols(node):
            name = symbol.name.rstrip("'").upper()
            value = env.get(name)
            fits = isinstance(value, Variable) and len(value.labels) == len(law.probabilities)
            if fits and not symbol.index and law.letters.get(name) is not value:
                letters[name] = value
    return Law(law.probabilities, {**law.letters, **letters}) if letters else law


def _labels(law: Law, case: int, others: dict[str, Variable]) -> dict[str, Any]:
    """Say what the law's variables, and functions of them, are in one case."""
    return {"case:" + name: variable.labels[case] for name, variable in {**law.letters, **others}.items()}


def cases_of(letters: list[str], env: Environment) -> Iterator[dict[str, Any]]:
    """Yield every combination of outcomes of the variables of these letters."""
    choices = [env.need(letter.upper()).outcomes() for letter in letters]
    for chosen in itertools.product(*choices):
        yield dict(zip(letters, chosen, strict=True))


def expectation(node: Operator, env: Environment) -> Any:
    """Average over the random letters in the body: capitals, or a sample's frequencies."""
    assert isinstance(node.body, Bracketed)
    measured = measured_in(node.body, env)
    if measured:
        return _expectation_of_measured(node, measured, env)
    law = env.law(_law_named(node.below)) if node.below else env.get("p")
    variables = variables_in(node.body, env)
    names = {name for symbol in symbols(node.body) for name in (key(symbol), symbol.name)}
    uncertain = {name: env.get(name) for name in names}
    uncertain = {name: value for name, value in uncertain.items() if isinstance(value, Uncertain)}
    if uncertain:
        ((name, value),) = uncertain.items()
        return sum(weight * evaluate(node.body, env.bind(**{name: each})) for weight, each in value.values)
    if not isinstance(law, Law):
        raise UnknownError("an expectation over what?")
    total: Any = 0.0
    for case, weight in enumerate(law.probabilities):
        if weight != 0:
            labels = _labels(law, case, variables)
            total = total + weight * as_value(evaluate(node.body, env.bind(**labels)))
    return total


def _expectation_of_measured(node: Operator, measured: dict[str, Measured], env: Environment) -> Any:
    """Average over variables with a density, at all nodes at once; over a column at one after the other."""
    named = env.get(_law_named(node.below)) if node.below else None
    f = named if isinstance(named, Density) else next(iter(measured.values())).density
    if any(variable.density is not f for variable in measured.values()) and f is not named:
        raise UnknownError("an expectation over what?")
    points = {name: f.points[f.letters.index(variable.letter)] for name, variable in measured.items()}
    if f.breaks:
        return f.integral(times([f.values, as_value(evaluate(node.body, env.bind(**points)))]))
    cases = (dict(zip(points, case, strict=True)) for case in zip(*points.values(), strict=True))
    shares = f.weights * f.values
    return sum(
        share * as_value(evaluate(node.body, env.bind(**case)))
        for share, case in zip(shares, cases, strict=True)
    )


def _law_named(below: Bracketed) -> str:
    r"""Read the law of ``\mathbb{E}_{X \sim p}`` or ``\mathbb{E}_p``."""
    item = below.items[0]
    symbol = item.sides[-1] if isinstance(item, Chain) else item
    if not isinstance(symbol, Symbol):
        raise UnknownError("an expectation under what law?")
    return key(symbol)
