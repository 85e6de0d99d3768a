"""A conversation for a model: whole, then a summary and the rest, and the same for many turns."""

from dataclasses import replace
from datetime import UTC, datetime

from assistant.answering.history import Outline, outline, summarising
from assistant.answering.prompt import SYSTEM
from assistant.conversation import Message

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def count(text: str) -> int:
    return len(text.split())


def turns(n: int, words: int = 20) -> list[Message]:
    """Return questions and answers of so many words each."""
    return [
        Message(i, ("user", "assistant")[i % 2], f"turn{i} " + "word " * (words - 1), NOW)
        for i in range(2 * n)
    ]


def texts(told: Outline) -> list[str]:
    return [message.text.split()[0] for message in told.messages[1:]]


def test_a_short_history_is_told_whole() -> None:
    told = outline(turns(3), 1000, count)
    assert told.covers is None
    assert told.messages[0].text == SYSTEM
    assert texts(told) == [f"turn{n}" for n in range(6)]


def test_a_long_one_needs_a_summary_and_keeps_half_of_its_room() -> None:
    told = outline(turns(20), 1000, count)
    assert told.covers is not None
    assert told.covers % 2 == 1, "what is kept begins with the person"
    kept = 40 - 1 - told.covers
    assert 0 < kept * 28 <= 1000 * 0.55 / 2


def test_the_beginning_stays_the_same_for_many_turns() -> None:
    history = turns(20)
    covers = outline(history, 1000, count).covers
    assert covers is not None
    history[covers] = replace(history[covers], summary="They talked.")
    before = outline(history, 1000, count)
    assert before.covers is None
    assert before.messages[0].text.endswith("They talked.")
    same = 0
    for more in range(21, 30):
        later = outline([*history, *turns(more)[40:]], 1000, count)
        if later.covers is not None:
            break
        assert later.messages[: len(before.messages)] == before.messages
        same += 1
    assert same >= 4


def test_a_failed_summary_still_shortens() -> None:
    history = turns(20)
    covers = outline(history, 1000, count).covers
    assert covers is not None
    history[covers] = replace(history[covers], summary="")
    told = outline(history, 1000, count)
    assert told.covers is None
    assert told.messages[0].text == SYSTEM


def test_in_a_tiny_context_no_history_is_told() -> None:
    assert outline(turns(5), 100, count) == Outline(outline([], 100, count).messages, None)


def test_the_wish_for_a_summary_stands_behind_what_was_told() -> None:
    told = outline(turns(20), 1000, count)
    wish = summarising(told, 2000, count)
    assert tuple(wish[:-1]) == told.messages
    assert "Summarise" in wish[-1].text
    short = summarising(told, 300, count)
    assert short[0] == told.messages[0]
    assert short[-2] == told.messages[-1]
    assert short[1].role == "user"
    assert sum(count(m.text) for m in short) <= 300
    korean = [replace(m, text="안녕하세요 " * 20) for m in turns(20)]
    assert "요약" in summarising(outline(korean, 1000, count), 2000, count)[-1].text
