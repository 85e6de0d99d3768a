"""The real conversations over a store in memory's place; who answers is scripted by the test."""

import threading
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from assistant.answering.history import Past
from assistant.catalogue import ModelState, SelfTest
from assistant.conversation import Answer, Role, Sentence
from assistant.documents import Citation
from assistant.errors import AssistantError
from assistant.jobs import CancelToken, Job, Lane, Progress, Thought, Token, Work, Writing
from assistant.router import Asked
from assistant.store.conversation_store import ConversationStore
from assistant.store.database import Database
from assistant.talk import Talk
from assistant.wording import Wording

LEASE = (
    "Lease\n\nThe deposit is 3,440 euros. The lease ends on 31 July 2027. "
    "The tenant pays the water bill.\n"
)


class FakeRouter:
    """Answers as a test sets it up."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self.asked: list[str] = []
        self.next_answer: Answer | None = None
        self.next_error: AssistantError | None = None
        self.writing: Writing | None = None
        self.thoughts: list[str] = []
        self.tokens: list[str] = []
        self.pace_s = 0.0
        self.hold = threading.Event()
        self.hold.set()

    def answer(self, asked: Asked, token: CancelToken) -> Work:
        question = asked.question
        self.asked.append(question)
        yield Progress(0, None, Wording("Looking in your files", "서류를 찾는 중"))
        token.on_cancel(self.hold.set)
        yield from [self.writing] if self.writing else []
        for piece in (*map(Thought, self.thoughts), *map(Token, self.tokens)):
            yield piece
            time.sleep(self.pace_s)
        self.hold.wait(20)
        if self.next_error is not None:
            raise self.next_error
        answer = self.next_answer or self.cited_answer(question)
        answer = replace(answer, question=question, thoughts="".join(self.thoughts))
        if token.is_cancelled:
            return replace(answer, text=asked.begun + "".join(self.tokens), stopped=True)
        return replace(answer, text=asked.begun + answer.text)

    def settle(self, past: Past, token: CancelToken) -> Work:
        yield from ()

    def cited_answer(self, question: str) -> Answer:
        """An answer with a supported and an unsupported sentence."""
        supported, invented = "The deposit is 3,440 euros.", "Most people pay more."
        start = LEASE.index(supported)
        end = start + len(supported)
        return Answer(
            question,
            f"{supported} {invented}",
            "model",
            True,
            (Sentence(supported, 1), Sentence(invented, None)),
            (Citation(1, self._home / "lease.txt", None, "Lease", start, end, supported),),
        )


SOUND = SelfTest(
    True, 1.5, 90.0, 12.34, 32, 0, Wording("It has no card.", "카드가 없어요."), 3 << 30
)


class FakeTalk(Talk):
    """Conversations of a test."""

    def __init__(self, home: Path) -> None:
        self.router, self.lane = FakeRouter(home), Lane("fake-answer")
        self._database = Database(home / "talk.db")
        self.store = ConversationStore(self._database)
        super().__init__(self.store, self.router, self.lane)  # type: ignore[arg-type]

    def put(self, title: str, *, days_ago: int = 0, n_messages: int = 0) -> int:
        number = self.store.create(title)
        last = None
        for i in range(n_messages):
            role: Role = "assistant" if i % 2 else "user"
            last = self.store.add_message(number, last, role, f"message {i}")
        moment = (datetime.now(UTC) - timedelta(days=days_ago)).isoformat()
        with self._database.write() as connection:
            connection.execute(
                "UPDATE conversations SET updated_at = ? WHERE id = ?", (moment, number)
            )
        return number

    def self_test(self, model: ModelState) -> Job:
        def work(token: CancelToken) -> Work:
            yield Progress(40, 100, Wording("Loading", "올리는 중"))
            while not self.router.hold.wait(0.01):
                token.raise_if_cancelled()
            return SOUND

        return self.lane.start(work)

    def titles(self) -> dict[int, str]:
        return {summary.id: summary.title for summary in self.conversations()}

    def close(self) -> None:
        self.router.hold.set()
        self.lane.close()
        self._database.close()
