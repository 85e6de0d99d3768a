"""The only place where a thread is crossed: a Job's events, brought to the ui thread."""

from collections import deque
from threading import Lock
from time import monotonic

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from assistant.jobs import Cancelled, Done, Event, Failed, Job, Progress, Thought, Token

_GATHER_MS = 30
_running: dict[int, "QtJob"] = {}
"""Keeps a job's Qt object alive until the ui thread has destroyed it.

Were the last hold on it the lane's, it would be destroyed there, and Qt crashes.
"""


class QtJob(QObject):
    """Tells a Job's events on the ui thread, tokens of about 30 ms joined into one."""

    happened = Signal(object)
    """What a job tells before its end. (A signal named `event` would hide QObject.event.)"""
    finished = Signal(object)
    """Done, Failed or Cancelled, exactly once."""
    _wake = Signal()

    def __init__(self, job: Job) -> None:
        super().__init__()
        self._job = job
        self._arrived: deque[Event] = deque()
        self._lock = Lock()
        self._told_at = 0.0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._tell)
        self._wake.connect(self._gather, Qt.ConnectionType.QueuedConnection)
        key = id(self)
        _running[key] = self
        self.destroyed.connect(lambda: _running.pop(key, None))

    def start(self) -> "QtJob":
        """Begin to listen; connect the signals before."""
        self._job.subscribe(self._receive)
        return self

    def cancel(self) -> None:
        """Ask the job to stop."""
        self._job.cancel()

    def _receive(self, event: Event) -> None:
        # On the lane's thread: nothing here may touch a widget.
        # The lock keeps the ui thread from ending this object while the lane is still in emit.
        with self._lock:
            self._arrived.append(event)
            self._wake.emit()

    @Slot()
    def _gather(self) -> None:
        waited_ms = (monotonic() - self._told_at) * 1000
        if waited_ms >= _GATHER_MS:
            self._tell()
        elif not self._timer.isActive():
            self._timer.start(max(1, int(_GATHER_MS - waited_ms)))

    @Slot()
    def _tell(self) -> None:
        self._told_at = monotonic()
        with self._lock:
            events = _joined(self._arrived)
        for event in events:
            if isinstance(event, Done | Failed | Cancelled):
                self.finished.emit(event)
                self.deleteLater()
            else:
                self.happened.emit(event)


def _joined(arrived: deque[Event]) -> list[Event]:
    """Empty the queue: neighbouring pieces become one, of neighbouring progress the last stays."""
    joined: list[Event] = []
    while arrived:
        event = arrived.popleft()
        last = joined[-1] if joined else None
        if isinstance(event, Token | Thought) and type(last) is type(event):
            joined[-1] = type(event)(last.text + event.text, last.count + event.count)
        elif isinstance(event, Progress) and isinstance(last, Progress):
            joined[-1] = event
        else:
            joined.append(event)
    return joined
