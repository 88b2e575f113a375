"""What an author may say of variables with a density: how they, their densities and matrices are drawn.

The edges: narrow and wide scales, equal densities, densities with disjoint supports, an independent pair,
a strong correlation, the density of largest entropy among its rivals.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
from scipy import stats

from mathematics import densities
from mathematics.densities import TAIL, Density, Measured, Stretch
from mathematics.kinds import Draw, kind
from mathematics.meanings import Indexed

__all__: list[str] = []  # read for its kinds


def scale(draw: Draw) -> float:
    """Draw a scale: of the order of 1, or much smaller or larger."""
    return float(draw.choose(1e-2, 0.1, 10.0, 50.0) if draw.edge(0.3) else draw.rng.uniform(0.3, 3))


def sloping(low: float, high: float, slope: float, letter: str = "X") -> Density:
    """Return a density that is a straight line, from 1 - slope to 1 + slope times its average."""
    size = high - low

    def pdf(x: Any) -> Any:
        t = (np.asarray(x) - low) / size
        return np.where((t >= 0) & (t <= 1), (1 + slope * (2 * t - 1)) / size, 0.0)

    def cdf(x: Any) -> Any:
        t = np.clip((np.asarray(x) - low) / size, 0, 1)
        return t + slope * (t**2 - t)

    breaks = densities.graded(low, high) if abs(slope) == 1 else np.linspace(low, high, 3)
    return densities.on_line(SimpleNamespace(pdf=pdf, cdf=cdf), breaks, letter)


def family(name: str, centre: float, size: float) -> Density:
    """Return a density by its name, with the standard deviation or the mean or the length of the size."""
    if name == "bell":
        return densities.bell(centre, size)
    if name == "uniform":
        return sloping(centre, centre + size, 0.0)
    if name == "rising":  # machine C
        return sloping(centre, centre + size, 1.0)
    if name == "exponential":
        return densities.exponential(size, centre)
    if name == "Laplace":
        return densities.laplace(size, centre)
    peaks = [densities.bell(centre - 0.8 * size, 0.6 * size), densities.bell(centre + 0.8 * size, 0.6 * size)]
    return densities.mixture([0.7, 0.3], peaks)


FAMILIES = ("bell", "uniform", "rising", "exponential", "Laplace", "two peaks")


def beside(g: Density, places: np.ndarray) -> Density:
    """Let a density be compared with another at these places."""
    return replace(g, places=places)


@kind(r"(?:a variable|variables) with the density (?P<new_density>\S+)")
def variable(draw: Draw) -> dict[str, Any]:
    f = family(draw.choose(*FAMILIES), float(draw.rng.normal()), scale(draw))
    return named(draw, f)


def named(draw: Draw, f: Density, **others: Any) -> dict[str, Any]:
    """Name the variables and their density."""
    return {
        **{name: Measured(letter, f) for name, letter in zip(draw.names, f.letters, strict=False)},
        draw.words["new_density"]: f,
        **others,
    }


@kind(r"(?:a density|densities) like (?P<like>\S+)")
def like(draw: Draw) -> dict[str, Any]:
    """Draw a density beside another: any, the same, one a little wider, one that rules out a part or all."""
    f: Density = draw.find(draw.words["like"])
    low, high = f.breaks[0][0], f.breaks[0][-1]
    found = {}
    for name in draw.names:
        shape = draw.choose("same", "near", "part", "disjoint") if draw.edge(0.5) else "any"
        other = family(
            draw.choose("bell", "Laplace", "two peaks"),
            (low + high) / 2,
            (high - low) * draw.rng.uniform(0.1, 0.3),
        )
        if shape == "same":
            other = f
        elif shape == "near":
            other = densities.mixture([1 - 1e-3, 1e-3], [f, other])
        elif shape in {"part", "disjoint"}:
            end = low if shape == "part" else high
            other = sloping(end, end + 0.7 * (high - low), 0.0)
        found[name] = beside(other, f.points[0])
    return found


@kind(
    r"(?:a variable|variables) with the density (?P<new_density>\S+)"
    r" on \[(?P<new_low>\S+), (?P<new_high>\S+)\]"
)
def on_interval(draw: Draw) -> dict[str, Any]:
    """Draw a continuous density on an interval: uniform, sloping, a hump or two, a bell that is cut off."""
    low, size = float(draw.rng.normal()), float(draw.rng.uniform(0.2, 1.2))
    slope = draw.choose(0.0, 0.5, 1.0, -0.9)
    f = sloping(low, low + size, slope)
    if draw.edge(0.4):
        a, b = draw.choose((2, 2), (3, 1), (2, 5))
        f = densities.beta(a, b, low, size)
    return named(draw, f, **{draw.words["new_low"]: low, draw.words["new_high"]: low + size})


@kind(r"a density on the interval of (?P<like>\S+)")
def on_same_interval(draw: Draw) -> dict[str, Any]:
    f: Density = draw.find(draw.words["like"])
    low, high = f.breaks[0][0], f.breaks[0][-1]
    a, b = draw.choose((2, 4), (4, 2), (1, 1), (5, 3))
    other = densities.beta(a, b, low, high - low)
    return {name: beside(other, f.points[0]) for name in draw.names}


@kind(
    r"a bell with the density (?P<new_density>\S+), the mean (?P<new_mean>\S+)"
    r" and the deviation (?P<new_deviation>\S+)"
)
def bells(draw: Draw) -> dict[str, Any]:
    mean, deviation = float(draw.rng.normal() * 2), scale(draw)
    f = densities.bell(mean, deviation)
    return named(draw, f, **{draw.words["new_mean"]: mean, draw.words["new_deviation"]: deviation})


@kind(
    r"the density of a bell like (?P<like>\S+) with the mean (?P<new_mean>\S+)"
    r" and the deviation (?P<new_deviation>\S+)"
)
def other_bell(draw: Draw) -> dict[str, Any]:
    """Draw a second bell, not too far from the first; often equal to it in width, or in all."""
    f: Density = draw.find(draw.words["like"])
    ends = f.breaks[0]
    mean, deviation = (ends[0] + ends[-1]) / 2, (ends[-1] - ends[0]) / 24
    shape = draw.choose("same", "shifted") if draw.edge(0.3) else "any"
    if shape != "same":
        mean += float(draw.rng.normal()) * deviation
    if shape == "any":
        deviation *= float(draw.rng.uniform(0.5, 2.5))
    g = beside(densities.bell(mean, deviation), f.points[0])
    return {draw.names[0]: g, draw.words["new_mean"]: mean, draw.words["new_deviation"]: deviation}


# -- pairs


def sloping_pair(low: float, size: float, slopes: Sequence[float], share: float) -> Density:
    """Mix two products of sloping densities; one product alone is independent."""
    first = [sloping(low, low + size, s, "X") for s in slopes[:2]]
    second = [sloping(low, low + size, s, "Y") for s in slopes[2:]]
    return mixed_products((share, 1 - share), first, second)


def mixed_products(shares: Sequence[float], first: Sequence[Density], second: Sequence[Density]) -> Density:
    """Mix independent pairs: their parts are the mixtures of the parts."""
    return densities.pair(
        lambda x, y: sum(s * f.at(x) * g.at(y) for s, f, g in zip(shares, first, second, strict=True)),
        densities.mixture(shares, first),
        densities.mixture(shares, second),
    )


def bell_pair(
    deviations: tuple[float, float], correlations: Sequence[float], shares: Sequence[float]
) -> Density:
    """Mix pairs of bells with the same parts and other correlations; one alone is jointly normal."""
    (s, t), reach = deviations, (-8.5, -3, 3, 8.5)
    first, second = densities.bell(0, s, "X", reach), densities.bell(0, t, "Y", reach)

    def at(x: Any, y: Any) -> Any:
        u, v = np.asarray(x) / s, np.asarray(y) / t
        return sum(
            share * np.exp(-(u**2 - 2 * r * u * v + v**2) / (2 - 2 * r**2)) / math.sqrt(1 - r**2)
            for r, share in zip(correlations, shares, strict=True)
        ) / (2 * math.pi * s * t)

    return densities.pair(at, first, second)


@kind(r"variables with the joint density (?P<new_density>\S+)")
def pairs(draw: Draw) -> dict[str, Any]:
    shape = draw.choose("sloping", "bells", "mixed bells", "product")
    if shape in {"sloping", "product"}:
        share = 1.0 if shape == "product" else 0.5
        f = sloping_pair(
            float(draw.rng.normal()), scale(draw), draw.rng.uniform(-0.95, 0.95, 4).tolist(), share
        )
    else:
        correlations = draw.rng.uniform(-0.8, 0.8, 2 if shape == "mixed bells" else 1)
        shares = [0.5, 0.5] if shape == "mixed bells" else [1.0]
        f = bell_pair((scale(draw), scale(draw)), correlations.tolist(), shares)
    return named(draw, f)


@kind(r"variables with the joint density (?P<new_density>\S+) on a small square")
def small_pairs(draw: Draw) -> dict[str, Any]:
    """Draw a pair for a ruler: on a square with a side of about 0.1, so that fine cells are not too many."""
    size, share = float(draw.rng.uniform(0.1, 0.15)), float(draw.rng.uniform(0.3, 0.7))
    ends = np.linspace(0.3, 0.3 + size, 3)
    first, second = (
        [densities.on_line(stats.beta(a, b, 0.3, size), ends, letter) for a, b in ((2, 6), (5, 2))]
        for letter in ("X", "Y")
    )
    return named(draw, mixed_products((share, 1 - share), first, second))


@kind(r"independent bells with the deviation (?P<new_deviation>\S+)")
def independent(draw: Draw) -> dict[str, Any]:
    size = scale(draw)
    f = bell_pair((size, size), [0.0], [1.0])
    return {
        **{name: Measured(letter, f) for name, letter in zip(draw.names, f.letters, strict=False)},
        draw.words["new_deviation"]: size,
    }


@kind(
    r"(?P<parts>joint|separate) bells with the density (?P<new_density>\S+), the deviations"
    r" (?P<new_first>\S+) and (?P<new_second>\S+) and the correlation (?P<new_correlation>\S+)"
)
def correlated(draw: Draw) -> dict[str, Any]:
    """Draw two bells, jointly normal, or only each by itself."""
    deviations = scale(draw), scale(draw)
    if draw.words["parts"] == "joint":
        correlations = np.array(
            [draw.choose(0.0, 0.8, -0.8) if draw.edge(0.3) else draw.rng.uniform(-0.8, 0.8)]
        )
    else:  # a formula that is right for a correlation of 0 alone shows itself
        correlations = draw.choose(1, -1) * draw.rng.uniform(0.3, 0.8, draw.choose(1, 2))
    return named(
        draw,
        bell_pair(deviations, correlations.tolist(), [1 / len(correlations)] * len(correlations)),
        **{
            draw.words["new_first"]: deviations[0],
            draw.words["new_second"]: deviations[1],
            draw.words["new_correlation"]: float(correlations.mean()),
        },
    )


# -- maps


def squared(low: float, high: float) -> Density:
    """Return the density of the square of a uniform variable on an interval of positive numbers."""
    law = SimpleNamespace(
        pdf=lambda y: np.where((y >= low**2) & (y <= high**2), 0.5 / np.sqrt(np.abs(y)) / (high - low), 0.0),
        cdf=lambda y: (np.sqrt(np.clip(y, low**2, high**2)) - low) / (high - low),
    )
    return densities.on_line(law, np.linspace(low, high, 5) ** 2, "Y")


@kind(
    r"a (?P<direction>smooth|rising|falling) map of (?P<new_from>\S+) with the density (?P<new_density>\S+)"
    r" to (?P<new_to>\S+) with the density (?P<new_image>\S+)"
)
def maps(draw: Draw) -> dict[str, Any]:
    """Draw a map and its derivative, and densities of both variables, both known to scipy.stats."""
    a, c = float(draw.rng.uniform(0.3, 2)), float(draw.rng.normal())
    t: Callable[[Any], Any]
    slope: Callable[[Any], Any]
    rising, falling = ("exponential", "square", "line"), ("logarithm", "line back")
    choices = {"smooth": rising + falling, "rising": rising, "falling": falling}[draw.words["direction"]]
    shape = draw.choose(*choices)
    f = densities.bell(c, 0.5 * a)
    if shape == "exponential":
        t, slope = np.exp, np.exp
        law = stats.lognorm(0.5 * a, 0, math.exp(c))
        g = densities.on_line(law, np.exp(c + 0.5 * a * np.arange(-12, 12.1, 1.5)), "Y")
    elif shape == "square":
        f, g = sloping(a, 3 * a, 0.0), squared(a, 3 * a)
        t, slope = np.square, lambda x: 2 * x
    elif shape == "logarithm":
        f, g = family("uniform", 0.0, 1.0), densities.exponential(a, letter="Y")
        t, slope = lambda x: -a * np.log(x), lambda x: -a / x
    else:
        sign = 1 if shape == "line" else -1
        g = densities.bell(sign * a * c + 2, 0.5 * a * a, "Y")
        t, slope = lambda x: sign * a * x + 2, lambda x: sign * a + 0 * x
    return {
        **dict(zip(draw.names, (t, slope), strict=False)),
        draw.words["new_from"]: Measured("X", f),
        draw.words["new_density"]: f,
        draw.words["new_to"]: Measured("Y", g),
        draw.words["new_image"]: g,
    }


@kind(
    r"a rising map of variables with the densities (?P<new_first>\S+) and (?P<new_second>\S+)"
    r" to variables with the densities (?P<new_first_image>\S+ \S+) and (?P<new_second_image>\S+ \S+)"
)
def map_of_two(draw: Draw) -> dict[str, Any]:
    """Draw one map of two densities, e^x of two bells or a line, all four known to scipy.stats."""
    c, d = draw.rng.normal(size=2)
    s, r = draw.rng.uniform(0.3, 0.8, 2)
    a = float(draw.rng.uniform(0.3, 2))
    f, g = densities.bell(float(c), float(s)), densities.bell(float(d), float(r))
    t: Callable[[Any], Any] = np.exp
    slope: Callable[[Any], Any] = np.exp
    breaks = np.exp(c + s * np.arange(-12, 12.1, 1.5))
    images = [densities.on_line(stats.lognorm(r, 0, math.exp(m)), breaks, "Y") for m, r in ((c, s), (d, r))]
    if draw.edge():
        t, slope = lambda x: a * x + 2, lambda x: a + 0 * x
        images = [densities.bell(a * float(m) + 2, a * float(r), "Y") for m, r in ((c, s), (d, r))]
    names = ("new_first", "new_second", "new_first_image", "new_second_image")
    found = dict(zip((draw.words[name] for name in names), (f, beside(g, f.points[0]), *images), strict=True))
    return {**dict(zip(draw.names, (t, slope), strict=False)), **found}


# -- the most uncertain density, and its rivals


def champion(
    name: str, draw: Draw, centred: bool = False, other: bool = False
) -> tuple[Density, Density, np.ndarray, dict[str, float]]:
    """Return the most uncertain density under a condition, a rival, breaks, and the condition's numbers."""
    a, c = 0.0 if centred else float(draw.rng.normal()), scale(draw)
    equal = draw.edge(0.3) and not other
    if name == "interval":
        best = sloping(a, a + c, 0.0)
        rival = sloping(a, a + c, 0.0 if equal else float(draw.rng.uniform(-1, 1)))
        numbers = {"low": a, "high": a + c}
    elif name == "mean":
        best = densities.exponential(c)
        shape = draw.choose(2.0, 3.5)
        gamma = densities.on_line(stats.gamma(shape, 0, c / shape), c * TAIL)
        rival = best if equal else draw.choose(sloping(0, 2 * c, 0.0), gamma)
        numbers = {"mean": c}
    else:
        best = densities.bell(a, c)
        peaks = [densities.bell(a - 0.8 * c, 0.6 * c), densities.bell(a + 0.8 * c, 0.6 * c)]
        others = [
            family("Laplace", a, c / math.sqrt(2)),
            sloping(a - math.sqrt(3) * c, a + math.sqrt(3) * c, 0.0),
            family("exponential", a - c, c),
            densities.mixture([0.5, 0.5], peaks),
        ]
        rival = best if equal else draw.choose(*others)
        numbers = {"centre": a, "deviation": c}
    breaks = np.unique(np.concatenate([best.breaks[0], rival.breaks[0]]))
    places, _ = densities.nodes_between(breaks)
    return beside(best, places), beside(rival, places), breaks, numbers


