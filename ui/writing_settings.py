"""How a model writes: how freely, how long at most, and how much it looks at."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QWidget

from assistant.settings import Settings
from assistant.wording import Wording
from ui import words, words_talk
from ui.drawing import label

_PAGE_TOKENS = 680
"""Of a page of 500 words."""
_STYLES: tuple[tuple[float, Wording], ...] = (
    (0.0, words_talk.PRECISE),
    (0.2, words_talk.BALANCED),
    (0.8, words_talk.LIVELY),
)
_LENGTHS: tuple[tuple[float, Wording], ...] = (
    (256, words_talk.SHORT),
    (512, words_talk.MEDIUM),
    (1024, words_talk.LONG),
    (2048, words_talk.VERY_LONG),
)
_CONTEXTS = (2048, 4096, 8192, 16_384, 32_768)


class WritingSettings(QWidget):
    """Three choices, each a setting; only a model heeds them."""

    chosen = Signal(str, object)
    """Name of the setting and its new value."""

    def __init__(self, settings: Settings, form: QFormLayout) -> None:
        """Add a row for each to a form."""
        super().__init__()
        self.style_box = self._box("temperature", _said(_STYLES), settings.temperature)
        self.length = self._box("max_answer_tokens", _said(_LENGTHS), settings.max_answer_tokens)
        contexts = [(count, _context(count)) for count in _CONTEXTS]
        self.context = self._box("context_length", contexts, settings.context_length)
        for title, box in (
            (words_talk.STYLE, self.style_box),
            (words_talk.LONGEST_ANSWER, self.length),
            (words_talk.LOOKS_AT, self.context),
        ):
            box.setAccessibleName(words.say(title))
            box.setToolTip(words.say(words_talk.ONLY_MODELS))
            form.addRow(label(words.say(title)), box)

    def _box(self, name: str, options: Sequence[tuple[float, str]], now: float) -> QComboBox:
        box = QComboBox()
        for value, text in options:
            box.addItem(text, value)
        if box.findData(now) < 0:  # written into the settings file by hand
            box.addItem(words.locale().toString(now), now)
        box.setCurrentIndex(box.findData(now))
        box.activated.connect(lambda _: self.chosen.emit(name, box.currentData()))
        return box


def _said(options: Sequence[tuple[float, Wording]]) -> list[tuple[float, str]]:
    return [(value, words.say(wording)) for value, wording in options]


def _context(count: int) -> str:
    pages = words.number(round(count / _PAGE_TOKENS))
    return words.say(words_talk.TOKENS_OF_PAGES, n=words.number(count), pages=pages)
