"""What answers: quoting, or one of the language models that the person added."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ui import theme, words
from ui.buttons import Button
from ui.drawing import CutLabel, label
from ui.layouts import in_column
from ui.top_bar import TopBar

if TYPE_CHECKING:
    from assistant.app import Assistant
    from assistant.catalogue import ModelState


class ModelsPage(QWidget):
    """The list of models; the one in use says so."""

    add_wanted = Signal()
    use_wanted = Signal(str)
    remove_wanted = Signal(str, str)

    def __init__(self, assistant: "Assistant") -> None:
        super().__init__()
        self._assistant = assistant
        self.top = TopBar(words.say(words.MODELS))
        self.add = Button(words.say(words.ADD_MODEL), "pill")
        self.add.clicked.connect(self.add_wanted)
        self.top.add(self.add)
        self._list = QWidget()
        self._rows = QVBoxLayout(self._list)
        self._rows.setContentsMargins(0, 28, 0, 28)
        self._rows.setSpacing(theme.SPACE_12)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(in_column(self._list))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.top)
        column.addWidget(scroll, 1)

    def refresh(self) -> None:
        """Show the models as they are now."""
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        chosen = self._assistant.settings.model_id
        self._rows.addWidget(self._quote_card(in_use=not chosen))
        self._rows.addSpacing(theme.SPACE_12)
        self._rows.addWidget(label(words.say(words.YOUR_MODELS), tone="strong"))
        self._rows.addWidget(_soft(words.say(words.MODEL_EXPLAINED)))
        models = self._assistant.models()
        for model in models:
            self._rows.addWidget(self._model_card(model, in_use=model.id == chosen))
        if not models:
            self._rows.addWidget(_soft(words.say(words.NO_MODELS)))
        self._rows.addStretch(1)

    def showEvent(self, event: object) -> None:
        """Show the models as they are now."""
        super().showEvent(event)  # type: ignore[arg-type]
        self.refresh()

    def _quote_card(self, *, in_use: bool) -> QWidget:
        card, column, row = _card(words.say(words.QUOTE_TITLE))
        column.addWidget(_soft(words.say(words.QUOTE_EXPLAINED)))
        if in_use:
            row.addWidget(_in_use())
        else:
            row.addWidget(self._use_button("", words.say(words.QUOTE_TITLE)))
        return card

    def _model_card(self, model: "ModelState", *, in_use: bool) -> QWidget:
        card, column, row = _card(model.name)
        about = _soft(_about(model))
        about.setToolTip(f"{model.path}\n{words.say(words.CONTEXT_HINT)}")
        column.addWidget(about)
        if model.problem:
            problem = label(words.say(model.problem), tone="bad", size="small")
            problem.setWordWrap(True)
            column.addWidget(problem)
        if in_use:
            row.addWidget(_in_use())
            stop = Button(words.say(words.STOP_USING), "chip")
            stop.clicked.connect(lambda: self.use_wanted.emit(""))
            row.addWidget(stop)
        else:
            use = self._use_button(model.id, model.name)
            use.setEnabled(not model.problem)
            row.addWidget(use)
        remove = Button(
            words.say(words.REMOVE), "chip", name=words.say(words.REMOVE_NAMED, name=model.name)
        )
        remove.clicked.connect(lambda: self.remove_wanted.emit(model.id, model.name))
        row.addWidget(remove)
        return card

    def _use_button(self, model_id: str, name: str) -> Button:
        use = Button(words.say(words.USE), "chip", name=words.say(words.USE_NAMED, name=name))
        use.clicked.connect(lambda: self.use_wanted.emit(model_id))
        return use


def _about(model: "ModelState") -> str:
    parts = [model.architecture, model.quantization, words.size(model.size_bytes)]
    if model.context_length:
        parts.append(words.say(words.CONTEXT, n=words.number(model.context_length)))
    return " · ".join(part for part in parts if part)


def _card(title: str) -> tuple[QFrame, QVBoxLayout, QHBoxLayout]:
    card = QFrame()
    card.setProperty("kind", "card")
    column = QVBoxLayout(card)
    column.setContentsMargins(16, 12, 16, 14)
    column.setSpacing(4)
    row = QHBoxLayout()
    row.setSpacing(theme.SPACE_8)
    name = CutLabel(title, tone="strong")
    row.addWidget(name, 1)
    column.addLayout(row)
    return card, column, row


def _soft(text: str) -> QWidget:
    line = label(text, tone="soft", size="small")
    line.setWordWrap(True)
    return line


def _in_use() -> QWidget:
    chip = Button(words.say(words.IN_USE), "chip")
    chip.setCheckable(True)
    chip.setChecked(True)
    chip.setEnabled(False)
    return chip
