"""Check what a formula claims: each of its relations, on every draw of what its letters stand for."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any, TypeGuard

import numpy as np

from mathematics.densities import Density, Measured
from mathematics.evaluator import Environment, UnknownError, as_value, evaluate, key
from mathematics.meanings import Law, Uncertain, UndefinedError
from mathematics.parser import parse
from mathematics.probabilities import by_cases, define
from mathematics.ranges import holds
from mathematics.settings import DrawnScene, Setting
from mathematics.tree import (
    Bracketed,
    Call,
    Chain,
    Derivative,
    Ellipsis,
    Formula,
    Fraction,
    Integral,
    Negative,
    Node,
    Number,
    Power,
    Product,
    Sum,
    Symbol,
    Words,
    symbols,
)

__all__ = [
    "IDLE",
    "Claim",
    "Equivalent",
    "Verdict",
    "bases",
    "check",
    "is_function",
    "is_simple",
    "read",
    "split",
]

DRAWS = 36
EXACT, NUMERICAL = 1e-9, 2e-6  # of what is computed, and of what is differentiated or integrated
IDLE = "not needed"
FAR = 0.3  # as a share of the larger side, that is: 0 = 0 alone is no equality
SILENT = 3  # for one draw in which a claim says something, as many may be passed over
CLOSE = 2e-3  # an inequality must come this close to equality in some draw
UNITS = {"bits": 2.0, "nats": math.e, "hartleys": 10.0}
EXACTLY = re.compile(r"\b(exactly when|if and only if)\b")
CONDITIONS = {"<", "<=", ">", ">=", "!=", "in", "not in"}


# A letter that is of another kind than the formula needs shows in one of these ways.
MISUNDERSTOOD = (
    UnknownError,
    ValueError,
    TypeError,
    IndexError,
    ZeroDivisionError,
    AttributeError,
    OverflowError,
)


@dataclass(frozen=True)
class Equivalent:
    """A claim that one chain holds exactly when another does: some draws have both, some neither."""

    left: Chain
    right: Chain

    @property
    def sides(self) -> tuple[Node, ...]:
        return self.left.sides + self.right.sides

    @property
    def relations(self) -> tuple[str, ...]:
        return self.left.relations + self.right.relations


Claim = Chain | Equivalent


@dataclass(frozen=True)
class Verdict:
    """What became of a chain of relations."""

    status: str  # "holds", "fails", "unknown"
    why: str = ""
    draws: int = 0
    settings: tuple[str, ...] = ()  # the lines that said what its letters are
    weak: tuple[str, ...] = ()  # an inequality far from equality, a condition that nothing needs


@cache
def read(latex: str) -> Formula:
    """Parse a formula once."""
    return parse(latex)


def split(formula: Formula) -> tuple[list[Claim], list[Chain], list[Chain]]:
    """Split a formula into what it claims, under which conditions, and along which limits."""
    claims: list[Claim] = []
    conditions: list[Chain] = []
    limits: list[Chain] = []
    for place, chain in enumerate(formula.chains):
        if not chain.relations:
            continue
        if chain.relations == ("->",) and isinstance(chain.sides[0], Symbol) and claims:
            limits.append(chain)
        elif EXACTLY.search(chain.lead) and claims and isinstance(claims[-1], Chain):
            claims.append(Equivalent(claims.pop(), chain))  # type: ignore[arg-type]
        elif chain.lead == "if" or (claims and _is_condition(chain)):
            conditions.append(chain)
        elif claims and _is_range(formula.chains, place):
            continue
        else:
            claims.append(chain)
    return claims, conditions, limits


def _is_condition(chain: Chain) -> bool:
    """Tell whether a chain limits the claim before it: its words say so, or its sides are too simple."""
    if chain.relations == ("has law",):
        return True
    said = re.match(r"(for|if|when|where|whenever|with|provided|as long as)\b", chain.lead.strip())
    return set(chain.relations) <= CONDITIONS and (bool(said) or all(is_simple(side) for side in chain.sides))


def _is_range(chains: tuple[Chain, ...], place: int) -> bool:
    r"""Tell whether this is ``i = 1, \ldots, k``."""
    after = chains[place + 1 : place + 3]
    return any(isinstance(chain.sides[0], Ellipsis) for chain in after if not chain.relations)


def is_simple(node: Node) -> bool:
    """Tell whether a side is a letter, a number or a probability, as sides of conditions are."""
    match node:
        case Symbol() | Number() | Ellipsis():
            return True
        case Negative():
            return is_simple(node.part)
        case Fraction():
            return is_simple(node.above) and is_simple(node.below)
        case Call():
            return node.head.name in {"p", "q", "f", "g", "r", "P"}
        case Product():
            return all(is_simple(factor) for factor in node.factors)
    return False


def bases(latex: str, settings: tuple[Setting, ...] = (), unit: str = "") -> list[float]:
    """Say in which units a formula is tried: its setting's, its own or that of the words after it; or all."""
    for setting in reversed(settings):
        if setting.names == ("the unit",):
            return [UNITS[setting.text.split()[-1]]]
    if re.search(r"bits?\b", latex) or (
        re.search(r"\\log_2|\\log_\{2\}", latex) and not re.search(r"nats?\b", latex)
    ):
        return [2.0]
    if re.search(r"\\ln 2\b", latex) and not re.search(r"\\ln\b(?! 2\b)", latex):
        return [2.0]  # ln 2 turns nats into bits
    if re.search(r"\\ln\b|\\mathrm\{e\}|\\text\{[^}]*nats?\b", latex):
        return [math.e]
    if unit:
        return [UNITS[unit]]
    return [2.0] if re.search(r"\d\.\d", latex) else [2.0, math.e, 10.0]


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
    if isinstance(chain, Chain) and any(
        left == right and not isinstance(left, Number) for left, right in pairwise(chain.sides)
    ):
        return Verdict("unknown", "both sides are the same")
    if isinstance(chain, Chain) and "->" in chain.relations:
        return _check_limit(chain, settings, choices, conditions, tuple(limits), suppositions)
    counted, gaps = 0, [math.inf] * len(chain.relations)
    silent = 0  # draws in which the claim says nothing
    outside, needed = 0, False  # draws that break a condition; whether the claim breaks there too
    attempts = 0
    while counted < DRAWS and attempts < DRAWS * (8 if conditions or suppositions else 2):
        scene = DrawnScene(settings, seed * 10_007 + attempts, choices[attempts % len(choices)])
        attempts += 1
        if counted == 0 and attempts > 2 * DRAWS:
            break  # what is supposed excludes itself
        try:
            environment = _supposed(Environment(scene), suppositions)
            if environment is None:
                continue
            if not all(holds(condition, environment) for condition in conditions):
                outside, needed = outside + 1, needed or _breaks(chain, environment)
                continue
            outcome = _meant(chain, environment)
        except UndefinedError:
            continue
        except MISUNDERSTOOD as error:
            return Verdict("unknown", _explained(error), counted)
        if outcome is None:
            silent += 1
            continue
        if isinstance(outcome, str):
            return Verdict("fails", f"draw {attempts}: {outcome}{_drawn(scene, chain)}", counted)
        counted += 1
        gaps = [min(a, b) for a, b in zip(gaps, outcome, strict=True)]
        if not scene.drawn and len(choices) <= attempts:
            break  # nothing is drawn, so another draw would be the same
    if counted == 0 or (counted < 5 and scene.drawn) or silent > SILENT * counted:
        return Verdict("unknown", f"only {counted} of {attempts} draws could be evaluated", counted)
    if isinstance(chain, Equivalent) and math.inf in gaps:
        return Verdict("unknown", f"of {counted} draws, both sides hold in all or in none", counted)
    weak = [
        f"relation {place + 1} ({relation}) never comes closer to equality than {gap:.2g}"
        for place, (relation, gap) in enumerate(zip(chain.relations, gaps, strict=True))
        if relation in {"<", "<=", ">", ">="} and gap > CLOSE and counted > 1
    ]
    if any(chain.relations != ("has law",) for chain in conditions) and not needed:
        weak.append(f"its condition is {IDLE} in any of the {outside} draws that break it")
    if conditions and silent:
        weak.append(f"its condition lets in {silent} draws in which it says nothing")
    return Verdict("holds", "", counted, tuple(scene.used), tuple(weak))


