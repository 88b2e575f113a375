"""Gate 5: a number in the text is bound to the cell, and the unit, that it comes from."""

import itertools
import re
from itertools import pairwise

import jupytext
import nbformat
import numpy as np
import pytest
from binding.arithmetic import equalities, evaluate, latex_value
from binding.lines import bound_cells
from binding.records import record_of
from binding.sources import bindings
from gates.numbers import complaints_in
from manuscript.book import Book
from manuscript.markup import tables
from planting.faults import plant
from planting.numbers import number_faults
from seal import records

BOOK = Book()
NAME = "chapters/small.md"
OUTPUT = "5.70044 bits, 1234567 letters, -0.25, 8.0658e+67, 0.9 nats, 12.9 questions"


@pytest.mark.parametrize("name", BOOK.pages())
def test_every_number_has_its_source(name: str) -> None:
    if name in BOOK.chapters():
        assert len(bindings(BOOK, name)[0]) > 100, "hardly a number was looked at"
    assert [str(complaint) for complaint in complaints_in(BOOK, name)] == []


@pytest.mark.parametrize("name", BOOK.chapters())
def test_a_fault_in_a_number_is_caught(name: str) -> None:
    for fault in itertools.islice(number_faults(BOOK, np.random.default_rng(13), [name]), 4):
        assert complaints_in(plant(BOOK, fault), name), str(fault)


def small_book(prose: str, output: str = OUTPUT, header: str = "", later: str = "") -> Book:
    """Make a chapter, on record, of one paragraph and a cell that has p = 0.125 and prints ``output``."""
    text = (
        f"# Small\n\n## One\n\n{prose}\n\n```{{code-cell}}\n{header}p = 0.125\nprint(...)\n```\n\n{later}\n"
    )
    written = jupytext.reads(text, fmt="md:myst")
    for cell in written.cells:
        if cell.cell_type == "code":
            cell.outputs = [nbformat.v4.new_output("stream", name="stdout", text=output)]
    files = {
        NAME: text,
        "references.bib": "@book{a,\n}",
        NAME.replace(".md", ".ipynb"): nbformat.writes(written),
    }
    book = Book(changed=files)
    return book.with_fault(NAME.replace(".md", ".numbers"), record_of(bindings(book, NAME)[0]))


def said(book: Book) -> list[str]:
    return [complaint.says for complaint in complaints_in(book, NAME)]


@pytest.mark.parametrize(
    "prose",
    [
        "It carries 5.70 bits.",
        "It carries $5.7004$ bits, and $p = 0.125$.",
        "It carries 5.70 {term}`bits <bit>`.",
        "There are 1,234,567 letters, or $1{,}234{,}567$ or $1\\,234\\,567$.",
        "A loss of −0.25 bits.",
        "About 13 questions.",
        "There are $8.07 \\times 10^{67}$ orders.",
        "The chance is 1/8, or 12.5 %, or 12.5 per cent.",
        "In 1948, on Python 3.11, with version 1.2.3, at <https://example.org/1.25>.",
        "Six answers tell $2^6 = 64$ cases apart; $\\log_2 24 = 4.5850$ bits and $\\frac{7}{4} = 1.75$.",
        "```python\nx = 9.99\n```",
        "{cite}`a` found 0.6 to 1.3 bits.\n\n<!-- quoted: 0.6 1.3 a -->",
        "<!-- number: 0.75 = 1 - 2 * p -->\n\nThat leaves 0.75 bits.",
        "<!-- number: 0.75 = 1 - 2 * 0.125 -->\n\nTwice 0.125, that leaves 0.75 bits.",
        "<!-- number: 1 = entropy([1/2, 1/2]) -->\n\nA coin has 1 bit.",
        "<!-- given: 0.4 90 -->\n\nSay 0.4, on 90 days.",
        "```{exercise} Half\n:label: ex-1.5\nHow likely is 0.125?\n```",
        "````{solution} ex-a\n```python\nprint(2.5)  # 2.5 bits\n```\nSo 2.5 bits.\n````",
        "| a | b |\n|---|---|\n| rain | 0.125 |",
        "<!-- columns: [1 - p, p]; -log2([1 - p, p]) -->\n\n"
        "| a | b | c |\n|---|---|---|\n| sun | 7/8 | 0.19 |\n| rain | 1/8 | `110` |",
        "<!-- rows: [p, 1 - p]; [1, 0] -->\n\n| a | b | c |\n|---|---|---|\n| x | 1/8 | 7/8 |\n| y | 1 | 0 |",
    ],
)
def test_a_number_with_a_source_passes(prose: str) -> None:
    assert said(small_book(prose)) == []


