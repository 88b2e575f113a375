"""One execution, one direction: what is re-executed when, and what a failure leaves behind."""

import shutil
from pathlib import Path

import pytest
import record
from staleness import imported_files

from chapters import ROOT, BookError, Chapter, find_chapters

HEADER = """\
---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
    format_version: 0.13
kernelspec:
  display_name: Python 3 (ipykernel)
  language: python
  name: python3
---

# A chapter

"""
# Each run leaves a mark, so that a test can count the executions.
CODE = """\
```{{code-cell}} ipython3
from infolib import {name}
from pathlib import Path
with Path("{chapter}.runs").open("a") as runs:
    _ = runs.write("x")
print({name})
```
"""


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Lay out a book of two chapters; each imports another room of a two-room infolib."""
    for folder in ("chapters", "infolib"):
        (tmp_path / folder).mkdir()
    shutil.copy(ROOT / "jupytext.toml", tmp_path)
    (tmp_path / "_toc.yml").write_text(
        "format: jb-book\nroot: index\nparts:\n- chapters:\n  - file: chapters/one\n  - file: chapters/two\n"
    )
    (tmp_path / "infolib/__init__.py").write_text("from infolib.a import ALPHA\nfrom infolib.b import BETA\n")
    (tmp_path / "infolib/a.py").write_text("from infolib.base import BASE\nALPHA = BASE + 1\n")
    (tmp_path / "infolib/b.py").write_text("BETA = 2\n")
    (tmp_path / "infolib/base.py").write_text("BASE = 0\n")
    for chapter, name in (("one", "ALPHA"), ("two", "BETA")):
        text = HEADER + CODE.format(name=name, chapter=chapter)
        (tmp_path / f"chapters/{chapter}.md").write_text(text)
    # The kernels import this book's infolib, not the real one.
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert record.main([], tmp_path) == 0
    return tmp_path


def runs(book: Path) -> tuple[int, int]:
    """Count how often each chapter has been executed."""
    one, two = (len((book / f"chapters/{name}.runs").read_text()) for name in ("one", "two"))
    return one, two


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def printed(book: Path, name: str) -> str:
    notebook = Chapter(book / f"chapters/{name}.md").read_record()
    return "".join(output.text for cell in notebook.cells for output in cell.get("outputs", []))


def test_nothing_changed_executes_nothing(book: Path) -> None:
    before = (book / "chapters/one.ipynb").read_bytes()
    assert record.main([], book) == 0
    assert runs(book) == (1, 1)
    assert (book / "chapters/one.ipynb").read_bytes() == before


def test_a_second_execution_gives_the_same_bytes(book: Path) -> None:
    before = (book / "chapters/one.ipynb").read_bytes()
    assert record.main(["--all"], book) == 0
    assert runs(book) == (2, 2)
    assert (book / "chapters/one.ipynb").read_bytes() == before


def test_edited_prose_executes_nothing_but_arrives(book: Path) -> None:
    edit(book / "chapters/one.md", "# A chapter", "# A better chapter")
    assert record.main([], book) == 0
    assert runs(book) == (1, 1)
    assert "A better chapter" in (book / "chapters/one.ipynb").read_text()
    assert printed(book, "one") == "1\n"


def test_edited_code_executes_that_chapter_alone(book: Path) -> None:
    edit(book / "chapters/one.md", "print(ALPHA)", "print(ALPHA + 10)")
    assert record.main([], book) == 0
    assert runs(book) == (2, 1)
    assert printed(book, "one") == "11\n"


@pytest.mark.parametrize(("room", "expected"), [("a.py", (2, 1)), ("base.py", (2, 1)), ("b.py", (1, 2))])
def test_edited_infolib_executes_the_chapters_that_import_it(
    book: Path, room: str, expected: tuple[int, int]
) -> None:
    with (book / "infolib" / room).open("a") as file:
        file.write("OTHER = 5\n")
    assert record.main([], book) == 0
    assert runs(book) == expected


def test_file_times_do_not_matter(book: Path) -> None:
    (book / "chapters/one.md").touch()
    (book / "infolib/a.py").touch()
    assert record.main([], book) == 0
    assert runs(book) == (1, 1)


def test_check_reports_a_stale_chapter_and_changes_nothing(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert record.main(["--check"], book) == 0
    edit(book / "chapters/two.md", "print(BETA)", "print(-BETA)")
    assert record.main(["--check"], book) == 1
    assert "two.md: stale" in capsys.readouterr().err
    assert runs(book) == (1, 1)


def test_a_cell_that_raises_is_named_and_the_last_good_record_stays(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (book / "chapters/one.ipynb").read_bytes()
    edit(book / "chapters/one.md", "print(ALPHA)", "print(1 / (ALPHA - 1))")
    assert record.main([], book) == 1
    message = capsys.readouterr().err
    assert "one.md: code cell 1 of 1 failed" in message
    assert "    print(1 / (ALPHA - 1))" in message
    assert "ZeroDivisionError: division by zero" in message
    assert "Traceback" not in message
    assert (book / "chapters/one.ipynb").read_bytes() == before
    assert record.main([], book) == 1, "it must fail again until it is mended"


def test_a_kernel_that_dies_is_reported(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(book / "chapters/one.md", "print(ALPHA)", "import os; os._exit(3)")
    assert record.main([], book) == 1
    assert "one.md: code cell 1 of 1 failed" in capsys.readouterr().err


def test_what_a_killed_run_leaves_does_not_harm_the_next(book: Path) -> None:
    (book / "chapters/half-written.tmp").write_text("{")
    (book / "chapters/one.ipynb").unlink()
    assert record.main([], book) == 0
    assert runs(book) == (2, 1)


def test_a_chapter_that_the_contents_forget_is_named(book: Path) -> None:
    (book / "chapters/three.md").write_text(HEADER)
    with pytest.raises(BookError, match=r"chapters/three\.md"):
        find_chapters(book)


def test_an_import_that_infolib_lacks_is_named(book: Path) -> None:
    with pytest.raises(BookError, match=r"infolib has no GAMMA\.py"):
        imported_files(["from infolib import GAMMA"], book)


@pytest.mark.parametrize(
    ("code", "files"),
    [
        ("import infolib", ["a.py", "b.py", "base.py"]),
        ("import infolib.b as room", ["b.py"]),
        ("from infolib.a import ALPHA", ["a.py", "base.py"]),
        ("%matplotlib inline\nfrom infolib import BETA", ["b.py"]),
        ("import numpy", []),
    ],
)
def test_every_form_of_import_is_followed(book: Path, code: str, files: list[str]) -> None:
    assert [path.name for path in imported_files([code], book)] == files
