"""Progress survives restarts, damage, folders that cannot be written and two kernels at once."""

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from infobook.checker import progress
from infobook.exercises import CHECKS


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("INFOLIB_STATE", str(tmp_path / "state"))
    return tmp_path / "state"


def names_in(folder: Path) -> list[str]:
    """List the files, without the lock, which stays."""
    return [path.name for path in folder.iterdir() if path.name != "progress.lock"]


def test_the_file_is_in_the_reader_s_own_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("INFOLIB_STATE", raising=False)
    path = progress.state_file()
    assert path.name == "progress.json"
    assert path.parent.name == "information-theory-executed"
    assert Path.home() in path.parents


def test_what_is_solved_is_kept_once(folder: Path) -> None:
    assert progress.solved() == {}
    for name in ("a", "b", "a"):
        progress.remember("one", name)
    progress.remember("two", "ü")
    assert progress.solved() == {"one": ["a", "b"], "two": ["ü"]}
    assert json.loads((folder / "progress.json").read_text("utf-8")) == progress.solved()
    assert names_in(folder) == ["progress.json"]
    progress.forget()
    assert progress.solved() == {}


def test_it_survives_a_restart(folder: Path) -> None:
    code = "from infobook.checker.progress import remember, solved; remember('one', 'a'); print(solved())"
    for _ in range(2):
        made = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
        assert made.stdout.strip() == "{'one': ['a']}"
    assert progress.solved() == {"one": ["a"]}


def test_kernels_take_turns(folder: Path) -> None:
    code = "import sys; from infobook.checker.progress import remember\nfor i in range(20): remember(sys.argv[1], str(i))"
    both = [subprocess.Popen([sys.executable, "-c", code, name]) for name in ("one", "two")]
    assert [process.wait(20) for process in both] == [0, 0]
    assert {name: len(solved) for name, solved in progress.solved().items()} == {"one": 20, "two": 20}
    assert names_in(folder) == ["progress.json"]


def test_a_kernel_that_loads_a_file_takes_its_turn(folder: Path, tmp_path: Path) -> None:
    listed = {"entropy": [str(i) for i in range(40)]}
    for i in listed["entropy"]:
        one = {"book": "information-theory-executed", "version": 1, "solved": {"entropy": [i]}}
        (tmp_path / f"{i}.json").write_text(json.dumps(one))
    code = """if True:
        import sys
        from infobook.checker import progress_file
        listed = {"entropy": [str(i) for i in range(40)]}
        for i in range(int(sys.argv[2]), 40, 2): progress_file.load(f"{sys.argv[1]}/{i}.json", listed)"""
    both = [subprocess.Popen([sys.executable, "-c", code, str(tmp_path), start]) for start in "01"]
    assert [process.wait(20) for process in both] == [0, 0]
    assert sorted(progress.solved()["entropy"], key=int) == listed["entropy"]


def test_one_waits_for_the_other(folder: Path) -> None:
    with progress._turn():
        other = threading.Thread(target=progress.remember, args=("one", "a"))
        other.start()
        time.sleep(0.1)
        assert progress.solved() == {}
    other.join()
    assert progress.solved() == {"one": ["a"]}


def test_a_kernel_that_died_in_its_turn_is_not_waited_for(folder: Path) -> None:
    code = "import os; from infobook.checker import progress\nwith progress._turn(): os._exit(0)"
    subprocess.run([sys.executable, "-c", code], check=True)
    start = time.monotonic()
    progress.remember("one", "a")
    assert progress.solved() == {"one": ["a"]}
    assert time.monotonic() - start < progress.WAIT


def test_a_kernel_that_is_stuck_in_its_turn_is_not_waited_for(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "WAIT", 0.05)
    with progress._turn():
        other = threading.Thread(target=progress.remember, args=("one", "a"))
        other.start()
        other.join(5)
        assert progress.solved() == {"one": ["a"]}


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b"5", b'"text"', b'{"one": 5}', b'{"one": "abc"}', b'{"one": {"a": 1}}', b"\xff\x00",
     b"[" * 100_000, b'{"one": null}', b"1" * 5000],
)  # fmt: skip
def test_a_damaged_file_is_set_aside(
    folder: Path, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    folder.mkdir()
    (folder / "progress.json").write_bytes(content)
    progress.remember("one", "a")
    assert capsys.readouterr().err == (
        "progress.json was damaged. It is kept as progress.damaged, and counting begins anew.\n"
    )
    assert progress.solved() == {"one": ["a"]}
    assert (folder / "progress.damaged").read_bytes() == content


def test_a_damaged_file_that_cannot_be_moved(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.mkdir()
    (folder / "progress.json").write_text("{")
    (folder / "progress.damaged" / "in the way").mkdir(parents=True)
    assert progress.solved() == {}


def test_a_folder_in_place_of_the_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "progress.json").mkdir(parents=True)
    progress.remember("one", "a")
    said = capsys.readouterr().err
    assert "Your progress cannot be read: Is a directory." in said
    assert "Your progress cannot be kept: Is a directory." in said
    assert names_in(folder) == ["progress.json"]


def test_a_file_in_place_of_the_folder(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder.write_text("in the way")
    progress.remember("one", "a")
    assert "Your progress cannot be kept: " in capsys.readouterr().err


def test_a_folder_that_cannot_be_written(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Root may write everywhere, so permissions would prove nothing."""

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    folder.mkdir()
    with monkeypatch.context() as patch:
        patch.setattr(os, "open", refuse)
        patch.setattr(os, "mkdir", refuse)
        progress.remember("one", "a")
    assert capsys.readouterr().err == "Your progress cannot be kept: Permission denied.\n"
    assert list(folder.iterdir()) == []


def test_a_write_that_fails_leaves_the_old_file_whole(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    progress.remember("one", "a")

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(progress.os, "replace", full)
    progress.remember("one", "b")
    monkeypatch.undo()
    monkeypatch.setenv("INFOLIB_STATE", str(folder))
    assert progress.solved() == {"one": ["a"]}
    assert names_in(folder) == ["progress.json"]


def test_the_table(folder: Path) -> None:
    name, check = next(iter(CHECKS.items()))
    exercises = list(check.exercises)
    progress.remember(name, exercises[0])
    progress.remember(name, "an exercise that is no more")
    table = check.progress()
    assert [chapter for chapter, *_ in table.rows] == list(CHECKS)
    assert f"{name}: 1 of {len(exercises)}; open: {', '.join(exercises[1:])}" in repr(table)
    assert f"<tr><td>{name}</td><td>1 of {len(exercises)}</td>" in table._repr_html_()
    assert repr(progress.Table([("done", 2, [])])) == "done: 2 of 2"
    assert "&lt;b&gt;" in progress.Table([("<b>", 1, ["<i>"])])._repr_html_()
    assert "<i>" not in progress.Table([("<b>", 1, ["<i>"])])._repr_html_()
