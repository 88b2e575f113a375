"""The labelled equations of the chapter on self-information, each checked from two independent sides."""

import itertools
import math
from fractions import Fraction

import mpmath
import pytest
import sympy
import torch
from hypothesis import given
from hypothesis import strategies as st

from infolib import self_information

probabilities = st.floats(min_value=1e-12, max_value=1.0)
exact_probabilities = st.fractions(min_value=Fraction(1, 10**6), max_value=1, max_denominator=10**6)


def questions(k: int) -> int:
    """Play the halving game with k possibilities and bad luck; count the answers."""
    answers = 0
    while k > 1:
        k, answers = k - k // 2, answers + 1
    return answers


def bits_exactly(p: Fraction) -> int:
    """Return n for p = 2**-n, by halving and with no logarithm."""
    n = 0
    while p < 1:
        p, n = 2 * p, n + 1
    assert p == 1
    return n


def tosses_below(p: Fraction, n: int) -> int:
    """Find the whole number m with 2**-(m + 1) < p**n <= 2**-m, with whole numbers only."""
    numerator, denominator = (p**n).numerator, (p**n).denominator
    m = 0
    while numerator * 2 ** (m + 1) <= denominator:
        m += 1
    return m


@pytest.mark.equation("eq-equally-likely", how="exhaustive enumeration")
@pytest.mark.parametrize("n", range(13))
def test_halving_finds_one_of_two_to_the_n_in_n_answers(n: int) -> None:
    assert questions(2**n) == self_information(1 / 2**n) == math.log2(2**n)


@pytest.mark.equation("eq-equally-likely", how="exhaustive enumeration")
def test_log2_k_is_the_questions_per_item_of_a_large_block() -> None:
    block = 2000
    for k in range(2, 60):
        per_item = (k**block - 1).bit_length() / block
        assert 0 <= per_item - self_information(1 / k) + 1e-12 < 1 / block + 2e-12


@pytest.mark.equation("eq-binary-code", how="exhaustive enumeration")
@pytest.mark.parametrize("n", range(1, 9))
def test_a_word_of_n_fair_digits_has_n_bits(n: int) -> None:
    words = list(itertools.product("01", repeat=n))
    p_word = Fraction(1, len(words))
    assert p_word == math.prod([Fraction(1, 2)] * n), "the digits are independent"
    assert self_information(float(p_word)) == n


@pytest.mark.equation("eq-self-information", how="exact rationals")
@pytest.mark.parametrize("n", range(60))
def test_self_information_of_powers_of_two_is_whole(n: int) -> None:
    assert self_information(2.0**-n) == bits_exactly(Fraction(1, 2**n))


@pytest.mark.equation("eq-self-information", how="mpmath")
@given(p=probabilities)
def test_two_to_the_minus_self_information_is_the_probability(p: float) -> None:
    with mpmath.workdps(50):
        assert abs(mpmath.power(2, -mpmath.mpf(self_information(p))) / mpmath.mpf(p) - 1) < 1e-14


@pytest.mark.equation("eq-information-nonnegative", how="random distributions")
@given(p=st.floats(min_value=5e-324, max_value=1.0))
def test_self_information_is_never_negative_and_zero_only_when_certain(p: float) -> None:
    assert self_information(p) >= 0
    assert (self_information(p) == 0) == (p == 1)


@pytest.mark.equation("eq-information-decreasing", how="random distributions")
@given(p=exact_probabilities, q=exact_probabilities)
def test_the_rarer_outcome_is_the_more_surprising(p: Fraction, q: Fraction) -> None:
    rarer, likelier = sorted((p, q))
    if float(rarer) < float(likelier):
        assert self_information(float(rarer)) > self_information(float(likelier))


@pytest.mark.equation("eq-information-additive", how="exact rationals")
@given(p=exact_probabilities, q=exact_probabilities)
def test_independent_surprises_add_up(p: Fraction, q: Fraction) -> None:
    both = self_information(float(p * q))
    assert both == pytest.approx(
        self_information(float(p)) + self_information(float(q)), rel=1e-13, abs=1e-12
    )


