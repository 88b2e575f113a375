"""One look for every figure of the book: SVG, the same bytes on every run, safe for colour-blind readers."""

from importlib.resources import as_file, files
from types import MappingProxyType
from typing import Final

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
