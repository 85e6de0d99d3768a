"""What the window holds: the side, the page one is on, and the source beside it."""

from collections.abc import Callable
from functools import partial
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
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QInputDialog,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from assistant.conversation import Answer
from assistant.documents import Citation, Folder
from assistant.errors import AssistantError
from ui import words
from ui.conversation_view import ConversationView
from ui.dropped import look_at
from ui.notices import Notices
from ui.side_pane import SidePane
from ui.window_state import WindowState

if TYPE_CHECKING:
    from assistant.app import Assistant
    from ui.first_start import FirstStart
    from ui.library_page import LibraryPage
    from ui.models_page import ModelsPage
    from ui.reading import Reading
    from ui.settings_page import SettingsPage
    from ui.source_view import SourceView
    from ui.talking import Talking

_NARROW = 1000
_MOST_FILES_FOUND = 8


class Workspace(QWidget):
    """Seen before the assistant is there; `attach` brings it to life. Pages are built when seen."""

    look_changed = Signal(str, str)
    """A setting of the look: its name and new value."""

    def __init__(self, state: WindowState) -> None:
        super().__init__()
        self._state = state
        self._assistant: Assistant | None = None
        self._reading: Reading | None = None
        self._talking: Talking | None = None
        self._source: SourceView | None = None
        self._library: LibraryPage | None = None
        self._models: ModelsPage | None = None
        self._settings: SettingsPage | None = None
        self._first: FirstStart | None = None
        self._home = Path()
        self.notices = Notices()
        self.side = SidePane()
        self.view = ConversationView()
        self._pages = QStackedWidget()
        self._pages.addWidget(self.view)
        self._beside = QSplitter(Qt.Orientation.Horizontal)
        self.setAcceptDrops(True)
        self._lay_out()
        self._connect_side()
        self._set_keys()
        self.view.box.edit.setFocus()

    # --- coming to life

    def attach(self, assistant: "Assistant", home: Path) -> None:
        """Take the assistant and show what it knows."""
        from ui.reading import Reading
        from ui.talking import Talking

        self._assistant, self._home = assistant, home
        self._reading = Reading(assistant, self)
        self._reading.changed.connect(self._show_reading)
        self._reading.failed.connect(self.notices.show_error)
        self._talking = Talking(assistant, self.view, self)
        self._talking.changed.connect(self._refresh_list)
        self._talking.remark = self._remark
        self._talking.opened.connect(self._conversation_opened)
        lock = assistant.network_lock()
        self.side.foot.show_lock(lock.closed, words.say(lock.sentence))
        self.view.box.set_ready()
        self._refresh_list()
        self._show_mode()
        self._show_reading()
        self._show_start()
        if assistant.startup_notice is not None:
            self.notices.show_error(assistant.startup_notice)
        if assistant.folders():
            QTimer.singleShot(800, self, self._reading.start)
        # Engines start with the first letter of a question and are awake when it is sent.
        self.view.box.edit.textChanged.connect(
            assistant.warm_up, Qt.ConnectionType.SingleShotConnection
        )

    @property
    def assistant(self) -> "Assistant":
        """The assistant, once attached."""
        assert self._assistant is not None
        return self._assistant

    # --- places to go

    def show_conversation(self, conversation_id: int | None = None) -> None:
        """Go to a conversation, or to a new one."""
        self._close_source()
        self._pages.setCurrentWidget(self.view)
        self.side.set_page("conversation")
        talking = self._talking
        if talking is None:
            return
        if conversation_id is None:
            talking.begin()
        else:
            self._guarded(lambda: talking.open(conversation_id))
        self.view.box.edit.setFocus()

    def show_files(self) -> None:
        """Go to the files."""
        if self._assistant is None or self._reading is None:
            return
        if self._library is None:
            from ui.library_page import LibraryPage

            self._library = LibraryPage(self._assistant, self._reading)
            self._library.add_folder_wanted.connect(self.choose_folder)
            self._library.remove_wanted.connect(self._remove_folder)
            self._library.file_wanted.connect(self.show_file)
            self._pages.addWidget(self._library)
        self._go(self._library, "files")

    def show_models(self) -> None:
        """Go to the models."""
        if self._assistant is None:
            return
        if self._models is None:
            from ui.models_page import ModelsPage

            self._models = ModelsPage(self._assistant)
            self._models.add_wanted.connect(self.choose_model)
            self._models.use_wanted.connect(self._use_model)
            self._models.remove_wanted.connect(self._remove_model)
            self._pages.addWidget(self._models)
        self._go(self._models, "models")

    def show_settings(self) -> None:
        """Go to the settings."""
        if self._assistant is None:
            return
        if self._settings is None:
            from ui.settings_page import SettingsPage

            self._settings = SettingsPage(self._assistant, str(self._home))
            self._settings.chosen.connect(self._change_look)
            self._pages.addWidget(self._settings)
        self._go(self._settings, "settings")

    def show_source(self, citation: Citation) -> None:
        """Open the cited page beside the conversation."""
        self._guarded(lambda: self._source_view().open_citation(citation))
        self.view.set_open_citation(citation)

    def show_file(self, path: Path) -> None:
        """Open a file beside the page one is on."""
        self._guarded(lambda: self._source_view().open_file(path))

    def _go(self, page: QWidget, name: str) -> None:
        self._close_source()
        self._pages.setCurrentWidget(page)
        self.side.set_page(name)
        self.side.list.choose(None)
        page.setFocus()

    # --- adding things

    def choose_folder(self) -> None:
        """Let the person choose a folder."""
        dialog = QFileDialog(self, words.say(words.CHOOSE_FOLDER), str(Path.home()))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(lambda path: self.add_paths([Path(path)]))
        self._open_dialog(dialog)

    def choose_files(self) -> None:
        """Let the person choose files."""
        dialog = QFileDialog(self, words.say(words.CHOOSE_FILES), str(Path.home()))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda paths: self.add_paths([Path(p) for p in paths]))
        self._open_dialog(dialog)

    def choose_model(self) -> None:
        """Let the person choose a model file."""
        dialog = QFileDialog(
            self, words.say(words.CHOOSE_MODEL), str(Path.home()), words.say(words.GGUF_FILES)
        )
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda path: self._add_model(Path(path)))
        self._open_dialog(dialog)

    def add_paths(self, paths: list[Path]) -> None:
        """Add files and folders to the library and begin to read them."""
        if self._assistant is None or self._reading is None:
            return
        added = 0
        for path in paths:
            added += self._guarded(partial(self.assistant.add_folder, path))
        if added:
            self.notices.tell(words.say(words.ADDED_FILES, n=added))
            self._library_grew()

    def add_samples(self) -> None:
        """Add the sample papers."""
        if self._first is not None:
            self._first.set_busy(True)
        if self._guarded(self.assistant.add_samples):
            self._library_grew()
        if self._first is not None:
            self._first.set_busy(False)

    def _library_grew(self) -> None:
        if self._pages.currentWidget() is self._first:
            self.show_conversation()
        if self._library is not None:
            self._library.refresh()
        if self._reading is not None:
            self._reading.start()

    def _add_model(self, path: Path) -> None:
        if self._guarded(lambda: self.assistant.add_model(path)):
            self._models_changed()

    def _use_model(self, model_id: str) -> None:
        self._guarded(lambda: self.assistant.use_model(model_id))
        self._models_changed()

    def _remove_model(self, model_id: str, name: str) -> None:
        models = {model.id: model for model in self.assistant.models()}
        was_used = self.assistant.settings.model_id == model_id
        if not self._guarded(lambda: self.assistant.remove_model(model_id)):
            return
        path = models[model_id].path if model_id in models else None
        self._models_changed()
        if path is not None:
            self.notices.offer_undo(
                words.say(words.REMOVED_MODEL, name=name),
                lambda: self._restore_model(path, was_used=was_used),
            )

    def _restore_model(self, path: Path, *, was_used: bool) -> None:
        self._add_model(path)
        again = [model for model in self.assistant.models() if model.path == path]
        if was_used and again:
            self._use_model(again[0].id)

    def _models_changed(self) -> None:
        if self._models is not None:
            self._models.refresh()
        self._show_mode()

    def _remove_folder(self, folder: Folder) -> None:
        if not self._guarded(lambda: self.assistant.remove_folder(folder.id)):
            return
        if self._library is not None:
            self._library.refresh()
        self._show_reading()
        self.notices.offer_undo(
            words.say(words.REMOVED_FOLDER, name=folder.path.name),
            lambda: self.add_paths([folder.path]),
        )

    # --- conversations

    def _refresh_list(self) -> None:
        query = self.side.search.text().strip()
        if self._assistant is None:
            return
        if query:
            self._search(query)
            return
        chosen = self._talking.conversation_id if self._talking is not None else None
        self.side.list.show_grouped(self._assistant.conversations(), chosen)

    def _search(self, query: str) -> None:
        if self._assistant is None:
            return
        if not query:
            self._refresh_list()
            return
        wanted = query.casefold()
        files = [f for f in self._assistant.files() if wanted in f.path.name.casefold()]
        found = self._assistant.conversations(query)
        self.side.list.show_found(found, files[:_MOST_FILES_FOUND])

    def _conversation_opened(self, conversation_id: int | None) -> None:
        self.side.list.choose(conversation_id)

    def _rename(self, conversation_id: int, title: str) -> None:
        dialog = QInputDialog(self)
        dialog.setWindowTitle(words.say(words.RENAME_TITLE))
        dialog.setLabelText(words.say(words.RENAME_LABEL))
        dialog.setTextValue(title)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.textValueSelected.connect(lambda new: self._renamed(conversation_id, new))
        dialog.open()

    def _renamed(self, conversation_id: int, title: str) -> None:
        title = " ".join(title.split())
        if not title:
            return
        self._guarded(lambda: self.assistant.rename_conversation(conversation_id, title))
        if self._talking is not None and self._talking.conversation_id == conversation_id:
            self.view.top.title.set_whole(title)
        self._refresh_list()

    def _delete(self, conversation_id: int, title: str) -> None:
        self._guarded(lambda: self.assistant.delete_conversation(conversation_id))
        if self._talking is not None and self._talking.conversation_id == conversation_id:
            self.show_conversation()
        self._refresh_list()
        self.notices.offer_undo(
            words.say(words.DELETED, title=title), lambda: self._restore(conversation_id)
        )

    def _restore(self, conversation_id: int) -> None:
        self._guarded(lambda: self.assistant.restore_conversation(conversation_id))
        self.show_conversation(conversation_id)
        self._refresh_list()

    # --- how things stand

    def _show_start(self) -> None:
        if self.assistant.folders() or self.assistant.conversations():
            return
        if self._first is None:
            from ui.first_start import FirstStart

            self._first = FirstStart()
            self._first.folder_wanted.connect(self.choose_folder)
            self._first.samples_wanted.connect(self.add_samples)
            self._pages.addWidget(self._first)
        self._pages.setCurrentWidget(self._first)

    def _show_mode(self) -> None:
        mode = self.assistant.mode()
        name = mode.name if mode.mode == "model" else words.say(words.MODE_QUOTE)
        self.view.set_mode(name, words.say(mode.detail))

    def _show_reading(self) -> None:
        reading = self._reading
        foot = self.side.foot
        if reading is None or not reading.is_running:
            foot.show_reading("", "", None)
            return
        progress = reading.progress
        if progress is None or not progress.total:
            note = words.say(progress.note) if progress else words.say(words.READING)
            foot.show_reading(note, "", (0, 0))
            return
        done, total = words.number(progress.done), words.number(progress.total)
        line = words.say(words.READING_OF, done=done, total=total)
        left = words.time_left(progress.seconds_left) if progress.seconds_left else ""
        if reading.is_paused:
            line, left = words.say(words.READING_PAUSED), ""
        foot.show_reading(line, left, (progress.done, progress.total))

    def _remark(self, answer: Answer) -> str:
        """A file that is not read yet may hold what was not found."""
        progress = self._reading.progress if self._reading is not None else None
        if answer.found or progress is None or not progress.total:
            return ""
        done, total = words.number(progress.done), words.number(progress.total)
        return words.say(words.STILL_READING, done=done, total=total)

    def _change_look(self, name: str, value: str) -> None:
        if self._guarded(lambda: self.assistant.change_settings(**{name: value})):
            setattr(self._state, name, value)
            self.look_changed.emit(name, value)

    def _guarded(self, action: Callable[[], object]) -> bool:
        """Do something quick; an error a person can read goes to the notices."""
        try:
            action()
        except AssistantError as error:
            self.notices.show_error(error)
            return False
        return True

    # --- the source beside

    def _source_view(self) -> "SourceView":
        if self._source is None:
            from ui.source_view import SourceView

            self._source = SourceView(self.assistant)
            self._source.closed.connect(self._close_source)
            self._source.hide()
            self._beside.addWidget(self._source)
            self._beside.setCollapsible(1, False)
        if self._source.isHidden():
            self._source.show()
            width = min(self._state.source_width, max(340, self._beside.width() - 420))
            self._beside.setSizes([self._beside.width() - width, width])
            self._fit_side()
        return self._source

    def _close_source(self) -> None:
        if self._source is not None and self._source.isVisible():
            self._state.source_width = self._source.width()
            self._source.hide()
            self.view.set_open_citation(None)
            self._fit_side()

    def _fit_side(self) -> None:
        """In a narrow window the source takes the place of the side."""
        has_source = self._source is not None and not self._source.isHidden()
        self.side.setVisible(not (has_source and self.width() < _NARROW))

    # --- keys, drops, place

    def _escape(self) -> None:
        """Close the topmost thing only."""
        if self.view.box.edit.is_composing:
            return
        if self.notices.isVisible():
            self.notices.hide()
        elif self._source is not None and self._source.isVisible():
            self._close_source()
            self.view.box.edit.setFocus()
        elif self.side.search.text():
            self.side.search.clear()
        elif self._pages.currentWidget() not in (self.view, self._first):
            self._back()

    def _back(self) -> None:
        self._pages.setCurrentWidget(self.view)
        self.side.set_page("conversation")
        if self._talking is not None:
            self.side.list.choose(self._talking.conversation_id)
        self.view.box.edit.setFocus()

    def _set_keys(self) -> None:
        for keys, action in (
            ("Ctrl+N", self.show_conversation),
            ("Ctrl+K", self._go_search),
            ("Ctrl+L", self._go_question),
            ("Ctrl+O", self.choose_files),
            ("Ctrl+,", self.show_settings),
            ("Esc", self._escape),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(action)

    def _go_search(self) -> None:
        self.side.show()
        self.side.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.side.search.selectAll()

    def _go_question(self) -> None:
        if self._pages.currentWidget() is not self.view:
            self._back()
        self.view.box.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _connect_side(self) -> None:
        self.side.new.clicked.connect(lambda: self.show_conversation())
        self.side.files.clicked.connect(self.show_files)
        self.side.models.clicked.connect(self.show_models)
        self.side.foot.settings_wanted.connect(self.show_settings)
        self.side.search_changed.connect(self._search)
        self.side.list.conversation_chosen.connect(self.show_conversation)
        self.side.list.file_chosen.connect(self.show_file)
        self.side.list.rename_wanted.connect(self._rename)
        self.side.list.delete_wanted.connect(self._delete)
        self.view.source_wanted.connect(self.show_source)
        self.view.mode_wanted.connect(self.show_models)
        self.view.box.add_wanted.connect(self.choose_files)

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
        if dropped.paths:
            self.add_paths(list(dropped.paths))
        event.acceptProposedAction()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the column readable."""
        super().resizeEvent(event)
        self._fit_side()

    def keep_place(self) -> None:
        """Note how the person arranged things."""
        if self._source is not None and self._source.isVisible():
            self._state.source_width = self._source.width()

    def _open_dialog(self, dialog: QFileDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _lay_out(self) -> None:
        self._beside.setHandleWidth(1)
        self._beside.setChildrenCollapsible(False)
        self._beside.addWidget(self._pages)
        self._beside.setStretchFactor(0, 1)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.side)
        row.addWidget(self._beside, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.notices)
        column.addLayout(row, 1)
