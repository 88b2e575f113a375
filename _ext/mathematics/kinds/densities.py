"""Variables with a density: one or two of them, and a density beside another.

The edges: narrow and wide scales, equal densities, densities with disjoint supports, an independent pair,
a strong correlation.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
from scipy import stats

from mathematics import densities
from mathematics.densities import Density, Measured
from mathematics.kinds.drawing import Draw, kind

__all__ = ["beside", "family", "named", "scale", "sloping"]


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


FAMILIES = ("bell", "uniform", "rising", "exponential", "Laplace", "two peaks")


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


def beside(g: Density, places: np.ndarray) -> Density:
    """Let a density be compared with another at these places."""
    return replace(g, places=places)


def named(draw: Draw, f: Density, **others: Any) -> dict[str, Any]:
    """Name the variables and their density."""
    return {
        **{name: Measured(letter, f) for name, letter in zip(draw.names, f.letters, strict=False)},
        draw.words["new_density"]: f,
        **others,
    }


@kind(r"(?:a variable|variables) with the density (?P<new_density>\S+)")
def variable(draw: Draw) -> dict[str, Any]:
    f = family(draw.choose(*FAMILIES), float(draw.rng.normal()), scale(draw))
    return named(draw, f)


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


@kind(
    r"the input and the output of a channel with the power (?P<new_power>\S+)"
    r" and a noise (?P<new_noise>\S+) of deviation (?P<new_deviation>\S+)"
)
def channel(draw: Draw) -> dict[str, Any]:
    """Draw an input of at most the power, a bell or two peaks; the noise is a bell that is added to it."""
    size, deviation = float(draw.rng.uniform(0.5, 2)), float(draw.rng.uniform(0.5, 2))
    used = draw.choose(1.0, 0.5)  # the share of the deviation that the power allows
    shares, centres, spread = [1.0], [0.0], used * size
    if not draw.edge(0.4):
        shares, centres, spread = [0.5, 0.5], [-0.8 * used * size, 0.8 * used * size], 0.6 * used * size
    first = densities.mixture(shares, [densities.bell(m, spread) for m in centres])
    second = densities.mixture(
        shares, [densities.bell(m, math.hypot(spread, deviation), "Y") for m in centres]
    )
    noise = densities.bell(0, deviation, "Z")
    f = densities.pair(lambda x, y: first.at(x) * noise.at(np.asarray(y) - x), first, second)
    return {
        **{name: Measured(letter, f) for name, letter in zip(draw.names, f.letters, strict=True)},
        draw.words["new_noise"]: Measured("Z", noise),
        draw.words["new_power"]: size**2,
        draw.words["new_deviation"]: deviation,
    }


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
