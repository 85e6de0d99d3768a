"""A conversation in its reading column. Long ones are built from their end, as far as one looks."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from assistant.conversation import Message
from assistant.documents import Citation
from ui import theme, words
from ui.answer_view import AnswerView
from ui.bubble import Bubble
from ui.buttons import Button
from ui.drawing import label
from ui.layouts import in_column
from ui.question_box import SHADOW, QuestionBox
from ui.top_bar import TopBar

_AT_ONCE = 6
_NEAR_END = 60


class ConversationView(QWidget):
    """Shows messages and the question box. Knows nothing of where they come from."""

    asked = Signal(str)
    source_wanted = Signal(object)
    mode_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._earlier: list[Message] = []
        self._sticks_to_end = True
        self._from_end: int | None = None
        self.top = TopBar(words.say(words.NEW_CONVERSATION))
        self.mode = Button(words.say(words.MODE_QUOTE), "chip")
        self.mode.clicked.connect(self.mode_wanted)
        self.top.add(self.mode)
        self.box = QuestionBox()
        self.box.asked.connect(self.asked)
        self._talk = QWidget()
        self._rows = QVBoxLayout(self._talk)
        self.area = self._scroll_area()
        self.welcome = _welcome()
        self._lay_out()
        self.show_messages(words.say(words.NEW_CONVERSATION), ())

    def show_messages(self, title: str, messages: Sequence[Message]) -> None:
        """Show a conversation from its end."""
        self._clear()
        self.top.title.set_whole(title)
        self._earlier = list(messages)
        self._sticks_to_end, self._from_end = True, None
        self._build_earlier()
        self._update_welcome()

    def set_mode(self, name: str, hint: str) -> None:
        """Name what answers."""
        self.mode.setText(name)
        self.mode.setToolTip(hint)
        self.mode.setAccessibleName(words.say(words.WHAT_ANSWERS, mode=f"{name}. {hint}"))

    def add_question(self, question: str) -> None:
        """Show a question that was just asked."""
        self._rows.addWidget(Bubble(question), 0, Qt.AlignmentFlag.AlignRight)
        self._sticks_to_end = True
        self._update_welcome()

    def begin_answer(self, question: str) -> AnswerView:
        """Show the place of an answer that is to come."""
        view = self._answer_view(question)
        view.show_note(words.say(words.LOOKING))
        self._rows.addWidget(view)
        self._sticks_to_end = True
        return view

    def set_open_citation(self, citation: Citation | None) -> None:
        """Mark the citation whose page stands beside the conversation."""
        for index in range(self._rows.count()):
            item = self._rows.itemAt(index)
            view = item.widget() if item else None
            if isinstance(view, AnswerView):
                view.set_open(citation)

    def _answer_view(self, question: str) -> AnswerView:
        view = AnswerView(question)
        view.source_wanted.connect(self.source_wanted)
        view.again_wanted.connect(self.asked)
        return view

    def _message_view(self, message: Message) -> QWidget:
        if message.role == "user":
            return Bubble(message.text)
        view = self._answer_view("")
        if message.answer is not None:
            view.show_answer(message.answer)
        else:
            view.show_plain(message.text)
        return view

    def _build_earlier(self) -> None:
        """Build a few messages above those that stand there."""
        for _ in range(min(_AT_ONCE, len(self._earlier))):
            message = self._earlier.pop()
            view = self._message_view(message)
            right = Qt.AlignmentFlag.AlignRight
            side = right if message.role == "user" else Qt.AlignmentFlag(0)
            self._rows.insertWidget(0, view, 0, side)

    def _build_if_near_top(self) -> None:
        bar = self.area.verticalScrollBar()
        if self._earlier and bar.value() < self.area.viewport().height():
            if not self._sticks_to_end:
                self._from_end = bar.maximum() - bar.value()
            self._build_earlier()
            QTimer.singleShot(0, self, self._build_if_near_top)

    def _range_changed(self, low: int, high: int) -> None:
        bar = self.area.verticalScrollBar()
        if self._sticks_to_end:
            bar.setValue(high)
        elif self._from_end is not None:
            bar.setValue(high - self._from_end)
            self._from_end = None
        QTimer.singleShot(0, self, self._build_if_near_top)

    def _scrolled(self, value: int) -> None:
        bar = self.area.verticalScrollBar()
        self._sticks_to_end = value >= bar.maximum() - _NEAR_END
        self._build_if_near_top()

    def _clear(self) -> None:
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()

    def _update_welcome(self) -> None:
        is_empty = self._rows.count() == 0 and not self._earlier
        self.welcome.setVisible(is_empty)
        self.area.setVisible(not is_empty)

    def _scroll_area(self) -> QScrollArea:
        self._rows.setContentsMargins(0, 28, 0, 28)
        self._rows.setSpacing(22)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setAccessibleName(words.say(words.CONVERSATION))
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(in_column(self._talk))
        column.addStretch(1)
        area.setWidget(whole)
        area.verticalScrollBar().rangeChanged.connect(self._range_changed)
        area.verticalScrollBar().valueChanged.connect(self._scrolled)
        return area

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.top)
        column.addWidget(self.welcome, 1)
        column.addWidget(self.area, 1)
        column.addWidget(in_column(self.box, theme.COLUMN_WIDTH + 2 * SHADOW, 28 - SHADOW))


def _welcome() -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setSpacing(theme.SPACE_8)
    column.addStretch(2)
    for text, kind, tone in (
        (words.WELCOME, "welcome", ""),
        (words.WELCOME_MORE, "", "soft"),
    ):
        line = label(words.say(text), kind=kind, tone=tone)
        line.setWordWrap(True)
        line.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(line)
    column.addStretch(3)
    return holder