@kind(r"a small change of (?P<like>\S+)")
def change(draw: Draw) -> dict[str, Any]:
    """Draw a bounded function that is small where a density is small."""
    f: Density = draw.find(draw.words["like"])
    a, b = draw.rng.uniform(-2, 2, 2) / (f.breaks[0][-1] - f.breaks[0][0])
    return {name: replace(f, at=lambda x: f.at(x) * np.sin(3 + a * x) * np.cos(b * x)) for name in draw.names}


@kind(r"a variable on \[0, \\infty\) with the density (?P<new_density>\S+) and the mean (?P<new_mean>\S+)")
def positive(draw: Draw) -> dict[str, Any]:
    _, rival, _, numbers = champion("mean", draw)
    return named(draw, rival, **{draw.words["new_mean"]: numbers["mean"]})


@kind(
    r"a variable with the density (?P<new_density>\S+), the mean (?P<new_mean>\S+)"
    r" and the deviation (?P<new_deviation>[^\s,]+)(?P<other>, but no bell)?"
)
def spread(draw: Draw) -> dict[str, Any]:
    centred = draw.words["new_mean"] == "0"
    _, rival, _, numbers = champion("variance", draw, centred, "other" in draw.words)
    return named(
        draw,
        rival,
        **{draw.words["new_mean"]: numbers["centre"], draw.words["new_deviation"]: numbers["deviation"]},
    )


