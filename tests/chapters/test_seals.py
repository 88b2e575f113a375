"""What only a reader can judge is sealed, and a word that changes breaks the seal."""

import itertools
import random
import re
from collections import Counter
from pathlib import Path

import pytest
import seal
from gates import seals
from gates.seals import Passage, Seal, complaints, passages, read_seals
from manuscript.book import Book

BOOK = Book()
ENTROPY, GLOSSARY = "chapters/entropy.md", "pages/glossary.md"


def says(book: Book) -> str:
    """Join what the gate says of a book."""
    return "\n".join(map(str, complaints(book)))


def change(file: str, old: str, new: str) -> Book:
    """Return the book with one place of a file changed."""
    text = BOOK.text(file)
    assert text.count(old) == 1, f"{file} has {old!r} {text.count(old)} times"
    return BOOK.with_fault(file, text.replace(old, new))


def test_every_passage_of_the_book_is_as_it_was_sealed() -> None:
    assert complaints(BOOK) == []


def test_the_book_has_passages_of_every_kind_and_each_has_its_own_name() -> None:
    found = passages(BOOK)
    kinds = Counter(passage.kind for passage in found)
    assert {
        "definition",
        "theorem",
        "warning",
        "figure",
        "entry",
        "summary",
        "condition",
        "claim",
    } <= kinds.keys()
    assert kinds["summary"] == len(BOOK.chapters())
    assert len({passage.key for passage in found}) == len(found)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (ENTROPY, "If $H(p)$ is finite, the two sides are equal", "The two sides are equal"),
        (ENTROPY, r"-\sum_i p_i \log p_i \;\le\; -", r"-\sum_i p_i \log p_i \;\ge\; -"),
        (ENTROPY, "decodable code has an average length below", "decodable code has an average length above"),
        (ENTROPY, "the curve is flat on top", "the curve is steep on top"),
        (ENTROPY, "with marked points at 0.5 and 0.9.", "with marked points at 0.5 and 0.8."),
        (ENTROPY, "Fed with counts, percentages or", "Fed with percentages or"),
        (GLOSSARY, "  never above $H(Y)$", "  always above $H(Y)$"),
        ("chapters/self-information.md", "is strictly increasing. So", "is strictly decreasing. So"),
        ("chapters/kl-divergence.md", r"a few more than $\log_2 1000", r"a few less than $\log_2 1000"),
        ("chapters/cross-entropy.md", "is **largest**", "is **smallest**"),
        ("chapters/kl-divergence.md", "For any two distributions", "For some two distributions"),
        ("chapters/continuous-variables.md", "for every density with finite $h$,", "for every density,"),
        (
            "chapters/entropy.md",
            "a codeword as long as its surprise, rounded up",
            "a codeword as short as its surprise, rounded up",
        ),
    ],
)
def test_a_claim_that_is_turned_round_is_caught(file: str, old: str, new: str) -> None:
    said = complaints(change(file, old, new))
    assert len(said) == 1
    assert "is not what was sealed" in said[0].says


def test_a_condition_beside_an_equation_is_sealed_with_it() -> None:
    finite = "If $D(p \\,\\|\\, q)$ is finite, then for every"
    lost = change("chapters/kl-divergence.md", finite, "For every")
    assert "condition 'eq-stein' is not what was sealed" in says(lost)


def test_a_claim_in_bold_is_sealed_by_its_words() -> None:
    turned = change("chapters/kl-divergence.md", "**the first argument does", "**the second argument does")
    assert "the claim 'the second argument does the averaging' has no seal" in says(turned)


def test_a_sentence_that_says_when_something_is_so_is_sealed() -> None:
    turned = change(ENTROPY, "if and only if $Z = 1$ and $q = p$", "if and only if $Z = 1$ or $q = p$")
    assert "the claim" in says(turned)


def test_one_word_lost_in_any_passage_is_caught() -> None:
    draw = random.Random(13)
    for passage in draw.sample(passages(BOOK), 40):
        places = places_of_words(passage)
        if not places:  # an equation with a condition in a word or two
            continue
        start, end = draw.choice(places)
        text = BOOK.text(passage.file)
        lost = BOOK.with_fault(passage.file, text[:start] + text[end:])
        assert says(lost), (passage.key, text[start:end])


def places_of_words(passage: Passage) -> list[tuple[int, int]]:
    """List where the words of a passage stand in its lines, but for those that no reader sees."""
    text = BOOK.text(passage.file)
    unseen = re.compile(r"<!--.*?-->|<[^<>\s]*(?: [^<>\s]+)*>`", re.DOTALL)  # a comment, a role's target
    shown = unseen.sub(lambda found: " " * len(found[0]), text)
    starts = [0, *itertools.accumulate(map(len, text.splitlines(keepends=True)))]
    start, end = starts[passage.line - 1], starts[max(passage.line, passage.last_line)]
    start = max(start, shown.find(passage.words[:20], start, end))  # a claim may stand late in its line
    words = {word for word in passage.words.split() if len(word) > 4 and word.isalpha()}
    found = (re.search(rf"\b{word}\b", shown[start:end]) for word in sorted(words))
    return [(start + it.start(), start + it.end()) for it in found if it]


def test_what_a_docstring_of_the_library_says_is_sealed_but_for_its_examples() -> None:
    said = complaints(change("infolib/discrete.py", "Its square root is a distance", "It is a distance"))
    assert [complaint.file for complaint in said] == ["infolib/discrete.py"]
    (sealed,) = (passage for passage in passages(BOOK) if passage.name == "kl_divergence")
    assert r"p \log(p/q) - p + q" in sealed.words
    assert ">>>" not in sealed.words


