"""Embedding: which model finds passages by their meaning, and how far the change to another is."""

from pathlib import Path

from assistant.catalogue import FOLDER_MARKS, EmbedderState, ModelState
from assistant.engine_room import EngineRoom
from assistant.engines.minilm import MODEL_ID
from assistant.errors import ModelError
from assistant.interfaces import Embedder
from assistant.library.glossing import GlossingEmbedder
from assistant.library.spaces import Scale, Space, Spaces
from assistant.library.vector_index import VectorIndex
from assistant.model_shelf import ModelShelf
from assistant.store.library_store import LibraryStore
from assistant.wording import Wording

_HASH = 16
"""Digits of the content's hash in the name of a model's vectors."""


class Embedding:
    """Builds the space of each embedding model; the carried one is always there."""

    def __init__(
        self, rooms: EngineRoom, shelf: ModelShelf, library: LibraryStore, folder: Path
    ) -> None:
        """Know the models; `folder` is where their search structures go."""
        self._rooms, self._shelf, self._library, self._folder = rooms, shelf, library, folder
        self.carried = GlossingEmbedder(rooms.embedder, rooms.words)
        """For all that was fitted on the carried model, whichever one finds passages."""
        learns = GlossingEmbedder(rooms.indexing_embedder, rooms.indexing_words)
        index = VectorIndex(library.vectors, learns.model_id, folder, rooms.neighbours)
        self._chosen_id = ""
        self._spaces_of: dict[str, Space] = {}
        known = [self._space(model) for model in shelf.of_kind("embedding")]
        self.spaces = Spaces(library, Space(self.carried, learns, index), known)

    def choose(self, model_id: str) -> None:
        """Let a model find passages as soon as it has learned them; empty means the carried one."""
        self._chosen_id = model_id
        model = self._shelf.find(model_id)
        is_one = model is not None and model.kind == "embedding"
        self.spaces.choose(self._space(model) if model and is_one else None)

    def asking(self) -> Embedder | None:
        """Return what embeds questions to find passages, if it is not the carried model."""
        questions = self.spaces.serving.questions
        return None if questions is self.carried else questions

    def state(self) -> EmbedderState:
        """Return what finds passages, and how far the change to another model is."""
        serving, wanted = self.spaces.serving, self.spaces.wanted
        return EmbedderState(
            serving=_name(serving),
            serving_id=self._id_of(serving),
            wanted=_name(wanted),
            is_switching=serving is not wanted,
            learned=self._library.vectors.count(wanted.model_id),
            passages=self._library.chunks.count(),
            carried=MODEL_ID,
            problem=self._problem(),
        )

    def notice(self) -> ModelError | None:
        """Return what to tell the person where the chosen model cannot be used."""
        problem = self._problem()
        hint = Wording(
            "Bring its folder back, or choose another one under Models.",
            "폴더를 제자리에 두거나 모델에서 다른 것을 골라 주세요.",
        )
        return ModelError(problem, hint) if problem else None

    def _problem(self) -> Wording | None:
        model = self._shelf.find(self._chosen_id)
        if not self._chosen_id or (model is not None and not model.problem):
            return None
        name = model.name if model else self._chosen_id
        return Wording(
            f"The search model {name} is not where it was, so {MODEL_ID} finds passages meanwhile.",
            f"검색 모델 {name}이(가) 있던 자리에 없어서 그동안 {MODEL_ID}(으)로 찾아요.",
        )

    def _id_of(self, space: Space) -> str:
        models = self._shelf.of_kind("embedding")
        return next((model.id for model in models if self._space(model) is space), "")

    def _space(self, model: ModelState) -> Space:
        """Return the space of an added model; its content names its vectors."""
        content = self._shelf.sha256(model.id)[:_HASH]
        model_id = f"{model.name.replace('+', ' ')}+{content}"
        if model_id not in self._spaces_of:
            self._spaces_of[model_id] = self._build(model, model_id, content)
        return self._spaces_of[model_id]

    def _build(self, model: ModelState, model_id: str, content: str) -> Space:
        rooms, trial = self._rooms, model.trial
        asks, learns = rooms.added_embedder(model.path, model_id)
        if trial and not trial.reads_korean:
            asks = GlossingEmbedder(asks, rooms.words)
            learns = GlossingEmbedder(learns, rooms.indexing_words)
        folder = self._folder / content
        folder.mkdir(mode=0o700, exist_ok=True)
        index = VectorIndex(self._library.vectors, learns.model_id, folder, rooms.neighbours)
        scale = Scale(trial.unrelated, trial.spread) if trial else Scale(0.0, 0.1)
        mark = model.path / FOLDER_MARKS["embedding"]
        return Space(asks, learns, index, scale, mark.is_file)


def _name(space: Space) -> str:
    return space.model_id.partition("+")[0]
