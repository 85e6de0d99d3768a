"""What a model is told of a conversation: all of it while it fits, then a summary and the rest.

It is cut back to half of its room at once, so that it then stays the same for many turns.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from assistant.answering.prompt import SYSTEM
from assistant.conversation import Message
from assistant.interfaces import ChatMessage
from assistant.library.language import language_of
from assistant.wording import Wording

_SHARE = 0.55
"""Of the budget; the rest is for the question and its passages."""
_LEAST_ROOM = 128
"""Tokens; in less no history is told at all."""
_MARKS = 8
"""Tokens around a message."""
_EARLIER = "Earlier in this conversation, in short: "
_SUMMARISE = Wording(
    "Summarise our conversation so far in at most 100 words. Keep names, numbers and decisions.",
    "지금까지의 대화를 100단어 이내로 요약해 줘. 이름과 숫자, 결정한 것은 남겨 줘.",
)
SUMMARY_TOKENS = 256


def _forget(message_id: int, summary: str) -> None:
    """Note nothing."""


@dataclass(frozen=True, slots=True)
class Past:
    """What was said before a question."""

    messages: Sequence[Message] = ()
    """Oldest first."""
    conversation: str = ""
    """The name under which a model remembers it; empty where it shall not."""
    note_summary: Callable[[int, str], None] = field(default=_forget)
    """Told of a summary that was made: the id of the last message in it, and its text."""


NO_PAST = Past()


@dataclass(frozen=True, slots=True)
class Outline:
    """A history for a model."""

    messages: tuple[ChatMessage, ...]
    """The system's, with the summary of what came earlier, then the turns since."""
    covers: int | None
    """The message up to which a new summary must reach before the history fits; None if it fits."""


def outline(history: Sequence[Message], budget: int, count_tokens: Callable[[str], int]) -> Outline:
    """Return what a model is told of a conversation.

    Args:
        history: The turns, oldest first; some carry a summary of all up to them.
        budget: Tokens for the whole prompt.
        count_tokens: Of a text.
    """
    summarised = max((n for n, m in enumerate(history) if m.summary is not None), default=-1)
    summary = history[summarised].summary if summarised >= 0 else ""
    system = f"{SYSTEM}\n\n{_EARLIER}{summary}" if summary else SYSTEM
    room = int(budget * _SHARE) - count_tokens(system)
    if room < _LEAST_ROOM:
        return Outline((ChatMessage("system", SYSTEM),), None)
    turns = _from_person(history[summarised + 1 :])
    sizes = [count_tokens(turn.text) + _MARKS for turn in turns]
    messages = (ChatMessage("system", system), *(ChatMessage(m.role, m.text) for m in turns))
    if sum(sizes) <= room:
        return Outline(messages, None)
    kept, left = len(turns), room // 2
    while kept > 0 and sizes[kept - 1] <= left:
        kept -= 1
        left -= sizes[kept]
    while kept < len(turns) and turns[kept].role == "assistant":
        kept += 1
    return Outline(messages, turns[kept - 1].id)


def summarising(
    told: Outline, budget: int, count_tokens: Callable[[str], int]
) -> list[ChatMessage]:
    """Return messages that ask for a summary of what was told, without the oldest if too long.

    What the model has in mind is used: only the wish itself is new to it.
    """
    system, *turns = told.messages
    wish = ChatMessage("user", _SUMMARISE.in_language(language_of(turns[-1].text)))
    left = budget - sum(count_tokens(m.text) + _MARKS for m in (*told.messages, wish))
    while turns and left < 0:
        left += count_tokens(turns.pop(0).text) + _MARKS
    while turns and turns[0].role == "assistant":
        turns.pop(0)
    return [system, *turns, wish]


def _from_person(turns: Sequence[Message]) -> Sequence[Message]:
    # A conversation for a model begins with the person.
    return turns[1:] if turns and turns[0].role == "assistant" else turns
