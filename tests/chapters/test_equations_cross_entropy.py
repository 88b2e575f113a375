"""Every labelled equation of the chapter on cross-entropy, its two sides computed independently."""

import itertools
import math
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

import mpmath
import numpy as np
import pytest
import sympy as sp
import torch
from manuscript.files import ROOT
from manuscript.markup import Directive, directives
from manuscript.solutions import run_blocks

from infolib import (
    conditional_entropy,
    cross_entropy,
    cross_entropy_from_logits,
    entropy,
    kl_divergence,
    log_softmax,
    mutual_information,
    negative_log_likelihood,
    normalize,
    softmax,
)

LN2 = math.log(2)
Numbers = Sequence[float] | np.ndarray


def believed(p: Numbers, q: Numbers) -> float:
    """Cross-entropy in bits, summed in plain Python by the definition and its two rules for zeros."""
    return math.fsum(a * (math.inf if b == 0 else -math.log2(b)) for a, b in zip(p, q, strict=True) if a > 0)


def shannon(p: Numbers) -> float:
    """Entropy in bits, summed in plain Python."""
    return math.fsum(-a * math.log2(a) for a in p if a > 0)


def divergence(p: Numbers, q: Numbers) -> float:
    """D(p‖q) in bits, summed in plain Python."""
    return math.fsum(
        a * (math.inf if b == 0 else math.log2(a / b)) for a, b in zip(p, q, strict=True) if a > 0
    )


def drawn_pairs(k: int = 5, number: int = 60, seed: int = 14) -> list[tuple[np.ndarray, np.ndarray]]:
    """Pairs of distributions; some entries of p are 0, and in every ninth pair some of q."""
    rng = np.random.default_rng(seed)
    p = np.concatenate([rng.dirichlet(np.full(k, a), size=number) for a in (0.3, 1.0, 20.0)])
    q = np.concatenate([rng.dirichlet(np.full(k, a), size=number) for a in (1.0, 0.5, 20.0)])
    p[::4, 1] = 0.0
    q[::9, :2] = 0.0
    return list(zip(p / p.sum(1, keepdims=True), q / q.sum(1, keepdims=True), strict=True))


def drawn_logits(rows: int = 40, k: int = 6, seed: int = 15) -> np.ndarray:
    """Scores of all sizes that do not overflow."""
    rng = np.random.default_rng(seed)
    return rng.normal(size=(rows, k)) * rng.choice([0.1, 1.0, 30.0], size=(rows, 1))


def exact_softmax(z: Numbers) -> list[mpmath.mpf]:
    """Softmax by its definition, to fifty digits."""
    with mpmath.workdps(50):
        e = [mpmath.exp(mpmath.mpf(float(x))) for x in z]
        return [x / mpmath.fsum(e) for x in e]


@pytest.mark.equation("eq-cross-entropy", how="exact rationals")
def test_the_trick_deck_costs_exactly_its_average_word() -> None:
    p = [Fraction(1, 2), Fraction(1, 4), Fraction(1, 4), Fraction(0)]
    lengths = {"friend": [2, 2, 2, 2], "you": [1, 2, 2, math.inf]}
    exact = {name: sum(a * n for a, n in zip(p, words, strict=True) if a) for name, words in lengths.items()}
    assert exact == {"friend": Fraction(2), "you": Fraction(3, 2)}
    for name, words in lengths.items():
        assert cross_entropy([float(a) for a in p], [2.0**-n for n in words]) == float(exact[name])
    assert cross_entropy([0.25] * 4, [0.5, 0.25, 0.25, 0.0]) == math.inf
    assert cross_entropy([0.5, 0.0, 0.5], [0.25, 0.0, 0.75]) < math.inf


@pytest.mark.equation("eq-cross-entropy", how="mpmath")
def test_cross_entropy_agrees_with_fifty_digits() -> None:
    for p, q in drawn_pairs():
        with mpmath.workdps(50):
            terms = [
                mpmath.inf if b == 0 else -mpmath.mpf(a) * mpmath.log(mpmath.mpf(b), 2)
                for a, b in zip(p.tolist(), q.tolist(), strict=True)
                if a > 0
            ]
            exact = float(mpmath.fsum(terms)) if mpmath.inf not in terms else math.inf
        assert cross_entropy(p, q) == pytest.approx(exact, abs=1e-12)


