"""Gates 1 to 3: the pair agrees, every cell was executed, and a re-run gives the recorded outputs.

The re-run itself is nbval's: pytest collects each chapter's .ipynb (see pyproject.toml). Here it is
shown that nbval, as configured, fails when an output has been edited.
"""

import copy
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from manuscript.files import ROOT, Chapter, find_chapters
from nbformat import NotebookNode
from recording.records import is_recorders_own, why_stale, with_outputs

CHAPTERS = find_chapters()
each_chapter = pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.name)

# A home folder, a temporary folder, a drive, an address in memory, a date with a time.
MACHINE = re.compile(
    r"(?:/(?:home|root|tmp|work|Users|usr|opt|var|private)/[\w.-]+|[A-Z]:\\\w+|\b0x[0-9a-f]{8,}"
    r"|\d{4}-\d\d-\d\d[T ]\d\d:\d\d|site-packages)"
)


def pairing_problems(text: NotebookNode, recorded: NotebookNode) -> list[str]:
    """List where a text notebook and its executed twin differ: cells, text, tags, captions, kernel."""

    def essence(cell: NotebookNode) -> tuple[str, str, object]:
        return cell.cell_type, cell.source, cell.metadata

    problems = []
    if len(text.cells) != len(recorded.cells):
        problems.append(f"{len(text.cells)} cells in the text, {len(recorded.cells)} in the record")
    for number, (written, kept) in enumerate(zip(text.cells, recorded.cells, strict=False), start=1):
        if essence(written) != essence(kept):
            problems.append(f"cell {number} differs: {written.source[:60]!r} / {kept.source[:60]!r}")
    if text.metadata["kernelspec"] != recorded.metadata["kernelspec"]:
        problems.append("the kernels differ")
    return problems


def completeness_problems(recorded: NotebookNode) -> list[str]:
    """List the cells not executed in order from a fresh kernel, and outputs that name the machine."""
    problems = []
    code = [cell for cell in recorded.cells if cell.cell_type == "code"]
    for number, cell in enumerate(code, start=1):
        if cell.execution_count != number:
            problems.append(f"code cell {number} has execution count {cell.execution_count}")
        shows = re.search(r"^\s*(?:print|plt\.show)\(", cell.source, re.MULTILINE)
        if shows and not cell.outputs and "def " not in cell.source:
            problems.append(f"code cell {number} prints or plots, and its output is missing")
        for output in cell.outputs:
            if output.output_type == "error" or output.get("name") == "stderr":
                problems.append(f"code cell {number} shows an error or a warning")
            data = {**output.get("data", {}), "text": output.get("text", "")}
            for kind, value in data.items():
                found = MACHINE.search(str(value))
                if found:
                    problems.append(f"code cell {number} names the machine or the time ({kind}): {found[0]}")
    return problems


@each_chapter
def test_the_pair_agrees(chapter: Chapter) -> None:
    text = chapter.read_text()
    assert len(text.cells) > 10
    assert pairing_problems(text, chapter.read_record()) == []


@each_chapter
def test_every_cell_was_executed_in_order(chapter: Chapter) -> None:
    recorded = chapter.read_record()
    assert sum(cell.cell_type == "code" for cell in recorded.cells) > 5
    assert completeness_problems(recorded) == []


@each_chapter
def test_the_record_is_not_stale(chapter: Chapter) -> None:
    assert why_stale(chapter) is None, "run 'make book' and commit the new .ipynb"


@each_chapter
def test_the_record_is_as_the_recorder_left_it(chapter: Chapter) -> None:
    assert is_recorders_own(chapter.read_record()), "run 'make book' and commit the new .ipynb"


def test_a_drifted_pair_is_caught() -> None:
    text = CHAPTERS[0].read_text()
    drifted = copy.deepcopy(text)
    assert pairing_problems(text, drifted) == []
    drifted.cells[3].source += " one word more"
    assert pairing_problems(text, drifted) == [
        f"cell 4 differs: {text.cells[3].source[:60]!r} / {drifted.cells[3].source[:60]!r}"
    ]
    del drifted.cells[5]
    assert "cells in the text" in pairing_problems(text, drifted)[0]
    tagged = copy.deepcopy(text)
    tagged.cells[0].metadata["tags"] = ["remove-cell"]
    assert pairing_problems(text, tagged) != []


