"""Judge the relations of a text: executed, needed, supposed, or not yet understood.

A relation that supposes something, "let p = 1/2", claims nothing. But the claims beside it are checked under
it, and where one of them is false without it, or says nothing, it is needed: it cannot change unseen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import pairwise

from mathematics.checking import IDLE, Verdict, check
from mathematics.claims import (
    CONDITIONS,
    MARKOV,
    Claim,
    Equivalent,
    bases,
    is_function,
    is_range,
    is_simple,
    read,
    split,
)
from mathematics.environment import key
from mathematics.notation import FUNCTIONS
from mathematics.parser import FormulaError
from mathematics.reading import Passage, Written
from mathematics.settings import Setting
from mathematics.tree import Bracketed, Chain, Node, Number, Symbol, Words, symbols

__all__ = ["Judgement", "judge"]


@dataclass(frozen=True)
class Judgement:
    """What became of one relation of a formula."""

    formula: Written
    relation: int  # its place in the formula, from 1
    status: str  # "executed", "needed", "supposed", "unknown", "fails", "does not parse"
    why: str = ""  # of what is needed: the draw that shows it
    settings: tuple[str, ...] = ()  # the lines that said what its letters are
    weak: tuple[str, ...] = ()  # what makes the check weaker than the words, see checking.Verdict
    is_condition: bool = False  # whether the formula claims something else under it


@dataclass(frozen=True)
class Supposition:
    """What a formula supposes: the formula's number in its passage, and how many passages before it is."""

    chain: Chain
    number: int
    back: int = 0
    setting: str = ""  # that says the same, so that claims hold under it anyway


@dataclass(frozen=True)
class Outcome:
    """A judgement, before it is said of which formula, and before all that may need it is judged."""

    status: str
    why: str = ""
    settings: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    supposes: Chain | None = None
    is_condition: bool = False


@dataclass(frozen=True)
class Judged:
    """What became of a passage."""

    outcomes: tuple[tuple[Outcome, ...], ...] = ()  # of each formula, of each of its relations
    going_on: tuple[Supposition, ...] = ()  # what holds in a passage that goes on from this one
    set: tuple[Supposition, ...] = ()  # what a setting says, too, and so holds as long as the setting does
    inequality: Chain | None = None  # the last, of which the words after it may say when the sides are equal
    needs: tuple[tuple[Supposition, str], ...] = ()  # what its claims need, and draws that show it


def judge(passages: Iterable[Passage]) -> list[tuple[Passage, list[Judgement]]]:
    """Judge each relation of a text's passages; what is supposed holds to the end of its passage."""
    passages, judged = list(passages), [Judged()]
    for passage, after in zip(passages, [*passages, None][1:], strict=True):
        judged.append(_of(passage, judged[-1], after if after and after.before is passage else None))
    needs = {
        (place - each.back, each.number, each.chain): why
        for place, result in enumerate(judged[1:])
        for each, why in result.needs
    }
    return [
        (
            passage,
            [
                _judgement(formula, relation, outcome, needs.get((place, number, outcome.supposes)))
                for number, (formula, outcomes) in enumerate(
                    zip((*passage.formulas, *passage.words), result.outcomes, strict=True)
                )
                for relation, outcome in enumerate(outcomes, start=1)
            ],
        )
        for place, (passage, result) in enumerate(zip(passages, judged[1:], strict=True))
    ]


def _judgement(formula: Written, relation: int, outcome: Outcome, needed: str | None) -> Judgement:
    status, why = outcome.status, outcome.why
    if needed is not None and status == "supposed":
        status, why = "needed", needed
    return Judgement(formula, relation, status, why, outcome.settings, outcome.weak, outcome.is_condition)


CIRCULAR = "its setting says the same, so that the check could not fail"


@dataclass(frozen=True)
class _Text:
    """What of a formula, and of the words round it, bears on its judgement."""

    latex: str
    unit: str = ""
    supposes: bool = False  # whether the words say so
    equality: bool = False  # whether they say that the sides before it are equal exactly then
    in_general: bool = False  # whether they say that something differs in general, and not always
    starts: bool = False  # whether a sentence ends between it and the formula before it
    last: bool = False


