"""Visit a page in Chromium and note everything that goes wrong on the way."""

import functools
import http.server
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response

__all__ = ["DRAWN", "LAPTOP", "PHONE", "Visit", "lay_out_whole", "served", "visit"]

PHONE = {"width": 360, "height": 740}
LAPTOP = {"width": 1280, "height": 800}

# A page lays out what is read, and fades what moves; who measures it wants all, at once.
WHOLE = """
*, ::before, ::after { animation: none !important; transition: none !important }
* { content-visibility: visible !important; scroll-behavior: auto !important }
"""
# Two frames after the last file has come, its scripts have run and it is drawn.
DRAWN = "() => new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))"


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    """Serve files and say nothing."""

    def log_message(self, *arguments: object) -> None:
        """Keep the test's output clean."""


class QuietServer(http.server.ThreadingHTTPServer):
    """Say nothing when a tab is closed before it has all of its page."""

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401
        """Tell of every other error."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on this machine; give its address."""
    handler = functools.partial(QuietHandler, directory=str(folder))
    with QuietServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class Visit:
    """A tab that notes what goes wrong: requests that leave, console errors, exceptions, missing files."""

    def __init__(self, context: BrowserContext, home: str, *, runs_scripts: bool) -> None:
        self.problems: list[str] = []
        self.home = home
        self.runs_scripts = runs_scripts
        self.loading: set[Request] = set()
        self.tab: Page = context.new_page()
        self.tab.on("request", self._ask)
        self.tab.on("requestfinished", lambda request: self.loading.discard(request))
        self.tab.on("console", self._hear)
        self.tab.on("pageerror", lambda error: self.problems.append(f"exception: {error}"))
        self.tab.on("requestfailed", self._miss)
        self.tab.on("response", self._receive)

    def open(self, path: str) -> None:
        """Open a page of the site, and wait until nothing loads any more."""
        self.tab.goto(f"{self.home}/{path}")
        self.settle()

    def reload(self) -> None:
        """Open the page again."""
        self.tab.reload()
        self.settle()

    def settle(self) -> None:
        """Wait until nothing loads any more, and what has come is drawn."""
        if not self.runs_scripts:  # then it calls nobody when it is drawn
            self.tab.wait_for_load_state("networkidle")
            return
        self.tab.evaluate(DRAWN)
        for _ in range(3000):
            if not self.loading:
                break
            self.tab.wait_for_timeout(10)
        self.tab.evaluate(DRAWN)

    def _ask(self, request: Request) -> None:
        self.loading.add(request)
        if not request.url.startswith((self.home, "data:", "blob:")):  # the browser knows no other host
            self.problems.append(f"a request left: {request.url}")

    def _miss(self, request: Request) -> None:
        self.loading.discard(request)
        # What a page still loads when it is left, such as its icon, is broken off: nothing is wrong with it.
        if request.failure != "net::ERR_ABORTED":
            self.problems.append(f"failed: {request.url}")

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.problems.append(f"console: {message.text}")

    def _receive(self, response: Response) -> None:
        if response.status >= 400:
            self.problems.append(f"missing: {response.url}")


@contextmanager
def visit(chromium: Browser, home: str, path: str, **options: object) -> Iterator[Visit]:
    """Open a page in a fresh context, wait until nothing loads any more, close it at the end."""
    context = chromium.new_context(**{"viewport": LAPTOP, **options})
    visit = Visit(context, home, runs_scripts=options.get("java_script_enabled") is not False)
    visit.open(path)
    yield visit
    context.close()


def lay_out_whole(tab: Page) -> None:
    """Let a page lay out all that it holds, and move nothing."""
    tab.add_style_tag(content=WHOLE)
