"""kill -9 at random moments of indexing: nothing acknowledged may be lost, every start works.

Between two kills files are added, changed and deleted, and now and then the embedder is switched.
"""

import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.library.spaces import Space
from assistant.store.library_store import LibraryStore

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[2])]

from indexer import MODELS, build  # noqa: E402 - found only by the line above

_WORDS = (
    "harbour lantern maple copper violin meadow orbit saffron timber quartz willow ember".split()
)

_MOST_PAPERS = 1200


@dataclass(slots=True)
class Outcome:
    """What a run of kills showed."""

    kills: int = 0
    finished_before_kill: int = 0
    acknowledged: int = 0
    lost: int = 0
    failed_starts: int = 0
    unsearchable_rows: int = 0
    rebuilt: int = 0
    orphans: int = 0
    killed_while_switching: int = 0
    mixed: int = 0
    """Vectors that another embedder than theirs made."""


def run(home: Path, kills: int, switch_after: int = 10, seed: int = 7) -> Outcome:
    """Kill an indexing process `kills` times in one home and check it after each.

    The embedder is switched each time after `switch_after` of them.
    """
    chance = random.Random(seed)
    outcome = Outcome()
    (home / "papers").mkdir(parents=True)
    (home / "index").mkdir()
    for round_ in range(kills):
        _write_papers(home / "papers", round_, chance)
        model = MODELS[round_ // switch_after % 2]
        acknowledged = _index_and_kill(home, model, chance, outcome)
        _check(home, model, acknowledged, outcome)
    return outcome


def _write_papers(folder: Path, round_: int, chance: random.Random) -> None:
    for n in range(60):
        words = " ".join(chance.choices(_WORDS, k=30))
        (folder / f"{round_:04}-{n:02}.txt").write_text(f"mark{round_:04}x{n:02} {words}.", "utf-8")
    for old in chance.sample(sorted(folder.iterdir()), 5):
        old.write_text(f"{old.read_text('utf-8')} again", "utf-8")
    for old in chance.sample(sorted(folder.iterdir()), 5):
        old.unlink()
    for old in sorted(folder.iterdir())[:-_MOST_PAPERS]:
        old.unlink()


def _index_and_kill(home: Path, model: str, chance: random.Random, outcome: Outcome) -> set[str]:
    process = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("indexer.py")), str(home), model],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert process.stdout is not None
    if process.stdout.readline().strip() != "ready":
        outcome.failed_starts += 1
    time.sleep(chance.uniform(0, 1.2))
    acknowledged = _acknowledged(home)
    if process.poll() is None:
        os.kill(process.pid, signal.SIGKILL)
        outcome.kills += 1
    else:
        outcome.finished_before_kill += 1
    process.wait()
    process.stdout.close()
    return acknowledged


def _acknowledged(home: Path) -> set[str]:
    """Return the files that the store calls read, as another process sees them."""
    connection = sqlite3.connect(home / "hearth.db", timeout=30)
    rows = connection.execute("SELECT path FROM documents WHERE state = 'read'").fetchall()
    connection.close()
    return {path for (path,) in rows}


def _check(home: Path, model: str, acknowledged: set[str], outcome: Outcome) -> None:
    _wait_for_children(home, outcome)
    store, spaces, _, database = build(home, model)
    try:
        outcome.acknowledged += len(acknowledged)
        still = {str(file.path) for file in store.files() if file.state == "read"}
        # What was deleted on the disk may be forgotten between the look and the kill.
        outcome.lost += sum(Path(path).exists() for path in acknowledged - still)
        outcome.lost += sum(
            not _is_found(store, path) for path in sorted(acknowledged & still)[-20:]
        )
        if spaces.serving is not spaces.wanted:
            outcome.killed_while_switching += 1
        for space in {id(s): s for s in (spaces.serving, spaces.wanted)}.values():
            _check_space(store, space, outcome)
    finally:
        spaces.close()
        database.close()


def _check_space(store: LibraryStore, space: Space, outcome: Outcome) -> None:
    outcome.rebuilt += space.index.repair().was_rebuilt
    stored = store.vectors.ids(space.model_id)
    cached = set(space.index._neighbours.ids())
    outcome.unsearchable_rows += len(stored ^ cached)
    for ids, vectors in store.vectors.of(sorted(stored)[-100:], space.model_id):
        found = space.index._neighbours.search(vectors, 10)
        outcome.unsearchable_rows += sum(
            id_ not in [other for other, _ in row] for id_, row in zip(ids, found, strict=True)
        )
        passages = store.chunks.passages([(id_, 0.0) for id_ in ids])
        own = space.passages.embed([passage.chunk.text for passage in passages])
        outcome.mixed += int((np.abs(own - vectors).max(axis=1) > 1e-5).sum())


def _is_found(store: LibraryStore, path: str) -> bool:
    text = Path(path).read_text("utf-8") if Path(path).exists() else ""
    mark = re.match(r"mark\w+", text)
    if mark is None:  # deleted meanwhile: the store still tells what it knew
        return True
    found = store.chunks.passages(store.chunks.search(f'"{mark.group()}"', 5))
    return any(str(passage.path) == path for passage in found)


def _wait_for_children(home: Path, outcome: Outcome) -> None:
    """Workers notice by themselves that their parent is gone."""
    for _ in range(100):
        if not _workers_of(home):
            return
        time.sleep(0.05)
    outcome.orphans += len(_workers_of(home))


def _workers_of(home: Path) -> list[str]:
    # A worker holds files of the index open; only those of this home count.
    index = str(home / "index")
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            links = [os.readlink(link) for link in (process / "fd").iterdir()]
        except OSError:
            continue
        if process.name != str(os.getpid()) and any(link.startswith(index) for link in links):
            found.append(process.name)
    return found


if __name__ == "__main__":
    import tempfile

    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    with tempfile.TemporaryDirectory() as folder:
        print(run(Path(folder) / "home", count))
