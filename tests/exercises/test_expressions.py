"""What a learner types is read as arithmetic, by the rules of mathematics, and never as code."""

import math
from fractions import Fraction

import mpmath
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from infobook.checker.expressions import DEPTH, LIMIT, SPELLINGS, CannotRead, evaluate, parse

P = math.exp(-1.25)


def value(text: str, **values: float) -> float:
    return evaluate(parse(text, tuple(values)), values)


def remark(text: str, *variables: str) -> str:
    with pytest.raises(CannotRead) as problem:
        parse(text, variables)
    return str(problem.value)


# --- values --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5.7", 5.7), (".5", 0.5), ("5.", 5), ("2e3", 2000), ("2E-3", 0.002), ("1.e5", 1e5),
        ("1+2*3", 7), ("(1+2)*3", 9), ("10-3-2", 5), ("16/4/2", 2), ("2*3/4", 1.5),
        ("2^3^2", 512), ("(2^3)^2", 64), ("-2^2", -4), ("(-2)^2", 4), ("2^-4", 1 / 16), ("2**-1", 0.5),
        ("--3", 3), ("+-3", -3), ("2*-3", -6), ("2--3", 5), ("-3!", -6), ("2^3!", 64), ("3!^2", 36),
        ("3!!", 720), ("25%", 0.25), ("200%^2", 4), ("50 % * 4", 2), ("0!", 1), ("170!", math.factorial(170)),
        ("log2(8)", 3), ("ln(e)", 1), ("log10(1000)", 3), ("log(81, 3)", 4), ("exp(0)", 1), ("sqrt(16)", 4),
        ("abs(-2)", 2), ("comb(49, 6)", math.comb(49, 6)), ("comb(5,0)", 1), ("min(1, -2)", -2), ("max(1,2)", 2),
        ("log2(52!)", math.log2(math.factorial(52))), ("e^2", math.e**2), ("inf", math.inf), ("-∞", -math.inf),
        ("1/0", math.inf), ("-1/0", -math.inf), ("log2(0)", -math.inf), ("1e999", math.inf),
        ("9^9^9^9", math.inf), ("171!", math.inf), ("1e300!", math.inf), ("comb(10000,5000)", math.inf),
        ("½", 0.5), ("¼+¾", 1), ("√(2)", math.sqrt(2)), ("2·3×4⋅5", 120), ("6÷3", 2), ("5−3–1", 1),
        ("log₂(8)", 3), ("log₁₀(10)", 1), ("2π", None), ("π", math.pi), ("1\u00a0+\u202f1\t\n", 2),
        ("5²", 25), ("5³", 125), ("2⁻⁴", 1 / 16), ("10²³", 1e23), ("2¹⁰", 1024), ("(1/2)²", 0.25), ("-2²", -4),
    ],
)  # fmt: skip
def test_values(text: str, expected: float | None) -> None:
    if expected is None:
        assert remark(text) == "pi is unexpected here. If a product is meant, write *."
    else:
        assert value(text) == pytest.approx(expected, rel=1e-15, abs=0)


@pytest.mark.parametrize(
    "text",
    ["0/0", "inf-inf", "sqrt(-1)", "ln(-1)", "2.5!", "(-1)!", "comb(2.5,1)", "comb(5,1.5)", "comb(2,3)",
     "comb(5,-1)", "comb(1e300,2)", "inf*0", "(0/0)!"],
)  # fmt: skip
def test_no_number(text: str) -> None:
    assert math.isnan(value(text))


def test_variables_take_their_values_and_may_hide_a_constant() -> None:
    assert value("-log2(p)", p=0.25) == 2
    assert value("σ^2 + μ*ρ/α", sigma=3.0, mu=4.0, rho=2.0, alpha=8.0) == 10
    assert value("e", e=5.0) == 5
    assert value("p²", p=3.0) == 9


# --- random trees against other arithmetic -----------------------------------------------------------

LEVELS = {"sum": 1, "product": 2, "signed": 3, "power": 4, "postfix": 5}


def bracketed(text: str, level: int, needed: int) -> str:
    return f"({text})" if level < needed else text


