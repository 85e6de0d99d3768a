"""Retriever: question -> passages, from words and from meaning."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import accumulate, chain

from assistant.documents import Passage
from assistant.interfaces import Vectors
from assistant.library.filters import filter_of
from assistant.library.fusion import Candidate, Terms, inputs, ranked
from assistant.library.language import has_hangul
from assistant.library.lexicon import Lexicon, match_any, match_instead
from assistant.library.spaces import Space, Spaces
from assistant.store.library_store import LibraryStore

_DEPTH = 50
# With it 0.78 instead of 0.70 of paraphrased Korean questions found their passage among five.
_RELATED = 0.4
_MOST_SCORED = 30_000
"""Chunks that one question scores by its words, in about 60 ms; the rarest words go first."""
_ALWAYS = 2
"""Words that are looked for however common."""

Ranking = Sequence[tuple[int, float]]


@dataclass(frozen=True, slots=True)
class Found:
    """What both legs found for a question, before it is ranked."""

    passages: Mapping[int, Passage]
    """By chunk id."""
    candidates: Mapping[int, Candidate]
    terms: Terms
    """Of the question."""

    def inputs(self) -> Vectors:
        """Return what the network sees of each candidate."""
        return inputs(list(self.candidates.values()), self.terms)

    def ranked(self) -> list[Passage]:
        """Return the passages, best first; the score says the place only."""
        order = ranked(self.candidates, self.terms)
        return [replace(self.passages[id_], score=1 / n) for n, id_ in enumerate(order, 1)]


class Retriever:
    """Finds passages by two legs."""

    def __init__(self, store: LibraryStore, lexicon: Lexicon, spaces: Spaces) -> None:
        self._store = store
        self._lexicon = lexicon
        self._spaces = spaces

    def retrieve(self, question: str, top: int = 10) -> list[Passage]:
        """Return the `top` passages, best first; of the files that the question asks of."""
        found: list[Passage] = []
        if wish := filter_of(question, datetime.now().astimezone()):
            within = self._store.chunks.of_files(
                wish.formats, wish.since, wish.until, wish.dates, wish.names
            )
            found = self._retrieve(question, within) if within else []
        # Where such files say nothing, others may.
        return (found or self._retrieve(question))[:top]

    def _retrieve(self, question: str, within: Sequence[int] | None = None) -> list[Passage]:
        return _folded(self.find(question, within).ranked())

    def find(self, question: str, within: Sequence[int] | None = None) -> Found:
        """Return what either leg finds, with what is known of it for ranking."""
        counts = self._counts(self._lexicon.terms([question])[0])
        said_counts = self._said(counts)
        said = {term: list(others) for term, others in said_counts.items()}
        words = dict(self._by_words(counts, within))
        translated = dict(self._instead(said, within))
        space = self._spaces.serving
        vector = space.questions.embed([question])[0]
        near = space.index.search(vector, _DEPTH, within) if question.strip() else []
        found = self._store.chunks.passages(list({**words, **translated, **dict(near)}.items()))
        ids = [passage.chunk_id for passage in found]
        cosines = self._cosines(space, vector, ids)
        terms_of = self._store.chunks.terms_of(ids)
        in_korean = has_hangul(question)
        candidates = {
            id_: Candidate(
                words.get(id_),
                cosines.get(id_),
                # None where the passage was forgotten just now.
                terms_of.get(id_, frozenset()).intersection(counts),
                has_hangul(passage.chunk.text) != in_korean,
                _said_in(terms_of.get(id_, frozenset()), said),
            )
            for id_, passage in zip(ids, found, strict=True)
        }
        either = {term: sum(others.values()) for term, others in said_counts.items()}
        terms = Terms(self._weights(counts), self._weights(either), in_korean)
        return Found(dict(zip(ids, found, strict=True)), candidates, terms)

    def by_words(self, question: str) -> Ranking:
        """Return (chunk id, BM25) of the passages that share words with the question.

        In Korean a word of nearly the same meaning counts in part.
        """
        return self._by_words(self._counts(self._lexicon.terms([question])[0]), None)

    def by_meaning(self, question: str) -> Ranking:
        """Return (chunk id, cosine similarity) of the nearest passages."""
        space = self._spaces.serving
        return space.index.search(space.questions.embed([question])[0], _DEPTH)

    def _by_words(self, counts: Mapping[str, int], within: Sequence[int] | None) -> Ranking:
        scores: defaultdict[int, float] = defaultdict(float)
        if match := match_any(_rarest(counts)):
            scores.update(dict(self._store.chunks.search(match, _DEPTH, within)))
        related = {
            term: _rarest(self._counts(others))
            for term, others in self._lexicon.related(list(counts)).items()
        }
        for id_, score in self._instead(related, within):
            scores[id_] += _RELATED * score
        return _first(scores)

    def _instead(
        self, others: Mapping[str, Sequence[str]], within: Sequence[int] | None
    ) -> Ranking:
        """Return (chunk id, BM25) of passages that hold other words instead of the terms."""
        scores: defaultdict[int, float] = defaultdict(float)
        for term, instead in others.items():
            match = match_instead(term, instead)
            for id_, score in self._store.chunks.search(match, _DEPTH, within):
                scores[id_] += score
        return _first(scores)

    def _said(self, counts: Mapping[str, int]) -> dict[str, dict[str, int]]:
        """Return for each term those of the other language, and in how many chunks they stand."""
        translations = self._lexicon.translations(list(counts))
        others = self._counts(list(chain(*translations.values())))
        looked_for = set(_rarest({t: n for t, n in others.items() if n}))
        said = {
            term: {t: others[t] for t in found if t in looked_for}
            for term, found in translations.items()
        }
        return {term: found for term, found in said.items() if found}

    def _counts(self, terms: Sequence[str]) -> dict[str, int]:
        """Return in how many chunks each term stands."""
        return {term: self._store.chunks.count_with(term) for term in terms}

    def _weights(self, counts: Mapping[str, int]) -> dict[str, float]:
        """Return the inverse document frequencies."""
        total = self._store.chunks.count()
        # An estimate may be a little more than all.
        return {
            term: math.log(1 + (max(total - n, 0) + 0.5) / (n + 0.5)) for term, n in counts.items()
        }

    def _cosines(self, space: Space, vector: Vectors, ids: Sequence[int]) -> dict[int, float]:
        return {
            id_: space.as_carried(float(cosine))
            for some, vectors in self._store.vectors.of(ids, space.model_id)
            for id_, cosine in zip(some, vectors @ vector, strict=True)
        }


def _first(scores: Mapping[int, float]) -> Ranking:
    return sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))[:_DEPTH]


def _said_in(terms: frozenset[str], said: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """Return the question's terms that stand among these in the other language."""
    return frozenset(
        term
        for term, others in said.items()
        if any(terms.issuperset(other.split()) for other in others)
    )


def _rarest(counts: Mapping[str, int]) -> list[str]:
    """Return the terms to look for: in a large library without those that stand everywhere."""
    rarest = sorted(counts, key=lambda term: counts[term])
    scored = list(accumulate(counts[term] for term in rarest))
    return [t for n, t in enumerate(rarest) if n < _ALWAYS or scored[n] <= _MOST_SCORED]


def _folded(passages: Sequence[Passage]) -> list[Passage]:
    """Return each text once, with the other files that hold it.

    Of equal texts the one with the shortest path is shown: copies have longer names.
    """
    groups: defaultdict[str, list[Passage]] = defaultdict(list)
    for passage in passages:
        groups[" ".join(passage.chunk.text.split())].append(passage)
    folded = []
    for rank, group in enumerate(groups.values(), 1):
        shown = min(group, key=lambda passage: (len(str(passage.path)), passage.path))
        others = dict.fromkeys(p.path for p in group if p.path != shown.path)
        folded.append(replace(shown, rank=rank, score=group[0].score, copies=tuple(others)))
    return folded
