"""PassageEmbedder: the second speed of indexing; gives stored passages their vectors."""

from collections.abc import Sequence

from assistant.interfaces import Embedder
from assistant.library.vector_index import VectorIndex
from assistant.store.library_store import LibraryStore

BATCH = 64
"""Passages of one transaction; about two seconds on a slow computer."""
# Texts of like length are embedded together, so that little padding is computed.
_SORTED_TOGETHER = 512


class PassageEmbedder:
    """Embeds what has no vector yet; can be stopped and taken up again at any batch."""

    def __init__(self, store: LibraryStore, embedder: Embedder, index: VectorIndex) -> None:
        self._store = store
        self._embedder = embedder
        self._index = index

    def batches(self) -> list[list[int]]:
        """Return the chunks without a vector, those first that will be wanted first."""
        todo = self._store.vectors.missing(self._embedder.model_id)
        windows = (todo[at : at + _SORTED_TOGETHER] for at in range(0, len(todo), _SORTED_TOGETHER))
        ids = [id_ for window in windows for id_, _ in sorted(window, key=lambda pair: pair[1])]
        return [ids[at : at + BATCH] for at in range(0, len(ids), BATCH)]

    def forget_other_models(self) -> None:
        """Delete what an embedder used before has made, once nothing is missing."""
        model_id = self._embedder.model_id
        if self._store.vectors.count(model_id) >= self._store.chunks.count():
            self._store.vectors.forget_models(but=model_id)

    def embed(self, ids: Sequence[int]) -> int:
        """Embed and store these chunks' vectors; return of how many, for some may be gone."""
        passages = self._store.chunks.passages([(id_, 0.0) for id_ in ids])
        vectors = self._embedder.embed([passage.chunk.text for passage in passages])
        kept = [passage.chunk_id for passage in passages]
        self._store.vectors.save(kept, vectors, self._embedder.model_id)
        self._index.catch_up()
        return len(kept)
