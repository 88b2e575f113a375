"""Whatever a learner's function does, the session goes on and the learner is told what to mend."""

import builtins
import functools
import io
import math
import random
import signal
import sys
import threading
import time
import warnings
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import sympy
import torch

import infolib
from infobook.checker import also, distributions, guard, joint_tables, pairs, probabilities
from infobook.checker.describe import call_text, shown
from infobook.checker.judge import judge_part
from infobook.checker.kinds import Function, Slip
from infobook.exercises import CHECKS


def entropy(p: Any) -> float:
    p = np.asarray(p, dtype=float)
    return float(0.0 - (p[p > 0] * np.log2(p[p > 0])).sum())


def unchecked(p: Any) -> Any:
    with np.errstate(all="ignore"):
        return 0.0 - np.log2(p)


def surprise(p: Any) -> Any:
    if not ((p >= 0) & (p <= 1)).all():
        raise ValueError("no probability")
    return unchecked(p)


def divergence(p: Any, q: Any) -> Any:
    return np.sum(p * np.log2(p / q))


def jensen(p: Any, q: Any) -> Any:
    return (divergence(p, (p + q) / 2) + divergence(q, (p + q) / 2)) / 2


def mutual(p: Any) -> Any:
    outside = np.outer(p.sum(1), p.sum(0))
    return np.sum(p[p > 0] * np.log2(p[p > 0] / outside[p > 0]))


ENTROPY = Function("entropy", entropy, distributions(), [])
REFUSING = Function(
    "surprise", surprise, also(probabilities(), (np.array([1.5]),), (np.array([np.nan]),)), [],
    [Slip(unchecked, "It refuses nothing.")], quiet=True,
)  # fmt: skip
COLUMNS = Function("columns", lambda p: p.sum(axis=0), joint_tables(), [])
NORMAL = Function("normal", lambda p: p / p.sum(axis=1, keepdims=True), joint_tables(zeros=False), [])
KL = Function("kl", divergence, pairs(), [])
JSD = Function("jsd", jensen, pairs(), [])
MUTUAL = Function("mutual", mutual, joint_tables(), [])
GIVEN = Function("given", lambda p: entropy(p) - entropy(p.sum(axis=0)), joint_tables(), [])
MASS = Function("has_mass", lambda p: bool(p[0] > 0), distributions(), [])
FIRST = "entropy(np.array([1.0]))"
INPUT = builtins.input


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "SECONDS", 0.4)


def told(part: Function, function: Any) -> str:
    verdict = judge_part(part, function)
    return verdict.text.removeprefix("Not yet. ")


# --- what is right ---------------------------------------------------------------------------------------

out = np.zeros(())


def same_array_each_time(p: Any) -> Any:
    out[...] = entropy(p)
    return out


def prints_too(p: Any) -> float:
    print("x" * 10**6)
    print("y", file=sys.stderr)
    return entropy(p)


def restores(p: Any) -> float:
    kept, answer = p.copy(), entropy(p)
    p[:] = 7
    p[:] = kept
    return answer


class WithCall:
    def __call__(self, p: Any) -> float:
        return entropy(p)


RIGHT: list[Callable[[Any], Any]] = [
    entropy, functools.partial(entropy), WithCall(), WithCall().__call__, same_array_each_time, prints_too, restores,
    lambda p: np.array(entropy(p)), lambda p: np.float64(entropy(p)), lambda p: Fraction(entropy(p)),
    lambda p: sympy.Float(entropy(p)), lambda p: torch.tensor(entropy(p), dtype=torch.float64, requires_grad=True),
    lambda p: np.float32(entropy(p)), lambda p: torch.special.entr(torch.tensor(p)).sum() / math.log(2),
    lambda p: -(p * np.ma.log2(p)).sum(), lambda p: (warnings.warn("hm", stacklevel=1), entropy(p))[1],
]  # fmt: skip


@pytest.mark.parametrize("function", RIGHT, ids=range(len(RIGHT)))
def test_right(function: Callable[[Any], Any]) -> None:
    assert told(ENTROPY, function) == "Right."


