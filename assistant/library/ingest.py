"""Ingest: brings the library up to date with the folders on disk. Resumable at any point.

A file is found by its words as soon as it is read. Pages that are pictures, and what passages
mean, take long and come after; whatever changes meanwhile goes first.
"""

import contextlib
import time
from collections import defaultdict
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from assistant.documents import IndexSummary, Member
from assistant.errors import DocumentError, WorkerDied, WorkerTooSlow
from assistant.interfaces import Reader
from assistant.jobs import CancelToken, Clock, JobCancelled, Progress, Step
from assistant.library.changes import Changes
from assistant.library.hints import Hints
from assistant.library.lexicon import Lexicon
from assistant.library.passage_embedder import PassageEmbedder
from assistant.library.preparing import prepared_chunks
from assistant.library.scan import FoundFile, is_wanted, scan, sha256_of
from assistant.library.scan_reader import ScanReader
from assistant.library.spaces import Spaces
from assistant.store.library_store import LibraryStore
from assistant.store.rows import FileStamp, KnownFile
from assistant.wording import Wording

_LOOKING = Wording("Looking for changes", "바뀐 것을 찾고 있어요")
_LEARNING = Wording("Learning what the files mean", "파일의 뜻을 익히고 있어요")
# At most a thirtieth of the time goes into erasing.
_ERASE_SHARE = 30
_OF_A_FILE = 50_000
"""Bytes that take as long to read as opening and storing any file, about 10 ms."""
_NOT_A_FAULT = (
    *("empty", "unsupported", "scanned", "no_text_seen", "private", "too_big"),
    *("password", "wrong_password", "locked"),
)


@dataclass(slots=True)
class _Tally:
    """What one round has done so far."""

    started: float = field(default_factory=time.monotonic)
    files: int = 0
    indexed: int = 0
    unchanged: int = 0
    renamed: int = 0
    removed: int = 0
    skipped: int = 0
    failed: int = 0
    chunks: int = 0
    embedded: int = 0
    problems: list[tuple[Path, str]] = field(default_factory=list)

    def summary(self) -> IndexSummary:
        return IndexSummary(
            self.files,
            self.indexed,
            self.unchanged,
            self.renamed,
            self.removed,
            self.skipped,
            self.failed,
            self.chunks,
            self.embedded,
            time.monotonic() - self.started,
            tuple(self.problems),
        )


