"""PyPI's `infolib` is a stranger's: nobody is sent there; where it takes our library's place, it is named."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import jupytext
import pytest
from manuscript.files import ROOT, find_chapters

# As PyPI's is: it is of another kind, and needs packages that the book does without.
STRANGER = {"__init__.py": "from .infolib import info\n", "infolib.py": "import packages_of_a_stranger\n"}


def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def sent_to_a_stranger(text: str) -> list[str]:
    """List the commands in a text that would install PyPI's infolib."""
    return re.findall(r"\b(?:pip3?|uv|conda) (?:pip )?(?:install|add)\b[^`\n]*\binfolib\b", text)


def test_the_distribution_has_a_name_of_its_own() -> None:
    assert tomllib.loads(read("pyproject.toml"))["project"]["name"] == "information-theory-executed"


def test_nothing_sends_the_reader_to_a_package_of_a_stranger() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    suffixes = {".md", ".py", ".ipynb", ".yml", ".toml", ".txt", ".cff", ".js", ".html", ""}
    names = [name for name in listed.stdout.split("\0") if name and Path(name).suffix in suffixes]
    texts = {name: read(name) for name in names if not name.startswith("tests/") and (ROOT / name).is_file()}
    assert len(texts) > 100
    assert {name: found for name, text in texts.items() if (found := sent_to_a_stranger(text))} == {}
    assert sent_to_a_stranger("type `pip install numpy` or\n.venv/bin/pip install --upgrade infolib") == [
        "pip install --upgrade infolib"
    ]


def test_every_chapter_begins_with_the_package_that_looks_for_the_stranger() -> None:
    for chapter in find_chapters():
        first = next(cell.source for cell in jupytext.read(chapter.text).cells if cell.cell_type == "code")
        assert "from infobook import" in first, chapter.name
        assert "infolib" not in first.partition("from infobook import")[0], chapter.name


def begin_a_chapter(*path: Path) -> str:
    """Import what a chapter imports first, with these folders on Python's path; return the last line said."""
    program = (
        f"import sys; sys.path[:0] = {list(map(str, path))!r}; from infobook import figures; import infolib"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], cwd=path[0], capture_output=True, text=True, check=False
    )
    return (ran.stderr.splitlines() or ["no complaint"])[-1]


def put_stranger(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in STRANGER.items():
        (folder / name).write_text(text)


EXPLAINED = (
    r"ImportError: .+__init__\.py is not the book's infolib, but somebody else's package of the same name\. "
    r"Remove it \(python -m pip uninstall infolib\), then install the book again, .* with --force-reinstall\."
)


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """Lay the book's packages in a folder, as pip does."""
    folder = tmp_path / "installed"
    for name in ("infobook", "infolib"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def test_a_chapter_begins_where_the_library_is_the_book_s(installed: Path) -> None:
    assert begin_a_chapter(installed) == "no complaint"


def test_a_stranger_found_first_is_explained_and_not_run(installed: Path, tmp_path: Path) -> None:
    put_stranger(tmp_path / "elsewhere/infolib")
    assert re.fullmatch(EXPLAINED, begin_a_chapter(tmp_path / "elsewhere", installed))


def test_a_stranger_installed_over_the_library_is_explained_and_not_run(installed: Path) -> None:
    put_stranger(installed / "infolib")
    assert re.fullmatch(EXPLAINED, begin_a_chapter(installed))


@pytest.mark.parametrize("is_a_folder", [False, True])
def test_a_library_that_is_missing_is_said_to_be(installed: Path, is_a_folder: bool) -> None:
    shutil.rmtree(installed / "infolib")
    if is_a_folder:
        (installed / "infolib").mkdir()
    # Without the packages that are installed, among which the book's are.
    alone = [sys.executable, "-S", "-E", "-c", "import infobook"]
    ran = subprocess.run(alone, cwd=installed, capture_output=True, text=True, check=False)
    assert ran.stderr.endswith("infolib, is missing. Install the book again, as its README says.\n")
