"""Quoter: an answer made of the person's own sentences; no language model needed."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answering.question import Question, understand
from assistant.documents import Passage
from assistant.grounding.evidence import Evidence, Statement, coverage
from assistant.interfaces import Embedder
from assistant.library.language import language_of

_MOST_QUOTES = 3
_PASSAGES = 8
_CLOSER_LOOK = 16
FOUND = 0.5
_NEARLY_AS_GOOD = 0.9


@dataclass(frozen=True, slots=True)
class Candidate:
    """A statement and how well it answers."""

    statement: Statement
    score: float
    """0 to about 1; above `FOUND` it answers."""
    features: tuple[float, ...]


class Quoter:
    """Chooses the sentences that answer, and says when there are none."""

    def __init__(self, evidence: Evidence, embedder: Embedder) -> None:
        self._evidence = evidence
        self._embedder = embedder

    def candidates(self, text: str, passages: Sequence[Passage]) -> list[Candidate]:
        """Return the most fitting statements of the best passages, best answer first."""
        question = understand(text, self._evidence)
        statements = self._evidence.statements(passages[:_PASSAGES])
        by_words = sorted(statements, key=lambda s: -_by_words(question, s))[:_CLOSER_LOOK]
        near = self._similarities(text, by_words)
        return sorted(
            (_weigh(question, s, n) for s, n in zip(by_words, near, strict=True)),
            key=lambda candidate: -candidate.score,
        )

    def _similarities(self, text: str, statements: Sequence[Statement]) -> list[float]:
        if language_of(text) not in self._embedder.languages or not statements:
            return [0.0] * len(statements)
        vectors = self._embedder.embed([text, *(s.text for s in statements)])
        return [float(value) for value in vectors[1:] @ vectors[0]]


def _by_words(question: Question, statement: Statement) -> float:
    own = coverage(question.weights, statement.terms)
    near = coverage(question.weights, statement.near_terms)
    return own + near + 0.5 / statement.passage.rank + question.is_shown_by(statement.text)


def _weigh(question: Question, statement: Statement, similarity: float) -> Candidate:
    own = coverage(question.weights, statement.terms)
    near = coverage(question.weights, statement.near_terms)
    whole = coverage(question.weights, statement.passage_terms)
    shown = float(question.is_shown_by(statement.text))
    rank = 1 / statement.passage.rank
    features = (own, near, whole, shown, similarity, rank)
    score = 0.3 * own + 0.2 * near + 0.2 * whole + 0.15 * shown + 0.15 * similarity + 0.05 * rank
    return Candidate(statement, score, features)


def choose(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the statements to quote, best first; none if the best does not answer."""
    if not candidates or candidates[0].score < FOUND:
        return []
    best = candidates[0]
    good = [c for c in candidates[1:_PASSAGES] if c.score >= _NEARLY_AS_GOOD * best.score]
    return [best, *good][:_MOST_QUOTES]
