"""What every test shares: one Hypothesis profile, each kind of input, and the built book in a browser."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from browser import launch
from playwright.sync_api import Browser
from render import render
from visits import served

# A package with texts for a chapter brings an old pydantic, which would plug itself into Hypothesis.
os.environ["HYPOTHESIS_NO_PLUGINS"] = "1"

from hypothesis import settings

# The same examples on every run and machine: a failure is a fact, not a matter of luck.
settings.register_profile("book", derandomize=True, deadline=None, database=None)
settings.load_profile("book")


@pytest.fixture(params=["list", "numpy", "torch"])
def xp(request: pytest.FixtureRequest) -> Callable[[Any], Any]:
    """Turn a list into each kind of input; floats are float64, whole numbers stay whole."""
    kinds: dict[str, Callable[[Any], Any]] = {
        "list": lambda x: x,
        "numpy": np.asarray,
        "torch": lambda x: torch.from_numpy(np.asarray(x)),
    }
    return kinds[request.param]


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
