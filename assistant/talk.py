"""Talk: the conversations of one home, and the questions asked in them."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import pairwise

from assistant.answering.history import Past
from assistant.catalogue import ModelState
from assistant.conversation import Answer, Conversation, ConversationSummary, Message
from assistant.errors import ConversationGone
from assistant.jobs import CancelToken, Job, JobCancelled, Lane, Work
from assistant.router import Asked, Router
from assistant.store.conversation_store import ConversationStore

_TITLE_LENGTH = 40


class Talk:
    """Keeps what is said and has questions answered, one at a time.

    A conversation is a tree of messages that shows one of its branches. The jobs that answer yield
    Progress, Writing, Thought and Token, and end with Done(Answer), Failed, or
    Cancelled(Answer or None). By then the answer is kept, whatever the conversation shows.
    """

    def __init__(self, store: ConversationStore, router: Router, lane: Lane) -> None:
        self._store, self._router, self._lane = store, router, lane
        self._settling: Job | None = None

    def conversations(self, query: str = "") -> list[ConversationSummary]:
        """Return conversations, newest first; a query looks into titles and messages."""
        return self._store.summaries(query)

    def conversation(self, conversation_id: int) -> Conversation:
        """Return a conversation with the messages of the branch that it shows.

        Raises:
            ConversationGone: It was erased.
        """
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

    def show(self, message_id: int) -> None:
        """Let a conversation show the newest branch that goes through a message."""
        self._store.show(message_id)

    def ask(self, question: str, conversation_id: int | None = None) -> Job:
        """Answer a question; with a conversation, both are kept there after what it shows."""
        if conversation_id is None:
            return self._start(Asked(question), lambda answer: None)
        conversation = self._store.load(conversation_id)
        return self._ask_after(conversation, conversation.messages, question)

    def ask_instead(self, message_id: int, question: str) -> Job:
        """Ask a question in other words; both forms are kept, each with what followed.

        Raises:
            ConversationGone: The question was erased.
        """
        conversation = self._store.load_to(message_id)
        *before, replaced = conversation.messages
        if conversation.title == _title(replaced.text):
            conversation = replace(conversation, title="")
        return self._ask_after(conversation, before, question)

    def ask_again(self, message_id: int) -> Job:
        """Answer a question once more, given an answer to it or itself; all answers are kept.

        A model writes another answer; what is quoted changes only if the library did.

        Raises:
            ConversationGone: It was erased.
        """
        conversation = self._store.load_to(message_id)
        *before, question = conversation.messages
        if question.role == "assistant":
            question = before.pop()
        version = self._store.count_answers(question.id) + 1
        asked = Asked(question.text, self._past(conversation.id, before), version)
        return self._start(asked, self._keeper(conversation.id, question.id))

    def go_on(self, message_id: int) -> Job:
        """Let a model write an answer further; the same message then holds all of it.

        Raises:
            ConversationGone: The answer was erased.
        """
        conversation = self._store.load_to(message_id)
        *before, question, begun = conversation.messages

        def keep(answer: Answer) -> None:
            if begun.answer is not None:
                answer = _with_thoughts_of(begun.answer, answer)
            self._store.change_answer(message_id, answer)

        past = self._past(conversation.id, before)
        return self._start(Asked(question.text, past, begun.version, begun.text), keep)

    def self_test(self, model: ModelState) -> Job:
        """Try out whether and how fast a language model writes here; ends with Done(SelfTest)."""
        if self._settling is not None:
            self._settling.cancel()
        return self._lane.start(lambda token: self._router.self_test(model, token))

    def _ask_after(
        self, conversation: Conversation, before: Sequence[Message], question: str
    ) -> Job:
        if not before and not conversation.title:
            self.rename(conversation.id, _title(question))
        parent_id = before[-1].id if before else None
        asked_id = self._store.add_message(conversation.id, parent_id, "user", question)
        keep = self._keeper(conversation.id, asked_id)
        return self._start(Asked(question, self._past(conversation.id, before)), keep)

    def _keeper(self, conversation_id: int, question_id: int) -> Callable[[Answer], None]:
        def keep(answer: Answer) -> None:
            # Stopped before its first word, it would only hide an earlier one.
            if answer.text or answer.thoughts or not answer.stopped:
                self._store.add_message(
                    conversation_id, question_id, "assistant", answer.text, answer
                )

        return keep

    def _start(self, asked: Asked, keep: Callable[[Answer], None]) -> Job:
        if self._settling is not None:
            self._settling.cancel()

        def work(token: CancelToken) -> Work:
            answer: Answer = yield from self._router.answer(asked, token)
            # Another process may have erased the conversation; who waits still gets the answer.
            with suppress(ConversationGone):
                keep(answer)
                self._settle(asked.past.conversation, answer)
            if answer.stopped:
                raise JobCancelled(answer)
            return answer

        return self._lane.start(work)

    def _past(self, conversation_id: int, before: Sequence[Message]) -> Past:
        return Past(_turns(before), str(conversation_id), self._store.set_summary)

    def _settle(self, conversation: str, answer: Answer) -> None:
        """Use the time in which the person reads; the next question ends it."""
        if conversation and answer.mode == "model" and not answer.stopped:
            shown = self._store.load(int(conversation)).messages
            past = self._past(int(conversation), shown)
            self._settling = self._lane.start(lambda token: self._router.settle(past, token))


def _turns(messages: Sequence[Message]) -> list[Message]:
    """Return questions with their answers, and no others: models want them to alternate."""
    turns: list[Message] = []
    for question, answer in pairwise(messages):
        if (question.role, answer.role) == ("user", "assistant") and answer.text:
            turns += [question, answer]
    return turns


def _with_thoughts_of(earlier: Answer, answer: Answer) -> Answer:
    """Return an answer that also tells what was thought before its first part."""
    thinking_s = earlier.usage.seconds_thinking + answer.usage.seconds_thinking
    return replace(
        answer,
        thoughts="\n\n".join(filter(None, (earlier.thoughts, answer.thoughts))),
        usage=replace(answer.usage, seconds_thinking=thinking_s),
    )


def _title(question: str) -> str:
    line = " ".join(question.split())
    return line if len(line) <= _TITLE_LENGTH else line[: _TITLE_LENGTH - 1] + "…"