def _of(passage: Passage, before: Judged, after: Passage | None) -> Judged:
    """Judge a passage; what the sentence supposes before it and after it holds here, too."""
    later = _texts(after.formulas) if after else ()
    end = next((number for number, text in enumerate(later) if number and text.starts), len(later))
    said = {setting.text for setting in passage.settings}
    going_on = (*(before.going_on if passage.before else ()), *(x for x in before.set if x.setting in said))
    inherited = tuple(replace(each, back=each.back + 1) for each in going_on)
    texts = _texts(passage.formulas)
    words = tuple(_Text(said.latex) for said in passage.words)
    return _judged(texts, words, passage.settings, inherited, later[:end], before.inequality)


SUPPOSING = re.compile(
    r"\b(if|wherever|where|with|when|whenever|let|suppose( that)?|for|given|at|unless|as long as|take|put|"
    r"some|any|needs|only for)\W*$",
    re.IGNORECASE,
)
SUPPOSED = re.compile(r"\W*(means|forces|has|have|only (at|for|if)|needs|demands)\b")
EQUALITY = re.compile(
    r"\b([Ee]qual(ity)?( holds)?|0),? (if and only if|exactly (for|when|if)|only (for|if))\W*$"
)
SENTENCE_ENDS = re.compile(r"[.!?]\)?\s")


def _texts(formulas: Iterable[Written]) -> tuple[_Text, ...]:
    """Say of each formula whether the words round it suppose it: "if", "with", "wherever", "... means"."""
    found: list[_Text] = []
    for formula in formulas:
        said = bool(SUPPOSING.search(formula.lead) or SUPPOSED.match(formula.tail))
        joined = formula.lead.strip() in {"and", "or", ",", ", and"} and bool(found) and found[-1].supposes
        equality, starts = (bool(each.search(formula.lead)) for each in (EQUALITY, SENTENCE_ENDS))
        in_general = formula.tail.startswith(" in general") and r"\ne" in formula.latex
        supposes = said or joined
        found.append(_Text(formula.latex, formula.unit, supposes, equality, in_general, starts, formula.last))
    return tuple(found)


@cache  # a fault in one paragraph leaves what was said of the others
def _judged(
    texts: tuple[_Text, ...],
    words: tuple[_Text, ...],
    settings: tuple[Setting, ...],
    before: tuple[Supposition, ...],
    later: tuple[_Text, ...],
    inequality: Chain | None,
) -> Judged:
    suppositions, going_on = list(before), [each for each in before if not each.setting]
    said = list(before)  # with what was then said otherwise
    found: list[tuple[Outcome, ...]] = []
    needs: dict[Supposition, str] = {}
    for number, text in enumerate(texts):
        known = len(suppositions)
        after = list(_supposed_after(number, texts, later))
        context = _Context(number, text, settings, suppositions, said, after, needs, inequality)
        found.append(tuple(context.judge(_limit_after(texts[number + 1 : number + 2]))))
        if text.last:  # the sentence may go on in a display
            going_on += [each for each in suppositions[known:] if not each.setting]
        inequality = next((each for each in reversed(_claims(text)) if _is_inequality(each)), inequality)
    for text in words:
        context = _Context(len(found), text, settings, said, said, [], needs, None)
        found.append(tuple(context.judge_words()))
    settled = tuple(each for each in suppositions if each.setting)
    return Judged(tuple(found), tuple(going_on), settled, inequality, tuple(needs.items()))


def _is_inequality(chain: Chain) -> bool:
    return set(chain.relations) <= {"<=", ">="} and not _is_supposition(chain)


def _supposed_after(number: int, texts: Sequence[_Text], later: Sequence[_Text]) -> Iterator[Supposition]:
    """Yield what the rest of a formula's sentence supposes: "... if p_i > 0", "... at p = 1/2"."""
    places = [(place, 0, text) for place, text in enumerate(texts)][number + 1 :]
    places += [(place, -1, text) for place, text in enumerate(later)]
    for place, back, text in places:
        if text.starts:
            return
        if text.supposes:
            claims = _claims(text)
            yield from (Supposition(claim, place, back) for claim in claims if _is_supposition(claim))


def _claims(text: _Text) -> list[Chain]:
    try:
        return [claim for claim in split(read(text.latex))[0] if isinstance(claim, Chain)]
    except FormulaError:
        return []


def _limit_after(texts: Iterable[_Text]) -> list[Chain]:
    r"""Return the limit that the next formula of the sentence names: ``f(t) \to 0`` as ``t \to 0^+``."""
    chains = [chain for text in texts for chain in _claims(text)]
    return [chain for chain in chains if chain.relations == ("->",) and isinstance(chain.sides[0], Symbol)]


