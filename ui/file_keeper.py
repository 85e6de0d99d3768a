"""What the person does to the library: adds files and folders, and takes them out again."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from assistant.documents import Folder
from ui import choosing, words
from ui.notices import Notices

if TYPE_CHECKING:
    from assistant.app import Assistant


class FileKeeper(QObject):
    """Adds and removes; what was removed is offered back."""

    added = Signal()
    """There is something to read."""
    removed = Signal()

    def __init__(self, assistant: "Assistant", notices: Notices, window: QWidget) -> None:
        super().__init__(window)
        self._assistant, self._notices, self._window = assistant, notices, window

    def choose_folder(self) -> None:
        """Let the person choose a folder to add."""
        choosing.choose(self._window, words.CHOOSE_FOLDER, choosing.FOLDER, self.add)

    def choose_files(self) -> None:
        """Let the person choose files to add."""
        choosing.choose(self._window, words.CHOOSE_FILES, choosing.FILES, self.add)

    def add(self, paths: list[Path]) -> None:
        """Add files and folders."""
        add = self._assistant.add_folder
        n_added = sum(self._notices.guard(partial(add, path)) for path in paths)
        if n_added:
            self._notices.tell(words.say(words.ADDED_FILES, n=n_added))
            self.added.emit()

    def add_samples(self) -> None:
        """Add the sample papers."""
        if self._notices.guard(self._assistant.add_samples):
            self.added.emit()

    def remove(self, folder: Folder) -> None:
        """Take a folder out of the library; its files stay where they are."""
        if not self._notices.guard(lambda: self._assistant.remove_folder(folder.id)):
            return
        self.removed.emit()
        self._notices.offer_undo(
            words.say(words.REMOVED_FOLDER, name=folder.path.name),
            lambda: self.add([folder.path]),
        )
