"""Model files that lie: mutated GGUFs are added through the window and asked, one after the other.

Each must end in an answer or in a sentence; the window must go on, and memory stay bounded.
"""

import random
import struct
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import psutil
from PySide6.QtCore import QTimer, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from assistant.app import Assistant
from assistant.errors import AssistantError
from assistant.interfaces import ChatMessage, Sampling
from assistant.jobs import Failed, Work
from assistant.paths import Paths
from models.tiny.make import cached_tiny
from ui.window_state import WindowState
from ui.workspace import Workspace

_BEAT_MS = 10
_LONGEST_S = 60
_ODD = (0, 1, 2, 7, 8, 9, 12, 31, 255, 1 << 16, 1 << 31, (1 << 32) - 1, 1 << 40, (1 << 63) + 5)


def mutated(rng: random.Random, whole: bytes, head: int) -> bytes:
    """Return a copy with a few lengths, counts, types or bytes changed, or cut short."""
    data = bytearray(whole)
    for _ in range(rng.choice((1, 1, 1, 2, 5, 20))):
        at = rng.randrange(4, head if rng.random() < 0.8 else len(data) - 8)
        way = rng.randrange(5)
        if way == 0:
            data[at] = rng.randrange(256)
        elif way == 1:
            data[at : at + 4] = struct.pack("<I", rng.choice(_ODD) & 0xFFFFFFFF)
        elif way == 2:
            data[at : at + 8] = struct.pack("<Q", rng.choice(_ODD))
        elif way == 3:
            data[at : at + 8] = rng.randbytes(8)
        else:
            other = rng.randrange(4, head)
            data[at : at + 16] = data[other : other + 16]
    if rng.random() < 0.15:
        del data[rng.randrange(8, len(data)) :]
    return bytes(data)


class Trial:
    """One home, one window, and what became of each file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.assistant = Assistant(Paths(folder / "home"))
        self.window = Workspace(WindowState())
        self.window.resize(1200, 800)
        self.window.show()
        self.window.attach(self.assistant, folder)
        self.window.show_models()
        self.ended: Counter[str] = Counter()
        self.most_bytes = 0
        self.late_s: list[float] = []
        self._beat = time.monotonic()
        self._timer = QTimer(self.window)
        self._timer.timeout.connect(self._note_beat)
        self._timer.start(_BEAT_MS)

    def run(self, data: bytes) -> None:
        """Add a file; if it is taken, ask it."""
        path = self.folder / "model.gguf"
        path.write_bytes(data)
        self.window.notices.hide()
        before = len(self.assistant.shelf.all())
        self.window.models.add(path)
        self._until(lambda: not self.window.models._jobs)
        if len(self.assistant.shelf.all()) == before:
            assert self.window.notices.isVisible(), "refused without a word"
            assert self.window.notices.message.text(), "a notice without words"
            self.ended[f"refused: {_kind(self.window.notices.message.text())}"] += 1
            return
        self._ask(path)
        for model in self.assistant.shelf.all():
            self.assistant.remove_model(model.id)

    def close(self) -> None:
        """End everything."""
        self.window.close()
        self.assistant.close()

    def _ask(self, path: Path) -> None:
        job = self.assistant._answer_lane.start(lambda token: _written(self.assistant, path))
        self._until(lambda: job.wait(0))
        last = list(job.events())[-1]
        if isinstance(last, Failed):
            assert isinstance(last.error, AssistantError)
            self.ended[f"asked: {_kind(last.error.message.en)}"] += 1
        else:
            self.ended["asked: wrote"] += 1
        # The file changes under the same name: the process must not keep the old one.
        for chat in self.assistant._rooms._chats.values():
            chat.close()
        self.assistant._rooms._chats.clear()
        self._beat = time.monotonic()  # that was this trial waiting, not the window

    def _until(self, is_so: Callable[[], bool]) -> None:
        began = time.monotonic()
        while not is_so():
            QApplication.processEvents()
            self._measure()
            assert time.monotonic() - began < _LONGEST_S, "it hangs"
            time.sleep(0.002)

    def _note_beat(self) -> None:
        now = time.monotonic()
        self.late_s.append(now - self._beat - _BEAT_MS / 1000)
        self._beat = now

    def _measure(self) -> None:
        for child in psutil.Process().children():
            try:
                self.most_bytes = max(self.most_bytes, child.memory_info().rss)
            except psutil.Error:
                continue


def _written(assistant: Assistant, path: Path) -> Work:
    chat = assistant._rooms.chat(path)
    for _ in chat.load_until(lambda: False):
        yield from ()
    return "".join(chat.chat([ChatMessage("user", "hello")], Sampling(max_tokens=8)))


def _kind(sentence: str) -> str:
    words = sentence.replace("The model file model.gguf", "The file").replace("model.gguf", "It")
    return " ".join(words.split()[:6])


def run(count: int, seed: int = 7) -> list[str]:
    """Return the lines of the report."""
    qInstallMessageHandler(lambda kind, place, text: None)  # the offscreen screen complains
    QApplication.instance() or QApplication([])
    whole = cached_tiny().read_bytes()
    head = whole.index(b"output_norm.weight") if b"output_norm.weight" in whole else 1 << 16
    rng = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        trial = Trial(Path(folder))
        try:
            for _ in range(count):
                trial.run(mutated(rng, whole, head))
        finally:
            trial.close()
    lines = [f"{number:6} {what}" for what, number in trial.ended.most_common()]
    return [
        f"{count} mutated models: all ended in words; window late by "
        f"{np.percentile(trial.late_s, 99) * 1000:.0f} ms (99th percentile), "
        f"{max(trial.late_s) * 1000:.0f} ms at most, largest process {trial.most_bytes >> 20} MiB",
        *lines,
    ]
