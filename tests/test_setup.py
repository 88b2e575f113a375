"""What the first minute with the book rests on: pinned packages, one KaTeX, true commands, clear refusals."""

import importlib.util
import re
import subprocess
from pathlib import Path

import book
import browser
import pytest
import sphinxcontrib.katex
from sphinx.errors import ExtensionError

from chapters import ROOT

PINNED = re.compile(r"^([A-Za-z0-9_.-]+)==([\w.]+)\s*(?:#.*)?$")


def pins(file: str) -> dict[str, str]:
    """Read the pinned packages of a requirements file, by their normal names."""
    lines = [line.split(";")[0].strip() for line in (ROOT / file).read_text("utf-8").splitlines()]
    found = [PINNED.match(line) for line in lines]
    return {re.sub(r"[-_.]+", "-", pin[1]).lower(): pin[2] for pin in found if pin}


def tracked_files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in listed.splitlines() if (ROOT / name).exists()]


def test_every_direct_dependency_is_pinned_and_constrained() -> None:
    lines = (ROOT / "requirements.txt").read_text("utf-8").splitlines()
    direct = [line for line in lines if line and not line.startswith(("#", "-"))]
    pinned, constrained = pins("requirements.txt"), pins("constraints.txt")
    assert len(pinned) == len(direct) > 15
    assert {name: constrained.get(name) for name in pinned} == pinned
    assert len(constrained) > 150


def test_the_style_of_equations_is_of_the_version_that_renders_them() -> None:
    style = (ROOT / "_static/katex/katex.min.css").read_text("utf-8")
    assert f'content:"{sphinxcontrib.katex.katex_version}"' in style
    fonts = set(re.findall(r"url\(fonts/([^)]+)\)", style))
    assert len(fonts) == 20
    assert {path.name for path in (ROOT / "_static/katex/fonts").iterdir()} == fonts


def test_the_commands_that_are_printed_exist() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    for page in ("README.md", "pages/how-to-use.md", "Makefile"):
        text = (ROOT / page).read_text("utf-8")
        printed = set(re.findall(r"(?:`|^|\$ |· |# )make ([a-z]+)", text, re.MULTILINE))
        assert printed, page
        assert printed <= targets, page


def test_nothing_committed_names_a_machine() -> None:
    # Home and temporary folders; the tests name some on purpose, to plant them.
    trace = re.compile(r"/(?:home|root|Users|tmp|work)/[\w.-]+")
    found = {}
    for path in tracked_files():
        if path.suffix not in {".png", ".woff2"} and "tests" not in path.parts:
            match = trace.search(path.read_text("utf-8"))
            if match:
                found[path.name] = match[0]
    assert found == {}


def test_missing_node_is_said_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(ExtensionError, match=r"Node\.js is missing.*pip install") as caught:
        book.find_node(None, None)
    assert "\n" not in str(caught.value)


def test_missing_chromium_is_said_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser, "find_browser", lambda: None)
    monkeypatch.setattr(browser.subprocess, "run", lambda *arguments, **options: None)
    for attempt in (browser.install, browser.launch().__enter__):
        with pytest.raises(SystemExit, match=r"No Chromium was found.*playwright install") as caught:
            attempt()
        assert "\n" not in str(caught.value)
