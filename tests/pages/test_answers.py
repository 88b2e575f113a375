"""Outputs that answer a question: folded until a reader opens them or searches for them; open on paper."""

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from visits import visit

CHAPTER = "chapters/entropy.html"
ANSWER = "0.0808"  # stands in an answer, and in no sentence of the chapter


def answers(tab: Page) -> Locator:
    """Give the folds of a page in which there is no code."""
    return tab.locator("article div.cell > details:not(:has(.cell_input))")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_an_answer_waits_below_its_code(server: str, chromium: Browser, scripts: bool) -> None:
    with visit(chromium, server, CHAPTER, java_script_enabled=scripts) as seen:
        fold = answers(seen.tab).first
        summary, output = fold.locator("summary"), fold.locator(".cell_output pre")
        expect(summary).to_have_text("Show the answer", use_inner_text=True)
        expect(output).to_be_hidden()
        expect(fold.locator("xpath=..").locator(".cell_input pre")).to_be_visible()
        summary.press("Enter")
        expect(output).to_be_visible()
        expect(summary).to_have_text("Hide the answer", use_inner_text=True)


def test_the_search_finds_an_answer_and_opens_it_alone(server: str, chromium: Browser) -> None:
    with visit(chromium, server, "index.html") as seen:
        seen.tab.keyboard.press("/")
        seen.tab.keyboard.type(ANSWER)
        seen.tab.locator("dialog.search [role=option]").first.click()
        seen.tab.wait_for_url(f"**/{CHAPTER}?marked=*")
        found = answers(seen.tab).filter(has_text=ANSWER)
        expect(found.locator("pre")).to_be_in_viewport()
        assert found.evaluate("fold => fold.open")
        assert seen.tab.locator("details[open]").count() == 1


def test_a_word_beside_an_answer_does_not_give_it_away(server: str, chromium: Browser) -> None:
    section = "one-coin-the-binary-entropy-function"
    with visit(chromium, server, f"{CHAPTER}?marked=bits#{section}") as seen:
        expect(seen.tab.locator(f"#{section}")).to_be_in_viewport()
        assert seen.tab.locator("details[open]").count() == 0


def test_a_printed_page_shows_an_answer(server: str, chromium: Browser) -> None:
    with visit(chromium, server, CHAPTER) as seen:
        seen.tab.emulate_media(media="print")
        expect(answers(seen.tab).first.locator("pre")).to_be_visible()