@pytest.mark.parametrize(
    ("part", "function"),
    [(REFUSING, surprise), (COLUMNS, lambda p: list(p.sum(axis=0))), (KL, divergence), (MASS, lambda p: p[0] > 0),
     (COLUMNS, lambda p: torch.tensor(p).sum(0)), (MUTUAL, lambda p: mutual(p.T)), (JSD, lambda p, q: jensen(q, p))],
    ids=range(7),
)  # fmt: skip
def test_right_elsewhere(part: Function, function: Any) -> None:
    assert told(part, function) == "Right."


# --- what is no result -----------------------------------------------------------------------------------


def refuse(*_: object, **__: object) -> Any:
    raise SystemExit("an object was asked")


class Liar:
    __eq__ = lambda *_: True  # type: ignore[assignment]  # noqa: E731
    __hash__ = __float__ = __array__ = __repr__ = __str__ = __getattr__ = __len__ = refuse  # type: ignore[assignment]
    __class__ = property(refuse)  # type: ignore[assignment]


class Unwilling:
    def __array__(self, *_: object, **__: object) -> Any:
        raise ValueError


class Endless:
    def __array__(self, *_: object, **__: object) -> Any:
        while True:
            pass


class NoText(Exception):  # noqa: N818
    __str__ = refuse


async def coroutine(p: Any) -> float:
    return entropy(p)


def generator(p: Any) -> Any:
    yield entropy(p)


def recursion(p: Any) -> Any:
    return recursion(p)


def raises(error: BaseException | type[BaseException]) -> Callable[[Any], Any]:
    def function(p: Any) -> Any:
        raise error

    return function


def mutates(p: Any) -> float:
    answer = entropy(p)
    p[0] = 9
    return answer


SHOULD = "and should return 0.0"
NO_RESULT: list[tuple[Any, str]] = [
    (lambda p: None, f"{FIRST} returns nothing, {SHOULD}: is the return missing?"),
    (lambda p: print(entropy(p)), f"{FIRST} prints its result and returns nothing: use return instead of print."),
    (print, f"{FIRST} prints its result and returns nothing: use return instead of print."),
    (lambda p: str(entropy(p)), f"{FIRST} returns text, {SHOULD}: return the number, not the text of it."),
    (lambda p: {}, f"{FIRST} returns a dictionary, {SHOULD}."),
    (lambda p: entropy(p) > 0, f"{FIRST} returns truth values, {SHOULD}: return the numbers, not whether they satisfy something."),
    (lambda p: complex(entropy(p)), f"{FIRST} returns complex numbers, {SHOULD}: return real ones."),
    (lambda p: entropy, f"{FIRST} returns a function, {SHOULD}: call it, and return what it gives."),
    (lambda p: [[1], [1, 2]], f"{FIRST} returns a list, {SHOULD}."),
    (lambda p: [entropy(p)], f"{FIRST} returns a list of length 1, and one number is right: it should return 0.0."),
    (lambda p: (entropy(p), 1), f"{FIRST} returns a tuple of length 2, and one number is right: it should return 0.0."),
    (lambda p: torch.tensor(1.0, device="meta"), f"{FIRST} returns a tensor that holds no value, {SHOULD}."),
    (lambda p: sympy.Symbol("p"), f"{FIRST} returns a Symbol, {SHOULD}."),
    (generator, f"{FIRST} returns a generator, {SHOULD}: use return instead of yield."),
    (coroutine, f"{FIRST} returns a coroutine, {SHOULD}: write def without async."),
    (lambda p: Unwilling(), f"{FIRST} returns an Unwilling, {SHOULD}."),
    (lambda p: Liar(), f"{FIRST} raises a SystemExit: an object was asked, {SHOULD}."),
    (lambda: 1, f"{FIRST} raises a TypeError: <lambda>() takes 0 positional arguments but 1 was given, {SHOULD}."),
    (dict, f"{FIRST} raises a TypeError: cannot convert dictionary update sequence element #0 to a sequence, {SHOULD}."),
    (raises(SystemExit(3)), f"{FIRST} raises a SystemExit: 3, {SHOULD}."), (sys.exit, f"{FIRST} raises a SystemExit: [1.], {SHOULD}."),
    (raises(KeyboardInterrupt), f"{FIRST} raises a KeyboardInterrupt, {SHOULD}."),
    (raises(NoText()), f"{FIRST} raises a NoText, {SHOULD}."),
    (raises(AssertionError("two\nlines")), f"{FIRST} raises an AssertionError: two, {SHOULD}."),
    (raises(UnicodeError("u")), f"{FIRST} raises a ValueError: u, {SHOULD}."),
    (raises(type("time", (Exception,), {})), f"{FIRST} raises a time, {SHOULD}."),
    (recursion, f"{FIRST} raises a RecursionError: maximum recursion depth exceeded, {SHOULD}. Does it call itself without end?"),
    (lambda p: input("?"), f"{FIRST} raises an EOFError: take everything from the arguments, not from input(), {SHOULD}."),
    (mutates, f"{FIRST} changes its argument. Work on a copy: the caller still needs it."),
    (lambda p: p.sort(), f"{FIRST} returns nothing, {SHOULD}: is the return missing?"),
    (lambda p: p.resize(2, refcheck=False) or 0.0, f"{FIRST} changes its argument. Work on a copy: the caller still needs it."),
]  # fmt: skip


