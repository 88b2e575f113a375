"""The browsers that look at the built pages: find them, install them, take the README's picture with one.

python _ext/browser.py install        make sure that they are there, or say in a line what to install
python _ext/browser.py screenshot     render README's picture from _build/html
"""

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from manuscript.files import ROOT
from playwright.sync_api import Browser, sync_playwright

__all__ = ["find_browser", "find_firefox", "install", "launch"]

# The shell has no window of its own to draw round each page: the tests of the pages take half the time.
SHELL = "chromium-headless-shell"
NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
FIREFOX = (
    *("firefox-esr", "firefox", "/Applications/Firefox.app/Contents/MacOS/firefox"),
    r"C:\Program Files\Mozilla Firefox\firefox.exe",
)
# A page under test gets no help from outside: the browser itself must not call home either.
FLAGS = [
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
MISSING = (
    "No Chromium was found, and the page checks and the PDF need one: install Chromium or Chrome, "
    "or run 'python -m playwright install chromium'."
)
NO_FIREFOX = "No Firefox was found, and the page checks need one beside Chromium: install Firefox."


def find_browser() -> str | None:
    """Return the path of Playwright's own Chromium, else of one that the system has."""
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else next(filter(None, map(shutil.which, NAMES)), None)


def find_firefox() -> str:
    """Return the path of the system's Firefox; stop, saying what to install, if it has none."""
    found = next(filter(None, map(shutil.which, FIREFOX)), None)
    if found is None:
        raise SystemExit(NO_FIREFOX)
    return found


def install() -> None:
    """Install a Chromium and a Firefox where there is none: Playwright's, else Debian's, as root."""
    if not find_browser():
        _run(sys.executable, "-m", "playwright", "install", "--only-shell", "chromium")
    missing = [] if find_browser() else [SHELL, "fonts-liberation"]
    missing += [] if any(map(shutil.which, FIREFOX)) else ["firefox-esr"]
    if missing and hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        _run("apt-get", "update", "-qq")
        _run("apt-get", "install", "-y", "-qq", *missing)
    if not find_browser():
        raise SystemExit(MISSING)
    find_firefox()


def _run(*command: str) -> None:
    subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@contextlib.contextmanager
def launch() -> Iterator[Browser]:
    """Start the browser, headless; close it at the end."""
    path = find_browser()
    if path is None:
        raise SystemExit(MISSING)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


def screenshot(page: Path, picture: Path) -> None:
    """Take the picture of a built page that README.md shows."""
    with launch() as browser:
        tab = browser.new_page(viewport={"width": 1280, "height": 800}, color_scheme="light")
        tab.goto(f"{page.as_uri()}#one-coin-the-binary-entropy-function")
        tab.wait_for_timeout(1000)  # the page scrolls there smoothly
        tab.screenshot(path=picture)


if __name__ == "__main__":
    if sys.argv[1:] == ["install"]:
        install()
    elif sys.argv[1:] == ["screenshot"]:
        screenshot(ROOT / "_build/html/chapters/entropy.html", ROOT / "_static/screenshot.png")
    else:
        raise SystemExit(__doc__)
