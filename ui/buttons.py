"""Buttons in the kinds of the style sheet. The mouse leaves the keyboard focus where it was."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ui.drawing import CutLabel, icon, label


class Button(QPushButton):
    """A button of one kind; its name for screen readers is its text unless told otherwise."""

    def __init__(
        self,
        text: str,
        kind: str = "",
        *,
        clicked: Callable[[], object] | None = None,
        name: str = "",
        icon_name: str = "",
    ) -> None:
        super().__init__(text)
        self._icon_name = icon_name
        self.setProperty("kind", kind)
        self.setAccessibleName(name or text)
        if name and not text:
            self.setToolTip(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._draw_icon()
        if clicked is not None:
            self.clicked.connect(lambda: clicked())

    def set_icon(self, name: str) -> None:
        """Show another of our icons."""
        self._icon_name = name
        self._draw_icon()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses a button as the space bar does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.click()
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Draw the icon anew where the colours changed."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw_icon()

    def _draw_icon(self) -> None:
        if self._icon_name:
            self.setIcon(icon(self._icon_name))
            self.setIconSize(QSize(16, 16))


class NavButton(Button):
    """An entry of the side pane with its key at the right."""

    def __init__(self, text: str, kind: str = "nav", keys: str = "") -> None:
        super().__init__(text, kind)
        self.setCheckable(kind == "nav")
        row = QHBoxLayout(self)
        row.setContentsMargins(9, 0, 9, 0)
        row.addStretch(1)
        if keys:
            row.addWidget(key_label(keys))

    def sizeHint(self) -> QSize:
        """The height is that of every entry."""
        return QSize(super().sizeHint().width(), 36 if self.property("kind") == "nav" else 40)


class LinesButton(Button):
    """A button with a strong line and a soft line below, as cards have."""

    def __init__(
        self, kind: str, strong: str, soft: str, *, clicked: Callable[[], object], name: str = ""
    ) -> None:
        super().__init__("", kind, clicked=clicked, name=name or f"{strong}, {soft}")
        self.setToolTip("")
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 6, 12, 7)
        column.setSpacing(1)
        for text, tone in ((strong, "strong"), (soft, "soft")):
            if text:
                line = CutLabel(text, tone=tone, size="small")
                line.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
                column.addWidget(line)

    def sizeHint(self) -> QSize:
        """As wide as the longer line, within reason."""
        layout = self.layout()
        wanted = layout.sizeHint() if layout else super().sizeHint()
        return QSize(min(wanted.width(), 260), wanted.height())

    def minimumSizeHint(self) -> QSize:
        """Lines may be cut."""
        return QSize(90, self.sizeHint().height())


def key_label(keys: str) -> QWidget:
    """Return the small frame that names a key."""
    native = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
    made = label(native.replace("+", " "), kind="key")
    made.setFixedHeight(19)
    made.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    return made
