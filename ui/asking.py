"""Asks for one line of text; the window goes on meanwhile."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QInputDialog, QLineEdit, QWidget

from assistant.wording import Wording
from ui import words


def ask_line(
    view: QWidget,
    title: Wording,
    question: str,
    answered: Callable[[str], None],
    text: str = "",
    is_secret: bool = False,
) -> None:
    """Open a dialog over the view; `answered` is called unless it is cancelled."""
    dialog = QInputDialog(view)
    dialog.setWindowTitle(words.say(title))
    dialog.setLabelText(question)
    dialog.setTextValue(text)
    if is_secret:
        dialog.setTextEchoMode(QLineEdit.EchoMode.Password)
    dialog.setOkButtonText(words.say(words.OK))
    dialog.setCancelButtonText(words.say(words.CANCEL))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.textValueSelected.connect(answered)
    dialog.open()
