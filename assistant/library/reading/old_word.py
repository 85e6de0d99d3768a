"""Word 97 to 2003 (.doc), by Microsoft's [MS-DOC]: the text with tables, notes and boxes."""

import re
import struct
from collections.abc import Iterator

from assistant.library.reading.compound import CompoundFile
from assistant.library.reading.page_text import Contents, PageText
from assistant.library.reading.refusals import refuse
from assistant.library.reading.tables import add_marked_text

_SECOND_TABLE = 0x0200
_STORY_LENGTHS, _PIECES = 76, 418
"""Where the header of the file says how long the body is and where its pieces are listed."""
_STORIES = 8
_PAGE_HEADERS = 2
"""Body, notes, page headers, macros, comments, end notes, boxes, boxes in headers."""
_FIELD_CODE = re.compile("\x13[^\x13\x14\x15]*(?:\x14([^\x13\x15]*))?\x15")
_DEEPEST_FIELD = 10
_SHOWN = str.maketrans(
    {"\x1e": "-", "\x1f": "", "\x0b": "\n", "\x01": "", "\x08": "", "\x05": "", "\x0c": "\r"}
)


def read_old_word(data: bytes) -> Contents:
    """Return the whole document; it has no pages of its own."""
    file = CompoundFile(data)
    head = file.read("WordDocument")
    (flags,) = struct.unpack_from("<H", head, 10)
    table = file.read("1Table" if flags & _SECOND_TABLE else "0Table")
    text = "".join(_pieces(head, table))
    lengths = struct.unpack_from(f"<{_STORIES}I", head, _STORY_LENGTHS)
    page, at = PageText(), 0
    for story, length in enumerate(lengths):
        if story != _PAGE_HEADERS:
            add_marked_text(page, _without_codes(text[at : at + length]).translate(_SHOWN))
        at += length
    return Contents((page.page(),))


def _pieces(head: bytes, table: bytes) -> Iterator[str]:
    """Yield the pieces of text in order; each is 8-bit or 16-bit."""
    start, size = struct.unpack_from("<2I", head, _PIECES)
    listing = table[start : start + size]
    at = 0
    while listing[at : at + 1] == b"\x01":
        at += 3 + struct.unpack_from("<H", listing, at + 1)[0]
    if listing[at : at + 1] != b"\x02":
        raise refuse("damaged")
    count = (struct.unpack_from("<I", listing, at + 1)[0] - 4) // 12
    ends = struct.unpack_from(f"<{count + 1}I", listing, at + 5)
    for index in range(count):
        (place,) = struct.unpack_from("<I", listing, at + 5 + 4 * (count + 1) + 8 * index + 2)
        letters = ends[index + 1] - ends[index]
        if place & 0x40000000:
            place = (place & 0x3FFFFFFF) // 2
            yield head[place : place + letters].decode("cp1252", "replace")
        else:
            yield head[place : place + 2 * letters].decode("utf-16-le", "surrogatepass")


def _without_codes(text: str) -> str:
    """Return text with the shown results of fields instead of their codes, inner ones first."""
    for _ in range(_DEEPEST_FIELD):
        text, changes = _FIELD_CODE.subn(lambda match: match[1] or "", text)
        if not changes:
            break
    return text
