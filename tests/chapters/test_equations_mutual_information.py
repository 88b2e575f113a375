"""What execution cannot give of this chapter's equations: attained bounds, uniqueness, samples, autograd."""

import itertools
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction

import mpmath
import numpy as np
import pytest
import sympy as sp
from numpy.typing import NDArray

from infolib import (
    entropy,
    gaussian_entropy,
    joint_entropy,
    mutual_information,
    pointwise_mutual_information,
)

Table = NDArray[np.float64]
DIARY = np.array([[0.1, 0.5], [0.1, 0.3]])
LN2 = math.log(2)


def bits(p: Iterable[float]) -> float:
    """Entropy in bits, summed in plain Python from the definition."""
    return math.fsum(-float(x) * math.log2(float(x)) for x in p if x > 0)


def information(p: Table) -> float:
    """Mutual information in bits, summed in plain Python from the definition."""
    rows, columns = [math.fsum(row) for row in p], [math.fsum(column) for column in p.T]
    return math.fsum(
        p[x, y] * (math.log2(p[x, y]) - math.log2(rows[x]) - math.log2(columns[y]))
        for x, y in np.ndindex(*p.shape)
        if p[x, y] > 0
    )


def left_of_columns(p: Table) -> float:
    """H(Y|X) in bits as the expected surprise -log p(y|x)."""
    return math.fsum(
        -p[x, y] * math.log2(p[x, y] / math.fsum(p[x])) for x, y in np.ndindex(*p.shape) if p[x, y] > 0
    )


def tables(number: int = 21, seed: int = 0) -> list[Table]:
    """Draw joint tables: even, uneven and with zeros, among them empty rows."""
    rng = np.random.default_rng(seed)
    drawn = [DIARY, np.eye(3) / 3, np.full((2, 4), 1 / 8)]
    for i in range(number):
        shape = rng.integers(1, 6, 2)
        p = rng.dirichlet(np.full(shape.prod(), (0.2, 1.0, 20.0)[i % 3])).reshape(shape)
        if i % 4 == 0:
            p[0, 0] = 0.0
        if i % 7 == 0 and shape[0] > 1:
            p[-1] = 0.0
        if p.sum() > 0:
            drawn.append(p / p.sum())
    return drawn


def given_last(p: Table) -> float:
    """I(X;Y|Z) in bits: the sum over all triples, from the entries and their sums."""
    p_xz, p_yz, p_z = p.sum(axis=1), p.sum(axis=0), p.sum(axis=(0, 1))
    return math.fsum(
        p[x, y, z] * math.log2(p[x, y, z] * p_z[z] / (p_xz[x, z] * p_yz[y, z]))
        for x, y, z in np.ndindex(*p.shape)
        if p[x, y, z] > 0
    )


def channel(rng: np.random.Generator, rows: int, columns: int) -> Table:
    """Draw conditional distributions, one a row."""
    return rng.dirichlet(np.full(columns, 0.7), size=rows)


each_table = pytest.mark.parametrize("p", tables(), ids=lambda p: "x".join(map(str, p.shape)))


@pytest.mark.equation("eq-joint-entropy", how="mpmath")
@each_table
def test_joint_entropy_agrees_with_fifty_digits(p: Table) -> None:
    with mpmath.workdps(50):
        exact = -mpmath.fsum(mpmath.mpf(x) * mpmath.log(mpmath.mpf(x), 2) for x in p.ravel().tolist() if x)
    assert joint_entropy(p) == pytest.approx(float(exact), abs=1e-12)


@pytest.mark.equation("eq-joint-entropy-bounds", how="exact rationals")
def test_the_bounds_are_met_by_a_function_and_by_independence() -> None:
    card_and_suit = np.kron(np.eye(4), np.full((13, 1), 1 / 52))
    assert joint_entropy(card_and_suit) == pytest.approx(bits([1 / 52] * 52), abs=1e-12)
    apart = np.outer([0.5, 0.25, 0.25], [0.75, 0.25])
    assert joint_entropy(apart) == pytest.approx(1.5 + bits([0.75, 0.25]), abs=1e-12)


