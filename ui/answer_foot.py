"""The line below an answer: what writes it and how fast, then what can be done with it."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from assistant.conversation import Answer, Message, Usage
from ui import theme, words, words_talk
from ui.buttons import Button
from ui.draft import Draft
from ui.drawing import CutLabel
from ui.versions import Versions

_HEIGHT = 26
_REFRESH_MS = 500


class AnswerFoot(QWidget):
    """Always of the same height, so that nothing moves when writing ends."""

    copy_wanted = Signal()
    again_wanted = Signal()
    go_on_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(_HEIGHT)
        self._draft: Draft | None = None
        self._timer = QTimer(self, interval=_REFRESH_MS)
        self._timer.timeout.connect(self._refresh)
        self.line = CutLabel(tone="soft", size="tiny")
        self.copy = Button(words.say(words.COPY), "quiet", clicked=self._copy)
        self.again = Button(words.say(words.AGAIN), "quiet", clicked=self.again_wanted.emit)
        self.go_on = Button(words.say(words_talk.GO_ON), "quiet", clicked=self.go_on_wanted.emit)
        self.go_on.setToolTip(words.say(words_talk.GO_ON_HINT))
        self.versions = Versions()
        self.details = CutLabel(tone="soft", size="tiny")
        self._lay_out()
        self._show(writing=False)

    def follow(self, draft: Draft) -> None:
        """Say what writes, and at most twice a second how fast."""
        if draft.writing is None or self._draft is draft:
            return
        self._draft = draft
        self._show(writing=True)
        self._refresh()
        self._timer.start()

    def show_actions(
        self, answer: Answer | None, message: Message | None, *, can_copy: bool
    ) -> None:
        """Offer what can be done with an answer that has ended."""
        self._rest()
        writes = answer is not None and answer.mode == "model"
        self.copy.setVisible(can_copy)
        self.again.setVisible(True)
        hint = words_talk.AGAIN_OTHERWISE if writes else words.AGAIN_HINT
        self.again.setToolTip(words.say(hint))
        is_open = answer is not None and (answer.stopped or answer.is_cut) and bool(answer.text)
        self.go_on.setVisible(writes and is_open and message is not None)
        if message is not None:
            self.versions.show_of(message)
        self._show_details(answer.usage if answer is not None and writes else Usage())

    def show_nothing(self) -> None:
        """Offer nothing, where the failure above does."""
        self._rest()

    def set_can_ask(self, can_ask: bool) -> None:
        """Offer what has something answered only while nothing else is."""
        self.again.setEnabled(can_ask)
        self.go_on.setEnabled(can_ask)

    def _rest(self) -> None:
        self._timer.stop()
        self._draft = None
        self._show(writing=False)

    def _show(self, *, writing: bool) -> None:
        self.line.setVisible(writing)
        for widget in (self.copy, self.again, self.go_on, self.versions, self.details):
            widget.hide()

    def _refresh(self) -> None:
        draft = self._draft
        if draft is None or draft.writing is None:
            return
        why = draft.writing.why_no_gpu
        hint = words.say(why) if why else words.say(words_talk.TOKEN_MEANS)
        self.line.set_whole(words_talk.writing_line(draft.writing, draft.speed.per_second()), hint)
        self.line.setAccessibleDescription(hint)

    def _show_details(self, usage: Usage) -> None:
        self.details.setVisible(bool(usage.tokens_per_second))
        all_of_it = words_talk.details(usage)
        self.details.set_whole(words_talk.speed(usage.tokens_per_second), all_of_it)
        self.details.setAccessibleDescription(all_of_it)

    def _copy(self) -> None:
        self.copy_wanted.emit()
        self.copy.setText(words.say(words.COPIED))
        QTimer.singleShot(1500, self.copy, lambda: self.copy.setText(words.say(words.COPY)))

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, theme.INSET, 0)
        row.setSpacing(theme.SPACE_8)
        self.line.setContentsMargins(theme.INSET, 0, 0, 0)
        self.details.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        row.addWidget(self.line, 1)
        for widget in (self.copy, self.again, self.go_on, self.versions):
            row.addWidget(widget)
        row.addStretch(0)  # takes the room only where the line does not
        row.addWidget(self.details)
