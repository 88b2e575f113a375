"""Say what a function did on one input, and what it should have done."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from infobook.checker.answers import read_array
from infobook.checker.guard import MEMORY, TIME, Outcome
from infobook.checker.trial import Trial

__all__ = ["call_text", "describe", "shown"]

# What ends a call, with advice.
ENDS = {
    TIME: "was still running after some seconds: does a loop never end?",
    MEMORY: "takes more memory than there is: does a list or an array grow without end?",
}
# What is returned in place of numbers, with advice.
INSTEAD = {
    "None": "is the return missing?",
    "text": "return the number, not the text of it.",
    "a generator": "use return instead of yield.",
    "a coroutine": "write def without async.",
    "a function": "call it, and return what it gives.",
    "a tuple": "return one of them, not all.",
    "truth values": "return the numbers, not whether they satisfy something.",
    "complex numbers": "return real ones.",
}


def describe(name: str, trial: Trial) -> str:
    """Say what happened on one input, and what should have."""
    call = call_text(name, trial.arguments)
    found, expected, mine, wanted = trial.found, trial.expected, trial.mine, trial.wanted
    right = (
        f"must raise {_article(expected.error)}" if expected.error else f"should return {_value(expected)}"
    )
    if found.error in ENDS:
        return f"{call} {ENDS[found.error]}"
    if found.error:
        detail = f": {found.detail}" if found.detail else ""
        advice = " Does it call itself without end?" if found.error == "RecursionError" else ""
        return f"{call} raises {_article(found.error)}{detail}, and {right}.{advice}"
    what = found.value.what
    if what == "None" and found.printed:
        return f"{call} prints its result and returns nothing: use return instead of print."
    if found.value.changed:
        return f"{call} changes its argument. Work on a copy: the caller still needs it."
    if expected.error:
        return f"{call} returns {what if mine is None else shown(mine)}, and {right}."
    if mine is None or (what == "truth values" != expected.value.what):
        gave = "nothing" if what == "None" else what
        return f"{call} returns {gave}, and {right}{': ' + INSTEAD[what] if what in INSTEAD else '.'}"
    if wanted is not None and mine.shape != wanted.shape:
        gave = f"{what} of length {mine.size}" if what in ("a list", "a tuple") else _of_shape(mine)
        return f"{call} returns {gave}, and {_of_shape(wanted)} is right: it {right}."
    if found.warning and wanted is not None and np.allclose(mine, wanted, equal_nan=True):
        return f"{call} is right, but warns of this: {found.warning}."
    if "truth values" in (what, expected.value.what):
        return f"{call} returns {_value(found)}, and {right}."
    digits = 6 if shown(mine) != shown(wanted) else 12
    return f"{call} returns {shown(mine, digits)}, and should return {shown(wanted, digits)}."


def _value(outcome: Outcome) -> str:
    result = outcome.value
    return str(result.array.astype(bool).tolist()) if result.what == "truth values" else shown(result.array)


def call_text(name: str, arguments: tuple[Any, ...]) -> str:
    """Write a call so that it can be copied."""
    texts = [f"np.array({shown(a)})" if _is_short_array(a) else shown(a) for a in arguments]
    return re.sub(r"\b(inf|nan)\b", r"np.\1", f"{name}({', '.join(texts)})")


def _is_short_array(argument: object) -> bool:
    return isinstance(argument, np.ndarray) and argument.size <= 24


def _article(name: str) -> str:
    return f"{'an' if name[:1] in 'AEIOU' else 'a'} {name}"


def _of_shape(array: np.ndarray[Any, Any]) -> str:
    return f"an array of shape {array.shape}" if array.shape else "one number"


def shown(value: Any, digits: int = 6) -> str:  # noqa: ANN401
    """Write an argument or a result as a learner would type it, if it is short."""
    array, what = read_array(value)
    if array is None or what == "truth values" or isinstance(value, bool):
        text = repr(value)
        return text if len(text) <= 60 else text[:57] + "..."
    if array.size > 24:
        return f"an array of shape {array.shape}"
    if _is_whole(value):
        return str(array.astype(int).tolist())
    return str(np.vectorize(lambda x: float(f"{x:.{digits}g}"), otypes=[float])(array).tolist())


def _is_whole(value: Any) -> bool:  # noqa: ANN401
    """Tell whether these are whole numbers, such as labels, which index arrays as floats cannot."""
    plain = type(value) in (int, list, tuple, np.ndarray)  # no other object is asked anything
    return plain and np.asarray(value).dtype.kind in "iu"
