"""Print what Lighthouse says of the built pages, as a phone on a slow network sees them; it needs Node.js.

python _ext/lighthouse.py [PAGE ...]    all pages by default; each three times, and the median counts

The book is served compressed, as servers do. `npx` downloads Lighthouse where it is not installed.
"""

import functools
import gzip
import http.server
import json
import os
import shutil
import statistics
import subprocess
import sys
import threading
from http import HTTPStatus
from pathlib import Path
from typing import Any

from browser import find_browser
from manuscript.files import ROOT

__all__ = ["judge", "serve"]

RUNS = 3
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
COMPRESSED = {".html", ".css", ".js", ".svg", ".json"}


class Compressing(http.server.SimpleHTTPRequestHandler):
    """Serve text compressed, and say nothing."""

    def do_GET(self) -> None:
        """Send a file, compressed if it is text."""
        path = Path(self.translate_path(self.path))
        if path.suffix not in COMPRESSED or not path.is_file():
            super().do_GET()
            return
        body = gzip.compress(path.read_bytes())
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", self.guess_type(path) + "; charset=utf-8")
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        """Leave the table alone."""


def serve(folder: Path) -> http.server.ThreadingHTTPServer:
    """Serve a folder until the program ends."""
    handler = functools.partial(Compressing, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def judge(address: str) -> dict[str, Any]:
    """Run Lighthouse once, and return its report."""
    npx = shutil.which("npx")
    if npx is None:
        raise SystemExit(
            "Lighthouse needs Node.js, which nothing else of the book does: install it, then again."
        )
    flags = ["--chrome-flags=--headless=new --no-sandbox", "--output=json", "--quiet"]
    only = f"--only-categories={','.join(CATEGORIES)}"
    report = subprocess.run(
        [npx, "--yes", "lighthouse", address, only, *flags],
        env={**os.environ, "CHROME_PATH": str(find_browser())},
        stdout=subprocess.PIPE,
        check=True,
    ).stdout
    return json.loads(report)


def _row(reports: list[dict[str, Any]]) -> str:
    scores = [
        round(100 * statistics.median(report["categories"][name]["score"] for report in reports))
        for name in CATEGORIES
    ]
    seconds, kilobytes, shift = (
        statistics.median(report["audits"][name]["numericValue"] for report in reports)
        for name in ("largest-contentful-paint", "total-byte-weight", "cumulative-layout-shift")
    )
    return (
        "/".join(map(str, scores))
        + f", {seconds / 1000:.1f} s, {kilobytes / 1024:.0f} KiB, shift {shift:.3f}"
    )


if __name__ == "__main__":
    site = ROOT / "_build" / "html"
    named = sys.argv[1:] or sorted(page.relative_to(site).as_posix() for page in site.rglob("*.html"))
    port = serve(site).server_port
    print("page: performance/accessibility/best practices/SEO, largest paint, weight, layout shift")
    for page in named:
        print(f"{page}: {_row([judge(f'http://127.0.0.1:{port}/{page}') for _ in range(RUNS)])}", flush=True)