@pytest.mark.equation("eq-cross-entropy-split", how="random distributions")
def test_the_bill_is_entropy_plus_divergence() -> None:
    infinite = 0
    for p, q in drawn_pairs():
        assert cross_entropy(p, q) == pytest.approx(shannon(p) + divergence(p, q), abs=1e-12)
        assert shannon(p) <= cross_entropy(p, q) + 1e-12
        assert cross_entropy(p, p) == pytest.approx(shannon(p), abs=1e-12)
        infinite += math.isinf(believed(p, q))
    assert infinite > 5, "the infinite case was not tried"


@pytest.mark.equation("eq-cross-entropy-uniform", how="random distributions")
def test_ignorance_costs_log_k_whatever_is_true() -> None:
    for p, _ in drawn_pairs():
        for base in (2, math.e, 10):
            assert cross_entropy(p, [0.2] * 5, base=base) == pytest.approx(math.log(5) / math.log(base))


@pytest.mark.equation("eq-cross-entropy-code", how="random distributions")
def test_words_of_rounded_length_cost_at_most_one_digit_more_and_make_a_prefix_code() -> None:
    for p, q in drawn_pairs():
        if math.isinf(believed(p, q)):
            continue
        lengths = [math.ceil(-math.log2(b)) if b > 0 else math.inf for b in q]
        cost = math.fsum(a * n for a, n in zip(p, lengths, strict=True) if a > 0)
        assert cross_entropy(p, q) <= cost + 1e-12
        assert cost < cross_entropy(p, q) + 1
        assert math.fsum(2.0**-n for n in lengths) <= 1


@pytest.mark.equation("eq-cross-entropy-linear", how="random distributions")
@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 1.0])
def test_cross_entropy_is_linear_in_the_truth(share: float) -> None:
    pairs = [(p, q) for p, q in drawn_pairs() if q.min() > 0]
    for (p, q), (other, _) in itertools.pairwise(pairs):
        right = share * believed(p, q) + (1 - share) * believed(other, q)
        assert cross_entropy(share * p + (1 - share) * other, q) == pytest.approx(right, abs=1e-12)


@pytest.mark.equation("eq-cross-entropy-convex", how="random distributions")
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_mixture_of_beliefs_costs_at_most_the_average(share: float) -> None:
    strict = 0
    for (p, q), (_, r) in zip(drawn_pairs(), drawn_pairs(seed=16), strict=True):
        mixed = cross_entropy(p, share * q + (1 - share) * r)
        average = share * believed(p, q) + (1 - share) * believed(p, r)
        assert mixed <= average + 1e-12
        strict += mixed < average - 1e-3
    assert strict > 100


@pytest.mark.equation("eq-insurance", how="random distributions")
@pytest.mark.parametrize("share", [0.01, 0.5, 1.0])
def test_the_premium_is_the_logarithm_of_one_over_the_weight(share: float) -> None:
    for (p, q), (_, r) in zip(drawn_pairs(), drawn_pairs(seed=17), strict=True):
        assert cross_entropy(p, share * q + (1 - share) * r) <= believed(p, q) + math.log2(1 / share) + 1e-12
    exactly = cross_entropy([1.0, 0.0], [share, 1 - share])
    assert exactly == pytest.approx(math.log2(1 / share)), "with q = (1, 0), r = (0, 1) it is exact"


@pytest.mark.equation("eq-cross-entropy-estimate", how="random distributions")
def test_the_average_surprise_is_within_five_standard_errors() -> None:
    rng = np.random.default_rng(18)
    for p, q in [pair for pair in drawn_pairs() if pair[1].min() > 1e-4][:8]:
        surprise = np.array([-math.log2(b) for b in q])
        spread = math.sqrt(max(p @ surprise**2 - (p @ surprise) ** 2, 0))
        run = rng.choice(5, p=p, size=40_000)
        assert abs(surprise[run].mean() - cross_entropy(p, q)) <= 5 * spread / 200 + 1e-12


