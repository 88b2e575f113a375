"""The numbers that a text shows, in digits, as fractions and in words, each with its place and its unit."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from manuscript.markup import Passage, passages

__all__ = ["LOGARITHMIC", "UNITS", "Number", "moved", "numbers", "read_cell", "read_number", "unit_after"]

# What stands between a number and its unit: blanks, the end of a formula, \text{.
UNITS = {
    "bits": r"bits?\b",
    "nats": r"nats?\b",
    "hartleys": r"hartleys?\b",
    "%": r"\\?%|per cent\b",
    "coins": r"coins?\b",
    "questions": r"questions?\b",
}
LOGARITHMIC = {"bits", "nats", "hartleys"}  # the units of information
GAP = r"[\s$~]*(?:\\[ ,;:]|\\q?quad|\\(?:text|mathrm)\{\s*)*[\s$]*"
UNIT = re.compile(GAP + "(?:" + "|".join(f"(?P<u{i}>{unit})" for i, unit in enumerate(UNITS.values())) + ")")

SMALL = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
TEENS = [
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
WORDS = {
    **{word: Fraction(number) for number, word in enumerate(SMALL + TEENS)},
    **{word: Fraction(10 * number) for number, word in enumerate(TENS, 2)},
    **{
        f"{ten}-{SMALL[i]}": Fraction(10 * number + i)
        for number, ten in enumerate(TENS, 2)
        for i in range(1, 10)
    },
    **{
        "quarter": Fraction(1, 4),
        "half": Fraction(1, 2),
        "hundred": Fraction(100),
        "thousand": Fraction(1000),
    },
    **{"million": Fraction(10**6), "billion": Fraction(10**9)},
}

# 3.14   −0.5   1,234   1{,}234   12345   6.02 \times 10^{23}   10^{-6}   7/4   \tfrac74   twenty-six;
# not 1.2.3, v2.0, x_2 or 2^3; 51st is one, 3D is none
LATEX_FRACTION = r"\\[td]?frac\s*(?:\{\d+\}|\d)\s*(?:\{\d+\}|\d)"
SLASHED = r"(?<![\w.,/^_{(+*-])\d+/\d+(?![\w./!^,]*[\w/!^])"
THOUSANDS = r"\d{1,3}(?:(?:,|\{,\}|\\,)\d{3})+(?:\.\d+)?"
WHOLE = r"(?<![_^])(?<![_^][-{])(?<![_^]\{[-−])\d+"
ENDS = r"(?![\d.,]*\d)(?!\w*[a-zA-Z_](?<!st)(?<!nd)(?<!rd)(?<!th))"
NUMBER = re.compile(
    rf"(?P<words>(?<![\w-])(?:{'|'.join(sorted(WORDS, key=len, reverse=True))})(?![\w-]))"
    rf"|(?P<fraction>{LATEX_FRACTION}|{SLASHED})"
    r"|(?<![\w.,])10\^\{?(?P<power>[-−]?\d+)\}?"
    rf"|(?<![\w.,])(?P<sign>[-−]?)(?P<digits>{THOUSANDS}|\d+\.\d+|{WHOLE}){ENDS}"
    r"(?:\s*(?:\\times|×|\\cdot)\s*10\^\{?(?P<exponent>[-−]?\d+)\}?)?",
    re.IGNORECASE,
)
# Names, not quantities: a version, and the number of a table's row.
NAMES = re.compile(r"^\s*\d+(?=\s*\|)|Python \d\.\d+")
YEAR = re.compile(r"1[5-9]\d\d|20\d\d")
# What a side of a relation stands between.
SIDE_BEGINS = re.compile(r"(?:^|[$=<>≤≥≈&]|\\(?:approx|le|ge|lt|gt|to|in))\s*$")
SIDE_ENDS = re.compile(r"\s*(?:$|[$=<>≤≥≈&,;.]|\\(?:approx|le|ge|lt|gt|text|qquad|quad|[ ,;!%]))")
CELL_ENDS = re.compile(rf"(?:{UNIT.pattern})?[\s`]*(?:\||$)")


@dataclass(frozen=True)
class Number:
    """A number that a text shows, from ``start`` to ``end`` in the text of its file."""

    start: int
    end: int
    written: str
    kind: str  # "decimal", "whole", "year", "power", "fraction" or "words"
    value: Fraction
    half: Fraction  # half a unit of the last digit shown; 0 for what is exact
    unit: str
    unit_start: int  # where the unit stands in the file, or 0
    passage: Passage
    either_sign: bool = False  # the minus before it may be one of the formula's

    def __str__(self) -> str:
        """Return the number with its unit."""
        return f"{' '.join(self.written.split())} {self.unit}".rstrip()

    @property
    def is_result(self) -> bool:
        """Tell whether a reader would take it for a result or a datum, which something must give."""
        if self.in_code:
            return self.kind == "decimal" and not self.in_string and self.value != 0
        if self.kind == "decimal":
            return self.value != 0
        if self.kind == "fraction":
            return not self.in_formula and self.value.denominator > 1
        if self.kind == "words":
            return self.has_unit and self.value >= 2
        if self.kind != "whole" or (self.in_formula and not self.alone):
            return False  # a power, a year, or the formula's own
        return abs(self.value) >= 10 or self.has_unit or (self.alone and not self.in_formula)

    @property
    def counts(self) -> bool:
        """Tell whether it goes on record: not a formula's own number, nor "zero" and "one" without a unit."""
        if self.in_code or (self.kind == "words" and self.value <= 1 and not self.unit):
            return self.is_result
        if self.in_formula:
            return self.is_result or self.kind == "power" or (self.kind == "fraction" and self.alone)
        return True

    @property
    def has_unit(self) -> bool:
        """Tell whether it is given in a unit of information or in per cent."""
        return self.unit in LOGARITHMIC or self.unit == "%"

    @cached_property
    def approximate(self) -> float:
        """Return the value as a float, to compare many quickly."""
        return float(self.value)

    @cached_property
    def margin(self) -> float:
        """Return how far a value that agrees may be away, or more."""
        half = 0.5 if self.kind in {"words", "whole"} else float(self.half)
        return half * 1.001 + 1e-9 * abs(self.approximate)

    @property
    def digits(self) -> int:
        """Count the significant digits."""
        digits = re.sub(r"\D", "", re.split(r"\\|×", self.written)[0]).lstrip("0")
        return max(1, len(digits))

    @property
    def line(self) -> int:
        """Return the line of the file on which it stands."""
        return self.passage.line + self.passage.shown.count("\n", 0, self.start - self.passage.start)

    @property
    def column(self) -> int:
        """Return in which column of a table it stands, from 0."""
        return self._before.count("|")

    @property
    def in_formula(self) -> bool:
        """Tell whether it stands in a formula, not among words."""
        return self.passage.kind == "formula" or self._before.count("$") % 2 == 1

    @property
    def in_code(self) -> bool:
        """Tell whether it stands in a piece of code."""
        return self._before.count("`") % 2 == 1

    @property
    def in_string(self) -> bool:
        """Tell whether it stands in a string of a piece of code."""
        return self.in_code and self._before.rpartition("`")[2].count('"') % 2 == 1

    @property
    def alone(self) -> bool:
        """Tell whether it is a side of a relation, a whole formula, or a table's cell but for a unit."""
        if self.in_formula:
            return bool(SIDE_BEGINS.search(self._before) and SIDE_ENDS.match(self._after))
        cell = re.search(r"\|\s*$", self._before) and CELL_ENDS.match(self._after)
        return self.passage.kind == "table" and bool(cell)

    @property
    def _after(self) -> str:
        return self.passage.shown[self.end - self.passage.start :]

    @property
    def _before(self) -> str:
        return self.passage.shown[: self.start - self.passage.start]


