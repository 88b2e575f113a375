"""Refuse to render a chapter's notebook whose outputs the recorder did not make of its code, in order."""

from pathlib import Path

from recording.records import refusal
from sphinx.application import Sphinx

__all__ = ["setup"]


def setup(app: Sphinx) -> None:
    """Look at the records before anything is read."""
    app.connect("builder-inited", lambda app: _refuse(Path(app.srcdir)))


def _refuse(root: Path) -> None:
    if reason := refusal(root):
        raise SystemExit(reason)  # below an error, Jupyter Book would put its own traceback
