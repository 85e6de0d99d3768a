"""Which of several answers, or of several forms of a question, is shown: ‹ 2/3 ›."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from assistant.conversation import Message
from ui import words, words_talk
from ui.buttons import Button
from ui.drawing import label


class Versions(QWidget):
    """Goes to the version before or after; hidden where there is only one."""

    wanted = Signal(int)
    """The id of a message to show instead."""

    def __init__(self) -> None:
        super().__init__()
        self._message: Message | None = None
        self.previous = Button("", "quiet", clicked=lambda: self._step(-1), icon_name="previous")
        self.next = Button("", "quiet", clicked=lambda: self._step(1), icon_name="next")
        self.count = label(tone="soft", size="tiny")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for widget in (self.previous, self.count, self.next):
            row.addWidget(widget)
        self.hide()

    def show_of(self, message: Message) -> None:
        """Show which version a message is."""
        self._message = message
        n, total = message.version, len(message.versions)
        self.setVisible(total > 1)
        self.count.setText(f"{n}/{total}")
        self.count.setAccessibleName(words.say(words_talk.VERSION_OF, n=n, total=total))
        for button, wording, to in (
            (self.previous, words_talk.PREVIOUS_VERSION, n - 1),
            (self.next, words_talk.NEXT_VERSION, n + 1),
        ):
            is_there = 1 <= to <= total
            button.setEnabled(is_there)
            name = words.say(wording, n=to if is_there else n, total=total)
            button.setAccessibleName(name)
            button.setToolTip(name if is_there else "")

    @property
    def focused(self) -> int:
        """Where the keyboard is: -1 on the button before, 1 on the one after, else 0."""
        return int(self.next.hasFocus()) - int(self.previous.hasFocus())

    def take_focus(self, step: int) -> None:
        """Put the keyboard on the button of that step, or on the other where there is no more."""
        first, second = (self.next, self.previous) if step > 0 else (self.previous, self.next)
        (first if first.isEnabled() else second).setFocus()

    def _step(self, by: int) -> None:
        if self._message is not None:
            self.wanted.emit(self._message.versions[self._message.version - 1 + by])