def numbers(text: str) -> list[Number]:
    """List the numbers of a text in MyST, in order."""
    return [number for passage in passages(text) for number in _numbers_in(passage)]


def _numbers_in(passage: Passage) -> Iterator[Number]:
    """Yield the numbers that a passage shows."""
    shown = NAMES.sub(lambda name: " " * len(name[0]), passage.shown)
    for found in NUMBER.finditer(shown):
        value, half, kind = _read(found)
        yield Number(
            passage.start + found.start(),
            passage.start + found.end(),
            found[0],
            kind,
            value,
            half,
            *_unit(shown, found.end(), passage.start),
            passage,
            bool(found["sign"]),
        )


def _read(found: re.Match[str]) -> tuple[Fraction, Fraction, str]:
    """Return the value of what NUMBER has found, half a unit of its last digit, and its kind."""
    if found["words"]:
        return Fraction(WORDS[found["words"].lower()]), Fraction(0), "words"
    if found["fraction"]:
        over, under = re.findall(r"\d+" if "/" in found[0] or "{" in found[0] else r"\d", found[0])
        return Fraction(int(over), int(under) or 1), Fraction(0), "fraction"
    if found["power"]:
        return Fraction(10) ** int(found["power"].replace("−", "-")), Fraction(0), "power"
    digits = re.sub(r"[^\d.]", "", found["digits"])
    scale = Fraction(10) ** int((found["exponent"] or "0").replace("−", "-"))
    decimals = len(digits.partition(".")[2])
    kind = "decimal" if decimals or found["exponent"] else "year" if YEAR.fullmatch(found[0]) else "whole"
    value = Fraction(digits) * scale * (-1 if found["sign"] else 1)
    return value, scale / 10**decimals / 2 if kind == "decimal" else Fraction(0), kind


def moved(written: str) -> str:
    """Return a number moved by one in its last digit, or the next word: for faults that a gate must see."""
    words = list(WORDS)
    if written.lower() in words:
        other = words[(words.index(written.lower()) + 1) % len(words)]
        return other.capitalize() if written[0].isupper() else other
    found = list(re.finditer(r"\d", written))[-1]
    digit = int(found[0])
    return written[: found.start()] + str(digit + 1 if digit < 9 else 8) + written[found.end() :]


def read_number(written: str) -> tuple[Fraction, Fraction] | None:
    """Return the value of a number written alone and half a unit of its last digit; None if it is none."""
    found = NUMBER.fullmatch(written.strip())
    return _read(found)[:2] if found else None


def read_cell(cell: str) -> tuple[Fraction, Fraction] | None:
    """Return the same of a table's cell, which may have a unit behind its number."""
    sign, written = re.fullmatch(r"\s*([-−]?)(.*?)\s*", cell, re.DOTALL).groups()  # type: ignore[union-attr]
    found = NUMBER.match(written)
    if not found or (written[found.end() :] and not UNIT.fullmatch(written, found.end())):
        return None
    value, half, _ = _read(found)
    return -value if sign else value, half


def unit_after(text: str, position: int) -> str:
    """Return the unit that a text names at a position, or an empty string."""
    return _unit(text, position, 0)[0]


def _unit(text: str, position: int, offset: int) -> tuple[str, int]:
    found = UNIT.match(text, position)
    if not found:
        return "", 0
    group = next(i for i, there in enumerate(found.groups()) if there)
    return list(UNITS)[group], offset + found.start(group + 1)
