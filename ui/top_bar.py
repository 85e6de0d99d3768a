"""The bar above each page: what this is, and at the right what belongs to it."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from ui import theme
from ui.drawing import CutLabel


class TopBar(QFrame):
    """A title and what belongs at its right."""

    def __init__(self, title: str = "", kind: str = "top") -> None:
        super().__init__()
        self.setProperty("kind", kind)
        self.setFixedHeight(theme.TOP_BAR_HEIGHT)
        self.title = CutLabel(title, tone="strong")
        self.title.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(28, 0, 28, 0)
        self._row.setSpacing(theme.SPACE_8)
        self._row.addWidget(self.title, 1)

    def add(self, widget: QWidget) -> None:
        """Add something at the right."""
        self._row.addWidget(widget)
