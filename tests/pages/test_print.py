"""The book on paper: what is taken from the pages for it, and a page of it by itself."""

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path

import pytest
from lxml import html
from manuscript.files import find_chapters
from paper import TOO_WIDE, letters
from playwright.sync_api import Browser
from press import offer
from printing.leaves import Leaf, read_leaves
from printing.pdf import COLUMN
from visits import Visit, visit

from infobook.checker.kinds import Choice
from infobook.exercises import CHECKS

# Two chapters, and the pages whose layout is not a chapter's.
ALONE = [
    "index",
    "chapters/entropy",
    "chapters/pytorch-losses",
    "pages/api",
    "pages/map",
]
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
# How many of some elements are shown, and how many there are.
SHOWN = """selector => {
  const all = [...document.querySelectorAll(selector)];
  const isShown = one => one.checkVisibility({visibilityProperty: true}) && one.getBoundingClientRect().width;
  return [all.filter(isShown).length, all.length];
}"""


@pytest.fixture(scope="module")
def leaves(site: Path) -> list[Leaf]:
    return read_leaves(site)


def test_only_what_is_for_a_screen_is_left_out(site: Path, leaves: list[Leaf]) -> None:
    for leaf in leaves:
        built = html.document_fromstring((site / f"{leaf.page}.html").read_bytes()).xpath("//article")[0]
        taken = deepcopy(leaf.article)
        for element in [*built.xpath(FOR_A_SCREEN), *taken.xpath(FOR_PAPER)]:
            element.drop_tree()
        assert Counter(letters(taken.text_content())) == Counter(letters(built.text_content())), leaf.page


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


def test_every_answer_is_open(leaves: list[Leaf]) -> None:
    tagged = {
        f"chapters/{chapter.name}": sum(
            "hide-output" in cell.metadata.get("tags", []) for cell in chapter.read_record().cells
        )
        for chapter in find_chapters()
    }
    assert sum(tagged.values())
    for leaf in leaves:
        assert not leaf.article.xpath(".//details | .//summary"), leaf.page
        assert len(leaf.article.find_class("answer")) == tagged.get(leaf.page, 0), leaf.page


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


@pytest.fixture(scope="module")
def paper(server: str, chromium: Browser) -> Iterator[Visit]:
    """Open a tab as wide as a column of a printed page, in the dark."""
    column = {"width": COLUMN, "height": 1000}
    with visit(chromium, server, "404.html", viewport=column, color_scheme="dark") as seen:
        seen.tab.emulate_media(media="print")
        yield seen


@pytest.mark.parametrize("page", ALONE)
def test_a_page_by_itself_prints_whole_and_without_what_only_a_screen_can_do(page: str, paper: Visit) -> None:
    paper.open(f"{page}.html")
    tab = paper.tab
    before = tab.locator("article .solution").evaluate_all(PARENTS)
    tab.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert set(tab.locator("article .solution").evaluate_all(PARENTS)) <= {"Solutions"}
    assert tab.evaluate(TOO_WIDE) == []
    assert tab.evaluate(SHOWN, ONLY_ON_A_SCREEN)[0] == 0
    shown, folded = tab.evaluate(SHOWN, ".solution pre, details pre, .sd-tab-content")
    assert shown == folded
    ground = tab.evaluate("getComputedStyle(document.body).getPropertyValue('--color-background-primary')")
    assert ground.startswith("#ff")
    tab.evaluate("dispatchEvent(new Event('afterprint'))")
    assert tab.locator("article .solution").evaluate_all(PARENTS) == before
    assert tab.locator("article h2", has_text="Solutions").count() == 0


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
