"""What a text supposes, as in "let p = 1/2" and "if q_i = 0 < p_i": letters bound to values, or conditions.

Whether a claim needs it shows where it does not hold: in a draw that breaks the condition, or with another
value for the letter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Any, TypeGuard

import numpy as np

from mathematics import densities
from mathematics.claims import is_function
from mathematics.densities import Density, Measured
from mathematics.environment import MISUNDERSTOOD, Environment, UnknownError, evaluate, key
from mathematics.letters import places_of
from mathematics.meanings import Law, UndefinedError, Variable
from mathematics.probabilities import define, event_of
from mathematics.ranges import holds
from mathematics.tree import Call, Chain, Node, Number, Symbol

__all__ = ["otherwise", "suppose"]

Bound = dict[str, Any]


def suppose(
    chains: Iterable[Chain], environment: Environment, instead: dict[Chain, Bound] | None = None
) -> tuple[Environment, list[Chain]]:
    """Bind what is supposed; return also the conditions that this draw breaks.

    ``instead`` says for some suppositions to what their letters are bound in place of what they say.
    """
    broken = []
    for chain in chains:
        if instead and chain in instead:
            environment = environment.bind(**instead[chain])
            continue
        bound = _says(chain, environment)
        environment = environment.bind(**bound)
        if not (bound and set(chain.relations) <= {"=", "has law"}) and not holds(chain, environment):
            broken.append(chain)
    return environment, broken


# -- what is said of letters


def _says(chain: Chain, environment: Environment) -> Bound:
    """Return what a supposition says that letters are; nothing if it is a condition."""
    letters = [side for side in chain.sides[:-1] if _is_free(side, environment)]
    if chain.relations == ("has law",):
        density = evaluate(chain.sides[1], environment)
        if not (letters and isinstance(density, Density)):
            raise UnknownError("a supposition about a law")
        return {key(letters[0]): Measured(density.letters[0], density)}
    if set(chain.relations) == {"="} and len(letters) == len(chain.relations):
        value = define(chain.sides[-1], environment)
        return {key(letter): value for letter in letters}
    if chain.relations == ("=",) and _is_new_function(chain.sides[0], environment):
        return _function(chain.sides[0], chain.sides[1], environment)
    bound: Bound = {}
    for (left, right), relation in zip(pairwise(chain.sides), chain.relations, strict=True):
        if relation == "=" and isinstance(right, Number):
            bound |= _imposed(left, float(right.text), environment.bind(**bound))
    return bound


def _is_free(side: Node, environment: Environment) -> TypeGuard[Symbol]:
    """Tell whether a side is a letter to be bound; p_i is not, for that would bind all of them at once."""
    if not isinstance(side, Symbol):
        return False
    names = (
        [] if side.index is None or environment.get(key(side)) is not None else [side.name, side.name + "_()"]
    )
    return all(environment.get(name) is None for name in names)


def _is_new_function(side: Node, environment: Environment) -> TypeGuard[Call]:
    """Tell whether "t(x) = x^2" says what t is: a law or a density is known already."""
    return is_function(side) and not isinstance(environment.get(key(side.head)), Law | Density)


def _function(side: Call, body: Node, environment: Environment) -> Bound:
    """Say what a function is: ``t(x) = x^2``."""
    names = [key(item) for item in side.arguments.items if isinstance(item, Symbol)]
    return {
        key(side.head): lambda *values: evaluate(
            body, environment.bind(**dict(zip(names, values, strict=True)))
        )
    }


def _imposed(side: Node, value: float, environment: Environment) -> Bound:
    """Give one entry of a distribution, ``p_i`` or ``p(x, y)``, a value; the others share the rest."""
    if isinstance(side, Symbol) and side.index is not None and not side.over:
        whole = environment.get(side.name)
        if isinstance(whole, Law):
            (place,) = places_of(side.index, environment)
            first = next(iter(whole.letters.values()))
            chosen = np.array([label == first.outcomes()[place] for label in first.labels])
            return {side.name: _reweighted(whole, chosen, value)}
    if isinstance(side, Call) and "|" not in side.arguments.marks:
        whole = environment.get(key(side.head))
        if isinstance(whole, Law):
            event = event_of(side.arguments.items, environment, whole)
            labels = [[each == event[letter] for each in whole.letters[letter].labels] for letter in event]
            return {key(side.head): _reweighted(whole, np.all(labels, axis=0), value)}
    return {}


def _reweighted(law: Law, chosen: np.ndarray, value: float) -> Law:
    """Return the law in which the chosen cases together have this probability."""
    found = np.zeros(len(chosen))
    for cases, share in ((chosen, value), (~chosen, 1 - value)):
        weights = law.probabilities[cases]
        if share > 0 and len(weights) == 0:
            raise UndefinedError("no outcome is left for the rest")
        found[cases] = share * (weights / weights.sum() if weights.sum() > 0 else 1 / max(len(weights), 1))
    return Law(found, law.letters)


# -- where it does not hold


def otherwise(chain: Chain, chains: Sequence[Chain], environment: Environment) -> list[Environment]:
    """Return the environments in which one supposition is wrong and the others hold; none for a condition."""
    before, _ = suppose(chains[: chains.index(chain)], environment)
    bound = _says(chain, before)
    found = []
    for bindings in _others(bound, before) if bound else []:
        try:
            other, broken = suppose(chains, environment, {chain: bindings})
        except (*MISUNDERSTOOD, UndefinedError):
            continue
        found += [] if broken else [other]
    return found


def _others(bound: Bound, before: Environment) -> list[Bound]:
    """Say what the letters might be instead: what they are where nobody supposes anything, or other values."""
    value = next(iter(bound.values()))
    default = before.get(next(iter(bound)))
    if _is_number(value):
        if _is_number(default) and default != value:
            return [{}]
        return [dict.fromkeys(bound, other) for other in _other_numbers(float(value))]
    if isinstance(value, np.ndarray):
        return [dict.fromkeys(bound, _other_list(value))]
    if isinstance(value, Measured):
        (curve,) = value.density.breaks or ((),)
        other = densities.uniform(curve[0], curve[-1])
        return [dict.fromkeys(bound, Measured(value.letter, other))]
    if isinstance(value, Variable):
        return [dict.fromkeys(bound, Variable((0.5,) * len(value.labels)))]
    if callable(value):
        return [dict.fromkeys(bound, _other_function(value))]
    return [{}] if isinstance(default, Law) and isinstance(value, Law) else []


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | np.number)


def _other_numbers(value: float) -> list[float]:
    """Return other numbers of the same kind: a share may be another share, a whole number another one."""
    if value in {0.0, 1.0}:
        return [0.5, value + 1]
    if not np.isfinite(value):
        return [1.0]
    return [value + 1] if value == int(value) else [0.8 * value]


def _other_list(values: np.ndarray) -> np.ndarray:
    """Return other numbers with the same sum, so that a distribution stays one."""
    other = (values + 0.1) * np.arange(1, values.size + 1).reshape(values.shape)
    return np.asarray(other * (values.sum() / other.sum()))


def _other_function(function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *values: 0.8 * function(*values) + 0.1
