"""The exercises as ``infobook/exercises`` writes them: each answer with its source and its value.

A module is executed from its text, in memory, so that a fault planted in its text is one of the exercises.
"""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np

from infobook.checker import Exercise, Slip
from infobook.checker.kinds import Choice, Part, Proof
from manuscript.amounts import amounts
from manuscript.book import Book

__all__ = [
    "Registered",
    "RegisteredPart",
    "RegisteredSlip",
    "Told",
    "registered",
    "registry_file",
    "told",
    "values_of",
]

# Among more numbers than this, such as the points of a grid, any that is stated would be found.
MANY = 1000


@dataclass(frozen=True)
class RegisteredSlip:
    """A slip, and the source of its answer."""

    slip: Slip
    answer: ast.expr
    line: int


@dataclass(frozen=True)
class RegisteredPart:
    """A part of an exercise with the source of its answer, and its slips."""

    part: Part
    answer: ast.expr | None
    slips: Sequence[RegisteredSlip]
    line: int


@dataclass(frozen=True)
class Told:
    """A text that a learner reads, and where the registry writes it."""

    file: str
    line: int
    exercise: str
    role: str  # ask, option a, step a, slip, right or hint
    text: str
    part: RegisteredPart | None = None  # what it is said of
    slip: RegisteredSlip | None = None


@dataclass(frozen=True)
class Registered:
    """An exercise with its sources, and all that its module defines.

    It is the same in two texts of its module where it is written the same, on the same lines of both, and
    where all that it may be computed from is.
    """

    exercise: Exercise = field(compare=False)
    parts: Sequence[RegisteredPart] = field(compare=False)
    node: ast.Call = field(compare=False)
    module: "Module" = field(compare=False)
    line: int
    written: tuple[str, str]  # its own source, and its module's beside all exercises


@dataclass(frozen=True)
class Module:
    """A module of the registry, executed."""

    file: str
    names: dict[str, Any]
    definitions: dict[str, ast.expr]  # what its names are set to
    known: dict[ast.AST, set[float]] = field(default_factory=dict)  # the numbers of what has been evaluated

    def values(self, *nodes: ast.AST | None) -> set[float]:
        """Return the numbers of some source and of what defines its names, as `values_of`."""
        found: set[float] = set()
        seen: set[ast.AST] = set()
        to_read = [node for node in nodes if node]
        while to_read:
            node = to_read.pop()
            if node not in seen:
                seen.add(node)
                if node not in self.known:
                    self.known[node] = values_of(node, self.names)
                found |= self.known[node]
                names = [part.id for part in ast.walk(node) if isinstance(part, ast.Name)]
                to_read += [self.definitions[name] for name in names if name in self.definitions]
        return found


def registry_file(chapter: str) -> str:
    """Return the file with the exercises of a chapter, which is named from the root."""
    return (
        "infobook/exercises/"
        + chapter.removeprefix("chapters/").removesuffix(".md").replace("-", "_")
        + ".py"
    )


def registered(book: Book, chapter: str) -> list[Registered]:
    """List the exercises of a chapter."""
    file = registry_file(chapter)
    return _read(file, book.text(file))


def told(book: Book) -> Iterator[Told]:
    """Yield every text of the registry that a learner reads, so that other gates can read it, too."""
    for chapter in book.chapters():
        for entry in registered(book, chapter):
            yield from told_by(entry)


def told_by(entry: Registered) -> Iterator[Told]:
    """Yield the texts of one exercise."""
    lines = {node.value: node.lineno for node in ast.walk(entry.node) if isinstance(node, ast.Constant)}

    def text(role: str, words: str, *about: Any) -> Told:  # noqa: ANN401
        return Told(
            entry.module.file, lines.get(words, entry.node.lineno), entry.exercise.id, role, words, *about
        )

    for part in entry.parts:
        yield text("ask", part.part.ask, part)
        if isinstance(part.part, Choice):
            yield from (text(f"option {key}", option, part) for key, option in part.part.options.items())
        if isinstance(part.part, Proof):
            yield from (text(f"step {letter}", says, part) for letter, says in part.part.by_letter.items())
        yield from (text("slip", slip.slip.feedback, part, slip) for slip in part.slips)
    yield text("right", entry.exercise.right)
    yield from (text("hint", hint) for hint in entry.exercise.hints)


