"""Judge the relations of a passage: executed, supposed, or not yet understood."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from mathematics.checking import IDLE, Verdict, check
from mathematics.claims import (
    CONDITIONS,
    Claim,
    Equivalent,
    bases,
    is_function,
    is_simple,
    read,
    split,
)
from mathematics.notation import FUNCTIONS
from mathematics.parser import FormulaError
from mathematics.reading import Passage, Written
from mathematics.settings import Setting
from mathematics.tree import Bracketed, Chain, Node, Number, Symbol, Words

__all__ = ["Judgement", "judge"]


@dataclass(frozen=True)
class Judgement:
    """What became of one relation of a formula."""

    formula: Written
    relation: int  # its place in the formula, from 1
    status: str  # "executed", "supposed", "unknown", "fails", "does not parse"
    why: str = ""
    settings: tuple[str, ...] = ()  # the lines that said what its letters are
    weak: tuple[str, ...] = ()  # what makes the check weaker than the words, see claims.Verdict


def judge(passage: Passage) -> list[Judgement]:
    """Judge each relation of a passage; what a formula supposes holds in the formulas after it."""
    return [
        Judgement(passage.formulas[place], relation, status, why, settings, weak)
        for place, relation, status, why, settings, weak in _of(passage)[0]
    ]


CIRCULAR = "its setting says the same, so that the check could not fail"

Outcome = tuple[str, str, tuple[str, ...], tuple[str, ...]]  # status, why, settings, weak
Found = tuple[int, int, str, str, tuple[str, ...], tuple[str, ...]]  # formula and relation, outcome
Suppositions = tuple[tuple[Chain, ...], ...]


def _of(passage: Passage) -> tuple[tuple[Found, ...], Suppositions]:
    """Judge a passage; what the sentence before it supposes holds here, too."""
    supposed = _of(passage.before)[1] if passage.before else ()
    supposes = _supposes(passage.formulas)
    texts = tuple(
        (formula.latex, formula.unit, said, formula.last)
        for formula, said in zip(passage.formulas, supposes, strict=True)
    )
    return _judged(texts, passage.settings, supposed)


SUPPOSING = re.compile(
    r"\b(if|wherever|where|with|when|whenever|let|suppose( that)?|for|given|at|unless|as long as|take|put|"
    r"some|any|needs|means|forces|only for)\W*$",
    re.IGNORECASE,
)


SUPPOSED = re.compile(r"\W*(means|only (at|for|if)|needs|demands)\b")


def _supposes(formulas: Iterable[Written]) -> tuple[bool, ...]:
    """Say of each formula whether the words round it suppose it: "if", "with", "wherever", "... means"."""
    found: list[bool] = []
    for formula in formulas:
        said = SUPPOSING.search(formula.lead) or SUPPOSED.match(formula.tail)
        joined = formula.lead.strip() in {"and", "or", ",", ", and"}
        found.append(bool(said) or (joined and found[-1:] == [True]))
    return tuple(found)


@cache  # a fault in one paragraph leaves what was said of the others
def _judged(
    texts: tuple[tuple[str, str, bool, bool], ...], settings: tuple[Setting, ...], supposed: Suppositions
) -> tuple[tuple[Found, ...], Suppositions]:
    suppositions, going_on = list(supposed), list(supposed)
    found: list[Found] = []
    for number, (latex, unit, supposes, last) in enumerate(texts):
        before = len(suppositions)
        try:
            tree = read(latex)
        except FormulaError as error:
            found.append((number, 0, "does not parse", str(error), (), ()))
            continue
        claims, conditions, limits = split(tree)
        limits = limits or _limit_after([each[0] for each in texts[number + 1 : number + 2]])
        context = _Context(latex, settings, unit, suppositions, conditions, limits)
        outcomes = [outcome for claim in claims for outcome in _outcomes(claim, context, supposes)]
        if any(setting.names == ("weak",) for setting in settings):
            outcomes = [(status, why, used, ()) for status, why, used, _ in outcomes]
        elif any(not any(IDLE in remark for remark in weak) for *_, weak in outcomes):
            # A condition that one of the claims needs may stand beside others that do not.
            outcomes = [
                (status, why, used, tuple(x for x in weak if IDLE not in x))
                for status, why, used, weak in outcomes
            ]
        found += [(number, place, *outcome) for place, outcome in enumerate(outcomes, start=1)]
        if last:  # the sentence may go on in a display
            going_on += suppositions[before:]
    return tuple(found), tuple(going_on)


def _limit_after(texts: list[str]) -> list[Chain]:
    r"""Return the limit that the next formula of the sentence names: ``f(t) \to 0`` as ``t \to 0^+``."""
    try:
        chains = [chain for latex in texts for chain in read(latex).chains]
    except FormulaError:
        return []
    return [chain for chain in chains if chain.relations == ("->",) and isinstance(chain.sides[0], Symbol)]


@dataclass
class _Context:
    """What holds where a claim is made."""

    latex: str
    settings: tuple[Setting, ...]
    unit: str
    suppositions: list[tuple[Chain, ...]]
    conditions: list[Chain]
    limits: list[Chain]

    def check(self, chain: Claim) -> Verdict:
        """Check a chain as it stands, and if that says nothing, under what the paragraph supposes."""
        units = bases(self.latex, self.settings, self.unit)
        verdict = check(chain, self.settings, units, self.conditions, limits=self.limits)
        tries = (
            [self.suppositions, self.suppositions[-1:]] if len(self.suppositions) > 1 else [self.suppositions]
        )
        for suppositions in tries:  # the last alone, because two cases of a proof exclude each other
            if verdict.status == "holds" or not suppositions:
                break
            supposing = check(chain, self.settings, units, self.conditions, suppositions, limits=self.limits)
            if supposing.status == "holds" or verdict.status == "unknown":
                verdict = supposing
        return verdict


def _outcomes(claim: Claim, context: _Context, supposes: bool) -> Iterator[Outcome]:
    """Judge a chain as a whole, and if that fails each of its relations alone."""
    whole = context.check(claim)
    if isinstance(claim, Equivalent):
        status = "executed" if whole.status == "holds" else whole.status
        yield from [(status, whole.why, whole.settings, ())] * len(claim.relations)
        return
    if whole.status == "holds" and whole.weak and supposes and _is_supposition(claim):
        yield from [("supposed", "the words before it say so", (), ())] * len(claim.relations)
        return
    if whole.status == "holds":
        for sides in pairwise(claim.sides):
            circular = _is_definition(sides, whole.settings, context.settings)
            judged = ("supposed", CIRCULAR) if circular else ("executed", "")
            yield *judged, whole.settings, whole.weak
        return
    supposed = False
    for place, relation in enumerate(claim.relations):
        ends = slice(place, place + 2)
        pair = replace(claim, sides=claim.sides[ends], relations=(relation,), units=claim.units[ends])
        verdict = context.check(pair) if len(claim.relations) > 1 else whole
        if verdict.status == "holds":
            yield "executed", "", verdict.settings, verdict.weak
        elif supposes or _is_supposition(pair):
            supposed = True
            yield "supposed", verdict.why, (), ()
        else:
            yield verdict.status, verdict.why, (), ()
    if supposed and "->" not in claim.relations:
        context.suppositions.append((claim,))


def _is_definition(sides: tuple[Node, Node], used: tuple[str, ...], settings: tuple[Setting, ...]) -> bool:
    """Tell whether a setting that was used defines one side as the other: such a check cannot fail."""
    return any(setting.body in sides for setting in settings if setting.body and setting.text in used)


def _is_supposition(chain: Chain) -> bool:
    """Tell whether a relation may say "let p = 1/2" and claim nothing: a letter stands alone on one side.

    So may "t(x) = x^2", and "p(x, y) = p(x) p(y)" and "p(x) > 0", whose sides are as simple as those of a
    condition are.
    """
    if chain.relations[0] in {"has law", "in", "not in", "is proportional to"}:
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
