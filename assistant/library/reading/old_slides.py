"""PowerPoint 97 to 2003 (.ppt), by Microsoft's [MS-PPT]: one page a slide, in the order shown."""

import struct
from collections.abc import Iterator
from typing import NamedTuple

from assistant.library.reading.compound import CompoundFile
from assistant.library.reading.page_text import Contents, PageText

_SLIDE_ATOM_SIZE = 20
_LIST, _LISTED = 0x0FF0, 0x03F3
_SLIDE_ATOM = 0x03EF
_KIND, _LETTERS, _BYTES, _OUTLINE = 0x0F9F, 0x0FA0, 0x0FA8, 0x0F9E
_TITLES, _NOTES = (0, 6), 2
_SLIDES, _NOTES_PAGES = 0, 2
"""Which of the document's lists names the slides and which their notes."""


class _Record(NamedTuple):
    instance: int
    number: int
    data: bytes
    is_container: bool


class _Text(NamedTuple):
    kind: int
    text: str


class _Listed(NamedTuple):
    place: int
    slide_id: int
    outline: list[_Text]


def read_old_slides(data: bytes) -> Contents:
    """Return one page a slide with its notes."""
    file = CompoundFile(data)
    stream = file.read("PowerPoint Document")
    places, document = _places(stream, file.read("Current User"))
    content = _record_at(stream, places[document]).data
    notes = {entry.slide_id: entry for entry in _listed(content, _NOTES_PAGES)}
    pages = []
    for number, slide in enumerate(_listed(content, _SLIDES), 1):
        page = PageText()
        record = _record_at(stream, places[slide.place])
        texts = list(_texts(record.data, slide.outline))
        for text in sorted(texts, key=lambda text: text.kind not in _TITLES):
            (page.heading if text.kind in _TITLES else page.paragraph)(text.text)
        note = notes.get(_notes_id(record.data))
        if note and note.place in places:
            for text in _texts(_record_at(stream, places[note.place]).data, []):
                page.paragraph(text.text if text.kind == _NOTES else "")
        pages.append(page.page(number))
    return Contents(tuple(pages))


def _places(stream: bytes, user: bytes) -> tuple[dict[int, int], int]:
    """Return where each part stands, by its number, and the number of the document."""
    places: dict[int, int] = {}
    document, seen = 0, set()
    (edit,) = struct.unpack_from("<I", user, 16)
    while edit and edit not in seen:
        seen.add(edit)
        older, directory, number = struct.unpack_from("<3I", stream, edit + 16)
        document = document or number
        entries = _record_at(stream, directory).data
        for part, place in _directory(entries):
            places.setdefault(part, place)
        edit = older
    return places, document


def _directory(entries: bytes) -> Iterator[tuple[int, int]]:
    at = 0
    while at + 4 <= len(entries):
        (head,) = struct.unpack_from("<I", entries, at)
        first, count = head & 0xFFFFF, head >> 20
        yield from enumerate(struct.unpack_from(f"<{count}I", entries, at + 4), first)
        at += 4 + 4 * count


def _record_at(stream: bytes, at: int) -> _Record:
    head, number, length = struct.unpack_from("<HHI", stream, at)
    return _Record(head >> 4, number, stream[at + 8 : at + 8 + length], head & 0xF == 0xF)


def _records(data: bytes) -> Iterator[_Record]:
    at = 0
    while at + 8 <= len(data):
        record = _record_at(data, at)
        yield record
        at += 8 + len(record.data)


def _listed(document: bytes, which: int) -> list[_Listed]:
    """Return the slides or notes in order, each with the texts kept in the outline."""
    found: list[_Listed] = []
    kind = -1
    for part in _records(document):
        if part.number != _LIST or part.instance != which:
            continue
        for record in _records(part.data):
            if record.number == _LISTED:
                place, _, _, slide_id = struct.unpack_from("<4I", record.data)
                found.append(_Listed(place, slide_id, []))
            elif record.number == _KIND:
                (kind,) = struct.unpack_from("<I", record.data)
            elif record.number in (_LETTERS, _BYTES) and found:
                found[-1].outline.append(_Text(kind, _decoded(record)))
    return found


def _texts(data: bytes, outline: list[_Text]) -> Iterator[_Text]:
    """Yield the texts of a slide in order, those of the outline where they are named."""
    kind = -1
    for record in _records(data):
        if record.is_container:
            yield from _texts(record.data, outline)
        elif record.number == _KIND:
            (kind,) = struct.unpack_from("<I", record.data)
        elif record.number in (_LETTERS, _BYTES):
            yield _Text(kind, _decoded(record))
        elif record.number == _OUTLINE:
            (index,) = struct.unpack_from("<I", record.data)
            yield from outline[index : index + 1]


def _decoded(record: _Record) -> str:
    return record.data.decode("utf-16-le" if record.number == _LETTERS else "latin-1", "replace")


def _notes_id(slide: bytes) -> int:
    for record in _records(slide):
        if record.number == _SLIDE_ATOM and len(record.data) >= _SLIDE_ATOM_SIZE:
            return int(struct.unpack_from("<I", record.data, 16)[0])
    return 0
