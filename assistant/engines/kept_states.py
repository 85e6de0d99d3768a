"""KeptStates: what a model had evaluated for a conversation, on disk, to be used after a restart.

The files hold what was said, as numbers: they lie in Hearth's own folder, are thrown away with
their conversation, and may always be lost, since they only save time.
"""

import contextlib
import hashlib
import shutil
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path

_MOST_BYTES = 2 << 30
_FREE_TIMES = 4
_BLOCK_BYTES = 16 << 20


class KeptStates:
    """One file for each conversation and model."""

    def __init__(self, folder: Path, model: Path, context_length: int) -> None:
        """Remember which model and context it is for; a file that was replaced is another model."""
        found = model.stat()
        identity = f"{model} {found.st_size} {found.st_mtime_ns} {context_length}"
        self._folder = folder
        self._model = hashlib.sha256(identity.encode()).hexdigest()[:16]

    def save(self, conversation: str, size_bytes: int, write: Callable[[Path], bool]) -> None:
        """Keep the state that `write` writes; the oldest go where there are too many.

        One that is too large, or would fill the disk, is not worth it. What hinders it, such as
        another Hearth that tidies the folder, costs time later and nothing now.
        """
        with contextlib.suppress(OSError):
            self._save(conversation, size_bytes, write)

    def _save(self, conversation: str, size_bytes: int, write: Callable[[Path], bool]) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        free = shutil.disk_usage(self._folder).free
        if size_bytes > _MOST_BYTES or _FREE_TIMES * size_bytes > free:
            return
        before, name = self._find(conversation), f"{conversation}-{self._model}"
        fresh = self._folder / f"{name}.new"
        if write(fresh):
            if before is not None:
                before.unlink()
            # llama.cpp aborts at a damaged file, so its checksum stands in its name.
            fresh.replace(self._folder / f"{name}-{_checksum(fresh)}.state")
        fresh.unlink(missing_ok=True)
        self._make_room()

    def load(self, conversation: str, read: Callable[[Path], bool]) -> bool:
        """Let `read` take a state up; False where there is none, or none that can be used."""
        try:
            return self._load(conversation, read)
        except OSError:
            return False

    def _load(self, conversation: str, read: Callable[[Path], bool]) -> bool:
        path = self._find(conversation)
        if path is None:
            return False
        # Gone while it is read: one that ends the engine must not do so twice.
        reading = path.with_suffix(".reading")
        path.replace(reading)
        if not path.stem.endswith(_checksum(reading)) or not read(reading):
            reading.unlink()
            return False
        reading.replace(path)
        return True

    def _find(self, conversation: str) -> Path | None:
        return next(self._folder.glob(f"{conversation}-{self._model}-*.state"), None)

    def _make_room(self) -> None:
        found = sorted(self._folder.glob("*.state"), key=lambda path: -path.stat().st_mtime_ns)
        total = 0
        for path in found:
            total += path.stat().st_size
            if total > _MOST_BYTES:
                path.unlink()


def forget_states(folder: Path, still_there: Iterable[int]) -> None:
    """Throw away what belongs to conversations that are no more, and what was half written."""
    known = {str(conversation) for conversation in still_there}
    for path in folder.glob("*-*"):
        if path.suffix != ".state" or path.name.split("-")[0] not in known:
            path.unlink(missing_ok=True)


def _checksum(path: Path) -> str:
    total = 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK_BYTES):
            total = zlib.crc32(block, total)
    return f"{total:08x}"
