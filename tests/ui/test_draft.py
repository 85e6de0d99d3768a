from assistant.jobs import Thought, Token, Writing
from ui import words, words_talk
from ui.draft import Draft, Speed


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_speed_is_that_of_the_last_two_seconds() -> None:
    clock = Clock()
    speed = Speed(clock)
    assert speed.per_second() == 0
    for _ in range(100):
        clock.now += 0.1
        speed.count(1)
    assert abs(speed.per_second() - 10) < 0.6
    for _ in range(40):
        clock.now += 0.1
        speed.count(3)
    assert abs(speed.per_second() - 30) < 1.6
    clock.now += 1
    assert speed.per_second() < 20, "it falls where nothing comes"


def test_too_little_time_tells_no_speed() -> None:
    clock = Clock()
    speed = Speed(clock)
    speed.count(1)
    clock.now += 0.1
    speed.count(1)
    assert speed.per_second() == 0


def test_thinking_lasts_from_the_first_thought_to_the_last() -> None:
    clock = Clock()
    draft = Draft("So ", clock)
    draft.take(Thought("a"))
    assert draft.is_thinking
    clock.now += 12
    draft.take(Thought("b", 2))
    clock.now += 1
    draft.take(Token("far."))
    assert not draft.is_thinking
    assert draft.seconds_thinking == 12
    assert (draft.thoughts, draft.text) == ("ab", "So far.")


def test_what_writes_is_said_in_both_languages() -> None:
    partly, none = Writing(32, 20, None, 3_100_000_000), Writing(32, 0, None, 0)
    assert words_talk.writing_line(partly, 12.34) == (
        "12 tokens/s · 20 of 32 layers on the graphics card · 3.1 GB"
    )
    assert words_talk.writing_line(none, 2.04) == "2.0 tokens/s · on the processor"
    words.speak("ko")
    assert words_talk.writing_line(partly, 12.34) == (
        "초당 12토큰 · 32개 층 중 20개를 그래픽 카드에서 실행 · 3.1 GB"
    )
    assert words_talk.seconds(75) == "1분 15초"
