"""Notices what changes in the folders of the library."""

import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from assistant.jobs import CancelToken

# A change is told this long after the last one, so that a file being written is read once.
_QUIET_MS = 300
_LONGEST_MS = 1500
_GLANCE_MS = 2000
# A system may lose notices under a flood or give none at all (network drives, too many folders).
_LOOK_AGAIN_S = 600.0
_log = logging.getLogger(__name__)


class Watcher:
    """Watches folders and single files.

    A folder that is told stands for all below it. So each one is told now and then, and when it
    comes (back).
    """

    def __init__(
        self, folders: Callable[[], Sequence[Path]], is_wanted: Callable[[Path, Path], bool]
    ) -> None:
        """Watch what `folders` returns, whenever it changes too.

        Args:
            folders: The library's folders and single files as they are now.
            is_wanted: Whether a path (second) of a folder (first) belongs to the library.
        """
        self._folders = folders
        self._is_wanted = is_wanted
        self._known: dict[Path, object] = {}
        self._looked_at = time.monotonic()

    def run(self, token: CancelToken) -> Iterator[list[Path]]:
        """Yield the paths that came, changed or went, until cancelled."""
        stop = threading.Event()
        token.on_cancel(stop.set)
        self._known = self._present()
        while not stop.is_set():
            roots = [path for path in self._known if path.is_dir()]
            for noticed in _notices(roots, stop):
                if changed := [*self._changed_roots(), *self._kept(noticed, roots)]:
                    yield changed
                if roots != [path for path in self._known if path.is_dir()]:
                    break

    def _present(self) -> dict[Path, object]:
        return {path: _stamp(path) for path in self._folders() if path.exists()}

    def _changed_roots(self) -> list[Path]:
        """Return the folders that came, the single files that changed, now and then all."""
        before, self._known = self._known, self._present()
        if time.monotonic() - self._looked_at > _LOOK_AGAIN_S:
            self._looked_at = time.monotonic()
            return list(self._known)
        return [p for p, stamp in self._known.items() if p not in before or before[p] != stamp]

    def _kept(self, noticed: Iterable[Path], roots: Sequence[Path]) -> list[Path]:
        return [path for path in noticed if any(self._is_wanted(root, path) for root in roots)]


def _notices(roots: Sequence[Path], stop: threading.Event) -> Iterator[list[Path]]:
    """Yield what the system notices; an empty list now and then where it is quiet."""
    from watchfiles import watch

    try:
        for changes in watch(
            *roots,
            watch_filter=None,
            debounce=_LONGEST_MS,
            step=_QUIET_MS,
            stop_event=stop,
            rust_timeout=_GLANCE_MS,
            yield_on_timeout=True,
            raise_interrupt=False,
            ignore_permission_denied=True,
        ):
            yield [Path(path) for _, path in changes]
    except OSError as error:
        # Too many folders for this system's notices, or one went this moment.
        _log.warning("folders are looked through, not watched: %s", type(error).__name__)
        while not stop.wait(_GLANCE_MS / 1000):
            yield []


def _stamp(path: Path) -> object:
    """Return what changes with a single file; a folder's own date says nothing."""
    facts = path.stat()
    return (facts.st_size, facts.st_mtime_ns) if path.is_file() else None
