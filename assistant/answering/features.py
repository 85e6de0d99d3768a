"""Features: what speaks for and against a statement as the answer, from 0 (or -1) to 1 each."""

from dataclasses import dataclass

from assistant.answering.question import Question
from assistant.grounding.evidence import Statement, context_of
from assistant.library.language import has_hangul

NAMES = (
    "own",
    "near",
    "shown",
    "not_shown",
    "open",
    "focus",
    "unit",
    "marks_missing",
    "rare_missing",
    "unknown",
    "similarity",
    "rank",
    "brevity",
    "reading",
)
# A synonym, or a Korean word within a longer one, proves less than the word itself.
_SYNONYM = 0.7
_INSIDE = 0.9
_LONG_ENOUGH = 2
# What is asked for may stand in the line above, but then it is less sure.
_FOCUS_BESIDE = 0.6
# About the length of a printed line: a sentence may go on there.
_BESIDE = 60
_LONGEST_HEADING = 40
# In log-odds; beyond it nothing gets surer.
_SURE = 8.0


@dataclass(frozen=True, slots=True)
class _Text:
    terms: frozenset[str]
    joined: str
    """The text without spaces, for Korean words that are written together."""


def features(
    question: Question, statement: Statement, similarity: float, reading: float
) -> tuple[float, ...]:
    """Return the features in the order of `NAMES`.

    Args:
        question: What was asked.
        statement: What may answer.
        similarity: The cosine of their vectors.
        reading: What a reranker says of the statement, in log-odds.
    """
    own, near, whole = _texts(statement)
    covered = _coverage(question, own)
    is_open = question.kind is None
    return (
        covered,
        _coverage(question, near) - covered,
        float(not is_open and question.is_shown_by(statement.text)),
        float(not is_open and not question.is_shown_by(_around(statement))),
        float(is_open),
        _focus(question, own, near),
        float(question.unit is None or question.unit.search(statement.text) is not None),
        _marks_missing(question, statement),
        _missing(question, whole, is_known=True),
        _missing(question, whole, is_known=False),
        similarity,
        1 / statement.passage.rank,
        # The fewer terms a question has, the more each that was found proves.
        1 / max(len(question.weights), 1),
        max(-1.0, min(reading / _SURE, 1.0)),
    )


def glance(question: Question, statement: Statement) -> float:
    """Return a cheap estimate that decides which statements get a closer look."""
    own, near, whole = _texts(statement)
    return (
        _coverage(question, own)
        + _coverage(question, near)
        + 0.3 * _coverage(question, whole)
        + 0.6 * question.is_shown_by(statement.text)
        + 0.3 / statement.passage.rank
    )


def is_heading(statement: Statement) -> bool:
    """Return whether the statement is a title or heading, which never answers."""
    chunk, text = statement.passage.chunk, statement.text.strip()
    if text in (statement.passage.title.strip(), (chunk.place or "").strip()):
        return True
    end = statement.start - chunk.start + len(statement.text)
    stands_alone = chunk.text[end : end + 2] == "\n\n"
    return stands_alone and len(text) < _LONGEST_HEADING and text[-1:] not in ".?!:)"


def _texts(statement: Statement) -> tuple[_Text, _Text, _Text]:
    context = context_of(statement.passage)
    return (
        _Text(statement.terms, _joined(statement.text)),
        _Text(statement.near_terms, _joined(context + _around(statement))),
        _Text(statement.passage_terms, _joined(context + statement.passage.chunk.text)),
    )


def _around(statement: Statement) -> str:
    chunk = statement.passage.chunk
    at = statement.start - chunk.start
    return chunk.text[max(at - _BESIDE, 0) : at + len(statement.text) + _BESIDE]


def _joined(text: str) -> str:
    return "".join(text.split()).lower()


def _held(question: Question, term: str, text: _Text) -> float:
    """Return how surely the text holds the term."""
    if term in text.terms:
        return 1.0
    if len(term) >= _LONG_ENOUGH and has_hangul(term) and term in text.joined:
        return _INSIDE
    return _SYNONYM if question.others.get(term, frozenset()) & text.terms else 0.0


def _coverage(question: Question, text: _Text) -> float:
    total = sum(question.weights.values())
    held = sum(w * _held(question, term, text) for term, w in question.weights.items())
    return held / total if total else 0.0


def _focus(question: Question, own: _Text, near: _Text) -> float:
    if not question.focus:
        return 1.0
    here = sum(_held(question, term, own) for term in question.focus)
    beside = sum(_held(question, term, near) for term in question.focus)
    return max(here, _FOCUS_BESIDE * beside) / len(question.focus)


def _marks_missing(question: Question, statement: Statement) -> float:
    text = f"{context_of(statement.passage)} {statement.passage.chunk.text}"
    return float(any(not mark.search(text) for mark in question.marks))


def _missing(question: Question, whole: _Text, is_known: bool) -> float:
    """Return the share of the weight that the passage lacks, of terms the library has or not."""
    total = sum(question.weights.values())
    missing = [
        weight * (1 - _held(question, term, whole))
        for term, weight in question.weights.items()
        if (question.counts[term] > 0) == is_known
    ]
    return sum(missing) / total if total else 0.0