@pytest.mark.equation("eq-sample-cross-entropy", how="exhaustive enumeration")
def test_the_average_over_data_is_the_cross_entropy_under_their_shares() -> None:
    rng = np.random.default_rng(19)
    for n in (1, 7, 50):
        data = rng.integers(0, 4, n).tolist()
        q = rng.dirichlet(np.ones(4))
        one_by_one = -math.fsum(math.log2(q[x]) for x in data) / n
        shares = [Counter(data)[x] / n for x in range(4)]
        assert cross_entropy(shares, q) == pytest.approx(one_by_one, abs=1e-12)


@pytest.mark.equation("eq-binary-mle", how="exact rationals")
@pytest.mark.parametrize(("heads", "tails"), [(7, 3), (1, 9), (0, 5), (4, 0)])
def test_the_share_of_heads_is_the_most_likely_coin_of_a_fine_grid(heads: int, tails: int) -> None:
    n = heads + tails
    grid = [Fraction(i, 10 * n) for i in range(10 * n + 1)]
    best = max(grid, key=lambda t: t**heads * (1 - t) ** tails)
    assert best == Fraction(heads, n)
    costs = {t: believed([heads / n, tails / n], [float(t), 1 - float(t)]) for t in grid}
    assert min(costs, key=lambda t: costs[t]) == best
    assert costs[best] == pytest.approx(shannon([heads / n, tails / n]), abs=1e-12)


@pytest.mark.equation("eq-mle-cross-entropy", how="exact rationals")
def test_likelihood_cross_entropy_and_divergence_choose_the_same_parameter() -> None:
    data = [0, 0, 1, 2, 0, 2, 2, 0]
    shares = [0.5, 0.125, 0.375]
    models = {Fraction(i, 40): None for i in range(1, 20)}
    likelihood, bills, fines = {}, {}, {}
    for theta in models:  # a family with one parameter, which cannot take every shape
        q = [theta, theta * (1 - theta), (1 - theta) ** 2]
        assert sum(q) == 1
        likelihood[theta] = math.prod(q[x] for x in data)
        bills[theta] = cross_entropy(shares, [float(b) for b in q])
        fines[theta] = kl_divergence(shares, [float(b) for b in q])
        assert float(likelihood[theta]) == pytest.approx(2 ** (-8 * bills[theta]))
        assert float(likelihood[theta]) == pytest.approx(
            2 ** (-8 * entropy(shares)) * 2 ** (-8 * fines[theta])
        )
    chosen = max(likelihood, key=lambda t: likelihood[t])
    assert chosen == min(bills, key=lambda t: bills[t]) == min(fines, key=lambda t: fines[t])


@pytest.mark.equation("eq-classifier-likelihood", how="random distributions")
def test_the_likelihood_of_labels_is_the_mean_of_one_hot_cross_entropies() -> None:
    rng = np.random.default_rng(20)
    q, labels = rng.dirichlet(np.ones(4), size=9), rng.integers(0, 4, 9)
    product = math.prod(q[t, c] for t, c in enumerate(labels))
    assert cross_entropy(np.eye(4)[labels], q).mean() == pytest.approx(-math.log2(product) / 9)
    assert negative_log_likelihood(q, labels, base=2).mean() == pytest.approx(-math.log2(product) / 9)


@pytest.mark.equation("eq-classifier-likelihood", how="autograd")
def test_pytorch_agrees_on_two_labels() -> None:
    q = torch.tensor([[0.3, 0.6, 0.1], [0.2, 0.3, 0.5]], dtype=torch.float64)
    loss = torch.nn.NLLLoss()(q.log(), torch.tensor([0, 2])).item()
    assert loss == pytest.approx(-(math.log(0.3) + math.log(0.5)) / 2)
    assert round(loss, 6) == 0.948560


@pytest.mark.equation("eq-one-hot", how="random distributions")
def test_a_one_hot_label_leaves_the_surprise_of_its_class() -> None:
    for _, q in drawn_pairs():
        for c, t in enumerate(np.eye(5)):
            surprise = math.inf if q[c] == 0 else -math.log2(q[c])
            assert cross_entropy(t, q) == pytest.approx(surprise, abs=1e-12)
            assert kl_divergence(t, q) == pytest.approx(surprise, abs=1e-12)
            assert entropy(t) == 0