def _meant(chain: Claim, environment: Environment) -> str | list[float] | None:
    """Compare the sides, or return None if the claim is undefined in this draw."""
    try:
        return _compare(chain, environment)
    except UndefinedError:
        return None


def _breaks(chain: Claim, environment: Environment) -> bool:
    """Tell whether a claim is false or says nothing in this draw."""
    try:
        return not isinstance(_meant(chain, environment), list)
    except MISUNDERSTOOD:
        return True


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
    values = [_side(side, environment) for side in chain.sides]
    gap = 0.0
    for place, relation in enumerate(chain.relations):
        left, right = values[place], values[place + 1]
        if relation == "->":
            gap = 0.0 if left == right else float(abs(left - right))
        elif _gap(left, relation, right, EXACT) is None:
            return math.inf
    return gap


def _both_or_neither(claim: Equivalent, environment: Environment) -> str | list[float]:
    left, right = holds(claim.left, environment), holds(claim.right, environment)
    if left != right:
        return f"the first statement is {left}, the second {right}"
    first, last = (0.0, math.inf) if left else (math.inf, 0.0)
    return [first] * len(claim.left.relations) + [last] * len(claim.right.relations)


def _is_free(side: Node, environment: Environment) -> TypeGuard[Symbol]:
    """Tell whether a side is a letter to be bound; p_i is not, for that would bind all of them at once."""
    if not isinstance(side, Symbol):
        return False
    names = (
        [] if side.index is None or environment.get(key(side)) is not None else [side.name, side.name + "_()"]
    )
    return all(environment.get(name) is None for name in names)


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
                environment = environment.bind(**dict([_function(*chain.sides, environment)]))
            elif not holds(chain, environment):
                return None
    return environment


