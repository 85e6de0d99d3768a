from datetime import UTC, datetime
from pathlib import Path

from assistant.answering.prompt import build_messages
from assistant.conversation import Message, Role
from assistant.documents import Chunk, Passage

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def count(text: str) -> int:
    return len(text.split())


def passage(text: str, n: int = 1) -> Passage:
    return Passage(n, n, Path("/a"), "a", Chunk(0, len(text), text), 1.0, n)


def said(role: Role, text: str) -> Message:
    return Message(0, role, text, NOW)


def test_passages_are_numbered_before_the_question() -> None:
    system, asked = build_messages("When?", [passage("In May."), passage("No.")], [], 500, count)
    assert system.role == "system"
    assert asked.text == "[1] In May.\n[2] No.\n\nQuestion: When?"


def test_passages_that_do_not_fit_are_left_out_from_the_last() -> None:
    long = passage("word " * 100)
    messages = build_messages("When?", [passage("In May."), long], [], 120, count)
    assert "In May." in messages[-1].text
    assert "word" not in messages[-1].text


def test_history_comes_along_only_where_there_is_room() -> None:
    history = [
        said("user", "old " * 300),
        said("assistant", "fine"),
        said("user", "and?"),
        said("assistant", "yes"),
    ]
    messages = build_messages("When?", [], history, 200, count)
    assert [m.text for m in messages[1:-1]] == ["and?", "yes"]
    assert messages[1].role == "user"
