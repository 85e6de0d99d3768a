"""Files inside files: what a zip holds, what is attached to mail or put into a document."""

import contextlib
import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from email import message_from_bytes
from email.message import Message
from functools import partial
from pathlib import PurePosixPath

from assistant.documents import Member
from assistant.library.reading.compound import CompoundFile
from assistant.library.reading.embedded import embedded
from assistant.library.reading.inside import Inside, hash_of
from assistant.library.reading.kinds import is_readable_name
from assistant.library.reading.mail import attachments
from assistant.library.reading.mailbox import MOST_MESSAGES, messages
from assistant.library.reading.package import Package
from assistant.library.reading.page_text import Contents
from assistant.library.reading.refusals import is_private, refuse

_MOST_NESTED = 3
"""How deep files inside files are followed."""
_MOST_MEMBERS = 2000
_ATTACHED = "__attach_version1.0_"
_LONG_NAME, _SHORT_NAME, _CONTENT = (
    f"__substg1.0_{tag}" for tag in ("3707001F", "3704001F", "37010102")
)

_IN_KOREAN = re.compile("[\0-\x7f가-힣]+")


def inside(kind: str, data: bytes) -> Mapping[str, Inside]:
    """Return what lies inside a file, by paths with slashes."""
    if kind == "zip":
        return _zipped(data)
    if kind == "mbox":
        return messages(data)
    if kind == "eml":
        return _attached(data)
    if kind in ("docx", "xlsx", "pptx"):
        return embedded(data)
    return _attached_in_outlook(data) if kind == "msg" else {}


def read_nothing(data: bytes) -> Contents:
    """Return no text: the kind holds files and nothing else."""
    return Contents(())


def members_of(
    kind: str, found: Mapping[str, Inside], depth: int
) -> tuple[tuple[Member, ...], bool]:
    """Return the files inside a file that are read, and whether there are too many for that.

    Raises:
        DocumentError: It is a zip or mailbox, and nothing in it can be read.
    """
    wanted = [
        Member(name, one.fingerprint, one.modified_ns)
        for name, one in found.items()
        if depth < _MOST_NESTED and _is_wanted(name)
    ]
    if found and not wanted and kind in ("zip", "mbox"):
        raise refuse("unsupported")
    kept = wanted[-MOST_MESSAGES:] if kind == "mbox" else wanted[:_MOST_MEMBERS]
    return tuple(kept), len(kept) < len(wanted)


def member_at(
    found: Mapping[str, Inside], path: PurePosixPath
) -> tuple[PurePosixPath, Callable[[], bytes]]:
    """Return where the file lies to which a path leads, or through which, and its content.

    Raises:
        DocumentError: It is not there (any more).
    """
    for place in reversed([path, *path.parents][:-1]):
        if one := found.get(str(place)):
            return place, one.content
    raise refuse("vanished")


def _is_wanted(name: str) -> bool:
    path = PurePosixPath(name)
    suffix = path.suffix.lower().removeprefix(".")
    is_odd = path.is_absolute() or ".." in path.parts
    return not is_odd and is_readable_name(suffix) and not is_private(path)


def _zipped(data: bytes) -> dict[str, Inside]:
    package = Package(data)
    return {
        name_in_zip(package, name): Inside(
            partial(package.read_alone, name), package.fingerprint(name)
        )
        for name in package.names
        if not name.endswith("/")
    }


def name_in_zip(package: Package, name: str) -> str:
    """Return a member's name as it was meant; Korean Windows writes CP949, not CP437."""
    if not package.is_utf_8(name):
        with contextlib.suppress(UnicodeError):
            korean = name.encode("cp437").decode("cp949")
            name = korean if _IN_KOREAN.fullmatch(korean) else name
    return posixpath.normpath(name.replace("\\", "/"))


def _attached(data: bytes) -> dict[str, Inside]:
    found: dict[str, Inside] = {}
    for name, part in attachments(message_from_bytes(data)):
        content = partial(_payload, part)
        found[_free_name(_plain(name), found)] = Inside(content, hash_of(content()))
    return found


def _attached_in_outlook(data: bytes) -> dict[str, Inside]:
    file = CompoundFile(data)
    found: dict[str, Inside] = {}
    for folder in sorted(path for path in file.paths if path.startswith(_ATTACHED)):
        if "/" not in folder and f"{folder}/{_CONTENT}" in file:
            name = next(_outlook_names(file, folder), "")
            content = partial(file.read, f"{folder}/{_CONTENT}")
            found[_free_name(_plain(name or folder), found)] = Inside(content)
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
