"""Numbers between two ends, whole numbers, correlations."""

from __future__ import annotations

import math
from typing import Any

from mathematics.kinds.drawing import Draw, kind

__all__: list[str] = []  # importing the module makes its kinds known


@kind(r"(?:a number|numbers) (?:in|from) (?P<open>[\[(])(?P<low>\S+), (?P<high>\S+?)(?P<close>[\])])")
def numbers(draw: Draw) -> dict[str, Any]:
    """Draw numbers between two ends; a square bracket lets the end be drawn, a round one does not."""
    low, high = float(draw.words["low"]), float(draw.words["high"])
    ends = [
        low if draw.words["open"] == "[" else low + 1e-6 * max(1.0, abs(low)),
        high
        if draw.words["close"] == "]"
        else (high - 1e-6 * max(1.0, abs(high)) if math.isfinite(high) else low + 1e3),
    ]
    found = {}
    for name in draw.names:
        inside = low + draw.rng.exponential() if math.isinf(high) else draw.rng.uniform(low, high)
        found[name] = float(draw.choose(*ends)) if draw.edge(0.25) else float(inside)
    return found


@kind(r"any numbers?")
def any_numbers(draw: Draw) -> dict[str, Any]:
    """Draw numbers of either sign, among them 0."""
    return {name: 0.0 if draw.edge(0.1) else float(draw.rng.normal() * 2) for name in draw.names}


@kind(r"(?:a whole number|whole numbers) from (?P<low>-?\d+) to (?P<high>-?\d+)")
def whole_numbers(draw: Draw) -> dict[str, Any]:
    low, high = int(draw.words["low"]), int(draw.words["high"])
    return {name: int(draw.rng.integers(low, high + 1)) for name in draw.names}


@kind(r"a correlation of up to 0.85, or a number that is none")
def correlation(draw: Draw) -> dict[str, Any]:
    return {
        name: draw.choose(-1.2, -1.0, 0.0, 1.0, 1.2)
        if draw.edge(0.3)
        else float(draw.rng.uniform(-0.85, 0.85))
        for name in draw.names
    }
