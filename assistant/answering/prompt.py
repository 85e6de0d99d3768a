"""Question, passages and history -> messages for a language model, within its context."""

from collections.abc import Callable, Sequence

from assistant.conversation import Message
from assistant.documents import Passage
from assistant.interfaces import ChatMessage

_SYSTEM = "Answer only from the passages below. Reply in the language of the question."
# Room for the chat template's own marks.
_MARGIN = 64
_MOST_TURNS = 4


def build_messages(
    question: str,
    passages: Sequence[Passage],
    history: Sequence[Message],
    budget: int,
    count_tokens: Callable[[str], int],
) -> list[ChatMessage]:
    """Return messages that take at most `budget` tokens, dropping passages from the last one.

    The newest turns of the history come along only where passages leave room for them.
    """
    left = budget - _MARGIN - count_tokens(_SYSTEM) - count_tokens(f"Question: {question}")
    blocks: list[str] = []
    for number, passage in enumerate(passages, 1):
        block = f"[{number}] {passage.chunk.text.strip()}\n"
        left -= count_tokens(block)
        if left < 0:
            break
        blocks.append(block)
    past = _recent(history, left, count_tokens)
    asked = f"{''.join(blocks)}\nQuestion: {question}"
    return [ChatMessage("system", _SYSTEM), *past, ChatMessage("user", asked)]


def _recent(
    history: Sequence[Message], budget: int, count_tokens: Callable[[str], int]
) -> list[ChatMessage]:
    chosen: list[ChatMessage] = []
    for message in reversed(history[-2 * _MOST_TURNS :]):
        budget -= count_tokens(message.text) + 8
        if budget < 0:
            break
        chosen.insert(0, ChatMessage(message.role, message.text))
    # A conversation for a model begins with the person.
    return chosen[1:] if chosen and chosen[0].role == "assistant" else chosen
