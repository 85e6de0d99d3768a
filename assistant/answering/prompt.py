"""Question, passages and history -> messages for a language model, within its context.

System words and history come first and stay as they are from turn to turn, so that a model need
not evaluate them again; the passages of a question stand behind them, in its own message.
"""

from collections.abc import Callable, Sequence

from assistant.documents import Passage
from assistant.interfaces import ChatMessage

SYSTEM = "Answer only from the passages below. Reply in the language of the question."
MARGIN = 64
"""Tokens for the chat template's own marks."""


def build_messages(
    question: str,
    passages: Sequence[Passage],
    past: Sequence[ChatMessage],
    budget: int,
    count_tokens: Callable[[str], int],
) -> list[ChatMessage]:
    """Return messages that take at most `budget` tokens, dropping passages from the last one.

    For a question that is very long itself, the oldest of the history goes too.

    Args:
        question: What is asked now.
        passages: The best ones first.
        past: What comes first: the system's message and the history that fits.
        budget: Tokens for all of it.
        count_tokens: Of a text.
    """
    left = budget - MARGIN - count_tokens(f"Question: {question}")
    left -= sum(count_tokens(message.text) for message in past)
    past = list(past)
    while left < 0 and len(past) > 1:
        left += count_tokens(past.pop(1).text)
    blocks: list[str] = []
    for number, passage in enumerate(passages, 1):
        block = f"[{number}] {passage.chunk.text.strip()}\n"
        left -= count_tokens(block)
        if left < 0:
            break
        blocks.append(block)
    return [*past, ChatMessage("user", f"{''.join(blocks)}\nQuestion: {question}")]
