"""The real window that also writes down, in ms of one clock, when keys came and what it showed.

    python watched_window.py --home HOME --log LOG

The X server stamps a key with the milliseconds of the monotonic clock, the one that Python reads,
so that the time of a key is that of the key and not of when the window found time for it.
"""

import argparse
import sys
import time
from pathlib import Path
from typing import TextIO

sys.path.insert(0, str(Path(__file__).parents[2]))

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel

from assistant.offline import shut_network
from assistant.paths import Paths
from ui import words
from ui.answer_view import AnswerView
from ui.application import Application
from ui.buttons import Button

_PRESSES = (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride)
"""A key that is a shortcut never becomes a KeyPress."""

_SAID = {
    "awake": (*words.NETWORK_SHUT, *words.NETWORK_OPEN),
    "stopped": (*words.STOPPED, *words.STOPPED_HERE),
}


class Watch(QObject):
    """Sees every event of the program before it is handled."""

    def __init__(self, log: TextIO) -> None:
        super().__init__()
        self._log = log
        self._shown: set[tuple[int, str]] = set()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Note keys and what is painted; hold up nothing."""
        if isinstance(event, QKeyEvent) and event.type() in _PRESSES:
            self._note(f"key {event.key():#x}", event.timestamp())
        elif event.type() == QEvent.Type.Show and _is_send(watched):
            self._note("ready", _now_ms())
        elif event.type() == QEvent.Type.Paint:
            self._follow_paint(watched)
        return False

    def _follow_paint(self, widget: QObject) -> None:
        what = _said(widget)
        if what and (id(widget), what) not in self._shown:
            self._shown.add((id(widget), what))
            QTimer.singleShot(0, self, lambda: self._note(what, _now_ms()))

    def _note(self, what: str, ms: int) -> None:
        print(ms, what, file=self._log, flush=True)


class Beat(QObject):
    """Notes by how much each beat of a timer was late: for so long nobody was served."""

    BETWEEN_MS = 10

    def __init__(self, log: TextIO) -> None:
        super().__init__()
        self._log = log
        self._last_ns = time.monotonic_ns()
        self._timer = QTimer(self, timerType=Qt.TimerType.PreciseTimer, interval=self.BETWEEN_MS)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def _beat(self) -> None:
        now_ns = time.monotonic_ns()
        late_ms = (now_ns - self._last_ns) / 1e6 - self.BETWEEN_MS
        self._last_ns = now_ns
        print(_now_ms(), f"late {late_ms:.1f}", file=self._log, flush=True)


def _now_ms() -> int:
    return time.monotonic_ns() // 1_000_000


def _is_send(widget: QObject) -> bool:
    return isinstance(widget, Button) and widget.text() in words.SEND


def _said(widget: QObject) -> str:
    if isinstance(widget, AnswerView) and widget.written:
        return "writing"
    text = widget.text() if isinstance(widget, QLabel) else ""
    return next((what for what, wordings in _SAID.items() if text in wordings), "")


def main() -> int:
    """Open the window."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--home", type=Path)
    parser.add_argument("--log", type=Path)
    parser.add_argument("--beat", action="store_true", help="also note how late a timer is")
    options = parser.parse_args()
    shut_network()
    application = Application(sys.argv[:1], Paths.of(options.home))
    with options.log.open("w") as log:
        watch = Watch(log)
        application.qt.installEventFilter(watch)
        if options.beat:
            watch.beat = Beat(log)
        return application.run()


if __name__ == "__main__":
    sys.exit(main())
