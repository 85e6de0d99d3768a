"""The window's thread while five thousand files are read: by how much each beat of a timer is late.

The real window on a virtual screen with real keys, first with questions, then with the library
page open, where every look at the library is taken and shown.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "end_to_end"))

from again import write_notes
from screen import Screen, command, hearth, rows, screen, wait_for
from test_window_busy import WATCHED

_FILES = 5_000
_EACH_S = 60.0


def measure() -> list[str]:
    """Return a line for each page."""
    with tempfile.TemporaryDirectory() as folder:
        papers, home, log = (Path(folder) / name for name in ("papers", "home", "log"))
        papers.mkdir()
        command(home, "index", str(papers))
        write_notes(papers, _FILES)
        program = (WATCHED, "--beat", "--log", str(log))
        with screen(Path(folder)) as shown, hearth(shown, home, program=program):
            shown.window()
            wait_for(lambda: " awake" in log.read_text("utf-8"), 60)
            asking = _late(log, lambda: _ask(shown))
            n_read = len(rows(home, "SELECT 1 FROM documents WHERE state = 'read'"))
            shown.keys("ctrl+k", "Tab", "space")
            looking = _late(log, lambda: time.sleep(1))
            n_later = len(rows(home, "SELECT 1 FROM documents WHERE state = 'read'"))
    return [
        f"window thread while {_FILES} files are read, questions typed: {_line(asking)}"
        f" ({n_read} read by then)",
        f"the same with the library page open: {_line(looking)} ({n_later} read by then)",
    ]


def _ask(shown: Screen) -> None:
    shown.ask("Which plan was agreed?")
    time.sleep(2)


def _late(log: Path, act: Callable[[], None]) -> list[float]:
    """Return the delays of the beats, in ms, while something is done again and again."""
    before = len(log.read_text("utf-8").splitlines())
    end = time.monotonic() + _EACH_S
    while time.monotonic() < end:
        act()
    lines = log.read_text("utf-8").splitlines()[before:]
    return sorted(float(line.split()[2]) for line in lines if " late " in line)


def _line(late: list[float]) -> str:
    at = {share: late[int(len(late) * share)] for share in (0.5, 0.99, 0.999)}
    return (
        f"late by {at[0.5]:.1f} ms (median), {at[0.99]:.0f} ms (99th of 100),"
        f" {at[0.999]:.0f} ms (999th of 1,000), {late[-1]:.0f} ms at most"
    )
