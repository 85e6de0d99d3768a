"""Ends the program in order when the system asks it to (SIGTERM, Ctrl C in the terminal)."""

import signal
import socket
import sys
from collections.abc import Callable
from types import FrameType

from PySide6.QtCore import QObject, QSocketNotifier


class OrderlyEnd(QObject):
    """Turns signals of the system into a call on the ui thread.

    Python runs its handlers between byte codes, and an idle Qt loop runs none; so the signal also
    writes into a pair of sockets (AF_UNIX), which wakes the loop.
    """

    def __init__(self, end: Callable[[], object]) -> None:
        super().__init__()
        self._end = end
        self._reader, self._writer = socket.socketpair()
        for side in (self._reader, self._writer):
            side.setblocking(False)
        self._notifier = QSocketNotifier(self._reader.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._wake)

    def install(self) -> None:
        """Take the signals; only the main thread may. Windows asks through the window itself."""
        if sys.platform == "win32":
            return
        signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._asked)

    def uninstall(self) -> None:
        """Give the signals back."""
        if sys.platform == "win32":
            return
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)

    def _asked(self, number: int, frame: FrameType | None) -> None:
        self._end()

    def _wake(self) -> None:
        try:
            self._reader.recv(64)
        except BlockingIOError:
            return
