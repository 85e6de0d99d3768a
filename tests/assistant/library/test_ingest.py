"""Bringing a library up to date, with a reader that reads plain text and counts."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from assistant.documents import Hint, IndexSummary, Member, Page, ReadDocument
from assistant.engines.fake import HashEmbedder, PlainWords
from assistant.errors import DocumentError, EngineError, WorkerDied, WorkerTooSlow
from assistant.interfaces import Vectors
from assistant.jobs import CancelToken, Job, JobCancelled
from assistant.library import ingest
from assistant.library.ingest import Ingest
from assistant.library.lexicon import Lexicon
from assistant.library.passage_embedder import BATCH, Batch, PassageEmbedder
from assistant.library.spaces import Space, Spaces
from assistant.library.vector_index import VectorIndex
from assistant.store.database import Database
from assistant.store.library_store import LibraryStore
from assistant.wording import Wording

WORDS = Wording("x", "x")


def members(lines: str) -> tuple[Member, ...]:
    """Return the members in lines like "name" or "name fingerprint"."""
    return tuple(Member(*line.split(" ")) for line in lines.split("\n"))


class TextReader:
    """Reads UTF-8; some names fail as real files do."""

    def __init__(self) -> None:
        self.read_paths: list[Path] = []
        self.read_pictures: list[tuple[str, int]] = []
        self.can_read_pictures = True
        self.passwords: list[str] = []
        self.inner = {"inner.box": "z.txt"}

    def read(self, path: Path, hint: Hint) -> ReadDocument:
        self.read_paths.append(path)
        self._unlock(path, hint)
        if path.name == "torn.txt" or self.inner.get(path.name) == "torn":
            raise DocumentError(WORDS, reason="damaged")
        if path.name == "crash.txt":
            raise WorkerDied(WORDS)
        if path.name == "slow.txt":
            raise WorkerTooSlow(WORDS)
        if path.name == "photo.scan":
            return ReadDocument(path.stem, "jpg", (Page(1, ""),), "partly", "some_pages_empty")
        if path.suffix == ".scan":
            pages = (Page(1, "paper words"), Page(2, ""), Page(3, ""))
            return ReadDocument(path.stem, "pdf", pages, "partly", "some_pages_empty")
        if path.name in self.inner:
            return ReadDocument(path.stem, "box", (), members=members(self.inner[path.name]))
        if path.suffix == ".box":
            return ReadDocument(path.stem, "box", (), members=members(path.read_text()))
        if ".box" in str(path.parent):
            return ReadDocument(path.stem, "txt", (Page(None, f"{path.stem} from a box"),))
        text = path.read_text(hint.encoding or "utf-8")
        return ReadDocument(path.stem, "txt", (Page(None, text),))

    def _unlock(self, path: Path, hint: Hint) -> None:
        if path.name == "locked.txt":
            self.passwords.append(hint.password)
            if hint.password != "sesame":
                raise DocumentError(WORDS, reason="password")

    def read_scanned(self, path: Path, number: int, hint: Hint) -> Page:
        self.read_pictures.append((path.name, number))
        if not self.can_read_pictures:
            raise DocumentError(WORDS, reason="scanned")
        if path.stem == "crash":
            raise WorkerDied(WORDS)
        if path.stem == "closing":
            raise EngineError(WORDS)
        text = "" if path.stem == "photo" else f"camera words of page {number}"
        return Page(number, text, is_ocr=True)


class CountingEmbedder(HashEmbedder):
    def __init__(self) -> None:
        self.count = 0

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.count += len(texts)
        return super().embed(texts)


class ListNeighbours:
    """The cache as a dictionary."""

    def __init__(self) -> None:
        self.rows: dict[int, Vectors] = {}

    def ids(self) -> list[int]:
        return list(self.rows)

    def add(self, ids: Sequence[int], vectors: Vectors) -> None:
        self.rows.update(zip(ids, vectors, strict=True))

    def remove(self, ids: Sequence[int]) -> None:
        for id_ in ids:
            self.rows.pop(id_, None)

    def search(self, vectors: Vectors, count: int) -> list[list[tuple[int, float]]]:
        scores = [
            sorted(((i, float(v @ q)) for i, v in self.rows.items()), key=lambda p: -p[1])
            for q in vectors
        ]
        return [row[:count] for row in scores]

    def close(self) -> None:
        pass


class House:
    """The parts of ingesting, put together."""

    def __init__(self, tmp_path: Path) -> None:
        self.folder = tmp_path / "papers"
        self.folder.mkdir()
        (tmp_path / "index").mkdir()
        self.database = Database(tmp_path / "x.db")
        self.store = LibraryStore(self.database)
        self.reader, self.embedder, self.cache = TextReader(), CountingEmbedder(), ListNeighbours()
        self.place = tmp_path / "index"
        self.store.add_folder(self.folder)
        self.embed_with("fake")

    def embed_with(self, model_id: str) -> None:
        self.embedder.model_id = model_id
        self.index = VectorIndex(
            self.store.vectors, model_id, self.place, lambda folder: self.cache
        )
        self.spaces = Spaces(self.store, Space(self.embedder, self.embedder, self.index))
        self.ingest = Ingest(self.store, self.reader, Lexicon(PlainWords()), self.spaces)

    def write(self, name: str, text: str = "") -> Path:
        path = self.folder / name
        path.write_text(text or f"The paper called {name} says something.")
        return path

    def run(self, *changed: Path) -> IndexSummary:
        """Look everywhere, or only at what is said to have changed."""
        if changed:
            self.ingest.changes.note(changed)
        else:
            self.ingest.look_everywhere()
        job = Job(self.ingest.run)
        job.run()
        summary = job.result()
        assert isinstance(summary, IndexSummary)
        return summary

    def change(self, path: Path, text: str) -> IndexSummary:
        """Change a file, and bring the library up to date."""
        before = path.stat().st_mtime_ns
        path.write_text(text)
        os.utime(path, ns=(before + 1, before + 1))
        return self.run()

    def times_read(self, name: str) -> int:
        return [path.name for path in self.reader.read_paths].count(name)

    def hits(self, word: str) -> list[str]:
        found = self.store.chunks.passages(self.store.chunks.search(f'"{word}"', 50))
        return [passage.path.name for passage in found]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path)
    yield house
    house.database.close()


def test_new_files_are_found_by_words_and_by_meaning(house: House) -> None:
    house.write("lease.txt", "The deposit is two hundred.")
    summary = house.run()
    assert (summary.files, summary.indexed, summary.chunks, summary.embedded) == (1, 1, 1, 1)
    assert house.hits("deposit") == ["lease.txt"]
    assert set(house.cache.rows) == house.store.vectors.ids("fake")


def test_an_unchanged_library_is_neither_read_nor_embedded(house: House) -> None:
    for n in range(5):
        house.write(f"{n}.txt")
    house.run()
    before = len(house.reader.read_paths), house.embedder.count
    summary = house.run()
    assert (summary.unchanged, summary.indexed) == (5, 0)
    assert (len(house.reader.read_paths), house.embedder.count) == before


def test_a_changed_file_is_read_again_and_its_old_words_are_gone(house: House) -> None:
    path = house.write("a.txt", "old words")
    house.run()
    path.write_text("fresh content")
    os.utime(path, ns=(1, 1))
    assert house.run().indexed == 1
    assert house.hits("old") == []
    assert house.hits("fresh") == ["a.txt"]
    assert set(house.cache.rows) == house.store.vectors.ids("fake")


def test_renaming_embeds_nothing(house: House) -> None:
    for n in range(5):
        house.write(f"{n}.txt")
    house.run()
    before = len(house.reader.read_paths), house.embedder.count
    (house.folder / "sub").mkdir()
    for n in range(5):
        (house.folder / f"{n}.txt").rename(house.folder / "sub" / f"new {n}.txt")
    summary = house.run()
    assert (summary.renamed, summary.indexed, summary.removed) == (5, 0, 0)
    assert (len(house.reader.read_paths), house.embedder.count) == before
    assert "new 3.txt" in house.hits("3")


def test_equal_files_that_move_together_stay_two(house: House) -> None:
    for name in ("a.txt", "b.txt"):
        house.write(name, "the very same words")
    house.run()
    for name in ("a", "b"):
        (house.folder / f"{name}.txt").rename(house.folder / f"{name}2.txt")
    summary = house.run()
    assert summary.renamed == 2
    assert sorted(house.hits("same")) == ["a2.txt", "b2.txt"]


def test_a_deleted_file_is_gone_everywhere(house: House) -> None:
    path = house.write("a.txt", "secret words")
    house.run()
    path.unlink()
    assert house.run().removed == 1
    assert house.hits("secret") == []
    assert house.cache.rows == {}


def test_a_deleted_file_leaves_no_trace_in_any_file_of_the_store(
    house: House, tmp_path: Path
) -> None:
    for n in range(30):
        house.write(f"{n}.txt", f"common words and more of them {n}")
    path = house.write("a.txt", "The treasure is called quetzalcoatlus, of all things.")
    house.run()
    house.ingest._erase_again_at = 0
    assert b"quetzalcoatlus" in stored_bytes(tmp_path)
    path.unlink()
    house.run()
    assert b"quetzalcoatlus" not in stored_bytes(tmp_path)


def stored_bytes(home: Path) -> bytes:
    """Return all that lies in the home, but for the person's own papers."""
    files = [path for path in home.rglob("*") if path.is_file() and "papers" not in path.parts]
    return b"".join(path.read_bytes() for path in files)


