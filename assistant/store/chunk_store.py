"""ChunkStore: finds chunks by their terms and files, and says what stands in them."""

import json
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from assistant.documents import Passage
from assistant.store.database import Database, in_batches, marks
from assistant.store.rows import to_passage

_MOST_COUNTED = 30_000
"""Chunks with a term that are counted one by one, in about 2 ms."""


class ChunkStore:
    """Reads chunks; LibraryStore writes them with their documents."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of_files(
        self,
        formats: Collection[str],
        since: datetime | None,
        until: datetime | None,
        dates: Collection[str],
        names: Collection[str] = (),
    ) -> list[int]:
        """Return the chunks of files with one of the endings, of a time, with one of the names.

        Of that time is what was changed in it, or bears one of the dates in its name or title.
        """
        wanted, values = ["1"], list[object](formats)
        if formats:
            wanted.append(f"format IN ({marks(formats)})")
        if since and until:
            moments = [int(moment.timestamp() * 1e9) for moment in (since, until)]
            wanted.append(f"(modified_ns BETWEEN ? AND ? OR {_named(dates)})")
            values += [*moments, *_likenesses(dates)]
        if names:
            wanted.append(f"({_named(names)})")
            values += _likenesses(names)
        rows = self._database.read(
            f"""SELECT chunks.id FROM chunks JOIN documents ON documents.id = document_id
                WHERE {" AND ".join(wanted)} ORDER BY chunks.id""",
            *values,
        )
        return [row["id"] for row in rows]

    def search(
        self, match: str, count: int, within: Sequence[int] | None = None
    ) -> list[tuple[int, float]]:
        """Return (chunk id, score) of the best chunks by BM25, best first.

        Within some chunks where these are given.
        """
        # Without the + SQLite would search anew for each of the chunks.
        rows = self._database.read(
            f"""SELECT rowid, -bm25(chunk_terms, 1.0, 0.6) AS score FROM chunk_terms
                WHERE chunk_terms MATCH ?
                {"" if within is None else "AND +rowid IN (SELECT value FROM json_each(?))"}
                ORDER BY score DESC, rowid LIMIT ?""",
            match,
            *([] if within is None else [json.dumps(within)]),
            count,
        )
        return [(row["rowid"], row["score"]) for row in rows]

    def count_with(self, term: str) -> int:
        """Return in how many chunks a term stands; an estimate where it is in very many."""
        [(counted, reached)] = self._database.read(
            """SELECT count(*), max(rowid) FROM
               (SELECT rowid FROM chunk_terms WHERE chunk_terms MATCH ? LIMIT ?)""",
            f'"{term}"',
            _MOST_COUNTED,
        )
        if counted < _MOST_COUNTED:
            return int(counted)
        # Asked for together, both would be looked for among all.
        [(first, last)] = self._database.read(
            "SELECT (SELECT min(id) FROM chunks), (SELECT max(id) FROM chunks)"
        )
        return int(counted * (last - first + 1) / (reached - first + 1))

    def terms_of(self, ids: Sequence[int]) -> dict[int, frozenset[str]]:
        """Return the terms of some chunks, those of their file's name and headings too."""
        rows = self._database.read(
            "SELECT rowid, body, context FROM chunk_terms"
            " WHERE rowid IN (SELECT value FROM json_each(?))",
            json.dumps(ids),
        )
        return {
            row["rowid"]: frozenset((row["body"] + " " + row["context"]).split()) for row in rows
        }

    def count(self) -> int:
        """Return how many chunks are stored."""
        return int(self._database.read("SELECT count(*) FROM chunks")[0][0])

    def passages(self, ranked: Sequence[tuple[int, float]]) -> list[Passage]:
        """Return the passages of (chunk id, score) pairs; chunks that are gone are left out."""
        rows = {row["id"]: row for row in self._rows([id_ for id_, _ in ranked])}
        # A page is fetched once, however long it is and however many of its passages were found.
        pages = json.dumps(sorted({row["page_id"] for row in rows.values()}))
        query = "SELECT id, text FROM pages WHERE id IN (SELECT value FROM json_each(?))"
        texts = {row["id"]: row["text"] for row in self._database.read(query, pages)}
        kept = [(rows[id_], score) for id_, score in ranked if id_ in rows]
        return [
            to_passage(row, texts[row["page_id"]], score, rank)
            for rank, (row, score) in enumerate(kept, 1)
            if row["page_id"] in texts  # else forgotten just now
        ]

    def _rows(self, ids: Sequence[int]) -> Iterator[sqlite3.Row]:
        for batch in in_batches(ids):
            yield from self._database.read(
                f"""SELECT chunks.*, documents.path, documents.title, pages.number, is_ocr
                    FROM chunks JOIN documents ON documents.id = chunks.document_id
                    JOIN pages ON pages.id = chunks.page_id
                    WHERE chunks.id IN ({marks(batch)})""",
                *batch,
            )


def _named(words: Collection[str]) -> str:
    likenesses = [f"documents.{column} LIKE ?" for column in ("title", "path") for _ in words]
    return " OR ".join(likenesses) or "0"


def _likenesses(words: Collection[str]) -> list[str]:
    return [f"%{word}%" for word in words] * 2
