"""The book's Sphinx extension, which _config.yml names: what the pages need and no package brings.

``records``      refuses a notebook that the recorder did not make
``mathml``       equations
``figures``      their sizes, and a link that opens them large
``explorables``  figures that a reader takes hold of
``assets``       the style sheet, the scripts and the fonts that a page loads
``repository``   links to where the book's repository is, if it is known
``downloads``    the notebooks and the archive, to run the chapters
``heights``      how tall each section will be, for what is laid out late
``pages``        what each page carries, and what it does without
``surprises``    the picture of the landing page
``validity``     what packages write that HTML forbids, mended
``missing_page`` the page that a server shows in place of one that does not exist
``beside``       a second process, for what takes long and needs no page
``facts``        what is counted and checked in the chapters, found while the pages are read
``back_matter``  the directives and roles of the pages at the back: counts, ledger, formulas, index
``concept_map``  the map of what depends on what
``search``       what the search of the pages reads
``answers``      outputs that answer a question, folded until a reader has guessed
``previews``     what references refer to, for previews.js to show
"""

import atexit
import gc
from typing import Any

from pybtex.plugin import find_plugin, register_plugin
from sphinx.application import Sphinx

__all__ = ["setup"]

PARTS = (
    *("facts", "records", "mathml", "figures", "explorables", "assets", "repository", "downloads", "pages"),
    *("surprises", "validity", "heights", "missing_page", "back_matter", "concept_map", "search"),
    *("previews", "answers"),
)


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect the parts; Sphinx calls this."""
    save_time()
    for part in PARTS:
        app.setup_extension(f"{__name__}.{part}")
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def save_time() -> None:
    """Leave out what takes a quarter of a build's time, and changes nothing on the pages."""
    # Nearly all that a build makes it keeps to its end: it is not looked through for waste, not even then.
    gc.disable()
    atexit.register(gc.freeze)
    # For each citation pybtex would look through all packages for the backend that writes it.
    for name in ("docutils", "plaintext"):
        register_plugin("pybtex.backends", name, find_plugin("pybtex.backends", name), force=True)
