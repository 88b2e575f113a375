"""The records, which are the committed .ipynb files: whether they hold, and how they are replaced.

Outputs hold if they and the code above them have the hash that the record carries, and if nothing that
they were made from has changed since. A record is *the recorder's own* if its prose, too, is as it was left.
"""

import contextlib
import itertools
import os
import tempfile
from collections import Counter
from hashlib import sha256
from pathlib import Path

import nbformat
from manuscript.files import SET_ASIDE, Chapter, find_chapters
from nbformat import NotebookNode

from recording.hashes import contents, contents_hash, outputs_hash, source_hash

__all__ = [
    "fresh_notebook",
    "is_recorders_own",
    "read_notebook",
    "refusal",
    "replace_record",
    "why_stale",
    "with_outputs",
]


def why_stale(chapter: Chapter) -> str | None:
    """Say why a chapter's record does not hold, or return None if it does."""
    if not chapter.record.exists():
        return "it has no record"
    recorded = read_notebook(chapter.record)
    if recorded is None or not _has_own_outputs(recorded):
        return f"{chapter.record.name} is not as the recorder left it"
    if recorded.metadata["recorded"]["source"] != source_hash(chapter):
        return "its code, its exercises, infolib, the checker or the data changed"
    return None


def is_recorders_own(notebook: NotebookNode) -> bool:
    """Tell whether a notebook is as the recorder left it, apart from what Jupyter adds to any notebook."""
    recorded = notebook.metadata.get("recorded")
    return _has_own_outputs(notebook) and recorded.get("contents") == contents_hash(notebook)


def refusal(root: Path) -> str:
    """Name the records that someone has run, edited or merged, or that are no notebooks; say what to do."""
    read = {chapter.record.name: read_notebook(chapter.record) for chapter in find_chapters(root)}
    foreign = [name for name, record in read.items() if record is None or not is_recorders_own(record)]
    if not foreign:
        return ""
    return (
        f"{', '.join(foreign)}: not as the recorder left it, so it is not rendered. "
        "'make book', or 'python _ext/record.py', executes it anew and keeps this version aside."
    )


def _has_own_outputs(notebook: NotebookNode) -> bool:
    recorded = notebook.metadata.get("recorded")
    return isinstance(recorded, dict) and recorded.get("outputs") == outputs_hash(notebook)


def fresh_notebook(chapter: Chapter) -> NotebookNode:
    """Make the chapter's notebook from its text, without outputs; the same text gives the same bytes."""
    notebook = chapter.read_text()
    notebook.metadata["recorded"] = {"source": source_hash(chapter)}
    notebook.metadata["language_info"] = {"name": "python", "pygments_lexer": "ipython3"}
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    seen: Counter[str] = Counter()
    for cell in notebook.cells:
        digest = sha256(f"{cell.cell_type}\0{cell.source}".encode()).hexdigest()[:8]
        seen[digest] += 1
        cell["id"] = digest if seen[digest] == 1 else f"{digest}-{seen[digest]}"
    return notebook


def with_outputs(notebook: NotebookNode, executed: NotebookNode) -> NotebookNode:
    """Give a fresh notebook the outputs of ``executed``, whose code is the same, and the hashes of both."""
    fresh_code, executed_code = (
        [cell for cell in book.cells if cell.cell_type == "code"] for book in (notebook, executed)
    )
    for cell, source in zip(fresh_code, executed_code, strict=True):
        cell.outputs, cell.execution_count = source.outputs, source.execution_count
    notebook.metadata["recorded"] |= {
        "outputs": outputs_hash(notebook),
        "contents": contents_hash(notebook),
    }
    return notebook


def replace_record(chapter: Chapter, notebook: NotebookNode) -> Path | None:
    """Write a notebook with outputs as the chapter's record.

    If the file in its place is not the recorder's own and says anything else, set it aside first, and
    return where it is now.
    """
    nbformat.validate(notebook)
    aside = None
    if chapter.record.exists():
        before = read_notebook(chapter.record)
        if before is None or not (is_recorders_own(before) or contents(before) == contents(notebook)):
            aside = _set_aside(chapter.record)
    _replace(chapter.record, nbformat.writes(notebook) + "\n")
    return aside


def read_notebook(path: Path) -> NotebookNode | None:
    """Read a notebook; return None if there is none, or a file that is none, as after a merge."""
    try:
        notebook: NotebookNode = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
    except (FileNotFoundError, ValueError, KeyError, AttributeError, TypeError, nbformat.ValidationError):
        return None
    return notebook


def _set_aside(record: Path) -> Path:
    """Copy a file, byte for byte, to a name that is still free."""
    for number in itertools.count(1):
        aside = record.with_name(f"{record.stem}{SET_ASIDE}{number}{record.suffix}")
        with contextlib.suppress(FileExistsError), aside.open("xb") as file:
            file.write(record.read_bytes())
            return aside
    raise AssertionError("numbers do not end")


def _replace(path: Path, text: str) -> None:
    """Write the file whole or not at all, and leave it alone if nothing changed."""
    if path.exists() and path.read_bytes() == text.encode():
        return
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", newline="\n", dir=path.parent, suffix=".tmp", delete=False
    ) as file:
        file.write(text)
    os.chmod(file.name, 0o644)
    os.replace(file.name, path)
