"""Glossing: lets engines that know only English place and read Korean as well."""

from collections.abc import Sequence

from assistant.interfaces import Embedder, Excerpt, Reranker, Vectors, Words
from assistant.library.language import has_hangul

# Part of the model's name: vectors made with other glosses are not mixed with these.
_GLOSSES = "+ko1"


class GlossingEmbedder:
    """The Embedder protocol; Korean is said in English word by word before it is embedded.

    Both languages share one space, so that a question in one finds passages in the other.
    """

    def __init__(self, embedder: Embedder, words: Words) -> None:
        self._embedder = embedder
        self._words = words
        self.model_id = embedder.model_id + _GLOSSES

    def embed(self, texts: Sequence[str]) -> Vectors:
        """See Embedder."""
        return self._embedder.embed(said_in_english(texts, self._words))


class GlossingReranker:
    """The Reranker protocol, with Korean said in English."""

    def __init__(self, reranker: Reranker, words: Words) -> None:
        self._reranker = reranker
        self._words = words

    def rerank(
        self, question: str, excerpts: Sequence[Excerpt], cosines: Sequence[float]
    ) -> list[float]:
        """See Reranker."""
        parts = [part for e in excerpts for part in (e.title, e.before, e.text, e.after)]
        asked, *said = said_in_english([question, *parts], self._words)
        fours = zip(*(said[n::4] for n in range(4)), strict=True)
        return self._reranker.rerank(asked, [Excerpt(*four) for four in fours], cosines)


def said_in_english(texts: Sequence[str], words: Words) -> list[str]:
    """Return the texts, Korean ones said in English word by word."""
    korean = list(dict.fromkeys(text for text in texts if has_hangul(text)))
    glosses = dict(zip(korean, words.glosses(korean) if korean else [], strict=True))
    return [glosses.get(text, text) for text in texts]
