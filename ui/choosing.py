"""Lets the person choose files; the window goes on meanwhile."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from assistant.wording import Wording
from ui import words

FOLDER = QFileDialog.FileMode.Directory
ONE_FILE = QFileDialog.FileMode.ExistingFile
FILES = QFileDialog.FileMode.ExistingFiles


def choose(
    window: QWidget,
    title: Wording,
    mode: QFileDialog.FileMode,
    chosen: Callable[[list[Path]], None],
    kinds: str = "",
) -> None:
    """Open a dialog over the window; `chosen` is called unless it is cancelled.

    `kinds` is a filter in Qt's form, such as "Models (*.gguf)".
    """
    dialog = QFileDialog(window, words.say(title), str(Path.home()), kinds)
    dialog.setFileMode(mode)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly, mode == FOLDER)
    dialog.filesSelected.connect(lambda paths: chosen([Path(path) for path in paths]))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
