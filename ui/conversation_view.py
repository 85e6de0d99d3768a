"""A conversation in its reading column. Long ones are built from their end, as far as one looks."""

from collections.abc import Sequence
from itertools import takewhile

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QScrollArea, QVBoxLayout, QWidget

from assistant.conversation import Message
from assistant.documents import Citation
from ui import theme, words
from ui.answer_view import AnswerView
from ui.buttons import Button
from ui.drawing import label
from ui.layouts import in_column
from ui.question_box import SHADOW, QuestionBox
from ui.question_view import QuestionView
from ui.top_bar import TopBar
from ui.versions import Versions

MessageView = AnswerView | QuestionView
_AT_ONCE = 6
_NEAR_END = 60


class ConversationView(QWidget):
    """Shows messages and the question box. Knows nothing of where they come from."""

    asked = Signal(str)
    edited = Signal(int, str)
    """The id of a question, and what to ask instead."""
    again_wanted = Signal(int)
    go_on_wanted = Signal(int)
    version_wanted = Signal(int)
    source_wanted = Signal(object)
    mode_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._earlier: list[Message] = []
        self._can_ask = True
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

    def show_branch(self, messages: Sequence[Message]) -> None:
        """Show another branch of the same conversation; what both have in common stays in place."""
        unbuilt = len(self._earlier)
        if [message.id for message in messages[:unbuilt]] != [m.id for m in self._earlier]:
            self.show_messages(self.top.title.whole, messages)
            return
        self._earlier = list(messages[:unbuilt])
        rows, later = self._views(), messages[unbuilt:]
        pairs = zip(rows, later, strict=False)
        kept = sum(1 for _ in takewhile(lambda pair: pair[0].message_id == pair[1].id, pairs))
        if kept < max(len(rows), len(later)):
            self._sticks_to_end = False
        focused = _focused(rows[kept:])
        for view in rows[kept:]:
            self._rows.removeWidget(view)
            view.hide()
            view.deleteLater()
        for view, message in zip(rows[:kept], later, strict=False):
            if isinstance(view, AnswerView):
                view.show_summary(message.summary)
        for message in later[kept:]:
            self._add(self._message_view(message))
        self._pass_focus(focused, kept)
        self._update_welcome()

    def begin_answer(self, question_id: int) -> AnswerView:
        """Show the place of an answer that is to come."""
        view = self._answer_view(question_id)
        self._add(view)
        self.stick_to_end()
        return view

    def answer_view(self, message_id: int) -> AnswerView | None:
        """Return the view of an answer that stands there, None where it is not built."""
        found = (view for view in self._views() if view.message_id == message_id)
        return next((view for view in found if isinstance(view, AnswerView)), None)

    def stick_to_end(self) -> None:
        """Show what comes at the end, until one scrolls away."""
        self._sticks_to_end = True
        bar = self.area.verticalScrollBar()
        bar.setValue(bar.maximum())

    def set_answering(self, answering: bool) -> None:
        """Offer to stop while an answer is being written, else to ask."""
        self._can_ask = not answering
        self.box.set_answering(answering)
        for view in self._views():
            view.set_can_ask(not answering)

    def set_open_citation(self, citation: Citation | None) -> None:
        """Mark the citation whose page stands beside the conversation."""
        for view in self._views():
            if isinstance(view, AnswerView):
                view.set_open(citation)

    def _views(self) -> list[MessageView]:
        items = (self._rows.itemAt(index) for index in range(self._rows.count()))
        views = (item.widget() for item in items if item is not None)
        return [view for view in views if isinstance(view, AnswerView | QuestionView)]

    def _add(self, view: MessageView, at: int = -1) -> None:
        view.set_can_ask(self._can_ask)
        view.version_wanted.connect(self.version_wanted)
        self._rows.insertWidget(at, view)

    def _answer_view(self, message_id: int) -> AnswerView:
        view = AnswerView(message_id)
        view.source_wanted.connect(self.source_wanted)
        view.again_wanted.connect(self.again_wanted)
        view.go_on_wanted.connect(self.go_on_wanted)
        view.repeat_wanted.connect(self.asked)
        return view

    def _message_view(self, message: Message) -> MessageView:
        if message.role == "user":
            question = QuestionView(message)
            question.edited.connect(self.edited)
            return question
        view = self._answer_view(message.id)
        view.show_message(message)
        return view

    def _pass_focus(self, focused: int | None, at: int) -> None:
        """Let the keyboard stay where versions are turned over, or go back to the question box."""
        views = self._views()
        if focused and at < len(views):
            _versions(views[at]).take_focus(focused)
        elif focused is not None:
            self.box.edit.setFocus()

    def _build_earlier(self) -> None:
        """Build a few messages above those that stand there."""
        for _ in range(min(_AT_ONCE, len(self._earlier))):
            message = self._earlier.pop()
            self._add(self._message_view(message), 0)

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
        self._rows.setContentsMargins(0, 28, 0, 12)
        self._rows.setSpacing(0)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setAccessibleName(words.say(words.CONVERSATION))
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(
            in_column(self._talk, theme.COLUMN_WIDTH + 2 * theme.INSET, 28 - theme.INSET)
        )
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


def _versions(view: MessageView) -> Versions:
    return view.versions if isinstance(view, QuestionView) else view.foot.versions


def _focused(views: Sequence[MessageView]) -> int | None:
    """Return on which button of their versions the keyboard is, 0 elsewhere, None if not there."""
    holder = QApplication.focusWidget()
    if not any(holder is not None and view.isAncestorOf(holder) for view in views):
        return None
    return sum(_versions(view).focused for view in views)


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
