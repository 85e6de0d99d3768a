"""Forms filled in by the real tiny model, in its process."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.answering.structured import fill_in
from assistant.errors import ModelError
from assistant.interfaces import ChatMessage
from assistant.jobs import CancelToken, JobCancelled
from assistant.workers.remote import RemoteChat
from assistant.workers.worker import EngineRecipe, Worker
from models.tiny.make import cached_tiny

ASK = [ChatMessage("user", "어디로 보낼까? Where shall this go?")]
ROUTE = {
    "type": "object",
    "properties": {
        "to": {"enum": ["files", "tables", "대화"]},
        "pages": {"type": "array", "items": {"type": "integer"}, "maxItems": 3},
        "sure": {"type": "boolean"},
    },
    "required": ["to", "pages", "sure"],
    "additionalProperties": False,
}


@pytest.fixture
def chat(tmp_path: Path) -> Iterator[RemoteChat]:
    arguments = {"path": str(cached_tiny()), "context_length": 1024, "gpu_layers": 0}
    recipe = EngineRecipe("assistant.engines.llama:LlamaChat", arguments)
    made = RemoteChat(Worker(recipe, tmp_path))
    yield made
    made.close()


def test_every_field_is_there_and_of_its_kind(chat: RemoteChat) -> None:
    filled = fill_in(chat, ASK, ROUTE, CancelToken())
    assert filled["to"] in ("files", "tables", "대화")
    assert all(isinstance(page, int) for page in filled["pages"])
    assert isinstance(filled["sure"], bool)
    assert fill_in(chat, ASK, ROUTE, CancelToken()) == filled


def test_a_form_that_takes_too_long_is_refused(chat: RemoteChat) -> None:
    long = {"type": "array", "items": {"type": "integer"}, "minItems": 200}
    with pytest.raises(ModelError, match="did not finish the form within 20 tokens"):
        fill_in(chat, ASK, long, CancelToken(), max_tokens=20)


def test_it_can_be_stopped(chat: RemoteChat) -> None:
    token = CancelToken()
    token.cancel()
    with pytest.raises(JobCancelled):
        fill_in(chat, ASK, ROUTE, token)
    assert fill_in(chat, ASK, ROUTE, CancelToken())
