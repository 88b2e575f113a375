"""Faults in exercises: in what they ask, answer, foresee, hint at and explain."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from gates.exercises import places
from manuscript.book import Book
from manuscript.registry import registered, registry_file

from planting.faults import Fault, Rule, choose, exchanged

__all__ = ["EXERCISE_RULES", "exercise_faults"]

# A piece of text: its kind, its file, its line and itself.
Piece = tuple[str, str, int, str]

NUMBER = re.compile(r"(?<![\w.₀-₉^{])\d+(?:\.\d+)?(?![\w.]*[A-Za-z_])")
UNSEEN = re.compile(r"<!--.*?-->|^\d\. ", re.MULTILINE | re.DOTALL)
TURNED = {
    "more": "less", "larger": "smaller", "above": "below", "multiply": "divide", "first": "second",
    "add": "subtract",
}  # fmt: skip
TURNED |= {new: old for old, new in TURNED.items()}


def change_a_number(text: str, rng: np.random.Generator) -> str | None:
    """Move the last digit of a number by one."""
    match = choose(rng, list(NUMBER.finditer(text)))
    if not match:
        return None
    last = (int(match[0][-1]) + int(rng.choice([1, 9]))) % 10
    return exchanged(text, match, match[0][:-1] + str(last))


def exchange_two_numbers(text: str, rng: np.random.Generator) -> str | None:
    """Exchange a number with the next one of the same line."""
    found = list(NUMBER.finditer(text))
    near = [
        (one, two)
        for one, two in pairwise(found)
        if one[0] != two[0] and "\n" not in text[one.end() : two.start()]
    ]
    if not near:
        return None
    one, two = near[int(rng.integers(len(near)))]
    return text[: one.start()] + two[0] + text[one.end() : two.start()] + one[0] + text[two.end() :]


def flip_a_sign(text: str, rng: np.random.Generator) -> str | None:
    """Turn a plus between two terms into a minus, or a minus into a plus."""
    match = choose(rng, list(re.finditer(r"(?<=[\w)\]] )[-+−](?= [\w(])", text)))
    return exchanged(text, match, "-" if match[0] == "+" else "+") if match else None


def change_the_unit(text: str, rng: np.random.Generator) -> str | None:
    """Write nats for bits, or bits for nats."""
    match = choose(rng, list(re.finditer(r"\b(?:bit|nat)(?=s?\b)", text)))
    return exchanged(text, match, "nat" if match[0] == "bit" else "bit") if match else None


def turn_a_word(text: str, rng: np.random.Generator) -> str | None:
    """Write larger for smaller, multiply for divide, first for second."""
    match = choose(rng, list(re.finditer(rf"\b(?:{'|'.join(TURNED)})\b", text)))
    return exchanged(text, match, TURNED[match[0]]) if match else None


def take_another_option(text: str, rng: np.random.Generator) -> str | None:
    """Take another letter of a choice."""
    if not re.fullmatch(r'"[a-c]"', text):
        return None
    return '"' + str(rng.choice(sorted({"a", "b", "c"} - {text[1]}))) + '"'


EXERCISE_RULES: tuple[Rule, ...] = (
    change_a_number,
    exchange_two_numbers,
    flip_a_sign,
    change_the_unit,
    turn_a_word,
    take_another_option,
)


def exercise_faults(book: Book, rng: np.random.Generator) -> Iterator[Fault]:
    """Yield faults in exercises, without end; each kind of piece comes as often as any other."""
    pieces: dict[str, list[Piece]] = {}
    for chapter in book.chapters():
        for piece in _pieces(book, chapter):
            pieces.setdefault(piece[0], []).append(piece)
    kinds = sorted(pieces)
    while True:
        of_kind = pieces[kinds[int(rng.integers(len(kinds)))]]
        kind, file, line, text = of_kind[int(rng.integers(len(of_kind)))]
        rule = EXERCISE_RULES[int(rng.integers(len(EXERCISE_RULES)))]
        wrong = rule(text, rng)
        if (
            wrong is not None
            and wrong != text
            and not (rule is turn_a_word and kind in ("answer", "slip value"))
        ):
            yield Fault(f"exercise: {kind}", rule.__name__.replace("_", " "), file, line, text, wrong)


def _pieces(book: Book, chapter: str) -> Iterator[Piece]:
    for place in places(book, chapter):
        # What no reader sees is left alone: settings in comments, and the numbers of a list's items.
        for text in filter(str.strip, re.split(UNSEEN, place.question.body)):
            yield "question", chapter, place.question.line, text
        for k, part in enumerate(re.split(r"^```(?:python)?$", place.solution.body, flags=re.MULTILINE)):
            for text in filter(str.strip, [part] if k % 2 else re.split(UNSEEN, part)):
                yield "solution's code" if k % 2 else "solution", chapter, place.solution.line, text
    lines = book.text(registry_file(chapter)).encode().splitlines(keepends=True)  # Python counts bytes
    for entry in registered(book, chapter):
        for kind, node in _nodes(entry.node):
            yield kind, entry.module.file, node.lineno, _segment(lines, node)


def _segment(lines: list[bytes], node: ast.expr) -> str:
    """Return the source of a node; ``ast.get_source_segment`` splits the whole text for each."""
    found = lines[node.lineno - 1 : node.end_lineno]
    found[-1] = found[-1][: node.end_col_offset]
    found[0] = found[0][node.col_offset :]
    return b"".join(found).decode()


def _nodes(exercise: ast.Call) -> Iterator[tuple[str, ast.expr]]:
    """Yield the parts of an exercise's source that state something."""
    words = {word.arg: word.value for word in exercise.keywords}
    for position, name in ((2, "right"), (3, "hints")):
        if len(exercise.args) > position:
            words[name] = exercise.args[position]
    yield "right", words["right"]
    yield from (("hint", hint) for hint in getattr(words["hints"], "elts", ()))
    for call in ast.walk(exercise.args[1]):
        name = call.func.id if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) else ""
        if isinstance(call, ast.Call) and name == "Slip" and len(call.args) == 2:
            yield "slip value", call.args[0]
            yield "slip text", call.args[1]
        if isinstance(call, ast.Call) and name == "Step":
            yield from (("step", text) for text in call.args)
        if isinstance(call, ast.Call) and name in ("Number", "Formula", "Choice"):
            yield "answer", call.args[1]
