import sqlite3
import threading
from pathlib import Path

import pytest

from assistant.errors import StoreError, StoreTooNew
from assistant.store.database import Database
from assistant.store.migrations import MIGRATIONS
from assistant.store.vector_store import VectorStore


def test_a_new_file_gets_the_newest_schema(tmp_path: Path) -> None:
    database = Database(tmp_path / "x.db")
    assert database.read("PRAGMA user_version")[0][0] == len(MIGRATIONS)
    assert database.read("PRAGMA journal_mode")[0][0] == "wal"
    assert database.read("PRAGMA synchronous")[0][0] == 2
    database.close()


def test_a_transaction_is_whole_or_nothing(tmp_path: Path) -> None:
    database = Database(tmp_path / "x.db")

    def half() -> None:
        with database.write() as connection:
            connection.execute("INSERT INTO folders(path, added_at) VALUES ('a', 'now')")
            raise KeyError

    with pytest.raises(KeyError):
        half()
    assert database.read("SELECT * FROM folders") == []
    database.close()


def test_a_newer_file_is_refused_unharmed(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 999")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(StoreTooNew):
        Database(path)
    assert path.read_bytes() == before


def test_a_file_that_is_no_database_is_said(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    path.write_bytes(b"not a database at all" * 100)
    with pytest.raises(StoreError, match="cannot be used"):
        Database(path)
    assert path.read_bytes().startswith(b"not a database")


def test_a_full_disk_is_said_and_nothing_is_lost(tmp_path: Path) -> None:
    database = Database(tmp_path / "x.db")
    with database.write() as connection:
        connection.execute("INSERT INTO folders(path, added_at) VALUES ('kept', 'now')")
    pages = database.read("PRAGMA page_count")[0][0]
    database.read(f"PRAGMA max_page_count = {pages}")

    def fill() -> None:
        with database.write() as connection:
            for n in range(1000):
                connection.execute(
                    "INSERT INTO folders(path, added_at) VALUES (?, ?)", (str(n), "x" * 1000)
                )

    with pytest.raises(StoreError, match="disk is full"):
        fill()
    assert [row["path"] for row in database.read("SELECT path FROM folders")] == ["kept"]
    database.close()


def test_threads_write_side_by_side(tmp_path: Path) -> None:
    database = Database(tmp_path / "x.db")

    def add(name: int) -> None:
        for n in range(10):
            with database.write() as connection:
                connection.execute(
                    "INSERT INTO folders(path, added_at) VALUES (?, 'now')", (f"{name}-{n}",)
                )

    threads = [threading.Thread(target=add, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert database.read("SELECT count(*) FROM folders")[0][0] == 40
    database.close()


def test_vectors_of_an_older_schema_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    with sqlite3.connect(path) as connection:
        for script in MIGRATIONS[:3]:
            connection.executescript(script)
        connection.executescript("""
            INSERT INTO folders VALUES (1, '/papers', 'now', 0);
            INSERT INTO documents(id, folder_id, path, title, format, sha256, size_bytes,
                                  modified_ns, state, reason)
            VALUES (1, 1, '/papers/a', 'a', 'txt', 'h', 1, 1, 'read', '');
            INSERT INTO pages VALUES (1, 1, NULL, 'text', '[]', 0);
            INSERT INTO chunks VALUES (7, 1, 1, 0, 4, NULL);
            INSERT INTO vectors VALUES (7, 'm', x'00000000');
            PRAGMA user_version = 3""")
    connection.close()
    database = Database(path)
    assert [tuple(row) for row in database.read("SELECT * FROM vectors")] == [(7, "m", bytes(4))]
    with database.write() as changing:
        changing.execute("DELETE FROM documents")
    assert database.read("SELECT * FROM vectors") == []
    # Only what came and went is in the log, not the move to the new table.
    assert [row["chunk_id"] for row in database.read("SELECT * FROM vector_log")] == [7, 7]
    # What was noted before there were several models concerns each of them.
    vectors = VectorStore(database)
    end, changed = vectors.log("other")
    assert changed == [7]
    vectors.forget_log(end, "other")
    assert (vectors.log("other")[1], vectors.log("m")[1]) == ([], [7])
    database.close()
