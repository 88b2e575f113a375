"""Gate 4: every relation in the formulas is executed from its own LaTeX, or listed as one that is not."""

import pytest
from gates import formulas
from manuscript.book import Book


@pytest.mark.parametrize("page", Book().pages())
def test_every_relation_is_executed_or_listed(page: str) -> None:
    assert [str(complaint) for complaint in formulas.complaints(Book(), [page])] == []


@pytest.mark.parametrize("page", Book().pages())
def test_every_labelled_equation_says_no_more_than_its_check_shows(page: str) -> None:
    assert [str(complaint) for complaint in formulas.weaknesses(Book(), [page])] == []


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
