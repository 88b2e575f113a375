"""What every test shares: the same examples on every run, so that a failure is a fact and not bad luck."""

import gc
import signal

import pytest
from hypothesis import settings

settings.register_profile("book", derandomize=True, deadline=None, database=None)
settings.load_profile("book")

# In the background Ctrl-C is ignored, also by the programs that are started from there and stopped by it.
signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give one worker a long file that needs no pages, while another renders them."""
    items.sort(key=lambda item: "test_contributing" not in item.nodeid)


def pytest_collection_finish() -> None:
    """Keep what is loaded out of the garbage collector's way, which is to look seldom: trees come and go."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)
