"""Opens the window: python -m ui [--home DIR]."""

import argparse
import multiprocessing
import sys
from pathlib import Path


def main(argv: list[str] | None = None) -> int:
    """Open the window and return its exit status."""
    multiprocessing.freeze_support()
    from assistant.offline import shut_network

    shut_network()
    from assistant.paths import Paths
    from ui.application import run

    parser = argparse.ArgumentParser(prog="hearth", description="Ask your own files.")
    parser.add_argument("--home", type=Path, help="keep all user data in this folder")
    chosen = parser.parse_args(argv)
    return run(sys.argv[:1], Paths.of(chosen.home))


if __name__ == "__main__":
    sys.exit(main())
