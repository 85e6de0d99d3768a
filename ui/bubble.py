"""A question in the conversation, as wide as its words within reason."""

from math import ceil

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextOption, QWheelEvent
from PySide6.QtWidgets import QTextEdit

from ui import theme, words

_WIDEST = 470
_SIDE, _ABOVE = 15, 8


class Bubble(QTextEdit):
    """Plain text that can be selected and never changes."""

    def __init__(self, question: str) -> None:
        super().__init__()
        self.setProperty("kind", "bubble")
        self.setReadOnly(True)
        self.setAcceptDrops(False)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.viewport().setAutoFillBackground(False)
        self.document().setDocumentMargin(0)
        self.setPlainText(question)
        self.setAccessibleName(f"{words.say(words.YOU_ASKED)}: {question}")
        self._space_lines()
        self.fit(_WIDEST)

    def fit(self, widest: int) -> None:
        """Take the room that the words need, in no more than this width."""
        self.ensurePolished()
        widest = min(widest, _WIDEST) - 2 * _SIDE
        document = self.document()
        document.setTextWidth(widest)
        # One pixel more than the words need, or rounding breaks the last one off.
        width = min(ceil(document.idealWidth()) + 1, widest)
        document.setTextWidth(width)
        height = ceil(document.size().height())
        self.setFixedSize(width + 2 * _SIDE, height + 2 * _ABOVE)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave scrolling to the conversation."""
        event.ignore()

    def _space_lines(self) -> None:
        cursor = self.textCursor()
        cursor.select(cursor.SelectionType.Document)
        look = cursor.blockFormat()
        look.setLineHeight(theme.LINE_HEIGHT, look.LineHeightTypes.FixedHeight.value)
        cursor.setBlockFormat(look)
