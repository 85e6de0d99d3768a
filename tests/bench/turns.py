"""Later turns: the wait for a first token in a long conversation, cold, warm and after a restart.

The model has random weights: what it writes is noise, what it evaluates is not.
"""

import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from random_model import make_random

from assistant.engine_room import EngineRoom
from assistant.interfaces import ChatMessage, ChatModel, Sampling
from assistant.paths import Paths
from assistant.settings import Settings
from models.tiny.make import cached_tiny

_HISTORY, _REPLY = 4000, 32
_LEAST_S = 1.0
"""What is faster than this says nothing of ratios."""
_QUESTION = ChatMessage("user", "And when does it end?")
_PASSAGES = ChatMessage("user", "[1] " + "The contract ends on 31 July 2027. " * 50 + "When?")


def measure() -> list[str]:
    """Return the lines of the report."""
    with tempfile.TemporaryDirectory() as folder:
        random_model = make_random(Path(folder) / "random.gguf")
        return [
            *_report("random weights, 370 MB", random_model, _HISTORY, Path(folder) / "one"),
            *_report("trained tiny model", cached_tiny(), 800, Path(folder) / "two"),
        ]


def _report(name: str, path: Path, tokens: int, home: Path) -> list[str]:
    paths = Paths(home)
    paths.create()
    settings = Settings(context_length=8192, gpu_layers=0)
    room = EngineRoom(paths, settings)
    chat = room.chat(path)
    chat.facts()
    told = _history(chat, tokens)
    cold_s, cold = _first(chat, [*told, _QUESTION])
    chat.resume("5")
    list(chat.prepare(told))
    warm_s, warm = _first(chat, [*told, _QUESTION])
    list(chat.prepare(told))
    found_s, _ = _first(chat, [*told, _PASSAGES])
    list(chat.prepare(told))
    room.close()
    size = sum(file.stat().st_size for file in paths.states.iterdir()) / 1e6
    room = EngineRoom(paths, settings)
    chat = room.chat(path)
    chat.facts()
    began = time.perf_counter()
    chat.resume("5")
    resumed_s = time.perf_counter() - began
    again_s, again = _first(chat, [*told, _QUESTION])
    room.close()
    same = (
        f"the same {_REPLY} tokens, greedy, {name}: warm {warm == cold}, "
        f"after a restart as warm {again == warm}"
    )
    if cold_s < _LEAST_S:
        return [same]
    return [
        f"turn 5 on {tokens} tokens, {name}: first token {cold_s:.2f} s cold, "
        f"{warm_s / cold_s:.3f} of it warm, {(resumed_s + again_s) / cold_s:.3f} after a restart "
        f"(state of {size:.0f} MB), {found_s / cold_s:.3f} with five passages more",
        same,
    ]


def _history(chat: ChatModel, tokens: int) -> list[ChatMessage]:
    """Return four turns of about so many tokens."""
    told = [ChatMessage("system", "Answer from the passages.")]
    sentence, number = "", 0
    for turn in range(8):
        words = ""
        while chat.count_tokens(words) < tokens / 8:
            number += 1
            sentence = f"Number {number} of the list is worth {number * 37 % 101} euros. "
            words += sentence
        told.append(ChatMessage("assistant" if turn % 2 else "user", words.strip()))
    return told


def _first(chat: ChatModel, messages: Sequence[ChatMessage]) -> tuple[float, str]:
    """Return the seconds to the first token, and the reply."""
    began, first, text = time.perf_counter(), 0.0, ""
    for piece in chat.chat(messages, Sampling(max_tokens=_REPLY, lookup=False)):
        if piece and not first:
            first = time.perf_counter() - began
        text += piece
    return first, text
