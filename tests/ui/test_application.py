import os
import subprocess
import sys
from pathlib import Path

from fake_assistant import FakeAssistant
from pytestqt.qtbot import QtBot

from assistant.errors import StoreError
from assistant.paths import Paths
from assistant.wording import Wording
from ui import words
from ui.application import Application

_FIRST_PAINT = """
import sys
from pathlib import Path
from assistant.paths import Paths
from ui.application import Application
app = Application(["hearth"], Paths(Path(sys.argv[1])))
app.window.painted.connect(app.qt.quit)
app.window.show()
app.qt.exec()
heavy = ["torch", "transformers", "llama_cpp", "chromadb", "sentence_transformers", "kiwipiepy",
         "kreuzberg", "pydantic", "PySide6.QtPdf", "PySide6.QtNetwork"]
loaded = [name for name in heavy if name in sys.modules]
assert not loaded, loaded
"""

_WHOLE_WINDOW = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from assistant.paths import Paths
from ui.application import Application
app = Application(["hearth"], Paths(Path(sys.argv[1])))
def look():
    if app._assistant is not None:
        app.window.close()
timer = QTimer(interval=50)
timer.timeout.connect(look)
timer.start()
assert app.run() == 0
heavy = ["torch", "transformers", "llama_cpp", "chromadb", "sentence_transformers", "kiwipiepy",
         "kreuzberg", "uvicorn", "PySide6.QtPdf"]
loaded = [name for name in heavy if name in sys.modules]
assert not loaded, loaded
assert (Path(sys.argv[1]) / "ui-state.json").exists()
"""


def _run(script: str, home: Path) -> None:
    root = Path(__file__).parents[2]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(root)}
    done = subprocess.run(
        [sys.executable, "-c", script, str(home)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_the_first_paint_loads_nothing_slow(tmp_path: Path) -> None:
    _run(_FIRST_PAINT, tmp_path / "home")


def test_the_whole_window_opens_and_closes_without_anything_slow(tmp_path: Path) -> None:
    _run(_WHOLE_WINDOW, tmp_path / "home")


def _application(tmp_path: Path, waking: object) -> Application:
    return Application(["hearth"], Paths(tmp_path), waking)  # type: ignore[arg-type]


def test_settings_decide_language_and_theme(
    qtbot: QtBot, assistant: FakeAssistant, tmp_path: Path
) -> None:
    assistant.change_settings(language="ko", theme="dark")
    app = _application(tmp_path, lambda paths: assistant)
    qtbot.addWidget(app.window)
    app.start()
    qtbot.waitUntil(lambda: app._assistant is not None, timeout=10_000)
    assert words.language() == "ko"
    assert app.workspace is not None
    assert app.workspace.side.files.text() == "내 서류"
    app.workspace._change_look("language", "en")
    qtbot.waitUntil(lambda: app.workspace.side.files.text() == "My files")  # type: ignore[union-attr]
    app.workspace._change_look("theme", "light")
    app.window.close()
    app.close()
    assert assistant.is_closed
    assert '"theme": "light"' in (tmp_path / "ui-state.json").read_text()


def test_a_store_that_does_not_open_is_told_in_the_window(qtbot: QtBot, tmp_path: Path) -> None:
    def refuse(paths: Paths) -> None:
        raise StoreError(Wording("The disk is full.", "디스크가 가득 찼어요."))

    app = _application(tmp_path, refuse)
    qtbot.addWidget(app.window)
    app.start()
    qtbot.waitUntil(
        lambda: (
            app.workspace is not None
            and app.workspace.notices.message.text() == "The disk is full."
        ),
        timeout=10_000,
    )
    assert not app.workspace.view.box.send.isEnabled()  # type: ignore[union-attr]
    app.close()
