from assistant.documents import REASONS


def test_every_reason_is_said_in_both_languages() -> None:
    for code, words in REASONS.items():
        assert bool(words.en) == bool(code)
        assert bool(words.ko) == bool(code)
