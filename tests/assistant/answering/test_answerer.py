"""A model writes; code checks. The model is scripted, retrieval is one known passage."""

from collections.abc import Callable, Generator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.answering import quoting
from assistant.answering.answerer import NOT_FOUND, NOT_SURE, Answerer
from assistant.answering.history import Past
from assistant.answering.quoting import Quoter
from assistant.conversation import Answer, Message
from assistant.documents import Chunk, Passage
from assistant.engines.fake import HashEmbedder, PlainReranker, PlainWords, ScriptedChat
from assistant.grounding.evidence import Evidence
from assistant.grounding.sentences import SentenceSplitter
from assistant.interfaces import ChatMessage, ModelFacts, Sampling
from assistant.jobs import CancelToken, Job, Thought, Token, Writing
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

    memory_bytes = 3 << 30

    def prepare_until(
        self, messages: Sequence[ChatMessage], is_cancelled: Callable[[], bool]
    ) -> Generator[str, None, None]:
        self.prepared = list(messages)
        yield from ()

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
    job = Job(lambda _: answerer.write("When does it end?", Past(), model, Sampling(), chosen))
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
    steps = answerer.write("When?", Past(), model, Sampling(), CancelToken())
    pieces = [event.text for event in steps if isinstance(event, Token)]
    assert len(pieces) == 7
    assert "".join(pieces) == "The contract ends on 31 July 2027."


def test_a_stopped_answer_is_kept_and_says_so(answerer: Answerer) -> None:
    token = CancelToken()
    model = StoppableScript(["The contract ends on 31 July 2027."])
    steps = answerer.write("When?", Past(), model, Sampling(), token)
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
    steps = answerer.write("When?", Past(), model, Sampling(), CancelToken(), begun)
    job = Job(lambda _: steps)
    job.run()
    answer = job.result()
    assert model.asked[0][-1] == ChatMessage("assistant", begun)
    assert answer.text == "The contract ends on 31 July 2027."
    assert [sentence.citation for sentence in answer.sentences] == [1]


def test_passages_reach_the_model_as_data(answerer: Answerer) -> None:
    model = StoppableScript(["Yes."])
    list(answerer.write("When?", Past(), model, Sampling(), CancelToken()))
    assert model.asked[0][-1].text.startswith("[1] Article 2")


def test_what_writes_and_what_it_took_is_told(answerer: Answerer) -> None:
    model = StoppableScript(["<think>Hm. Well.</think>The contract ends on 31 July 2027."])
    job = Job(lambda token: answerer.write("When?", Past(), model, Sampling(), token))
    events = list(job.run() or job.events())
    kinds = [type(event) for event in events]
    assert kinds.index(Writing) < kinds.index(Thought) < kinds.index(Token)
    writing = next(event for event in events if isinstance(event, Writing))
    assert writing.memory_bytes == 3 << 30
    answer = job.result()
    assert isinstance(answer, Answer)
    assert answer.thoughts == "Hm. Well."
    assert answer.text == "The contract ends on 31 July 2027."
    assert answer.found
    assert not answer.is_cut
    assert answer.usage.memory_bytes == 3 << 30
    assert answer.usage.tokens_per_second > 0


def test_an_answer_that_reached_its_longest_length_says_so(answerer: Answerer) -> None:
    model = StoppableScript(["one two three four"])
    job = Job(lambda token: answerer.write("?", Past(), model, Sampling(max_tokens=2), token))
    job.run()
    answer = job.result()
    assert isinstance(answer, Answer)
    assert answer.is_cut
    assert not answer.stopped


def long_past(noted: dict[int, str]) -> Past:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    messages = [
        Message(n, ("user", "assistant")[n % 2], f"turn{n} " + "word " * 99, now) for n in range(40)
    ]
    return Past(messages, "7", noted.__setitem__)


def test_a_long_conversation_is_summed_up_first(answerer: Answerer) -> None:
    model = StoppableScript(["They talked of words.", "Yes."])
    noted: dict[int, str] = {}
    past = long_past(noted)
    list(answerer.write("When?", past, model, Sampling(), CancelToken()))
    [(covers, summary)] = noted.items()
    assert summary == "They talked of words."
    system, first, *_ = model.asked[1]
    assert system.text.endswith(summary)
    assert first.text.startswith(f"turn{covers + 1} ")


def test_what_comes_next_is_prepared_after_an_answer(answerer: Answerer) -> None:
    model = StoppableScript(["They talked of words."])
    noted: dict[int, str] = {}
    list(answerer.settle(long_past(noted), model, Sampling(), CancelToken()))
    assert noted
    assert model.prepared[0].text.endswith("They talked of words.")
    assert model.prepared[-1].text.startswith("turn39 ")


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
