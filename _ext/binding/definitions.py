"""What a chapter's cells and solutions call by a name: an author's mark may compute with it.

Only the statements on which a name depends are executed, so that a mark may use an array that a cell writes
down, and need not wait for what the cell does with it. Nothing that a cell mutates is seen.
"""

import ast
import contextlib
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
from manuscript.files import ROOT
from manuscript.markup import CodeBlock, Directive, Place, placed

import infolib

__all__ = ["Definitions", "definitions"]

KNOWN = {name: getattr(infolib, name) for name in infolib.__all__}
KNOWN |= {name: getattr(np, name) for name in ("log2", "log", "log10", "exp", "sqrt", "ceil", "floor")}
KNOWN |= {"np": np, "math": math, "comb": math.comb, "factorial": math.factorial}


@dataclass(frozen=True)
class Definition:
    """A statement that gives meaning to names, and where it stands among the cells."""

    statement: ast.stmt
    names: frozenset[str]
    cell: int
    exercise: str = ""


@dataclass(frozen=True)
class Definitions:
    """The definitions of a chapter, in order."""

    found: tuple[Definition, ...]
    values: dict[tuple[Definition, str], Any] = field(default_factory=dict, compare=False)

    def names_in(self, expression: str, place: Place) -> set[str]:
        """Return the names in an expression that stand for something: a chapter's own, or the library's."""
        found = {name: self._at(name, place) for name in _loaded(ast.parse(expression.strip(), mode="eval"))}
        imports = ast.Import | ast.ImportFrom
        own = {name for name, it in found.items() if it and not isinstance(it.statement, imports)}
        return own | (found.keys() & set(infolib.__all__))

    def value(self, expression: str, place: Place) -> Any:  # noqa: ANN401
        """Return the value of an expression.

        A name means what the last cell that defines it says, up to the next one; else the first one after.
        """
        tree = ast.parse(expression.strip(), mode="eval")
        names = dict(KNOWN)
        for name in _loaded(tree):
            if definition := self._at(name, place):
                names[name] = self._value(name, definition)
        with np.errstate(all="ignore"):
            return eval(compile(tree, "mark", "eval"), names)

    def _at(self, name: str, place: Place) -> Definition | None:
        found = [it for it in self.found if name in it.names and it.exercise in ("", place.exercise)]
        before = [it for it in found if it.cell <= place.cells]
        own = [it for it in before if place.exercise and it.exercise == place.exercise]
        return own[-1] if own else before[-1] if before else found[0] if found else None

    def _value(self, name: str, definition: Definition) -> Any:  # noqa: ANN401
        """Return what a definition calls by a name: what it depends on was defined before it."""
        if (definition, name) not in self.values:
            names = dict(KNOWN)
            for needed in _loaded(definition.statement) - {name}:
                found = self._before(needed, definition)
                if found:
                    names[needed] = self._value(needed, found)
            with contextlib.chdir(ROOT / "chapters"):  # where the chapters' kernels run
                exec(compile(ast.Module([definition.statement], []), "cell", "exec"), names)
            self.values.update({(definition, defined): names[defined] for defined in definition.names})
        return self.values[definition, name]

    def _before(self, name: str, definition: Definition) -> Definition | None:
        earlier = self.found[: self.found.index(definition)]
        found = [it for it in earlier if name in it.names and it.exercise in ("", definition.exercise)]
        return found[-1] if found else None


def definitions(text: str) -> Definitions:
    """Return what the cells and the solutions of a text define."""
    code: list[tuple[int, str, str]] = []
    for place, block in placed(text):
        if isinstance(block, Directive) and block.name == "code-cell":
            code.append((place.cells, "", block.body))
        elif isinstance(block, CodeBlock) and block.language == "python" and place.exercise:
            code.append((place.cells, place.exercise, block.code))
    return _read(tuple(code))


@lru_cache(maxsize=32)  # by the code: its values do not change with the text around it
def _read(code: tuple[tuple[int, str, str], ...]) -> Definitions:
    found = []
    for cell, exercise, source in code:
        rows = ["" if row.startswith(("%", "!")) else row for row in source.splitlines()]
        for statement in ast.parse("\n".join(rows)).body:
            if names := frozenset(_defined(statement)):
                found.append(Definition(statement, names, cell, exercise))
    return Definitions(tuple(found))


def _defined(statement: ast.stmt) -> Iterator[str]:
    """Yield the names to which a statement gives a meaning."""
    if isinstance(statement, ast.FunctionDef):
        yield statement.name
    elif isinstance(statement, ast.Import | ast.ImportFrom):
        yield from (name.asname or name.name.partition(".")[0] for name in statement.names)
    elif isinstance(statement, ast.With):
        yield from (name for inner in statement.body for name in _defined(inner))
    elif isinstance(statement, ast.Assign):
        targets = [node for target in statement.targets for node in ast.walk(target)]
        if not any(isinstance(node, ast.Subscript | ast.Attribute) for node in targets):
            yield from (node.id for node in targets if isinstance(node, ast.Name))


def _loaded(tree: ast.AST) -> set[str]:
    return {
        node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }
