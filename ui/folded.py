"""One line that opens: what is said in short, and the text behind it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from ui import theme
from ui.buttons import Button
from ui.drawing import label


class Folded(QWidget):
    """Shows a plain text below a line that folds it away."""

    def __init__(self) -> None:
        super().__init__()
        self._text = ""
        self.head = Button("", "quiet", clicked=self._toggle, icon_name="next")
        self.head.setCheckable(True)
        self.body = label(tone="soft", size="small", kind="folded")
        self.body.setWordWrap(True)
        self.body.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.body.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.body.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, theme.INSET, 0)
        column.setSpacing(theme.SPACE_4)
        column.addWidget(self.head, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.body)

    def show_text(self, head: str, text: str) -> None:
        """Show the line, and the text where it is open; nothing where there is no text."""
        self._text = text.strip()
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