@pytest.mark.parametrize(
    "prose",
    [
        "It carries 5.71 bits.",
        "It carries $5.7005$ bits.",
        "It carries 5.70 nats.",
        "It carries 5.70 {term}`nats <nat>`.",
        "There are 0.9 bits.",
        "It carries 0.125 bits.",
        "There are 1,234,568 letters.",
        "There are 1234568 letters.",
        "There are 248 letters.",
        "It carries 3 bits.",
        "A gain of 0.25 bits.",
        "About 14 questions.",
        "The chance is 1/7.",
        "The chance is 13.5 %.",
        "The chance is 12.9 %.",
        "There are $8.06 \\times 10^{67}$ orders.",
        "There are $8.07 \\times 10^{66}$ orders.",
        "Six answers tell $2^6 = 65$ cases apart.",
        "We have $\\log_2 25 = 4.5850$ bits.",
        "```{exercise} A 3.5 title\nx\n```",
        "```{math}\n:label: eq-a\nH = 1.5\n```",
        "```{admonition} Watch out\nIt is 1.75.\n```",
        "| a | b |\n|---|---|\n| rain | 7 |",
        "{cite}`a` found 0.6 bits.\n\n<!-- quoted: 0.7 a -->",
        "Somebody found 0.6 bits.\n\n<!-- quoted: 0.6 a -->",
        "{cite}`b` found 0.6 bits.\n\n<!-- quoted: 0.6 b -->",
        "<!-- number: 0.75 = 1 - 3 * p -->\n\nThat leaves 0.75 bits.",
        "<!-- number: 0.75 = 1 - 2 * 0.125 -->\n\nThat leaves 0.75 bits.",
        "<!-- number: 0.75 = 1 - 2 * 0.125 -->\n\nTwice 0.126, that leaves 0.75 bits.",
        "<!-- number: 1 = log2(2) -->\n\nThat is 1 bit.",
        "<!-- number: 0.75 = 1 - 2 * r -->\n\nThat leaves 0.75 bits.",
        "<!-- number: 4 = 3 + 1 -->\n\nThree bits.\n\n## Another\n\nIt is 4 bits, 3 and 1.",
        "<!-- number: 0.75 = 0.75 -->\n\nThat leaves 0.75 bits.",
        "<!-- given: 0.4 -->\n\nSay nothing.",
        "The code `print(7.25)` says so.",
    ],
)
def test_a_number_without_a_source_is_caught(prose: str) -> None:
    assert said(small_book(prose)) != []


TABLE = "| a | b | c |\n|---|---|---|\n| sun | 7/8 | 0.19 |\n| rain | 1/8 | `110` |"
COLUMNS = "<!-- columns: [1 - p, p]; -log2([1 - p, p]) -->"


@pytest.mark.parametrize(
    ("mark", "table", "says"),
    [
        ("", TABLE, "which arrays its rows or columns show"),
        (COLUMNS, TABLE.replace("7/8", "1/8", 1), "7/8|0.875"),
        (COLUMNS, TABLE.replace("0.19", "0.18"), "0.19"),
        (COLUMNS, TABLE.replace("110", "11"), "3.0"),
        (COLUMNS, "\n".join(TABLE.splitlines()[k] for k in (0, 1, 3, 2)), "in this place"),
        (COLUMNS.replace("; -log2([1 - p, p])", ""), TABLE, "2 columns of the table have numbers"),
        (COLUMNS.replace("[1 - p, p];", "[1 - p];"), TABLE, "has None"),
        (COLUMNS.replace("[1 - p, p];", "[1 - p, p, 0];"), TABLE, "has 3 entries"),
        (COLUMNS.replace("[1 - p, p];", "nothing;"), TABLE, "cannot be computed"),
    ],
)
def test_a_table_that_is_not_its_arrays_is_caught(mark: str, table: str, says: str) -> None:
    assert any(re.search(says, complaint) for complaint in said(small_book(f"{mark}\n\n{table}")))


