"""What the person does to the language models: adds, chooses and removes them."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from ui import choosing, words
from ui.notices import Notices

if TYPE_CHECKING:
    from assistant.app import Assistant


class ModelKeeper(QObject):
    """Adds, chooses and removes; what was removed is offered back."""

    changed = Signal()
    """Which models there are, or which one answers."""

    def __init__(self, assistant: "Assistant", notices: Notices, window: QWidget) -> None:
        super().__init__(window)
        self._assistant, self._notices, self._window = assistant, notices, window

    def choose_file(self) -> None:
        """Let the person choose a model file to add."""
        kinds = words.say(words.GGUF_FILES)
        add = self.add
        choosing.choose(
            self._window, words.CHOOSE_MODEL, choosing.ONE_FILE, lambda paths: add(*paths), kinds
        )

    def add(self, path: Path) -> None:
        """Add a model file; it stays where it is."""
        if self._notices.guard(lambda: self._assistant.add_model(path)):
            self.changed.emit()

    def use(self, model_id: str) -> None:
        """Let a model answer, or none for an empty id."""
        self._notices.guard(lambda: self._assistant.use_model(model_id))
        self.changed.emit()

    def remove(self, model_id: str, name: str) -> None:
        """Forget a model; its file stays."""
        paths = {model.id: model.path for model in self._assistant.models()}
        was_used = self._assistant.settings.model_id == model_id
        if not self._notices.guard(lambda: self._assistant.remove_model(model_id)):
            return
        self.changed.emit()
        if (path := paths.get(model_id)) is not None:
            self._notices.offer_undo(
                words.say(words.REMOVED_MODEL, name=name),
                lambda: self._restore(path, was_used=was_used),
            )

    def _restore(self, path: Path, *, was_used: bool) -> None:
        self.add(path)
        again = [model.id for model in self._assistant.models() if model.path == path]
        if was_used and again:
            self.use(again[0])
