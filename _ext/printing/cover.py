"""The cover of the EPUB, which shelves show: the title over the picture of the landing page, as a PNG."""

import io
import re
import textwrap
from pathlib import Path

from lxml import html
from matplotlib.figure import Figure

from printing.leaves import AUTHORS, TITLE

__all__ = ["draw_cover"]

# The colours of book.css.
PAPER, INK, FAINT, BLUE, ORANGE = "#fffefb", "#1f1d1a", "#57534b", "#0a5c8f", "#d55e00"
INCHES, DOTS = (6, 9), 200  # 1200 × 1800 dots, as shops ask
LONGEST = 22  # letters a line
HIGHEST = 10  # bits


def draw_cover(site: Path) -> bytes:
    """Draw it; the bars are those of the first page of the book that is built in ``site``."""
    bars = (
        html.document_fromstring((site / "index.html").read_bytes())
        .find_class("surprises")[0]
        .findall(".//b")
    )
    sentence = "".join(bar.text for bar in bars)
    lines = textwrap.wrap(sentence, LONGEST)
    figure = Figure(INCHES, DOTS, facecolor=PAPER)
    figure.text(
        0.1, 0.92, "\n".join(TITLE.split()), family="STIXGeneral", size=52, color=INK, va="top", linespacing=1
    )
    figure.text(0.1, 0.06, AUTHORS, family="STIXGeneral", size=13, color=FAINT)
    start = 0
    for number, line in enumerate(lines):
        start = sentence.index(line, start)
        axes = figure.add_axes(
            (0.1, 0.44 - 0.15 * number, 0.8, 0.13), xlim=(-0.5, LONGEST - 0.5), ylim=(0, HIGHEST)
        )
        axes.set_axis_off()
        for place, bar in enumerate(bars[start : start + len(line)]):
            bits = float(re.sub("[^0-9.]", "", bar.get("style")))
            axes.bar(place, bits + 0.05, width=0.8, color=ORANGE if bar.get("class") else BLUE)
            axes.text(
                place, -0.3, bar.text, family="DejaVu Sans Mono", size=13, color=INK, ha="center", va="top"
            )
    picture = io.BytesIO()
    figure.savefig(picture, facecolor=PAPER)
    return picture.getvalue()