def test_an_unplugged_folder_is_not_forgotten(house: House) -> None:
    house.write("a.txt", "kept words")
    house.run()
    house.folder.rename(house.folder.with_name("away"))
    summary = house.run()
    assert summary.removed == 0
    assert summary.problems == ((house.folder, "vanished"),)
    assert house.hits("kept") == ["a.txt"]


def test_one_bad_file_never_stops_the_rest(house: House) -> None:
    for name in ("a.txt", "crash.txt", "locked.txt", "slow.txt", "torn.txt", "z.txt"):
        house.write(name)
    summary = house.run()
    assert (summary.indexed, summary.skipped, summary.failed) == (2, 1, 3)
    reasons = {file.path.name: file.reason for file in house.store.files()}
    assert reasons == {
        "a.txt": "",
        "crash.txt": "crashed",
        "locked.txt": "password",
        "slow.txt": "too_slow",
        "torn.txt": "damaged",
        "z.txt": "",
    }


def test_a_file_that_crashed_the_reader_is_left_alone_until_it_changes(house: House) -> None:
    path = house.write("crash.txt")
    house.run()
    house.run()
    assert len(house.reader.read_paths) == 1
    path.write_text("it was mended now")
    house.run()
    assert len(house.reader.read_paths) == 2


def test_a_stop_keeps_what_was_done_and_the_next_run_resumes(house: House) -> None:
    for n in range(100):
        house.write(f"{n:03}.txt")
    token = CancelToken()
    seen = 0

    def work() -> None:
        nonlocal seen
        house.ingest.look_everywhere()
        for _ in house.ingest.run(token):
            seen += 1
            if seen == 41:
                token.cancel()

    with pytest.raises(JobCancelled) as stopped:
        work()
    assert stopped.value.result.indexed == 40
    assert house.run().indexed == 60


