"""One model and one context of llama.cpp, through its C interface.

The C interface is used, not llama_cpp.Llama, because that class compiles a stranger's template
while loading, cannot be stopped between two parts of a prompt, and cuts tokens over 32 bytes.
"""

import ctypes
import os
import re
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from assistant.engines.gguf_header import STEP_TOKENS
from assistant.engines.llama_sampling import Sampler
from assistant.engines.lookup import PromptLookup
from assistant.engines.model_errors import failed, no_chat_model, no_memory, not_loaded
from assistant.interfaces import Sampling

ALL_LAYERS = 0x7FFFFFFF
"""And what belongs to no layer."""
_NORMAL, _CONTROL = 1 << 2, 1 << 3
_STEP_GPU = 512
"""Tokens of a prompt evaluated at once on a card."""
_LEAST_STEP = 16
_THINKING = ("<think>", "</think>")
"""Marks that are part of the text even where a model file calls them control tokens."""


class LlamaRuntime:
    """Tokens in, tokens out. Handles are freed by `close`, at the latest with the object."""

    n_reused: int
    """Tokens of the last prompt that were evaluated before."""

    def __init__(
        self,
        path: Path,
        context_length: int,
        gpu_layers: int,
        threads: int,
        on_progress: Callable[[float], bool] = lambda share: True,
    ) -> None:
        """Load.

        Args:
            path: The GGUF file.
            context_length: Tokens; 0 takes what the model was trained for.
            gpu_layers: On the card.
            threads: For the processor.
            on_progress: Told how much is loaded, from 0 to 1; False gives it up.

        Raises:
            ModelError: It cannot be loaded.
        """
        import llama_cpp

        self._c: Any = llama_cpp
        self._log = collected_log()
        llama_cpp.llama_backend_init()
        self._model = self._context = None
        self._cached: list[int] = []
        self.n_reused = 0
        self._step = _STEP_GPU if gpu_layers else _step(path)
        self._model = self._load(path, gpu_layers, on_progress)
        self._vocabulary = llama_cpp.llama_model_get_vocab(self._model)
        self.n_layers = int(llama_cpp.llama_model_n_layer(self._model))
        self.gpu_layers = min(_offloaded(self._log), self.n_layers)
        trained = int(llama_cpp.llama_model_n_ctx_train(self._model))
        self.context_length = min(context_length or trained, trained) or 512
        self._context = self._open(threads)
        self._memory = self._chat_memory(path)
        self._shown = {t for mark in _THINKING for t in self._alone(mark)}

    def close(self) -> None:
        """Free context and model; the object is of no use afterwards."""
        if self._context is not None:
            self._c.llama_free(self._context)
        if self._model is not None:
            self._c.llama_model_free(self._model)
        self._context = self._model = None

    def __del__(self) -> None:
        """Free what `close` was not called for."""
        if hasattr(self, "_context"):
            self.close()

    def template(self) -> str:
        """Return the chat template of the file, empty if it has none."""
        found = self._c.llama_model_chat_template(self._model, None)
        return found.decode("utf-8", "replace") if found else ""

    def special_text(self, which: str) -> str:
        """Return the text of the "bos" or "eos" token, empty if there is none."""
        token = getattr(self._c, f"llama_vocab_{which}")(self._vocabulary)
        if token < 0:
            return ""
        # Where a file names none, llama.cpp takes a fixed number, which may be a word like any.
        kind = self._c.llama_vocab_get_attr(self._vocabulary, token) & (_NORMAL | _CONTROL)
        return "" if kind == _NORMAL else self._text_of(token)

    def control_texts(self) -> list[str]:
        """Return the texts that stand for control tokens, such as <|im_end|>."""
        count = self._c.llama_vocab_n_tokens(self._vocabulary)
        attribute = self._c.llama_vocab_get_attr
        return [
            self._text_of(token)
            for token in range(count)
            if attribute(self._vocabulary, token) & _CONTROL
        ]

    def tokenize(self, text: str, special: bool, begin: bool = False) -> list[int]:
        """Return the tokens of a text.

        Args:
            text: Any text.
            special: Whether texts of control tokens become control tokens.
            begin: Whether to add the token that begins a text, if the model has one.
        """
        data = text.encode("utf-8", "replace")
        room = len(data) + 8
        tokens = (ctypes.c_int32 * room)()
        count = self._c.llama_tokenize(
            self._vocabulary, data, len(data), tokens, room, begin, special
        )
        if count < 0:
            raise failed(f"tokenize {count}")
        return list(tokens[:count])

    def feed(self, tokens: Sequence[int]) -> Iterator[None]:
        """Evaluate a prompt, yielding after each part; what the last call left is used again."""
        self.n_reused = start = self._keep_prefix(tokens)
        for at in range(start, len(tokens), self._step):
            self.decode(tokens[at : at + self._step])
            yield

    def decode(self, tokens: Sequence[int]) -> None:
        """Evaluate tokens after those evaluated before.

        Raises:
            EngineError: llama.cpp failed; the state starts anew.
        """
        array = (ctypes.c_int32 * len(tokens))(*tokens)
        code = self._c.llama_decode(self._context, self._c.llama_batch_get_one(array, len(tokens)))
        if code:
            self._forget()
            raise failed(f"decode {code}")
        self._cached.extend(tokens)

    def logits(self) -> list[float]:
        """Return the logits after the last token evaluated."""
        count = self._c.llama_vocab_n_tokens(self._vocabulary)
        return list(self._c.llama_get_logits_ith(self._context, -1)[:count])

    @property
    def cached(self) -> Sequence[int]:
        """The tokens evaluated so far."""
        return self._cached

    def sample(self, sampling: Sampling, count: int) -> Iterator[int]:
        """Yield up to `count` tokens, ending before a token that ends the reply.

        Raises:
            ModelError: The schema of the sampling cannot be kept to.
        """
        sampler = Sampler(self._vocabulary, sampling)
        lookup = PromptLookup(self._cached) if sampling.lookup and self._can_go_back else None
        guessed: list[int] = []
        right, index = 0, -1
        try:
            for made in range(1, count + 1):
                token = sampler.pick(self._context, index)
                if self._c.llama_vocab_is_eog(self._vocabulary, token):
                    return
                yield token
                if made == count:
                    return
                if lookup is not None:
                    lookup.add(token)
                if right < len(guessed) and guessed[right] == token:
                    right, index = right + 1, index + 1
                    continue
                self._go_back(len(guessed) - right)
                room = min(count - made, self.context_length - len(self._cached)) - 1
                guessed = lookup.next(len(guessed), right, room) if lookup is not None else []
                right, index = self._go_on(token, guessed)
        finally:
            sampler.close()

    @property
    def state_bytes(self) -> int:
        """What `save_state` would write."""
        return int(self._c.llama_state_seq_get_size(self._context, 0))

    def save_state(self, path: Path) -> bool:
        """Write what was evaluated, with its tokens; False where it could not be."""
        tokens = (ctypes.c_int32 * len(self._cached))(*self._cached)
        name = str(path).encode()
        save = self._c.llama_state_seq_save_file
        return bool(save(self._context, name, 0, tokens, len(self._cached)))

    def load_state(self, path: Path) -> bool:
        """Take up what `save_state` wrote, with the same model; False and empty if it cannot."""
        self._forget()
        tokens = (ctypes.c_int32 * self.context_length)()
        count = ctypes.c_size_t(0)
        load = self._c.llama_state_seq_load_file
        name, capacity = str(path).encode(), self.context_length
        if not load(self._context, name, 0, tokens, capacity, ctypes.byref(count)):
            self._forget()
            return False
        self._cached.extend(tokens[: count.value])
        return True

    def piece(self, token: int) -> bytes:
        """Return the bytes of a token, none for a control token."""
        room, special = 64, token in self._shown
        while True:
            buffer = ctypes.create_string_buffer(room)
            count = self._c.llama_token_to_piece(self._vocabulary, token, buffer, room, 0, special)
            if count >= 0:
                return buffer.raw[:count]
            room = -count

    def _load(self, path: Path, gpu_layers: int, on_progress: Callable[[float], bool]) -> Any:
        params = self._c.llama_model_default_params()
        params.n_gpu_layers = gpu_layers
        params.load_mode = self._c.LLAMA_LOAD_MODE_MMAP
        told = self._c.llama_progress_callback(lambda share, _: on_progress(share))
        params.progress_callback = told
        self._log.clear()
        model = self._c.llama_model_load_from_file(str(path).encode(), params)
        if model is None:
            raise not_loaded(path.name, "".join(self._log))
        return model

    def _open(self, threads: int) -> Any:
        params = self._c.llama_context_default_params()
        params.n_ctx = self.context_length
        params.n_batch = params.n_ubatch = self._step
        params.n_threads = params.n_threads_batch = threads
        params.no_perf = True
        context = self._c.llama_init_from_model(self._model, params)
        if context is None:
            self.close()
            raise no_memory(self.context_length)
        return context

    def _go_on(self, token: int, guessed: Sequence[int]) -> tuple[int, int]:
        """Evaluate a token and guesses; return how many are right so far, and where to pick."""
        if guessed:
            self._decode_each([token, *guessed])
            return 0, 0
        self.decode([token])
        return 0, -1

    def _chat_memory(self, path: Path) -> Any:
        memory = self._c.llama_get_memory(self._context)
        if memory is None or self._c.llama_model_has_encoder(self._model):
            self.close()
            raise no_chat_model(path.name)
        return memory

    def _decode_each(self, tokens: Sequence[int]) -> None:
        """Like `decode`, with logits after each of the tokens, not only the last."""
        batch = self._c.llama_batch_init(len(tokens), 0, 1)
        try:
            batch.n_tokens = len(tokens)
            for at, token in enumerate(tokens):
                batch.token[at], batch.pos[at] = token, len(self._cached) + at
                batch.n_seq_id[at], batch.seq_id[at][0], batch.logits[at] = 1, 0, 1
            code = self._c.llama_decode(self._context, batch)
        finally:
            self._c.llama_batch_free(batch)
        if code:
            self._forget()
            raise failed(f"decode {code}")
        self._cached.extend(tokens)

    def _go_back(self, count: int) -> None:
        """Drop the last tokens."""
        if count:
            keep = len(self._cached) - count
            self._c.llama_memory_seq_rm(self._memory, 0, keep, -1)
            del self._cached[keep:]

    @cached_property
    def _can_go_back(self) -> bool:
        """Whether the last tokens can be dropped and the rest still be whole."""
        c, model = self._c, self._model
        recurrent = c.llama_model_is_recurrent(model) or c.llama_model_is_hybrid(model)
        return not recurrent and not c.llama_model_n_swa(model)

    def _alone(self, mark: str) -> list[int]:
        tokens = self.tokenize(mark, special=True)
        return tokens if len(tokens) == 1 else []

    def _keep_prefix(self, tokens: Sequence[int]) -> int:
        """Drop what differs from the tokens evaluated before and return how many stay."""
        pairs = zip(self._cached, tokens, strict=False)
        same = next((n for n, (old, new) in enumerate(pairs) if old != new), None)
        keep = min(len(self._cached), len(tokens)) if same is None else same
        keep = min(keep, len(tokens) - 1)  # the last one must be evaluated to go on from it
        # Sliding windows and recurrent states may have lost what the kept part needs.
        window = max(1, self._c.llama_model_n_swa(self._model))
        lost = self._c.llama_memory_seq_pos_min(self._memory, 0) > max(0, keep - window)
        if keep < len(self._cached) and lost:
            keep = 0
        if not keep or not self._c.llama_memory_seq_rm(self._memory, 0, keep, -1):
            keep = 0
            self._forget()
        del self._cached[keep:]
        return keep

    def _forget(self) -> None:
        self._c.llama_memory_clear(self._memory, True)
        self._cached.clear()

    def _text_of(self, token: int) -> str:
        text: bytes = self._c.llama_vocab_get_text(self._vocabulary, token)
        return text.decode("utf-8", "replace")


@cache
def _log_and_callback() -> tuple[deque[str], object]:
    os.environ.setdefault("GGML_NO_BACKTRACE", "1")
    import llama_cpp

    lines: deque[str] = deque(maxlen=400)

    def keep(level: int, text: bytes, user_data: object) -> None:
        lines.append(text.decode("utf-8", "replace"))

    callback = llama_cpp.llama_log_callback(keep)
    llama_cpp.llama_log_set(callback, ctypes.c_void_p(0))
    return lines, callback  # the callback must live as long as the library


def collected_log() -> deque[str]:
    """Return what llama.cpp says, newest 400 pieces; it prints nothing any more."""
    return _log_and_callback()[0]


def _step(path: Path) -> int:
    """Return how many tokens of a prompt a processor evaluates in a fraction of a second.

    Between two steps a question can be stopped; a step that takes long costs the process.
    """
    heavy = path.stat().st_size >> 29  # of half a GiB
    return max(_LEAST_STEP, STEP_TOKENS >> heavy.bit_length())


def _offloaded(log: Sequence[str] | deque[str]) -> int:
    found = re.findall(r"offloaded (\d+)/\d+ layers to GPU", "".join(log))
    return int(found[-1]) if found else 0
