"""The program with a window: paints first, then wakes the assistant, and ends both in order."""

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from assistant.errors import AssistantError
from assistant.paths import Paths
from ui import theme, words
from ui.drawing import pixmap
from ui.ending import OrderlyEnd
from ui.main_window import MainWindow
from ui.notices import LastDefence
from ui.window_state import WindowState

if TYPE_CHECKING:
    from assistant.app import Assistant

Waking = Callable[[Paths], "Assistant"]


def wake(paths: Paths) -> "Assistant":
    """Build the assistant; its imports wait until the window stands there."""
    from assistant.app import Assistant

    return Assistant(paths)


class Application:
    """Owns the Qt application, the window and the assistant."""

    def __init__(self, argv: list[str], paths: Paths, waking: Waking = wake) -> None:
        self._paths, self._waking = paths, waking
        self._state = WindowState.load(paths.home)
        self._assistant: Assistant | None = None
        existing = QApplication.instance()
        self.qt = existing if isinstance(existing, QApplication) else QApplication(argv)
        self.qt.setApplicationName("hearth")
        self.qt.setApplicationDisplayName("Hearth")
        self.qt.setDesktopFileName("hearth")
        self.qt.setStyle("Fusion")
        language = words.speak(self._state.language)
        theme.set_font(self.qt, language)
        theme.apply(self.qt, self._state.theme)
        self.qt.setWindowIcon(QIcon(pixmap("flame", 64)))
        self.qt.styleHints().colorSchemeChanged.connect(lambda _: self._follow_system())
        self.window = self._make_window()

    def run(self) -> int:
        """Show the window and stay until it is closed."""
        self.window.show()
        QTimer.singleShot(0, self.window, self._wake)
        ending = OrderlyEnd(lambda: self.window.close())
        if sys.platform != "win32":
            ending.install()
        status = self.qt.exec()
        self.close()
        if sys.platform != "win32":
            ending.uninstall()
        return status

    def close(self) -> None:
        """Keep the window's place and end the assistant."""
        self._defence.uninstall()
        if self._assistant is not None:
            self._state.save(self._paths.home)
            self._assistant.close()
            self._assistant = None

    def _make_window(self) -> MainWindow:
        window = MainWindow(self._state)
        window.look_changed.connect(self._change_look)
        self._defence = LastDefence(window.notices)
        self._defence.install()
        return window

    def _wake(self) -> None:
        # The first paint comes before everything that takes time.
        self.qt.processEvents()
        try:
            self._assistant = self._waking(self._paths)
        except AssistantError as error:  # the window stays and says what to do
            self.window.notices.show_error(error)
            return
        self._adopt_settings()
        self.window.attach(self._assistant, self._paths.home)

    def _adopt_settings(self) -> None:
        """The settings may differ from what the last window looked like."""
        assert self._assistant is not None
        settings = self._assistant.settings
        if settings.theme != self._state.theme:
            self._state.theme = settings.theme
            theme.apply(self.qt, settings.theme)
        if settings.language != self._state.language:
            self._state.language = settings.language
            before = words.language()
            if words.speak(settings.language) != before:
                self._renew_window(attach=False)

    def _change_look(self, name: str, value: str) -> None:
        if name == "theme":
            theme.apply(self.qt, value)
        elif words.language() != words.speak(value):
            QTimer.singleShot(0, self.window, self._renew_window)

    def _renew_window(self, attach: bool = True) -> None:
        """Build the window anew in another language, at the same place."""
        old = self.window
        theme.set_font(self.qt, words.language())
        self._defence.uninstall()
        self._state.geometry = old.saveGeometry().toBase64().toStdString()
        self.window = self._make_window()
        self.window.show()
        if attach and self._assistant is not None:
            self.window.attach(self._assistant, self._paths.home)
        old.close()
        old.deleteLater()

    def _follow_system(self) -> None:
        if self._state.theme == "system":
            theme.apply(self.qt, "system")


def run(argv: list[str], paths: Paths) -> int:
    """Open the window."""
    return Application(argv or sys.argv[:1], paths).run()
