from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.conversation import Answer, Sentence, Usage
from assistant.documents import Citation
from assistant.store.conversation_store import ConversationStore
from assistant.store.database import Database


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(tmp_path / "x.db")
    yield database
    database.close()


@pytest.fixture
def store(database: Database) -> ConversationStore:
    return ConversationStore(database)


def test_an_answer_comes_back_as_it_was(store: ConversationStore) -> None:
    citation = Citation(
        1, Path("/a/lease.pdf"), 3, None, 5, 12, "보증금은 2억", copies=(Path("/b.pdf"),)
    )
    answer = Answer(
        "얼마?",
        "보증금은 2억",
        "quote",
        True,
        (Sentence("보증금은 2억", 1),),
        (citation,),
        Usage(0.5),
    )
    conversation = store.create("Lease")
    store.add_message(conversation, "user", "얼마?")
    store.add_message(conversation, "assistant", answer.text, answer)
    messages = store.load(conversation).messages
    assert [message.role for message in messages] == ["user", "assistant"]
    assert messages[1].answer == answer


def test_search_looks_into_titles_and_messages(store: ConversationStore) -> None:
    lease, trip = store.create("전세 보증금"), store.create("Trip")
    store.add_message(trip, "user", "When does the boat leave? 100%")
    assert [s.id for s in store.summaries("보증")] == [lease]
    assert [s.id for s in store.summaries("boat")] == [trip]
    assert [s.id for s in store.summaries("100%")] == [trip]
    assert store.summaries("%%%") == []
    assert {s.id for s in store.summaries()} == {lease, trip}


def test_delete_hides_undo_restores_and_the_next_start_erases(
    store: ConversationStore, database: Database
) -> None:
    one, two = store.create("One"), store.create("Two")
    store.add_message(one, "user", "secret")
    store.set_deleted(one, True)
    assert [s.id for s in store.summaries()] == [two]
    store.set_deleted(one, False)
    assert len(store.summaries()) == 2
    store.set_deleted(one, True)
    ConversationStore(database)
    assert database.read("SELECT * FROM messages") == []
    with pytest.raises(KeyError):
        store.load(one)


def test_the_newest_conversation_comes_first(store: ConversationStore) -> None:
    first, second = store.create("A"), store.create("B")
    store.add_message(first, "user", "again")
    assert [s.id for s in store.summaries()] == [first, second]
    store.rename(second, "C")
    assert store.summaries()[1].title == "C"
