"""The pages need no other host, no network and little to download, and hold the data of their exercises."""

import functools
import re
import textwrap
from html import escape, unescape
from typing import Any
from unittest import mock

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.transforms import SphinxTransform

from infobook.checker.page import page_data, progress_data
from infobook.exercises import CHECKS

__all__ = ["setup"]


TAG = re.compile("<[^>]*>")
UNTOUCHED = re.compile(r'(?<=<div class="exercise-check" data-exercise=")([\w-]+"><p>)[^<]*')
NO_SCRIPTS = (
    r"\1Where scripts may run, a form here takes your answers and says what is wrong with a wrong one."
)


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect the parts; the package's own ``setup`` calls this."""
    app.add_transform(DropComments)
    app.add_transform(MarkOptions)
    app.connect("write-started", look_up_figures_once)
    app.connect("html-page-context", describe)
    app.connect("html-page-context", hand_over_exercises)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


class DropComments(SphinxTransform):
    """Leave out the authors' comments, ``<!-- let p be ... -->``, which only the checks read."""

    default_priority = 400

    def apply(self, **_: object) -> None:
        """Drop them."""
        for raw in list(self.document.findall(nodes.raw)):
            if raw.astext().lstrip().startswith("<!--"):
                raw.parent.remove(raw)


class MarkOptions(SphinxTransform):
    """Mark the list of an exercise's options: where its form lives, which has them, it need not be seen."""

    default_priority = 400

    def apply(self, **_: object) -> None:
        """Give the list its class."""
        for options in list(self.document.findall(nodes.bullet_list)):
            if options.astext().startswith("(a) "):
                nested = isinstance(options.parent.parent, nodes.bullet_list)
                (options.parent.parent if nested else options)["classes"] = ["options"]


def look_up_figures_once(app: Sphinx, builder: Builder) -> None:
    """Read a page once for all references to its figures; Sphinx reads it for each, a third of the time."""
    domain = app.env.domains["std"]
    resolve, read_once = domain._resolve_numref_xref, functools.cache(app.env.get_doctree)

    def resolve_and_keep(*arguments: object) -> nodes.Element | None:
        with mock.patch.object(app.env, "get_doctree", read_once):
            return resolve(*arguments)

    domain._resolve_numref_xref = resolve_and_keep


def describe(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Give each page that states none a description: its first paragraph, or its title if it has no text."""
    if 'name="description"' not in context.get("metatags", ""):
        paragraph = next(doctree.findall(nodes.paragraph), None) if doctree else None
        title = f"{TAG.sub('', unescape(context.get('title', 'Index')))}, in the book {app.config.html_title}"
        text = textwrap.shorten(paragraph.astext() if paragraph else title, 160, placeholder="…")
        tag = f'<meta name="description" content="{escape(text)}"/>\n'
        context["metatags"] = context.get("metatags", "") + tag


def hand_over_exercises(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Give a chapter's page its exercises, and the landing page the names of all; exercises.js reads them."""
    checks = {f"chapters/{name}": check for name, check in CHECKS.items()}
    if page in checks:
        # What Jupyter says of its cell; a form takes its place as soon as scripts run.
        context["body"] = UNTOUCHED.sub(NO_SCRIPTS, context["body"])
        context["body"] += _data_element("exercise-data", page_data(checks[page]))
    elif page == app.config.root_doc:
        titles = {name: app.env.titles[name].astext() for name in checks}
        context["body"] += _data_element("exercise-chapters", progress_data(checks, titles))


def _data_element(name: str, data: str) -> str:
    return f'<script type="application/json" id="{name}">{data}</script>\n'
