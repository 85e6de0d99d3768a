"""VectorIndex: nearest passages by meaning. The search structure is a cache that is checked.

It is trusted only if its files are exactly those of the last orderly end. Else every stored
vector is looked for, and what is missing comes back from SQLite without embedding again. Until
that is done, and in a second process, exact search over the stored vectors answers. What changes
in the store, whichever process changed it, is noted in a log there that the cache follows.
"""

import json
import math
import shutil
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from assistant.errors import AssistantError
from assistant.interfaces import NearestNeighbours, Vectors
from assistant.library.owner_lock import OwnerLock
from assistant.store.vector_store import VectorStore

_VERIFY_BATCH = 200
# Equal texts have equal vectors, so a row may stand behind its twins.
_VERIFY_DEPTH = 10
_SAME_VECTOR = 0.9999
_FEW = 20_000
"""Vectors that are read and compared one by one in a fifth of a second."""
_SPREAD = 3


class ClosableNeighbours(NearestNeighbours, Protocol):
    """Neighbours whose files are final after close; they open again at the next call."""

    def close(self) -> None:
        """Release the files."""
        ...


@dataclass(frozen=True, slots=True)
class Repair:
    """What bringing the cache in line with the store took."""

    added: int = 0
    removed: int = 0
    was_rebuilt: bool = False
    n_rows: int = 0


