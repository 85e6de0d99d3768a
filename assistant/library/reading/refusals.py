"""What is not read, and why: private files, things that are no files, files too big."""

import os
import re
import stat
from pathlib import Path, PurePath

from assistant.documents import REASONS
from assistant.errors import DocumentError
from assistant.library.reading.long_files import Part
from assistant.wording import Wording

_PRIVATE_FOLDERS = frozenset({".ssh", ".gnupg", ".aws", ".kube", ".password-store", "keyrings"})
_PRIVATE_ENDINGS = frozenset(
    {".pem", ".key", ".kdbx", ".kdb", ".p12", ".pfx", ".jks", ".keystore", ".gpg", ".pgp", ".ppk"}
)
_PRIVATE_NAMES = re.compile(
    r"id_(rsa|dsa|ecdsa|ed25519)[^/]*(?<!\.pub)"
    r"|\.env(\.[\w-]+)?|\.netrc|_netrc|\.pgpass|\.htpasswd|\.git-credentials|\.npmrc|\.pypirc"
    r"|signpri\.key|logins\.json|login data|cookies(\.sqlite)?|shadow",
    re.IGNORECASE,
)
_PRIVATE_TEXT = re.compile(rb"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----")
_MIB = 1024 * 1024


def refuse(reason: str, limit: int | str = 0) -> DocumentError:
    """Return the error that tells a person why a file is not read.

    Args:
        reason: A code of REASONS.
        limit: What is not exceeded: bytes, or words that hold in both languages.
    """
    if isinstance(limit, int):
        limit = f"{limit / _MIB:.0f} MiB" if limit >= _MIB else f"{limit} B"
    words = REASONS[reason]
    return DocumentError(
        Wording(words.en.format(limit=limit), words.ko.format(limit=limit)), reason=reason
    )


def is_private(path: PurePath) -> bool:
    """Return whether the name says that it is a key or a password store."""
    return (
        bool(_PRIVATE_NAMES.fullmatch(path.name))
        or path.suffix.lower() in _PRIVATE_ENDINGS
        or any(part.lower() in _PRIVATE_FOLDERS for part in path.parts[:-1])
    )


def bytes_of(path: Path, max_bytes: int, is_known: bool, part: Part = "whole") -> bytes:
    """Return the content of a plain file; one of an unknown kind is not even opened.

    Args:
        path: Of the file.
        max_bytes: A larger file is too big, or only a part of it is returned.
        is_known: Whether files with its ending are read.
        part: Of a larger file.

    Raises:
        DocumentError: It is private, gone, not allowed, no plain file (never opened), or too big.
    """
    if is_private(path):
        raise refuse("private")
    try:
        if not stat.S_ISREG(path.stat().st_mode) or not is_known:
            raise refuse("unsupported")
        data = _read(path, max_bytes, part)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise refuse("vanished") from error
    except PermissionError as error:
        raise refuse("no_permission") from error
    except OSError as error:
        raise refuse("damaged") from error
    check_content(data, max_bytes)
    return data


def check_content(data: bytes, max_bytes: int) -> None:
    """Look at what any file may hold.

    Raises:
        DocumentError: It is empty, too big, or a private key.
    """
    if len(data) > max_bytes:
        raise refuse("too_big", max_bytes)
    if not data:
        raise refuse("empty")
    if _PRIVATE_TEXT.search(data[:4096]):
        raise refuse("private")


def _read(path: Path, max_bytes: int, part: Part) -> bytes:
    # Without O_NONBLOCK a pipe put in the file's place meanwhile would block for ever.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags), "rb") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise refuse("unsupported")
        if part == "end" and status.st_size > max_bytes:
            file.seek(-max_bytes, os.SEEK_END)
        return file.read(max_bytes + (part == "whole"))
