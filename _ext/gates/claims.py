"""The words that turn a claim round are on record, sentence by sentence, in ``NAME.claims`` beside the text.

"Not", "never", "all", "larger", "below", "if": a sentence may lose or exchange such a word, or a letter that
stands alone, and break no formula and no number. So each sentence, heading and question is on record with
these words and letters in their order. (A question claims nothing, but its answer does.) All other words may
be written anew; when one of these has changed, the sentence is to be read again before ``make seal`` puts it
on record.

What a passage that is sealed says is read word for word (``seals``), and an exercise has a record of its own.
"""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from manuscript.book import Book, Complaint
from manuscript.markup import passages
from manuscript.statements import TURNING

__all__ = ["Claim", "claims", "complaints", "complaints_in", "record", "record_name"]

SENTENCE = re.compile(r"(?<=[.!?])\)?\s+|\s+(?=\()")
# A letter by itself is in no list of formulas, and may be exchanged for another: "uncertainty about $Y$".
LONE = r"\$\\?[A-Za-z]+(?:_\w|\^\*)?\$"
# So may one in the words: "on machine C". The pronoun is none, nor is what follows a command: ``X \to Y``.
NO_COMMAND = "".join(rf"(?<!\\[a-z]{{{length}}} )" for length in range(2, 7))
NAMED = rf"(?-i:(?<=[a-z] ){NO_COMMAND}(?!I\b)[A-Z]\b)"
SAID = re.compile(rf"{TURNING.pattern}|{LONE}|{NAMED}", re.IGNORECASE)
SHOWN = 8  # words of the sentence that the record shows, for those who read it


@dataclass(frozen=True)
class Claim:
    """A sentence and the words in it that turn what it says."""

    line: int
    under: tuple[str, ...]  # the headings
    turned_by: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.turned_by} ← {' '.join(self.sentence.split()[:SHOWN])}"


def complaints(book: Book) -> list[Complaint]:
    """List the claims of the book that are not on record."""
    return [complaint for name in book.pages() for complaint in complaints_in(book, name)]


def complaints_in(book: Book, name: str) -> Iterator[Complaint]:
    """Yield the sentences of a text whose words are not those on record."""
    before = [line.partition(" ← ")[0] for line in _on_record(book, name) if not line.startswith("# ")]
    found = claims(book.text(name))
    now = [claim.turned_by for claim in found]
    for change, i, j, k, m in difflib.SequenceMatcher(None, before, now, autojunk=False).get_opcodes():
        if change != "equal":
            claim = found[min(k, len(found) - 1)] if found else None
            says = f"on record: {'; '.join(before[i:j]) or '–'}. Now: {'; '.join(now[k:m]) or '–'}"
            line, sentence = (claim.line, claim.sentence) if claim else (1, "")
            yield Complaint(name, line, f"“{sentence}”: {says}. If it is right, run 'make seal'")


def record_name(name: str) -> str:
    """Return the name of a text's record."""
    return name.removesuffix(".md") + ".claims"


def record(text: str) -> str:
    """Return the record of a text: a line for each claim, under the headings of the text."""
    lines: list[str] = []
    under: tuple[str, ...] = ()
    for claim in claims(text):
        if claim.under != under:
            lines.append(f"# {' / '.join(claim.under)}")
            under = claim.under
        lines.append(str(claim))
    return "".join(f"{line}\n" for line in lines)


def claims(text: str) -> list[Claim]:
    """List the sentences, headings and questions that a word could turn round."""
    found = []
    for passage in passages(text):
        shown = passage.shown
        if passage.kind != "prose" or passage.place.exercise:
            continue
        ends = [*(match.end() for match in SENTENCE.finditer(shown)), len(shown)]
        for begin, end in pairwise([0, *ends]):
            words = [
                said if "$" in said or len(said) == 1 else said.lower()
                for said in SAID.findall(shown, begin, end)
            ]
            sentence = " ".join(shown[begin:end].split())
            if words:
                line = passage.line + shown.count("\n", 0, begin)
                found.append(Claim(line, passage.place.headings[1:], " ".join(words), sentence))
    return found


def _on_record(book: Book, name: str) -> list[str]:
    try:
        return book.text(record_name(name)).splitlines()
    except FileNotFoundError:
        return []