def test_the_lower_bound_fails_for_densities() -> None:
    x = sp.symbols("x")
    alone = -sp.integrate(2 * sp.log(2, 2), (x, 0, sp.Rational(1, 2)))
    pair = -sp.integrate(sp.integrate(4 * sp.log(4, 2), (x, 0, sp.Rational(1, 2))), (x, 0, sp.Rational(1, 2)))
    assert sp.simplify(alone) == -1
    assert sp.simplify(pair) == -2


def test_one_row_may_raise_it() -> None:
    assert bits([0.25, 0.75]) > bits([0.2, 0.8]) > left_of_columns(DIARY)


@pytest.mark.equation("eq-mutual-information", how="mpmath")
@each_table
def test_mutual_information_agrees_with_fifty_digits(p: Table) -> None:
    with mpmath.workdps(50):
        q = [[mpmath.mpf(x) for x in row] for row in p.tolist()]
        rows, columns = [mpmath.fsum(row) for row in q], [mpmath.fsum(c) for c in zip(*q, strict=True)]
        exact = mpmath.fsum(
            q[x][y] * mpmath.log(q[x][y] / (rows[x] * columns[y]), 2)
            for x, y in np.ndindex(*p.shape)
            if q[x][y] > 0
        )
    assert mutual_information(p) == pytest.approx(float(exact), abs=1e-12)


@pytest.mark.equation("eq-mutual-information", how="random distributions")
@each_table
def test_the_negative_terms_are_together_at_most_one_nat(p: Table) -> None:
    product = np.outer(p.sum(axis=1), p.sum(axis=0))
    some = p > 0
    terms = p[some] * np.log(p[some] / product[some])
    assert terms[terms < 0].sum() >= -1


@pytest.mark.equation("eq-bottom-card", how="exhaustive enumeration")
@pytest.mark.parametrize("t", [1, 2, 4, 5])
def test_the_first_cards_of_a_deck_of_six_tell_this_of_the_last(t: int) -> None:
    orders = list(itertools.permutations(range(6)))
    counts = Counter((order[:t], order[-1]) for order in orders)
    starts = sorted({start for start, _ in counts})
    p = np.array([[counts[start, last] / len(orders) for last in range(6)] for start in starts])
    assert mutual_information(p) == pytest.approx(math.log2(6 / (6 - t)), abs=1e-10)


@pytest.mark.equation("eq-bottom-card", how="exact rationals")
def test_half_of_the_information_takes_forty_five_cards() -> None:
    # log2(52 / (52 - t)) >= log2(52) / 2 says 52 >= (52 - t)^2.
    assert next(t for t in range(1, 52) if (52 - t) ** 2 <= 52) == 45
    assert Fraction(52, 52 - 26) == 2


@pytest.mark.equation("eq-mutual-information-nonnegative", how="random distributions")
@each_table
def test_it_is_never_negative_and_zero_for_the_product_alone(p: Table) -> None:
    product = np.outer(p.sum(axis=1), p.sum(axis=0))
    assert information(p) >= -1e-12
    assert information(product) == pytest.approx(0, abs=1e-12)
    # Pinsker's bound, in its own words: a table that is not the product tells something.
    assert information(p) >= np.abs(p - product).sum() ** 2 / (2 * LN2) - 1e-12


@pytest.mark.equation("eq-mutual-information-of-invertible", how="exact rationals")
def test_a_map_that_merges_shares_less_than_the_entropy() -> None:
    table = np.array([[0.5, 0.0], [0.25, 0.0], [0.0, 0.25]])
    assert mutual_information(table) < entropy(table.sum(axis=1)) - 0.5


