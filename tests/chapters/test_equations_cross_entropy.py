"""What execution cannot give of this chapter's equations: attained bounds, uniqueness, samples, autograd."""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from fractions import Fraction

import mpmath
import numpy as np
import pytest
import torch
from manuscript.files import ROOT
from manuscript.markup import Directive, directives
from manuscript.solutions import run_blocks

from infolib import (
    cross_entropy,
    entropy,
    kl_divergence,
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


@pytest.mark.equation("eq-cross-entropy-estimate", how="random distributions")
def test_the_average_surprise_is_within_five_standard_errors() -> None:
    rng = np.random.default_rng(18)
    for p, q in [pair for pair in drawn_pairs() if pair[1].min() > 1e-4][:8]:
        surprise = np.array([-math.log2(b) for b in q])
        spread = math.sqrt(max(p @ surprise**2 - (p @ surprise) ** 2, 0))
        run = rng.choice(5, p=p, size=40_000)
        assert abs(surprise[run].mean() - cross_entropy(p, q)) <= 5 * spread / 200 + 1e-12


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


@pytest.mark.equation("eq-classifier-likelihood", how="autograd")
def test_pytorch_agrees_on_two_labels() -> None:
    q = torch.tensor([[0.3, 0.6, 0.1], [0.2, 0.3, 0.5]], dtype=torch.float64)
    loss = torch.nn.NLLLoss()(q.log(), torch.tensor([0, 2])).item()
    assert loss == pytest.approx(-(math.log(0.3) + math.log(0.5)) / 2)
    assert round(loss, 6) == 0.948560


@pytest.mark.equation("eq-softmax", how="mpmath")
def test_softmax_agrees_with_fifty_digits() -> None:
    for z in drawn_logits():
        assert softmax(z).tolist() == pytest.approx([float(x) for x in exact_softmax(z)], rel=1e-12, abs=0)


@pytest.mark.equation("eq-softmax-jacobian", how="autograd")
def test_the_jacobian_agrees_with_autograd() -> None:
    for z in drawn_logits(10):
        found = torch.autograd.functional.jacobian(lambda v: torch.softmax(v, 0), torch.tensor(z))
        q = [float(x) for x in exact_softmax(z)]
        for i in range(6):
            for j in range(6):
                assert found[i, j].item() == pytest.approx(q[i] * ((i == j) - q[j]), abs=1e-12)


@pytest.mark.equation("eq-softmax-gradient", how="autograd")
def test_the_slope_of_the_loss_is_belief_minus_truth() -> None:
    for z, (t, _) in zip(drawn_logits(k=5), drawn_pairs(), strict=False):
        scores = torch.tensor(z, requires_grad=True)
        torch.nn.functional.cross_entropy(scores, torch.tensor(t)).backward()
        assert scores.grad is not None
        expected = [float(q) - b for q, b in zip(exact_softmax(z), t, strict=True)]
        assert scores.grad.tolist() == pytest.approx(expected, abs=1e-12)


@pytest.mark.equation("eq-log-sum-exp", how="mpmath")
@pytest.mark.parametrize("z", [[1000.0, 999.0], [-1000.0, -1001.0, 0.0], [0.3, -2.0, 5.5]])
def test_taking_out_the_largest_score_changes_nothing(z: list[float]) -> None:
    with mpmath.workdps(600):
        exact = mpmath.log(mpmath.fsum(mpmath.exp(mpmath.mpf(x)) for x in z))
    m = max(z)
    assert m + math.log(math.fsum(math.exp(x - m) for x in z)) == pytest.approx(
        float(exact), rel=1e-14, abs=0
    )


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


@pytest.mark.equation("eq-smoothing-gap", how="autograd")
def test_the_smoothed_loss_is_flat_at_the_best_lead() -> None:
    z = torch.zeros(10, dtype=torch.float64)
    z[3] = math.log(1 + 10 * 0.9 / 0.1)
    z.requires_grad_()
    torch.nn.functional.cross_entropy(z, torch.tensor(3), label_smoothing=0.1).backward()
    assert z.grad is not None
    assert z.grad.tolist() == pytest.approx([0.0] * 10, abs=1e-15)


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


def expected(score: Callable[[np.ndarray, int], float], p: np.ndarray, q: np.ndarray) -> float:
    """Return what a score of q costs on average where p holds."""
    return math.fsum(a * score(q, c) for c, a in enumerate(p))


SCORES: dict[str, Callable[[np.ndarray, int], float]] = {
    "log": lambda q, c: -math.log2(q[c]),
    "Brier": lambda q, c: float(((q - np.eye(len(q))[c]) ** 2).sum()),
    "accuracy": lambda q, c: float(int(q.argmax()) != c),
    "linear": lambda q, c: 1 - q[c],
}


def test_the_scores_are_proper_as_the_section_on_scoring_rules_says() -> None:
    rng = np.random.default_rng(19)
    truths, others = rng.dirichlet(np.ones(3), 40), rng.dirichlet(np.ones(3), 400)
    gains = {
        name: [expected(score, p, q) - expected(score, p, p) for p in truths for q in others]
        for name, score in SCORES.items()
    }
    assert min(gains["log"]) > 0
    assert min(gains["Brier"]) > 0
    assert min(gains["accuracy"]) == 0  # proper, but not strictly
    assert min(gains["linear"]) < 0  # not proper
