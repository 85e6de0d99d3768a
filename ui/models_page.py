"""The models: what writes answers, what finds passages, what listens."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from assistant.fitting import fit
from assistant.jobs import Done
from assistant.wording import Wording
from ui import theme, words, words_models
from ui.buttons import Button
from ui.drawing import label
from ui.layouts import in_column
from ui.model_cards import LearningCard, ModelCard, about
from ui.qt_job import QtJob
from ui.top_bar import TopBar

if TYPE_CHECKING:
    from assistant.app import Assistant
    from assistant.catalogue import EmbedderState, FoundModel, ModelState
    from assistant.fitting import Hardware


class ModelsPage(QWidget):
    """The list of models by what they are for; the one in use of each says so."""

    file_wanted = Signal()
    folder_wanted = Signal()
    found_wanted = Signal(object)
    """Another program's model that shall answer."""
    stop_wanted = Signal()
    """What is being added shall be left out."""
    use_wanted = Signal(str, str)
    """A model's id, empty for what Hearth carries, and its kind."""
    remove_wanted = Signal(str, str)
    try_wanted = Signal(str)
    """A language model shall show that it works here."""
    stop_trying_wanted = Signal()

    def __init__(self, assistant: "Assistant") -> None:
        super().__init__()
        self._assistant = assistant
        self._hardware: Hardware | None = None
        self._found: list[FoundModel] = []
        self._embedder: EmbedderState = assistant.embedder()
        self._learning: LearningCard | None = None
        self._adding: ModelCard | None = None
        self._adding_text = ""
        self._tried: dict[str, str] = {}
        self._trying = ""
        self._trial_line: QLabel | None = None
        self.top = TopBar(words.say(words.MODELS))
        self.add_folder = Button(words.say(words_models.ADD_FOLDER), "chip")
        self.add_folder.clicked.connect(self.folder_wanted)
        self.add = Button(words.say(words_models.ADD_FILE), "pill")
        self.add.clicked.connect(self.file_wanted)
        self.top.add(self.add_folder)
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
        self._trial_line = None
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        models = self._assistant.shelf.all()
        if self._adding_text:
            self._show_adding_card()
        self._show_writing([model for model in models if model.kind == "language"])
        self._show_finding([model for model in models if model.kind == "embedding"])
        self._show_hearing([model for model in models if model.kind == "speech"])
        self._show_found({model.path for model in models})
        self._rows.addStretch(1)

    def show_adding(self, text: str) -> None:
        """Show how far a model is that is being added; no text once it is there."""
        is_new = bool(text) != bool(self._adding_text)
        self._adding_text = text
        if is_new:
            self.refresh()
        elif self._adding is not None:
            self._adding.title.set_whole(text)

    def show_tried(self, model_id: str, told: str, runs: bool) -> None:
        """Show what the self-test of a model tells."""
        self._tried[model_id] = told
        if runs and self._trying == model_id and self._trial_line is not None:
            self._trial_line.setText(told)  # its Stop must stay where the hand is
            return
        self._trying = model_id if runs else ""
        self.refresh()

    def show_learning(self) -> None:
        """Show how far the change of the search model is; nothing while nobody looks."""
        if not self.isVisible():
            return
        state = self._assistant.embedder()
        if _turn(state) != _turn(self._embedder):
            self.refresh()
        elif self._learning is not None:
            self._learning.show_state(state)

    def showEvent(self, event: object) -> None:
        """Show the models as they are now, and look what else is on this computer."""
        super().showEvent(event)  # type: ignore[arg-type]
        self.refresh()
        for job, take in (
            (self._assistant.shelf.hardware(), self._take_hardware),
            (self._assistant.shelf.found(), self._take_found),
        ):
            looking = QtJob(job)
            looking.finished.connect(take)
            looking.start()

    def _take_hardware(self, event: object) -> None:
        if isinstance(event, Done):
            self._hardware = event.result
            self.refresh()

    def _take_found(self, event: object) -> None:
        if isinstance(event, Done):
            self._found = event.result
            self.refresh()

    def _show_adding_card(self) -> None:
        self._adding = card = ModelCard(self._adding_text, tone="soft")
        card.offer(words_models.STOP, self.stop_wanted.emit)
        self._add(card)
        self._rows.addSpacing(theme.SPACE_12)

    # --- what writes

    def _show_writing(self, models: "list[ModelState]") -> None:
        chosen = self._assistant.settings.model_id
        self._begin_group(words_models.WRITING, words_models.WRITING_EXPLAINED)
        title = words.say(words_models.QUOTE_TITLE)
        card = ModelCard(title)
        card.tell(words.say(words_models.QUOTE_EXPLAINED))
        if chosen:
            card.offer_use(title, lambda: self.use_wanted.emit("", "language"))
        else:
            card.mark(words_models.IN_USE)
        self._add(card)
        for model in models:
            self._add(self._model_card(model, in_use=model.id == chosen))

    def _add_fit(self, card: ModelCard, model: "ModelState") -> None:
        """Say whether it fits, once it is known what this computer has."""
        if model.shape is None or self._hardware is None or model.problem:
            return
        asked = self._assistant.settings.context_length
        found = fit(model.shape, min(asked, model.context_length or asked), self._hardware)
        card.tell(words.say(found.said), tone="bad" if found.verdict == "too_big" else "soft")

    # --- what finds

    def _show_finding(self, models: "list[ModelState]") -> None:
        self._embedder = state = self._assistant.embedder()
        self._learning = None
        self._begin_group(words_models.FINDING, words_models.FINDING_EXPLAINED)
        chosen = self._assistant.settings.embedder_id
        self._add(self._carried_card(state, chosen))
        for model in models:
            is_learning = state.is_switching and model.id == chosen and not model.problem
            if is_learning:
                self._add(self._learning_card(model.name, state))
            else:
                serves = model.id == state.serving_id
                self._add(self._model_card(model, in_use=serves, state=state))

    def _carried_card(self, state: "EmbedderState", chosen: str) -> QWidget:
        if state.is_switching and (not chosen or state.problem):
            return self._learning_card(state.wanted, state)
        card = ModelCard(state.carried)
        card.tell(words.say(words_models.CARRIED_EXPLAINED))
        if state.problem:
            card.tell(words.say(state.problem), tone="bad")
        if not state.serving_id:
            card.mark(words_models.FOR_NOW if state.is_switching else words_models.IN_USE)
        else:
            card.offer_use(state.carried, lambda: self.use_wanted.emit("", "embedding"))
        return card

    def _learning_card(self, name: str, state: "EmbedderState") -> LearningCard:
        self._learning = card = LearningCard(name, state)
        back = words.say(words_models.STOP_SWITCHING, name=state.serving)
        stay = state.serving_id
        card.offer(words_models.STOP, lambda: self.use_wanted.emit(stay, "embedding"), name=back)
        return card

    # --- what listens

    def _show_hearing(self, models: "list[ModelState]") -> None:
        self._begin_group(words_models.HEARING, words_models.HEARING_EXPLAINED)
        chosen = self._assistant.settings.speech_id
        for model in models:
            self._add(self._model_card(model, in_use=model.id == chosen))
        if not models:
            self._add(_soft(words.say(words_models.NO_SPEECH)))

    # --- all of them

    def _model_card(
        self, model: "ModelState", *, in_use: bool, state: "EmbedderState | None" = None
    ) -> QWidget:
        card, kind = ModelCard(model.name), model.kind
        line, hint = about(model)
        card.tell(line, hint=hint)
        self._add_fit(card, model)
        if model.problem:
            card.tell(words.say(model.problem), tone="bad")
        if kind == "language" and not model.problem:
            self._add_trial(card, model)
        if not in_use and not model.problem:
            card.offer_use(model.name, lambda: self.use_wanted.emit(model.id, kind))
        elif in_use and state is not None and state.is_switching:
            card.mark(words_models.FOR_NOW)
        elif in_use:
            card.mark(words_models.CHOSEN if kind == "speech" else words_models.IN_USE)
            card.offer(words_models.STOP_USING, lambda: self.use_wanted.emit("", kind))
        named = words.say(words_models.REMOVE_NAMED, name=model.name)
        card.offer(
            words_models.REMOVE, lambda: self.remove_wanted.emit(model.id, model.name), name=named
        )
        return card

    def _add_trial(self, card: ModelCard, model: "ModelState") -> None:
        """Say how its self-test went, and offer one unless one runs."""
        told = self._tried.get(model.id)
        line = card.tell(told) if told else None
        if self._trying == model.id:
            self._trial_line = line
        if self._trying == model.id:
            card.offer(words_models.STOP, self.stop_trying_wanted.emit)
        elif not self._trying:
            named = words.say(words_models.TRY_NAMED, name=model.name)
            card.offer(words_models.TRY, lambda: self.try_wanted.emit(model.id), name=named)

    def _show_found(self, added: set[Path]) -> None:
        new = [one for one in self._found if one.path not in added]
        if not new:
            return
        self._begin_group(words_models.OF_OTHER_PROGRAMS, words_models.OF_OTHERS_EXPLAINED)
        for one in new:
            self._add(self._found_card(one))

    def _found_card(self, one: "FoundModel") -> QWidget:
        card = ModelCard(one.name)
        size = words.size(one.size_bytes)
        card.tell(f"{one.program} · {size}", hint=words.short_path(one.path))
        card.offer_use(one.name, lambda: self.found_wanted.emit(one))
        return card

    def _add(self, widget: QWidget) -> None:
        self._rows.addWidget(widget)
        widget.show()  # at once, not with the next turn of the loop: nothing may flicker

    def _begin_group(self, title: Wording, explained: Wording) -> None:
        if self._rows.count() > 2:
            self._rows.addSpacing(theme.SPACE_16)
        self._add(label(words.say(title), tone="strong"))
        self._add(_soft(words.say(explained)))


def _turn(state: "EmbedderState") -> tuple[object, ...]:
    return state.serving_id, state.wanted, state.is_switching, state.problem


def _soft(text: str) -> QWidget:
    line = label(text, tone="soft", size="small")
    line.setWordWrap(True)
    return line
