"""What executing the equations on PyTorch's losses leaves open: ignored labels, minima, overflow."""

import math
import re
from pathlib import Path

import mpmath
import numpy as np
import pytest
import torch
from manuscript.book import Book
from torch import Tensor
from torch.nn import BCEWithLogitsLoss, CrossEntropyLoss, KLDivLoss, NLLLoss, functional

from infolib import cross_entropy_from_logits, negative_log_likelihood

torch.set_num_threads(1)


def drawn(n: int = 6, k: int = 5, seed: int = 21) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Logits, classes, target distributions (some zeros) and weights."""
    rng = np.random.default_rng(seed)
    t = rng.dirichlet(np.full(k, 0.7), size=n)
    t[::2, 0] = 0
    t /= t.sum(1, keepdims=True)
    arrays = rng.normal(size=(n, k)) * 3, rng.integers(0, k, n), t, rng.uniform(0.3, 4, k)
    return tuple(torch.tensor(array) for array in arrays)  # type: ignore[return-value]


SEEDS = range(5)


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


@pytest.mark.parametrize(("size", "wanted"), [(1, 0.10), (8, 0.36), (32, 0.46)])
def test_class_weights_move_the_best_answer_less_in_small_batches(size: int, wanted: float) -> None:
    loss = NLLLoss(weight=torch.tensor([1.0, 9.0], dtype=torch.float64))
    batches = [(torch.arange(size) < m).long() for m in range(size + 1)]  # m rows have the class
    chances = [math.comb(size, m) * 0.1**m * 0.9 ** (size - m) for m in range(size + 1)]

    def expected(q: float) -> float:
        rows = torch.tensor([1 - q, q], dtype=torch.float64).log().expand(size, 2)
        return math.fsum(c * loss(rows, y).item() for c, y in zip(chances, batches, strict=True))

    assert min((n / 100 for n in range(5, 60)), key=expected) == wanted


def test_every_loss_of_torch_is_named() -> None:
    text = Book().text("chapters/pytorch-losses.md")
    losses = {name for name in dir(torch.nn) if "Loss" in name}
    assert {name for name in losses if f"`{name}`" not in text} == set()
    assert len(losses) == 24


def test_what_goes_through_without_a_word() -> None:
    assert CrossEntropyLoss()(torch.randn(5, 1), torch.zeros(5).long()).item() == 0
    answers = torch.tensor([1.0, 0.0, 1.0])
    assert CrossEntropyLoss()(torch.zeros(3), answers).item() == pytest.approx(2 * math.log(3))
    columns = BCEWithLogitsLoss(weight=torch.tensor([1.0, 2.0, 3.0]), reduction="none")
    assert columns(torch.zeros(4, 3), torch.ones(4, 3))[0].tolist() == pytest.approx(
        [n * math.log(2) for n in (1, 2, 3)]
    )


def test_a_batch_in_which_only_the_weight_0_counts_has_no_gradient() -> None:
    z = torch.randn(2, 3, requires_grad=True)
    CrossEntropyLoss(weight=torch.tensor([0.0, 1.0, 1.0]))(z, torch.tensor([0, 0])).backward()
    assert z.grad is not None
    assert z.grad.isnan().all()


def test_what_the_page_says_of_cuda_stands_in_this_version_of_pytorch() -> None:
    doc = torch.use_deterministic_algorithms.__doc__ or ""
    acts, throws = doc.split("will throw a", 1)
    assert "torch.nn.NLLLoss` when called on a CUDA tensor" in throws
    assert "torch.nn.CTCLoss` when attempting to differentiate a CUDA tensor" in throws
    assert "NLLLoss" not in acts
    header = (Path(torch.__file__).parent / "include/ATen/autocast_mode.h").read_text(encoding="utf-8")
    lists = dict(re.findall(r"#define (AT_FORALL_\w+)\(_\)((?:.*\\\n)*.*)\n", header))
    for name in ("nll_loss", "kl_div", "binary_cross_entropy_with_logits"):
        assert f"_({name})" in lists["AT_FORALL_FP32"]
    assert "_(log_softmax, int)" in lists["AT_FORALL_FP32_SET_OPT_DTYPE"]
    # cross_entropy is in none of the lists: it is made of log_softmax and nll_loss, which are.
    assert "_(cross_entropy" not in header
    q = torch.tensor([0.5])
    torch.set_autocast_enabled("cuda", True)
    try:
        with (
            torch._C._IncludeDispatchKeyGuard(torch._C.DispatchKey.AutocastCUDA),
            pytest.raises(RuntimeError, match="BCELoss are unsafe to autocast"),
        ):
            functional.binary_cross_entropy(q, q)
    finally:
        torch.set_autocast_enabled("cuda", False)
