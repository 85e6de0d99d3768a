import pytest

from assistant.library.language import has_hangul, language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("보증금이 얼마야?", "ko"),
        ("Lisbon 여행 언제야?", "ko"),
        ("How much is the deposit?", "en"),
        ("What does 전세 mean in the lease contract?", "en"),
        ("12345", "en"),
        ("", "en"),
    ],
)
def test_the_language_of_a_question(text: str, language: str) -> None:
    assert language_of(text) == language


def test_single_letters_count_as_korean() -> None:
    assert has_hangul("ㅋㅋ")
    assert not has_hangul("日本 lease")
