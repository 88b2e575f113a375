"""Progress goes from the page to Jupyter and back in one small file; one that is not right adds nothing."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from infobook.checker import progress
from infobook.checker.page import progress_data
from infobook.checker.progress_file import BOOK, FILE, LARGEST, VERSION, load, save
from infobook.exercises import CHECKS

SCRIPT = Path(__file__).parents[2] / "_static" / "exercises.js"
CHECK = CHECKS["entropy"]
LISTING = {name: list(check.exercises) for name, check in CHECKS.items()}
FIRST, SECOND = list(CHECK.exercises)[:2]


def page() -> str:
    """Return a page with the table of progress alone, which needs no built book."""
    data = progress_data(CHECKS, dict.fromkeys(CHECKS, "a chapter"))
    data = f'<script type="application/json" id="exercise-chapters">{data}</script>'
    table = '<div id="exercise-progress"></div>'
    return f"<!doctype html><body>{table}{data}<script>{SCRIPT.read_text('utf-8')}</script>"


@pytest.fixture
def tab(chromium: Browser) -> Iterator[Page]:
    """Open that page, in a browser that has kept nothing."""
    context = chromium.new_context()
    context.route("**/*", lambda route: route.fulfill(content_type="text/html; charset=utf-8", body=page()))
    opened = context.new_page()
    problems: list[str] = []
    opened.on("pageerror", lambda error: problems.append(str(error)))
    opened.goto("http://book.example/")
    yield opened
    context.close()
    assert problems == []


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("INFOLIB_STATE", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def load_on_page(tab: Page, file: Path) -> str:
    """Choose a file, and return what the page says to it."""
    status = tab.get_by_role("status")
    status.evaluate("status => status.textContent = ''")
    with tab.expect_file_chooser() as chooser:
        tab.get_by_role("button", name="Load from a file").press("Enter")
    chooser.value.set_files(file)
    tab.wait_for_function("document.querySelector('[role=status]').textContent")
    return status.text_content() or ""


def save_on_page(tab: Page, file: Path) -> str:
    with tab.expect_download() as download:
        tab.get_by_role("button", name="Save to a file").press("Enter")
    assert download.value.suggested_filename == FILE
    download.value.save_as(file)
    return tab.get_by_role("status").text_content() or ""


def row_of(tab: Page, chapter: str) -> Locator:
    return tab.locator("tr").nth(list(CHECKS).index(chapter))


def on_page(tab: Page) -> dict[str, list[str]]:
    return json.loads(tab.evaluate(f"localStorage.getItem('{BOOK}')") or "{}")


def test_progress_goes_from_the_page_to_jupyter_and_back(tab: Page, folder: Path) -> None:
    tab.evaluate(f"""localStorage.setItem("{BOOK}", '{json.dumps({"entropy": [FIRST]})}')""")
    said = save_on_page(tab, folder / FILE)
    assert said == f"Saved as {FILE}. Load it on the first page of the book or in Jupyter, and go on there."

    progress.remember("entropy", SECOND)
    assert repr(CHECK.load_progress()) == f"Solved exercises in {FILE}: 1. New here: 1."
    assert progress.solved() == {"entropy": [SECOND, FIRST]}
    progress.remember("kl-divergence", "kl-triangle")
    assert repr(CHECK.save_progress("mine.json")) == said.replace(FILE, "mine.json")

    assert load_on_page(tab, folder / "mine.json") == "Solved exercises in mine.json: 3. New here: 2."
    assert on_page(tab) == {"entropy": [FIRST, SECOND], "kl-divergence": ["kl-triangle"]}
    assert f"2 of {len(CHECK.exercises)}" in (row_of(tab, "entropy").text_content() or "")
    assert load_on_page(tab, folder / "mine.json") == "Solved exercises in mine.json: 3. New here: 0."
    assert json.loads((folder / "mine.json").read_text("utf-8")) == {
        "book": BOOK, "version": VERSION, "solved": progress.solved(),
    }  # fmt: skip


def test_both_write_the_same_file_and_it_is_small(tab: Page, folder: Path) -> None:
    for name, exercises in LISTING.items():
        progress.add((name, exercise) for exercise in exercises)
    save(folder / "jupyter.json")
    load_on_page(tab, folder / "jupyter.json")
    save_on_page(tab, folder / "page.json")
    assert (folder / "page.json").read_bytes() == (folder / "jupyter.json").read_bytes()
    assert (folder / "page.json").stat().st_size < 4_000
    assert on_page(tab) == LISTING


def content(**changes: object) -> bytes:
    return json.dumps({"book": BOOK, "version": VERSION, "solved": {"entropy": [FIRST]}} | changes).encode()


OTHER = "f.json is no file of progress in this book. Nothing was loaded."
NEWER = "f.json was saved by a newer edition of this book. Nothing was loaded."
DAMAGED = "f.json is damaged. Nothing was loaded."
WRONG = [
    (b"", OTHER), (b"{", OTHER), (b"null", OTHER), (b"5", OTHER), (b'"text"', OTHER), (b"[]", OTHER),
    (b"{}", OTHER), (b"\xff\x00", OTHER), (b"[" * 50_000, OTHER), (content(book="another"), OTHER),
    (content(book=None), OTHER), (content(extra=" " * LARGEST), OTHER), (b'{"entropy": ["a"]}', OTHER),
    (content(version=VERSION + 1, solved=7), NEWER),
    (content(version=0), DAMAGED), (content(version="1"), DAMAGED), (content(version=True), DAMAGED),
    (content(version=None), DAMAGED), (content(solved=None), DAMAGED), (content(solved=[FIRST]), DAMAGED),
    (content(solved="entropy"), DAMAGED), (content(solved={"entropy": FIRST}), DAMAGED),
    (content(solved={"entropy": [FIRST, 5]}), DAMAGED), (content(solved={"entropy": {FIRST: 1}}), DAMAGED),
]  # fmt: skip


def test_a_file_that_is_not_right_is_said_to_be_so_and_adds_nothing(tab: Page, folder: Path) -> None:
    for given, says in WRONG:
        (folder / "f.json").write_bytes(given)
        assert load("f.json", LISTING) == says, given[:60]
        assert load_on_page(tab, folder / "f.json") == says, given[:60]
    assert progress.solved() == on_page(tab) == {}


def test_what_this_edition_has_not_is_left_out(tab: Page, folder: Path) -> None:
    lists = {"entropy": ["gone", FIRST, FIRST], "gone-too": [FIRST], "__proto__": ["x"]}
    (folder / "f.json").write_bytes(content(solved=lists))
    says = "Solved exercises in f.json: 1. New here: 1. "
    says += f"Not in this edition of the book, and left out: gone, {FIRST}, x."
    assert load("f.json", LISTING) == says
    assert load_on_page(tab, folder / "f.json") == says
    assert progress.solved() == on_page(tab) == {"entropy": [FIRST]}


def test_a_file_that_cannot_be_read_or_written_is_one_line(folder: Path) -> None:
    assert repr(CHECK.load_progress("none.json")) == "none.json cannot be read: No such file or directory."
    (folder / "here").mkdir()
    assert repr(CHECK.load_progress("here")) == "here cannot be read: Is a directory."
    assert repr(CHECK.save_progress("here")) == "here cannot be written: Is a directory."


def test_progress_can_be_forgotten_in_both(tab: Page) -> None:
    progress.remember("entropy", FIRST)
    assert repr(CHECK.forget_progress()) == "Forgotten: which exercises you have solved in Jupyter."
    assert progress.solved() == {}
    tab.evaluate(f"""localStorage.setItem("{BOOK}", '{json.dumps({"entropy": [FIRST]})}')""")
    for answer in ("dismiss", "accept"):
        tab.once("dialog", lambda dialog, answer=answer: getattr(dialog, answer)())
        tab.get_by_role("button", name="Clear my progress").press("Enter")
        assert on_page(tab) == ({"entropy": [FIRST]} if answer == "dismiss" else {})


def test_two_tabs_agree_on_what_is_loaded_and_cleared(tab: Page, folder: Path) -> None:
    progress.remember("entropy", FIRST)
    save(folder / "f.json")
    other = tab.context.new_page()
    other.goto("http://book.example/")
    load_on_page(tab, folder / "f.json")
    row = row_of(other, "entropy")
    expect(row).to_contain_text("1 of")
    tab.once("dialog", lambda dialog: dialog.accept())
    tab.get_by_role("button", name="Clear my progress").click()
    expect(row).to_contain_text("0 of")
