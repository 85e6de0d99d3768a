from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from assistant.documents import Chunk, Member, Page, Place, ReadDocument
from assistant.store.database import Database
from assistant.store.library_store import LibraryStore
from assistant.store.rows import FileStamp, PreparedChunk

TEXT = "Café 보증금은 2억 🏠 원이다. Second sentence."


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(tmp_path / "x.db")
    yield database
    database.close()


@pytest.fixture
def store(database: Database) -> LibraryStore:
    return LibraryStore(database)


def save(store: LibraryStore, path: str = "/papers/a.pdf", text: str = TEXT) -> list[int]:
    folder = store.add_folder(Path("/papers"))
    stamp = FileStamp(Path(path), folder.id, "hash" + text, len(text), 1_000)
    document = ReadDocument("a", "pdf", (Page(1, "first"), Page(2, text, (Place(0, "Head"),))))
    chunk = Chunk(5, len(text), text[5:], 2, "Head")
    prepared = PreparedChunk(1, chunk, "보증금 sentenc", "head")
    ids = store.save_document(stamp, document, [prepared])
    store.vectors.save(ids, np.ones((1, 4), np.float32), "m")
    return ids


def test_a_passage_has_exactly_the_text_of_its_page(store: LibraryStore) -> None:
    [id_] = save(store)
    [passage] = store.chunks.passages([(id_, 0.5)])
    page = store.pages(Path("/papers/a.pdf"))[1]
    chunk = passage.chunk
    assert page.text[chunk.start : chunk.end] == chunk.text == TEXT[5:]
    assert (chunk.page, chunk.place, passage.rank) == (2, "Head", 1)
    assert page.places == (Place(0, "Head"),)


def test_terms_and_vectors_are_found(store: LibraryStore) -> None:
    [id_] = save(store)
    assert [found for found, _ in store.chunks.search('"보증금" OR "x"', 5)] == [id_]
    assert store.chunks.count_with("보증금") == 1
    assert store.vectors.ids("m") == {id_}
    [(ids, vectors)] = store.vectors.of([id_], "m")
    assert ids == [id_]
    assert vectors.tolist() == [[1, 1, 1, 1]]


def test_a_new_version_replaces_the_old_whole(store: LibraryStore, database: Database) -> None:
    [old] = save(store)
    [new] = save(store, text=TEXT + " more")
    assert new != old
    assert store.chunks.passages([(old, 1.0)]) == []
    for table, count in {
        "documents": 1,
        "pages": 2,
        "chunks": 1,
        "vectors": 1,
        "chunk_terms": 1,
    }.items():
        assert database.read(f"SELECT count(*) FROM {table}")[0][0] == count, table


def test_removing_a_folder_leaves_nothing_behind(store: LibraryStore, database: Database) -> None:
    save(store)
    store.remove_folder(store.folders()[0].id)
    for table in ("folders", "documents", "pages", "chunks", "vectors", "chunk_terms"):
        assert database.read(f"SELECT count(*) FROM {table}")[0][0] == 0, table


def test_a_renamed_file_keeps_its_chunks(store: LibraryStore) -> None:
    [id_] = save(store)
    folder = store.folders()[0]
    known = store.known_files(folder.id, Path("/papers"))[Path("/papers/a.pdf")]
    moved = FileStamp(Path("/papers/b.pdf"), folder.id, known.stamp.sha256, 1, 2_000)
    store.move_document(known.id, moved)
    [passage] = store.chunks.passages([(id_, 1.0)])
    assert passage.path == Path("/papers/b.pdf")


def test_an_unread_file_keeps_its_reason(store: LibraryStore) -> None:
    folder = store.add_folder(Path("/papers"))
    stamp = FileStamp(Path("/papers/locked.pdf"), folder.id, "h", 10, 1_000)
    store.note_waiting([stamp])
    assert store.files()[0].state == "waiting"
    store.save_unread(stamp, "pdf", "skipped", "password")
    [file] = store.files()
    assert (file.state, file.reason, file.n_chunks) == ("skipped", "password", 0)


