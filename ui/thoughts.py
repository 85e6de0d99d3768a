"""What a reasoning model thought: one folded line that opens."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from ui import theme, words, words_talk
from ui.buttons import Button
from ui.draft import Draft
from ui.drawing import label


class Thoughts(QWidget):
    """Shows thoughts as plain text below a line that folds them away."""

    def __init__(self) -> None:
        super().__init__()
        self._text = ""
        self.head = Button("", "quiet", clicked=self._toggle, icon_name="next")
        self.head.setCheckable(True)
        self.body = label(tone="soft", size="small", kind="thoughts")
        self.body.setWordWrap(True)
        self.body.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.body.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.body.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, theme.INSET, 0)
        column.setSpacing(theme.SPACE_4)
        column.addWidget(self.head, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.body)

    def show_draft(self, draft: Draft) -> None:
        """Show thoughts that are still coming, or have just ended."""
        if draft.is_thinking:
            self._show(draft.thoughts, words.say(words_talk.THINKING))
        else:
            self.show_thoughts(draft.thoughts, draft.seconds_thinking)

    def show_thoughts(self, thoughts: str, seconds: float) -> None:
        """Show what was thought, and for how long; 0 where that is not known."""
        known = words.say(words_talk.THOUGHT_FOR, time=words_talk.seconds(seconds))
        self._show(thoughts, known if seconds else words.say(words_talk.THOUGHTS))

    def _show(self, thoughts: str, head: str) -> None:
        self._text = thoughts.strip()
        self.setVisible(bool(self._text))
        if head != self.head.text():
            self.head.setText(head)
            self.head.setAccessibleName(head)
        if self.head.isChecked():
            self.body.setText(self._text)

    def _toggle(self) -> None:
        is_open = self.head.isChecked()
        self.body.setText(self._text if is_open else "")
        self.body.setVisible(is_open)
        self.head.set_icon("unfolded" if is_open else "next")
