"""Changes: what is to be looked at on the disk. Safe to use from any thread."""

import threading
from collections.abc import Iterable
from pathlib import Path


class Changes:
    """Paths that changed since they were last taken; a folder stands for all below it."""

    def __init__(self) -> None:
        self._paths: set[Path] = set()
        self._lock = threading.Lock()

    def note(self, paths: Iterable[Path]) -> None:
        """Remember paths that came, changed or went."""
        with self._lock:
            self._paths.update(paths)

    def take(self) -> list[Path]:
        """Return what was noted, without what lies below another noted path, and forget it."""
        with self._lock:
            noted, self._paths = self._paths, set()
        return sorted(path for path in noted if noted.isdisjoint(path.parents))
