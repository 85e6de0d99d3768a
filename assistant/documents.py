"""What is read and found: documents, pages, chunks, passages, citations, reasons."""

import os
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, NamedTuple

from assistant.wording import Wording

FileState = Literal["read", "partly", "skipped", "failed", "waiting"]

REASONS: dict[str, Wording] = {
    "": Wording("", ""),
    "unsupported": Wording(
        "This kind of file cannot be read yet. Saved as PDF it can.",
        "이 형식은 아직 읽지 못해요. PDF로 저장하면 읽을 수 있어요.",
    ),
    "password": Wording(
        "Locked with a password. Give it in My files, or save a copy without one.",
        "비밀번호로 잠겨 있어요. ‘내 서류’에서 넣거나 비밀번호 없는 사본을 저장해 주세요.",
    ),
    "wrong_password": Wording(
        "The password that was given does not open it.", "넣은 비밀번호로 열리지 않아요."
    ),
    "locked": Wording(
        "It is locked in a way that Hearth cannot open. Save a copy without the lock.",
        "Hearth가 열 수 없는 방식으로 잠겨 있어요. 잠그지 않은 사본을 저장해 주세요.",
    ),
    "guessed_letters": Wording(
        "Its encoding was guessed. Choose another one if letters look wrong.",
        "인코딩을 짐작해서 읽었어요. 글자가 이상하면 다른 인코딩을 골라 주세요.",
    ),
    "scanned": Wording(
        "Its pages are pictures. With Tesseract's data for Korean and English (kor and eng) on"
        " this computer, Hearth could read them.",
        "쪽이 모두 그림이에요. 컴퓨터에 Tesseract의 한국어와 영어 데이터(kor, eng)가 있으면"
        " Hearth가 읽을 수 있어요.",
    ),
    "some_pages_empty": Wording("Some pages hold no text.", "글자가 없는 쪽이 있어요."),
    "no_text_seen": Wording(
        "No text was made out in its pictures.", "그림에서 글자를 알아보지 못했어요."
    ),
    "read_off_pictures": Wording(
        "Pages without text were read off their pictures, so letters may be wrong.",
        "글자가 없는 쪽은 그림에서 읽어서 틀린 글자가 있을 수 있어요.",
    ),
    "empty": Wording("It holds no text.", "글자가 없는 파일이에요."),
    "damaged": Wording(
        "It is damaged or not what its name says.",
        "파일이 손상되었거나 이름과 다른 형식이에요.",
    ),
    "too_big": Wording(
        "It is larger than Hearth reads ({limit}).", "Hearth가 읽는 크기({limit})보다 커요."
    ),
    "beginning_only": Wording(
        "It is very long, so only its beginning was read.", "아주 길어서 앞부분만 읽었어요."
    ),
    "newest_only": Wording(
        "It is very long, so only its newest mail was read.", "아주 길어서 최근 메일만 읽었어요."
    ),
    "too_slow": Wording(
        "Reading it took too long and was stopped.", "읽는 데 너무 오래 걸려서 멈췄어요."
    ),
    "crashed": Wording(
        "Reading it failed badly, so it is left alone until it changes.",
        "읽다가 문제가 생겨서 파일이 바뀔 때까지 다시 읽지 않아요.",
    ),
    "no_permission": Wording(
        "This computer does not let Hearth open it.", "이 파일을 열 권한이 없어요."
    ),
    "vanished": Wording("It disappeared while being read.", "읽는 동안 파일이 사라졌어요."),
    "private": Wording(
        "It looks like a key or password store, so it is never read.",
        "열쇠나 비밀번호 저장소로 보여서 읽지 않아요.",
    ),
}


@dataclass(frozen=True, slots=True)
class Hint:
    """What a person said of a file, so that it can be read."""

    password: str = field(default="", repr=False)
    encoding: str = ""
    """Of a text, by Python's name; empty where Hearth finds it out."""


NO_HINT = Hint()


@dataclass(frozen=True, slots=True)
class Place:
    """A heading inside a page's text."""

    start: int
    """Characters from the start of the page's text."""
    heading: str


