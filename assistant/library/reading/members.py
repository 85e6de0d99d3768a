"""Files inside files: what a zip holds, what is attached to mail or put into a document."""

import contextlib
import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from email.message import Message
from functools import lru_cache, partial
from pathlib import PurePosixPath
from typing import NamedTuple

from assistant.library.reading.compound import CompoundFile
from assistant.library.reading.embedded import embedded
from assistant.library.reading.kinds import is_readable_name
from assistant.library.reading.mail import attachments, messages
from assistant.library.reading.package import Package
from assistant.library.reading.page_text import Contents
from assistant.library.reading.refusals import is_private, refuse

MOST_NESTED = 3
"""How deep files inside files are followed."""
_MOST_MEMBERS = 2000
_ATTACHED = "__attach_version1.0_"
_LONG_NAME, _SHORT_NAME, _CONTENT = (
    f"__substg1.0_{tag}" for tag in ("3707001F", "3704001F", "37010102")
)

_IN_KOREAN = re.compile("[\0-\x7f가-힣]+")

_Content = Callable[[], bytes]


class Member(NamedTuple):
    """A file inside a file."""

    path: PurePosixPath
    content: _Content
    """Raises DocumentError where it is locked or too big."""


def read_zip(data: bytes) -> Contents:
    """Return no text of its own, only the names of the files inside.

    Raises:
        zipfile.BadZipFile: It is none.
        DocumentError: Nothing in it can be read, or it holds too many files.
    """
    inside = _zipped(data)
    found = member_names("zip", data)
    if not found:
        raise refuse("unsupported" if inside else "empty")
    return Contents((), members=found)


def member_names(kind: str, data: bytes) -> tuple[str, ...]:
    """Return the paths of the files inside a file that may be read."""
    names = [name for name in _members(kind, data) if _is_wanted(name)]
    return tuple(names[:_MOST_MEMBERS])


def member_at(kind: str, data: bytes, path: PurePosixPath) -> Member:
    """Return the file inside a file to which a path leads, or through which.

    Raises:
        DocumentError: It is not there (any more).
    """
    inside = _members(kind, data)
    for place in reversed([path, *path.parents][:-1]):
        if content := inside.get(str(place)):
            return Member(place, content)
    raise refuse("vanished")


def _members(kind: str, data: bytes) -> Mapping[str, _Content]:
    if kind == "zip":
        return _zipped(data)
    if kind in ("eml", "mbox"):
        return _attached(data)
    if kind in ("docx", "xlsx", "pptx"):
        return embedded(data)
    return _attached_in_outlook(data) if kind == "msg" else {}


def _is_wanted(name: str) -> bool:
    path = PurePosixPath(name)
    suffix = path.suffix.lower().removeprefix(".")
    is_odd = path.is_absolute() or ".." in path.parts
    return not is_odd and is_readable_name(suffix) and not is_private(path)


def _zipped(data: bytes) -> dict[str, _Content]:
    package = Package(data)
    real = [name for name in package.names if not name.endswith("/")]
    return {name_in_zip(package, name): partial(package.read, name) for name in real}


def name_in_zip(package: Package, name: str) -> str:
    """Return a member's name as it was meant; Korean Windows writes CP949, not CP437."""
    if not package.is_utf_8(name):
        with contextlib.suppress(UnicodeError):
            korean = name.encode("cp437").decode("cp949")
            name = korean if _IN_KOREAN.fullmatch(korean) else name
    return posixpath.normpath(name.replace("\\", "/"))


# The files of one mailbox are asked for one after the other: it is taken apart once.
@lru_cache(maxsize=1)
def _attached(data: bytes) -> dict[str, _Content]:
    found: dict[str, _Content] = {}
    sent = list(messages(data))
    for number, message in enumerate(sent, 1):
        # Two messages of a mailbox may bear files of the same name.
        folder = f"{number}/" if len(sent) > 1 else ""
        for name, part in attachments(message):
            found[_free_name(f"{folder}{_plain(name)}", found)] = partial(_payload, part)
    return found


def _attached_in_outlook(data: bytes) -> dict[str, _Content]:
    file = CompoundFile(data)
    found: dict[str, _Content] = {}
    for folder in sorted(path for path in file.paths if path.startswith(_ATTACHED)):
        if "/" not in folder and f"{folder}/{_CONTENT}" in file:
            name = next(_outlook_names(file, folder), "")
            content = partial(file.read, f"{folder}/{_CONTENT}")
            found[_free_name(_plain(name or folder), found)] = content
    return found


def _outlook_names(file: CompoundFile, folder: str) -> Iterator[str]:
    for stream in (_LONG_NAME, _SHORT_NAME):
        if f"{folder}/{stream}" in file:
            yield file.read(f"{folder}/{stream}").decode("utf-16-le", "replace").rstrip("\0")


def _payload(part: Message) -> bytes:
    if part.get_content_type() == "message/rfc822":
        message = part.get_payload(0)
        return message.as_bytes() if isinstance(message, Message) else b""
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _plain(name: str) -> str:
    return name.replace("/", "_").replace("\\", "_").strip(". ") or "_"


def _free_name(name: str, taken: Mapping[str, object]) -> str:
    stem, ending = posixpath.splitext(name)
    numbered = (f"{stem} ({number}){ending}" for number in range(2, len(taken) + 3))
    return next(free for free in (name, *numbered) if free not in taken)
