"""The labelled equations of the chapter on self-information, each checked from two independent sides."""

import itertools
import math
from fractions import Fraction

import pytest
import sympy

from infolib import self_information


def questions(k: int) -> int:
    """Play the halving game with k possibilities and bad luck; count the answers."""
    answers = 0
    while k > 1:
        k, answers = k - k // 2, answers + 1
    return answers


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


@pytest.mark.equation("eq-additivity-forces-log", how="SymPy identity")
def test_differentiating_additivity_leaves_only_the_logarithm() -> None:
    # Another road than the chapter's: d/dq of f(pq) = f(p) + f(q) at q = 1 is p f'(p) = f'(1).
    p = sympy.symbols("p", positive=True)
    slope, c = sympy.symbols("k c", real=True)
    f = sympy.Function("f")
    solution = sympy.dsolve(p * f(p).diff(p) - slope, f(p), ics={f(1): 0}).rhs
    unit = sympy.solve(solution.subs(p, sympy.Rational(1, 2)) - c, slope)[0]
    assert sympy.simplify(solution.subs(slope, unit) + c * sympy.log(p, 2)) == 0
