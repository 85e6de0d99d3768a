"""The real program on a virtual screen: real keys go in, its database says what came of them."""

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")
ROOT = Path(__file__).parents[2]
PAPERS = {
    "bike.txt": "Bicycle receipt\n\nThe bicycle cost 310 euros. The brakes were new in May.\n",
    "관리비.txt": "관리비 안내\n\n관리비는 매달 12만 원입니다.\n",
}
TOOLS = ("Xvfb", "xdotool", "openbox")
IS_MISSING = sys.platform != "linux" or any(shutil.which(tool) is None for tool in TOOLS)


class Screen:
    """One X display."""

    def __init__(self, number: int) -> None:
        self.environment = {
            **os.environ,
            "DISPLAY": f":{number}",
            "QT_QPA_PLATFORM": "xcb",
            "LC_ALL": "C.UTF-8",
        }
        self.environment.pop("WAYLAND_DISPLAY", None)

    def keys(self, *names: str) -> None:
        """Press keys, one after another."""
        self._xdotool("key", "--delay", "60", *names)

    def type(self, text: str) -> None:
        """Type a text."""
        self._xdotool("type", "--delay", "25", text)

    def ask(self, question: str) -> None:
        """Type a question into the question box and send it."""
        self.keys("ctrl+l")
        self.type(question)
        self.keys("Return")

    def window(self, timeout_s: float = 30) -> str:
        """Wait for Hearth's window, put it in front, and return its id."""
        found = wait_for(lambda: self._search("Hearth"), timeout_s)
        self._xdotool("windowactivate", "--sync", found)
        return found

    def _search(self, name: str) -> str:
        done = self._run("search", "--onlyvisible", "--name", f"^{name}$")
        return done.stdout.split()[-1] if done.stdout.split() else ""

    def _xdotool(self, *arguments: str) -> None:
        self._run(*arguments).check_returncode()

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["xdotool", *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=30,
        )


@contextmanager
def screen(tmp_path: Path) -> Iterator[Screen]:
    """Start a display of its own and end it afterwards."""
    reader, writer = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1440x900x24", "-nolisten", "tcp"],
        pass_fds=(writer,),
        stderr=subprocess.DEVNULL,
    )
    os.close(writer)
    with os.fdopen(reader) as answer:
        shown = Screen(int(answer.readline()))
    manager = subprocess.Popen(
        ["openbox"], env={**shown.environment, "HOME": str(tmp_path)}, stderr=subprocess.DEVNULL
    )
    try:
        yield shown
    finally:
        for process in (manager, server):
            process.terminate()
            process.wait(10)


@contextmanager
def hearth(
    shown: Screen, home: Path, *prefix: str, program: Sequence[str] = ("-m", "ui")
) -> Iterator[subprocess.Popen[bytes]]:
    """Start the real program in its window, and end it in order."""
    with (home.parent / "hearth.err").open("wb") as errors:
        process = subprocess.Popen(
            [*prefix, sys.executable, *program, "--home", str(home)],
            env=shown.environment,
            stderr=errors,
            cwd=ROOT,
        )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            raise


def home_with_papers(folder: Path) -> Path:
    """Make a home whose library has read the papers above."""
    (folder / "papers").mkdir()
    for name, text in PAPERS.items():
        (folder / "papers" / name).write_text(text, "utf-8")
    command(folder / "home", "index", str(folder / "papers"))
    return folder / "home"


def command(home: Path, *arguments: str, timeout_s: float = 120) -> str:
    """Run a hearth command on that home and return what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "assistant", "--home", str(home), *arguments],
        capture_output=True,
        text=True,
        check=True,
        timeout=timeout_s,
        cwd=ROOT,
    )
    return done.stdout


def rows(home: Path, query: str) -> list[tuple[Any, ...]]:
    """Look into the database beside the running program."""
    connection = sqlite3.connect(f"file:{home / 'hearth.db'}?mode=ro", uri=True, timeout=10)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def messages(home: Path) -> list[tuple[Any, ...]]:
    """Return role, text and answer (as JSON) of every message, oldest first."""
    return rows(home, "SELECT role, text, answer FROM messages ORDER BY id")


def wait_for(look: Callable[[], T], timeout_s: float, pause_s: float = 0.1) -> T:
    """Return the first true value, or fail."""
    end = time.monotonic() + timeout_s
    while time.monotonic() < end:
        if found := look():
            return found
        time.sleep(pause_s)
    raise AssertionError(f"nothing within {timeout_s} s")
