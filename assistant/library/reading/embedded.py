"""Files put into office documents: a sheet in a letter, a PDF behind an icon on a slide."""

import contextlib
import re
import struct
from functools import partial
from pathlib import PurePosixPath
from zipfile import BadZipFile

from assistant.library.reading.compound import CompoundFile
from assistant.library.reading.inside import Inside, hash_of
from assistant.library.reading.package import Package

_FOLDER = re.compile(r"(word|xl|ppt)/embeddings/[^/]+", re.IGNORECASE)
_NATIVE = "\x01Ole10Native"
_OLD_KINDS = (("WordDocument", "doc"), ("Workbook", "xls"), ("PowerPoint Document", "ppt"))
_NEW_KINDS = (("word/document.xml", "docx"), ("xl/workbook.xml", "xlsx"))


def embedded(data: bytes) -> dict[str, Inside]:
    """Return the files inside a .docx, .xlsx or .pptx by their names."""
    package = Package(data)
    found: dict[str, Inside] = {}
    for part in filter(_FOLDER.fullmatch, package.names):
        path = PurePosixPath(part)
        if path.suffix.lower() != ".bin":
            content = partial(package.read_alone, part)
            found[path.name] = Inside(content, package.fingerprint(part))
            continue
        # One broken object does not break the document.
        with contextlib.suppress(ValueError, KeyError, struct.error, BadZipFile):
            name, wrapped = _in_object(package.read(part), path.stem)
            found[name] = Inside(partial(bytes, wrapped), hash_of(wrapped))
    return found


def _in_object(data: bytes, stem: str) -> tuple[str, bytes]:
    """Return the file that an OLE object wraps, under a name that says its kind.

    Raises:
        ValueError: It is none, or damaged.
        KeyError: It wraps nothing that may be read.
    """
    file = CompoundFile(data)
    if _NATIVE in file:
        name, content = _native(file.read(_NATIVE))
        # Two objects may wrap files of the same name.
        return f"{stem}/{name}", content
    if "Package" in file:
        content = file.read("Package")
        inside = Package(content)
        ending = next((end for part, end in _NEW_KINDS if part in inside), "pptx")
        return f"{stem}.{ending}", content
    if "CONTENTS" in file and file.read("CONTENTS").startswith(b"%PDF"):
        return f"{stem}.pdf", file.read("CONTENTS")
    wraps = next((end for stream, end in _OLD_KINDS if stream in file), None)
    if wraps is None:
        raise KeyError(stem)
    return f"{stem}.{wraps}", data


def _native(stream: bytes) -> tuple[str, bytes]:
    """Return name and content of a packaged file ([MS-OLEDS] 2.3.6, and what is written there)."""
    label, _, rest = stream[6:].partition(b"\0")
    _, _, rest = rest.partition(b"\0")  # where it lay on the sender's disk
    (length,) = struct.unpack_from("<I", rest, 4)
    at = 8 + length
    (size,) = struct.unpack_from("<I", rest, at)
    name = label.decode("cp949", "replace").replace("\\", "/")
    return PurePosixPath(name).name, rest[at + 4 : at + 4 + size]
