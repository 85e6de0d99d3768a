"""The table of files: name, state, reason, pages, day of the last change."""

from collections import Counter
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from assistant.documents import REASONS, FileState, Hint, LibraryFile
from assistant.wording import Wording
from ui import theme, words
from ui.drawing import paint_dot
from ui.mending import add_encodings, ask_password, mend, remedy

STATES: dict[FileState, tuple[Wording, str]] = {
    "read": (words.STATE_READ, "read"),
    "waiting": (words.STATE_WAITING, "soft"),
    "partly": (words.STATE_PARTLY, "partly"),
    "skipped": (words.STATE_SKIPPED, "skipped"),
    "failed": (words.STATE_FAILED, "bad"),
}
"""Each state's name and the colour of its dot; waiting is a ring."""

_COLUMNS = (
    words.COLUMN_NAME,
    words.COLUMN_STATE,
    words.COLUMN_REASON,
    words.COLUMN_PAGES,
    words.COLUMN_CHANGED,
)
_NAME, _STATE, _REASON, _PAGES, _CHANGED = range(5)
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_Index = QModelIndex | QPersistentModelIndex


class FileModel(QAbstractTableModel):
    """Files of one state, or of all."""

    def __init__(self) -> None:
        super().__init__()
        self._all: Sequence[LibraryFile] = ()
        self._shown: Sequence[LibraryFile] = ()
        self._state: FileState | None = None
        self.limit_mb = 0
        self.text_formats: Collection[str] = ()
        """Of files whose encoding may be chosen."""

    def counts(self) -> Counter[str]:
        """Return how many files are in each state."""
        return Counter(file.state for file in self._all)

    def set_files(self, files: Sequence[LibraryFile]) -> None:
        """Take a new list of files, by name; rows that only changed stay where they are."""
        self._all = files
        self._filter()

    def set_state(self, state: FileState | None) -> None:
        """Show one state, or with None all."""
        self._state = state
        self._filter()

    def file(self, row: int) -> LibraryFile:
        """Return the file of a row."""
        return self._shown[row]

    def reason(self, file: LibraryFile) -> str:
        """Return why a file is not, or not wholly, read."""
        if file.state == "waiting":
            return ""
        wording = REASONS.get(file.reason, Wording(file.reason, file.reason))
        return words.say(wording).replace("{limit}", f"{self.limit_mb} MB")

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        """Return the number of files shown."""
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        """Return the number of columns."""
        return 0 if parent.isValid() else len(_COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return the names of the columns."""
        if orientation == Qt.Orientation.Vertical:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return words.say(_COLUMNS[section])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            return _RIGHT if section >= _PAGES else left
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows."""
        file = self._shown[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._text(file, index.column())
        if role == Qt.ItemDataRole.ToolTipRole:
            return str(file.path) if index.column() == _NAME else self.reason(file) or None
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() >= _PAGES:
            return _RIGHT
        if role == Qt.ItemDataRole.ForegroundRole and index.column() >= _REASON:
            return theme.colour("soft")
        return None

    def _text(self, file: LibraryFile, column: int) -> str:
        if column == _NAME:
            return file.path.name
        if column == _STATE:
            return words.say(STATES[file.state][0])
        if column == _REASON:
            return self.reason(file)
        if column == _PAGES:
            return words.number(file.n_pages) if file.n_pages is not None else ""
        return words.date(file.modified_at)

    def _filter(self) -> None:
        shown = self._all
        if self._state is not None:
            shown = [file for file in shown if file.state == self._state]
        if [file.id for file in shown] == [file.id for file in self._shown]:
            self._shown = shown
            if shown:
                self.dataChanged.emit(self.index(0, 0), self.index(len(shown) - 1, _CHANGED))
            return
        self.beginResetModel()
        self._shown = shown
        self.endResetModel()


class _Cells(QStyledItemDelegate):
    """Paints the state's dot, and behind a reason what can be done about it."""

    mended = Signal(QModelIndex)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint one cell."""
        if index.column() == _STATE:
            self._paint_state(painter, option, index)
            return
        super().paint(painter, option, index)
        if index.column() == _REASON and (remedy := self._remedy(index)):
            painter.save()
            painter.setFont(theme.small(self._view().font(), 13, strong=True))
            painter.setPen(theme.colour("accent"))
            where = self._remedy_rect(option.rect, index)
            painter.drawText(where, Qt.AlignmentFlag.AlignVCenter, remedy)
            painter.restore()

    def initStyleOption(self, option: QStyleOptionViewItem, index: _Index) -> None:
        """Reasons are small; a state leaves room for its dot."""
        super().initStyleOption(option, index)
        if index.column() == _REASON:
            option.font = theme.small(self._view().font(), 13)
            if remedy := self._remedy(index):
                self._leave_room(option, remedy)
        if index.column() == _STATE:
            option.text = f"\u2003\u2009{option.text}"

    def editorEvent(
        self, event: QEvent, model: object, option: QStyleOptionViewItem, index: _Index
    ) -> bool:
        """Take a click on the words behind a reason."""
        if event.type() == QEvent.Type.MouseButtonRelease and isinstance(event, QMouseEvent):
            at = event.position().toPoint()
            is_reason = index.column() == _REASON and self._remedy(index)
            if is_reason and self._remedy_rect(option.rect, index).contains(at):
                self.mended.emit(index)
                return True
        return False

    def _paint_state(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        file = self._model().file(index.row())
        rect: QRect = option.rect
        super().paint(painter, option, index)
        _, token = STATES[file.state]
        paint_dot(
            painter, rect.left() + 17, rect.center().y() + 0.5, token, ring=file.state == "waiting"
        )

    def _leave_room(self, option: QStyleOptionViewItem, remedy: str) -> None:
        room = option.rect.width() - 14 - 10 - self._width(remedy)
        cut = QFontMetrics(option.font).elidedText(
            option.text, Qt.TextElideMode.ElideRight, max(0, room)
        )
        option.text = cut

    def _width(self, remedy: str) -> int:
        strong = QFontMetrics(theme.small(self._view().font(), 13, strong=True))
        return strong.horizontalAdvance(remedy) + 8

    def _remedy(self, index: _Index) -> str:
        wording = remedy(self._model().file(index.row()))
        return words.say(wording) if wording else ""

    def _remedy_rect(self, cell: QRect, index: _Index) -> QRect:
        view = self._view()
        small = theme.small(view.font(), 13)
        reason = QFontMetrics(small).horizontalAdvance(str(index.data()))
        width = self._width(self._remedy(index))
        left = min(cell.left() + 14 + reason + 10, cell.right() - width)
        return QRect(QPoint(left, cell.top()), QSize(width, cell.height()))

    def _view(self) -> QWidget:
        parent = self.parent()
        assert isinstance(parent, QWidget)
        return parent

    def _model(self) -> FileModel:
        parent = self.parent()
        assert isinstance(parent, FileTable)
        return parent.files


class FileTable(QTableView):
    """The table; Enter shows a file's text, or does what helps one that was not read."""

    opened = Signal(object)
    """The Path of a file to show."""
    retry_wanted = Signal(object, object)
    """A Path and a Hint."""
    pointed = Signal(object)
    """The LibraryFile of the current row, or None."""

    def __init__(self) -> None:
        super().__init__()
        self._kept: Path | None = None
        self.files = FileModel()
        self.setModel(self.files)
        # After setModel, for the view itself forgets its row at a reset.
        self.files.modelAboutToBeReset.connect(self._keep_current)
        self.files.modelReset.connect(self._find_current)
        self.files.dataChanged.connect(lambda: self.pointed.emit(self._current()))
        cells = _Cells(self)
        cells.mended.connect(self._mend)
        self.setItemDelegate(cells)
        self.setProperty("kind", "files")
        self.setAccessibleName(words.say(words.MY_FILES))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._offer)
        self.doubleClicked.connect(self._use)
        self._set_headers()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Use the row on Enter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._use(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        """Tell which file the person is at."""
        super().currentChanged(current, previous)
        self.pointed.emit(self._current())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give names a third of the room."""
        self.horizontalHeader().resizeSection(_NAME, max(200, self.viewport().width() // 3))
        super().resizeEvent(event)

    def _current(self) -> LibraryFile | None:
        row = self.currentIndex().row()
        return self.files.file(row) if 0 <= row < self.files.rowCount() else None

    def _keep_current(self) -> None:
        current = self._current()
        self._kept = current.path if current else None

    def _find_current(self) -> None:
        rows = range(self.files.rowCount()) if self._kept is not None else ()
        row = next((row for row in rows if self.files.file(row).path == self._kept), None)
        if row is None:
            self.pointed.emit(None)
        else:
            self.setCurrentIndex(self.files.index(row, _NAME))

    def _use(self, index: QModelIndex) -> None:
        file = self.files.file(index.row())
        if file.state in ("read", "partly"):
            self.opened.emit(file.path)
        elif remedy(file):
            self._mend(index)

    def _mend(self, index: QModelIndex) -> None:
        corner = self.visualRect(index.siblingAtColumn(_REASON)).bottomLeft()
        at = self.viewport().mapToGlobal(corner)
        mend(self, at, self.files.file(index.row()), self.retry_wanted.emit)

    def _offer(self, at: QPoint) -> None:
        index = self.indexAt(at)
        if not index.isValid():
            return
        file = self.files.file(index.row())
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        show = menu.addAction(words.say(words.OPEN_FILE), lambda: self.opened.emit(file.path))
        show.setEnabled(file.state in ("read", "partly"))
        retry = self.retry_wanted.emit
        again = Hint(encoding=file.encoding)
        menu.addAction(words.say(words.TRY_AGAIN), lambda: retry(file.path, again))
        if remedy(file) is words.ENTER_PASSWORD:
            password = words.say(words.ENTER_PASSWORD)
            menu.addAction(password, lambda: ask_password(self, file, retry))
        if file.format in self.files.text_formats:
            add_encodings(menu.addMenu(words.say(words.CHOOSE_ENCODING)), file, retry)
        menu.popup(self.viewport().mapToGlobal(at))

    def _set_headers(self) -> None:
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(40)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setFixedHeight(37)
        header.setMinimumSectionSize(60)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(_REASON, QHeaderView.ResizeMode.Stretch)
        for column, width in ((_STATE, 150), (_PAGES, 80), (_CHANGED, 130)):
            header.resizeSection(column, width)
