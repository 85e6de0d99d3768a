"""What a person does about a file that was not read, with keys and clicks."""

from pathlib import Path

import pytest
from fake_assistant import FakeAssistant
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QInputDialog, QLineEdit, QMenu
from pytestqt.qtbot import QtBot

from assistant.documents import FileState, Hint
from ui import words
from ui.file_table import _REASON, FileTable


@pytest.fixture
def table(qtbot: QtBot) -> FileTable:
    made = FileTable()
    qtbot.addWidget(made)
    made.resize(1100, 300)
    made.files.text_formats = {"txt"}
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.fixture
def asked(table: FileTable) -> list[tuple[Path, Hint]]:
    wishes: list[tuple[Path, Hint]] = []
    table.retry_wanted.connect(lambda path, hint: wishes.append((path, hint)))
    return wishes


def _show(
    table: FileTable, assistant: FakeAssistant, name: str, reason: str, state: FileState = "skipped"
) -> Path:
    file = assistant.put_file(assistant.home / name, state=state, reason=reason)
    table.files.set_files([file])
    table.setCurrentIndex(table.files.index(0, 0))
    return file.path


def _click_remedy(qtbot: QtBot, table: FileTable) -> None:
    cell = table.visualRect(table.files.index(0, _REASON))
    text = table.fontMetrics().horizontalAdvance(str(table.files.index(0, _REASON).data()))
    at = QPoint(min(cell.left() + text, cell.right() - 40), cell.center().y())
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=at)


def _menu() -> QMenu:
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


@pytest.mark.parametrize("reason", ["password", "wrong_password"])
def test_enter_asks_for_the_password_and_hides_it(
    qtbot: QtBot,
    table: FileTable,
    assistant: FakeAssistant,
    asked: list[tuple[Path, Hint]],
    reason: str,
) -> None:
    path = _show(table, assistant, "pay.pdf", reason)
    qtbot.keyClick(table, Qt.Key.Key_Return)
    dialog = table.findChild(QInputDialog)
    assert dialog is not None
    assert dialog.textEchoMode() == QLineEdit.EchoMode.Password
    assert "pay.pdf" in dialog.labelText()
    field = dialog.findChild(QLineEdit)
    assert field is not None
    qtbot.keyClicks(field, "900101")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert asked == [(path, Hint("900101"))]


def test_a_password_that_is_not_given_changes_nothing(
    qtbot: QtBot, table: FileTable, assistant: FakeAssistant, asked: list[tuple[Path, Hint]]
) -> None:
    _show(table, assistant, "pay.pdf", "password")
    _click_remedy(qtbot, table)
    dialog = table.findChild(QInputDialog)
    assert dialog is not None
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert asked == []


def test_a_click_offers_encodings_for_guessed_letters(
    qtbot: QtBot, table: FileTable, assistant: FakeAssistant, asked: list[tuple[Path, Hint]]
) -> None:
    path = _show(table, assistant, "old.txt", "guessed_letters", "read")
    _click_remedy(qtbot, table)
    actions = {action.text(): action for action in _menu().actions()}
    assert actions[words.say(words.ENCODING_FOUND_OUT)].isChecked()
    actions[words.say(words.ENCODING_JOHAB)].trigger()
    assert asked == [(path, Hint(encoding="johab"))]
    _menu().close()


def test_enter_opens_a_text_although_its_letters_were_guessed(
    qtbot: QtBot, table: FileTable, assistant: FakeAssistant, asked: list[tuple[Path, Hint]]
) -> None:
    path = _show(table, assistant, "old.txt", "guessed_letters", "read")
    with qtbot.waitSignal(table.opened) as opened:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert opened.args == [path]
    assert asked == []


@pytest.mark.parametrize(
    ("name", "reason", "offered"),
    [
        ("a.txt", "", {words.CHOOSE_ENCODING}),
        ("a.pdf", "", set()),
        ("a.pdf", "password", {words.ENTER_PASSWORD}),
        ("a.pdf", "damaged", set()),
    ],
)
def test_the_menu_of_a_row_offers_what_fits_the_file(
    table: FileTable, assistant: FakeAssistant, name: str, reason: str, offered: set[object]
) -> None:
    _show(table, assistant, name, reason)
    table.customContextMenuRequested.emit(table.visualRect(table.files.index(0, 0)).center())
    texts = {action.text() for action in _menu().actions()}
    for wording in (words.CHOOSE_ENCODING, words.ENTER_PASSWORD):
        assert (words.say(wording) in texts) == (wording in offered)
    assert words.say(words.TRY_AGAIN) in texts
    _menu().close()


def test_a_try_again_keeps_the_encoding(
    qtbot: QtBot, table: FileTable, assistant: FakeAssistant, asked: list[tuple[Path, Hint]]
) -> None:
    from dataclasses import replace

    file = assistant.put_file(assistant.home / "old.txt", state="failed", reason="crashed")
    table.files.set_files([replace(file, encoding="cp949")])
    table.setCurrentIndex(table.files.index(0, 0))
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert asked == [(file.path, Hint(encoding="cp949"))]


def test_a_file_that_waits_to_be_read_offers_nothing(
    qtbot: QtBot, table: FileTable, assistant: FakeAssistant, asked: list[tuple[Path, Hint]]
) -> None:
    _show(table, assistant, "pay.pdf", "password", "waiting")
    assert table.files.index(0, _REASON).data() == ""
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert table.findChild(QInputDialog) is None
    assert asked == []
