"""What the window holds: the side, the page one is on, and the source beside it."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QKeySequence,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from assistant.documents import Citation
from ui import words
from ui.beside import Beside
from ui.conversation_view import ConversationView
from ui.dropped import look_at
from ui.notices import Notices
from ui.side_pane import SidePane
from ui.window_state import WindowState

if TYPE_CHECKING:
    from assistant.app import Assistant
    from ui.conversation_keeper import ConversationKeeper
    from ui.file_keeper import FileKeeper
    from ui.first_start import FirstStart
    from ui.library_page import LibraryPage
    from ui.model_keeper import ModelKeeper
    from ui.models_page import ModelsPage
    from ui.reading import Reading
    from ui.settings_page import SettingsPage
    from ui.talking import Talking

_NARROW = 1000
# The window is drawn by then, and a first click answered.
_SETTLED_MS = 800


class Workspace(QWidget):
    """Seen before the assistant is there; `attach` brings it to life. Pages are built when seen.

    It knows where one is. What is done to conversations, files and models is done by their keepers.
    """

    look_changed = Signal(str, str)
    """A setting of the look: its name and new value."""
    local_api_changed = Signal()

    assistant: "Assistant"
    files: "FileKeeper"
    models: "ModelKeeper"
    conversations: "ConversationKeeper"
    reading: "Reading"
    talking: "Talking"

    def __init__(self, state: WindowState) -> None:
        super().__init__()
        self._state = state
        self._is_attached = False
        self._home = Path()
        self._library_page: LibraryPage | None = None
        self._models_page: ModelsPage | None = None
        self._settings_page: SettingsPage | None = None
        self._first: FirstStart | None = None
        self.notices = Notices()
        self.side = SidePane()
        self.view = ConversationView()
        self.pages = QStackedWidget()
        self.pages.addWidget(self.view)
        self.beside = Beside(self.pages, state)
        self.beside.toggled.connect(self._source_toggled)
        self.setAcceptDrops(True)
        self._lay_out()
        self._set_keys(
            ("Ctrl+N", self.show_conversation),
            ("Ctrl+K", self._go_search),
            ("Ctrl+L", self._go_question),
            ("Esc", self._escape),
        )
        self.side.new.clicked.connect(lambda: self.show_conversation())
        self.view.box.edit.setFocus()

    # --- coming to life

    def attach(self, assistant: "Assistant", home: Path) -> None:
        """Take the assistant and show what it knows."""
        self.assistant, self._home = assistant, home
        self._appoint()
        self._is_attached = True
        self._connect_wishes()
        lock = assistant.network_lock()
        self.side.foot.show_lock(lock.closed, words.say(lock.sentence))
        self.view.box.set_ready()
        self.conversations.refresh()
        self._models_changed()
        self._show_reading()
        self._show_start()
        if assistant.startup_notice is not None:
            self.notices.show_error(assistant.startup_notice)
        QTimer.singleShot(_SETTLED_MS, self, self.reading.follow)
        if assistant.folders():
            QTimer.singleShot(_SETTLED_MS, self, self._wake)

    def _wake(self) -> None:
        """Look for changed files, and wake the engines: who opens Hearth is about to ask."""
        self.reading.start()
        self.assistant.warm_up()

    def _appoint(self) -> None:
        """Build those who do the work."""
        from ui.conversation_keeper import ConversationKeeper
        from ui.file_keeper import FileKeeper
        from ui.model_keeper import ModelKeeper
        from ui.reading import Reading
        from ui.talking import Talking

        self.reading = Reading(self.assistant, self)
        self.reading.changed.connect(self._show_reading)
        self.reading.failed.connect(self.notices.show_error)
        self.talking = Talking(self.assistant, self.view, self)
        self.talking.remark = self.reading.remark
        self.talking.failed.connect(self.notices.show_error)
        self.conversations = ConversationKeeper(
            self.assistant, self.talking, self.side, self.notices
        )
        self.conversations.go_wanted.connect(self.show_conversation)
        self.files = FileKeeper(self.assistant, self.notices, self)
        self.files.added.connect(self._files_added)
        self.files.removed.connect(self._files_removed)
        self.models = ModelKeeper(self.assistant, self.notices, self)
        self.models.changed.connect(self._models_changed)
        self.models.learning_wanted.connect(self.reading.learn)

    def _connect_wishes(self) -> None:
        """Connect what needs the assistant."""
        self.side.files.clicked.connect(self.show_files)
        self.side.models.clicked.connect(self.show_models)
        self.side.foot.settings_wanted.connect(self.show_settings)
        self.side.list.conversation_chosen.connect(self.show_conversation)
        self.side.list.file_chosen.connect(self.show_file)
        self.view.source_wanted.connect(self.show_source)
        self.view.mode_wanted.connect(self.show_models)
        self.view.box.add_wanted.connect(self.files.choose_files)
        self._set_keys(("Ctrl+O", self.files.choose_files), ("Ctrl+,", self.show_settings))
        # Engines that went to rest wake with the first letter of a question.
        self.view.box.begun.connect(self.assistant.warm_up)

    # --- places to go

    def show_conversation(self, conversation_id: int | None = None) -> None:
        """Go to a conversation, or to a new one."""
        self._turn_to(self.view, "conversation")
        if not self._is_attached:
            return
        if conversation_id is None:
            self.talking.begin()
        else:
            self.notices.guard(lambda: self.talking.open(conversation_id))
        self.view.box.edit.setFocus()

    def show_files(self) -> None:
        """Go to the files."""
        if self._library_page is None:
            from ui.library_page import LibraryPage

            self._library_page = page = LibraryPage(self.assistant, self.reading)
            page.add_folder_wanted.connect(self.files.choose_folder)
            page.remove_wanted.connect(self.files.remove)
            page.file_wanted.connect(self.show_file)
        self._go(self._library_page, "files")

    def show_models(self) -> None:
        """Go to the models."""
        if self._models_page is None:
            from ui.models_page import ModelsPage

            self._models_page = page = ModelsPage(self.assistant)
            page.file_wanted.connect(self.models.choose_file)
            page.folder_wanted.connect(self.models.choose_folder)
            page.use_wanted.connect(self.models.use)
            page.remove_wanted.connect(self.models.remove)
            page.found_wanted.connect(self.models.use_found)
            page.stop_wanted.connect(self.models.stop_adding)
            page.try_wanted.connect(self.models.try_out)
            page.stop_trying_wanted.connect(self.models.stop_trying)
            self.models.tried.connect(page.show_tried)
            self.models.adding.connect(page.show_adding)
            self.reading.changed.connect(page.show_learning)
        self._go(self._models_page, "models")

    def show_settings(self) -> None:
        """Go to the settings."""
        if self._settings_page is None:
            from ui.settings_page import SettingsPage

            self._settings_page = SettingsPage(self.assistant, str(self._home))
            self._settings_page.chosen.connect(self._change_look)
            self._settings_page.writing.chosen.connect(self._change_writing)
            self._settings_page.excluded_changed.connect(self._change_excluded)
            self._settings_page.local_api_changed.connect(self._change_local_api)
        self._go(self._settings_page, "settings")

    def show_source(self, citation: Citation) -> None:
        """Open the cited page beside the conversation."""
        self.notices.guard(lambda: self.beside.open_source(self.assistant).open_citation(citation))
        self.view.set_open_citation(citation)

    def show_file(self, path: Path) -> None:
        """Open a file beside the page one is on."""
        self.notices.guard(lambda: self.beside.open_source(self.assistant).open_file(path))

    def _show_start(self) -> None:
        """Offer two ways to begin while there is nothing."""
        if self.assistant.folders() or self.assistant.talk.conversations():
            return
        from ui.first_start import FirstStart

        self._first = FirstStart()
        self._first.folder_wanted.connect(self.files.choose_folder)
        self._first.samples_wanted.connect(self.files.add_samples)
        self.pages.addWidget(self._first)
        self.pages.setCurrentWidget(self._first)

    def _go(self, page: QWidget, name: str) -> None:
        if self.pages.indexOf(page) < 0:
            self.pages.addWidget(page)
        self._turn_to(page, name)
        self.side.list.choose(None)
        page.setFocus()

    def _turn_to(self, page: QWidget, name: str) -> None:
        self.beside.close_source()
        self.pages.setCurrentWidget(page)
        self.side.set_page(name)

    def _back(self) -> None:
        """Go to the open conversation, as it is."""
        self.pages.setCurrentWidget(self.view)
        self.side.set_page("conversation")
        if self._is_attached:
            self.side.list.choose(self.talking.conversation_id)
        self.view.box.edit.setFocus()

    # --- what has changed

    def _files_added(self) -> None:
        if self.pages.currentWidget() is self._first:
            self.show_conversation()
        if self._library_page is not None:
            self._library_page.refresh()
        self.reading.start()

    def _files_removed(self) -> None:
        if self._library_page is not None:
            self._library_page.refresh()

    def _models_changed(self) -> None:
        if self._models_page is not None:
            self._models_page.refresh()
        mode = self.assistant.mode()
        name = mode.name if mode.mode == "model" else words.say(words.MODE_QUOTE)
        self.view.set_mode(name, words.say(mode.detail))

    def _show_reading(self) -> None:
        self.side.foot.show_reading(*self.reading.said())

    def _change_look(self, name: str, value: str) -> None:
        if self.notices.guard(lambda: self.assistant.change_settings(**{name: value})):
            setattr(self._state, name, value)
            self.look_changed.emit(name, value)

    def _change_excluded(self, patterns: tuple[str, ...]) -> None:
        if self.notices.guard(lambda: self.assistant.change_settings(excluded=patterns)):
            self.reading.start()

    def _change_writing(self, name: str, value: float) -> None:
        self.notices.guard(lambda: self.assistant.change_settings(**{name: value}))

    def _change_local_api(self, is_on: bool) -> None:
        if self.notices.guard(lambda: self.assistant.change_settings(local_api=is_on)):
            self.local_api_changed.emit()

    def _source_toggled(self, is_open: bool) -> None:
        if not is_open:
            self.view.set_open_citation(None)
        self._fit_side()

    # --- keys, drops, place

    def _escape(self) -> None:
        """Close the topmost thing only; with nothing to close, stop the answer."""
        if self.view.box.edit.is_composing:
            return
        if self.notices.isVisible():
            self.notices.hide()
        elif self.beside.is_open:
            self.beside.close_source()
            self.view.box.edit.setFocus()
        elif self.side.search.text():
            self.side.search.clear()
        elif self.pages.currentWidget() not in (self.view, self._first):
            self._back()
        else:
            self.view.box.stop_answering()

    def _go_search(self) -> None:
        self.side.show()
        self.side.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.side.search.selectAll()

    def _go_question(self) -> None:
        if self.pages.currentWidget() is not self.view:
            self._back()
        self.view.box.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _set_keys(self, *keys: tuple[str, Callable[[], None]]) -> None:
        for sequence, action in keys:
            QShortcut(QKeySequence(sequence), self).activated.connect(action)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files, words, and addresses too, so as to say why they are refused."""
        if event.mimeData().hasUrls() or event.mimeData().hasText():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Add what was dropped."""
        dropped = look_at(event.mimeData())
        if dropped.has_address:
            self.notices.tell(words.say(words.WEB_REFUSED), words.say(words.WEB_REFUSED_HINT))
        if dropped.text:
            self.view.box.fill(dropped.text)
        if self._is_attached:
            self._take(dropped.paths)
        event.acceptProposedAction()

    def _take(self, paths: Sequence[Path]) -> None:
        """Add what was dropped: models to the models, all else to the files."""
        models = [path for path in paths if self.assistant.shelf.models_in(path)]
        if files := [path for path in paths if path not in models]:
            self.files.add(files)
        for model in models:
            self.show_models()
            self.models.add_given(model)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the column readable."""
        super().resizeEvent(event)
        self._fit_side()

    def _fit_side(self) -> None:
        """In a narrow window the source takes the place of the side."""
        self.side.setVisible(not (self.beside.is_open and self.width() < _NARROW))

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.side)
        row.addWidget(self.beside, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.notices)
        column.addLayout(row, 1)
