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

# One chapter is opened as it is. JupyterLab takes long for each cell: the text of all others is put into one
# notebook, a cell each. Another one has explorables only.
WHOLE, OTHERS, LIVE = "01-self-information", "others", "live"
FORMULA = re.compile(r"\$\$[^$]+\$\$|\$[^$]+\$")
CODE = re.compile(r"^```.*?^```|`[^`\n]+`", re.MULTILINE | re.DOTALL)
RAW = re.compile(r"\\[a-zA-Z]+|\$|\{[a-z:]+\}|`|\*\*|</?\w+>|\]\(|&&|^#+ ")
# All cells at once, and no questions.
SETTINGS = {
    "notebook-extension/tracker": '{"windowingMode": "none"}',
    "apputils-extension/notification": '{"fetchNews": "false"}',
}
# How many formulas there are, how many are wrong, and what a reader reads of the text: no formulas, code and
# signs that link headings.
DRAWN = """() => {
    const count = selector => document.querySelectorAll(`.jp-Notebook ${selector}`).length
    const left = "mjx-container, code, pre, .jp-InternalAnchorLink", words = []
    const keep = node => node.matches?.(left) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT
    for (const output of document.querySelectorAll(".jp-Notebook .jp-MarkdownOutput")) {
        const walker = document.createTreeWalker(output, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, keep)
        while (walker.nextNode()) if (walker.currentNode.data) words.push(walker.currentNode.data)
        words.push("\\n")
    }
    // MathJax writes a command that it does not know in red.
    const wrong = count("mjx-merror") + count("mtext[mathcolor=red]")
    return [count("mjx-container"), wrong, words.join("")]
}"""
COMPLETE = """([cells, formulas]) => {
    const count = selector => document.querySelectorAll(`.jp-Notebook ${selector}`).length
    return count(".jp-MarkdownOutput > *:first-child") >= cells && count("mjx-container") >= formulas
}"""


@pytest.fixture(scope="module")
def folder(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the edition into a folder of its own, as it is opened."""
    folder = tmp_path_factory.mktemp("lab")
    edition = make_edition(site)
    for name, content in find_files(edition).items():
        lay_beside(folder / name, content)
    live = {cell.metadata.get("explorable"): cell for book in edition.values() for cell in book.cells}
    assert {notebook.metadata.kernelspec.name for notebook in edition.values()} == {"python3"}
    opened = {name: edition.pop(name) for name in (START, WHOLE)}
    text = nbformat.v4.new_markdown_cell
    made = {
        OTHERS: [text("\n\n".join(markdown(notebook))) for notebook in edition.values()],
        LIVE: [text("# Two"), live["joint-table"], live["kl-bars"]],
    }
    for name, cells in made.items():
        opened[name] = nbformat.v4.new_notebook(metadata=opened[START].metadata, cells=cells)
    for name, notebook in opened.items():
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
    page = chromium.new_page(viewport={"width": 900, "height": 800})
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


def draw_whole(page: Page, folder: Path, name: str) -> None:
    """Open a notebook, and look whether all of its text is there as it is meant."""
    cells = markdown(nbformat.read(folder / f"{name}.ipynb", as_version=4))
    text = "\n\n".join(cells)
    formulas = len(FORMULA.findall(CODE.sub("", text)))
    notebook = opened(page, f"{name}.ipynb", len(cells), formulas)
    drawn, wrong, words = page.evaluate(DRAWN)
    assert (drawn, wrong) == (formulas, 0), name
    assert RAW.findall(words) == [], name
    assert page.locator(".jp-Dialog").all_inner_texts() == [], name
    solutions = notebook.locator("details")
    assert solutions.count() == text.count("<details>"), name
    assert solutions.evaluate_all(UNFOLDED) == [], name


def test_every_notebook_is_drawn_whole(tab: Page, folder: Path) -> None:
    # Beside the list of files, a formula is little wider than its cell at most, and the cell scrolls.
    for name in (START, LIVE, WHOLE):
        draw_whole(tab, folder, name)
        assert tab.evaluate(WIDE) == [], name

    # To lay out a long notebook for each of its cells takes longest. So it is drawn hidden, where JupyterLab
    # cannot measure how large its formulas should be, and shown at the end.
    size = tab.locator("p > mjx-container").first.evaluate("formula => formula.style.fontSize")
    style = tab.add_style_tag(content=".jp-MarkdownOutput { display: none }")
    draw_whole(tab, folder, OTHERS)
    style.evaluate(f"one => {{ one.textContent = 'mjx-container {{ font-size: {size} !important }}' }}")
    assert tab.evaluate(WIDE) == [], OTHERS
    assert tab.locator(".jp-MarkdownOutput").first.is_visible()


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
