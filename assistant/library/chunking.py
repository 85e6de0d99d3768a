"""Cuts pages into chunks of about the size an embedder takes in; pure functions."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from assistant.documents import Chunk, Page

BUDGET = 700
"""Most a chunk should cost: 700 letters of English, 350 syllables of Korean."""

_PARAGRAPH_END = re.compile(r"(?:\r\n|\n|\r)(?:[^\S\r\n]*(?:\r\n|\n|\r))+|\f")
_LINE_END = re.compile(r"\r\n|\n|\r")
_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’)\]」』]*(?:\s+|(?<=[。！？]))")
_SPACES = re.compile(r"\s+")
_CELL = " | "


class _Span(NamedTuple):
    start: int
    end: int


class _Unit(NamedTuple):
    span: _Span
    cost: int
    is_heading: bool


def chunks_of(pages: Sequence[Page]) -> list[Chunk]:
    """Return the chunks of all pages in order; none is blank, none crosses a page.

    Together they hold every character that is not whitespace, each exactly once.
    """
    return [chunk for page in pages for chunk in _chunks_of_page(page)]


def _chunks_of_page(page: Page) -> Iterator[Chunk]:
    starts = [place.start for place in page.places]
    for start, end in _merged(_units(page)):
        at = bisect_right(starts, start)
        place = page.places[at - 1].heading if at else None
        yield Chunk(start, end, page.text[start:end], page.number, place, page.is_ocr)


def _merged(units: Iterator[_Unit]) -> Iterator[_Span]:
    """Join neighbours up to the budget; a heading begins a chunk and keeps what follows it."""
    start, end, cost, only_headings = -1, -1, 0, True
    for unit in units:
        if only_headings:
            full = cost + unit.cost > BUDGET and (unit.is_heading or cost > BUDGET // 2)
        else:
            full = unit.is_heading or cost + unit.cost > BUDGET
        if start >= 0 and full:
            yield _Span(start, end)
            start, cost, only_headings = -1, 0, True
        start = unit.span.start if start < 0 else start
        end, cost = unit.span.end, cost + unit.cost
        only_headings = only_headings and unit.is_heading
    if start >= 0:
        yield _Span(start, end)


def _units(page: Page) -> Iterator[_Unit]:
    """Yield what is never cut further, in order: headings, paragraphs, rows, sentences, words."""
    for section, is_heading in _sections(page):
        for paragraph in _split(page.text, section, _PARAGRAPH_END):
            for span in _fitting(page.text, paragraph):
                yield _Unit(span, _cost(page.text, span), is_heading)


def _sections(page: Page) -> Iterator[tuple[_Span, bool]]:
    """Yield the headings and what lies between them."""
    at = 0
    for place in page.places:
        end = place.start + len(place.heading)
        if place.start < at or page.text[place.start : end] != place.heading:
            continue
        yield _Span(at, place.start), False
        yield _Span(place.start, end), True
        at = end
    yield _Span(at, len(page.text)), False


def _fitting(text: str, span: _Span) -> Iterator[_Span]:
    """Cut a paragraph only as far as it must be to fit, where it hurts least."""
    ends = (_SENTENCE_END, _LINE_END, _SPACES)
    if _CELL in text[span.start : span.end]:
        ends = (_LINE_END, _SENTENCE_END, _SPACES)
    at = span.start
    while at < span.end:
        end = _fitting_end(text, at, span.end)
        cut = end if end == span.end else _best_cut(text, at, end, ends)
        yield from _trimmed(text, _Span(at, cut))
        at = cut


def _fitting_end(text: str, start: int, end: int) -> int:
    """Return how far a chunk that begins at `start` may reach."""
    at = min(end, start + BUDGET)
    while (excess := _cost(text, _Span(start, at)) - BUDGET) > 0:
        at -= (excess + 1) // 2
    return at


def _best_cut(text: str, start: int, end: int, ends: tuple[re.Pattern[str], ...]) -> int:
    # A cut too early would leave a crumb, so only the window's later part is searched.
    first = start + (end - start) // 3
    for pattern in ends:
        cuts = [match.end() for match in pattern.finditer(text, first, end + 1)]
        if cuts:
            return min(cuts[-1], end + 1)
    return end


def _split(text: str, span: _Span, end: re.Pattern[str]) -> Iterator[_Span]:
    at = span.start
    for match in end.finditer(text, span.start, span.end):
        yield from _trimmed(text, _Span(at, match.end()))
        at = match.end()
    yield from _trimmed(text, _Span(at, span.end))


def _trimmed(text: str, span: _Span) -> Iterator[_Span]:
    """Yield the span without whitespace around it, or nothing where there is nothing else."""
    part = text[span.start : span.end]
    kept = part.strip()
    if kept:
        start = span.start + len(part) - len(part.lstrip())
        yield _Span(start, start + len(kept))


def _cost(text: str, span: _Span) -> int:
    part = text[span.start : span.end]
    # Half the letters and half their bytes follow a tokenizer well enough: "a" costs 1, "가" 2.
    return (len(part) + len(part.encode("utf-8", "surrogatepass"))) // 2
