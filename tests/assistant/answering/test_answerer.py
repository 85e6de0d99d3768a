"""Sentences of the files as answers; retrieval is one known passage."""

from pathlib import Path

import pytest

from assistant.answering import quoting
from assistant.answering.answerer import NOT_FOUND, NOT_SURE, Answerer
from assistant.answering.quoting import Quoter
from assistant.conversation import Answer
from assistant.documents import Chunk, Passage
from assistant.engines.fake import HashEmbedder, PlainReranker, PlainWords
from assistant.grounding.evidence import Evidence
from assistant.grounding.sentences import SentenceSplitter
from assistant.jobs import CancelToken, Job
from assistant.library.lexicon import Lexicon
from assistant.wording import Wording

PAGE = "Article 2\nThe deposit is 240,000 euros in total. The contract ends on 31 July 2027."


class Retriever:
    def __init__(self, *texts: str) -> None:
        self._texts = texts

    def retrieve(self, question: str, top: int) -> list[Passage]:
        return [
            Passage(n, n, Path(f"/p/{n}.pdf"), "lease", Chunk(0, len(t), t, 3), 1.0, n)
            for n, t in enumerate(self._texts, 1)
        ]


@pytest.fixture
def answerer() -> Answerer:
    return build(PAGE)


def build(*texts: str) -> Answerer:
    lexicon, splitter = Lexicon(PlainWords()), SentenceSplitter(PlainWords())
    evidence = Evidence(lexicon, splitter, lambda term: 1, lambda: 20)
    quoter = Quoter(evidence, HashEmbedder(), PlainReranker())
    return Answerer(Retriever(*texts), quoter)  # type: ignore[arg-type]


def test_no_passages_find_nothing_and_says_so() -> None:
    job = Job(lambda token: build().quote("When does it end?", token))
    job.run()
    answer = job.result()
    assert not answer.found
    assert answer.citations == ()
    assert "did not find" in answer.text


def quoted(answerer: Answerer, question: str) -> Answer:
    job = Job(lambda _: answerer.quote(question, CancelToken()))
    job.run()
    answer = job.result()
    assert isinstance(answer, Answer)
    return answer


@pytest.mark.parametrize(
    ("threshold", "value", "said"),
    [("FOUND", 100.0, NOT_SURE), ("DOUBTFUL", 100.0, NOT_FOUND)],
)
def test_doubt_and_nothing_found_are_said_apart(
    answerer: Answerer, monkeypatch: pytest.MonkeyPatch, threshold: str, value: float, said: Wording
) -> None:
    monkeypatch.setattr(quoting, "FOUND", 100.0)
    monkeypatch.setattr(quoting, threshold, value)
    answer = quoted(answerer, "When does the contract end?")
    first, *sentences = answer.text.split("\n")
    assert first == said.en
    assert not answer.found
    assert answer.citations
    assert sentences == [sentence.text for sentence in answer.sentences]
    assert bool(sentences) == (said is NOT_SURE)
