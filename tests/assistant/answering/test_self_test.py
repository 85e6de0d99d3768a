"""The self-test, with a script and with the real tiny model in its process."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.answering.self_test import self_test
from assistant.catalogue import SelfTest
from assistant.engines.fake import ScriptedChat
from assistant.jobs import CancelToken, Job, JobCancelled, Progress
from assistant.workers.remote import RemoteChat
from assistant.workers.worker import EngineRecipe, Worker
from models.tiny.make import cached_tiny


@pytest.fixture
def chat(tmp_path: Path) -> Iterator[RemoteChat]:
    arguments = {"path": str(cached_tiny()), "context_length": 1024, "gpu_layers": 0}
    made = RemoteChat(
        Worker(EngineRecipe("assistant.engines.llama:LlamaChat", arguments), tmp_path)
    )
    yield made
    made.close()


def tried(model: ScriptedChat | RemoteChat) -> SelfTest:
    job = Job(lambda token: self_test(model, token))
    job.run()
    result = job.result()
    assert isinstance(result, SelfTest)
    return result


def test_a_real_model_works_and_its_figures_are_told(chat: RemoteChat) -> None:
    result = tried(chat)
    assert result.is_sound
    assert result.n_layers == 2
    assert result.gpu_layers == 0
    assert result.written_per_s > 1
    assert result.read_per_s > 1
    assert result.memory_bytes > 10_000_000
    assert result.why_no_gpu is not None
    assert result.said.en.startswith("It works. Loaded in ")
    assert "0 of 2 layers" in result.said.en
    assert "2개 중 0개" in result.said.ko


@pytest.mark.parametrize("replies", [("a", "b", "c"), ("", "", ""), ("\ufffd", "\ufffd", "x")])
def test_one_that_wavers_or_writes_nothing_of_use_is_not_sound(replies: tuple[str, ...]) -> None:
    result = tried(ScriptedChat(replies))
    assert not result.is_sound
    assert "may be faulty" in result.said.en


def test_it_can_be_stopped() -> None:
    token = CancelToken()
    steps = self_test(ScriptedChat(["a", "b", "c"]), token)
    assert isinstance(next(steps), Progress)
    token.cancel()
    with pytest.raises(JobCancelled):
        list(steps)