def test_progress_tells_the_time_left(house: House) -> None:
    for n in range(2 * BATCH):
        house.write(f"{n}.txt")
    house.ingest.look_everywhere()
    _, *events = house.ingest.run(CancelToken())
    reading, learning = events[: 2 * BATCH], events[2 * BATCH :]
    assert [e.done for e in reading] == list(range(2 * BATCH))
    assert [(e.done, e.total) for e in learning] == [(0, 2), (1, 2)]
    assert reading[-1].seconds_left is not None
    assert learning[-1].seconds_left is not None


def test_words_are_found_before_anything_is_embedded(house: House) -> None:
    for n in range(5):
        house.write(f"{n}.txt")
    house.ingest.look_everywhere()
    steps = house.ingest.run(CancelToken())
    while "Learning" not in next(steps).note.en:
        assert house.embedder.count == 0
    assert house.embedder.count == 0
    assert len(house.hits("paper")) == 5
    list(steps)
    assert house.embedder.count == 5


def test_what_changes_while_meanings_are_learned_goes_first(house: House) -> None:
    for n in range(3 * BATCH):
        house.write(f"{n}.txt")
    house.ingest.look_everywhere()
    steps = house.ingest.run(CancelToken())
    while "Learning" not in next(steps).note.en:
        pass
    late = house.write("late.txt", "something fresh")
    house.ingest.changes.note([late])
    next(steps)
    next(steps)
    assert house.hits("fresh") == ["late.txt"]
    assert house.embedder.count <= 2 * BATCH
    list(steps)
    assert house.embedder.count == 3 * BATCH + 1


