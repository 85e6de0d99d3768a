"""What is seen before there is a single file: what Hearth is, and two ways to begin."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from assistant.wording import Wording
from ui import theme, words
from ui.buttons import Button, LinesButton
from ui.drawing import label, pixmap
from ui.layouts import in_column


class FirstStart(QWidget):
    """One sentence and two choices."""

    folder_wanted = Signal()
    samples_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.folder = _choice(words.FIRST_FOLDER, words.FIRST_FOLDER_MORE)
        self.samples = _choice(words.FIRST_SAMPLES, words.FIRST_SAMPLES_MORE)
        self.folder.clicked.connect(self.folder_wanted)
        self.samples.clicked.connect(self.samples_wanted)
        inner = QWidget()
        self._fill(QVBoxLayout(inner))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addStretch(2)
        column.addWidget(in_column(inner))
        column.addStretch(3)

    def _fill(self, column: QVBoxLayout) -> None:
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_12)
        flame = QLabel()
        flame.setPixmap(pixmap("flame", 44))
        column.addWidget(flame)
        column.addSpacing(theme.SPACE_4)
        column.addWidget(label(words.say(words.FIRST_TITLE), kind="welcome"))
        sentence = label(words.say(words.FIRST_SENTENCE), tone="soft")
        sentence.setWordWrap(True)
        column.addWidget(sentence)
        column.addSpacing(theme.SPACE_12)
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE_12)
        row.addWidget(self.folder, 1)
        row.addWidget(self.samples, 1)
        column.addLayout(row)


def _choice(title: Wording, more: Wording) -> Button:
    choice = LinesButton("choice", words.say(title), "", clicked=lambda: None)
    choice.setAccessibleName(f"{words.say(title)}. {words.say(more)}")
    layout = choice.layout()
    assert layout is not None
    layout.setContentsMargins(18, 16, 18, 16)
    line = label(words.say(more), tone="soft", size="small")
    line.setWordWrap(True)
    line.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    line.setAlignment(Qt.AlignmentFlag.AlignTop)
    layout.addWidget(line)
    choice.setMinimumHeight(104)
    return choice
