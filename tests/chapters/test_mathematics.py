"""How formulas are read, what their parts are worth, what settings may say, and how claims are judged."""

import doctest
import math

import mathematics
import pytest
from mathematics.checking import Verdict, check
from mathematics.claims import read, split
from mathematics.evaluator import Environment, UnknownError, evaluate
from mathematics.judgement import Judgement, judge
from mathematics.parser import FormulaError, parse
from mathematics.reading import passages
from mathematics.settings import DrawnScene, book_settings, read_settings
from mathematics.tree import (
    Bracketed,
    Call,
    Chain,
    Delimited,
    Derivative,
    Fraction,
    Integral,
    Negative,
    Node,
    Number,
    Operator,
    Power,
    Product,
    Sum,
    Symbol,
)

ONE, TWO, P, Q, X = Number("1"), Number("2"), Symbol("p"), Symbol("q"), Symbol("x")


def with_index(name: str, index: str) -> Symbol:
    return Symbol(name, Bracketed((Symbol(index),), (), ""), index)


def test_the_example_that_explains_the_engine_runs() -> None:
    assert doctest.testmod(mathematics).failed == 0
    assert mathematics.__doc__
    assert ">>>" in mathematics.__doc__


# -- the parser


@pytest.mark.parametrize(
    ("latex", "tree"),
    [
        (r"1{,}024", Number("1024")),
        (r"\frac12 x", Product((Fraction(ONE, TWO), X))),
        (r"-p x", Negative(Product((P, X)))),
        (r"p - q / 2", Sum((P, Negative(Fraction(Q, TWO))))),
        (r"e^{-x}", Power(Symbol("e"), Negative(X))),
        (r"D(p \,\|\, q)", Call(Symbol("D"), Bracketed((P, Q), ("‖",)))),
        (r"p(x \mid 2)", Call(P, Bracketed((X, TWO), ("|",)))),
        (r"\lceil x \rceil", Delimited("ceil", X)),
        (r"\log_2 p x", Operator("log", Bracketed((TWO,), (), ""), None, Product((P, X)))),
        (
            r"\sum_i p_i q_i",
            Operator(
                "sum",
                Bracketed((Symbol("i"),), (), ""),
                None,
                Product((with_index("p", "i"), with_index("q", "i"))),
            ),
        ),
        (r"\frac{\partial q}{\partial p_i}", Derivative(with_index("p", "i"), Q)),
        (r"\int_1^2 p \, dx", Integral(Bracketed((ONE,), (), ""), TWO, P, (X,))),
    ],
)
def test_a_formula_becomes_a_tree(latex: str, tree: Node) -> None:
    (chain,) = parse(latex).chains
    assert chain.sides == (tree,)


def test_a_chain_keeps_its_relations_its_units_and_the_words_before_it() -> None:
    first, second = parse(r"p = 2 \text{ bits} \le q \quad\text{if } x > 1").chains
    assert first == Chain((P, TWO, Q), ("=", "<="), ("", "bits", ""))
    assert second == Chain((X, ONE), (">",), ("", ""), "if ")


@pytest.mark.parametrize(
    ("latex", "message"),
    [
        (r"p = ) q", r"no part of the dialect at '\)q', after 'p='"),
        (r"H(p", r"at '', after 'H\(p'"),
        (r"\frac{1}{2", r"a brace is not closed"),
        (r"|x - 2", r"\| was expected at '', after '\|x-2'"),
    ],
)
def test_a_formula_outside_the_dialect_is_refused_where_reading_stopped(latex: str, message: str) -> None:
    with pytest.raises(FormulaError, match=message):
        parse(latex)


# -- the evaluator


def value(latex: str, settings: str = "", base: float = 2.0) -> object:
    return evaluate(
        parse(latex).chains[0].sides[0], Environment(DrawnScene(read_settings(settings), 0, base))
    )


JOINT = "let X, Y be variables with the law p and the probabilities ((1/2, 0), (1/4, 1/4))"
LISTS = "let p = (1/2, 1/2); q = (1/4, 3/4)"


