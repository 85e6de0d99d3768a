from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.answering.collection import CollectionQuestion, answer_collection, recognise
from assistant.documents import ReadDocument
from assistant.store.database import Database
from assistant.store.library_store import LibraryStore
from assistant.store.rows import FileStamp

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[LibraryStore]:
    database = Database(tmp_path / "x.db")
    store = LibraryStore(database)
    folder = store.add_folder(Path("/p"))
    for name, days, size in (("a.pdf", 0, 10), ("b.pdf", 3, 900), ("c.txt", 40, 20)):
        changed = int((NOW - timedelta(days=days, hours=1)).timestamp() * 1e9)
        stamp = FileStamp(Path(f"/p/{name}"), folder.id, name, size, changed)
        document = ReadDocument(name, name[-3:], ())
        store.save_document(stamp, document, [])
    locked = FileStamp(Path("/p/locked.pdf"), folder.id, "l", 5, 0)
    store.save_unread(locked, "pdf", "skipped", "password")
    yield store
    database.close()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("How many PDFs do I have?", CollectionQuestion("count", "all", "pdf")),
        ("how many files are there", CollectionQuestion("count")),
        ("How many docx files do I have?", CollectionQuestion("count", "all", "docx")),
        ("파일이 몇 개야?", CollectionQuestion("count")),
        ("PDF 파일은 모두 몇 개 있어요?", CollectionQuestion("count", "all", "pdf")),
        ("내 서류 몇 개 있어?", CollectionQuestion("count")),
        ("What changed this week?", CollectionQuestion("changed", "week")),
        ("which files were added yesterday?", CollectionQuestion("changed", "yesterday")),
        ("이번 주에 바뀐 파일 뭐 있어?", CollectionQuestion("changed", "week")),
        ("오늘 추가된 문서는 뭐야?", CollectionQuestion("changed", "today")),
        ("Which files could not be read?", CollectionQuestion("unread")),
        ("못 읽은 파일 있어?", CollectionQuestion("unread")),
        ("가장 큰 파일이 뭐야?", CollectionQuestion("largest")),
    ],
)
def test_questions_about_the_collection(text: str, expected: CollectionQuestion) -> None:
    assert recognise(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "How many eggs are in the cake?",
        "How many documents do I need for the school?",
        "연말정산 때 낸 서류는 몇 장인가요?",
        "What changed in the lease?",
        "계약서에서 바뀐 것은 뭐야?",
        "이번 주에 회의가 있어?",
    ],
)
def test_questions_about_what_files_say_are_left_alone(text: str) -> None:
    assert recognise(text) is None


def told(store: LibraryStore, text: str) -> str:
    asked = recognise(text)
    assert asked is not None
    return answer_collection(asked, text, store, NOW)


def test_counts_come_from_the_catalogue(store: LibraryStore) -> None:
    assert told(store, "How many PDFs do I have?") == (
        "There are 3 PDF files in your library; 2 of them are read."
    )
    assert "4개" in told(store, "파일이 몇 개야?")


def test_changes_are_listed_newest_first(store: LibraryStore) -> None:
    assert told(store, "What changed this week?").splitlines()[1:] == ["- a.pdf", "- b.pdf"]
    assert told(store, "What changed yesterday?") == "No file changed in that time."


def test_unread_and_largest_files_are_named(store: LibraryStore) -> None:
    assert told(store, "못 읽은 파일 있어?").endswith("- locked.pdf")
    assert told(store, "What are my largest files?").splitlines()[1] == "- b.pdf"
