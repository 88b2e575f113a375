"""Maps of a variable with a density, where the density of the image is known to scipy.stats."""

from __future__ import annotations

import math
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
from scipy import stats

from mathematics import densities
from mathematics.densities import Density, Measured
from mathematics.kinds.densities import beside, family, sloping
from mathematics.kinds.drawing import Draw, kind

__all__: list[str] = []  # importing the module makes its kinds known


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
