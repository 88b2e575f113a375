"""The map of what depends on what: boxes in rows, an arrow from each idea to those that need it."""

import posixpath
from collections.abc import Container, Iterator
from dataclasses import dataclass
from html import escape
from typing import Any

import yaml
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

from sphinx_extension.back_matter import Written
from sphinx_extension.facts import facts

__all__ = ["Concept", "concepts", "setup"]

WIDTH, HEIGHT, GAP, RISE = 156, 44, 14, 92  # of a box, between two boxes, from row to row


@dataclass(frozen=True)
class Concept:
    """An idea: the equation that defines it, the row it stands in, and the ideas that it needs."""

    name: str
    label: str
    row: int
    column: int
    columns: int
    needs: tuple[str, ...]

    @property
    def centre(self) -> float:
        """The middle of its box, in a drawing of four boxes' width."""
        return 2 * (WIDTH + GAP) + (self.column - (self.columns - 1) / 2) * (WIDTH + GAP)

    @property
    def top(self) -> float:
        """The upper edge of its box."""
        return self.row * RISE + 2


def concepts(text: str, labels: Container[str]) -> list[Concept]:
    """Read rows of ``name: [label, need, ...]``; an idea needs only what stands above it.

    The labels are those of the book's equations.
    """
    found: list[Concept] = []
    for number, row in enumerate(yaml.safe_load(text)):
        above = {concept.name for concept in found}
        for column, (name, (label, *needs)) in enumerate(row.items()):
            unknown = set(needs) - above
            if unknown or label not in labels:
                raise ExtensionError(f"the map: {name!r} needs {sorted(unknown)}, or {label} is no equation")
            found.append(Concept(name, label, number, column, len(row), tuple(needs)))
    return found


def arrow(start: Concept, end: Concept, found: list[Concept]) -> str:
    """Return an arrow's path; in the rows that it passes it goes through the gap that is nearest."""
    points = [(start.centre, start.top + HEIGHT)]
    for row in range(start.row + 1, end.row):
        straight = start.centre + (end.centre - start.centre) * (row - start.row) / (end.row - start.row)
        centres = [concept.centre for concept in found if concept.row == row]
        gaps = [x + side * (WIDTH + GAP) / 2 for x in centres for side in (-1, 1)]
        x = min(gaps, key=lambda gap: abs(gap - straight))
        points += [(x, row * RISE), (x, row * RISE + HEIGHT + 4)]
    points.append((end.centre, end.top))
    path, bend = f"M{points[0][0]:.0f},{points[0][1]:.0f}", (RISE - HEIGHT) * 0.6
    for (x0, y0), (x1, y1) in zip(points[::2], points[1::2], strict=True):
        path += f" C{x0:.0f},{y0 + bend:.0f} {x1:.0f},{y1 - bend:.0f} {x1:.0f},{y1:.0f}"
        path += f" L{x1:.0f},{y1 + HEIGHT + 4:.0f}" if y1 < end.top else ""
    return path


def drawing(found: list[Concept], addresses: dict[str, str]) -> Iterator[str]:
    """Yield the lines of an SVG: arrows first, so that the boxes lie on top."""
    width, height = 4 * (WIDTH + GAP), max(concept.row for concept in found) * RISE + HEIGHT + 4
    places = {concept.name: concept for concept in found}
    yield '<div class="concept-map">'
    yield f'<svg viewBox="-4 0 {width + 8} {height}" aria-labelledby="map-title">'
    yield '<title id="map-title">The ideas of the book; the table below says the same in words.</title>'
    yield '<marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7"'
    yield 'orient="auto"><path d="M0,0 L8,4 L0,8 z"/></marker>'
    for concept in found:
        for need in concept.needs:
            yield f'<path d="{arrow(places[need], concept, found)}" marker-end="url(#tip)"/>'
    for concept in found:
        words = concept.name.split()
        half = (len(words) + 1) // 2 if len(concept.name) > 18 else len(words)
        lines = [" ".join(words[:half]), " ".join(words[half:])]
        x, y = concept.centre, concept.top + HEIGHT / 2 + (5 if not lines[1] else -3)
        yield f'<a href="{escape(addresses[concept.label])}">'
        yield f'<rect x="{x - WIDTH / 2:.0f}" y="{concept.top:.0f}" width="{WIDTH}" height="{HEIGHT}"/>'
        yield f'<text x="{x:.0f}" y="{y:.0f}">{escape(lines[0])}</text>'
        if lines[1]:
            yield f'<text x="{x:.0f}" y="{y + 16:.0f}">{escape(lines[1])}</text>'
        yield "</a>"
    yield "</svg></div>"


class ConceptMap(Written):
    """The map and, below it, the same as a table."""

    def run(self) -> list[nodes.Node]:
        """Draw the map in front of the table."""
        self.found = concepts("\n".join(self.content), facts().formulas)
        here = posixpath.dirname(self.env.docname)
        addresses = {
            label: posixpath.relpath(f"chapters/{chapter.name}.html", here) + f"#equation-{label}"
            for chapter in facts().chapters
            for label in chapter.labels
        }
        drawn = "\n".join(drawing(self.found, addresses))
        return [nodes.raw("", drawn, format="html"), *super().run()]

    def write(self) -> Iterator[str]:
        """Yield a row for each idea."""
        yield from ["| idea | equation | needs |", "|---|---|---|"]
        for concept in self.found:
            yield f"| {concept.name} | {{eq}}`{concept.label}` | {', '.join(concept.needs) or 'nothing'} |"


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect the directive; the package's own ``setup`` calls this."""
    app.add_directive("concept-map", ConceptMap)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
