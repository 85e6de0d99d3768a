import threading
from collections.abc import Iterator

import pytest

from assistant.errors import EngineError
from assistant.jobs import (
    Cancelled,
    CancelToken,
    Clock,
    Done,
    Event,
    Failed,
    Job,
    JobCancelled,
    Lane,
    Progress,
    Token,
    Work,
)
from assistant.wording import Wording

NOTE = Wording("x", "x")
FINAL = (Done, Failed, Cancelled)


@pytest.fixture
def lane() -> Iterator[Lane]:
    lane = Lane("test")
    yield lane
    lane.close()


def finals(events: list[Event]) -> int:
    return sum(isinstance(event, FINAL) for event in events)


def test_a_job_yields_its_events_and_ends_with_done(lane: Lane) -> None:
    def work(token: CancelToken) -> Work:
        yield Token("a")
        yield Token("b")
        return 42

    events = list(lane.start(work).events())
    assert events == [Token("a"), Token("b"), Done(42)]


def test_a_known_error_ends_with_failed(lane: Lane) -> None:
    def work(token: CancelToken) -> Work:
        yield Token("a")
        raise EngineError(Wording("No.", "안 돼요."))

    job = lane.start(work)
    events = list(job.events())
    assert isinstance(events[-1], Failed)
    assert finals(events) == 1
    with pytest.raises(EngineError):
        job.result()


def test_an_unexpected_error_becomes_words(lane: Lane) -> None:
    def work(token: CancelToken) -> Work:
        yield from ()
        raise ZeroDivisionError

    last = list(lane.start(work).events())[-1]
    assert isinstance(last, Failed)
    assert "ZeroDivisionError" in last.error.message.ko


def test_a_cancel_is_no_error_and_keeps_what_was_made(lane: Lane) -> None:
    started = threading.Event()

    def work(token: CancelToken) -> Work:
        yield Token("half")
        started.set()
        while not token.is_cancelled:
            pass
        raise JobCancelled("half")

    job = lane.start(work)
    started.wait(5)
    job.cancel()
    assert list(job.events())[-1] == Cancelled("half")


def test_a_job_cancelled_before_its_turn_never_runs(lane: Lane) -> None:
    gate = threading.Event()

    def wait(token: CancelToken) -> Work:
        yield from ()
        gate.wait(5)

    def must_not_run(token: CancelToken) -> Work:
        raise AssertionError
        yield

    lane.start(wait)
    job = lane.start(must_not_run)
    job.cancel()
    gate.set()
    assert list(job.events()) == [Cancelled(None)]


def test_a_lane_runs_one_job_at_a_time_in_order(lane: Lane) -> None:
    running: list[str] = []

    def work(name: str) -> Work:
        yield from ()
        running.append(name)
        assert threading.current_thread().name.startswith("lane-test")

    jobs = [lane.start(lambda token, n=str(n): work(n)) for n in range(5)]  # type: ignore[misc]
    for job in jobs:
        job.result()
    assert running == ["0", "1", "2", "3", "4"]


def test_a_late_listener_gets_the_text_so_far_and_the_last_progress() -> None:
    words = Wording("x", "x")

    def work(token: CancelToken) -> Work:
        yield Progress(1, 2, words)
        yield Token("a")
        yield Progress(2, 2, words)
        return None

    job = Job(work)
    job.run()
    assert list(job.events()) == [Token("a"), Progress(2, 2, words), Done(None)]


def test_after_close_a_job_is_cancelled_at_once() -> None:
    lane = Lane("closed")
    lane.close()

    def work(token: CancelToken) -> Work:
        yield Token("never")

    assert list(lane.start(work).events()) == [Cancelled(None)]


def test_closing_cancels_what_runs_and_what_waits_whoever_started_it() -> None:
    lane, running = Lane("closing"), threading.Event()

    def work(token: CancelToken) -> Work:
        running.set()
        stopped = threading.Event()
        token.on_cancel(stopped.set)
        assert stopped.wait(5)
        token.raise_if_cancelled()
        yield from ()

    jobs: list[Job] = []
    starters = [threading.Thread(target=lambda: jobs.append(lane.start(work))) for _ in range(20)]
    for starter in starters:
        starter.start()
    for starter in starters:
        starter.join()
    assert running.wait(5)
    lane.close()
    assert [list(job.events()) for job in jobs] == [[Cancelled(None)]] * 20


def test_waiting_for_the_end_takes_no_longer_than_asked(lane: Lane) -> None:
    go_on = threading.Event()

    def work(token: CancelToken) -> Work:
        yield from ()
        go_on.wait(5)

    job = lane.start(work)
    assert not job.wait(0.05)
    go_on.set()
    assert job.wait(5)


def test_time_left_goes_by_weight_and_not_by_number() -> None:
    now = 100.0
    clock = Clock("reading", [1, 1, 8], lambda: now)
    assert clock.progress(0, NOTE).seconds_left is None
    now = 102.0
    progress = clock.progress(2, NOTE)
    assert (progress.done, progress.total, progress.step) == (2, 3, "reading")
    assert progress.seconds_left == 8
    now = 110.0
    assert clock.progress(3, NOTE).seconds_left == 0


def test_nothing_to_do_takes_no_time() -> None:
    assert Clock("learning", []).progress(0, NOTE).total == 0
