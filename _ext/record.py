"""Bring each chapter's .ipynb up to date with its .md, running only what is stale.

    python _ext/record.py           re-execute the stale chapters, then carry edited prose over
    python _ext/record.py --all     re-execute every chapter
    python _ext/record.py --check   change nothing; fail if anything is stale

Editing prose in the .md executes nothing. A cell that raises stops the run and leaves the record as it is.
An .ipynb that someone changed is executed anew from the .md, and the changed one is set aside, never lost.
"""

import argparse
import copy
import os
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import NoReturn

from manuscript import verdicts
from manuscript.files import ROOT, BookError, Chapter, find_chapters
from nbformat import NotebookNode
from progress import INTERRUPTED, Step, duration
from recording.execution import execute, kill_kernels
from recording.records import fresh_notebook, replace_record, why_stale, with_outputs

__all__ = ["main"]

replacing = threading.Lock()


def main(arguments: list[str] | None = None, root: Path = ROOT) -> int:
    """Record what is stale, on all cores at once; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--all", action="store_true", help="re-execute every chapter")
    parser.add_argument("--check", action="store_true", help="change nothing; fail if anything is stale")
    options = parser.parse_args(arguments)

    reasons = {chapter: why_stale(chapter) for chapter in find_chapters(root)}
    if options.check:
        for chapter, reason in reasons.items():
            if reason:
                print(f"{chapter.text.name}: stale, {reason}; run 'make book'", file=sys.stderr)
        return int(any(reasons.values()))

    asked = "all were asked for" if options.all else None
    stale = {chapter: reason or asked for chapter, reason in reasons.items() if reason or asked}
    fresh = [chapter for chapter in reasons if chapter not in stale]
    errors = [update(chapter, partial(outputs_on_record, chapter), print) for chapter in fresh]
    if stale:
        errors += execute_all(stale)
    for error in filter(None, errors):
        print(error, file=sys.stderr)
    if root == ROOT:
        judge_formulas()
    return int(any(errors))


def execute_all(stale: dict[Chapter, str]) -> list[BookError | None]:
    """Execute chapters, each for its reason, and say which run and for how long; return what went wrong."""
    done: list[str] = []
    running: dict[str, float] = {}

    def executed(chapter: Chapter, notebook: NotebookNode) -> NotebookNode:
        began = running[chapter.name] = time.monotonic()
        try:
            execute(chapter, notebook)
        finally:
            del running[chapter.name]
        done.append(chapter.name)
        number = done.index(chapter.name) + 1
        step.say(f"{chapter.name} ({number} of {len(stale)}, {duration(began)}): {stale[chapter]}")
        return notebook

    def at_work() -> str:
        each = [f"{name} {duration(began)}" for name, began in list(running.items())]
        return f"{len(done)} of {len(stale)} done, {', '.join(each)}"

    pool = ThreadPoolExecutor(max_workers=os.cpu_count())
    try:
        with Step("Executing chapters") as step:
            step.now(at_work)
            return list(
                pool.map(lambda chapter: update(chapter, partial(executed, chapter), step.say), stale)
            )
    except KeyboardInterrupt:
        leave_at_once()
    finally:
        pool.shutdown()


def leave_at_once() -> NoReturn:
    """End without waiting for the threads, which wait for kernels; a record is written whole or not."""
    with replacing:
        kill_kernels()
        print(INTERRUPTED, file=sys.stderr, flush=True)
        os._exit(1)


def outputs_on_record(chapter: Chapter, _: NotebookNode) -> NotebookNode:
    """Return the notebook that has the chapter's outputs, where nothing need be executed."""
    return chapter.read_record()


def update(
    chapter: Chapter, executed: Callable[[NotebookNode], NotebookNode], say: Callable[[str], None]
) -> BookError | None:
    """Give the chapter's text the outputs of ``executed``, as its record; return what went wrong."""
    # Read once: the author may go on writing while the chapter is executed.
    notebook = fresh_notebook(chapter)
    try:
        recorded = with_outputs(notebook, executed(copy.deepcopy(notebook)))
        with replacing:
            aside = replace_record(chapter, recorded)
    except BookError as error:
        return error
    if aside:
        say(f"{chapter.record.name} was changed by someone; that version is now {aside.name}")
    return None


def judge_formulas() -> None:
    """Bring the verdicts on the formulas up to date, and say on which that takes time."""
    changed = [chapter for chapter in find_chapters() if not verdicts.is_on_record(chapter)]
    if changed:
        with Step("Checking the formulas of the chapters") as step:
            for number, chapter in enumerate(changed, start=1):
                step.now(f"{chapter.name} ({number} of {len(changed)})")
                verdicts.verdicts(chapter)
    verdicts.record()


if __name__ == "__main__":
    try:
        raise SystemExit(main())
    except BookError as error:
        raise SystemExit(str(error)) from None
