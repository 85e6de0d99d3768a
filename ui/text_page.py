"""A page as text, with the cited stretch marked and in sight."""

from PySide6.QtCore import QEvent
from PySide6.QtGui import QTextCursor, QTextOption
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit

from ui import theme, words


class TextPage(QPlainTextEdit):
    """Plain text only: nothing in it is interpreted, loaded or opened."""

    def __init__(self) -> None:
        super().__init__()
        self._marked: tuple[int, int] | None = None
        self.setProperty("kind", "page")
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setAccessibleName(words.say(words.PAGE_TEXT))
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.document().setDocumentMargin(24)
        self.setTabChangesFocus(True)

    def show_text(self, text: str, start: int = 0, end: int = 0) -> None:
        """Show a text with `text[start:end]` marked; an empty range marks nothing."""
        first, last = _in_document(text, start), _in_document(text, end)
        self.setPlainText(text)
        self._marked = (first, last) if last > first else None
        self._mark()
        cursor = self.textCursor()
        cursor.setPosition(first)
        self.setTextCursor(cursor)
        self.centerCursor() if self._marked else self.ensureCursorVisible()

    def changeEvent(self, event: QEvent) -> None:
        """Mark anew in the colours of the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._mark()

    def _mark(self) -> None:
        if self._marked is None:
            self.setExtraSelections([])
            return
        selection = QTextEdit.ExtraSelection()
        cursor = QTextCursor(self.document())
        cursor.setPosition(self._marked[0])
        cursor.setPosition(self._marked[1], QTextCursor.MoveMode.KeepAnchor)
        selection.cursor = cursor
        selection.format.setBackground(theme.colour("marker"))
        self.setExtraSelections([selection])


def _in_document(text: str, offset: int) -> int:
    """Return where a character of the text stands in Qt's document.

    Qt counts UTF-16 units and keeps a line end of two characters as one.
    """
    before = text[:offset].replace("\r\n", "\n")
    return len(before) + sum(1 for character in before if ord(character) > 0xFFFF)