def test_a_stop_while_meanings_are_learned_is_resumed(house: House) -> None:
    for n in range(3 * BATCH):
        house.write(f"{n}.txt")
    house.ingest.look_everywhere()
    token = CancelToken()
    steps = house.ingest.run(token)
    while next(steps).step != "learning":
        pass
    next(steps)
    token.cancel()
    with pytest.raises(JobCancelled):
        list(steps)
    assert house.embedder.count == BATCH
    assert house.run().embedded == 2 * BATCH
    assert set(house.cache.rows) == house.store.vectors.ids("fake")


def test_only_what_is_said_to_have_changed_is_looked_at(house: House) -> None:
    first, second = house.write("a.txt", "old words"), house.write("b.txt", "old words")
    house.run()
    for path in (first, second):
        path.write_text("fresh content")
        os.utime(path, ns=(1, 1))
    summary = house.run(first)
    assert (summary.files, summary.indexed) == (1, 1)
    assert house.hits("fresh") == ["a.txt"]
    first.unlink()
    assert house.run(first).removed == 1
    assert house.hits("fresh") == []
    assert house.cache.rows.keys() == house.store.vectors.ids("fake")


def test_a_folder_that_went_takes_its_files_along_and_no_others(house: House) -> None:
    for name in ("sub", "sub x", "sub0"):
        (house.folder / name).mkdir()
        house.write(f"{name}/a.txt")
    house.run()
    (house.folder / "sub" / "a.txt").unlink()
    (house.folder / "sub").rmdir()
    assert house.run(house.folder / "sub").removed == 1
    assert [file.path.parent.name for file in house.store.files()] == ["sub x", "sub0"]


def test_a_file_that_was_only_touched_is_not_read_again(house: House) -> None:
    path = house.write("a.txt", "kept words")
    house.run()
    os.utime(path, (1, 1))
    summary = house.run()
    assert (summary.unchanged, summary.indexed) == (1, 0)
    assert len(house.reader.read_paths) == 1
    house.store.note_retry(path)
    assert house.run().indexed == 1
    [file] = house.store.files()
    assert file.modified_at.timestamp() == 1


def test_a_rename_that_is_noticed_embeds_nothing(house: House) -> None:
    old = house.write("a.txt")
    house.run()
    new = old.rename(house.folder / "b.txt")
    before = len(house.reader.read_paths), house.embedder.count
    assert house.run(old, new).renamed == 1
    assert (len(house.reader.read_paths), house.embedder.count) == before


def test_a_failed_file_is_read_again_when_the_person_asks(house: House) -> None:
    path = house.write("crash.txt")
    house.write("good.txt", "kept words")
    house.run()
    house.store.note_retry(path)
    house.store.note_retry(house.folder / "good.txt")
    house.run()
    assert [read.name for read in house.reader.read_paths].count("crash.txt") == 2
    assert house.hits("kept") == ["good.txt"]


