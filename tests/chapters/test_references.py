"""A reference names its target, so that two references that change places are noticed."""

import random
from functools import cache
from itertools import combinations

import pytest
from gates import exercises, seals
from gates import references as gate
from gates.references import Target, complaints, is_named, targets
from manuscript.book import Book
from manuscript.markup import Reference, references

BOOK = Book()
ENTROPY = "chapters/entropy.md"


@cache
def known() -> dict[str, Target]:
    """Map what the book refers to: read when a test asks, not when it is collected."""
    return targets(BOOK)


def says(book: Book) -> str:
    """Join what the gate says of a book."""
    return "\n".join(map(str, complaints(book)))


def change(old: str, new: str, file: str = ENTROPY) -> Book:
    """Return the book with one place of a file changed."""
    text = BOOK.text(file)
    assert text.count(old) == 1, f"{file} has {old!r} {text.count(old)} times"
    return BOOK.with_fault(file, text.replace(old, new))


def pairs(file: str) -> list[tuple[Reference, Reference]]:
    """List the pairs of references in a file that an author may mistake for each other."""
    found = [it for it in references(BOOK.text(file)) if it.target in known()]
    found = [it for it in found if it.role != "term" or it.shown]
    return [
        (one, other)
        for one, other in combinations(found, 2)
        if one.target != other.target and known()[one.target].kind == known()[other.target].kind
    ]


def exchanged(file: str, one: Reference, other: Reference) -> Book:
    """Return the book with two references of a file in each other's place."""
    lines = BOOK.text(file).splitlines()
    for here, there in ((one, other), (other, one)):
        at = here.line - 1
        mark = here.target if not here.shown else f"<{here.target}>"
        new = there.target if not here.shown else f"<{there.target}>"
        before, found, after = lines[at].partition(mark)
        assert found, f"{file}:{here.line} does not refer to {here.target}"
        lines[at] = f"{before}{new}{after}"
    return BOOK.with_fault(file, "\n".join(lines) + "\n")


def test_every_reference_of_the_book_names_its_target() -> None:
    assert complaints(BOOK) == []


@pytest.mark.parametrize("chapter", BOOK.chapters())
def test_two_references_that_change_places_are_caught_nine_times_in_ten(chapter: str) -> None:
    held = {(it.line, it.target) for it in references(BOOK.text(chapter))}
    held -= {
        (reference.line, reference.target) for reference, _ in gate._to_be_named(chapter, BOOK.text(chapter))
    }

    def passes(here: Reference, there: Reference) -> bool:
        return (here.line, here.target) not in held and is_named(known()[there.target], here, known())

    tried = pairs(chapter)
    missed = [(one, other) for one, other in tried if passes(one, other) and passes(other, one)]
    assert len(missed) <= 0.1 * len(tried), f"{len(missed)} of {len(tried)} exchanges pass"


def test_a_real_exchange_is_caught_by_this_gate_a_seal_or_the_record_of_an_exercise() -> None:
    draw = random.Random(13)
    caught = 0
    for chapter in BOOK.chapters():
        on_two_lines = [(one, other) for one, other in pairs(chapter) if one.line != other.line]
        for one, other in draw.sample(on_two_lines, 4):
            book = exchanged(chapter, one, other)
            record = exercises.complaints_in(book, chapter)
            caught += bool(complaints(book) or seals.complaints(book) or list(record))
    assert caught >= 29, f"{caught} of 32 exchanges were caught"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Kraft's inequality {eq}`eq-kraft` belong", "Kraft's inequality {eq}`eq-gibbs` belong"),
        ("Kraft's inequality {eq}`eq-kraft` belong", "the claim {eq}`eq-kraft` belong"),
        ("tangent in {numref}`fig-log-tangent`", "tangent in {numref}`fig-three-machines`"),
        ("`Kullback–Leibler divergence <ch-kl-divergence>`", "`Kullback–Leibler divergence <ch-entropy>`"),
        ("Huffman {cite}`huffman1952method`", "Huffman {cite}`miller1955note`"),
        ("A friend {term}`believes <belief>`", "A friend {term}`believes <seed>`"),
        ("{cite}`shannon1951prediction` found", "{cite}`gutenberg10kjv` found"),
    ],
)
def test_a_reference_to_something_else_is_caught(old: str, new: str) -> None:
    said = complaints(change(old, new))
    assert len(said) == 1
    assert "does not name" in said[0].says


def test_a_figure_that_fits_worse_than_another_of_its_chapter_is_not_named() -> None:
    name = "chapters/self-information.md"
    text = BOOK.text(name)
    right, wrong = (
        f"{{numref}}`fig-{figure}` shows one such game" for figure in ("halving", "sixteen-words")
    )
    assert text.count(right) == 1
    assert len(complaints(BOOK.with_fault(name, text.replace(right, wrong)))) == 1


def test_a_source_is_not_named_by_a_word_that_fits_three() -> None:
    name = "chapters/mutual-information.md"
    text, right = BOOK.text(name), "one of the senses only {cite}`leacock1998using`"
    assert text.count(right) == 1
    wrong = text.replace(right, right.replace("leacock1998using", "zhang2023dive"))
    assert len(complaints(BOOK.with_fault(name, wrong))) == 1


def test_the_complaint_says_where_and_what_to_do() -> None:
    book = change("Kraft's inequality {eq}`eq-kraft` belong", "Kraft's inequality {eq}`eq-gibbs` belong")
    line = BOOK.text(ENTROPY).partition("Kraft's inequality {eq}`eq-kraft` belong")[0].count("\n") + 1
    (said,) = complaints(book)
    assert (said.file, said.line) == (ENTROPY, line)
    assert "<!-- called eq-gibbs: NAME -->" in said.says


def test_another_name_may_be_written_down() -> None:
    unnamed = change("Kraft's inequality {eq}`eq-kraft` belong", "the prairie rule {eq}`eq-kraft` belong")
    assert says(unnamed)
    called = unnamed.text(ENTROPY) + "\n<!-- called eq-kraft: the prairie rule -->\n"
    assert says(BOOK.with_fault(ENTROPY, called)) == ""
    assert "nothing has the label 'eq-craft'" in says(
        BOOK.with_fault(ENTROPY, called.replace("eq-kraft:", "eq-craft:"))
    )


def test_a_formula_beside_a_reference_names_it() -> None:
    gibbs = r"$-\sum_i p_i \log p_i \le -\sum_i p_i \log q_i$"
    assert says(change("Kraft's inequality {eq}`eq-kraft` belong", f"{gibbs} {{eq}}`eq-gibbs` belong")) == ""


def test_the_words_of_a_neighbouring_row_or_paragraph_do_not_name_a_target() -> None:
    table = "| a | b |\n|---|---|\n| Gibbs | |\n| x | {eq}`eq-gibbs` |\n"
    text = f"Gibbs' inequality.\n\nIt is {{eq}}`eq-gibbs`.\n\n{table}"
    assert [is_named(known()["eq-gibbs"], it, known()) for it in references(text)] == [False, False]


def test_a_number_quoted_from_a_source_names_it_within_its_cell() -> None:
    cited = "{cite}`shannon1951prediction`"
    assert says(change(f"Shannon {cited} found", f"Somebody {cited} found")) == ""
    elsewhere = f"Somebody {cited} had an idea.\n\n## Summary\n"
    assert "does not name shannon1951prediction" in says(change("## Summary\n", elsewhere))
