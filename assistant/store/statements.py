"""Statements: what is written together, inside a transaction that the caller opened."""

import sqlite3
from collections.abc import Sequence
from pathlib import PurePath

from assistant.documents import Member, Page, ReadDocument
from assistant.store.database import marks, now
from assistant.store.rows import FileStamp, PreparedChunk, to_json


def put_document(connection: sqlite3.Connection, stamp: FileStamp, document: ReadDocument) -> int:
    """Store a document without its pages, instead of an older version, and return its id.

    Files inside it that are still there stay, and are read again if they are not the same.
    """
    numbered = [page for page in document.pages if page.number is not None]
    values = {
        "folder_id": stamp.folder_id,
        "path": str(stamp.path),
        "title": document.title,
        "format": document.format,
        "sha256": stamp.sha256,
        "size_bytes": stamp.size_bytes,
        "modified_ns": stamp.modified_ns,
        "state": document.state,
        "reason": document.reason,
        "n_pages": len(numbered) or None,
        "indexed_at": now(),
        "member_of": stamp.member_of,
        "encoding": stamp.encoding,
    }
    fresh = ", ".join(f"{column} = excluded.{column}" for column in values)
    [(document_id,)] = connection.execute(
        f"""INSERT INTO documents({", ".join(values)}) VALUES ({marks(values)})
            ON CONFLICT(path) DO UPDATE SET {fresh} RETURNING id""",
        [*values.values()],
    ).fetchall()
    _delete_pages(connection, document_id)
    _put_members(connection, document_id, stamp, document.members)
    return int(document_id)


def _put_members(
    connection: sqlite3.Connection, document_id: int, stamp: FileStamp, members: Sequence[Member]
) -> None:
    """Note the files inside a file: what is new or changed waits, what is gone is forgotten."""
    found = {str(stamp.path / member.name): member for member in members}
    known = connection.execute("SELECT id, path FROM documents WHERE member_of = ?", (document_id,))
    for row in known.fetchall():
        if row["path"] not in found:
            delete_document(connection, row["id"])
    # A locked one is tried again: somebody may know by now what opens it.
    connection.executemany(
        """INSERT INTO documents(folder_id, path, title, format, sha256, size_bytes, modified_ns,
                                 state, reason, member_of)
           VALUES (?, ?, ?, ?, ?, 0, ?, 'waiting', '', ?)
           ON CONFLICT(path) DO UPDATE SET
               folder_id = excluded.folder_id, sha256 = excluded.sha256,
               modified_ns = excluded.modified_ns, state = 'waiting', reason = '',
               member_of = excluded.member_of
           WHERE sha256 = '' OR sha256 != excluded.sha256
               OR reason IN ('password', 'wrong_password')
               OR member_of IS NOT excluded.member_of""",
        [
            (
                stamp.folder_id,
                path,
                PurePath(path).stem,
                PurePath(path).suffix.lower().lstrip("."),
                member.fingerprint,
                member.modified_ns or stamp.modified_ns,
                document_id,
            )
            for path, member in found.items()
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
    _delete_pages(connection, document_id)
    connection.execute("DELETE FROM documents WHERE id = ?", (document_id,))


def _delete_pages(connection: sqlite3.Connection, document_id: int) -> None:
    # The full-text table cannot be reached by a foreign key.
    connection.execute(
        "DELETE FROM chunk_terms WHERE rowid IN (SELECT id FROM chunks WHERE document_id = ?)",
        (document_id,),
    )
    connection.execute("DELETE FROM pages WHERE document_id = ?", (document_id,))


def _row_id(cursor: sqlite3.Cursor) -> int:
    assert cursor.lastrowid is not None
    return cursor.lastrowid
