"""Say how far a step of the work is: in a terminal on a line that changes, in a log on one line a step.

It needs nothing but Python, since the step that installs the packages says it, too.
"""

import contextlib
import errno
import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import TextIO

__all__ = ["INTERRUPTED", "Step", "duration", "in_plain_words"]

SECONDS_BETWEEN_LOOKS = 0.2
INTERRUPTED = "Interrupted. The next make goes on with what is still to be done."


class Step:
    """A step of the work, such as ``with Step("Rendering the pages") as step``.

    In a terminal its line shows what was last said of it with ``now`` and how long it has taken, and stays,
    with the time, when it is done. A log has the step's name, and what it was told with ``say``.
    """

    def __init__(self, name: str, stream: TextIO | None = None) -> None:
        self._name = name
        self._stream = stream or sys.stdout
        self._now: Callable[[], str] = str
        self._began = time.monotonic()
        self._shown = 0  # the length of the line that changes
        self._writing = threading.Lock()
        self._is_over = threading.Event()
        self._drawer = threading.Thread(target=self._draw, daemon=True)

    def now(self, what: str | Callable[[], str]) -> None:
        """Say what is being done; a function is asked anew for each look."""
        self._now = what if callable(what) else lambda: what

    def say(self, line: str) -> None:
        """Write a line that stays."""
        with self._writing:
            self._stream.write(f"{self._eraser()}{line}\n")
            self._stream.flush()

    def __enter__(self) -> "Step":
        """Begin."""
        if self._stream.isatty():
            self._drawer.start()
        else:
            self.say(self._name)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End; where it failed, the error says so."""
        if self._drawer.is_alive():
            self._is_over.set()
            self._drawer.join()
            if error is None:
                self.say(f"{self._name}: {duration(self._began)}")

    def _draw(self) -> None:
        while not self._is_over.wait(SECONDS_BETWEEN_LOOKS):
            parts = [self._name, duration(self._began), self._now()]
            line = " · ".join(filter(None, parts))[: shutil.get_terminal_size().columns - 1]
            with self._writing:
                self._stream.write(self._eraser() + line)
                self._stream.flush()
                self._shown = len(line)
        with self._writing:
            self._stream.write(self._eraser())
            self._stream.flush()

    def _eraser(self) -> str:
        """Return what wipes the line that changes, by writing blanks over it."""
        shown, self._shown = self._shown, 0
        return f"\r{' ' * shown}\r" if shown else ""


@contextlib.contextmanager
def in_plain_words() -> Iterator[None]:
    """Say in a line what may stop any step, the reader or a full disk, and not with a traceback."""
    try:
        yield
    except KeyboardInterrupt:
        raise SystemExit(INTERRUPTED) from None
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EACCES, errno.EROFS):
            raise
        place = error.filename or "this folder"
        raise SystemExit(f"{error.strerror}: {place}. See to it, then run make again.") from None


def duration(began: float) -> str:
    """Write how long ago, by the monotonic clock, something began: '8 s', '2 min 5 s'."""
    minutes, seconds = divmod(round(time.monotonic() - began), 60)
    return f"{minutes} min {seconds} s" if minutes else f"{seconds} s"
