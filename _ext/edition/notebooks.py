"""Make all notebooks of the edition: an index, the chapters, the glossary and the references."""

import posixpath
from functools import partial
from pathlib import Path
from urllib.parse import quote

import nbformat
from manuscript.files import ROOT, find_chapters
from nbformat import NotebookNode

from edition.back_matter import make_glossary, make_references
from edition.chapter import make_chapter
from edition.live import find_live
from edition.page import Page

__all__ = ["START", "find_files", "make_edition"]

START = "00-start"
GLOSSARY, REFERENCES = "pages/glossary", "pages/references"
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


def make_edition(html: Path, root: Path = ROOT) -> dict[str, NotebookNode]:
    """Make the notebooks from the record and its pages in ``html``; their names have no ``.ipynb``."""
    chapters = {f"chapters/{chapter.name}": chapter for chapter in find_chapters(root)}
    names = {
        page: f"{number:02}-{posixpath.basename(page)}"
        for number, page in enumerate((*chapters, GLOSSARY, REFERENCES), start=1)
    }
    pages = {name: Page(html / f"{name}.html") for name in names}
    address = {name: partial(_address, names, pages, name) for name in names}
    made = {
        names[name]: make_chapter(chapter.read_record(), pages[name], address[name])
        for name, chapter in chapters.items()
    }
    glossary = (root / f"{GLOSSARY}.md").read_text(encoding="utf-8")
    made[names[GLOSSARY]] = make_glossary(glossary, pages[GLOSSARY], address[GLOSSARY])
    made[names[REFERENCES]] = make_references(pages[REFERENCES])
    edition = {START: _start(made), **made}
    for notebook in edition.values():
        # Without a kernel, Jupyter asks for one.
        notebook.metadata["kernelspec"] = dict(KERNEL)
        nbformat.validate(notebook)
    return edition


def find_files(edition: dict[str, NotebookNode], root: Path = ROOT) -> dict[str, bytes]:
    """Give what the notebooks read, in folders beside them: the chapters' data, and explorables."""
    data = {
        f"data/{path.name}": path.read_bytes()
        for path in (root / "chapters/data").iterdir()
        if path.is_file()
    }
    return data | find_live(edition)


def _address(names: dict[str, str], pages: dict[str, Page], page: str, target: str) -> str:
    """Lead to a place of this chapter, or to a heading of another notebook or of the glossary."""
    file, _, place = target.partition("#")
    folder = posixpath.dirname(page)
    leads_to = posixpath.normpath(posixpath.join(folder, file)).removesuffix(".html") if file else page
    if leads_to == page != GLOSSARY:
        return f"#{place}" if place else ""
    if leads_to not in names:
        return ""
    heading = pages[leads_to].heading_of(place) if place else ""
    # As JupyterLab names it.
    fragment = f"#{quote(heading.replace(' ', '-'))}" if heading else ""
    return f"{names[leads_to]}.ipynb{fragment}"


def _start(notebooks: dict[str, NotebookNode]) -> NotebookNode:
    titles = {name: _title(notebook) for name, notebook in notebooks.items()}
    text = "\n".join(
        [
            "# Information Theory, Executed",
            "",
            "These notebooks are yours. What you change in them stays, also when the book is updated.",
            "",
            *(f"- [{title}]({name}.ipynb)" for name, title in titles.items()),
            "",
            "A link to a place in another notebook leads there if JupyterLab has that notebook open. "
            "If not, it opens the notebook at its top; follow the link once more.",
            "",
            "The solutions are folded in HTML. JupyterLab's MyST extension does not draw their formulas: "
            "`jupyter labextension disable jupyterlab-myst` turns it off.",
        ]
    )
    start: NotebookNode = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(text, id="start")])
    return start


def _title(notebook: NotebookNode) -> str:
    return str(next(line[2:] for line in notebook.cells[0].source.splitlines() if line.startswith("# ")))
