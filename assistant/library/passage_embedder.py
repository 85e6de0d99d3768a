"""PassageEmbedder: the second speed of indexing; gives stored passages their vectors."""

from collections.abc import Iterator
from dataclasses import dataclass

from assistant.library.spaces import Space, Spaces
from assistant.store.library_store import LibraryStore

BATCH = 64
"""Passages of one transaction; about two seconds on a slow computer."""
# Texts of like length are embedded together, so that little padding is computed.
_SORTED_TOGETHER = 512


@dataclass(frozen=True, slots=True)
class Batch:
    """Chunks that get their vectors together."""

    space: Space
    ids: tuple[int, ...]


class PassageEmbedder:
    """Embeds what has no vector yet; can be stopped and taken up again at any batch."""

    def __init__(self, store: LibraryStore, spaces: Spaces) -> None:
        self._store = store
        self._spaces = spaces
        self._learning: list[Space] = []

    @property
    def is_turned(self) -> bool:
        """Whether others are to be learned by now than when the batches were made."""
        return self._learning != self._spaces.to_learn()

    def batches(self) -> list[Batch]:
        """Return the chunks without a vector, those first that will be wanted first."""
        self._learning = self._spaces.to_learn()
        return [batch for space in self._learning for batch in self._batches_of(space)]

    def _batches_of(self, space: Space) -> Iterator[Batch]:
        todo = self._store.vectors.missing(space.model_id)
        if todo and space is not self._spaces.serving:
            # So that its search structure grows with it.
            space.index.repair()
        windows = (todo[at : at + _SORTED_TOGETHER] for at in range(0, len(todo), _SORTED_TOGETHER))
        ids = [id_ for window in windows for id_, _ in sorted(window, key=lambda pair: pair[1])]
        return (Batch(space, tuple(ids[at : at + BATCH])) for at in range(0, len(ids), BATCH))

    def embed(self, batch: Batch) -> int:
        """Embed and store these chunks' vectors; return of how many, for some may be gone."""
        passages = self._store.chunks.passages([(id_, 0.0) for id_ in batch.ids])
        vectors = batch.space.passages.embed([passage.chunk.text for passage in passages])
        kept = [passage.chunk_id for passage in passages]
        self._store.vectors.save(kept, vectors, batch.space.model_id)
        batch.space.index.catch_up()
        return len(kept)
