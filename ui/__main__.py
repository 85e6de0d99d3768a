"""The hearth command: opens the window; anything typed after it goes to the command line."""

import argparse
import multiprocessing
import os
import sys
from collections.abc import Sequence
from pathlib import Path


def main(arguments: Sequence[str] | None = None) -> int:
    """Open the window, or run a command, and return the exit status."""
    multiprocessing.freeze_support()
    from assistant.offline import shut_network

    shut_network()
    typed = list(sys.argv[1:] if arguments is None else arguments)
    home, rest = _home_and_rest(typed)
    if rest or not has_screen():
        from assistant.__main__ import main as run_command

        return run_command(typed)
    from assistant.paths import Paths
    from ui.application import run

    return run(sys.argv[:1], Paths.of(home))


def has_screen() -> bool:
    """Return whether a window can be shown."""
    if sys.platform != "linux":
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def _home_and_rest(typed: list[str]) -> tuple[Path | None, list[str]]:
    # The whole parser would load the assistant before the window is painted.
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--home", type=Path)
    known, rest = parser.parse_known_args(typed)
    return known.home, rest


if __name__ == "__main__":
    sys.exit(main())
