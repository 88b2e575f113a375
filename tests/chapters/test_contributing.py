"""CONTRIBUTING, walked through: what it tells a newcomer to add is added to a copy, and passes."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from manuscript.files import ROOT
from manuscript.markup import CodeBlock, code_blocks

GUIDE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
PYTEST = ("-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider")


def blocks(heading: str) -> list[CodeBlock]:
    """List the blocks that a section of the guide shows."""
    return list(code_blocks(GUIDE.partition(f"\n## {heading}\n")[2].partition("\n## Add ")[0]))


def insert(file: Path, mark: str, text: str) -> None:
    """Put a text in front of the only line that is ``mark``."""
    before, found, after = file.read_text(encoding="utf-8").partition(f"\n{mark}\n")
    assert found, f"{file.name} has no line {mark!r}"
    file.write_text(f"{before}\n{text}\n{found}{after}", encoding="utf-8")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the book, and add what the guide adds."""
    root = tmp_path_factory.mktemp("walk") / "book"
    shutil.copytree(ROOT, root, ignore=shutil.ignore_patterns(".*", "_build", "*.egg-info", "__pycache__"))
    chapter = root / "chapters/entropy.md"
    section = next(block for block in blocks("Add a section") if block.language == "markdown")
    equation = next(block for block in blocks("Add an equation") if block.language == "markdown")
    figure = next(block for block in blocks("Add a figure") if block.language == "markdown")
    registry, *exercise = [
        block for block in blocks("Add an exercise") if block.language in ("python", "markdown")
    ]
    insert(chapter, "## Summary", "\n\n".join(block.code for block in (section, equation, figure)))
    insert(chapter, "### Work", "\n\n".join(block.code for block in exercise))
    entries = root / "infobook/exercises/entropy.py"
    head, found, tail = entries.read_text(encoding="utf-8").rpartition("\n])\n")
    assert found
    entries.write_text(f"{head}\n{registry.code}{found}{tail}", encoding="utf-8")
    return root


def run(copy: Path, *arguments: str) -> str:
    """Run Python in the copy; return what it printed, having ended well."""
    environment = os.environ | {"PYTHONPATH": str(copy)}
    environment.pop("PYTEST_XDIST_WORKER", None)
    done = subprocess.run(
        [sys.executable, *arguments], cwd=copy, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_what_the_guide_adds_passes_the_gates(copy: Path) -> None:
    run(copy, "_ext/record.py")
    changes = run(copy, "_ext/seal.py", "--yes")
    assert "fig-heads" in changes
    shown = next(block for block in blocks("Add a section") if block.language == "text").code
    assert shown in changes
    chapters = ("equation_labels", "formulas", "notebooks", "page_width", "numbers")
    chapters += ("references", "seals")
    exercises = [f"tests/exercises/test_{gate}.py" for gate in ("exercises", "one_source")]
    files = [*exercises, *(f"tests/chapters/test_{gate}.py" for gate in chapters)]
    only = "entropy and not cross or every"
    said = run(copy, *PYTEST, "-k", only, *files)
    assert " passed" in said
    record = (copy / "chapters/entropy.ipynb").read_text(encoding="utf-8")
    assert "1.8113 of 3 bits" in record
    assert "three-coins" in record


def test_a_gate_catches_what_the_guide_warns_of(copy: Path) -> None:
    chapter = copy / "chapters/entropy.md"
    text = chapter.read_text(encoding="utf-8")
    chapter.write_text(text.replace("It is worth 1.8113 of", "It is worth 1.8114 of"), encoding="utf-8")
    run(copy, "_ext/record.py")
    with pytest.raises(AssertionError, match=r"1\.8114: no cell near by gives it"):
        run(copy, *PYTEST, "-k", "has_its_source and entropy and not cross", "tests/chapters/test_numbers.py")


def test_an_equation_made_wrong_fails_as_the_guide_shows(copy: Path) -> None:
    chapter = copy / "chapters/entropy.md"
    text = chapter.read_text(encoding="utf-8")
    chapter.write_text(text.replace("H(X, Y, Z) - H(X, Y, Z", "H(X, Y, Z) + H(X, Y, Z"), encoding="utf-8")
    shown = next(block for block in blocks("Add an equation") if block.language == "text").code.strip()
    with pytest.raises(AssertionError) as failed:
        run(copy, *PYTEST, "-k", "or_listed and entropy and not cross", "tests/chapters/test_formulas.py")
    assert shown in str(failed.value).replace(r"\\mid", r"\mid")  # pytest shows the text as Python writes it
