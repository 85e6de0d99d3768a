"""Pages of a PDF, drawn off the ui thread, the cited sentence marked. Imported at first use."""

import unicodedata
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPolygonF, QResizeEvent
from PySide6.QtPdf import QPdfDocument, QPdfPageRenderer
from PySide6.QtWidgets import QScrollArea, QWidget

from ui import theme, words
from ui.drawing import paint_shadow

_MARGIN = 20
_LARGEST_PIXELS = 4000


class PdfSheet(QWidget):
    """One white page."""

    def __init__(self) -> None:
        super().__init__()
        self.image = QImage()
        self.points = QSizeF(595, 842)
        self.marked: list[QPolygonF] = []

    def sheet(self) -> QRectF:
        """Return where the paper lies."""
        width = max(120, self.width() - 2 * _MARGIN)
        height = width * self.points.height() / max(1.0, self.points.width())
        return QRectF(_MARGIN, _MARGIN, width, height)

    def mark_rects(self) -> list[QRectF]:
        """Return the marked stretches on the screen."""
        sheet = self.sheet()
        scale = sheet.width() / max(1.0, self.points.width())
        lines = joined_lines([polygon.boundingRect() for polygon in self.marked])
        return [
            QRectF(sheet.topLeft() + line.topLeft() * scale, line.size() * scale).adjusted(
                -1, -1, 1, 1
            )
            for line in lines
        ]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint paper, page and marker; the marker darkens paper but leaves the letters black."""
        painter = QPainter(self)
        sheet = self.sheet()
        paint_shadow(painter, sheet, 2, 10)
        painter.fillRect(sheet, Qt.GlobalColor.white)
        if not self.image.isNull():
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(sheet, self.image)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
        for rect in self.mark_rects():
            painter.fillRect(rect, theme.colour("paper_marker"))
        painter.end()


class PdfPage(QScrollArea):
    """Opens a PDF and shows one page of it."""

    shown = Signal(bool)
    """A page stands there; whether its sentence could be marked."""
    refused = Signal()
    """The file could not be opened as a PDF."""

    def __init__(self) -> None:
        super().__init__()
        self._document = QPdfDocument(self)
        self._renderer = QPdfPageRenderer(self)
        self._renderer.setDocument(self._document)
        self._renderer.setRenderMode(QPdfPageRenderer.RenderMode.MultiThreaded)
        self._renderer.pageRendered.connect(self._rendered)
        self._path: Path | None = None
        self._page, self._request = 0, 0
        self._sheet = PdfSheet()
        self.setWidget(self._sheet)
        self.setWidgetResizable(True)
        self.viewport().setAutoFillBackground(False)
        self._sheet.setAutoFillBackground(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(80)
        self._settle.timeout.connect(self._render)

    @property
    def n_pages(self) -> int:
        """Return the number of pages of the open file."""
        return int(self._document.pageCount())

    def show_page(self, path: Path, page: int, quote: str = "") -> None:
        """Show a page (from 1) with the quote marked on it."""
        if self._path != path:
            self._path = path
            if self._document.load(str(path)) != QPdfDocument.Error.None_:
                self._path = None
                self.refused.emit()
                return
        if not 1 <= page <= self.n_pages:
            self.refused.emit()
            return
        self._page = page - 1
        self._sheet.image = QImage()
        self._sheet.points = self._document.pagePointSize(self._page)
        self._sheet.marked = self._find(quote) if quote else []
        self.setAccessibleName(words.say(words.PAGE_PICTURE, n=page, name=path.name))
        self._fit()
        self._render()
        QTimer.singleShot(0, self, self._bring_into_sight)
        self.shown.emit(not quote or bool(self._sheet.marked))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw sharp again once the size has settled."""
        super().resizeEvent(event)
        self._fit()
        self._settle.start()

    def _find(self, quote: str) -> list[QPolygonF]:
        text = self._document.getAllText(self._page).text()
        found = find_squeezed(text, quote)
        if found is None:
            return []
        start, end = found
        units = _units(text)
        first, last = units(start), units(end)
        return list(self._document.getSelectionAtIndex(self._page, first, last - first).bounds())

    def _fit(self) -> None:
        self._sheet.setMinimumHeight(int(self._sheet.sheet().height()) + 2 * _MARGIN)
        self._sheet.update()

    def _render(self) -> None:
        if self._path is None or self.n_pages == 0:
            return
        size = self._sheet.sheet().size() * self.devicePixelRatioF()
        shrink = min(1.0, _LARGEST_PIXELS / max(size.width(), size.height(), 1.0))
        pixels = QSize(int(size.width() * shrink), int(size.height() * shrink))
        self._request = self._renderer.requestPage(self._page, pixels)

    def _rendered(
        self, page: int, size: QSize, image: QImage, options: object, request: int
    ) -> None:
        if request == self._request:
            self._sheet.image = image
            self._sheet.update()

    def _bring_into_sight(self) -> None:
        rects = self._sheet.mark_rects()
        top = rects[0].center() if rects else QPointF(0, 0)
        self.verticalScrollBar().setValue(int(max(0.0, top.y() - self.viewport().height() / 3)))


def joined_lines(rects: list[QRectF]) -> list[QRectF]:
    """Join the boxes of letters that stand side by side into one strip for each line."""
    lines: list[QRectF] = []
    for rect in rects:
        last = lines[-1] if lines else None
        if last is not None and _is_beside(last, rect):
            lines[-1] = last.united(rect)
        else:
            lines.append(QRectF(rect))
    return lines


def _is_beside(line: QRectF, rect: QRectF) -> bool:
    height = max(line.height(), rect.height())
    apart = abs(line.center().y() - rect.center().y())
    return apart <= 0.6 * height and -height <= rect.left() - line.right() <= 3 * height


def find_squeezed(text: str, quote: str) -> tuple[int, int] | None:
    """Find a quote without regard to spaces, line ends and hyphens at line ends.

    Returns:
        Start and end in `text`, or None. Where the whole is not there, its longest beginning of at
        least 12 letters is taken.
    """
    letters, places = _squeeze(text)
    wanted, _ = _squeeze(quote)
    if not wanted:
        return None
    start, length = letters.find(wanted), len(wanted)
    while start < 0 and length > 24:
        length = length // 2
        start = letters.find(wanted[:length])
    if start < 0 or length < min(12, len(wanted)):
        return None
    return places[start], places[start + length - 1] + 1


def _squeeze(text: str) -> tuple[str, list[int]]:
    letters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for letter in unicodedata.normalize("NFKC", character):
            if letter.isalnum():
                letters.append(letter.casefold())
                places.append(place)
    return "".join(letters), places


def _units(text: str) -> Callable[[int], int]:
    """Return what turns an offset in the text into one in UTF-16 units, as Qt counts."""
    return lambda offset: offset + sum(1 for c in text[:offset] if ord(c) > 0xFFFF)
