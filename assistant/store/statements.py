"""Statements: what is written together, inside a transaction that the caller opened."""

import sqlite3
from collections.abc import Sequence

from assistant.documents import Page, ReadDocument
from assistant.store.database import now
from assistant.store.rows import FileStamp, PreparedChunk, to_json


def insert_document(
    connection: sqlite3.Connection, stamp: FileStamp, document: ReadDocument
) -> int:
    """Insert a document without its pages and return its id."""
    numbered = [page for page in document.pages if page.number is not None]
    cursor = connection.execute(
        """INSERT INTO documents(folder_id, path, title, format, sha256, size_bytes, modified_ns,
                                 state, reason, n_pages, indexed_at, member_of, encoding)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (
            stamp.folder_id,
            str(stamp.path),
            document.title,
            document.format,
            stamp.sha256,
            stamp.size_bytes,
            stamp.modified_ns,
            document.state,
            document.reason,
            len(numbered) or None,
            now(),
            stamp.member_of,
            stamp.encoding,
        ),
    )
    return _row_id(cursor)


def insert_members(
    connection: sqlite3.Connection, document_id: int, stamp: FileStamp, names: Sequence[str]
) -> None:
    """Note the files inside a file; they wait to be read."""
    paths = [stamp.path / name for name in names]
    connection.executemany(
        """INSERT INTO documents(folder_id, path, title, format, sha256, size_bytes, modified_ns,
                                 state, reason, member_of)
           VALUES (?, ?, ?, ?, '', 0, ?, 'waiting', '', ?)""",
        [
            (
                stamp.folder_id,
                str(path),
                path.stem,
                path.suffix.lower().lstrip("."),
                stamp.modified_ns,
                document_id,
            )
            for path in paths
        ],
    )


def insert_page(connection: sqlite3.Connection, document_id: int, page: Page) -> int:
    """Insert a page and return its id."""
    return _row_id(
        connection.execute(
            "INSERT INTO pages(document_id, number, text, places) VALUES (?, ?, ?, ?)",
            (document_id, page.number, page.text, to_json(page.places)),
        )
    )


def settle_scanned(connection: sqlite3.Connection, document_id: int) -> None:
    """Once every picture was tried, say of the document what came of it."""
    left, texts = connection.execute(
        """SELECT sum(text = '' AND NOT is_ocr), sum(text != '') FROM pages
           WHERE document_id = ?""",
        (document_id,),
    ).fetchone()
    if not left:
        outcome = ("read", "read_off_pictures") if texts else ("skipped", "no_text_seen")
        connection.execute(
            "UPDATE documents SET state = ?, reason = ? WHERE id = ?", (*outcome, document_id)
        )


def insert_chunk(
    connection: sqlite3.Connection, document_id: int, page_id: int, prepared: PreparedChunk
) -> int:
    """Insert a chunk with its terms and return its id."""
    chunk = prepared.chunk
    chunk_id = _row_id(
        connection.execute(
            "INSERT INTO chunks(document_id, page_id, start, end, place) VALUES (?, ?, ?, ?, ?)",
            (document_id, page_id, chunk.start, chunk.end, chunk.place),
        )
    )
    connection.execute(
        "INSERT INTO chunk_terms(rowid, body, context) VALUES (?, ?, ?)",
        (chunk_id, prepared.body_terms, prepared.context_terms),
    )
    return chunk_id


def delete_document(connection: sqlite3.Connection, document_id: int) -> None:
    """Delete a document with all that was read in it, and in the files inside it."""
    members = connection.execute("SELECT id FROM documents WHERE member_of = ?", (document_id,))
    for member in members.fetchall():
        delete_document(connection, member["id"])
    # The full-text table cannot be reached by a foreign key.
    connection.execute(
        "DELETE FROM chunk_terms WHERE rowid IN (SELECT id FROM chunks WHERE document_id = ?)",
        (document_id,),
    )
    connection.execute("DELETE FROM documents WHERE id = ?", (document_id,))


def _row_id(cursor: sqlite3.Cursor) -> int:
    assert cursor.lastrowid is not None
    return cursor.lastrowid
