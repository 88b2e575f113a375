"""`make book` renders nothing anew if nothing has changed, and everything if anything has."""

from pathlib import Path

import pytest
from unchanged import is_unchanged, remember


@pytest.fixture
def book(tmp_path: Path) -> Path:
    for name in (
        "chapters/entropy.md",
        "_build/html/index.html",
        "_ext/__pycache__/render.pyc",
        ".venv/ready",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("before")
    remember(tmp_path)
    return tmp_path


def test_a_book_that_was_never_rendered_has_changed(tmp_path: Path) -> None:
    assert not is_unchanged(tmp_path)


@pytest.mark.parametrize("made", ["_build/html/index.html", "_ext/__pycache__/render.pyc", ".venv/ready"])
def test_what_was_made_does_not_count(book: Path, made: str) -> None:
    (book / made).write_text("after")
    assert is_unchanged(book)


def test_a_changed_an_added_a_renamed_and_a_removed_file_count(book: Path) -> None:
    text = book / "chapters/entropy.md"
    text.write_text("after")
    assert not is_unchanged(book)
    text.write_text("before")
    assert is_unchanged(book)
    (book / "pages.md").write_text("before")
    assert not is_unchanged(book)
    (book / "pages.md").unlink()
    text.rename(book / "chapters/energy.md")
    assert not is_unchanged(book)
    (book / "chapters/energy.md").unlink()
    assert not is_unchanged(book)
