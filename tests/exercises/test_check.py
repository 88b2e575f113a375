"""What a cell shows: the same text and HTML each time, narrow, harmless, one hint at a time."""

import html
import os
import re
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from jupyter_client.manager import KernelManager, start_new_kernel

from infobook.checker import (
    Choice,
    Exercise,
    Function,
    Number,
    Proof,
    Setting,
    Slip,
    Step,
    chapter,
    distributions,
    progress,
)
from infobook.checker.check import Report
from infobook.checker.judge import judge

CARD = Exercise(
    "card", [Number("a card", 5, "bits")], "It rules out 31 of 32.", ["Think.", "Think of cases. " * 8]
)
WHICH = Choice(
    "Which is <b>?", "b", {"a": "<script>x</script>", "b": "a & b"}, [Slip("a", "Not <a>, it is < b.")]
)
PAIR = Exercise("pair", [Number("half & <half>", 0.5), WHICH], "Both <are>.")
OWN = Exercise(
    "own", [Proof("your proof", [Step("It is so.", "No start."), Step("So.", "No end.")])], "It holds."
)
BOTH = Exercise("both", [*OWN.parts, CARD.parts[0]], "So it is.")
check = chapter("some chapter", [CARD, PAIR])
proofs = chapter("some chapter", [OWN, BOTH])


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INFOLIB_STATE", str(tmp_path))


def test_untouched_it_is_not_attempted() -> None:
    assert repr(check("card", ...)) == "Not attempted yet. Put your answer in place of ... and run the cell."
    put = "Not attempted yet. Put your 2 answers in place of ... and run the cell."
    for report in (check("pair", ..., ...), check("pair", ...)):
        assert repr(report).replace("\n", " ") == f"{put} Letters and formulas stand in quotes."
    assert progress.solved() == {}


def test_a_function_goes_in_by_its_name() -> None:
    mine = chapter("c", [Exercise("e", [Function("f", abs, distributions(), [])], "Well.")])
    put = (
        "Put your answer in place of ... and run the cell. A function goes in by its name, without brackets."
    )
    assert repr(mine("e", ...)).replace("\n", " ") == f"Not attempted yet. {put}"


def test_a_state_goes_in_as_a_list_and_is_judged_as_what_it_shows() -> None:
    setting = Setting("s", {"I": 1}, "joint-table", [Slip({}, "I is {I}.")])
    mine = chapter("c", [Exercise("e", [setting], "Well.")])
    put = "A state is a list of numbers: [P(X = 0), P(Y = 1 | X = 0), P(Y = 1 | X = 1)]. The figure moves on the book's page."
    assert repr(mine("e", ...)).replace("\n", " ").endswith(put)
    assert repr(mine("e", [0.5, 0, 1])) == "Right. Well."
    assert repr(mine("e", [0.25, 0, 1])) == "Not yet. I is 0.81."
    assert repr(mine("e", 0.5, 0, 1)) == "Not yet. This exercise asks for one answer, and 3 were given."


def test_right_says_what_it_means_and_is_remembered() -> None:
    assert repr(check("card", "5 bits")) == "Right. It rules out 31 of 32."
    assert repr(check("pair", 0.5, "b")) == "Right. Both <are>."
    assert progress.solved() == {"some chapter": ["card", "pair"]}


def test_wrong_is_not_remembered_and_each_part_is_named() -> None:
    assert repr(check("card", 6)) == "Not yet. 6 is too large."
    half = "half & <half>: Right."
    assert repr(check("pair", 0.5, "a")) == f"{half}\nWhich is <b>?: Not yet. Not <a>, it is < b."
    assert repr(check("pair", 0.5, ...)) == f"{half}\nWhich is <b>?: Not attempted yet."
    assert progress.solved() == {}


LIST = (
    "(a) It is so.\n(b) So.\nWhich of these do your lines say? Name them in a last line, such as Steps: ab."
)
TO_COMPARE = "Your proof is not judged here. Compare it yourself with the steps of one that works."


def test_of_a_proof_the_learner_compares_the_lines_with_the_steps_and_nobody_says_that_it_is_right() -> None:
    def said(name: str, *answers: object) -> str:
        return "\n".join(proofs(name, *answers).lines())

    assert said("own", ...).endswith("A proof is text between triple quotes.")
    assert said("own", "") == "Not yet. Write your own lines first. Then compare them, step by step."
    assert said("own", "Mine.") == f"{TO_COMPARE}\n{LIST}"
    assert said("own", "Mine.\nSteps: a") == f"Not yet. (b) No end.\n{LIST}"
    assert said("both", "Mine.", 5) == f"your proof: {TO_COMPARE}\na card: Right.\n{LIST}"
    assert progress.solved() == {}
    assert said("own", "Mine.\nSteps: ab") == "your proof: You find every step in your lines.\nIt holds."
    assert said("both", "Mine.\nSteps: ab", 5).endswith("\nRight. So it is.")
    assert progress.solved() == {"some chapter": ["own", "both"]}


def test_a_wrong_number_of_answers_is_said_once() -> None:
    said = "Not yet. This exercise asks for 2 answers, and 3 were given."
    assert repr(check("pair", 1, 2, 3)) == said


