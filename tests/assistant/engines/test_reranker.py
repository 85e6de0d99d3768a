"""The carried network on the carried MiniLM; papers that it was not trained on."""

import pytest

from assistant.engines.minilm import MiniLm
from assistant.interfaces import Excerpt

LINES = (
    "The gas meter was read on 3 May 2025 by Ms Oduya.",
    "The reading was 4,127 cubic metres.",
    "The next visit is planned for November.",
    "Please keep the cupboard under the stairs free.",
)


@pytest.fixture(scope="module")
def minilm() -> MiniLm:
    return MiniLm()


def scores(minilm: MiniLm, question: str, texts: tuple[str, ...] = LINES) -> list[float]:
    around = ("", *texts, "")
    excerpts = [
        Excerpt("Gas meter", around[n], text, around[n + 2]) for n, text in enumerate(texts)
    ]
    vectors = minilm.embed([question, *texts])
    return minilm.rerank(question, excerpts, (vectors[1:] @ vectors[0]).tolist())


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("Who read the meter?", 0),
        ("How many cubic metres did it show?", 1),
    ],
)
def test_the_sentence_that_answers_comes_first(minilm: MiniLm, question: str, place: int) -> None:
    found = scores(minilm, question)
    assert found.index(max(found)) == place


def test_a_month_alone_is_among_the_two_best_answers_to_when(minilm: MiniLm) -> None:
    # A whole date elsewhere still attracts it more; the weights of 590 papers put this one first.
    found = scores(minilm, "When is the next visit?")
    assert 2 in sorted(range(len(found)), key=lambda n: -found[n])[:2]


def test_what_is_not_said_is_less_sure_than_what_is(minilm: MiniLm) -> None:
    is_said = max(scores(minilm, "Who read the gas meter?"))
    is_not_said = max(scores(minilm, "What did the visit of the gas meter reader cost?"))
    assert is_said > is_not_said + 1


def test_a_pair_scores_the_same_alone_and_among_others(minilm: MiniLm) -> None:
    question, texts = "Who read the meter?", (LINES[0], "x " * 60, LINES[1])
    around = [Excerpt("t", "", text, "") for text in texts]
    together = minilm.rerank(question, around, [0.5, 0.1, 0.2])
    alone = minilm.rerank(question, around[:1], [0.5])
    assert together[0] == pytest.approx(alone[0], abs=1e-3)


def test_odd_texts_break_nothing(minilm: MiniLm) -> None:
    assert minilm.rerank("?", [], []) == []
    assert len(minilm.rerank("", [Excerpt("", "", "", "")], [0.0])) == 1
    assert len(minilm.rerank("x " * 999, [Excerpt("y " * 999, "", "z " * 999, "")], [0.0])) == 1
