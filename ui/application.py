"""The program with a window: paints first, then furnishes it, then wakes the assistant."""

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from ui.main_window import MainWindow
from ui.tokens import DARK, LIGHT
from ui.window_state import WindowState

if TYPE_CHECKING:
    from assistant.app import Assistant
    from assistant.jobs import CancelToken, Work
    from assistant.paths import Paths
    from ui.ending import OrderlyEnd
    from ui.local_door import LocalDoor
    from ui.notices import LastDefence
    from ui.qt_job import QtJob
    from ui.workspace import Workspace

Waking = Callable[["Paths"], "Assistant"]
_FURNISH_ANYWAY_MS = 1500


def wake(paths: "Paths") -> "Assistant":
    """Build the assistant."""
    from assistant.app import Assistant

    return Assistant(paths)


class Application:
    """Owns the Qt application, the window and the assistant."""

    def __init__(self, argv: list[str], paths: "Paths", waking: Waking = wake) -> None:
        self._paths, self._waking = paths, waking
        self._state = WindowState.load(paths.home)
        self._assistant: Assistant | None = None
        self._door: LocalDoor | None = None
        self._importing: QtJob | None = None
        self._defence: LastDefence | None = None
        self._ending: OrderlyEnd | None = None
        self.workspace: Workspace | None = None
        existing = QApplication.instance()
        self.qt = existing if isinstance(existing, QApplication) else QApplication(argv)
        self.qt.setApplicationName("hearth")
        self.qt.setApplicationDisplayName("Hearth")
        self.qt.setDesktopFileName("hearth")
        self.window = MainWindow(self._state, DARK if self._is_dark() else LIGHT)

    def run(self) -> int:
        """Show the window and stay until it is closed."""
        self.start()
        status = self.qt.exec()
        self.close()
        return status

    def start(self) -> None:
        """Show the window; all else waits for its first paint, or a moment where it is hidden."""
        self.window.painted.connect(self._furnish)
        self.window.show()
        QTimer.singleShot(_FURNISH_ANYWAY_MS, self.window, self._furnish)

    def close(self) -> None:
        """Keep the window's place and end the assistant."""
        if self._defence is not None:
            self._defence.uninstall()
        if self._ending is not None:
            self._ending.uninstall()
        if self._door is not None:
            self._door.close()
        if self._assistant is not None:
            self._state.save(self._paths.home)
            self._assistant.close()
            self._assistant = None

    def _is_dark(self) -> bool:
        # Asking for Qt.ColorScheme would create all enums of Qt before the first paint.
        if self._state.theme == "system":
            return self.qt.palette().window().color().lightness() < 128
        return self._state.theme == "dark"

    def _furnish(self) -> None:
        """Build what the window holds."""
        if self.workspace is not None:
            return
        from PySide6.QtGui import QIcon

        from ui import theme, words
        from ui.drawing import pixmap
        from ui.ending import OrderlyEnd

        self.qt.setStyle("Fusion")
        theme.set_font(self.qt, words.speak(self._state.language))
        theme.apply(self.qt, self._state.theme)
        self.qt.setWindowIcon(QIcon(pixmap("flame", 64)))
        self.qt.styleHints().colorSchemeChanged.connect(lambda _: self._follow_system())
        self.window.closing.connect(self._keep_place)
        self._fill_window()
        self._ending = OrderlyEnd(self.window.close)
        self._ending.install()
        self._wake_soon()

    def _fill_window(self) -> None:
        from ui.notices import LastDefence
        from ui.workspace import Workspace

        if self._defence is not None:
            self._defence.uninstall()
        self.workspace = Workspace(self._state)
        self.workspace.look_changed.connect(self._change_look)
        self.workspace.local_api_changed.connect(self._open_or_close_door)
        self._defence = LastDefence(self.workspace.notices)
        self._defence.install()
        self.window.fill(self.workspace)
        self.workspace.view.box.edit.setFocus()

    def _wake_soon(self) -> None:
        """Import the assistant on a thread of its own: the window can be typed in meanwhile."""
        import threading

        from assistant.jobs import Job
        from ui.qt_job import QtJob

        job = Job(_import_assistant)
        self._importing = QtJob(job)
        self._importing.finished.connect(self._wake)
        self._importing.start()
        threading.Thread(target=job.run, name="import", daemon=True).start()

    def _wake(self, imported: object) -> None:
        from assistant.errors import AssistantError
        from ui.local_door import LocalDoor

        assert self.workspace is not None
        try:
            self._assistant = self._waking(self._paths)
        except AssistantError as error:  # the window stays and says what to do
            self.workspace.notices.show_error(error)
            return
        self._adopt_settings()
        self.workspace.attach(self._assistant, self._paths.home)
        self._door = LocalDoor(self._assistant)
        self._open_or_close_door()

    def _open_or_close_door(self) -> None:
        if self._door is not None and self.workspace is not None:
            self.workspace.notices.guard(self._door.follow)

    def _adopt_settings(self) -> None:
        """The settings may differ from what the last window looked like."""
        from ui import theme, words

        assert self._assistant is not None
        settings = self._assistant.settings
        if settings.theme != self._state.theme:
            self._state.theme = settings.theme
            theme.apply(self.qt, settings.theme)
        self._state.language = settings.language
        before = words.language()
        if words.speak(settings.language) != before:
            self._renew(attach=False)

    def _change_look(self, name: str, value: str) -> None:
        from ui import theme, words

        if name == "theme":
            theme.apply(self.qt, value)
        elif words.language() != words.speak(value):
            QTimer.singleShot(0, self.window, self._renew)

    def _renew(self, attach: bool = True) -> None:
        """Build the content anew in another language."""
        from ui import theme, words

        theme.set_font(self.qt, words.language())
        theme.apply(self.qt, self._state.theme)
        self._fill_window()
        if attach and self._assistant is not None and self.workspace is not None:
            self.workspace.attach(self._assistant, self._paths.home)

    def _follow_system(self) -> None:
        from ui import theme

        if self._state.theme == "system":
            theme.apply(self.qt, "system")

    def _keep_place(self) -> None:
        if self.workspace is not None:
            self.workspace.beside.keep_width()


def _import_assistant(token: "CancelToken") -> "Work":
    yield from ()
    import assistant.app

    return assistant.app is not None


def run(argv: list[str], paths: "Paths") -> int:
    """Open the window."""
    return Application(argv or sys.argv[:1], paths).run()
