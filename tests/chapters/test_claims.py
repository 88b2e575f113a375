"""The words that turn a claim round are on record; all others may be written anew."""

import pytest
from gates.claims import claims, complaints, complaints_in, record
from manuscript.book import Book

BOOK = Book()
KL = "chapters/kl-divergence.md"


def says(old: str, new: str) -> str:
    """Join what the gate says of the chapter on the divergence with one place of it changed."""
    text = BOOK.text(KL)
    assert text.count(old) == 1, f"{KL} has {old!r} {text.count(old)} times"
    return "\n".join(map(str, complaints_in(BOOK.with_fault(KL, text.replace(old, new)), KL)))


def test_every_claim_of_the_book_is_on_record() -> None:
    assert complaints(BOOK) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("is how far the entropy falls short", "is how far the entropy stays short"),
        ("third point is never shorter", "third point is always shorter"),
        ("If $q_i = 0$ somewhere on $S$", "If $q_i = 0$ somewhere on $A$"),
        ("inequality: merging outcomes never helps", "inequality: merging outcomes always helps"),
        ("Jensen–Shannon: symmetric, bounded", "Jensen–Shannon: symmetric, unbounded"),
    ],
)
def test_a_claim_that_is_turned_round_is_noticed(old: str, new: str) -> None:
    assert "run 'make seal'" in says(old, new)


def test_the_complaint_shows_the_sentence_and_both_words() -> None:
    said = says("third point is never shorter", "third point is always shorter")
    assert "always shorter.”: on record: symmetric never shorter. Now: symmetric always shorter." in said


def test_other_words_may_be_written_anew() -> None:
    assert says("The KL divergence has neither", "The divergence\nhas neither") == ""


def test_headings_and_questions_are_on_record_too() -> None:
    text = "# Book\n\n## Never below zero\n\nIs it ever larger?\n"
    assert [claim.turned_by for claim in claims(text)] == ["never below", "larger"]


def test_letters_that_stand_alone_are_on_record_and_articles_and_pronouns_are_not() -> None:
    (claim,) = claims("# Book\n\nA friend and I play on machine C, never on machine A, for $p(X \\to Y)$.\n")
    assert claim.turned_by == "C never A"


def test_a_text_that_has_lost_its_last_claim_is_noticed() -> None:
    book = BOOK.with_fault("pages/api.md", "# The library\n")
    assert "run 'make seal'" in "".join(map(str, complaints_in(book, "pages/api.md")))


def test_a_claim_has_its_line_its_headings_and_its_words() -> None:
    text = "# Book\n\n## Rest\n\nLet 0 be one of them.\nThen it is never above $q$ (if finite).\n"
    (first, second) = claims(text)
    assert (first.line, first.turned_by, second.turned_by) == (6, "never above $q$", "if finite")
    assert record(text) == "# Rest\nnever above $q$ ← Then it is never above $q$\nif finite ← (if finite).\n"
