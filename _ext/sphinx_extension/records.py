"""Refuse to render a chapter's notebook whose outputs the recorder did not make of its code, in order."""

from pathlib import Path

from manuscript.files import find_chapters
from recording.records import is_recorders_own, read_notebook
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

__all__ = ["foreign_records", "setup"]


def setup(app: Sphinx) -> None:
    """Look at the records before anything is read."""
    app.connect("builder-inited", lambda app: _refuse(Path(app.srcdir)))


def _refuse(root: Path) -> None:
    foreign = foreign_records(root)
    if foreign:
        raise ExtensionError(
            f"{', '.join(foreign)}: not as the recorder left it, so it is not rendered. "
            "'make book', or 'python _ext/record.py', executes it anew and keeps this version aside."
        )


def foreign_records(root: Path) -> list[str]:
    """List the records that someone has run, edited or merged, or that are no notebooks."""
    read = {chapter.record.name: read_notebook(chapter.record) for chapter in find_chapters(root)}
    return [name for name, record in read.items() if record is None or not is_recorders_own(record)]
