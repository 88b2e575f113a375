"""What the first minute with the book rests on: true commands, clear refusals."""

import re
import subprocess
from pathlib import Path

import browser
import pytest
from manuscript.files import ROOT


def printed_commands(text: str) -> set[str]:
    """Collect the targets of make that a page tells the reader to use."""
    return set(re.findall(r"(?:`|^|\$ |· |# )make ([a-z]+)", text, re.MULTILINE))


def trace_of_a_machine(text: str) -> str:
    """Return the first home or temporary folder that a text names."""
    found = re.search(r"/(?:home|root|Users|tmp|work)/[\w.-]+", text)
    return found[0] if found else ""


def tracked_files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in listed.splitlines() if (ROOT / name).exists()]


def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def test_the_commands_that_are_printed_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", read("Makefile"), re.MULTILINE))
    for page in ("README.md", "CONTRIBUTING.md", "pages/how-to-use.md", "Makefile"):
        printed = printed_commands(read(page))
        assert printed, page
        assert printed <= targets, page
    assert printed_commands("Type `make nothing`.\n$ make book") == {"nothing", "book"}


def test_nothing_committed_names_a_machine() -> None:
    # The tests name some folders on purpose, to plant them.
    texts = {
        path.name: path.read_text("utf-8")
        for path in tracked_files()
        if path.suffix not in {".png", ".woff2"} and "tests" not in path.parts
    }
    assert {name: trace_of_a_machine(text) for name, text in texts.items() if trace_of_a_machine(text)} == {}
    assert trace_of_a_machine("see /Users/ada/book") == "/Users/ada"


def test_missing_chromium_is_said_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser, "find_browser", lambda: None)
    monkeypatch.setattr(browser.subprocess, "run", lambda *arguments, **options: None)
    for attempt in (browser.install, browser.launch().__enter__):
        with pytest.raises(SystemExit, match=r"No Chromium was found.*playwright install") as caught:
            attempt()
        assert "\n" not in str(caught.value)
