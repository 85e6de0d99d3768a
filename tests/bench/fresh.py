"""How fresh the library is: new files, edits and renames, from the disk to the answer."""

import statistics
import tempfile
import time
from pathlib import Path

from again import write_notes

from assistant.app import Assistant
from assistant.jobs import Changed, Event
from assistant.paths import Paths

_EDITS = 20
_FILES = 1000
_QUESTION = "Where is the spare key of the garage?"


def measure() -> list[str]:
    """Return a line for each kind of change."""
    with tempfile.TemporaryDirectory() as folder:
        papers = Path(folder) / "papers"
        papers.mkdir()
        assistant = Assistant(Paths(Path(folder) / "home"))
        try:
            assistant.add_folder(papers)
            lines = [_new_files(assistant, papers)]
            assistant.watch().subscribe(lambda event: _follow(assistant, event))
            time.sleep(2)
            return [*lines, _edits(assistant, papers), _renames(assistant, papers)]
        finally:
            assistant.close()


def _follow(assistant: Assistant, event: Event) -> None:
    if isinstance(event, Changed):
        assistant.index_changes(in_background=False)


def _new_files(assistant: Assistant, papers: Path) -> str:
    write_notes(papers, _FILES)
    started = time.monotonic()
    job = assistant.index()
    by_words = 0.0
    for event in job.events():
        if not by_words and getattr(event, "step", "") == "learning":
            by_words = time.monotonic() - started
    by_meaning = time.monotonic() - started
    return (
        f"{_FILES} new files: the last one findable by words after {by_words:.1f} s, by meaning "
        f"after {by_meaning:.1f} s; embedding takes {(by_meaning - by_words) / by_words:.1f} times "
        "the time of reading"
    )


def _edits(assistant: Assistant, papers: Path) -> str:
    note = papers / "garage.txt"
    note.write_text("The spare key of the garage hangs at place 0.")
    assistant.talk.ask(_QUESTION).result()
    took = []
    for n in range(1, _EDITS + 1):
        note.write_text(f"The spare key of the garage hangs at place {n}.")
        started = time.monotonic()
        while f"place {n}." not in assistant.talk.ask(_QUESTION).result().text:
            time.sleep(0.05)
        took.append(time.monotonic() - started)
    return (
        f"{_EDITS} edits: answered from after {statistics.median(took):.1f} s (median), "
        f"{max(took):.1f} s at most, the answer itself included"
    )


def _renames(assistant: Assistant, papers: Path) -> str:
    before = assistant.counts()
    vectors = assistant._library.vectors.log("")[0]
    for path in sorted(papers.glob("0*.txt")):
        path.rename(path.with_name(f"renamed {path.name}"))
    started = time.monotonic()
    while any(file.path.name[0] == "0" for file in assistant.ledger().result().files):
        time.sleep(0.2)
    took = time.monotonic() - started
    after = assistant.counts()
    assert (before["chunks"], before["vectors"]) == (after["chunks"], after["vectors"])
    changed = assistant._library.vectors.log("")[0] - vectors
    return f"{_FILES} renamed while watched: followed after {took:.1f} s, {changed} embedded"
