"""Stand-ins without native code, so that features can be tested alone."""

import re
import zlib
from collections.abc import Callable, Generator, Sequence

import numpy as np

from assistant.interfaces import ChatMessage, Excerpt, ModelFacts, Sampling, Spent, Stream, Vectors
from assistant.wording import Wording

_STAND_IN = Wording("It is a stand-in.", "대역이에요.")


class ScriptedChat:
    """A ChatModel that says what a test wrote down, and remembers what it was asked.

    It heeds a cancel too, as a model in a process of its own does.
    """

    memory_bytes = 3 << 30

    def __init__(self, answers: Sequence[str] = (), context_length: int = 4096) -> None:
        self._answers = list(answers)
        self._context_length = context_length
        self.asked: list[list[ChatMessage]] = []
        self.prepared: list[ChatMessage] = []
        self._spent = Spent()

    def enqueue(self, *answers: str) -> None:
        """Add answers; each call of `chat` takes the next one."""
        self._answers.extend(answers)

    def facts(self) -> ModelFacts:
        """Describe this stand-in."""
        return ModelFacts("scripted", "fake", self._context_length, 1, 0, _STAND_IN)

    def count_tokens(self, text: str) -> int:
        """Count words."""
        return len(text.split())

    def chat(self, messages: Sequence[ChatMessage], sampling: Sampling) -> Stream:
        """Stream the next answer word by word; without one it is an error of the test."""
        self.asked.append(list(messages))
        assert self._answers, f"no answer left for: {messages[-1].text!r}"
        pieces = re.findall(r"\S+\s*|\s+", self._answers.pop(0))
        written = pieces[: sampling.max_tokens]
        yield from written
        self._spent = Spent(1, 0, len(written), 1.0, len(pieces) > len(written))

    def spent(self) -> Spent:
        """Return made-up figures with the true count of pieces."""
        return self._spent

    def resume(self, conversation: str) -> None:
        """Do nothing: it keeps nothing in mind."""

    def prepare(self, messages: Sequence[ChatMessage]) -> Stream:
        """Remember what was prepared."""
        self.prepared = list(messages)
        yield from ()

    def load_until(self, is_cancelled: Callable[[], bool]) -> Generator[float, None, None]:
        """Be half loaded once."""
        yield 0.5

    def chat_until(
        self, messages: Sequence[ChatMessage], sampling: Sampling, is_cancelled: Callable[[], bool]
    ) -> Stream:
        """Like chat, until a cancel."""
        for piece in self.chat(messages, sampling):
            if is_cancelled():
                return
            yield piece

    def prepare_until(
        self, messages: Sequence[ChatMessage], is_cancelled: Callable[[], bool]
    ) -> Stream:
        """Like prepare."""
        yield from self.prepare(messages)

    def keep(self) -> None:
        """Do nothing, for the same reason."""


class HashEmbedder:
    """An Embedder whose vectors count hashed words: the same words, the same direction."""

    model_id = "fake"
    dimension = 256

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return (len(texts), 256) float32, L2-normalised."""
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        for row, text in zip(vectors, texts, strict=True):
            for word in re.findall(r"\w+", text.lower()) or [""]:
                # crc32, because hash() differs from process to process.
                row[zlib.crc32(word.encode()) % self.dimension] += 1
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


class PlainReranker:
    """A Reranker that has no opinion."""

    def rerank(
        self, question: str, excerpts: Sequence[Excerpt], cosines: Sequence[float]
    ) -> list[float]:
        """Return even odds for each."""
        return [0.0] * len(excerpts)


class PlainWords:
    """Words without Kiwi: split at spaces and at the end of sentences."""

    def morphemes(self, texts: Sequence[str]) -> list[list[str]]:
        """Return the words of each text, in lower case, without punctuation."""
        return [re.findall(r"\w+", text.lower()) for text in texts]

    def related(self, forms: Sequence[str]) -> list[list[str]]:
        """Return nothing: it knows no meanings."""
        return [[] for _ in forms]

    def translations(self, terms: Sequence[str]) -> list[list[str]]:
        """Return nothing, for the same reason."""
        return [[] for _ in terms]

    def glosses(self, texts: Sequence[str]) -> list[str]:
        """Return the texts: its embedder takes any language."""
        return list(texts)

    def sentences(self, texts: Sequence[str]) -> list[list[tuple[int, int]]]:
        """Return (start, end) of what ends in a full stop and the like, or at a line's end."""
        pattern = re.compile(r"\S[^\n]*?(?:[.!?。！？]+(?=\s|$)|(?=\n|$))")
        return [[found.span() for found in pattern.finditer(text)] for text in texts]