@pytest.mark.parametrize(
    ("settings", "latex", "by_hand"),
    [
        ("", r"\sum_{i=1}^4 i^2", 30),
        ("", r"1 + 2 + \cdots + 100", 5050),
        ("", r"\binom{5}{2} 3!", 60),
        ("", r"0 \log 0", 0),
        ("", r"\log_2 8 - \ln e", 2),
        ("", r"\lceil 2.1 \rceil - \lfloor 2.9 \rfloor", 1),
        (LISTS, r"H(p)", 1),
        (LISTS, r"D(p \,\|\, q)", math.log2(2 / math.sqrt(3))),
        (LISTS, r"H(p, q)", 1 + math.log2(2 / math.sqrt(3))),
        (LISTS, r"\sum_{i : q_i > p_i} q_i", 0.75),
        (LISTS, r"\max(p_1, q_2)", 0.75),
        (JOINT, r"H(X, Y)", 1.5),
        (JOINT, r"H(Y \mid X)", 0.5),
        (JOINT, r"H(Y \mid X = 1)", 0),
        (JOINT, r"I(X; Y)", 1 + (2 - 0.75 * math.log2(3)) - 1.5),
        (JOINT, r"\mathbb{E}[X Y]", 2),
        (JOINT, r"P(X + Y = 3)", 0.25),
        ("let f(x) = x^3", r"f'(2)", 12),
        ("let f(x) = x^3", r"\lim_{x \to 1} \frac{f(x) - 1}{x - 1}", 3),
        ("", r"\int_0^1 x^2 \, dx", 1 / 3),
    ],
)
def test_a_part_has_the_value_found_by_hand(settings: str, latex: str, by_hand: float) -> None:
    settings = settings + "; P = p" if settings == JOINT else settings
    assert value(latex, settings) == pytest.approx(by_hand, abs=1e-6)


def test_a_letter_of_which_nobody_has_said_anything_is_named() -> None:
    with pytest.raises(UnknownError, match="nothing says what w is"):
        value("2 w")


