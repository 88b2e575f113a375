"""The lab edition: the record's code, the page's words and numbers, and no MyST left."""

import re
from pathlib import Path
from urllib.parse import unquote

import lxml.html
import nbformat
import pytest
from edition.chapter import make_chapter
from edition.notebooks import make_edition
from edition.page import Page
from manuscript.files import BookError, find_chapters
from nbformat import NotebookNode

MYST = re.compile(r"\{[a-z:-]+\}`|^[ >]*[`:]{3,}\{|^[ >]*\([\w-]+\)=$|^[ >]*:[\w-]+:|<!--", re.MULTILINE)


@pytest.fixture(scope="module")
def edition(site: Path) -> dict[str, NotebookNode]:
    return make_edition(site)


def words(notebook: NotebookNode) -> str:
    return "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")


def code(notebook: NotebookNode) -> list[tuple[str, object, object]]:
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return [(cell.source, cell.outputs, cell.execution_count) for cell in cells]


def test_code_and_outputs_are_the_records_to_the_letter(edition: dict[str, NotebookNode]) -> None:
    for number, chapter in enumerate(find_chapters(), start=1):
        assert code(edition[f"{number:02}-{chapter.name}"]) == code(chapter.read_record())


def test_no_myst_is_left_and_every_notebook_is_valid(edition: dict[str, NotebookNode]) -> None:
    for name, notebook in edition.items():
        nbformat.validate(notebook)
        assert MYST.findall(words(notebook)) == [], name
    for left in ("see {eq}`eq-a`", "> ```{math}", "(ch-a)=", "> :class: dropdown", "  <!-- here x = 1 -->"):
        assert MYST.search(left), left


def test_every_link_leads_to_a_notebook_or_to_a_place_of_the_pages(
    edition: dict[str, NotebookNode], site: Path
) -> None:
    for name, notebook in edition.items():
        targets = re.findall(r"\]\(([^)\s]+)\)", words(notebook))
        assert targets, name
        for target in (target for target in targets if not target.startswith("http")):
            file, _, place = unquote(target).partition("#")
            if file.endswith(".ipynb"):
                assert file.removesuffix(".ipynb") in edition, target
                continue
            page = lxml.html.parse(str(site / file.removeprefix("book/")))
            assert not place or page.xpath("//*[@id=$place]", place=place), target


def test_numbers_titles_and_captions_are_those_of_the_page(
    edition: dict[str, NotebookNode], site: Path
) -> None:
    for number, chapter in enumerate(find_chapters(), start=1):
        text = words(edition[f"{number:02}-{chapter.name}"])
        page = lxml.html.parse(str(site / f"chapters/{chapter.name}.html"))
        shown = [
            " ".join(found.text_content().split()) for found in page.xpath("//span[@class='caption-number']")
        ]
        for title in shown:
            assert f"**{title}" in text, title
        equations = [found.text_content().strip("()") for found in page.xpath("//a[@class='eqno']")]
        assert re.findall(r"\\tag\{([\d.]+)\}", text) == equations
        sections = [found.text_content() for found in page.xpath("//article//span[@class='section-number']")]
        assert re.findall(r"^#+ ((?:\d+\.)+ )", text, re.MULTILINE) == sections


def test_the_words_of_a_term_are_those_that_the_author_wrote(edition: dict[str, NotebookNode]) -> None:
    for number, chapter in enumerate(find_chapters(), start=1):
        written = re.findall(r"\{term\}`([^`<]+?)(?: <[^>]+>)?`", words(chapter.read_record()))
        shown = re.findall(
            r"\[([^\[\]]+)\]\(book/pages/glossary\.html", words(edition[f"{number:02}-{chapter.name}"])
        )
        # The page sets quotation marks as a printer does.
        assert shown == [" ".join(term.split()).replace("'", "’") for term in written]


def test_a_citation_in_the_text_names_its_authors(edition: dict[str, NotebookNode]) -> None:
    text = "".join(map(words, edition.values()))
    cited = re.findall(r"\[([^\]]+) \(\d{4}\w?\)\]\(book/pages/references", text)
    written = sum(words(chapter.read_record()).count("{cite:t}`") for chapter in find_chapters())
    assert len(cited) == written > 0
    assert all(authors[0].isupper() for authors in cited)


def test_a_page_of_another_text_is_refused(site: Path) -> None:
    one, other = (chapter.read_record() for chapter in find_chapters()[:2])
    page = Page(site / f"chapters/{find_chapters()[0].name}.html")
    with pytest.raises(BookError, match="make book"):
        make_chapter(other, page, lambda target: target)
    del one.cells[-1]
    one.cells[0].source += "\n\n{term}`bit`"
    with pytest.raises(BookError, match="make book"):
        make_chapter(one, Page(site / f"chapters/{find_chapters()[0].name}.html"), lambda target: target)


def test_the_start_lists_the_chapters_in_the_order_of_the_book(edition: dict[str, NotebookNode]) -> None:
    start, *chapters = edition
    assert re.findall(r"\]\((\d\d-[\w-]+)\.ipynb\)", words(edition[start])) == chapters


def test_code_that_draws_a_figure_is_folded(edition: dict[str, NotebookNode]) -> None:
    figures = [
        cell
        for notebook in edition.values()
        for cell in notebook.cells
        if "hide-input" in cell.metadata.get("tags", [])
    ]
    assert figures
    assert all(cell.metadata["jupyter"] == {"source_hidden": True} for cell in figures)
