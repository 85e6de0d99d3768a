"""Reranker: a small network that reads a question beside a sentence, on the states of MiniLM.

MiniLM reads each of the two alone; here two layers of attention let their tokens look at each
other and say whether the sentence answers. Trained by models/reranker; imported in its worker only.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from assistant.interfaces import Excerpt

WEIGHTS = Path(__file__).with_name("reranker.safetensors")
_WIDTH = 128
_LAYERS = 2
_HEADS = 4
_STATE = 384
"""Width of MiniLM's states and of its word vectors."""
# Tokens; most sentences are shorter, and what stands around one is only a hint.
_QUESTION, _TITLE, _BEFORE, _TEXT, _AFTER = 28, 10, 14, 40, 8
_START, _END, _BAR = "[CLS]", "[SEP]", "|"
_BATCH = 64
# Word vectors are five times shorter than states.
_WORDS_AS_LONG = 5.0
# Where a cosine says nothing for or against; scores start from the cosine alone.
_MIDDLE_COSINE = 0.45
_COSINE_TO_LOG_ODDS = 10.0


class Tokens(NamedTuple):
    """A text as MiniLM left it."""

    ids: Tensor
    """(tokens,) int64."""
    states: Tensor
    """(tokens, 384) float32."""


class Tokenizer:
    """Texts -> Tokens, by the carried MiniLM."""

    def __init__(self, tokenizer: Any, network: Any) -> None:
        self._tokenizer = tokenizer
        self._network = network
        self._mark = {m: tokenizer.convert_tokens_to_ids(m) for m in (_START, _END, _BAR)}

    @property
    def words(self) -> Tensor:
        """MiniLM's word vectors, (vocabulary, 384) float32."""
        table: Tensor = self._network.embeddings.word_embeddings.weight.detach()
        return table

    def questions(self, texts: Sequence[str]) -> list[Tokens]:
        """Return the tokens of questions, with their marks."""
        whole = [self._wrapped(self._ids(text, _QUESTION)) for text in texts]
        return self._read(whole, [(0, len(ids)) for ids in whole])

    def sentences(self, excerpts: Sequence[Excerpt]) -> list[Tokens]:
        """Return the tokens of the sentences alone, read with what stands around them."""
        bar = self._mark[_BAR]
        whole, spans = [], []
        for excerpt in excerpts:
            before = [*self._ids(excerpt.title, _TITLE), bar]
            before += [*self._ids(excerpt.before)[-_BEFORE:], bar]
            text = self._ids(excerpt.text, _TEXT) or [bar]
            after = [bar, *self._ids(excerpt.after, _AFTER)]
            whole.append(self._wrapped([*before, *text, *after]))
            spans.append((1 + len(before), 1 + len(before) + len(text)))
        return self._read(whole, spans)

    def _ids(self, text: str, most: int | None = None) -> list[int]:
        ids: list[int] = self._tokenizer.encode(text, add_special_tokens=False)
        return ids[:most]

    def _wrapped(self, ids: Sequence[int]) -> list[int]:
        return [self._mark[_START], *ids, self._mark[_END]]

    def _read(self, whole: list[list[int]], spans: list[tuple[int, int]]) -> list[Tokens]:
        found: dict[int, Tokens] = {}
        # Texts of like length together, so that little padding is computed.
        order = sorted(range(len(whole)), key=lambda i: len(whole[i]))
        for at in range(0, len(order), _BATCH):
            batch = order[at : at + _BATCH]
            ids = nn.utils.rnn.pad_sequence([torch.tensor(whole[i]) for i in batch], True)
            there = nn.utils.rnn.pad_sequence([torch.ones(len(whole[i])) for i in batch], True)
            place = self.words.device
            with torch.inference_mode():
                read = self._network(input_ids=ids.to(place), attention_mask=there.to(place))
            states = read.last_hidden_state.float().cpu()
            for row, i in enumerate(batch):
                start, end = spans[i]
                found[i] = Tokens(ids[row, start:end], states[row, start:end].clone())
        return [found[i] for i in range(len(whole))]


class AnswerNetwork(nn.Module):
    """(question, sentence) pairs -> log-odds that the sentence answers, against that none does."""

    def __init__(self, words: Tensor, dropout: float = 0.25) -> None:
        super().__init__()
        self.words: Tensor
        self.register_buffer("words", words.float().cpu(), persistent=False)
        self.enter = nn.Linear(2 * _STATE, _WIDTH)
        self.side = nn.Embedding(2, _WIDTH)
        self.matches = nn.Linear(3, _WIDTH)
        self.norm = nn.LayerNorm(_WIDTH)
        layer = nn.TransformerEncoderLayer(
            _WIDTH, _HEADS, 2 * _WIDTH, dropout, "gelu", batch_first=True, norm_first=True
        )
        self.layers = nn.TransformerEncoder(layer, _LAYERS, enable_nested_tensor=False)
        self.leave = nn.Sequential(
            nn.LayerNorm(2 * _WIDTH), nn.Dropout(dropout), nn.Linear(2 * _WIDTH, 1)
        )
        self.trust = nn.Parameter(torch.tensor(0.8))
        self.bias = nn.Parameter(torch.tensor(-0.3))

    def forward(
        self, questions: Sequence[Tokens], sentences: Sequence[Tokens], cosines: Tensor
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
        start: Tensor = _COSINE_TO_LOG_ODDS * self.trust * (cosines - _MIDDLE_COSINE) + self.bias
        return read + start

    def _row(self, question: Tokens, sentence: Tokens) -> Tensor:
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
        words = torch.cat([asked, said]) * _WORDS_AS_LONG
        sides = torch.tensor([0] * len(asked) + [1] * len(said))
        entered = self.enter(torch.cat([states, words], 1)) + self.side(sides)
        row: Tensor = entered + self.matches(torch.stack(met, 1))
        return row


def load_network(words: Tensor) -> AnswerNetwork:
    """Return the carried network, ready to use."""
    network = AnswerNetwork(words)
    network.load_state_dict({name: w.float() for name, w in load_file(WEIGHTS).items()})
    return network.eval()


def _cosines(left: Tensor, right: Tensor) -> Tensor:
    cosines: Tensor = functional.normalize(left, dim=1) @ functional.normalize(right, dim=1).T
    return cosines
