"""Let a copy of the session make the calls first, so that what would end the session ends the copy.

A thread cannot be stopped inside C (``sum(itertools.count())``), nor when memory runs out, nor when it ends
the process. A forked process can. That takes some milliseconds and works on Linux; elsewhere the guard's
thread has to do.
"""

from __future__ import annotations

import contextlib
import faulthandler
import gc
import os
import select
import signal
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

__all__ = ["DIED", "MEMORY", "TIME", "scout"]

# What a call can come to; no class of errors has such a name.
TIME, MEMORY, DIED = "no end", "no memory", "no session"

ROOM = 2**30  # bytes of memory beyond what the session has
DONE, FULL, END = b".", b"M", b"E"


def scout(function: Callable[..., Any], cases: Sequence[tuple[Any, ...]], seconds: float) -> tuple[int, str]:
    """Return how many of the calls can be made safely, and what the next one would come to."""
    if sys.platform != "linux":
        return len(cases), ""
    reader, writer = os.pipe()
    try:
        child = os.fork()
    except OSError:  # too many processes, or too little memory
        os.close(reader)
        os.close(writer)
        return len(cases), ""
    if child == 0:
        _call_and_exit(function, cases, writer)
    os.close(writer)
    said = b""
    try:
        said = _listen(reader, seconds)
    finally:
        os.close(reader)
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        usage = os.wait4(child, 0)[2]
    made = said.count(DONE)
    if said.endswith(END):
        return len(cases), ""
    if said.endswith(FULL):
        return made, MEMORY
    if not said.endswith(b"!"):
        return made, DIED
    # Who sleeps for good can be left to the thread; and a fork may itself get stuck. Neither does anything.
    computes = usage.ru_utime + usage.ru_stime > 0.1 * seconds
    wakes = usage.ru_nvcsw > len(cases) + 5 * seconds
    return (made, TIME) if computes or wakes else (len(cases), "")


def _listen(reader: int, seconds: float) -> bytes:
    """Return what the copy says until it ends; "!" at the end means that it did not."""
    said = b""
    poll = select.poll()
    poll.register(reader, select.POLLIN)
    deadline = time.monotonic() + seconds
    while (left := deadline - time.monotonic()) > 0 and poll.poll(1000 * left):
        piece = os.read(reader, 4096)
        if not piece:
            return said
        said += piece
        if said.endswith(END):
            return said
    return said + b"!"


def _call_and_exit(function: Callable[..., Any], cases: Sequence[tuple[Any, ...]], writer: int) -> None:
    """Make the calls, say of each that it is done, and end without tidying up: that is for the session."""
    try:
        gc.disable()
        faulthandler.disable()
        _limit_memory()
        for case in cases:
            try:
                function(*case)
            except MemoryError:
                os.write(writer, FULL)
                os._exit(0)
            except BaseException:  # an error that the thread will meet again
                pass
            os.write(writer, DONE)
        os.write(writer, END)
    finally:
        os._exit(0)


def _limit_memory() -> None:
    import resource

    with open("/proc/self/statm", encoding="ascii") as sizes:
        used = int(sizes.read().split()[0]) * resource.getpagesize()
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    soft = used + ROOM if hard == resource.RLIM_INFINITY else min(used + ROOM, hard)
    resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