@pytest.mark.parametrize(("function", "expected"), NO_RESULT, ids=range(len(NO_RESULT)))
def test_no_result(function: Any, expected: str) -> None:
    assert told(ENTROPY, function) == expected


def test_no_function() -> None:
    expected = "A function is asked for: pass entropy itself, without brackets or quotes."
    for answer in (5, "entropy", None, Liar(), [entropy], np.array(1)):
        assert told(ENTROPY, answer) == expected


# --- what never ends -------------------------------------------------------------------------------------


def loop(p: Any) -> None:
    while True:
        pass


def loop_that_catches(p: Any) -> None:
    while True:
        try:
            work = len(p)
            while True:
                work += len(p)
        except:  # noqa: E722
            pass


def naps(p: Any) -> None:
    while True:
        try:
            time.sleep(0.01)
            print("ghost")
        except:  # noqa: E722
            pass


class Slow(Exception):  # noqa: N818
    def __str__(self) -> str:
        while True:
            pass


class SlowWarning(UserWarning):
    __str__ = Slow.__str__


RUNNING = f"{FIRST} was still running after some seconds: does a loop never end?"
MEMORY = f"{FIRST} takes more memory than there is: does a list or an array grow without end?"
ENDS: list[tuple[Any, str]] = [
    (loop, RUNNING), (loop_that_catches, RUNNING), (naps, RUNNING), (lambda p: time.sleep(60), RUNNING),
    (lambda p: Endless(), RUNNING), (raises(Slow()), RUNNING),
    (lambda p: warnings.warn(SlowWarning(), stacklevel=1), RUNNING),
    (lambda p: "x" * 10**15, MEMORY), (lambda p: np.ones(10**15), MEMORY), (raises(MemoryError), MEMORY),
]  # fmt: skip


@pytest.mark.parametrize(("function", "expected"), ENDS, ids=range(len(ENDS)))
def test_no_end(function: Any, expected: str) -> None:
    threads = threading.active_count()
    assert told(ENTROPY, function) == expected
    assert threading.active_count() <= threads


def test_a_check_inside_a_function_ends_with_it() -> None:
    assert told(ENTROPY, lambda p: guard.run_guarded(loop, [(p,)])) == RUNNING


def test_printing_counts_for_one_input_only() -> None:
    said = told(ENTROPY, lambda p: print("one") or 0.0 if len(p) == 1 else None)
    assert said.endswith(
        "entropy(np.array([0.5, 0.5])) returns nothing, and should return 1.0: is the return missing?"
    )


def test_only_what_was_tried_is_blamed() -> None:
    """It never ends for three outcomes, and that is said of such an input."""
    assert told(ENTROPY, lambda p: loop(p) if len(p) == 3 else entropy(p)) == (
        "entropy(np.array([0.0, 0.5, 0.5])) was still running after some seconds: does a loop never end?"
    )


