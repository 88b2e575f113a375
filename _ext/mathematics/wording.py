"""What the words round a formula say of it: that it is supposed, that sides are equal exactly then."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from mathematics.claims import CONDITIONS, MARKOV, is_function, is_simple, read, split
from mathematics.notation import FUNCTIONS
from mathematics.parser import FormulaError
from mathematics.reading import Written
from mathematics.tree import Bracketed, Chain, Node, Number, Symbol, Words

__all__ = [
    "Supposition",
    "Worded",
    "first_sentence",
    "is_supposition",
    "last_inequality",
    "limit_named",
    "supposed_after",
    "worded",
]


@dataclass(frozen=True)
class Worded:
    """What of a formula, and of the words round it, bears on its judgement."""

    latex: str
    unit: str = ""
    supposes: bool = False  # whether the words say so
    equality: bool = False  # whether they say that the sides before it are equal exactly then
    in_general: bool = False  # whether they say that something differs in general, and not always
    starts: bool = False  # whether a sentence ends between it and the formula before it
    last: bool = False


@dataclass(frozen=True)
class Supposition:
    """What a formula supposes: the formula's number in its passage, and how many passages before it is."""

    chain: Chain
    number: int
    back: int = 0
    setting: str = ""  # that says the same, so that claims hold under it anyway


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


def worded(formulas: Iterable[Written]) -> tuple[Worded, ...]:
    """Say of each formula what its words say: "if", "with", "wherever", "... means" suppose it."""
    found: list[Worded] = []
    for formula in formulas:
        said = bool(SUPPOSING.search(formula.lead) or SUPPOSED.match(formula.tail))
        joined = formula.lead.strip() in {"and", "or", ",", ", and"} and bool(found) and found[-1].supposes
        equality, starts = (bool(each.search(formula.lead)) for each in (EQUALITY, SENTENCE_ENDS))
        in_general = formula.tail.startswith(" in general") and r"\ne" in formula.latex
        supposes = said or joined
        found.append(
            Worded(formula.latex, formula.unit, supposes, equality, in_general, starts, formula.last)
        )
    return tuple(found)


def first_sentence(texts: Sequence[Worded]) -> Sequence[Worded]:
    """Return the formulas up to the end of the first sentence."""
    end = next((number for number, text in enumerate(texts) if number and text.starts), len(texts))
    return texts[:end]


def supposed_after(number: int, texts: Sequence[Worded], later: Sequence[Worded]) -> Iterator[Supposition]:
    """Yield what the rest of a formula's sentence supposes: "... if p_i > 0", "... at p = 1/2"."""
    places = [(place, 0, text) for place, text in enumerate(texts)][number + 1 :]
    places += [(place, -1, text) for place, text in enumerate(later)]
    for place, back, text in places:
        if text.starts:
            return
        if text.supposes and not text.equality:  # that says when sides are equal, not when the claim holds
            yield from (Supposition(each, place, back) for each in _chains(text) if is_supposition(each))


def limit_named(texts: Iterable[Worded]) -> list[Chain]:
    r"""Return the limit that a formula names: of ``f(t) \to 0`` the next one says ``t \to 0^+``."""
    chains = [chain for text in texts for chain in _chains(text)]
    return [chain for chain in chains if chain.relations == ("->",) and isinstance(chain.sides[0], Symbol)]


def last_inequality(text: Worded) -> Chain | None:
    """Return the inequality of which the words after it may say when its sides are equal."""
    chains = [chain for chain in _chains(text) if set(chain.relations) <= {"<=", ">="}]
    return next((chain for chain in reversed(chains) if not is_supposition(chain)), None)


def _chains(text: Worded) -> list[Chain]:
    try:
        return [claim for claim in split(read(text.latex))[0] if isinstance(claim, Chain)]
    except FormulaError:
        return []


def is_supposition(chain: Chain) -> bool:
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
