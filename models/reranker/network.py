"""The network of assistant/engines/reranker.py in torch, to be trained."""

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from assistant.engines.reranker import (
    COSINE_TO_LOG_ODDS,
    HEADS,
    MIDDLE_COSINE,
    WORDS_AS_LONG,
    Tokens,
)

WIDTH = 128
LAYERS = 2
_STATE = 384
"""Width of MiniLM's states and of its word vectors."""


class Read(NamedTuple):
    """Tokens for torch."""

    ids: Tensor
    """(tokens,) int64."""
    states: Tensor
    """(tokens, 384) float32."""


def as_read(tokens: Tokens) -> Read:
    """Return tokens as torch takes them."""
    return Read(torch.from_numpy(tokens.ids), torch.from_numpy(tokens.states.copy()))


class TrainedNetwork(nn.Module):
    """(question, sentence) pairs -> log-odds that the sentence answers, against that none does."""

    def __init__(self, words: Tensor, dropout: float = 0.25) -> None:
        super().__init__()
        self.words: Tensor
        self.register_buffer("words", words, persistent=False)
        self.enter = nn.Linear(2 * _STATE, WIDTH)
        self.side = nn.Embedding(2, WIDTH)
        self.matches = nn.Linear(3, WIDTH)
        self.norm = nn.LayerNorm(WIDTH)
        layer = nn.TransformerEncoderLayer(
            WIDTH, HEADS, 2 * WIDTH, dropout, "gelu", batch_first=True, norm_first=True
        )
        self.layers = nn.TransformerEncoder(layer, LAYERS, enable_nested_tensor=False)
        self.leave = nn.Sequential(
            nn.LayerNorm(2 * WIDTH), nn.Dropout(dropout), nn.Linear(2 * WIDTH, 1)
        )
        self.trust = nn.Parameter(torch.tensor(0.8))
        self.bias = nn.Parameter(torch.tensor(-0.3))

    def forward(
        self, questions: Sequence[Read], sentences: Sequence[Read], cosines: Tensor
    ) -> Tensor:
        """Return (pairs,) log-odds; `cosines` are those of the pairs' vectors, (pairs,)."""
        rows = [self._row(q, s) for q, s in zip(questions, sentences, strict=True)]
        inner = nn.utils.rnn.pad_sequence(rows, batch_first=True)
        lengths = torch.tensor([len(row) for row in rows])
        is_padding = torch.arange(inner.shape[1])[None, :] >= lengths[:, None]
        inner = self.layers(self.norm(inner), src_key_padding_mask=is_padding)
        mean = inner.masked_fill(is_padding[:, :, None], 0).sum(1) / lengths[:, None]
        most = inner.masked_fill(is_padding[:, :, None], -torch.inf).amax(1)
        read: Tensor = self.leave(torch.cat([mean, most], 1)).squeeze(1)
        start: Tensor = COSINE_TO_LOG_ODDS * self.trust * (cosines - MIDDLE_COSINE) + self.bias
        return read + start

    def _row(self, question: Read, sentence: Read) -> Tensor:
        """Return the tokens of a pair one after the other, (tokens, width)."""
        asked, said = self.words[question.ids], self.words[sentence.ids]
        tables = (
            _cosines(question.states, sentence.states),
            (question.ids[:, None] == sentence.ids[None, :]).float(),
            _cosines(asked, said),
        )
        # How well each token is met by its best partner on the other side.
        met = [torch.cat([table.amax(1), table.amax(0)]) for table in tables]
        states = torch.cat([question.states, sentence.states])
        words = torch.cat([asked, said]) * WORDS_AS_LONG
        sides = torch.tensor([0] * len(asked) + [1] * len(said))
        entered = self.enter(torch.cat([states, words], 1)) + self.side(sides)
        row: Tensor = entered + self.matches(torch.stack(met, 1))
        return row


def _cosines(left: Tensor, right: Tensor) -> Tensor:
    cosines: Tensor = functional.normalize(left, dim=1) @ functional.normalize(right, dim=1).T
    return cosines
