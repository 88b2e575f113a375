"""What a reader takes to run a chapter: its notebook, or the archive of all with what they need."""

from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import nbformat
from docutils import nodes
from edition.alone import make_alone
from edition.archive import ARCHIVE, make_archive
from edition.notebooks import find_files, make_edition
from edition.wheel import make_wheel
from sphinx.application import Sphinx

from infobook.exercises import CHECKS

__all__ = ["setup"]

CHAPTERS = {f"chapters/{name}" for name in CHECKS}
OFFER = """<p class="screen-only">
Run it: download <a href="{name}.ipynb" download>this chapter’s notebook</a>, or
<a href="../{archive}" download>all notebooks, the library and the exercises</a> in one archive.</p>"""


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect the part; the package's own ``setup`` calls this."""
    # The wheel needs no page, and half of the time.
    wheel: Future[Path] = ThreadPoolExecutor(1).submit(make_wheel, Path(app.doctreedir) / "wheel")
    app.connect("html-page-context", offer)
    app.connect("build-finished", partial(make_downloads, wheel))
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def offer(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Offer both below the title of a chapter."""
    if page in CHAPTERS:
        links = OFFER.format(name=page.rpartition("/")[2], archive=ARCHIVE)
        context["body"] = context["body"].replace("</h1>", f"</h1>\n{links}", 1)


def make_downloads(wheel: Future[Path], app: Sphinx, exception: Exception | None) -> None:
    """Make both, of the pages that have just been written."""
    if exception or app.builder.format != "html":
        return
    html, root = Path(app.outdir), Path(app.srcdir)
    edition = make_edition(html, root)
    make_archive(edition, wheel.result(), html, root)
    beside = find_files(edition, root)
    for name, notebook in edition.items():
        page = html / f"chapters/{name.partition('-')[2]}"
        if page.with_suffix(".html").exists():
            alone = make_alone(notebook, beside, ARCHIVE)
            page.with_suffix(".ipynb").write_text(nbformat.writes(alone), encoding="utf-8", newline="\n")
