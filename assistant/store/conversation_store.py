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
from assistant.errors import ConversationGone
from assistant.store.database import Database, now
from assistant.store.rows import to_moment
from assistant.wording import Wording


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
        """Return a conversation with the messages of the branch that it shows.

        Raises:
            ConversationGone: There is none with this id.
        """
        found = self._database.read("SELECT * FROM conversations WHERE id = ?", conversation_id)
        if not found:
            raise _gone()
        return self._conversation(found[0], found[0]["leaf_id"])

    def load_to(self, message_id: int) -> Conversation:
        """Return a conversation with its messages from the first one to this one.

        Raises:
            ConversationGone: There is no such message.
        """
        found = self._database.read(
            """SELECT * FROM conversations WHERE id =
               (SELECT conversation_id FROM messages WHERE id = ?)""",
            message_id,
        )
        if not found:
            raise _gone()
        return self._conversation(found[0], message_id)

    def add_message(
        self,
        conversation_id: int,
        parent_id: int | None,
        role: Role,
        text: str,
        answer: Answer | None = None,
    ) -> int:
        """Put a message after another one and return its id; durable when this returns.

        A question is shown from then on; an answer only where its question is.

        Raises:
            ConversationGone: The conversation was erased meanwhile.
        """
        with self._database.write() as connection:
            cursor = connection.execute(
                """INSERT INTO messages(conversation_id, parent_id, role, text, answer, created_at)
                   SELECT id, ?, ?, ?, ?, ? FROM conversations WHERE id = ?""",
                (parent_id, role, text, _packed(answer), now(), conversation_id),
            )
            if not cursor.rowcount or cursor.lastrowid is None:
                raise _gone()
            connection.execute(
                """WITH RECURSIVE shown(id) AS (
                       SELECT leaf_id FROM conversations WHERE id = ?1 UNION ALL
                       SELECT parent_id FROM messages JOIN shown USING (id))
                   UPDATE conversations SET updated_at = ?2, leaf_id = CASE
                       WHEN ?3 = 'user' OR ?4 IN (SELECT id FROM shown) THEN ?5 ELSE leaf_id END
                   WHERE id = ?1""",
                (conversation_id, now(), role, parent_id, cursor.lastrowid),
            )
            return cursor.lastrowid

    def count_answers(self, question_id: int) -> int:
        """Return how many answers a question has."""
        [found] = self._database.read(
            "SELECT count(*) FROM messages WHERE parent_id = ? AND role = 'assistant'", question_id
        )
        return int(found[0])

    def change_answer(self, message_id: int, answer: Answer) -> None:
        """Let a message say another answer; durable when this returns.

        Raises:
            ConversationGone: The conversation was erased meanwhile.
        """
        with self._database.write() as connection:
            cursor = connection.execute(
                "UPDATE messages SET text = ?, answer = ? WHERE id = ?",
                (answer.text, _packed(answer), message_id),
            )
            if not cursor.rowcount:
                raise _gone()

    def show(self, message_id: int) -> None:
        """Let its conversation show the newest branch that goes through a message."""
        with self._database.write() as connection:
            # What follows a message is younger, so the youngest of a branch is its end.
            connection.execute(
                """WITH RECURSIVE below(id) AS (
                       VALUES (?1) UNION ALL
                       SELECT messages.id FROM messages JOIN below ON parent_id = below.id)
                   UPDATE conversations SET leaf_id = (SELECT max(id) FROM below)
                   WHERE id = (SELECT conversation_id FROM messages WHERE id = ?1)""",
                (message_id,),
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

    def _conversation(self, row: sqlite3.Row, leaf_id: int | None) -> Conversation:
        found = self._database.read(
            "SELECT * FROM messages WHERE conversation_id = ? ORDER BY id", row["id"]
        )
        by_id = {message["id"]: message for message in found}
        said: dict[tuple[int | None, Role], list[int]] = {}
        for message in found:
            said.setdefault(_place(message), []).append(message["id"])
        path: list[Message] = []
        while leaf_id is not None:
            message = by_id[leaf_id]
            path.append(_message(message, tuple(said[_place(message)])))
            leaf_id = message["parent_id"]
        began = to_moment(row["created_at"])
        return Conversation(row["id"], row["title"], began, tuple(reversed(path)))


def _place(message: sqlite3.Row) -> tuple[int | None, Role]:
    """Return where in the conversation a message stands: others there are its versions."""
    return message["parent_id"], message["role"]


def _message(row: sqlite3.Row, versions: tuple[int, ...]) -> Message:
    answer = _answer(json.loads(row["answer"])) if row["answer"] else None
    return Message(
        row["id"],
        row["role"],
        row["text"],
        to_moment(row["created_at"]),
        answer,
        row["summary"],
        parent_id=row["parent_id"],
        versions=versions,
    )


def _packed(answer: Answer | None) -> str | None:
    return json.dumps(asdict(answer), default=str) if answer else None


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


def _gone() -> ConversationGone:
    return ConversationGone(
        Wording("This conversation is no longer there.", "이 대화는 이제 없어요."),
        Wording("It was deleted and erased.", "지운 대화라서 완전히 없어졌어요."),
    )
