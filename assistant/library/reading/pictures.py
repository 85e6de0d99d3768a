"""Pictures: which kind they are, how large, which way up, and the pages of a TIFF."""

import math
import struct
from collections.abc import Iterator
from typing import NamedTuple

from assistant.documents import Page
from assistant.library.reading.page_text import Contents
from assistant.library.reading.refusals import refuse

KINDS = ("png", "jpeg", "tiff", "bmp", "webp")
_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
)
_BMP_HEADERS = (12, 40, 52, 56, 64, 108, 124)
_NO_SIZE = frozenset({0xC4, 0xC8, 0xCC})
"""Markers among those of a JPEG that tell its size, which do not."""
_TURNS = {3: 180, 6: 90, 8: 270}
"""Degrees clockwise that a camera's note asks for; mirrored pictures hold no text."""
_MOST_PAGES = 2000
_LEAST_BYTES = 5 * 1024
_LEAST_WIDTH, _LEAST_HEIGHT = 200, 60
"""Smaller ones are icons and buttons."""
_MOST_PIXELS = 64_000_000
"""What kreuzberg decodes; a JPEG is shrunk before."""


class Size(NamedTuple):
    """Pixels."""

    width: int
    height: int

    @property
    def pixels(self) -> int:
        """How many there are."""
        return math.prod(self)


class JpegHeader(NamedTuple):
    """What a JPEG says before its picture begins."""

    size: Size
    colours: int
    turn: int
    """Degrees clockwise until the picture stands upright."""


def read_picture_pages(data: bytes) -> Contents:
    """Return an empty page for each page of the picture; their text is read one at a time.

    Raises:
        DocumentError: It is too small to hold text, too large, or has no page.
        ValueError, LookupError, struct.error: It is damaged.
    """
    sizes = page_sizes(data)
    if not sizes:
        raise refuse("damaged")
    if len(data) < _LEAST_BYTES or not any(_may_hold_text(size) for size in sizes):
        raise refuse("no_text_seen")
    if picture_kind(data) != "jpeg" and max(size.pixels for size in sizes) > _MOST_PIXELS:
        raise refuse("too_big", f"{_MOST_PIXELS // 1_000_000} MP")
    return Contents(tuple(Page(number, "") for number in range(1, len(sizes) + 1)))


def _may_hold_text(size: Size) -> bool:
    return size.width >= _LEAST_WIDTH and size.height >= _LEAST_HEIGHT


def picture_kind(data: bytes) -> str:
    """Return which of KINDS the content is; empty where it is none."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    # Many a text begins with BM.
    if data[:2] == b"BM" and int.from_bytes(data[14:18], "little") in _BMP_HEADERS:
        return "bmp"
    return next((kind for magic, kind in _MAGIC if data.startswith(magic)), "")


def page_sizes(data: bytes) -> list[Size]:
    """Return the size of each page; only a TIFF has several.

    Raises:
        ValueError, LookupError, struct.error: The picture is damaged.
    """
    kind = picture_kind(data)
    if kind == "tiff":
        return [Size(tags[256], tags[257]) for _, tags in _directories(data)]
    if kind == "png":
        return [Size(*struct.unpack_from(">II", data, 16))]
    if kind == "jpeg":
        return [jpeg_header(data).size]
    return [_bmp_size(data) if kind == "bmp" else _webp_size(data)]


def jpeg_header(data: bytes) -> JpegHeader:
    """Return size, colours and orientation.

    Raises:
        ValueError, LookupError, struct.error: It is no JPEG, or cut off before its picture.
    """
    at, turn = 2, 0
    while data[at] == 0xFF:
        marker, (length,) = data[at + 1], struct.unpack_from(">H", data, at + 2)
        if marker == 0xE1 and data[at + 4 : at + 10] == b"Exif\0\0":
            turn = _turn(data[at + 10 : at + 2 + length])
        if 0xC0 <= marker <= 0xCF and marker not in _NO_SIZE:
            height, width, colours = struct.unpack_from(">HHB", data, at + 5)
            return JpegHeader(Size(width, height), colours, turn)
        at += 2 + length
    raise ValueError("no JPEG")


def tiff_page(data: bytes, number: int) -> bytes:
    """Return a TIFF of that page alone (from 1): where it starts is changed, nothing else.

    Raises:
        ValueError, LookupError, struct.error: The file is damaged or has no such page.
    """
    start, tags = list(_directories(data))[number - 1]
    order = _order(data)
    only = bytearray(data)
    struct.pack_into(f"{order}I", only, 4, start)
    struct.pack_into(f"{order}I", only, start + 2 + 12 * tags[0], 0)
    return bytes(only)


def _bmp_size(data: bytes) -> Size:
    is_old = data[14] == 12
    width, height = struct.unpack_from("<HH" if is_old else "<ii", data, 18)
    return Size(width, abs(height))


def _webp_size(data: bytes) -> Size:
    form = data[12:16]
    if form == b"VP8X":
        sides = (int.from_bytes(data[at : at + 3], "little") + 1 for at in (24, 27))
        return Size(*sides)
    if form == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return Size((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
    width, height = struct.unpack_from("<HH", data, 26)
    return Size(width & 0x3FFF, height & 0x3FFF)


def _turn(exif: bytes) -> int:
    try:
        _, tags = next(_directories(exif))
    except (struct.error, StopIteration):
        return 0
    return _TURNS.get(tags.get(274, 1), 0)


def _directories(data: bytes) -> Iterator[tuple[int, dict[int, int]]]:
    """Yield where each page's directory starts, and its numbers by tag; under 0 their count."""
    order = _order(data)
    (at,) = struct.unpack_from(f"{order}I", data, 4)
    seen: set[int] = set()
    while at and at not in seen and len(seen) < _MOST_PAGES:
        seen.add(at)
        (count,) = struct.unpack_from(f"{order}H", data, at)
        tags = {0: count}
        for entry in range(at + 2, at + 2 + 12 * count, 12):
            tag, form = struct.unpack_from(f"{order}HH", data, entry)
            # A short number stands at the front of its four bytes.
            (tags[tag],) = struct.unpack_from(order + "IH"[form == 3], data, entry + 8)
        yield at, tags
        (at,) = struct.unpack_from(f"{order}I", data, at + 2 + 12 * count)


def _order(data: bytes) -> str:
    return "<" if data[:2] == b"II" else ">"
