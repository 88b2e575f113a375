"""Where the chapters and pages are, and how a text notebook and its executed twin are read."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import jupytext
import nbformat
import yaml
from jupytext.config import load_jupytext_config
from nbformat import NotebookNode

__all__ = ["ROOT", "SET_ASIDE", "BookError", "Chapter", "find_chapters", "find_pages"]

ROOT = Path(__file__).resolve().parents[2]

# In the name of a notebook that the recorder set aside, so that nothing takes it for a chapter.
SET_ASIDE = ".set-aside-"


class BookError(Exception):
    """Something in the book's own files is wrong; the message says what, and where."""


@dataclass(frozen=True)
class Chapter:
    """One chapter: ``text`` (NAME.md) is edited by hand, ``record`` (NAME.ipynb) is derived from it."""

    text: Path

    @property
    def name(self) -> str:
        return self.text.stem

    @property
    def record(self) -> Path:
        return self.text.with_suffix(".ipynb")

    def read_text(self) -> NotebookNode:
        """Read the cells that the author wrote; they have no outputs."""
        text = self.text.read_text(encoding="utf-8")
        config = load_jupytext_config(str(self.text))
        notebook: NotebookNode = jupytext.reads(text, fmt="md:myst", config=config)
        return notebook

    def read_record(self) -> NotebookNode:
        """Read the cells with the outputs that were recorded."""
        notebook: NotebookNode = nbformat.read(self.record, as_version=4)
        return notebook


def find_chapters(root: Path = ROOT) -> list[Chapter]:
    """List the chapters in the order of _toc.yml; stop if it and the folder disagree."""
    named = [path for path in find_pages(root) if path.parent.name == "chapters"]
    texts = {path for path in (root / "chapters").glob("*.md") if SET_ASIDE not in path.name}
    unmatched = sorted(texts ^ set(named))
    if unmatched:
        names = ", ".join(path.relative_to(root).as_posix() for path in unmatched)
        raise BookError(f"_toc.yml and the folder chapters/ disagree about: {names}")
    return [Chapter(path) for path in named]


def find_pages(root: Path = ROOT) -> list[Path]:
    """List the text of every page of the book, in the order of _toc.yml."""
    return [root / f"{name}.md" for name in _listed((root / "_toc.yml").read_text(encoding="utf-8"))]


@cache  # every gate asks, of every book with a fault planted in it
def _listed(toc: str) -> list[str]:
    listed = yaml.safe_load(toc)
    return [listed["root"], *(entry["file"] for part in listed["parts"] for entry in part["chapters"])]
