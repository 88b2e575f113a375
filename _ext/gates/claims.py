"""The words that turn a claim round are on record, sentence by sentence, in ``NAME.claims`` beside the text.

"Not", "never", "all", "larger", "below", "if": a sentence may lose or exchange such a word, or a letter that
stands alone, and break no formula and no number. So each sentence of a paragraph that has a formula, a
number, code or a reference, or stresses something, is on record with these words and letters in their order.
All other words may be written anew; when one of these has changed, the sentence is to be read again before
``make seal`` puts it on record.

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
ABOUT = re.compile(r"[$\d`{*]")  # a formula, a number, code, a role, what is stressed
# A letter by itself is in no list of formulas, and may be exchanged for another: "uncertainty about $Y$".
SAID = re.compile(rf"{TURNING.pattern}|\$\\?[A-Za-z]+(?:_\w|\^\*)?\$", re.IGNORECASE)
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
    return [complaint for name in book.chapters() for complaint in complaints_in(book, name)]


def complaints_in(book: Book, name: str) -> Iterator[Complaint]:
    """Yield the sentences of a text whose words are not those on record."""
    before = [line.partition(" ← ")[0] for line in _on_record(book, name) if not line.startswith("# ")]
    found = claims(book.text(name))
    now = [claim.turned_by for claim in found]
    for change, i, j, k, m in difflib.SequenceMatcher(None, before, now, autojunk=False).get_opcodes():
        if change != "equal":
            claim = found[min(k, len(found) - 1)]
            says = f"on record: {'; '.join(before[i:j]) or '–'}. Now: {'; '.join(now[k:m]) or '–'}"
            yield Complaint(name, claim.line, f"“{claim.sentence}”: {says}. If it is right, run 'make seal'")


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
    """List the sentences that a word could turn round; a question claims nothing."""
    found = []
    for passage in passages(text):
        shown, start = passage.shown, passage.start
        if passage.kind != "prose" or passage.place.exercise:
            continue
        if not ABOUT.search(text, start, start + len(shown)):
            continue  # small talk
        ends = [*(match.end() for match in SENTENCE.finditer(shown)), len(shown)]
        for begin, end in pairwise([0, *ends]):
            words = [
                said[0] if "$" in said[0] else said[0].lower() for said in SAID.finditer(shown, begin, end)
            ]
            sentence = " ".join(shown[begin:end].split())
            if words and not sentence.endswith("?"):
                line = passage.line + shown.count("\n", 0, begin)
                found.append(Claim(line, passage.place.headings[1:], " ".join(words), sentence))
    return found


def _on_record(book: Book, name: str) -> list[str]:
    try:
        return book.text(record_name(name)).splitlines()
    except FileNotFoundError:
        return []
