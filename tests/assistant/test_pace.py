import threading
import time

import pytest

from assistant.jobs import CancelToken
from assistant.pace import Pace, is_on_battery


def waits(pace: Pace, in_background: bool = True) -> bool:
    """Whether a round of indexing would wait now."""
    token, ended = CancelToken(), threading.Event()

    def run() -> None:
        pace.wait(token, in_background)
        ended.set()

    thread = threading.Thread(target=run)
    thread.start()
    waited = not ended.wait(0.3)
    token.cancel()
    thread.join(2)
    assert not thread.is_alive()
    return waited


def test_nothing_in_the_way() -> None:
    assert not waits(Pace(lambda: False))


def test_a_pause_holds_until_the_person_goes_on() -> None:
    pace = Pace(lambda: False)
    pace.pause(True)
    assert pace.obstacle == "person"
    assert waits(pace)
    pace.pause(False)
    assert not waits(pace)


def test_a_question_goes_first() -> None:
    pace = Pace(lambda: False)
    with pace.question(), pace.question():
        assert pace.obstacle == "question"
        assert waits(pace)
    assert not waits(pace)


def test_questions_without_end_do_not_hold_it_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.pace._LONGEST_COURTESY_S", 0.1)
    pace = Pace(lambda: False)
    with pace.question():
        assert not waits(pace)


def test_on_battery_only_what_was_asked_for_goes_on() -> None:
    pace = Pace(lambda: True)
    assert pace.obstacle == "battery"
    assert waits(pace)
    assert not waits(pace, in_background=False)
    pace.pause(False)
    assert not waits(pace)


def test_the_battery_is_not_asked_for_every_file() -> None:
    asked = []

    def ask() -> bool:
        asked.append(time.monotonic())
        return False

    pace = Pace(ask)
    for _ in range(1000):
        pace.wait(CancelToken(), True)
    assert len(asked) == 1


def test_this_computer_says_whether_it_runs_on_battery() -> None:
    assert is_on_battery() in (True, False)
