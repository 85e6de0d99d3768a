"""Reads OLE compound files (doc, xls, ppt, hwp, msg and locked Office files): names and streams."""

import struct
from typing import NamedTuple

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LAST = 0xFFFFFFFA
"""Sector numbers from here on are marks, not sectors."""
_NO_ENTRY = 0xFFFFFFFF


class _Entry(NamedTuple):
    name: str
    left: int
    right: int
    child: int
    first: int
    size: int


class CompoundFile:
    """The streams of a compound file by their paths, such as "BodyText/Section0", in any case."""

    def __init__(self, data: bytes) -> None:
        """Read the directory.

        Raises:
            ValueError: The file is damaged.
        """
        if not data.startswith(MAGIC) or len(data) < 512:
            raise ValueError("no compound file")
        self._data = data
        self._shift, self._mini_shift = struct.unpack_from("<HH", data, 30)
        if self._shift not in (9, 12) or self._mini_shift != 6:
            raise ValueError("odd sector size")
        directory, _, self._cutoff, mini_first = struct.unpack_from("<4I", data, 48)
        self._table = self._sector_table()
        entries = self._entries(self._chain(directory))
        self._mini_table = _numbers(self._chain(mini_first))
        self._mini = self._chain(entries[0].first)[: entries[0].size]
        found = _paths(entries)
        self.paths = [path for path, _ in found]
        self._streams = {path.lower(): entry for path, entry in found}

    def __contains__(self, path: str) -> bool:
        """Return whether there is such a stream or storage."""
        return path.lower() in self._streams

    def read(self, path: str) -> bytes:
        """Return the content of a stream.

        Raises:
            KeyError: There is none.
            ValueError: The file is damaged.
        """
        entry = self._streams[path.lower()]
        if entry.size >= self._cutoff:
            return self._chain(entry.first)[: entry.size]
        return self._mini_chain(entry.first)[: entry.size]

    def _sector(self, number: int) -> bytes:
        start = (number + 1) << self._shift
        return self._data[start : start + (1 << self._shift)]

    def _sector_table(self) -> list[int]:
        """Return the number of the sector that follows each sector."""
        numbers = list(struct.unpack_from("<109I", self._data, 76))
        (more,) = struct.unpack_from("<I", self._data, 68)
        seen = set()
        while more < _LAST and more not in seen:
            seen.add(more)
            *listed, more = _numbers(self._sector(more)) or [_LAST]
            numbers += listed
        return [
            following
            for number in numbers
            if number < _LAST
            for following in _numbers(self._sector(number))
        ]

    def _chain(self, number: int) -> bytes:
        return b"".join(self._sector(part) for part in _followed(number, self._table))

    def _mini_chain(self, number: int) -> bytes:
        size = 1 << self._mini_shift
        parts = _followed(number, self._mini_table)
        return b"".join(self._mini[part * size : (part + 1) * size] for part in parts)

    def _entries(self, directory: bytes) -> list[_Entry]:
        entries = []
        for at in range(0, len(directory) - 127, 128):
            length, left, right, inner = struct.unpack_from("<H2x3I", directory, at + 64)
            first, size = struct.unpack_from("<II", directory, at + 116)
            name = directory[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
            entries.append(_Entry(name, left, right, inner, first, size))
        if not entries:
            raise ValueError("no directory")
        return entries


def _numbers(data: bytes) -> list[int]:
    return list(struct.unpack_from(f"<{len(data) // 4}I", data))


def _followed(number: int, table: list[int]) -> list[int]:
    chain: list[int] = []
    while number < len(table):
        chain.append(number)
        if len(chain) > len(table):
            raise ValueError("sectors run in a circle")
        number = table[number]
    return chain


def _paths(entries: list[_Entry]) -> list[tuple[str, _Entry]]:
    """Walk the directory tree; each entry once, so that circles end."""
    found, seen = [], {0}
    waiting = [("", entries[0].child)]
    while waiting:
        folder, number = waiting.pop()
        if number >= len(entries) or number in seen:
            continue
        seen.add(number)
        entry = entries[number]
        found.append((folder + entry.name, entry))
        waiting += [(folder, entry.left), (folder, entry.right)]
        waiting.append((f"{folder}{entry.name}/", entry.child))
    return found
