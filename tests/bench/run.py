"""make bench: the figures of BENCHMARKS.md, each a ratio or a share from one run."""

import argparse
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[2])]

import again  # noqa: E402 - found only by the line above
import busy  # noqa: E402
import documents  # noqa: E402
import embedding  # noqa: E402
import first_paint  # noqa: E402
import fresh  # noqa: E402
import generation  # noqa: E402
import growth  # noqa: E402
import retrieval  # noqa: E402
import samples  # noqa: E402
import streaming  # noqa: E402
import turns  # noqa: E402
import window  # noqa: E402


def main() -> int:
    """Measure what was asked for, all if nothing was."""
    measures = {
        "samples": samples.measure,
        "paint": first_paint.measure,
        "again": again.measure,
        "fresh": fresh.measure,
        "busy": busy.measure,
        "embedding": embedding.measure,
        "retrieval": retrieval.measure_own,
        "window": window.measure,
        "growth": growth.measure,
        "generation": generation.measure,
        "turns": turns.measure,
    }
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", nargs="*", metavar="|".join(measures))
    parser.add_argument(
        "--retrieval", type=Path, action="append", default=[], help="a question set"
    )
    parser.add_argument(
        "--documents", type=Path, action="append", default=[], help="a folder of messy files"
    )
    parser.add_argument(
        "--vocabularies", type=Path, action="append", default=[], help="a folder of GGUF files"
    )
    parser.add_argument("--passages", type=int, default=1000, help="at most so many of each set")
    options = parser.parse_args()
    given = options.retrieval or options.documents or options.vocabularies
    chosen = options.what or ([] if given else list(measures))
    if unknown := set(chosen) - set(measures):
        parser.error(f"there is no {', '.join(sorted(unknown))}")
    for name in chosen:
        print("\n".join(measures[name]()), end="\n\n", flush=True)
    for source in options.retrieval:
        print("\n".join(retrieval.measure(source, options.passages)), end="\n\n", flush=True)
    for folder in options.documents:
        print("\n".join(documents.measure(folder)), end="\n\n", flush=True)
    for folder in options.vocabularies:
        print("\n".join(streaming.measure(folder)), end="\n\n", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
