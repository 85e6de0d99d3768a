"""Choosing tokens from logits: llama.cpp's own samplers, held to a grammar where one is given."""

import ctypes
import math
from typing import Any

import numpy as np

from assistant.engines.model_errors import no_schema
from assistant.interfaces import Sampling

_DATA = np.dtype([("id", np.int32), ("logit", np.float32), ("p", np.float32)])
"""As llama_token_data lies in memory."""


class Sampler:
    """Picks one token after the other for one reply."""

    def __init__(self, vocabulary: Any, sampling: Sampling) -> None:
        """Build the chain.

        Raises:
            ModelError: The schema of the sampling cannot be kept to.
        """
        import llama_cpp

        self._c: Any = llama_cpp
        self._n_tokens = int(llama_cpp.llama_vocab_n_tokens(vocabulary))
        self._grammar = self._chain = None
        if sampling.json_schema:
            self._grammar = _grammar(vocabulary, sampling.json_schema)
        self._chain = _chain(sampling)

    def pick(self, context: Any, index: int) -> int:
        """Return the token that follows the one at this index of the last batch, -1 the last."""
        token = int(self._c.llama_sampler_sample(self._chain, context, index))
        if self._grammar is None:
            return token
        # Asking the grammar for one token is cheap, for a whole vocabulary it is not.
        if not self._is_allowed(token):
            token = self._pick_allowed(context, index)
        self._c.llama_sampler_accept(self._grammar, token)
        return token

    def close(self) -> None:
        """Free the chain."""
        for sampler in (self._chain, self._grammar):
            if sampler is not None:
                self._c.llama_sampler_free(sampler)
        self._chain = self._grammar = None

    def _is_allowed(self, token: int) -> bool:
        data = np.array([(token, 1.0, 0.0)], _DATA)
        self._c.llama_sampler_apply(self._grammar, ctypes.byref(self._candidates(data)))
        return not math.isinf(data["logit"][0])

    def _pick_allowed(self, context: Any, index: int) -> int:
        logits = self._c.llama_get_logits_ith(context, index)
        data = np.zeros(self._n_tokens, _DATA)
        data["id"] = np.arange(self._n_tokens)
        data["logit"] = np.ctypeslib.as_array(logits, (self._n_tokens,))
        candidates = self._candidates(data)
        self._c.llama_sampler_apply(self._grammar, ctypes.byref(candidates))
        self._c.llama_sampler_apply(self._chain, ctypes.byref(candidates))
        # The samplers may have put an array of their own in its place.
        return int(candidates.data[candidates.selected].id)

    def _candidates(self, data: np.ndarray[Any, Any]) -> Any:
        pointer = data.ctypes.data_as(ctypes.POINTER(self._c.llama_token_data))
        return self._c.llama_token_data_array(pointer, len(data), -1, False)


def _chain(sampling: Sampling) -> Any:
    import llama_cpp as c

    chain = c.llama_sampler_chain_init(c.llama_sampler_chain_default_params())
    if sampling.temperature <= 0:
        c.llama_sampler_chain_add(chain, c.llama_sampler_init_greedy())
        return chain
    # No penalty on repeating: an answer from files repeats the files on purpose.
    for part in (
        c.llama_sampler_init_top_k(sampling.top_k),
        c.llama_sampler_init_top_p(sampling.top_p, 1),
        c.llama_sampler_init_min_p(sampling.min_p, 1),
        c.llama_sampler_init_temp(sampling.temperature),
        c.llama_sampler_init_dist(sampling.seed & 0xFFFFFFFF),
    ):
        c.llama_sampler_chain_add(chain, part)
    return chain


def _grammar(vocabulary: Any, schema: str) -> Any:
    import llama_cpp
    from llama_cpp.llama_grammar import json_schema_to_gbnf

    try:
        rules = json_schema_to_gbnf(schema)
    except Exception as error:  # a stranger's code over a stranger's schema
        raise no_schema(type(error).__name__) from error
    grammar = llama_cpp.llama_sampler_init_grammar(vocabulary, rules.encode(), b"root")
    if not grammar:
        raise no_schema("grammar")
    return grammar
