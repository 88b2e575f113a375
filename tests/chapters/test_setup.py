"""What the first minute with the book rests on: true commands, clear refusals."""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path

import browser
import pytest
import set_up
from manuscript.files import ROOT


def printed_commands(text: str) -> set[str]:
    """Collect the targets of make that a page tells the reader to use."""
    return set(re.findall(r"(?:`|^|\$ |· |# )make ([a-z]+)", text, re.MULTILINE))


def trace_of_a_machine(text: str) -> str:
    """Return the first home or temporary folder that a text names."""
    found = re.search(r"/(?:home|root|Users|tmp|work)/[\w.-]+", text)
    return found[0] if found else ""


def tracked_files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in listed.splitlines() if (ROOT / name).exists()]


def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def test_the_commands_that_are_printed_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", read("Makefile"), re.MULTILINE))
    for page in ("README.md", "CONTRIBUTING.md", "pages/how-to-use.md", "Makefile"):
        printed = printed_commands(read(page))
        assert printed, page
        assert printed <= targets, page
    assert printed_commands("Type `make nothing`.\n$ make book") == {"nothing", "book"}


def test_nothing_committed_names_a_machine() -> None:
    # The tests name some folders on purpose, to plant them.
    texts = {
        path.name: path.read_text("utf-8")
        for path in tracked_files()
        if path.suffix not in {".png", ".woff2"} and "tests" not in path.parts
    }
    assert {name: trace_of_a_machine(text) for name, text in texts.items() if trace_of_a_machine(text)} == {}
    assert trace_of_a_machine("see /Users/ada/book") == "/Users/ada"


def test_missing_chromium_is_said_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser, "find_browser", lambda: None)
    monkeypatch.setattr(browser.subprocess, "run", lambda *arguments, **options: None)
    for attempt in (browser.install, browser.launch().__enter__):
        with pytest.raises(SystemExit, match=r"No Chromium was found.*playwright install") as caught:
            attempt()
        assert "\n" not in str(caught.value)


POPEN = subprocess.Popen
# What venv and pip say when something is not as it should be; pip retries, and names the cause in a warning.
NO_NETWORK = """WARNING: Retrying after connection broken by 'NewConnectionError('Failed to establish
ERROR: Could not find a version that satisfies the requirement numpy==2.4.6 (from versions: none)
ERROR: No matching distribution found for numpy==2.4.6"""
NO_DISK = "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device: 'torch'"
NO_WHEEL = """ERROR: Could not find a version that satisfies torch==2.13.0 (from versions: 2.2.0)
ERROR: No matching distribution found for torch==2.13.0"""
NO_VENV = """The virtual environment was not created successfully because ensurepip is not
available.  On Debian/Ubuntu systems, you need to install the python3-venv
package using the following command."""
READ_ONLY = "Error: [Errno 13] Permission denied: '.venv'"
UNHEARD_OF = "Collecting numpy\nTraceback (most recent call last):\nERROR: the moon is in the way\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "requirements.txt").write_text("numpy\n")
    return tmp_path


@pytest.fixture
def plant(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[list[str]]]:
    """Let venv and pip say this and stop with this code; return the list of the commands that are run."""

    def planted(said: str = "", code: int = 0) -> list[list[str]]:
        run: list[list[str]] = []

        def stand_in(command: list[str], **options: object) -> "subprocess.Popen[str]":
            run.append(command[1:])
            fails = "pip" in command
            if "venv" in command:
                python = (
                    folder / ".venv" / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
                )
                python.parent.mkdir(parents=True, exist_ok=True)
                python.write_text("")
                fails = "ensurepip" in said
            program = f"print({said!r}); raise SystemExit({code if fails else 0})"
            return POPEN([sys.executable, "-c", program], **options)

        monkeypatch.setattr(set_up.subprocess, "Popen", stand_in)
        monkeypatch.setattr(set_up, "_runs", Path.exists)
        return run

    return planted


