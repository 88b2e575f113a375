"""The book as one PDF: tagged, with bookmarks, links and page numbers, and nothing lost on the way."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from browser import launch
from paper import TOO_WIDE, letters
from printing.leaves import AUTHORS, TITLE, Leaf, read_leaves
from printing.pdf import COLUMN, FIT, joined


@pytest.fixture(scope="module")
def pdf(printed: Path) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(printed) as pdf:
        yield pdf


@pytest.fixture(scope="module")
def document(printed: Path) -> Iterator[pypdfium2.PdfDocument]:
    with pypdfium2.PdfDocument(printed) as document:
        yield document


@pytest.fixture(scope="module")
def texts(document: pypdfium2.PdfDocument) -> list[str]:
    """Read the text of each page, as a reader of PDFs finds it."""
    return [page.get_textpage().get_text_range() for page in document]


@pytest.fixture(scope="module")
def places(pdf: pikepdf.Pdf) -> dict[str, int]:
    """Tell for each place to which a link leads the index of its page."""
    numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
    return {str(name)[1:]: numbers[place[0].objgen] for name, place in pdf.Root.Dests.items()}


def shown(leaf: Leaf) -> Counter[str]:
    """Count the letters that paper shows, without what only a screen reader is told."""
    told = leaf.article.xpath(".//*[contains(@class, 'sd-hide-link-text')] | .//svg/title")
    return Counter(letters(leaf.article.text_content())) - sum(
        (Counter(letters(element.text_content())) for element in told), Counter()
    )


def first_pages(leaves: list[Leaf], places: dict[str, int]) -> list[int]:
    """List the index of the first page of each leaf, and the number of all pages."""
    return [places[leaf.headings[0].id] for leaf in leaves]


def test_the_pdf_is_tagged_and_says_title_authors_and_language(pdf: pikepdf.Pdf, leaves: list[Leaf]) -> None:
    assert pdf.Root.MarkInfo.Marked
    assert str(pdf.Root.Lang) == "en"
    with pdf.open_metadata() as metadata:
        assert (metadata["dc:title"], metadata["dc:creator"]) == (TITLE, [AUTHORS])
    tags = [
        tag
        for tag in pdf.objects
        if isinstance(tag, pikepdf.Dictionary) and tag.get("/Type") == "/StructElem"
    ]
    kinds = Counter(str(tag.S) for tag in tags)
    assert kinds["/H1"] == len(leaves) + 1, "the contents have one, too"
    assert min(kinds[kind] for kind in ("/H2", "/H3", "/L", "/Table", "/TH", "/Link", "/Figure")) > 40
    told = {" ".join(str(tag.Alt).split()) for tag in tags if tag.S == "/Figure" and "/Alt" in tag}
    pictures = [image.get("alt") for leaf in leaves for image in leaf.article.iter("img")]
    assert {" ".join(text.split()) for text in pictures} - told == set()
    assert [tag for tag in tags if tag.S == "/Figure" and "/Alt" not in tag] == []


def test_every_sign_of_the_pdf_is_from_the_faces_of_the_book(pdf: pikepdf.Pdf) -> None:
    faces = {
        str(one.FontName).partition("+")[2]
        for one in pdf.objects
        if isinstance(one, pikepdf.Dictionary) and "/FontName" in one
    }
    assert {face.partition("-")[0] for face in faces} >= {"STIXTwoText", "STIXTwoMath"}
    assert {face for face in faces if re.search("Serif|Times|Tinos|Georgia", face)} == set()


def test_every_heading_is_a_bookmark(document: pypdfium2.PdfDocument, leaves: list[Leaf]) -> None:
    bookmarks = [(mark.level + 1, mark.get_title()) for mark in document.get_toc()]
    headings = [(heading.level, heading.text) for leaf in leaves for heading in leaf.headings]
    assert bookmarks == [(1, "Contents"), *headings]
    assert len(headings) > 300


def test_links_lead_to_their_places(
    pdf: pikepdf.Pdf, leaves: list[Leaf], places: dict[str, int], texts: list[str]
) -> None:
    links = [link for leaf in leaves for link in leaf.article.xpath(".//a[starts-with(@href, '#')]")]
    assert {link.get("href")[1:] for link in links} - places.keys() == set()
    marks = [mark for page in pdf.pages for mark in page.get("/Annots", []) if "/Dest" in mark]
    assert len(marks) >= len(links)
    assert {str(mark.Dest)[1:] for mark in marks} <= places.keys()
    for leaf in leaves:
        for heading in leaf.headings:
            if heading.id in places:
                assert letters(heading.text) in letters(texts[places[heading.id]]), heading
    numbers = [link for link in links if re.fullmatch(r"\(\d+\.\d+\)", link.text_content())]
    assert len(numbers) > 500
    for link in numbers:
        assert link.text_content() in texts[places[link.get("href")[1:]]], link.get("href")


def test_every_page_but_the_title_has_its_number(texts: list[str]) -> None:
    unnumbered = []
    for number, text in enumerate(texts, start=1):
        lines = [line.strip() for line in text.splitlines()]
        # In narrow columns, what reads the PDF takes each letter for a line.
        if str(number) not in lines and "\n".join(str(number)) not in "\n".join(lines):
            unnumbered.append(number)
    assert unnumbered == [1]


def test_the_contents_say_on_which_page_a_section_begins(
    leaves: list[Leaf], places: dict[str, int], texts: list[str]
) -> None:
    contents = letters("".join(texts[1 : places[leaves[0].headings[0].id]]))
    for leaf in leaves[:-1]:
        for heading in (heading for heading in leaf.headings if heading.level < 3):
            assert letters(f"{heading.text}{places[heading.id] + 1}") in contents, heading


def test_the_index_says_on_which_page_a_word_stands(
    leaves: list[Leaf], places: dict[str, int], texts: list[str]
) -> None:
    index = letters("".join(texts[places[leaves[-1].headings[0].id] :]))
    links = leaves[-1].article.xpath(".//a[@href]")
    assert len(links) > 500
    for link in links:
        assert letters(f"{link.text_content()}{places[link.get('href')[1:]] + 1}") in index, link.get("href")


def test_no_letter_of_the_pages_is_lost(leaves: list[Leaf], places: dict[str, int], texts: list[str]) -> None:
    firsts = first_pages(leaves, places)
    for leaf, (first, end) in zip(leaves, pairwise([*firsts, len(texts)]), strict=True):
        assert shown(leaf) - Counter(letters("".join(texts[first:end]))) == Counter(), leaf.page


def test_no_page_is_half_empty_but_the_last_of_a_chapter(
    document: pypdfium2.PdfDocument, leaves: list[Leaf], places: dict[str, int]
) -> None:
    last = {first - 1 for first in first_pages(leaves, places)} | {0, len(document) - 1}
    half_empty = []
    for number, page in enumerate(document):
        picture = page.render(scale=0.2, grayscale=True).to_numpy()
        height = len(picture)
        column = picture[int(0.07 * height) : int(0.93 * height)]
        inked = (column < 200).any(axis=1).nonzero()[0]
        if number not in last and (len(inked) == 0 or inked[-1] < 0.6 * len(column)):
            half_empty.append(number + 1)
    assert half_empty == []


def test_nothing_is_wider_than_its_page(site: Path, tmp_path: Path) -> None:
    page = tmp_path / "book.html"
    page.write_text(joined(site, read_leaves(site)), encoding="utf-8")
    with launch() as browser:
        tab = browser.new_page(viewport={"width": COLUMN, "height": 1000})
        tab.emulate_media(media="print")
        tab.goto(page.as_uri())
        tab.evaluate(FIT)
        assert tab.evaluate(TOO_WIDE) == []