def test_another_embedder_embeds_again_what_is_stored_and_reads_nothing(house: House) -> None:
    for n in range(3):
        house.write(f"{n}.txt")
    house.run()
    before = len(house.reader.read_paths)
    house.index.close()
    house.embed_with("newer")
    newer = PassageEmbedder(house.store, house.spaces)
    [batch] = newer.batches()
    newer.embed(Batch(batch.space, batch.ids[:1]))
    house.spaces.settle()
    # Until all is learned anew, what the old one made is kept.
    assert len(house.store.vectors.ids("fake")) == 3
    assert house.run().embedded == 2
    assert len(house.reader.read_paths) == before
    assert house.store.vectors.ids("fake") == set()
    assert house.store.vectors.ids("newer") == set(house.cache.rows)
    assert house.run().embedded == 0


def test_pages_that_are_pictures_are_read_after_all_else(house: House) -> None:
    house.write("lease.scan")
    house.write("z.txt")
    house.ingest.look_everywhere()
    steps = [event.step for event in house.ingest.run(CancelToken())]
    assert steps == ["", "reading", "reading", "learning", "scanning", "scanning", "learning"]
    found = house.store.chunks.passages(house.store.chunks.search('"camera"', 5))
    assert {(p.chunk.page, p.chunk.is_ocr) for p in found} == {(2, True), (3, True)}
    [scan] = [file for file in house.store.files() if file.path.suffix == ".scan"]
    assert (scan.state, scan.reason) == ("read", "read_off_pictures")
    assert house.store.vectors.ids("fake") == set(house.cache.rows)
    assert len(house.cache.rows) == 4
    house.run()
    assert len(house.reader.read_pictures) == 2


def test_a_picture_that_crashes_the_reader_is_tried_once(house: House) -> None:
    house.write("crash.scan")
    house.run()
    house.run()
    assert house.reader.read_pictures == [("crash.scan", 2), ("crash.scan", 3)]
    assert house.hits("paper") == ["crash.scan"]


def test_closing_hearth_blames_no_picture(house: House) -> None:
    house.write("closing.scan")
    with pytest.raises(EngineError):
        house.run()
    assert len(house.store.scanned_pages()) == 2


def test_a_photo_of_no_text_says_so_and_is_not_tried_again(house: House) -> None:
    house.write("photo.scan")
    house.run()
    house.run()
    assert house.reader.read_pictures == [("photo.scan", 1)]
    assert house.store.files()[0].state == "skipped"
    assert house.store.files()[0].reason == "no_text_seen"


def test_without_the_means_to_read_pictures_they_wait(house: House) -> None:
    house.write("lease.scan")
    house.reader.can_read_pictures = False
    house.run()
    assert house.store.files()[0].reason == "some_pages_empty"
    house.reader.can_read_pictures = True
    house.run()
    assert house.store.files()[0].reason == "read_off_pictures"


def test_a_stop_between_pictures_is_resumed(house: House) -> None:
    house.write("lease.scan")
    house.ingest.look_everywhere()
    token = CancelToken()
    steps = house.ingest.run(token)
    while next(steps).step != "scanning":
        pass
    token.cancel()
    with pytest.raises(JobCancelled):
        list(steps)
    house.run()
    assert [number for _, number in house.reader.read_pictures] == [2, 3]


def test_files_inside_a_file_are_documents_of_their_own(house: House) -> None:
    house.write("mail.box", "bill.txt\ninner.box\n.hidden/x.txt")
    summary = house.run()
    assert (summary.files, summary.indexed) == (1, 4)
    box = house.folder / "mail.box"
    read = {file.path.relative_to(house.folder).as_posix() for file in house.store.files()}
    assert read == {
        "mail.box",
        "mail.box/bill.txt",
        "mail.box/inner.box",
        "mail.box/inner.box/z.txt",
    }
    assert house.hits("bill") == ["bill.txt"]
    assert house.run().unchanged == 1
    assert house.reader.read_paths.count(box / "bill.txt") == 1


