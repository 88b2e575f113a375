"""A fault, and how it is planted: in memory, in the text of one file."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from manuscript.book import Book

__all__ = ["Fault", "Rule", "choose", "exchanged", "plant"]

Rule = Callable[[str, np.random.Generator], str | None]


@dataclass(frozen=True)
class Fault:
    """One fault: of what kind, made by which rule, and what it does to which file."""

    kind: str
    rule: str
    file: str
    line: int
    old: str
    new: str

    def __str__(self) -> str:
        shown = f"{self.old!r} -> {self.new!r}" if "\n\n" not in self.old else "two places"
        return f"{self.kind}, {self.rule}: {self.file}:{self.line}: {shown}"


def plant(book: Book, fault: Fault) -> Book:
    """Return the book with the fault in it; it is at its line, or at the first place after it."""
    lines = book.text(fault.file).splitlines(keepends=True)
    before, after = "".join(lines[: fault.line - 1]), "".join(lines[fault.line - 1 :])
    if fault.old not in after:
        raise ValueError(f"the fault does not fit its file: {fault}")
    return book.with_fault(fault.file, before + after.replace(fault.old, fault.new, 1))


def choose(rng: np.random.Generator, matches: list[re.Match[str]]) -> re.Match[str] | None:
    """Choose one of these places, if there is one."""
    return matches[int(rng.integers(len(matches)))] if matches else None


def exchanged(text: str, match: re.Match[str], new: str) -> str:
    """Return the text with other words in one place."""
    return text[: match.start()] + new + text[match.end() :]
