"""Every sample question asked twice: by keyboard through the real window, and by `hearth ask`.

    .venv/bin/python tests/trials/questions_through_window.py [--first 10]

The window starts with an empty home, is given the sample papers by keys, and gets each question in
a new conversation: letters of a Latin keyboard are typed, a question in Korean is pasted (composing
is tested in end_to_end/test_window_hangul.py). What the window showed is read in its database.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "end_to_end")]

from screen import (  # noqa: E402 - found only by the line above
    IS_MISSING,
    TOOLS,
    Screen,
    command,
    hearth,
    messages,
    rows,
    screen,
    wait_for,
)

from assistant import samples  # noqa: E402

QUESTIONS = Path(samples.__file__).with_name("questions.jsonl")
_CLIPBOARD = """
import sys, threading
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
class Reader(QObject):
    line = Signal(str)
app, reader = QGuiApplication(sys.argv), Reader()
def hold(line):
    app.clipboard().setText(line)
    app.processEvents()
    print("held", flush=True)
reader.line.connect(hold)
def read():
    for line in sys.stdin:
        reader.line.emit(line.rstrip())
    app.quit()
threading.Thread(target=read, daemon=True).start()
app.exec()
"""


@dataclass
class Asked:
    """A question and what became of it in the window."""

    record: dict[str, Any]
    typed: str
    answer: dict[str, Any]
    seconds: float


class Clipboard:
    """A program that holds what is to be pasted."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._to: TextIO = process.stdin
        self._from: TextIO = process.stdout

    def hold(self, text: str) -> None:
        """Offer a line to whoever pastes."""
        print(text, file=self._to, flush=True)
        self._from.readline()


@contextmanager
def clipboard(shown: Screen) -> Iterator[Clipboard]:
    """Start the program that holds the clipboard, and end it."""
    process = subprocess.Popen(
        [sys.executable, "-c", _CLIPBOARD],
        env=shown.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    with process:
        try:
            yield Clipboard(process)
        finally:
            process.terminate()


def add_samples(shown: Screen, home: Path) -> None:
    """Choose the sample papers of the first start, by keys, and wait until all are read."""
    shown.window()
    wait_for(lambda: (home / "hearth.db").exists(), 30)
    time.sleep(3)
    shown.keys("Tab", "Return")
    n_papers = sum(path.is_file() for path in samples.PAPERS.rglob("*"))
    ended = "SELECT count(*) FROM documents WHERE state <> 'waiting'"
    wait_for(lambda: rows(home, ended)[0][0] >= n_papers, 300)
    time.sleep(3)


def ask(shown: Screen, pasted: Clipboard, home: Path, record: dict[str, Any]) -> Asked:
    """Ask in a new conversation and wait for what is stored."""
    question = record["question"]
    n_before = len(messages(home))
    shown.keys("ctrl+n")
    if question.isascii():
        shown.type(question)
    else:
        pasted.hold(question)
        shown.keys("ctrl+v")
    sent_at = time.monotonic()
    shown.keys("Return")
    said = wait_for(lambda: messages(home)[n_before + 1 :], 60, 0.05)
    typed = messages(home)[n_before][1]
    return Asked(record, typed, json.loads(said[0][2]), time.monotonic() - sent_at)


def asked_by_command(home: Path, records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what `hearth ask` says to the same questions."""
    lines = home.parent / "questions.jsonl"
    lines.write_text("\n".join(json.dumps(record) for record in records), "utf-8")
    said = command(home, "ask", "--json", "--from", str(lines), timeout_s=1800)
    return [json.loads(line) for line in said.splitlines()]


def essence(answer: dict[str, Any]) -> tuple[bool, list[tuple[str, int | None]]]:
    """Return what must be the same: whether it was found, and the places."""
    return answer["found"], [(c["path"], c["page"]) for c in answer["citations"]]


def report(asked: list[Asked], commanded: list[dict[str, Any]]) -> bool:
    """Print the figures and each difference; return whether there was none."""
    pairs = list(zip(asked, commanded, strict=True))
    for one, other in pairs:
        if one.typed != one.record["question"]:
            print(f"{one.record['id']}: arrived as {one.typed!r}")
        if essence(one.answer) != essence(other):
            print(f"{one.record['id']}: {essence(one.answer)} but {essence(other)}")
    n_typed = sum(one.typed == one.record["question"] for one in asked)
    n_equal = sum(essence(one.answer) == essence(other) for one, other in pairs)
    n_texts = sum(one.answer["text"] == other["answer"] for one, other in pairs)
    seconds = sorted(one.seconds for one in asked)
    print(f"questions that arrived as typed: {n_typed} of {len(asked)}")
    print(f"found and places (path, page) equal: {n_equal} of {len(asked)}")
    print(f"texts equal: {n_texts} of {len(asked)}")
    print(f"found in the window: {sum(one.answer['found'] for one in asked)} of {len(asked)}")
    print(f"Enter to answer: median {statistics.median(seconds):.1f} s, most {seconds[-1]:.1f} s")
    return n_typed == n_equal == len(asked)


def main() -> int:
    """Ask all, or the first few."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--first", type=int, default=None, help="ask only so many")
    options = parser.parse_args()
    if IS_MISSING:
        print(f"needs {', '.join(TOOLS)}")
        return 2
    records = [json.loads(line) for line in QUESTIONS.read_text("utf-8").splitlines()]
    records = records[: options.first]
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        with screen(Path(folder)) as shown, clipboard(shown) as pasted, hearth(shown, home):
            add_samples(shown, home)
            asked = [ask(shown, pasted, home, record) for record in records]
        is_equal = report(asked, asked_by_command(home, records))
    return 0 if is_equal else 1


if __name__ == "__main__":
    sys.exit(main())
