"""The value nearest to a number that has its digits and its unit."""

from collections.abc import Iterable
from fractions import Fraction

from manuscript.markup import Place
from manuscript.numbers import LOGARITHMIC, Number

from binding.values import Value

__all__ = ["nearest"]

# How far apart two places of a chapter are: under one heading, in one section, in the chapter at all;
# an exercise is a section of its own, and another exercise's values are out of reach.
HERE, NEAR, FAR, OUT = range(4)

# So many digits agree by chance too seldom to look for another source than what was printed.
PRECISE = 3


def nearest(number: Number, held: Iterable[Value]) -> Value | None:
    """Return the value nearest to a number that agrees with it; the more digits, the farther it may stand.

    Of values equally near, the first that has the unit beside it, was printed, and shows the same digits.
    """
    place = number.passage.place
    reach = min(number.digits - 1 + number.has_unit, FAR)
    fitting = [
        (distance, value)
        for value in held
        if _is_close(number, value)
        and (distance := _distance(place, value.place)) <= reach
        and _agrees(number, value, distance == HERE)
    ]
    if not fitting:
        return None
    return min(
        fitting,
        key=lambda it: (
            it[0],
            number.unit != it[1].unit,
            not (it[1].printed and number.digits >= PRECISE and number.value * it[1].value > 0),
            number.value != it[1].value,
            not it[1].printed,
            abs(it[1].place.cells + 0.5 - place.cells),
        ),
    )[1]


def _is_close(number: Number, value: Value) -> bool:
    """Tell whether a value may agree, in floats, which are quick."""
    shown = value.approximate * 100 if number.unit == "%" != value.unit else value.approximate
    if number.either_sign:
        return abs(abs(shown) - abs(number.approximate)) <= number.margin
    return abs(shown - number.approximate) <= number.margin


def _distance(place: Place, other: Place) -> int:
    if place.exercise or other.exercise:
        return HERE if place.exercise == other.exercise else OUT if other.exercise else FAR
    if place.headings == other.headings:
        return HERE
    return NEAR if place.headings[:2] == other.headings[:2] else FAR


def _agrees(number: Number, value: Value, here: bool) -> bool:
    """Tell whether a value, rounded to the digits shown if a cell printed it, is the number shown."""
    if not _may_have_unit(value, number.unit):
        return False
    half = number.half if value.printed else Fraction(0)
    if (
        value.printed
        and here
        and (number.kind == "words" or (number.kind == "whole" and abs(number.value) >= 10))
    ):
        half = Fraction(1, 2)  # "about 26 bits" for 25.76, "about three bits" for 3.08
    return _is_within(half, number, value)


def _is_within(half: Fraction, number: Number, value: Value) -> bool:
    """Tell whether a value is so near to a number; 0.05 is 5 %, and 5 is not."""
    shown = value.value * 100 if number.unit == "%" != value.unit else value.value
    signed = {number.value, -number.value} if number.either_sign else {number.value}
    return any(abs(shown - wanted) <= half for wanted in signed)


def _may_have_unit(value: Value, unit: str) -> bool:
    """Tell whether a value may have a unit: it is printed behind it, or nothing near it names another."""
    if not unit or unit == value.unit:
        return True
    if value.unit or (unit in LOGARITHMIC and not value.printed):
        return False  # bits are computed: a number in a cell's source has none
    others = value.units & LOGARITHMIC
    return unit not in LOGARITHMIC or not others or unit in others
