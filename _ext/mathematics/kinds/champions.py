"""The density of largest entropy under a condition, and its rivals under the same condition."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from scipy import stats

from mathematics import densities
from mathematics.densities import TAIL, Density, Stretch
from mathematics.kinds.densities import beside, family, named, scale, sloping
from mathematics.kinds.drawing import Draw, kind
from mathematics.meanings import Indexed

__all__: list[str] = []  # importing the module makes its kinds known


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
    r" with the multipliers (?=(?P<row_multiplier>\S+))(?P<new_multiplier>\S+)"
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
        multiplier + "_()": np.array(multipliers),
    }
