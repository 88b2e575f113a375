"""Render the book from the recorded outputs, every page anew, warnings as errors.

python _ext/render.py [FOLDER]      FOLDER is where _build/html goes; the book's own folder by default
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from manuscript.files import ROOT
from unchanged import remember

__all__ = ["render"]


def render(folder: Path = ROOT) -> Path:
    """Build the pages under ``folder`` and return the first one; stop, saying why, if that fails."""
    html = folder / "_build" / "html"
    # A page that has left the contents must not linger; a warning must show again, so nothing is cached.
    shutil.rmtree(folder / "_build", ignore_errors=True)
    jupyter_book = shutil.which("jupyter-book", path=str(Path(sys.executable).parent))
    if jupyter_book is None:
        raise SystemExit("jupyter-book is missing: pip install -r requirements.txt brings it.")
    command = [jupyter_book, "build", str(ROOT), "--path-output", str(folder)]
    flags = ["-W", "--keep-going", "-n", "-q"]
    # A file, not a pipe: a helper process that outlived the build would keep a pipe open for ever.
    with tempfile.TemporaryFile() as log:
        built = subprocess.run([*command, *flags], stdout=log, stderr=subprocess.STDOUT, check=False)
        if built.returncode != 0:
            log.seek(0)
            text = log.read().decode(errors="replace")
            raise SystemExit(f"{text}\nThe pages were not built; the reasons are above.")
    if folder == ROOT:
        remember()
    return html / "index.html"


if __name__ == "__main__":
    first_page = render(*(Path(argument).resolve() for argument in sys.argv[1:2]))
    print(f"The book is at {first_page.as_uri()}")
