"""Open pages in Firefox, by WebDriver BiDi: as much of it as the tests need."""

import itertools
import json
import re
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from browser import find_firefox
from websocket import WebSocket, create_connection

__all__ = ["Firefox", "firefox"]

LISTENS = re.compile(r"WebDriver BiDi listening on (ws://\S+)")
PATIENCE = 120  # seconds; a busy machine is slow, a hung browser slower


class Firefox:
    """One tab, without cookies or cache of an earlier run."""

    def __init__(self, socket: WebSocket) -> None:
        self.socket = socket
        self.numbers = itertools.count(1)
        self.command("session.new", capabilities={})
        self.tab = self.command("browsingContext.getTree")["contexts"][0]["context"]

    def command(self, method: str, **parameters: object) -> Any:  # noqa: ANN401
        """Send a command and wait for its result; events in between are nobody's."""
        number = next(self.numbers)
        self.socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while (reply := json.loads(self.socket.recv())).get("id") != number:
            pass
        if reply["type"] == "error":
            raise RuntimeError(f"{method}: {reply['message']}")
        return reply["result"]

    def resize(self, viewport: dict[str, int]) -> None:
        """Give the window another size."""
        self.command("browsingContext.setViewport", context=self.tab, viewport=viewport)

    def open(self, address: str, viewport: dict[str, int]) -> None:
        """Open a page in a window of that size and wait until it has loaded."""
        self.resize(viewport)
        self.command("browsingContext.navigate", context=self.tab, url=address, wait="complete")

    def evaluate(self, function: str, argument: object = None) -> Any:  # noqa: ANN401
        """Call a function, which may be asynchronous, in the page; return what it gives."""
        result = self.command(
            "script.evaluate",
            expression=f"(async () => JSON.stringify(await ({function})({json.dumps(argument)})))()",
            target={"context": self.tab},
            awaitPromise=True,
        )
        if result["type"] == "exception":
            raise RuntimeError(result["exceptionDetails"]["text"])
        return json.loads(result["result"].get("value", "null"))


@contextmanager
def firefox() -> Iterator[Firefox]:
    """Start Firefox, headless, in a profile of its own; close it at the end."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [find_firefox(), "--headless", "--no-remote", "--profile", profile]
        log = Path(profile) / "log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [*command, "--remote-debugging-port", "0"], stdout=output, stderr=subprocess.STDOUT
            )
        try:
            socket = create_connection(
                f"{_address(log, process)}/session", timeout=PATIENCE, suppress_origin=True
            )
            yield Firefox(socket)
            socket.close()
        finally:
            process.terminate()
            process.wait()


def _address(log: Path, process: subprocess.Popen[bytes]) -> str:
    """Return the address that Firefox, once it has started, listens at."""
    for _ in range(10 * PATIENCE):
        if found := LISTENS.search(log.read_text(encoding="utf-8", errors="replace")):
            return found[1]
        try:
            process.wait(0.1)
        except subprocess.TimeoutExpired:
            continue
        break
    raise RuntimeError(f"Firefox did not start:\n{log.read_text(encoding='utf-8', errors='replace')}")
