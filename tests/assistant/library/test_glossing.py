from collections.abc import Sequence

import numpy as np

from assistant.engines.fake import HashEmbedder, PlainWords
from assistant.interfaces import Excerpt
from assistant.library.glossing import GlossingEmbedder, GlossingReranker


class Dictionary(PlainWords):
    asked: list[str]

    def glosses(self, texts: Sequence[str]) -> list[str]:
        self.asked = list(texts)
        return [{"보증금": "deposit", "월세": "rent"}[text] for text in texts]


def test_korean_lies_where_its_english_lies() -> None:
    words = Dictionary()
    vectors = GlossingEmbedder(HashEmbedder(), words).embed(["deposit", "월세", "보증금", "rent"])
    assert words.asked == ["월세", "보증금"]
    assert np.allclose(vectors[0], vectors[2])
    assert np.allclose(vectors[1], vectors[3])
    assert not np.allclose(vectors[0], vectors[1])


def test_english_alone_asks_for_no_words() -> None:
    words = Dictionary()
    assert GlossingEmbedder(HashEmbedder(), words).embed(["rent"]).shape == (1, 256)
    assert not hasattr(words, "asked")


def test_vectors_of_glosses_are_not_taken_for_those_of_the_bare_model() -> None:
    assert GlossingEmbedder(HashEmbedder(), Dictionary()).model_id != HashEmbedder.model_id


class Listener:
    """A Reranker that remembers what it was given."""

    def rerank(
        self, question: str, excerpts: Sequence[Excerpt], cosines: Sequence[float]
    ) -> list[float]:
        self.heard = (question, *excerpts)
        return list(cosines)


def test_a_reranker_hears_english_in_every_part() -> None:
    listener = Listener()
    excerpts = [Excerpt("월세", "", "보증금", "rent"), Excerpt("a", "월세", "b", "")]
    found = GlossingReranker(listener, Dictionary()).rerank("보증금", excerpts, [0.1, 0.2])
    assert found == [0.1, 0.2]
    assert listener.heard == (
        "deposit",
        Excerpt("rent", "", "deposit", "rent"),
        Excerpt("a", "rent", "b", ""),
    )