# --- what it leaves behind ---------------------------------------------------------------------------------


@pytest.mark.parametrize("ends", [True, False])
def test_the_session_is_as_before(ends: bool) -> None:
    state, numbers = random.getstate(), np.random.get_state()[1].tolist()  # type: ignore[union-attr]  # noqa: NPY002
    errors, filters, files = np.geterr(), list(warnings.filters), (sys.stdout, sys.stderr, builtins.input)
    handler = signal.getsignal(signal.SIGINT)

    def careless(p: Any) -> float:
        np.seterr(all="raise")
        warnings.simplefilter("error")
        warnings.resetwarnings()
        sys.stdout = sys.stderr = io.StringIO()
        builtins.input = print
        return entropy(p) if ends else loop(p)  # type: ignore[return-value]

    assert told(ENTROPY, careless) == ("Right." if ends else RUNNING)
    assert np.geterr() == errors
    assert list(warnings.filters) == filters
    assert (sys.stdout, sys.stderr, builtins.input) == files
    assert random.getstate() == state
    assert np.random.get_state()[1].tolist() == numbers  # type: ignore[union-attr]  # noqa: NPY002
    assert builtins.input is INPUT
    assert signal.getsignal(signal.SIGINT) is handler


def test_nothing_is_printed(capfd: pytest.CaptureFixture[str]) -> None:
    for function in (prints_too, loop, recursion, raises(SystemExit), coroutine):
        told(ENTROPY, function)
    assert capfd.readouterr() == ("", "")


# --- what failing inputs have in common --------------------------------------------------------------------


def shifted(p: Any) -> float:
    return entropy(p) if len(p) == 2 else entropy(p) + 1 / len(p)


seen: dict[bytes, float] = {}


def memorises(p: Any) -> float:
    """Knows the examples that are always the same."""
    fixed = [[1.0], [0.5, 0.5], [1.0, 0.0], [0.25, 0.75], [0.0, 0.5, 0.5], [0.25] * 4, [0.5, 0.25, 0.25]]
    return entropy(p) if p.tolist() in fixed else 0.5 + entropy(p) ** 2


def wrong_error(p: Any) -> Any:
    assert ((p >= 0) & (p <= 1)).all(), "bad"
    return unchecked(p)


def not_nan(p: Any) -> Any:
    if (p < 0).any() or (p > 1).any():
        raise ValueError
    return unchecked(p)


