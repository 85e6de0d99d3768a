"""make bench: the figures of BENCHMARKS.md, each a ratio or a share from one run."""

import argparse
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[2])]

import again  # noqa: E402 - found only by the line above
import first_paint  # noqa: E402
import samples  # noqa: E402
import stories  # noqa: E402


def main() -> int:
    """Measure what was asked for, all if nothing was."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", nargs="*", choices=["samples", "paint", "again"], default=[])
    parser.add_argument("--stories", type=Path, help="a file of story questions")
    options = parser.parse_args()
    chosen = options.what or ["samples", "paint", "again"]
    measures = {"samples": samples.measure, "paint": first_paint.measure, "again": again.measure}
    for name in chosen:
        print("\n".join(measures[name]()), end="\n\n", flush=True)
    if options.stories:
        print("\n".join(stories.measure(options.stories)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
