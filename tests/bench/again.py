"""A second look at an unchanged library, and one where every file was renamed."""

import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from assistant import samples

_FILES = 1000


def measure() -> list[str]:
    """Return the times as shares of the first look."""
    with tempfile.TemporaryDirectory() as folder:
        papers, home = Path(folder) / "papers", Path(folder) / "home"
        papers.mkdir()
        write_notes(papers, _FILES)
        first, _ = _index(home, str(papers))
        second, _ = _index(home)
        for path in list(papers.iterdir()):
            path.rename(path.with_name(f"renamed {path.name}"))
        third, summary = _index(home)
    return [
        f"second index of {_FILES} unchanged files: {second / first:.3f} of the first "
        f"({first:.1f} s, {second:.1f} s)",
        f"all {_FILES} renamed: {summary['renamed']} followed, {summary['embedded']} embedded, "
        f"{third / first:.3f} of the first",
    ]


def write_notes(papers: Path, count: int) -> None:
    """Write so many short notes of random words."""
    chance = random.Random(7)
    words = (samples.PAPERS / "Receipts" / "Bicycle receipt.txt").read_text("utf-8").split()
    for n in range(count):
        (papers / f"{n:04}.txt").write_text(f"Note {n}. {' '.join(chance.choices(words, k=60))}.")


def _index(home: Path, *paths: str) -> tuple[float, dict[str, Any]]:
    started = time.monotonic()
    command = [sys.executable, "-m", "assistant", "--home", str(home), "--json", "index", *paths]
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2]
    )
    return time.monotonic() - started, json.loads(done.stdout.splitlines()[-1])