def sums(trees: st.SearchStrategy[tuple[str, int, Fraction]]) -> st.SearchStrategy[tuple[str, int, Fraction]]:
    """Texts with as few brackets as the grammar allows, the level of their operator, and their value."""
    plus = st.tuples(trees, st.sampled_from("+-"), trees).map(
        lambda t: (
            f"{t[0][0]}{t[1]}{bracketed(t[2][0], t[2][1], 2)}", 1,
            t[0][2] + t[2][2] if t[1] == "+" else t[0][2] - t[2][2],
        )
    )  # fmt: skip
    times = st.tuples(trees, trees).map(
        lambda t: (
            f"{bracketed(t[0][0], t[0][1], 2)} * {bracketed(t[1][0], t[1][1], 3)}",
            2,
            t[0][2] * t[1][2],
        )
    )
    over = st.tuples(trees, trees.filter(lambda t: t[2] != 0)).map(
        lambda t: (f"{bracketed(t[0][0], t[0][1], 2)}/{bracketed(t[1][0], t[1][1], 3)}", 2, t[0][2] / t[1][2])
    )
    minus = trees.map(lambda t: (f"-{bracketed(t[0], t[1], 3)}", 3, -t[2]))
    power = st.tuples(trees, st.integers(0, 3)).map(
        lambda t: (f"{bracketed(t[0][0], t[0][1], 5)}^{t[1]}", 4, t[0][2] ** t[1])
    )
    percent = trees.map(lambda t: (f"{bracketed(t[0], t[1], 5)}%", 5, t[2] / 100))
    return st.one_of(plus, times, over, minus, power, percent)


leaves = st.integers(0, 20).map(lambda n: (str(n), 6, Fraction(n)))
texts = st.recursive(leaves, sums, max_leaves=8)


@given(texts)
@settings(max_examples=300)
def test_exact_arithmetic_agrees(tree: tuple[str, int, Fraction]) -> None:
    text, _, exact = tree
    if len(text) <= LIMIT and abs(exact) < 10**12:
        assert value(text) == pytest.approx(float(exact), rel=1e-9, abs=1e-6)


@given(texts)
def test_spaces_and_other_spellings_change_nothing(tree: tuple[str, int, Fraction]) -> None:
    text = tree[0]
    other = text.replace("*", "·").replace("-", "−").replace("/", " ÷ ").replace("^", "**")
    if len(other) <= LIMIT:
        one, two = value(text), value(other)
        assert one == two or math.isnan(one)


@given(texts)
def test_sympy_reads_the_same(tree: tuple[str, int, Fraction]) -> None:
    """SymPy's own parser stands beside ours; it knows neither % nor ^."""
    text = tree[0].replace("%", "/100") if "%" not in tree[0] else ""
    if text and len(text) <= LIMIT:
        theirs = sympy.sympify(text.replace("^", "**"), rational=True)
        assert sympy.Rational(theirs) == sympy.Rational(tree[2].numerator, tree[2].denominator)
        assert value(text) == pytest.approx(float(theirs), rel=1e-9, abs=1e-6)


@given(st.floats(0.01, 50), st.floats(0.01, 50))
def test_functions_agree_with_mpmath(x: float, y: float) -> None:
    theirs = {
        f"log2({x!r})": mpmath.log(x, 2), f"ln({x!r})": mpmath.log(x), f"log10({x!r})": mpmath.log(x, 10),
        f"log({x!r}, 3)": mpmath.log(x, 3), f"exp({x!r})": mpmath.exp(x), f"sqrt({x!r})": mpmath.sqrt(x),
        f"abs(-{x!r})": x, f"min({x!r},{y!r})": min(x, y), f"max({x!r},{y!r})": max(x, y),
        f"{x!r}^{y!r}": mpmath.power(x, y),
    }  # fmt: skip
    for text, expected in theirs.items():
        assert value(text) == pytest.approx(float(expected), rel=1e-12, abs=1e-14), text


@given(st.text(max_size=LIMIT + 5))
@settings(max_examples=300)
def test_any_text_is_read_or_answered(text: str) -> None:
    try:
        answer: object = value(text)
    except CannotRead as problem:
        answer = str(problem)
    assert isinstance(answer, float) or str(answer).endswith((".", "?"))


@given(st.text("0123456789.+-*/^!%(), eplog2²½", max_size=LIMIT))
@settings(max_examples=500)
def test_any_text_of_the_alphabet_is_read_or_answered(text: str) -> None:
    test_any_text_is_read_or_answered.hypothesis.inner_test(text)  # type: ignore[attr-defined]


# --- remarks ---------------------------------------------------------------------------------------------