@kind(
    r"the number of averages (?P<new_averages>\S+) of (?P<new_functions>\S+) that the density"
    r" (?P<new_density>\S+) shares with the champion (?P<new_best>\S+) on (?P<new_support>\S+)"
    r" with the multipliers (?P<new_multiplier>\S+)"
)
def champions(draw: Draw) -> dict[str, Any]:
    r"""Draw one of the three cases, with its multipliers: \lambda alone, and \lambda_1, \lambda_2."""
    best, rival, breaks, numbers = champion(draw.choose("interval", "mean", "variance"), draw)
    functions: list[Callable[[Any], Any]] = []
    if "high" in numbers:
        averages, multipliers = [], []
        first = -math.log(numbers["high"] - numbers["low"])
    elif "mean" in numbers:
        c = numbers["mean"]
        functions, averages, multipliers, first = [lambda x: x], [c], [-1 / c], -math.log(c)
    else:
        centre, deviation = numbers["centre"], numbers["deviation"]
        functions = [lambda x: x, lambda x: (x - centre) ** 2]
        averages, multipliers = [centre, deviation**2], [0.0, -1 / (2 * deviation**2)]
        first = -math.log(2 * math.pi * deviation**2) / 2
    multiplier = draw.words["new_multiplier"]
    return {
        draw.names[0]: len(averages),
        draw.words["new_averages"]: np.array(averages),
        draw.words["new_functions"]: Indexed(lambda j: functions[j - 1]),
        draw.words["new_density"]: rival,
        draw.words["new_best"]: best,
        draw.words["new_support"]: Stretch(breaks),
        multiplier: first,
        f"{multiplier}_()": np.array(multipliers),
    }


