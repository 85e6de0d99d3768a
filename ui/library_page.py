"""My files: the folders, every file with its state and why, and reading with pause and stop."""

from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QMenu, QStackedWidget, QVBoxLayout, QWidget

from assistant.documents import FileState, Folder, Ledger, LibraryFile, file_on_disk
from assistant.jobs import Done
from ui import theme, words
from ui.buttons import Button
from ui.drawing import CutLabel, label
from ui.file_table import STATES, FileTable
from ui.layouts import FlowLayout
from ui.qt_job import QtJob
from ui.reading import Reading
from ui.top_bar import TopBar

if TYPE_CHECKING:
    from assistant.app import Assistant

_REFRESH_MS = 1500
_ORDER: tuple[FileState, ...] = ("read", "waiting", "partly", "skipped", "failed")


class FolderCard(QFrame):
    """One folder of the library; its menu takes it out again."""

    remove_wanted = Signal(object)

    def __init__(self, folder: Folder) -> None:
        super().__init__()
        self._folder = folder
        self.setProperty("kind", "card")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedSize(300, 76)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(3)
        name = CutLabel(folder.path.name or str(folder.path), tone="strong")
        more = CutLabel(_folder_line(folder), tone="soft", size="small")
        column.addWidget(name)
        column.addWidget(more)
        self.setAccessibleName(f"{folder.path.name}, {_folder_line(folder)}")

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to take the folder out."""
        self._offer(event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Offer the same by keyboard."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Space, Qt.Key.Key_Menu):
            self._offer(self.mapToGlobal(self.rect().bottomLeft()))
        elif event.key() == Qt.Key.Key_Delete:
            self.remove_wanted.emit(self._folder)
        else:
            super().keyPressEvent(event)

    def _offer(self, at: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        remove = words.say(words.REMOVE_FOLDER)
        menu.addAction(remove, lambda: self.remove_wanted.emit(self._folder))
        menu.popup(at)


class LibraryPage(QWidget):
    """Shows what the library holds and how reading goes."""

    add_folder_wanted = Signal()
    remove_wanted = Signal(object)
    file_wanted = Signal(object)

    def __init__(self, assistant: "Assistant", reading: Reading) -> None:
        super().__init__()
        self._assistant, self._reading = assistant, reading
        self._state: FileState | None = None
        self._folders: tuple[Folder, ...] = ()
        self._looking: QtJob | None = None
        self._is_stale = False
        self._asked_at = 0.0
        self.top = TopBar(words.say(words.MY_FILES))
        self.pause = Button(words.say(words.PAUSE), "chip", clicked=self._pause)
        self.stop = Button(words.say(words.STOP_READING), "chip", clicked=reading.stop)
        self.again = Button(words.say(words.READ_AGAIN), "chip", clicked=reading.start)
        self.add = Button(words.say(words.ADD_FOLDER), "pill")
        self.add.clicked.connect(self.add_folder_wanted)
        self._cards = QWidget()
        self._card_flow = FlowLayout(self._cards, 14)
        self.chips: dict[FileState | None, Button] = {}
        self.table = FileTable()
        self.table.opened.connect(self.file_wanted)
        self.table.retry_wanted.connect(reading.retry)
        self.table.pointed.connect(self._point)
        self.switching = label("", tone="soft", size="small")
        self.switching.setWordWrap(True)
        self.switching.setContentsMargins(0, 0, 0, theme.SPACE_8)
        self.switching.hide()
        self.details = label("", tone="soft", size="small")
        self.details.setWordWrap(True)
        self._stack = QStackedWidget()
        self._lay_out()
        self._timer = QTimer(self)
        self._timer.setInterval(_REFRESH_MS)
        self._timer.timeout.connect(self.refresh)
        reading.changed.connect(self._reading_changed)
        self._reading_changed()

    def refresh(self) -> None:
        """Look the library up and show it; nothing while nobody looks."""
        self._is_stale = True
        if not self.isVisible() or self._looking is not None:
            return
        self._is_stale, self._asked_at = False, monotonic()
        self._looking = QtJob(self._assistant.ledger())
        self._looking.finished.connect(self._show)
        self._looking.start()

    def _show(self, final: object) -> None:
        self._looking = None
        # A large library takes long to look up; a tenth of the time may go there.
        took_ms = round((monotonic() - self._asked_at) * 1000)
        self._timer.setInterval(max(_REFRESH_MS, 10 * took_ms))
        if not isinstance(final, Done):
            return
        ledger: Ledger = final.result
        self.table.files.limit_mb = self._assistant.settings.max_file_mb
        self.table.files.text_formats = ledger.text_formats
        self.table.files.set_files(ledger.files)
        if ledger.folders != self._folders:
            self._folders = ledger.folders
            self._show_folders()
        self._update_chips()
        self._show_switching()
        self._stack.setCurrentIndex(0 if ledger.folders else 1)
        if self._is_stale:
            self.refresh()

    def _show_switching(self) -> None:
        """Say how far the change to another search model is, and what hinders it."""
        state, said = self._assistant.embedder(), []
        if state.is_switching:
            share = state.learned * 100 // max(1, state.passages)
            names = {"name": state.wanted, "serving": state.serving}
            said.append(words.say(words.SWITCHING, share=share, **names))
        if state.problem:
            said.append(words.say(state.problem))
        self.switching.setText(" ".join(said))
        self.switching.setVisible(bool(said))

    def _point(self, file: LibraryFile | None) -> None:
        self.details.setText(file_line(file, self.table.files.reason(file)) if file else "")

    def showEvent(self, event: object) -> None:
        """Show the library as it is now."""
        super().showEvent(event)  # type: ignore[arg-type]
        self.refresh()
        self._reading_changed()

    def _reading_changed(self) -> None:
        running = self._reading.is_running
        paused = self._reading.is_paused
        self.pause.setVisible(running)
        self.stop.setVisible(running)
        self.again.setVisible(not running)
        self.pause.setText(words.say(words.GO_ON if paused else words.PAUSE))
        self.pause.setAccessibleName(self.pause.text())
        if running and not self._timer.isActive():
            self._timer.start()
        elif not running and self._timer.isActive():
            self._timer.stop()
            self.refresh()

    def _pause(self) -> None:
        self._reading.set_paused(not self._reading.is_paused)

    def _show_folders(self) -> None:
        while (item := self._card_flow.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for folder in self._folders:
            card = FolderCard(folder)
            card.remove_wanted.connect(self.remove_wanted)
            self._card_flow.addWidget(card)

    def _update_chips(self) -> None:
        counts = self.table.files.counts()
        for state, chip in self.chips.items():
            n = counts.total() if state is None else counts[state]
            name = words.say(words.ALL if state is None else STATES[state][0])
            chip.setText(f"{name} {words.number(n)}")
            chip.setAccessibleName(words.say(words.FILTER_BY, state=name, n=words.number(n)))
            chip.setVisible(state is None or n > 0 or state == self._state)
            chip.setChecked(state == self._state)

    def _filter(self, state: FileState | None) -> None:
        self._state = state
        self.table.files.set_state(state)
        self._update_chips()

    def _chip(self, state: FileState | None) -> Button:
        chip = Button("", "chip", clicked=lambda: self._filter(state))
        chip.setCheckable(True)
        self.chips[state] = chip
        return chip

    def _lay_out(self) -> None:
        for button in (self.again, self.pause, self.stop, self.add):
            self.top.add(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.top)
        column.addWidget(self._stack, 1)
        for page in (self._full(), _empty(), QWidget()):
            self._stack.addWidget(page)
        self._stack.setCurrentIndex(2)  # nothing, until the library is looked up

    def _full(self) -> QWidget:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(34, 26, 34, 26)
        column.setSpacing(0)
        column.addWidget(self._cards)
        column.addSpacing(22)
        chips = QWidget()
        flow = FlowLayout(chips)
        for state in (None, *_ORDER):
            flow.addWidget(self._chip(state))
        column.addWidget(chips)
        column.addSpacing(12)
        column.addWidget(self.switching)
        column.addWidget(self.table, 1)
        column.addSpacing(8)
        column.addWidget(self.details)
        return body


def _empty() -> QWidget:
    body = QWidget()
    column = QVBoxLayout(body)
    column.setSpacing(theme.SPACE_8)
    column.addStretch(2)
    for text, tone, kind in (
        (words.LIBRARY_EMPTY, "", "welcome"),
        (words.LIBRARY_EMPTY_MORE, "soft", ""),
    ):
        line = label(words.say(text), tone=tone, kind=kind)
        line.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        line.setWordWrap(True)
        column.addWidget(line)
    column.addStretch(3)
    return body


def _folder_line(folder: Folder) -> str:
    path = words.short_path(folder.path)
    files = words.files(folder.n_files)
    line = words.say(words.FOLDER_LINE, path=path, files=files)
    if folder.n_read < folder.n_files:
        done = words.number(folder.n_read)
        line = words.say(words.FOLDER_PART, path=path, done=done, files=files)
    if folder.n_learned < folder.n_chunks:
        share = folder.n_learned * 100 // folder.n_chunks
        line = words.say(words.FOLDER_LEARNING, line=line, share=share)
    return line


def file_line(file: LibraryFile, reason: str) -> str:
    """Return what there is to say of a file, in one line."""
    parts = [reason]
    if (container := file_on_disk(file.path)) and container != file.path:
        parts.append(words.say(words.INSIDE, name=container.name))
    if file.n_pages is not None and file.n_chunks:
        parts.append(words.pages(file.n_pages))
    if file.n_chunks:
        parts += [words.passages(file.n_chunks), _meaning(file)]
    if file.indexed_at is not None:
        parts.append(words.say(words.READ_ON, moment=words.moment(file.indexed_at)))
    return f"{file.path.name}: " + " · ".join(filter(None, parts))


def _meaning(file: LibraryFile) -> str:
    if not file.n_learned:
        return words.say(words.MEANING_NOT_YET)
    embedder = file.embedder.partition("+")[0]
    if file.n_learned < file.n_chunks:
        share = file.n_learned * 100 // file.n_chunks
        return words.say(words.MEANING_PARTLY, share=share, embedder=embedder)
    return words.say(words.MEANING_LEARNED, embedder=embedder)
