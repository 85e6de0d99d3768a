"""Plain chat: a model writes on from messages as they are, without the person's files."""

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing

from assistant.answering.history import NO_PAST
from assistant.answering.thoughts import apart
from assistant.answering.writer import Reply, Steps, StoppableChat, awake
from assistant.conversation import Answer
from assistant.interfaces import ChatMessage, Sampling
from assistant.jobs import CancelToken, JobCancelled, Thought, Token


class StopTexts:
    """Lets a reply pass until one of some texts stands in it; that text is left out."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self._held = ""
        self.is_found = False

    def passed(self, piece: str) -> str:
        """Return what may be shown; what may be the beginning of such a text is held back."""
        text = self._held + piece
        starts = [start for stop in self._texts if (start := text.find(stop)) >= 0]
        if starts:
            self.is_found, self._held = True, ""
            return text[: min(starts)]
        keep = max((_overlap(text, stop) for stop in self._texts), default=0)
        shown, self._held = text[: len(text) - keep], text[len(text) - keep :]
        return shown

    def rest(self) -> str:
        """Return at the end what was held back for nothing."""
        return self._held


def write_reply(
    model: StoppableChat,
    messages: Sequence[ChatMessage],
    sampling: Sampling,
    stops: Sequence[str],
    token: CancelToken,
) -> Steps:
    """Write until the model's own end, the most tokens, or one of the texts in `stops`."""
    reply, gate = Reply(time.monotonic()), StopTexts(stops)
    # What it has in mind of the person's own conversation is kept apart.
    facts = yield from awake(model, NO_PAST, token)
    with closing(model.chat_until(messages, sampling, lambda: token.is_cancelled)) as pieces:
        for piece in _gated(apart(pieces), gate):
            reply.add(piece)
            yield piece
    spent = model.spent()
    answer = Answer(
        question=messages[-1].text,
        text=reply.words,
        mode="model",
        found=False,
        usage=reply.usage(spent, facts, model.memory_bytes),
        stopped=token.is_cancelled,
        is_cut=spent.is_cut and not gate.is_found,
        thoughts=reply.thoughts.strip(),
    )
    if answer.stopped:
        raise JobCancelled(answer)
    return answer


def _gated(pieces: Iterable[Thought | Token], gate: StopTexts) -> Iterator[Thought | Token]:
    """Yield thoughts as they are, and words until a stop text."""
    for piece in pieces:
        if isinstance(piece, Thought):
            yield piece
        elif shown := gate.passed(piece.text):
            yield Token(shown)
        if gate.is_found:
            return
    if rest := gate.rest():
        yield Token(rest)


def _overlap(text: str, stop: str) -> int:
    """Return how much of the end of a text is the beginning of a stop."""
    most = min(len(text), len(stop) - 1)
    return next((n for n in range(most, 0, -1) if text.endswith(stop[:n])), 0)
