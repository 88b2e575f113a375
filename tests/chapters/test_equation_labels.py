"""Gate 4: every labelled equation is executed, or named by a test that checks it; each such test has one."""

import re

import pytest
from gates import formulas
from manuscript.book import Book
from manuscript.files import find_chapters
from manuscript.ledger import Check, checks, checks_in, executed, labels
from manuscript.markup import equations

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


def equation_problems(
    labels: list[str], checks: list[Check], executed: frozenset[str] | set[str] = frozenset()
) -> list[str]:
    """List the equations neither executed nor checked by hand, and the checks that check nothing."""
    problems = [f"{label} is used twice" for label in sorted({x for x in labels if labels.count(x) > 1})]
    problems += [
        f"{label}: an equation's label starts with eq-" for label in labels if not label.startswith("eq-")
    ]
    problems += [
        f"{label} has no check"
        for label in labels
        if label not in executed and label not in {check.label for check in checks}
    ]
    for check in checks:
        if check.label not in labels:
            problems.append(f"{check.test} checks {check.label}, which no chapter has")
        if check.how not in KINDS:
            problems.append(f"{check.test}: how={check.how!r} is not one of {sorted(KINDS)}")
        if not check.asserts:
            problems.append(f"{check.test} never runs or asserts nothing")
    return problems


def test_every_labelled_equation_is_executed_or_has_a_check() -> None:
    found = [label for chapter in find_chapters() for label in labels(chapter)]
    assert len(found) >= 20, "too few labels were found to believe it"
    on_record = {label for chapter in find_chapters() for label in executed(chapter)}
    assert equation_problems(found, checks(), on_record) == []  # test_formulas.py holds the record


GOOD = '@pytest.mark.equation("eq-a", how="mpmath")\ndef test_a() -> None:\n    assert f() == 1\n'


def test_a_checked_equation_passes() -> None:
    assert equation_problems(["eq-a"], checks_in(GOOD)) == []


def test_an_executed_equation_needs_no_check() -> None:
    assert equation_problems(["eq-a"], [], {"eq-a"}) == []
    assert equation_problems(["eq-a", "eq-b"], [], {"eq-a"}) == ["eq-b has no check"]


def test_an_equation_made_wrong_counts_as_executed_no_more() -> None:
    name = "chapters/entropy.md"
    right, wrong = (f"\\sum_i 2^{{-\\ell_i}} \\{relation} 1 .\n```" for relation in ("le", "ge"))
    said, *sections = re.split(r"^(?=## )", Book().text(name), flags=re.MULTILINE)
    (section,) = (section for section in sections if right in section)  # the others are not judged
    texts = [said + section, said + section.replace(right, wrong)]
    before, after = (set(formulas.executed(Book().with_fault(name, text), name)) for text in texts)
    assert before - after == {"eq-kraft"}


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
    assert [(equation.label, equation.latex, equation.line) for equation in equations(text)] == [
        ("eq-a", "x", 1),
        ("eq-b", "y", 6),
        ("eq-c", "x", 9),
    ]
