"""Korean as a person types it: real keys, composed by ibus-hangul in a session of its own."""

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from screen import (
    IS_MISSING,
    Screen,
    hearth,
    home_with_papers,
    messages,
    screen,
    wait_for,
)

ENGINES = ("/usr/libexec/ibus-engine-hangul", "/usr/lib/ibus/ibus-engine-hangul")
HAS_HANGUL = all(map(shutil.which, ("ibus-daemon", "ibus", "dbus-daemon"))) and any(
    Path(engine).exists() for engine in ENGINES
)

pytestmark = [
    pytest.mark.screen,
    pytest.mark.skipif(IS_MISSING, reason="needs Xvfb, xdotool and openbox"),
    pytest.mark.skipif(not HAS_HANGUL, reason="needs dbus, ibus and ibus-hangul"),
]

KEYS = "rhksflqlsmsdjfakdlsrkdy"
"""The letters of a two-set keyboard for:"""
TYPED = "관리비는얼마인가요"


@pytest.fixture
def shown(tmp_path: Path) -> Iterator[Screen]:
    with screen(tmp_path) as started, hangul(started, tmp_path):
        yield started


@contextmanager
def hangul(shown: Screen, folder: Path) -> Iterator[None]:
    """Let every program on this screen be typed into through ibus-hangul."""
    shown.environment |= {
        "HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder / "config"),
        "XDG_CACHE_HOME": str(folder / "cache"),
        "GSETTINGS_BACKEND": "memory",  # its settings as they come, not those of who runs the test
        "QT_IM_MODULE": "ibus",
    }
    with started(shown, "dbus-daemon", "--session", "--nofork", "--print-address") as bus:
        assert bus.stdout is not None
        shown.environment["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().strip()
        with started(shown, "ibus-daemon", "--panel=disable", "--emoji-extension=disable"):
            wait_for(lambda: has_chosen_hangul(shown), 30)
            yield


@contextmanager
def started(shown: Screen, *program: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        program,
        env=shown.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    with process:
        try:
            yield process
        finally:
            process.terminate()


def has_chosen_hangul(shown: Screen) -> bool:
    done = subprocess.run(
        ["ibus", "engine", "hangul"],
        env=shown.environment,
        capture_output=True,
        check=False,
        timeout=30,
    )
    return done.returncode == 0


def test_enter_ends_a_composition_and_only_the_next_one_sends(
    shown: Screen, tmp_path: Path
) -> None:
    home = home_with_papers(tmp_path)
    with hearth(shown, home):
        shown.window()
        time.sleep(3)
        shown.keys("ctrl+l", "shift+space", *KEYS)  # Shift and space change to Korean letters
        shown.keys("Return")
        time.sleep(2)
        assert messages(home) == [], "the Enter that ended the composition sent the question"
        shown.keys("Return")
        sent = wait_for(lambda: messages(home)[:1], 20)
    assert sent[0][:2] == ("user", TYPED)
