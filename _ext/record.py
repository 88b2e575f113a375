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
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from manuscript import verdicts
from manuscript.files import ROOT, BookError, Chapter, find_chapters
from recording.execution import execute
from recording.records import fresh_notebook, replace_record, why_stale, with_outputs

__all__ = ["main"]


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
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        errors = list(pool.map(lambda chapter: bring_up_to_date(chapter, reasons[chapter] or asked), reasons))
    for error in filter(None, errors):
        print(error, file=sys.stderr)
    if root == ROOT:
        verdicts.record()
    return int(any(errors))


def bring_up_to_date(chapter: Chapter, reason: str | None) -> BookError | None:
    """Execute the chapter if there is a reason, else carry its prose over; return what went wrong."""
    # Read once: the author may go on writing while the chapter is executed.
    notebook = fresh_notebook(chapter)
    try:
        if reason:
            print(f"executing {chapter.name}: {reason}", flush=True)
        executed = execute(chapter, copy.deepcopy(notebook)) if reason else chapter.read_record()
    except BookError as error:
        return error
    aside = replace_record(chapter, with_outputs(notebook, executed))
    if aside:
        print(f"{chapter.record.name} was changed by someone; that version is now {aside.name}", flush=True)
    return None


if __name__ == "__main__":
    try:
        raise SystemExit(main())
    except BookError as error:
        raise SystemExit(str(error)) from None
