"""What the reading tests share: a reader and a way to make zips of XML."""

import struct
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.documents import ReadDocument
from assistant.errors import DocumentError
from assistant.library.reading import FileReader
from assistant.library.reading.compound import MAGIC
from assistant.workers.worker import EngineRecipe, Limits, Worker

Save = Callable[[str, bytes | str | dict[str, str]], Path]
Read = Callable[[str, bytes | str | dict[str, str]], ReadDocument]
Refusal = Callable[[str, bytes | str | dict[str, str]], str]


@pytest.fixture
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FileReader:
    """Return a reader whose change of TMPDIR is undone after the test."""
    monkeypatch.setenv("TMPDIR", "/tmp")
    monkeypatch.setattr("tempfile.tempdir", None)
    return FileReader(tmp_path / "private", 5_000_000)


@pytest.fixture
def save(tmp_path: Path) -> Save:
    """Return a function that writes a file: bytes, text, or the members of a zip."""

    def write(name: str, content: bytes | str | dict[str, str]) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, dict):
            with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
                for member, text in content.items():
                    file.writestr(member, text)
        else:
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


@pytest.fixture
def read(reader: FileReader, save: Save) -> Read:
    """Return a function that writes a file and reads it."""

    def write_and_read(name: str, content: bytes | str | dict[str, str]) -> ReadDocument:
        return reader.read(save(name, content))

    return write_and_read


@pytest.fixture
def refusal(read: Read) -> Refusal:
    """Return a function that gives the reason why a file is not read."""

    def reason(name: str, content: bytes | str | dict[str, str]) -> str:
        with pytest.raises(DocumentError) as caught:
            read(name, content)
        assert caught.value.message.en
        assert caught.value.message.ko
        assert "{" not in caught.value.told("en") + caught.value.told("ko")
        return caught.value.reason

    return reason


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[Worker]:
    """Return the locked process in which files are read."""
    arguments = {"temporary": tmp_path / "private", "max_bytes": 50_000_000}
    limits = Limits(3 << 30, 512 << 20, 19)
    made = Worker(EngineRecipe("assistant.library.reading:FileReader", arguments, limits), tmp_path)
    yield made
    made.close()


@pytest.fixture
def compound() -> Callable[[dict[str, bytes]], bytes]:
    """Return a function that builds a compound file of streams."""
    return _compound


def _compound(streams: dict[str, bytes]) -> bytes:
    """Build a compound file without small streams: each stream is padded to 4096 bytes."""
    sectors: list[bytes] = []
    table: list[int] = []

    def add(data: bytes) -> int:
        first = len(sectors)
        for at in range(0, len(data), 512):
            sectors.append(data[at : at + 512].ljust(512, b"\0"))
            table.append(len(sectors))
        table[-1] = 0xFFFFFFFE
        return first

    def entry(name: str, kind: int, right: int, child: int, first: int, size: int) -> bytes:
        raw = (name + "\0").encode("utf-16-le")
        links = struct.pack("<HBB3I", len(raw), kind, 1, 0xFFFFFFFF, right, child)
        return raw.ljust(64, b"\0") + links + bytes(36) + struct.pack("<IQ", first, size)

    nothing = 0xFFFFFFFF
    entries = [entry("Root Entry", 5, nothing, 1, 0xFFFFFFFE, 0)]
    tops = [name for name in streams if "/" not in name]
    inner = [name for name in streams if "/" in name]
    for index, name in enumerate(tops):
        last = index == len(tops) - 1 and not inner
        right = nothing if last else len(entries) + 1
        first = add(streams[name].ljust(4096, b"\0"))
        entries.append(entry(name, 2, right, nothing, first, max(4096, len(streams[name]))))
    if inner:
        entries.append(entry("BodyText", 1, nothing, len(entries) + 1, 0, 0))
    for index, name in enumerate(inner):
        right = nothing if index == len(inner) - 1 else len(entries) + 1
        first = add(streams[name].ljust(4096, b"\0"))
        size = max(4096, len(streams[name]))
        entries.append(entry(name.split("/")[1], 2, right, nothing, first, size))
    directory = add(b"".join(entries))
    here = len(sectors)
    table.append(0xFFFFFFFD)
    sectors.append(struct.pack("<128I", *table, *[nothing] * (128 - len(table))))
    header = MAGIC + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10)
    header += struct.pack("<4I", 1, directory, 0, 4096)
    header += struct.pack("<4I", 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    return header + struct.pack("<109I", here, *[nothing] * 108) + b"".join(sectors)
