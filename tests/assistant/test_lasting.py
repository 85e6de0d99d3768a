"""A conversation with a real model lasts: prepared while one reads, and after a restart."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.app import Assistant
from assistant.conversation import Answer
from assistant.paths import Paths
from models.tiny.make import cached_tiny

BIKE = "The bicycle cost 310 euros. The brakes were replaced in May.\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "bicycle.txt").write_text(BIKE, "utf-8")
    first = opened(tmp_path / "home")
    first.change_settings(context_length=1024, max_answer_tokens=40, temperature=0.0)
    first.add_folder(tmp_path / "bicycle.txt")
    first.index().result()
    first.use_model(first.shelf.add(cached_tiny()).result().id)
    first.close()
    return tmp_path / "home"


def opened(home: Path) -> Assistant:
    return Assistant(Paths(home))


@pytest.fixture
def assistant(home: Path) -> Iterator[Assistant]:
    made = opened(home)
    yield made
    made.close()


def ask(assistant: Assistant, question: str, conversation: int) -> Answer:
    answer = assistant.talk.ask(question, conversation).result()
    assert isinstance(answer, Answer)
    return answer


def until_settled(assistant: Assistant) -> None:
    assert assistant.talk._settling is not None
    assistant.talk._settling.result()


def test_what_was_said_is_not_read_again(assistant: Assistant) -> None:
    conversation = assistant.talk.new()
    first = ask(assistant, "How much did the bicycle cost?", conversation)
    assert first.usage.memory_bytes > 0
    assert first.usage.tokens_per_second > 0
    until_settled(assistant)
    second = ask(assistant, "When were the brakes replaced?", conversation)
    fresh = second.usage.prompt_tokens - second.usage.cached_tokens
    alone = ask(assistant, "When were the brakes replaced?", assistant.talk.new())
    system = 20
    assert fresh < alone.usage.prompt_tokens - system, "only passages and question are new"


def test_a_restart_costs_no_reading(home: Path) -> None:
    before = opened(home)
    conversation = before.talk.new()
    for question in ("How much did the bicycle cost?", "And the brakes?"):
        ask(before, question, conversation)
        until_settled(before)
    before.close()
    assert len(list((home / "states").glob("*.state"))) == 1
    after = opened(home)
    answer = ask(after, "How much did the bicycle cost?", conversation)
    history = answer.usage.prompt_tokens - 120
    assert answer.usage.cached_tokens > max(64, history)
    after.talk.delete(conversation)
    after.close()
    opened(home).close()
    assert not list((home / "states").iterdir()), "its state goes with a conversation"


def test_a_next_question_does_not_wait_for_the_settling(assistant: Assistant) -> None:
    conversation = assistant.talk.new()
    for n in range(4):
        began = time.monotonic()
        ask(assistant, f"How much did bicycle {n} cost?", conversation)
    assert time.monotonic() - began < 5
    assert len(assistant.talk.conversation(conversation).messages) == 8


def test_a_long_conversation_is_shortened_and_says_so(assistant: Assistant) -> None:
    assistant.change_settings(context_length=768)
    conversation = assistant.talk.new()
    for n in range(8):
        ask(
            assistant,
            f"How much did the bicycle number {n} cost? " + "Please say. " * 20,
            conversation,
        )
        until_settled(assistant)
    messages = assistant.talk.conversation(conversation).messages
    assert any(message.summary is not None for message in messages)
