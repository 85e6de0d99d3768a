"""KiwiWords: Korean morphemes and sentence ends by Kiwi."""

from collections.abc import Sequence

# Nouns, verbs, adjectives and roots carry meaning; particles and endings do not.
_CONTENT_TAGS = ("NNG", "NNP", "NR", "VV", "VA", "XR", "SH")
_LONGEST_TEXT = 20_000


class KiwiWords:
    """The Words protocol on Kiwi; its model comes with the package."""

    def __init__(self) -> None:
        from kiwipiepy import Kiwi

        self._kiwi = Kiwi(num_workers=1)

    def morphemes(self, texts: Sequence[str]) -> list[list[str]]:
        """Return the content morphemes of each text."""
        results = self._kiwi.tokenize([text[:_LONGEST_TEXT] for text in texts])
        return [
            [token.form for token in tokens if token.tag.split("-")[0] in _CONTENT_TAGS]
            for tokens in results
        ]

    def sentences(self, texts: Sequence[str]) -> list[list[tuple[int, int]]]:
        """Return the spans of the sentences of each text."""
        return [self._spans(text) for text in texts]

    def _spans(self, text: str) -> list[tuple[int, int]]:
        return [(s.start, s.end) for s in self._kiwi.split_into_sents(text[:_LONGEST_TEXT])]
