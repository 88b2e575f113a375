"""The numbers that a text shows."""

import re

__all__ = ["shown_numbers"]

# 3.14   −0.5   1,234   1,234.5   12345   6.02 \times 10^{23}; not 1.2.3, not v2.0, not a year
SHOWN = re.compile(
    r"(?<![\w.,])(?P<sign>[-−]?)(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+|\d{5,})(?![\d.,]*\d)"
    r"(?:\s*(?:\\times|×|\\cdot)\s*10\^\{?(?P<exponent>[-−]?\d+)\}?)?"
)


def shown_numbers(text: str) -> list[re.Match[str]]:
    """List the numbers that a text shows, with LaTeX's thousands marks read as commas."""
    text = re.sub(r"(?<=\d)(?:\{,\}|\\,)(?=\d{3})", ",", text)
    # A Python version is a name, not a quantity.
    return list(SHOWN.finditer(re.sub(r"Python \d\.\d+", "Python", text)))
