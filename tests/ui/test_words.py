import string

import pytest

from assistant.documents import REASONS
from assistant.wording import Wording
from ui import words, words_models, words_talk

ALL = {
    f"{module.__name__}.{name}": value
    for module in (words, words_models, words_talk)
    for name, value in vars(module).items()
    if isinstance(value, Wording)
}


def _fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


@pytest.mark.parametrize("name", ALL)
def test_both_languages_say_the_same(name: str) -> None:
    wording = ALL[name]
    assert wording.en.strip()
    assert wording.ko.strip()
    assert _fields(wording.en) == _fields(wording.ko)
    assert "!" not in wording.en + wording.ko


def test_language_follows_the_setting() -> None:
    assert words.speak("ko") == "ko"
    assert words.say(words.SEND) == "보내기"
    assert words.speak("en") == "en"
    assert words.say(words.SEND) == "Send"
    assert words.speak("system") in ("en", "ko")


def test_numbers_and_time() -> None:
    words.speak("ko")
    assert words.number(1284) == "1,284"
    assert words.time_left(20) == "1분 안에 끝나요"
    assert words.time_left(120) == "약 2분"
    words.speak("en")
    assert words.time_left(7300) == "about 2 h"
    assert words.files(1) == "1 file"
    assert words.files(1284) == "1,284 files"


def test_every_reason_can_be_said() -> None:
    for wording in REASONS.values():
        assert words.say(wording).replace("{limit}", "200 MB").count("{") == 0
