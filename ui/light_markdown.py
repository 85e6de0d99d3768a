"""The little Markdown that answers use, as plain spans that remember where they stood.

Only emphasis, headings, lists and code are understood. HTML is text like any other, pictures are
not loaded, and links become their words with the whole address behind them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.conversation import Sentence

Kind = Literal["paragraph", "heading", "bullet", "number", "code"]

_INLINE = re.compile(
    r"`(?P<code>[^`\n]+)`"
    r"|\*\*(?P<bold>\S(?:.*?\S)?)\*\*"
    r"|(?<![\w*])\*(?P<italic>[^\s*](?:[^*]*[^\s*])?)\*(?![\w*])"
    r"|!?\[(?P<label>[^\]\n]*)\]\((?P<address>[^)\s]+)[^)\n]*\)"
)
_HEADING = re.compile(r"#{1,6}\s+")
_BULLET = re.compile(r"(\s*)[-*•]\s+")
_NUMBER = re.compile(r"(\s*)(\d{1,3}[.)])\s+")


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text in one look; `start` and `end` are offsets in the source."""

    text: str
    start: int
    end: int
    bold: bool = False
    italic: bool = False
    code: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph of one kind. `marker` stands before list items."""

    kind: Kind
    spans: tuple[Span, ...]
    marker: str = ""
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Stretch:
    """Where a sentence stands in the text and which citation supports it."""

    start: int
    end: int
    citation: int | None


def blocks(text: str) -> list[Block]:
    """Return the paragraphs of a text."""
    found: list[Block] = []
    fenced = False
    for start, line in _lines(text):
        if line.lstrip().startswith("```"):
            fenced = not fenced
        elif fenced:
            found.append(Block("code", (Span(line, start, start + len(line), code=True),)))
        elif line.strip():
            found.append(_block(line, start))
    return found


def stretches(text: str, sentences: Sequence[Sentence]) -> tuple[str, list[Stretch]]:
    """Find each sentence in the text, in order.

    Returns:
        The text and the stretches in it. Where a sentence is not in the text word for word, the
        text returned is made of the sentences themselves.
    """
    found: list[Stretch] = []
    position = 0
    for sentence in sentences:
        words = sentence.text.strip()
        start = text.find(words, position) if words else -1
        if words and start < 0:
            return _joined(sentences)
        if words:
            position = start + len(words)
            found.append(Stretch(start, position, sentence.citation))
    return text, found


def _joined(sentences: Sequence[Sentence]) -> tuple[str, list[Stretch]]:
    text, found = "", []
    for sentence in sentences:
        words = sentence.text.strip()
        if words:
            text += " " if text else ""
            found.append(Stretch(len(text), len(text) + len(words), sentence.citation))
            text += words
    return text, found


def _lines(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for line in text.split("\n"):
        yield start, line.rstrip("\r")
        start += len(line) + 1


def _block(line: str, start: int) -> Block:
    if heading := _HEADING.match(line):
        return Block("heading", _spans(line, heading.end(), start))
    if bullet := _BULLET.match(line):
        depth = len(bullet[1]) // 2
        return Block("bullet", _spans(line, bullet.end(), start), "•", depth)
    if number := _NUMBER.match(line):
        depth = len(number[1]) // 2
        return Block("number", _spans(line, number.end(), start), number[2], depth)
    return Block("paragraph", _spans(line, len(line) - len(line.lstrip()), start))


def _spans(line: str, position: int, offset: int) -> tuple[Span, ...]:
    spans: list[Span] = []
    for match in _INLINE.finditer(line, position):
        if match.start() > position:
            spans.append(_plain(line, position, match.start(), offset))
        spans.append(_marked(match, offset))
        position = match.end()
    if position < len(line):
        spans.append(_plain(line, position, len(line), offset))
    return tuple(spans)


def _plain(line: str, start: int, end: int, offset: int) -> Span:
    return Span(line[start:end], offset + start, offset + end)


def _marked(match: re.Match[str], offset: int) -> Span:
    start, end = offset + match.start(), offset + match.end()
    if match["address"] is not None:
        label, address = match["label"], match["address"]
        return Span(f"{label} ({address})" if label else address, start, end)
    for look in ("code", "bold", "italic"):
        if match[look] is not None:
            return Span(match[look], start, end, **{look: True})
    raise AssertionError("one of the looks matched")