def test_an_invertible_map_of_a_normal_changes_its_entropy() -> None:
    assert gaussian_entropy(2.0) - gaussian_entropy(1.0) == pytest.approx(1, abs=1e-12)


@pytest.mark.equation("eq-data-processing", how="random distributions")
@pytest.mark.parametrize("seed", range(15))
def test_a_second_step_never_adds(seed: int) -> None:
    rng = np.random.default_rng(seed)
    sizes = rng.integers(2, 6, 3)
    p_xy = rng.dirichlet(np.full(sizes[0] * sizes[1], 0.4)).reshape(sizes[0], sizes[1])
    step = channel(rng, sizes[1], sizes[2])
    assert information(p_xy @ step) <= information(p_xy) + 1e-12
    # Equality says I(X;Y|Z) = 0; the gap is I(X;Y|Z).
    p_xyz = p_xy[:, :, np.newaxis] * step
    assert information(p_xy) - information(p_xy @ step) == pytest.approx(given_last(p_xyz), abs=1e-11)


@pytest.mark.equation("eq-infonce", how="exhaustive enumeration")
@pytest.mark.parametrize("k", [1, 2, 4])
@pytest.mark.parametrize("seed", range(6))
def test_no_score_proves_more_than_there_is_or_than_the_row_can_show(seed: int, k: int) -> None:
    rng = np.random.default_rng(seed)
    p = rng.dirichlet(np.full(6, (0.3, 2.0)[seed % 2])).reshape(2, 3)
    p_x, p_y = p.sum(axis=1), p.sum(axis=0)
    best = p / np.outer(p_x, p_y)
    proved = [
        contrasted(p, score, k) for score in (best, best * rng.exponential(size=(2, 1)), rng.random((2, 3)))
    ]
    assert max(proved) <= min(information(p), math.log2(k)) + 1e-12
    # The best score stays the best when each x has a factor of its own, and no other beats it.
    assert proved[0] == pytest.approx(proved[1], abs=1e-12)
    assert proved[2] <= proved[0] + 1e-12


def contrasted(p: Table, score: Table, k: int) -> float:
    """I_K in bits from the definition, over all pairs and all other candidates."""
    alone = p.sum(axis=0)
    return math.fsum(
        p[x, y]
        * math.prod(alone[list(others)])
        * math.log2(score[x, y] / np.mean([score[x, each] for each in (y, *others)]))
        for x, y in np.ndindex(*p.shape)
        for others in itertools.product(range(p.shape[1]), repeat=k - 1)
    )


@pytest.mark.equation("eq-fano", how="random distributions")
def test_fano_is_met_by_errors_spread_evenly_and_by_nothing_below() -> None:
    for wrong in (0.0, 0.1, 0.5, 0.75):
        even = np.where(np.eye(4) == 1, 1 - wrong, wrong / 3) / 4
        assert left_of_columns(even) == pytest.approx(
            bits([wrong, 1 - wrong]) + wrong * math.log2(3), abs=1e-12
        )
    skewed = np.array([[0.7, 0.3, 0.0], [0.3, 0.7, 0.0], [0.0, 0.3, 0.7]]) / 3
    assert left_of_columns(skewed) < bits([0.3, 0.7]) + 0.3 * math.log2(2) - 0.1


@pytest.mark.equation("eq-sense-evidence", how="random distributions")
@pytest.mark.parametrize("seed", range(5))
def test_the_evidence_of_a_word_is_a_difference_and_the_log_of_the_odds(seed: int) -> None:
    rng = np.random.default_rng(seed)
    words = channel(rng, 2, 7) + 1e-6
    words /= words.sum(axis=1, keepdims=True)
    pmi = pointwise_mutual_information(words / 2)
    for w in range(7):
        evidence = math.log2(words[0, w] / words[1, w])
        assert pmi[0, w] - pmi[1, w] == pytest.approx(evidence, abs=1e-12)
        river = 0.5 * words[0, w] / (0.5 * words[0, w] + 0.5 * words[1, w])
        assert math.log2(river / (1 - river)) == pytest.approx(evidence, abs=1e-9)


