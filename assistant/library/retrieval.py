"""Retriever: question -> passages, from words and from meaning, fused by language."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import accumulate

from assistant.documents import Passage
from assistant.interfaces import Embedder
from assistant.library.filters import filter_of
from assistant.library.language import language_of
from assistant.library.lexicon import Lexicon, match_any, match_instead
from assistant.library.vector_index import VectorIndex
from assistant.store.library_store import LibraryStore
from assistant.wording import Language

_DEPTH = 50
# Of scores relative to each leg's best. By reciprocal rank fusion the right passage came first in
# 0.875 of paraphrased questions and 0.543 of questions on stories, so in 0.925 and 0.591.
# Korean is placed by glosses: with more weight the questions that share the words of the text lose.
_MEANING: Mapping[Language, float] = {"en": 0.6, "ko": 0.3}
# With it 0.78 instead of 0.70 of paraphrased Korean questions found their passage among five.
_RELATED = 0.4
_MOST_SCORED = 30_000
"""Chunks that one question scores by its words, in about 60 ms; the rarest words go first."""
_ALWAYS = 2
"""Words that are looked for however common."""

Ranking = Sequence[tuple[int, float]]


class Retriever:
    """Finds passages by two legs."""

    def __init__(
        self, store: LibraryStore, lexicon: Lexicon, embedder: Embedder, index: VectorIndex
    ) -> None:
        self._store = store
        self._lexicon = lexicon
        self._embedder = embedder
        self._index = index

    def retrieve(self, question: str, top: int = 10) -> list[Passage]:
        """Return the `top` passages, best first; of the files that the question asks of."""
        found: list[Passage] = []
        if wish := filter_of(question, datetime.now().astimezone()):
            within = self._store.chunks_of_files(wish.formats, wish.since, wish.until, wish.dates)
            found = self._retrieve(question, within)
        # Where such files say nothing, others may.
        return (found or self._retrieve(question))[:top]

    def _retrieve(self, question: str, within: Sequence[int] | None = None) -> list[Passage]:
        words, meaning = self.by_words(question, within), self.by_meaning(question, within)
        share = _MEANING[language_of(question)] * self._share_with_meaning()
        return _folded(self._store.passages(_fused(words, meaning, share)))

    def _share_with_meaning(self) -> float:
        """Return how much of the library has vectors: while few do, they have little to say."""
        all_, known = self._store.count_chunks(), self._store.vectors.count(self._embedder.model_id)
        return min(known / all_, 1.0) if all_ else 0.0

    def by_words(self, question: str, within: Sequence[int] | None = None) -> Ranking:
        """Return (chunk id, BM25) of the passages that share words with the question.

        In Korean a word of nearly the same meaning counts in part.
        """
        terms = self._lexicon.terms([question])[0]
        scores: defaultdict[int, float] = defaultdict(float)
        if match := match_any(self._rarest(terms)):
            scores.update(dict(self._store.search_terms(match, _DEPTH, within)))
        for term, others in self._lexicon.related(terms).items():
            instead = match_instead(term, self._rarest(others))
            for id_, score in self._store.search_terms(instead, _DEPTH, within):
                scores[id_] += _RELATED * score
        return _best(scores)

    def _rarest(self, terms: Sequence[str]) -> list[str]:
        """Return the terms to look for: in a large library without those that stand everywhere."""
        counts = {t: self._store.count_chunks_with(t, _MOST_SCORED) for t in dict.fromkeys(terms)}
        rarest = sorted(counts, key=lambda term: counts[term])
        scored = list(accumulate(counts[term] for term in rarest))
        return [t for n, t in enumerate(rarest) if n < _ALWAYS or scored[n] <= _MOST_SCORED]

    def by_meaning(self, question: str, within: Sequence[int] | None = None) -> Ranking:
        """Return (chunk id, cosine similarity) of the nearest passages."""
        if not question.strip():
            return []
        return self._index.search(self._embedder.embed([question])[0], _DEPTH, within)


def _fused(words: Ranking, meaning: Ranking, weight_of_meaning: float) -> Ranking:
    scores: defaultdict[int, float] = defaultdict(float)
    for leg, weight in ((words, 1 - weight_of_meaning), (meaning, weight_of_meaning)):
        best = max((score for _, score in leg), default=0.0)
        for id_, score in leg if best > 0 else ():
            scores[id_] += weight * score / best
    return _best(scores)


def _folded(passages: Sequence[Passage]) -> list[Passage]:
    """Return each text once, with the other files that hold it."""
    kept: dict[str, Passage] = {}
    for passage in passages:
        text = " ".join(passage.chunk.text.split())
        first = kept.setdefault(text, passage)
        if passage.path not in (first.path, *first.copies):
            kept[text] = replace(first, copies=(*first.copies, passage.path))
    return [replace(passage, rank=rank) for rank, passage in enumerate(kept.values(), 1)]


def _best(scores: Mapping[int, float]) -> Ranking:
    return sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))[:_DEPTH]
