"""Where the question is written. Enter sends, except while an input method is composing."""

from time import monotonic

from PySide6.QtCore import QEvent, QMimeData, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QTextEdit, QVBoxLayout, QWidget

from ui import theme, words
from ui.buttons import Button
from ui.drawing import paint_shadow

SHADOW = 16
"""Room for the shadow at both sides of the card."""
_MOST_LINES = 6
_KEYBOARD = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)
_COMMIT_GRACE_S = 0.1
"""An input method that ends its composition at Enter passes the same Enter on right behind."""


class QuestionEdit(QTextEdit):
    """A plain text edit that grows with its lines."""

    sent = Signal()
    grown = Signal()
    focus_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._is_composing = False
        self.has_ring = False
        self._composed_at = float("-inf")
        self.setProperty("kind", "question")
        self.setAcceptRichText(False)
        self.setAcceptDrops(False)
        self.setTabChangesFocus(True)
        self.setPlaceholderText(words.say(words.ASK_ANYTHING))
        self.setAccessibleName(words.say(words.QUESTION))
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(0)
        self.viewport().setAutoFillBackground(False)
        self.document().documentLayout().documentSizeChanged.connect(lambda _: self._fit())
        self._fit()

    @property
    def is_composing(self) -> bool:
        """Whether an input method holds letters that are not yet text."""
        return self._is_composing

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Follow what the input method holds."""
        was_composing = self._is_composing
        self._is_composing = bool(event.preeditString())
        if was_composing and not self._is_composing:
            self._composed_at = monotonic()
        super().inputMethodEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Send on Enter, begin a line on Shift+Enter, and leave a composing Enter alone."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
        elif self._is_composing or monotonic() - self._composed_at < _COMMIT_GRACE_S:
            event.accept()
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.textCursor().insertBlock()
            self.ensureCursorVisible()
        else:
            self.sent.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tell the frame around."""
        super().focusInEvent(event)
        self.has_ring = event.reason() in _KEYBOARD
        self.focus_changed.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Nothing is composed in a place without focus."""
        super().focusOutEvent(event)
        self._is_composing = self.has_ring = False
        self.focus_changed.emit()

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste words only."""
        self.insertPlainText(source.text())

    def sizeHint(self) -> QSize:
        """As high as its lines, six at the most."""
        return QSize(200, self.height())

    def _fit(self) -> None:
        line = self.fontMetrics().lineSpacing()
        wanted = int(self.document().size().height() + 0.999)
        height = max(line + 2, min(wanted, _MOST_LINES * line + 2))
        too_long = wanted > _MOST_LINES * line + 2
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(
            policy.ScrollBarAsNeeded if too_long else policy.ScrollBarAlwaysOff
        )
        if height != self.height():
            self.setFixedHeight(height)
            self.grown.emit()


class QuestionBox(QWidget):
    """The card with the question, the button for files, and send or stop."""

    begun = Signal()
    """The first words of a question are there."""
    asked = Signal(str)
    stop_wanted = Signal()
    add_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.edit = QuestionEdit()
        self.add = Button(words.say(words.ADD_FILES), "quiet", icon_name="plus")
        self.send = Button(words.say(words.SEND), "primary")
        self.stop = Button(words.say(words.STOP), "")
        self._is_answering = False
        self._has_words = False
        self._is_ready = False
        self._is_waiting = False
        self._lay_out()
        self._connect()
        self.set_answering(False)

    def set_answering(self, answering: bool) -> None:
        """Offer to stop while an answer is being written, else to send."""
        self._is_answering = answering
        self.stop.setText(words.say(words.STOP))
        self.stop.setEnabled(True)
        self.stop.setVisible(answering)
        self.send.setVisible(not answering)
        self._update_send()

    def set_ready(self) -> None:
        """The assistant is there; a question that was sent before goes to it now."""
        self._is_ready = True
        self._update_send()
        if self._is_waiting:
            QTimer.singleShot(0, self, self._send)

    def stop_answering(self) -> None:
        """Ask to stop, where an answer is being written; the keyboard is in the question again."""
        if not self._is_answering or not self.stop.isEnabled():
            return
        self.edit.setFocus()
        self.stop.setText(words.say(words.STOPPING))
        self.stop.setEnabled(False)
        self.stop_wanted.emit()

    def fill(self, text: str) -> None:
        """Put words into the box, after what is there."""
        self.edit.insertPlainText(text)
        self.edit.setFocus()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the card with its shadow, and the focus ring."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        card = QRectF(self.rect()).adjusted(SHADOW, 8, -SHADOW, -22)
        paint_shadow(painter, card, 14)
        ring = self.edit.has_ring
        painter.setPen(QPen(theme.colour("accent" if ring else "line"), 2 if ring else 1))
        painter.setBrush(theme.colour("card"))
        inset = 0.0 if ring else 0.5
        painter.drawRoundedRect(card.adjusted(inset, inset, -inset, -inset), 14, 14)
        painter.end()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(SHADOW + 16, 21, SHADOW + 14, 32)
        column.setSpacing(theme.SPACE_12)
        column.addWidget(self.edit)
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE_8)
        row.addWidget(self.add)
        row.addStretch(1)
        row.addWidget(self.stop)
        row.addWidget(self.send)
        column.addLayout(row)
        native = QKeySequence("Ctrl+O").toString(QKeySequence.SequenceFormat.NativeText)
        self.add.setToolTip(words.say(words.ADD_FILES_HINT, key=native))
        self.stop.setToolTip(QKeySequence("Esc").toString(QKeySequence.SequenceFormat.NativeText))

    def _connect(self) -> None:
        self.edit.sent.connect(self._send)
        self.edit.textChanged.connect(self._words_changed)
        self.edit.focus_changed.connect(self.update)
        self.edit.grown.connect(self.updateGeometry)
        self.send.clicked.connect(self._send)
        self.stop.clicked.connect(self.stop_answering)
        self.add.clicked.connect(self.add_wanted)

    def _send(self) -> None:
        question = self.edit.toPlainText().strip()
        if not question or self._is_answering:
            return
        if not self._is_ready:
            self._is_waiting = True
            return
        self.edit.clear()
        self.asked.emit(question)

    def _words_changed(self) -> None:
        self._is_waiting = False
        had_words, self._has_words = self._has_words, bool(self.edit.toPlainText())
        if self._has_words and not had_words:
            self.begun.emit()
        self._update_send()

    def _update_send(self) -> None:
        has_words = bool(self.edit.toPlainText().strip())
        self.send.setEnabled(has_words and self._is_ready)

    def changeEvent(self, event: QEvent) -> None:
        """Paint anew in the colours of the theme."""
        super().changeEvent(event)
        self.update()
