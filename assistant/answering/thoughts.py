"""What a reasoning model thinks before it answers, told apart from the answer while it comes."""

from collections.abc import Iterable, Iterator

from assistant.jobs import Thought, Token

_MARKS = {
    "<think>": "</think>",
    "<thinking>": "</thinking>",
    "<thought>": "</thought>",
    "<reasoning>": "</reasoning>",
    "[THINK]": "[/THINK]",
}
"""What opens thoughts at the very beginning of a reply -> what closes them."""
_LONGEST = max(map(len, _MARKS))


def apart(pieces: Iterable[str]) -> Iterator[Thought | Token]:
    """Yield the pieces of a reply as thoughts or words; marks and empty pieces are left out.

    Only a reply that begins with thoughts has some: a mark further on is part of the answer.
    """
    coming = iter(pieces)
    start = ""
    for piece in coming:
        start = (start + piece).lstrip()
        if len(start) >= _LONGEST or not _may_open(start):
            break
    opened = next((mark for mark in _MARKS if start.startswith(mark)), None)
    if opened is not None:
        rest: list[str] = []
        yield from _thinking(start[len(opened) :], coming, _MARKS[opened], rest)
        start = "".join(rest)
    yield from _words(start, coming, bool(opened))


def _may_open(start: str) -> bool:
    return any(mark.startswith(start) for mark in _MARKS)


def _thinking(text: str, coming: Iterator[str], closing: str, rest: list[str]) -> Iterator[Thought]:
    """Yield thoughts up to the closing mark; what stands behind it goes to `rest`."""
    text, begun = text.lstrip(), False
    while closing not in text:
        # The end may be the beginning of the mark.
        keep = next((n for n in range(len(closing) - 1, 0, -1) if text.endswith(closing[:n])), 0)
        safe = text[: len(text) - keep].lstrip() if not begun else text[: len(text) - keep]
        if safe:
            begun = True
            yield Thought(safe)
        text = text[len(text) - keep :]
        piece = next(coming, None)
        if piece is None:
            if text:
                yield Thought(text)
            return
        text += piece
    thought, behind = text.split(closing, 1)
    if thought := thought.rstrip():
        yield Thought(thought)
    rest.append(behind)


def _words(text: str, coming: Iterator[str], trimmed: bool) -> Iterator[Token]:
    begun = not trimmed
    while True:
        if not begun:
            text = text.lstrip()
            begun = bool(text)
        if text:
            yield Token(text)
        piece = next(coming, None)
        if piece is None:
            return
        text = piece