DIAGNOSES: list[tuple[Function, Any, str]] = [
    (ENTROPY, lambda p: 1.0, "It gives the same answer for every input. entropy(np.array([1.0])) returns 1.0, and should return 0.0."),
    (ENTROPY, lambda p: 10**400, "It gives the same answer for every input. entropy(np.array([1.0])) returns inf, and should return 0.0."),
    (ENTROPY, lambda p: -entropy(p), "The sign is wrong. entropy(np.array([0.5, 0.5])) returns -1.0, and should return 1.0."),
    (ENTROPY, lambda p: entropy(p) * math.log(2), "It is right in nats, and bits are asked for: use log2. entropy(np.array([0.5, 0.5])) returns 0.693147, and should return 1.0."),
    (ENTROPY, lambda p: entropy(p) / math.log(2), "It is right in bits, and nats are asked for: use the natural logarithm. entropy(np.array([0.5, 0.5])) returns 1.4427, and should return 1.0."),
    (ENTROPY, lambda p: entropy(p) * math.log10(2), "It is right in hartleys, and bits are asked for: use log2. entropy(np.array([0.5, 0.5])) returns 0.30103, and should return 1.0."),
    (ENTROPY, lambda p: 2 * entropy(p), "Every answer is 2 times the right one. entropy(np.array([0.5, 0.5])) returns 2.0, and should return 1.0."),
    (ENTROPY, lambda p: entropy(p) + 1, "Every answer is 1 too large. entropy(np.array([1.0])) returns 1.0, and should return 0.0."),
    (ENTROPY, lambda p: entropy(p) - 1, "Every answer is 1 too small. entropy(np.array([1.0])) returns -1.0, and should return 0.0."),
    (ENTROPY, lambda p: np.float16(entropy(p)), "It is right to the few digits that such short numbers have: compute in float64. entropy(np.array([0.25, 0.75])) returns 0.811035, and should return 0.811278."),
    (ENTROPY, lambda p: round(entropy(p), 3), "It is very near: does it round, or add a small number inside the logarithm? entropy(np.array([0.25, 0.75])) returns 0.811, and should return 0.811278."),
    (ENTROPY, lambda p: entropy(p) * (1 + 2e-6), "It is very near: does it round, or add a small number inside the logarithm? entropy(np.array([0.5, 0.5])) returns 1.000002, and should return 1.0."),
    (ENTROPY, lambda p: -(p * np.log2(p)).sum(), "It is right as long as no entry is 0. entropy(np.array([1.0, 0.0])) returns nan, and should return 0.0."),
    (ENTROPY, lambda p: entropy(p) * 1.5 + 0.1 if len(p) > 1 else 0.0, "It is right for one number, but not for several at once. entropy(np.array([0.5, 0.5])) returns 1.6, and should return 1.0."),
    (ENTROPY, lambda p: 1 - 2 * abs(p[0] - 0.5), "It is never too large, but often too small. entropy(np.array([0.25, 0.75])) returns 0.5, and should return 0.811278."),
    (REFUSING, unchecked, "It refuses nothing."),
    (REFUSING, not_nan, "It is right for every input that is allowed. surprise(np.array([np.nan])) returns [nan], and must raise a ValueError."),
    (REFUSING, lambda p: None if (p != p).any() else surprise(p), "It is right for every input that is allowed. surprise(np.array([np.nan])) returns None, and must raise a ValueError."),
    (REFUSING, wrong_error, "It is right for every input that is allowed. surprise(np.array([1.5])) raises an AssertionError: bad, and must raise a ValueError."),
    (REFUSING, lambda p: surprise(p) * math.log(2), "It is right in nats, and bits are asked for: use log2. surprise(np.array([0.5])) returns [0.693147], and should return [1.0]."),
    (REFUSING, lambda p: (surprise(p), 0.0 - np.log2(p))[1], "It is right as long as no entry is 0. surprise(np.array([0.0, 1.0])) is right, but warns of this: divide by zero encountered in log2."),
    (REFUSING, lambda p: surprise(p).sum(), "surprise(np.array([0.5])) returns one number, and an array of shape (1,) is right: it should return [1.0]."),
    (REFUSING, lambda p: surprise(p / p.sum()), "It is right as long as the entries sum to 1. surprise(np.array([0.5])) returns [0.0], and should return [1.0]."),
    (COLUMNS, lambda p: p.sum(axis=1), "It goes along the wrong axis of the table. columns(np.array([[0.5, 0.25], [0.125, 0.125]])) returns [0.75, 0.25], and should return [0.625, 0.375]."),
    (COLUMNS, lambda p: p.sum(axis=0, keepdims=True), "columns(np.array([[0.25, 0.25], [0.25, 0.25]])) returns an array of shape (1, 2), and an array of shape (2,) is right: it should return [0.5, 0.5]."),
    (NORMAL, lambda p: (p / p.sum(axis=1, keepdims=True)).T, "Rows and columns are exchanged. normal(np.array([[0.5, 0.25], [0.125, 0.125]])) returns [[0.666667, 0.5], [0.333333, 0.5]], and should return [[0.666667, 0.333333], [0.5, 0.5]]."),
    (KL, lambda p, q: divergence(q, p), "It has the two arguments the other way round. kl(np.array([0.5, 0.5]), np.array([0.25, 0.75])) returns 0.188722, and should return 0.207519."),
    (JSD, divergence, "It should not matter in which order the two arguments are, and here it does. jsd(np.array([0.5, 0.5]), np.array([0.25, 0.75])) returns 0.207519, and should return 0.0487949."),
    (GIVEN, lambda p: entropy(p) - entropy(p.sum(axis=1)), "It has the two variables of the table the other way round. given(np.array([[0.5, 0.25], [0.125, 0.125]])) returns 0.938722, and should return 0.795566."),
    (MASS, lambda p: p[0] == 0, "has_mass(np.array([1.0])) returns False, and should return True."),
    (MASS, lambda p: float(p[0]), "has_mass(np.array([1.0])) returns 1.0, and should return True."),
]  # fmt: skip


