"""The lab edition, opened in JupyterLab: every formula drawn, nothing left raw, every solution folded."""

import ast
import os
import re
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import hand_out
import nbformat
import pytest
from edition.copies import lay_beside
from edition.notebooks import START, find_files, make_edition
from manuscript.markup import markdown
from playwright.sync_api import Browser, Locator, Page, expect

from infobook.checker.judge import judge_part
from infobook.exercises import CHECKS

LIVE = "live"  # a notebook of explorables only
FORMULA = re.compile(r"\$\$[^$]+\$\$|\$[^$]+\$")
CODE = re.compile(r"^```.*?^```|`[^`\n]+`", re.MULTILINE | re.DOTALL)
RAW = re.compile(r"\\[a-zA-Z]+|\$|\{[a-z:]+\}|`|\*\*|</?\w+>|\]\(|&&|^#+ ")
# All cells at once, and no questions.
SETTINGS = {
    "notebook-extension/tracker": '{"windowingMode": "none"}',
    "apputils-extension/notification": '{"fetchNews": "false"}',
}
# What a reader reads of the text: no formulas, code and signs that link headings.
SHOWN = """notebook => [...notebook.querySelectorAll(".jp-MarkdownOutput")].map(output => {
    const text = output.cloneNode(true)
    const left = "mjx-container, code, pre, .jp-InternalAnchorLink"
    text.querySelectorAll(left).forEach(element => element.remove())
    return text.textContent
}).join("\\n")"""
COMPLETE = """([cells, formulas]) => {
    const count = selector => document.querySelectorAll(`.jp-Notebook ${selector}`).length
    return count(".jp-MarkdownOutput > *:first-child") >= cells && count("mjx-container") >= formulas
}"""


