"""Set up .venv: make it, install packages in it, say how far that is, or why it failed and what to do.

python _ext/set_up.py LIST     make .venv if there is none or half of one; install the packages of LIST in it

The Python that the reader has runs this, before there is any package.
"""

import contextlib
import errno
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from progress import Step, in_plain_words

__all__ = ["explain", "set_up"]

ROOT = Path(__file__).resolve().parents[1]
FETCHING = ("Collecting ", "Processing ")
# What a complete environment takes, measured on Linux with PyTorch's CPU build.
GIGABYTES = 1.7
# What venv and pip say when they fail, and what to do about it. The first that fits is meant.
CAUSES = (
    (
        r"No space left on device|Disk quota exceeded|not enough space on the disk",
        f"The disk is full: .venv takes {GIGABYTES} GB, and pip fetches 400 MB for it. Make room",
    ),
    (
        r"NewConnectionError|NameResolutionError|getaddrinfo|[Nn]ame resolution|Network is unreachable"
        r"|ProxyError|SSLError|[Cc]onnection (?:refused|reset|aborted|broken)|[Tt]imed? ?out",
        "pip does not reach the network. Connect, or name the proxy in HTTPS_PROXY",
    ),
    (
        r"ensurepip|No module named '?venv",
        "This Python cannot make an environment. On Debian and Ubuntu, install the package python3-venv",
    ),
    (
        r"Permission denied|Read-only file system|Access is denied",
        "Files cannot be written here. See whose the folder is",
    ),
    (
        r"No matching distribution found for (?P<package>\S+)",
        "There is no {package} for this Python on this machine. Name another, as in make PYTHON=python3.11",
    ),
)


def set_up(packages: Path, root: Path = ROOT) -> None:
    """Make the environment if it needs making, and install a list of packages in it."""
    environment = root / ".venv"
    python = environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    # As long as this file is there, the environment is half made. The Makefile looks for it as well.
    unfinished = environment / "unfinished"
    is_whole = not unfinished.exists() and _runs(python)
    if not is_whole and shutil.disk_usage(root).free < GIGABYTES * 1e9:
        raise SystemExit(explain(os.strerror(errno.ENOSPC)))
    name = f"Installing {packages.name}" if is_whole else "Setting up .venv, once"
    with Step(name) as step:
        if not is_whole:
            if environment.exists():
                step.say("The environment in .venv was left half made; it is made anew.")
                shutil.rmtree(environment)
            environment.mkdir()
        unfinished.touch()
        if not is_whole:
            step.now("making the environment")
            _run([sys.executable, "-m", "venv", str(environment)], step, environment)
        pip = [str(python), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
        _run([*pip, "--progress-bar", "off", "-r", str(packages)], step, environment)
    unfinished.unlink()


def _runs(python: Path) -> bool:
    """Tell whether a Python is there and has pip; the link to one that was removed leads nowhere."""
    ask = [str(python), "-c", "import pip"]
    return python.exists() and subprocess.run(ask, capture_output=True, check=False).returncode == 0


def _run(command: list[str], step: Step, environment: Path) -> None:
    """Run venv or pip and follow what it says; stop, saying why and what to do, if it fails."""
    said: list[str] = []
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    ) as running:
        for line in running.stdout or ():
            said.append(line)
            _report(said, step, environment)
    if running.returncode:
        text = "".join(said)
        with contextlib.suppress(OSError):  # the disk may be full
            (environment / "set-up.log").write_text(text, encoding="utf-8")
        raise SystemExit(explain(text))


def _report(said: list[str], step: Step, environment: Path) -> None:
    """Tell the step what the last line of pip's means, if it means anything to who waits."""
    line, number = said[-1], sum(earlier.startswith(FETCHING) for earlier in said)
    if line.startswith(FETCHING):
        package = re.split(r"[ =<>!~;\[(]|-\d", Path(line.split()[1]).name)[0]
        step.now(f"fetching package {number}, {package}")
    elif size := re.match(r" +Downloading (.+?)-\d\S+ \((.+)\)", line):
        step.now(f"fetching package {number}, {size[1]} ({size[2]})")
    elif line.startswith("Installing collected packages:"):
        total, before = line.count(",") + 1, _count_installed(environment)
        step.now(lambda: f"installing package {_count_installed(environment) - before + 1} of {total}")


def _count_installed(environment: Path) -> int:
    return sum(
        1 for place in ("lib/python*", "Lib") for _ in environment.glob(f"{place}/site-packages/*.dist-info")
    )


def explain(said: str) -> str:
    """Say in a line or two why venv or pip failed, and what to do."""
    for pattern, cause in CAUSES:
        if found := re.search(pattern, said):
            return f"{cause.format(**found.groupdict())}; then run make again."
    errors = [line for line in said.splitlines() if line.startswith("ERROR") or "Error:" in line]
    reason = (errors or said.splitlines() or ["no reason given"])[-1]
    return f"{reason}\nThe packages were not installed; .venv/set-up.log has all that pip said."


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    with in_plain_words():
        set_up(ROOT / sys.argv[1])
