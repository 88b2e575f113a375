"""A call that takes too long is stopped, whatever it catches; nothing else ever notices the signals."""

import contextlib
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from infobook.checker import watch
from infobook.checker.watch import watched


def busy() -> None:
    count = 0
    while True:
        count += abs(1)


def catches() -> None:
    while True:
        try:
            busy()
        except:  # noqa: E722
            continue


def catches_three_deep() -> None:
    while True:
        try:
            while True:
                abs(1)
                try:
                    catches()
                except:  # noqa: E722
                    abs(2)
        except BaseException:
            abs(3)


def suppresses() -> None:
    while True:
        with contextlib.suppress(BaseException):
            busy()


def catches_in_a_helper() -> None:
    def helper() -> None:
        try:
            busy()
        except BaseException:
            return

    while True:
        helper()


@pytest.fixture(
    params=[signal.default_int_handler, signal.SIG_IGN, signal.SIG_DFL], ids=["usual", "ignored", "default"]
)
def handler(request: pytest.FixtureRequest) -> Iterator[object]:
    """Whatever has been made of interruptions before; a shell's background process ignores them."""
    before = signal.signal(signal.SIGINT, request.param)
    yield request.param
    signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize("function", [busy, catches, catches_three_deep, suppresses, catches_in_a_helper])
def test_it_ends_whatever_it_catches(function: Callable[[], None], handler: object) -> None:
    with watched(0.05) as mine:
        assert mine.call(function) is None
    assert mine.time_is_up
    assert not mine.interrupted
    assert signal.getsignal(signal.SIGINT) is handler


def test_the_first_time_it_may_tidy_up() -> None:
    done = []

    def tidies_up() -> None:
        try:
            busy()
        finally:
            done.append("began")
            done.append("ended")

    with watched(0.05) as mine:
        mine.call(tidies_up)
    assert done == ["began", "ended"]


def test_who_sleeps_is_woken() -> None:
    start = time.monotonic()
    with watched(0.05) as mine:
        mine.call(threading.Event().wait)
    assert mine.time_is_up
    assert time.monotonic() - start < 10


def test_who_outlasts_every_signal_is_let_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "TRIES", 1)

    def stubborn() -> str:
        with contextlib.suppress(BaseException):
            busy()
        time.sleep(3 * watch.PAUSE)
        return "well"

    with watched(0.05) as mine:
        assert mine.call(stubborn) == "well"
    assert mine.time_is_up


def test_a_signal_that_comes_late_harms_nobody() -> None:
    """Calls end at the very moment when time is up, now a little before, now a little after."""
    late = 0
    for attempt in range(300):
        before = 0
        with watched(0.002) as mine:
            end = time.perf_counter() + 0.0019 + attempt * 1e-6
            while time.perf_counter() < end:
                mine.call(abs, -1)
                before += 1
        late += mine.time_is_up
        assert before
    assert late > 0


def test_no_signal_is_sent_once_the_calls_are_over() -> None:
    with watched(0.05) as mine:
        assert mine.call(abs, -2) == 2
    time.sleep(0.1)
    assert not mine.time_is_up


@pytest.mark.parametrize("caught", [(), BaseException])
def test_an_interruption_stays_the_learner_s(caught: type[BaseException]) -> None:
    """They press Stop while the check waits, and nothing that the function catches keeps it from them."""

    def interrupted() -> None:
        with contextlib.suppress(caught):
            os.kill(os.getpid(), signal.SIGINT)
            busy()

    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt), watched(60) as mine:
            mine.call(interrupted)
    finally:
        signal.signal(signal.SIGINT, before)
    assert not mine.time_is_up


def test_an_interruption_between_two_calls_is_the_learner_s_too() -> None:
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt), watched(60):
            os.kill(os.getpid(), signal.SIGINT)
    finally:
        signal.signal(signal.SIGINT, before)


def test_on_another_thread_it_is_called_and_not_stopped() -> None:
    found: list[object] = []

    def elsewhere() -> None:
        with watched(0.01) as mine:
            found.append(mine.call(lambda: time.sleep(0.05) or "well"))
            found.append(mine.time_is_up)

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert found == ["well", False]
