"""A model writes; code checks. The model is scripted, retrieval is one known passage."""

from collections.abc import Callable, Generator, Sequence
from pathlib import Path

import pytest

from assistant.answering import quoting
from assistant.answering.answerer import NOT_FOUND, NOT_SURE, Answerer
from assistant.answering.quoting import Quoter
from assistant.conversation import Answer
from assistant.documents import Chunk, Passage
from assistant.engines.fake import HashEmbedder, PlainReranker, PlainWords, ScriptedChat
from assistant.grounding.evidence import Evidence
from assistant.grounding.sentences import SentenceSplitter
from assistant.interfaces import ChatMessage, ModelFacts, Sampling
from assistant.jobs import CancelToken, Job, Token
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


class StoppableScript(ScriptedChat):
    """A script that also listens to a cancel."""

    def facts_until(self, is_cancelled: Callable[[], bool]) -> ModelFacts | None:
        return None if is_cancelled() else self.facts()

    def chat_until(
        self, messages: Sequence[ChatMessage], sampling: Sampling, is_cancelled: Callable[[], bool]
    ) -> Generator[str, None, None]:
        for piece in self.chat(messages, sampling):
            if is_cancelled():
                return
            yield piece


@pytest.fixture
def answerer() -> Answerer:
    return build(PAGE)


def build(*texts: str) -> Answerer:
    lexicon, splitter = Lexicon(PlainWords()), SentenceSplitter(PlainWords())
    evidence = Evidence(lexicon, splitter, lambda term: 1, lambda: 20)
    quoter = Quoter(evidence, HashEmbedder(), PlainReranker())
    return Answerer(Retriever(*texts), evidence, splitter, quoter)  # type: ignore[arg-type]


def written(answerer: Answerer, text: str, token: CancelToken | None = None) -> Answer:
    chosen = token or CancelToken()
    model = StoppableScript([text])
    job = Job(lambda _: answerer.write("When does it end?", [], model, Sampling(), chosen))
    job.run()
    answer = job.result()
    assert isinstance(answer, Answer)
    return answer


def test_a_supported_sentence_gets_its_citation(answerer: Answerer) -> None:
    answer = written(answerer, "The contract ends on 31 July 2027.")
    assert answer.found
    assert [s.citation for s in answer.sentences] == [1]
    [citation] = answer.citations
    assert PAGE[citation.start : citation.end] == citation.quote
    assert citation.quote == "The contract ends on 31 July 2027."
    assert citation.page == 3


def test_an_invented_sentence_is_marked_as_not_from_the_files(answerer: Answerer) -> None:
    text = "The contract ends on 31 July 2027. You should hire a lawyer called Bob."
    answer = written(answerer, text)
    assert [s.citation for s in answer.sentences] == [1, None]


@pytest.mark.parametrize(
    "wrong", ["The contract ends on 30 July 2027.", "The deposit is 250,000 euros in total."]
)
def test_a_wrong_number_is_no_support(answerer: Answerer, wrong: str) -> None:
    answer = written(answerer, wrong)
    assert not answer.found
    assert answer.sentences[0].citation is None
    assert answer.citations, "the nearest places are offered"


def test_the_same_source_keeps_one_mark(answerer: Answerer) -> None:
    answer = written(
        answerer, "The contract ends on 31 July 2027. So the contract ends 31 July 2027."
    )
    assert [s.citation for s in answer.sentences] == [1, 1]
    assert len(answer.citations) == 1


def test_tokens_arrive_one_by_one(answerer: Answerer) -> None:
    model = StoppableScript(["The contract ends on 31 July 2027."])
    steps = answerer.write("When?", [], model, Sampling(), CancelToken())
    pieces = [event.text for event in steps if isinstance(event, Token)]
    assert len(pieces) == 7
    assert "".join(pieces) == "The contract ends on 31 July 2027."


def test_a_stopped_answer_is_kept_and_says_so(answerer: Answerer) -> None:
    token = CancelToken()
    model = StoppableScript(["The contract ends on 31 July 2027."])
    steps = answerer.write("When?", [], model, Sampling(), token)
    count = 0
    answer: Answer | None = None
    while answer is None:
        try:
            count += isinstance(next(steps), Token)
        except StopIteration as end:
            answer = end.value
        if count == 2:
            token.cancel()
    assert answer.stopped
    assert answer.text == "The contract "


def test_a_begun_answer_is_written_on_and_checked_whole(answerer: Answerer) -> None:
    model = StoppableScript(["31 July 2027."])
    begun = "The contract ends on "
    steps = answerer.write("When?", [], model, Sampling(), CancelToken(), begun)
    job = Job(lambda _: steps)
    job.run()
    answer = job.result()
    assert model.asked[0][-1] == ChatMessage("assistant", begun)
    assert answer.text == "The contract ends on 31 July 2027."
    assert [sentence.citation for sentence in answer.sentences] == [1]


def test_passages_reach_the_model_as_data(answerer: Answerer) -> None:
    model = StoppableScript(["Yes."])
    list(answerer.write("When?", [], model, Sampling(), CancelToken()))
    assert model.asked[0][-1].text.startswith("[1] Article 2")


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
