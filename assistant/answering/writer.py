"""Writer: one question -> one answer written by a model and checked by code."""

import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import replace
from typing import Protocol

from assistant.answering.answerer import nearest
from assistant.answering.history import SUMMARY_TOKENS, Past, outline, summarising
from assistant.answering.prompt import build_messages
from assistant.answering.quoting import Quoter
from assistant.answering.thoughts import apart
from assistant.conversation import Answer, Sentence, Usage
from assistant.documents import Citation, Passage
from assistant.grounding.evidence import Evidence, Statement
from assistant.grounding.sentences import SentenceSplitter
from assistant.grounding.support import supporting
from assistant.interfaces import ChatMessage, ChatModel, ModelFacts, Sampling, Spent
from assistant.jobs import CancelToken, Progress, Thought, Token, Writing
from assistant.library.retrieval import Retriever
from assistant.wording import Wording

_PASSAGES = 5
_WAKING = Wording("Waking the language model", "언어 모델을 깨우고 있어요")

Steps = Generator[Progress | Token | Thought | Writing, None, Answer]


class StoppableChat(ChatModel, Protocol):
    """A language model that also notices a cancel before its first token, and while it wakes."""

    @property
    def memory_bytes(self) -> int:
        """What its process holds now."""
        ...

    def load_until(self, is_cancelled: Callable[[], bool]) -> Generator[float, None, None]:
        """Load the model if needed, yielding how much of it is there, from 0 to 1."""
        ...

    def chat_until(
        self,
        messages: Sequence[ChatMessage],
        sampling: Sampling,
        is_cancelled: Callable[[], bool],
    ) -> Generator[str, None, None]:
        """Stream the reply until its end or a cancel."""
        ...

    def prepare_until(
        self, messages: Sequence[ChatMessage], is_cancelled: Callable[[], bool]
    ) -> Generator[str, None, None]:
        """Evaluate what a next question begins with, until done or a cancel."""
        ...


