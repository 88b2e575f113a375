"""Answers as people type them get the reply that is on file, in Python and on the page."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from explorables import load_all
from playwright.sync_api import Browser
from sphinx_extension.assets import FIRST

from infobook.checker.judge import judge_part
from infobook.checker.kinds import Function
from infobook.checker.page import page_data, probe_parts
from infobook.exercises import CHECKS

HERE = Path(__file__).parent
TYPED = HERE.parent / "exercises" / "typed_answers.txt"
SCRIPT = HERE.parents[1] / "_static" / "exercises.js"

FILL = """([name, i, texts]) => {
  const form = document.querySelector(`[data-exercise="${name}"] form`);
  const reply = form.querySelectorAll(".exercise-reply")[i];
  return texts.map((text) => {
    form.elements.namedItem(`answer-${name}-${i + 1}`).value = text;
    form.dispatchEvent(new Event("submit", {cancelable: true}));
    return reply.textContent;
  });
}"""


def rows() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield each part, as chapter/exercise/number, with what is typed there and the reply."""
    for block in TYPED.read_text("utf-8").split("\n## ")[1:]:
        head, *lines = block.rstrip("\n").split("\n")
        yield head, [(typed, reply) for typed, reply in (line.split("\t") for line in lines)]


ROWS = dict(rows())


def test_there_are_many() -> None:
    assert sum(map(len, ROWS.values())) > 600
    assert sum(reply.startswith("Right.") for typed in ROWS.values() for _, reply in typed) > 300


@pytest.mark.parametrize("place", ROWS)
def test_python_replies_as_on_file(place: str) -> None:
    chapter, name, number = place.split("/")
    part = CHECKS[chapter].exercises[name].parts[int(number) - 1]
    # On the page an empty field is no answer yet.
    replies = [(typed, judge_part(part, typed if typed.strip() else ...).text) for typed, _ in ROWS[place]]
    assert replies == ROWS[place]


def page_of(chapter: str) -> str:
    """Return a page with the exercises of a chapter alone, which needs no built book."""
    check = CHECKS[chapter]
    places = "".join(f'<div class="exercise-check" data-exercise="{name}"></div>' for name in check.exercises)
    data = f'<script type="application/json" id="exercise-data">{page_data(check)}</script>'
    script = f"<script>{SCRIPT.read_text('utf-8')}</script>"
    return f"<!doctype html><head>{FIRST}</head><body>{places}{data}{script}"  # a page's own store, too


def place_on_page(chapter: str, name: str, number: int) -> int:
    """Return how many fields stand before a part: of a function, the page asks for several numbers."""
    before = CHECKS[chapter].exercises[name].parts[: number - 1]
    return sum(len(probe_parts(part)) if isinstance(part, Function) else 1 for part in before)


@pytest.mark.parametrize("chapter", sorted({place.split("/")[0] for place in ROWS}))
def test_the_page_replies_as_on_file(chapter: str, chromium: Browser) -> None:
    tab = chromium.new_page()
    problems: list[str] = []
    tab.on("pageerror", lambda error: problems.append(str(error)))
    tab.set_content(page_of(chapter))
    load_all(tab)
    tab.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    different = []
    for place, typed in ROWS.items():
        home, name, number = place.split("/")
        if home == chapter:
            texts = [text for text, _ in typed]
            replies = tab.evaluate(FILL, [name, place_on_page(chapter, name, int(number)), texts])
            different += [(place, *it) for it in zip(typed, replies, strict=True) if it[0][1] != it[1]]
    tab.close()
    assert problems == []
    assert different == []


def test_a_verdict_goes_when_its_answer_is_changed(chromium: Browser) -> None:
    tab = chromium.new_page()
    tab.set_content(page_of("entropy"))
    tab.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    form = tab.locator('[data-exercise="typewriter-monkey"] form')
    fields, replies = form.locator("input[type=text]"), form.locator(".exercise-reply")
    for field in fields.all():
        field.fill("5.459")
    form.get_by_role("button", name="Check").click()
    said = replies.all_text_contents()
    assert said[0] == "Right."
    assert fields.first.get_attribute("aria-invalid") == "false"
    fields.first.type("9")
    assert replies.all_text_contents() == ["", *said[1:]]
    assert replies.first.get_attribute("data-state") is None
    assert fields.first.get_attribute("aria-invalid") is None
    tab.close()
