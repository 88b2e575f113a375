"""Each number of a text with its source."""

from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from manuscript.book import Book, outputs
from manuscript.numbers import Number, numbers

from binding.arithmetic import agree, equalities
from binding.definitions import definitions
from binding.lines import bound_cells
from binding.marks import Claim, claims
from binding.places import nearest
from binding.values import values

__all__ = ["Binding", "bindings"]

STATED = "the text"  # says it itself: a small number, which no cell need give


@dataclass(frozen=True)
class Binding:
    """A number of the text and its source, or what is wrong with it."""

    number: Number
    source: str
    wrong: str = ""

    def __str__(self) -> str:
        """Return the line that the record has for it."""
        return f"{self.number} ← {self.source}"


def bindings(book: Book, name: str) -> tuple[list[Binding], list[Claim]]:
    """Return each number of a text that could be a result or a datum, bound, and what its marks say."""
    notebook = book.text(name.removesuffix(".md") + ".ipynb") if name.startswith("chapters/") else ""
    return _bindings(book.text(name), notebook, book.text("references.bib"))


@lru_cache(maxsize=32)  # the gate asks, and so does who seals
def _bindings(text: str, notebook: str, bibliography: str) -> tuple[list[Binding], list[Claim]]:
    held = values(text, outputs(notebook)) if notebook else []
    shown = numbers(text)
    said = claims(text, shown, definitions(text), bibliography)
    computed, in_tables = _computed(shown), {(it.line, it.column): it.source for it in bound_cells(text)}
    bound = []
    for number in shown:
        claim = next((claim for claim in said if claim.covers(number)), None)
        arithmetic, wrong = computed.get(number.start, ("", ""))
        line = in_tables.get((number.line, number.column)) if number.alone else None
        if claim or line:
            bound.append(Binding(number, claim.source if claim else line or ""))
        elif wrong:
            bound.append(Binding(number, "", wrong))
        elif number.is_result:
            value = nearest(number, held)
            source = value.says if value else arithmetic
            bound.append(Binding(number, source, "" if source else _unbound(number)))
        elif number.counts:
            bound.append(Binding(number, arithmetic or STATED))
    return bound, said


def _computed(shown: list[Number]) -> dict[int, tuple[str, str]]:
    """Map the start of each number in an equality of plain arithmetic to it, and to what is wrong with it."""
    found = {}
    for passage, inside in groupby(shown, lambda number: number.passage):
        members = list(inside)
        for sides in equalities(passage.shown):
            plain = [side for side in sides if side.value is not None]
            says = " = ".join(" ".join(passage.shown[side.start : side.end].split()) for side in plain)
            wrong = f"{says} is not true: {', '.join(f'{side.value:.10g}' for side in plain)}"
            if all(agree(plain[0], side) for side in plain[1:]):
                wrong = ""
            for number in members:
                if any(side.start <= number.start - passage.start < side.end for side in plain):
                    found[number.start] = (says, wrong)
    return found


def _unbound(number: Number) -> str:
    written = number.written
    return (
        f"{number}: no cell near by gives it; if it is right, say so in a line "
        f"'<!-- number: {written} = ... -->', '<!-- quoted: {written} KEY -->' or '<!-- given: {written} -->'"
    )