# -- columns of numbers, and matrices


def covariance(draw: Draw, k: int) -> np.ndarray:
    """Draw a positive definite matrix: any, or that of uncorrelated entries."""
    root = draw.rng.normal(size=(k, k)) + np.eye(k)
    found = root @ root.T + 0.1 * np.eye(k)
    return np.diag(np.diag(found)) if draw.edge(0.2) else found


@kind(
    r"a (?P<shape>bell|column) in (?P<new_size>\S+) dimensions? with the density (?P<new_density>\S+),"
    r" the mean (?P<new_mean>\S+) and the covariance (?P<new_covariance>\S+)"
)
def columns(draw: Draw) -> dict[str, Any]:
    """Draw a random column of numbers: a bell, or a mixture of independent numbers that are no bells."""
    k = draw.choose(1, 2, 3) if draw.words["shape"] == "bell" else draw.choose(1, 2)
    mean, sigma = draw.rng.normal(size=k), covariance(draw, k)
    if draw.words["shape"] == "bell" or draw.edge(0.4):
        f = densities.gaussian(mean, sigma)
    else:
        root3, laplace = math.sqrt(3), family("Laplace", 0.0, math.sqrt(0.5))
        parts = [draw.choose(sloping(-root3, root3, 0.0), laplace) for _ in range(k)]
        f = densities.column(parts, mean, np.linalg.cholesky(sigma))
    words = draw.words
    return named(
        draw, f, **{words["new_size"]: k, words["new_mean"]: mean[:, None], words["new_covariance"]: sigma}
    )