def values_of(tree: ast.AST, names: dict[str, Any]) -> set[float]:
    """Return the numbers that occur in some code that has been run, but for those of arrays of very many."""
    parts = [part for part in ast.walk(tree) if isinstance(part, ast.expr)]
    return {number for part in parts for number in _numbers(evaluated(part, names))}


def evaluated(node: ast.expr, names: dict[str, Any]) -> object:
    """Return the value of an expression, or None if it has none by itself, as inside a loop."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("print", "check"):
        return None
    if isinstance(
        node, ast.Name | ast.Constant | ast.BinOp | ast.UnaryOp | ast.Call | ast.Subscript | ast.Attribute
    ):
        try:
            with np.errstate(all="ignore"):
                return eval(compile(ast.Expression(node), "registry", "eval"), names)
        except Exception:  # a variable of a loop, or a call that has an effect and no value
            return None
    return None


def _numbers(value: object) -> Iterator[float]:
    if isinstance(value, bool | np.bool_ | type):
        return
    if hasattr(value, "requires_grad") and hasattr(value, "detach"):  # a tensor of PyTorch
        value = value.detach()
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, list | tuple):
        for entry in value if len(value) <= MANY else ():
            yield from _numbers(entry)
    elif isinstance(value, str):
        yield from (amount.value for amount in amounts(value))
    else:
        try:
            yield float(value)  # type: ignore[arg-type]
        except (TypeError, ValueError):
            return


@cache
def _read(file: str, source: str) -> list[Registered]:
    tree = ast.parse(source)
    names: dict[str, Any] = {"__name__": file}
    exec(compile(tree, file, "exec"), names)
    module = Module(file, names, dict(_definitions(tree)))
    calls = {ast.literal_eval(call.args[0]): call for call in _calls(tree, "Exercise")}
    lines = source.splitlines()
    written = {name: "\n".join(lines[call.lineno - 1 : call.end_lineno]) for name, call in calls.items()}
    for call in calls.values():
        lines[call.lineno - 1 : call.end_lineno] = [""] * len(lines[call.lineno - 1 : call.end_lineno])
    beside = "\n".join(lines).strip()
    return [
        Registered(
            exercise,
            _parts(exercise, calls[name]),
            calls[name],
            module,
            calls[name].lineno,
            (written[name], beside),
        )
        for name, exercise in names["check"].exercises.items()
    ]


def _definitions(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    for node in tree.body:
        if isinstance(node, ast.Assign):
            for name in ast.walk(node.targets[0]):
                if isinstance(name, ast.Name):
                    yield name.id, node.value


def _calls(tree: ast.AST, name: str) -> list[ast.Call]:
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name
    ]


def _parts(exercise: Exercise, call: ast.Call) -> list[RegisteredPart]:
    written = call.args[1].elts if isinstance(call.args[1], ast.List) else []
    return [
        _part(part, node)
        for part, node in zip(exercise.parts, written, strict=True)
        if isinstance(node, ast.Call)
    ]


def _part(part: Part, node: ast.Call) -> RegisteredPart:
    calls = _calls(node, "Slip") + _calls(node, "Step")
    answers = {call.args[1].value: call for call in calls if isinstance(call.args[1], ast.Constant)}
    slips = []
    for slip in part.slips:
        call = answers.get(slip.feedback)
        # Where a function of the registry makes the slip, all that the part is made of is its source.
        slips.append(RegisteredSlip(slip, call.args[0] if call else node, (call or node).lineno))
    # The steps of a proof are told and not computed from.
    answer = node.args[1] if len(node.args) > 1 and not isinstance(part, Proof) else None
    return RegisteredPart(part, answer, slips, node.lineno)
