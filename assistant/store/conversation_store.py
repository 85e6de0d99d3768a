"""ConversationStore: what was said, kept, searchable, deletable."""

import json
import sqlite3
from dataclasses import asdict
from pathlib import Path
from typing import Any

from assistant.conversation import (
    Answer,
    Conversation,
    ConversationSummary,
    Message,
    Role,
    Sentence,
    Usage,
)
from assistant.documents import Citation
from assistant.store.database import Database, now
from assistant.store.rows import to_moment


class ConversationStore:
    """Conversations and their messages."""

    def __init__(self, database: Database) -> None:
        self._database = database
        # Undo lasts as long as the program runs; what was deleted before is erased now.
        with database.write() as connection:
            connection.execute("DELETE FROM conversations WHERE is_deleted")

    def create(self, title: str) -> int:
        """Begin a conversation and return its id."""
        moment = now()
        with self._database.write() as connection:
            cursor = connection.execute(
                "INSERT INTO conversations(title, created_at, updated_at) VALUES (?, ?, ?)",
                (title, moment, moment),
            )
            assert cursor.lastrowid is not None
            return cursor.lastrowid

    def summaries(self, query: str = "") -> list[ConversationSummary]:
        """Return conversations whose title or messages contain the query, newest first."""
        pattern = "%" + query.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_") + "%"
        rows = self._database.read(
            r"""SELECT id, title, updated_at FROM conversations
                WHERE NOT is_deleted AND (title LIKE ?1 ESCAPE '\' OR EXISTS (
                    SELECT 1 FROM messages WHERE conversation_id = conversations.id
                    AND text LIKE ?1 ESCAPE '\'))
                ORDER BY updated_at DESC, id DESC""",
            pattern,
        )
        return [ConversationSummary(r["id"], r["title"], to_moment(r["updated_at"])) for r in rows]

    def load(self, conversation_id: int) -> Conversation:
        """Return a conversation with all its messages.

        Raises:
            KeyError: There is none with this id.
        """
        found = self._database.read("SELECT * FROM conversations WHERE id = ?", conversation_id)
        if not found:
            raise KeyError(conversation_id)
        rows = self._database.read(
            "SELECT * FROM messages WHERE conversation_id = ? ORDER BY id", conversation_id
        )
        messages = tuple(_message(row) for row in rows)
        return Conversation(
            conversation_id, found[0]["title"], to_moment(found[0]["created_at"]), messages
        )

    def add_message(
        self, conversation_id: int, role: Role, text: str, answer: Answer | None = None
    ) -> None:
        """Append a message; durable when this returns."""
        packed = json.dumps(asdict(answer), default=str) if answer else None
        with self._database.write() as connection:
            connection.execute(
                """INSERT INTO messages(conversation_id, role, text, answer, created_at)
                   VALUES (?, ?, ?, ?, ?)""",
                (conversation_id, role, text, packed, now()),
            )
            connection.execute(
                "UPDATE conversations SET updated_at = ? WHERE id = ?", (now(), conversation_id)
            )

    def set_summary(self, message_id: int, summary: str) -> None:
        """Keep what a model is told of the conversation up to a message."""
        with self._database.write() as connection:
            connection.execute(
                "UPDATE messages SET summary = ? WHERE id = ?", (summary, message_id)
            )

    def ids(self) -> list[int]:
        """Return the ids of all conversations, also of those that can still be brought back."""
        return [row["id"] for row in self._database.read("SELECT id FROM conversations")]

    def rename(self, conversation_id: int, title: str) -> None:
        """Give a conversation another title."""
        with self._database.write() as connection:
            connection.execute(
                "UPDATE conversations SET title = ? WHERE id = ?", (title, conversation_id)
            )

    def set_deleted(self, conversation_id: int, deleted: bool) -> None:
        """Hide a conversation, or bring it back."""
        with self._database.write() as connection:
            connection.execute(
                "UPDATE conversations SET is_deleted = ? WHERE id = ?", (deleted, conversation_id)
            )


def _message(row: sqlite3.Row) -> Message:
    answer = _answer(json.loads(row["answer"])) if row["answer"] else None
    moment = to_moment(row["created_at"])
    return Message(row["id"], row["role"], row["text"], moment, answer, row["summary"])


def _answer(packed: dict[str, Any]) -> Answer:
    citations = map(_citation, packed["citations"])
    return Answer(
        **{
            **packed,
            "sentences": tuple(Sentence(**s) for s in packed["sentences"]),
            "citations": tuple(citations),
            "usage": Usage(**packed["usage"]),
        }
    )


def _citation(packed: dict[str, Any]) -> Citation:
    # Answers of older versions have fewer keys.
    copies = tuple(Path(copy) for copy in packed.get("copies", ()))
    return Citation(**{**packed, "path": Path(packed["path"]), "copies": copies})
