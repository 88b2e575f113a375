"""Say what is wrong with a learner's function: which slip it is, or what the smallest failing input shows."""

from __future__ import annotations

from typing import Any

import numpy as np

from infobook.checker.describe import describe
from infobook.checker.diagnosis import diagnose
from infobook.checker.kinds import Function
from infobook.checker.trial import Trial, fits, outcomes

__all__ = ["feedback_on_function"]


def feedback_on_function(part: Function, function: Any) -> str:  # noqa: ANN401
    """Return what is wrong with a function, and "" if nothing is."""
    if not callable(function):
        return f"A function is asked for: pass {part.name} itself, without brackets or quotes."
    # New inputs each time: whoever memorises those shown is found out at the next attempt.
    cases = list(part.cases(np.random.default_rng()))
    found = outcomes(function, cases)
    expected = outcomes(part.answer, cases)
    trials = [Trial(*three) for three in zip(cases, expected, found, strict=False)]
    failures = [trial for trial in trials if not trial.agrees(part)]
    if not failures:
        return ""
    for slip in part.slips:
        if fits(trials, outcomes(slip.answer, cases), part):
            return slip.feedback
    smallest = min(failures, key=lambda trial: trial.size)
    return f"{diagnose(trials, failures, part, function)}{describe(part.name, smallest)}"
