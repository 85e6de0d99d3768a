"""What a question takes while five thousand files are being read, against an idle time."""

import json
import statistics
import tempfile
import threading
import time
from pathlib import Path

import psutil
from again import write_notes

from assistant import samples
from assistant.app import Assistant
from assistant.jobs import Job
from assistant.paths import Paths

_FILES = 5_000
_QUESTIONS = 12
_PAUSE_S = 2.0
_UNDER_WAY_S = 10.0


def measure() -> list[str]:
    """Return the ratio, and the most memory that all processes held together."""
    records = (samples.PAPERS.parent / "questions.jsonl").read_text("utf-8").splitlines()
    asked = [json.loads(record)["question"] for record in records]
    with tempfile.TemporaryDirectory() as folder:
        papers = Path(folder) / "papers"
        papers.mkdir()
        write_notes(papers, _FILES)
        assistant = Assistant(Paths(Path(folder) / "home"))
        try:
            assistant.add_samples()
            assistant.index().result()
            assistant.talk.ask(asked[-1]).result()  # what is slow only once
            idle = _median(assistant, asked[:_QUESTIONS])
            assistant.add_folder(papers)
            memory = _Memory()
            job = assistant.index()
            time.sleep(_UNDER_WAY_S)
            busy = _median(assistant, asked[_QUESTIONS : 2 * _QUESTIONS])
            again = _median(assistant, asked[:_QUESTIONS])
            line = _line(idle, min(busy, again), max(busy, again), job)
            job.cancel()
            return [line, f"memory of all processes while reading: {memory.end()} MiB at most"]
        finally:
            assistant.close()


def _median(assistant: Assistant, questions: list[str]) -> float:
    times = []
    for question in questions:
        started = time.monotonic()
        assistant.talk.ask(question).result()
        times.append(time.monotonic() - started)
        time.sleep(_PAUSE_S)
    return statistics.median(times)


def _line(idle: float, low: float, high: float, job: Job) -> str:
    state = "still reading" if not job.wait(0) else "ALREADY DONE"
    return (
        f"a question while {_FILES} files are read: {low / idle:.2f} to {high / idle:.2f} times its"
        f" idle time ({idle:.2f} s); {state}"
    )


class _Memory:
    """Looks at all processes twice a second."""

    def __init__(self) -> None:
        self._most = 0
        self._ended = threading.Event()
        threading.Thread(target=self._watch, daemon=True).start()

    def end(self) -> int:
        """Stop looking; return the most that was held, in MiB."""
        self._ended.set()
        return self._most >> 20

    def _watch(self) -> None:
        own = psutil.Process()
        while not self._ended.wait(0.5):
            held = 0
            for process in (own, *own.children(recursive=True)):
                try:
                    held += process.memory_info().rss
                except psutil.NoSuchProcess:
                    continue
            self._most = max(self._most, held)