@pytest.fixture
def executed() -> NotebookNode:
    """Make a notebook of three executed cells: a number, a printed line, a figure."""
    sources = ["6 * 7", 'print("H =", 1.75, "bits")', "plt.show()"]
    svg = "<svg><path d='M 1.5 2'/></svg>"
    outputs = [
        nbformat.v4.new_output("execute_result", {"text/plain": "42"}, execution_count=1),
        nbformat.v4.new_output("stream", name="stdout", text="H = 1.75 bits\n"),
        nbformat.v4.new_output("display_data", {"image/svg+xml": svg}),
    ]
    cells = [
        nbformat.v4.new_code_cell(source, outputs=[output], execution_count=number)
        for number, (source, output) in enumerate(zip(sources, outputs, strict=True), start=1)
    ]
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return notebook


def test_a_stripped_output_is_caught(executed: NotebookNode) -> None:
    assert completeness_problems(executed) == []
    executed.cells[1].outputs = []
    assert completeness_problems(executed) == ["code cell 2 prints or plots, and its output is missing"]
    executed.cells[1].execution_count = None
    assert "code cell 2 has execution count None" in completeness_problems(executed)


def test_an_output_that_was_edited_by_hand_is_caught(executed: NotebookNode) -> None:
    assert not is_recorders_own(executed)
    executed.metadata["recorded"] = {"source": "the hash of what it was made from"}
    assert is_recorders_own(with_outputs(executed, executed))
    for change in (
        lambda book: book.cells[1].outputs[0].update(text="H = 1.76 bits\n"),
        lambda book: book.cells[2].outputs[0].data.update({"image/svg+xml": "<svg></svg>"}),
        lambda book: book.cells[0].update(execution_count=4),
        lambda book: book.cells[0].update(source="6 * 8"),
        lambda book: book.metadata["recorded"].update(source="another hash"),
        lambda book: book.cells.append(nbformat.v4.new_markdown_cell("A word.")),
    ):
        changed = copy.deepcopy(executed)
        change(changed)
        assert not is_recorders_own(changed)


@pytest.mark.parametrize(
    "trace",
    [
        "/Users/ada/book/x.py",
        "C:\\Users",
        "<object at 0x7f3a12345678>",
        "2026-01-31 12:00",
        "site-packages/torch",
    ],
)
def test_a_trace_of_the_machine_is_caught(executed: NotebookNode, trace: str) -> None:
    executed.cells[1].outputs[0].text = f"see {trace}\n"
    assert "names the machine" in completeness_problems(executed)[0]


def nbval(notebook: NotebookNode, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run nbval on a notebook as 'make test' does, with the options of pyproject.toml."""
    nbformat.write(notebook, folder / "planted.ipynb")
    command = [sys.executable, "-m", "pytest", "-c", str(ROOT / "pyproject.toml"), "-p", "no:cacheprovider"]
    return subprocess.run(
        [*command, str(folder / "planted.ipynb")], capture_output=True, text=True, check=False
    )


SVG_CELL = """from IPython.display import SVG
SVG("<svg xmlns='http://www.w3.org/2000/svg'><path d='M 1.5 2'/></svg>")"""


def test_nbval_passes_a_true_record_and_catches_an_edited_one(tmp_path: Path, executed: NotebookNode) -> None:
    true = copy.deepcopy(executed)
    true.cells[2].source = SVG_CELL
    true.cells[2].outputs[0] = nbformat.v4.new_output(
        "execute_result",
        {
            "image/svg+xml": '<svg xmlns="http://www.w3.org/2000/svg"><path d="M 1.5 2"/></svg>',
            "text/plain": "<IPython.core.display.SVG object>",
        },
        execution_count=3,
    )
    passed = nbval(true, tmp_path)
    assert passed.returncode == 0, passed.stdout
    assert "3 passed" in passed.stdout
    edited = copy.deepcopy(true)
    edited.cells[0].outputs[0].data["text/plain"] = "43"
    edited.cells[1].outputs[0].text = "H = 1.76 bits\n"
    edited.cells[2].outputs[0].data["image/svg+xml"] = (
        true.cells[2].outputs[0].data["image/svg+xml"].replace("1.5", "1.6")
    )
    failed = nbval(edited, tmp_path)
    assert failed.returncode == 1
    assert "3 failed" in failed.stdout
