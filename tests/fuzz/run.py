"""make fuzz: files that lie, by the thousand."""

import argparse
import os
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[2])]
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def main() -> int:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=2000, help="files")
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    # Not above: each worker process imports this file, and need not import all that.
    import model_files

    print("\n".join(model_files.run(options.count, options.seed)), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
