"""An exercise asks for a state of a figure: a reader makes it there, takes it over, and it is judged."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cut_pages import cut_out, short_site
from explorables import load_all
from lxml import html
from playwright.sync_api import Browser, Page, expect
from sphinx_extension.previews import element
from states import STRANGE, states
from visits import PHONE, served, visit

from infobook.checker.boards import BOARDS, rounded, shown
from infobook.checker.judge import judge_part
from infobook.checker.kinds import Setting
from infobook.exercises import CHECKS

SETTINGS = [
    (chapter, exercise, part)
    for chapter, check in CHECKS.items()
    for exercise in check.exercises.values()
    for part in exercise.parts
    if isinstance(part, Setting)
]


CHAPTER = "chapters/mutual-information.html"


@pytest.fixture(scope="module")
def short(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the site with no more in a chapter than a figure and an exercise about it."""
    folder, page = tmp_path_factory.mktemp("settings"), site / CHAPTER
    place = element(page.read_text(encoding="utf-8"), '<div[^>]* data-exercise="set-the-table"')
    figure, data = (cut_out(page, [name]) for name in ("fig-drag-joint-table", "exercise-data"))
    far = '<div style="height: 500vh"></div>'  # as in the chapter: a figure lives when a reader is near
    short_site(site, folder, {CHAPTER: f"{far}{figure}{far}{place}{data}"})
    with served(folder) as address:
        yield address


def test_a_reader_makes_a_state_takes_it_and_is_told_what_it_shows(short: str, chromium: Browser) -> None:
    exercise = CHECKS["mutual-information"].exercises["set-the-table"]
    with visit(chromium, short, CHAPTER, viewport=PHONE) as seen:
        seen.tab.route("**/joint-table.js*", lambda route: route.abort())
        place = seen.tab.locator(f'[data-exercise="{exercise.id}"]')
        to_place = "one => one.scrollIntoView({block: 'center', behavior: 'instant'})"
        place.evaluate(to_place)
        field, reply = place.get_by_label("The state: P(X = 0)"), place.locator(".exercise-reply")
        take = place.get_by_role("button", name="Take the state of Fig. 3.")
        for press in (lambda: take.press("Enter"), lambda: field.press("Enter")):
            press()  # the figure's file does not come
            expect(reply).to_contain_text("A file of the figure did not load")
            reply.evaluate("one => { one.textContent = ''; }")
        assert any("joint-table.js" in problem for problem in seen.problems)
        seen.problems.clear()
        seen.tab.unroute("**/joint-table.js*")
        take.press("Enter")
        expect(field).to_have_value("0.5, 0.2, 0.8")  # the figure's first state, before it lives
        expect(reply).to_have_text("That is the state of the figure now.")
        field.press("Enter")
        expect(reply).to_contain_text("P(X = 1) = 0.50, P(Y = 1) = 0.50 and I = 0.28 bits.")
        assert reply.get_attribute("data-state") == "wrong"

        figure = seen.tab.locator("#fig-drag-joint-table")
        figure.evaluate(to_place)
        width, left, right = (figure.get_by_role("slider").nth(i) for i in range(3))
        box, drawn = width.bounding_box(), figure.locator(".explorable-picture svg").bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        seen.tab.mouse.move(x, y)
        seen.tab.mouse.down()
        seen.tab.mouse.move(x + 60 * drawn["width"] / 360, y, steps=3)  # 0.3 of a square of 200
        seen.tab.mouse.up()
        for handle, keys in ((left, ["PageDown", "ArrowDown"]), (right, ["PageDown", *["ArrowDown"] * 4])):
            for key in keys:
                handle.press(key)
        place.evaluate(to_place)
        take.click()
        expect(field).to_have_value("0.8, 0.09, 0.66")
        place.get_by_role("button", name="Check").click()
        expect(place.locator(".exercise-meaning")).to_have_text(exercise.right)
        assert reply.get_attribute("data-state") == "right"
        assert seen.tab.evaluate("document.scrollingElement.scrollWidth") <= PHONE["width"]
        assert seen.problems == []


@pytest.fixture(scope="module")
def scripts(chromium: Browser) -> Iterator[Page]:
    """Open an empty page with the scripts of all explorables."""
    tab = chromium.new_page()
    load_all(tab)
    yield tab
    tab.close()


@pytest.mark.parametrize("name", BOARDS)
def test_a_figure_measures_what_python_measures_and_knows_the_same_states(scripts: Page, name: str) -> None:
    board = BOARDS[name]
    strange = [state for state in STRANGE if len(state) == len(board.names)]
    assert any(not board.is_state(state) for state in strange)
    given = [*states(name), *strange]
    said = scripts.evaluate(MEASURED, [name, given, board.digits])
    for state, measured in zip(given, said, strict=True):
        if not board.is_state(state):
            assert measured is None, state
            continue
        found = {measure: float(value) for measure, value in board.measures(state).items()}
        assert {measure: float(value) for measure, (value, *_) in measured.items()} == pytest.approx(
            found, abs=1e-9
        )
        shows = {
            measure: (rounded(value, board.digits), shown(value, board.digits))
            for measure, value in found.items()
        }
        assert {measure: (float(near), text) for measure, (_, near, text) in measured.items()} == shows, state


MEASURED = """([name, states, digits]) => states.map((state) => {
  const { isState, measures } = explorables.known[name];
  const told = (x) => [String(x), String(explorables.rounded(x, digits)), explorables.number(x, digits)];
  const measured = isState(state) ? Object.entries(measures(state)) : null;
  return measured && Object.fromEntries(measured.map(([measure, x]) => [measure, told(x)]));
})"""


def test_no_button_of_a_figure_makes_the_state_that_is_asked_for(scripts: Page) -> None:
    pressed = """name => { const { first, buttons } = explorables.known[name];
      const after = (state, n) => n ? buttons.flatMap(([, act]) => after(act(state), n - 1)) : [state];
      return [0, 1, 2].flatMap((n) => after(first, n)); }"""
    for _, exercise, part in SETTINGS:
        states: list[Any] = scripts.evaluate(pressed, part.explorable)
        assert len(states) > 3
        assert [state for state in states if judge_part(part, state).state != "wrong"] == [], exercise.id


@pytest.mark.parametrize("chapter", sorted({chapter for chapter, *_ in SETTINGS}))
def test_the_figure_stands_in_the_chapter_and_the_question_leads_to_it(site: Path, chapter: str) -> None:
    page = html.document_fromstring((site / f"chapters/{chapter}.html").read_bytes())
    for home, exercise, part in SETTINGS:
        if home == chapter:
            (figure,) = page.xpath(f'//figure[.//*[@data-explorable="{part.explorable}"]]')
            (question,) = page.xpath(f'//*[@id="ex-{exercise.id}"]')
            assert question.xpath(f".//a[@href='#{figure.get('id')}']"), exercise.id