def mean_estimate(p: Sequence[Sequence[float]], n: int) -> float:
    """Average plug-in estimate in bits, over all two-by-two tables of n counts, each with its probability."""
    cells = np.array([c for c in itertools.product(range(n + 1), repeat=3) if sum(c) <= n])
    cells = np.column_stack([cells, n - cells.sum(axis=1)])
    factorial = np.array([math.lgamma(i + 1) for i in range(n + 1)])
    flat = np.ravel(p)
    possible = (cells[:, flat == 0] == 0).all(axis=1)
    cells = cells[possible]
    log_p = np.log(np.where(flat > 0, flat, 1))
    weight = np.exp(factorial[n] - factorial[cells].sum(axis=1) + cells @ log_p)
    estimate = mutual_information(cells.reshape(-1, 2, 2) / n)
    return float(weight @ estimate)


@pytest.mark.equation("eq-mutual-information-bias", how="exhaustive enumeration")
@pytest.mark.parametrize(
    ("p", "numerator"),
    [
        ([[0.25, 0.25], [0.25, 0.25]], 1),
        ([[0.4, 0.1], [0.2, 0.3]], 1),
        ([[0.5, 0.0], [0.0, 0.5]], -1),
        ([[0.4, 0.3], [0.0, 0.3]], 0),
    ],
)
def test_the_excess_of_an_estimate_over_all_samples(p: list[list[float]], numerator: int) -> None:
    n = 60
    excess = mean_estimate(p, n) - information(np.array(p))
    assert excess * 2 * n * LN2 == pytest.approx(numerator, abs=0.08)


def wrong_bits(words: NDArray[np.int64], decode: dict[tuple[int, ...], int], f: float) -> float:
    """Return the share of wrong data bits, by enumeration; word number d carries the binary digits of d."""
    bits_of_data = (len(words) - 1).bit_length()
    wrong = 0.0
    for data, word in enumerate(words):
        for received in itertools.product((0, 1), repeat=len(word)):
            flips = int(np.sum(word != received))
            chance = f**flips * (1 - f) ** (len(word) - flips)
            wrong += chance * (data ^ decode[received]).bit_count() / bits_of_data
    return wrong / len(words)


def nearest(words: NDArray[np.int64]) -> dict[tuple[int, ...], int]:
    """Decode each received word as the nearest codeword."""
    return {
        received: int(np.sum(words != received, axis=1).argmin())
        for received in itertools.product((0, 1), repeat=words.shape[1])
    }


@pytest.mark.equation("eq-bsc-capacity", how="random distributions")
def test_no_input_tells_more_over_the_binary_symmetric_channel_than_a_fair_bit() -> None:
    rng = np.random.default_rng(12)
    for f, ones in rng.random((50, 2)):
        table = np.array([[(1 - ones) * (1 - f), (1 - ones) * f], [ones * f, ones * (1 - f)]])
        fair = np.array([[1 - f, f], [f, 1 - f]]) / 2
        assert information(table) <= information(fair) + 1e-12
        assert information(fair) == pytest.approx(1 - bits([f, 1 - f]), abs=1e-12)