def drawn_tables(number: int = 40) -> list[tuple[np.ndarray, np.ndarray]]:
    """Joint tables of x and y, some with zeros, and models of y given x."""
    rng = np.random.default_rng(21)
    tables = []
    for i in range(number):
        p_xy = rng.dirichlet(np.full(12, 0.7)).reshape(3, 4)
        if i % 3 == 0:
            p_xy[0, 1] = 0.0
        if i % 5 == 0:
            p_xy[1] = 0.0
        tables.append((p_xy / p_xy.sum(), rng.dirichlet(np.ones(4), size=3)))
    return tables


def expected_loss(p_xy: np.ndarray, q: np.ndarray) -> float:
    """Average the surprise of y under a model of y given x, pair by pair."""
    return math.fsum(-p_xy[x, y] * math.log2(q[x, y]) for x, y in np.ndindex(*p_xy.shape) if p_xy[x, y] > 0)


@pytest.mark.equation("eq-conditional-cross-entropy", how="random distributions")
def test_the_loss_of_a_classifier_is_conditional_entropy_plus_the_average_fine() -> None:
    for p_xy, q in drawn_tables():
        fines = math.fsum(
            row.sum() * divergence(row / row.sum(), b)
            for row, b in zip(p_xy, q, strict=True)
            if row.sum() > 0
        )
        assert expected_loss(p_xy, q) == pytest.approx(conditional_entropy(p_xy) + fines, abs=1e-12)


@pytest.mark.equation("eq-loss-bounds-information", how="random distributions")
def test_no_classifier_saves_more_bits_than_the_input_holds() -> None:
    for p_xy, q in drawn_tables():
        h_y = shannon(p_xy.sum(axis=0))
        assert h_y - expected_loss(p_xy, q) <= mutual_information(p_xy) + 1e-12
        rows = p_xy.sum(axis=1, keepdims=True)
        best = np.divide(p_xy, rows, out=np.full_like(p_xy, 0.25), where=rows > 0)
        assert h_y - expected_loss(p_xy, best) == pytest.approx(mutual_information(p_xy), abs=1e-12)


@pytest.mark.equation("eq-softmax", how="mpmath")
def test_softmax_agrees_with_fifty_digits() -> None:
    for z in drawn_logits():
        assert softmax(z).tolist() == pytest.approx([float(x) for x in exact_softmax(z)], rel=1e-12, abs=0)


@pytest.mark.equation("eq-softmax-shift", how="SymPy identity")
def test_a_common_shift_cancels() -> None:
    z, a = sp.symbols("z1:5"), sp.symbols("a")
    for i in range(4):
        before = sp.exp(z[i]) / sum(sp.exp(x) for x in z)
        after = sp.exp(z[i] + a) / sum(sp.exp(x + a) for x in z)
        assert sp.simplify(sp.expand(before - after)) == 0


@pytest.mark.equation("eq-softmax-jacobian", how="autograd")
def test_the_jacobian_agrees_with_autograd() -> None:
    for z in drawn_logits(10):
        found = torch.autograd.functional.jacobian(lambda v: torch.softmax(v, 0), torch.tensor(z))
        q = [float(x) for x in exact_softmax(z)]
        for i in range(6):
            for j in range(6):
                assert found[i, j].item() == pytest.approx(q[i] * ((i == j) - q[j]), abs=1e-12)


@pytest.mark.equation("eq-softmax-jacobian", how="SymPy identity")
def test_the_jacobian_is_an_identity() -> None:
    z = sp.symbols("z1:4")
    q = [sp.exp(x) / sum(map(sp.exp, z)) for x in z]
    for i in range(3):
        for j in range(3):
            assert sp.simplify(sp.diff(q[i], z[j]) - q[i] * (sp.KroneckerDelta(i, j) - q[j])) == 0


@pytest.mark.equation("eq-softmax-gradient", how="autograd")
def test_the_slope_of_the_loss_is_belief_minus_truth() -> None:
    for z, (t, _) in zip(drawn_logits(k=5), drawn_pairs(), strict=False):
        scores = torch.tensor(z, requires_grad=True)
        torch.nn.functional.cross_entropy(scores, torch.tensor(t)).backward()
        assert scores.grad is not None
        expected = [float(q) - b for q, b in zip(exact_softmax(z), t, strict=True)]
        assert scores.grad.tolist() == pytest.approx(expected, abs=1e-12)


