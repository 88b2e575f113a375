"""Gate 4: every labelled equation is named by a test that checks it, and every such test by a label."""

import ast
from pathlib import Path
from typing import NamedTuple

import pytest
from manuscript import equation_labels

from chapters import find_chapters

KINDS = {
    "SymPy identity",
    "autograd",
    "exact rationals",
    "exhaustive enumeration",
    "finite differences",
    "mpmath",
    "quadrature",
    "random distributions",
}


class Check(NamedTuple):
    """A test that says, by ``@pytest.mark.equation(label, how=...)``, which equation it checks."""

    label: str
    how: str
    test: str
    asserts: bool


def checks_in(source: str) -> list[Check]:
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
                found += [Check(label, how, node.name, runs and asserts) for label in labels]
    return found


def equation_problems(labels: list[str], checks: list[Check]) -> list[str]:
    """List the equations without a check, and the checks that check nothing."""
    problems = [f"{label} is used twice" for label in sorted({x for x in labels if labels.count(x) > 1})]
    problems += [
        f"{label}: an equation's label starts with eq-" for label in labels if not label.startswith("eq-")
    ]
    problems += [
        f"{label} has no check" for label in labels if label not in {check.label for check in checks}
    ]
    for check in checks:
        if check.label not in labels:
            problems.append(f"{check.test} checks {check.label}, which no chapter has")
        if check.how not in KINDS:
            problems.append(f"{check.test}: how={check.how!r} is not one of {sorted(KINDS)}")
        if not check.asserts:
            problems.append(f"{check.test} never runs or asserts nothing")
    return problems


def test_every_labelled_equation_has_a_check() -> None:
    labels = [
        label for chapter in find_chapters() for label in equation_labels(chapter.text.read_text("utf-8"))
    ]
    files = Path(__file__).parent.glob("test_equations_*.py")
    checks = [check for file in files for check in checks_in(file.read_text("utf-8"))]
    assert len(labels) >= 20, "too few labels were found to believe it"
    assert equation_problems(labels, checks) == []


GOOD = '@pytest.mark.equation("eq-a", how="mpmath")\ndef test_a() -> None:\n    assert f() == 1\n'


def test_a_checked_equation_passes() -> None:
    assert equation_problems(["eq-a"], checks_in(GOOD)) == []


@pytest.mark.parametrize(
    ("labels", "source", "complaint"),
    [
        (["eq-a", "eq-b"], GOOD, "eq-b has no check"),
        ([], GOOD, "which no chapter has"),
        (["eq-a", "eq-a"], GOOD, "used twice"),
        (["bayes"], GOOD.replace("eq-a", "bayes"), "starts with eq-"),
        (["eq-a"], GOOD.replace("mpmath", "by eye"), "is not one of"),
        (["eq-a"], GOOD.replace("assert f() == 1", "f()"), "asserts nothing"),
        (["eq-a"], GOOD.replace("def test_a", "def check_a"), "never runs"),
        (["eq-a"], "@pytest.mark.skip\n" + GOOD, "never runs"),
    ],
)
def test_a_missing_or_empty_check_is_caught(labels: list[str], source: str, complaint: str) -> None:
    assert any(complaint in problem for problem in equation_problems(labels, checks_in(source)))


def test_both_ways_of_labelling_are_seen() -> None:
    directive = "```{math}\n:label: eq-a\nx\n```\n"
    text = f"{directive}\n$$ y $$ (eq-b)\n\n````{{admonition}} T\n{directive.replace('eq-a', 'eq-c')}````"
    assert sorted(equation_labels(text)) == ["eq-a", "eq-b", "eq-c"]
