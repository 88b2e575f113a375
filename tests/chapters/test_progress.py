"""How far a step is: seen in a terminal while it lasts, terse in a log."""

import contextlib
import errno
import io
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from manuscript.files import ROOT
from progress import INTERRUPTED, SECONDS_BETWEEN_LOOKS, Step, duration, in_plain_words
from render import page_at_work


class Terminal(io.StringIO):
    """A terminal; ``lines`` are what stands in it after all that was written."""

    def isatty(self) -> bool:
        return True

    def lines(self) -> list[str]:
        screen = [""]
        for part in re.split(r"([\r\n])", self.getvalue()):
            if part == "\n":
                screen.append("")
            elif part == "\r":
                column = 0
            else:
                column = len(screen[-1]) if screen[-1] == "" else column
                screen[-1] = screen[-1][:column] + part + screen[-1][column + len(part) :]
        return [line.rstrip() for line in screen]


def look_at(terminal: Terminal) -> None:
    """Wait until the line has been drawn twice more."""
    drawn = len(terminal.getvalue())
    while len(terminal.getvalue()) < drawn + 40:
        time.sleep(SECONDS_BETWEEN_LOOKS / 4)


def test_a_terminal_shows_what_is_done_while_it_is_done_and_then_how_long_it_took(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    terminal = Terminal()
    with Step("Packing", terminal) as step:
        step.now("the third of five boxes, " + "which is very long " * 20)
        look_at(terminal)
        assert re.match(r"Packing · \d s · the third of five boxes, ", terminal.lines()[-1])
        assert len(terminal.lines()[-1]) < 80
        step.say("box 3 was broken")
        step.now("box 4")
        look_at(terminal)
        assert terminal.lines()[0] == "box 3 was broken"
        assert terminal.lines()[-1].endswith("box 4")
    assert re.fullmatch(r"box 3 was broken\nPacking: \d+ s\n", "\n".join(terminal.lines()))


def test_a_step_that_fails_leaves_its_place_to_the_error() -> None:
    terminal = Terminal()
    step = Step("Packing", terminal)
    with contextlib.suppress(ValueError), step:
        look_at(terminal)
        raise ValueError
    assert terminal.lines() == [""]


def test_a_log_has_one_line_a_step_and_what_stays() -> None:
    log = io.StringIO()
    with Step("Packing", log) as step:
        for number in range(5):
            step.now(f"box {number}")
        time.sleep(2 * SECONDS_BETWEEN_LOOKS)
        step.say("box 3 was broken")
    assert log.getvalue() == "Packing\nbox 3 was broken\n"


def test_a_duration_is_read_at_a_glance() -> None:
    now = time.monotonic()
    assert [duration(now - seconds) for seconds in (0, 59, 61, 125)] == [
        "0 s",
        "59 s",
        "1 min 1 s",
        "2 min 5 s",
    ]


@pytest.mark.parametrize(
    ("failure", "said"),
    [
        (KeyboardInterrupt(), r"Interrupted\. The next make goes on"),
        (
            OSError(errno.ENOSPC, "No space left on device", "a.html"),
            r"No space left on device: a\.html\. See",
        ),
        (OSError(errno.ENOSPC, "No space left on device"), r"No space left on device: this folder\. See"),
        (PermissionError(errno.EACCES, "Permission denied", "a.html"), r"Permission denied: a\.html\. See"),
    ],
)
def test_what_may_stop_any_step_is_said_in_a_line(failure: BaseException, said: str) -> None:
    with pytest.raises(SystemExit, match=said) as caught, in_plain_words():
        raise failure
    assert "\n" not in str(caught.value)


def test_an_interrupted_import_is_said_in_a_line_in_every_command_of_ours(tmp_path: Path) -> None:
    script = tmp_path / "slow.py"
    script.write_text("import time; print('imports', flush=True); time.sleep(60)")
    code = (
        "import signal, runpy; signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # as in a terminal
    )
    code += "runpy.run_path('_ext/plainly.py', run_name='__main__')"
    command = [sys.executable, "-c", code, str(script)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    environment = os.environ | {"PYTHONPATH": str(ROOT / "_ext")}
    with subprocess.Popen(command, cwd=ROOT, text=True, env=environment, **pipes) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        assert running.stdout.readline() == "imports\n"
        running.send_signal(signal.SIGINT)
        assert running.wait(timeout=10) == 1
        assert running.stderr.read() == f"{INTERRUPTED}\n"
    makefile = (ROOT / "Makefile").read_text("utf-8")
    ours = re.findall(r"\$\((\w+)\) _ext/(?!plainly)(\w+)", makefile)
    assert {name for runner, name in ours if runner != "RUN"} == {"set_up"}  # it has no package to import


def test_a_fault_of_the_book_keeps_its_traceback() -> None:
    with pytest.raises(FileNotFoundError), in_plain_words():
        raise FileNotFoundError(errno.ENOENT, "No such file or directory", "a.html")


def test_the_page_at_work_is_read_in_what_sphinx_says() -> None:
    status = "\x1b[01mreading sources... \x1b[39;49;00m[  5%] \x1b[35mchapters/entropy\x1b[39;49;00m\n"
    assert page_at_work("") == ""
    assert page_at_work(status) == "reading 5%, chapters/entropy"
    assert page_at_work(f"{status}done\nwriting output... [100%] index\nbuild") == "writing 100%, index"