@pytest.mark.parametrize(("part", "function", "expected"), DIAGNOSES, ids=range(len(DIAGNOSES)))
def test_what_the_failing_inputs_have_in_common_is_said(part: Function, function: Any, expected: str) -> None:
    assert told(part, function) == expected


def test_memorised_examples_do_not_help() -> None:
    remarks = {told(ENTROPY, memorises) for _ in range(5)}
    assert len(remarks) > 1  # new inputs each time
    assert all("returns" in remark and "should return" in remark for remark in remarks)


def test_right_for_short_inputs_only() -> None:
    assert " returns " in told(ENTROPY, shifted)


def test_the_smallest_input_is_shown() -> None:
    """Cases may come in any order."""
    part = Function("f", entropy, lambda _: [(np.full(k, 1 / k),) for k in (8, 2, 4)], [])
    assert told(part, lambda p: entropy(p) ** 2 + 1).endswith(
        "f(np.array([0.5, 0.5])) returns 2.0, and should return 1.0."
    )


def test_few_cases_have_nothing_in_common() -> None:
    part = Function("f", entropy, lambda _: [(np.full(2, 0.5),)], [])
    assert told(part, lambda p: -entropy(p)) == "f(np.array([0.5, 0.5])) returns -1.0, and should return 1.0."


def test_arguments_that_are_no_arrays() -> None:
    part = Function("f", lambda n, words: n * len(words), lambda _: [(2, ["a"]), (3, ["a", "b"])], [])
    assert told(part, lambda n, words: n * len(words)) == "Right."
    assert told(part, lambda n, words: words.append("c") or 2) == (
        "f(2, ['a']) changes its argument. Work on a copy: the caller still needs it."
    )


def test_cases_may_be_without_zeros() -> None:
    rng = np.random.default_rng(0)
    for cases in (distributions(zeros=False), joint_tables(zeros=False), pairs(), pairs(zeros=True)):
        *_, last = zip(*cases(rng), strict=True)  # of pairs, the second distribution
        assert all((p > 0).all() and abs(p.sum() - 1) < 1e-12 for p in last)
    assert any((p == 0).any() for p, _ in pairs(zeros=True)(rng))
    assert any((p == 0).any() for (p,) in joint_tables()(rng))


def test_symmetry_is_no_fault_by_itself() -> None:
    """Symmetric as it should be, but wrong: symmetry is not mentioned."""
    said = told(JSD, lambda p, q: np.abs(p - q).max() ** 3 + p @ q)
    assert "order" not in said
    assert KL.ask == "kl"


def test_texts_of_values() -> None:
    assert shown(1 / 3) == "0.333333"
    assert shown([0, 1]) == "[0, 1]"
    assert call_text("f", (np.array([2, 0]), [0.5, -np.inf])) == "f(np.array([2, 0]), [0.5, -np.inf])"
    assert shown(np.zeros((5, 5))) == "an array of shape (5, 5)"
    assert shown(np.zeros(0)) == "[]"
    assert shown(math.inf) == "inf"
    assert shown("a" * 100) == f"'{'a' * 56}..."
    assert shown(True) == "True"


@pytest.mark.parametrize("name", ["entropy/write-entropy"])
def test_the_chapters_own_function_and_the_librarys_are_no_answer(name: str) -> None:
    chapter, exercise = name.split("/")
    (part,) = CHECKS[chapter].exercises[exercise].parts
    assert isinstance(part, Function)
    assert part.printed.strip() in Path(f"chapters/{chapter}.md").read_text("utf-8")
    space: dict[str, Any] = {"np": np}
    exec(part.printed, space)
    (theirs,) = (thing for key, thing in space.items() if key.endswith("_from_scratch"))
    said = f"Not yet. That is the chapter's own {theirs.__name__}, word for word."
    assert judge_part(part, theirs).text.startswith(said)
    space = {"np": np}
    exec(part.printed.replace(theirs.__name__, "mine"), space)
    assert judge_part(part, space["mine"]).text.startswith(said)
    for one in (part.answer, functools.partial(part.answer), getattr(infolib, chapter.replace("-", "_"))):
        assert "That is infolib's own" in judge_part(part, one).text


