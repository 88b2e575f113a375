"""One execution, one direction: what is re-executed when, and what becomes of a changed record."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
import record
import render as render_pages
from jupyter_server.services.contents.largefilemanager import LargeFileManager
from jupytext.sync_contentsmanager import build_sync_jupytext_contents_manager_class
from manuscript.files import ROOT, BookError, Chapter, find_chapters
from nbformat import NotebookNode
from recording.records import is_recorders_own
from sphinx.application import Sphinx

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
CODE = """\
```{{code-cell}} ipython3
print("{name}")
```

So many bits:

```{{code-cell}} ipython3
:tags: [hide-input]

p = 1 / 64
print(p)
```
"""


def execute_here(chapter: Chapter, notebook: NotebookNode) -> NotebookNode:
    """Stand in for a kernel, which takes a second to start; note the run, so that tests can count."""
    with (chapter.text.parents[1] / "runs").open("a") as noted:
        noted.write(f"{chapter.name}\n")
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for number, cell in enumerate(code, start=1):
        text: list[str] = []
        exec(cell.source, {"print": lambda value, text=text: text.append(f"{value}\n")})
        cell.outputs = [nbformat.v4.new_output("stream", name="stdout", text="".join(text))]
        cell.execution_count = number
    return notebook


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lay out a book of two chapters, each with its exercises, and record it, with kernels."""
    root = tmp_path_factory.mktemp("book")
    for folder in ("chapters/data", "infolib", "infobook/checker", "infobook/exercises"):
        (root / folder).mkdir(parents=True)
    shutil.copy(ROOT / "jupytext.toml", root)
    (root / "_toc.yml").write_text(
        "root: index\nparts:\n- chapters:\n  - file: chapters/one\n  - file: chapters/two-b\n"
    )
    for file in (
        "infolib/a.py",
        "infobook/book.mplstyle",
        "infobook/checker/a.py",
        "chapters/data/facts.json",
        "infobook/exercises/one.py",
        "infobook/exercises/two_b.py",
    ):
        (root / file).write_text("# some lines\n")
    for name in ("one", "two-b"):
        (root / f"chapters/{name}.md").write_text(HEADER + CODE.format(name=name))
    assert record.main([], root) == 0
    return root


@pytest.fixture
def book_with_kernels(recorded: Path, tmp_path: Path) -> Path:
    """Copy the recorded book."""
    shutil.copytree(recorded, tmp_path, dirs_exist_ok=True)
    return tmp_path


