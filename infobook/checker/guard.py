"""Call a learner's function so that it prints nothing, asks nothing, raises nothing and comes to an end.

What makes it end is in ``watch``. A function that fills the memory or ends the process takes the kernel with
it, and Jupyter starts another.
"""

from __future__ import annotations

import builtins
import contextlib
import io
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from infobook.checker.messages import type_name
from infobook.checker.watch import Stop, watched

__all__ = ["MEMORY", "SECONDS", "TIME", "Outcome", "run_guarded"]

SECONDS = 5.0  # for all inputs together

# What a call can come to; no class of errors has such a name.
TIME, MEMORY = "no end", "no memory"


@dataclass(frozen=True)
class Outcome:
    """What one call gave: a value, or the name of an error (or TIME or MEMORY) with its text."""

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
    outcomes: list[Outcome] = []
    with _quiet() as (sink, heard), watched(SECONDS) as watch:
        for case in cases:
            sink.printed = False
            heard.clear()
            outcome = watch.call(_call, function, case, sink, heard)
            if outcome is None or watch.time_is_up:  # it was a long call, and nobody waits for the others
                return [*outcomes, Outcome(case, error=TIME)]
            outcomes.append(outcome)
    return outcomes


def _call(
    function: Callable[..., Any],
    arguments: tuple[Any, ...],
    sink: Sink,
    heard: list[warnings.WarningMessage],
) -> Outcome:
    """Make one call; the text of an error or a warning is the learner's code, too."""
    value, error, detail = None, "", ""
    try:
        value = function(*arguments)
    except Stop:
        raise
    except BaseException as problem:  # SystemExit and KeyboardInterrupt, too: the session goes on
        error, detail = _kind(problem), _first_line(problem)
    warning = _first_line(heard[0].message) if heard else ""
    return Outcome(arguments, value, error, detail, sink.printed, warning)


@contextlib.contextmanager
def _quiet() -> Iterator[tuple[Sink, list[warnings.WarningMessage]]]:
    """Take what is printed and warned, and let nobody ask for input."""
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


def _kind(error: BaseException) -> str:
    """Name an error as a learner knows it: a subclass of ValueError is a ValueError."""
    if issubclass(type(error), MemoryError):
        return MEMORY
    return "ValueError" if issubclass(type(error), ValueError) else type_name(type(error))


def _first_line(error: BaseException | Warning | str) -> str:
    try:
        return str(error).strip().split("\n")[0][:120]
    except Stop:
        raise
    except BaseException:  # an error whose own text raises
        return ""
