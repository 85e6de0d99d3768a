"""Answerer: one question -> one answer, quoted or written by a model and checked by code."""

import time
from collections.abc import Callable, Generator, Sequence
from typing import Protocol

from assistant.answering.prompt import build_messages
from assistant.answering.quoting import Candidate, Quoter, choose, perhaps
from assistant.conversation import Answer, Message, Sentence, Usage
from assistant.documents import Citation, Passage
from assistant.grounding.evidence import Evidence, Statement
from assistant.grounding.sentences import SentenceSplitter
from assistant.grounding.support import supporting
from assistant.interfaces import ChatMessage, ChatModel, ModelFacts, Sampling
from assistant.jobs import CancelToken, JobCancelled, Progress, Token
from assistant.library.language import language_of
from assistant.library.retrieval import Retriever
from assistant.wording import Wording

NOT_FOUND = Wording(
    "I did not find this in your files. These are the nearest places.",
    "내 서류에서는 찾지 못했어요. 가장 가까운 곳은 다음과 같아요.",
)
NOT_SURE = Wording(
    "I am not sure that your files answer this. This comes nearest:",
    "서류에 답이 있는지 확실하지 않아요. 가장 가까운 문장은 다음과 같아요.",
)
NOTHING_NEAR = Wording(
    "I did not find this in your files.",
    "내 서류에서는 찾지 못했어요.",
)
EMPTY_LIBRARY = Wording(
    "There are no papers to look in yet. Add a folder, and ask again once it is read.",
    "아직 읽은 서류가 없어요. 폴더를 추가하고 다 읽은 뒤에 다시 물어봐 주세요.",
)
_RETRIEVED = 10
_PASSAGES_FOR_MODEL = 5
_NEAREST = 3

Steps = Generator[Progress | Token, None, Answer]


class StoppableChat(ChatModel, Protocol):
    """A language model that also notices a cancel before its first token, and while it wakes."""

    def facts_until(self, is_cancelled: Callable[[], bool]) -> ModelFacts | None:
        """Load the model and describe it; None after a cancel."""
        ...

    def chat_until(
        self,
        messages: Sequence[ChatMessage],
        sampling: Sampling,
        is_cancelled: Callable[[], bool],
    ) -> Generator[str, None, None]:
        """Stream the reply until its end or a cancel."""
        ...


class Answerer:
    """Answers from the person's files."""

    def __init__(
        self, retriever: Retriever, evidence: Evidence, splitter: SentenceSplitter, quoter: Quoter
    ) -> None:
        self._retriever = retriever
        self._evidence = evidence
        self._splitter = splitter
        self._quoter = quoter

    def quote(self, question: str, token: CancelToken) -> Steps:
        """Answer with sentences of the files."""
        started = time.monotonic()
        yield Progress(0, None, Wording("Looking in your files", "서류에서 찾고 있어요"))
        passages = self._retriever.retrieve(question, _RETRIEVED)
        token.raise_if_cancelled()
        candidates = self._quoter.candidates(question, passages)
        token.raise_if_cancelled()
        chosen = choose(candidates)
        usage = Usage(seconds=time.monotonic() - started)
        if not chosen:
            return _not_found(question, candidates, usage)
        citations = tuple(c.statement.citation(n) for n, c in enumerate(chosen, 1))
        sentences = _quoted(citations)
        text = "\n".join(sentence.text for sentence in sentences)
        return Answer(question, text, "quote", True, sentences, citations, usage)

    def write(
        self,
        question: str,
        history: Sequence[Message],
        model: StoppableChat,
        sampling: Sampling,
        token: CancelToken,
        begun: str = "",
    ) -> Steps:
        """Let the model write, or write on, and check each of its sentences against the files."""
        started = time.monotonic()
        yield Progress(0, None, Wording("Looking in your files", "서류에서 찾고 있어요"))
        passages = self._retriever.retrieve(question, _PASSAGES_FOR_MODEL)
        token.raise_if_cancelled()
        yield Progress(0, None, Wording("Waking the language model", "언어 모델을 깨우고 있어요"))
        facts = model.facts_until(lambda: token.is_cancelled)
        if facts is None:
            raise JobCancelled
        budget = facts.context_length - sampling.max_tokens - model.count_tokens(begun)
        messages = build_messages(question, passages, history, budget, model.count_tokens)
        if begun:
            messages.append(ChatMessage("assistant", begun))
        pieces: list[str] = []
        first_s = 0.0
        for piece in model.chat_until(messages, sampling, lambda: token.is_cancelled):
            if piece:
                first_s = first_s or time.monotonic() - started
                pieces.append(piece)
                yield Token(piece)
        usage = Usage(time.monotonic() - started, 0, len(pieces), first_s)
        text = begun + "".join(pieces)
        return self._checked(question, text, passages, usage, token.is_cancelled)

    def _checked(
        self, question: str, text: str, passages: Sequence[Passage], usage: Usage, stopped: bool
    ) -> Answer:
        statements = self._evidence.statements(passages)
        spans = self._splitter.split([text])[0]
        citations: list[Citation] = []
        sentences = []
        for start, end in spans:
            source = supporting(text[start:end], statements, self._evidence)
            mark = _mark(source, citations) if source else None
            sentences.append(Sentence(text[start:end], mark))
        found = bool(citations)
        if not found:
            citations = _nearest(self._quoter.candidates(question, passages))
        return Answer(
            question, text, "model", found, tuple(sentences), tuple(citations), usage, stopped
        )


def _one_line(quote: str) -> str:
    # The quote keeps the line ends of its page; read aloud or in a bubble they only disturb.
    return " ".join(quote.split())


def _mark(source: Statement, citations: list[Citation]) -> int:
    """Return the mark of the source, adding its citation if it is new."""
    fresh = source.citation(len(citations) + 1)
    for known in citations:
        if (known.path, known.page, known.start) == (fresh.path, fresh.page, fresh.start):
            return known.n
    citations.append(fresh)
    return fresh.n


def _quoted(citations: Sequence[Citation]) -> tuple[Sentence, ...]:
    return tuple(Sentence(_one_line(citation.quote), citation.n) for citation in citations)


def _not_found(question: str, candidates: Sequence[Candidate], usage: Usage) -> Answer:
    language = language_of(question)
    if likely := perhaps(candidates):
        citations = tuple(_nearest(likely))
        sentences = _quoted(citations)
        text = "\n".join([NOT_SURE.in_language(language), *(s.text for s in sentences)])
        return Answer(question, text, "quote", False, sentences, citations, usage)
    nearest = tuple(_nearest(candidates))
    words = NOT_FOUND if nearest else NOTHING_NEAR
    return Answer(question, words.in_language(language), "quote", False, (), nearest, usage)


def _nearest(candidates: Sequence[Candidate]) -> list[Citation]:
    """Return one citation for each of the nearest files."""
    best: dict[object, Statement] = {}
    for candidate in candidates:
        best.setdefault(candidate.statement.passage.path, candidate.statement)
    return [s.citation(n) for n, s in enumerate(list(best.values())[:_NEAREST], 1)]
