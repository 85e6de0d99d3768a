"""Quoting: the sentence that answers, or none."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.answering.features import NAMES, is_heading
from assistant.answering.quoting import (
    _WEIGHTS,
    DOUBTFUL,
    FOUND,
    Candidate,
    Quoter,
    choose,
    perhaps,
)
from assistant.documents import Chunk, Passage
from assistant.engines.fake import HashEmbedder, PlainReranker, PlainWords
from assistant.grounding.evidence import Evidence
from assistant.grounding.sentences import SentenceSplitter
from assistant.interfaces import Vectors
from assistant.library.lexicon import Lexicon

LEASE = (
    "Deposit\n\nThe deposit of the flat is 3,440 euros. The rent is due on the first day.\n"
    "The lease ends on 20 January 2028. The keys hang in the hall."
)
RECEIPT = "The bicycle cost 285 euros in 2026. The bell is made of brass."


class CountingEmbedder(HashEmbedder):
    """Remembers how many texts it was given."""

    most = 0

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.most = max(self.most, len(texts))
        return super().embed(texts)


def evidence() -> Evidence:
    words = PlainWords()
    return Evidence(Lexicon(words), SentenceSplitter(words), lambda term: 1, lambda: 20)


def passages(*texts: str, title: str = "Lease") -> list[Passage]:
    return [
        Passage(n, n, Path(f"/p/{n}.pdf"), title, Chunk(0, len(t), t, n), 1.0, n)
        for n, t in enumerate(texts, 1)
    ]


def asked(question: str, *texts: str) -> list[Candidate]:
    return Quoter(evidence(), HashEmbedder(), PlainReranker()).candidates(
        question, passages(*texts)
    )


def quotes(question: str, *texts: str) -> list[str]:
    return [c.statement.text for c in choose(asked(question, *texts))]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How much is the deposit of the flat?", "The deposit of the flat is 3,440 euros."),
        ("When does the lease end?", "The lease ends on 20 January 2028."),
    ],
)
def test_the_sentence_with_the_asked_value_is_quoted_first(question: str, answer: str) -> None:
    assert quotes(question, LEASE, RECEIPT)[0] == answer


@pytest.mark.parametrize(
    "question",
    [
        "What colour is the bicycle?",
        "Who sold the bicycle?",
        "What is the telephone number of the flat?",
        "How much did the elephant cost in Paris?",
    ],
)
def test_without_a_value_of_the_kind_nothing_is_quoted(question: str) -> None:
    assert quotes(question, LEASE, RECEIPT) == []


def test_another_year_counts_against_a_statement() -> None:
    right = asked("What did the bicycle cost in 2026?", RECEIPT)[0]
    wrong = asked("What did the bicycle cost in 2025?", RECEIPT)[0]
    assert right.features[NAMES.index("marks_missing")] == 0
    assert wrong.features[NAMES.index("marks_missing")] == 1
    assert wrong.score < right.score


def test_a_heading_is_never_quoted() -> None:
    candidates = asked("Deposit?", LEASE)
    headings = [c for c in candidates if is_heading(c.statement)]
    assert [c.statement.text for c in headings] == ["Deposit"]
    assert headings[0].score < FOUND
    assert candidates[-1] == headings[0]


def test_a_quote_stands_where_its_citation_says() -> None:
    for candidate in asked("When does the lease end?", LEASE):
        citation = candidate.statement.citation(1)
        assert LEASE[citation.start : citation.end] == citation.quote


def test_at_most_three_quotes_and_none_far_below_the_best() -> None:
    statement = asked("When?", LEASE)[0].statement
    scored = [
        Candidate(replace(statement, text=f"{score}"), score, ())
        for score in (3.0, 2.5, 2.0, 1.9, -4.0)
    ]
    assert [c.score for c in choose(scored)] == [3.0, 2.5, 2.0]
    assert [c.score for c in choose([scored[0], scored[4]])] == [3.0]
    assert choose([Candidate(statement, FOUND - 0.1, ())]) == []
    assert choose([]) == []


def test_a_sentence_that_stands_in_two_papers_is_quoted_once() -> None:
    statement = asked("When?", LEASE)[0].statement
    again = replace(statement, text=statement.text.replace(" ", "\n"))
    other = replace(statement, text="Another.")
    scored = [Candidate(s, 3.0 - n / 10, ()) for n, s in enumerate((statement, again, other))]
    assert [c.statement for c in choose(scored)] == [statement, other]


def test_in_doubt_more_is_shown_and_below_it_nothing() -> None:
    statement = asked("When?", LEASE)[0].statement
    scored = [Candidate(statement, DOUBTFUL + above, ()) for above in (1.0, -1.9, -2.1)]
    assert [c.score for c in perhaps(scored)] == [DOUBTFUL + 1.0, DOUBTFUL - 1.9]
    assert perhaps([Candidate(statement, DOUBTFUL - 0.1, ())]) == []
    assert perhaps([]) == []


def test_few_statements_are_embedded_however_long_the_passages() -> None:
    embedder = CountingEmbedder()
    long = " ".join(f"The deposit number {n} is {n} euros." for n in range(100))
    Quoter(evidence(), embedder, PlainReranker()).candidates(
        "How much is the deposit?", passages(long)
    )
    assert embedder.most == 17


def test_nothing_to_quote_from() -> None:
    assert asked("When does it end?") == []


def test_every_feature_has_its_weight() -> None:
    assert tuple(_WEIGHTS) == NAMES