# -- the settings


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("let X, Y be variables with the law p", ("X", "Y", "p")),
        (r"let q_i^{(T)} = e^{1/T}", ("q^()",)),
        ("let P_j = 2^{-j}", ("P",)),
        ("let f(x) = x^2", ("f",)),
        ("let the unit be nats", ("the unit",)),
    ],
)
def test_a_setting_says_of_which_letters_it_speaks(line: str, names: tuple[str, ...]) -> None:
    (setting,) = read_settings(line)
    assert setting.names == names


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            "let q be a lawlike p",
            r"no kind is called 'a lawlike p'; the nearest are: .*\(a law\|laws\) like LAW",
        ),
        ("let p < 3", "a setting is 'NAMES be KIND' or 'NAME = FORMULA', not 'p < 3'"),
        ("let 3 = p", "what does '3 = p' define"),
        ("let p =", "what is the right side of 'p ='"),
        ("let p = (1", "at '', after"),
    ],
)
def test_a_line_that_says_nothing_is_refused_with_its_reason(line: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read_settings(line)


def test_a_setting_that_cannot_be_read_is_found_by_its_line() -> None:
    with pytest.raises(ValueError, match="line 3: no kind is called 'a mystery'"):
        list(passages("# A\n\n<!-- let q be a mystery -->\n\n$q = 1$\n"))


def test_a_letter_is_drawn_alike_whatever_else_is_asked_for() -> None:
    first, second = (Environment(DrawnScene(book_settings(), 7, 2.0)) for _ in range(2))
    second.need("b")
    assert list(first.need("p").list()) == list(second.need("p").list())


# -- the verdicts


def verdict(latex: str, settings: str = "") -> Verdict:
    claims, conditions, limits = split(read(latex))
    return check(claims[0], (*book_settings(), *read_settings(settings)), [2.0], conditions, limits=limits)


@pytest.mark.parametrize(
    "latex",
    [
        r"H(X, Y) = H(X) + H(Y \mid X)",
        r"D(p \,\|\, q) \ge 0",
        r"H(p) = 0 \quad\text{if and only if } \max_i p_i = 1",
        r"(1 + 1/n)^n \to e \quad n \to \infty",
    ],
)
def test_a_true_claim_holds(latex: str) -> None:
    found = verdict(latex)
    assert (found.status, found.weak) == ("holds", ())
    assert found.draws >= 5


def test_a_false_claim_fails_with_the_draw_and_both_sides() -> None:
    found = verdict("H(p) = a", "let p = (1/2, 1/4, 1/4); a = 2.5")
    assert found.status == "fails"
    assert found.why == "draw 1: 1.5 = 2.5 is false, in relation 1"
    assert "for p = [" in verdict(r"D(p \,\|\, q) = D(q \,\|\, p)").why


@pytest.mark.parametrize(
    ("latex", "why"),
    [
        ("w = 1", "nothing says what w is"),
        ("H(p) = H(p)", "both sides are the same"),
        (r"(1 + 1/n)^n \to e", "nothing says along what the limit is taken"),
    ],
)
def test_a_claim_that_cannot_be_checked_says_why(latex: str, why: str) -> None:
    found = verdict(latex)
    assert (found.status, found.why) == ("unknown", why)


def test_a_decimal_is_as_exact_as_its_digits() -> None:
    assert verdict("p = 0.33", "let p = 1/3").status == "holds"
    assert verdict("p = 0.34", "let p = 1/3").status == "fails"


@pytest.mark.parametrize(
    ("latex", "remark"),
    [
        (r"D(p \,\|\, q) \ge -1", "never comes closer to equality"),
        (r"D(p \,\|\, q) \ge 0 \quad\text{if } p_1 > q_1", "its condition is not needed"),
    ],
)
def test_a_claim_that_says_less_than_it_could_is_weak(latex: str, remark: str) -> None:
    found = verdict(latex)
    assert found.status == "holds"
    assert remark in "; ".join(found.weak)


def test_a_check_that_its_own_setting_makes_true_counts_for_nothing() -> None:
    (judgement,) = judged("<!-- let w = H(p) + 1 -->\n\nThe sum is $w = H(p) + 1$.")
    assert judgement.status == "supposed"
    assert "could not fail" in judgement.why


# -- what is supposed


def judged(text: str) -> list[Judgement]:
    return [each for _, found in judge(passages(f"# A\n\n{text}\n")) for each in found]


def statuses(text: str) -> list[str]:
    return [each.status for each in judged(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (r"Let $p = \tfrac12$. Then $H_{\mathrm{bin}}(p) = 1$ bit.", ["needed", "executed"]),
        (r"Let $p = \tfrac13$. Then $H_{\mathrm{bin}}(p) = 1$ bit.", ["supposed", "fails"]),
        (r"Let $p = \tfrac12$. Then $D(q \,\|\, r) \ge 0$.", ["supposed", "executed"]),
        (
            r"If some $p_i > 0$ has $q_i = 0$, then $D(p \,\|\, q) = \infty$.",
            ["needed", "needed", "executed"],
        ),
        (r"If some $p_i > 0$ has $q_i > 0$, then $D(p \,\|\, q) = \infty$.", ["supposed"] * 3),
        (r"We have $I(X; Y) = 0$ if $p(x, y) = p(x)\,p(y)$.", ["executed", "needed"]),
        (r"It is $p(y \mid x) = p(x, y) / p(x)$ where $p(x) > 0$.", ["executed", "needed"]),
        (r"If $q_i = \frac1k$, then $H(p, q) = \log k$.", ["needed", "executed"]),
        (r"If $X \to Y \to Z$, then $I(X; Z) \le I(X; Y)$.", ["needed", "executed"]),
        ("<!-- let w be a number in (0, 9) -->\n\nIf $w > 0$, then $|w| = w$.", ["needed", "executed"]),
        ("<!-- let w be a number in (0, 9) -->\n\nIf $w > 0$, then $2w = w + w$.", ["supposed", "executed"]),
    ],
)
def test_what_is_supposed_is_needed_if_an_executed_claim_breaks_without_it(
    text: str, found: list[str]
) -> None:
    assert statuses(text) == found


def test_what_is_needed_names_the_claim_and_the_draw_that_shows_it() -> None:
    needed, _ = judged(r"Let $p = \tfrac12$. Then $H_{\mathrm{bin}}(p) = 1$ bit.")
    assert (
        needed.why
        == r"H_{\mathrm{bin}}(p) = 1 breaks without it: draw 1: 0.970951 = 1. is false, in relation 1"
    )


def test_a_function_that_is_not_what_its_setting_says_is_wrong_and_not_supposed() -> None:
    text = "<!-- let g(x) = x - 1 -->\n\nPut $g(x) = x - {}$. Then $g'(x) = 1$ and $g(1) = 0$."
    assert statuses(text.format(1)) == ["needed", "executed", "executed"]
    assert statuses(text.format(2)) == ["fails", "executed", "executed"]


def test_a_claim_that_is_not_executed_needs_nothing() -> None:
    text = "<!-- let w = 2 p_1 -->\n\nLet $p_1 = \\tfrac12$ and $w = 2 p_1$."
    assert statuses(text) == ["supposed", "supposed"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (r"It is $D(p \,\|\, q) \ge 0$, with equality if and only if $p = q$.", ["executed", "executed"]),
        (r"It is $D(p \,\|\, q) \ge 0$, with equality if and only if $p = r$.", ["executed", "supposed"]),
        (r"It is $D(p \,\|\, q) \le 0$, with equality if and only if $p = q$.", ["fails", "executed"]),
        (r"And $H(p, q) \ne H(q, p)$ in general.", ["executed"]),
        (r"And $H(p) \ne H(p_1, 1 - p_1)$.", ["fails"]),
    ],
)
def test_words_may_say_when_sides_are_equal_and_that_they_differ(text: str, found: list[str]) -> None:
    assert statuses(text) == found


