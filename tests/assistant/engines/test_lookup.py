"""PromptLookup: guesses from repetitions, and learns how far to trust them."""

from assistant.engines.lookup import PromptLookup

TEXT = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 99, 1, 2, 3]


def test_it_guesses_what_followed_the_same_tokens() -> None:
    assert PromptLookup(TEXT).next(0, 0, 8) == [4, 5, 6, 7]
    assert PromptLookup(TEXT).next(0, 0, 2) == [4, 5]
    assert PromptLookup(TEXT).next(0, 0, 0) == []
    assert PromptLookup([1, 2, 3, 4]).next(0, 0, 8) == []


def test_the_newest_place_counts() -> None:
    assert PromptLookup([1, 2, 3, 4, 1, 2, 3, 5, 1, 2, 3]).next(0, 0, 1) == [5]


def test_right_guesses_make_longer_ones_and_wrong_ones_a_pause() -> None:
    lookup = PromptLookup(TEXT)
    assert len(lookup.next(4, 4, 99)) == 8
    assert len(lookup.next(8, 2, 99)) == 3
    assert len(lookup.next(3, 0, 99)) == 2
    assert lookup.next(2, 0, 99) == []
    for pause in (16, 32):
        for _ in range(pause - 1):
            assert lookup.next(0, 0, 99) == []
        assert len(lookup.next(0, 0, 99)) == 2
        assert lookup.next(2, 0, 99) == []
    assert lookup.next(2, 1, 99) == [], "it still rests"
