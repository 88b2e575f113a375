"""Say what is wrong with a learner's function: which slip it is, or what the smallest failing input shows."""

from __future__ import annotations

import contextlib
import dis
import functools
import sys
from collections.abc import Iterator
from types import CodeType, FunctionType, ModuleType
from typing import Any

import numpy as np

from infobook.checker.describe import describe
from infobook.checker.diagnosis import diagnose
from infobook.checker.kinds import Function
from infobook.checker.messages import say
from infobook.checker.trial import Trial, fits, outcomes

__all__ = ["feedback_on_function"]


def feedback_on_function(part: Function, function: Any) -> str:  # noqa: ANN401
    """Return what is wrong with a function, and "" if nothing is."""
    if not callable(function):
        return f"A function is asked for: pass {part.name} itself, without brackets or quotes."
    if copied := _copied(part, function):
        return say("chapter", name=copied)
    # New inputs each time: whoever memorises those shown is found out at the next attempt.
    cases = list(part.cases(np.random.default_rng()))
    found = outcomes(function, cases)
    expected = outcomes(part.answer, cases)
    trials = [Trial(*three) for three in zip(cases, expected, found, strict=False)]
    failures = [trial for trial in trials if not trial.agrees(part)]
    if not failures:
        return say("library") if part.by_hand and _borrows(function) else ""
    for slip in part.slips:
        if fits(trials, outcomes(slip.answer, cases), part):
            return slip.feedback
    smallest = min(failures, key=lambda trial: trial.size)
    return f"{diagnose(trials, failures, part, function)}{describe(part.name, smallest)}"


def _copied(part: Function, function: Any) -> str:  # noqa: ANN401
    """Return the name of the chapter's own function, if this is it to the letter."""
    if not part.printed or type(function) is not FunctionType:
        return ""
    printed = compile(part.printed, "chapter", "exec").co_consts[0]
    return printed.co_name if _instructions(function.__code__) == _instructions(printed) else ""


def _borrows(function: Any) -> bool:  # noqa: ANN401
    """Tell whether a function is infolib's, or uses one of those, itself or through the learner's others."""
    looked_at: list[object] = []
    waiting = [function]
    while waiting:
        thing = waiting.pop()
        if _is_librarys(thing):
            return True
        if not any(thing is other for other in looked_at):
            looked_at.append(thing)
            waiting += _taken_by(thing, function)
    return False


def _taken_by(thing: Any, learners: Any) -> Iterator[object]:  # noqa: ANN401
    """Yield what the learner's function, or another beside it, takes from outside, arguments apart."""
    if type(thing) is functools.partial:
        yield from (thing.func, *thing.args, *thing.keywords.values())
    if type(thing) is not FunctionType:
        return
    if type(learners) is FunctionType and thing.__globals__ is not learners.__globals__:
        return  # somebody else's
    yield from (*(thing.__defaults__ or ()), *(thing.__kwdefaults__ or {}).values())
    for cell in thing.__closure__ or ():
        with contextlib.suppress(ValueError):  # an empty one
            yield cell.cell_contents
    for step in _steps(thing.__code__):
        if step.opname == "IMPORT_NAME":
            yield sys.modules.get(step.argval)
        elif step.opname in ("LOAD_GLOBAL", "LOAD_NAME"):
            yield thing.__globals__.get(step.argval)


def _steps(code: CodeType) -> Iterator[dis.Instruction]:
    """Yield what some code does, and what the functions do that are written inside it."""
    yield from dis.get_instructions(code)
    for constant in code.co_consts:
        if type(constant) is CodeType:
            yield from _steps(constant)


def _is_librarys(thing: object) -> bool:
    home = {FunctionType: "__module__", ModuleType: "__name__"}.get(type(thing))
    return home is not None and str(getattr(thing, home)).split(".")[0] == "infolib"


def _instructions(code: CodeType) -> tuple[object, ...]:
    """Return what a function does, without its name, its place and its text on top."""
    constants = [constant for constant in code.co_consts if type(constant) is not str]
    return code.co_code, code.co_names, code.co_varnames, constants
