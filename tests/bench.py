"""Race infolib against the libraries a reader would use instead.

Same input, one process, one thread, taking turns, infolib's checks on.

python tests/bench.py [MEASURE ...]      entropy, kl, mi, jsd, logits; all of them by default
"""

import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}  # before NumPy

import numpy as np
import torch

import infolib

__all__ = ["main"]

Kind = Literal["NumPy", "PyTorch", "floor"]
LN2 = float(np.log(2))
SECONDS = 0.25  # for each contender of a case, in turns of at least a millisecond
MIB = 2**20
# The answers of two contenders may differ by this much, relatively; a peer that is further off is marked.
AGREE = {"float64": 1e-9, "float32": 1e-4}


@dataclass
class Contender:
    """One way to compute a measure, and what running it took."""

    name: str
    kind: Kind
    run: Callable[[], Any]
    seconds: float = float("inf")
    extra: float | None = None
    wrong: bool = False


@dataclass
class Case:
    """One measure of one input, and all who compute it; infolib comes first for each kind of array."""

    measure: str
    size: str
    entries: int
    dtype: str = "float64"
    contenders: list[Contender] = field(default_factory=list)

    def add(self, name: str, kind: Kind, run: Callable[[], Any]) -> None:
        """Let one more run."""
        self.contenders.append(Contender(name, kind, run))

    def own(self, kind: Kind) -> Contender:
        """Return infolib's run on arrays of ``kind``; the floor is compared with NumPy."""
        return next(c for c in self.contenders if c.kind == ("NumPy" if kind == "floor" else kind))


def entropies() -> Iterator[Case]:
    """Entropy of one distribution of each size, and of a batch."""
    from dit.shannon.shannon import entropy_pmf as dit_entropy
    from pyitlib.discrete_random_variable import entropy_pmf as pyitlib_entropy
    from scipy import special, stats
    from torch.distributions import Categorical

    for shape in ((10,), (1_000,), (1_000_000,), (10_000_000,), (10_000, 100)):
        p = random_distributions(shape)
        t = torch.from_numpy(p)
        out = np.empty_like(p)
        case = Case("entropy", "×".join(map(str, shape)), p.size)
        case.add("infolib", "NumPy", lambda p=p: infolib.entropy(p))
        case.add("np.log2(out=), nothing else", "floor", lambda p=p, out=out: np.log2(p, out=out))
        case.add("scipy.stats.entropy", "NumPy", lambda p=p: stats.entropy(p, base=2, axis=-1))
        case.add("scipy.special.entr", "NumPy", lambda p=p: special.entr(p).sum(-1) / LN2)
        case.add("dit", "NumPy", lambda p=p: dit_entropy(p))
        case.add("pyitlib", "NumPy", lambda p=p: pyitlib_entropy(p))
        case.add("infolib", "PyTorch", lambda t=t: infolib.entropy(t))
        case.add("torch.special.entr", "PyTorch", lambda t=t: torch.special.entr(t).sum(-1) / LN2)
        case.add("torch Categorical", "PyTorch", lambda t=t: Categorical(probs=t).entropy() / LN2)
        yield case


