"""Small things that are painted: icons, state dots, the soft shadow, text that is cut."""

from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ui import theme

_ICONS = Path(__file__).parent / "icons"


def icon(name: str, token: str = "soft") -> QIcon:
    """Return one of our icons in a colour of the theme."""
    tokens = theme.current()
    made = QIcon(_drawn(name, getattr(tokens, token), 32))
    # Left to itself, a style makes it pale on any background, which on a dark one stands out.
    made.addPixmap(_drawn(name, tokens.line, 32), QIcon.Mode.Disabled)
    return made


def pixmap(name: str, pixels: int, token: str = "soft") -> QPixmap:
    """Return one of our icons as a picture of `pixels` logical pixels, drawn at double size."""
    drawn = _drawn(name, getattr(theme.current(), token), pixels * 2).copy()
    drawn.setDevicePixelRatio(2)
    return drawn


@lru_cache(maxsize=64)
def _drawn(name: str, colour: str, pixels: int) -> QPixmap:
    source = (_ICONS / f"{name}.svg").read_text("utf-8").replace("currentColor", colour)
    picture = QPixmap(pixels, pixels)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    QSvgRenderer(QByteArray(source.encode())).render(painter)
    painter.end()
    return picture


def paint_dot(
    painter: QPainter, x: float, middle: float, token: str, *, ring: bool = False
) -> None:
    """Paint a state dot of 8 px with its left edge at `x`."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    dot = QRectF(x, middle - 4, 8, 8)
    if ring:
        painter.setPen(theme.colour(token))
        painter.drawEllipse(dot.adjusted(0.7, 0.7, -0.7, -0.7))
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(token))
        painter.drawEllipse(dot)
    painter.restore()


def paint_shadow(painter: QPainter, card: QRectF, radius: float, reach: int = 14) -> None:
    """Paint the one soft shadow below a card."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    for step in range(reach, 0, -2):
        painter.setBrush(QColor(60, 40, 20, 2))
        grown = card.adjusted(-step, -step + 4, step, step + 4)
        painter.drawRoundedRect(grown, radius + step, radius + step)
    painter.restore()


class Dot(QWidget):
    """A state dot of its own."""

    def __init__(self, token: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._token = token
        self.setFixedSize(8, 16)

    def set_token(self, token: str) -> None:
        """Change the colour."""
        self._token = token
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the dot."""
        painter = QPainter(self)
        paint_dot(painter, 0, self.height() / 2, self._token)
        painter.end()


class CutLabel(QLabel):
    """One line of plain text that ends in an ellipsis where there is no room."""

    def __init__(self, text: str = "", *, tone: str = "", size: str = "") -> None:
        super().__init__()
        self._whole = self._hint = ""
        # Before the first measuring: a style sheet looks at properties once.
        _set_looks(self, tone=tone, scale=size)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.set_whole(text)

    @property
    def whole(self) -> str:
        """Return the text as it was given."""
        return self._whole

    def set_whole(self, text: str, hint: str = "") -> None:
        """Show a text, cut to the width there is; the mouse finds what is cut, and the hint."""
        self._whole, self._hint = " ".join(text.split()), hint
        self.updateGeometry()
        self._cut()

    def sizeHint(self) -> QSize:
        """Ask for the width of the whole text."""
        self.ensurePolished()
        margins = self.contentsMargins()
        around = margins.left() + margins.right() + 2
        width = self.fontMetrics().horizontalAdvance(self._whole) + around
        return QSize(width, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Any width will do."""
        return QSize(24, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut anew."""
        super().resizeEvent(event)
        self._cut()

    def _cut(self) -> None:
        self.ensurePolished()
        shown = self.fontMetrics().elidedText(
            self._whole, Qt.TextElideMode.ElideRight, max(24, self.contentsRect().width())
        )
        if shown != self.text():
            self.setText(shown)
        cut = self._whole if shown != self._whole else ""
        self.setToolTip("\n".join(filter(None, (cut, self._hint))))


def label(text: str = "", *, tone: str = "", size: str = "", kind: str = "") -> QLabel:
    """Return a plain-text label in one of the tones and sizes of the style sheet."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    _set_looks(made, tone=tone, scale=size, kind=kind)
    return made


def _set_looks(widget: QWidget, **looks: str) -> None:
    for name, value in looks.items():
        if value:
            widget.setProperty(name, value)
