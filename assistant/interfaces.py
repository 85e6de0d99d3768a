"""What the features expect of an engine; `assistant.engines` holds real ones and fakes."""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.documents import NO_HINT, Hint, Page, ReadDocument
from assistant.wording import Wording

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """One message for a language model."""

    role: Literal["system", "user", "assistant"]
    text: str


@dataclass(frozen=True, slots=True)
class Sampling:
    """How a language model chooses its words."""

    temperature: float = 0.0
    top_p: float = 0.95
    max_tokens: int = 512
    seed: int = 7
    top_k: int = 40
    """Tokens to choose among."""
    min_p: float = 0.05
    """Of the most likely token's probability; what is less likely is never chosen."""
    json_schema: str = ""
    """What the reply must be; empty leaves it free."""
    lookup: bool = True
    """Whether repetitions may be guessed to save time; the tokens chosen stay the same."""


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """What a loaded language model says of itself."""

    name: str
    architecture: str
    context_length: int
    """Tokens."""
    n_layers: int
    gpu_layers: int
    why_no_gpu: Wording | None
    """Why not all layers run on the graphics card; None where they do."""


@dataclass(frozen=True, slots=True)
class Spent:
    """What the last reply of a language model took."""

    prompt_tokens: int = 0
    cached_tokens: int = 0
    """Of the prompt: those evaluated before and used again."""
    completion_tokens: int = 0
    seconds: float = 0.0
    """Of writing, from the first token to the last."""
    is_cut: bool = False
    """It reached `max_tokens` or the end of the context before its own end."""


class ChatModel(Protocol):
    """A language model. Calls come one at a time."""

    def facts(self) -> ModelFacts:
        """Load the model if needed and describe it.

        Raises:
            ModelError: The file is missing, damaged, or no model.
        """
        ...

    def count_tokens(self, text: str) -> int:
        """Return how many tokens the text takes."""
        ...

    def chat(self, messages: Sequence[ChatMessage], sampling: Sampling) -> Iterator[str]:
        """Stream the reply in pieces that join to the whole text.

        Where the last message is the assistant's own, the reply goes on from its end.

        Raises:
            PromptTooLong: The messages do not fit into the context.
            ModelError: The model cannot be loaded, or the schema not be kept to.
        """
        ...

    def spent(self) -> Spent:
        """Return what the last reply took; it need not have come to its end."""
        ...

    def resume(self, conversation: str) -> None:
        """Turn to a conversation: what was evaluated for it before a restart is used again.

        Args:
            conversation: Any name that may be part of a file's; empty for none.
        """
        ...

    def prepare(self, messages: Sequence[ChatMessage]) -> Iterator[str]:
        """Evaluate what a next question after these messages begins with; yields empty pieces."""
        ...

    def keep(self) -> None:
        """Write what was evaluated for the conversation, for `resume` after a restart."""
        ...


class Embedder(Protocol):
    """Turns text into vectors."""

    model_id: str
    """Recorded with each vector; vectors of different models are never mixed."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return (len(texts), dimension) float32, L2-normalised."""
        ...


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A sentence with what stands around it."""

    title: str
    """Of its file or part."""
    before: str
    text: str
    after: str


class Reranker(Protocol):
    """Reads sentences beside a question."""

    def rerank(
        self, question: str, excerpts: Sequence[Excerpt], cosines: Sequence[float]
    ) -> list[float]:
        """Return the log-odds that each sentence answers, against that none of them does.

        Args:
            question: What was asked.
            excerpts: The sentences.
            cosines: Of the embedder's vectors of the question and each sentence's text.
        """
        ...


class Words(Protocol):
    """Knows the words and sentences of a language without spaces one can trust."""

    def morphemes(self, texts: Sequence[str]) -> list[list[str]]:
        """Return the content morphemes of each text, in order, dictionary forms."""
        ...

    def related(self, forms: Sequence[str]) -> list[list[str]]:
        """Return for each dictionary form others of nearly its meaning; none for unknown ones."""
        ...

    def translations(self, terms: Sequence[str]) -> list[list[str]]:
        """Return what Korean dictionary forms are called in English, and English stems in Korean.

        English as stems; several words are one phrase.
        """
        ...

    def glosses(self, texts: Sequence[str]) -> list[str]:
        """Return each text said in English word by word, for an engine that knows no more."""
        ...

    def sentences(self, texts: Sequence[str]) -> list[list[tuple[int, int]]]:
        """Return the (start, end) character spans of the sentences of each text."""
        ...


class Reader(Protocol):
    """Reads one file at a time."""

    def read(self, path: Path, hint: Hint = NO_HINT) -> ReadDocument:
        """Return the text of a file by page.

        Raises:
            DocumentError: It cannot be read; the error's reason says why.
        """
        ...

    def read_scanned(self, path: Path, number: int, hint: Hint = NO_HINT) -> Page:
        """Return a page (from 1) whose text is read off its picture; it may be empty.

        Raises:
            DocumentError: It cannot be read; the error's reason says why.
        """
        ...


class NearestNeighbours(Protocol):
    """A search structure over vectors; a cache, never the truth."""

    def ids(self) -> list[int]:
        """Return every id it holds."""
        ...

    def add(self, ids: Sequence[int], vectors: Vectors) -> None:
        """Add vectors, (n, dimension) float32, or replace those with the same id."""
        ...

    def remove(self, ids: Sequence[int]) -> None:
        """Remove ids; unknown ones are ignored."""
        ...

    def search(self, vectors: Vectors, count: int) -> list[list[tuple[int, float]]]:
        """Return for each row the nearest (id, cosine similarity), best first."""
        ...


Stream = Generator[str, None, None]
