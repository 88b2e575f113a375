"""Render the book from the recorded outputs, every page anew, warnings as errors.

python _ext/render.py [FOLDER]      FOLDER is where _build/html goes; the book's own folder by default
"""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from manuscript.files import ROOT
from progress import Step
from recording.records import refusal
from unchanged import remember

__all__ = ["render"]


def render(folder: Path = ROOT) -> Path:
    """Build the pages under ``folder`` and return the first one; stop, saying why, if that fails."""
    # Sphinx would say so, too, and Jupyter Book would put its own traceback below.
    if reason := refusal(ROOT):
        raise SystemExit(reason)
    html = folder / "_build" / "html"
    # A page that has left the contents must not linger; a warning must show again, so nothing is cached.
    shutil.rmtree(folder / "_build", ignore_errors=True)
    jupyter_book = shutil.which("jupyter-book", path=str(Path(sys.executable).parent))
    if jupyter_book is None:
        raise SystemExit("jupyter-book is missing: pip install -r requirements.txt brings it.")
    command = [jupyter_book, "build", str(ROOT), "--path-output", str(folder), "-W", "--keep-going", "-n"]
    # Files, not pipes: a helper process that outlived the build would keep a pipe open for ever.
    with tempfile.TemporaryDirectory() as scratch, Step("Rendering the pages") as step:
        status, warnings = Path(scratch) / "status", Path(scratch) / "warnings"
        with status.open("w") as out, warnings.open("w") as err:
            step.now(lambda: page_at_work(status.read_text("utf-8", errors="replace")))
            built = subprocess.run(command, stdout=out, stderr=err, check=False)
        if built.returncode != 0:
            reasons = warnings.read_text("utf-8", errors="replace")
            raise SystemExit(f"{reasons}\nThe pages were not built; the reasons are above.")
    if folder == ROOT:
        remember()
    return html / "index.html"


def page_at_work(status: str) -> str:
    """Read in what Sphinx says of itself how far it is: 'reading 45%, chapters/entropy'."""
    plain = re.sub(r"\x1b\[[\d;]*m", "", status)
    found = re.findall(r"^(reading|writing) \w+\.\.\. \[ *(\d+%)\] (\S+)", plain, re.MULTILINE)
    return "{} {}, {}".format(*found[-1]) if found else ""


if __name__ == "__main__":
    first_page = render(*(Path(argument).resolve() for argument in sys.argv[1:2]))
    print(f"The book is at {first_page.as_uri()}")
