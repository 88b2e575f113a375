"""The book on paper: all of it as one PDF, and a page of it by itself."""

import re
import shutil
import unicodedata
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from itertools import pairwise
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from lxml import html
from playwright.sync_api import Browser
from press import offer
from printing.leaves import AUTHORS, TITLE, Leaf, read_leaves
from printing.pdf import COLUMN, FIT, joined, make_pdf
from visits import visit

from infobook.checker.kinds import Choice
from infobook.exercises import CHECKS

# Three chapters, and the pages whose layout is not a chapter's.
ALONE = [
    "index",
    "chapters/entropy",
    "chapters/pytorch-losses",
    "chapters/cross-entropy",
    "pages/api",
    "pages/map",
]
TOO_WIDE = """() => {
  const found = [], room = document.documentElement.clientWidth;
  for (const element of document.querySelectorAll("article *, .book-contents *")) {
    const box = element.getBoundingClientRect(), clips = getComputedStyle(element).overflowX !== "visible";
    const cut = clips && element.scrollWidth > element.clientWidth + 1;
    if (box.width > 1 && (box.right > room + 2 || box.left < -2 || cut))
      found.push(`${element.tagName}.${element.className}: ${element.textContent.trim().slice(0, 60)}`);
  }
  return found;
}"""
# What paper leaves out of an article: what checks an exercise, how many are solved, ...
FOR_A_SCREEN = """.//script | .//a[contains(@class, 'headerlink') or contains(@class, 'sd-btn')] | .//summary
  | .//*[contains(@class, 'genindex-jumpbox') or contains(@class, 'screen-only')]
  | .//section[*[@id='exercise-progress']] | .//div[@class='citation']/span[@class='label']
  | .//div[contains(@class, 'cell docutils')][.//div[@data-exercise]]"""
# What it adds: the headings at the end of a chapter, and the ways there and back.
FOR_PAPER = """.//a[@class='to-solution'] | .//p[@class='code-of']
  | .//section[@class='folded-code' or @class='solutions']/h2"""
# The heading of the section in which each element stands.
PARENTS = "all => all.map(one => one.closest('section').querySelector('h2, h3')?.textContent)"
ONLY_ON_A_SCREEN = (
    ".sidebar-drawer, .toc-drawer, .mobile-header, .related-pages, .headerlink, button, summary"
)


@pytest.fixture(scope="module")
def leaves(site: Path) -> list[Leaf]:
    return read_leaves(site)


