"""make soak: the long runs. Prints one line each; the last figures stand in BENCHMARKS.md."""

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from kill_indexing import run as kill_indexing


def main() -> int:
    """Run everything and return 1 if anything was lost."""
    with tempfile.TemporaryDirectory() as folder:
        outcome = kill_indexing(Path(folder) / "home", 200)
    print(f"kill -9 while indexing: {outcome}")
    bad = (
        outcome.lost
        + outcome.failed_starts
        + outcome.unsearchable_rows
        + outcome.orphans
        + outcome.mixed
    )
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main())