@kind(
    r"the density of a bell like (?P<like>\S+) with the mean (?P<new_mean>\S+)"
    r" and the covariance (?P<new_covariance>\S+)"
)
def other_columns(draw: Draw) -> dict[str, Any]:
    f: Density = draw.find(draw.words["like"])
    k = f.points[0].shape[1]
    mean: np.ndarray = draw.rng.normal(size=k)
    sigma = covariance(draw, k)
    if draw.edge(0.2):  # the same bell
        shares = (f.weights * f.values)[:, None, None]
        centre = np.sum(shares * f.points[0], axis=0)
        apart = f.points[0] - centre
        mean, sigma = centre[:, 0], np.sum(shares * apart @ apart.transpose(0, 2, 1), axis=0)
    g = densities.gaussian(mean, sigma)
    return {draw.names[0]: g, draw.words["new_mean"]: mean[:, None], draw.words["new_covariance"]: sigma}


@kind(
    r"blocks of a bell with the density (?P<new_density>\S+) and the covariances (?P<new_first>\S+),"
    r" (?P<new_second>\S+) and (?P<new_whole>\S+)"
)
def blocks(draw: Draw) -> dict[str, Any]:
    k, m = draw.choose((1, 1), (1, 2), (2, 1))
    sigma = covariance(draw, k + m)
    f = densities.gaussian(draw.rng.normal(size=k + m), sigma, ("X", "Y"), (k, m))
    words = draw.words
    parts = {words["new_first"]: sigma[:k, :k], words["new_second"]: sigma[k:, k:], words["new_whole"]: sigma}
    return named(draw, f, **parts)


