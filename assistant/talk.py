"""Talk: the conversations of one home, and the questions asked in them."""

from assistant.answering.history import Past
from assistant.conversation import Answer, Conversation, ConversationSummary
from assistant.jobs import CancelToken, Job, JobCancelled, Lane, Work
from assistant.router import Router
from assistant.store.conversation_store import ConversationStore

_TITLE_LENGTH = 40


class Talk:
    """Keeps what is said and has questions answered, one at a time."""

    def __init__(self, store: ConversationStore, router: Router, lane: Lane) -> None:
        self._store, self._router, self._lane = store, router, lane
        self._settling: Job | None = None

    def conversations(self, query: str = "") -> list[ConversationSummary]:
        """Return conversations, newest first; a query looks into titles and messages."""
        return self._store.summaries(query)

    def conversation(self, conversation_id: int) -> Conversation:
        """Return a conversation with its messages."""
        return self._store.load(conversation_id)

    def new(self) -> int:
        """Begin a conversation and return its id; its title comes from the first question."""
        return self._store.create("")

    def rename(self, conversation_id: int, title: str) -> None:
        """Give a conversation another title."""
        self._store.rename(conversation_id, title.strip())

    def delete(self, conversation_id: int) -> None:
        """Hide a conversation; it is erased at the next start."""
        self._store.set_deleted(conversation_id, True)

    def restore(self, conversation_id: int) -> None:
        """Bring back a deleted conversation."""
        self._store.set_deleted(conversation_id, False)

    def ask(self, question: str, conversation_id: int | None = None) -> Job:
        """Answer a question; with a conversation, both are kept there.

        Returns:
            A job that yields Progress and Token and ends with Done(Answer), Failed, or
            Cancelled(Answer or None).
        """
        if self._settling is not None:
            self._settling.cancel()
        past = Past()
        if conversation_id is not None:
            past = self._past(conversation_id)
            if not past.messages:
                self.rename(conversation_id, _title(question))
            self._store.add_message(conversation_id, "user", question)

        def work(token: CancelToken) -> Work:
            answer: Answer = yield from self._router.answer(question, past, token)
            if conversation_id is not None:
                self._store.add_message(conversation_id, "assistant", answer.text, answer)
                self._settle(conversation_id, answer)
            if answer.stopped:
                raise JobCancelled(answer)
            return answer

        return self._lane.start(work)

    def _past(self, conversation_id: int) -> Past:
        messages = self._store.load(conversation_id).messages
        return Past(messages, str(conversation_id), self._store.set_summary)

    def _settle(self, conversation_id: int, answer: Answer) -> None:
        """Use the time in which the person reads; the next question ends it."""
        if answer.mode == "model" and not answer.stopped:
            past = self._past(conversation_id)
            self._settling = self._lane.start(lambda token: self._router.settle(past, token))


def _title(question: str) -> str:
    line = " ".join(question.split())
    return line if len(line) <= _TITLE_LENGTH else line[: _TITLE_LENGTH - 1] + "…"
