"""Database: one SQLite file, a connection for each thread, migrations at opening."""

import sqlite3
import threading
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from assistant.errors import StoreError, StoreTooNew
from assistant.store.migrations import MIGRATIONS
from assistant.wording import Wording

_BUSY_TIMEOUT_S = 30.0
_MOST_VARIABLES = 500
"""Of one statement; SQLite takes more, and longer for it."""
# secure_delete: what is deleted is overwritten, not only marked as free.
_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON")


class Database:
    """The SQLite file. Safe to use from any thread; each gets its own connection."""

    def __init__(self, path: Path) -> None:
        """Open and bring the schema up to date.

        Raises:
            StoreTooNew: A newer Hearth wrote the file; it is left as it is.
            StoreError: The file cannot be opened.
        """
        self._path = path
        self._local = threading.local()
        self._opened: list[sqlite3.Connection] = []
        self._lock = threading.Lock()
        try:
            self._migrate()
        except sqlite3.Error as error:
            self.close()
            raise self._translated(error) from error
        except StoreTooNew:
            self.close()
            raise

    def read(self, query: str, *values: object) -> list[sqlite3.Row]:
        """Return all rows of a query."""
        try:
            return self._connection().execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise self._translated(error) from error

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it is stored, durably, or nothing."""
        connection = self._connection()
        try:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                # A full disk has already rolled back by itself.
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
        except sqlite3.Error as error:
            raise self._translated(error) from error

    def empty_log(self) -> None:
        """Bring the write-ahead log into the file and cut it, unless somebody reads just now."""
        self.read("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Close every thread's connection."""
        with self._lock:
            for connection in self._opened:
                connection.close()
            self._opened.clear()
        self._local = threading.local()

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(
                self._path, timeout=_BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False
            )
            connection.row_factory = sqlite3.Row
            with self._lock:
                self._opened.append(connection)
            self._refuse_newer(connection)
            for pragma in _PRAGMAS:
                connection.execute(f"PRAGMA {pragma}")
            self._local.connection = connection
        return connection

    def _refuse_newer(self, connection: sqlite3.Connection) -> None:
        # Before anything else: even choosing the journal mode would write to the file.
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version > len(MIGRATIONS):
            raise StoreTooNew(
                Wording(
                    "Your data was written by a newer Hearth and was left untouched.",
                    "더 새로운 Hearth가 저장한 데이터라서 건드리지 않았어요.",
                ),
                Wording(
                    "Install that version or newer.", "그 버전이나 더 새 버전을 설치해 주세요."
                ),
            )

    def _migrate(self) -> None:
        version = self._connection().execute("PRAGMA user_version").fetchone()[0]
        for number, script in enumerate(MIGRATIONS[version:], start=version + 1):
            with self.write() as connection:
                # Another process may have migrated while this one waited for the lock.
                if connection.execute("PRAGMA user_version").fetchone()[0] >= number:
                    continue
                for statement in script.split(";\n"):
                    if statement.strip():
                        connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {number}")

    def _translated(self, error: sqlite3.Error) -> StoreError:
        if "full" in str(error):
            return StoreError(
                Wording(
                    "The disk is full, so nothing more was saved.",
                    "디스크가 가득 차서 더 저장하지 못했어요.",
                ),
                Wording(
                    "Free some space and try again; what was saved is safe.",
                    "공간을 비우고 다시 해 보세요. 이미 저장한 것은 안전해요.",
                ),
            )
        return StoreError(
            Wording(
                f"The database {self._path.name} cannot be used ({error}).",
                f"데이터베이스 {self._path.name}을(를) 쓸 수 없어요 ({error}).",
            ),
            Wording(
                "Close other copies of Hearth, or restore a backup.",
                "다른 Hearth를 닫거나 백업을 되살려 주세요.",
            ),
        )


def now() -> str:
    """Return the present moment as text, UTC, ISO 8601."""
    return datetime.now(UTC).isoformat()


def marks(values: Collection[object]) -> str:
    """Return as many question marks as there are values, for an IN."""
    return ",".join("?" * len(values))


def in_batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """Yield ids in batches that one statement can take."""
    for start in range(0, len(ids), _MOST_VARIABLES):
        yield ids[start : start + _MOST_VARIABLES]