CAN = "cannot be read here. Numbers, + - * / ^ ! ( ) and log2, ln, log10, log, exp, sqrt, abs, comb, min, max can."
KNOWN = "log2, ln, log10, log, exp, sqrt, abs, comb, min, max, e, pi, inf."
LOG = "log alone could mean base 2, e or 10. Write log2, ln or log10, or log(x, base)."
COMMA = "Is the comma a decimal mark? Write it as a point, and no marks between thousands."
LONG = "That is longer than any answer here: 200 characters are enough."
DEEP = "That has more than 30 brackets inside one another. Fewer do it here."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "Nothing is there to read: write a number, or an expression such as log2(52) or 2^-4."),
        (" \t\n\u00a0", "Nothing is there to read: write a number, or an expression such as log2(52) or 2^-4."),
        ("1" * (LIMIT + 1), LONG), ("1" * 1_000_000, LONG), (" " * 1_000_000, LONG),
        ("(" * (DEPTH + 1) + "1" + ")" * (DEPTH + 1), DEEP), ("(" * LIMIT, DEEP), ("-(" * 100, DEEP),
        ("5,7", COMMA), ("1,000.5", COMMA), ("ln(5,7)", COMMA), ("(5,7)", COMMA), (",5", COMMA), ("5,", COMMA),
        ("5.7", ""), ("５.7", "Write digits as 0 to 9."), ("٣", "Write digits as 0 to 9."),
        ("𝟓", "Write digits as 0 to 9."),
        ("5'7", f"' {CAN}"), ("__import__('os')", f"' {CAN}"), ("≈5", f"≈ {CAN}"), ("5\x00", f"U+0000 {CAN}"),
        ("\ud800", f"U+D800 {CAN}"), ("①", f"① {CAN}"), ("x = 5", f"= {CAN}"), ("[5]", f"[ {CAN}"),
        ("<b>", f"< {CAN}"), ("{answer}", "{ " + CAN),
        ("x", f"x is not known here. These are: {KNOWN}"), ("nan", f"nan is not known here. These are: {KNOWN}"),
        ("__import__", f"__import__ is not known here. These are: {KNOWN}"),
        ("os.system", f". {CAN}"), ("eval(1)", f"eval is not known here. These are: {KNOWN}"),
        ("_", f"_ is not known here. These are: {KNOWN}"),
        ("log(52)", LOG), ("log", LOG), ("log(1,2,3)", LOG),
        ("log2 52", "Put brackets round what log2 is taken of, as in log2(2)."),
        ("√2", "Put brackets round what sqrt is taken of, as in sqrt(2)."),
        ("min(1)", "min takes 2 values with a comma between them, and here their number is 1."),
        ("comb(1,2,3)", "comb takes 2 values with a comma between them, and here their number is 3."),
        ("2e", "e is unexpected here. If a product is meant, write *."),
        ("2(3)", "( is unexpected here. If a product is meant, write *."),
        ("1)", ") is unexpected here. If a product is meant, write *."),
        ("5²2", "2 is unexpected here. If a product is meant, write *."),
        ("²", "^ is unexpected here. If a product is meant, write *."),
        ("()", ") is unexpected here. If a product is meant, write *."),
        ("1_000", "_000 is unexpected here. If a product is meant, write *."),
        ("0x10", "x10 is unexpected here. If a product is meant, write *."),
        ("1 000", "000 is unexpected here. If a product is meant, write *."),
        ("ln(2 3)", "3 is unexpected here. If a product is meant, write *."),
        ("2+", "The end comes too early: something is missing after +."),
        ("2^", "The end comes too early: something is missing after ^."),
        ("ln(", "The end comes too early: something is missing after (."),
        ("(1+2", "A bracket is opened and not closed."), ("ln(2", "A bracket is opened and not closed."),
    ],
)  # fmt: skip
def test_remarks(text: str, expected: str) -> None:
    if expected:
        assert remark(text) == expected
    else:
        parse(text)


def test_a_formula_knows_its_variables() -> None:
    assert remark("q", "p", "n") == f"q is not known here. These are: p, n, {KNOWN}"


def test_deepest_allowed() -> None:
    assert value("(" * DEPTH + "1" + ")" * DEPTH) == 1
    assert value("-" * (LIMIT - 1) + "1") == -1
    assert value("1" + "^1" * 99) == 1
    assert value("0" + "!" * (LIMIT - 1)) == 1


def test_no_spelling_is_left_in_another() -> None:
    """The order of the spellings does not matter, so the page's script may take any."""
    for written in SPELLINGS:
        others = [other for other in SPELLINGS if other != written and written in other]
        assert others == []
