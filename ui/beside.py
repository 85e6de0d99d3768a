"""The page one is on and, at its right, the source that was opened beside it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QWidget

from ui.window_state import WindowState

if TYPE_CHECKING:
    from assistant.app import Assistant
    from ui.source_view import SourceView

_LEAST_SOURCE, _LEAST_PAGE = 340, 420


class Beside(QSplitter):
    """Builds the source's view when one is first opened, and keeps its width."""

    toggled = Signal(bool)
    """Whether there is a source beside the page now."""

    def __init__(self, page: QWidget, state: WindowState) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._state = state
        self.source: SourceView | None = None
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)
        self.addWidget(page)
        self.setStretchFactor(0, 1)

    @property
    def is_open(self) -> bool:
        """Whether a source stands beside the page."""
        return self.source is not None and not self.source.isHidden()

    def open_source(self, assistant: "Assistant") -> "SourceView":
        """Show the view of a source and return it."""
        if self.source is None:
            from ui.source_view import SourceView

            self.source = SourceView(assistant)
            self.source.closed.connect(self.close_source)
            self.source.hide()
            self.addWidget(self.source)
            self.setCollapsible(1, False)
        if self.source.isHidden():
            self.source.show()
            width = min(self._state.source_width, max(_LEAST_SOURCE, self.width() - _LEAST_PAGE))
            self.setSizes([self.width() - width, width])
            self.toggled.emit(True)
        return self.source

    def close_source(self) -> None:
        """Give the whole width to the page."""
        self.keep_width()
        if self.source is not None and not self.source.isHidden():
            self.source.hide()
            self.toggled.emit(False)

    def keep_width(self) -> None:
        """Note how wide the person made it."""
        if self.source is not None and not self.source.isHidden():
            self._state.source_width = self.source.width()