@pytest.mark.parametrize(
    ("said", "advice"),
    [
        (NO_NETWORK, r"pip does not reach the network\. Connect, .*; then run make again\."),
        (NO_DISK, r"The disk is full: \.venv takes 1\.7 GB.*Make room; then run make again\."),
        (
            NO_WHEEL,
            r"There is no torch==2\.13\.0 for this Python .*PYTHON=python3\.11; then run make again\.",
        ),
        (NO_VENV, r"cannot make an environment.*install the package python3-venv; then run make again\."),
        (READ_ONLY, r"Files cannot be written here\. See whose the folder is; then run make again\."),
        (
            UNHEARD_OF,
            r"^ERROR: the moon is in the way\nThe packages were not installed; \.venv/set-up\.log has all",
        ),
    ],
    ids=["network", "disk", "wheel", "venv", "permission", "unknown"],
)
def test_a_set_up_that_fails_says_in_two_lines_what_to_do(
    folder: Path, plant: Callable[..., object], said: str, advice: str
) -> None:
    plant(said, 1)
    with pytest.raises(SystemExit, match=advice) as caught:
        set_up.set_up(folder / "requirements.txt", folder)
    assert str(caught.value).count("\n") <= 1
    assert "Traceback" not in str(caught.value)
    assert said in (folder / ".venv/set-up.log").read_text("utf-8")


