"""HWP 5 (.hwp), by Hancom's published description of the format: compressed record streams."""

import re
import struct
import zlib
from dataclasses import dataclass, field

from assistant.library.reading.compound import CompoundFile
from assistant.library.reading.page_text import Contents, PageText
from assistant.library.reading.refusals import refuse

_COMPRESSED, _PASSWORD, _DISTRIBUTION = 1, 2, 4
_TEXT, _CONTROL, _LIST = 67, 71, 72
_MOST_SECTION_BYTES = 64 * 1024 * 1024
_TABLE = b" lbt"
_SKIPPED = (b"daeh", b"toof")
"""Page headers and footers."""
_ONE_UNIT = frozenset((0, 10, 13, *range(24, 32)))
"""Control characters of one code unit; all others below 32 take eight."""
_SHOWN = {9: "\t", 10: "\n", 24: "-", 30: " ", 31: " "}
_SECTION = re.compile(r"BodyText/Section(\d+)")


@dataclass(slots=True)
class _Record:
    tag: int
    data: bytes
    parts: list["_Record"] = field(default_factory=list)


def read_hwp(data: bytes) -> Contents:
    """Return the paragraphs, tables, notes and text boxes of all sections."""
    file = CompoundFile(data)
    (flags,) = struct.unpack_from("<I", file.read("FileHeader"), 36)
    if flags & _PASSWORD:
        raise refuse("locked")
    if flags & _DISTRIBUTION:
        raise refuse("unsupported")
    page = PageText()
    sections = {int(m[1]): m[0] for path in file.paths if (m := _SECTION.fullmatch(path))}
    for _, path in sorted(sections.items()):
        _add(page, _tree(_unpacked(file.read(path), bool(flags & _COMPRESSED))))
    return Contents((page.page(),))


def _unpacked(stream: bytes, compressed: bool) -> bytes:
    if not compressed:
        return stream
    unpacker = zlib.decompressobj(-15)
    text = unpacker.decompress(stream, _MOST_SECTION_BYTES)
    if unpacker.unconsumed_tail:
        raise refuse("too_big", _MOST_SECTION_BYTES)
    return text


def _tree(stream: bytes) -> list[_Record]:
    """Return the records of level 0 with those of higher levels as their parts."""
    root = _Record(0, b"")
    open_records = [root]
    at = 0
    while at + 4 <= len(stream):
        (header,) = struct.unpack_from("<I", stream, at)
        tag, level, size = header & 0x3FF, (header >> 10) & 0x3FF, header >> 20
        at += 4
        if size == 0xFFF and at + 4 <= len(stream):
            (size,) = struct.unpack_from("<I", stream, at)
            at += 4
        record = _Record(tag, stream[at : at + size])
        del open_records[level + 1 :]
        open_records[-1].parts.append(record)
        open_records.append(record)
        at += size
    return root.parts


def _add(page: PageText, records: list[_Record]) -> None:
    """Add texts in order; what is anchored in a paragraph comes after it."""
    for record in records:
        if record.tag == _TEXT:
            page.paragraph(_text(record.data))
        elif record.tag == _CONTROL and record.data[:4] == _TABLE:
            _add_table(page, record)
        elif record.tag != _CONTROL or record.data[:4] not in _SKIPPED:
            _add(page, record.parts)


def _add_table(page: PageText, table: _Record) -> None:
    rows: dict[int, list[PageText]] = {}
    cell: PageText | None = None
    for part in table.parts:
        if part.tag == _LIST and len(part.data) >= 12:
            cell = PageText()
            rows.setdefault(struct.unpack_from("<H", part.data, 10)[0], []).append(cell)
        if cell is not None:
            _add(cell, part.parts)
    for index, row in enumerate(sorted(rows)):
        page.row([cell.page().text for cell in rows[row]], first=index == 0)


def _text(data: bytes) -> str:
    """Return the text of a paragraph without its control characters."""
    units = struct.unpack_from(f"<{len(data) // 2}H", data)
    pieces, at, start = [], 0, 0
    while at < len(units):
        unit = units[at]
        if unit >= 32:
            at += 1
            continue
        pieces += [data[2 * start : 2 * at].decode("utf-16-le", "replace"), _SHOWN.get(unit, "")]
        at += 1 if unit in _ONE_UNIT else 8
        start = at
    pieces.append(data[2 * start : 2 * at].decode("utf-16-le", "replace"))
    return "".join(pieces)