@pytest.fixture(scope="module")
def printed(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Print the whole book, once."""
    target = tmp_path_factory.mktemp("printed") / "book.pdf"
    with ThreadPoolExecutor() as pool:  # in this thread the tests' own browser may be at work
        pool.submit(make_pdf, site, target).result()
    return target


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


def letters(text: str) -> str:
    """Keep letters and digits; a slanted or a capital one is the same letter."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in plain if character.isalnum())


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


def test_only_what_is_for_a_screen_is_left_out(site: Path, leaves: list[Leaf]) -> None:
    for leaf in leaves:
        built = html.document_fromstring((site / f"{leaf.page}.html").read_bytes()).xpath("//article")[0]
        taken = deepcopy(leaf.article)
        for element in [*built.xpath(FOR_A_SCREEN), *taken.xpath(FOR_PAPER)]:
            element.drop_tree()
        assert Counter(letters(taken.text_content())) == Counter(letters(built.text_content())), leaf.page


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


def test_nothing_is_wider_than_its_page(site: Path, tmp_path: Path, chromium: Browser) -> None:
    page = tmp_path / "book.html"
    page.write_text(joined(site, read_leaves(site)), encoding="utf-8")
    tab = chromium.new_page(viewport={"width": COLUMN, "height": 1000})
    tab.emulate_media(media="print")
    tab.goto(page.as_uri())
    tab.evaluate(FIT)
    assert tab.evaluate(TOO_WIDE) == []
    tab.close()


def test_solutions_come_at_the_end_of_their_chapter(leaves: list[Leaf]) -> None:
    exercises = [exercise for leaf in leaves for exercise in leaf.article.find_class("exercise")]
    assert len(exercises) == sum(len(check.exercises) for check in CHECKS.values())
    for leaf in (leaf for leaf in leaves if leaf.page.startswith("chapters/")):
        section = leaf.article.xpath("./section/section")[-1]
        assert section.find("h2").text == "Solutions"
        assert section.find_class("solution") == leaf.article.find_class("solution")
        there = {solution.get("id") for solution in section.find_class("solution")}
        for exercise in leaf.article.find_class("exercise"):
            (link,) = exercise.find_class("to-solution")
            there.remove(link.get("href")[1:])
        assert there == set()


def test_an_exercise_gives_its_options_in_words(leaves: list[Leaf]) -> None:
    asked = {
        exercise.get("id").partition(".ex-")[2]: letters(exercise.text_content())
        for leaf in leaves
        for exercise in leaf.article.find_class("exercise")
    }
    choices = [
        (exercise.id, letters(text))
        for check in CHECKS.values()
        for exercise in check.exercises.values()
        for part in exercise.parts
        if isinstance(part, Choice)
        for text in part.options.values()
    ]
    assert len(choices) > 100
    assert [(name, text) for name, text in choices if text not in asked[name]] == []


@pytest.mark.parametrize("page", ALONE)
def test_a_page_by_itself_prints_whole_and_without_what_only_a_screen_can_do(
    page: str, server: str, chromium: Browser
) -> None:
    paper = {"viewport": {"width": COLUMN, "height": 1000}, "color_scheme": "dark"}
    with visit(chromium, server, f"{page}.html", **paper) as seen:
        seen.tab.emulate_media(media="print")
        before = seen.tab.locator("article .solution").evaluate_all(PARENTS)
        seen.tab.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert set(seen.tab.locator("article .solution").evaluate_all(PARENTS)) <= {"Solutions"}
        assert seen.tab.evaluate(TOO_WIDE) == []
        assert seen.tab.locator(ONLY_ON_A_SCREEN).filter(visible=True).count() == 0
        folded = seen.tab.locator(".solution pre, details pre, .sd-tab-content")
        assert folded.filter(visible=True).count() == folded.count()
        ground = seen.tab.evaluate(
            "getComputedStyle(document.body).getPropertyValue('--color-background-primary')"
        )
        assert ground.startswith("#ff")
        seen.tab.evaluate("dispatchEvent(new Event('afterprint'))")
        assert seen.tab.locator("article .solution").evaluate_all(PARENTS) == before
        assert seen.tab.locator("article h2", has_text="Solutions").count() == 0


def test_a_card_is_printed_in_one_piece_and_without_a_shadow(server: str, chromium: Browser) -> None:
    with visit(chromium, server, "index.html") as seen:
        seen.tab.emulate_media(media="print")
        cards = """[...document.querySelectorAll(".sd-card")].map(card => {
          const style = getComputedStyle(card);
          return [style.breakInside, style.boxShadow];
        })"""
        assert {tuple(card) for card in seen.tab.evaluate(cards)} == {("avoid", "none")}


def test_the_first_page_offers_the_files_that_are_there(site: Path, tmp_path: Path) -> None:
    shutil.copy(site / "index.html", tmp_path)
    assert not re.search(
        r"information-theory-executed\.(pdf|epub)", (tmp_path / "index.html").read_text("utf-8")
    )
    for kinds in (["epub"], ["epub", "pdf"]):
        (tmp_path / f"information-theory-executed.{kinds[-1]}").write_bytes(b"0" * 3_000_000)
        offer(tmp_path)
        text = (tmp_path / "index.html").read_text("utf-8")
        links = re.findall(r'<a href="information-theory-executed\.(\w+)" download>(\w+)</a> \(3 MB\)', text)
        assert sorted(links) == [(kind, kind.upper()) for kind in kinds]
    (tmp_path / "index.html").write_text("<p>no place</p>", encoding="utf-8")
    with pytest.raises(SystemExit, match="no place"):
        offer(tmp_path)
