"""Evidence: the sentences of passages, weighed against a question or a claim.

Weights are inverse document frequencies, so a rare word that is missing counts more than a
common one that is there.
"""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.documents import Citation, Passage
from assistant.grounding.sentences import SentenceSplitter
from assistant.library.lexicon import Lexicon

_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of a passage, with the terms it and its surroundings hold."""

    passage: Passage
    start: int
    """Characters from the start of the page."""
    text: str
    terms: frozenset[str]
    near_terms: frozenset[str]
    """Also those of the neighbouring sentences, the heading and the title."""
    passage_terms: frozenset[str]
    """Those of the whole passage, the heading and the title."""

    def citation(self, n: int) -> Citation:
        """Return the citation with mark `n`."""
        chunk = self.passage.chunk
        return Citation(
            n=n,
            path=self.passage.path,
            page=chunk.page,
            place=chunk.place,
            start=self.start,
            end=self.start + len(self.text),
            quote=self.text,
            is_ocr=chunk.is_ocr,
            copies=self.passage.copies,
        )


class Evidence:
    """Splits passages into statements and weighs terms."""

    def __init__(
        self,
        lexicon: Lexicon,
        splitter: SentenceSplitter,
        count_with: Callable[[str], int],
        count_all: Callable[[], int],
    ) -> None:
        self._lexicon = lexicon
        self._splitter = splitter
        self._count_with = count_with
        self._count_all = count_all

    def statements(self, passages: Sequence[Passage]) -> list[Statement]:
        """Return the sentences of the passages in order."""
        spans = self._splitter.split([passage.chunk.text for passage in passages])
        texts = [
            passage.chunk.text[a:b]
            for passage, own in zip(passages, spans, strict=True)
            for a, b in own
        ]
        contexts = [context_of(passage) for passage in passages]
        found = self._lexicon.terms([*texts, *contexts])
        terms, context_terms = iter(found[: len(texts)]), found[len(texts) :]
        return [
            statement
            for passage, own, context in zip(passages, spans, context_terms, strict=True)
            for statement in _statements(passage, own, [next(terms) for _ in own], context)
        ]

    def terms(self, text: str) -> frozenset[str]:
        """Return the terms of a question or claim."""
        return frozenset(self._lexicon.terms([text])[0])

    def counts(self, terms: frozenset[str]) -> dict[str, int]:
        """Return in how many passages of the library each term stands."""
        return {term: self._count_with(term) for term in terms}

    def weights(self, terms: frozenset[str]) -> dict[str, float]:
        """Return each term's inverse document frequency."""
        total = self._count_all()
        return {term: math.log(1 + total / (1 + self._count_with(term))) for term in terms}


def context_of(passage: Passage) -> str:
    """Return what stands above a passage: the file's name, the title and the heading."""
    return f"{passage.path.stem} {passage.title} {passage.chunk.place or ''}".replace("_", " ")


def coverage(weights: dict[str, float], terms: frozenset[str]) -> float:
    """Return the share of the weight that the terms hold, 0 to 1."""
    total = sum(weights.values())
    return sum(w for term, w in weights.items() if term in terms) / total if total else 0.0


def numbers(text: str) -> set[str]:
    """Return the numbers of a text, without their separators."""
    return {re.sub(r"[.,:]", "", found) for found in _NUMBER.findall(text)}


def _statements(
    passage: Passage,
    spans: Sequence[tuple[int, int]],
    terms: Sequence[Sequence[str]],
    context: Sequence[str],
) -> list[Statement]:
    sets = [frozenset(own) for own in terms]
    whole = frozenset(context).union(*sets)
    result = []
    for index, (start, end) in enumerate(spans):
        near = frozenset(context).union(*sets[max(index - 1, 0) : index + 2])
        text = passage.chunk.text[start:end]
        own = sets[index]
        result.append(Statement(passage, passage.chunk.start + start, text, own, near, whole))
    return result
