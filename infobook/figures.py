"""One look for every figure of the book: SVG, the same bytes on every run, safe for colour-blind readers."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import as_file, files
from itertools import accumulate
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Okabe and Ito's palette, with its light yellow darkened to orange-yellow so that it shows on white.
COLOURS: Final = MappingProxyType(
    {
        "blue": "#0072B2",
        "orange": "#D55E00",
        "green": "#009E73",
        "purple": "#CC79A7",
        "sky": "#56B4E9",
        "yellow": "#E69F00",
        "grey": "#555555",
    }
)


def use_book_style() -> None:
    """Set the book's figure style and make a notebook record figures as reproducible SVG.

    The date is left out of the SVG and its element ids are seeded (``svg.hashsalt`` in the style
    file), so that a re-run can be compared with the record byte for byte.
    """
    import matplotlib.pyplot as plt
    from matplotlib_inline.backend_inline import set_matplotlib_formats

    with as_file(files("infobook") / "book.mplstyle") as style:
        plt.style.use(style)
    set_matplotlib_formats("svg", metadata={"Date": None})  # type: ignore[no-untyped-call]


def draw_areas(axes: Axes, widths: Sequence[float], heights: Sequence[float], colour: str) -> None:
    """Draw one rectangle for each outcome, side by side: probability wide, codeword length high.

    Together they cover the average length: the entropy if the heights are the surprises of the same
    distribution, the cross-entropy if they are those of another. An area is written where there is room.
    """
    for right, width, height in zip(accumulate(widths), widths, heights, strict=True):
        axes.bar(right - width, height, width, align="edge", color=colour, edgecolor="white", linewidth=0.5)
        if width > 0.1 and height > 0.5:
            label = axes.text(right - width / 2, height / 2, f"{width * height:.2f}", color="white")
            label.set(ha="center", va="center", rotation=0 if width > 0.2 else 90)
    axes.grid(axis="x", visible=False)
