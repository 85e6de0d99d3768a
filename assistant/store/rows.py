"""Rows: what the tables hold, as plain values."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from assistant.documents import Chunk, FileState, LibraryFile, Passage, Place


@dataclass(frozen=True, slots=True)
class FileStamp:
    """What tells one version of a file from another."""

    path: Path
    folder_id: int
    sha256: str
    size_bytes: int
    modified_ns: int
    member_of: int | None = None
    """The document id of the zip or mail that holds it; then the hash is a Member's fingerprint."""
    encoding: str = ""
    """Which the person chose for it."""


@dataclass(frozen=True, slots=True)
class KnownFile:
    """What the store remembers of a file."""

    id: int
    stamp: FileStamp
    state: FileState


@dataclass(frozen=True, slots=True)
class ScannedPage:
    """A page that has no text yet and may be read off its picture."""

    id: int
    document_id: int
    path: Path
    title: str
    number: int


@dataclass(frozen=True, slots=True)
class PreparedChunk:
    """A chunk ready to be stored."""

    page_index: int
    """Which of the document's pages, from 0."""
    chunk: Chunk
    body_terms: str
    context_terms: str
    """Terms of title and heading."""


def to_known_file(row: sqlite3.Row) -> KnownFile:
    """Return what a row of documents remembers."""
    return KnownFile(row["id"], to_stamp(row), row["state"])


def to_stamp(row: sqlite3.Row) -> FileStamp:
    """Return the stamp in a row of documents."""
    return FileStamp(
        Path(row["path"]),
        row["folder_id"],
        row["sha256"],
        row["size_bytes"],
        row["modified_ns"],
        row["member_of"],
        row["encoding"],
    )


def to_library_file(row: sqlite3.Row) -> LibraryFile:
    """Return a row of documents, with its n_chunks, as the library page shows it."""
    return LibraryFile(
        id=row["id"],
        folder_id=row["folder_id"],
        path=Path(row["path"]),
        format=row["format"],
        state=row["state"],
        reason=row["reason"],
        n_pages=row["n_pages"],
        n_chunks=row["n_chunks"],
        size_bytes=row["size_bytes"],
        modified_at=datetime.fromtimestamp(row["modified_ns"] / 1e9, UTC),
        indexed_at=to_moment(row["indexed_at"]) if row["indexed_at"] else None,
        n_learned=row["n_learned"],
        embedder=row["model_id"] or "",
        encoding=row["encoding"],
    )


def to_passage(row: sqlite3.Row, page_text: str, score: float, rank: int) -> Passage:
    """Return a row of chunks, with its path, title and page number, as search found it."""
    start, end = row["start"], row["end"]
    chunk = Chunk(
        start, end, page_text[start:end], row["number"], row["place"], bool(row["is_ocr"])
    )
    return Passage(
        row["id"], row["document_id"], Path(row["path"]), row["title"], chunk, score, rank
    )


def to_places(text: str) -> tuple[Place, ...]:
    """Return the headings of a page from their JSON."""
    return tuple(Place(start, heading) for start, heading in json.loads(text))


def to_json(places: Sequence[Place]) -> str:
    """Return the headings of a page as JSON."""
    return json.dumps([[place.start, place.heading] for place in places])


def to_moment(text: str) -> datetime:
    """Return a stored time."""
    return datetime.fromisoformat(text)
