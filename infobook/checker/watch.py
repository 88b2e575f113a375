"""Stop a call that takes too long, as the kernel's interrupt button does, on every system.

A timer sends the main thread the interrupt signal until the call has ended. It needs its turn for that, and
one long step inside C gives it none: ``9**9**9`` goes on until the learner interrupts the kernel, and
``sum(itertools.count())`` until they restart it. Only the main thread hears signals, and there Jupyter runs
cells; on another thread nothing is stopped.
"""

from __future__ import annotations

import _thread
import contextlib
import contextvars
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from typing import ParamSpec, TypeVar

__all__ = ["Stop", "Watch", "watched"]

TRIES = 20
PAUSE = 0.05  # seconds from one try to the next

P = ParamSpec("P")
T = TypeVar("T")


class Stop(BaseException):
    """Raised inside a call that has to end; no ``except Exception`` catches it."""


class Watch:
    """Makes calls, and stops the one that is under way when time is up or the learner interrupts it."""

    def __init__(self) -> None:
        self.time_is_up = False
        self.interrupted = False
        self._calling = False
        self._in_a_row = 0  # how many times the next signal is to raise Stop

    def call(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | None:
        """Return what the function returns, or None if it was stopped; settings of its context stay in it."""
        try:
            self._calling = True
            return contextvars.copy_context().run(function, *args, **kwargs)
        except Stop:
            return None
        finally:
            self._calling = False

    def wait(self, seconds: float, over: threading.Event) -> None:
        """Once time is up, send signals until the calls are over, but not for ever; the timer runs this."""
        tries = 0
        while not over.wait(PAUSE if tries else seconds) and tries < TRIES:
            tries += 1
            self.time_is_up, self._in_a_row = True, tries
            _signal_main_thread()

    def on_signal(self, *_: object) -> None:
        """Raise Stop inside a call; a signal that comes just after one raises nothing.

        The first Stop leaves ``finally`` and ``with`` time to tidy up. If it was caught, as ``except:`` in an
        endless loop does, the next come two in a row, then three: the second is raised inside ``except``.
        """
        self.interrupted = self.interrupted or not self.time_is_up
        if not self._calling:
            return
        self._in_a_row -= 1
        if self._in_a_row > 0:
            # The next signal must not be heard before this Stop is caught. It would be after a plain call.
            for _sent in map(_thread.interrupt_main, [signal.SIGINT]):
                raise Stop
        raise Stop


def _signal_main_thread() -> None:
    """Send it the interrupt signal; that also wakes it if it sleeps."""
    if sys.platform == "win32":
        signal.raise_signal(signal.SIGINT)
    else:
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)


@contextlib.contextmanager
def watched(seconds: float) -> Iterator[Watch]:
    """Watch calls that may take so many seconds together; a learner's interrupt goes on from here."""
    watch = Watch()
    if threading.current_thread() is not threading.main_thread():
        yield watch
        return
    usual = signal.signal(signal.SIGINT, watch.on_signal)
    over = threading.Event()
    timer = threading.Thread(target=watch.wait, args=(seconds, over), daemon=True)
    timer.start()
    try:
        yield watch
    finally:
        over.set()
        timer.join()
        # A signal that has not been heard yet is heard by on_signal, before this takes effect.
        signal.signal(signal.SIGINT, usual)
    if watch.interrupted:
        raise KeyboardInterrupt
