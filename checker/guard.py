"""Run a learner's function so that nothing it does can hang or end the session."""

from __future__ import annotations

import builtins
import contextlib
import copy
import ctypes
import io
import queue
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
        given_up, ended = threading.Event(), queue.SimpleQueue[bool]()
        work = (function, cases[:safe], done, sink, heard, given_up, ended)
        worker = threading.Thread(target=_call_all, args=work, daemon=True)
        try:
            worker.start()
            ended.get(timeout=seconds)
        except BaseException as interruption:  # time is up, or the learner has interrupted the kernel
            given_up.set()
            _stop(worker, ended)
            if type(interruption) is not queue.Empty:
                raise
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


def _stop(worker: threading.Thread, ended: queue.SimpleQueue[bool]) -> None:
    """Raise TimeIsUp inside the thread, as soon as it runs Python again; more than once, for it may catch it.

    An exception that waits for a thread that sleeps makes the whole session slow, and Python 3.11 under a
    debugger or coverage hang at the next call of a function. So there is no call while it waits; at last it
    is taken back, and only who meets such an exception unsets the flag for it: this thread.
    """
    raise_in = ctypes.pythonapi.PyThreadState_SetAsyncExc
    time_is_up, theirs = ctypes.py_object(TimeIsUp), ctypes.c_ulong(worker.ident or 0)
    mine = ctypes.c_ulong(threading.get_ident())
    try:
        for _ in range(20):
            raise_in(theirs, time_is_up)
            try:
                ended.get(timeout=0.05)
                break
            except queue.Empty:
                continue
        raise_in(theirs, None)
        raise_in(mine, time_is_up)
        while True:
            pass
    except TimeIsUp:
        return


def _call_all(
    function: Callable[..., Any],
    cases: Sequence[tuple[Any, ...]],
    done: list[Outcome],
    sink: Sink,
    heard: list[warnings.WarningMessage],
    given_up: threading.Event,
    ended: queue.SimpleQueue[bool],
) -> None:
    with contextlib.suppress(TimeIsUp):
        for case in cases:
            sink.printed = False
            del heard[:]
            outcome = _call(function, case)
            if given_up.is_set():  # it was a long call, and nobody waits for the others
                break
            warning = _first_line(heard[0].message) if heard else ""
            done.append(replace(outcome, printed=sink.printed, warning=warning))
    ended.put(True)


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