@pytest.mark.parametrize(
    ("said", "found"),
    [
        (r"-p_i \log p_i = 0", ["needed"]),
        (r"-p_i \log p_i = 1", ["supposed", "fails"]),
        (r"H(p) \ge 0", ["supposed", "fails"]),
    ],
)
def test_what_an_author_says_for_words_must_need_what_they_suppose(said: str, found: list[str]) -> None:
    assert statuses(f"For $p_i = 0$ the term is 0.\n\n<!-- so {said} -->") == found


def test_a_semicolon_in_brackets_ends_no_statement() -> None:
    first, second = read_settings("let w = I(X; Y); v = 2")
    assert (first.names, second.names) == (("w",), ("v",))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (r"<!-- let x be a number in (2, 5) -->\n\nIt is $\int \frac{dx}{x \ln x} = \ln \ln x$.", "executed"),
        (r"<!-- let x be a number in (2, 5) -->\n\nIt is $\int \frac{dx}{x \ln x} = \ln x$.", "fails"),
        (r"<!-- let r_j = a + 2^{-j} -->\n\nIt is $\lim_j r_j = a$.", "executed"),
        (r"<!-- let \ldots = H(X, Y) -->\n\nIt is $\ldots = H(X) + H(Y \mid X)$.", "executed"),
        (r"<!-- let \psi(u) = u^2 / 2 + u^3 -->\n\nIt is $\psi''(0) = 1$.", "executed"),
        (r"<!-- let \Sigma_f = ((1, b), (b, 1)) -->\n\nIt is $\det \Sigma_f = 1 - b^2$.", "executed"),
        (r"In nats, $H(\tfrac12, \tfrac12) = 0.6931$.", "executed"),
        (r"In nats, $\ln w$ is more; $H(\tfrac12, \tfrac12) = 1$ bit.", "executed"),
        (r"In nats. And $H(\tfrac12, \tfrac12) = 0.6931$.", "fails"),
    ],
)
def test_ways_of_writing_that_the_book_has_are_understood(text: str, found: str) -> None:
    assert statuses(text.replace(r"\n", "\n"))[0] == found
