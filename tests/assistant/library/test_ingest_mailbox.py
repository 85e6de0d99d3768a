"""A mailbox in the library, with the real reader and the real store: what a new mail costs."""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from test_ingest import WORDS, House

from assistant.documents import (
    NO_HINT,
    Hint,
    IndexSummary,
    LibraryFile,
    ReadDocument,
    file_on_disk,
)
from assistant.errors import WorkerDied
from assistant.jobs import CancelToken, JobCancelled
from assistant.library.filters import filter_of
from assistant.library.reading import FileReader


class CountingReader(FileReader):
    """The real one; a mail about a crash kills it."""

    def __init__(self, temporary: Path) -> None:
        super().__init__(temporary, 5_000_000)
        self.read_names: list[str] = []

    def read(self, path: Path, hint: Hint = NO_HINT) -> ReadDocument:
        self.read_names.append(path.name)
        if "crash" in path.name:
            raise WorkerDied(WORDS)
        return super().read(path, hint)


class Post(House):
    """A house with a mailbox."""

    def __init__(self, tmp_path: Path) -> None:
        super().__init__(tmp_path)
        self.index.close()
        self.reader: CountingReader = CountingReader(tmp_path / "private")
        self.embed_with("fake")
        self.box = self.folder / "mail.mbox"
        self.mails: dict[str, bytes] = {}

    def add(self, subject: str, **attached: str) -> None:
        message = EmailMessage()
        message["From"], message["Subject"] = "hana@example.com", subject
        message["Date"] = f"Tue, 05 Mar 2024 09:{len(self.mails):02}:00 +0900"
        message.set_content(f"This mail is about the {subject}.\n")
        for name, text in attached.items():
            message.add_attachment(text, filename=f"{name}.txt")
        self.mails[subject] = message.as_bytes()

    def write_box(self) -> None:
        """Write the mailbox as it is now."""
        start = b"From a@b.c Tue Mar  5 13:02:39 2024\n"
        self.box.write_bytes(b"".join(start + mail + b"\n" for mail in self.mails.values()))

    def deliver(self) -> IndexSummary:
        """Write the mailbox, and bring the library up to date."""
        self.write_box()
        self.reader.read_names.clear()
        return self.run()

    def titles(self, *states: str) -> list[str]:
        rows = self.store.query_catalogue("SELECT title, state FROM documents ORDER BY id")
        return [row["title"] for row in rows if row["state"] in states]

    def file(self, words: str) -> LibraryFile:
        [found] = [file for file in self.store.files() if words in file.path.name]
        return found


@pytest.fixture
def post(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Post]:
    monkeypatch.setenv("TMPDIR", "/tmp")
    monkeypatch.setattr("tempfile.tempdir", None)
    post = Post(tmp_path)
    for subject in ("boiler", "lease", "garden"):
        post.add(subject)
    post.add("invoice", bill="The window costs 340 euros.")
    yield post
    post.database.close()


def test_each_mail_is_a_document(post: Post) -> None:
    summary = post.deliver()
    assert (summary.files, summary.indexed, summary.embedded) == (1, 6, 5)
    assert post.titles("read") == ["mail", "boiler", "lease", "garden", "invoice", "bill"]
    boiler = post.file("boiler")
    assert (boiler.format, boiler.path.parent) == ("eml", post.box)
    assert file_on_disk(boiler.path) == post.box
    [bill] = post.store.chunks.passages(post.store.chunks.search('"340"', 5))
    assert bill.path.parent.name.startswith("2024-03-05 invoice")
    assert bill.chunk.text in post.store.pages(bill.path)[0].text


def test_mail_is_found_by_kind_and_by_the_time_it_was_sent(post: Post) -> None:
    post.deliver()

    def titles(question: str) -> set[str]:
        wish = filter_of(question, datetime(2024, 5, 1, tzinfo=UTC))
        chunks = post.store.chunks.of_files(wish.formats, wish.since, wish.until, (), wish.names)
        return {
            passage.title for passage in post.store.chunks.passages([(id_, 1.0) for id_ in chunks])
        }

    mails = {"boiler", "lease", "garden", "invoice"}
    assert titles("What do the mails from last March say?") == mails
    assert titles("What do the mails from last April say?") == set()
    assert titles("What do the files from last March say?") == mails | {"bill"}