def test_a_condition_stands_where_its_words_begin_even_if_comments_follow_them() -> None:
    for passage in passages(BOOK):
        if passage.kind == "condition" and passage.words[0].isupper():
            line = BOOK.text(passage.file).splitlines()[passage.line - 1]
            assert passage.words.split()[0] in line, passage


def test_a_new_passage_needs_a_seal() -> None:
    new = "```{prf:theorem} Too good\n:label: thm-new\nIt is always so.\n```\n\n## Summary\n"
    assert "the theorem 'thm-new' has no seal" in says(change(ENTROPY, "## Summary\n", new))


def test_a_seal_without_a_passage_is_reported_where_it_stands() -> None:
    said = complaints(change(GLOSSARY, "\nAmazon\n", "\nAmazonas\n"))
    assert [complaint.file for complaint in said] == [GLOSSARY, seals.SEALS]
    assert said[1].line > 100


def test_a_replacement_over_all_files_does_not_pass_unread() -> None:
    everywhere = BOOK
    for file in (GLOSSARY, seals.SEALS):
        everywhere = everywhere.with_fault(file, BOOK.text(file).replace("average surprise", "mean surprise"))
    assert "someone has edited" in says(everywhere)


def test_wrapping_anew_linking_a_word_and_setting_a_letter_break_no_seal() -> None:
    called = "<!-- called eq-kraft: the prairie rule -->"
    comments = f"<!-- let p be\na distribution -->\n{called}\nFed with counts, percentages"
    assert says(change(ENTROPY, "Fed with counts, percentages", comments)) == ""
    assert says(change(ENTROPY, "Fed with counts, percentages", "Fed with\ncounts,   percentages")) == ""
    linked = "No uniquely decodable {term}`code <prefix code>` has an {term}`average length <entropy>` below"
    old = "No uniquely decodable code has an average length below"
    assert says(change(ENTROPY, old, linked)) == ""


def test_an_equation_that_no_machine_executes_is_sealed_with_its_conditions(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(seals, "UNEXECUTED", frozenset({"eq-entropy-base", "eq-kraft"}))
    base = "```{math}\n:label: eq-entropy-base\n"
    book = change(ENTROPY, base, f"<!-- let b be a base -->\n\n{base}")
    equations = {it.name: it for it in passages(book) if it.kind == "equation"}
    base, kraft = equations["eq-entropy-base"], equations["eq-kraft"]
    assert base.words.startswith("Changing the base")
    assert base.words.endswith("the entropy in nats.")
    assert r"\sum_i 2^{-\ell_i}" in kraft.words


# ── the command


def small_book(root: Path, definition: str, seal_file: str = "") -> Book:
    """Write a book of one page with one definition."""
    (root / "_ext").mkdir(exist_ok=True)
    (root / "_ext/mathematics").mkdir(exist_ok=True)
    (root / "chapters").mkdir(exist_ok=True)
    (root / "references.bib").touch()
    (root / "_toc.yml").write_text("root: index\nparts: [{chapters: []}]\n", encoding="utf-8")
    page = f"# A book\n\n```{{prf:definition}} Bit\n:label: def-bit\n{definition}\n```\n"
    (root / "index.md").write_text(page, encoding="utf-8")
    return Book(root)


def test_the_command_shows_both_wordings_and_seals_only_what_is_confirmed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    book = small_book(tmp_path, "A bit is {eq}`eq-gibbs` never small.")
    assert "no seal" in says(book)
    assert seal.main(["--yes"], book) == 0
    assert "eq-gibbs: test_" in capsys.readouterr().out, "the tests of the equation are not named"
    assert says(book) == ""

    book = small_book(tmp_path, "A bit is {eq}`eq-gibbs` seldom small.")
    monkeypatch.setattr("builtins.input", lambda question: "n")
    assert seal.main([], book) == 2  # the seal of the definition, and the word in the page's record
    assert "[-never-] {+seldom+} small." in capsys.readouterr().out
    assert "“…bit is {eq}`eq-gibbs` never small.…” has become" in says(book)

    monkeypatch.setattr("builtins.input", lambda question: "y")
    assert seal.main([], book) == 0
    assert says(book) == ""
    assert [kept.words for kept in read_seals(book).values()] == [
        "Bit. A bit is {eq}`eq-gibbs` seldom small."
    ]


def test_the_command_forgets_what_the_book_has_no_more(tmp_path: Path) -> None:
    seal.main(["--yes"], small_book(tmp_path, "A bit."))
    (tmp_path / "index.md").write_text("# A book\n", encoding="utf-8")
    assert "the book has no definition def-bit (index.md) any more" in says(Book(tmp_path))
    seal.main(["--yes"], Book(tmp_path))
    assert read_seals(Book(tmp_path)) == {}


def test_the_checks_of_a_theorem_are_its_tests_and_the_exercises_on_it() -> None:
    (theorem,) = (passage for passage in passages(BOOK) if passage.name == "thm-maximum-entropy")
    checks = "\n".join(seal.checks_of(BOOK, theorem))
    assert "eq-maxent-stationary: test_" in checks
    assert "the solution ex-waiting-for-the-bus" in checks


def test_a_seal_holds_the_words_themselves() -> None:
    passage = Passage("a.md", "entry", "bit", "A bit is small.", 1)
    assert Seal.of(passage).words == "A bit is small."
    assert seal.word_diff("a b c", "a c d") == "a [-b-] c {+d+}"