@pytest.mark.equation("eq-conditional-self-information", how="exhaustive enumeration")
def test_conditional_surprise_is_the_surprise_among_the_cases_left() -> None:
    deck = [(suit, rank) for suit in "CDHS" for rank in range(13)]
    draws = list(itertools.permutations(deck, 2))
    p_x = Fraction(sum(a[0] == "H" for a, b in draws), len(draws))
    p_xy = Fraction(sum(a[0] == b[0] == "H" for a, b in draws), len(draws))
    left = [b for a, b in draws if a == ("H", 0)]
    among_the_left = sum(b[0] == "H" for b in left) / len(left)
    assert self_information(float(p_xy / p_x)) == pytest.approx(-math.log2(among_the_left), abs=1e-13)


@pytest.mark.equation("eq-information-chain-rule", how="exact rationals")
@given(
    weights=st.lists(st.lists(st.integers(1, 1000), min_size=3, max_size=3), min_size=2, max_size=4),
    x=st.integers(0, 1),
    y=st.integers(0, 2),
)
def test_chain_rule_for_any_joint_distribution(weights: list[list[int]], x: int, y: int) -> None:
    total = sum(map(sum, weights))
    joint = -math.log2(weights[x][y] / total)
    first = self_information(sum(weights[x]) / total)
    second_given_first = self_information(weights[x][y] / sum(weights[x]))
    assert joint == pytest.approx(first + second_given_first, abs=1e-12)


@pytest.mark.equation("eq-information-chain-rule-n", how="exhaustive enumeration")
@pytest.mark.parametrize("n", range(1, 6))
def test_chain_rule_for_every_way_to_draw_from_an_urn(n: int) -> None:
    urn = "aaabbc"
    orders = list(itertools.permutations(urn))
    for outcome in {order[:n] for order in orders}:
        count = [sum(order[:t] == outcome[:t] for order in orders) for t in range(n + 1)]
        steps = [self_information(count[t] / count[t - 1]) for t in range(1, n + 1)]
        assert self_information(count[n] / len(orders)) == pytest.approx(sum(steps), abs=1e-12)


@pytest.mark.equation("eq-deck-telescopes", how="mpmath")
def test_the_cards_of_a_deck_add_up_to_the_whole_order() -> None:
    dealt = sum(self_information(1 / (53 - t)) for t in range(1, 53))
    with mpmath.workdps(50):
        whole = mpmath.loggamma(53) / mpmath.log(2)
    assert dealt == pytest.approx(float(whole), abs=1e-11)
    assert f"{dealt:.4f}" == "225.5810"


@pytest.mark.equation("eq-additivity-forces-log", how="SymPy identity")
def test_differentiating_additivity_leaves_only_the_logarithm() -> None:
    # Another road than the chapter's: d/dq of f(pq) = f(p) + f(q) at q = 1 is p f'(p) = f'(1).
    p = sympy.symbols("p", positive=True)
    slope, c = sympy.symbols("k c", real=True)
    f = sympy.Function("f")
    solution = sympy.dsolve(p * f(p).diff(p) - slope, f(p), ics={f(1): 0}).rhs
    unit = sympy.solve(solution.subs(p, sympy.Rational(1, 2)) - c, slope)[0]
    assert sympy.simplify(solution.subs(slope, unit) + c * sympy.log(p, 2)) == 0


@pytest.mark.equation("eq-additivity-forces-log", how="exact rationals")
@given(p=exact_probabilities, q=exact_probabilities)
def test_the_other_candidates_are_not_additive(p: Fraction, q: Fraction) -> None:
    def gap(pq: Fraction, of_p: Fraction, of_q: Fraction) -> Fraction:
        return pq - of_p - of_q

    assert gap(1 - p * q, 1 - p, 1 - q) == -(1 - p) * (1 - q)
    assert gap(1 / (p * q) - 1, 1 / p - 1, 1 / q - 1) == (1 / p - 1) * (1 / q - 1)


@pytest.mark.equation("eq-additivity-forces-log", how="exact rationals")
@given(n=st.integers(0, 30), c=st.fractions(min_value=Fraction(1, 9), max_value=9, max_denominator=9))
def test_additivity_alone_fixes_the_powers_of_one_half(n: int, c: Fraction) -> None:
    f = {Fraction(1): Fraction(0), Fraction(1, 2): c}  # f(1) = 0 follows from f(1) = f(1) + f(1)
    for m in range(1, n):
        f[Fraction(1, 2 ** (m + 1))] = f[Fraction(1, 2**m)] + f[Fraction(1, 2)]
    for p, value in f.items():
        assert value == c * bits_exactly(p)
        assert float(value) == pytest.approx(float(c) * self_information(float(p)), abs=1e-12)


