"""SentenceModel: an embedding model that the person added, a sentence-transformers folder."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from assistant.engines.encoders import graphics_card, quieten
from assistant.engines.folder_errors import no_model_folder
from assistant.engines.folders import read_folder
from assistant.interfaces import Vectors

_NOTHING = 1e-6


class SentenceModel:
    """Texts -> vectors, questions and passages each with the prompt that the model has for them."""

    def __init__(self, folder: str, threads: int = 0) -> None:
        """Load the model.

        Args:
            folder: Its files; they are looked through once more before any is loaded.
            threads: To compute with; 0 leaves it to the runtime.

        Raises:
            ModelError: The folder is not what it was when it was added, or gone.
        """
        path = Path(folder)
        if read_folder(path).kind != "embedding":
            raise no_model_folder(path.name)
        import torch
        from sentence_transformers import SentenceTransformer

        quieten()
        if threads:
            torch.set_num_threads(threads)
        self._model: Any = SentenceTransformer(
            str(path),
            device=graphics_card() or "cpu",
            local_files_only=True,
            trust_remote_code=False,
            model_kwargs={"use_safetensors": True},
        )
        self._model.float().eval()

    def open(self) -> int:
        """Return how many numbers its vectors have; the model is loaded by then."""
        return int(self.embed_passages(["open"]).shape[1])

    def embed_questions(self, texts: Sequence[str]) -> Vectors:
        """Return (len(texts), dimension) float32, L2-normalised."""
        return self._embed(self._model.encode_query, texts)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return (len(texts), dimension) float32, L2-normalised."""
        return self._embed(self._model.encode_document, texts)

    def _embed(self, encode: Callable[..., Any], texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, self.open()), np.float32)
        vectors: Vectors = np.array(encode(list(texts), show_progress_bar=False), np.float32)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        vectors /= np.maximum(lengths, _NOTHING)
        # A text without any known token has no direction. It gets one, like all of its kind, so
        # that the search structure can find it by its own vector.
        vectors[lengths[:, 0] < _NOTHING, 0] = 1.0
        return vectors