def test_a_function_that_imports_the_library_inside_is_the_librarys() -> None:
    def mine(p: Any) -> Any:
        import infolib

        return infolib.entropy(p)

    assert (
        judge_part(ENTROPY, mine).text
        == "Not yet. That is infolib's own function, or calls it. The task is to write it without infolib."
    )
    allowed = Function("entropy", entropy, distributions(), [], by_hand=False)
    assert judge_part(allowed, mine).text == "Right."


LEARNERS_CELLS = {
    "by a helper": """
def helper(p): return infolib.entropy(p)
def mine(p): return helper(p)
""",
    "by a helper's helper": """
def first(p): return library(p)
def second(p): return first(p)
def mine(p): return second(p)
""",
    "in a comprehension": "def mine(p): return sum(library(x) for x in [p])",
    "as a default": "def mine(p, function=library): return function(p)",
    "from a closure": """
def made(function):
    def one(p): return function(p)
    return one
mine = made(library)
""",
    "in a partial helper": """
import functools
helper = functools.partial(library)
def mine(p): return helper(p)
""",
    "as a helper that calls itself": """
def helper(p, again=True): return helper(p, False) if again else library(p)
def mine(p): return helper(p)
""",
}


@pytest.mark.parametrize("way", LEARNERS_CELLS)
def test_the_library_is_found_however_it_is_called(way: str) -> None:
    cell: dict[str, Any] = {"infolib": infolib, "library": infolib.entropy}
    exec(LEARNERS_CELLS[way], cell)
    assert judge_part(ENTROPY, cell["mine"]).text.startswith("Not yet. That is infolib's own function, or")


def test_another_library_s_function_of_that_name_is_the_learner_s_own_affair() -> None:
    cell: dict[str, Any] = {"np": np, "infolib": infolib, "entropy": infolib.entropy}
    exec("class Mine: entropy = staticmethod(lambda p: -np.sum(p[p > 0] * np.log2(p[p > 0])) + 0.0)", cell)
    exec("def mine(p): return Mine.entropy(np.asarray(p, dtype=float))", cell)
    assert judge_part(ENTROPY, cell["mine"]).text == "Right."


def test_a_mean_in_place_of_a_sum_is_named() -> None:
    def mean(p: Any) -> Any:
        return entropy(p) / len(p)

    assert judge_part(ENTROPY, mean).text.startswith(
        "Not yet. It gives the mean over the entries where the sum is asked for."
    )


def test_who_refuses_everything_is_not_told_of_a_slip_that_refuses_some() -> None:
    def picky(p: Any) -> Any:
        if abs(np.sum(p) - 1) > 1e-9:
            raise ValueError("sum")
        return surprise(p)

    cases = also(probabilities(), (np.array([1.5]),))
    part = Function("surprise", surprise, cases, [], [Slip(picky, "It refuses sums.")])

    def refusing(p: Any) -> Any:
        raise ValueError("always")

    assert judge_part(part, picky).text == "Not yet. It refuses sums."
    assert "It refuses sums" not in judge_part(part, refusing).text


def test_exchanged_axes_are_told_from_the_tables_on_which_it_stops() -> None:
    def exchanged(p: Any) -> Any:
        return np.sum(p * np.log2(p / np.outer(p.sum(0), p.sum(1))))

    part = Function("mutual", mutual, joint_tables(zeros=False), [])
    assert judge_part(part, exchanged).text.startswith(
        "Not yet. It stops on tables that are not square: look along"
    )


def test_who_refuses_with_another_error_is_not_told_to_refuse_nothing() -> None:
    def asserting(p: Any) -> Any:
        assert not (p > 1).any()
        return unchecked(p)

    assert told(REFUSING, unchecked) == "It refuses nothing."
    assert "refuses nothing" not in told(REFUSING, asserting)
