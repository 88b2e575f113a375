"""Judge the relations of one formula, among what its passage supposes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

from mathematics.checking import IDLE, LETS_IN, Verdict, check
from mathematics.claims import Claim, Equivalent, bases, is_range, is_simple, read, split
from mathematics.environment import key
from mathematics.parser import FormulaError
from mathematics.settings import Setting
from mathematics.tree import Call, Chain, Node, Symbol, symbols
from mathematics.wording import Supposition, Worded, is_supposition

__all__ = ["Among", "Outcome"]

CIRCULAR = "its setting says the same, so that the check could not fail"


@dataclass(frozen=True)
class Outcome:
    """What became of a relation, before all that may need it is judged."""

    status: str
    why: str = ""
    settings: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    supposes: Chain | None = None
    is_condition: bool = False


@dataclass
class Among:
    """A formula among its settings and what is supposed there; it adds to that, and to what is needed."""

    number: int
    text: Worded
    settings: tuple[Setting, ...]
    suppositions: list[Supposition]
    everything: list[Supposition]  # with what was then said otherwise
    needs: dict[Supposition, str]  # and draws that show it
    after: list[Supposition] = field(default_factory=list)
    inequality: Chain | None = None
    conditions: list[Chain] = field(default_factory=list)
    limits: list[Chain] = field(default_factory=list)
    found: dict[Supposition, str] = field(default_factory=dict)  # what the claim at hand needs

    def judge(self, limit_after: list[Chain]) -> list[Outcome]:
        """Judge each relation of the formula."""
        try:
            claims, self.conditions, limits = split(read(self.text.latex))
        except FormulaError as error:
            return [Outcome("does not parse", str(error))]
        self.limits = limits or limit_after
        outcomes = self._without_excuse([each for claim in claims for each in self._judge_claim(claim)])
        for condition in self.conditions:
            outcome = Outcome("supposed", "no claim needs it", supposes=condition, is_condition=True)
            outcomes += [outcome] * len(condition.relations)
        return outcomes

    def _without_excuse(self, outcomes: list[Outcome]) -> list[Outcome]:
        """Take away the remarks on a weakness that the author has seen, or that another claim makes good."""
        if any(setting.names == ("weak",) for setting in self.settings):
            return [replace(outcome, weak=()) for outcome in outcomes]
        if any(not any(IDLE in remark for remark in outcome.weak) for outcome in outcomes):
            # A condition that one of the claims needs may stand beside others that do not.
            return [replace(each, weak=tuple(x for x in each.weak if IDLE not in x)) for each in outcomes]
        return outcomes

    def judge_words(self) -> Iterator[Outcome]:
        """Say what is wrong with formulas that an author gives for words: they must need what is supposed."""
        claims, _, self.limits = split(read(self.text.latex))
        for claim in claims:
            self.found, verdict = {}, Verdict("unknown", "nothing is supposed here")
            for size in range(1, len(self.suppositions) + 1):
                for start in range(len(self.suppositions) - size + 1):
                    under = self._check_under(claim, self.suppositions[start : start + size])
                    verdict = verdict if verdict.status == "holds" else under
                if self.found:
                    break
            self.needs |= self.found
            if not self.found:
                why = "it holds whatever is supposed" if verdict.status == "holds" else verdict.why
                yield from [Outcome("fails", f"so {self.text.latex}: {why}")] * len(claim.relations)

    def _judge_claim(self, claim: Claim) -> list[Outcome]:
        """Judge a claim; only what is executed shows that something is needed."""
        self.found = {}
        whole = self.check(claim)
        if isinstance(claim, Equivalent):
            status = "executed" if whole.status == "holds" else whole.status
            outcomes = [Outcome(status, whole.why, whole.settings)] * len(claim.relations)
        else:
            outcomes = self._read_with_words(claim, whole)
            outcomes = outcomes or list(
                self._whole(claim, whole) if whole.status == "holds" else self._each(claim)
            )
        if any(outcome.status == "executed" for outcome in outcomes):
            self.needs |= {each: why for each, why in self.found.items() if each not in self.needs}
        return outcomes

    def _read_with_words(self, claim: Chain, whole: Verdict) -> list[Outcome]:
        """Judge what the words make of a formula: when sides are equal, that they differ in general."""
        verdict = Verdict("unknown")
        if self.text.in_general and self.check(replace(claim, relations=("=",))).status == "fails":
            verdict = Verdict("holds")
        elif self.text.equality and self.inequality:
            verdict = self._equality(claim, self.inequality)
        elif whole.status == "holds" and (said := self._said_to_hold(claim, whole)):
            why, setting = said
            self._suppose(Supposition(claim, self.number, setting=setting))
            return [Outcome("supposed", why, supposes=claim)] * len(claim.relations)
        executed = verdict.status == "holds"
        return [Outcome("executed", "", verdict.settings)] * len(claim.relations) if executed else []

    def _whole(self, claim: Chain, verdict: Verdict) -> Iterator[Outcome]:
        """Say of each relation of a chain that holds whether its setting says the same."""
        for sides in pairwise(claim.sides):
            definition = _definition(sides, verdict.settings, self.settings)
            if definition:
                pair = Chain(sides, ("=",), ("", ""))
                self._suppose(Supposition(pair, self.number, setting=definition.text))
                yield Outcome("supposed", CIRCULAR, verdict.settings, verdict.weak, pair)
            else:
                yield Outcome("executed", "", verdict.settings, verdict.weak)

    def _each(self, claim: Chain) -> Iterator[Outcome]:
        """Judge each relation of a chain by itself."""
        supposed = False
        for place, relation in enumerate(claim.relations):
            ends = slice(place, place + 2)
            pair = replace(claim, sides=claim.sides[ends], relations=(relation,), units=claim.units[ends])
            verdict = self.check(pair)
            if verdict.status == "holds":
                yield Outcome("executed", "", verdict.settings, verdict.weak)
            elif (self.text.supposes or is_supposition(pair)) and not self._contradicts_setting(pair):
                supposed = True
                yield Outcome("supposed", verdict.why, supposes=claim)
            else:
                yield Outcome(verdict.status, verdict.why)
        if supposed and "->" not in claim.relations:
            self._suppose(Supposition(claim, self.number))

    def _contradicts_setting(self, pair: Chain) -> bool:
        """Tell whether a false relation says of a function something else than its setting."""
        left, right = pair.sides
        head = left.head if isinstance(left, Call) and not is_simple(right) else None
        return head is not None and any(s.parameters and s.names == (key(head),) for s in self.settings)

    # -- checking under what is supposed

    def check(self, claim: Claim) -> Verdict:
        """Check a claim as it stands, and if that says nothing, under what the passage supposes."""
        verdict = self._check_under(claim, [])
        if self.text.supposes and isinstance(claim, Chain) and is_supposition(claim):
            return verdict
        if verdict.status == "holds":
            wanted = [each for each in self.suppositions if self._may_need(claim, each, verdict)]
            wanted += [each for each in self.after if verdict.silent and each not in self.needs]
            if wanted:
                under = self._check_under(claim, wanted, few=not verdict.silent)
                too_much = tuple(remark for remark in under.weak if LETS_IN in remark)
                return replace(verdict, weak=verdict.weak + too_much)
            return verdict
        for suppositions in self._tries():
            supposing = self._check_under(claim, suppositions)
            if supposing.status == "holds" or verdict.status == "unknown":
                verdict = supposing
            if verdict.status == "holds":
                break
        return verdict

    def _may_need(self, claim: Claim, supposition: Supposition, verdict: Verdict) -> bool:
        """Tell whether a claim that holds anyway may need what is supposed.

        It may say nothing just where that does not hold; or a setting may see to it that it holds.
        """
        if supposition in self.needs:
            return False
        if not supposition.setting:
            return verdict.silent > 0
        inside, said = (
            {each.name for side in chain.sides for each in symbols(side)}
            for chain in (claim, supposition.chain)
        )
        is_own = "=" in supposition.chain.relations or bool(inside & said)
        return supposition.setting in verdict.settings and is_own

    def _tries(self) -> Iterator[list[Supposition]]:
        """Yield what may hold together: the cases of a proof exclude each other, and the last is nearest."""
        before = [each for each in self.suppositions if not each.setting]
        if self.after:
            yield from ([*before, *self.after], self.after)
        yield from (before[place:] for place in range(len(before)))

    def _check_under(self, claim: Claim, suppositions: list[Supposition], few: bool = False) -> Verdict:
        units = bases(self.text.latex, self.settings, self.text.unit)
        chains = [each.chain for each in suppositions]
        verdict = check(claim, self.settings, units, self.conditions, chains, self.limits, few=few)
        for each in [*suppositions, *(Supposition(x, self.number) for x in self.conditions)]:
            why = verdict.needs.get(each.chain)
            if why and each.chain != claim and verdict.status == "holds":
                self.found.setdefault(each, f"{self.text.latex} breaks without it: {why}")
        return verdict

    def _equality(self, claim: Chain, inequality: Chain) -> Verdict:
        """Check that two sides of an inequality are equal exactly if the claim holds."""
        verdict = Verdict("unknown")
        for sides in pairwise(inequality.sides):
            equal = Equivalent(Chain(sides, ("=",), ("", "")), claim, everywhere=True)
            for suppositions in ([], *self._tries()):
                verdict = self._check_under(equal, suppositions)
                if verdict.status == "holds":
                    return verdict
        return verdict

    # -- supposing

    def _said_to_hold(self, claim: Chain, verdict: Verdict) -> tuple[str, str] | None:
        """Say why a true relation claims nothing, as "if c > 0" does not, and which setting draws c so."""
        ranges = "=" not in claim.relations and all(is_range(sides) for sides in pairwise(claim.sides))
        names = {name for side in claim.sides if isinstance(side, Symbol) for name in (key(side), side.name)}
        used = [each for each in self.settings if each.kind and each.text in verdict.settings]
        drawn = next((each.text for each in reversed(used) if names & set(each.names)), "")
        if self.text.supposes and is_supposition(claim) and (verdict.weak or ranges):
            return "the words before it say so", drawn
        if ranges and any(names & set(each.declared) for each in used):
            return CIRCULAR, drawn
        return None

    def _suppose(self, supposition: Supposition) -> None:
        """Add to what is supposed; what was said before of the same letter holds no longer."""
        said = supposition.chain
        binds = set(said.relations) == {"="} and isinstance(said.sides[0], Symbol)
        for each in list(self.suppositions):
            same = each.chain.relations[0] == "=" and each.chain.sides[0] == said.sides[0]
            if each.chain == said or (binds and same):
                self.suppositions.remove(each)
        self.suppositions.append(supposition)
        self.everything.append(supposition)


def _definition(
    sides: tuple[Node, Node], used: tuple[str, ...], settings: tuple[Setting, ...]
) -> Setting | None:
    """Return the setting that was used and defines one side as the other: such a check cannot fail."""
    said = (setting for setting in settings if setting.body and setting.text in used)
    return next((setting for setting in said if setting.body in sides), None)
