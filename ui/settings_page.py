"""The few things a person chooses about Hearth itself."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QLineEdit, QVBoxLayout, QWidget

from assistant.paths import Paths
from assistant.wording import Wording
from ui import theme, words
from ui.drawing import label
from ui.layouts import in_column
from ui.top_bar import TopBar
from ui.writing_settings import WritingSettings

if TYPE_CHECKING:
    from assistant.app import Assistant

_LANGUAGES = (
    ("system", words.LANGUAGE_SYSTEM),
    ("en", words.ENGLISH),
    ("ko", words.KOREAN),
)
_THEMES = (
    ("system", words.LANGUAGE_SYSTEM),
    ("light", words.LIGHT),
    ("dark", words.DARK),
)
_OFF_ON = ((False, words.OFF), (True, words.ON))

_SEPARATOR = ", "


class SettingsPage(QWidget):
    """Language and appearance, what is never read, and where everything lies."""

    chosen = Signal(str, str)
    """Name of the setting and its new value."""
    excluded_changed = Signal(tuple)
    """The patterns of files and folders that are never read."""
    local_api_changed = Signal(bool)
    """Whether other programs may ask."""

    def __init__(self, assistant: "Assistant", home: str) -> None:
        super().__init__()
        settings = assistant.settings
        self.language = self._choice(words.LANGUAGE, "language", _LANGUAGES, settings.language)
        self.theme = self._choice(words.APPEARANCE, "theme", _THEMES, settings.theme)
        inner = QWidget()
        form = QFormLayout(inner)
        form.setContentsMargins(0, 28, 0, 28)
        form.setVerticalSpacing(theme.SPACE_16)
        form.setHorizontalSpacing(theme.SPACE_24)
        form.addRow(label(words.say(words.LANGUAGE)), self.language)
        form.addRow(label(words.say(words.APPEARANCE)), self.theme)
        self.excluded = QLineEdit(_SEPARATOR.join(settings.excluded))
        self.excluded.setPlaceholderText(words.say(words.EXCLUDED_HINT))
        self.excluded.setAccessibleName(words.say(words.EXCLUDED))
        self.excluded.editingFinished.connect(self._tell_excluded)
        form.addRow(label(words.say(words.EXCLUDED)), self.excluded)
        self.writing = WritingSettings(settings, form)
        form.addRow(label(words.say(words.LOCAL_API)), self._local_api(settings.local_api, home))
        place = label(home, tone="soft", size="small")
        place.setWordWrap(True)
        place.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        form.addRow(label(words.say(words.WHERE_DATA_LIES)), place)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(TopBar(words.say(words.SETTINGS)))
        column.addWidget(in_column(inner))
        column.addStretch(1)

    def _tell_excluded(self) -> None:
        # Leaving the field ends editing too, changed or not.
        if self.excluded.isModified():
            self.excluded.setModified(False)
            patterns = (pattern.strip() for pattern in self.excluded.text().split(","))
            self.excluded_changed.emit(tuple(filter(None, patterns)))

    def _local_api(self, is_on: bool, home: str) -> QWidget:
        self.local_api = self._box(words.LOCAL_API, _OFF_ON, is_on)
        places = Paths(Path(home))
        told = words.say(words.LOCAL_API_MORE, socket=places.api_socket, token=places.api_token)
        self.local_api_more = label(told, tone="soft", size="small")
        self.local_api_more.setWordWrap(True)
        self.local_api_more.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.local_api_more.setVisible(is_on)
        self.local_api.activated.connect(self._tell_local_api)
        row = QWidget()
        column = QVBoxLayout(row)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.local_api)
        column.addWidget(self.local_api_more)
        return row

    def _tell_local_api(self) -> None:
        is_on = bool(self.local_api.currentData())
        self.local_api_more.setVisible(is_on)
        self.local_api_changed.emit(is_on)

    def _choice(
        self, title: Wording, name: str, options: tuple[tuple[str, Wording], ...], now: str
    ) -> QComboBox:
        box = self._box(title, options, now)
        box.activated.connect(lambda _: self.chosen.emit(name, str(box.currentData())))
        return box

    def _box(
        self, title: Wording, options: Sequence[tuple[object, Wording]], now: object
    ) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(words.say(title))
        for value, wording in options:
            box.addItem(words.say(wording), value)
        box.setCurrentIndex(max(0, box.findData(now)))
        return box
