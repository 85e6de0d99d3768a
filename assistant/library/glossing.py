"""GlossingEmbedder: lets an embedder that knows only English place Korean as well."""

from collections.abc import Sequence

from assistant.interfaces import Embedder, Vectors, Words
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
        korean = [index for index, text in enumerate(texts) if has_hangul(text)]
        said = list(texts)
        glosses = self._words.glosses([texts[i] for i in korean]) if korean else []
        for index, gloss in zip(korean, glosses, strict=True):
            said[index] = gloss
        return self._embedder.embed(said)
