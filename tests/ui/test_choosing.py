from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from ui import choosing, words


@pytest.mark.parametrize("mode", [choosing.FOLDER, choosing.ONE_FILE, choosing.FILES])
def test_what_is_chosen_arrives(qtbot: QtBot, tmp_path: Path, mode: QFileDialog.FileMode) -> None:
    wanted = tmp_path / "wanted"
    if mode == choosing.FOLDER:
        wanted.mkdir()
    else:
        wanted.write_text("x")
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    arrived: list[list[Path]] = []
    choosing.choose(window, words.CHOOSE_FILES, mode, arrived.append)
    [dialog] = window.findChildren(QFileDialog)
    dialog.setDirectory(str(tmp_path))
    dialog.selectFile(str(wanted))
    dialog.accept()
    assert arrived == [[wanted]]


def test_nothing_arrives_from_a_dialog_that_is_cancelled(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    arrived: list[list[Path]] = []
    choosing.choose(window, words.CHOOSE_FOLDER, choosing.FOLDER, arrived.append)
    window.findChildren(QFileDialog)[0].reject()
    assert arrived == []