@dataclass
class _Context:
    """What holds where a formula stands, and what is found to be needed of it."""

    number: int
    text: _Text
    settings: tuple[Setting, ...]
    suppositions: list[Supposition]
    all: list[Supposition]  # with those that were then said otherwise
    after: list[Supposition]
    needs: dict[Supposition, str]
    inequality: Chain | None
    conditions: list[Chain] = field(default_factory=list)
    limits: list[Chain] = field(default_factory=list)
    carries: bool = False  # whether the formula needs something that the passage supposes

    def judge(self, limit_after: list[Chain]) -> list[Outcome]:
        """Judge each relation of the formula."""
        try:
            claims, self.conditions, limits = split(read(self.text.latex))
        except FormulaError as error:
            return [Outcome("does not parse", str(error))]
        self.limits = limits or limit_after
        outcomes = [outcome for claim in claims for outcome in self._outcomes(claim)]
        if any(setting.names == ("weak",) for setting in self.settings):
            outcomes = [replace(outcome, weak=()) for outcome in outcomes]
        elif any(not any(IDLE in remark for remark in outcome.weak) for outcome in outcomes):
            # A condition that one of the claims needs may stand beside others that do not.
            outcomes = [
                replace(outcome, weak=tuple(x for x in outcome.weak if IDLE not in x)) for outcome in outcomes
            ]
        for condition in self.conditions:
            outcome = Outcome("supposed", "no claim needs it", supposes=condition, is_condition=True)
            outcomes += [outcome] * len(condition.relations)
        return outcomes

    def judge_words(self) -> Iterator[Outcome]:
        """Say what is wrong with formulas that an author gives for words: they must need what those suppose."""
        claims, _, self.limits = split(read(self.text.latex))
        for claim in claims:
            self.carries, verdict = False, Verdict("unknown", "nothing is supposed here")
            for size in range(1, len(self.suppositions) + 1):
                for start in range(len(self.suppositions) - size + 1):
                    found = self._check_under(claim, self.suppositions[start : start + size])
                    verdict = verdict if verdict.status == "holds" else found
                if self.carries:
                    break
            if not self.carries:
                why = "it holds whatever is supposed" if verdict.status == "holds" else verdict.why
                yield from [Outcome("fails", f"so {self.text.latex}: {why}")] * len(claim.relations)

    def check(self, claim: Claim) -> Verdict:
        """Check a claim as it stands, and if that says nothing, under what the passage supposes."""
        verdict = self._check_under(claim, [])
        if self.text.supposes and isinstance(claim, Chain) and _is_supposition(claim):
            return verdict
        if verdict.status == "holds":
            # It may say nothing just where a supposition does not hold; or a setting sees to it that that holds.
            wanted = [each for each in self.suppositions if self._may_need(claim, each, verdict)]
            wanted += [each for each in self.after if verdict.silent and each not in self.needs]
            if wanted:
                self._check_under(claim, wanted, few=not verdict.silent)
            return verdict
        for suppositions in self._tries():
            supposing = self._check_under(claim, suppositions)
            if supposing.status == "holds" or verdict.status == "unknown":
                verdict = supposing
            if verdict.status == "holds":
                break
        return verdict

    def _may_need(self, claim: Claim, supposition: Supposition, verdict: Verdict) -> bool:
        """Tell whether a claim that holds anyway may need what is supposed."""
        if supposition in self.needs:
            return False
        if not supposition.setting:
            return verdict.silent > 0
        inside, said = (
            {each.name for side in c.sides for each in symbols(side)} for c in (claim, supposition.chain)
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
        if verdict.status == "holds":
            supposed = [*suppositions, *(Supposition(each, self.number) for each in self.conditions)]
            needed = ((each, verdict.needs.get(each.chain)) for each in supposed)
            for each, why in needed:
                if why and each.chain != claim:
                    self.carries = True
                    self.needs.setdefault(
                        each, f"{self.text.latex} is false or says nothing without it: {why}"
                    )
        return verdict

    def _outcomes(self, claim: Claim) -> Iterator[Outcome]:
        """Judge a chain as a whole, and if that fails each of its relations alone."""
        whole = self.check(claim)
        if isinstance(claim, Equivalent):
            status = "executed" if whole.status == "holds" else whole.status
            yield from [Outcome(status, whole.why, whole.settings)] * len(claim.relations)
            return
        if self.text.in_general and self.check(replace(claim, relations=("=",))).status == "fails":
            yield Outcome("executed", "", whole.settings)
            return
        if self.text.equality and self.inequality:
            equality = self._equality(claim, self.inequality)
            if equality.status == "holds":
                yield from [Outcome("executed", "", equality.settings)] * len(claim.relations)
                return
        said = self._said_to_hold(claim, whole) if whole.status == "holds" else None
        if said:
            why, setting = said
            self._suppose(Supposition(claim, self.number, setting=setting))
            yield from [Outcome("supposed", why, supposes=claim)] * len(claim.relations)
            return
        if whole.status == "holds":
            for sides in pairwise(claim.sides):
                setting = _definition(sides, whole.settings, self.settings)
                if setting:
                    said = replace(claim, sides=sides, relations=("=",), units=("", ""))
                    self._suppose(Supposition(said, self.number, setting=setting.text))
                    yield Outcome("supposed", CIRCULAR, whole.settings, whole.weak, said)
                else:
                    yield Outcome("executed", "", whole.settings, whole.weak)
            return
        supposed = False
        for place, relation in enumerate(claim.relations):
            ends = slice(place, place + 2)
            pair = replace(claim, sides=claim.sides[ends], relations=(relation,), units=claim.units[ends])
            verdict = self.check(pair) if len(claim.relations) > 1 else whole
            if verdict.status == "holds":
                yield Outcome("executed", "", verdict.settings, verdict.weak)
            elif self.text.supposes or _is_supposition(pair):
                supposed = True
                yield Outcome("supposed", verdict.why, supposes=claim)
            else:
                yield Outcome(verdict.status, verdict.why)
        if supposed and "->" not in claim.relations:
            self._suppose(Supposition(claim, self.number))

    def _said_to_hold(self, claim: Chain, verdict: Verdict) -> tuple[str, str] | None:
        """Say why a true relation claims nothing, "if c > 0" or c > 0 where a setting draws it so, and which."""
        ranges = "=" not in claim.relations and all(is_range(sides) for sides in pairwise(claim.sides))
        names = {name for side in claim.sides if isinstance(side, Symbol) for name in (key(side), side.name)}
        used = [each for each in self.settings if each.kind and each.text in verdict.settings]
        drawn = next((each.text for each in reversed(used) if names & {*each.declared, *each.names}), "")
        if self.text.supposes and _is_supposition(claim) and (verdict.weak or ranges):
            return "the words before it say so", drawn
        if ranges and any(names & set(each.declared) for each in used):
            return CIRCULAR, drawn
        return None

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

    def _suppose(self, supposition: Supposition) -> None:
        """Add to what is supposed; what was said before of the same letter holds no longer."""
        said = supposition.chain
        for each in list(self.suppositions):
            same = set(said.relations) == {"="} and (each.chain.sides[0], each.chain.relations[0]) == (
                said.sides[0],
                "=",
            )
            if each.chain == said or (same and isinstance(said.sides[0], Symbol)):
                self.suppositions.remove(each)
        self.suppositions.append(supposition)
        self.all.append(supposition)


def _definition(
    sides: tuple[Node, Node], used: tuple[str, ...], settings: tuple[Setting, ...]
) -> Setting | None:
    """Return the setting that was used and defines one side as the other: such a check cannot fail."""
    said = (setting for setting in settings if setting.body and setting.text in used)
    return next((setting for setting in said if setting.body in sides), None)


def _is_supposition(chain: Chain) -> bool:
    """Tell whether a relation may say "let p = 1/2" and claim nothing: a letter stands alone on one side.

    So may "t(x) = x^2", and "p(x, y) = p(x) p(y)" and "p(x) > 0", whose sides are as simple as those of a
    condition are.
    """
    if chain.lead == MARKOV or chain.relations[0] in {"has law", "in", "not in", "is proportional to"}:
        return True
    if chain.relations[0] in CONDITIONS | {"="} and all(is_simple(side) for side in chain.sides):
        return not all(isinstance(side, Number) for side in chain.sides)
    if (
        chain.relations[0] == "="
        and is_function(chain.sides[0])
        and chain.sides[0].head.name not in FUNCTIONS
    ):
        return True
    return any(_is_letter(side) for side in chain.sides) and not any(
        isinstance(s, Words) for s in chain.sides
    )


def _is_letter(node: Node) -> bool:
    if isinstance(node, Bracketed):
        return bool(node.items) and all(_is_letter(item) for item in node.items)
    return isinstance(node, Symbol)
