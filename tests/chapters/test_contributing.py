"""CONTRIBUTING, walked through: what it tells a newcomer to add is added to a copy, and passes."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from gates import formulas, numbers
from manuscript import verdicts
from manuscript.book import Book
from manuscript.files import ROOT
from manuscript.markup import CodeBlock, code_blocks

GUIDE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
CHAPTER = "chapters/entropy.md"
# What judges the chapter; what plants faults in it judges the gates.
JUDGES = """
    entropy and not (cross or fault or turned or exchanged or change_places or slip or feedback)
    or every_passage or every_claim or every_reference
"""
GATES = [
    *(f"tests/exercises/test_{gate}.py" for gate in ("exercises", "one_source")),
    *(
        f"tests/chapters/test_{gate}.py"
        for gate in ("formulas", "notebooks", "page_width", "numbers", "references", "seals", "claims")
    ),
]
# Recording has imported modules in which pytest would rewrite assertions; they are no tests.
PYTEST = (
    "pytest",
    "-q",
    "-n",
    "0",
    "-p",
    "no:cacheprovider",
    "-W",
    "ignore::pytest.PytestAssertRewriteWarning",
)
COMMANDS = [
    ["_ext/record.py"],
    ["_ext/seal.py", "--yes", CHAPTER],
    [*PYTEST, "-k", " ".join(JUDGES.split()), *GATES],
]
# Each command as a script or module of its own, but in one process: formulas that it has judged it knows.
ONE_AFTER_THE_OTHER = """
import contextlib, io, json, runpy, sys
said = []
sys.path.insert(0, "_ext")
for command in json.loads(sys.argv.pop()):
    sys.argv = command
    with contextlib.redirect_stdout(io.StringIO()) as output:
        try:
            run = runpy.run_path if command[0].endswith(".py") else runpy.run_module
            run(command[0], run_name="__main__")
        except SystemExit as end:
            if end.code:
                print(output.getvalue(), end.code, file=sys.stderr)
                raise
    said.append(output.getvalue())
print(json.dumps(said))
"""


def blocks(heading: str) -> list[CodeBlock]:
    """List the blocks that a section of the guide shows."""
    return list(code_blocks(GUIDE.partition(f"\n## {heading}\n")[2].partition("\n## Add ")[0]))


def block(heading: str, language: str) -> str:
    """Return the first block of a language that a section shows."""
    return next(block.code for block in blocks(heading) if block.language == language)


def insert(file: Path, mark: str, text: str) -> None:
    """Put a text in front of the only line that is ``mark``."""
    before, found, after = file.read_text(encoding="utf-8").partition(f"\n{mark}\n")
    assert found, f"{file.name} has no line {mark!r}"
    file.write_text(f"{before}\n{text}\n{found}{after}", encoding="utf-8")


def run(root: Path) -> list[str]:
    """Run the commands in the copy; return what each printed, all having ended well."""
    environment = os.environ | {"PYTHONPATH": str(root)}
    environment.pop("PYTEST_XDIST_WORKER", None)
    command = [sys.executable, "-c", ONE_AFTER_THE_OTHER, json.dumps(COMMANDS)]
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    said: list[str] = json.loads(done.stdout)
    return said


class Walk(NamedTuple):
    """A copy of the book with what the guide adds, recorded and sealed; what sealing and the gates said."""

    root: Path
    changes: str
    judged: str

    @property
    def book(self) -> Book:
        """The copy as the gates read it."""
        return Book(self.root)

    def with_fault(self, old: str, new: str) -> Book:
        """Return the copy with a fault in its chapter, in memory: no other test sees it."""
        assert self.book.text(CHAPTER).count(old) == 1
        return self.book.with_fault(CHAPTER, self.book.text(CHAPTER).replace(old, new))


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Walk:
    """Copy the book, add what the guide adds, record and seal it, and run its gates."""
    root = tmp_path_factory.mktemp("walk") / "book"
    shutil.copytree(ROOT, root, ignore=shutil.ignore_patterns(".*", "_build", "*.egg-info", "__pycache__"))
    chapter = root / CHAPTER
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
    _, changes, judged = run(root)
    return Walk(root, changes, judged)


def test_what_the_guide_adds_passes_the_gates(walk: Walk) -> None:
    assert "fig-heads" in walk.changes
    assert block("Add a section", "text") in walk.changes
    recorded = json.loads((walk.root / verdicts.RECORD.relative_to(ROOT)).read_text(encoding="utf-8"))
    assert "eq-heads" in recorded["entropy"]["equations"]
    assert " passed" in walk.judged
    record = (walk.root / "chapters/entropy.ipynb").read_text(encoding="utf-8")
    assert "1.8113 of 3 bits" in record
    assert "three-coins" in record


def test_a_gate_catches_what_the_guide_warns_of(walk: Walk) -> None:
    faulty = walk.with_fault("It is worth 1.8113 of", "It is worth 1.8114 of")
    assert numbers.complaints_in(walk.book, CHAPTER) == []
    assert any("1.8114: no cell near by gives it" in it.says for it in numbers.complaints_in(faulty, CHAPTER))


def test_an_equation_made_wrong_fails_as_the_guide_shows(walk: Walk) -> None:
    added = block("Add an equation", "markdown")  # alone: the rest of the chapter would be judged once more
    assert added.count("H(X, Y, Z) - H(X, Y, Z") == 1
    faulty = added.replace("H(X, Y, Z) - H(X, Y, Z", "H(X, Y, Z) + H(X, Y, Z")
    right, wrong = (
        formulas.complaints(walk.book.with_fault(CHAPTER, text), [CHAPTER]) for text in (added, faulty)
    )
    shown = block("Add an equation", "text").strip()
    assert not any("eq-heads" in complaint.says for complaint in right)
    assert any(shown in complaint.says for complaint in wrong)
