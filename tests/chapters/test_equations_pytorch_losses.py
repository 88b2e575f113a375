"""Every labelled equation of the chapter on PyTorch's losses: the formula by hand beside what torch returns.

The right sides are summed in plain Python, or to fifty digits, from the definition; torch computes the left.
"""

import math

import mpmath
import numpy as np
import pytest
import sympy as sp
import torch
from torch import Tensor
from torch.nn import BCELoss, BCEWithLogitsLoss, CrossEntropyLoss, KLDivLoss, NLLLoss, functional

from infolib import cross_entropy, cross_entropy_from_logits, kl_divergence, negative_log_likelihood

torch.set_num_threads(1)


def drawn(n: int = 6, k: int = 5, seed: int = 21) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Logits, classes, target distributions (some zeros) and weights."""
    rng = np.random.default_rng(seed)
    t = rng.dirichlet(np.full(k, 0.7), size=n)
    t[::2, 0] = 0
    t /= t.sum(1, keepdims=True)
    arrays = rng.normal(size=(n, k)) * 3, rng.integers(0, k, n), t, rng.uniform(0.3, 4, k)
    return tuple(torch.tensor(array) for array in arrays)  # type: ignore[return-value]


def log_softmax(z: list[float]) -> list[float]:
    """Log-softmax to fifty digits, by its definition."""
    with mpmath.workdps(50):
        whole = mpmath.fsum(mpmath.exp(x) for x in z)
        return [float(mpmath.log(mpmath.exp(x) / whole)) for x in z]


def surprises(z: Tensor) -> list[list[float]]:
    """Return −ln q of every row."""
    return [[-x for x in log_softmax(row)] for row in z.tolist()]


SEEDS = range(5)


@pytest.mark.equation("eq-torch-log-softmax-again", how="random distributions")
def test_log_probabilities_are_logits_of_themselves() -> None:
    for seed in SEEDS:
        z, *_ = drawn(seed=seed)
        for a in (-40.0, 0.0, 3.0):
            log_q = torch.tensor([log_softmax(row) for row in z.tolist()], dtype=torch.float64)
            assert torch.allclose(functional.log_softmax(log_q + a, dim=1), log_q, atol=1e-12)
        assert not torch.allclose(torch.softmax(torch.softmax(z, 1), 1), torch.softmax(z, 1), atol=1e-2)


@pytest.mark.equation("eq-torch-nll", how="random distributions")
def test_nll_loss_is_a_weighted_mean_of_what_it_is_given() -> None:
    for seed in SEEDS:
        x, y, _, w = drawn(seed=seed)
        y[1] = -100
        kept = [(row, c) for row, c in zip(x.tolist(), y.tolist(), strict=True) if c != -100]
        total = math.fsum(-w[c].item() * row[c] for row, c in kept)
        assert NLLLoss(weight=w)(x, y).item() == pytest.approx(
            total / math.fsum(w[c].item() for _, c in kept)
        )
        plain = math.fsum(-row[c] for row, c in kept) / len(kept)
        assert NLLLoss()(x, y).item() == pytest.approx(plain)
        assert NLLLoss(weight=10 * w)(x, y).item() == pytest.approx(NLLLoss(weight=w)(x, y).item())
    q = torch.softmax(x, dim=1)
    kept_rows = y != -100
    nats = negative_log_likelihood(q[kept_rows], y[kept_rows]).mean().item()
    assert NLLLoss()(q.log(), y).item() == pytest.approx(nats)
    assert math.isnan(NLLLoss()(x, torch.full((len(x),), -100)).item())


@pytest.mark.equation("eq-torch-cross-entropy", how="mpmath")
def test_cross_entropy_loss_of_a_class_is_its_weighted_surprise() -> None:
    for seed in SEEDS:
        z, y, _, w = drawn(seed=seed)
        each = [s[c] for s, c in zip(surprises(z), y.tolist(), strict=True)]
        found = CrossEntropyLoss(reduction="none")(z, y)
        assert found.tolist() == pytest.approx(each, abs=1e-12)
        assert cross_entropy_from_logits(z, y).tolist() == pytest.approx(each, abs=1e-12)
        one_hot = functional.one_hot(y, z.shape[1]).double()
        assert cross_entropy(one_hot, torch.softmax(z, 1), base="e").tolist() == pytest.approx(each)
        weighted = [w[c].item() * s for c, s in zip(y.tolist(), each, strict=True)]
        assert CrossEntropyLoss(weight=w, reduction="none")(z, y).tolist() == pytest.approx(weighted)
        mean = math.fsum(weighted) / w[y].sum().item()
        assert CrossEntropyLoss(weight=w)(z, y).item() == pytest.approx(mean)


@pytest.mark.equation("eq-torch-cross-entropy-soft", how="random distributions")
def test_with_distributions_the_mean_divides_by_the_number_of_rows() -> None:
    for seed in SEEDS:
        z, _, t, w = drawn(seed=seed)
        rows = [
            math.fsum(a * b * s for a, b, s in zip(w.tolist(), row, costs, strict=True))
            for row, costs in zip(t.tolist(), surprises(z), strict=True)
        ]
        assert CrossEntropyLoss(weight=w, reduction="none")(z, t).tolist() == pytest.approx(rows)
        assert CrossEntropyLoss(weight=w)(z, t).item() == pytest.approx(math.fsum(rows) / len(rows))
        plain = cross_entropy_from_logits(z, t)
        assert CrossEntropyLoss(reduction="none")(z, t).tolist() == pytest.approx(plain.tolist())
        assert CrossEntropyLoss()(z, t).item() == pytest.approx(plain.mean().item())


@pytest.mark.equation("eq-torch-places", how="exhaustive enumeration")
def test_the_classes_are_axis_one_and_the_mean_is_over_all_places() -> None:
    rng = np.random.default_rng(3)
    for n, k, d in ((2, 4, 3), (3, 2, 5), (2, 3, 3)):
        z, y = torch.tensor(rng.normal(size=(n, k, d))), torch.tensor(rng.integers(0, k, (n, d)))
        each = [-log_softmax(z[s, :, r].tolist())[int(y[s, r])] for s in range(n) for r in range(d)]
        assert CrossEntropyLoss()(z, y).item() == pytest.approx(math.fsum(each) / (n * d))
        assert cross_entropy_from_logits(z, y, axis=1).mean().item() == pytest.approx(
            math.fsum(each) / (n * d)
        )


def twice(z: Tensor, y: Tensor) -> Tensor:
    """Cross-entropy of the softmax of a softmax, one a row."""
    return CrossEntropyLoss(reduction="none")(torch.softmax(z, dim=1), y)


@pytest.mark.equation("eq-torch-double-softmax", how="random distributions")
def test_a_double_softmax_stays_in_a_band_one_nat_wide() -> None:
    for k in (2, 3, 10, 100):
        z, y, *_ = drawn(n=200, k=k, seed=k)
        low, high = math.log(math.e + k - 1) - 1, math.log(math.e + k - 1)
        losses = torch.cat([twice(scale * z, y) for scale in (0.01, 1.0, 30.0)])
        assert low - 1e-12 <= losses.min().item()
        assert losses.max().item() <= high + 1e-12
        sure = 1000.0 * functional.one_hot(torch.zeros(2, dtype=torch.long), k).double()
        assert twice(sure, torch.tensor([0, 1])).tolist() == pytest.approx([low, high], abs=1e-12)


@pytest.mark.equation("eq-torch-double-softmax-slope", how="autograd")
def test_a_double_softmax_starts_k_times_more_slowly() -> None:
    for k in (2, 5, 10):
        z = torch.zeros(1, k, dtype=torch.float64, requires_grad=True)
        twice(z, torch.tensor([1])).sum().backward()
        assert z.grad is not None
        wanted = [(1 / k - (j == 1)) / k for j in range(k)]
        assert z.grad[0].tolist() == pytest.approx(wanted, abs=1e-14)


@pytest.mark.equation("eq-torch-weighted-optimum", how="random distributions")
def test_weights_are_wanted_in_the_answer() -> None:
    rng = np.random.default_rng(8)
    for _ in range(20):
        p, w = torch.tensor(rng.dirichlet(np.ones(4))), torch.tensor(rng.uniform(0.2, 5, 4))
        best = w * p / (w * p).sum()

        def loss(q: Tensor, p: Tensor = p, w: Tensor = w) -> float:
            return float(CrossEntropyLoss(weight=w)(q.log()[None], p[None]))

        others = torch.tensor(rng.dirichlet(np.ones(4), size=50))
        assert all(loss(best) <= loss(0.9 * best + 0.1 * q) for q in others)
        z = best.log().requires_grad_(True)
        (slope,) = torch.autograd.grad(CrossEntropyLoss(weight=w)(z[None], p[None]), z)
        assert slope.abs().max().item() < 1e-12


@pytest.mark.equation("eq-torch-mean-of-means", how="random distributions")
def test_means_of_parts_are_put_together_by_their_numbers() -> None:
    z, y, *_ = drawn(n=30, seed=4)
    y[5] = -100
    parts = [slice(0, 2), slice(2, 11), slice(11, 30)]
    counts = [int((y[part] != -100).sum()) for part in parts]
    means = [CrossEntropyLoss()(z[part], y[part]).item() for part in parts]
    whole = CrossEntropyLoss()(z, y).item()
    weighed = math.fsum(n * mean for n, mean in zip(counts, means, strict=True)) / sum(counts)
    assert whole == pytest.approx(weighed, rel=1e-12, abs=0)
    assert abs(whole - sum(means) / 3) > 1e-2


@pytest.mark.equation("eq-torch-smoothing", how="mpmath")
def test_label_smoothing_keeps_the_weights_of_all_classes() -> None:
    for seed, eps in zip(SEEDS, (0.0, 0.1, 0.3, 0.9, 1.0), strict=True):
        z, y, _, w = drawn(seed=seed)
        k, rows = z.shape[1], []
        for costs, c in zip(surprises(z), y.tolist(), strict=True):
            spread = math.fsum(a * s for a, s in zip(w.tolist(), costs, strict=True))
            rows.append((1 - eps) * w[c].item() * costs[c] + eps / k * spread)
        none = CrossEntropyLoss(weight=w, label_smoothing=eps, reduction="none")(z, y)
        assert none.tolist() == pytest.approx(rows)
        mean = CrossEntropyLoss(weight=w, label_smoothing=eps)(z, y).item()
        assert mean == pytest.approx(math.fsum(rows) / w[y].sum().item())


@pytest.mark.equation("eq-torch-smoothing-target", how="random distributions")
def test_smoothing_is_a_smoothed_target_row_by_row_but_not_in_the_weighted_mean() -> None:
    for seed, eps in zip(SEEDS, (0.05, 0.1, 0.3, 0.9, 1.0), strict=True):
        z, y, _, w = drawn(seed=seed)
        target = (1 - eps) * functional.one_hot(y, 5).double() + eps / 5
        for weight in (None, w):
            smooth = functional.cross_entropy(z, y, weight=weight, label_smoothing=eps, reduction="none")
            soft = functional.cross_entropy(z, target, weight=weight, reduction="none")
            assert smooth.tolist() == pytest.approx(soft.tolist())
        assert functional.cross_entropy(z, y, label_smoothing=eps).item() == pytest.approx(
            cross_entropy_from_logits(z, target).mean().item()
        )
        ratio = functional.cross_entropy(z, target, weight=w) / functional.cross_entropy(
            z, y, weight=w, label_smoothing=eps
        )
        assert ratio.item() == pytest.approx(w[y].sum().item() / len(y))


@pytest.mark.equation("eq-torch-kl", how="mpmath")
def test_an_entry_of_kl_div_loss() -> None:
    for seed in SEEDS:
        z, _, t, _ = drawn(seed=seed)
        x = functional.log_softmax(z, dim=1)
        entries = [
            [a * (float(mpmath.log(a)) - b) if a else 0.0 for a, b in zip(*rows, strict=True)]
            for rows in zip(t.tolist(), x.tolist(), strict=True)
        ]
        found = KLDivLoss(reduction="none")(x, t)
        assert found.tolist() == [pytest.approx(row, abs=1e-14) for row in entries]
        d = kl_divergence(t, torch.softmax(z, 1), base="e")
        assert found.sum(1).tolist() == pytest.approx(d.tolist(), abs=1e-12)


@pytest.mark.equation("eq-torch-kl-reductions", how="random distributions")
def test_only_batchmean_is_the_average_divergence() -> None:
    for n, k in ((1, 4), (6, 5), (32, 10)):
        z, _, t, _ = drawn(n, k)
        d = kl_divergence(t, torch.softmax(z, 1), base="e").tolist()
        x = functional.log_softmax(z, dim=1)
        assert functional.kl_div(x, t, reduction="batchmean").item() == pytest.approx(math.fsum(d) / n)
        assert functional.kl_div(x, t, reduction="sum").item() == pytest.approx(math.fsum(d))
        with pytest.warns(UserWarning, match="batchmean"):
            assert functional.kl_div(x, t, reduction="mean").item() == pytest.approx(math.fsum(d) / (n * k))


@pytest.mark.equation("eq-torch-forgotten-log", how="random distributions")
def test_a_forgotten_logarithm_is_never_positive() -> None:
    for seed in SEEDS:
        z, _, t, _ = drawn(seed=seed)
        q = torch.softmax(z, 1)
        found = functional.kl_div(q, t, reduction="none").sum(1)
        by_hand = [
            math.fsum(a * math.log(a) - a * b for a, b in zip(*rows, strict=True) if a)
            for rows in zip(t.tolist(), q.tolist(), strict=True)
        ]
        assert found.tolist() == pytest.approx(by_hand)
        assert found.max().item() <= 0
    sure_and_wrong = functional.kl_div(torch.tensor([1.0, 0.0]), torch.tensor([0.0, 1.0]), reduction="sum")
    assert sure_and_wrong.item() == 0


@pytest.mark.equation("eq-torch-kl-slope", how="autograd")
def test_divergence_and_cross_entropy_have_the_same_slope() -> None:
    for seed in SEEDS:
        z, _, t, _ = drawn(seed=seed)
        z.requires_grad_(True)
        losses = (
            functional.kl_div(functional.log_softmax(z, 1), t, reduction="sum"),
            CrossEntropyLoss(reduction="sum")(z, t),
            kl_divergence(t, torch.softmax(z, 1), base="e").sum(),
        )
        for loss in losses:
            (slope,) = torch.autograd.grad(loss, z, retain_graph=True)
            assert torch.allclose(slope, torch.softmax(z, 1) - t, atol=1e-12)


@pytest.mark.equation("eq-torch-bce", how="random distributions")
def test_an_entry_of_bce_loss_is_a_cross_entropy_of_two_outcomes() -> None:
    rng = np.random.default_rng(11)
    q, y = torch.tensor(rng.uniform(0.01, 0.99, 40)), torch.tensor(rng.uniform(0, 1, 40))
    y[:10], y[10:20] = 0, 1
    pairs = [torch.stack([a, 1 - a], dim=1) for a in (y, q)]
    wanted = cross_entropy(*pairs, base="e").tolist()
    numbers = zip(y.tolist(), q.tolist(), strict=True)
    by_hand = [-a * math.log(b) - (1 - a) * math.log(1 - b) for a, b in numbers]
    assert by_hand == pytest.approx(wanted)
    assert BCELoss(reduction="none")(q, y).tolist() == pytest.approx(wanted)
    assert BCELoss()(q, y).item() == pytest.approx(math.fsum(wanted) / 40)


@pytest.mark.equation("eq-torch-bce-logits", how="mpmath")
def test_bce_with_logits_does_not_overflow() -> None:
    for z in (-800.0, -30.0, -1.5, 0.0, 0.7, 25.0, 900.0):
        for y in (0.0, 0.25, 1.0):
            with mpmath.workdps(800):
                q = 1 / (1 + mpmath.exp(-mpmath.mpf(z)))
                exact = float(-y * mpmath.log(q) - (1 - y) * mpmath.log(1 - q))
            stable = max(z, 0) - z * y + math.log1p(math.exp(-abs(z)))
            found = BCEWithLogitsLoss()(*(torch.tensor([x], dtype=torch.float64) for x in (z, y))).item()
            assert stable == pytest.approx(exact, abs=1e-12)
            assert found == pytest.approx(exact, abs=1e-12)


@pytest.mark.equation("eq-torch-bce-two-logits", how="random distributions")
def test_one_score_does_what_two_logits_do() -> None:
    z, y, *_ = drawn(n=50, k=2, seed=6)
    for reduction in ("none", "mean", "sum"):
        one = BCEWithLogitsLoss(reduction=reduction)(z[:, 1] - z[:, 0], y.double())
        two = CrossEntropyLoss(reduction=reduction)(z, y)
        assert torch.allclose(one, two, atol=1e-12)


@pytest.mark.equation("eq-torch-pos-weight", how="random distributions")
def test_pos_weight_multiplies_the_term_of_the_yes() -> None:
    rng = np.random.default_rng(12)
    z, y, w = (torch.tensor(a) for a in (rng.normal(size=20), rng.uniform(0, 1, 20), rng.uniform(0.2, 9, 20)))
    q = torch.sigmoid(z).tolist()
    wanted = [
        -c * a * math.log(b) - (1 - a) * math.log(1 - b)
        for a, b, c in zip(y.tolist(), q, w.tolist(), strict=True)
    ]
    assert BCEWithLogitsLoss(pos_weight=w, reduction="none")(z, y).tolist() == pytest.approx(wanted)
    assert BCEWithLogitsLoss(pos_weight=w)(z, y).item() == pytest.approx(math.fsum(wanted) / 20)


@pytest.mark.equation("eq-torch-pos-weight-optimum", how="autograd")
def test_pos_weight_multiplies_the_odds_of_the_best_answer() -> None:
    for p in (0.01, 0.3, 0.5, 0.9):
        for w in (0.5, 1.0, 9.0):
            z = torch.tensor(math.log(p / (1 - p)) + math.log(w), dtype=torch.float64, requires_grad=True)
            loss = BCEWithLogitsLoss(pos_weight=torch.tensor(w, dtype=torch.float64))
            truth = torch.tensor(p, dtype=torch.float64)
            value = loss(z, truth)
            (slope,) = torch.autograd.grad(value, z)
            assert abs(slope.item()) < 1e-12
            assert all(value < loss(z.detach() + step, truth) for step in (-0.1, 0.1))
            assert torch.sigmoid(z).item() == pytest.approx(w * p / (w * p + 1 - p))


@pytest.mark.equation("eq-torch-pos-weight-optimum", how="SymPy identity")
def test_the_odds_of_the_best_answer_by_algebra() -> None:
    p, w, q = sp.symbols("p w q", positive=True)
    loss = -w * p * sp.log(q) - (1 - p) * sp.log(1 - q)
    (best,) = sp.solve(sp.diff(loss, q), q)
    assert sp.simplify(best - w * p / (w * p + 1 - p)) == 0
    assert sp.simplify(best / (1 - best) - w * p / (1 - p)) == 0


def teacher() -> tuple[Tensor, Tensor]:
    """Log-probabilities of a model and probabilities of its teacher, as published."""
    model, teacher = torch.tensor([[-0.1, 0.2, -0.4, 0.3]]), torch.tensor([[-0.7, 0.1, -0.1, 0.1]])
    return functional.log_softmax(model, dim=1), torch.softmax(teacher, dim=1)


def test_the_published_figures() -> None:
    thirds, share = torch.full((1, 3), 1 / 3).log(), torch.tensor([[9, 12, 4]]) / 25
    assert round(functional.kl_div(thirds, share, reduction="batchmean").item(), 4) == 0.0853
    terms = functional.kl_div(*teacher(), reduction="none")
    assert terms.numpy().round(4).tolist() == [pytest.approx([-0.0635, 0.0116, 0.1097, -0.0190])]
    assert [round(x.item(), 4) for x in (terms.sum(), terms.mean())] == [0.0389, 0.0097]
    scores, target = torch.tensor([[-0.1, 0.2, -0.4, 0.3]]), teacher()[1]
    bill = CrossEntropyLoss()(scores, target).item()
    floor = CrossEntropyLoss()(torch.tensor([[-0.7, 0.1, -0.1, 0.1]]), target).item()
    assert [round(bill, 4), round(floor, 4), round(bill - floor, 4)] == [1.3832, 1.3443, 0.0389]


def test_the_published_loss_of_one_hot_targets_is_one_number_by_three_ways() -> None:
    z = torch.tensor(
        [
            [0.3286, 0.4247, 1.5101, -0.4628, -0.6365],
            [-0.1079, -0.6032, -1.1911, -0.1564, 0.9218],
            [1.5526, -0.2029, 0.7564, -2.0878, -1.1310],
        ]
    )
    y = torch.tensor([0, 2, 0])
    one_hot = functional.one_hot(y, 5).float()
    losses = (
        CrossEntropyLoss()(z, y),
        CrossEntropyLoss()(z, one_hot),
        KLDivLoss(reduction="batchmean")(functional.log_softmax(z, dim=1), one_hot),
    )
    assert [round(loss.item(), 4) for loss in losses] == [1.7296] * 3
