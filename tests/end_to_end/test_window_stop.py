"""Stop: by real keys, with a real model, the window says within 300 ms that the answer stops."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[2])]

from screen import (  # noqa: E402 - beside this file
    IS_MISSING,
    Screen,
    command,
    hearth,
    home_with_papers,
    messages,
    screen,
    wait_for,
)

pytestmark = [
    pytest.mark.screen,
    pytest.mark.skipif(IS_MISSING, reason="needs Xvfb, xdotool and openbox"),
]

MOST_MS = 300
TRIES = 3
WATCHED = str(Path(__file__).with_name("watched_window.py"))
CODES = {"Escape": "key 0x1000000", "space": "key 0x20"}


@pytest.fixture
def shown(tmp_path: Path) -> Iterator[Screen]:
    with screen(tmp_path) as started:
        yield started


@pytest.fixture
def home(tmp_path: Path) -> Path:
    made = home_with_papers(tmp_path)
    command(made, "models", "add", str(endless_tiny(tmp_path)))
    settings = made / "settings.toml"
    longer = settings.read_text("utf-8").replace(
        "max_answer_tokens = 512", "max_answer_tokens = 1500"
    )
    settings.write_text(longer, "utf-8")
    return made


def endless_tiny(folder: Path) -> Path:
    """Copy the tiny model without the weights of the token that would end its reply."""
    import gguf

    from models.tiny.make import END, cached_tiny

    path = folder / "endless.gguf"
    shutil.copy(cached_tiny(), path)
    file = gguf.GGUFReader(path, "r+")
    [embeddings] = [tensor for tensor in file.tensors if tensor.name == "token_embd.weight"]
    embeddings.data[END] = 0
    file.data.flush()
    return path


class Log:
    """What watched_window.py has written down."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def times(self, what: str) -> list[int]:
        """Return when that happened, in ms."""
        lines = [line.split(" ", 1) for line in self.path.read_text("utf-8").splitlines()]
        return [int(ms) for ms, said in lines if said == what]

    def wait_for_more(self, what: str, n_before: int) -> int:
        """Return when it happened once more, in ms."""
        return wait_for(lambda: self.times(what)[n_before:], 60, 0.02)[0]


def test_stop_is_seen_soon(shown: Screen, home: Path, tmp_path: Path) -> None:
    log = Log(tmp_path / "log")
    with hearth(shown, home, program=(WATCHED, "--log", str(log.path))):
        shown.window()
        log.wait_for_more("awake", 0)
        took_ms = {"engines still waking": [stop(shown, log, "looking", "Escape")]}
        assert [role for role, *_ in messages(home)] == ["user"]
        for key in ("Escape", "space"):
            took_ms[f"writing, {key}"] = [stop(shown, log, "writing", key) for _ in range(TRIES)]
    print(took_ms)
    assert all(min(tries) < MOST_MS for tries in took_ms.values()), took_ms
    stored = [answer for role, _, answer in messages(home) if role == "assistant"]
    assert len(stored) == 2 * TRIES
    assert all('"stopped": true' in answer for answer in stored)


def stop(shown: Screen, log: Log, phase: str, key: str) -> int:
    """Ask, stop, and return the ms between the key and the window's word of it."""
    n_ready, n_writing, n_stopped = (len(log.times(w)) for w in ("ready", "writing", "stopped"))
    shown.ask("How much did the bicycle cost?")
    if key == "space":
        shown.keys("Tab", "Tab")  # to the Stop button
    if phase == "writing":
        log.wait_for_more("writing", n_writing)
    shown.keys(key)
    took_ms = log.wait_for_more("stopped", n_stopped) - log.times(CODES[key])[-1]
    log.wait_for_more("ready", n_ready)
    return took_ms
