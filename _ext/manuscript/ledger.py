"""The equation ledger: every labelled equation of the book beside the tests that check it."""

import ast
import re
from dataclasses import dataclass
from functools import cache

from manuscript.files import ROOT, Chapter, find_chapters
from manuscript.markup import equations
from manuscript.verdicts import verdicts

__all__ = ["Check", "checks", "checks_in", "executed", "formulas", "labels"]

TESTS = ROOT / "tests"


@dataclass(frozen=True)
class Check:
    """A test that says, by ``@pytest.mark.equation(label, how=...)``, which equation it checks."""

    label: str
    how: str
    test: str
    asserts: bool
    file: str = ""  # with its folder, without .py


def checks_in(source: str, file: str = "") -> list[Check]:
    """List the checks that a test file holds, from its text."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.FunctionDef):
            continue
        marks = [mark for mark in node.decorator_list if isinstance(mark, ast.Call)]
        runs = node.name.startswith("test_") and not any(
            word in ast.unparse(mark) for mark in node.decorator_list for word in ("skip", "xfail")
        )
        asserts = any(
            isinstance(part, ast.Assert)
            or (isinstance(part, ast.Call) and "assert" in ast.unparse(part.func))
            for part in ast.walk(node)
        )
        for mark in marks:
            if ast.unparse(mark.func) == "pytest.mark.equation":
                how = "".join(ast.literal_eval(word.value) for word in mark.keywords if word.arg == "how")
                labels = [ast.literal_eval(argument) for argument in mark.args]
                found += [Check(label, how, node.name, runs and asserts, file) for label in labels]
    return found


@cache
def checks() -> list[Check]:
    """List the checks of the whole book."""
    return [
        check
        for file in sorted(TESTS.glob("chapters/test_equations_*.py"))
        for check in checks_in(file.read_text(encoding="utf-8"), f"chapters/{file.stem}")
    ]


@cache
def labels(chapter: Chapter) -> list[str]:
    """List the labels of a chapter's equations."""
    return [equation.label for equation in equations(chapter.text.read_text(encoding="utf-8"))]


def executed(chapter: Chapter) -> dict[str, list[str]]:
    """Map the label of each equation that is executed from its LaTeX to what says what its letters are."""
    return verdicts(chapter).equations


@cache
def formulas() -> dict[str, str]:
    """Map the label of each equation to its LaTeX, without the mark that ends its sentence."""
    return {
        equation.label: re.sub(r"\s*[.,;]\s*(\}?)$", r"\1", equation.latex)
        for chapter in find_chapters()
        for equation in equations(chapter.text.read_text(encoding="utf-8"))
    }
