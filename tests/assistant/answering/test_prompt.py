from pathlib import Path

from assistant.answering.prompt import build_messages
from assistant.documents import Chunk, Passage
from assistant.interfaces import ChatMessage

SYSTEM = ChatMessage("system", "Answer.")


def count(text: str) -> int:
    return len(text.split())


def passage(text: str, n: int = 1) -> Passage:
    return Passage(n, n, Path("/a"), "a", Chunk(0, len(text), text), 1.0, n)


def test_passages_are_numbered_before_the_question() -> None:
    passages = [passage("In May."), passage("No.")]
    system, asked = build_messages("When?", passages, [SYSTEM], 500, count)
    assert system == SYSTEM
    assert asked.text == "[1] In May.\n[2] No.\n\nQuestion: When?"


def test_passages_that_do_not_fit_are_left_out_from_the_last() -> None:
    long = passage("word " * 100)
    messages = build_messages("When?", [passage("In May."), long], [SYSTEM], 120, count)
    assert "In May." in messages[-1].text
    assert "word" not in messages[-1].text


def test_a_long_question_pushes_the_oldest_turns_out() -> None:
    past = [SYSTEM, ChatMessage("user", "old " * 60), ChatMessage("assistant", "fine")]
    messages = build_messages("word " * 60, [], past, 150, count)
    assert [m.text for m in messages[:-1]] == ["Answer.", "fine"]
