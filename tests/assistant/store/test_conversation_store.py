import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.conversation import Answer, Role, Sentence, Usage
from assistant.documents import Citation
from assistant.errors import ConversationGone
from assistant.store.conversation_store import ConversationStore
from assistant.store.database import Database
from assistant.store.migrations import MIGRATIONS


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
    asked = store.add_message(conversation, None, "user", "얼마?")
    store.add_message(conversation, asked, "assistant", answer.text, answer)
    messages = store.load(conversation).messages
    assert [message.role for message in messages] == ["user", "assistant"]
    assert messages[1].answer == answer


def test_search_looks_into_titles_and_messages(store: ConversationStore) -> None:
    lease, trip = store.create("전세 보증금"), store.create("Trip")
    store.add_message(trip, None, "user", "When does the boat leave? 100%")
    assert [s.id for s in store.summaries("보증")] == [lease]
    assert [s.id for s in store.summaries("boat")] == [trip]
    assert [s.id for s in store.summaries("100%")] == [trip]
    assert store.summaries("%%%") == []
    assert {s.id for s in store.summaries()} == {lease, trip}


def test_delete_hides_undo_restores_and_the_next_start_erases(
    store: ConversationStore, database: Database
) -> None:
    one, two = store.create("One"), store.create("Two")
    store.add_message(one, None, "user", "secret")
    store.set_deleted(one, True)
    assert [s.id for s in store.summaries()] == [two]
    store.set_deleted(one, False)
    assert len(store.summaries()) == 2
    store.set_deleted(one, True)
    ConversationStore(database)
    assert database.read("SELECT * FROM messages") == []
    with pytest.raises(ConversationGone):
        store.load(one)


def test_the_newest_conversation_comes_first(store: ConversationStore) -> None:
    first, second = store.create("A"), store.create("B")
    store.add_message(first, None, "user", "again")
    assert [s.id for s in store.summaries()] == [first, second]
    store.rename(second, "C")
    assert store.summaries()[1].title == "C"


def texts(store: ConversationStore, conversation: int) -> list[str]:
    return [message.text for message in store.load(conversation).messages]


@pytest.fixture
def branched(store: ConversationStore) -> tuple[int, dict[str, int]]:
    """One question with two answers, the first of which was talked about further."""
    conversation = store.create("Lease")
    ids: dict[str, int] = {}
    for text, parent in (
        ("How much?", None),
        ("Much.", "How much?"),
        ("And then?", "Much."),
        ("More.", "And then?"),
        ("Little.", "How much?"),
    ):
        role: Role = "user" if text.endswith("?") else "assistant"
        ids[text] = store.add_message(conversation, ids.get(parent or ""), role, text)
    return conversation, ids


def test_a_branch_goes_from_the_first_message_to_the_shown_leaf(
    store: ConversationStore, branched: tuple[int, dict[str, int]]
) -> None:
    conversation, ids = branched
    assert texts(store, conversation) == ["How much?", "Little."]
    store.show(ids["Much."])
    assert texts(store, conversation) == ["How much?", "Much.", "And then?", "More."]
    store.show(ids["Little."])
    assert texts(store, conversation) == ["How much?", "Little."]
    upto = store.load_to(ids["And then?"])
    assert [message.text for message in upto.messages] == ["How much?", "Much.", "And then?"]


def test_versions_are_counted_where_they_stand(
    store: ConversationStore, branched: tuple[int, dict[str, int]]
) -> None:
    conversation, ids = branched
    question, answer = store.load(conversation).messages
    assert (question.version, len(question.versions)) == (1, 1)
    assert answer.versions == (ids["Much."], ids["Little."])
    assert answer.version == 2
    assert answer.parent_id == question.id


def test_an_answer_to_what_is_not_shown_waits_there(
    store: ConversationStore, branched: tuple[int, dict[str, int]]
) -> None:
    conversation, ids = branched
    store.add_message(conversation, ids["And then?"], "assistant", "Even more.")
    assert texts(store, conversation) == ["How much?", "Little."]
    store.show(ids["Much."])
    assert texts(store, conversation)[-1] == "Even more."


