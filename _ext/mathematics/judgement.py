"""Judge the relations of a passage: executed, supposed, or not yet understood."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from mathematics.claims import CONDITIONS, Claim, Equivalent, Verdict, bases, check, is_simple, read, split
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
    texts = tuple((formula.latex, formula.unit) for formula in passage.formulas)
    return [Judgement(passage.formulas[place], *rest) for place, *rest in _judged(texts, passage.settings)]


CIRCULAR = "its setting says the same, so that the check could not fail"

Outcome = tuple[str, str, tuple[str, ...], tuple[str, ...]]  # status, why, settings, weak


@cache  # a fault in one paragraph leaves what was said of the others
def _judged(
    texts: tuple[tuple[str, str], ...], settings: tuple[Setting, ...]
) -> tuple[tuple[int, int, str, str, tuple[str, ...], tuple[str, ...]], ...]:
    suppositions: list[tuple[Chain, ...]] = []
    found: list[tuple[int, int, str, str, tuple[str, ...], tuple[str, ...]]] = []
    for number, (latex, unit) in enumerate(texts):
        try:
            tree = read(latex)
        except FormulaError as error:
            found.append((number, 0, "does not parse", str(error), (), ()))
            continue
        claims, conditions, limits = split(tree)
        limits = limits or _limit_after(texts[number + 1 : number + 2])
        context = _Context(latex, settings, unit, suppositions, conditions, limits)
        outcomes = [outcome for claim in claims for outcome in _outcomes(claim, context)]
        if any(setting.names == ("weak",) for setting in settings):
            outcomes = [(status, why, used, ()) for status, why, used, _ in outcomes]
        found += [(number, place, *outcome) for place, outcome in enumerate(outcomes, start=1)]
    return tuple(found)


def _limit_after(texts: tuple[tuple[str, str], ...]) -> list[Chain]:
    r"""Return the limit that the next formula of the sentence names: ``f(t) \to 0`` as ``t \to 0^+``."""
    try:
        chains = [chain for latex, _ in texts for chain in read(latex).chains]
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
        if verdict.status != "holds" and self.suppositions:
            supposing = check(
                chain, self.settings, units, self.conditions, self.suppositions, limits=self.limits
            )
            if supposing.status == "holds" or verdict.status == "unknown":
                return supposing
        return verdict


def _outcomes(claim: Claim, context: _Context) -> Iterator[Outcome]:
    """Judge a chain as a whole, and if that fails each of its relations alone."""
    whole = context.check(claim)
    if isinstance(claim, Equivalent):
        status = "executed" if whole.status == "holds" else whole.status
        yield from [(status, whole.why, whole.settings, ())] * len(claim.relations)
        return
    if whole.status == "holds":
        for sides in pairwise(claim.sides):
            circular = _is_definition(sides, whole.settings, context.settings)
            judged = ("supposed", CIRCULAR) if circular else ("executed", "")
            yield *judged, whole.settings, whole.weak
        return
    supposed = False
    for place, relation in enumerate(claim.relations):
        sides, units = claim.sides[place : place + 2], claim.units[place : place + 2]
        pair = replace(claim, sides=sides, relations=(relation,), units=units)
        verdict = context.check(pair) if len(claim.relations) > 1 else whole
        if verdict.status == "holds":
            yield "executed", "", verdict.settings, verdict.weak
        elif _is_supposition(pair):
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

    So may "p(x, y) = p(x) p(y)" and "p(x) > 0", whose sides are as simple as those of a condition are.
    """
    if chain.relations[0] in {"has law", "in", "not in", "is proportional to"}:
        return True
    if chain.relations[0] in CONDITIONS | {"="} and all(is_simple(side) for side in chain.sides):
        return not all(isinstance(side, Number) for side in chain.sides)
    return any(_is_letter(side) for side in chain.sides) and not any(
        isinstance(s, Words) for s in chain.sides
    )


def _is_letter(node: Node) -> bool:
    if isinstance(node, Bracketed):
        return bool(node.items) and all(_is_letter(item) for item in node.items)
    return isinstance(node, Symbol)
