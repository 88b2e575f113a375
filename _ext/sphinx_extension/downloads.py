"""What a reader takes to run a chapter: its notebook, or the archive of all with what they need."""

from concurrent.futures import Future
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
from docutils import nodes
from edition.alone import make_alone
from edition.archive import ARCHIVE, make_archive
from edition.notebooks import find_files, make_edition
from edition.wheel import make_wheel
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from infobook.exercises import CHECKS
from sphinx_extension.beside import beside

__all__ = ["setup"]

CHAPTERS = {f"chapters/{name}" for name in CHECKS}
OFFER = """<p class="screen-only">
Run it: download <a href="{name}.ipynb" download>this chapter’s notebook</a>, or
<a href="../{archive}" download>all notebooks, the library and the exercises</a> in one archive.</p>"""


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect the part; the package's own ``setup`` calls this."""
    app.connect("html-page-context", offer)
    app.connect("env-updated", begin_wheel)
    app.connect("html-collect-pages", begin_downloads)
    app.connect("build-finished", wait)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def offer(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Offer both below the title of a chapter."""
    if page in CHAPTERS:
        links = OFFER.format(name=page.rpartition("/")[2], archive=ARCHIVE)
        context["body"] = context["body"].replace("</h1>", f"</h1>\n{links}", 1)


@cache
def wheel(app: Sphinx) -> Future[Path]:
    """Begin to make the wheel, once."""
    return beside(make_wheel, Path(app.doctreedir) / "wheel")


@cache
def downloads(app: Sphinx) -> Future[None]:
    """Begin to make the notebooks and the archive, once."""
    return beside(make_downloads, Path(app.outdir), Path(app.srcdir), wheel(app).result())


def begin_wheel(app: Sphinx, env: BuildEnvironment) -> None:
    """Let the wheel be made while the pages are written; it needs none."""
    wheel(app)


def begin_downloads(app: Sphinx) -> tuple[()]:
    """Let the rest be made as soon as the chapters' pages are written; Sphinx goes on to other pages."""
    downloads(app)
    return ()


def wait(app: Sphinx, exception: Exception | None) -> None:
    """Wait until both are made, or stop if one was not."""
    if not exception and app.builder.format == "html":
        downloads(app).result()


def make_downloads(html: Path, root: Path, wheel: Path) -> None:
    """Make both, of the pages of the chapters."""
    edition = make_edition(html, root)
    make_archive(edition, wheel, html, root)
    files = find_files(edition, root)
    for name, notebook in edition.items():
        page = html / f"chapters/{name.partition('-')[2]}"
        if page.with_suffix(".html").exists():
            alone = make_alone(notebook, files, ARCHIVE)
            page.with_suffix(".ipynb").write_text(nbformat.writes(alone), encoding="utf-8", newline="\n")
