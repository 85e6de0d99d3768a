"""The only place that turns errors into words: a quiet bar at the top of the window."""

import logging
import sys
import threading
from collections.abc import Callable
from types import TracebackType

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout

from assistant.errors import AssistantError
from assistant.wording import Wording
from ui import words
from ui.buttons import Button
from ui.drawing import label

_log = logging.getLogger(__name__)
_UNDO_MS = 12_000


def as_told(error: BaseException) -> AssistantError:
    """Return the error itself, or for an unexpected one a sentence that a person understands."""
    if isinstance(error, AssistantError):
        return error
    kind = type(error).__name__
    message = Wording(*(sentence.format(kind=kind) for sentence in words.UNEXPECTED))
    return AssistantError(message, words.UNEXPECTED_HINT)


def sentences_of(error: BaseException) -> tuple[str, str]:
    """Return what happened and what to do, in the language of the window."""
    told = as_told(error)
    return words.say(told.message), words.say(told.hint)


class Notices(QFrame):
    """Shows one notice at a time, with its hint, an action and a way to close it."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "notice")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._action: Callable[[], object] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        self.message = label()
        self.hint = label(tone="soft", size="small")
        self.action = Button("", "action", clicked=self._act)
        self.dismiss = Button(
            "", "quiet", clicked=self.hide, name=words.say(words.CLOSE), icon_name="close"
        )
        self._lay_out()
        self.hide()

    def show_error(self, error: BaseException) -> None:
        """Tell an error; it stays until closed."""
        message, hint = sentences_of(error)
        self._show(message, hint)

    def tell(self, message: str, hint: str = "", *, for_ms: int = 6000) -> None:
        """Tell something for a while."""
        self._show(message, hint)
        self._timer.start(for_ms)

    def offer_undo(self, message: str, undo: Callable[[], object]) -> None:
        """Tell what was done and offer to undo it."""
        self._show(message, "", words.say(words.UNDO), undo)
        self._timer.start(_UNDO_MS)

    def guard(self, action: Callable[[], object]) -> bool:
        """Do something quick; return whether it was done, and tell an error a person can read."""
        try:
            action()
        except AssistantError as error:
            self.show_error(error)
            return False
        return True

    def _show(
        self, message: str, hint: str, action: str = "", act: Callable[[], object] | None = None
    ) -> None:
        self._timer.stop()
        self.message.setText(message)
        self.hint.setText(hint)
        self.hint.setVisible(bool(hint))
        self.action.setText(action)
        self.action.setAccessibleName(action)
        self.action.setVisible(bool(action))
        self._action = act
        self.setAccessibleName(f"{words.say(words.NOTICE)}: {message} {hint}".strip())
        self.show()

    def _act(self) -> None:
        action, self._action = self._action, None
        self.hide()
        if action is not None:
            action()

    def _lay_out(self) -> None:
        for line in (self.message, self.hint):
            line.setWordWrap(True)
            line.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        lines = QVBoxLayout()
        lines.setSpacing(0)
        lines.addWidget(self.message)
        lines.addWidget(self.hint)
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 8, 12, 8)
        row.setSpacing(12)
        row.addLayout(lines, 1)
        row.addWidget(self.action)
        row.addWidget(self.dismiss)


class LastDefence(QObject):
    """Brings errors that nobody caught, from any thread, to the notices."""

    _raised = Signal(object)

    def __init__(self, notices: Notices) -> None:
        super().__init__(notices)
        self._notices = notices
        self._raised.connect(self._tell, Qt.ConnectionType.QueuedConnection)
        self._before = (sys.excepthook, threading.excepthook)

    def install(self) -> None:
        """Take the hooks of the interpreter and its threads."""
        sys.excepthook = self._unexpected
        threading.excepthook = self._unexpected_in_thread

    def uninstall(self) -> None:
        """Give the hooks back."""
        sys.excepthook, threading.excepthook = self._before

    def _unexpected(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._before[0](kind, error, trace)
            return
        _log.error("an error nobody caught", exc_info=(kind, error, trace))
        self._raised.emit(error)

    def _unexpected_in_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self._unexpected(args.exc_type, args.exc_value, args.exc_traceback)

    def _tell(self, error: BaseException) -> None:
        self._notices.show_error(error)
