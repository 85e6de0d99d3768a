import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parent))

from fake_assistant import FakeAssistant
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui import theme, words
from ui.window_state import WindowState
from ui.workspace import Workspace


@pytest.fixture(autouse=True)
def _english(qapp: QApplication) -> None:
    words.speak("en")
    qapp.setStyle("Fusion")
    theme.set_font(qapp, "en")
    theme.apply(qapp, "light")


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[FakeAssistant]:
    made = FakeAssistant(tmp_path)
    yield made
    made.close()


@pytest.fixture
def workspace(qtbot: QtBot, assistant: FakeAssistant, tmp_path: Path) -> Workspace:
    assistant.add_samples()
    made = Workspace(WindowState())
    qtbot.addWidget(made)
    made.resize(1300, 850)
    with qtbot.waitExposed(made):
        made.show()
    made.attach(assistant, tmp_path)
    return made
