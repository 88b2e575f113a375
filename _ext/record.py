"""Bring each chapter's .ipynb up to date with its .md, running only what is stale.

    python _ext/record.py           re-execute the stale chapters, then carry edited prose over
    python _ext/record.py --all     re-execute every chapter
    python _ext/record.py --check   change nothing; fail if anything is stale

Editing prose executes nothing. A cell that raises stops the run and leaves the last good record alone.
"""

import argparse
import hashlib
import os
import re
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from staleness import fingerprint

from chapters import ROOT, BookError, Chapter, find_chapters

__all__ = ["fresh_notebook", "is_stale", "main", "record"]

SECONDS_PER_CELL = 300


def main(arguments: list[str] | None = None, root: Path = ROOT) -> int:
    """Record what is stale, both cores at once; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--all", action="store_true", help="re-execute every chapter")
    parser.add_argument("--check", action="store_true", help="change nothing; fail if anything is stale")
    options = parser.parse_args(arguments)

    chapters = find_chapters(root)
    stale = [chapter for chapter in chapters if options.all or is_stale(chapter)]
    if options.check:
        for chapter in stale:
            print(f"{chapter.text.name}: stale; run 'make book' and commit the new .ipynb", file=sys.stderr)
        return 1 if stale else 0

    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        errors = [error for error in pool.map(_try_to_execute, stale) if error]
    for chapter in chapters:
        if chapter not in stale:
            record(chapter, chapter.read_record())
    for error in errors:
        print(error, file=sys.stderr)
    return 1 if errors else 0


def is_stale(chapter: Chapter) -> bool:
    """Tell whether the chapter's code, or what it imports of the book, has changed since it was recorded."""
    if not chapter.record.exists():
        return True
    recorded = chapter.read_record().metadata.get("recorded", {})
    return recorded.get("fingerprint") != _fingerprint(chapter)


def fresh_notebook(chapter: Chapter) -> NotebookNode:
    """Make the chapter's notebook from its text, without outputs; the same text gives the same bytes."""
    notebook = chapter.read_text()
    notebook.metadata["recorded"] = {"fingerprint": _fingerprint(chapter)}
    notebook.metadata["language_info"] = {"name": "python", "pygments_lexer": "ipython3"}
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    seen: Counter[str] = Counter()
    for cell in notebook.cells:
        digest = hashlib.sha256(f"{cell.cell_type}\0{cell.source}".encode()).hexdigest()[:8]
        seen[digest] += 1
        cell["id"] = digest if seen[digest] == 1 else f"{digest}-{seen[digest]}"
    return notebook


def record(chapter: Chapter, executed: NotebookNode) -> None:
    """Write the chapter's text with the outputs of ``executed``, whose code cells are the same."""
    notebook = fresh_notebook(chapter)
    fresh_code, executed_code = (
        [cell for cell in book.cells if cell.cell_type == "code"] for book in (notebook, executed)
    )
    for cell, source in zip(fresh_code, executed_code, strict=True):
        cell.outputs, cell.execution_count = source.outputs, source.execution_count
    nbformat.validate(notebook)
    _replace(chapter.record, nbformat.writes(notebook) + "\n")


def _try_to_execute(chapter: Chapter) -> BookError | None:
    print(f"executing {chapter.name}", flush=True)
    try:
        record(chapter, _execute(chapter))
    except BookError as error:
        return error
    return None


def _execute(chapter: Chapter) -> NotebookNode:
    notebook = fresh_notebook(chapter)
    client = NotebookClient(
        notebook,
        timeout=SECONDS_PER_CELL,
        record_timing=False,
        coalesce_streams=True,
        extra_arguments=["--log-level=ERROR"],
        resources={"metadata": {"path": str(chapter.text.parent)}},
    )
    try:
        client.execute()
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        raise BookError(_explain(chapter, notebook, error)) from error
    return notebook


def _explain(chapter: Chapter, notebook: NotebookNode, error: Exception) -> str:
    """Say which chapter and cell failed, show the cell, and end with the error itself."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    failed = next(
        (cell for cell in code if any(output.output_type == "error" for output in cell.outputs)),
        next((cell for cell in code if cell.execution_count is None), code[-1]),
    )
    outputs = [output for output in failed.outputs if output.output_type == "error"]
    reason = f"{outputs[0].ename}: {outputs[0].evalue}" if outputs else f"{type(error).__name__}: {error}"
    lines = "\n".join(f"    {line}" for line in failed.source.splitlines())
    reason = re.sub(r"\x1b\[[0-9;]*m", "", reason)
    return (
        f"\n{chapter.text.name}: code cell {code.index(failed) + 1} of {len(code)} failed.\n\n{lines}\n\n"
        f"{reason}\n\nThe last good record, {chapter.record.name}, is untouched."
    )


def _fingerprint(chapter: Chapter) -> str:
    return fingerprint(chapter.read_text(), chapter.text.parent.parent)


def _replace(path: Path, text: str) -> None:
    """Write the file whole or not at all, and leave it alone if nothing changed."""
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", newline="\n", dir=path.parent, suffix=".tmp", delete=False
    ) as file:
        file.write(text)
    os.chmod(file.name, 0o644)
    os.replace(file.name, path)


if __name__ == "__main__":
    try:
        raise SystemExit(main())
    except BookError as error:
        raise SystemExit(str(error)) from None
