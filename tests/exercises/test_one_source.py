"""An exercise is one thing: question, answers, slips, hints and solution agree, and a fault in one is seen."""

import ast
import re
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from gates import exercises
from manuscript.amounts import amounts
from manuscript.book import Book
from manuscript.registry import registered, registry_file, told, values_of
from manuscript.statements import figures
from planting.exercises import exercise_faults
from planting.faults import plant

BOOK = Book()
TEXT, REGISTRY = "chapters/entropy.md", "infobook/exercises/entropy.py"
KL, LOSSES = "chapters/kl-divergence.md", "chapters/pytorch-losses.md"


def complaints(book: Book, chapter: str = TEXT) -> list[str]:
    return [str(complaint) for complaint in exercises.complaints_in(book, chapter)]


def with_fault(file: str, old: str, new: str, chapter: str = TEXT) -> tuple[Book, list[str]]:
    """Plant a fault, put what is then stated on record, and return what the gate still computes to be wrong."""
    text = BOOK.text(file)
    assert text.count(old) == 1
    faulty = BOOK.with_fault(file, text.replace(old, new))
    sealed = faulty.with_fault(exercises.record_file(chapter), exercises.record(faulty, chapter))
    return faulty, complaints(sealed, chapter)


@pytest.mark.parametrize("chapter", BOOK.chapters(), ids=lambda name: Path(name).stem)
def test_the_exercises_of_a_chapter_agree_in_all_that_they_state(chapter: str) -> None:
    assert complaints(BOOK, chapter) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        (TEXT, "hits the 44 keys", "hits the 45 keys", "question's 45"),
        (TEXT, "probabilities 0.1, 0.2, 0.3 and 0.4. How", "probabilities 0.2, 0.1, 0.3 and 0.4. How", "question's 0.4"),
        (TEXT, "How many bits of entropy does each letter", "How many nats of entropy does each letter", "nats"),
        (TEXT, "entropy falls to 1.1867 bits", "entropy falls to 1.1867 nats", "number of bits"),
        (TEXT, "that is 2.4368 bits per letter", "that is 2.4369 bits per letter", "2.4369"),
        (TEXT, r"$\log_2 2000 = 10.9658$", r"$\log_2 2001 = 10.9658$", "is 10.9665, and it is 10.9658"),
        (TEXT, "words, length = 2000, 4.5", "words, length = 2000, 4.6", "not the registry's"),
        (TEXT, "# prints: 2,000 words: 10.9658", "# prints: 2,000 words: 10.9659", "was not printed"),
        (TEXT, 'check("feasible-lengths", left * 2**5, shortest, "c")', "pass", "hand its answers"),
        (REGISTRY, "log2(2000) / 4.5, \"bits\"", "log2(2000) * 4.5, \"bits\"", "not the registry's"),
        (REGISTRY, "That is for 26 letters. The", "That is for 27 letters. The", "27, which is 27"),
        (REGISTRY, "4 of the 24 cases: 1.4834 bits", "4 of the 24 cases: 1.4835 bits", "1.4835"),
        (REGISTRY, "1 bit and log₂ 86 bits; each", "1 bit and log₂ 87 bits; each", "log₂ 87"),
        (REGISTRY, "That is about half of 26 free letters", "That is about half of 28 free letters", "28"),
        (REGISTRY, "Slip(perplexity([1 / 44] * 44),", "Slip(44.5,", "44.5 is typed"),
        (REGISTRY, "Slip(math.ceil(log2(44)),", "Slip(math.ceil(log2(45)),", "starts from 45, which nothing states"),
        (REGISTRY, "Slip(log2(2000) * 4.5,", "Slip(log2(2000) / 4.5 + 1,", "nothing is multiplied"),
        (REGISTRY, "That divides inside the logarithm. Take the logarithm of 2000", "That is the sum of the logarithms. Take the logarithm of 2000", "nothing is added"),
        (REGISTRY, "That averages the lengths as if", "That rounds the lengths as if", "nothing is rounded"),
        (REGISTRY, "Slip(LENGTHS.mean(),", "Slip(LENGTHS[0] + 1,", "nothing is averaged"),
        (REGISTRY, "That is H(q) minus H(p).", "That is H(q) plus H(p).", "nothing is added"),
        (REGISTRY, "entropy inside each group is at least 0.", "entropy inside each group is at least 7.", "states 7"),
    ],
)  # fmt: skip
def test_a_fault_that_can_be_computed_is_caught_even_if_it_is_sealed(
    file: str, old: str, new: str, says: str
) -> None:
    _, found = with_fault(file, old, new)
    assert any(says in complaint for complaint in found), found


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("Slip(LOSS * log(2),", "Slip(LOSS / log(2) + 1,", "nothing is multiplied"),
        ("Slip(entropy(SHARES) - NATS,", "Slip(entropy(SHARES) + NATS,", "nothing is subtracted"),
    ],
)
def test_a_slip_is_the_number_that_its_text_says_it_is(old: str, new: str, says: str) -> None:
    chapter = "chapters/cross-entropy.md"
    _, found = with_fault(registry_file(chapter), old, new, chapter)
    assert any(says in complaint for complaint in found), found


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (REGISTRY, "A length is a whole number: round up.", "A length is a whole number: round down."),
        (REGISTRY, "bits. The perplexity is 2 to the power", "bits. The perplexity is 3 to the power"),
        (REGISTRY, "Slip(2000 / 4.5,", "Slip(2000 - 4.5,"),
        (REGISTRY, 'Slip("1 + w * log2(3)"', 'Slip("2 + w * log2(3)"'),
        (REGISTRY, "so its surprise is at least as large", "so its surprise is at most as large"),
        (REGISTRY, 'Slip("a", "It checks every one.', 'Slip("c", "It checks every one.'),
        (REGISTRY, '"c": "g(X) is uniform",', '"c": "g(X) is not uniform",'),
        (
            REGISTRY,
            "Sort: the most probable symbol gets the shortest",
            "Sort: the least probable symbol gets the shortest",
        ),
        (REGISTRY, "When is log₂((1 − p)/p) equal to 0?", "When is log₂((1 + p)/p) equal to 0?"),
        (TEXT, "when are the two equal? $X$", "when are the two different? $X$"),
        (KL, "The direct path is *longer* than the detour", "The direct path is *shorter* than the detour"),
        (KL, "it grows with the ends, about", "it shrinks with the ends, about"),
        (LOSSES, "in ([1/2, 1/2], [1/4, 3/4])]\nprint(", "in ([2/2, 1/2], [1/4, 3/4])]\nprint("),
    ],
)
def test_a_fault_that_cannot_be_computed_is_not_on_record(file: str, old: str, new: str) -> None:
    chapter = file if file in BOOK.chapters() else TEXT
    faulty, _ = with_fault(file, old, new, chapter)
    found = complaints(faulty, chapter)
    assert any("not on record" in complaint for complaint in found)
    assert any("states this any more" in complaint for complaint in found)