def test_html_is_escaped() -> None:
    shown = check("pair", "<i>", "a")._repr_html_()
    assert shown.startswith('<div class="exercise-check" data-exercise="pair"><p>')
    assert set(re.findall("<[^>]*>", shown)) == {
        '<div class="exercise-check" data-exercise="pair">', "<p>", "</p>", "</div>",
    }  # fmt: skip
    text = html.unescape(re.sub("<[^>]*>", " ", shown))
    assert "Not <a>, it is < b." in text
    assert "< cannot be read here." in text


@pytest.mark.parametrize(
    "answers", [(..., ...), (0.5, "b"), (7, "a"), ("x" * 150, "z" * 99), ("1" * 190, ""), ()]
)
def test_the_same_each_time_and_narrow(answers: tuple[Any, ...]) -> None:
    one, two = check("pair", *answers), check("pair", *answers)
    assert repr(one) == repr(one) == repr(two)
    assert one._repr_html_() == one._repr_html_() == two._repr_html_()
    assert max(map(len, repr(one).splitlines())) < 80
    assert "0x" not in repr(one)


def test_hints_come_one_at_a_time(capsys: pytest.CaptureFixture[str]) -> None:
    mine = chapter("some chapter", [CARD, PAIR])
    shown = []
    for _ in range(4):
        mine.hint("card")
        shown.append(capsys.readouterr().out)
    assert shown[0] == "Hint 1 of 2: Think.\n"
    assert shown[1].startswith("Hint 1 of 2: Think.\nHint 2 of 2: Think of cases.")
    assert (
        shown[2]
        == shown[3]
        == shown[1] + "There is no further hint. The solution is folded below the exercise.\n"
    )
    assert max(map(len, shown[2].splitlines())) < 80
    mine.hint("pair")
    assert capsys.readouterr().out == "There is no further hint. The solution is folded below the exercise.\n"


@pytest.mark.parametrize(
    ("name", "said"),
    [("crad", "There is no exercise 'crad' in this chapter. Did you mean 'card'?"),
     ("xyz", "There is no exercise 'xyz' in this chapter. Did you mean 'card' or 'pair'?"),
     (5.7, "Give the name of an exercise first: card, pair."),
     (["card"], "Give the name of an exercise first: card, pair.")],
    ids=range(4),
)  # fmt: skip
def test_no_such_exercise_is_said_in_one_line(
    name: Any, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert repr(check(name, 5)) == said
    check.hint(name)
    assert capsys.readouterr().out == f"{said}\n"


def test_a_report_can_be_asked() -> None:
    assert Report(CARD, judge(CARD, [5])).is_right
    assert not Report(CARD, judge(CARD, [...])).is_right


def interrupt_once_there_is(manager: KernelManager, file: Path) -> None:
    """Press the interrupt button as soon as a function has made a file."""
    for _ in range(1000):
        if file.exists():
            break
        time.sleep(0.02)
    manager.interrupt_kernel()


def test_in_a_real_kernel(tmp_path: Path) -> None:
    """What never ends, ends; the kernel lives; and what is printed afterwards is in its own cell."""
    manager, client = start_new_kernel(env={**os.environ, "INFOLIB_STATE": str(tmp_path)})

    def cell(code: str) -> list[tuple[str, str]]:
        shown: list[tuple[str, str]] = []

        def take(message: dict[str, Any]) -> None:
            content = message["content"]
            if message["msg_type"] == "stream":
                shown.append((content["name"], content["text"]))
            elif message["msg_type"] == "execute_result":
                shown.append(("result", content["data"]["text/plain"]))
            elif message["msg_type"] == "error":
                shown.append(("error", content["evalue"]))

        client.execute_interactive(code, timeout=30, output_hook=take)
        return shown

    running = "Not yet. f(np.array([1.0])) was still running after some seconds: does a loop\nnever end?"
    try:
        cell(
            "from infobook.checker import Exercise, Function, chapter, distributions, guard\n"
            "guard.SECONDS = 0.4\n"
            "part = Function('f', lambda p: p, distributions(), [])\n"
            "check = chapter('c', [Exercise('e', [part], 'Well.')])"
        )
        assert cell("def f(p):\n    while True: pass\ncheck('e', f)") == [("result", running)]
        assert cell("print('here')") == [("stdout", "here\n")]
        caught = (
            "def f(p):\n    while True:\n        try:\n            while len(p): pass\n        except: pass\n"
        )
        assert cell(f"{caught}check('e', f)") == [("result", running)]
        assert cell("print('still here')") == [("stdout", "still here\n")]
        assert "prints its result" in cell("check('e', lambda p: print('x' * 10**6))")[0][1]
        assert "an EOFError" in cell("check('e', lambda p: input('?'))")[0][1]
        assert cell("check('e', '\\ud800')")[0][1].startswith("Not yet. A function is asked for")
        assert cell("check('e', lambda p: p)") == [("result", "Right. Well.")]
        assert cell("print('there')") == [("stdout", "there\n")]
        interrupt = threading.Thread(target=interrupt_once_there_is, args=(manager, tmp_path / "running"))
        interrupt.start()
        cell("guard.SECONDS = 60")
        looping = f"def f(p):\n    open({str(tmp_path / 'running')!r}, 'w').close()\n    while True: pass\n"
        assert cell(f"{looping}check('e', f)") == [("error", "")]
        interrupt.join()
        assert cell("print('at last')") == [("stdout", "at last\n")]
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
