"""The real window on a real X screen, by keyboard alone, watched through its database."""

import json
import os
import signal
import sys
import time
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
    rows,
    screen,
    wait_for,
)

pytestmark = [
    pytest.mark.screen,
    pytest.mark.skipif(IS_MISSING, reason="needs Xvfb, xdotool and openbox"),
]


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screen]:
    with screen(tmp_path_factory.mktemp("screen")) as started:
        yield started


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return home_with_papers(tmp_path)


def test_a_question_typed_is_answered_with_its_place(shown: Screen, home: Path) -> None:
    with hearth(shown, home):
        shown.window()
        time.sleep(2)
        shown.ask("How much did the bicycle cost?")
        said = wait_for(lambda: messages(home)[1:], 60)
    answer = json.loads(said[0][2])
    assert answer["found"]
    assert "310 euros" in answer["text"]
    assert answer["citations"][0]["path"].endswith("bike.txt")


def test_first_start_by_keyboard_reads_the_sample_papers(shown: Screen, tmp_path: Path) -> None:
    home = tmp_path / "home"
    with hearth(shown, home):
        shown.window()
        wait_for(lambda: (home / "hearth.db").exists(), 20)
        time.sleep(2)
        shown.keys("Tab", "Return")
        wait_for(lambda: rows(home, "SELECT 1 FROM folders"), 20)
        count = "SELECT count(*) FROM documents WHERE state = 'read'"
        wait_for(lambda: rows(home, count)[0][0] >= 10, 90)


@pytest.fixture(scope="session")
def tiny() -> Path:
    from models.tiny.make import cached_tiny

    return cached_tiny()


def test_a_language_process_killed_while_answering_takes_nothing_with_it(
    shown: Screen, home: Path, tiny: Path
) -> None:
    command(home, "models", "add", str(tiny))
    with hearth(shown, home) as program:
        shown.window()
        time.sleep(2)
        shown.ask("How much did the bicycle cost?")
        wait_for(lambda: len(messages(home)) == 2, 60)
        [pid] = model_processes(program.pid)
        os.kill(pid, signal.SIGSTOP)  # so that the answer is certainly still being written
        shown.ask("And the brakes?")
        wait_for(lambda: len(messages(home)) == 3, 20)
        time.sleep(1)
        os.kill(pid, signal.SIGKILL)
        time.sleep(3)
        shown.ask("How much did the bicycle cost?")
        wait_for(lambda: sum(role == "assistant" for role, *_ in messages(home)) == 2, 60)
        assert program.poll() is None


def model_processes(parent: int) -> list[int]:
    """Return the children that have the model file mapped."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            is_child = f"PPid:\t{parent}\n" in (entry / "status").read_text()
            if is_child and ".gguf" in (entry / "maps").read_text():
                found.append(int(entry.name))
        except OSError:
            continue
    assert found
    return found


@pytest.mark.skipif(not Path("/usr/bin/strace").exists(), reason="needs strace")
def test_no_internet_socket_opens_in_a_window_session(
    shown: Screen, home: Path, tmp_path: Path
) -> None:
    log = tmp_path / "strace"
    tracer = ("strace", "-D", "-f", "-qq", "-e", "trace=socket,connect", "-o", str(log))
    with hearth(shown, home, *tracer):
        shown.window(60)
        time.sleep(4)
        shown.ask("How much did the bicycle cost?")
        wait_for(lambda: len(messages(home)) == 2, 120)
    opened = [
        line for line in log.read_text("utf-8", "replace").splitlines() if "socket(AF_" in line
    ]
    assert any("AF_UNIX" in line and "= -1" not in line for line in opened), "the control"
    assert [line for line in opened if "AF_UNIX" not in line and "= -1" not in line] == []