@pytest.mark.equation("eq-repetition-error", how="exhaustive enumeration")
@pytest.mark.parametrize("n", [1, 3, 5, 7])
@pytest.mark.parametrize("f", [0.1, 0.3, 0.5])
def test_the_majority_is_wrong_as_often_as_more_than_half_of_the_copies_are_flipped(n: int, f: float) -> None:
    copies = np.repeat([[0], [1]], n, axis=1)
    formula = math.fsum(math.comb(n, k) * f**k * (1 - f) ** (n - k) for k in range((n + 1) // 2, n + 1))
    assert wrong_bits(copies, nearest(copies), f) == pytest.approx(formula, abs=1e-12)


@pytest.mark.equation("eq-coding-wall", how="exhaustive enumeration")
@pytest.mark.parametrize("f", [0.02, 0.1, 0.3])
def test_no_code_gets_beyond_the_wall_and_the_bare_bits_stand_on_it(f: float) -> None:
    capacity = 1 - bits([f, 1 - f])
    rng = np.random.default_rng(7)
    bare = np.array(list(itertools.product((0, 1), repeat=3)))
    parity = np.column_stack([bare, bare.sum(axis=1) % 2])
    drawn = [
        rng.permutation(list(itertools.product((0, 1), repeat=n)))[: 2**k] for n in (4, 6) for k in (1, 2, 3)
    ]
    rooms = []
    for words in (bare, parity, np.repeat([[0], [1]], 5, axis=1), *drawn):
        error = wrong_bits(words, nearest(words), f)
        rate = (len(words) - 1).bit_length() / words.shape[1]
        rooms.append(capacity - rate * (1 - bits([error, 1 - error])))
    assert min(rooms) == pytest.approx(0, abs=1e-12)  # the bare bits
    assert rooms[0] == min(rooms)
    assert sorted(rooms)[1] > 1e-3


def test_a_hamming_code_mends_every_single_flip_and_misses_as_often_as_two_come() -> None:
    f = Fraction(1, 10)
    mended = (1 - f) ** 7 + 7 * f * (1 - f) ** 6
    assert float(1 - mended) == pytest.approx(0.1497, abs=5e-5)
    words = [word for word in itertools.product((0, 1), repeat=7) if not place_sum(word)]
    assert len(words) == 16
    assert (
        min(sum(a != b for a, b in zip(v, w, strict=True)) for v, w in itertools.combinations(words, 2)) == 3
    )


def place_sum(word: Sequence[int]) -> int:
    """Add the numbers of the places with a 1, without carry."""
    total = 0
    for place, bit in enumerate(word, start=1):
        total ^= place * bit
    return total


@pytest.mark.parametrize(("n", "k", "t"), [(15, 7, 2), (15, 5, 3), (31, 11, 5)])
def test_a_bch_code_of_the_size_that_the_chapter_counts_mends_so_many_flips(n: int, k: int, t: int) -> None:
    m = n.bit_length()
    modulus = {15: 0b10011, 31: 0b100101}[n]  # a primitive polynomial
    powers = [1]
    for _ in range(n - 1):
        shifted = powers[-1] << 1
        powers.append(shifted ^ modulus if shifted >> m else shifted)
    taken = {j * 2**i % n for j in range(1, 2 * t, 2) for i in range(m)}
    assert n - len(taken) == k

    def value(word: int, j: int) -> int:
        """Take the word as a polynomial, at the j-th power of the primitive element."""
        total = 0
        for place in range(n):
            if word >> place & 1:
                total ^= powers[j * place % n]
        return total

    # The syndromes are linear: find the code as their kernel, and the fewest ones of a codeword.
    columns = [
        sum(powers[j * place % n] << (m * i) for i, j in enumerate(range(1, 2 * t, 2))) for place in range(n)
    ]
    kernel: list[int] = []
    basis: dict[int, tuple[int, int]] = {}
    for place, column in enumerate(columns):
        combination = 1 << place
        while column:
            top = column.bit_length()
            if top not in basis:
                basis[top] = column, combination
                break
            column ^= basis[top][0]
            combination ^= basis[top][1]
        else:
            kernel.append(combination)
    assert len(kernel) == k
    assert all(value(word, j) == 0 for word in kernel for j in range(1, 2 * t + 1))
    fewest = n
    for chosen in range(1, 2**k):
        word = 0
        for i, each in enumerate(kernel):
            if chosen >> i & 1:
                word ^= each
        fewest = min(fewest, word.bit_count())
    assert fewest >= 2 * t + 1
