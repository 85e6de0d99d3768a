"""A model writes on from messages; it is scripted here."""

from collections.abc import Callable, Generator, Sequence

import pytest

from assistant.answering.plain_chat import StopTexts, write_reply
from assistant.conversation import Answer
from assistant.engines.fake import ScriptedChat
from assistant.interfaces import ChatMessage, Sampling
from assistant.jobs import Cancelled, Done, Job, Thought, Token

HELLO = [ChatMessage("user", "Hello")]


class StoppableScript(ScriptedChat):
    """A script that also listens to a cancel, and notes whether it was stopped."""

    is_closed = False

    def chat_until(
        self, messages: Sequence[ChatMessage], sampling: Sampling, is_cancelled: Callable[[], bool]
    ) -> Generator[str, None, None]:
        try:
            for piece in self.chat(messages, sampling):
                if is_cancelled():
                    return
                yield piece
        except GeneratorExit:
            self.is_closed = True
            raise


def write(model: StoppableScript, *stops: str, most: int = 512) -> tuple[list[object], Answer]:
    job = Job(lambda token: write_reply(model, HELLO, Sampling(max_tokens=most), stops, token))
    job.run()
    *events, last = job.events()
    assert isinstance(last, Done)
    return [event for event in events if isinstance(event, Token | Thought)], last.result


def test_the_reply_is_streamed_and_given_whole() -> None:
    model = StoppableScript(["Good day to you."])
    events, answer = write(model)
    assert [event.text for event in events] == ["Good ", "day ", "to ", "you."]  # type: ignore[attr-defined]
    assert (answer.text, answer.is_cut, answer.mode) == ("Good day to you.", False, "model")
    assert answer.usage.completion_tokens == 4
    assert model.asked == [HELLO]


def test_a_reply_that_was_too_long_says_so() -> None:
    _, answer = write(StoppableScript(["Good day to you."]), most=2)
    assert (answer.text, answer.is_cut) == ("Good day ", True)


def test_thoughts_are_told_apart() -> None:
    events, answer = write(StoppableScript(["<think>Hm, stop.</think>Yes."]), "stop")
    assert any(isinstance(event, Thought) for event in events)
    assert (answer.text, answer.thoughts) == ("Yes.", "Hm, stop.")


def test_a_stop_text_ends_the_reply_and_the_writing() -> None:
    model = StoppableScript(["One. Two. END Three. Four."])
    events, answer = write(model, "END", "Four")
    assert answer.text == "One. Two. "
    assert "".join(event.text for event in events) == answer.text  # type: ignore[attr-defined]
    assert not answer.is_cut
    assert model.is_closed


def test_the_beginning_of_a_stop_text_is_no_stop_text() -> None:
    events, answer = write(StoppableScript(["One. EN"]), "END")
    assert answer.text == "One. EN"
    assert "".join(event.text for event in events) == answer.text  # type: ignore[attr-defined]


def test_a_cancel_keeps_what_was_written() -> None:
    model = StoppableScript(["One two three four."])
    job = Job(lambda token: write_reply(model, HELLO, Sampling(), (), token))
    job.subscribe(lambda event: job.cancel() if event == Token("two ") else None)
    job.run()
    last = list(job.events())[-1]
    assert isinstance(last, Cancelled)
    assert last.result.text == "One two "


def test_a_cancel_before_the_model_is_awake_asks_it_nothing() -> None:
    model = StoppableScript(["Never."])
    job = Job(lambda token: write_reply(model, HELLO, Sampling(), (), token))
    job.subscribe(lambda event: job.cancel())  # at the first progress
    job.run()
    assert isinstance(list(job.events())[-1], Cancelled)
    assert model.asked == []


@pytest.mark.parametrize("size", [1, 2, 3, 5, 100])
@pytest.mark.parametrize(
    ("text", "stops", "shown"),
    [
        ("abcdef", ["cd"], "ab"),
        ("abcdef", ["ef", "cd"], "ab"),
        ("aaab", ["ab"], "aa"),
        ("ababac", ["abac"], "ab"),
        ("abc", ["abcd"], "abc"),
        ("abc", [], "abc"),
        ("감사합니다.끝", ["끝"], "감사합니다."),
        ("a\n\nb", ["\n\n"], "a"),
    ],
)
def test_stop_texts_are_found_across_pieces(
    text: str, stops: list[str], shown: str, size: int
) -> None:
    gate, said = StopTexts(stops), ""
    for start in range(0, len(text), size):
        said += gate.passed(text[start : start + size])
        if gate.is_found:
            break
    assert said + gate.rest() == shown