@pytest.fixture(scope="module")
def folder(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the edition into a folder of its own; code, which takes long to draw, stays in one chapter."""
    folder = tmp_path_factory.mktemp("lab")
    edition = make_edition(site)
    for name, content in find_files(edition).items():
        lay_beside(folder / name, content)
    cells = {cell.metadata.get("explorable"): cell for book in edition.values() for cell in book.cells}
    edition[LIVE] = nbformat.v4.new_notebook(metadata=edition[START].metadata)
    edition[LIVE].cells = [nbformat.v4.new_markdown_cell("# Two"), cells["joint-table"], cells["kl-bars"]]
    for name, notebook in edition.items():
        if not name.startswith(("01-", LIVE)):
            notebook.cells = [cell for cell in notebook.cells if cell.cell_type == "markdown"]
        nbformat.write(notebook, folder / f"{name}.ipynb")
    return folder


@pytest.fixture(scope="module")
def jupyterlab(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the folder as `make lab` does; give the address."""
    own = tmp_path_factory.mktemp("jupyter")
    for name, settings in SETTINGS.items():
        file = own / f"settings/@jupyterlab/{name}.jupyterlab-settings"
        file.parent.mkdir(parents=True)
        file.write_text(settings)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--no-browser", "--allow-root", f"--port={port}", "--IdentityProvider.token="]
    options += ["--LabApp.expose_app_in_browser=True"]  # to open one notebook after the other
    folders = {"JUPYTER_CONFIG_DIR": "config", "JUPYTERLAB_SETTINGS_DIR": "settings"}
    folders |= {"JUPYTERLAB_WORKSPACES_DIR": "workspaces", "JUPYTER_RUNTIME_DIR": "runtime"}
    environment = os.environ | {name: str(own / place) for name, place in folders.items()}
    command = [*hand_out.jupyterlab(folder), *options]
    with (own / "log").open("w") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        wait_for(port, server)
        yield f"http://127.0.0.1:{port}/lab"
    finally:
        server.terminate()
        server.wait()


@pytest.fixture(scope="module")
def tab(chromium: Browser, jupyterlab: str) -> Iterator[Page]:
    """Open JupyterLab, once for all tests."""
    page = chromium.new_page(viewport={"width": 1280, "height": 800})
    page.goto(f"{jupyterlab}?reset", wait_until="commit")
    page.wait_for_function("window.jupyterapp?.restored.then(() => true)", timeout=60_000)
    yield page
    page.close()


def wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    """Wait until the server answers; stop if it has ended."""
    for _ in range(600):
        assert server.poll() is None, "JupyterLab has ended"
        with socket.socket() as asking:
            if asking.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("JupyterLab does not answer")


WIDE = """() => [...document.querySelectorAll(".jp-MarkdownOutput p > mjx-container")].filter(formula => {
    const cell = formula.closest(".jp-MarkdownOutput")
    return formula.firstElementChild.getBoundingClientRect().width > 1.1 * cell.clientWidth
        || (cell.scrollWidth > cell.clientWidth && getComputedStyle(cell).overflowX !== "auto")
}).map(formula => formula.textContent)"""
# All notebooks after the first use its kernel.
OPEN = """async path => {
    for (const opened of [...jupyterapp.shell.widgets("main")]) opened.dispose()
    const [session] = jupyterapp.serviceManager.sessions.running()
    await jupyterapp.commands.execute("docmanager:open", {path, kernel: session?.kernel})
}"""
RUN = """async () => {
    await jupyterapp.shell.currentWidget.sessionContext.ready
    await jupyterapp.commands.execute("notebook:run-all-cells")
}"""
UNFOLDED = "all => all.filter(one => one.open || one.children.length < 2).map(one => one.textContent)"


def opened(page: Page, path: str, cells: int, formulas: int) -> Locator:
    """Open a notebook and no other, and wait until its text is drawn."""
    page.evaluate(OPEN, path)
    notebook = page.locator(".jp-Notebook")
    page.wait_for_function(COMPLETE, arg=[cells, formulas], timeout=60_000, polling=100)
    return notebook


def test_every_notebook_is_drawn_whole(tab: Page, folder: Path) -> None:
    page = tab
    for file in sorted(folder.glob("*.ipynb")):
        made = nbformat.read(file, as_version=4)
        assert made.metadata.kernelspec.name == "python3", file.name  # what the first one asks for, and gets
        cells = markdown(made)
        text = "\n\n".join(cells)
        formulas = len(FORMULA.findall(CODE.sub("", text)))
        notebook = opened(page, file.name, len(cells), formulas)
        assert notebook.locator("mjx-container").count() == formulas, file.name
        assert notebook.locator("mjx-merror").count() == 0, file.name
        assert RAW.findall(notebook.evaluate(SHOWN)) == [], file.name
        assert page.locator(".jp-Dialog").all_inner_texts() == [], file.name

        # Beside the list of files, a formula is little wider than its cell at most, and the cell scrolls.
        page.set_viewport_size({"width": 900, "height": 800})
        assert page.evaluate(WIDE) == [], file.name
        page.set_viewport_size({"width": 1280, "height": 800})

        solutions = notebook.locator("details")
        assert solutions.count() == text.count("<details>"), file.name
        assert solutions.evaluate_all(UNFOLDED) == [], file.name


def test_an_explorable_lives_where_its_cell_was_run_and_its_state_is_an_answer(tab: Page) -> None:
    notebook = opened(tab, f"{LIVE}.ipynb", 1, 0)
    pictures, handles = notebook.locator("figure img"), notebook.get_by_role("slider")
    expect(pictures).to_have_count(2)  # as they are where no script runs
    assert pictures.evaluate_all("all => all.map(one => one.complete && one.naturalWidth)") == [360, 360]
    assert handles.count() == 0

    tab.evaluate(RUN)
    expect(handles).to_have_count(3 + 8)
    expect(pictures).to_have_count(0)
    table = notebook.locator("figure").first
    expect(table.locator("svg")).to_contain_text("P(X = 1) = 0.50")
    handles.first.click()
    # JupyterLab, too, does something on each of these keys.
    for key in ("ArrowDown", "ArrowLeft", "PageDown"):
        tab.keyboard.press(key)
    expect(table.locator("svg")).to_contain_text("P(X = 1) = 0.62")
    table.get_by_role("button", name="Set Y to X").press("Enter")
    expect(table.locator("code")).to_have_text('"0.38,0,1"')
    state = ast.literal_eval(table.locator("code").inner_text())
    (asked,) = CHECKS["mutual-information"].exercises["set-the-table"].parts
    assert "P(X = 1) = 0.62" in judge_part(asked, state).text
    assert notebook.locator("figure a").count() == 0  # JupyterLab's address has no state
