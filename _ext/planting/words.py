"""Faults in words: a claim turned round, a condition lost, two references or two citations exchanged."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
from gates.seals import passages as sealed_passages
from manuscript.book import Book
from manuscript.markup import passages, references

from planting.faults import Fault, Rule, choose, exchanged

__all__ = ["claim_faults", "prose_faults", "reference_faults"]

TURNED = {
    "never": "always", "at most": "at least", "larger": "smaller", "largest": "smallest", "less": "more",
    "if and only if": "if", "cannot": "can", "below": "above", "independent": "dependent",
    "convex": "concave",
    "finite": "infinite", "all": "some", "both": "one of them", "discrete": "continuous", "rises": "falls",
    "positive": "negative", "higher": "lower", "longer": "shorter",
    "grows": "shrinks", "before": "after", "rows": "columns", "first": "second", "truth": "belief",
    "maximum": "minimum", "upper": "lower", "wide": "narrow", "faster": "slower", "input": "output",
    "known": "unknown", "more than": "less than", "costs": "saves", "true": "false",
}  # fmt: skip
TURNED |= {new: old for old, new in TURNED.items()}
WORD = re.compile(rf"\b(?:{'|'.join(sorted(TURNED, key=len, reverse=True))})\b")


def turn_a_claim(text: str, rng: np.random.Generator) -> str | None:
    """Write never for always, larger for smaller."""
    match = choose(rng, list(WORD.finditer(text)))
    return exchanged(text, match, TURNED[match[0]]) if match else None


def negate(text: str, rng: np.random.Generator) -> str | None:
    """Write "is not" for "is", and "is" for "is not"."""
    match = choose(rng, list(re.finditer(r"\bis( not)?\b", text)))
    return exchanged(text, match, "is" if match[1] else "is not") if match else None


WORD_RULES: tuple[Rule, ...] = (turn_a_claim, negate)


def claim_faults(book: Book, rng: np.random.Generator) -> Iterator[Fault]:
    """Yield faults in sealed passages, without end."""
    pieces = []
    for passage in sealed_passages(book):
        lines = book.text(passage.file).splitlines()
        pieces += [
            (passage.kind, passage.file, passage.line + k, lines[passage.line - 1 + k])
            for k in range(4)
            if passage.line - 1 + k < len(lines)
            and WORD.search(lines[passage.line - 1 + k])
            and lines[passage.line - 1 + k].strip(" -$") in passage.words
        ]
    yield from _in_words(pieces, rng)


def prose_faults(book: Book, rng: np.random.Generator) -> Iterator[Fault]:
    """Yield faults in the prose of the chapters, sealed or not, without end."""
    pieces = [
        ("claim in prose", name, passage.line, line)
        for name in book.chapters()
        for passage in passages(book.text(name))
        if passage.kind == "prose"
        for line in [book.text(name).splitlines()[passage.line - 1]]
        if WORD.search(line)
    ]
    yield from _in_words(pieces, rng)


def _in_words(pieces: list[tuple[str, str, int, str]], rng: np.random.Generator) -> Iterator[Fault]:
    while True:
        kind, file, line, text = pieces[int(rng.integers(len(pieces)))]
        rule = WORD_RULES[int(rng.integers(len(WORD_RULES)))]
        wrong = rule(text, rng)
        if wrong is not None:
            name = kind if kind == "claim in prose" else f"sealed: {kind}"
            yield Fault(name, rule.__name__.replace("_", " "), file, line, text, wrong)


def reference_faults(book: Book, rng: np.random.Generator) -> Iterator[Fault]:
    """Yield pairs of references of one kind and chapter that have exchanged their targets, without end."""
    found = {name: [r for r in references(book.text(name)) if r.role != "term"] for name in book.chapters()}
    names = sorted(found)
    while True:
        name = names[int(rng.integers(len(names)))]
        one = found[name][int(rng.integers(len(found[name])))]
        others = [r for r in found[name] if (r.role, r.line > one.line) == (one.role, True)]
        if not others:
            continue
        other = others[int(rng.integers(len(others)))]
        lines = book.text(name).splitlines()[one.line - 1 : other.line]
        if one.target != other.target and one.target in lines[0] and other.target in lines[-1]:
            first = lines[0].replace(one.target, other.target, 1)
            last = lines[-1].replace(other.target, one.target, 1)
            old, new = "\n".join(lines), "\n".join([first, *lines[1:-1], last])
            kind = "citation" if one.role.startswith("cite") else "reference"
            yield Fault(kind, f"exchange {one.target} and {other.target}", name, one.line, old, new)
