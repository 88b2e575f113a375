"""A second process, which works while Sphinx's own reads and writes the pages."""

import os
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from functools import cache
from multiprocessing import parent_process
from threading import Thread
from typing import Any

__all__ = ["beside"]


def beside(work: Callable[..., Any], *arguments: object) -> Future[Any]:
    """Let it do some work, when it has done what it was given before."""
    return _process().submit(work, *arguments)


@cache
def _process() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(1, initializer=_end_with_sphinx)


def _end_with_sphinx() -> None:
    """End when Sphinx's process is killed; it has no time then to say so."""
    sphinx = parent_process()
    assert sphinx is not None

    def wait() -> None:
        sphinx.join()
        os._exit(1)

    Thread(target=wait, daemon=True).start()