def test_other_words_with_the_same_figures_need_no_seal() -> None:
    faulty, _ = with_fault(
        REGISTRY, "Ask “bits for what?”: share them", "Always ask what the bits are for: share them"
    )
    assert any("not on record" in complaint for complaint in complaints(faulty))  # "always" is a figure
    faulty, _ = with_fault(
        REGISTRY, "Ask “bits for what?”: share them", "Ask what the bits are for: share them"
    )
    assert complaints(faulty) == []


def test_a_complaint_names_the_line_of_the_fault() -> None:
    faulty, _ = with_fault(REGISTRY, "That is for 26 letters. The", "That is for 27 letters. The")
    line = faulty.text(REGISTRY).split("That is for 27 letters")[0].count("\n") + 1
    assert any(
        complaint.startswith(f"{REGISTRY}:{line}: typewriter-monkey:") for complaint in complaints(faulty)
    )


def test_a_module_that_stops_is_a_complaint() -> None:
    faulty = BOOK.with_fault(REGISTRY, BOOK.text(REGISTRY).replace("FOUR = [0.1, 0.5,", "FOUR = [0.2, 0.5,"))
    assert any("NotADistribution" in complaint for complaint in complaints(faulty))


def test_every_text_that_a_learner_reads_is_told_with_its_line() -> None:
    texts = list(told(BOOK))
    assert {re.sub(" .*", "", it.role) for it in texts} == {"ask", "option", "step", "slip", "hint", "right"}
    ones = [it for it in texts if it.file == REGISTRY and it.text == "Add up the columns."]
    assert [BOOK.text(REGISTRY).splitlines()[it.line - 1].count(it.text) for it in ones] == [1]


