"""The list of conversations, grouped by day, and what a search finds."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QMenu

from assistant.conversation import ConversationSummary
from assistant.wording import Wording
from ui import theme, words

_ID = int(Qt.ItemDataRole.UserRole)
_PATH = _ID + 1


class ConversationList(QListWidget):
    """Rows are conversations, or files while searching; heads are no rows to choose."""

    conversation_chosen = Signal(int)
    file_chosen = Signal(object)
    """The Path of a file."""
    rename_wanted = Signal(int, str)
    delete_wanted = Signal(int, str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "conversations")
        self.setAccessibleName(words.say(words.CONVERSATIONS))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.viewport().setAutoFillBackground(False)
        self.customContextMenuRequested.connect(self._offer)
        self.itemClicked.connect(self._choose)
        self.itemActivated.connect(self._choose)

    def show_grouped(self, summaries: Sequence[ConversationSummary], chosen: int | None) -> None:
        """Show all conversations under the days they belong to."""
        self.clear()
        group: Wording | None = None
        now = datetime.now().astimezone()
        for summary in summaries:
            its_group = _group(summary.updated_at, now)
            if its_group is not group:
                group = its_group
                self._add_head(group)
            self._add_conversation(summary)
        if not summaries:
            self._add_head(words.NO_CONVERSATIONS)
        self.choose(chosen)

    def show_found(self, summaries: Sequence[ConversationSummary], files: Sequence[Path]) -> None:
        """Show what a search found."""
        self.clear()
        if summaries:
            self._add_head(words.FOUND_CONVERSATIONS)
        for summary in summaries:
            self._add_conversation(summary)
        if files:
            self._add_head(words.FOUND_FILES)
        for file in files:
            item = self._add_row(file.name)
            item.setData(_PATH, str(file))
            item.setToolTip(str(file))
        if not summaries and not files:
            self._add_head(words.NOTHING_FOUND)

    def choose(self, conversation_id: int | None) -> None:
        """Show which conversation is open."""
        self.clearSelection()
        self.setCurrentRow(-1)
        for row in range(self.count()):
            item = self.item(row)
            if conversation_id is not None and item.data(_ID) == conversation_id:
                self.setCurrentItem(item)

    def first_row(self) -> None:
        """Go to the first row that can be chosen."""
        for row in range(self.count()):
            if self.item(row).flags() & Qt.ItemFlag.ItemIsSelectable:
                self.setCurrentRow(row)
                return

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Stand on a row, so that the focus can be seen."""
        super().focusInEvent(event)
        if self.currentItem() is None:
            self.first_row()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Rename with F2 and delete with Delete, besides the keys of a list."""
        item = self.currentItem()
        number = item.data(_ID) if item is not None else None
        if event.key() == Qt.Key.Key_Delete and number is not None:
            self.delete_wanted.emit(number, item.text())
        elif event.key() == Qt.Key.Key_F2 and number is not None:
            self.rename_wanted.emit(number, item.text())
        else:
            super().keyPressEvent(event)

    def _choose(self, item: QListWidgetItem) -> None:
        if item.data(_ID) is not None:
            self.conversation_chosen.emit(item.data(_ID))
        elif item.data(_PATH):
            self.file_chosen.emit(Path(item.data(_PATH)))

    def _offer(self, at: QPoint) -> None:
        item = self.itemAt(at)
        if item is None or item.data(_ID) is None:
            return
        number, title = item.data(_ID), item.text()
        menu = QMenu(self)
        menu.addAction(words.say(words.RENAME), lambda: self.rename_wanted.emit(number, title))
        menu.addAction(words.say(words.DELETE), lambda: self.delete_wanted.emit(number, title))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.viewport().mapToGlobal(at))

    def _add_conversation(self, summary: ConversationSummary) -> None:
        self._add_row(summary.title or words.say(words.NEW_CONVERSATION)).setData(_ID, summary.id)

    def _add_row(self, text: str) -> QListWidgetItem:
        item = QListWidgetItem(" ".join(text.split()), self)
        item.setSizeHint(QSize(0, 38))
        return item

    def _add_head(self, wording: Wording) -> None:
        item = QListWidgetItem(words.say(wording), self)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        item.setFont(theme.small(self.font(), 12))
        item.setSizeHint(QSize(0, 36 if self.count() > 1 else 32))


def _group(moment: datetime, now: datetime) -> Wording:
    day, today = moment.astimezone().date(), now.date()
    if day >= today:
        return words.TODAY
    if day > today - timedelta(days=7):
        return words.LAST_7_DAYS
    if day > today - timedelta(days=30):
        return words.LAST_30_DAYS
    return words.EARLIER
