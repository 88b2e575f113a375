"""A call that takes too long is stopped, whatever it catches; nothing else ever notices the signals."""

import contextlib
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from infobook.checker.watch import Watch


def take(function: Callable[[], object], seconds: float = 0.05) -> tuple[list[object], Watch]:
    """Call a function under a watch; return what it gave, and the watch."""
    mine = Watch()
    return mine.take((function() for _ in range(1)), seconds), mine


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
    taken, mine = take(function)
    assert taken == []
    assert mine.signals
    assert not mine.interrupted
    assert signal.getsignal(signal.SIGINT) is handler


@pytest.mark.parametrize("function", [busy, catches])
def test_it_may_tidy_up(function: Callable[[], None]) -> None:
    """Once the loop is left, no signal comes before the next pause is over."""
    done = []

    def tidies_up() -> None:
        try:
            function()
        finally:
            done.append("began")
            done.append("ended")

    take(tidies_up)
    assert done == ["began", "ended"]


def test_who_sleeps_is_woken() -> None:
    start = time.monotonic()
    _, mine = take(threading.Event().wait)
    assert mine.signals
    assert time.monotonic() - start < 10


def test_what_is_returned_after_a_signal_comes_too_late() -> None:
    def stubborn() -> str:
        with contextlib.suppress(BaseException):
            busy()
        return "well"

    taken, mine = take(stubborn)
    assert taken == []
    assert mine.signals == 1


def test_who_goes_on_after_a_signal_soon_gets_the_next() -> None:
    def stubborn() -> None:
        for _ in range(9):
            with contextlib.suppress(BaseException):
                threading.Event().wait()
        done.append("well")

    done: list[str] = []
    start = time.monotonic()
    _, mine = take(stubborn, 1.0)
    assert done == []
    assert 1 < mine.signals < 9
    assert time.monotonic() - start < 3


def test_a_signal_that_comes_late_harms_nobody() -> None:
    """Calls end at the very moment when time is up, now a little before, now a little after."""

    def calls(seconds: float) -> Iterator[int]:
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            yield abs(-1)

    late = 0
    for attempt in range(300):
        mine = Watch()
        taken = mine.take(calls(0.0019 + attempt * 1e-6), 0.002)
        assert set(taken) <= {1}
        late += bool(mine.signals)
    assert late > 0


def test_no_signal_is_sent_once_the_calls_are_over() -> None:
    taken, mine = take(lambda: abs(-2))
    assert taken == [2]
    time.sleep(0.1)
    assert not mine.signals


@pytest.fixture
def usual() -> Iterator[None]:
    """Let an interruption be what it is in a kernel."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def interrupt() -> None:
    os.kill(os.getpid(), signal.SIGINT)


@pytest.mark.usefixtures("usual")
@pytest.mark.parametrize("caught", [(), BaseException])
def test_an_interruption_stays_the_learner_s(caught: type[BaseException]) -> None:
    """They press Stop while the check waits, and nothing that the function catches keeps it from them."""
    mine = Watch()

    def interrupted() -> Iterator[None]:
        while True:
            with contextlib.suppress(caught):
                interrupt()
                busy()
            yield

    with pytest.raises(KeyboardInterrupt):
        mine.take(interrupted(), 60)
    assert not mine.signals


@pytest.mark.usefixtures("usual")
def test_an_interruption_after_the_calls_is_the_learner_s_too(monkeypatch: pytest.MonkeyPatch) -> None:
    join, ended = threading.Thread.join, []

    def interrupted_join(timer: threading.Thread) -> None:
        interrupt()
        join(timer)
        ended.append(not timer.is_alive())

    monkeypatch.setattr(threading.Thread, "join", interrupted_join)
    with pytest.raises(KeyboardInterrupt):
        take(lambda: None, 60)
    assert ended == [True]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_on_another_thread_it_is_called_and_not_stopped() -> None:
    found: list[object] = []

    def slow() -> str:
        time.sleep(0.05)
        return "well"

    def elsewhere() -> None:
        taken, mine = take(slow, 0.01)
        found.extend([*taken, mine.signals])

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert found == ["well", 0]
