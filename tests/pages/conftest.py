"""The built book, a server for it, and a browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import launch
from playwright.sync_api import Browser
from render import render
from visits import served


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the book, every page, warnings as errors, from the recorded outputs."""
    return render(tmp_path_factory.mktemp("book")).parent


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
