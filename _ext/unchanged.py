"""Tell whether a file of the book has changed since its pages were rendered.

python _ext/unchanged.py    says where the pages are if nothing has; else it fails, and `make book` goes on
"""

import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path

__all__ = ["fingerprint", "is_unchanged", "remember"]

ROOT = Path(__file__).resolve().parents[1]
# Where Python and the tools keep what they made, and a runner's copies;
# folders of which the name begins with a dot are theirs, too.
MADE = {"_build", "__pycache__", "lab"}


def fingerprint(root: Path = ROOT) -> str:
    """Hash the names and contents of the book's files, and the Python that renders them."""
    digest = hashlib.sha256(sys.version.encode())
    for file in sorted(_files(root)):
        digest.update(f"{file.relative_to(root).as_posix()}\0".encode())
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    for entry in folder.iterdir():
        if entry.name in MADE or entry.name.startswith(".") or entry.suffix == ".egg-info":
            continue
        if entry.is_dir():
            yield from _files(entry)
        else:
            yield entry


def _note(root: Path) -> Path:
    return root / "_build" / "fingerprint"


def remember(root: Path = ROOT) -> None:
    """Note of which files the pages were just rendered."""
    _note(root).write_text(fingerprint(root), encoding="utf-8")


def is_unchanged(root: Path = ROOT) -> bool:
    """Tell whether the files are those of which the pages were rendered."""
    note = _note(root)
    return note.is_file() and note.read_text(encoding="utf-8") == fingerprint(root)


if __name__ == "__main__":
    if not is_unchanged():
        sys.exit(1)
    page = ROOT / "_build" / "html" / "index.html"
    print(f"Nothing has changed since the pages were rendered. The book is at {page.as_uri()}")