@pytest.mark.equation("eq-softmax-gradient", how="finite differences")
def test_the_slope_agrees_with_finite_differences() -> None:
    for z, (t, _) in zip(drawn_logits(k=5), drawn_pairs(), strict=False):
        for j, step in enumerate(1e-5 * np.eye(5)):
            up, down = (-math.fsum(t * log_softmax(z + s * step)) for s in (1, -1))
            assert (up - down) / 2e-5 == pytest.approx(softmax(z)[j] - t[j], abs=1e-7)


@pytest.mark.equation("eq-fused-loss", how="mpmath")
def test_the_fused_loss_is_the_surprise_of_the_class() -> None:
    for z in drawn_logits():
        for c in range(6):
            with mpmath.workdps(50):
                surprise = -mpmath.log(exact_softmax(z)[c])
                fused = mpmath.log(mpmath.fsum(mpmath.exp(mpmath.mpf(float(x))) for x in z)) - float(z[c])
                assert abs(surprise - fused) < mpmath.mpf(10) ** -40
            assert cross_entropy_from_logits(z, c) == pytest.approx(float(fused), rel=1e-12, abs=1e-13)


@pytest.mark.equation("eq-log-sum-exp", how="mpmath")
@pytest.mark.parametrize("z", [[1000.0, 999.0], [-1000.0, -1001.0, 0.0], [0.3, -2.0, 5.5]])
def test_taking_out_the_largest_score_changes_nothing(z: list[float]) -> None:
    with mpmath.workdps(600):
        exact = mpmath.log(mpmath.fsum(mpmath.exp(mpmath.mpf(x)) for x in z))
    m = max(z)
    assert m + math.log(math.fsum(math.exp(x - m) for x in z)) == pytest.approx(
        float(exact), rel=1e-14, abs=0
    )


@pytest.mark.equation("eq-log-sum-exp-bounds", how="random distributions")
def test_log_sum_exp_lies_between_the_maximum_and_log_k_more() -> None:
    for z in [*drawn_logits(), np.zeros(6), np.array([0.0, *[-60.0] * 5])]:
        value = float(torch.logsumexp(torch.tensor(z), 0))
        assert max(z) <= value <= max(z) + math.log(6) + 1e-12
    assert float(torch.logsumexp(torch.zeros(6, dtype=torch.float64), 0)) == pytest.approx(math.log(6))


@pytest.mark.equation("eq-temperature", how="mpmath")
@pytest.mark.parametrize("t", [0.25, 1.0, 1.77, 10.0])
def test_dividing_logits_is_taking_roots_of_probabilities(t: float) -> None:
    for z in drawn_logits(12):
        with mpmath.workdps(50):
            roots = [x ** (1 / mpmath.mpf(t)) for x in exact_softmax(z)]
            expected = [float(x / mpmath.fsum(roots)) for x in roots]
        assert softmax(z / t).tolist() == pytest.approx(expected, rel=1e-9, abs=1e-300)
        assert softmax(z / t).argmax() == z.argmax()


@pytest.mark.equation("eq-best-temperature", how="finite differences")
@pytest.mark.parametrize("beta", [0.2, 0.56, 1.0, 3.0])
def test_the_slope_in_inverse_temperature_is_expected_minus_actual_logit(beta: float) -> None:
    rng = np.random.default_rng(22)
    z, y = rng.normal(size=(30, 4)), rng.integers(0, 4, 30)

    def loss(b: float) -> float:
        return float(np.mean(cross_entropy_from_logits(b * z, y)))

    formula = float(np.mean((softmax(beta * z) * z).sum(axis=1) - z[np.arange(30), y]))
    assert (loss(beta + 1e-5) - loss(beta - 1e-5)) / 2e-5 == pytest.approx(formula, abs=1e-8)


@pytest.mark.equation("eq-label-smoothing", how="autograd")
@pytest.mark.parametrize("eps", [0.0, 0.1, 0.5])
def test_pytorch_smooths_labels_by_the_same_formula(eps: float) -> None:
    z, c = drawn_logits(8), [0, 5, 2, 2, 1, 3, 4, 0]
    one_hot, uniform = np.eye(6)[c], np.full(6, 1 / 6)
    q = softmax(z)
    with np.errstate(divide="ignore"):
        parts = [
            (1 - eps) * believed(t, b) + eps * believed(uniform, b) for t, b in zip(one_hot, q, strict=True)
        ]
    torch_loss = torch.nn.functional.cross_entropy(
        torch.tensor(z), torch.tensor(c), label_smoothing=eps, reduction="none"
    )
    assert (torch_loss / LN2).tolist() == pytest.approx(parts, rel=1e-9, abs=1e-9)
    direct = cross_entropy((1 - eps) * one_hot + eps * uniform, q)
    assert direct.tolist() == pytest.approx(parts, rel=1e-9, abs=1e-9)