class Ingest:
    """Reads what is new or changed, forgets what is gone, follows what was renamed."""

    def __init__(
        self,
        store: LibraryStore,
        reader: Reader,
        lexicon: Lexicon,
        spaces: Spaces,
        excluded: Callable[[], Sequence[str]] = tuple,
    ) -> None:
        self._store = store
        self._reader = reader
        self._lexicon = lexicon
        self.hints = Hints(store)
        """What the person says of files, for the next round."""
        self._scans = ScanReader(store, reader, lexicon, self.hints)
        self._spaces = spaces
        self._embedder = PassageEmbedder(store, spaces)
        self._excluded = excluded
        self._erase_again_at = 0.0
        self._waited_s = 0.0
        self.changes = Changes()
        """What the next round, or the one that runs, is to look at."""

    def look_everywhere(self) -> None:
        """Let the next round look through every folder."""
        self.changes.note(folder.path for folder in self._store.folders())

    def run(
        self, token: CancelToken, wait_while_paused: Callable[[], None] = lambda: None
    ) -> Generator[Progress, None, IndexSummary]:
        """Read what changed, then learn what it means; each stored document is durable at once.

        Yields:
            Progress with the time left.

        Returns:
            What was done. A cancel keeps what was stored until then.
        """
        tally = _Tally()
        yield Progress(0, None, _LOOKING)
        yield from self._read_changes(self.changes.take(), token, wait_while_paused, tally)
        steps = self._slow_steps(tally)
        while not token.is_cancelled:
            self._wait(wait_while_paused)
            changed = self.changes.take()
            if changed:
                yield from self._read_changes(changed, token, wait_while_paused, tally)
            if changed or self._embedder.is_turned:
                steps = self._slow_steps(tally)
            if (step := next(steps, None)) is None:
                break
            yield step
        self._spaces.serving.index.repair()
        if tally.indexed or tally.removed:
            self._erase_traces()
        if token.is_cancelled:
            raise JobCancelled(tally.summary())
        self._spaces.settle()
        return tally.summary()

    def _wait(self, wait_while_paused: Callable[[], None]) -> None:
        before = time.monotonic()
        wait_while_paused()
        self._waited_s += time.monotonic() - before

    def _clock(self, step: Step, weights: Sequence[float]) -> Clock:
        # Pauses say nothing about how long the rest takes.
        return Clock(step, weights, lambda: time.monotonic() - self._waited_s)

    def _slow_steps(self, tally: "_Tally") -> Iterator[Progress]:
        """Learn meanings and read pages that are pictures; tell each step before it is done.

        A picture takes as long as a hundred passages, so those go first.
        """
        yield from self._learn_meanings(tally)
        with contextlib.suppress(DocumentError):  # this computer reads no pictures
            yield from self._read_scans(tally)
        yield from self._learn_meanings(tally)

    def _learn_meanings(self, tally: "_Tally") -> Iterator[Progress]:
        batches = self._embedder.batches()
        clock = self._clock("learning", [1.0] * len(batches))
        for number, batch in enumerate(batches):
            yield clock.progress(number, _LEARNING)
            tally.embedded += self._embedder.embed(batch)

    def _read_scans(self, tally: "_Tally") -> Iterator[Progress]:
        pages = self._scans.pages()
        clock = self._clock("scanning", [1.0] * len(pages))
        for number, page in enumerate(pages):
            name = page.path.name
            yield clock.progress(number, Wording(f"Reading {name}", f"{name} 읽는 중"))
            tally.chunks += self._scans.read(page)

    def _read_changes(
        self,
        changed: Sequence[Path],
        token: CancelToken,
        wait_while_paused: Callable[[], None],
        tally: "_Tally",
    ) -> Generator[Progress, None, None]:
        todo = self._plan(changed, tally)
        self._store.note_waiting([_stamp(file, folder_id) for file, folder_id in todo])
        clock = self._clock("reading", [_OF_A_FILE + file.size_bytes for file, _ in todo])
        for number, (file, folder_id) in enumerate(todo):
            if token.is_cancelled:
                break
            self._wait(wait_while_paused)
            name = file.path.name
            yield clock.progress(number, Wording(f"Reading {name}", f"{name} 읽는 중"))
            stamp = _stamp(file, folder_id, sha256_of(file.path))
            if self._store.touch(stamp):
                tally.unchanged += 1
            else:
                self._read(stamp, tally)
        yield from self._read_members(token, wait_while_paused, tally)
        self._spaces.catch_up()

    def _read_members(
        self, token: CancelToken, wait_while_paused: Callable[[], None], tally: "_Tally"
    ) -> Iterator[Progress]:
        """Read the files inside files, and those inside them."""
        while members := self._store.waiting_members():
            clock = self._clock("reading", [1.0] * len(members))
            for number, member in enumerate(members):
                if token.is_cancelled:
                    return
                self._wait(wait_while_paused)
                name = member.path.name
                yield clock.progress(number, Wording(f"Reading {name}", f"{name} 읽는 중"))
                self._read(member, tally)

    def _plan(self, changed: Sequence[Path], tally: _Tally) -> list[tuple[FoundFile, int]]:
        """Settle what needs no reading and return what does."""
        todo: list[tuple[FoundFile, int]] = []
        gone: defaultdict[str, list[KnownFile]] = defaultdict(list)
        lost: list[int] = []
        for folder in self._store.folders():
            places = [p for p in changed if p == folder.path or folder.path in p.parents]
            if places and not folder.path.exists():
                # A drive that is not plugged in is no reason to forget what was read there.
                tally.problems.append((folder.path, "vanished"))
                continue
            for place in places:
                known = self._store.known_files(folder.id, place)
                found = list(scan(folder.path, place, self._excluded()))
                tally.files += len(found)
                here = {file.path for file in found}
                for path, file in known.items():
                    if path not in here:
                        gone[file.stamp.sha256].append(file)
                        lost.append(file.id)
                fresh = [file for file in found if not _is_unchanged(file, known.get(file.path))]
                tally.unchanged += len(found) - len(fresh)
                todo.extend((file, folder.id) for file in fresh)
        return self._follow_renames(todo, gone, lost, tally)

    def _follow_renames(
        self,
        todo: list[tuple[FoundFile, int]],
        gone: dict[str, list[KnownFile]],
        lost: list[int],
        tally: _Tally,
    ) -> list[tuple[FoundFile, int]]:
        sizes = {file.stamp.size_bytes for files in gone.values() for file in files}
        moved: set[int] = set()
        remaining = []
        for file, folder_id in todo:
            # Only a file as large as one that is gone can be that one under a new name.
            twins = gone.get(sha256_of(file.path), []) if file.size_bytes in sizes else []
            old = next((twin for twin in twins if _can_move(twin, moved)), None)
            if old is None:
                remaining.append((file, folder_id))
                continue
            stamp = _stamp(file, folder_id, old.stamp.sha256)
            self._store.move_document(old.id, stamp)
            moved.add(old.id)
            tally.renamed += 1
        removed = [document_id for document_id in lost if document_id not in moved]
        self._store.remove_documents(removed)
        tally.removed += len(removed)
        return remaining

    def _read(self, stamp: FileStamp, tally: _Tally) -> None:
        hint = self.hints.of(stamp.path)
        stamp = replace(stamp, encoding=hint.encoding)
        try:
            document = self._reader.read(stamp.path, hint)
        except DocumentError as error:
            self._note_unread(stamp, error.reason, tally)
            return
        except WorkerDied as death:
            reason = "too_slow" if isinstance(death, WorkerTooSlow) else "crashed"
            self._note_unread(stamp, reason, tally)
            return
        document = replace(document, members=self._wanted(stamp.path, document.members))
        chunks = prepared_chunks(document.title, document.pages, self._lexicon)
        ids = self._store.save_document(stamp, document, chunks)
        tally.indexed += 1
        tally.chunks += len(ids)

    def _wanted(self, path: Path, members: Sequence[Member]) -> tuple[Member, ...]:
        excluded = self._excluded()
        return tuple(one for one in members if is_wanted(path, path / one.name, excluded))

    def _erase_traces(self) -> None:
        """Erase what was removed or replaced, in a large library not after every edit."""
        started = time.monotonic()
        if started > self._erase_again_at:
            self._store.erase_traces()
            took = time.monotonic() - started
            self._erase_again_at = started + _ERASE_SHARE * took

    def _note_unread(self, stamp: FileStamp, reason: str, tally: _Tally) -> None:
        is_skip = reason in _NOT_A_FAULT
        self._store.save_unread(
            stamp, _ending(stamp.path), "skipped" if is_skip else "failed", reason
        )
        tally.problems.append((stamp.path, reason))
        if is_skip:
            tally.skipped += 1
        else:
            tally.failed += 1


def _can_move(file: KnownFile, moved: set[int]) -> bool:
    return file.id not in moved and file.state in ("read", "partly")


def _is_unchanged(file: FoundFile, known: KnownFile | None) -> bool:
    if known is None or known.state == "waiting":
        return False
    stamp = known.stamp
    return (stamp.size_bytes, stamp.modified_ns) == (file.size_bytes, file.modified_ns)


def _stamp(file: FoundFile, folder_id: int, sha256: str = "") -> FileStamp:
    return FileStamp(file.path, folder_id, sha256, file.size_bytes, file.modified_ns)


def _ending(path: Path) -> str:
    return path.suffix.lower().lstrip(".")