def is_function(side: Node) -> TypeGuard[Call]:
    """Tell whether this is a function of letters, ``t(x)``."""
    return isinstance(side, Call) and all(
        isinstance(item, Symbol) and item.name.islower() for item in side.arguments.items
    )


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


def _compare(chain: Claim, environment: Environment) -> str | list[float] | None:
    """Compare each side with the next: the gaps, or what is wrong, or None if a side is undefined."""
    if isinstance(chain, Equivalent):
        return _both_or_neither(chain, environment)
    try:
        values = [_side(side, environment) for side in chain.sides]
    except UnknownError as error:
        values = _side_by_side(chain, environment, error)
    if any(value is None for value in values):
        raise UnknownError("a side is missing")
    units = {unit for unit in chain.units if unit}
    if len(units) > 1:
        factor = {"bits": math.log(2) / math.log(environment.base), "nats": 1 / math.log(environment.base)}
        values = [
            value * factor[unit] if unit else value for value, unit in zip(values, chain.units, strict=True)
        ]
    if any(np.any(np.isnan(value)) for value in values):
        return None
    gaps = []
    for place, relation in enumerate(chain.relations):
        left, right = values[place], values[place + 1]
        slack = _tolerance(chain.sides[place], chain.sides[place + 1], left, right)
        gap = _gap(left, relation, right, slack)
        if gap is None:
            return f"{_shown(left)} {relation} {_shown(right)} is false, in relation {place + 1}"
        fixed = any(next(symbols(side), None) is None for side in chain.sides[place : place + 2])
        gaps.append(gap if fixed or _share_apart(left, right) < FAR else max(gap, FAR))
    return gaps


def _side_by_side(chain: Chain, environment: Environment, error: UnknownError) -> list[Any]:
    """Evaluate a relation between random variables, or a sample's frequencies: it holds in each case."""
    named = {
        name: environment.get(name)
        for side in chain.sides
        for s in symbols(side)
        for name in (key(s), s.name)
    }
    uncertain = {name: value for name, value in named.items() if isinstance(value, Uncertain)}
    try:
        for name, value in uncertain.items():
            cases = [environment.bind(**{name: each}) for weight, each in value.values if weight > 0]
            return [np.array([_side(side, case) for case in cases]) for side in chain.sides]
        return [by_cases(side, environment) for side in chain.sides]
    except MISUNDERSTOOD:
        raise error from None


def _share_apart(left: Any, right: Any) -> float:
    """Return the distance of two sides as a share of the larger; 0 and 0, or infinity twice, tell nothing."""
    size = np.maximum(np.abs(left), np.abs(right))
    telling = (size > EXACT) & np.isfinite(size)
    share = np.where(telling, np.abs(np.subtract(left, right)) / np.where(telling, size, 1.0), math.inf)
    return float(np.min(share))


