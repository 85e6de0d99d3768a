import threading

import pytest
from PySide6.QtCore import QObject, QThread, Signal
from pytestqt.qtbot import QtBot

from assistant.errors import AssistantError
from assistant.jobs import (
    CancelToken,
    Done,
    Failed,
    Job,
    Lane,
    Progress,
    Thought,
    Token,
    Work,
    Writing,
)
from assistant.wording import Wording
from ui.qt_job import QtJob

NOTE = Wording("Working", "하는 중")


def _finish(qtbot: QtBot, job: Job, lane_run: bool = True) -> tuple[list[object], list[object]]:
    told: list[object] = []
    ended: list[object] = []
    qt_job = QtJob(job)
    qt_job.happened.connect(told.append)
    qt_job.finished.connect(ended.append)
    qt_job.start()
    if lane_run:
        threading.Thread(target=job.run).start()
    qtbot.waitUntil(lambda: bool(ended), timeout=20_000)
    return told, ended


def test_all_words_arrive_in_order_and_joined(qtbot: QtBot) -> None:
    def work(token: CancelToken) -> Work:
        for number in range(5000):
            yield Token(f"{number} ")
        return "the end"

    told, ended = _finish(qtbot, Job(work))
    text = "".join(event.text for event in told if isinstance(event, Token))
    assert text == "".join(f"{number} " for number in range(5000))
    assert len(told) < 5000
    assert ended == [Done("the end")]


def test_thoughts_are_joined_apart_from_words_and_counted(qtbot: QtBot) -> None:
    def work(token: CancelToken) -> Work:
        yield Writing(32, 20, NOTE, 10**9)
        yield Thought("Let me")
        yield Thought(" see.")
        yield Token("It")
        yield Token(" is.")
        yield Token(" So.")

    job = Job(work)
    job.run()  # all at once, so that all is joined
    told, _ = _finish(qtbot, job, lane_run=False)
    assert told == [Writing(32, 20, NOTE, 10**9), Thought("Let me see.", 2), Token("It is. So.", 3)]


def test_events_arrive_on_the_ui_thread(qtbot: QtBot) -> None:
    threads: list[QThread] = []

    def work(token: CancelToken) -> Work:
        yield Progress(1, 2, NOTE)
        return None

    job = Job(work)
    qt_job = QtJob(job)
    qt_job.happened.connect(lambda _: threads.append(QThread.currentThread()))
    ended: list[object] = []
    qt_job.finished.connect(ended.append)
    qt_job.start()
    threading.Thread(target=job.run).start()
    qtbot.waitUntil(lambda: bool(ended))
    assert threads == [QThread.currentThread()]


def test_a_failure_is_told_once(qtbot: QtBot) -> None:
    def work(token: CancelToken) -> Work:
        yield Token("a")
        raise AssistantError(Wording("No.", "안 돼요."))

    _, ended = _finish(qtbot, Job(work))
    assert len(ended) == 1
    assert isinstance(ended[0], Failed)


def test_late_listening_hears_everything(qtbot: QtBot) -> None:
    def work(token: CancelToken) -> Work:
        yield Token("a")
        yield Token("b")
        return 1

    job = Job(work)
    job.run()
    told, ended = _finish(qtbot, job, lane_run=False)
    assert told == [Token("ab", 2)]
    assert ended == [Done(1)]


def test_letting_go_of_a_running_job_does_no_harm(qtbot: QtBot) -> None:
    lane, go = Lane("test"), threading.Event()

    def work(token: CancelToken) -> Work:
        go.wait(5)
        yield Token("late")
        return 7

    QtJob(lane.start(work)).start()
    go.set()
    lane.close()
    qtbot.wait(50)


class _Sender(QObject):
    sent = Signal(object)


@pytest.mark.parametrize("rounds", [5000])
def test_five_thousand_signals(qtbot: QtBot, rounds: int) -> None:
    # PySide6 6.12.0 on CPython 3.11 loses a reference per emit and aborts after some hundreds.
    sender, heard = _Sender(), []
    sender.sent.connect(heard.append)
    for number in range(rounds):
        sender.sent.emit(Progress(number, None, NOTE))
    assert len(heard) == rounds


def test_many_short_jobs_end_while_their_thread_still_tells(qtbot: QtBot) -> None:
    """The ui thread may see the last event before the lane has left its emit."""

    def work(token: CancelToken) -> Work:
        yield Token("a")
        return None

    for _ in range(300):
        _, ended = _finish(qtbot, Job(work))
        assert ended == [Done(None)]
