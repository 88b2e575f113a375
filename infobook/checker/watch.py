"""Stop what takes too long, as the kernel's interrupt button does, on every system.

A timer sends the interrupt signal to the main thread, where Jupyter runs cells; no other thread hears it. Nor
does a long step inside C: ``9**9**9`` goes on until the learner interrupts the kernel, and
``sum(itertools.count())`` until they restart it.
"""

from __future__ import annotations

import _thread
import signal
import sys
import threading
from collections.abc import Iterable
from typing import TypeVar

__all__ = ["Watch"]

PAUSE = 0.05  # seconds from one signal to the next

T = TypeVar("T")


class Stop(BaseException):
    """Raised inside a call that has to end; no ``except Exception`` catches it."""


class Watch:
    """Takes what calls return in turn, until time is up or the learner interrupts them."""

    signals = 0  # sent since time is up
    interrupted = False  # by the learner
    _calling = False
    _in_a_row = 0  # how many times the next signal is to raise Stop

    def take(self, results: Iterable[T], seconds: float) -> list[T]:
        """Return what comes in so many seconds; a learner's interrupt goes on from here."""
        if threading.current_thread() is not threading.main_thread():
            return list(results)
        taken: list[T] = []
        over, usual = threading.Event(), signal.signal(signal.SIGINT, self._on_signal)
        timer = threading.Thread(target=self._wait, args=(seconds, over, threading.get_ident()), daemon=True)
        timer.start()
        try:
            self._calling = True
            for result in results:
                if self.signals or self.interrupted:  # the call took too long, whatever it made of Stop
                    break
                taken.append(result)
        except Stop:
            pass
        finally:
            self._calling = False
            over.set()
            timer.join()
            signal.signal(signal.SIGINT, usual)  # a signal not yet heard is heard before this takes effect
        if self.interrupted:
            raise KeyboardInterrupt
        return taken

    def _wait(self, seconds: float, over: threading.Event, main: int) -> None:
        """Once time is up, send signals until the calls are over; that also wakes who sleeps."""
        while not over.wait(PAUSE if self.signals else seconds):
            self.signals = self._in_a_row = self.signals + 1
            if sys.platform == "win32":
                signal.raise_signal(signal.SIGINT)
            else:
                signal.pthread_kill(main, signal.SIGINT)

    def _on_signal(self, *_: object) -> None:
        """Raise Stop inside a call.

        The first leaves ``finally`` and ``with`` time to tidy up. If it was caught, as ``except:`` in an
        endless loop does, the next come two in a row, then three: the second is raised inside ``except``.
        """
        self.interrupted = self.interrupted or not self.signals
        if self._calling:
            self._in_a_row -= 1
            # The next signal must not be heard before this Stop is caught. It would be after a plain call.
            for _sent in map(_thread.interrupt_main, [signal.SIGINT] * self._in_a_row):
                raise Stop
            raise Stop
