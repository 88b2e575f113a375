"""Type hints throughout: mypy, strict, finds nothing in the code of the book."""

import subprocess
import sys

from manuscript.files import ROOT


def test_the_types_agree() -> None:
    command = [sys.executable, "-m", "mypy"]
    mypy = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert mypy.returncode == 0, mypy.stdout + mypy.stderr
