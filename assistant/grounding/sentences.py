"""SentenceSplitter: text -> spans of sentences.

A line end is a sentence end, but where a margin broke a full line in the middle of a sentence.
"""

import re
from collections.abc import Sequence

from assistant.interfaces import Words
from assistant.library.language import has_hangul

Span = tuple[int, int]

_LINE = re.compile(r"[^\n]+")
# Bullets, numbering and table bars lead a line but are no part of what it says.
_LEAD = re.compile(r"(?:(?:[-*+•·>|#]+|\[[ x]\])[ \t]+)+")
# A line this full that ends in the middle of a sentence was broken by the margin (PDF, mail).
_FULL_LINE = 0.72
_NARROWEST_PARAGRAPH = 45
_FINISHED = re.compile(r"[.!?:;。…][\"')\]]*$")
_STARTS_ANEW = re.compile(r"\s*(?:[-*+•·>|#①-⑳]|\(?\d+[.)]|제\s?\d+\s?조)\s*")
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
    """Return the spans of the lines, those that were only wrapped joined with the next."""
    spans: list[Span] = []
    found = [match.span() for match in _LINE.finditer(text)]
    widest = max((_width(text[start:end]) for start, end in found), default=0)
    is_open = False
    for start, end in found:
        span = _trimmed(text, start, end)
        if span is None:
            is_open = False
            continue
        directly_below = bool(spans) and text[spans[-1][1] : start].count("\n") == 1
        if is_open and directly_below and not _STARTS_ANEW.match(text, start):
            spans[-1] = (spans[-1][0], span[1])
        else:
            spans.append(span)
        is_open = _is_wrapped(text[start:end].rstrip(), widest)
    return spans


def _trimmed(text: str, start: int, end: int) -> Span | None:
    start = end - len(text[start:end].lstrip())
    lead = _LEAD.match(text, start, end)
    if lead and lead.end() < end:
        start = end - len(text[lead.end() : end].lstrip())
    end = start + len(text[start:end].rstrip())
    return (start, end) if end > start else None


def _is_wrapped(line: str, widest: int) -> bool:
    if widest < _NARROWEST_PARAGRAPH or " | " in line:
        return False
    return _width(line) >= _FULL_LINE * widest and not _FINISHED.search(line)


def _width(line: str) -> int:
    # Korean letters are twice as wide as Latin ones.
    return len(line) + sum(character >= "\u1100" for character in line)


def _english(line: str) -> list[Span]:
    spans, start = [], 0
    for gap in _ENGLISH_END.finditer(line):
        if line[start : gap.start()].strip(" .").isdigit():
            continue  # the number of a heading or of a point
        spans.append((start, gap.start() + len(gap.group().rstrip())))
        start = gap.end()
    spans.append((start, len(line)))
    return spans
