"""VectorStore: the vectors of chunks, and the log that the search structure follows."""

from collections.abc import Collection, Iterator, Sequence

import numpy as np

from assistant.interfaces import Vectors
from assistant.store.database import Database, in_batches, marks


class VectorStore:
    """Vectors by chunk and embedding model."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def ids(self, model_id: str) -> set[int]:
        """Return the chunks that have a vector of this model."""
        rows = self._database.read("SELECT chunk_id FROM vectors WHERE model_id = ?", model_id)
        return {row["chunk_id"] for row in rows}

    def count(self, model_id: str) -> int:
        """Return how many chunks have a vector of this model."""
        # Counting all is quick, counting those of one model is not; other models' are few.
        rows = self._database.read(
            """SELECT (SELECT count(*) FROM vectors)
                    - (SELECT count(*) FROM vectors WHERE model_id < ?)
                    - (SELECT count(*) FROM vectors WHERE model_id > ?)""",
            model_id,
            model_id,
        )
        return int(rows[0][0])

    def missing(self, model_id: str) -> list[tuple[int, int]]:
        """Return (chunk id, its length) where there is no vector of this model.

        Those of the folders cited most come first, of them the files changed last.
        """
        rows = self._database.read(
            """SELECT chunks.id, end - start AS length
               FROM chunks JOIN documents ON documents.id = document_id
               JOIN folders ON folders.id = folder_id
               WHERE chunks.id NOT IN (SELECT chunk_id FROM vectors WHERE model_id = ?)
               ORDER BY n_cited DESC, modified_ns DESC, chunks.id""",
            model_id,
        )
        return [(row["id"], row["length"]) for row in rows]

    def save(self, ids: Sequence[int], vectors: Vectors, model_id: str) -> None:
        """Store vectors, (len(ids), dimension) float32, beside those of other models."""
        rows = zip(ids, vectors, strict=True)
        with self._database.write() as connection:
            # A chunk may have been forgotten meanwhile.
            connection.executemany(
                """INSERT OR REPLACE INTO vectors(chunk_id, model_id, vector)
                   SELECT id, ?, ? FROM chunks WHERE id = ?""",
                [(model_id, np.asarray(vector, np.float32).tobytes(), id_) for id_, vector in rows],
            )

    def forget_models(self, but: Collection[str]) -> None:
        """Delete the vectors of all models but some, whose caches need not follow that."""
        for model_id in self._models():
            if model_id not in but:
                with self._database.write() as connection:
                    connection.execute("DELETE FROM vectors WHERE model_id = ?", (model_id,))
                    connection.execute("DELETE FROM vector_log WHERE model_id = ?", (model_id,))

    def _models(self) -> list[str]:
        """Return the models that made vectors; from one to the next, for there are very many."""
        found: list[str] = []
        while True:
            [(model_id,)] = self._database.read(
                "SELECT min(model_id) FROM vectors WHERE model_id > ?", found[-1] if found else ""
            )
            if model_id is None:
                return found
            found.append(model_id)

    def of(self, ids: Sequence[int], model_id: str) -> Iterator[tuple[list[int], Vectors]]:
        """Yield the vectors of this model that these chunks have, in batches."""
        for batch in in_batches(ids):
            rows = self._database.read(
                f"""SELECT chunk_id, vector FROM vectors
                    WHERE model_id = ? AND chunk_id IN ({marks(batch)})""",
                model_id,
                *batch,
            )
            if rows:
                vectors = np.stack([np.frombuffer(row["vector"], np.float32) for row in rows])
                yield [row["chunk_id"] for row in rows], vectors

    def log(self, model_id: str) -> tuple[int, list[int]]:
        """Return how far the log goes, and the chunks whose vectors came, changed or went."""
        ends = self._database.read("SELECT seq FROM sqlite_sequence WHERE name = 'vector_log'")
        end = ends[0]["seq"] if ends else 0
        rows = self._database.read(
            """SELECT DISTINCT chunk_id FROM vector_log
               WHERE number <= ? AND model_id IN (?, '') ORDER BY number""",
            end,
            model_id,
        )
        return end, [row["chunk_id"] for row in rows]

    def forget_log(self, end: int, model_id: str) -> None:
        """Forget a model's log up to a number: its cache has followed it."""
        with self._database.write() as connection:
            connection.execute(
                "DELETE FROM vector_log WHERE number <= ? AND model_id IN (?, '')", (end, model_id)
            )
