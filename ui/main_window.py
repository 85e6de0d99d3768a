"""The window itself. It stands there at once, in its colours; what it holds follows.

Nothing is imported here that the first paint does not need: the enums of Qt's `Qt` alone would
cost as much as a third of a bare window.
"""

from PySide6.QtCore import QByteArray, QRect, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QMainWindow, QWidget

from ui.tokens import SIDE_WIDTH, Tokens
from ui.window_state import WindowState


class MainWindow(QMainWindow):
    """Paints its grounds first, tells so, and is then given its content."""

    painted = Signal()
    """The window has been painted for the first time."""
    closing = Signal()

    def __init__(self, state: WindowState, tokens: Tokens) -> None:
        super().__init__()
        self._state, self._tokens = state, tokens
        self._is_painted = False
        self.setWindowTitle("Hearth")
        self.resize(1240, 820)
        self.setMinimumSize(720, 480)
        if state.geometry:
            self.restoreGeometry(QByteArray.fromBase64(state.geometry.encode()))

    def fill(self, content: QWidget) -> None:
        """Put the content in, in place of what was there."""
        old = self.takeCentralWidget() if self.centralWidget() else None
        self.setCentralWidget(content)
        if old is not None:
            old.hide()
            old.deleteLater()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the grounds until there is content."""
        if self.centralWidget() is None:
            painter = QPainter(self)
            painter.fillRect(self.rect(), QColor(self._tokens.background))
            painter.fillRect(QRect(0, 0, SIDE_WIDTH, self.height()), QColor(self._tokens.pane))
            painter.fillRect(QRect(SIDE_WIDTH - 1, 0, 1, self.height()), QColor(self._tokens.line))
            painter.end()
        if not self._is_painted:
            self._is_painted = True
            QTimer.singleShot(0, self, self.painted.emit)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep the place of the window."""
        self._state.geometry = self.saveGeometry().toBase64().toStdString()
        self.closing.emit()
        super().closeEvent(event)