@kind(
    r"(?:an? (?P<one>invertible|symmetric) matrix|(?P<many>invertible|symmetric) matrices) like (?P<like>\S+)"
)
def matrices(draw: Draw) -> dict[str, Any]:
    k = len(draw.find(draw.words["like"]))
    found = {name: draw.rng.normal(size=(k, k)) + 0.5 * np.eye(k) for name in draw.names}
    symmetric = "symmetric" in draw.words.values()
    return {name: each + each.T if symmetric else each for name, each in found.items()}


@kind(r"(?:a column|columns) like (?P<like>\S+)")
def column_like(draw: Draw) -> dict[str, Any]:
    k = len(draw.find(draw.words["like"]))
    return {name: draw.rng.normal(size=(k, 1)) for name in draw.names}


@kind(r"(?:a point|points) of (?P<density>\S+)")
def points(draw: Draw) -> dict[str, Any]:
    """Draw a point where a density is not negligible: a number, a pair of numbers, or a column."""
    f: Density = draw.find(draw.words["density"])
    likely = np.flatnonzero(f.values > 1e-6 * f.values.max())
    place = int(draw.choose(*likely))
    values = [x[place] for x in f.points]
    return {
        name: value.copy() if np.ndim(value) else float(value)
        for name, value in zip(draw.names, values * len(draw.names), strict=False)
    }