class VectorIndex:
    """Search over the stored vectors of one embedding model."""

    def __init__(
        self,
        store: VectorStore,
        model_id: str,
        folder: Path,
        open_neighbours: Callable[[Path], ClosableNeighbours],
    ) -> None:
        self._store = store
        self._model_id = model_id
        self._folder = folder / "chroma"
        self._aside = folder / "chroma.damaged"
        self._manifest = folder / "manifest.json"
        self._owner = OwnerLock(folder / "lock")
        self._neighbours = open_neighbours(self._folder)
        self._is_ready = False
        self._is_open = False
        self._lock = threading.RLock()

    def search(
        self, vector: Vectors, count: int, within: Sequence[int] | None = None
    ) -> list[tuple[int, float]]:
        """Return the nearest (chunk id, cosine similarity) of a (dimension,) vector.

        Within some chunks where these are given.
        """
        if within is not None and len(within) <= _FEW:
            return self._search_exactly(vector, count, within)
        with self._lock:
            if self._is_ready or self._trust():
                try:
                    self._open()
                    return self._search_cache(vector, count, within)
                except AssistantError:
                    self._is_ready = False
        every = self._store.ids(self._model_id)
        return self._search_exactly(vector, count, every if within is None else within)

    def catch_up(self) -> None:
        """Follow what changed in the store; if that fails the next repair will."""
        with self._lock:
            if not (self._is_ready or self._trust()):
                return
            end, changed = self._store.log(self._model_id)
            if not changed:
                return
            try:
                self._open()
                self._follow(changed)
            except AssistantError:
                self._is_ready = False
                return
            self._store.forget_log(end, self._model_id)

    def repair(self) -> Repair:
        """Bring the cache in line with the store; cheap where nothing happened."""
        with self._lock:
            self.catch_up()
            end, _ = self._store.log(self._model_id)
            wanted = self._store.ids(self._model_id)
            if self._is_ready or not self._owner.acquire():
                return Repair(n_rows=len(wanted))
            had_files = self._folder.exists()
            try:
                report = self._reconcile(wanted)
            except AssistantError:
                report = None
            if report is None or not self._all_searchable(wanted):
                self._rebuild(wanted)
                report = Repair(len(wanted), 0, had_files, len(wanted))
            self._store.forget_log(end, self._model_id)
            self._is_ready = True
            return report

    def close(self) -> None:
        """End orderly: note the state of the files, so that the next start can trust them."""
        with self._lock:
            self._neighbours.close()
            if self._is_ready and self._is_open:
                noted = {"log_end": self._store.log(self._model_id)[0], **self._fingerprint()}
                self._manifest.write_text(json.dumps(noted), "utf-8")
            self._is_ready = self._is_open = False
            self._owner.release()

    def discard(self) -> None:
        """Close, and take the cache off the disk; a repair makes it again from the store."""
        with self._lock:
            is_owner = self._owner.acquire()
            self.close()
            if is_owner:
                self._manifest.unlink(missing_ok=True)
                for folder in (self._folder, self._aside):
                    shutil.rmtree(folder, ignore_errors=True)

    def _trust(self) -> bool:
        """Return whether the cache may be used as it lies there."""
        if self._is_ready:
            return True
        if not self._manifest.exists() or not self._owner.acquire():
            return False
        try:
            noted = json.loads(self._manifest.read_text("utf-8"))
        except (OSError, ValueError):
            return False
        # A store that ends before the cache is an older copy that was put back.
        if noted.pop("log_end", math.inf) > self._store.log(self._model_id)[0]:
            return False
        if noted != self._fingerprint():
            return False
        self._is_ready = True
        return True

    def _open(self) -> None:
        # From here on only an orderly end may say again that the files are sound.
        self._manifest.unlink(missing_ok=True)
        self._is_open = True

    def _follow(self, changed: Sequence[int]) -> None:
        kept: set[int] = set()
        for ids, vectors in self._stored(changed):
            self._neighbours.add(ids, vectors)
            kept.update(ids)
        if gone := [id_ for id_ in changed if id_ not in kept]:
            self._neighbours.remove(gone)

    def _fingerprint(self) -> dict[str, object]:
        files = sorted(path for path in self._folder.rglob("*") if path.is_file())
        stats = ((path, path.stat()) for path in files)
        return {
            "model": self._model_id,
            "files": {
                str(path.relative_to(self._folder)): [stat.st_size, stat.st_mtime_ns]
                for path, stat in stats
            },
        }

    def _reconcile(self, wanted: set[int]) -> Repair:
        self._open()
        present = set(self._neighbours.ids())
        extra = sorted(present - wanted)
        if extra:
            self._neighbours.remove(extra)
        missing = sorted(wanted - present)
        for ids, vectors in self._stored(missing):
            self._neighbours.add(ids, vectors)
        return Repair(len(missing), len(extra), False, len(wanted))

    def _all_searchable(self, wanted: set[int]) -> bool:
        """Look for every row by its own vector: a count alone has been seen to lie."""
        try:
            for ids, vectors in self._stored(sorted(wanted)):
                for start in range(0, len(ids), _VERIFY_BATCH):
                    batch = slice(start, start + _VERIFY_BATCH)
                    found = self._neighbours.search(vectors[batch], _VERIFY_DEPTH)
                    if not all(map(_is_found, ids[batch], found)):
                        return False
        except AssistantError:
            return False
        return True

    def _rebuild(self, wanted: set[int]) -> None:
        self._neighbours.close()
        shutil.rmtree(self._aside, ignore_errors=True)
        if self._folder.exists():
            self._folder.rename(self._aside)
        for ids, vectors in self._stored(sorted(wanted)):
            self._neighbours.add(ids, vectors)

    def _stored(self, ids: Sequence[int]) -> Iterator[tuple[list[int], Vectors]]:
        return self._store.of(ids, self._model_id)

    def _search_cache(
        self, vector: Vectors, count: int, within: Sequence[int] | None
    ) -> list[tuple[int, float]]:
        if within is None:
            return self._neighbours.search(vector[None, :], count)[0]
        # Deep enough to meet as many of the wanted ones, were they spread evenly.
        share = len(within) / max(1, self._store.count(self._model_id))
        found = self._neighbours.search(vector[None, :], round(_SPREAD * count / share))[0]
        wanted = set(within)
        return [pair for pair in found if pair[0] in wanted][:count]

    def _search_exactly(
        self, vector: Vectors, count: int, wanted: Collection[int]
    ) -> list[tuple[int, float]]:
        best: list[tuple[int, float]] = []
        for ids, vectors in self._stored(sorted(wanted)):
            similarities = vectors @ np.asarray(vector, np.float32)
            best.extend(zip(ids, map(float, similarities), strict=True))
        return sorted(best, key=lambda pair: -pair[1])[:count]


def _is_found(id_: int, found: list[tuple[int, float]]) -> bool:
    if any(other == id_ for other, _ in found):
        return True
    # Among more twins than were asked for, the last one is still the same vector.
    return len(found) == _VERIFY_DEPTH and found[-1][1] > _SAME_VECTOR
