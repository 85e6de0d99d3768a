"""What the person does to the models: adds, chooses and removes them."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from assistant.catalogue import CHOSEN_IN
from assistant.jobs import Done, Failed, Progress
from assistant.wording import Wording
from ui import choosing, words, words_models
from ui.notices import Notices
from ui.qt_job import QtJob

if TYPE_CHECKING:
    from assistant.app import Assistant
    from assistant.catalogue import FoundModel, ModelKind


class ModelKeeper(QObject):
    """Adds, chooses and removes; what was removed is offered back."""

    changed = Signal()
    """Which models there are, or which one answers."""
    adding = Signal(str)
    """What is being added and how far it is; empty once nothing is."""
    tried = Signal(str, str, bool)
    """A model's id, what its self-test tells, and whether it still runs."""
    learning_wanted = Signal()
    """Another model shall find passages, which it has to learn."""

    def __init__(self, assistant: "Assistant", notices: Notices, window: QWidget) -> None:
        super().__init__(window)
        self._assistant, self._notices, self._window = assistant, notices, window
        self._jobs: list[QtJob] = []
        self._trial: QtJob | None = None

    def choose_file(self) -> None:
        """Let the person choose a model file to add."""
        kinds = words.say(words_models.GGUF_FILES)
        self._choose(words_models.CHOOSE_FILE, choosing.ONE_FILE, kinds)

    def choose_folder(self) -> None:
        """Let the person choose a model folder to add."""
        self._choose(words_models.CHOOSE_FOLDER, choosing.FOLDER)

    def _choose(self, title: Wording, mode: QFileDialog.FileMode, kinds: str = "") -> None:
        add = self.add_given
        choosing.choose(self._window, title, mode, lambda paths: add(paths[0]), kinds)

    def add_given(self, path: Path) -> None:
        """Add what a person chose or dropped: a file, a folder that is one model, or of models."""
        for model in self._assistant.shelf.models_in(path) or [path]:
            self.add(model)

    def add(self, path: Path, name: str = "", *, to_use: bool = False) -> None:
        """Add a model, and let it answer if that was asked; it stays where it is."""
        job = QtJob(self._assistant.shelf.add(path, name))
        self._jobs.append(job)
        job.happened.connect(lambda event: self._tell_progress(path, event))
        job.finished.connect(lambda event: self._finish_adding(job, event, to_use=to_use))
        self.adding.emit(words.say(words_models.ADDING, name=path.name, share=0))
        job.start()

    def use_found(self, found: "FoundModel") -> None:
        """Add another program's model and let it answer."""
        self.add(found.path, found.name, to_use=True)

    def stop_adding(self) -> None:
        """Leave out what is being added."""
        for job in self._jobs:
            job.cancel()

    def use(self, model_id: str, kind: "ModelKind" = "language") -> None:
        """Take a model into use, or with an empty id what Hearth carries."""
        done = self._notices.guard(lambda: self._assistant.use_model(model_id, kind))
        self.changed.emit()
        if done and kind == "embedding":
            self.learning_wanted.emit()

    def try_out(self, model_id: str) -> None:
        """Let a language model show that it works here, and how fast."""
        model = self._assistant.shelf.find(model_id)
        if model is None or self._trial is not None:
            return
        self._trial = job = QtJob(self._assistant.talk.self_test(model))
        job.happened.connect(lambda event: self._tell_trial(model_id, event))
        job.finished.connect(lambda event: self._finish_trial(model_id, event))
        self.tried.emit(model_id, words.say(words_models.TRYING_OUT), True)
        job.start()

    def stop_trying(self) -> None:
        """End the self-test that runs."""
        if self._trial is not None:
            self._trial.cancel()

    def _tell_trial(self, model_id: str, event: object) -> None:
        if isinstance(event, Progress):
            share = f" {100 * event.done // event.total} %" if event.total else ""
            self.tried.emit(model_id, f"{words.say(event.note)}…{share}", True)

    def _finish_trial(self, model_id: str, event: object) -> None:
        self._trial = None
        told = ""
        if isinstance(event, Failed):
            self._notices.show_error(event.error)
        elif isinstance(event, Done):
            why = event.result.why_no_gpu
            told = " ".join(words.say(part) for part in (event.result.said, why) if part)
        self.tried.emit(model_id, told, False)

    def remove(self, model_id: str, name: str) -> None:
        """Forget a model; its files stay."""
        settings, models = self._assistant.settings, self._assistant.shelf.all()
        kinds = [model.kind for model in models if model.id == model_id]
        used_as = [kind for kind in kinds if getattr(settings, CHOSEN_IN[kind]) == model_id]
        if not self._notices.guard(lambda: self._assistant.remove_model(model_id)):
            return
        self.changed.emit()
        if "embedding" in used_as:
            self.learning_wanted.emit()
        self._notices.offer_undo(
            words.say(words_models.REMOVED, name=name),
            lambda: self._restore(model_id, used_as),
        )

    def _restore(self, model_id: str, used_as: "list[ModelKind]") -> None:
        if self._notices.guard(lambda: self._assistant.shelf.restore(model_id)):
            for kind in used_as:
                self.use(model_id, kind)
        self.changed.emit()

    def _tell_progress(self, path: Path, event: object) -> None:
        if not isinstance(event, Progress):
            return
        if event.total:
            share = event.done * 100 // event.total
            self.adding.emit(words.say(words_models.ADDING, name=path.name, share=share))
        else:
            self.adding.emit(words.say(words_models.TRYING, name=path.name))

    def _finish_adding(self, job: QtJob, event: object, *, to_use: bool) -> None:
        self._jobs.remove(job)
        if not self._jobs:
            self.adding.emit("")
        if isinstance(event, Failed):
            self._notices.show_error(event.error)
        elif isinstance(event, Done) and to_use:
            self.use(event.result.id, event.result.kind)
        elif isinstance(event, Done):
            self.changed.emit()
