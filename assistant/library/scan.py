"""Which files of a folder belong to the library."""

import hashlib
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from assistant.errors import DocumentError
from assistant.wording import Wording

# Made by programs, found in programs, or lost; nobody asks about them.
_LEFT_OUT = frozenset(
    "node_modules __pycache__ $RECYCLE.BIN lost+found site-packages Thumbs.db desktop.ini".split()
)
# ~$ marks the lock files of office programs.
_LEFT_OUT_STARTS = (".", "~$")
_HOME_MARKER = "hearth-home"
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file as it lies on the disk."""

    path: Path
    size_bytes: int
    modified_ns: int


def scan(root: Path, place: Path, patterns: Sequence[str] = ()) -> Iterator[FoundFile]:
    """Yield the regular files of a folder that lie at or below a place in it, sorted by name.

    Hidden files, version control, packages and Hearth's own home are left out, and what matches a
    pattern of the person; links are not followed.

    Args:
        root: A folder of the library, or a single file.
        place: The root itself, or something below it; it need not be there any more.
        patterns: As "*.bak" or "old/drafts": of a name, or of a path from the root.
    """
    if not is_wanted(root, place, patterns):
        return
    if place.is_file():
        yield from _found(place)
        return
    for here, subfolders, names in os.walk(place):
        folder = Path(here)
        if _HOME_MARKER in names and folder != root:
            subfolders.clear()
            continue
        below = folder.relative_to(root)
        subfolders[:] = sorted(n for n in subfolders if not _is_left_out(n, below, patterns))
        for name in sorted(names):
            if not _is_left_out(name, below, patterns):
                yield from _found(folder / name)


def check_open(path: Path) -> None:
    """Make sure that a file or folder is there and may be looked into.

    Raises:
        DocumentError: It is not, or may not.
    """
    try:
        path.stat()
        if path.is_dir():
            next(path.iterdir(), None)
    except OSError as error:
        raise DocumentError(
            Wording(
                f"{path} cannot be opened ({error.strerror}).",
                f"{path}을(를) 열 수 없어요 ({error.strerror}).",
            ),
            Wording("Check its name and permissions.", "이름과 권한을 확인해 주세요."),
            "vanished",
        ) from error


def is_wanted(root: Path, path: Path, patterns: Sequence[str] = ()) -> bool:
    """Return whether nothing is left out on the way from a folder to a path in it."""
    if path != root and root not in path.parents:
        return False
    way = path.relative_to(root)
    steps = [*reversed(way.parents), way][1:]
    if any(_is_left_out(step.name, step.parent, patterns) for step in steps):
        return False
    return not any((root / step / _HOME_MARKER).exists() for step in steps)


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


def _is_left_out(name: str, below: Path, patterns: Sequence[str]) -> bool:
    if name.startswith(_LEFT_OUT_STARTS) or name in _LEFT_OUT:
        return True
    path = (below / name).as_posix()
    return any(fnmatch(name, pattern) or fnmatch(path, pattern) for pattern in patterns)
