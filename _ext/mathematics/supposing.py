"""What a text supposes, as in "let p = 1/2" and "if q_i = 0 < p_i": letters bound to values, or conditions.

Whether a claim needs it shows where it does not hold: in a draw that breaks the condition, or with another
value for the letter.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise, takewhile
from typing import Any, TypeGuard

import numpy as np

from mathematics import densities
from mathematics.claims import is_function, is_range
from mathematics.densities import Density, Measured
from mathematics.environment import MISUNDERSTOOD, Environment, UnknownError, as_value, evaluate, key
from mathematics.meanings import Law, UndefinedError, Variable, masses
from mathematics.probabilities import define
from mathematics.ranges import holds
from mathematics.tree import Call, Chain, Node, Number, Product, Symbol

__all__ = ["just_inside", "otherwise", "suppose"]

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
    # of "m = E[Z] > 0" the first binds, the rest asks
    equal = sum(1 for _ in takewhile("=".__eq__, chain.relations))
    if equal and letters[:equal] == list(chain.sides[:equal]):
        value = define(chain.sides[equal], environment)
        return {key(letter): value for letter in letters[:equal]}
    if chain.relations == ("=",) and _is_new_function(chain.sides[0], environment):
        return _function(chain.sides[0], chain.sides[1], environment)
    bound: Bound = {}
    for (left, right), relation in zip(pairwise(chain.sides), chain.relations, strict=True):
        if relation == "=":
            bound |= _imposed(left, right, environment.bind(**bound))
    return bound


def _is_free(side: Node, environment: Environment) -> TypeGuard[Symbol]:
    """Tell whether a side is a letter to be bound; p_i is not, for that would bind all of them at once."""
    if not isinstance(side, Symbol):
        return False
    if side.index is None or environment.get(key(side)) is not None:
        return True
    wholes = (environment.get(name) for name in (side.name, side.name + "_()"))
    return all(whole is None or _is_number(whole) for whole in wholes)


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


def _imposed(side: Node, value: Node, environment: Environment) -> Bound:
    """Give a list or a law an entry, ``q_i = 0``, or all of them, ``q_i = 1/k``, ``q(x, y) = p(x) p(y)``."""
    if isinstance(side, Product) and value == Number("0"):
        return _imposed(side.factors[0], value, environment)
    if isinstance(side, Symbol) and side.index is not None and not side.over and len(side.index.items) == 1:
        item = side.index.items[0]
        name = next((n for n in (side.name + "_()", side.name) if environment.get(n) is not None), side.name)
        whole = environment.get(name)
        if isinstance(item, Symbol) and isinstance(whole, Law):
            first = next(iter(whole.letters))
            cases = enumerate(whole.letters[first].outcomes(), start=1)
            named = {(outcome,): {item.name: place} for place, outcome in cases}
            return {name: _with_shares(whole, [first], named, value, environment)}
        if isinstance(item, Symbol) and np.ndim(whole) == 1:
            return {name: _with_entries(np.asarray(whole), item.name, value, environment)}
    if isinstance(side, Call) and set(side.arguments.marks) <= {",", "|"}:
        law, items = environment.get(key(side.head)), side.arguments.items
        letters = [item.name.upper() for item in items if isinstance(item, Symbol)]
        if isinstance(law, Law) and len(letters) == len(items) and set(letters) <= set(law.letters):
            outcomes = itertools.product(*(law.letters[letter].outcomes() for letter in letters))
            named = {case: dict(zip(map(str.lower, letters), case, strict=True)) for case in outcomes}
            known = letters[len(side.arguments.split("|")[0]) :]
            return {key(side.head): _with_shares(law, letters, named, value, environment, known)}
    return {}


def _with_entries(entries: np.ndarray, place: str, value: Node, environment: Environment) -> np.ndarray:
    """Return the list with another entry at a place, if that gets a number, or with all entries anew."""
    places = [environment.need(place)] if isinstance(value, Number) else range(1, len(entries) + 1)
    found = entries.astype(float)
    for each in places:
        found[each - 1] = as_value(evaluate(value, environment.bind(**{place: each})))
    return found


def _with_shares(
    law: Law,
    letters: list[str],
    named: dict[Any, Bound],  # what each case calls its outcomes or its place
    value: Node,
    environment: Environment,
    known: Sequence[str] = (),
) -> Law:
    """Return the law with another probability of the case at hand, or with other probabilities of all."""
    before = masses(law, [law.letters[letter] for letter in letters])
    if isinstance(value, Number):
        (here,) = [c for c, bound in named.items() if all(environment.get(n) == x for n, x in bound.items())]
        rest = math.fsum(mass for case, mass in before.items() if case != here)
        if known or (rest == 0 and float(value.text) != 1):
            raise UndefinedError("no outcome is left for the rest")
        share = (1 - float(value.text)) / rest if rest else 0.0
        shares = {case: float(value.text) if case == here else mass * share for case, mass in before.items()}
    else:
        shares = {}
        for case, bound in named.items():
            given = {letter: x for letter, x in zip(letters, case, strict=True) if letter in known}
            share = float(as_value(evaluate(value, environment.bind(**bound))))
            shares[case] = before[case] if math.isnan(share) else share * (law.of(given) if given else 1.0)
    if not math.isclose(math.fsum(shares.values()), 1, abs_tol=1e-9):
        raise UndefinedError("these are no probabilities")
    found = np.zeros(len(law.probabilities))
    labels = list(zip(*(law.letters[letter].labels for letter in letters), strict=True))
    for case, share in shares.items():
        chosen = np.array([label == case for label in labels])
        weights = law.probabilities[chosen]
        found[chosen] = share * (weights / weights.sum() if weights.sum() > 0 else 1 / max(len(weights), 1))
    return Law(found, law.letters)


# -- where it does not hold


def otherwise(chain: Chain, chains: Sequence[Chain], environment: Environment) -> Iterator[list[Environment]]:
    """Yield environments in which one supposition is wrong and the others hold.

    What breaks in all of a list needs the supposition.
    """
    before, _ = suppose(chains[: chains.index(chain)], environment)
    bound = _says(chain, before)
    groups = [_others(bound, before)] if bound else [[outside] for outside in _outside(chain, before)]
    for bindings in groups:
        found = []
        for instead in bindings:
            try:
                other, broken = suppose(chains, environment, {chain: instead})
            except (*MISUNDERSTOOD, UndefinedError):
                continue
            found += [] if broken else [other]
        yield found


def just_inside(chain: Chain, chains: Sequence[Chain], environment: Environment) -> Iterator[Environment]:
    """Yield environments in which a letter lies just inside the ends of a range such as 0 <= c < 1.

    A draw seldom comes near an end, and never near one that is too far out.
    """
    before, _ = suppose(chains[: chains.index(chain)], environment)
    for bound in _about_ends(chain, before, (-1, 0, 1), (-1 / 16, 0, 1 / 16)):
        if not holds(chain, before.bind(**bound)):
            continue
        try:
            inside, broken = suppose(chains, environment.bind(**bound))
        except (*MISUNDERSTOOD, UndefinedError):
            continue
        if not broken:
            yield inside


def _outside(chain: Chain, environment: Environment) -> list[Bound]:
    """Say where a letter lies that a range such as c > 0 leaves out, or set an entry of a list to 0."""
    letters = [side for side in chain.sides if isinstance(side, Symbol)]
    found = list(_about_ends(chain, environment, (-1, 0, 1), (-1, -0.5, 0, 0.5, 1)))
    has_end = any(isinstance(side, Number) for side in chain.sides)
    if not found and has_end and is_range(chain.sides) and len(set(letters)) == 1:
        found = [_imposed(letters[0], Number("0"), environment)]
    return [bound for bound in found if bound and not holds(chain, environment.bind(**bound))]


def _about_ends(
    chain: Chain, environment: Environment, whole: Sequence[float], others: Sequence[float]
) -> Iterator[Bound]:
    """Yield steps from the ends of a range for a letter that may be drawn there by itself."""
    letters = {side for side in chain.sides if isinstance(side, Symbol)}
    ends = [float(side.text) for side in chain.sides if isinstance(side, Number)]
    if not (is_range(chain.sides) and len(letters) == 1):
        return
    (letter,) = letters
    value = environment.get(key(letter))
    if _is_number(value) and not environment.scene.is_shared(key(letter)):
        steps = whole if isinstance(value, int) else others
        yield from ({key(letter): end + step} for end in ends for step in steps)


def _others(bound: Bound, before: Environment) -> list[Bound]:
    """Say what the letters might be instead: what they are where nothing is supposed, or other values."""
    value = next(iter(bound.values()))
    default = before.get(next(iter(bound)))
    if _is_number(value):
        if _is_number(default) and default != value:
            return [{}]
        return [dict.fromkeys(bound, other) for other in _other_numbers(float(value))]
    if isinstance(value, np.ndarray):
        return [dict.fromkeys(bound, _other_list(value))]
    if isinstance(value, Measured) and len(value.density.breaks) == 1:
        ends = value.density.breaks[0]
        return [dict.fromkeys(bound, Measured(value.letter, densities.uniform(ends[0], ends[-1])))]
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