def test_a_renamed_container_takes_what_is_inside_along(house: House) -> None:
    path = house.write("mail.box", "bill.txt\ninner.box")
    house.run()
    embedded = house.embedder.count
    path.rename(house.folder / "post.box")
    assert house.run().renamed == 1
    paths = [file.path.relative_to(house.folder).as_posix() for file in house.store.files()]
    assert paths == [
        "post.box",
        "post.box/bill.txt",
        "post.box/inner.box",
        "post.box/inner.box/z.txt",
    ]
    assert house.embedder.count == embedded
    assert house.run(house.folder / "post.box").unchanged == 1


def test_what_was_inside_goes_with_its_container(house: House) -> None:
    path = house.write("mail.box", "bill.txt\ninner.box")
    house.run()
    path.write_text("other.txt")
    house.run()
    assert house.hits("bill") == []
    assert house.hits("other") == ["other.txt"]
    path.unlink()
    house.run()
    assert house.store.files() == []
    assert house.cache.rows == {}


def test_a_file_inside_a_file_that_crashes_the_reader_blocks_nothing(house: House) -> None:
    house.write("mail.box", "crash.txt\nbill.txt")
    summary = house.run()
    assert (summary.indexed, summary.failed) == (2, 1)
    house.store.note_retry(house.folder / "mail.box" / "crash.txt")
    house.run()
    assert [path.name for path in house.reader.read_paths].count("crash.txt") == 2


def test_a_password_opens_a_file_and_is_written_nowhere(house: House, tmp_path: Path) -> None:
    path = house.write("locked.txt", "rent is due")
    assert house.run().skipped == 1
    house.ingest.hints.note(path, Hint("sesame"))
    house.run()
    assert house.reader.passwords == ["", "sesame"]
    assert house.hits("rent") == ["locked.txt"]
    house.store.erase_traces()
    stored = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert stored
    assert not [file for file in stored if b"sesame" in file.read_bytes()]


def test_one_password_opens_all_that_is_locked_in_a_container(house: House) -> None:
    house.write("mail.box", "a/locked.txt\nb/locked.txt\nopen.txt")
    assert house.run().skipped == 2
    house.ingest.hints.note(house.folder / "mail.box" / "a" / "locked.txt", Hint("sesame"))
    assert house.run().indexed == 2
    assert {file.state for file in house.store.files()} == {"read"}
    assert [path.name for path in house.reader.read_paths].count("open.txt") == 1


def test_an_encoding_is_kept_for_the_next_change_and_for_a_new_name(house: House) -> None:
    path = house.write("old.txt", "")
    path.write_bytes("Größe".encode("cp850"))
    house.ingest.hints.note(path, Hint(encoding="utf-8"))  # not known yet: nothing to note
    house.write("old.txt", "first words")
    house.run()
    house.ingest.hints.note(path, Hint(encoding="cp850"))
    path.write_bytes("Größe vierzig".encode("cp850"))
    house.run()
    assert house.hits("Größe") == ["old.txt"]
    new = path.rename(house.folder / "new.txt")
    house.run()
    new.write_bytes("Größe fünfzig neu".encode("cp850"))
    house.run()
    assert house.hits("fünfzig") == ["new.txt"]
    [file] = house.store.files()
    assert file.encoding == "cp850"


def test_a_stop_inside_a_container_is_resumed(house: House) -> None:
    house.write("mail.box", "a.txt\nb.txt\nc.txt")
    house.ingest.look_everywhere()
    token = CancelToken()
    for progress in (steps := house.ingest.run(token)):
        if "b.txt" in progress.note.en:
            token.cancel()
            break
    with pytest.raises(JobCancelled):
        list(steps)
    house.run()
    assert {file.state for file in house.store.files()} == {"read"}
    assert [path.name for path in house.reader.read_paths].count("a.txt") == 1


