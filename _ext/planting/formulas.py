"""Faults in formulas: signs, letters, factors, relations, indices, bases, numbers, conditions."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

import numpy as np
from gates.formulas import judgements
from manuscript.book import Book
from mathematics.reading import passages

from planting.faults import Fault, Rule, choose, exchanged

__all__ = ["FORMULA_RULES", "formula_faults", "supposition_faults"]


def flip_a_sign(latex: str, rng: np.random.Generator) -> str | None:
    """Turn a plus into a minus or a minus into a plus; a minus that leads goes."""
    match = choose(rng, list(re.finditer(r"(?<!\^)(?<!\{)[+-](?!\})", latex)))
    if not match:
        return None
    leads = not re.search(r"[\w)}\]]\s*$", latex[: match.start()])
    return exchanged(latex, match, "" if leads else {"+": "-", "-": "+"}[match[0]])


def swap_two_letters(latex: str, rng: np.random.Generator) -> str | None:
    """Exchange the two letters of a pair in one pair of brackets or one fraction: D(q ‖ p), H(X | Y)."""
    space = r"(?:\s|\\,|\\;|\\[bB]ig[lr]?)*"
    pairs = rf"([pftXa])((?:_\w)?{space}(?:\\\||\\mid|\}}\{{){space})([qgYb])"
    match = choose(rng, list(re.finditer(rf"(?<![\\a-zA-Z]){pairs}(?![a-zA-Z])", latex)))
    return exchanged(latex, match, match[3] + match[2] + match[1]) if match else None


def drop_a_factor(latex: str, rng: np.random.Generator) -> str | None:
    """Take a factor away: a half, a 2, a probability before a logarithm."""
    half, two = r"\\t?frac1[2-9n](?=\s)", r"\b2(?=\s*(?:\\pi|\\sigma|\\ln|n))"
    weight = r"\bp_i(?=\s*\\log)|\\lambda(?=[\s,\\]*[HDI]\()"
    factor = f"{half}|{two}|{weight}"
    match = choose(rng, list(re.finditer(factor, latex)))
    return exchanged(latex, match, "") if match else None


def turn_a_relation(latex: str, rng: np.random.Generator) -> str | None:
    r"""Turn \\le into \\ge, < into >, and back."""
    turned = {r"\le": r"\ge", r"\ge": r"\le", "<": ">", ">": "<"}
    match = choose(rng, list(re.finditer(r"\\[lg]e(?![a-z])|[<>]", latex)))
    return exchanged(latex, match, turned[match[0]]) if match else None


def shift_an_index(latex: str, rng: np.random.Generator) -> str | None:
    """Start a sum one later, or take the neighbour of an index."""
    match = choose(rng, list(re.finditer(r"(?<==)1(?=\})|(?<=[a-z])-1(?=\})|(?<=_)[ij](?![a-z])", latex)))
    if not match:
        return None
    return exchanged(latex, match, {"1": "2", "-1": "", "i": "j", "j": "i"}[match[0]])


def change_the_base(latex: str, rng: np.random.Generator) -> str | None:
    """Take a logarithm to another base."""
    match = choose(rng, list(re.finditer(r"\\log_2|\\ln(?![a-z])", latex)))
    return exchanged(latex, match, r"\ln" if match[0] != r"\ln" else r"\log_2") if match else None


def change_a_number(latex: str, rng: np.random.Generator) -> str | None:
    """Move the last digit of a number by one."""
    match = choose(
        rng, list(re.finditer(r"(?<![\w.\\{^_])\d+(?:\.\d+)?(?![\w.}])|(?<=\^)\d|\d+\.\d+", latex))
    )
    if not match:
        return None
    last = (int(match[0][-1]) + int(rng.choice([1, 9]))) % 10
    return exchanged(latex, match, match[0][:-1] + str(last))


def forget_a_condition(latex: str, rng: np.random.Generator) -> str | None:
    """Write H(Y) for H(Y | X)."""
    match = choose(rng, list(re.finditer(r"([A-Za-z])\s*\\mid\s*[A-Za-z](?=\))", latex)))
    return exchanged(latex, match, match[1]) if match else None


FORMULA_RULES: tuple[Rule, ...] = (
    flip_a_sign,
    swap_two_letters,
    drop_a_factor,
    turn_a_relation,
    shift_an_index,
    change_the_base,
    change_a_number,
    forget_a_condition,
)


def formula_faults(book: Book, rng: np.random.Generator, labelled: bool) -> Iterator[Fault]:
    """Yield faults in formulas that state a relation, without end."""
    places = [
        (name, formula)
        for name in book.chapters()
        for passage in passages(book.text(name))
        for formula in passage.formulas
        if bool(formula.label) == labelled
        and re.search(r"=|\\[lg]e(?![a-z])|<|>|\\approx|\\to", formula.latex)
    ]
    while True:
        name, formula = places[int(rng.integers(len(places)))]
        rule = FORMULA_RULES[int(rng.integers(len(FORMULA_RULES)))]
        wrong = rule(formula.latex, rng)
        if wrong is not None and wrong != formula.latex:
            kind = "labelled equation" if labelled else "unlabelled mathematics"
            yield Fault(kind, rule.__name__.replace("_", " "), name, formula.line, formula.latex, wrong)


def supposition_faults(book: Book, rng: np.random.Generator) -> Iterator[Fault]:
    """Yield faults in what is supposed and needed, a number or a relation, without end.

    A chapter takes a while to judge: several faults are drawn from each, and the chapters in random order.
    """
    for name in itertools.cycle(map(str, rng.permutation(book.chapters()))):
        places = [
            judgement.formula
            for judgement in judgements(book, name)
            if judgement.status == "needed" and not judgement.is_condition
        ]
        for _ in range(8 * bool(places)):
            formula = places[int(rng.integers(len(places)))]
            rule = (change_a_number, turn_a_relation)[int(rng.integers(2))]
            wrong = rule(formula.latex, rng)
            if wrong is not None:
                kind = "needed suppositions"
                yield Fault(kind, rule.__name__.replace("_", " "), name, formula.line, formula.latex, wrong)
