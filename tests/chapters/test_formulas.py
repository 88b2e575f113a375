"""Gate 4: every relation in the formulas is executed from its own LaTeX, or listed as one that is not."""

import json
from dataclasses import asdict

import pytest
from gates import formulas
from manuscript import verdicts
from manuscript.book import Book
from manuscript.files import Chapter, find_chapters
from planting.run import IN_FORMULAS, draw, noticed


@pytest.mark.parametrize("page", Book().pages())
def test_every_relation_is_executed_or_listed(page: str) -> None:
    assert [str(complaint) for complaint in formulas.complaints(Book(), [page])] == []


@pytest.mark.parametrize("page", Book().pages())
def test_every_labelled_equation_says_no_more_than_its_check_shows(page: str) -> None:
    assert [str(complaint) for complaint in formulas.weaknesses(Book(), [page])] == []


def test_sealing_has_nothing_to_write_on_the_list() -> None:
    assert formulas.listing(Book()) == Book().text(formulas.LIST)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (r"H(X) = -\sum_{i} p_i \log p_i ,", r"H(X) = \sum_{i} p_i \log p_i ,"),
        (r"H(X, Y) \le H(X) + H(Y) .", r"H(X, Y) \ge H(X) + H(Y) ."),
    ],
)
def test_an_equation_made_wrong_is_caught(right: str, wrong: str) -> None:
    text = Book().text("chapters/entropy.md")
    assert text.count(right) == 1
    book = Book().with_fault("chapters/entropy.md", text.replace(right, wrong))
    found = formulas.complaints(book, ["chapters/entropy.md"])
    assert len(found) == 1
    assert "is false" in found[0].says


def test_a_formula_is_not_true_because_another_case_makes_both_sides_zero() -> None:
    name = "chapters/pytorch-losses.md"
    text, right = Book().text(name), r"t_{sj} \bigl( \ln t_{sj} - x_{sj} \bigr) ,"
    assert text.count(right) == 1  # "and 0 if $t_{sj} = 0$" comes next
    wrong = text.replace(right, right.replace("-", "+"))
    assert "is false" in formulas.complaints(Book().with_fault(name, wrong), [name])[0].says


def test_a_condition_lets_in_nothing_that_breaks_its_claim() -> None:
    name = "chapters/self-information.md"
    text, right = Book().text(name), r"know that it is right? For $0 \le \varepsilon < 1$,"
    assert text.count(right) == 1  # no draw is beyond 1
    wide = Book().with_fault(name, text.replace(right, right.replace("< 1", "< 2")))
    assert formulas.weaknesses(Book(), [name]) == []
    assert "lets in what breaks it" in formulas.weaknesses(wide, [name])[0].says


@pytest.mark.parametrize(
    ("page", "right", "wrong"),
    [
        (
            "pytorch-losses",
            r"loss is now $\ln \sum_j e^{q_j} - q_c$",
            r"loss is now $\ln \sum_j e^{q_j} + q_c$",
        ),
        ("mutual-information", "numerator is $(k_x - 1)(k_y - 1)$", "numerator is $(k_x + 1)(k_y - 1)$"),
        ("kl-divergence", r"- In $D(q \,\|\, p)$ the model", r"- In $D(p \,\|\, q)$ the model"),
    ],
)
def test_a_formula_that_words_relate_to_something_is_listed(page: str, right: str, wrong: str) -> None:
    name = f"chapters/{page}.md"
    text = Book().text(name)
    assert text.count(right) == 1
    found = formulas.complaints(Book().with_fault(name, text.replace(right, wrong)), [name])
    assert "without a relation" in found[0].says


def test_a_formula_of_numbers_is_listed_too_if_it_has_a_logarithm_or_a_power() -> None:
    page = "pages/map.md"
    book = Book().with_fault(page, "# Map\n\nHere $0 \\log 1$, $2^{-3} / 7$ and $\\frac34$ stand alone.\n")
    says = [it.says for it in formulas.complaints(book, [page]) if it.file == page]
    assert [said.partition(":")[0] for said in says] == [r"0 \log 1", "2^{-3} / 7"]


@pytest.mark.parametrize("chapter", find_chapters(), ids=lambda chapter: chapter.name)
def test_the_verdicts_on_record_are_those_of_today(chapter: Chapter) -> None:
    assert verdicts.verdicts(chapter) == verdicts.judged(chapter), "run 'make book'"
    assert asdict(verdicts.judged(chapter)) == json.loads(verdicts.RECORD.read_text("utf-8"))[chapter.name]


@pytest.mark.parametrize("kind", sorted(IN_FORMULAS))
def test_a_few_faults_planted_in_formulas_are_all_noticed(kind: str) -> None:
    faults = draw(Book(), kind, number=3, seed=20)
    assert len(faults) == 3
    assert [str(fault) for fault in faults if not noticed(Book(), fault)] == []