def _explained(error: Exception) -> str:
    return str(error) if isinstance(error, UnknownError) else f"{type(error).__name__}: {error}"


def _side(side: Node, environment: Environment) -> Any:
    if isinstance(side, Words):
        return None
    return as_value(evaluate(side, environment))


def _gap(left: Any, relation: str, right: Any, slack: float) -> float | None:
    """Return how far the sides are from equality, or None if the relation is false."""
    if np.shape(left) != np.shape(right) and np.ndim(left) and np.ndim(right):
        return None
    left, right = np.broadcast_arrays(np.asarray(left, dtype=float), np.asarray(right, dtype=float))
    with np.errstate(invalid="ignore"):
        size = np.maximum(1.0, np.minimum(np.abs(left), np.abs(right)))
        apart = np.where(left == right, 0.0, np.abs(left - right))
        near = apart <= slack * (size if slack < 1e-5 else 1.0)
        true = {
            "=": near,
            "~": apart <= np.maximum(slack, 0.05 * np.abs(right)),
            "<=": (left <= right) | near,
            "<": left < right,
            ">=": (left >= right) | near,
            ">": left > right,
            "!=": ~near,
        }.get(relation)
    if true is None:
        raise UnknownError(f"the relation {relation}")
    return float(np.min(apart / size)) if np.all(true) else None


def _tolerance(left_side: Node, right_side: Node, left: Any, right: Any) -> float:
    """Say how near two sides must be: to the digits shown, where one is a rounded number."""
    slack = EXACT
    for side, other in ((left_side, right_side), (right_side, left_side)):
        digits = _digits_shown(side)
        if digits is not None:
            inexact = any(len(n.text.partition(".")[2]) >= 3 for n in _numbers(other))
            slack = max(slack, (1.01 if inexact else 0.5001) * 10.0**-digits)
        elif isinstance(side, Sum | Product):  # 1 - 0.6887 goes on with a rounded number
            rounded = [len(n.text.partition(".")[2]) for n in _numbers(side)]
            slack = max(slack, sum(0.5001 * 10.0**-digits for digits in rounded if digits >= 4))
    if slack == EXACT and any(_is_numerical(side) for side in (left_side, right_side)):
        slack = NUMERICAL
    return slack


def _digits_shown(node: Node) -> int | None:
    """Count the decimals of a side that is a decimal number and nothing else."""
    if isinstance(node, Negative):
        return _digits_shown(node.part)
    if isinstance(node, Number) and "." in node.text:
        return len(node.text.partition(".")[2])
    if isinstance(node, Bracketed) and node.items:
        found = [_digits_shown(item) for item in node.items]
        return min((digits for digits in found if digits is not None), default=None)
    if isinstance(node, Product) and len(node.factors) == 2 and isinstance(node.factors[1], Power):
        digits = _digits_shown(node.factors[0])  # 8.07 times 10^67
        power = node.factors[1]
        if digits is not None and isinstance(power.base, Number) and isinstance(power.exponent, Number):
            return digits - int(float(power.exponent.text))
    return None


def _numbers(node: Node) -> Iterator[Number]:
    if isinstance(node, Number):
        yield node
    for part in node.parts():
        yield from _numbers(part)


def _is_numerical(node: Node) -> bool:
    slope = isinstance(node, Call) and node.head.name.endswith("'") and node.head.name[0] not in "pqr"
    return slope or isinstance(node, Derivative | Integral) or any(_is_numerical(x) for x in node.parts())


def _shown(value: Any) -> str:
    return np.array2string(np.asarray(value, dtype=float), precision=6, separator=", ", threshold=8)


def _drawn(scene: DrawnScene, chain: Chain) -> str:
    """Say what was drawn for the letters of a chain, as far as it is short."""
    shown = []
    letters = {name for side in chain.sides for each in symbols(side) for name in (each.name, key(each))}
    letters |= {"p"} if any(letter.isupper() for letter in letters) else set()
    for name, value in scene.drawn.items():
        if name not in letters:
            continue
        if isinstance(value, int | float | np.ndarray):
            shown.append(f"{name} = {_shown(value)}")
        elif isinstance(value, Law) and value.letters:
            shown.append(f"{name} = {_shown(value.list())}")
    return f", for {'; '.join(shown)}, base {scene.base:.4g}" if shown else ""
