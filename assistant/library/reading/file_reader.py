"""FileReader: one file in, its text by page out, or the reason why not."""

import os
import struct
import tempfile
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path, PurePath, PurePosixPath
from xml.etree.ElementTree import ParseError
from xml.parsers.expat import ExpatError

from assistant.documents import NO_HINT, FileState, Hint, Page, ReadDocument, file_on_disk
from assistant.errors import DocumentError
from assistant.library.reading import extraction, ocr
from assistant.library.reading.epub import read_epub
from assistant.library.reading.hwp import read_hwp
from assistant.library.reading.hwpx import read_hwpx
from assistant.library.reading.inside import Inside
from assistant.library.reading.kinds import TEXT_KINDS, is_readable_name, kind_by_name, kind_of
from assistant.library.reading.long_files import part_to_read, without_torn_line
from assistant.library.reading.mail import read_mail
from assistant.library.reading.markdown import read_markdown
from assistant.library.reading.members import (
    inside,
    member_at,
    members_of,
    read_nothing,
)
from assistant.library.reading.notebook import read_notebook
from assistant.library.reading.old_slides import read_old_slides
from assistant.library.reading.old_word import read_old_word
from assistant.library.reading.opendocument import read_flat_opendocument, read_opendocument
from assistant.library.reading.page_text import Contents
from assistant.library.reading.pictures import read_picture_pages
from assistant.library.reading.refusals import bytes_of, check_content, refuse
from assistant.library.reading.rich_text import read_rich_text
from assistant.library.reading.sheets import read_sheets
from assistant.library.reading.slides import read_slides
from assistant.library.reading.small_texts import read_records, read_subtitles
from assistant.library.reading.tables import read_csv
from assistant.library.reading.text_files import in_utf_8, is_guess, read_text
from assistant.library.reading.unlocking import unlocked
from assistant.library.reading.web_pages import read_web_page
from assistant.library.reading.word import read_word

_READERS: dict[str, Callable[[bytes], Contents]] = {
    "pdf": extraction.read_pdf,
    "doc": read_old_word,
    "xls": extraction.read_old_sheets,
    "xlsb": extraction.read_binary_sheets,
    "ppt": read_old_slides,
    "rtf": read_rich_text,
    "msg": extraction.read_outlook,
    "docx": read_word,
    "xlsx": read_sheets,
    "pptx": read_slides,
    "odt": read_opendocument,
    "ods": read_opendocument,
    "odp": read_opendocument,
    "fodt": read_flat_opendocument,
    "fods": read_flat_opendocument,
    "fodp": read_flat_opendocument,
    "epub": read_epub,
    "hwp": read_hwp,
    "hwpx": read_hwpx,
    "eml": read_mail,
    "mbox": read_nothing,
    "html": read_web_page,
    "markdown": read_markdown,
    "csv": read_csv,
    "text": read_text,
    "ics": read_records,
    "vcf": read_records,
    "ipynb": read_notebook,
    "subtitles": read_subtitles,
    "picture": read_picture_pages,
    "zip": read_nothing,
}
_UNDECLARED = ("text", "markdown", "csv", "subtitles")
"""Kinds that have no way to say in which encoding they are."""
_WITH_PICTURES = ("pdf", "picture")
"""Kinds whose empty pages are pictures more often than not."""
_DAMAGE = (
    ValueError,  # also wrong Unicode and forbidden XML entities
    LookupError,
    EOFError,
    ArithmeticError,
    NotImplementedError,  # a way of zipping that Python lacks
    RecursionError,
    AttributeError,  # an XML part without what it must have
    TypeError,
    struct.error,
    zlib.error,
    zipfile.BadZipFile,
    ParseError,
    ExpatError,
    AssertionError,  # how msoffcrypto finds that a header is none
)


_Version = tuple[Path, int, int] | None
"""Path, size and time of change; None of a file that is gone."""


@dataclass(frozen=True)
class _Found:
    """A file, or a file inside a file."""

    kind: str
    data: bytes
    depth: int
    """How many files it is inside of."""
    is_cut: bool = False
    """Whether it is only a part of a long file."""

    @cached_property
    def inside(self) -> Mapping[str, Inside]:
        """What lies inside it."""
        return inside(self.kind, self.data)


