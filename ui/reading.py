"""Keeps the library up to date: the one index job that runs, and how far it is."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from assistant.conversation import Answer
from assistant.documents import Hint, IndexSummary
from assistant.jobs import Done, Failed, Job, Progress
from ui import words
from ui.qt_job import QtJob

if TYPE_CHECKING:
    from assistant.app import Assistant


class Reading(QObject):
    """Starts, pauses and stops reading; a wish while it runs means once more after it."""

    changed = Signal()
    """Progress, begin or end."""
    ended = Signal(object)
    """An IndexSummary, or None where it was stopped."""
    failed = Signal(object)

    def __init__(self, assistant: "Assistant", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._assistant = assistant
        self._job: QtJob | None = None
        self._watch: QtJob | None = None
        self._next: Callable[[bool], Job] | None = None
        self.progress: Progress | None = None

    @property
    def is_running(self) -> bool:
        """Whether files are being read now (or reading is paused)."""
        return self._job is not None

    @property
    def is_paused(self) -> bool:
        """Whether reading waits until the person, or the plug, lets it go on."""
        return self.is_running and self._assistant.obstacle in ("person", "battery")

    def said(self) -> tuple[str, str, tuple[int, int] | None]:
        """Return how far it is: a line, the time left, and (done, total) or None at rest."""
        if not self.is_running:
            return "", "", None
        progress = self.progress
        if progress is None or not progress.total:
            return words.say(progress.note if progress else words.READING), "", (0, 0)
        line, left = _line(progress), ""
        if self.is_paused:
            on_battery = self._assistant.obstacle == "battery"
            line = words.say(words.READING_ON_BATTERY if on_battery else words.READING_PAUSED)
        elif progress.seconds_left:
            left = words.time_left(progress.seconds_left)
        return line, left, (progress.done, progress.total)

    def remark(self, answer: Answer) -> str:
        """Return what to say below an answer: an unread file may hold what was not found."""
        progress = self.progress
        if answer.found or progress is None or progress.step != "reading" or not progress.total:
            return ""
        return words.say(words.STILL_READING, **_counts(progress.done, progress.total))

    def start(self) -> None:
        """Look everywhere for what is new or changed."""
        self._begin(self._assistant.index)

    def learn(self) -> None:
        """Learn what the search model does not know yet, with whatever else waits."""
        self._begin(self._assistant.index_changes)

    def follow(self) -> None:
        """Keep up with the folders from now on."""
        self._watch = QtJob(self._assistant.watch())
        self._watch.happened.connect(lambda _: self._begin(self._assistant.index_changes))
        self._watch.finished.connect(self._watch_ended)
        self._watch.start()

    def _begin(self, job: Callable[[bool], Job]) -> None:
        if self._job is not None:
            self._next = job
            return
        self._next = None
        self._job = QtJob(job(True))
        self._job.happened.connect(self._follow)
        self._job.finished.connect(self._end)
        self._job.start()
        self.changed.emit()

    def retry(self, path: Path, hint: Hint) -> None:
        """Read a file again that could not be read, or not rightly."""
        self._assistant.retry(path, hint)
        self.start()

    def set_paused(self, paused: bool) -> None:
        """Pause or go on."""
        self._assistant.pause_indexing(paused)
        self.changed.emit()

    def stop(self) -> None:
        """Stop; what was read stays."""
        self._next = None
        if self._job is not None:
            self._job.cancel()
            if self._assistant.obstacle == "person":
                self._assistant.pause_indexing(False)

    def _follow(self, event: object) -> None:
        if isinstance(event, Progress):
            self.progress = event
            self.changed.emit()

    def _end(self, final: object) -> None:
        self._job, self.progress = None, None
        if isinstance(final, Failed):
            self.failed.emit(final.error)
        else:
            summary = final.result if isinstance(final, Done) else None
            self.ended.emit(summary if isinstance(summary, IndexSummary) else None)
        self.changed.emit()
        if self._next is not None:
            self._begin(self._next)

    def _watch_ended(self, final: object) -> None:
        self._watch = None
        if isinstance(final, Failed):
            self.failed.emit(final.error)


def _line(progress: Progress) -> str:
    if progress.step == "learning":
        return words.say(words.LEARNING_OF, share=progress.done * 100 // (progress.total or 1))
    line = words.SCANNING_OF if progress.step == "scanning" else words.READING_OF
    return words.say(line, **_counts(progress.done, progress.total or 0))


def _counts(done: int, total: int) -> dict[str, str]:
    return {"done": words.number(done), "total": words.number(total)}
