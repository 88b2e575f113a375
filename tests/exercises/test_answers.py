"""Answers of every kind that people have at hand are read, and nothing is believed of an object."""

import functools
import math
import sys
import types
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy
import torch

from infobook.checker import guard
from infobook.checker.answers import read_array, read_formula, read_letters, read_number
from infobook.checker.expressions import CannotRead
from infobook.checker.kinds import Number


def remark(answer: Any, unit: str = "bits") -> str:
    with pytest.raises(CannotRead) as problem:
        read_number(answer, unit)
    return str(problem.value)


def never(*_: object, **__: object) -> Any:
    raise SystemExit("an object was asked")


class Liar:
    """Says yes to everything, or ends the session."""

    __eq__ = __ne__ = __lt__ = lambda *_: True  # type: ignore[assignment]
    __hash__ = __float__ = __int__ = __index__ = __bool__ = __len__ = __iter__ = never  # type: ignore[assignment]
    __array__ = __repr__ = __str__ = __getattr__ = __format__ = never  # type: ignore[assignment]
    __class__ = property(never)  # type: ignore[assignment]


class Named(type):
    """Its classes make up their names."""

    __name__ = property(never)  # type: ignore[assignment]


class Unnamed(metaclass=Named):
    pass


class MyFloat(float):
    __float__ = __eq__ = __sub__ = __abs__ = never  # type: ignore[assignment]
    __hash__ = float.__hash__


class MyInt(int):
    __float__ = __index__ = never


class MyText(str):
    __str__ = split = never


class MyReal(np.float64):
    __float__ = never


class MyArray(np.ndarray[Any, Any]):
    reshape = never


class MyTensor(torch.Tensor):
    item = detach = never


class MySymbol(sympy.Symbol):
    @property
    def free_symbols(self) -> Any:
        raise RuntimeError("no")


def itself() -> list[Any]:
    answer: list[Any] = []
    answer.append(answer)
    return answer


def holding(thing: Any) -> Any:
    array = np.empty(1, dtype=object)
    array[0] = thing
    return array


def array_in_itself() -> Any:
    array = holding(None)
    array[0] = array
    return array


def generator() -> Any:
    yield 5.7


READ = [
    (5.7, 5.7), (6, 6), (np.float64(5.7), 5.7), (np.float32(0.5), 0.5), (np.int64(6), 6), (np.uint8(6), 6),
    (np.longdouble(5.5), 5.5), (np.float16(0.5), 0.5), (Fraction(1, 4), 0.25), (Decimal("5.7"), 5.7),
    ([5.7], 5.7), ((5.7,), 5.7), ([[5.7]], 5.7), (["5.7"], 5.7), (np.array(5.7), 5.7), (np.array([[5.7]]), 5.7),
    (np.array([Fraction(1, 4)], dtype=object), 0.25), (torch.tensor(0.5), 0.5),
    (torch.tensor([5], dtype=torch.int32), 5), (torch.tensor(0.5, requires_grad=True), 0.5),
    (torch.tensor(0.5, dtype=torch.bfloat16), 0.5), (torch.nn.Parameter(torch.tensor(0.5)), 0.5),
    (sympy.Rational(1, 4), 0.25), (sympy.log(8) / sympy.log(2), 3), (sympy.pi, math.pi), (sympy.oo, math.inf),
    (sympy.Integer(10) ** 100000, math.inf), (sympy.zoo, math.nan), (sympy.nan, math.nan), (sympy.I, math.nan),
    (math.inf, math.inf), (-math.inf, -math.inf), (math.nan, math.nan), (10**400, math.inf),
    (-(10**400), -math.inf), (10**100000, math.inf), (Fraction(10**400, 10**399), 10),
    (Fraction(10**400), math.inf), (Decimal("1e1000000"), math.inf), (Decimal("sNaN"), math.nan),
    ("log2(52)", math.log2(52)), (" 5.7 bits ", 5.7), ("5.7bits", 5.7), ("5.7 Bits", 5.7), ("5.7 BIT", 5.7),
    ("5.7 shannons", 5.7), ("1 nat", 1 / math.log(2)), ("1 Hartley", math.log2(10)), ("2 bans", 2 * math.log2(10)),
    ("1 dit", math.log2(10)), ("3! bits", 6), ("50% bits", 0.5), ("(1+1)bits", 2), ("e bits", math.e),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "expected"), READ, ids=lambda x: type(x).__name__)
def test_read(answer: Any, expected: float) -> None:
    value, *_ = read_number(answer, "bits")
    assert value == pytest.approx(expected, rel=1e-12, abs=0, nan_ok=True)


def test_what_was_given_is_shown_as_it_was_typed_or_with_six_digits() -> None:
    assert read_number(" log2(52)\n  bits", "bits") == (math.log2(52), "log2(52) bits", math.log2(52), "bits")
    assert read_number("  1 +\n 1 ")[1] == "1 + 1"
    assert read_number(math.pi)[1] == "3.14159"
    assert read_number(10**400)[1] == "inf"