def divergences() -> Iterator[Case]:
    """Kullback-Leibler divergence of two distributions of each size, and of a batch."""
    from dit.divergences.pmf import relative_entropy as dit_divergence
    from pyitlib.discrete_random_variable import divergence_kullbackleibler_pmf as pyitlib_divergence
    from scipy import special, stats
    from torch.distributions import Categorical, kl_divergence
    from torch.nn import functional

    for shape in ((10,), (1_000,), (1_000_000,), (10_000_000,), (10_000, 100)):
        p, q = random_distributions(shape), random_distributions(shape, seed=1)
        s, t = torch.from_numpy(p), torch.from_numpy(q)
        case = Case("kl", "×".join(map(str, shape)), p.size)
        case.add("infolib", "NumPy", lambda p=p, q=q: infolib.kl_divergence(p, q))
        case.add("scipy.stats.entropy", "NumPy", lambda p=p, q=q: stats.entropy(p, q, base=2, axis=-1))
        case.add("scipy.special.rel_entr", "NumPy", lambda p=p, q=q: special.rel_entr(p, q).sum(-1) / LN2)
        case.add("scipy.special.kl_div", "NumPy", lambda p=p, q=q: special.kl_div(p, q).sum(-1) / LN2)
        if p.ndim == 1:
            case.add("dit", "NumPy", lambda p=p, q=q: dit_divergence(p, q))
        case.add("pyitlib", "NumPy", lambda p=p, q=q: pyitlib_divergence(p, q))
        case.add("infolib", "PyTorch", lambda s=s, t=t: infolib.kl_divergence(s, t))
        case.add(
            "torch F.kl_div",
            "PyTorch",
            lambda s=s, t=t: functional.kl_div(t.log(), s, reduction="none").sum(-1) / LN2,
        )
        case.add(
            "torch Categorical",
            "PyTorch",
            lambda s=s, t=t: kl_divergence(Categorical(probs=s), Categorical(probs=t)) / LN2,
        )
        yield case


def mutual_informations() -> Iterator[Case]:
    """Mutual information of a joint table."""
    from scipy import special
    from sklearn.metrics import mutual_info_score

    for side in (10, 1_000):
        counts = np.random.default_rng(0).integers(1, 1_000, (side, side))
        table = counts / counts.sum()
        t = torch.from_numpy(table)

        def by_scipy(table: Any = table) -> Any:  # noqa: ANN401
            product = table.sum(1, keepdims=True) * table.sum(0, keepdims=True)
            return special.rel_entr(table, product).sum() / LN2

        case = Case("mi", f"{side}×{side}", table.size)
        case.add("infolib", "NumPy", lambda table=table: infolib.mutual_information(table))
        case.add("scipy.special.rel_entr", "NumPy", by_scipy)
        case.add(
            "scikit-learn",
            "NumPy",
            lambda counts=counts: mutual_info_score(None, None, contingency=counts) / LN2,
        )
        case.add("infolib", "PyTorch", lambda t=t: infolib.mutual_information(t))
        yield case


def jensen_shannons() -> Iterator[Case]:
    """Jensen-Shannon divergence."""
    from scipy.spatial.distance import jensenshannon

    for shape in ((10,), (1_000_000,)):
        p, q = random_distributions(shape), random_distributions(shape, seed=1)
        case = Case("jsd", "×".join(map(str, shape)), p.size)
        case.add("infolib", "NumPy", lambda p=p, q=q: infolib.jensen_shannon_divergence(p, q))
        case.add("scipy jensenshannon ** 2", "NumPy", lambda p=p, q=q: jensenshannon(p, q, base=2) ** 2)
        yield case


def losses() -> Iterator[Case]:
    """Cross-entropy of logits and class indices, a loss a row."""
    from scipy import special
    from torch.nn import functional

    for shape in ((10, 10), (10_000, 1_000)):
        rng = np.random.default_rng(0)
        z = rng.standard_normal(shape, dtype=np.float32) * 3
        labels = rng.integers(0, shape[1], shape[0])
        tz, tlabels = torch.from_numpy(z), torch.from_numpy(labels)
        out, rows = np.empty_like(z), np.arange(shape[0])
        case = Case("logits", "×".join(map(str, shape)), z.size, dtype="float32")
        case.add("infolib", "NumPy", lambda z=z, n=labels: infolib.cross_entropy_from_logits(z, n))
        case.add("np.exp(out=), nothing else", "floor", lambda z=z, out=out: np.exp(z, out=out))
        case.add(
            "scipy.special.log_softmax",
            "NumPy",
            lambda z=z, rows=rows, n=labels: -special.log_softmax(z, axis=1)[rows, n],
        )
        case.add("infolib", "PyTorch", lambda z=tz, n=tlabels: infolib.cross_entropy_from_logits(z, n))
        case.add(
            "torch F.cross_entropy",
            "PyTorch",
            lambda z=tz, n=tlabels: functional.cross_entropy(z, n, reduction="none"),
        )
        yield case


