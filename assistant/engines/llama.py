"""LlamaChat: any GGUF language model through llama.cpp."""

import os
import re
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from assistant.engines.detokenising import as_text
from assistant.engines.devices import devices
from assistant.engines.gguf_header import GgufFacts, read_header
from assistant.engines.kept_states import KeptStates
from assistant.engines.llama_runtime import ALL_LAYERS, LlamaRuntime
from assistant.engines.model_errors import failed, no_chat_model, too_long
from assistant.engines.placement import place
from assistant.engines.placement_memory import NO_MEMORY, PLACEMENTS, PlacementMemory
from assistant.errors import ModelError
from assistant.fitting import Device
from assistant.interfaces import ChatMessage, ModelFacts, Sampling, Spent, Stream
from assistant.wording import Wording

_LEAST_REPLY = 16
"""Tokens; a prompt that leaves less room is refused instead of answered with half a sentence."""
_GLANCE_S = 0.1
_LEAST_KEPT = 64
"""Tokens; fewer are evaluated again sooner than read from disk."""
_THINKS = re.compile(r"<(think|thinking|thought|reasoning)>\s*\Z")


class LlamaChat:
    """The ChatModel protocol on a GGUF file. The model loads at the first call."""

    def __init__(
        self,
        path: str,
        context_length: int,
        gpu_layers: int,
        threads: int = 0,
        states: str = "",
        devices: Callable[[], Sequence[Device]] = devices,
    ) -> None:
        """Remember what to load.

        Args:
            path: The GGUF file.
            context_length: Tokens; more than the model was trained for is cut to that, 0 takes it.
            gpu_layers: Most layers on the graphics card; -1 means as many as fit.
            threads: 0 means one for each physical core.
            states: The folder for what was evaluated and what fitted; empty keeps nothing.
            devices: Asks which cards there are and what is free on them.
        """
        self._path = Path(path)
        self._context_length, self._gpu_layers = context_length, gpu_layers
        self._threads = threads or physical_cores()
        self._states_folder = states
        self._devices = devices
        self._why_no_gpu: Wording | None = None
        self._conversation = ""
        self._kept: list[int] = []
        self._spent = Spent()
        self._loaded, self._is_given_up = 0.0, False

    def facts(self) -> ModelFacts:
        """Load the model if needed and describe it.

        Raises:
            ModelError: The file is missing, damaged, or no model.
        """
        runtime = self._runtime
        return ModelFacts(
            name=self._header.name,
            architecture=self._header.architecture,
            context_length=runtime.context_length,
            n_layers=runtime.n_layers,
            gpu_layers=runtime.gpu_layers,
            why_no_gpu=self._why_no_gpu,
        )

    def load(self) -> Generator[float, None, None]:
        """Load the model if needed, yielding how much of it is there, from 0 to 1.

        Closing gives a model up that is still being loaded.

        Raises:
            ModelError: The file is missing, damaged, or no model.
        """
        if "_runtime" in self.__dict__:
            return
        self._loaded, self._is_given_up = 0.0, False
        with ThreadPoolExecutor(1) as thread:
            loading = thread.submit(lambda: self._runtime)
            try:
                while not wait([loading], _GLANCE_S).done:
                    yield self._loaded
            finally:
                self._is_given_up = True
        loading.result()

    def count_tokens(self, text: str) -> int:
        """Return how many tokens the text takes, without those a template adds."""
        return len(self._runtime.tokenize(text, special=False))

    def chat(self, messages: Sequence[ChatMessage], sampling: Sampling) -> Stream:
        """Stream the reply in pieces that join to the whole text.

        A generator can only be closed where it yields, so an empty piece comes after each part
        of the prompt and where a token ends within a sign. Closing leaves the model usable;
        what was evaluated so far is used again by the next call with the same beginning.

        Raises:
            PromptTooLong: The messages do not fit into the context.
            ModelError: The model cannot be loaded or its template not used.
        """
        runtime, self._spent = self._runtime, Spent()
        text, prompt = self._prompt(messages, thinks=not sampling.json_schema)
        room = runtime.context_length - len(prompt)
        if room < min(_LEAST_REPLY, sampling.max_tokens):
            raise too_long(len(prompt), runtime.context_length)
        for _ in runtime.feed(prompt):
            yield ""
        self._spent = Spent(len(prompt), runtime.n_reused)
        if opened := _THINKS.search(text):
            yield opened[0]  # the reply begins within thoughts, and must be seen to
        goes_on = bool(messages) and messages[-1].role == "assistant"
        tokens = self._counted(sampling, min(room, sampling.max_tokens))
        yield from as_text(map(runtime.piece, tokens), goes_on)

    def spent(self) -> Spent:
        """Return what the last reply took; it need not have come to its end."""
        return self._spent

    def resume(self, conversation: str) -> None:
        """Turn to a conversation: what was evaluated for it before a restart is used again."""
        if conversation == self._conversation:
            return
        runtime = self._runtime
        self.keep()
        self._conversation, self._kept = conversation, []
        if conversation and self._states and self._states.load(conversation, runtime.load_state):
            self._kept = list(runtime.cached)

    def prepare(self, messages: Sequence[ChatMessage]) -> Stream:
        """Evaluate what a next question after these messages begins with; yields empty pieces."""
        # What two questions have in common: a template may treat the last one as it likes.
        one, other = (self._prompt([*messages, ChatMessage("user", q)])[1] for q in ("가", "1"))
        same = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), 0)
        if 0 < same <= self._runtime.context_length:
            for _ in self._runtime.feed(one[:same]):
                yield ""

    def keep(self) -> None:
        """Write what was evaluated for the conversation, for `resume` after a restart."""
        runtime = self.__dict__.get("_runtime")
        if runtime is None or not self._conversation or self._states is None:
            return
        if len(runtime.cached) >= _LEAST_KEPT and list(runtime.cached) != self._kept:
            size = runtime.state_bytes
            self._states.save(self._conversation, size, runtime.save_state)
            self._kept = list(runtime.cached)

    def close(self) -> None:
        """Give the memory back; the next call loads the model again."""
        runtime = self.__dict__.pop("_runtime", None)
        if runtime is not None:
            runtime.close()
        self._conversation, self._kept = "", []

    def _counted(self, sampling: Sampling, most: int) -> Iterator[int]:
        """Yield the tokens of a reply, noting what it takes."""
        began = 0.0
        for count, token in enumerate(self._runtime.sample(sampling, most), 1):
            now = time.monotonic()
            began = began or now
            self._spent = replace(
                self._spent, completion_tokens=count, seconds=now - began, is_cut=count == most
            )
            yield token

    @cached_property
    def _states(self) -> KeptStates | None:
        if not self._states_folder:
            return None
        length = self._runtime.context_length
        return KeptStates(Path(self._states_folder), self._path, length)

    @cached_property
    def _header(self) -> GgufFacts:
        header = read_header(self._path)
        if header.kind != "model":
            raise no_chat_model(self._path.name)
        return header

    @cached_property
    def _runtime(self) -> LlamaRuntime:
        header = self._header  # read before native code sees the file
        longest = header.context_length or 1 << 17
        context_length = min(self._context_length or longest, longest)
        runtime, self._why_no_gpu = place(
            header.shape,
            context_length,
            self._gpu_layers,
            self._devices,
            self._with_layers,
            self._placement_memory(context_length),
        )
        return runtime

    def _with_layers(self, layers: int) -> LlamaRuntime:
        everything = layers >= self._header.n_layers
        wanted = ALL_LAYERS if everything else layers
        length, threads = self._context_length, self._threads
        try:
            return LlamaRuntime(self._path, length, wanted, threads, self._note_loaded)
        except ModelError:
            if self._is_given_up:
                raise failed("given up") from None
            raise

    def _note_loaded(self, share: float) -> bool:
        self._loaded = share
        return not self._is_given_up

    def _placement_memory(self, context_length: int) -> PlacementMemory:
        if not self._states_folder:
            return NO_MEMORY
        key = f"{self._path} {self._path.stat().st_size} {context_length}"
        return PlacementMemory(Path(self._states_folder) / PLACEMENTS, key)

    def _prompt(
        self, messages: Sequence[ChatMessage], thinks: bool = True
    ) -> tuple[str, list[int]]:
        """Return the prompt as text and tokens; without thoughts, those it opens are closed."""
        from assistant.engines.chat_template import render

        runtime = self._runtime
        harmless = [ChatMessage(m.role, self._harmless(m.text)) for m in messages]
        begun = harmless.pop().text if harmless and harmless[-1].role == "assistant" else ""
        bos = runtime.special_text("bos")
        text = render(runtime.template(), harmless, bos, runtime.special_text("eos"))
        if (begun or not thinks) and (opened := _THINKS.search(text)):
            begun = f"\n</{opened[1]}>\n\n{begun}"
        text += begun
        # Many templates write the beginning token themselves; two of them confuse models.
        begin = not (bos and text.startswith(bos))
        return text, runtime.tokenize(text, special=True, begin=begin)

    def _harmless(self, text: str) -> str:
        """Break texts of control tokens: words in a file must not end or begin a message."""
        tokenize = self._runtime.tokenize
        if tokenize(text, special=True) == tokenize(text, special=False):
            return text
        return self._controls.sub(lambda found: f"{found[0][0]}\u200b{found[0][1:]}", text)

    @cached_property
    def _controls(self) -> re.Pattern[str]:
        texts = sorted(self._runtime.control_texts(), key=len, reverse=True)
        return re.compile("|".join(re.escape(text) for text in texts if len(text) > 1))


def physical_cores() -> int:
    """Return the physical cores; hardware threads beyond them slow llama.cpp down."""
    cores = {
        path.read_text("ascii")
        for path in Path("/sys/devices/system/cpu").glob("cpu[0-9]*/topology/core_cpus_list")
    }
    return min(len(cores) or 1_000, os.cpu_count() or 1)
