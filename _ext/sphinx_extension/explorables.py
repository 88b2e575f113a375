"""Figures that a reader takes hold of, ``explorables``.

``{explorable} NAME``     the content is the caption; ``:name:`` and ``:alt:`` as for any figure;
                          ``:rows: 2`` keeps room for two rows of buttons

A page holds the still picture of its first state, as a figure. ``near.js``, which only pages with explorables
load, puts the live one in its place when it comes near the window.
"""

from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

__all__ = ["setup"]

FOLDER = "_static/explorables"


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect the part; the package's own ``setup`` calls this."""
    app.add_directive("explorable", Explorable)
    app.connect("html-page-context", choose_scripts, priority=850)  # before assets.py lets them wait
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


class Explorable(SphinxDirective):
    """The figure, with a place for the buttons."""

    required_arguments = 1
    has_content = True
    option_spec: ClassVar = {
        "name": directives.unchanged_required,
        "alt": directives.unchanged_required,
        "rows": directives.positive_int,
    }

    def run(self) -> list[nodes.Node]:
        """Return the figure."""
        name = self.arguments[0]
        figure = nodes.figure("", classes=["explorable"])
        image = nodes.image(uri=f"/{FOLDER}/{name}.svg", alt=self.options["alt"])
        rows = f' style="--rows: {self.options["rows"]}"' if "rows" in self.options else ""
        place = f'<div class="explorable-controls" data-explorable="{name}"{rows}></div>'
        figure += [image, nodes.raw("", place, format="html")]
        inside = nodes.Element()
        self.state.nested_parse(self.content, self.content_offset, inside)
        figure += nodes.caption("", "", *(part for paragraph in inside for part in paragraph.children))
        self.set_source_info(figure)
        self.add_name(figure)
        return [figure]


def choose_scripts(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Leave of the explorables' scripts the one that loads the others, on the pages that need it."""
    kept = "near.js" if 'data-explorable="' in context.get("body", "") else "none"
    context["script_files"] = [
        script
        for script in context["script_files"]
        if "explorables/" not in (name := str(script.filename)) or f"explorables/{kept}" in name
    ]
