"""Serve the rendered book on this machine, at the first port from 8000 on that is free.

python _ext/serve.py [FOLDER]    FOLDER has the pages; the book's own by default
"""

import errno
import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path

from manuscript.files import ROOT

__all__ = ["listen"]

PORT = 8000


class Server(ThreadingHTTPServer):
    """A server that takes no port at which another listens, as Windows would let it."""

    allow_reuse_address = sys.platform != "win32"


def listen(folder: Path, first: int = PORT) -> Server:
    """Return a server of a folder at the first port that is free."""
    handler = partial(SimpleHTTPRequestHandler, directory=str(folder))
    for port in count(first):
        try:
            return Server(("127.0.0.1", port), handler)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
    raise AssertionError("ports do not end")


if __name__ == "__main__":
    pages = Path(sys.argv[1]) if sys.argv[1:] else ROOT / "_build" / "html"
    with listen(pages) as server:
        port = server.server_address[1]
        taken = f"Port {PORT} is taken. " if port != PORT else ""
        print(f"{taken}The book is at http://localhost:{port}/ (Ctrl-C stops it)", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print()
