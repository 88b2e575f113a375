"""Gate 5: a decimal number in the prose is one that a cell of the chapter computed, or is quoted."""

import ast
import re
from decimal import Decimal
from pathlib import Path

import nbformat
import pytest
from manuscript.files import ROOT, Chapter, find_chapters, find_pages
from manuscript.markup import directives, markdown, prose_lines
from manuscript.numbers import shown_numbers
from manuscript.solutions import run_blocks
from nbformat import NotebookNode

PRINTED = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:e[+-]?\d+)?", re.IGNORECASE)
QUOTED = re.compile(r"^%\s*quoted:\s*(?P<numbers>.+)\s(?P<key>\S+)\s*$", re.MULTILINE)


def value(text: str) -> Decimal:
    """Read a number as it is written."""
    return Decimal(text.replace(",", "").replace("−", "-"))


def computed_numbers(notebook: NotebookNode) -> set[Decimal]:
    """Collect the numbers that cells and solution blocks printed, and the inputs written in the cells."""
    found: set[Decimal] = set()
    for cell in notebook.cells:
        if cell.cell_type != "code":
            for block in directives(cell.source):
                if block.name == "solution":
                    printed, _ = run_blocks(block.body, check=lambda *answers: None)
                    found |= {value(number) for number in PRINTED.findall("\n".join(printed))}
            continue
        for output in cell.outputs:
            text = output.get("text") or output.get("data", {}).get("text/plain", "")
            found |= {value(number) for number in PRINTED.findall(text)}
        source = "\n".join(line for line in cell.source.splitlines() if not line.startswith("%"))
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Constant) and type(node.value) in (int, float):
                found.add(Decimal(str(node.value)))
    return found


def agrees(shown: re.Match[str], computed: set[Decimal]) -> bool:
    """Tell whether a computed number, rounded to the digits shown, is the number shown."""
    scale = Decimal(10) ** value(shown["exponent"] or "0")
    number = value(shown["digits"])
    half_a_digit = Decimal(10) ** number.as_tuple().exponent / 2
    # A minus that touches a number may belong to the number or be a minus sign of the formula.
    signed = {number, -number} if shown["sign"] else {number}
    return any(abs(candidate / scale - wanted) <= half_a_digit for candidate in computed for wanted in signed)


def prose_problems(notebook: NotebookNode, bibliography: str = "") -> list[str]:
    """List the numbers in the prose that nothing computed and nothing quotes."""
    computed = computed_numbers(notebook)
    problems = []
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            text = "\n".join(prose_lines(cell.source))
        else:
            shown = cell.metadata.get("mystnb", {})
            text = f"{shown.get('figure', {}).get('caption', '')}\n{shown.get('image', {}).get('alt', '')}"
        quoted: set[Decimal] = set()
        for mark in QUOTED.finditer(cell.source if cell.cell_type == "markdown" else ""):
            if f"{{{mark['key']}," not in bibliography or mark["key"] not in text + cell.source.replace(
                mark[0], ""
            ):
                problems.append(
                    f"quoted from {mark['key']!r}, which the cell does not cite or references.bib lacks"
                )
            numbers = {value(number) for number in mark["numbers"].split()}
            absent = numbers - {value(number["digits"]) for number in shown_numbers(text)}
            problems += [f"marked as quoted but not in the cell: {number}" for number in sorted(absent)]
            quoted |= numbers
        for number in shown_numbers(text):
            if value(number["digits"]) not in quoted and not agrees(number, computed):
                start, end = max(0, number.start() - 40), number.end() + 20
                problems.append(f"{number[0]}: no cell computes it: …{' '.join(text[start:end].split())}…")
    return problems


@pytest.mark.parametrize("chapter", find_chapters(), ids=lambda chapter: chapter.name)
def test_every_number_in_the_prose_was_computed(chapter: Chapter) -> None:
    notebook = chapter.read_record()
    assert sum(len(shown_numbers(text)) for text in markdown(notebook)) > 0, "no number was looked at"
    assert prose_problems(notebook, (ROOT / "references.bib").read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "page", [path for path in find_pages() if path.parent.name != "chapters"], ids=lambda p: p.stem
)
def test_a_page_without_cells_shows_no_number_of_its_own(page: Path) -> None:
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_markdown_cell(page.read_text(encoding="utf-8"))]
    )
    assert prose_problems(notebook, (ROOT / "references.bib").read_text(encoding="utf-8")) == []


def small_chapter(
    prose: str, output: str = "5.70044 bits, 1234567 letters, -0.25, 8.0658e+67"
) -> NotebookNode:
    """Make a chapter of one paragraph and one cell that computes p = 0.125 and prints ``output``."""
    cell = nbformat.v4.new_code_cell("p = 0.125\nprint(...)")
    cell.outputs = [nbformat.v4.new_output("stream", name="stdout", text=output)]
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(prose), cell])


@pytest.mark.parametrize(
    "prose",
    [
        "It carries 5.70 bits.",
        "It carries $5.7004$ bits, and $p = 0.125$.",
        "There are 1,234,567 letters, or $1{,}234{,}567$ or $1\\,234\\,567$.",
        "A loss of −0.25 bits.",
        "There are $8.07 \\times 10^{67}$ orders.",
        "In 1948, on Python 3.11, with version 1.2.3, at <https://example.org/1.25>.",
        "```python\nx = 9.99\n```",
        "{cite}`a` found 0.6 to 1.3 bits.\n% quoted: 0.6 1.3 a",
        "```{exercise} Half\n:label: ex-1.5\nHow likely is 0.125?\n```",
        "````{solution} ex-a\n```python\nprint(2.5)  # 2.5\n```\nSo 2.5 bits.\n````",
    ],
)
def test_a_number_that_is_computed_or_quoted_passes(prose: str) -> None:
    assert prose_problems(small_chapter(prose), "@book{a,\n}") == []


@pytest.mark.parametrize(
    "prose",
    [
        "It carries 5.71 bits.",
        "It carries $5.7005$ bits.",
        "There are 1,234,568 letters.",
        "There are 1234568 letters.",
        "A gain of 0.25 bits.",
        "There are $8.06 \\times 10^{67}$ orders.",
        "There are $8.07 \\times 10^{66}$ orders.",
        "```{exercise} A 3.5 title\nx\n```",
        "```{math}\n:label: eq-a\nH = 1.5\n```",
        "```{admonition} Watch out\nIt is 1.75.\n```",
        "{cite}`a` found 0.6 bits.\n% quoted: 0.7 a",
        "Somebody found 0.6 bits.\n% quoted: 0.6 a",
        "{cite}`b` found 0.6 bits.\n% quoted: 0.6 b",
        "The code `print(7.25)` says so.",
    ],
)
def test_a_typed_number_is_caught(prose: str) -> None:
    assert prose_problems(small_chapter(prose), "@book{a,\n}") != []


def test_a_typed_number_in_a_caption_is_caught() -> None:
    notebook = small_chapter("Words.")
    notebook.cells[1].metadata["mystnb"] = {"figure": {"caption": "A peak at 0.37."}}
    assert prose_problems(notebook) != []
