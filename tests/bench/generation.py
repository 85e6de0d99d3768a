"""Writing: Hearth's whole way of a token against a bare loop of llama.cpp, and the memory's speed.

The model has random weights: what it writes is noise, what it reads for each token is not.
"""

import ctypes
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import numpy as np
from random_model import make_random

from assistant.engine_room import EngineRoom
from assistant.engines.llama import physical_cores
from assistant.engines.llama_runtime import collected_log
from assistant.interfaces import ChatMessage, Sampling
from assistant.paths import Paths
from assistant.settings import Settings

_TOKENS, _PAIRS, _CONTEXT = 2000, 3, 4096
_ASK = [ChatMessage("user", "무엇이든 길게 써 줘. Write something long.")]


def measure() -> list[str]:
    """Return the lines of the report."""
    with tempfile.TemporaryDirectory() as folder:
        path = make_random(Path(folder) / "random.gguf")
        paths = Paths(Path(folder) / "home")
        paths.create()
        settings = Settings(context_length=_CONTEXT, max_answer_tokens=_TOKENS, gpu_layers=0)
        room = EngineRoom(paths, settings)
        try:
            return _report(path, room)
        finally:
            room.close()


def _report(path: Path, room: EngineRoom) -> list[str]:
    ratios, speeds, ends, shares = [], [], [], []
    for _ in range(_PAIRS):
        bandwidth = _bandwidth()
        bare = list(_bare(path))
        ours = list(_ours(path, room))
        count = min(len(bare), len(ours))
        ratios.append(_rate(ours[:count]) / _rate(bare[:count]))
        tenth = max(2, count // 10)
        ends.append(_rate(ours[count - tenth : count]) / _rate(bare[count - tenth : count]))
        speeds.append(_rate(ours))
        shares.append(_rate(ours) * path.stat().st_size / bandwidth)
    size = path.stat().st_size / 1e6
    return [
        f"writing {count} tokens, model of {size:.0f} MB, {physical_cores()} threads, "
        f"{_PAIRS} pairs: {median(speeds):.1f} tokens/s through worker and pipe, "
        f"{median(ratios):.3f} of a bare loop (least {min(ratios):.3f}); "
        f"the last tenth {median(ends):.3f}",
        f"weights read a second: {median(shares):.2f} of what two threads read from memory",
    ]


def _ours(path: Path, room: EngineRoom) -> Iterator[float]:
    """Yield when each piece came, as the answer's thread sees it."""
    chat = room.chat(path)
    chat.facts()
    for piece in chat.chat(_ASK, Sampling(max_tokens=_TOKENS, lookup=False)):
        if piece:
            yield time.perf_counter()


def _bare(path: Path) -> Iterator[float]:
    """Yield when each token came: llama.cpp's own calls, and nothing else."""
    import llama_cpp as c

    collected_log()
    c.llama_backend_init()
    model = c.llama_model_load_from_file(str(path).encode(), c.llama_model_default_params())
    params = c.llama_context_default_params()
    params.n_ctx, params.n_threads, params.n_threads_batch = _CONTEXT, *[physical_cores()] * 2
    context = c.llama_init_from_model(model, params)
    sampler = c.llama_sampler_init_greedy()
    token = (ctypes.c_int32 * 1)(c.llama_vocab_bos(c.llama_model_get_vocab(model)))
    try:
        for _ in range(_TOKENS + 1):
            c.llama_decode(context, c.llama_batch_get_one(token, 1))
            token[0] = c.llama_sampler_sample(sampler, context, -1)
            yield time.perf_counter()
    finally:
        c.llama_sampler_free(sampler)
        c.llama_free(context)
        c.llama_model_free(model)


def _rate(moments: list[float]) -> float:
    return (len(moments) - 1) / (moments[-1] - moments[0])


def _bandwidth() -> float:
    """Return the bytes that as many threads as write tokens read from memory in a second."""
    count = physical_cores()
    parts = [np.ones(32 << 20, np.float32) for _ in range(count)]

    def read(part: np.ndarray) -> None:
        for _ in range(4):
            part.max()

    best = 0.0
    for _ in range(3):
        threads = [threading.Thread(target=read, args=(part,)) for part in parts]
        began = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        best = max(best, 4 * sum(part.nbytes for part in parts) / (time.perf_counter() - began))
    return best
