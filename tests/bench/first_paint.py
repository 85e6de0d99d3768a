"""First paint of the window against a bare PySide6 window, A B A B, in fresh processes."""

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

_PAIRS = 7
_BARE = """
import sys, time
started = time.monotonic()
from PySide6.QtWidgets import QApplication, QMainWindow
class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        print(time.monotonic() - started, flush=True)
        sys.stdout.flush()
        import os; os._exit(0)
app = QApplication(sys.argv[:1])
window = Window()
window.resize(1240, 820)
window.show()
app.exec()
"""
_HEARTH = """
import sys, time
from pathlib import Path
started = time.monotonic()
from assistant.offline import shut_network
shut_network()
from assistant.paths import Paths
from ui.application import Application
application = Application(sys.argv[:1], Paths.of(Path(sys.argv[1])))
def painted():
    print(time.monotonic() - started, flush=True)
    slow = {"torch", "transformers", "llama_cpp", "chromadb", "sentence_transformers", "kiwipiepy"}
    slow |= {"kreuzberg", "faster_whisper", "peft"}
    print(sorted(slow & set(sys.modules)), flush=True)
    import os; os._exit(0)
application.window.painted.connect(painted)
application.start()
application.qt.exec()
"""


def measure() -> list[str]:
    """Return the ratio and what was loaded by then."""
    with tempfile.TemporaryDirectory() as folder:
        pairs = [(_seconds(_BARE, folder)[0], _seconds(_HEARTH, folder)) for _ in range(_PAIRS)]
    ratios = [float(hearth[0]) / float(bare) for bare, hearth in pairs]
    return [
        f"first paint: {statistics.median(ratios):.2f} times a bare window "
        f"(median of {_PAIRS} pairs); slow libraries loaded by then: {pairs[-1][1][1]}"
    ]


def _seconds(code: str, home: str) -> list[str]:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    if not environment.get("DISPLAY"):
        environment["QT_QPA_PLATFORM"] = "offscreen"
    done = subprocess.run(
        [sys.executable, "-c", code, home],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
        timeout=60,
    )
    return done.stdout.splitlines()
