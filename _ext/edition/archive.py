"""Pack the edition into one archive with all that it needs to run; the same files give the same bytes."""

import zipfile
from pathlib import Path

import nbformat
from manuscript.files import ROOT
from nbformat import NotebookNode

from edition.notebooks import find_files

__all__ = ["ARCHIVE", "make_archive"]

ARCHIVE = "information-theory-executed.zip"
HOW_TO_START = Path(__file__).with_name("how_to_start.md")
# In requirements.txt, what stands above this line is needed to run a chapter.
END = "\n# recording them\n"
HEAD = """\
# What runs the notebooks, pinned as it was when they were checked.
-c constraints.txt
--only-binary :all:
./{wheel}
"""


def make_archive(edition: dict[str, NotebookNode], wheel: Path, folder: Path, root: Path = ROOT) -> Path:
    """Pack the notebooks, the files that they read, the wheel, the list of packages, and how to start."""
    files = {file.name: file.read_bytes() for file in (wheel, root / "constraints.txt", root / "LICENSE")}
    start = HOW_TO_START.read_text(encoding="utf-8").format(wheel=wheel.name)
    files |= {"README.md": start.encode(), "requirements.txt": _requirements(wheel.name, root).encode()}
    files |= {f"{name}.ipynb": nbformat.writes(book).encode() for name, book in edition.items()}
    files |= find_files(edition, root)
    archive = folder / ARCHIVE
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(f"{archive.stem}/{name}")  # of 1980, the first year that an archive knows
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(entry, content)
    return archive


def _requirements(wheel: str, root: Path) -> str:
    """List what runs a chapter, as requirements.txt pins it, and the wheel."""
    needed, found, _ = (root / "requirements.txt").read_text(encoding="utf-8").partition(END)
    if not found:
        raise ValueError(f"requirements.txt has no line {END.strip()!r}")
    _, _, packages = needed.partition("\n\n")
    return f"{HEAD.format(wheel=wheel)}\n{packages}"
