"""A card for each model: its name, what it is, and what can be done with it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QVBoxLayout

from assistant.wording import Wording
from ui import theme, words, words_models
from ui.buttons import Button
from ui.drawing import CutLabel, label

if TYPE_CHECKING:
    from assistant.catalogue import EmbedderState, ModelState


class ModelCard(QFrame):
    """What a model is, in lines, with its buttons at the right of its name."""

    def __init__(self, title: str, tone: str = "strong") -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 12, 16, 14)
        self._column.setSpacing(4)
        self._row = QHBoxLayout()
        self._row.setSpacing(theme.SPACE_8)
        self.title = CutLabel(title, tone=tone)
        self._row.addWidget(self.title, 1)
        self._column.addLayout(self._row)

    def tell(self, text: str, *, tone: str = "soft", hint: str = "") -> QLabel:
        """Add a line, with more of it for whoever stays on it, and return it."""
        line = label(text, tone=tone, size="small")
        line.setWordWrap(True)
        line.setToolTip(hint)
        self._column.addWidget(line)
        return line

    def mark(self, wording: Wording) -> None:
        """Say that it is in use."""
        chip = Button(words.say(wording), "chip")
        chip.setCheckable(True)
        chip.setChecked(True)
        chip.setEnabled(False)
        self._row.addWidget(chip)

    def offer(self, wording: Wording, clicked: Callable[[], object], *, name: str = "") -> None:
        """Add a button; its name is for who hears the window."""
        button = Button(words.say(wording), "chip", name=name)
        button.clicked.connect(lambda: clicked())
        self._row.addWidget(button)

    def offer_use(self, name: str, clicked: Callable[[], object]) -> None:
        """Add the button that takes it into use."""
        named = words.say(words_models.USE_NAMED, name=name)
        self.offer(words_models.USE, clicked, name=named)


class LearningCard(ModelCard):
    """An embedding model that is still learning what another one knows."""

    def __init__(self, title: str, state: "EmbedderState") -> None:
        super().__init__(title)
        self._line = label("", tone="soft", size="small")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._column.addWidget(self._line)
        self._column.addSpacing(theme.SPACE_4)
        self._column.addWidget(self._bar)
        self._column.addSpacing(theme.SPACE_4)
        self.show_state(state)

    def show_state(self, state: "EmbedderState") -> None:
        """Show how far it is."""
        learned, total = words.number(state.learned), words.number(state.passages)
        said = words.say(words_models.LEARNING, learned=learned, total=total)
        self._line.setText(said)
        self._bar.setAccessibleName(said)
        self._bar.setRange(0, max(1, state.passages))
        self._bar.setValue(state.learned)


def about(model: "ModelState") -> tuple[str, str]:
    """Return what a model is in one line, and what the line means."""
    parts = [model.architecture, model.quantization, words.size(model.size_bytes)]
    hint = ""
    if model.kind == "embedding":
        parts += _placing(model)
        hint = words.say(words_models.DIMENSIONS_HINT)
    elif model.kind == "speech":
        english = model.languages == ("en",)
        parts.append(
            words.say(words_models.ENGLISH_ONLY if english else words_models.MANY_LANGUAGES)
        )
    elif model.context_length:
        parts.append(words.say(words_models.CONTEXT, n=words.number(model.context_length)))
        hint = words.say(words_models.CONTEXT_HINT)
    return " · ".join(filter(None, parts)), f"{words.short_path(model.path)}\n{hint}".strip()


def _placing(model: "ModelState") -> list[str]:
    parts = []
    if model.context_length:
        parts.append(words.say(words_models.TOKENS, n=words.number(model.context_length)))
    if trial := model.trial:
        parts.append(words.say(words_models.DIMENSIONS, n=words.number(trial.dimension)))
        reads = words_models.READS_KOREAN if trial.reads_korean else words_models.THROUGH_WORDS
        parts.append(words.say(reads))
    return parts
