"""What helps a file that was not read, or not rightly: a password, an encoding, another try."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from assistant.documents import Hint, LibraryFile
from assistant.wording import Wording
from ui import words
from ui.asking import ask_line

Retry = Callable[[Path, Hint], None]

_ENCODINGS = {
    "": words.ENCODING_FOUND_OUT,
    "utf-8": words.ENCODING_UNICODE,
    "cp949": words.ENCODING_KOREAN,
    "johab": words.ENCODING_JOHAB,
    "cp850": words.ENCODING_DOS,
    "cp1252": words.ENCODING_WESTERN,
    "cp1250": words.ENCODING_CENTRAL,
    "cp1251": words.ENCODING_CYRILLIC,
    "shift_jis": words.ENCODING_JAPANESE,
    "gb18030": words.ENCODING_CHINESE,
    "big5": words.ENCODING_TAIWAN,
    "utf-16": words.ENCODING_UTF_16,
}
"""By Python's names, in the order of the menu."""
_REMEDIES = {
    "password": words.ENTER_PASSWORD,
    "wrong_password": words.ENTER_PASSWORD,
    "guessed_letters": words.CHOOSE_ENCODING,
    "scanned": words.TRY_AGAIN,
}


def remedy(file: LibraryFile) -> Wording | None:
    """Return what the person may do about a file, in two or three words."""
    if file.state == "waiting":
        return None
    return _REMEDIES.get(file.reason) or (words.TRY_AGAIN if file.state == "failed" else None)


def mend(view: QWidget, at: QPoint, file: LibraryFile, retry: Retry) -> None:
    """Do what helps the file; a menu opens at that place of the screen."""
    wanted = remedy(file)
    if wanted is words.ENTER_PASSWORD:
        ask_password(view, file, retry)
    elif wanted is words.CHOOSE_ENCODING:
        menu = QMenu(view)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        add_encodings(menu, file, retry)
        menu.popup(at)
    else:
        retry(file.path, Hint(encoding=file.encoding))


def ask_password(view: QWidget, file: LibraryFile, retry: Retry) -> None:
    """Ask for the password; it is hidden while it is written."""
    ask_line(
        view,
        words.ENTER_PASSWORD,
        words.say(words.PASSWORD_OF, name=file.path.name),
        lambda password: retry(file.path, Hint(password, file.encoding)),
        is_secret=True,
    )


def add_encodings(menu: QMenu, file: LibraryFile, retry: Retry) -> None:
    """Add the encodings to a menu, the one that holds now marked."""
    group = QActionGroup(menu)
    for encoding, name in _ENCODINGS.items():
        action = QAction(words.say(name), group)
        action.setCheckable(True)
        action.setChecked(encoding == file.encoding)
        action.triggered.connect(
            lambda _=False, encoding=encoding: retry(file.path, Hint(encoding=encoding))
        )
        menu.addAction(action)