def test_a_word_of_its_own_is_left_out() -> None:
    count, rows = Number("how many", 20, "questions"), Number("how many rows settle it", 2)
    assert read_number("20 questions", "questions", count.counted)[0] == 20
    assert read_number("20 more questions with two answers", "questions", count.counted)[0] == 20
    assert read_number("2 rows", "", rows.counted)[0] == 2
    with pytest.raises(CannotRead):
        read_number("20 rows", "questions", count.counted)
    assert read_number("20", "questions")[0] == 20
    assert remark("20 bits", "questions") == (
        "The number is asked for without bits: leave the word out, or look at the question again."
    )
    assert remark("20 nats", "").startswith("The number is asked for without nats")


REFUSED: list[tuple[Any, str]] = [
    (True, "True is a truth value, and a number is asked for."),
    (np.False_, "False is a truth value, and a number is asked for."),
    (torch.tensor(True), "True is a truth value, and a number is asked for."),
    (1j, "1j is a complex number, and the right answer is real."),
    (np.complex64(1), "(1+0j) is a complex number, and the right answer is real."),
    (np.clongdouble(1), "(1+0j) is a complex number, and the right answer is real."),
    ([1, 2], "One number is asked for, and this has the shape (2,)."),
    ([], "One number is asked for, and this has the shape (0,)."),
    (np.ones((2, 3)), "One number is asked for, and this has the shape (2, 3)."),
    (torch.ones(3), "One number is asked for, and this has the shape (3,)."),
    (torch.ones(3, device="meta"), "One number is asked for, and this has the shape (3,)."),
    (torch.ones(1, device="meta"), "A tensor that holds no value cannot be read as a number."),
    (itself(), "A list inside a list inside a list cannot be read as a number."),
    (array_in_itself(), "A list inside a list inside a list cannot be read as a number."),
    ([[1, 2], [3]], "One number is asked for, and this has the shape (2,)."),
    (None, "None is no answer. If a function gave it: does that print its result instead of returning it?"),
    (never, "That is a function, and a number is asked for: call it, and pass on what it returns."),
    (math.log2, "That is a function, and a number is asked for: call it, and pass on what it returns."),
    ([].append, "That is a function, and a number is asked for: call it, and pass on what it returns."),
    (functools.partial(math.log, 2), "A partial cannot be read as a number."),
    (Liar, "A class cannot be read as a number."), (Liar(), "A Liar cannot be read as a number."),
    ([Liar()], "A Liar cannot be read as a number."),
    (holding(Liar()), "A Liar cannot be read as a number."),
    (Unnamed, "A Named cannot be read as a number."), (Unnamed(), "An Unnamed cannot be read as a number."),
    (type("A" * 10**6, (), {})(), f"An {'A' * 40} cannot be read as a number."),
    (MyFloat(5.7), "A MyFloat cannot be read as a number."), (MyInt(6), "A MyInt cannot be read as a number."),
    (MyText("5.7"), "A MyText cannot be read as a number."), (MyReal(5), "A MyReal cannot be read as a number."),
    (np.ones(1).view(MyArray), "A MyArray cannot be read as a number."),
    (torch.ones(1).as_subclass(MyTensor), "A MyTensor cannot be read as a number."),
    (MySymbol("p"), "A MySymbol cannot be read as a number or a formula."),
    (np.ma.masked, "A MaskedConstant cannot be read as a number."),
    (np.ma.array([5.7]), "A MaskedArray cannot be read as a number."),
    (np.timedelta64(5, "s"), "A timedelta64 cannot be read as a number."),
    (np.array("5.7"), "A str_ cannot be read as a number."),
    (np.zeros(1, dtype=[("a", float)]), "A void cannot be read as a number."),
    (generator(), "A generator cannot be read as a number."), ({}, "A dictionary cannot be read as a number."),
    (b"5.7", "A bytes cannot be read as a number."), (types, "A module cannot be read as a number."),
    (sympy.Symbol("p") * 2, "2*p still has p in it: put in the numbers."),
    (sympy.Eq(sympy.Symbol("p"), 1), "An Equality cannot be read as a number."),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "expected"), REFUSED, ids=range(len(REFUSED)))
def test_refused(answer: Any, expected: str) -> None:
    assert remark(answer) == expected


def test_a_huge_expression_is_cut_short() -> None:
    text = remark(sum(sympy.symbols("x:300")))
    assert text.startswith("x0 + x1 + x10 ")
    deep = sympy.Symbol("x")
    for _ in range(3000):
        deep = sympy.sin(deep, evaluate=False)
    assert remark(deep) == "A sin cannot be read as a number or a formula."


def test_an_expression_that_takes_years_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "SECONDS", 0.3)

    class Slow(sympy.Symbol):
        @property
        def free_symbols(self) -> Any:
            while True:
                pass

    assert remark(Slow("x")) == "That takes too long to compute: simplify it first."


def test_without_the_libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("torch", "sympy"):
        monkeypatch.delitem(sys.modules, name)
    assert remark(torch.ones(1)) == "A Tensor cannot be read as a number."
    assert remark(sympy.pi) == "A Pi cannot be read as a number."


def test_a_module_of_the_same_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """A learner's own torch.py has no Tensor."""
    monkeypatch.setitem(sys.modules, "torch", types.ModuleType("torch"))
    assert read_number(5.7) == (5.7, "5.7", 5.7, "")


