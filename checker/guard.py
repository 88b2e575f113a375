"""Run a learner's function so that nothing it does can hang or end the session."""

from __future__ import annotations

import builtins
import contextlib
import copy
import ctypes
import io
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from checker.messages import type_name
from checker.scout import DIED, MEMORY, TIME, scout

__all__ = ["DIED", "MEMORY", "SECONDS", "TIME", "Outcome", "run_guarded"]

SECONDS = 5.0  # for all inputs together


@dataclass(frozen=True)
class Outcome:
    """What one call gave: a value, or the name of an error (or TIME, MEMORY, DIED) with its text."""

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
    function: Callable[..., Any],
    cases: Sequence[tuple[Any, ...]],
    seconds: float | None = None,
    *,
    trusted: bool = False,
) -> list[Outcome]:
    """Call the function with each list of arguments in turn; a call that does not end is the last.

    A copy of the session tries all calls first (see ``scout``), unless the function is one of ours. Then
    they are made in a thread, which can be abandoned: that works in Jupyter on every system.
    """
    seconds = SECONDS if seconds is None else seconds
    done: list[Outcome] = []
    with _quiet() as (sink, heard):
        safe, fate = (len(cases), "") if trusted else scout(function, copy.deepcopy(cases), seconds)
        work = (function, cases[:safe], done, sink, heard)
        worker = threading.Thread(target=_call_all, args=work, daemon=True)
        worker.start()
        try:
            worker.join(seconds)
        finally:  # also if the learner interrupts the kernel
            _stop(worker)
    finished = list(done)
    if len(finished) == len(cases):
        return finished
    return [*finished, Outcome(cases[len(finished)], error=fate if len(finished) == safe else TIME)]


@contextlib.contextmanager
def _quiet() -> Iterator[tuple[Sink, list[warnings.WarningMessage]]]:
    """Take what is printed and warned, and let nobody ask for input.

    This is done here and not in the thread, whose end nobody may live to see.
    """
    sink, asked = Sink(), builtins.input
    with (
        contextlib.redirect_stdout(sink),
        contextlib.redirect_stderr(io.StringIO()),
        warnings.catch_warnings(record=True) as heard,
    ):
        warnings.simplefilter("always")
        builtins.input = _no_input
        try:
            yield sink, heard
        finally:
            builtins.input = asked


def _no_input(*_: object) -> str:
    raise EOFError("take everything from the arguments, not from input()")


def _stop(worker: threading.Thread) -> None:
    for _ in range(20):  # a bare "except:" may swallow the first
        if not worker.is_alive():
            return
        _interrupt(worker)
        worker.join(0.05)


def _call_all(
    function: Callable[..., Any],
    cases: Sequence[tuple[Any, ...]],
    done: list[Outcome],
    sink: Sink,
    heard: list[warnings.WarningMessage],
) -> None:
    with contextlib.suppress(TimeIsUp):
        for case in cases:
            sink.printed = False
            del heard[:]
            outcome = _call(function, case)
            warning = _first_line(heard[0].message) if heard else ""
            done.append(replace(outcome, printed=sink.printed, warning=warning))


def _call(function: Callable[..., Any], arguments: tuple[Any, ...]) -> Outcome:
    outcome = Outcome(arguments)
    try:
        return replace(outcome, value=function(*arguments))
    except TimeIsUp:
        raise
    except BaseException as error:  # SystemExit and KeyboardInterrupt, too: the session goes on
        return outcome.with_error(_kind(error), _first_line(error))


def _kind(error: BaseException) -> str:
    """Name an error as a learner knows it: a subclass of ValueError is a ValueError."""
    return "ValueError" if issubclass(type(error), ValueError) else type_name(type(error))


def _first_line(error: BaseException | Warning | str) -> str:
    try:
        return str(error).strip().split("\n")[0][:120]
    except TimeIsUp:
        raise
    except BaseException:  # an error whose own text raises
        return ""


def _interrupt(worker: threading.Thread) -> None:
    """Raise TimeIsUp inside the thread, as soon as it runs Python again."""
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(worker.ident or 0), ctypes.py_object(TimeIsUp))