@dataclass(frozen=True, slots=True)
class Page:
    """The text of one page, or of the whole document where the format fixes no pages."""

    number: int | None
    """From 1; None where the format has no pages of its own."""
    text: str
    places: tuple[Place, ...] = ()
    is_ocr: bool = False
    """Whether the text was read off a picture, so letters may be wrong."""


class Member(NamedTuple):
    """A file inside a file."""

    name: str
    """Its path inside, with slashes."""
    fingerprint: str = ""
    """The same as long as the content is; empty where that cannot be told."""
    modified_ns: int = 0
    """When the mail was sent; 0 where only the date of the file around it is known."""


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """What reading one file gave."""

    title: str
    format: str
    """Lower-case ending without the dot: "pdf", "docx"."""
    pages: tuple[Page, ...]
    state: FileState = "read"
    reason: str = ""
    """A code of REASONS."""
    members: tuple[Member, ...] = ()
    """The files inside it that may be read."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """A stretch of one page: `page.text[start:end] == text`; never crosses a page."""

    start: int
    end: int
    text: str
    page: int | None = None
    place: str | None = None
    is_ocr: bool = False
    """Whether the text was read off a picture, so letters may be wrong."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk that was found for a question."""

    chunk_id: int
    document_id: int
    path: Path
    title: str
    chunk: Chunk
    score: float
    """Higher is better; comparable within one result only."""
    rank: int
    """From 1."""
    copies: tuple[Path, ...] = ()
    """Other files with the same text."""


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a sentence stands: `page_text[start:end] == quote`."""

    n: int
    """The mark shown to the person, from 1."""
    path: Path
    page: int | None
    place: str | None
    start: int
    end: int
    quote: str
    is_ocr: bool = False
    """Whether the text was read off a picture, so letters may be wrong."""
    copies: tuple[Path, ...] = ()
    """Other files with the same text."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder (or single file) that the person added."""

    id: int
    path: Path
    added_at: datetime
    n_files: int = 0
    n_read: int = 0
    n_chunks: int = 0
    """Counted, like n_learned, in a Ledger only."""
    n_learned: int = 0
    """Chunks that are found by their meaning too."""


@dataclass(frozen=True, slots=True)
class LibraryFile:
    """One line of the library page."""

    id: int
    folder_id: int
    path: Path
    format: str
    state: FileState
    reason: str
    n_pages: int | None
    """None where the format has no pages."""
    n_chunks: int
    size_bytes: int
    modified_at: datetime
    indexed_at: datetime | None
    n_learned: int = 0
    """Chunks that have a vector."""
    embedder: str = ""
    """Which model made the vectors."""
    encoding: str = ""
    """Which the person chose for it; empty where Hearth found it out."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """What the library holds, file by file."""

    folders: tuple[Folder, ...] = ()
    files: tuple[LibraryFile, ...] = ()
    """By name."""
    text_formats: frozenset[str] = frozenset()
    """Formats of files whose encoding a person may choose."""


@dataclass(frozen=True, slots=True)
class IndexSummary:
    """What one round of indexing did."""

    files: int = 0
    indexed: int = 0
    unchanged: int = 0
    renamed: int = 0
    removed: int = 0
    skipped: int = 0
    failed: int = 0
    chunks: int = 0
    embedded: int = 0
    seconds: float = 0.0
    problems: tuple[tuple[Path, str], ...] = field(default=())
    """Paths with their REASONS code."""


def file_on_disk(path: Path) -> Path | None:
    """Return the path, or the zip or mail it is in ("mail.eml/bill.pdf"); None if that is gone."""
    # Unlike Path.is_file it says no where a folder may not be entered.
    return next((place for place in (path, *path.parents) if os.path.isfile(place)), None)


def citation_json(citation: Citation) -> dict[str, Any]:
    """Return a citation in the fixed form of the command line and the local API."""
    copies = [str(copy) for copy in citation.copies]
    return {**asdict(citation), "path": str(citation.path), "copies": copies}
