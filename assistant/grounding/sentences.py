"""SentenceSplitter: text -> spans of sentences; a line end is always a sentence end."""

import re
from collections.abc import Sequence

from assistant.interfaces import Words
from assistant.library.language import has_hangul

Span = tuple[int, int]

_LINE = re.compile(r"[^\n]+")
# Bullets, numbering and table bars lead a line but are no part of what it says.
_LEAD = re.compile(r"(?:(?:[-*+•·>|#]+|\[[ x]\])[ \t]+)+")
_ENGLISH_END = re.compile(
    r"(?<!\bMr\.)(?<!\bMs\.)(?<!\bDr\.)(?<!\bMrs\.)(?<!\be\.g\.)(?<!\bi\.e\.)"
    r"(?<=[.!?])(?:[\"')\]]*\s+(?=[\"'(\[]?[A-Z])|(?<!\bNo\.)\s+(?=\d))"
)


class SentenceSplitter:
    """Finds sentences in both languages."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def split(self, texts: Sequence[str]) -> list[list[Span]]:
        """Return for each text the spans of its sentences, trimmed, in order, never empty."""
        lines = [_lines(text) for text in texts]
        korean = [
            text[start:end]
            for text, spans in zip(texts, lines, strict=True)
            for start, end in spans
            if has_hangul(text[start:end])
        ]
        answers = iter(self._words.sentences(korean) if korean else [])
        return [
            [
                (start + a, start + b)
                for start, end in spans
                for a, b in (
                    next(answers) if has_hangul(text[start:end]) else _english(text[start:end])
                )
                if b > a
            ]
            for text, spans in zip(texts, lines, strict=True)
        ]


def _lines(text: str) -> list[Span]:
    spans = []
    for match in _LINE.finditer(text):
        line = match.group()
        start = match.start() + len(line) - len(line.lstrip())
        lead = _LEAD.match(text, start)
        if lead and lead.end() < match.end():
            start = lead.end()
        end = match.start() + len(line.rstrip())
        if end > start:
            spans.append((start, end))
    return spans


def _english(line: str) -> list[Span]:
    spans, start = [], 0
    for gap in _ENGLISH_END.finditer(line):
        spans.append((start, gap.start() + len(gap.group().rstrip())))
        start = gap.end()
    spans.append((start, len(line)))
    return spans
