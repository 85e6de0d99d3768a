"""The side of the window: where one can go, the conversations, and at its foot how things stand."""

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from ui import words
from ui.buttons import Button, NavButton, key_label
from ui.conversation_list import ConversationList
from ui.drawing import CutLabel, Dot, label, pixmap
from ui.tokens import SIDE_WIDTH


class SearchEdit(QLineEdit):
    """Looks like an entry of the pane until one writes in it."""

    left_down = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "search")
        self.setPlaceholderText(words.say(words.SEARCH))
        self.setAccessibleName(words.say(words.SEARCH_NAME))
        self.setFixedHeight(36)
        row = QHBoxLayout(self)
        row.setContentsMargins(9, 0, 9, 0)
        row.addStretch(1)
        self._key = key_label("Ctrl+K")
        row.addWidget(self._key)
        self.textChanged.connect(lambda text: self._key.setVisible(not text))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go down into what was found."""
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.left_down.emit()
        else:
            super().keyPressEvent(event)


class SidePane(QFrame):
    """A pane of 236 px that only shows and asks; the window decides."""

    search_changed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "side")
        self.setFixedWidth(SIDE_WIDTH)
        self.new = NavButton(words.say(words.NEW_CONVERSATION), "new", "Ctrl+N")
        self.search = SearchEdit()
        self.files = NavButton(words.say(words.MY_FILES))
        self.models = NavButton(words.say(words.MODELS))
        self.list = ConversationList()
        self.foot = Foot()
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(150)
        self._wait.timeout.connect(lambda: self.search_changed.emit(self.search.text().strip()))
        self.search.textChanged.connect(lambda _: self._wait.start())
        self.search.left_down.connect(self._into_list)
        self._lay_out()

    def set_page(self, page: str) -> None:
        """Show which page is open: "files", "models" or another."""
        self.files.setChecked(page == "files")
        self.models.setChecked(page == "models")

    def _into_list(self) -> None:
        if self._wait.isActive():
            self._wait.stop()
            self.search_changed.emit(self.search.text().strip())
        self.list.setFocus(Qt.FocusReason.TabFocusReason)
        self.list.first_row()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 16, 11, 14)
        column.setSpacing(4)
        column.addWidget(Brand())
        column.addWidget(self.new)
        column.addSpacing(6)
        for entry in (self.search, self.files, self.models):
            column.addWidget(entry)
        column.addWidget(self.list, 1)
        column.addWidget(self.foot)


class Brand(QFrame):
    """The flame and the name."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 2, 10, 12)
        row.setSpacing(9)
        flame = QLabel()
        flame.setPixmap(pixmap("flame", 18))
        row.addWidget(flame)
        row.addWidget(label(words.say(words.HEARTH), kind="brand"))
        row.addStretch(1)


class Foot(QFrame):
    """Reading progress with the time left, and the network lock."""

    settings_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "foot")
        self.progress = CutLabel(tone="soft", size="tiny")
        self.time = label(tone="soft", size="tiny")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(words.say(words.READING))
        self._reading = QWidget()
        self._dot = Dot("skipped")
        self.lock = CutLabel(words.say(words.NETWORK_UNKNOWN), tone="soft", size="tiny")
        self.settings = Button("", "quiet", name=words.say(words.SETTINGS), icon_name="gear")
        self.settings.clicked.connect(self.settings_wanted)
        self._lay_out()
        self.show_reading("", "", None)

    def show_reading(self, line: str, time: str, share: tuple[int, int] | None) -> None:
        """Show how far reading is; `share` is (done, total), (0, 0) while the total is unknown."""
        self.progress.set_whole(line)
        self._reading.setVisible(bool(line) or share is not None)
        self.time.setText(time)
        if share is not None:
            self.bar.setRange(0, share[1])
            self.bar.setValue(share[0])

    def show_lock(self, closed: bool, sentence: str) -> None:
        """Show whether the network is shut; the whole sentence is in the tooltip."""
        self._dot.set_token("read" if closed else "partly")
        self.lock.set_whole(words.say(words.NETWORK_SHUT if closed else words.NETWORK_OPEN))
        self.lock.setToolTip(sentence)
        self.lock.setAccessibleName(f"{self.lock.text()}. {sentence}")

    def changeEvent(self, event: QEvent) -> None:
        """Paint the dot anew in the colours of the theme."""
        super().changeEvent(event)
        self.update()

    def _fill_reading(self) -> None:
        column = QVBoxLayout(self._reading)
        column.setContentsMargins(0, 0, 6, 0)
        column.setSpacing(6)
        first = QHBoxLayout()
        first.addWidget(self.progress, 1)
        first.addWidget(self.time)
        column.addLayout(first)
        column.addWidget(self.bar)

    def _lay_out(self) -> None:
        self._fill_reading()
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 10, 4, 0)
        column.setSpacing(6)
        column.addWidget(self._reading)
        last = QHBoxLayout()
        last.setSpacing(7)
        last.addWidget(self._dot)
        last.addWidget(self.lock, 1)
        last.addWidget(self.settings)
        column.addLayout(last)
