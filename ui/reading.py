"""Keeps the library up to date: the one index job that runs, and how far it is."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from assistant.conversation import Answer
from assistant.documents import IndexSummary
from assistant.jobs import Done, Failed, Progress
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
        self._once_more = False
        self.progress: Progress | None = None

    @property
    def is_running(self) -> bool:
        """Whether files are being read now (or reading is paused)."""
        return self._job is not None

    @property
    def is_paused(self) -> bool:
        """Whether reading is paused."""
        return self.is_running and self._assistant.is_paused

    def said(self) -> tuple[str, str, tuple[int, int] | None]:
        """Return how far it is: a line, the time left, and (done, total) or None at rest."""
        if not self.is_running:
            return "", "", None
        progress = self.progress
        if progress is None or not progress.total:
            return words.say(progress.note if progress else words.READING), "", (0, 0)
        line, left = words.say(words.READING_OF, **_counts(progress.done, progress.total)), ""
        if self.is_paused:
            line = words.say(words.READING_PAUSED)
        elif progress.seconds_left:
            left = words.time_left(progress.seconds_left)
        return line, left, (progress.done, progress.total)

    def remark(self, answer: Answer) -> str:
        """Return what to say below an answer: an unread file may hold what was not found."""
        progress = self.progress
        if answer.found or progress is None or not progress.total:
            return ""
        return words.say(words.STILL_READING, **_counts(progress.done, progress.total))

    def start(self) -> None:
        """Read what is new or changed."""
        if self._job is not None:
            self._once_more = True
            return
        self._assistant.pause_indexing(False)
        self._once_more = False
        self._job = QtJob(self._assistant.index())
        self._job.happened.connect(self._follow)
        self._job.finished.connect(self._end)
        self._job.start()
        self.changed.emit()

    def retry(self, path: Path) -> None:
        """Read a file again that could not be read."""
        self._assistant.retry(path)
        self.start()

    def set_paused(self, paused: bool) -> None:
        """Pause or go on."""
        self._assistant.pause_indexing(paused)
        self.changed.emit()

    def stop(self) -> None:
        """Stop; what was read stays."""
        self._once_more = False
        if self._job is not None:
            self._job.cancel()
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
        if self._once_more:
            self.start()


def _counts(done: int, total: int) -> dict[str, str]:
    return {"done": words.number(done), "total": words.number(total)}
