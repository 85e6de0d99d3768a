import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.errors import EngineError, ModelError, WorkerDied, WorkerTooSlow
from assistant.workers.worker import EngineRecipe, Limits, Worker

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[Worker]:
    recipe = EngineRecipe("toy_engine:ToyEngine", {"greeting": "hi"}, Limits(2 << 30))
    worker = Worker(recipe, tmp_path)
    yield worker
    worker.close()


def test_nothing_runs_before_the_first_call(worker: Worker) -> None:
    assert worker.pid is None
    assert worker.call("greet", "Ann") == "hi Ann"
    assert worker.pid is not None


def test_values_are_streamed_in_order(worker: Worker) -> None:
    assert list(worker.stream("count", 5)) == [0, 1, 2, 3, 4]


def test_dropping_the_stream_stops_it_and_the_next_call_works(worker: Worker) -> None:
    stream = worker.stream("count", 10_000, 0.01)
    assert next(stream) == 0
    stream.close()
    assert worker.call("greet", "Bo") == "hi Bo"


def test_a_cancel_ends_the_stream_within_300_ms(worker: Worker) -> None:
    asked_at = 0.0
    stream = worker.stream("count", 10_000, 0.01, is_cancelled=lambda: bool(asked_at))
    for number in stream:
        if number == 10:
            asked_at = time.monotonic()
    assert time.monotonic() - asked_at < 0.3
    assert worker.call("greet", "Cy") == "hi Cy"


def test_a_method_that_ignores_the_cancel_is_killed(worker: Worker) -> None:
    first = worker.call("pid")
    started = time.monotonic()
    assert list(worker.stream("hang", is_cancelled=lambda: time.monotonic() - started > 0.2)) == []
    assert time.monotonic() - started < 5
    assert worker.call("pid") != first


def test_a_crash_is_said_and_the_next_call_starts_anew(worker: Worker) -> None:
    with pytest.raises(WorkerDied, match="exit code 3"):
        worker.call("crash")
    assert worker.call("greet", "Di") == "hi Di"


def test_a_process_given_up_blames_nothing_and_stays_ended(worker: Worker) -> None:
    worker.call("greet", "warm")
    threading.Timer(0.2, worker.give_up).start()
    with pytest.raises(EngineError, match="closing") as caught:
        worker.call("hang")
    assert not isinstance(caught.value, WorkerDied)
    with pytest.raises(EngineError, match="closing"):
        worker.call("greet", "Eve")
    assert worker.pid is None


def test_a_call_that_takes_too_long_is_ended(worker: Worker) -> None:
    worker.call("greet", "warm")
    with pytest.raises(WorkerTooSlow):
        worker.call("hang", timeout_s=0.3)
    assert worker.call("greet", "Ed") == "hi Ed"


def test_the_engines_own_errors_arrive_whole(worker: Worker) -> None:
    with pytest.raises(ModelError) as caught:
        worker.call("fail")
    assert caught.value.told("ko") == "고장. 고치기."


def test_a_native_error_does_not_carry_the_persons_words(worker: Worker) -> None:
    with pytest.raises(EngineError) as caught:
        worker.call("fail_natively")
    assert "RuntimeError" in str(caught.value)
    assert "person" not in str(caught.value)


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel lock is Linux's")
def test_the_process_can_open_no_socket_and_start_no_program(worker: Worker) -> None:
    assert worker.call("refused") == ["unix socket", "program"]


def test_memory_is_limited(worker: Worker) -> None:
    with pytest.raises(EngineError, match="MemoryError"):
        worker.call("eat_memory")


def test_scratch_files_go_to_the_private_folder(worker: Worker, tmp_path: Path) -> None:
    assert worker.call("temporary") == str(tmp_path)


def test_an_idle_process_ends_and_comes_back(worker: Worker) -> None:
    worker.call("greet", "Flo")
    worker.close_if_idle(3600)
    assert worker.pid is not None
    worker.close_if_idle(0)
    assert worker.pid is None
    assert worker.call("greet", "Gus") == "hi Gus"


def test_a_process_that_cannot_begin_is_not_taken_for_a_crash_at_work(
    worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.workers.worker._START_S", 0)
    with pytest.raises(EngineError, match="could not be started") as caught:
        worker.call("greet", "Hal")
    assert not isinstance(caught.value, WorkerDied)
    assert worker.pid is None