class Writer:
    """Lets a model answer from the person's files."""

    def __init__(
        self, retriever: Retriever, evidence: Evidence, splitter: SentenceSplitter, quoter: Quoter
    ) -> None:
        self._retriever = retriever
        self._evidence = evidence
        self._splitter = splitter
        self._quoter = quoter

    def write(
        self,
        question: str,
        past: Past,
        model: StoppableChat,
        sampling: Sampling,
        token: CancelToken,
        begun: str = "",
    ) -> Steps:
        """Let the model write, or write on, and check each of its sentences against the files."""
        started = time.monotonic()
        yield Progress(0, None, Wording("Looking in your files", "서류에서 찾고 있어요"))
        passages = self._retriever.retrieve(question, _PASSAGES)
        token.raise_if_cancelled()
        yield Progress(0, None, _WAKING)
        facts = yield from awake(model, past, token)
        told, budget = yield from self._told(past, facts, model, sampling, token)
        budget -= model.count_tokens(begun)
        messages = build_messages(question, passages, told, budget, model.count_tokens)
        if begun:
            messages.append(ChatMessage("assistant", begun))
        yield Writing(facts.n_layers, facts.gpu_layers, facts.why_no_gpu, model.memory_bytes)
        reply = Reply(started)
        coming = model.chat_until(messages, sampling, lambda: token.is_cancelled)
        # What goes on from other words has no thoughts to open, and may begin with a space.
        for piece in map(Token, filter(None, coming)) if begun else apart(coming):
            reply.add(piece)
            yield piece
        spent = model.spent()
        usage = reply.usage(spent, facts, model.memory_bytes)
        return replace(
            self._checked(question, begun + reply.words, passages, usage),
            thoughts=reply.thoughts.strip(),
            stopped=token.is_cancelled,
            is_cut=spent.is_cut and not token.is_cancelled,
        )

    def settle(
        self, past: Past, model: StoppableChat, sampling: Sampling, token: CancelToken
    ) -> Generator[Progress, None, None]:
        """After an answer: let the model read what a next question begins with."""
        facts = yield from awake(model, past, token)
        told, _ = yield from self._told(past, facts, model, sampling, token)
        for _ in model.prepare_until(told, lambda: token.is_cancelled):
            pass

    def _told(
        self,
        past: Past,
        facts: ModelFacts,
        model: StoppableChat,
        sampling: Sampling,
        token: CancelToken,
    ) -> Generator[Progress, None, tuple[Sequence[ChatMessage], int]]:
        """Return the history that fits, summarised if it must be, and the budget of the prompt."""
        budget = facts.context_length - min(sampling.max_tokens, facts.context_length // 3)
        told = outline(past.messages, budget, model.count_tokens)
        if told.covers is None:
            return told.messages, budget
        yield Progress(
            0, None, Wording("Summing up what was said before", "앞의 대화를 요약하고 있어요")
        )
        wish = summarising(told, budget - SUMMARY_TOKENS, model.count_tokens)
        short = Sampling(max_tokens=min(SUMMARY_TOKENS, budget // 4))
        written = apart(model.chat_until(wish, short, lambda: token.is_cancelled))
        summary = "".join(piece.text for piece in written if isinstance(piece, Token)).strip()
        token.raise_if_cancelled()
        past.note_summary(told.covers, summary)
        shorter = [replace(m, summary=summary) if m.id == told.covers else m for m in past.messages]
        return outline(shorter, budget, model.count_tokens).messages, budget

    def _checked(
        self, question: str, text: str, passages: Sequence[Passage], usage: Usage
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
            citations = nearest(self._quoter.candidates(question, passages))
        return Answer(question, text, "model", found, tuple(sentences), tuple(citations), usage)


class Reply:
    """What came of a reply so far, and when."""

    def __init__(self, started: float) -> None:
        """Begin, with the moment of the question on the monotonic clock."""
        self._started = started
        self.words, self.thoughts = "", ""
        self.first_s = self.first_word_s = 0.0

    def add(self, piece: Thought | Token) -> None:
        """Add what came now."""
        passed = time.monotonic() - self._started
        self.first_s = self.first_s or passed
        if isinstance(piece, Thought):
            self.thoughts += piece.text
        else:
            self.first_word_s = self.first_word_s or passed
            self.words += piece.text

    def usage(self, spent: Spent, facts: ModelFacts, memory_bytes: int) -> Usage:
        """Return what it took, at its end."""
        later = spent.completion_tokens - 1  # the clock runs from the first token
        seconds = time.monotonic() - self._started
        thinking_s = (self.first_word_s or seconds) - self.first_s if self.thoughts else 0.0
        return Usage(
            seconds=seconds,
            prompt_tokens=spent.prompt_tokens,
            completion_tokens=spent.completion_tokens,
            seconds_to_first_token=self.first_s,
            cached_tokens=spent.cached_tokens,
            tokens_per_second=later / spent.seconds if spent.seconds else 0.0,
            n_layers=facts.n_layers,
            gpu_layers=facts.gpu_layers,
            memory_bytes=memory_bytes,
            seconds_thinking=thinking_s,
        )


def awake(
    model: StoppableChat, past: Past, token: CancelToken
) -> Generator[Progress, None, ModelFacts]:
    """Load the model and turn it to the conversation."""
    for share in model.load_until(lambda: token.is_cancelled):
        yield Progress(round(100 * share), 100, _WAKING)
    token.raise_if_cancelled()
    facts = model.facts()
    model.resume(past.conversation)
    return facts


def _mark(source: Statement, citations: list[Citation]) -> int:
    """Return the mark of the source, adding its citation if it is new."""
    fresh = source.citation(len(citations) + 1)
    for known in citations:
        if (known.path, known.page, known.start) == (fresh.path, fresh.page, fresh.start):
            return known.n
    citations.append(fresh)
    return fresh.n
