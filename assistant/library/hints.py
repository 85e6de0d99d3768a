"""Hints: what the person said of files that could not be read, or not rightly, without it."""

from pathlib import Path

from assistant.documents import Hint, file_on_disk
from assistant.store.library_store import LibraryStore


class Hints:
    """Passwords, kept only while Hearth runs and never written down; encodings, stored."""

    def __init__(self, store: LibraryStore) -> None:
        self._store = store
        self._passwords: dict[Path, str] = {}

    def note(self, path: Path, hint: Hint) -> None:
        """Keep a hint and let the next round read the file again."""
        if hint.password:
            # The zip or mail that holds it may be what is locked.
            self._passwords |= dict.fromkeys((path, file_on_disk(path) or path), hint.password)
        self._store.note_retry(path, hint.encoding)

    def of(self, path: Path) -> Hint:
        """Return what is known of a file; a password of its container may be its own."""
        places = (place for place in (path, *path.parents) if place in self._passwords)
        password = next((self._passwords[place] for place in places), "")
        return Hint(password, self._store.encoding_of(path))
