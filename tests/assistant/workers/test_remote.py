"""A real GGUF behind the process border: streaming, stopping, dying."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.errors import ModelError, WorkerDied
from assistant.interfaces import ChatMessage, Sampling
from assistant.workers.remote import RemoteChat
from assistant.workers.worker import EngineRecipe, Worker
from models.tiny.make import cached_tiny

ASKED = [ChatMessage("user", "[1] Paula lives in Lisbon.\n\nQuestion: Where does Paula live?")]
LONG = Sampling(temperature=1.5, max_tokens=900, seed=3)


@pytest.fixture
def chat(tmp_path: Path) -> Iterator[RemoteChat]:
    yield from _chat(cached_tiny(), tmp_path)


def _chat(path: Path, tmp_path: Path) -> Iterator[RemoteChat]:
    arguments = {"path": str(path), "context_length": 2048, "gpu_layers": -1}
    worker = Worker(EngineRecipe("assistant.engines.llama:LlamaChat", arguments), tmp_path)
    yield RemoteChat(worker)
    worker.close()


def test_tokens_arrive_one_by_one(chat: RemoteChat) -> None:
    pieces = [piece for piece in chat.chat(ASKED, Sampling()) if piece]
    assert len(pieces) > 1


def test_a_stop_is_seen_within_300_ms_and_the_next_question_works(chat: RemoteChat) -> None:
    chat.facts()
    asked_at: list[float] = []
    for piece in chat.chat_until(ASKED, LONG, lambda: bool(asked_at)):
        if piece and not asked_at:
            asked_at.append(time.monotonic())
    assert time.monotonic() - asked_at[0] < 0.3
    assert "".join(chat.chat(ASKED, Sampling()))


def test_a_model_that_is_still_being_loaded_is_given_up(chat: RemoteChat) -> None:
    chat.facts()
    pid = chat._worker.pid
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)  # as one that takes minutes
    began = time.monotonic()
    assert list(chat.load_until(lambda: time.monotonic() - began > 0.2)) == []
    assert time.monotonic() - began < 3
    list(chat.load_until(lambda: False))
    assert chat.facts().n_layers == 2


def test_a_model_that_ends_its_process_is_said(chat: RemoteChat) -> None:
    chat.facts()
    pid = chat._worker.pid
    assert pid is not None
    threading.Timer(0.3, os.kill, (pid, signal.SIGKILL)).start()
    os.kill(pid, signal.SIGSTOP)
    with pytest.raises(ModelError, match="stopped at it"):
        list(chat.load_until(lambda: False))


def test_a_killed_process_is_said_and_the_next_question_works(chat: RemoteChat) -> None:
    pid = chat._worker.call("facts") and chat._worker.pid
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    stream = chat.chat(ASKED, LONG)
    os.kill(pid, signal.SIGKILL)
    with pytest.raises(WorkerDied):
        list(stream)
    assert "".join(chat.chat(ASKED, Sampling()))


def test_a_broken_file_is_one_clear_sentence(tmp_path: Path) -> None:
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(cached_tiny().read_bytes()[:5000])
    for remote in _chat(broken, tmp_path):
        with pytest.raises(ModelError) as caught:
            remote.facts()
        assert caught.value.hint.ko
