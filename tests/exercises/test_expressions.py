"""What a learner types is read as arithmetic, by the rules of mathematics, and never as code."""

import math
import re
from fractions import Fraction

import mpmath
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from infobook.checker.expressions import DEPTH, LIMIT, CannotRead, evaluate, parse
from infobook.checker.spellings import REWRITES, respelled

P = math.exp(-1.25)


def value(text: str, **values: float) -> float:
    return evaluate(parse(text, tuple(values)), values)


def remark(text: str, *variables: str) -> str:
    with pytest.raises(CannotRead) as problem:
        evaluate(parse(text, variables), dict.fromkeys(variables, 0.5))
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
        ("0,415", 0.415), (",5", 0.5), ("1,000.5", 1000.5), ("1,000,000", 1e6), ("1.000.000", 1e6), ("1.000,5", 1000.5),
        ("10 000,5", 10000.5), ("1_000", 1000), ("1'000", 1000), ("5,7e3", 5700), ("1,000,000e2", 1e8), ("5.e3", 5000),
        ("ln(0,5)", math.log(0.5)), ("log(8,2)", 3), ("C(5,2)", 10), ("5C2", 10), ("max(ln(0,5), 3)", 3),
        ("2(3)", 6), ("(2)(3)", 6), ("2e", 2 * math.e), ("2log2(8)", 6), ("6!3!", 4320), ("2½", 2.5), ("3 x 10^2", 300),
        ("1/2 log2(8)", 1.5), ("1/(2e) pi", math.pi / (2 * math.e)), ("e^2pi", math.e**2 * math.pi),
        ("ln2", math.log(2)), ("log2 8", 3), ("log2 2^3", 3), ("log2 3!", math.log2(6)), ("√2/2", math.sqrt(0.5)),
        ("exp -1", math.exp(-1)), ("log2 log2 16", 2), ("ln 8 / ln 2", 3), ("ln2 ln2", math.log(2) ** 2),
        ("log(8)/log(2)", 3), ("log 8/lg 2", 3), ("log(1)", 0), ("LOG2(8)", 3), ("Pi", math.pi), ("Infinity", math.inf),
        ("log_2 8", 3), ("log_{2}(8)", 3), ("log base 2 of 8", 3), ("\\log_2 8", 3), ("\\frac{1}{\\sqrt{4}}", 0.5),
        ("np.log(e)", 1), ("math.log(8, 2)", 3), ("math.comb(5, 2)", 10), ("3 factorial", 6), ("factorial(3)", 6),
        ("[5]", 5), ("{5}", 5), ("25 percent", 0.25), ("1 over 4", 0.25), ("1 in 4", 0.25), ("about 5", 5), ("5.7.", 5.7),
        ("log₂8", 3), ("log₂(8)", 3), ("log₁₀(10)", 1), ("2π", 2 * math.pi), ("π", math.pi), ("1\u00a0+\u202f1\t\n", 2),
        ("5²", 25), ("5³", 125), ("2⁻⁴", 1 / 16), ("10²³", 1e23), ("2¹⁰", 1024), ("(1/2)²", 0.25), ("-2²", -4),
    ],
)  # fmt: skip
def test_values(text: str, expected: float) -> None:
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
LOG = "Which base is meant by log or lg: 2, e or 10? Write log2, ln or log10, or log(x, base)."
COMMA = "What does the comma separate? Write one number, with a point before its decimals."
DIVISOR = "How far does the divisor after / go? Put brackets round it."
SIGN = "is unexpected here. Is a sign missing before it, such as *?"
LONG = "That is longer than any answer here: 200 characters are enough."
DEEP = "That has more than 30 brackets inside one another. Fewer do it here."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "Nothing is there to read: write a number, or an expression such as log2(52) or 2^-4."),
        (" \t\n\u00a0", "Nothing is there to read: write a number, or an expression such as log2(52) or 2^-4."),
        ("1" * (LIMIT + 1), LONG), ("1" * 1_000_000, LONG), (" " * 1_000_000, LONG),
        ("(" * (DEPTH + 1) + "1" + ")" * (DEPTH + 1), DEEP), ("(" * LIMIT, DEEP), ("-(" * 100, DEEP),
        ("5,7,1", COMMA), ("ln(5, 7)", COMMA), ("(5, 7)", COMMA), ("5,", COMMA), ("1,5.2", COMMA), (",", COMMA),
        ("5.7", ""), ("５.7", "Write digits as 0 to 9."), ("٣", "Write digits as 0 to 9."),
        ("𝟓", "Write digits as 0 to 9."),
        ("5'7", f"' {CAN}"), ("__import__('os')", f"' {CAN}"), ("≈5", f"= {CAN}"), ("5\x00", f"U+0000 {CAN}"),
        ("\ud800", f"U+D800 {CAN}"), ("①", f"① {CAN}"), ("2 = 5", f"= {CAN}"), ("|5|", f"| {CAN}"),
        ("<b>", f"< {CAN}"), ("&", f"& {CAN}"),
        ("x", "x is a letter: put in the number that it stands for."), ("nan", f"nan is not known here. These are: {KNOWN}"),
        ("__import__", f"__import__ is not known here. These are: {KNOWN}"),
        ("os.system", f". {CAN}"), ("eval(1)", "eval( ) cannot be computed here: write its value, or the terms that it is made of."),
        ("_", f"_ is not known here. These are: {KNOWN}"),
        ("log(52)", LOG), ("lg 52", LOG), ("ln(2) log(52)", LOG), ("log(1,2,3)", LOG),
        ("log2 52/12", "Put brackets round what log2 is taken of, as in log2(2)."),
        ("ln 2 pi", "Put brackets round what ln is taken of, as in ln(2)."),
        ("√", "Put brackets round what sqrt is taken of, as in sqrt(2)."),
        ("log", "Put brackets round what log is taken of, as in log(2)."),
        ("1/2pi", DIVISOR), ("1/2(3)", DIVISOR), ("1/2 ln 2", DIVISOR), ("1/(2)(3)", DIVISOR), ("1/2^3 pi", DIVISOR),
        ("min(1)", "min takes 2 values with a comma between them, and here their number is 1."),
        ("comb(1,2,3)", "comb takes 2 values with a comma between them, and here their number is 3."),
        ("1)", "A bracket is closed and not opened."), (")", "A bracket is closed and not opened."),
        ("(2)3", f"3 {SIGN}"), ("e2", f"2 {SIGN}"),
        ("5²2", f"2 {SIGN}"),
        ("²", f"^ {SIGN}"),
        ("()", "Something is missing after (."), ("1 00", f"00 {SIGN}"), ("ln(2 3)", f"3 {SIGN}"),
        ("2+", "Something is missing after +."), ("2^", "Something is missing after ^."),
        ("ln(", "Something is missing after (."),
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