def test_of_a_mailbox_that_grew_only_the_new_mail_is_read_and_embedded(post: Post) -> None:
    post.deliver()
    before, vectors = post.embedder.count, post.store.vectors.ids("fake")
    post.add("holiday")
    summary = post.deliver()
    assert (summary.indexed, summary.embedded, summary.removed) == (2, 1, 0)
    assert post.embedder.count == before + 1
    assert [name.split(" ")[0] for name in post.reader.read_names] == ["mail.mbox", "2024-03-05"]
    assert vectors < post.store.vectors.ids("fake") == set(post.cache.rows)
    assert post.hits("holiday")
    assert post.run().unchanged == 1


def test_a_deleted_mail_is_forgotten_and_no_other(post: Post, tmp_path: Path) -> None:
    post.deliver()
    before, vectors = post.embedder.count, post.store.vectors.ids("fake")
    del post.mails["invoice"]
    post.ingest._erase_again_at = 0
    summary = post.deliver()
    assert (summary.indexed, summary.embedded, post.embedder.count) == (1, 0, before)
    assert (post.hits("invoice"), post.hits("340")) == ([], [])
    assert len(vectors - post.store.vectors.ids("fake")) == 2
    assert set(post.cache.rows) == post.store.vectors.ids("fake")
    stored = [file for file in tmp_path.iterdir() if file.name.startswith("x.db")]
    assert all(b"340 euros" not in file.read_bytes() for file in stored)


def test_a_mail_that_crashes_the_reader_blocks_no_other(post: Post) -> None:
    post.add("crash")
    post.add("last")
    summary = post.deliver()
    assert (summary.failed, post.hits("last")) == (1, [post.file("last").path.name])
    post.add("later")
    assert post.deliver().failed == 0
    assert not any("crash" in name for name in post.reader.read_names)
    assert post.file("crash").reason == "crashed"
    post.store.note_retry(post.file("crash").path)
    assert post.run().failed == 1


def test_trying_a_mailbox_again_reads_all_that_is_in_it(post: Post) -> None:
    post.deliver()
    post.reader.read_names.clear()
    post.store.note_retry(post.box)
    assert (post.run().indexed, len(post.reader.read_names)) == (6, 6)


def test_a_stop_within_a_mailbox_is_resumed(post: Post) -> None:
    post.write_box()
    post.ingest.look_everywhere()
    token = CancelToken()
    for progress in (steps := post.ingest.run(token)):
        if "lease" in progress.note.en:
            token.cancel()
            break
    with pytest.raises(JobCancelled):
        list(steps)
    assert post.titles("read") == ["mail", "boiler", "lease"]
    post.reader.read_names.clear()
    assert post.run().indexed == 3
    assert [name.split(" ")[1].removesuffix(".eml") for name in post.reader.read_names[:2]] == [
        "garden",
        "invoice",
    ]
    assert post.titles("waiting") == []


def test_a_renamed_mailbox_keeps_its_mails_and_their_dates(post: Post) -> None:
    post.deliver()
    before = post.embedder.count, post.file("boiler").modified_at
    post.box.rename(post.folder / "old.mbox")
    assert post.run().renamed == 1
    boiler = post.file("boiler")
    assert (post.embedder.count, boiler.modified_at) == before
    assert boiler.path.parent.name == "old.mbox"


def test_a_mailbox_read_whole_by_an_older_hearth_is_read_anew(post: Post) -> None:
    post.deliver()
    post.store._database.read("UPDATE documents SET sha256 = '' WHERE member_of IS NOT NULL")
    post.store._database.read("UPDATE documents SET path = path || '/1/a.txt' WHERE title = 'bill'")
    post.add("roof")
    assert post.deliver().indexed == 7
    assert post.titles("read").count("bill") == 1