@pytest.mark.equation("eq-squeeze", how="exact rationals")
@pytest.mark.parametrize(
    "p", [Fraction(1, 52), Fraction(1, 6), Fraction(2, 3), Fraction(9, 10), Fraction(1, 2)]
)
@pytest.mark.parametrize("n", [1, 2, 7, 40, 200])
def test_any_additive_surprise_is_caught_within_one_over_n(p: Fraction, n: int) -> None:
    m = tosses_below(p, n)
    assert Fraction(1, 2 ** (m + 1)) < p**n <= Fraction(1, 2**m)
    with mpmath.workdps(50):
        truth = -mpmath.log(mpmath.mpf(p.numerator) / p.denominator, 2)
        for bound in (mpmath.mpf(m) / n, mpmath.mpf(m + 1) / n):
            assert abs(bound - truth) <= mpmath.mpf(1) / n + mpmath.mpf(10) ** -40
    assert m / n - 1e-12 <= self_information(float(p)) <= (m + 1) / n + 1e-12


@pytest.mark.equation("eq-information-base-change", how="mpmath")
@given(p=probabilities, base=st.sampled_from([math.e, 3.0, 10.0, 256.0]))
def test_another_base_is_another_unit(p: float, base: float) -> None:
    with mpmath.workdps(50):
        in_base = -mpmath.log(mpmath.mpf(p), mpmath.mpf(base))
        log_of_2 = mpmath.log(2, mpmath.mpf(base))
    assert self_information(p, base=base) == pytest.approx(float(in_base), rel=1e-13, abs=1e-15)
    assert self_information(p) / math.log2(base) == pytest.approx(float(in_base), rel=1e-13, abs=1e-15)
    assert self_information(p) * float(log_of_2) == pytest.approx(float(in_base), rel=1e-13, abs=1e-15)


@pytest.mark.equation("eq-log-likelihood-sum", how="exact rationals")
@given(counts=st.lists(st.integers(1, 99), min_size=1, max_size=300))
def test_the_surprise_of_a_product_is_the_sum_of_surprises(counts: list[int]) -> None:
    product = math.prod(Fraction(count, 100) for count in counts)
    with mpmath.workdps(50):
        left = mpmath.log(product.denominator, 2) - mpmath.log(product.numerator, 2)
    right = sum(self_information([count / 100 for count in counts]))
    assert right == pytest.approx(float(left), rel=1e-12, abs=0)


@pytest.mark.equation("eq-near-certainty", how="mpmath")
@given(epsilon=st.floats(min_value=1e-30, max_value=0.999))
def test_near_certainty_costs_about_epsilon_over_ln_2(epsilon: float) -> None:
    with mpmath.workdps(80):
        e = mpmath.mpf(epsilon)
        surprise = -mpmath.log(1 - e, 2)
        assert e / mpmath.log(2) <= surprise <= e / ((1 - e) * mpmath.log(2))
    assert -math.log1p(-epsilon) / math.log(2) == pytest.approx(float(surprise), rel=1e-14, abs=0)


@pytest.mark.equation("eq-surprise-gradient", how="autograd")
@given(p=probabilities)
def test_the_slope_of_the_surprise(p: float) -> None:
    tensor = torch.tensor(p, dtype=torch.float64, requires_grad=True)
    self_information(tensor).backward()
    assert tensor.grad is not None
    assert tensor.grad.item() == pytest.approx(-1 / (p * math.log(2)), rel=1e-13, abs=0)


@pytest.mark.equation("eq-density-changes-units", how="SymPy identity")
@pytest.mark.parametrize("kind", ["uniform", "exponential", "normal"])
def test_minus_log_density_shifts_with_the_unit(kind: str) -> None:
    x, y, a = sympy.symbols("x y a", positive=True)
    cdf = {
        "uniform": x / 2,  # on [0, 2]
        "exponential": 1 - sympy.exp(-3 * x),
        "normal": (1 + sympy.erf(x / sympy.sqrt(2))) / 2,
    }[kind]
    density_y = sympy.diff(cdf.subs(x, y / a), y)  # Y = aX: differentiate P(Y <= y) = P(X <= y/a)
    left = -sympy.log(density_y.subs(y, a * x), 2)
    right = -sympy.log(sympy.diff(cdf, x), 2) + sympy.log(a, 2)
    assert sympy.simplify(sympy.expand_log(left - right, force=True)) == 0
