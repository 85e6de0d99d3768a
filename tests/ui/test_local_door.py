"""Other programs are let in from the settings, with a real assistant behind the window."""

import json
import os
import subprocess
import sys
from pathlib import Path

from fake_assistant import FakeAssistant
from pytestqt.qtbot import QtBot

from assistant.api.socket_file import SocketFile
from assistant.paths import Paths
from ui.workspace import Workspace

ROOT = Path(__file__).parents[2]
_WINDOW = """
import json, sys
from pathlib import Path
from PySide6.QtCore import QTimer
from assistant.api.socket_file import is_answered
from assistant.paths import Paths
from ui.application import Application
paths = Paths(Path(sys.argv[1]))
app = Application(["hearth"], paths)
told = {}
def choose(is_on):
    box = app.workspace._settings_page.local_api
    box.setCurrentIndex(int(is_on))
    box.activated.emit(int(is_on))
def look():
    if app._door is None:
        return
    timer.stop()
    told["before"] = is_answered(paths.api_socket)
    app.workspace.show_settings()
    told["hidden"] = app.workspace._settings_page.local_api_more.isVisible()
    choose(True)
    told["on"] = is_answered(paths.api_socket)
    told["shown"] = app.workspace._settings_page.local_api_more.isVisible()
    app._renew()
    told["after another language"] = is_answered(paths.api_socket)
    app.workspace.show_settings()
    told["chosen"] = app.workspace._settings_page.local_api.currentData()
    choose(False)
    told["off"] = paths.api_socket.exists()
    choose(True)
    told["again"] = is_answered(paths.api_socket)
    told["notice"] = app.workspace.notices.message.text()
    app.window.close()
timer = QTimer(interval=50)
timer.timeout.connect(look)
timer.start()
assert app.run() == 0
told["closed"] = paths.api_socket.exists()
print(json.dumps(told))
"""
_NEXT_TIME = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from assistant.paths import Paths
from ui.application import Application
paths = Paths(Path(sys.argv[1]))
app = Application(["hearth"], paths)
def look():
    if app._door is not None:
        timer.stop()
        print(paths.api_socket.is_socket(), app.workspace.notices.message.text())
        app.window.close()
timer = QTimer(interval=50)
timer.timeout.connect(look)
timer.start()
assert app.run() == 0
"""


def run(script: str, home: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", script, str(home)],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_socket_follows_the_setting_and_the_window(tmp_path: Path) -> None:
    home = tmp_path / "home"
    told = json.loads(run(_WINDOW, home).splitlines()[-1])
    assert told == {
        "before": False,
        "hidden": False,
        "on": True,
        "shown": True,
        "after another language": True,
        "chosen": True,
        "off": False,
        "again": True,
        "notice": "",
        "closed": False,
    }
    assert run(_NEXT_TIME, home).strip() == "True"
    elsewhere = SocketFile(Paths(home).api_socket)
    with elsewhere.open():
        assert run(_NEXT_TIME, home).startswith("True Another Hearth")
    elsewhere.close()


def test_the_choice_is_kept(qtbot: QtBot, workspace: Workspace, assistant: FakeAssistant) -> None:
    workspace.show_settings()
    page = workspace._settings_page
    assert page is not None
    assert page.local_api.currentText() == "Not answered"
    with qtbot.waitSignal(workspace.local_api_changed):
        page.local_api.setCurrentIndex(1)
        page.local_api.activated.emit(1)
    assert assistant.settings.local_api is True
