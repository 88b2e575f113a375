"""Make the lab edition in lab/: copies of the chapters of the runner's own, which Git ignores.

python _ext/hand_out.py             make what is missing, renew what the runner has not changed, keep the rest
python _ext/hand_out.py --open      do so, and open the copies in JupyterLab
python _ext/hand_out.py CHAPTER     put the book's CHAPTER in place of the runner's, which stays beside it
"""

import argparse
import subprocess
import sys
from pathlib import Path

from edition.copies import bring_up_to_date, lay_beside, reset
from edition.notebooks import START, find_files, make_edition
from manuscript.files import ROOT, BookError
from nbformat import NotebookNode

__all__ = ["jupyterlab", "main"]

# The copies are plain Markdown. JupyterLab's MyST, which authors have, would drop what HTML folds.
WITHOUT_EXTENSIONS = "--LabApp.labextensions_path=[]"


def main(arguments: list[str] | None = None, root: Path = ROOT) -> int:
    """Make, renew, open or reset the copies; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("chapter", nargs="*", help="chapters to reset")
    parser.add_argument("--open", action="store_true", help="open the copies in JupyterLab")
    options = parser.parse_args(arguments)

    folder = root / "lab"
    edition = make_edition(root / "_build/html", root)
    for name, content in find_files(edition, root).items():
        path = folder / name
        aside = lay_beside(path, content)
        if aside:
            print(f"{path.name} is as in the book; the one before is now {aside.name}")
    if options.chapter:
        _reset(options.chapter, edition, folder)
    else:
        _renew(edition, folder)
    if options.open:
        return subprocess.run(jupyterlab(folder), check=False).returncode
    return 0


def jupyterlab(folder: Path) -> list[str]:
    """Return the command that opens the copies in JupyterLab."""
    options = [f"--notebook-dir={folder}", WITHOUT_EXTENSIONS]
    return [sys.executable, "-m", "jupyter", "lab", *options, str(folder / f"{START}.ipynb")]


def _reset(chapters: list[str], edition: dict[str, NotebookNode], folder: Path) -> None:
    names = {_chapter(name): name for name in edition}
    unknown = sorted(set(chapters) - set(names))
    if unknown:
        raise BookError(f"No chapter is called {', '.join(unknown)}; there are {', '.join(names)}")
    for chapter in chapters:
        mine = reset(folder / f"{names[chapter]}.ipynb", edition[names[chapter]])
        print(f"{chapter} is as in the book" + (f"; yours is now {mine.name}" if mine else ""))


def _renew(edition: dict[str, NotebookNode], folder: Path) -> None:
    for name, notebook in edition.items():
        said = bring_up_to_date(folder / f"{name}.ipynb", notebook)
        if said:
            print(f"{said} (make reset CHAPTER={_chapter(name)} gives you the book's, and keeps yours)")
    print(f"Your notebooks are in {folder}; {START}.ipynb lists them")


def _chapter(name: str) -> str:
    return name.partition("-")[2]


if __name__ == "__main__":
    try:
        raise SystemExit(main())
    except BookError as error:
        raise SystemExit(str(error)) from None
