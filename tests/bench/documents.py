"""What becomes of a folder of messy documents: a table by format, in the locked reading process."""

import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from assistant.engine_room import EngineRoom
from assistant.errors import DocumentError, WorkerDied, WorkerTooSlow
from assistant.paths import Paths
from assistant.settings import Settings

_MOST_PICTURES = 3
"""Pages of a file whose pictures are read; they take seconds each."""


@dataclass
class _Row:
    """What became of the files of one format."""

    files: int = 0
    read: int = 0
    pages: int = 0
    pictures: int = 0
    reasons: Counter[str] = field(default_factory=Counter)


class _Trial:
    """Reads files one after the other as indexing does, and what is inside them."""

    def __init__(self, home: Path) -> None:
        paths = Paths.of(home)
        paths.create()
        self._rooms = EngineRoom(paths, Settings())
        self.rows: defaultdict[str, _Row] = defaultdict(_Row)
        self.slowest = (0.0, "")
        self.most_memory = 0

    def close(self) -> None:
        """End the processes."""
        self._rooms.close()

    def read(self, path: Path) -> None:
        """Read a file and all files inside it."""
        row = self.rows[path.suffix.lower().removeprefix(".") or "(none)"]
        row.files += 1
        started = time.monotonic()
        try:
            document = self._rooms.reader.read(path)
        except DocumentError as error:
            row.reasons[error.reason] += 1
            return
        except WorkerDied as death:
            row.reasons["too slow" if isinstance(death, WorkerTooSlow) else "CRASHED"] += 1
            return
        finally:
            self._note_costs(time.monotonic() - started, path)
        row.read += 1
        row.pages += sum(bool(page.text.strip()) for page in document.pages)
        empty = [page.number for page in document.pages if not page.text.strip()]
        if document.state == "partly":
            row.pictures += sum(self._see(path, number or 1) for number in empty[:_MOST_PICTURES])
        for member in document.members:
            self.read(path / member.name)

    def _see(self, path: Path, number: int) -> bool:
        started = time.monotonic()
        try:
            return bool(self._rooms.reader.read_scanned(path, number).text)
        except (DocumentError, WorkerDied):
            return False
        finally:
            self._note_costs(time.monotonic() - started, path)

    def _note_costs(self, seconds: float, path: Path) -> None:
        self.slowest = max(self.slowest, (seconds, path.name))
        for name, pid in self._rooms.processes().items():
            if name == "FileReader":
                self.most_memory = max(self.most_memory, _peak_kib(pid))


def _peak_kib(pid: int) -> int:
    """Return the most memory that a process ever held, as Linux counts it."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0])


def measure(folder: Path) -> Iterator[str]:
    """Yield the lines of the table."""
    with tempfile.TemporaryDirectory() as home:
        trial = _Trial(Path(home))
        started = time.monotonic()
        try:
            for path in sorted(path for path in folder.rglob("*") if path.is_file()):
                trial.read(path)
        finally:
            trial.close()
        took = time.monotonic() - started
    yield "| format | files | read | pages with text | read off pictures | not read |"
    yield "|---|---|---|---|---|---|"
    for name, row in sorted(trial.rows.items(), key=lambda item: -item[1].files):
        reasons = ", ".join(f"{reason} {count}" for reason, count in row.reasons.most_common())
        yield f"| {name} | {row.files} | {row.read} | {row.pages} | {row.pictures} | {reasons} |"
    total = sum(row.files for row in trial.rows.values())
    read = sum(row.read for row in trial.rows.values())
    yield (
        f"{read} of {total} read in {took:.0f} s; slowest {trial.slowest[0]:.1f} s "
        f"({trial.slowest[1]}); reading process at most {trial.most_memory >> 10} MiB"
    )
