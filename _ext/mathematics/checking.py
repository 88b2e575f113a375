"""Check a claim on seeded draws of what its letters stand for, the edges among them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeGuard

import numpy as np

from mathematics.claims import Claim, Equivalent, is_function
from mathematics.comparing import EXACT, compare, gap_between, shown, value_of
from mathematics.densities import Density, Measured
from mathematics.environment import MISUNDERSTOOD
from mathematics.evaluator import Environment, UnknownError, as_value, evaluate, key
from mathematics.meanings import Law, UndefinedError
from mathematics.probabilities import define
from mathematics.ranges import holds
from mathematics.settings import DrawnScene, Setting
from mathematics.tree import Call, Chain, Node, Number, Symbol, symbols

__all__ = ["IDLE", "Verdict", "check"]

DRAWS = 36
IDLE = "not needed"
SILENT = 3  # for one draw in which a claim says something, as many may be passed over
CLOSE = 2e-3  # an inequality must come this close to equality in some draw


@dataclass(frozen=True)
class Verdict:
    """What became of a chain of relations."""

    status: str  # "holds", "fails", "unknown"
    why: str = ""
    draws: int = 0
    settings: tuple[str, ...] = ()  # the lines that said what its letters are
    weak: tuple[str, ...] = ()  # an inequality far from equality, a condition that nothing needs


@np.errstate(all="ignore")
def check(
    chain: Claim,
    settings: tuple[Setting, ...],
    base_choices: Iterable[float] = (2.0, math.e, 10.0),
    conditions: Iterable[Chain] = (),
    suppositions: Iterable[tuple[Chain, ...]] = (),
    limits: Iterable[Chain] = (),
    seed: int = 0,
) -> Verdict:
    """Check a chain on draws of its letters; draws that break a condition or say nothing are passed over."""
    choices, conditions = list(base_choices), list(conditions)
    if isinstance(chain, Chain):
        if any(left == right and not isinstance(left, Number) for left, right in pairwise(chain.sides)):
            return Verdict("unknown", "both sides are the same")
        if "->" in chain.relations:
            return _check_limit(chain, settings, choices, conditions, tuple(limits), suppositions)
    tally = _Tally(chain, conditions)
    for attempt in range(DRAWS * (8 if conditions or suppositions else 2)):
        tally.attempts += 1
        scene = DrawnScene(settings, seed * 10_007 + attempt, choices[attempt % len(choices)])
        if tally.counted == 0 and attempt >= 2 * DRAWS:
            break  # what is supposed excludes itself
        try:
            outcome = tally.outcome(_supposed(Environment(scene), suppositions))
        except UndefinedError:
            continue
        except MISUNDERSTOOD as error:
            return Verdict("unknown", _explained(error), tally.counted)
        if outcome is None:
            continue
        if isinstance(outcome, str):
            why = f"draw {tally.attempts}: {outcome}{_drawn(scene, chain)}"
            return Verdict("fails", why, tally.counted)
        tally.count(outcome)
        if tally.counted == DRAWS or (not scene.drawn and len(choices) <= tally.attempts):
            break  # where nothing is drawn, another draw would be the same
    return tally.verdict(scene)


class _Tally:
    """What the draws have shown of a claim so far."""

    def __init__(self, chain: Claim, conditions: list[Chain]) -> None:
        self.chain, self.conditions = chain, conditions
        self.attempts = self.counted = 0
        self.gaps = [math.inf] * len(chain.relations)  # how near to equality each relation has come
        self.silent = 0  # draws in which the claim says nothing
        self.outside, self.needed = 0, False  # draws that break a condition; whether the claim breaks there

    def outcome(self, environment: Environment | None) -> str | list[float] | None:
        """Return the gaps in one draw, or what is wrong in it, or None if it is passed over."""
        if environment is None:
            return None
        if not all(holds(condition, environment) for condition in self.conditions):
            self.outside, self.needed = self.outside + 1, self.needed or _breaks(self.chain, environment)
            return None
        outcome = _meant(self.chain, environment)
        self.silent += outcome is None
        return outcome

    def count(self, gaps: list[float]) -> None:
        self.counted += 1
        self.gaps = [min(a, b) for a, b in zip(self.gaps, gaps, strict=True)]

    def verdict(self, scene: DrawnScene) -> Verdict:
        """Judge by all draws; the last scene says which settings were used."""
        counted = self.counted
        if counted == 0 or (counted < 5 and scene.drawn) or self.silent > SILENT * counted:
            why = f"only {counted} of {self.attempts} draws could be evaluated"
            return Verdict("unknown", why, counted)
        if isinstance(self.chain, Equivalent) and math.inf in self.gaps:
            return Verdict("unknown", f"of {counted} draws, both sides hold in all or in none", counted)
        return Verdict("holds", "", counted, tuple(scene.used), tuple(self.weak()))

    def weak(self) -> Iterator[str]:
        """Yield what the claim says more, or less, than the draws have shown."""
        for place, (relation, gap) in enumerate(zip(self.chain.relations, self.gaps, strict=True), start=1):
            if relation in {"<", "<=", ">", ">="} and gap > CLOSE and self.counted > 1:
                yield f"relation {place} ({relation}) never comes closer to equality than {gap:.2g}"
        if any(chain.relations != ("has law",) for chain in self.conditions) and not self.needed:
            yield f"its condition is {IDLE} in any of the {self.outside} draws that break it"
        if self.conditions and self.silent:
            yield f"its condition lets in {self.silent} draws in which it says nothing"


def _meant(chain: Claim, environment: Environment) -> str | list[float] | None:
    """Compare the sides, or return None if the claim is undefined in this draw."""
    try:
        return compare(chain, environment)
    except UndefinedError:
        return None


def _breaks(chain: Claim, environment: Environment) -> bool:
    """Tell whether a claim is false or says nothing in this draw."""
    try:
        return not isinstance(_meant(chain, environment), list)
    except MISUNDERSTOOD:
        return True


def _supposed(environment: Environment, suppositions: Iterable[tuple[Chain, ...]]) -> Environment | None:
    """Bind what the paragraph supposes, or return None if this draw does not fit."""
    for group in suppositions:
        for chain in group:
            letters = [side for side in chain.sides[:-1] if _is_free(side, environment)]
            if chain.relations == ("has law",):
                density = evaluate(chain.sides[1], environment)
                if not (letters and isinstance(density, Density)):
                    raise UnknownError("a supposition about a law")
                environment = environment.bind(**{key(letters[0]): Measured(density.letters[0], density)})
            elif set(chain.relations) == {"="} and len(letters) == len(chain.relations):
                value = define(chain.sides[-1], environment)
                environment = environment.bind(**{key(letter): value for letter in letters})
            elif chain.relations == ("=",) and _is_new_function(chain.sides[0], environment):
                name, function = _function(chain.sides[0], chain.sides[1], environment)
                environment = environment.bind(**{name: function})
            elif not holds(chain, environment):
                return None
    return environment


def _is_free(side: Node, environment: Environment) -> TypeGuard[Symbol]:
    """Tell whether a side is a letter to be bound; p_i is not, for that would bind all of them at once."""
    if not isinstance(side, Symbol):
        return False
    names = (
        [] if side.index is None or environment.get(key(side)) is not None else [side.name, side.name + "_()"]
    )
    return all(environment.get(name) is None for name in names)


def _is_new_function(side: Node, environment: Environment) -> bool:
    """Tell whether "t(x) = x^2" says what t is: a law or a density is known already."""
    return is_function(side) and not isinstance(environment.get(key(side.head)), Law | Density)


def _function(side: Node, body: Node, environment: Environment) -> tuple[str, Any]:
    """Say what a function is: ``t(x) = x^2``."""
    assert isinstance(side, Call)
    names = [key(item) for item in side.arguments.items if isinstance(item, Symbol)]
    return key(side.head), lambda *values: evaluate(
        body, environment.bind(**dict(zip(names, values, strict=True)))
    )


def _explained(error: Exception) -> str:
    return str(error) if isinstance(error, UnknownError) else f"{type(error).__name__}: {error}"


def _drawn(scene: DrawnScene, chain: Claim) -> str:
    """Say what was drawn for the letters of a chain, as far as it is short."""
    found = []
    letters = {name for side in chain.sides for each in symbols(side) for name in (each.name, key(each))}
    letters |= {"p"} if any(letter.isupper() for letter in letters) else set()
    for name, value in scene.drawn.items():
        if name not in letters:
            continue
        if isinstance(value, int | float | np.ndarray):
            found.append(f"{name} = {shown(value)}")
        elif isinstance(value, Law) and value.letters:
            found.append(f"{name} = {shown(value.list())}")
    return f", for {'; '.join(found)}, base {scene.base:.4g}" if found else ""


# -- limits

LARGE = (100, 1_000, 10_000)
SMALL = (1e-1, 1e-2, 1e-3)  # beyond the end
FEW = 6  # draws, where each takes a long run
ARRIVED = 0.06  # how near the last step of a limit must be


def _check_limit(
    chain: Chain,
    settings: tuple[Setting, ...],
    choices: list[float],
    conditions: Iterable[Chain],
    limits: tuple[Chain, ...],
    suppositions: Iterable[tuple[Chain, ...]],
) -> Verdict:
    """Follow ``a -> b`` along a growing n, or a width that shrinks: the gap must close."""
    if len(limits) != 1:
        return Verdict("unknown", "nothing says along what the limit is taken")
    letter, towards = limits[0].sides
    assert isinstance(letter, Symbol)
    counted = 0
    for attempt in range(FEW * 3):
        scene = DrawnScene(settings, attempt, choices[attempt % len(choices)])
        try:
            environment = _supposed(Environment(scene), suppositions)
            if environment is None or not all(holds(condition, environment) for condition in conditions):
                continue
            end = as_value(evaluate(towards, environment))
            steps = LARGE if math.isinf(end) else tuple(end + step for step in SMALL)
            gaps = [_limit_gap(chain, environment.bind(**{key(letter): step})) for step in steps]
        except UndefinedError:
            continue
        except MISUNDERSTOOD as error:
            return Verdict("unknown", _explained(error), counted)
        if any(math.isnan(gap) for gap in gaps):
            continue
        still = max(gaps) - min(gaps) < 1e-6 * max(gaps)
        if gaps[-1] > ARRIVED or (gaps[-1] > 1e-9 and (still or gaps[-1] > max(gaps[:-1]))):
            return Verdict("fails", f"draw {attempt + 1}: the gap goes {gaps}{_drawn(scene, chain)}", counted)
        counted += 1
        if counted == FEW:
            break
    return (
        Verdict("holds", "", counted, tuple(scene.used))
        if counted >= 3
        else Verdict("unknown", f"only {counted} draws", counted)
    )


def _limit_gap(chain: Chain, environment: Environment) -> float:
    """Return how far apart the sides of ``a -> b`` are, and check the relations after it on the way."""
    values = [value_of(side, environment) for side in chain.sides]
    gap = 0.0
    for place, relation in enumerate(chain.relations):
        left, right = values[place], values[place + 1]
        if relation == "->":
            gap = 0.0 if left == right else float(abs(left - right))
        elif gap_between(left, relation, right, EXACT) is None:
            return math.inf
    return gap
