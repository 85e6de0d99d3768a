"""LibraryStore: folders, documents, pages, chunks and their terms."""

import os
import sqlite3
from collections.abc import Collection, Sequence
from itertools import islice
from pathlib import Path

from assistant.documents import (
    FileState,
    Folder,
    LibraryFile,
    Page,
    ReadDocument,
)
from assistant.store.chunk_store import ChunkStore
from assistant.store.database import Database, marks, now
from assistant.store.rows import (
    FileStamp,
    KnownFile,
    PreparedChunk,
    ScannedPage,
    to_json,
    to_known_file,
    to_library_file,
    to_moment,
    to_places,
    to_stamp,
)
from assistant.store.statements import (
    delete_document,
    insert_chunk,
    insert_page,
    put_document,
    settle_scanned,
)
from assistant.store.vector_store import VectorStore

_MEMBERS = "member_of IS NOT NULL AND path >= ? AND path < ?"
"""The files inside a file, however deep; see _below."""


class LibraryStore:
    """Everything read from files. One document is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.chunks = ChunkStore(database)
        self.vectors = VectorStore(database)

    # Folders

    def add_folder(self, path: Path) -> Folder:
        """Remember a folder or single file; adding twice is harmless."""
        with self._database.write() as connection:
            connection.execute(
                "INSERT INTO folders(path, added_at) VALUES (?, ?) ON CONFLICT(path) DO NOTHING",
                (str(path), now()),
            )
        return next(folder for folder in self.folders() if folder.path == path)

    def folders(self) -> list[Folder]:
        """Return all folders in the order they were added."""
        rows = self._database.read(
            """SELECT folders.id, folders.path, added_at, count(documents.id) AS n_files,
                      coalesce(sum(state IN ('read', 'partly')), 0) AS n_read
               FROM folders LEFT JOIN documents ON documents.folder_id = folders.id
               GROUP BY folders.id ORDER BY folders.id"""
        )
        return [
            Folder(r["id"], Path(r["path"]), to_moment(r["added_at"]), r["n_files"], r["n_read"])
            for r in rows
        ]

    def remove_folder(self, folder_id: int) -> None:
        """Forget a folder and all that was read in it; the files themselves stay."""
        with self._database.write() as connection:
            rows = connection.execute("SELECT id FROM documents WHERE folder_id = ?", (folder_id,))
            for row in rows.fetchall():
                delete_document(connection, row["id"])
            connection.execute("DELETE FROM folders WHERE id = ?", (folder_id,))

    def note_cited(self, paths: Collection[Path]) -> None:
        """Count an answer for the folders of these files: they are asked about."""
        with self._database.write() as connection:
            connection.execute(
                f"""UPDATE folders SET n_cited = n_cited + 1 WHERE id IN
                    (SELECT folder_id FROM documents WHERE path IN ({marks(paths)}))""",
                [str(path) for path in paths],
            )

    # Documents

    def known_files(self, folder_id: int, within: Path) -> dict[Path, KnownFile]:
        """Return what is remembered of a folder's files on the disk, at or below a path."""
        rows = self._database.read(
            """SELECT * FROM documents WHERE folder_id = ? AND member_of IS NULL
               AND (path = ? OR (path >= ? AND path < ?))""",
            folder_id,
            str(within),
            *_below(within),
        )
        known = (to_known_file(row) for row in rows)
        return {file.stamp.path: file for file in known}

    def files(self, model_id: str = "") -> list[LibraryFile]:
        """Return every file with its state, by path, and how much of it this model has learned."""
        # Without INDEXED BY the vectors themselves would be read to count them.
        rows = self._database.read(
            """SELECT documents.*, count(DISTINCT chunks.id) AS n_chunks,
                      count(DISTINCT chunk_id) AS n_learned, min(model_id) AS model_id
               FROM documents LEFT JOIN chunks ON chunks.document_id = documents.id
               LEFT JOIN vectors INDEXED BY vectors_by_chunk
                   ON chunk_id = chunks.id AND model_id = ?
               GROUP BY documents.id ORDER BY documents.path""",
            model_id,
        )
        return [to_library_file(row) for row in rows]

    def named_files(self, words: str, most: int) -> list[Path]:
        """Return files whose name holds the words, in whatever case, by path."""
        wanted = words.casefold()
        rows = self._database.read("SELECT path FROM documents ORDER BY path")
        paths = (Path(row["path"]) for row in rows if wanted in row["path"].casefold())
        return list(islice((path for path in paths if wanted in path.name.casefold()), most))

    def count_files(self) -> tuple[int, int]:
        """Return how many files there are, and how many of them were read."""
        [row] = self._database.read(
            """SELECT count(*), coalesce(sum(state IN ('read', 'partly')), 0) FROM documents"""
        )
        return int(row[0]), int(row[1])

    def save_document(
        self,
        stamp: FileStamp,
        document: ReadDocument,
        chunks: Sequence[PreparedChunk],
    ) -> list[int]:
        """Store a document whole, replacing an older version, and return its chunk ids.

        Files inside it stay as they are while their fingerprints do.
        From then on its words are found; `save_vectors` follows.
        """
        with self._database.write() as connection:
            document_id = put_document(connection, stamp, document)
            pages = [insert_page(connection, document_id, page) for page in document.pages]
            return [
                insert_chunk(connection, document_id, pages[prepared.page_index], prepared)
                for prepared in chunks
            ]

    def waiting_members(self) -> list[FileStamp]:
        """Return the files inside files that are still to be read."""
        rows = self._database.read(
            "SELECT * FROM documents WHERE state = 'waiting' AND member_of IS NOT NULL ORDER BY id"
        )
        return [to_stamp(row) for row in rows]

    def scanned_pages(self) -> list[ScannedPage]:
        """Return the pages whose pictures are still to be read, of the newest files first."""
        rows = self._database.read(
            """SELECT pages.id, document_id, path, title, number
               FROM documents JOIN pages ON document_id = documents.id
               WHERE state = 'partly' AND reason = 'some_pages_empty'
               AND text = '' AND NOT is_ocr AND number IS NOT NULL
               ORDER BY modified_ns DESC, pages.id"""
        )
        return [ScannedPage(r[0], r[1], Path(r["path"]), r["title"], r["number"]) for r in rows]

    def save_scanned(
        self, scanned: ScannedPage, page: Page, chunks: Sequence[PreparedChunk]
    ) -> list[int]:
        """Store what was read off a page's picture, and return its chunk ids."""
        with self._database.write() as connection:
            cursor = connection.execute(
                "UPDATE pages SET text = ?, places = ?, is_ocr = 1 WHERE id = ?",
                (page.text, to_json(page.places), scanned.id),
            )
            if not cursor.rowcount:  # forgotten meanwhile
                return []
            settle_scanned(connection, scanned.document_id)
            return [
                insert_chunk(connection, scanned.document_id, scanned.id, prepared)
                for prepared in chunks
            ]

    def save_unread(self, stamp: FileStamp, format_: str, state: FileState, reason: str) -> None:
        """Remember a file that could not be read, and why."""
        unread = ReadDocument(stamp.path.stem, format_, (), state, reason)
        with self._database.write() as connection:
            put_document(connection, stamp, unread)

    def note_waiting(self, stamps: Sequence[FileStamp]) -> None:
        """Show files that will be read; what is known of an older version stays searchable."""
        with self._database.write() as connection:
            connection.executemany(
                """INSERT INTO documents(folder_id, path, title, format, sha256, size_bytes,
                                         modified_ns, state, reason)
                   VALUES (?, ?, ?, ?, '', ?, 0, 'waiting', '') ON CONFLICT(path) DO NOTHING""",
                [
                    (s.folder_id, str(s.path), s.path.stem, _ending(s.path), s.size_bytes)
                    for s in stamps
                ],
            )

    def move_document(self, document_id: int, stamp: FileStamp) -> None:
        """Give a document, and the files inside it, new paths; nothing is read again."""
        with self._database.write() as connection:
            self._forget(connection, stamp.path)
            (old,) = connection.execute(
                "SELECT path FROM documents WHERE id = ?", (document_id,)
            ).fetchone()
            connection.execute(
                "UPDATE documents SET path = ?, folder_id = ?, modified_ns = ? WHERE id = ?",
                (str(stamp.path), stamp.folder_id, stamp.modified_ns, document_id),
            )
            connection.execute(
                f"UPDATE documents SET path = ? || substr(path, ?), folder_id = ? WHERE {_MEMBERS}",
                (str(stamp.path), len(old) + 1, stamp.folder_id, *_below(Path(old))),
            )

    def touch(self, stamp: FileStamp) -> bool:
        """Note a new time of change if the content is what was read; return whether it is."""
        same = self._database.read(
            """SELECT id FROM documents
               WHERE path = ? AND sha256 = ? AND sha256 != '' AND state != 'waiting'""",
            str(stamp.path),
            stamp.sha256,
        )
        if same:
            with self._database.write() as connection:
                connection.execute(
                    "UPDATE documents SET modified_ns = ? WHERE id = ?",
                    (stamp.modified_ns, same[0]["id"]),
                )
        return bool(same)

    def note_retry(self, path: Path, encoding: str = "") -> None:
        """Let the next round read a file, and what is inside it, again although nothing changed.

        What is locked in the same zip or mail goes with it: one password often opens all.
        """
        with self._database.write() as connection:
            connection.execute(
                "UPDATE documents SET state = 'waiting', encoding = ? WHERE path = ?",
                (encoding, str(path)),
            )
            connection.execute(
                """UPDATE documents SET state = 'waiting'
                   WHERE reason IN ('password', 'wrong_password')
                   AND member_of = (SELECT member_of FROM documents WHERE path = ?)""",
                (str(path),),
            )
            # Without a fingerprint none of them is taken for unchanged.
            connection.execute(f"UPDATE documents SET sha256 = '' WHERE {_MEMBERS}", _below(path))

    def encoding_of(self, path: Path) -> str:
        """Return the encoding that the person chose for a file."""
        rows = self._database.read("SELECT encoding FROM documents WHERE path = ?", str(path))
        return str(rows[0]["encoding"]) if rows else ""

    def remove_documents(self, document_ids: Sequence[int]) -> None:
        """Forget documents that are no longer there."""
        with self._database.write() as connection:
            for document_id in document_ids:
                delete_document(connection, document_id)

    def erase_traces(self) -> None:
        """Take what was removed out of the files; until then the full-text index still holds it."""
        with self._database.write() as connection:
            connection.execute("INSERT INTO chunk_terms(chunk_terms) VALUES ('optimize')")
        self._database.empty_log()

    def pages(self, path: Path) -> list[Page]:
        """Return the stored pages of a file in order; none if it was not read."""
        rows = self._database.read(
            """SELECT pages.* FROM pages JOIN documents ON documents.id = document_id
               WHERE path = ? ORDER BY pages.id""",
            str(path),
        )
        return [
            Page(r["number"], r["text"], to_places(r["places"]), bool(r["is_ocr"])) for r in rows
        ]

    def query_catalogue(self, query: str, *values: object) -> list[sqlite3.Row]:
        """Run a read-only question over the documents table."""
        return self._database.read(query, *values)

    # Search

    def _forget(self, connection: sqlite3.Connection, path: Path) -> None:
        row = connection.execute("SELECT id FROM documents WHERE path = ?", (str(path),)).fetchone()
        if row is not None:
            delete_document(connection, row["id"])


def _below(folder: Path) -> tuple[str, str]:
    """Return the range of the paths below a folder, without its end."""
    start = f"{str(folder).rstrip(os.sep)}{os.sep}"
    # The character after the separator ends the range.
    return start, start[:-1] + chr(ord(os.sep) + 1)


def _ending(path: Path) -> str:
    return path.suffix.lower().lstrip(".")
