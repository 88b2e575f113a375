"""Make the lab edition in lab/: copies of the chapters of the runner's own, which Git ignores.

python _ext/lab.py             make what is missing, renew what the runner has not changed, keep the rest
python _ext/lab.py CHAPTER     put the book's CHAPTER, such as entropy, in place of the runner's, and keep it
"""

import shutil
import sys
from functools import partial
from pathlib import Path

import nbformat
from edition.chapter import make_chapter
from edition.copies import bring_up_to_date, reset
from edition.page import Page
from manuscript.files import ROOT, BookError, find_chapters
from nbformat import NotebookNode

__all__ = ["main", "make_edition"]

# The rendered pages inside the folder, because Jupyter serves nothing outside it.
PAGES = "book"


def main(arguments: list[str], root: Path = ROOT) -> int:
    """Make, renew or reset the copies; return the exit code."""
    folder = root / "lab"
    html = root / "_build/html"
    edition = make_edition(html, root)
    by_chapter = {name.split("-", 1)[1]: name for name in edition}
    unknown = set(arguments) - set(by_chapter)
    if unknown:
        raise BookError(
            f"No chapter is called {', '.join(sorted(unknown))}; there are {', '.join(by_chapter)}"
        )
    for chapter in arguments:
        mine = reset(folder / f"{by_chapter[chapter]}.ipynb", edition[by_chapter[chapter]])
        print(f"{chapter} is as in the book" + (f"; yours is now {mine.name}" if mine else ""))
    if arguments:
        return 0
    for name, notebook in edition.items():
        said = bring_up_to_date(folder / f"{name}.ipynb", notebook)
        if said:
            print(
                f"{said} (make reset CHAPTER={name.split('-', 1)[1]} gives you the book's, and keeps yours)"
            )
    leave_out = shutil.ignore_patterns("*.pdf", "*.epub", "_sources", "tests")
    shutil.copytree(html, folder / PAGES, ignore=leave_out, dirs_exist_ok=True)
    return 0


def make_edition(html: Path, root: Path = ROOT) -> dict[str, NotebookNode]:
    """Make the notebooks from the record and its pages: an index, and the chapters in their order."""
    chapters = find_chapters(root)
    names = {chapter.name: f"{number:02}-{chapter.name}" for number, chapter in enumerate(chapters, start=1)}
    edition = {}
    for chapter in chapters:
        page = Page(html / f"chapters/{chapter.name}.html")
        edition[names[chapter.name]] = make_chapter(chapter.read_record(), page, partial(_address, names))
    return {"00-start": _start(edition), **edition}


def _address(names: dict[str, str], target: str) -> str:
    """Lead to another chapter's notebook, to a page of the book, or, within a chapter, nowhere."""
    file, _, _ = target.partition("#")
    chapter = names.get(file.removesuffix(".html"))
    if chapter:
        return f"{chapter}.ipynb"
    return f"{PAGES}/{target.removeprefix('../')}" if file else ""


def _start(edition: dict[str, NotebookNode]) -> NotebookNode:
    headings = {name: book.cells[0].source.splitlines()[0].lstrip("# ") for name, book in edition.items()}
    titles = (f"- [{heading}]({name}.ipynb)" for name, heading in headings.items())
    text = "\n".join(
        [
            "# Information Theory, Executed",
            "",
            "These notebooks are yours. What you change in them stays, also when the book is updated.",
            f"The [pages of the book]({PAGES}/index.html) lie beside them.",
            "",
            *titles,
        ]
    )
    cell = nbformat.v4.new_markdown_cell(text, id="start")
    return nbformat.v4.new_notebook(cells=[cell])


if __name__ == "__main__":
    try:
        raise SystemExit(main(sys.argv[1:]))
    except BookError as error:
        raise SystemExit(str(error)) from None
