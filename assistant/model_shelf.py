"""ModelShelf: the language models that the person added, where their files lie."""

import hashlib
from pathlib import Path

from assistant.catalogue import ModelState
from assistant.engines.gguf_header import read_header
from assistant.store.model_store import ModelStore


class ModelShelf:
    """Adds, finds, verifies and forgets models; never touches their files."""

    def __init__(self, store: ModelStore) -> None:
        self._store = store

    def all(self) -> list[ModelState]:
        """Return every model."""
        return self._store.all()

    def find(self, model_id: str) -> ModelState | None:
        """Return a model; None if there is none with this id."""
        return next((model for model in self.all() if model.id == model_id), None)

    def add(self, path: Path) -> ModelState:
        """Add a GGUF file.

        Raises:
            ModelError: It is missing, damaged, or no GGUF.
        """
        path = path.expanduser().absolute()
        header = read_header(path)
        model = ModelState(
            id=hashlib.sha256(str(path).encode()).hexdigest()[:12],
            name=header.name or path.stem,
            path=path,
            size_bytes=header.size_bytes,
            architecture=header.architecture,
            quantization=header.quantization,
            context_length=header.context_length,
        )
        self._store.add(model, _sha256(path))
        return model

    def remove(self, model_id: str) -> None:
        """Forget a model."""
        self._store.remove(model_id)

    def verify(self, model_id: str) -> bool:
        """Return whether a model's file is still what was added."""
        model = self.find(model_id)
        return model is not None and _sha256(model.path) == self._store.sha256(model_id)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