def test_a_disk_that_is_too_small_is_noticed_before_anything_is_fetched(
    folder: Path, plant: Callable[..., list[list[str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = plant()
    usage = shutil.disk_usage(folder)._replace(free=10**9)
    monkeypatch.setattr(set_up.shutil, "disk_usage", lambda path: usage)
    with pytest.raises(SystemExit, match=r"The disk is full.*Make room"):
        set_up.set_up(folder / "requirements.txt", folder)
    assert run == []


def test_an_environment_is_made_once_and_used_for_the_next_list(
    folder: Path, plant: Callable[..., list[list[str]]]
) -> None:
    run = plant()
    for _ in range(2):
        set_up.set_up(folder / "requirements.txt", folder)
    assert [command[1] for command in run] == ["venv", "pip", "pip"]
    assert not (folder / ".venv/unfinished").exists()


def test_an_environment_that_was_left_half_made_is_made_anew(
    folder: Path, plant: Callable[..., list[list[str]]], capsys: pytest.CaptureFixture[str]
) -> None:
    plant(NO_NETWORK, 1)
    with pytest.raises(SystemExit):
        set_up.set_up(folder / "requirements.txt", folder)
    (folder / ".venv/half-a-package").mkdir()
    capsys.readouterr()
    run = plant()
    set_up.set_up(folder / "requirements.txt", folder)
    assert "was left half made; it is made anew" in capsys.readouterr().out
    assert [command[1] for command in run] == ["venv", "pip"]
    assert sorted(path.name for path in (folder / ".venv").iterdir()) in (["bin"], ["Scripts"])


def test_the_set_up_says_which_package_it_is_at(
    folder: Path, plant: Callable[..., object], monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(
        set_up.Step, "now", lambda self, what: said.append(what() if callable(what) else what)
    )
    plant(
        "Collecting numpy==2.4.6 (from -r requirements.txt (line 8))\n"
        "  Downloading numpy-2.4.6-cp311-cp311-manylinux_2_28_x86_64.whl (16.6 MB)\n"
        "Processing /wheels/scikit_learn-1.9.1-cp311.whl\n"
        "Installing collected packages: numpy, scikit-learn"
    )
    set_up.set_up(folder / "requirements.txt", folder)
    assert said[-4:] == [
        "fetching package 1, numpy",
        "fetching package 1, numpy (16.6 MB)",
        "fetching package 2, scikit_learn",
        "installing package 1 of 2",
    ]


def test_a_taken_port_is_said_and_the_next_free_one_is_used(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("the book")
    with contextlib.ExitStack() as taken:
        with contextlib.suppress(OSError):  # somebody else may listen there already
            taken.enter_context(socket.create_server(("127.0.0.1", 8000)))
        command = [sys.executable, "-u", str(ROOT / "_ext/serve.py"), str(tmp_path)]
        server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        taken.enter_context(server)
        taken.callback(server.kill)  # it would be waited for, however long it lives
        assert server.stdout is not None
        said = server.stdout.readline()
        found = re.fullmatch(
            r"Port 8000 is taken\. The book is at (http://localhost:(\d+)/) \(Ctrl-C stops it\)\n", said
        )
        assert found, said
        assert int(found[2]) > 8000
        with urllib.request.urlopen(found[1].replace("localhost", "127.0.0.1")) as page:
            assert page.read() == b"the book"
        server.send_signal(signal.SIGINT)
        assert server.wait(timeout=10) == 0
        assert server.stderr is not None
        assert "Traceback" not in server.stderr.read()


PYTHON = f"""#!/bin/sh
case "$1 $2" in
  "-c import sys"*) exec '{sys.executable}' -c "import sys; sys.version_info, sys.version = VERSION; $2" ;;
  "_ext/set_up.py requirements.txt")
    echo set up; mkdir -p .venv/bin; rm -f .venv/unfinished .venv/bin/python; cp "$0" .venv/bin/python ;;
  "-c "*) echo runs ;;
  "_ext/plainly.py "*) echo "$2" ;;
  *) echo "$1" ;;
esac
"""


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """Lay out a clone that has the Makefile and a Python that stands in for all that it calls."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    for name in ("requirements.txt", "constraints.txt", "pyproject.toml"):
        (tmp_path / name).write_text("")
    put_python(tmp_path, 12)
    return tmp_path


def put_python(clone: Path, minor: int) -> None:
    (clone / "python").write_text(PYTHON.replace("VERSION", f"(3, {minor}), '3.{minor}.2'"), newline="\n")
    (clone / "python").chmod(0o755)


def make(clone: Path, python: str = "./python") -> tuple[str, list[str]]:
    """Run make; return what it says, and the lines of what is said beside it, less those of make itself."""
    command = ["make", "book", f"PYTHON={python}", "OS="]
    alone = {name: value for name, value in os.environ.items() if name not in {"MAKEFLAGS", "MAKELEVEL"}}
    ran = subprocess.run(command, cwd=clone, env=alone, capture_output=True, text=True, check=False)
    return ran.stdout, [line for line in ran.stderr.splitlines() if not line.startswith("make")]


@pytest.mark.parametrize("minor", [9, 14])
def test_a_python_that_is_too_old_or_too_new_is_named(clone: Path, minor: int) -> None:
    put_python(clone, minor)
    said = f"The book needs Python 3.11 to 3.13, and ./python is 3.{minor}.2. Name another:"
    assert make(clone) == ("", [f"{said} make PYTHON=python3.11"])
    assert not (clone / ".venv").exists()


def test_no_python_at_all_is_said_in_a_line(clone: Path) -> None:
    said = "There is no ./snake here. Install Python 3.11 to 3.13, or name one: make PYTHON=python3.11"
    assert make(clone, "./snake") == ("", [said])


def test_make_sets_up_once_and_again_where_that_was_interrupted_or_its_python_has_gone(clone: Path) -> None:
    assert make(clone) == ("set up\n_ext/unchanged.py\n", [])
    assert make(clone) == ("_ext/unchanged.py\n", [])
    (clone / ".venv/unfinished").touch()
    assert make(clone) == ("set up\n_ext/unchanged.py\n", [])
    assert make(clone) == ("_ext/unchanged.py\n", [])
    (clone / ".venv/bin/python").unlink()
    (clone / ".venv/bin/python").symlink_to("python-that-was-removed")
    assert make(clone) == ("set up\n_ext/unchanged.py\n", [])
    (clone / "constraints.txt").write_text("numpy==2.4.6")
    assert make(clone) == ("set up\n_ext/unchanged.py\n", [])
