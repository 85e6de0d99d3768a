"""A question in the conversation: its bubble, the field to say it in other words, its versions."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QEnterEvent, QKeyEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from assistant.conversation import Message
from ui import theme, words, words_talk
from ui.bubble import Bubble
from ui.buttons import Button
from ui.question_box import QuestionEdit
from ui.versions import Versions

_STRIP = 26


class QuestionView(QWidget):
    """Shows a question; turns into a field when it is to be edited."""

    edited = Signal(int, str)
    """The id of this message, and what to ask instead."""
    version_wanted = Signal(int)

    def __init__(self, message: Message) -> None:
        super().__init__()
        self.message_id = message.id
        self._question = message.text
        self._can_ask = True
        self._editor: _Editor | None = None
        self.bubble = Bubble(message.text)
        self.edit = _EditButton(self)
        self.edit.setAccessibleName(words.say(words_talk.EDIT_NAMED, question=message.text))
        self.versions = Versions()
        self.versions.wanted.connect(self.version_wanted)
        self._lay_out()
        self.versions.show_of(message)

    def set_can_ask(self, can_ask: bool) -> None:
        """Take an edited question only while nothing else is answered."""
        self._can_ask = can_ask
        if self._editor is not None:
            self._editor.set_can_send(can_ask)

    def begin_editing(self) -> None:
        """Show the question in a field, the cursor at its end."""
        if self._editor is not None:
            return
        self._editor = editor = _Editor(self._question)
        editor.set_can_send(self._can_ask)
        editor.sent.connect(self._send)
        editor.given_up.connect(self.give_up)
        self._column.insertWidget(0, editor)
        self._set_editing(True)
        editor.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def give_up(self) -> None:
        """Show the question as it is."""
        if self._editor is None:
            return
        self._editor.hide()
        self._editor.deleteLater()
        self._editor = None
        self._set_editing(False)
        self.edit.setFocus()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Let the button be seen while the mouse is here."""
        super().enterEvent(event)
        self.edit.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Let the button go again."""
        super().leaveEvent(event)
        self.edit.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the bubble within a narrow column."""
        super().resizeEvent(event)
        self.bubble.fit(self.width() - 2 * theme.INSET)

    def _send(self, question: str) -> None:
        if self._can_ask:
            self.edited.emit(self.message_id, question)

    def _set_editing(self, editing: bool) -> None:
        self.bubble.setVisible(not editing)
        self._strip.setVisible(not editing)
        self._column.setContentsMargins(
            theme.INSET, 0, theme.INSET, theme.SPACE_16 if editing else 0
        )

    def _lay_out(self) -> None:
        # The bubble follows the width there is, and does not ask for it.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._strip = QWidget()
        self._strip.setFixedHeight(_STRIP)
        row = QHBoxLayout(self._strip)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE_4)
        row.addStretch(1)
        row.addWidget(self.edit)
        row.addWidget(self.versions)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(2)
        self._column.addWidget(self.bubble, 0, Qt.AlignmentFlag.AlignRight)
        self._column.addWidget(self._strip)
        self._set_editing(False)


class _EditButton(Button):
    """Seen only while the mouse is on its question, or the keyboard on itself."""

    def __init__(self, view: QuestionView) -> None:
        super().__init__(words.say(words_talk.EDIT), "quiet", clicked=view.begin_editing)
        self._view = view

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint nothing while nobody is near."""
        if self.hasFocus() or self._view.underMouse():
            super().paintEvent(event)


class _Field(QuestionEdit):
    """Escape gives up instead of closing something else."""

    given_up = Signal()

    def event(self, event: QEvent) -> bool:
        """Keep Escape from the shortcuts of the window."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and event.key() == Qt.Key.Key_Escape
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Give up on Escape, unless it only ends a composition."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif not self.is_composing:
            self.given_up.emit()


class _Editor(QFrame):
    """The field with its two buttons."""

    sent = Signal(str)
    given_up = Signal()

    def __init__(self, question: str) -> None:
        super().__init__()
        self.setProperty("kind", "editing")
        self._can_send = True
        self.edit = _Field()
        self.edit.setAccessibleName(words.say(words_talk.EDIT_QUESTION))
        self.edit.setPlaceholderText("")
        self.edit.setPlainText(question)
        self.edit.moveCursor(self.edit.textCursor().MoveOperation.End)
        self.cancel = Button(words.say(words.CANCEL), "", clicked=self.given_up.emit)
        self.send = Button(words.say(words.SEND), "primary", clicked=self._send)
        self.edit.sent.connect(self._send)
        self.edit.given_up.connect(self.given_up)
        self.edit.textChanged.connect(self._update_send)
        self._lay_out()

    def set_can_send(self, can_send: bool) -> None:
        """Let it be sent, or not."""
        self._can_send = can_send
        self._update_send()

    def _send(self) -> None:
        question = self.edit.toPlainText().strip()
        if question and self._can_send:
            self.sent.emit(question)

    def _update_send(self) -> None:
        self.send.setEnabled(self._can_send and bool(self.edit.toPlainText().strip()))

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 10, 10)
        column.setSpacing(theme.SPACE_8)
        column.addWidget(self.edit)
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE_8)
        row.addStretch(1)
        row.addWidget(self.cancel)
        row.addWidget(self.send)
        column.addLayout(row)