def test_the_registry_is_read_from_the_book_with_its_fault() -> None:
    text = BOOK.text(REGISTRY).replace("ROOM_LEFT = 1 - (2**-1 + 2**-3 +", "ROOM_LEFT = 1 - (2**-2 + 2**-3 +")
    answers = [
        one.parts[0].part.answer
        for book in (BOOK.with_fault(REGISTRY, text), BOOK)
        for one in registered(book, TEXT)
        if one.exercise.id == "feasible-lengths"
    ]
    assert answers == [14, 6]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("½ · log₂ 4 bits, 2²/2 = 2 and −0.5", [1, 2, 2, -0.5]),
        (r"$\frac{1}{\ln 2}$, $\tfrac12 \log_2 3$, $H(\frac13, \frac23)$, $1{,}024$", [1.442695, 0.792481, 1 / 3, 2 / 3, 1024]),
        ("0.75 · log₂(0.75/(5/6)), 12 · 2, 52!, 90 %, 1e-9, 8/35 + 9/35", [-0.114003, 24, 8.0658175e67, 0.9, 1e-9, 17 / 35]),
        ("H(X) − 1.5, n − 1, p^2, x₁, 3 log₂ 3 and 1 − w", [1.5, 1, 4.754888, 1]),
    ],
)  # fmt: skip
def test_the_amounts_of_a_text_are_read_with_their_values(text: str, values: list[float]) -> None:
    assert [amount.value for amount in amounts(text)] == pytest.approx(values, rel=1e-5)


def test_an_amount_knows_its_unit_and_the_other_side_of_its_equation() -> None:
    first, second = amounts(r"$\log_2 44 = 5.4594$ bits")
    assert (second.unit, second.agrees, second.is_at(first.value)) == ("bits", True, True)
    assert not amounts(r"$\log_2 45 = 5.4594$ bits")[1].agrees
    assert amounts(r"$e^{1.25} = 3.4903$")[1].said_to_be is None


def test_a_number_is_not_taken_from_a_grid_which_has_any() -> None:
    run = "grid = np.linspace(0, 1, 5_001)\nfew = np.linspace(0, 1, 3)\ntotal = grid.sum()"
    names: dict[str, object] = {"np": np}
    exec(run, names)
    values = values_of(ast.parse(run + "\ngrid, few, total, np.float16"), names)  # of which the last is none
    assert {0.5, 2500.5} <= values
    assert 0.25 not in values


def test_the_figures_of_a_text_are_its_numbers_signs_letters_units_and_turning_words() -> None:
    assert (
        figures("Multiply it by 4.5 letters: a word has more bits, −p log₂ p.")
        == "Multiply 4.5 more bits − p ₂ p"
    )


def test_of_faults_drawn_by_seed_nearly_all_are_caught() -> None:
    faults = list(islice(exercise_faults(BOOK, np.random.default_rng(1)), 20))
    missed = [str(fault) for fault in faults if not complaints(plant(BOOK, fault), chapter_of(fault.file))]
    assert len(missed) <= 1, missed


def chapter_of(file: str) -> str:
    return next(name for name in BOOK.chapters() if file in (name, registry_file(name)))
