"""Figures in a page: loaded when they come near, with their size so that nothing moves, large on a tap."""

import re
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

__all__ = ["setup"]

IMAGE = re.compile(
    r'<img (?P<before>[^>]*)src="(?P<address>[^"]*_images/(?P<name>[^"/]+))"(?P<after>[^>]*?)\s*/?>'
)
SIZE = re.compile(r'<svg [^>]*?\b(height|width)="([\d.]+)pt"[^>]*?\b(height|width)="([\d.]+)pt"')
PIXELS_PER_POINT = 4 / 3


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect the part; the package's own ``setup`` calls this."""
    app.connect("html-page-context", finish_figures)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def finish_figures(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Give each figure of a page its size, and a link to itself, which book.js opens over the page."""
    files = {name: Path(app.srcdir) / source for source, name in app.builder.images.items()}

    def finished(image: re.Match[str]) -> str:
        size = size_of(files[image["name"]].read_text(encoding="utf-8"))
        return (
            f'<a class="figure-link" href="{image["address"]}"><img {image["before"]}src="{image["address"]}"'
            f'{image["after"]} {size}loading="lazy" decoding="async"></a>'
        )

    context["body"] = IMAGE.sub(finished, context.get("body", ""))


def size_of(svg: str) -> str:
    """Return the size that Matplotlib gave a drawing, as a page states it.

    >>> size_of('<svg height="150pt" version="1.1" width="300pt">')
    'width="400" height="200" '
    """
    found = SIZE.search(svg)
    if found is None:
        return ""
    sides = {found[1]: float(found[2]), found[3]: float(found[4])}
    return "".join(f'{side}="{round(sides[side] * PIXELS_PER_POINT)}" ' for side in ("width", "height"))
