import random

import pytest

from assistant.answering.thoughts import apart
from assistant.jobs import Thought, Token


def joined(pieces: list[str]) -> tuple[str, str]:
    events = list(apart(pieces))
    return (
        "".join(e.text for e in events if isinstance(e, Thought)),
        "".join(e.text for e in events if isinstance(e, Token)),
    )


@pytest.mark.parametrize(
    ("reply", "thoughts", "words"),
    [
        ("<think>\nHm, a < b.\n</think>\n\nYes. <think>", "Hm, a < b.", "Yes. <think>"),
        ("\n<thinking>음… </th 아니</thinking>네.", "음… </th 아니", "네."),
        ("[THINK]x[/THINK]y", "x", "y"),
        ("<think></think>Yes", "", "Yes"),
        ("<think>never ends </thi", "never ends </thi", ""),
        ("<thin", "", "<thin"),
        ("<b>bold</b> <think>no</think>", "", "<b>bold</b> <think>no</think>"),
        ("", "", ""),
    ],
)
def test_however_it_is_cut_it_comes_apart_the_same(reply: str, thoughts: str, words: str) -> None:
    rng = random.Random(1)
    for _ in range(50):
        cuts = sorted(rng.choices(range(len(reply) + 1), k=rng.randrange(12)))
        pieces = [reply[a:b] for a, b in zip([0, *cuts], [*cuts, len(reply)], strict=True)]
        found = joined(pieces)
        assert (found[0].rstrip(), found[1]) == (thoughts, words)


def test_words_are_not_waited_for() -> None:
    coming = iter(["Hello", " there"])
    assert next(apart(coming)) == Token("Hello")
    assert next(coming) == " there"
