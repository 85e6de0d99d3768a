"""Files too long to be read whole: of a text its beginning counts, of a mailbox its newest mail."""

from typing import Literal

_MOST_TEXT = 8 << 20
"""Bytes of text that are read of one file: some 2,500 pages of a book."""
_MOST = {
    "text": _MOST_TEXT,
    "markdown": _MOST_TEXT,
    "subtitles": _MOST_TEXT,
    "csv": _MOST_TEXT // 4,  # a row takes as long to read as four lines, and names its columns
}
_MOST_MAIL = 128 << 20
"""Bytes of a mailbox; it is mostly attachments."""
_MARKS_OF_WIDE_TEXT = (b"\xff\xfe", b"\xfe\xff")

Part = Literal["whole", "beginning", "end"]


def part_to_read(kind: str, max_bytes: int) -> tuple[Part, int]:
    """Return which part of a too long file is read, and of how many bytes.

    Args:
        kind: What its name says that it is.
        max_bytes: The most that is read of any file.
    """
    if kind in _MOST:
        return "beginning", min(max_bytes, _MOST[kind])
    if kind == "mbox":
        return "end", min(max_bytes, _MOST_MAIL)
    return "whole", max_bytes


def without_torn_line(data: bytes, part: Part) -> bytes:
    """Return a part of a file without the line that it was cut in."""
    if part == "end":
        return data[data.find(b"\nFrom ") + 1 :]
    if data.startswith(_MARKS_OF_WIDE_TEXT):
        return data[: len(data) // 4 * 4]
    return data[: data.rfind(b"\n") + 1] or data
