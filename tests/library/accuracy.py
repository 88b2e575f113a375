"""How many digits infolib and its peers keep, against mpmath with 50 digits.

python tests/library/accuracy.py      prints one table; a peer that is not installed is left out
"""

import importlib.util
import math
import warnings
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import mpmath
import numpy as np
import torch
from numpy.typing import NDArray

import infolib

__all__ = ["CASES", "Case", "error", "main"]

Arrays = tuple[NDArray[np.float64], ...]
LN2 = math.log(2)


def distribution(rng: np.random.Generator, shape: tuple[int, ...]) -> NDArray[np.float64]:
    """Draw multiples of 2**-50 whose sum is 1 exactly, so that there is one true answer."""
    weights = rng.standard_exponential(shape)
    parts = np.floor(weights / weights.sum() * 2**50).astype(np.int64)
    parts.flat[parts.argmax()] += 2**50 - parts.sum()
    return parts / 2**50


def neighbours(rng: np.random.Generator, size: int, delta: float) -> Arrays:
    """Draw q, and p = q (1 ± delta), whose sum is 1 exactly, too: what one outcome gains, the next loses."""
    q = np.repeat(distribution(rng, (size // 2,)) / 2, 2)
    step = q * (1 + delta) - q  # exact, so that p is
    return q + step * np.tile([1, -1], size // 2), q


def nearly_independent(rng: np.random.Generator, side: int, delta: float) -> Arrays:
    """Draw a table whose marginals a chequerboard of ± delta leaves as they are."""
    p_x, p_y = (np.round(distribution(rng, (side,)) * 2**18 + 2**16) for _ in "xy")
    p_x[0], p_y[0] = (p[0] + 2**20 - p.sum() for p in (p_x, p_y))
    signs = np.outer(np.tile([1, -1], side // 2), np.tile([1, -1], side // 2))
    return (np.outer(p_x, p_y) / 2**40 + signs * np.round(delta * 2.0**44) / 2**50,)


def entropy_terms(p: Any) -> list[Any]:  # noqa: ANN401
    """Return the terms of the entropy, in bits; so for the other measures."""
    return [-x * mpmath.log(x, 2) for x in p if x]


def cross_entropy_terms(p: Any, q: Any) -> list[Any]:  # noqa: ANN401
    return [-x * mpmath.log(y, 2) for x, y in zip(p, q, strict=True) if x]


def kl_terms(p: Any, q: Any) -> list[Any]:  # noqa: ANN401
    return [x * mpmath.log(x / y, 2) for x, y in zip(p, q, strict=True) if x]


def jsd_terms(p: Any, q: Any) -> list[Any]:  # noqa: ANN401
    mean = [(x + y) / 2 for x, y in zip(p, q, strict=True)]
    return [x / 2 for x in kl_terms(p, mean) + kl_terms(q, mean)]


def mi_terms(p_xy: Any) -> list[Any]:  # noqa: ANN401
    p_x, p_y = [mpmath.fsum(row) for row in p_xy], [mpmath.fsum(c) for c in zip(*p_xy, strict=True)]
    joint = [x for row in p_xy for x in row]
    return kl_terms(joint, [x * y for x in p_x for y in p_y])


def gaussian_terms(mu1: Any, sigma1: Any, mu2: Any, sigma2: Any) -> list[Any]:  # noqa: ANN401
    moved = (sigma1**2 + (mu1 - mu2) ** 2) / (2 * sigma2**2)
    return [(mpmath.log(sigma2 / sigma1) + moved - mpmath.mpf(1) / 2) / mpmath.log(2)]


class Case(NamedTuple):
    """A measure, the terms it is the sum of, and inputs of one sort; ``scale`` is what errors are told of."""

    measure: str
    sort: str
    terms: Callable[..., list[Any]]
    inputs: Callable[[np.random.Generator], Arrays]
    scale: str  # "term": the largest term, or the sum if that is larger; "result": the sum alone
    bound: float


def ordinary() -> Iterator[Case]:
    """Yield random distributions of several sizes."""
    measures = [
        ("entropy", entropy_terms, 1),
        ("cross_entropy", cross_entropy_terms, 2),
        ("kl_divergence", kl_terms, 2),
        ("jensen_shannon_divergence", jsd_terms, 2),
    ]
    for measure, terms, number in measures:
        for n in (2, 3, 10, 100, 1000):

            def inputs(rng: np.random.Generator, n: int = n, number: int = number) -> Arrays:
                return tuple(distribution(rng, (n,)) for _ in range(number))

            yield Case(measure, f"{n} outcomes", terms, inputs, "term", 1e-15)
    for shape in ((2, 2), (3, 5), (10, 10), (30, 30)):

        def table(rng: np.random.Generator, shape: tuple[int, int] = shape) -> Arrays:
            return (distribution(rng, shape),)

        yield Case("mutual_information", f"{shape[0]} by {shape[1]}", mi_terms, table, "term", 1e-15)


def hard() -> Iterator[Case]:
    """Yield what cancels, or is smaller than any ordinary float."""
    for delta in (1e-3, 1e-5, 1e-7, 1e-9):
        for measure, terms in (("kl_divergence", kl_terms), ("jensen_shannon_divergence", jsd_terms)):

            def near(rng: np.random.Generator, delta: float = delta) -> Arrays:
                return neighbours(rng, 10, delta)

            yield Case(measure, f"p = q (1 ± {delta:g})", terms, near, "result", 1e-6)

        def table(rng: np.random.Generator, delta: float = delta) -> Arrays:
            return nearly_independent(rng, 4, delta)

        yield Case("mutual_information", f"independent ± {delta:g}", mi_terms, table, "result", 1e-6)
    yield Case(
        "gaussian_kl",
        "sigma ratio 1 + 1e-9",
        gaussian_terms,
        lambda rng: tuple(np.array(x) for x in (0.5, 1 + 1e-9, 0.5, 1.0)),
        "result",
        1e-6,
    )
    for tiny in (1e-310, 1e-320):
        yield Case(
            "kl_divergence",
            f"q = {tiny:g}",
            kl_terms,
            lambda rng, tiny=tiny: (np.array([0.5, 0.5]), np.array([tiny, 1.0])),
            "result",
            1e-15,
        )
    for k in (1, 10):
        uniform = np.full(2**k, 2.0**-k)
        yield Case(
            "entropy",
            f"uniform(2^{k})",
            lambda p, k=k: [mpmath.mpf(k)],
            lambda rng, u=uniform: (u,),
            "result",
            0,
        )


CASES = [*ordinary(), *hard()]


def error(case: Case, run: Callable[..., Any], trials: int) -> float:
    """Return the largest error of ``run``, in bits, in so many trials; inf if a result is negative."""
    rng = np.random.default_rng(0)
    worst = 0.0
    for _ in range(trials):
        arguments = case.inputs(rng)
        with mpmath.workdps(50):
            digits = [exactly(x) for x in arguments]
            terms = case.terms(*digits)
            right = mpmath.fsum(terms)
            scale = abs(right) if case.scale == "result" else max(abs(right), *map(abs, terms))
            found = float(run(*arguments))
            off = abs(mpmath.mpf(found) - right) / scale if math.isfinite(found) else math.inf
        worst = max(worst, float(off) if found >= 0 else math.inf)
    return worst


def exactly(x: NDArray[np.float64]) -> Any:  # noqa: ANN401
    """Return the very numbers of ``x`` as mpmath has them, in lists as deep as ``x`` has axes."""
    return [exactly(v) for v in x] if x.ndim else mpmath.mpf(x.item())


def contenders(measure: str) -> dict[str, Callable[..., Any]]:
    """Return all who measure so, in bits, of the peers that are installed.

    scikit-learn takes counts only, whose products overflow its integers at this many digits.
    """
    own = getattr(infolib, measure)
    found: dict[str, Callable[..., Any]] = {
        "infolib": own,
        "on tensors": lambda *x: own(*(torch.from_numpy(np.asarray(v)) for v in x)),
    }
    installed = {name for name in ("scipy", "dit") if importlib.util.find_spec(name)}
    categorical = torch.distributions.Categorical
    tensor = torch.from_numpy
    if measure == "entropy":
        found["torch"] = lambda p: categorical(probs=tensor(p)).entropy() / LN2
    if measure == "kl_divergence":
        found["torch"] = lambda p, q: (
            torch.distributions.kl_divergence(categorical(probs=tensor(p)), categorical(probs=tensor(q)))
            / LN2
        )
    if measure == "gaussian_kl":
        normal = torch.distributions.Normal
        found["torch"] = lambda m, s, n, t: (
            torch.distributions.kl_divergence(
                normal(*map(torch.as_tensor, (m, s))), normal(*map(torch.as_tensor, (n, t)))
            )
            / LN2
        )
    if "scipy" in installed:
        from scipy import spatial, special, stats

        if measure == "entropy":
            found["scipy"] = lambda p: stats.entropy(p, base=2)
        if measure == "kl_divergence":
            found["scipy"] = lambda p, q: special.rel_entr(p, q).sum() / LN2
        if measure == "jensen_shannon_divergence":
            found["scipy"] = lambda p, q: spatial.distance.jensenshannon(p, q, base=2) ** 2
        if measure == "mutual_information":
            found["scipy"] = lambda p: special.rel_entr(p, np.outer(p.sum(1), p.sum(0))).sum() / LN2
    if "dit" in installed:
        from dit.divergences.pmf import jensen_shannon_divergence, relative_entropy
        from dit.shannon.shannon import entropy_pmf

        if measure == "entropy":
            found["dit"] = entropy_pmf
        if measure == "kl_divergence":
            found["dit"] = relative_entropy
        if measure == "jensen_shannon_divergence":
            found["dit"] = lambda p, q: jensen_shannon_divergence(np.stack([p, q]))
    return found


def main() -> None:
    """Print the largest error of each contender in each case."""
    columns = ["infolib", "on tensors", "scipy", "torch", "dit"]
    print("Largest error, relative to the largest term (or the sum, if larger); in the lines marked *,")
    print("to the sum alone. 'wrong' stands for a negative number, NaN, inf or an exception.\n")
    print(f"{'':52}" + "".join(f"{name:>13}" for name in columns))
    for case in CASES:
        found = contenders(case.measure)
        cells = []
        for name in columns:
            if name not in found:
                cells.append("")
                continue
            try:
                with warnings.catch_warnings(), np.errstate(all="ignore"):
                    warnings.simplefilter("ignore")
                    worst = error(case, found[name], trials=3 if "1000" in case.sort else 20)
            except Exception:
                worst = math.inf
            cells.append("wrong" if not math.isfinite(worst) else f"{worst:.1e}" if worst else "exact")
        label = f"{case.measure}, {case.sort}{' *' if case.scale == 'result' else ''}"
        print(f"{label:52}" + "".join(f"{cell:>13}" for cell in cells))


if __name__ == "__main__":
    main()