@pytest.mark.parametrize("name", BOOK.chapters())
def test_entries_exchanged_in_the_tables_of_data_are_caught_without_the_record(name: str) -> None:
    text = BOOK.text(name)
    for table in tables(text):
        bound = {(it.line, it.column) for it in bound_cells(text)}
        for (line, one), (other_line, other) in pairwise(table.rows):
            for column, (old, new) in enumerate(zip(one, other, strict=True)):
                if {(line, column), (other_line, column)} <= bound and shown(old) != shown(new):
                    lines = text.splitlines()
                    lines[line - 1] = with_cell(lines[line - 1], column, new)
                    lines[other_line - 1] = with_cell(lines[other_line - 1], column, old)
                    assert any(it.wrong for it in bound_cells("\n".join(lines))), (line, column)


def shown(cell: str) -> object:
    """Return the number of a cell; two codewords of one length show the same."""
    return len(cell) if cell.startswith("`") else cell


def with_cell(row: str, column: int, cell: str) -> str:
    """Write another cell into a row."""
    cells = row.split("|")
    return "|".join([*cells[: column + 1], f" {cell} ", *cells[column + 2 :]])


def test_a_short_number_is_not_bound_to_a_cell_far_away() -> None:
    assert said(small_book("Words.", later="## Two\n\nThe gap is 5.7004 bits.")) == []
    assert said(small_book("Words.", later="## Two\n\nThe loss is 0.9.")) != []


@pytest.mark.parametrize(
    "figure", ["figure:\n    caption: A peak at 0.37.", "image:\n    alt: A peak at 0.37."]
)
def test_a_typed_number_beside_a_figure_is_caught(figure: str) -> None:
    assert said(small_book("Words.", header=f"---\nmystnb:\n  {figure}\n---\n")) != []
    assert said(small_book("Words.", header=f"---\nmystnb:\n  {figure}\n---\n".replace("0.37", "5.70"))) == []


@pytest.mark.parametrize(
    ("prose", "wrong"),
    [
        ("It was 5.70 bits and then −0.25 bits.", "It was −0.25 bits and then 5.70 bits."),
        ("Nine of ten arrive.", "Ten of ten arrive."),
        ("Two machines are left.", "Three machines are left."),
        ("There are at most 4 pulls.", "There are at most 5 pulls."),
        ("It is 5.70 bits, p is 0.125.", "It is 5.70 bits."),
    ],
)
def test_a_number_that_is_not_the_one_on_record_is_caught(prose: str, wrong: str) -> None:
    book = small_book(prose)
    assert said(book) == []
    (complaint, *_) = complaints_in(book.with_fault(NAME, book.text(NAME).replace(prose, wrong)), NAME)
    assert complaint.line == 5
    assert "on record: " in complaint.says
    assert "make seal" in complaint.says


def test_prose_without_numbers_may_change_freely() -> None:
    book = small_book("It was 5.70 bits and then -0.25 bits.")
    changed = book.text(NAME).replace("It was", "We first measured").replace("and then", "and, later on,")
    assert said(book.with_fault(NAME, changed)) == []


def test_sealing_has_nothing_to_write() -> None:
    assert [name for name, text in records(BOOK).items() if text and BOOK.text(name) != text] == []


@pytest.mark.parametrize(
    ("latex", "value"),
    [
        (r"\log_2 24", 4.584962500721156),
        (r"1 + \frac12 \log_2 3", 1.792481250360578),
        (r"\frac{25}{2 \cdot 0.01 \cdot \ln 2}", 1803.3688011112042),
        (r"-\log_2 2^{-6}", 6),
        (r"\frac{1}{2\sqrt{2}}", 0.35355339059327373),
        (r"2(13 - 2)", 22),
        (r"\binom{4}{2} / 2^4", 0.375),
        (r"1{,}000 \cdot 52", 52000),
        (r"p \log p", None),
        (r"\frac{1}{0}", None),
    ],
)
def test_a_formula_without_variables_has_a_value(latex: str, value: float | None) -> None:
    assert latex_value(latex) == (None if value is None else pytest.approx(value, rel=1e-15))


def test_an_equality_may_leave_its_formula_and_ends_at_words() -> None:
    (sides,) = equalities(r"so $\log_2 52$ = 5.7004 bits, and x = 3")
    assert [side.value for side in sides] == [pytest.approx(5.7004397), 5.7004]


def test_a_mark_computes_nothing_but_arithmetic() -> None:
    assert evaluate("floor(-log2(1 - 0.9999))") == 13
    for expression in ("__import__('os')", "len('abc')", "2 ** 99999", "1 / 0", "1 +"):
        assert evaluate(expression) is None
