"""Which files of a folder belong to the library."""

import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_SKIPPED_FOLDERS = frozenset({"node_modules", "__pycache__", "$RECYCLE.BIN", "lost+found"})
_SKIPPED_NAMES = frozenset({"Thumbs.db", "desktop.ini"})
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file as it lies on the disk."""

    path: Path
    size_bytes: int
    modified_ns: int


def scan(root: Path) -> Iterator[FoundFile]:
    """Yield the regular files under a folder (or the file itself), in order of their names.

    Hidden files, version control and package folders are left out; links are not followed.
    """
    if root.is_file():
        yield from _found(root)
        return
    for folder, subfolders, names in os.walk(root):
        subfolders[:] = sorted(name for name in subfolders if not _is_skipped_folder(name))
        for name in sorted(names):
            if not _is_skipped_file(name):
                yield from _found(Path(folder, name))


def sha256_of(path: Path) -> str:
    """Return the content's hash; empty if the file cannot be opened."""
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
    except OSError:
        return ""
    return digest.hexdigest()


def _found(path: Path) -> Iterator[FoundFile]:
    try:
        facts = path.lstat()
    except OSError:
        return
    if stat.S_ISREG(facts.st_mode):
        yield FoundFile(path, facts.st_size, facts.st_mtime_ns)


def _is_skipped_folder(name: str) -> bool:
    return name.startswith(".") or name in _SKIPPED_FOLDERS


def _is_skipped_file(name: str) -> bool:
    # ~$ marks the lock files of office programs.
    return name.startswith((".", "~$")) or name in _SKIPPED_NAMES
