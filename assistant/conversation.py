"""What is said: messages, answers with their sentences and citations, conversations."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from assistant.documents import Citation

Role = Literal["user", "assistant"]
Mode = Literal["quote", "model", "catalogue", "table", "command"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an answer and the mark of the citation that supports it."""

    text: str
    citation: int | None
    """`Citation.n`, or None where nothing in the files supports the sentence."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What the answer cost."""

    seconds: float = 0.0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    seconds_to_first_token: float = 0.0
    seconds_thinking: float = 0.0
    """From the first thought to the first word of the answer."""
    cached_tokens: int = 0
    """Of the prompt: those that the model had still in mind and did not read again."""
    tokens_per_second: float = 0.0
    """Of writing, without the reading before it."""
    n_layers: int = 0
    gpu_layers: int = 0
    memory_bytes: int = 0
    """What the model's process held at the end."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to one question. Where `found` is false, `citations` are the nearest places."""

    question: str
    text: str
    mode: Mode
    found: bool
    sentences: tuple[Sentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    usage: Usage = field(default_factory=Usage)
    stopped: bool = False
    """The person stopped it before its end."""
    is_cut: bool = False
    """It reached the longest length allowed before its end."""
    thoughts: str = ""
    """What a reasoning model thought before it answered; shown folded, never checked or quoted."""


@dataclass(frozen=True, slots=True)
class Message:
    """One turn. A message of the assistant carries its answer."""

    id: int
    role: Role
    text: str
    created_at: datetime
    answer: Answer | None = None
    summary: str | None = None
    """Of the conversation up to here, as a model was told it when all no longer fitted."""
    parent_id: int | None = None
    """What it follows; None at the beginning."""
    versions: tuple[int, ...] = ()
    """The ids of all messages that were said in this place, itself among them, oldest first."""

    @property
    def version(self) -> int:
        """Which of its versions it is, from 1."""
        return self.versions.index(self.id) + 1 if self.versions else 1


@dataclass(frozen=True, slots=True)
class ConversationSummary:
    """One line of the conversation list."""

    id: int
    title: str
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation with the messages of one branch in order."""

    id: int
    title: str
    created_at: datetime
    messages: tuple[Message, ...] = ()
