"""Spaces: where an embedding model places texts, and the change from one model to another.

While another model is learned, the one before serves. The new one serves as soon as it knows as
many passages; so a stop, a crash or a change of mind in between costs nothing, and nothing has to
be remembered: which one is fuller, the store itself tells.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from assistant.interfaces import Embedder
from assistant.library.vector_index import VectorIndex
from assistant.store.library_store import LibraryStore


@dataclass(frozen=True, slots=True)
class Scale:
    """How the cosines of a model lie for texts that have nothing to do with each other."""

    unrelated: float
    """Their mean."""
    spread: float
    """Their standard deviation."""


CARRIED = Scale(0.0689, 0.0850)
"""Of the carried model with its glosses, on the matters of `trial`."""
_LEAST_SPREAD = 1e-3
_LITTLE = 10
"""One in so many passages may be learned for the serving model too while the next is learned."""


@dataclass(frozen=True, slots=True, eq=False)
class Space:
    """One embedding model, its vectors, and what finds the nearest among them."""

    questions: Embedder
    passages: Embedder
    """Apart, for a model may have a prompt for each, and each has its own process."""
    index: VectorIndex
    scale: Scale = CARRIED
    is_here: Callable[[], bool] = lambda: True
    """Whether the model's files are where they were."""

    @property
    def model_id(self) -> str:
        """Recorded with each vector."""
        return self.passages.model_id

    def as_carried(self, cosine: float) -> float:
        """Return what a cosine would be, were it the carried model's.

        What ranks passages was fitted on that one. Other models call everything alike (0.7 for
        strangers) or little; measured from what strangers have, in their spread, they agree.
        """
        if self.scale is CARRIED:
            return cosine
        distance = (cosine - self.scale.unrelated) / max(self.scale.spread, _LEAST_SPREAD)
        return min(1.0, CARRIED.unrelated + CARRIED.spread * distance)


class Spaces:
    """Which space serves questions, and which one is being learned. Safe to use from any thread."""

    def __init__(self, store: LibraryStore, carried: Space, known: Sequence[Space] = ()) -> None:
        """Begin with the carried space, and others that may have served before."""
        self._store = store
        self._carried = carried
        self._known = [carried, *known]
        self._chosen = carried
        self._serving: Space | None = None
        self._lock = threading.RLock()

    @property
    def chosen(self) -> Space:
        """What the person wants to find passages, whether or not it can."""
        return self._chosen

    @property
    def wanted(self) -> Space:
        """What shall find passages: the chosen space, or the carried one where that is gone."""
        return self._chosen if self._chosen.is_here() else self._carried

    @property
    def serving(self) -> Space:
        """What finds passages now."""
        with self._lock:
            if self._serving is None:
                self._serving = self._fullest()
            return self._serving if self._serving.is_here() else self._carried

    def choose(self, space: Space | None) -> None:
        """Let a space find passages once it is learned; None means the carried one."""
        with self._lock:
            self._chosen = space or self._carried
            if self._chosen not in self._known:
                self._known.append(self._chosen)

    def to_learn(self) -> list[Space]:
        """Return whose vectors are to be made, the first one first.

        What changes while another model is learned stays found by its meaning, if it is little.
        """
        serving, wanted = self.serving, self.wanted
        if serving is wanted:
            return [wanted]
        lacking = self._store.chunks.count() - self._store.vectors.count(serving.model_id)
        is_little = _LITTLE * lacking <= self._store.chunks.count()
        return [serving, wanted] if is_little else [wanted]

    def settle(self) -> None:
        """Let the wanted space serve if it knows as much, and only then forget others.

        The carried model's vectors are kept: they are the smallest, and with them a model whose
        folder vanishes, or a change of mind, costs no hours. Its search structure is not.
        """
        serving, wanted = self.serving, self.wanted
        if serving is not wanted:
            if self._learned(wanted) < self._learned(serving):
                return
            wanted.index.repair()
            with self._lock:
                self._serving = wanted
        if self._learned(wanted) < self._store.chunks.count():
            return
        kept = {space.model_id for space in (self._carried, self._chosen, wanted)}
        for space in self._known:
            if space not in (self._chosen, wanted):
                space.index.discard()
        self._store.vectors.forget_models(but=kept)

    def catch_up(self) -> None:
        """Let the search structures in use follow what changed in the store."""
        for space in self._in_use():
            space.index.catch_up()

    def close(self) -> None:
        """End orderly."""
        for space in self._known:
            space.index.close()

    def _in_use(self) -> Iterator[Space]:
        serving, wanted = self.serving, self.wanted
        yield serving
        if wanted is not serving:
            yield wanted

    def _learned(self, space: Space) -> int:
        return self._store.vectors.count(space.model_id)

    def _fullest(self) -> Space:
        """Return the space that knows most; of equals the chosen one, and last the carried one.

        Only a model that served until another was chosen is as full as the carried one.
        """
        if len(self._known) == 1:
            return self._carried
        carried, chosen = self._carried, self._chosen
        return max(self._known, key=lambda s: (self._learned(s), s is chosen, s is not carried))
