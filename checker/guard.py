"""Run a learner's function so that nothing it does can hang or end the session."""

from __future__ import annotations

import contextlib
import ctypes
import io
import threading
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

__all__ = ["SECONDS", "Outcome", "run_guarded"]

SECONDS = 5.0  # for all inputs together


@dataclass(frozen=True)
class Outcome:
    """What one call gave: a value, or the name of an error with its text ("time": it did not end)."""

    arguments: tuple[Any, ...] = field(repr=False)
    value: Any = None
    error: str = ""
    detail: str = ""
    printed: bool = False
    warning: str = ""

    def with_error(self, error: str, detail: str) -> Outcome:
        """Return the outcome with an error in place of a value."""
        return replace(self, value=None, error=error, detail=detail)


class TimeIsUp(BaseException):
    """Raised inside a function that runs too long; no ``except Exception`` catches it."""


class Sink(io.TextIOBase):
    """Takes what a function prints, and only remembers that it did."""

    printed = False

    def write(self, text: str) -> int:
        """Forget the text."""
        self.printed = self.printed or bool(text)
        return len(text)


def run_guarded(
    function: Callable[..., Any], cases: Sequence[tuple[Any, ...]], seconds: float = SECONDS
) -> list[Outcome]:
    """Call the function with each list of arguments in turn; after a call that never ends, stop.

    The calls are made in a thread, which can be abandoned: that works in Jupyter on every system.
    """
    done: list[Outcome] = []
    worker = threading.Thread(target=_call_all, args=(function, cases, done), daemon=True)
    sink = Sink()
    with contextlib.redirect_stdout(sink), contextlib.redirect_stderr(sink), warnings.catch_warnings():
        warnings.simplefilter("always")
        worker.start()
        worker.join(seconds)
        for _ in range(20):  # a bare "except:" may swallow the first
            if not worker.is_alive():
                break
            _interrupt(worker)
            worker.join(0.05)
    finished = list(done)
    rest = cases[len(finished) :]
    return finished + [Outcome(case, error="time") for case in rest]


def _call_all(function: Callable[..., Any], cases: Sequence[tuple[Any, ...]], done: list[Outcome]) -> None:
    with contextlib.suppress(TimeIsUp):
        for case in cases:
            done.append(_call(function, case))


def _call(function: Callable[..., Any], arguments: tuple[Any, ...]) -> Outcome:
    sink = Sink()
    outcome = Outcome(arguments)
    with contextlib.redirect_stdout(sink), warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        try:
            outcome = replace(outcome, value=function(*arguments))
        except TimeIsUp:
            raise
        except BaseException as error:  # SystemExit and KeyboardInterrupt, too: the session goes on
            outcome = outcome.with_error(_kind(error), _first_line(error))
    warning = _first_line(heard[0].message) if heard else ""
    return replace(outcome, printed=sink.printed, warning=warning)


def _kind(error: BaseException) -> str:
    """Name an error as a learner knows it: a subclass of ValueError is a ValueError."""
    return "ValueError" if isinstance(error, ValueError) else type(error).__name__


def _first_line(error: BaseException | Warning | str) -> str:
    try:
        return str(error).strip().split("\n")[0][:120]
    except Exception:  # an error whose own text raises
        return ""


def _interrupt(worker: threading.Thread) -> None:
    """Raise TimeIsUp inside the thread, as soon as it runs Python again."""
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(worker.ident or 0), ctypes.py_object(TimeIsUp))