def test_text_is_found_in_any_branch(
    store: ConversationStore, branched: tuple[int, dict[str, int]]
) -> None:
    conversation, _ = branched
    assert [s.id for s in store.summaries("And then")] == [conversation]


def test_a_longer_answer_takes_the_place_of_the_shorter(
    store: ConversationStore, branched: tuple[int, dict[str, int]]
) -> None:
    conversation, ids = branched
    longer = Answer("How much?", "Little by little.", "model", True)
    store.change_answer(ids["Little."], longer)
    message = store.load(conversation).messages[1]
    assert (message.id, message.text, message.answer) == (ids["Little."], longer.text, longer)
    assert len(message.versions) == 2


def test_nothing_is_added_to_what_was_erased(store: ConversationStore, database: Database) -> None:
    conversation = store.create("Gone")
    asked = store.add_message(conversation, None, "user", "How much?")
    store.set_deleted(conversation, True)
    answer = Answer("How much?", "Much.", "model", True)
    answered = store.add_message(conversation, asked, "assistant", "Much.", answer)
    ConversationStore(database)
    with pytest.raises(ConversationGone):
        store.add_message(conversation, asked, "assistant", "Much.", answer)
    with pytest.raises(ConversationGone):
        store.change_answer(answered, answer)
    with pytest.raises(ConversationGone):
        store.load_to(asked)
    store.show(asked)
    assert database.read("SELECT * FROM messages") == []


def test_a_very_long_conversation_can_be_erased(
    store: ConversationStore, database: Database
) -> None:
    """SQLite follows a chain of references only so far."""
    conversation = store.create("Long")
    with database.write() as connection:
        connection.executemany(
            """INSERT INTO messages(id, conversation_id, parent_id, role, text, created_at)
               VALUES (?, ?, ?, 'user', 'x', ?)""",
            [(n, conversation, n - 1 or None, "2026-01-01T00:00:00+00:00") for n in range(1, 3001)],
        )
    store.show(1)
    assert len(store.load(conversation).messages) == 3000
    store.set_deleted(conversation, True)
    ConversationStore(database)
    assert database.read("SELECT * FROM messages") == []


def test_conversations_of_an_older_schema_become_one_branch(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    with sqlite3.connect(path) as connection:
        for script in MIGRATIONS[:5]:
            connection.executescript(script)
        connection.executescript("""
            INSERT INTO conversations(id, title, created_at, updated_at) VALUES
                (1, 'Lease', '2026-01-01T00:00:00+00:00', '2026-01-02T00:00:00+00:00'),
                (2, 'Trip', '2026-01-01T00:00:00+00:00', '2026-01-01T00:00:00+00:00'),
                (3, 'Nothing asked', '2025-01-01T00:00:00+00:00', '2025-01-01T00:00:00+00:00');
            INSERT INTO messages(conversation_id, role, text, created_at) VALUES
                (1, 'user', 'How much?', '2026-01-01T00:00:00+00:00'),
                (2, 'user', 'When?', '2026-01-01T00:00:00+00:00'),
                (1, 'assistant', 'Much.', '2026-01-01T00:00:00+00:00'),
                (1, 'user', 'And then?', '2026-01-01T00:00:00+00:00'),
                (2, 'assistant', 'Soon.', '2026-01-01T00:00:00+00:00');
            PRAGMA user_version = 5""")
    connection.close()
    database = Database(path)
    store = ConversationStore(database)
    assert texts(store, 1) == ["How much?", "Much.", "And then?"]
    assert texts(store, 2) == ["When?", "Soon."]
    assert texts(store, 3) == []
    assert all(len(message.versions) == 1 for message in store.load(1).messages)
    assert [s.title for s in store.summaries()] == ["Lease", "Trip", "Nothing asked"]
    database.close()
