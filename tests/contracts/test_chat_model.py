"""What every ChatModel must do, on the scripted one and on llama.cpp with the tiny model."""

from collections.abc import Callable, Iterator

import pytest

from assistant.engines.fake import ScriptedChat
from assistant.engines.llama import LlamaChat
from assistant.errors import PromptTooLong
from assistant.interfaces import ChatMessage, ChatModel, Sampling
from models.tiny.make import cached_tiny

KOREAN = [ChatMessage("user", "고마워요")]
ENGLISH = [ChatMessage("user", "Thank you!")]


def scripted() -> ChatModel:
    return ScriptedChat(["You are welcome. 😊", "별말씀을요. 😊"] * 5)


def llama() -> ChatModel:
    return LlamaChat(str(cached_tiny()), context_length=1024, gpu_layers=-1)


@pytest.fixture(scope="module", params=[scripted, llama])
def model(request: pytest.FixtureRequest) -> Iterator[ChatModel]:
    make: Callable[[], ChatModel] = request.param
    made = make()
    yield made
    if isinstance(made, LlamaChat):
        made.close()


def test_facts_are_complete(model: ChatModel) -> None:
    facts = model.facts()
    assert facts.name
    assert facts.architecture
    assert facts.context_length >= 512
    assert facts.n_layers > 0
    assert 0 <= facts.gpu_layers <= facts.n_layers
    assert (facts.gpu_layers < facts.n_layers) == bool(facts.why_no_gpu)


@pytest.mark.parametrize("messages", [KOREAN, ENGLISH])
def test_pieces_join_to_whole_characters(model: ChatModel, messages: list[ChatMessage]) -> None:
    pieces = list(model.chat(messages, Sampling(max_tokens=40)))
    reply = "".join(pieces)
    assert len([piece for piece in pieces if piece]) > 1
    assert reply.endswith("😊")
    assert "\ufffd" not in reply


def test_closing_early_leaves_it_usable(model: ChatModel) -> None:
    stream = iter(model.chat(ENGLISH, Sampling()))
    next(stream)
    stream.close()  # type: ignore[attr-defined]
    assert "".join(model.chat(KOREAN, Sampling(max_tokens=40)))


def test_max_tokens_is_kept(model: ChatModel) -> None:
    pieces = model.chat(ENGLISH, Sampling(max_tokens=2))
    assert len([piece for piece in pieces if piece]) <= 2


def test_longer_texts_take_more_tokens(model: ChatModel) -> None:
    assert 0 < model.count_tokens("안녕하세요") < model.count_tokens("안녕하세요 Hello, my friend")
    assert model.count_tokens("") == 0


def test_a_prompt_that_does_not_fit_is_refused(model: ChatModel) -> None:
    if isinstance(model, ScriptedChat):
        pytest.skip("a script reads nothing")
    long = [ChatMessage("user", "Mina lives in Sokdam. " * 1000)]
    with pytest.raises(PromptTooLong, match=r"[\d,]+ tokens; the model can look at 1,024"):
        list(model.chat(long, Sampling()))
    assert "".join(model.chat(ENGLISH, Sampling(max_tokens=40)))