MEASURES: dict[str, Callable[[], Iterator[Case]]] = {
    "entropy": entropies,
    "kl": divergences,
    "mi": mutual_informations,
    "jsd": jensen_shannons,
    "logits": losses,
}


def random_distributions(shape: tuple[int, ...], seed: int = 0) -> np.ndarray:
    """Draw distributions along the last axis, all entries above 0."""
    weights = np.random.default_rng(seed).random(shape) + 1e-3
    return weights / weights.sum(-1, keepdims=True)


def race(case: Case) -> None:
    """Time all contenders in turn, again and again; keep the best time of each. Then look at memory."""
    expected = np.asarray(case.contenders[0].run())
    turns = {}
    for one in case.contenders:
        answer = np.asarray(one.run())  # a first run, which loads what later ones have
        one.wrong = one.kind != "floor" and not np.allclose(answer, expected, rtol=AGREE[case.dtype], atol=0)
        one.extra = extra_memory(one.run)
        once = min(timed(one.run, 1) for _ in range(3))
        turns[one.name, one.kind] = max(1, round(1e-3 / once))
        one.seconds = once
    stop = time.perf_counter() + SECONDS * len(case.contenders)
    rounds = 0
    while rounds < 5 or time.perf_counter() < stop:
        for one in case.contenders:
            number = turns[one.name, one.kind]
            one.seconds = min(one.seconds, timed(one.run, number) / number)
        rounds += 1


def timed(run: Callable[[], Any], number: int) -> float:
    """Return the seconds that ``number`` runs take."""
    start = time.perf_counter()
    for _ in range(number):
        run()
    return time.perf_counter() - start


def extra_memory(run: Callable[[], Any]) -> float | None:
    """Return by how many MiB a run raises the memory in use at its peak; None where only Linux would know."""
    status, reset = Path("/proc/self/status"), Path("/proc/self/clear_refs")
    try:
        reset.write_text("5")  # sets the peak to what is in use now
    except OSError:
        return None
    before = int(status.read_text().split("VmHWM:")[1].split()[0])
    run()
    return (int(status.read_text().split("VmHWM:")[1].split()[0]) - before) * 1024 / MIB


def report(case: Case) -> None:
    """Print what each contender took, and how many times infolib's time that is."""
    print(f"\n{case.measure}, {case.size} entries of {case.dtype}")
    print(f"  {'':30}{'arrays':9}{'time':>12}{'an entry':>12}{'extra':>11}{'× infolib':>11}")
    for one in case.contenders:
        extra = "?" if one.extra is None else f"{one.extra:.1f} MiB"
        ratio = one.seconds / case.own(one.kind).seconds
        took = f"{one.seconds * 1e6:.1f} µs" if one.seconds < 1e-3 else f"{one.seconds * 1e3:.2f} ms"
        note = "  another answer" if one.wrong else "  faster" if ratio < 1 and one.kind != "floor" else ""
        each = f"{one.seconds / case.entries * 1e9:.2f} ns"
        print(f"  {one.name:30}{one.kind:9}{took:>12}{each:>12}{extra:>11}{ratio:>11.2f}{note}")


def main(names: list[str]) -> None:
    """Run the cases of the named measures; stop, saying what to install, if a peer is missing."""
    unknown = set(names) - set(MEASURES)
    if unknown:
        raise SystemExit(__doc__)
    torch.set_num_threads(1)
    try:
        for name in names or MEASURES:
            for case in MEASURES[name]():
                race(case)
                report(case)
    except ModuleNotFoundError as missing:
        raise SystemExit(f"{missing}; pip install -r tests/requirements-bench.txt brings it.") from None


if __name__ == "__main__":
    main(sys.argv[1:])
