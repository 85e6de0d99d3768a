"""The Chroma folder is hurt in every way that was seen; no row may be lost."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from assistant.documents import Chunk, Page, ReadDocument
from assistant.library import vector_index
from assistant.library.vector_index import VectorIndex
from assistant.store.database import Database
from assistant.store.library_store import LibraryStore
from assistant.store.rows import FileStamp, PreparedChunk
from assistant.workers.remote import RemoteNeighbours
from assistant.workers.worker import EngineRecipe, Worker

N = 300


@pytest.fixture
def store(tmp_path: Path) -> Iterator[LibraryStore]:
    database = Database(tmp_path / "x.db")
    yield LibraryStore(database)
    database.close()


@pytest.fixture
def open_index(store: LibraryStore, tmp_path: Path) -> Iterator[Callable[[], VectorIndex]]:
    opened: list[VectorIndex] = []

    def neighbours(folder: Path) -> RemoteNeighbours:
        recipe = EngineRecipe("assistant.engines.chroma:ChromaNeighbours", {"folder": str(folder)})
        return RemoteNeighbours(Worker(recipe, tmp_path))

    def open_() -> VectorIndex:
        (tmp_path / "index").mkdir(exist_ok=True)
        opened.append(VectorIndex(store.vectors, "m", tmp_path / "index", neighbours))
        return opened[-1]

    yield open_
    for index in opened:
        index.close()


def fill(store: LibraryStore, name: str, count: int, seed: int) -> list[int]:
    vectors = np.random.default_rng(seed).normal(size=(count, 32)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    folder = store.add_folder(Path("/p"))
    stamp = FileStamp(Path(f"/p/{name}"), folder.id, name, 1, 1)
    chunks = [PreparedChunk(0, Chunk(n, n + 1, "x"), "x", "") for n in range(count)]
    document = ReadDocument(name, "txt", (Page(None, "x" * count),))
    ids = store.save_document(stamp, document, chunks)
    store.vectors.save(ids, vectors, "m")
    return ids


def all_are_found(index: VectorIndex, store: LibraryStore) -> bool:
    ids = sorted(store.vectors.ids("m"))
    rows = [
        (i, v)
        for batch, vectors in store.vectors.of(ids, "m")
        for i, v in zip(batch, vectors, strict=True)
    ]
    return bool(rows) and all(index.search(vector, 1)[0][0] == id_ for id_, vector in rows[::17])


def test_what_is_stored_is_searchable_and_stays_so(
    store: LibraryStore, open_index: Callable[[], VectorIndex]
) -> None:
    fill(store, "a", N, 1)
    index = open_index()
    assert index.repair().added == N
    assert all_are_found(index, store)
    index.close()
    again = open_index()
    assert again.repair().added == 0
    assert all_are_found(again, store)


def test_missing_rows_come_back_and_extra_ones_go(
    store: LibraryStore, open_index: Callable[[], VectorIndex], tmp_path: Path
) -> None:
    fill(store, "a", N, 1)
    index = open_index()
    index.repair()
    index.close()
    (tmp_path / "index" / "manifest.json").unlink()  # as after a crash
    change(store)
    report = open_index().repair()
    assert (report.added, report.removed, report.was_rebuilt) == (20, N, False)


def test_the_cache_follows_what_changed_while_it_was_closed(
    store: LibraryStore, open_index: Callable[[], VectorIndex]
) -> None:
    fill(store, "a", N, 1)
    index = open_index()
    index.repair()
    index.close()
    change(store)
    again = open_index()
    again.catch_up()
    assert set(again._neighbours.ids()) == store.vectors.ids("m")
    assert all_are_found(again, store)
    assert store.vectors.log("m")[1] == []


def test_an_older_copy_of_the_store_is_noticed(
    store: LibraryStore, open_index: Callable[[], VectorIndex], tmp_path: Path
) -> None:
    fill(store, "a", N, 1)
    index = open_index()
    index.repair()
    with Database(tmp_path / "x.db").write() as connection:
        old = list(connection.execute("SELECT seq FROM sqlite_sequence WHERE name='vector_log'"))
    fill(store, "b", 20, 2)
    index.catch_up()
    index.close()
    # What a restored backup looks like: the rows of "b" never came.
    [known] = store.known_files(1, Path("/p/b")).values()
    store.remove_documents([known.id])
    with Database(tmp_path / "x.db").write() as connection:
        connection.execute("DELETE FROM vector_log")
        connection.execute(
            "UPDATE sqlite_sequence SET seq = ? WHERE name='vector_log'", (old[0][0],)
        )
    assert open_index().repair().removed == 20


def change(store: LibraryStore) -> None:
    fill(store, "b", 20, 2)
    [gone] = store.known_files(1, Path("/p/a")).values()
    store.remove_documents([gone.id])


DAMAGE: dict[str, Callable[[Path], None]] = {
    "database deleted": lambda folder: (folder / "chroma.sqlite3").unlink(),
    "database emptied": lambda folder: (folder / "chroma.sqlite3").write_bytes(b""),
    "database cut": lambda folder: _cut(folder / "chroma.sqlite3"),
    "segments deleted": lambda folder: (
        [shutil.rmtree(p) for p in folder.iterdir() if p.is_dir()] and None
    ),
    "segments emptied": lambda folder: [p.write_bytes(b"") for p in folder.glob("*/*")] and None,
    "segments cut": lambda folder: [_cut(p) for p in folder.glob("*/*")] and None,
    "folder deleted": shutil.rmtree,
}


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_a_damaged_folder_loses_no_row(
    store: LibraryStore,
    open_index: Callable[[], VectorIndex],
    tmp_path: Path,
    damage: Callable[[Path], None],
) -> None:
    # More rows than Chroma keeps in its log, so that its segment files matter.
    ids = fill(store, "a", 1500, 1)
    index = open_index()
    index.repair()
    index.close()
    damage(tmp_path / "index" / "chroma")
    mended = open_index()
    # Before the repair exact search answers, after it the mended cache.
    assert all_are_found(mended, store)
    mended.repair()
    assert all_are_found(mended, store)
    assert len(store.vectors.ids("m")) == len(ids)


def test_without_an_orderly_end_nothing_is_trusted(
    store: LibraryStore, open_index: Callable[[], VectorIndex], tmp_path: Path
) -> None:
    fill(store, "a", N, 1)
    index = open_index()
    index.repair()
    assert not (tmp_path / "index" / "manifest.json").exists()
    index.close()
    assert (tmp_path / "index" / "manifest.json").exists()


def test_a_second_owner_searches_exactly_and_changes_nothing(
    store: LibraryStore, open_index: Callable[[], VectorIndex], tmp_path: Path
) -> None:
    fill(store, "a", N, 1)
    first = open_index()
    first.repair()
    import subprocess
    import sys

    code = (
        "import sys; from pathlib import Path\n"
        "from assistant.store.database import Database\n"
        "from assistant.store.library_store import LibraryStore\n"
        "from assistant.library.vector_index import VectorIndex\n"
        "root = Path(sys.argv[1])\n"
        "store = LibraryStore(Database(root / 'x.db'))\n"
        "index = VectorIndex(store.vectors, 'm', root / 'index', lambda folder: None)\n"
        "id_ = min(store.vectors.ids('m'))\n"
        "vector = next(store.vectors.of([id_], 'm'))[1][0]\n"
        "print(index.search(vector, 1)[0][0] == id_, index.repair().added)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["True", "0"]


@pytest.mark.parametrize("few", [0, 1000])
def test_search_within_some_chunks_gives_the_nearest_of_them(
    few: int,
    store: LibraryStore,
    open_index: Callable[[], VectorIndex],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(vector_index, "_FEW", few)
    fill(store, "a", N, 1)
    index = open_index()
    index.repair()
    ids = sorted(store.vectors.ids("m"))
    [(_, vectors)] = store.vectors.of(ids[:1], "m")
    wanted = ids[: N // 2]
    near = index.search(vectors[0], 5, wanted)
    assert near[0][0] == ids[0]
    assert {id_ for id_, _ in near} <= set(wanted)
    assert near == index.search(vectors[0], N, wanted)[:5]
    assert index.search(vectors[0], 5, []) == []
