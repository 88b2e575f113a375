"""Call a learner's function so that it prints nothing, asks nothing, raises nothing and comes to an end.

What makes it end is in ``watch``. A function that fills the memory or ends the process takes the kernel with
it, and Jupyter starts another.
"""

from __future__ import annotations

import builtins
import contextlib
import contextvars
import io
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from infobook.checker.messages import type_name
from infobook.checker.watch import Watch

__all__ = ["MEMORY", "SECONDS", "TIME", "Outcome", "run_guarded"]

SECONDS = 5.0  # for all inputs together
TIME, MEMORY = "no end", "MemoryError"  # what a call can come to; no class of errors is called "no end"


@dataclass(frozen=True)
class Outcome:
    """What one call gave: a value, or the name of an error (or TIME) with its text."""

    arguments: tuple[Any, ...] = field(repr=False)
    value: Any = None
    error: str = ""
    detail: str = ""
    printed: bool = False
    warning: str = ""


class Sink(io.TextIOBase):
    """Takes what a function prints, and only remembers that it did."""

    printed = False

    def write(self, text: str) -> int:
        """Forget the text."""
        self.printed = self.printed or bool(text)
        return len(text)


def run_guarded(function: Callable[..., Any], cases: Sequence[tuple[Any, ...]]) -> list[Outcome]:
    """Call the function with each list of arguments in turn; a call that does not end is the last."""
    sink, asked = Sink(), builtins.input

    def call(arguments: tuple[Any, ...]) -> Outcome:
        """Make one call; the text of an error or a warning is the learner's code, too."""
        sink.printed, value, error, detail = False, None, "", ""
        heard.clear()
        try:
            value = contextvars.copy_context().run(function, *arguments)
        except BaseException as problem:  # SystemExit and KeyboardInterrupt, too: the session goes on
            error, detail = _kind(problem), _first_line(problem)
        warning = _first_line(heard[0].message) if heard else ""
        return Outcome(arguments, value, error, detail, sink.printed, warning)

    with (
        contextlib.redirect_stdout(sink),
        contextlib.redirect_stderr(Sink()),
        warnings.catch_warnings(record=True) as heard,
    ):
        warnings.simplefilter("always")
        builtins.input = _no_input
        try:
            outcomes = Watch().take(map(call, cases), SECONDS)
        finally:
            builtins.input = asked
    without_end = cases[len(outcomes) : len(outcomes) + 1]
    return outcomes + [Outcome(case, error=TIME) for case in without_end]


def _no_input(*_: object) -> str:
    raise EOFError("take everything from the arguments, not from input()")


def _kind(error: BaseException) -> str:
    """Name an error as a learner knows it: a subclass of ValueError is a ValueError."""
    known = (kind for kind in (ValueError, MemoryError) if issubclass(type(error), kind))
    return type_name(next(known, type(error)))


def _first_line(error: BaseException | Warning | str) -> str:
    with contextlib.suppress(BaseException):  # an error whose own text raises
        return str(error).strip().split("\n")[0][:120]
    return ""
