"""Check a claim on seeded draws of what its letters stand for, the edges among them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from mathematics.claims import Claim, Equivalent, is_range
from mathematics.comparing import EXACT, FAR, compare, gap_between, shown, value_of
from mathematics.environment import MISUNDERSTOOD
from mathematics.evaluator import Environment, UnknownError, as_value, evaluate, key
from mathematics.meanings import Law, UndefinedError
from mathematics.ranges import holds
from mathematics.settings import DrawnScene, Setting
from mathematics.supposing import just_inside, otherwise, suppose
from mathematics.tree import Chain, Node, Number, Symbol, symbols

__all__ = ["IDLE", "LETS_IN", "Verdict", "check"]

IDLE = "not needed"
LETS_IN = "lets in what breaks it"
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
    needs: dict[Chain, str] = field(default_factory=dict)  # what is supposed, and a draw that shows why
    silent: int = 0  # draws in which it says nothing


@np.errstate(all="ignore")
def check(
    chain: Claim,
    settings: tuple[Setting, ...],
    base_choices: Iterable[float] = (2.0, math.e, 10.0),
    conditions: Iterable[Chain] = (),
    suppositions: Sequence[Chain] = (),
    limits: Iterable[Chain] = (),
    seed: int = 0,
    few: bool = False,
) -> Verdict:
    """Check a chain on draws of its letters; draws that break a condition or say nothing are passed over.

    A few draws do where it is only asked what the chain needs.
    """
    choices, limits = list(base_choices), list(limits)
    if isinstance(chain, Chain):
        if any(left == right and not isinstance(left, Number) for left, right in pairwise(chain.sides)):
            return Verdict("unknown", "both sides are the same")
        if "->" in chain.relations and len(limits) != 1:
            return Verdict("unknown", "nothing says along what the limit is taken")
    tally = _Tally(chain, list(conditions), suppositions, limits[0] if "->" in chain.relations else None)
    tally.wanted = 8 if few and not tally.limit else tally.wanted
    for attempt in range(tally.wanted * (8 if tally.conditions or suppositions else 2)):
        tally.attempts += 1
        scene = DrawnScene(settings, seed * 10_007 + attempt, choices[attempt % len(choices)])
        if tally.counted == 0 and attempt >= 2 * tally.wanted:
            break  # what is supposed excludes itself
        try:
            outcome = tally.outcome(Environment(scene))
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
        same = not scene.drawn and not tally.limit and len(choices) <= tally.attempts
        if same or tally.counted == tally.wanted:
            break  # where nothing is drawn, another draw would be the same
    return tally.verdict(scene)


class _Tally:
    """What the draws have shown of a claim so far."""

    def __init__(
        self, claim: Claim, conditions: list[Chain], suppositions: Sequence[Chain], limit: Chain | None
    ) -> None:
        self.claim, self.conditions, self.suppositions, self.limit = claim, conditions, suppositions, limit
        self.wanted, self.enough = (6, 3) if limit else (36, 5)  # draws; a limit takes a long run in each
        self.attempts = self.counted = 0
        self.gaps = [math.inf] * len(claim.relations)  # how near to equality each relation has come
        self.silent = 0  # draws in which the claim says nothing
        self.outside = 0  # draws that break a condition
        letters = {each.name for side in claim.sides for each in symbols(side)} if suppositions else set()
        # Of two letters one may depend on the other, and cannot be moved alone.
        self.speaks_of_one = isinstance(claim, Chain) and len(letters - {"e", r"\pi", r"\infty"}) == 1
        self.lets_in = ""  # what is wrong just inside the ends of what is supposed
        self.needs: dict[Chain, str] = {}  # what is supposed, and a draw in which the claim breaks without it

    def outcome(self, environment: Environment) -> str | list[float] | None:
        """Return the gaps in one draw, or what is wrong in it, or None if it is passed over."""
        supposing, broken = suppose(self.suppositions, environment)
        if isinstance(self.claim, Equivalent) and self.attempts % 2:  # few draws are equal by chance
            supposing, _ = suppose([self.claim.right], supposing)
        broken += [condition for condition in self.conditions if not holds(condition, supposing)]
        if broken:
            self.outside += any(condition in broken for condition in self.conditions)
            self._note(broken, [supposing] if len(broken) == 1 else [])
            return None
        outcome = self._meant(supposing)
        self.silent += outcome is None
        if isinstance(outcome, list):
            for chain in self.suppositions:
                if self.speaks_of_one and not self.counted:  # in each draw it would be the same
                    near = just_inside(chain, self.suppositions, environment)
                    self.lets_in = self.lets_in or next(filter(None, map(self._breaks, near)), "")
                if chain not in self.needs:
                    for group in otherwise(chain, self.suppositions, environment):
                        self._note([chain], group)
        return outcome

    def _note(self, broken: list[Chain], environments: list[Environment]) -> None:
        """Note that one thing that is supposed is needed, if the claim breaks wherever it is wrong."""
        found = [self._breaks(environment) for environment in environments]
        if found and all(found):
            self.needs.setdefault(broken[0], f"draw {self.attempts}: {found[0]}")

    def _meant(self, environment: Environment) -> str | list[float] | None:
        """Compare the sides, or return None if the claim is undefined in this draw."""
        try:
            if self.limit:
                assert isinstance(self.claim, Chain)
                return _follow(self.claim, self.limit, environment)
            return compare(self.claim, environment)
        except UndefinedError:
            return None

    def _breaks(self, environment: Environment) -> str:
        """Say in what way a claim is false or says nothing in this draw, if it does."""
        try:
            outcome = self._meant(environment)
        except MISUNDERSTOOD as error:
            return _explained(error)
        return "" if isinstance(outcome, list) else outcome or "it says nothing"

    def count(self, gaps: list[float]) -> None:
        self.counted += 1
        self.gaps = [min(a, b) for a, b in zip(self.gaps, gaps, strict=True)]

    def verdict(self, scene: DrawnScene) -> Verdict:
        """Judge by all draws; the last scene says which settings were used."""
        counted = self.counted
        if counted == 0 or (counted < self.enough and scene.drawn) or self.silent > SILENT * counted:
            why = f"only {counted} of {self.attempts} draws could be evaluated"
            return Verdict("unknown", why, counted)
        if isinstance(self.claim, Equivalent) and math.inf in self.gaps:
            return Verdict("unknown", f"of {counted} draws, both sides hold in all or in none", counted)
        if self.suppositions and self.is_empty():
            return Verdict("unknown", f"in all of {counted} draws both sides are 0, or infinite", counted)
        used, weak = tuple(scene.used), tuple(self.weak())
        return Verdict("holds", "", counted, used, weak, self.needs, self.silent)

    def is_empty(self) -> bool:
        """Tell whether an equation came down to 0 = 0 in each draw, although it names no such value.

        What is supposed makes any sides equal then: of t(ln t - x) and t(ln t + x), that t = 0.
        """
        claim = self.claim
        if isinstance(claim, Equivalent) or any(_is_constant(side) for side in claim.sides):
            return False
        return any(r == "=" and gap >= FAR for r, gap in zip(claim.relations, self.gaps, strict=True))

    def weak(self) -> Iterator[str]:
        """Yield what the claim says more, or less, than the draws have shown."""
        for place, (relation, gap) in enumerate(zip(self.claim.relations, self.gaps, strict=True), start=1):
            if gap <= CLOSE or self.counted < 2 or relation not in {"<", "<=", ">", ">="}:
                continue
            if not is_range(self.claim.sides[place - 1 : place + 1]):
                yield f"relation {place} ({relation}) never comes closer to equality than {gap:.2g}"
        if self.lets_in:
            yield f"what is supposed {LETS_IN}: {self.lets_in}"
        if any(chain.relations != ("has law",) for chain in self.conditions) and not any(
            chain in self.needs for chain in self.conditions
        ):
            yield f"its condition is {IDLE} in any of the {self.outside} draws that break it"
        if self.conditions and self.silent:
            yield f"its condition lets in {self.silent} draws in which it says nothing"


def _is_constant(side: Node) -> bool:
    return all(symbol.name == r"\infty" for symbol in symbols(side))


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
ARRIVED = 0.06  # how near the last step of a limit must be


def _follow(chain: Chain, limit: Chain, environment: Environment) -> str | list[float] | None:
    """Follow ``a -> b`` along a growing n, or a width that shrinks: the gap must close."""
    letter, towards = limit.sides
    assert isinstance(letter, Symbol)
    end = as_value(evaluate(towards, environment))
    steps = LARGE if math.isinf(end) else tuple(end + step for step in SMALL)
    gaps = [_limit_gap(chain, environment.bind(**{key(letter): step})) for step in steps]
    if any(math.isnan(gap) for gap in gaps):
        return None
    still = max(gaps) - min(gaps) < 1e-6 * max(gaps)
    if gaps[-1] > ARRIVED or (gaps[-1] > 1e-9 and (still or gaps[-1] > max(gaps[:-1]))):
        return f"the gap goes {gaps}"
    return [0.0] * len(chain.relations)


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