def test_folders_count_what_was_read(store: LibraryStore) -> None:
    save(store)
    [folder] = store.folders()
    assert (folder.n_files, folder.n_read) == (1, 1)


def test_a_file_tells_which_model_learned_its_meaning(store: LibraryStore) -> None:
    ids = save(store)
    [file] = store.files("m")
    assert (file.n_chunks, file.n_learned, file.embedder) == (1, 1, "m")
    [file] = store.files("n")
    assert (file.n_chunks, file.n_learned, file.embedder) == (1, 0, "")
    store.vectors.save(ids, np.zeros((1, 4), np.float32), "n")
    [file] = store.files("n")
    assert (file.n_chunks, file.n_learned, file.embedder) == (1, 1, "n")
    [(_, old)], [(_, new)] = store.vectors.of(ids, "m"), store.vectors.of(ids, "n")
    assert (old.sum(), new.sum()) == (4, 0)
    store.vectors.forget_models(but={"n", "none"})
    assert (store.vectors.ids("m"), store.vectors.ids("n")) == (set(), set(ids))
    assert store.count_files() == (1, 1)


def test_files_are_found_by_their_name(store: LibraryStore) -> None:
    for path in ("/papers/Lease.pdf", "/papers/LEASE 2.pdf", "/lease/other.pdf"):
        save(store, path)
    assert [path.name for path in store.named_files("lease", 5)] == ["LEASE 2.pdf", "Lease.pdf"]
    assert len(store.named_files("", 2)) == 2


def test_files_inside_a_file_wait_until_they_are_read(store: LibraryStore) -> None:
    save(store)
    folder, box = store.folders()[0], Path("/papers/mail.mbox")
    stamp = FileStamp(box, folder.id, "h", 10, 1_000)

    def waiting(*members: Member) -> list[tuple[str, str, int]]:
        store.save_document(stamp, ReadDocument("mail", "mbox", (), members=members), [])
        found = store.waiting_members()
        return [(file.path.name, file.sha256, file.modified_ns) for file in found]

    dated, plain = Member("a.eml", "1", 500), Member("b.txt", "2")
    assert waiting(dated, plain) == [("a.eml", "1", 500), ("b.txt", "2", 1_000)]
    for member in store.waiting_members():
        store.save_unread(member, "txt", "failed", "crashed")
    assert waiting(dated, plain) == []
    assert waiting(dated, Member("b.txt", "3")) == [("b.txt", "3", 1_000)]
    store.note_retry(box)
    assert [name for name, *_ in waiting(dated)] == ["a.eml"]
    assert waiting() == []
    # A mailbox may come to lie where a folder was.
    save(store, "/papers/mail.mbox/a.eml")
    assert [name for name, *_ in waiting(dated)] == ["a.eml"]
    assert store.known_files(folder.id, Path("/papers")).keys() == {Path("/papers/a.pdf"), box}


def test_chunks_of_files_of_a_kind_and_time(store: LibraryStore) -> None:
    since, until = datetime(2023, 1, 1, tzinfo=UTC), datetime(2024, 1, 1, tzinfo=UTC)
    [old], [named] = save(store), save(store, "/papers/rent 2023.pdf")
    stamp = FileStamp(Path("/papers/b.txt"), 1, "b", 1, int(since.timestamp() * 1e9))
    document = ReadDocument("b", "txt", (Page(None, "words"),))
    chunk = PreparedChunk(0, Chunk(0, 5, "words"), "보증금", "")
    [recent] = store.save_document(stamp, document, [chunk])
    assert store.chunks.of_files({"txt"}, None, None, ()) == [recent]
    assert store.chunks.of_files((), since, until, ()) == [recent]
    assert store.chunks.of_files((), since, until, ("2023",)) == [named, recent]
    assert store.chunks.of_files({"pdf"}, since, until, ("2023",)) == [named]
    assert store.chunks.of_files((), None, None, (), ("RENT", "월세")) == [named]
    assert store.chunks.of_files((), None, None, (), ("lease",)) == []
    found = [id_ for id_, _ in store.chunks.search('"보증금"', 5, [old, recent])]
    assert set(found) == {old, recent}