@pytest.mark.parametrize(
    ("answer", "letters"),
    [("b", "B"), (" (b) ", "B"), ("B, A", "BA"), ("B->A", "BA"), ("b)", "B"), (["B", "A"], "BA"), (("b",), "B"),
     ("B A\tC\n", "BAC"), ("'b'", "B"), ('"b".', "B"), ("[B; A]", "BA"), ("", ""), ("ａ", "Ａ"), ("bac", "BAC"),
     ("B then A", "BA"), ("first ba, and then C", "BAC"), ("BB", "BB"), ("B, A, D", "BAD"), ("line B, AC", "BAC")],
)  # fmt: skip
def test_letters(answer: Any, letters: str) -> None:
    assert read_letters(answer, "ABC") == letters


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (1, "A whole number cannot be read as letters: write them between quotes."),
        (["B", 1], "A list cannot be read as letters: write them between quotes."),
        (MyText("b"), "A MyText cannot be read as letters: write them between quotes."),
        (Liar(), "A Liar cannot be read as letters: write them between quotes."),
        (None, "None is no answer. If a function gave it: does that print its result instead of returning it?"),
        ("b" * 1_000_000, "That is longer than any answer here: 200 characters are enough."),
        (["b"] * 1000, "That is longer than any answer here: 200 characters are enough."),
    ],
    ids=range(7),
)  # fmt: skip
def test_letters_refused(answer: Any, expected: str) -> None:
    with pytest.raises(CannotRead) as problem:
        read_letters(answer, "ABC")
    assert str(problem.value) == expected


POINTS = [{"p": 0.5}, {"p": 0.25}]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("-log2(p)", [1, 2]), ("1/p", [2, 4]), ("3", [3, 3]), (3, [3, 3]), (0.5, [0.5] * 2),
        (Fraction(1, 2), [0.5] * 2), (np.float64(2), [2, 2]), (10**400, [math.inf] * 2),
        (-sympy.log(sympy.Symbol("p"), 2), [1, 2]), (sympy.Symbol("p", positive=True), [0.5, 0.25]),
        (sympy.Integer(2), [2, 2]), (sympy.sqrt(sympy.Symbol("p") - 1), [math.nan] * 2),
    ],
)  # fmt: skip
def test_formulas(answer: Any, expected: list[float]) -> None:
    values, unit = read_formula(answer, POINTS)
    assert values == pytest.approx(expected, rel=1e-14, abs=0, nan_ok=True)
    assert unit == ""


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (sympy.Symbol("q"), "q is not known here. These are: p."),
        ("p bits", "The number is asked for without bits: leave the word out, or look at the question again."),
        ("-log2(p) bits", "The number is asked for without bits: leave the word out, or look at the question again."),
        (True, "A bool cannot be read as a formula: write it as text, or with SymPy."),
        (never, "A function cannot be read as a formula: write it as text, or with SymPy."),
        (Liar(), "A Liar cannot be read as a formula: write it as text, or with SymPy."),
    ],
    ids=range(6),
)  # fmt: skip
def test_formulas_refused(answer: Any, expected: str) -> None:
    with pytest.raises(CannotRead) as problem:
        read_formula(answer, POINTS)
    assert str(problem.value) == expected


@pytest.mark.parametrize(
    ("value", "expected", "what"),
    [
        (1.5, 1.5, "a float"), ([1, 2], [1, 2], "a list"), (np.float32([1]), [1], "float32"),
        (np.array([True]), [1], "truth values"), (True, 1, "truth values"), (Fraction(1, 2), 0.5, "a Fraction"),
        ([Fraction(1, 2), sympy.Rational(1, 4)], [0.5, 0.25], "a list"), (10**400, math.inf, "a whole number"),
        (torch.tensor([1.0], requires_grad=True), [1], "float32"), (sympy.pi, math.pi, "a pi"),
        ([torch.tensor(1.0, requires_grad=True), torch.tensor(2.0)], [1, 2], "float32"),
        (torch.tensor([1.0], dtype=torch.bfloat16), [1], "float32"), (torch.tensor([2]), [2], "a Tensor"),
        (np.ma.array([1.0, 2.0], mask=[0, 1]), [1, math.nan], "a MaskedArray"), ({}, None, "a dictionary"),
        ("1", None, "text"), (None, None, "None"), (1j, None, "complex numbers"), ([[1], [1, 2]], None, "a list"),
        (torch.ones(2, device="meta"), None, "a tensor that holds no value"), ([None], None, "a list"),
    ],
)  # fmt: skip
def test_results(value: Any, expected: Any, what: str) -> None:
    array, words = read_array(value)
    assert words.lower() == what.lower()
    if expected is None:
        assert array is None
    else:
        assert array is not None
        np.testing.assert_array_equal(array, expected)
        assert array.dtype == float


def test_a_result_is_a_copy() -> None:
    """A function may return the same array each time."""
    mine = np.zeros(2)
    array, _ = read_array(mine)
    mine[0] = 1
    assert array is not None
    assert array.tolist() == [0, 0]