class FileReader:
    """Reads one file at a time, inside a process that may be killed."""

    def __init__(self, temporary: Path, max_bytes: int) -> None:
        """Keep temporary files in a folder of our own and refuse larger files.

        Changes TMPDIR of the whole process: native libraries unpack themselves there.
        """
        self._max_bytes = max_bytes
        self._version: tuple[_Version, Hint] | None = None
        self._way: dict[Path, _Found] = {}
        temporary.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.environ["TMPDIR"] = str(temporary)
        tempfile.tempdir = str(temporary)

    def read(self, path: Path, hint: Hint = NO_HINT) -> ReadDocument:
        """Return the text of a file by page.

        Args:
            path: Of the file, or of one inside it ("mail.eml/bill.pdf").
            hint: What the person said of it.

        Raises:
            DocumentError: It cannot be read; the error's reason says why.
        """
        with _told_damage():
            found = self._found(path, hint)
            contents = _READERS[found.kind](found.data)
            members, is_cut = members_of(found.kind, found.inside, found.depth)
        state, reason = _state(contents.pages, found.kind, bool(members))
        if found.is_cut or is_cut:
            state, reason = "partly", "newest_only" if found.kind == "mbox" else "beginning_only"
        elif not reason and found.kind in _UNDECLARED and is_guess(found.data):
            reason = "guessed_letters"
        title = contents.title or unicodedata.normalize("NFC", path.stem)
        format_ = _ending(path) or "txt"
        return ReadDocument(title, format_, contents.pages, state, reason, members)

    def read_scanned(self, path: Path, number: int, hint: Hint = NO_HINT) -> Page:
        """Return a page whose text is read off its picture; it may be empty.

        Args:
            path: A PDF or picture that `read` returned with empty pages.
            number: Of the page, from 1.
            hint: As for `read`.

        Raises:
            DocumentError: It cannot be read; the error's reason says why.
        """
        with _told_damage():
            found = self._found(path, hint)
            if found.kind not in _WITH_PICTURES:
                raise refuse("unsupported")  # another file was put in its place
            read = ocr.read_page if found.kind == "pdf" else ocr.read_picture
            return Page(number, read(found.data, number), is_ocr=True)

    def _found(self, path: Path, hint: Hint) -> _Found:
        """Open a file, or follow a path into a zip or mail to a file inside it."""
        file = file_on_disk(path) or path
        self._keep_on_way(file, path, hint)
        if file not in self._way:
            self._way[file] = self._opened(file, _ending(file), hint)
        *_, (place, found) = self._way.items()
        while place != path:
            way_on = PurePosixPath(path.relative_to(place).as_posix())
            step, content = member_at(found.inside, way_on)
            data = content()
            check_content(data, self._max_bytes)
            place /= step
            found = _understood(data, _ending(place), hint, found.depth + 1)
            self._way[place] = found
        return found

    def _keep_on_way(self, file: Path, path: Path, hint: Hint) -> None:
        """Keep of what was opened last only what a path leads through, unless it changed.

        The files inside a file are asked for one after the other, and may be thousands.
        """
        before, self._version = self._version, (_version(file), hint)
        is_same = before == self._version
        on_way = {path, *path.parents} if is_same else set()
        self._way = {place: found for place, found in self._way.items() if place in on_way}

    def _opened(self, file: Path, ending: str, hint: Hint) -> _Found:
        part, most = part_to_read(kind_by_name(ending), self._max_bytes)
        data = bytes_of(file, most, is_readable_name(ending), part)
        is_cut = len(data) == most < file.stat().st_size
        if is_cut:
            data = without_torn_line(data, part)
        return replace(_understood(data, ending, hint, 0), is_cut=is_cut)


def _understood(data: bytes, ending: str, hint: Hint, depth: int) -> _Found:
    """Return content as its reader takes it: without its lock, texts in the encoding asked for."""
    if hint.password:
        data = unlocked(data, hint.password)
    kind = kind_of(data, ending)
    if hint.encoding and kind in TEXT_KINDS:
        data = in_utf_8(data, hint.encoding)
    return _Found(kind, data, depth)


@contextmanager
def _told_damage() -> Iterator[None]:
    try:
        yield
    except _DAMAGE as error:
        raise refuse("damaged") from error
    except DocumentError:
        raise
    except Exception as error:
        # Strangers' files reach parsers that raise what they like; one must not end the round.
        raise refuse("crashed") from error


def _version(file: Path) -> _Version:
    try:
        facts = file.stat()
    except OSError:
        return None
    return file, facts.st_size, facts.st_mtime_ns


def _ending(path: PurePath) -> str:
    return path.suffix.lower().removeprefix(".")


def _state(pages: tuple[Page, ...], kind: str, has_members: bool) -> tuple[FileState, str]:
    """Return state and reason; where none can be read, pictures alone are refused."""
    shown = [bool(page.text.strip()) for page in pages]
    if has_members:
        return "read", ""
    can_hold_text = kind in _WITH_PICTURES and bool(shown)
    if not any(shown) and not (can_hold_text and ocr.is_possible()):
        raise refuse("scanned" if can_hold_text else "empty")
    if can_hold_text and not all(shown):
        return "partly", "some_pages_empty"
    return "read", ""