@pytest.mark.equation("eq-smoothing-gap", how="SymPy identity")
def test_the_best_lead_of_a_smoothed_label_is_the_log_ratio_of_its_entries() -> None:
    k, eps = sp.symbols("k epsilon", positive=True)
    ratio = (1 - eps + eps / k) / (eps / k)
    assert sp.simplify(ratio - (1 + k * (1 - eps) / eps)) == 0


@pytest.mark.equation("eq-smoothing-gap", how="autograd")
def test_the_smoothed_loss_is_flat_at_the_best_lead() -> None:
    z = torch.zeros(10, dtype=torch.float64)
    z[3] = math.log(1 + 10 * 0.9 / 0.1)
    z.requires_grad_()
    torch.nn.functional.cross_entropy(z, torch.tensor(3), label_smoothing=0.1).backward()
    assert z.grad is not None
    assert z.grad.tolist() == pytest.approx([0.0] * 10, abs=1e-15)


@pytest.mark.equation("eq-model-perplexity", how="exact rationals")
def test_a_reader_who_gives_one_in_eight_to_every_symbol_has_perplexity_eight() -> None:
    q = [Fraction(1, 2), Fraction(1, 32), Fraction(1, 8), Fraction(1, 8)]
    loss = sum(x.denominator.bit_length() - 1 for x in q) / Fraction(4)
    assert loss == 3
    inverse_mean = 1 / math.prod(float(x) for x in q) ** (1 / 4)
    assert 2 ** float(np.mean([-math.log2(x) for x in q])) == pytest.approx(inverse_mean) == pytest.approx(8)


@pytest.mark.equation("eq-model-perplexity-base", how="mpmath")
@pytest.mark.parametrize("base", [2, 2.5, math.e, 10, 27])
def test_the_base_of_a_perplexity_does_not_matter(base: float) -> None:
    q = [0.5, 0.1, 0.25, 0.9, 0.003]
    with mpmath.workdps(50):
        product = mpmath.fprod(mpmath.mpf(x) for x in q) ** (-mpmath.mpf(1) / 5)
    loss = float(np.mean([-math.log(x) / math.log(base) for x in q]))
    assert base**loss == pytest.approx(float(product), rel=1e-12, abs=0)


@pytest.mark.equation("eq-perplexity-units", how="exact rationals")
def test_bits_multiply_and_perplexities_are_raised_to_a_power() -> None:
    symbol_probabilities = [
        Fraction(1, 2),
        Fraction(1, 4),
        Fraction(1, 8),
        Fraction(1, 4),
        Fraction(1, 2),
        Fraction(1, 4),
    ]
    word_probabilities = [math.prod(symbol_probabilities[:2]), math.prod(symbol_probabilities[2:])]
    bits = [[x.denominator.bit_length() - 1 for x in q] for q in (symbol_probabilities, word_probabilities)]
    a_symbol, a_word = (Fraction(sum(b), len(b)) for b in bits)
    assert a_word == Fraction(6, 2) * a_symbol
    assert 2.0 ** float(a_word) == pytest.approx((2.0 ** float(a_symbol)) ** 3)


TEXT = (ROOT / "chapters" / "cross-entropy.md").read_text("utf-8")
TABS = [block for block in directives(TEXT) if block.name == "tab-item"]


@pytest.mark.parametrize("tab", TABS, ids=lambda tab: tab.argument)
def test_every_tab_prints_what_it_promises(tab: Directive) -> None:
    printed, promised = run_blocks(tab.body)
    assert promised
    assert printed == promised


def test_the_tabs_were_found() -> None:
    assert Counter(tab.argument for tab in TABS) == {"NumPy": 2, "infolib": 2, "PyTorch": 2}
    assert normalize([1, 1]).__class__ is list  # lists in, lists out: the tabs rely on it