@pytest.fixture
def book(book_with_kernels: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Copy the recorded book, and let its cells be executed without a kernel."""
    monkeypatch.setattr(record, "execute", execute_here)
    (book_with_kernels / "runs").touch()
    return book_with_kernels


def runs(book: Path) -> list[str]:
    """List the chapters that have been executed since."""
    return sorted((book / "runs").read_text().split())


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def printed(book: Path, name: str) -> str:
    notebook = Chapter(book / f"chapters/{name}.md").read_record()
    return "".join(output.text for cell in notebook.cells for output in cell.get("outputs", []))


def aside(book: Path) -> list[str]:
    """List the names of the notebooks that were set aside."""
    return sorted(path.name for path in (book / "chapters").glob("*set-aside*"))


def test_nothing_changed_executes_nothing(book: Path) -> None:
    before = (book / "chapters/one.ipynb").read_bytes()
    assert record.main([], book) == 0
    assert runs(book) == []
    assert (book / "chapters/one.ipynb").read_bytes() == before


def test_a_second_execution_gives_the_same_bytes(book_with_kernels: Path) -> None:
    before = (book_with_kernels / "chapters/one.ipynb").read_bytes()
    assert record.main(["--all"], book_with_kernels) == 0
    assert (book_with_kernels / "chapters/one.ipynb").read_bytes() == before
    assert aside(book_with_kernels) == []


def test_edited_prose_executes_nothing_but_arrives(book: Path) -> None:
    edit(book / "chapters/one.md", "# A chapter", "# A better chapter")
    assert record.main([], book) == 0
    assert record.main(["--check"], book) == 0
    assert runs(book) == []
    assert "A better chapter" in (book / "chapters/one.ipynb").read_text()
    assert printed(book, "one") == "one\n0.015625\n"
    assert aside(book) == []


def test_edited_code_executes_that_chapter_alone(book: Path) -> None:
    edit(book / "chapters/one.md", 'print("one")', "print(11)")
    assert record.main([], book) == 0
    assert runs(book) == ["one"]
    assert printed(book, "one") == "11\n0.015625\n"
    assert aside(book) == []


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("infolib/a.py", ["one", "two-b"]),
        ("infobook/book.mplstyle", ["one", "two-b"]),
        ("infobook/checker/a.py", ["one", "two-b"]),
        ("chapters/data/facts.json", ["one", "two-b"]),
        ("infobook/exercises/one.py", ["one"]),
        ("infobook/exercises/two_b.py", ["two-b"]),
    ],
)
def test_an_edited_package_executes_every_chapter_and_edited_exercises_their_own(
    book: Path, file: str, expected: list[str]
) -> None:
    with (book / file).open("a") as opened:
        opened.write("# more\n")
    assert record.main([], book) == 0
    assert runs(book) == expected


def test_each_chapter_that_is_executed_says_so_in_a_line(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert record.main(["--all"], book) == 0
    title, *lines = capsys.readouterr().out.splitlines()
    assert title == "Executing chapters"
    assert sorted(line.split()[0] for line in lines) == ["one", "two-b"]
    assert [line.split(" ", 1)[1] for line in lines] == [
        f"({number} of 2, 0 s): all were asked for" for number in (1, 2)
    ]
    assert record.main([], book) == 0
    assert capsys.readouterr().out == ""


def test_a_new_file_of_infolib_executes_every_chapter(book: Path) -> None:
    (book / "infolib/c.py").write_text("")
    assert record.main([], book) == 0
    assert runs(book) == ["one", "two-b"]


def test_file_times_and_line_endings_do_not_matter(book: Path) -> None:
    for name in ("chapters/one.md", "chapters/one.ipynb", "infolib/a.py", "infobook/exercises/one.py"):
        (book / name).write_bytes((book / name).read_bytes().replace(b"\n", b"\r\n"))
    assert record.main(["--check"], book) == 0
    assert record.main([], book) == 0
    assert runs(book) == []
    assert aside(book) == []


def test_check_reports_a_stale_chapter_and_changes_nothing(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert record.main(["--check"], book) == 0
    edit(book / "chapters/two-b.md", 'print("two-b")', "print(2)")
    before = (book / "chapters/two-b.ipynb").read_bytes()
    assert record.main(["--check"], book) == 1
    assert "two-b.md: stale" in capsys.readouterr().err
    assert (book / "chapters/two-b.ipynb").read_bytes() == before
    assert runs(book) == []


def test_a_cell_that_raises_is_named_and_the_last_good_record_stays(
    book_with_kernels: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (book_with_kernels / "chapters/one.ipynb").read_bytes()
    edit(book_with_kernels / "chapters/one.md", "print(p)", "print(1 / 0)")
    assert record.main([], book_with_kernels) == 1
    message = capsys.readouterr().err
    assert "one.md: code cell 2 of 2 failed" in message
    assert "    print(1 / 0)" in message
    assert "ZeroDivisionError: division by zero" in message
    assert "Traceback" not in message
    assert (book_with_kernels / "chapters/one.ipynb").read_bytes() == before
    assert record.main([], book_with_kernels) == 1, "it must fail again until it is mended"


def test_a_kernel_that_dies_is_reported(book_with_kernels: Path, capsys: pytest.CaptureFixture[str]) -> None:
    edit(book_with_kernels / "chapters/one.md", 'print("one")', "import os; os._exit(3)")
    assert record.main([], book_with_kernels) == 1
    assert "one.md: code cell 1 of 2 failed" in capsys.readouterr().err


INTERRUPTED = """\
import signal, sys
from pathlib import Path
import record
from progress import in_plain_words
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell in the background ignores it
with in_plain_words():
    sys.exit(record.main([], Path(sys.argv[1])))
"""


def test_an_interrupt_ends_the_execution_at_once_and_leaves_the_records(book_with_kernels: Path) -> None:
    edit(book_with_kernels / "chapters/one.md", "p = 1 / 64", "import time; time.sleep(600)")
    before = {path: path.read_bytes() for path in (book_with_kernels / "chapters").glob("*.*")}
    command = [sys.executable, "-u", "-c", INTERRUPTED, str(book_with_kernels)]
    environment = os.environ | {"PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / '_ext'}"}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, text=True, env=environment, **pipes) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        assert running.stdout.readline() == "Executing chapters\n"
        time.sleep(2)  # the kernel starts, or has started
        running.send_signal(signal.SIGINT)
        assert running.wait(timeout=5) == 1
        assert running.stderr.read() == (
            "Interrupted. The next make goes on with what is still to be done.\n"
        )
    assert {path: path.read_bytes() for path in (book_with_kernels / "chapters").glob("*.*")} == before


def test_what_a_killed_run_leaves_does_not_harm_the_next(book: Path) -> None:
    (book / "chapters/half-written.tmp").write_text("{")
    (book / "chapters/one.ipynb").unlink()
    assert record.main([], book) == 0
    assert runs(book) == ["one"]


def test_what_an_author_writes_during_the_execution_waits_for_the_next(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def execute_while_the_author_writes(chapter: Chapter, notebook: NotebookNode) -> NotebookNode:
        edit(chapter.text, "1 / 32", "1 / 16")
        return execute_here(chapter, notebook)

    edit(book / "chapters/one.md", "1 / 64", "1 / 32")
    monkeypatch.setattr(record, "execute", execute_while_the_author_writes)
    assert record.main([], book) == 0
    recorded = Chapter(book / "chapters/one.md").read_record()
    assert ("1 / 32" in recorded.cells[3].source, printed(book, "one")) == (True, "one\n0.03125\n")
    assert record.main(["--check"], book) == 1


def test_a_chapter_that_the_contents_forget_is_named(book: Path) -> None:
    (book / "chapters/three.md").write_text(HEADER)
    with pytest.raises(BookError, match=r"chapters/three\.md"):
        find_chapters(book)


# What someone may do to the record of chapter one in Jupyter, or with an editor.


def run_another_number(notebook: NotebookNode) -> None:
    cell = notebook.cells[3]
    cell.source = cell.source.replace("1 / 64", "1 / 32")
    cell.outputs[0].text = "0.03125\n"
    cell.execution_count = 3


def edit_an_output(notebook: NotebookNode) -> None:
    notebook.cells[3].outputs[0].text = "0.03125\n"


def edit_a_source(notebook: NotebookNode) -> None:
    notebook.cells[3].source = notebook.cells[3].source.replace("1 / 64", "1 / 32")


def delete_an_output(notebook: NotebookNode) -> None:
    notebook.cells[3].outputs = []


def add_a_cell(notebook: NotebookNode) -> None:
    output = nbformat.v4.new_output("stream", name="stdout", text="8\n")
    notebook.cells.append(nbformat.v4.new_code_cell("print(2 ** 3)", outputs=[output], execution_count=3))


def remove_a_cell(notebook: NotebookNode) -> None:
    del notebook.cells[3]


def exchange_cells(notebook: NotebookNode) -> None:
    notebook.cells[1], notebook.cells[3] = notebook.cells[3], notebook.cells[1]


CODE_CHANGES = [
    run_another_number,
    edit_a_source,
    edit_an_output,
    delete_an_output,
    add_a_cell,
    remove_a_cell,
    exchange_cells,
]


def rewrite_prose(notebook: NotebookNode) -> None:
    notebook.cells[0].source = "# A chapter of mine"


def add_a_note(notebook: NotebookNode) -> None:
    notebook.cells.append(nbformat.v4.new_markdown_cell("Why?"))


def show_the_code(notebook: NotebookNode) -> None:
    notebook.cells[3].metadata["tags"] = []


PROSE_CHANGES = [rewrite_prose, add_a_note, show_the_code]
Change = Callable[[NotebookNode], None]


def change_record(book: Path, change: Change) -> bytes:
    """Apply a change to the record of chapter one; return its bytes."""
    path = book / "chapters/one.ipynb"
    notebook = nbformat.read(path, as_version=4)
    change(notebook)
    nbformat.write(notebook, path)
    return path.read_bytes()


@pytest.mark.parametrize("change", CODE_CHANGES)
def test_a_record_that_someone_ran_or_edited_is_executed_anew_and_set_aside(
    book: Path, change: Change, capsys: pytest.CaptureFixture[str]
) -> None:
    true, changed = (book / "chapters/one.ipynb").read_bytes(), change_record(book, change)
    assert record.main(["--check"], book) == 1
    assert record.main([], book) == 0
    assert runs(book) == ["one"]
    assert (book / "chapters/one.ipynb").read_bytes() == true
    assert (
        "one.ipynb was changed by someone; that version is now one.set-aside-1.ipynb"
        in capsys.readouterr().out
    )
    assert (book / "chapters/one.set-aside-1.ipynb").read_bytes() == changed


@pytest.mark.parametrize("change", PROSE_CHANGES)
def test_a_record_whose_prose_someone_changed_is_set_aside_and_executes_nothing(
    book: Path, change: Change, capsys: pytest.CaptureFixture[str]
) -> None:
    true, changed = (book / "chapters/one.ipynb").read_bytes(), change_record(book, change)
    assert record.main([], book) == 0
    assert runs(book) == []
    assert (book / "chapters/one.ipynb").read_bytes() == true
    assert "now one.set-aside-1.ipynb" in capsys.readouterr().out
    assert (book / "chapters/one.set-aside-1.ipynb").read_bytes() == changed


@pytest.mark.parametrize("options", [[], ["--all"]])
@pytest.mark.parametrize("change", [run_another_number, add_a_cell, rewrite_prose])
def test_a_changed_record_is_set_aside_when_the_text_changed_too(
    book: Path, change: Change, options: list[str]
) -> None:
    changed = change_record(book, change)
    edit(book / "chapters/one.md", "1 / 64", "1 / 16")
    assert record.main(options, book) == 0
    assert printed(book, "one") == "one\n0.0625\n"
    assert (book / "chapters/one.set-aside-1.ipynb").read_bytes() == changed


def test_a_cell_run_out_of_order_is_executed_anew(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    true = (book / "chapters/one.ipynb").read_bytes()
    change_record(book, lambda notebook: notebook.cells[1].update(execution_count=7))
    assert record.main([], book) == 0
    assert "\none (1 of 1, 0 s): one.ipynb is not as the recorder left it\n" in capsys.readouterr().out
    assert runs(book) == ["one"]
    assert (book / "chapters/one.ipynb").read_bytes() == true
    assert aside(book) == [], "the new record says the same: nothing is lost"


def test_a_notebook_set_aside_earlier_is_never_overwritten(book: Path) -> None:
    first = change_record(book, run_another_number)
    assert record.main([], book) == 0
    second = change_record(book, add_a_cell)
    assert record.main([], book) == 0
    assert (book / "chapters/one.set-aside-1.ipynb").read_bytes() == first
    assert (book / "chapters/one.set-aside-2.ipynb").read_bytes() == second


def test_a_changed_record_stays_where_it_is_while_the_text_cannot_be_executed(
    book_with_kernels: Path,
) -> None:
    changed = change_record(book_with_kernels, run_another_number)
    edit(book_with_kernels / "chapters/one.md", "1 / 64", "1 / 0")
    assert record.main([], book_with_kernels) == 1
    assert (book_with_kernels / "chapters/one.ipynb").read_bytes() == changed
    assert aside(book_with_kernels) == []


BROKEN = {
    "a merge with conflicts": lambda text: re.sub(
        r'( *"print\(p\)"\n)', r"<<<<<<< HEAD\n\1=======\n\1>>>>>>> theirs\n", text
    ),
    "half a file": lambda text: text[: len(text) // 2],
    "an empty file": lambda text: "",
    "another kind of JSON": lambda text: "[1, 2]",
    "a notebook without cells": lambda text: '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}}',
    "no text": lambda text: "\udcff",
}


@pytest.mark.parametrize("break_it", BROKEN.values(), ids=BROKEN)
def test_a_record_that_is_no_notebook_is_set_aside_and_executed_anew(
    book: Path, break_it: Callable[[str], str]
) -> None:
    path = book / "chapters/one.ipynb"
    true = path.read_text()
    assert break_it(true) != true
    path.write_text(break_it(true), errors="surrogateescape")
    broken = path.read_bytes()
    assert record.main(["--check"], book) == 1
    assert record.main([], book) == 0
    assert runs(book) == ["one"]
    assert path.read_text() == true
    assert (book / "chapters/one.set-aside-1.ipynb").read_bytes() == broken


def test_a_record_from_before_there_were_hashes_is_executed_once_and_not_set_aside(book: Path) -> None:
    change_record(book, lambda notebook: notebook.metadata.update(recorded={"fingerprint": "0"}))
    assert record.main([], book) == 0
    assert record.main([], book) == 0
    assert runs(book) == ["one"]
    assert aside(book) == []


def render(book: Path) -> None:
    """Begin to render a book with nothing but the extension's part that looks at the records."""
    settings = {"extensions": ["sphinx_extension.records"]}
    folders = [str(book / folder) for folder in ("_build/html", "_build/doctrees")]
    Sphinx(str(book), None, *folders, "html", confoverrides=settings, status=None, warning=None)


@pytest.mark.parametrize("change", [*CODE_CHANGES, *PROSE_CHANGES])
def test_a_record_that_someone_changed_is_named_and_not_rendered(book: Path, change: Change) -> None:
    render(book)
    change_record(book, change)
    with pytest.raises(SystemExit, match=r"^one\.ipynb: not as the recorder left it, so it is not rendered"):
        render(book)


def test_what_is_not_rendered_is_said_before_jupyter_book_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(render_pages, "refusal", lambda root: f"one.ipynb in {root.name}: not as it was left")
    monkeypatch.setattr(render_pages.subprocess, "run", lambda *_, **__: pytest.fail("it was asked"))
    with pytest.raises(SystemExit, match=r"^one\.ipynb in .*: not as it was left$"):
        render_pages.render(Path("nowhere"))


@pytest.mark.parametrize("text", ["", "<<<<<<< ours", "{}", '{"metadata": {"recorded": "yes"}}'])
def test_a_record_that_is_no_notebook_is_named_and_not_rendered(book: Path, text: str) -> None:
    (book / "chapters/one.ipynb").write_text(text)
    with pytest.raises(SystemExit, match=r"^one\.ipynb"):
        render(book)


def answer_an_exercise(notebook: NotebookNode) -> None:
    cell = next(cell for cell in notebook.cells if cell.source == 'check("geometric-entropy", ..., ...)')
    cell.source = 'check("geometric-entropy", 2, 0.25)'
    cell.outputs = [nbformat.v4.new_output("stream", name="stdout", text="Right.\n")]


def type_another_source_and_keep_its_output(notebook: NotebookNode) -> None:
    notebook.cells[3].source += "  # mine"


@pytest.mark.parametrize(
    "change",
    [
        *(answer_an_exercise, type_another_source_and_keep_its_output, edit_an_output, delete_an_output),
        *(add_a_cell, remove_a_cell, exchange_cells, rewrite_prose, add_a_note),
    ],
)
def test_a_change_of_a_real_chapter_is_found(change: Change) -> None:
    notebook = Chapter(ROOT / "chapters/entropy.md").read_record()
    assert is_recorders_own(notebook)
    change(notebook)
    assert not is_recorders_own(notebook)


# What JupyterLab does when a chapter is opened and saved there.


def add_what_jupyter_adds(notebook: NotebookNode) -> None:
    """Add what Jupyter's programs add to a notebook by themselves."""
    notebook.metadata["kernelspec"] = {"name": "other", "display_name": "Other", "language": "python"}
    notebook.metadata["language_info"] = {"name": "python", "version": "3.99.1", "file_extension": ".py"}
    notebook.metadata["widgets"] = {"application/vnd.jupyter.widget-state+json": {"state": {}}}
    notebook.metadata["toc-autonumbering"] = False
    for cell in notebook.cells:
        cell.metadata |= {
            "trusted": True,
            "collapsed": True,
            "editable": True,
            "jupyter": {"source_hidden": True},
        }
        cell.metadata |= {"scrolled": False, "execution": {"iopub.status.busy": "2026-01-31T12:00:00Z"}}


def save_in_jupyterlab(home: Path, file: str, change: Change) -> None:
    """Open a notebook through JupyterLab's server, paired if ``home`` is the book's folder; save it."""
    manager = build_sync_jupytext_contents_manager_class(LargeFileManager)(root_dir=str(home))
    # If the .ipynb is newer than the .md by more than a second, jupytext refuses to open the pair from there.
    for path in (home / file).parent.glob("one.*"):
        os.utime(path, (1e9, 1e9))
    notebook = nbformat.from_dict(manager.get(file, type="notebook")["content"])
    change(notebook)
    manager.save({"type": "notebook", "format": "json", "content": notebook}, file)


@pytest.mark.parametrize("file", ["one.ipynb", "one.md"])
@pytest.mark.parametrize("start", [".", "chapters"], ids=["paired", "alone"])
@pytest.mark.parametrize(
    "change", [lambda notebook: None, add_what_jupyter_adds], ids=["nothing", "metadata"]
)
def test_opening_and_saving_in_jupyterlab_changes_nothing(
    book: Path, file: str, start: str, change: Change
) -> None:
    true = Chapter(book / "chapters/one.md").read_record()
    save_in_jupyterlab(book / start, f"chapters/{file}" if start == "." else file, change)
    render(book)
    assert record.main(["--check"], book) == 0
    assert record.main([], book) == 0
    assert runs(book) == []
    assert aside(book) == []
    assert printed(book, "one") == "one\n0.015625\n"
    assert Chapter(book / "chapters/one.md").read_record().cells[3].source == true.cells[3].source


@pytest.mark.parametrize("file", ["one.ipynb", "one.md"])
def test_what_jupyterlab_saves_to_both_files_is_executed_anew(book: Path, file: str) -> None:
    save_in_jupyterlab(book, f"chapters/{file}", run_another_number)
    assert "1 / 32" in (book / "chapters/one.md").read_text()
    assert "0.03125" in (book / "chapters/one.ipynb").read_text()
    assert record.main([], book) == 0
    assert runs(book) == ["one"]
    assert printed(book, "one") == "one\n0.03125\n"
    assert aside(book) == [], "the new record says the same: nothing is lost"


def test_outputs_that_jupyterlab_saved_and_a_fresh_run_does_not_give_are_set_aside(book: Path) -> None:
    def run_in_another_order(notebook: NotebookNode) -> None:
        run_another_number(notebook)
        notebook.cells[1].outputs[0].text = "99\n"

    save_in_jupyterlab(book, "chapters/one.ipynb", run_in_another_order)
    saved = (book / "chapters/one.ipynb").read_bytes()
    assert record.main([], book) == 0
    assert printed(book, "one") == "one\n0.03125\n"
    assert (book / "chapters/one.set-aside-1.ipynb").read_bytes() == saved


def test_a_notebook_set_aside_is_no_chapter_and_no_test_and_not_committed(
    book: Path, pytestconfig: pytest.Config
) -> None:
    change_record(book, run_another_number)
    assert record.main([], book) == 0
    # Opened and saved in JupyterLab, it even gets a text of its own.
    save_in_jupyterlab(book, "chapters/one.set-aside-1.ipynb", rewrite_prose)
    assert len(aside(book)) == 2
    assert [chapter.name for chapter in find_chapters(book)] == ["one", "two-b"]
    for name in ("one.ipynb", "one.set-aside-1.ipynb", "one.set-aside-1.md"):
        place = ROOT / "chapters" / name
        ignored = pytestconfig.hook.pytest_ignore_collect(collection_path=place, config=pytestconfig)
        assert bool(ignored) == ("set-aside" in name)
    shutil.copy(ROOT / ".gitignore", book)
    subprocess.run(["git", "init", "-q"], cwd=book, check=True)
    ask = ["git", "status", "--porcelain", "--untracked-files=all"]
    listed = subprocess.run(ask, cwd=book, capture_output=True, text=True, check=True).stdout
    assert "one.ipynb" in listed
    assert "set-aside" not in listed


def test_the_record_carries_its_hashes_and_nothing_of_the_machine(book: Path) -> None:
    metadata = json.loads((book / "chapters/one.ipynb").read_text())["metadata"]
    assert {key: len(value) for key, value in metadata["recorded"].items()} == {
        "source": 64,
        "outputs": 64,
        "contents": 64,
    }
