"""A runner's copies of the chapters: never lost, never published."""

import subprocess
from pathlib import Path

import nbformat
import pytest
from edition.copies import bring_up_to_date, lay_beside, reset
from manuscript.files import ROOT
from nbformat import NotebookNode


@pytest.fixture(autouse=True)
def signatures_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep what Jupyter remembers as trusted inside the test."""
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "jupyter"))


def book_says(text: str) -> NotebookNode:
    """Make the notebook that the book has now."""
    output = nbformat.v4.new_output("stream", name="stdout", text="1\n")
    cells = [
        nbformat.v4.new_markdown_cell(text, id="text"),
        nbformat.v4.new_code_cell("print(1)", id="code", outputs=[output], execution_count=1),
    ]
    return nbformat.v4.new_notebook(cells=cells)


def answer(path: Path) -> bytes:
    """Change and run a cell, as a runner does; return the file's bytes."""
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[1].source = "print(2)"
    notebook.cells[1].outputs[0].text = "2\n"
    nbformat.write(notebook, path)
    return path.read_bytes()


def test_what_a_runner_changed_stays_when_the_book_is_updated_and_is_named(tmp_path: Path) -> None:
    path = tmp_path / "lab/01-one.ipynb"
    bring_up_to_date(path, book_says("old"))
    mine = answer(path)
    assert bring_up_to_date(path, book_says("old")) is None
    assert bring_up_to_date(path, book_says("new")) == (
        "01-one.ipynb is yours and stays; the book's has changed since"
    )
    assert path.read_bytes() == mine


def test_a_copy_that_was_only_opened_and_saved_follows_the_book(tmp_path: Path) -> None:
    path = tmp_path / "01-one.ipynb"
    bring_up_to_date(path, book_says("old"))
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata["language_info"] = {"name": "python", "version": "3.99.1"}
    notebook.cells[1].metadata["trusted"] = True
    nbformat.write(notebook, path)
    assert bring_up_to_date(path, book_says("new")) is None
    assert nbformat.read(path, as_version=4).cells[0].source == "new"


@pytest.mark.parametrize("text", ["", "{}", '{"cells": [', "my notes"])
def test_a_copy_that_is_no_notebook_is_the_runners_and_stays(tmp_path: Path, text: str) -> None:
    path = tmp_path / "01-one.ipynb"
    path.write_text(text)
    bring_up_to_date(path, book_says("new"))
    assert path.read_text() == text


def test_a_notebook_of_the_runners_under_a_chapters_name_stays(tmp_path: Path) -> None:
    path = tmp_path / "01-one.ipynb"
    nbformat.write(book_says("mine"), path)
    bring_up_to_date(path, book_says("new"))
    assert nbformat.read(path, as_version=4).cells[0].source == "mine"


def test_resetting_gives_the_books_and_keeps_each_of_the_runners(tmp_path: Path) -> None:
    path = tmp_path / "01-one.ipynb"
    bring_up_to_date(path, book_says("old"))
    kept = []
    for number in (1, 2):
        mine = answer(path)
        aside = reset(path, book_says("new"))
        assert aside is not None
        assert aside.name == f"01-one.mine-{number}.ipynb"
        kept.append((aside, mine))
        assert nbformat.read(path, as_version=4).cells[0].source == "new"
    assert all(aside.read_bytes() == mine for aside, mine in kept)


def test_resetting_a_copy_that_says_what_the_book_said_keeps_no_second_one(tmp_path: Path) -> None:
    path = tmp_path / "01-one.ipynb"
    bring_up_to_date(path, book_says("old"))
    assert reset(path, book_says("new")) is None
    assert [file.name for file in tmp_path.glob("*.ipynb")] == ["01-one.ipynb"]
    assert nbformat.read(path, as_version=4).cells[0].source == "new"


def test_data_that_someone_changed_are_kept_beside_the_books(tmp_path: Path) -> None:
    mine = tmp_path / "lab/data/facts.json"
    assert lay_beside(mine, b"[1]") is None
    assert lay_beside(mine, b"[1]") is None
    mine.write_text("[2]")
    aside = lay_beside(mine, b"[1]")
    assert (mine.read_text(), aside and aside.name) == ("[1]", "facts.mine-1.json")
    assert aside is not None
    assert aside.read_text() == "[2]"


def test_git_ignores_the_copies() -> None:
    asked = ["git", "check-ignore", "lab/01-self-information.ipynb", "lab/01-self-information.mine-1.ipynb"]
    assert subprocess.run(asked, cwd=ROOT, capture_output=True, check=False).returncode == 0