@pytest.mark.parametrize(("pattern", "meant"), REWRITES)
def test_both_languages_read_a_pattern_alike(pattern: str, meant: str) -> None:
    """Nothing is used that only one of them has."""
    assert not re.search(r"\(\?<|\(\?P|\\[AZzupP]|\(\?[a-z]", pattern)
    assert "\\" not in meant
    assert set(re.findall(r"\$(\d)", meant)) <= {str(n) for n in range(1, re.compile(pattern).groups + 1)}


@given(st.text("0123456789.,'_+-−*/^!%()[]{}\\ eplog2²½√≈=x", max_size=LIMIT))
def test_what_is_spelled_as_the_grammar_has_it_stays(text: str) -> None:
    once = respelled(text)
    twice = respelled(once)
    assert respelled(twice) == twice


@pytest.mark.parametrize(
    "text", ["10^-701", "1e-400", "0.2^1000", "exp(-9999)", "1e-200*1e-200", "1e-300/1e300"]
)
def test_what_is_too_small_for_a_number_is_not_0(text: str) -> None:
    assert 0 < value(text) < 1e-300
    assert value(f"-({text})") == -value(text)
    assert value(f"1 - {text}") == 1


def test_letters_that_stand_together_are_the_names_they_are_made_of() -> None:
    assert value("a+b-ab", a=2.0, b=3.0) == -1
    assert value("-plog2p - P log2 P", p=0.5) == 1
    assert value("2t²", t=3.0) == 18
    assert value("2x(1-x)", x=3.0) == -12
    assert value("C*m/n", c=1.0, m=2.0, n=4.0) == 0.5
    assert value("C(5,2)", n=4.0) == 10
    assert value("e1", e1=7.0) == 7
    assert remark("axb", "a", "b") == f"axb is not known here. These are: a, b, {KNOWN}"
    assert value("P", p=1.0, P=2.0) == 2
