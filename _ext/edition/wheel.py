"""Make the wheel of the library, the exercises and the checker; the same files give the same bytes."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from manuscript.files import ROOT

__all__ = ["make_wheel"]

# What goes in, and what tells how; tests and caches stay out.
PARTS = ("pyproject.toml", "README.md", "LICENSE", "infolib", "infobook")
BUILD = "import sys; from setuptools.build_meta import build_wheel; build_wheel(sys.argv[1])"
# The first day that an archive can have.
EPOCH = {"SOURCE_DATE_EPOCH": "315532800"}


def make_wheel(folder: Path, root: Path = ROOT) -> Path:
    """Make the wheel in ``folder``; nothing is fetched."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as scratch:
        source = Path(scratch)
        for part in PARTS:
            if (root / part).is_dir():
                shutil.copytree(root / part, source / part, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(root / part, source)
        for file in source.rglob("*"):
            file.chmod(0o755 if file.is_dir() else 0o644)
        subprocess.run(
            [sys.executable, "-c", BUILD, str(folder)],
            cwd=source,
            env=os.environ | EPOCH,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            umask=0o022,  # it is packed, too
            check=True,
        )
    return next(folder.glob("*.whl"))
