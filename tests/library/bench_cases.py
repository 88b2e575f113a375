"""What `bench` races: each measure, on inputs of several sizes, and all who compute it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import torch
from bench_peers import (
    LN2,
    by_entr,
    by_jsd,
    by_kl_div,
    by_torch,
    by_torch_checked,
    by_torch_looked_at,
    checked,
    no_nan,
)

import infolib

__all__ = ["MEASURES", "Case", "Contender"]

Kind = Literal["NumPy", "PyTorch", "floor"]


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
    from dit import Distribution
    from dit.shannon.shannon import entropy as of_distribution
    from dit.shannon.shannon import entropy_pmf as dit_entropy
    from pyitlib.discrete_random_variable import entropy_pmf as pyitlib_entropy
    from scipy import special, stats
    from torch.distributions import Categorical

    for shape in ((10,), (1_000,), (100_000,), (1_000_000,), (10_000_000,), (10_000, 100)):
        p = random_distributions(shape)
        t = torch.from_numpy(p)
        out = np.empty_like(p)
        case = Case("entropy", "×".join(map(str, shape)), p.size)
        case.add("infolib", "NumPy", lambda p=p: infolib.entropy(p))
        case.add("np.log2(out=), nothing else", "floor", lambda p=p, out=out: np.log2(p, out=out))
        case.add("scipy.stats.entropy", "NumPy", lambda p=p: stats.entropy(p, base=2, axis=-1))
        case.add("scipy.special.entr", "NumPy", lambda p=p: special.entr(p).sum(-1) / LN2)
        case.add("dit entropy_pmf, unchecked", "NumPy", lambda p=p: dit_entropy(p))
        if p.size <= 1_000:
            outcomes = list(map(str, range(p.size)))
            case.add("dit Distribution", "NumPy", lambda p=p, x=outcomes: of_distribution(Distribution(x, p)))
        case.add("pyitlib", "NumPy", lambda p=p: pyitlib_entropy(p))
        case.add("infolib", "PyTorch", lambda t=t: infolib.entropy(t))
        case.add("torch.special.entr", "PyTorch", lambda t=t: by_entr(t))
        case.add("torch.special.entr, checked", "PyTorch", lambda t=t: by_entr(checked(t)))
        case.add("torch Categorical", "PyTorch", lambda t=t: Categorical(probs=t).entropy() / LN2)
        yield case


def samples() -> Iterator[Case]:
    """Entropy of the shares of a sample, which are counted first."""
    from divergence.discrete import discrete_entropy

    for size in (1_000, 1_000_000):
        x = np.random.default_rng(0).integers(0, 100, size)
        case = Case("entropy of a sample", str(size), size)
        case.add("infolib", "NumPy", lambda x=x: infolib.entropy(np.bincount(x) / x.size))
        case.add("divergence", "NumPy", lambda x=x: discrete_entropy(x, base=2))
        yield case


def divergences() -> Iterator[Case]:
    """Kullback-Leibler divergence of two distributions of each size, and of a batch."""
    from dit.divergences.pmf import relative_entropy as dit_divergence
    from pyitlib.discrete_random_variable import divergence_kullbackleibler_pmf as pyitlib_divergence
    from scipy import special, stats
    from torch.distributions import Categorical, kl_divergence

    for shape in ((10,), (1_000,), (100_000,), (1_000_000,), (10_000_000,), (10_000, 100)):
        p, q = random_distributions(shape), random_distributions(shape, seed=1)
        s, t = torch.from_numpy(p), torch.from_numpy(q)
        case = Case("kl", "×".join(map(str, shape)), p.size)
        case.add("infolib", "NumPy", lambda p=p, q=q: infolib.kl_divergence(p, q))
        case.add("scipy.stats.entropy", "NumPy", lambda p=p, q=q: stats.entropy(p, q, base=2, axis=-1))
        case.add("scipy.special.rel_entr", "NumPy", lambda p=p, q=q: special.rel_entr(p, q).sum(-1) / LN2)
        case.add("scipy.special.kl_div", "NumPy", lambda p=p, q=q: special.kl_div(p, q).sum(-1) / LN2)
        if p.ndim == 1:
            case.add("dit relative_entropy, unchecked", "NumPy", lambda p=p, q=q: dit_divergence(p, q))
        case.add("pyitlib", "NumPy", lambda p=p, q=q: pyitlib_divergence(p, q))
        case.add("infolib", "PyTorch", lambda s=s, t=t: infolib.kl_divergence(s, t))
        case.add("torch F.kl_div", "PyTorch", lambda s=s, t=t: by_kl_div(t, s))
        case.add("torch F.kl_div, checked", "PyTorch", lambda s=s, t=t: by_kl_div(checked(t), checked(s)))
        case.add(
            "torch Categorical",
            "PyTorch",
            lambda s=s, t=t: kl_divergence(Categorical(probs=s), Categorical(probs=t)) / LN2,
        )
        yield case


def cross_entropies() -> Iterator[Case]:
    """Cross-entropy of two distributions of each size, and of a batch."""
    from scipy import special

    for shape in ((10,), (1_000,), (100_000,), (1_000_000,), (10_000_000,), (10_000, 100)):
        p, q = random_distributions(shape), random_distributions(shape, seed=1)
        s, t = torch.from_numpy(p), torch.from_numpy(q)
        case = Case("cross-entropy", "×".join(map(str, shape)), p.size)
        case.add("infolib", "NumPy", lambda p=p, q=q: infolib.cross_entropy(p, q))
        case.add("scipy.special.xlogy", "NumPy", lambda p=p, q=q: -special.xlogy(p, q).sum(-1) / LN2)
        case.add("infolib", "PyTorch", lambda s=s, t=t: infolib.cross_entropy(s, t))
        case.add("torch xlogy", "PyTorch", lambda s=s, t=t: -torch.xlogy(s, t).sum(-1) / LN2)
        yield case


def mutual_informations() -> Iterator[Case]:
    """Mutual information of a joint table."""
    from scipy import special
    from sklearn.metrics import mutual_info_score

    rng = np.random.default_rng(0)
    whole = {f"{side}×{side}": rng.integers(1, 1_000, (side, side)) for side in (10, 1_000)}
    whole["1000×1000 independent"] = np.outer(*rng.integers(1, 1_000, (2, 1_000)))
    for size, counts in whole.items():
        table = counts / counts.sum()
        t = torch.from_numpy(table)

        def by_scipy(table: Any = table) -> Any:  # noqa: ANN401
            product = table.sum(1, keepdims=True) * table.sum(0, keepdims=True)
            return special.rel_entr(table, product).sum() / LN2

        case = Case("mi", size, table.size)
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

    for shape in ((10,), (1_000,), (1_000_000,)):
        p, q = random_distributions(shape), random_distributions(shape, seed=1)
        case = Case("jsd", "×".join(map(str, shape)), p.size)
        case.add("infolib", "NumPy", lambda p=p, q=q: infolib.jensen_shannon_divergence(p, q))
        case.add("scipy jensenshannon ** 2", "NumPy", lambda p=p, q=q: jensenshannon(p, q, base=2) ** 2)
        s, t = torch.from_numpy(p), torch.from_numpy(q)
        case.add("infolib", "PyTorch", lambda s=s, t=t: infolib.jensen_shannon_divergence(s, t))
        case.add("torch, by the formula", "PyTorch", lambda s=s, t=t: by_jsd(s, t))
        yield case


def losses() -> Iterator[Case]:
    """Cross-entropy of logits and class indices, or soft labels, a loss a row."""
    from scipy import special

    shapes = ((1, 10), (10, 10), (100, 1_000), (2, 64_000), (1_000, 1_000), (100_000, 10), (10_000, 1_000))
    for shape in shapes:
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
            lambda z=tz, n=tlabels: by_torch(z, n),
        )
        case.add("torch F.cross_entropy, checked", "PyTorch", lambda z=tz, n=tlabels: by_torch_checked(z, n))
        case.add("… and only looked at", "PyTorch", lambda z=tz, n=tlabels: by_torch_looked_at(z, n))
        yield case
        yield soft_losses(z)


def soft_losses(z: np.ndarray) -> Case:
    """Cross-entropy of logits and a distribution for each row."""
    target = random_distributions(z.shape, seed=1).astype(z.dtype)
    tz, tt = torch.from_numpy(z), torch.from_numpy(target)
    case = Case("logits, soft labels", "×".join(map(str, z.shape)), z.size, dtype="float32")
    case.add("infolib", "NumPy", lambda: infolib.cross_entropy_from_logits(z, target))
    case.add("infolib", "PyTorch", lambda: infolib.cross_entropy_from_logits(tz, tt))
    case.add("torch F.cross_entropy", "PyTorch", lambda: by_torch(tz, tt))
    case.add("torch F.cross_entropy, checked", "PyTorch", lambda: by_torch_checked(tz, tt))
    case.add("… and only looked at", "PyTorch", lambda: by_torch_looked_at(tz, tt))
    return case


def softmaxes() -> Iterator[Case]:
    """Softmax and log softmax along the last axis."""
    from scipy import special

    for name in ("softmax", "log_softmax"):
        own, of_scipy = getattr(infolib, name), getattr(special, name)
        for shape in ((10,), (1_000,), (1_000, 1_000), (100_000, 10)):
            z = np.random.default_rng(0).standard_normal(shape, dtype=np.float32) * 3
            tz = torch.from_numpy(z)
            case = Case(name, "×".join(map(str, shape)), z.size, dtype="float32")
            case.add("infolib", "NumPy", lambda z=z, own=own: own(z))
            case.add("scipy.special", "NumPy", lambda z=z, of_scipy=of_scipy: of_scipy(z, axis=-1))
            case.add("infolib", "PyTorch", lambda z=tz, own=own: own(z))
            case.add("torch", "PyTorch", lambda z=tz, name=name: getattr(torch, name)(z, -1))
            case.add("torch, checked", "PyTorch", lambda z=tz, name=name: no_nan(getattr(torch, name)(z, -1)))
            yield case


def gaussians() -> Iterator[Case]:
    """Divergence of normal distributions."""
    from torch.distributions import Normal, kl_divergence

    for size in (1, 1_000, 1_000_000):
        rng = np.random.default_rng(0)
        arrays = [f(size) + 0.1 for f in (rng.standard_normal, rng.random) * 2]
        m1, s1, m2, s2 = tensors = [torch.from_numpy(x) for x in arrays]
        case = Case("gaussian kl", str(size), size)
        case.add("infolib", "NumPy", lambda a=arrays: infolib.gaussian_kl(*a))
        case.add("infolib", "PyTorch", lambda t=tensors: infolib.gaussian_kl(*t))
        case.add(
            "torch Normal",
            "PyTorch",
            lambda m1=m1, s1=s1, m2=m2, s2=s2: kl_divergence(Normal(m1, s1), Normal(m2, s2)) / LN2,
        )
        yield case


def multivariate_gaussians() -> Iterator[Case]:
    """Divergence of joint normal distributions."""
    from torch.distributions import MultivariateNormal, kl_divergence

    def by_distributions(tensors: list[torch.Tensor], *, check: bool) -> torch.Tensor:
        pairs = zip(tensors[::2], tensors[1::2], strict=True)
        return kl_divergence(*(MultivariateNormal(m, c, validate_args=check) for m, c in pairs)) / LN2

    for k in (3, 100):
        rng = np.random.default_rng(0)
        samples = [rng.standard_normal((k, 2 * k)) for _ in range(2)]
        arrays = [x for sample in samples for x in (sample.mean(1), np.cov(sample))]
        tensors = [torch.from_numpy(x) for x in arrays]
        case = Case("multivariate gaussian kl", f"{k}×{k}", k * k)
        case.add("infolib", "NumPy", lambda a=arrays: infolib.multivariate_gaussian_kl(*a))
        case.add("infolib", "PyTorch", lambda t=tensors: infolib.multivariate_gaussian_kl(*t))
        case.add("torch MultivariateNormal", "PyTorch", lambda t=tensors: by_distributions(t, check=True))
        case.add("… unchecked", "PyTorch", lambda t=tensors: by_distributions(t, check=False))
        yield case


def gradients() -> Iterator[Case]:
    """Each measure and its gradient, forwards and backwards."""

    def with_gradient(f: Callable[..., Any], x: torch.Tensor, *others: torch.Tensor) -> Callable[[], Any]:
        x = x.clone().requires_grad_()

        def run() -> Any:  # noqa: ANN401
            x.grad = None
            f(x, *others).sum().backward()
            return x.grad

        return run

    def reversed_kl(q: torch.Tensor, p: torch.Tensor) -> Any:  # noqa: ANN401
        return infolib.kl_divergence(p, q)

    for n in (10, 1_000, 1_000_000, 10_000_000):
        p, q = (torch.from_numpy(random_distributions((n,), seed)) for seed in (0, 1))
        case = Case("entropy, with gradient", str(n), n)
        case.add("infolib", "PyTorch", with_gradient(infolib.entropy, p))
        case.add("torch.special.entr", "PyTorch", with_gradient(by_entr, p))
        case.add("torch.special.entr, checked", "PyTorch", with_gradient(lambda p: by_entr(checked(p)), p))
        yield case
        case = Case("kl, with gradient", str(n), n)
        case.add("infolib", "PyTorch", with_gradient(reversed_kl, q, p))
        case.add("torch F.kl_div", "PyTorch", with_gradient(by_kl_div, q, p))
        both = with_gradient(lambda q, p: by_kl_div(checked(q), checked(p)), q, p)
        case.add("torch F.kl_div, checked", "PyTorch", both)
        yield case
        case = Case("jsd, with gradient", str(n), n)
        case.add("infolib", "PyTorch", with_gradient(infolib.jensen_shannon_divergence, p, q))
        case.add("torch, by the formula", "PyTorch", with_gradient(by_jsd, p, q))
        yield case
    for shape in ((10, 10), (100, 1_000), (2, 64_000), (1_000, 1_000), (100_000, 10)):
        z = torch.from_numpy(np.random.default_rng(0).standard_normal(shape, dtype=np.float32) * 3)
        classes = torch.from_numpy(np.random.default_rng(1).integers(0, shape[1], shape[0]))
        soft = torch.from_numpy(random_distributions(shape).astype(np.float32))
        for name, target in (("classes", classes), ("soft labels", soft)):
            size = "×".join(map(str, shape))
            case = Case(f"logits, {name}, with gradient", size, z.numel(), dtype="float32")
            case.add("infolib", "PyTorch", with_gradient(infolib.cross_entropy_from_logits, z, target))
            case.add("torch F.cross_entropy", "PyTorch", with_gradient(by_torch, z, target))
            case.add("torch F.cross_entropy, checked", "PyTorch", with_gradient(by_torch_checked, z, target))
            case.add("… and only looked at", "PyTorch", with_gradient(by_torch_looked_at, z, target))
            yield case


MEASURES: dict[str, Callable[[], Iterator[Case]]] = {
    "entropy": entropies,
    "sample": samples,
    "kl": divergences,
    "ce": cross_entropies,
    "mi": mutual_informations,
    "jsd": jensen_shannons,
    "logits": losses,
    "softmax": softmaxes,
    "gaussian": gaussians,
    "multivariate": multivariate_gaussians,
    "gradients": gradients,
}


def random_distributions(shape: tuple[int, ...], seed: int = 0) -> np.ndarray:
    """Draw distributions along the last axis, all entries above 0."""
    weights = np.random.default_rng(seed).random(shape) + 1e-3
    return weights / weights.sum(-1, keepdims=True)
