"""Reranker: a small network that reads a question beside a sentence, on the states of MiniLM.

MiniLM reads each of the two alone; here two layers of attention let their tokens look at each
other and say whether the sentence answers. Trained by models/reranker, which has the same network
in torch; here it is a few matrices, and numpy starts sooner.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant.engines.encoders import Encoder, States
from assistant.interfaces import Excerpt

WEIGHTS = Path(__file__).with_name("reranker.safetensors")
HEADS = 4
# Tokens; most sentences are shorter, and what stands around one is only a hint.
_QUESTION, _TITLE, _BEFORE, _TEXT, _AFTER = 28, 10, 14, 40, 8
_START, _END, _BAR = "[CLS]", "[SEP]", "|"
# Word vectors are five times shorter than states.
WORDS_AS_LONG = 5.0
# Where a cosine says nothing for or against; scores start from the cosine alone.
MIDDLE_COSINE = 0.45
COSINE_TO_LOG_ODDS = 10.0
_WORDS = "embeddings.word_embeddings.weight"
_EPSILON = 1e-5

_Floats = NDArray[np.float32]


class Tokens(NamedTuple):
    """A text as MiniLM left it."""

    ids: NDArray[np.int64]
    """(tokens,)"""
    states: States
    """(tokens, 384) float32."""


class Reading:
    """Texts -> Tokens, by the carried MiniLM."""

    def __init__(self, folder: Path, encoder: Encoder) -> None:
        from tokenizers import Tokenizer

        self._encoder = encoder
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._mark: dict[str, int] = {mark: self._ids(mark)[0] for mark in (_START, _END, _BAR)}

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
        ids: list[int] = self._tokenizer.encode(text, add_special_tokens=False).ids
        return ids[:most]

    def _wrapped(self, ids: Sequence[int]) -> list[int]:
        return [self._mark[_START], *ids, self._mark[_END]]

    def _read(self, whole: list[list[int]], spans: list[tuple[int, int]]) -> list[Tokens]:
        return [
            Tokens(np.array(ids[start:end]), states[start:end])
            for ids, states, (start, end) in zip(
                whole, self._encoder.states(whole), spans, strict=True
            )
        ]


class AnswerNetwork:
    """A question and a sentence -> log-odds that it answers, against that none does."""

    def __init__(self, weights: Mapping[str, _Floats], words: _Floats) -> None:
        """Take the weights by name, and MiniLM's word vectors, (vocabulary, 384)."""
        self._weights = weights
        self._words = words
        self._n_layers = 1 + max(int(n.split(".")[2]) for n in weights if n.startswith("layers."))

    def score(self, question: Tokens, sentence: Tokens, cosine: float) -> float:
        """Return the log-odds; `cosine` is that of the pair's vectors."""
        inner = self._normed(self._row(question, sentence), "norm")
        for number in range(self._n_layers):
            inner = self._layer(inner, f"layers.layers.{number}")
        both = self._normed(np.concatenate([inner.mean(0), inner.max(0)]), "leave.0")
        read = self._linear(both, "leave.2").item()
        trust, bias = self._weights["trust"].item(), self._weights["bias"].item()
        return float(read + COSINE_TO_LOG_ODDS * trust * (cosine - MIDDLE_COSINE) + bias)

    def _row(self, question: Tokens, sentence: Tokens) -> _Floats:
        """Return the tokens of a pair one after the other, (tokens, width)."""
        asked, said = self._words[question.ids], self._words[sentence.ids]
        tables = (
            _cosines(question.states, sentence.states),
            (question.ids[:, None] == sentence.ids[None, :]).astype(np.float32),
            _cosines(asked, said),
        )
        # How well each token is met by its best partner on the other side.
        met = [np.concatenate([table.max(1), table.max(0)]) for table in tables]
        states = np.concatenate([question.states, sentence.states])
        words = np.concatenate([asked, said]) * WORDS_AS_LONG
        entered = self._linear(np.concatenate([states, words], 1), "enter")
        sides = self._weights["side.weight"][[0] * len(asked) + [1] * len(said)]
        row: _Floats = entered + sides + self._linear(np.stack(met, 1), "matches")
        return row

    def _layer(self, inner: _Floats, name: str) -> _Floats:
        inner = inner + self._attention(self._normed(inner, f"{name}.norm1"), f"{name}.self_attn")
        wide = _gelu(self._linear(self._normed(inner, f"{name}.norm2"), f"{name}.linear1"))
        return inner + self._linear(wide, f"{name}.linear2")

    def _attention(self, inner: _Floats, name: str) -> _Floats:
        weights = self._weights
        mixed = inner @ weights[f"{name}.in_proj_weight"].T + weights[f"{name}.in_proj_bias"]
        # (3, heads, tokens, width of a head)
        query, key, value = mixed.reshape(len(inner), 3, HEADS, -1).transpose(1, 2, 0, 3)
        odds = query @ key.transpose(0, 2, 1) / np.sqrt(query.shape[-1])
        shares = np.exp(odds - odds.max(-1, keepdims=True))
        heads = shares / shares.sum(-1, keepdims=True) @ value
        return self._linear(heads.transpose(1, 0, 2).reshape(inner.shape), f"{name}.out_proj")

    def _linear(self, inner: _Floats, name: str) -> _Floats:
        result: _Floats = inner @ self._weights[f"{name}.weight"].T + self._weights[f"{name}.bias"]
        return result

    def _normed(self, inner: _Floats, name: str) -> _Floats:
        spread = np.sqrt(inner.var(-1, keepdims=True) + _EPSILON)
        centred = (inner - inner.mean(-1, keepdims=True)) / spread
        result: _Floats = centred * self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"]
        return result


def load_network(folder: Path) -> AnswerNetwork:
    """Return the carried network, with the word vectors of the MiniLM in a folder."""
    from safetensors.numpy import load_file

    weights = {name: weight.astype(np.float32) for name, weight in load_file(WEIGHTS).items()}
    return AnswerNetwork(weights, word_vectors(folder))


def word_vectors(folder: Path) -> _Floats:
    """Return MiniLM's word vectors, (vocabulary, 384) float32."""
    from safetensors import safe_open

    with safe_open(folder / "model.safetensors", framework="numpy") as file:
        table: _Floats = file.get_tensor(_WORDS)
    return table


def _cosines(left: _Floats, right: _Floats) -> _Floats:
    cosines: _Floats = _unit(left) @ _unit(right).T
    return cosines


def _unit(rows: _Floats) -> _Floats:
    unit: _Floats = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
    return unit


def _gelu(values: _Floats) -> _Floats:
    result: _Floats = 0.5 * values * (1 + _erf(values / np.sqrt(2)))
    return result


def _erf(values: _Floats) -> _Floats:
    """Abramowitz and Stegun 7.1.26, right to seven digits; numpy has none of its own."""
    t = 1 / (1 + 0.3275911 * np.abs(values))
    series = 0.254829592 + t * (
        -0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))
    )
    result: _Floats = np.sign(values) * (1 - t * series * np.exp(-values * values))
    return result
