"""The built book, a server for it, and a browser."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import launch
from filelock import FileLock
from playwright.sync_api import Browser, expect
from render import render
from visits import served

expect.set_options(timeout=15_000)  # milliseconds: other workers may keep the machine busy


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the book, every page, warnings as errors, from the recorded outputs; once for all workers."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:  # each worker has a folder of its own in there
        shared = shared.parent
    built = shared / "built"
    with FileLock(shared / "book.lock"):
        if not built.exists():
            built.write_text(str(render(shared / "book").parent), encoding="utf-8")
    return Path(built.read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def server(site: Path) -> Iterator[str]:
    """Serve the built book on this machine; give its address."""
    with served(site) as address:
        yield address


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start one browser for all tests."""
    with launch() as browser:
        yield browser


@pytest.fixture(params=["http", "file"])
def home(request: pytest.FixtureRequest, site: Path, server: str) -> str:
    """Give the book's address, once on a server and once as opened files."""
    return server if request.param == "http" else site.as_uri()
