"""A virtual screen with a window manager and real keys, for the tests of the real program."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
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
def hearth(shown: Screen, home: Path, *prefix: str) -> Iterator[subprocess.Popen[bytes]]:
    """Start the real program in its window, and end it in order."""
    with (home.parent / "hearth.err").open("wb") as errors:
        process = subprocess.Popen(
            [*prefix, sys.executable, "-m", "ui", "--home", str(home)],
            env=shown.environment,
            stderr=errors,
            cwd=Path(__file__).parents[2],
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


def wait_for(look: Callable[[], T], timeout_s: float, pause_s: float = 0.1) -> T:
    """Return the first true value, or fail."""
    end = time.monotonic() + timeout_s
    while time.monotonic() < end:
        if found := look():
            return found
        time.sleep(pause_s)
    raise AssertionError(f"nothing within {timeout_s} s")
