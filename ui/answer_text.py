"""The words of one answer: light Markdown, citation marks, sentences without support underlined."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QMimeData, QObject, QRect, QRectF, QSizeF, Qt, QUrl, Signal
from PySide6.QtGui import (
    QFont,
    QPainter,
    QPyTextObject,
    QResizeEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextOption,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QTextBrowser, QWidget

from assistant.conversation import Sentence
from ui import theme, words
from ui.light_markdown import Block, Span, Stretch, blocks, stretches

_MARK = int(QTextFormat.ObjectTypes.UserObject) + 1
_NUMBER = int(QTextFormat.Property.UserProperty) + 1


class _Marks(QPyTextObject):
    """Paints the small numbered citation marks."""

    def __init__(self, parent: QObject, font: QFont) -> None:
        super().__init__(parent)
        self.active: int | None = None
        self._font = theme.small(font, 11, strong=True)

    def intrinsicSize(self, doc: QTextDocument, position: int, format: QTextFormat) -> QSizeF:
        """Return the size of a mark with the gap before it."""
        digits = len(str(format.property(_NUMBER)))
        return QSizeF(13 + 7 * digits, 17)

    def drawObject(
        self,
        painter: QPainter,
        rect: QRectF | QRect,
        doc: QTextDocument,
        position: int,
        format: QTextFormat,
    ) -> None:
        """Paint one mark, filled while its source stands open."""
        number = format.property(_NUMBER)
        chip = QRectF(rect).adjusted(3, 1.5, -1, -0.5)
        is_active = number == self.active
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("accent" if is_active else "accent_soft"))
        painter.drawRoundedRect(chip, 5, 5)
        painter.setPen(theme.colour("on_accent" if is_active else "accent"))
        painter.setFont(self._font)
        painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, str(number))
        painter.restore()


class AnswerText(QTextBrowser):
    """Text of an answer, as high as its lines. Loads nothing and opens no address."""

    cited = Signal(int)
    """A citation mark was chosen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self._sentences: tuple[Sentence, ...] = ()
        self._hints: dict[int, str] = {}
        self.setProperty("kind", "answer")
        self.setAccessibleName(words.say(words.ANSWER))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.document().setDocumentMargin(0)
        self.document().setUndoRedoEnabled(False)
        self.viewport().setAutoFillBackground(False)
        self._marks = _Marks(self, self.font())
        self.document().documentLayout().registerHandler(_MARK, self._marks)
        self.anchorClicked.connect(self._choose)

    def show_plain(self, text: str) -> None:
        """Show a text that is still being written."""
        self.show_sentences(text, ())

    def show_sentences(
        self, text: str, sentences: Sequence[Sentence], hints: dict[int, str] | None = None
    ) -> None:
        """Show a text with the marks of its sentences; `hints` names the source of each mark."""
        self._text, self._sentences, self._hints = text, tuple(sentences), hints or {}
        self._write()

    def set_active(self, number: int | None) -> None:
        """Fill the mark whose source stands open."""
        self._marks.active = number
        self.viewport().update()

    def loadResource(self, type: int, name: QUrl | str) -> object:
        """Load nothing, whatever a text asks for."""
        return None

    def setSource(self, name: QUrl, *args: object) -> None:  # type: ignore[override]
        """Go nowhere."""

    def createMimeDataFromSelection(self) -> QMimeData:
        """Copy words only, without the marks."""
        data = QMimeData()
        chosen = self.textCursor().selection().toPlainText()
        data.setText(chosen.replace("\u2060", "").replace("\ufffc", ""))
        return data

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the height that the lines need."""
        super().resizeEvent(event)
        self._fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave scrolling to the conversation."""
        event.ignore()

    def changeEvent(self, event: QEvent) -> None:
        """Write anew in the colours of the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._text:
            self._write()

    def _choose(self, address: QUrl) -> None:
        if address.scheme() == "cite":
            self.cited.emit(int(address.path()))

    def _fit(self) -> None:
        self.document().setTextWidth(self.viewport().width())
        height = int(self.document().size().height() + 0.999)
        if height != self.height():
            self.setFixedHeight(height)

    def _write(self) -> None:
        text, found = stretches(self._text, self._sentences)
        self.document().clear()
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        for index, block in enumerate(blocks(text)):
            _Writer(cursor, self._hints, found, self.font()).write(block, first=index == 0)
        cursor.endEditBlock()
        self._fit()


class _Writer:
    """Writes one block at the cursor."""

    def __init__(
        self, cursor: QTextCursor, hints: dict[int, str], found: list[Stretch], font: QFont
    ) -> None:
        self._cursor, self._hints, self._found, self._font = cursor, hints, found, font

    def write(self, block: Block, *, first: bool) -> None:
        """Write marker and spans of the block."""
        if not first:
            self._cursor.insertBlock()
        self._cursor.setBlockFormat(_block_format(block, first=first))
        if block.marker:
            self._cursor.insertText(f"{block.marker}\t", QTextCharFormat())
        for span in block.spans:
            self._write_span(span, block)

    def _write_span(self, span: Span, block: Block) -> None:
        position, written = span.start, 0
        exact = len(span.text) == span.end - span.start
        for stretch in self._found:
            if stretch.end <= span.start or stretch.start >= span.end:
                continue
            if exact:
                # What stands between two sentences belongs to neither.
                between = max(position, stretch.start) - span.start
                self._insert(span.text[written:between], span, block, supported=True)
                cut = min(stretch.end, span.end) - span.start
                self._insert(span.text[between:cut], span, block, supported=_is_supported(stretch))
                written, position = cut, min(stretch.end, span.end)
            else:
                self._insert(span.text[written:], span, block, supported=_is_supported(stretch))
                written = len(span.text)
            if stretch.end <= span.end:
                self._end_sentence(stretch)
        self._insert(span.text[written:], span, block, supported=True)

    def _insert(self, text: str, span: Span, block: Block, *, supported: bool) -> None:
        if not text:
            return
        look = QTextCharFormat()
        if span.bold or block.kind == "heading":
            look.setFontWeight(QFont.Weight.DemiBold)
        look.setFontItalic(span.italic)
        if span.code:
            look.setFontFamilies(["monospace", *self._font.families()])
            look.setBackground(theme.colour("pane"))
        if not supported:
            look.setForeground(theme.colour("soft"))
            look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DashUnderline)
        self._cursor.insertText(text, look)

    def _end_sentence(self, stretch: Stretch) -> None:
        if stretch.citation is not None:
            # the joiner keeps the mark on the line of its last word
            self._cursor.insertText("\u2060", QTextCharFormat())
            self._cursor.insertText("\ufffc", self._mark(stretch.citation))
        elif self._next_is_supported(stretch):
            note = QTextCharFormat()
            note.setForeground(theme.colour("soft"))
            note.setFont(theme.small(self._font, 12))
            self._cursor.insertText(f" {words.say(words.NOT_FROM_FILES)} ", note)

    def _mark(self, number: int) -> QTextCharFormat:
        look = QTextCharFormat()
        look.setObjectType(_MARK)
        look.setProperty(_NUMBER, number)
        look.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignBottom)
        look.setAnchor(True)
        look.setAnchorHref(f"cite:{number}")
        look.setToolTip(self._hints.get(number, ""))
        return look

    def _next_is_supported(self, stretch: Stretch) -> bool:
        following = self._found.index(stretch) + 1
        return following >= len(self._found) or _is_supported(self._found[following])


def _is_supported(stretch: Stretch) -> bool:
    return stretch.citation is not None


def _block_format(block: Block, *, first: bool) -> QTextBlockFormat:
    look = QTextBlockFormat()
    fixed = QTextBlockFormat.LineHeightTypes.FixedHeight
    look.setLineHeight(theme.LINE_HEIGHT, fixed.value)
    tight = block.kind in ("bullet", "number", "code")
    look.setTopMargin(0 if first else (2 if tight else 8))
    if block.marker:
        indent = 20 + 18 * block.depth
        look.setLeftMargin(indent)
        look.setTextIndent(-18)
        look.setTabPositions([QTextOption.Tab(18, QTextOption.TabType.LeftTab)])
    return look
