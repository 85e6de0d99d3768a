"""A model writes; code checks. The model is scripted, retrieval is one known passage."""

import time
from collections.abc import Generator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.answering.history import Past
from assistant.answering.quoting import Quoter
from assistant.answering.writer import Writer
from assistant.conversation import Answer, Message
from assistant.documents import Chunk, Passage
from assistant.engines.fake import HashEmbedder, PlainReranker, PlainWords, ScriptedChat
from assistant.grounding.evidence import Evidence
from assistant.grounding.sentences import SentenceSplitter
from assistant.interfaces import ChatMessage, Sampling
from assistant.jobs import CancelToken, Job, Thought, Token, Writing
from assistant.library.lexicon import Lexicon

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
def writer() -> Writer:
    return build(PAGE)


def build(*texts: str) -> Writer:
    lexicon, splitter = Lexicon(PlainWords()), SentenceSplitter(PlainWords())
    evidence = Evidence(lexicon, splitter, lambda term: 1, lambda: 20)
    quoter = Quoter(evidence, HashEmbedder(), PlainReranker())
    return Writer(Retriever(*texts), evidence, splitter, quoter)  # type: ignore[arg-type]


def written(writer: Writer, text: str, token: CancelToken | None = None) -> Answer:
    chosen = token or CancelToken()
    model = ScriptedChat([text])
    job = Job(lambda _: writer.write("When does it end?", Past(), model, Sampling(), chosen))
    job.run()
    answer = job.result()
    assert isinstance(answer, Answer)
    return answer


def test_a_supported_sentence_gets_its_citation(writer: Writer) -> None:
    answer = written(writer, "The contract ends on 31 July 2027.")
    assert answer.found
    assert [s.citation for s in answer.sentences] == [1]
    [citation] = answer.citations
    assert PAGE[citation.start : citation.end] == citation.quote
    assert citation.quote == "The contract ends on 31 July 2027."
    assert citation.page == 3


def test_an_invented_sentence_is_marked_as_not_from_the_files(writer: Writer) -> None:
    text = "The contract ends on 31 July 2027. You should hire a lawyer called Bob."
    answer = written(writer, text)
    assert [s.citation for s in answer.sentences] == [1, None]


@pytest.mark.parametrize(
    "wrong", ["The contract ends on 30 July 2027.", "The deposit is 250,000 euros in total."]
)
def test_a_wrong_number_is_no_support(writer: Writer, wrong: str) -> None:
    answer = written(writer, wrong)
    assert not answer.found
    assert answer.sentences[0].citation is None
    assert answer.citations, "the nearest places are offered"


def test_the_same_source_keeps_one_mark(writer: Writer) -> None:
    answer = written(
        writer, "The contract ends on 31 July 2027. So the contract ends 31 July 2027."
    )
    assert [s.citation for s in answer.sentences] == [1, 1]
    assert len(answer.citations) == 1


def test_tokens_arrive_one_by_one(writer: Writer) -> None:
    model = ScriptedChat(["The contract ends on 31 July 2027."])
    steps = writer.write("When?", Past(), model, Sampling(), CancelToken())
    pieces = [event.text for event in steps if isinstance(event, Token)]
    assert len(pieces) == 7
    assert "".join(pieces) == "The contract ends on 31 July 2027."


def test_a_stopped_answer_is_kept_and_says_so(writer: Writer) -> None:
    token = CancelToken()
    model = ScriptedChat(["The contract ends on 31 July 2027."])
    steps = writer.write("When?", Past(), model, Sampling(), token)
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


def test_a_begun_answer_is_written_on_and_checked_whole(writer: Writer) -> None:
    model = ScriptedChat([" 31 July 2027."])
    begun = "The contract ends on"
    steps = writer.write("When?", Past(), model, Sampling(), CancelToken(), begun)
    job = Job(lambda _: steps)
    job.run()
    answer = job.result()
    assert model.asked[0][-1] == ChatMessage("assistant", begun)
    assert answer.text == "The contract ends on 31 July 2027."
    assert [sentence.citation for sentence in answer.sentences] == [1]


def test_passages_reach_the_model_as_data(writer: Writer) -> None:
    model = ScriptedChat(["Yes."])
    list(writer.write("When?", Past(), model, Sampling(), CancelToken()))
    assert model.asked[0][-1].text.startswith("[1] Article 2")


def test_what_writes_and_what_it_took_is_told(writer: Writer) -> None:
    model = ScriptedChat(["<think>Hm. Well.</think>The contract ends on 31 July 2027."])
    job = Job(lambda token: writer.write("When?", Past(), model, Sampling(), token))
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


def test_how_long_a_model_thought_is_kept(writer: Writer) -> None:
    class Slow(ScriptedChat):
        def chat_until(self, *given: object) -> Generator[str, None, None]:
            for piece in super().chat_until(*given):  # type: ignore[arg-type]
                time.sleep(0.02)
                yield piece

    model = Slow(["<think>Hm. Well.</think> Yes."])
    job = Job(lambda token: writer.write("When?", Past(), model, Sampling(), token))
    job.run()
    assert 0.02 <= job.result().usage.seconds_thinking < 5


def test_an_answer_that_reached_its_longest_length_says_so(writer: Writer) -> None:
    model = ScriptedChat(["one two three four"])
    job = Job(lambda token: writer.write("?", Past(), model, Sampling(max_tokens=2), token))
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


def test_a_long_conversation_is_summed_up_first(writer: Writer) -> None:
    model = ScriptedChat(["They talked of words.", "Yes."])
    noted: dict[int, str] = {}
    past = long_past(noted)
    list(writer.write("When?", past, model, Sampling(), CancelToken()))
    [(covers, summary)] = noted.items()
    assert summary == "They talked of words."
    system, first, *_ = model.asked[1]
    assert system.text.endswith(summary)
    assert first.text.startswith(f"turn{covers + 1} ")


def test_what_comes_next_is_prepared_after_an_answer(writer: Writer) -> None:
    model = ScriptedChat(["They talked of words."])
    noted: dict[int, str] = {}
    list(writer.settle(long_past(noted), model, Sampling(), CancelToken()))
    assert noted
    assert model.prepared[0].text.endswith("They talked of words.")
    assert model.prepared[-1].text.startswith("turn39 ")