def test_a_file_inside_a_file_that_did_not_change_is_not_read_again(house: House) -> None:
    box = house.write("mail.box", "ant.txt 1\nbee.txt 1\ncat.txt 1\ndog.txt")
    house.run()
    [kept] = house.store.chunks.search('"ant"', 5)
    summary = house.change(box, "ant.txt 1\nbee.txt 2\ndog.txt\nemu.txt 1")
    assert (summary.indexed, summary.embedded) == (4, 3)  # the box, bee, dog, emu
    times = [house.times_read(f"{name}.txt") for name in ("ant", "bee", "cat", "dog", "emu")]
    assert times == [1, 2, 1, 2, 1]
    assert house.store.chunks.search('"ant"', 5)[0][0] == kept[0]
    assert (house.hits("cat"), house.hits("emu")) == ([], ["emu.txt"])
    assert house.store.vectors.ids("fake") == set(house.cache.rows)


def test_a_file_inside_that_crashed_stays_alone_until_asked_for(house: House) -> None:
    box = house.write("mail.box", "crash.txt 1\nlocked.txt 1\na.txt 1")
    house.run()
    house.change(box, "crash.txt 1\nlocked.txt 1\na.txt 1\nb.txt 1")
    assert [house.times_read(name) for name in ("crash.txt", "locked.txt", "a.txt")] == [1, 2, 1]
    house.store.note_retry(box / "crash.txt")
    house.run()
    assert house.times_read("crash.txt") == 2
    house.store.note_retry(box)
    house.run()
    assert [house.times_read(name) for name in ("crash.txt", "a.txt", "b.txt")] == [3, 2, 2]


def test_what_did_not_change_far_inside_is_kept_too(house: House) -> None:
    box = house.write("mail.box", "inner.box 1")
    house.reader.inner["inner.box"] = "deepest.box 1\nx.txt 1"
    house.reader.inner["deepest.box"] = "y.txt 1"
    house.run()
    house.reader.inner["inner.box"] = "deepest.box 1\nx.txt 1\nz.txt 1"
    summary = house.change(box, "inner.box 2")
    assert (summary.indexed, summary.embedded) == (3, 1)  # mail.box, inner.box, z.txt
    assert (house.times_read("x.txt"), house.times_read("y.txt")) == (1, 1)
    house.store.note_retry(box)
    house.run()
    assert (house.times_read("x.txt"), house.times_read("y.txt")) == (2, 2)
    house.reader.inner["inner.box"] = "x.txt 1"
    house.change(box, "inner.box 3")
    assert house.hits("y") == []


def test_a_container_that_cannot_be_read_any_more_keeps_nothing(house: House) -> None:
    box = house.write("mail.box", "inner.box 1\nant.txt 1")
    house.run()
    house.reader.inner["inner.box"] = "torn"
    house.change(box, "inner.box 2\nant.txt 1")
    assert (house.hits("ant"), house.hits("z")) == (["ant.txt"], [])
    assert house.store.vectors.ids("fake") == set(house.cache.rows)


def test_time_left_is_right_within_a_factor_of_two_and_knows_no_pauses(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [0.0]
    monkeypatch.setattr(ingest.time, "monotonic", lambda: now[0])
    for n in range(40):
        house.write(f"{n:02}.txt", "word " * (10 if n % 10 else 100_000))

    def read(path: Path, hint: Hint) -> ReadDocument:
        now[0] += 0.01 + path.stat().st_size / 5e6
        return ReadDocument(path.stem, "txt", (Page(None, path.stem),))

    def pause() -> None:
        now[0] += 60.0

    monkeypatch.setattr(house.reader, "read", read)
    house.ingest.look_everywhere()
    told: list[tuple[int, float]] = []
    for event in house.ingest.run(CancelToken(), pause):
        if event.step == "reading" and event.seconds_left is not None:
            told.append((event.done, event.seconds_left))
    whole = sum(0.01 + (500_000 if n % 10 == 0 else 50) / 5e6 for n in range(40))
    for done, left in told[1:]:
        passed = sum(0.01 + (500_000 if n % 10 == 0 else 50) / 5e6 for n in range(done))
        assert left == pytest.approx(whole - passed, rel=0.05), done
