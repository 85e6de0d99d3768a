"""Questions and answers: which conversation is open, which answers are still being written."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from assistant.conversation import Answer, Message
from assistant.errors import ConversationGone
from assistant.jobs import Cancelled, Done, Failed, Job
from ui import words
from ui.answer_view import AnswerView
from ui.conversation_view import ConversationView
from ui.draft import Draft
from ui.qt_job import QtJob

if TYPE_CHECKING:
    from assistant.app import Assistant


class _Asked:
    """An answer that is still being written."""

    def __init__(self, job: Job, message: Message) -> None:
        """Follow a job; the message is the question, or the answer that is written further."""
        self.job, self.message = QtJob(job), message
        self.draft = Draft(message.text if message.role == "assistant" else "")
        self.view: AnswerView | None = None

    def kept_in(self, messages: Sequence[Message]) -> Message | None:
        """Return the answer where it belongs on a branch, None if there is none."""
        for message in messages:
            is_it = message.id == self.message.id or message.parent_id == self.message.id
            if is_it and message.role == "assistant":
                return message
        return None


class Talking(QObject):
    """Stands between the conversation's view and the assistant."""

    changed = Signal()
    """The list of conversations is no longer right."""
    opened = Signal(object)
    """Another conversation is open: its id, or None for one that has not begun."""
    failed = Signal(object)
    """An error that no place in the conversation tells."""

    def __init__(
        self, assistant: "Assistant", view: ConversationView, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._talk, self._view = assistant.talk, view
        self._asked: dict[int, _Asked] = {}
        self.conversation_id: int | None = None
        self.remark: Callable[[Answer], str] = lambda answer: ""
        """What to say below a new answer, if anything."""
        view.asked.connect(self.ask)
        view.edited.connect(self.ask_instead)
        view.again_wanted.connect(self.ask_again)
        view.go_on_wanted.connect(self.go_on)
        view.version_wanted.connect(self.show_version)
        view.box.stop_wanted.connect(self.stop)

    def begin(self) -> None:
        """Open a conversation that is kept only once something is asked."""
        self._let_go()
        self.conversation_id = None
        self._view.show_messages(words.say(words.NEW_CONVERSATION), ())
        self._view.set_answering(False)
        self.opened.emit(None)

    def open(self, conversation_id: int) -> None:
        """Open a conversation, with the answer that is still being written in it."""
        conversation = self._talk.conversation(conversation_id)
        self._let_go()
        self.conversation_id = conversation_id
        title = conversation.title or words.say(words.NEW_CONVERSATION)
        self._view.show_messages(title, self._before(conversation.messages))
        self._show_pending(conversation.messages)
        self._view.set_answering(conversation_id in self._asked)
        self.opened.emit(conversation_id)

    def ask(self, question: str) -> None:
        """Ask in the open conversation."""
        if self.conversation_id is None:
            self.conversation_id = self._talk.new()
        number = self.conversation_id
        self._start(lambda: self._talk.ask(question, number))

    def ask_instead(self, message_id: int, question: str) -> None:
        """Ask a question of the open conversation in other words."""
        self._start(lambda: self._talk.ask_instead(message_id, question))

    def ask_again(self, message_id: int) -> None:
        """Have another answer written to a question of the open conversation."""
        asked = [message for message in self._up_to(message_id) if message.role == "user"]
        if asked:
            self._start(lambda: self._talk.ask_again(message_id), asked[-1])

    def go_on(self, message_id: int) -> None:
        """Have an answer of the open conversation written further."""
        if upto := self._up_to(message_id):
            self._start(lambda: self._talk.go_on(message_id), upto[-1])

    def show_version(self, message_id: int) -> None:
        """Show another version of a message of the open conversation."""
        self._talk.show(message_id)
        if self.conversation_id is not None:
            self._show_branch(self._talk.conversation(self.conversation_id).messages)

    def show_title(self, conversation_id: int, title: str) -> None:
        """Show another title, where that conversation is open."""
        if conversation_id == self.conversation_id:
            self._view.top.title.set_whole(title)

    def stop(self) -> None:
        """Stop the answer of the open conversation; it is shown so before its work has ended."""
        asked = self._pending()
        if asked is None:
            return
        asked.draft.is_stopped = True
        if asked.view is not None:
            asked.view.show_stopped()
        asked.job.cancel()

    def stop_all(self) -> None:
        """Stop every answer, as at the end of the program."""
        for asked in self._asked.values():
            asked.job.cancel()

    def _start(self, ask: Callable[[], Job], message: Message | None = None) -> None:
        """Have something answered in the open conversation, unless something is already.

        Args:
            ask: Starts the job.
            message: The question, or the answer to write further; None means a new question.
        """
        number = self.conversation_id
        if number is None or number in self._asked:
            return
        job = ask()
        conversation = self._talk.conversation(number)
        asked = _Asked(job, message or _last_question(conversation.messages))
        self._asked[number] = asked
        self.show_title(number, conversation.title)
        self._view.set_answering(True)
        self._show_branch(conversation.messages)
        asked.job.happened.connect(lambda event: self._follow(asked, event))
        asked.job.finished.connect(lambda final: self._end(number, asked, final))
        asked.job.start()
        self.opened.emit(number)
        self.changed.emit()

    def _pending(self) -> _Asked | None:
        """Return what is being answered in the open conversation."""
        return None if self.conversation_id is None else self._asked.get(self.conversation_id)

    def _up_to(self, message_id: int) -> Sequence[Message]:
        """Return the shown messages of the open conversation up to this one, none without it."""
        if self.conversation_id is None:
            return ()
        return _up_to(self._talk.conversation(self.conversation_id).messages, message_id)

    def _show_branch(self, messages: Sequence[Message]) -> None:
        self._let_go()
        self._view.show_branch(self._before(messages))
        self._show_pending(messages)

    def _before(self, messages: Sequence[Message]) -> Sequence[Message]:
        """Return the messages that stand above an answer that is still to come."""
        asked = self._pending()
        if asked is None or asked.message.role == "assistant":
            return messages
        return _up_to(messages, asked.message.id) or messages

    def _show_pending(self, messages: Sequence[Message]) -> None:
        """Show what has come of an answer, or that there is none."""
        asked, last = self._pending(), messages[-1] if messages else None
        if asked is not None and asked.message.role == "assistant":
            asked.view = self._view.answer_view(asked.message.id)
            if last is not None and last.id == asked.message.id:
                self._view.stick_to_end()
        elif asked is not None and _up_to(messages, asked.message.id):
            asked.view = self._view.begin_answer(asked.message.id)
        elif last is not None and last.role == "user":
            self._view.begin_answer(last.id).show_unanswered()
        if asked is not None and asked.view is not None:
            asked.view.show_draft(asked.draft)

    def _let_go(self) -> None:
        """The widgets of the open conversation go; its answers go on."""
        for asked in self._asked.values():
            asked.view = None

    def _follow(self, asked: _Asked, event: object) -> None:
        if asked.draft.is_stopped:
            return
        asked.draft.take(event)
        if asked.view is not None:
            asked.view.show_draft(asked.draft)

    def _end(self, conversation_id: int, asked: _Asked, final: object) -> None:
        self._asked.pop(conversation_id, None)
        if conversation_id == self.conversation_id:
            self._show_end(conversation_id, asked, final)
            self._view.set_answering(False)
        self.changed.emit()

    def _show_end(self, conversation_id: int, asked: _Asked, final: object) -> None:
        messages: Sequence[Message] = ()
        with suppress(ConversationGone):  # another process may have erased it
            messages = self._talk.conversation(conversation_id).messages
        kept = asked.kept_in(messages)
        if asked.view is not None:
            _show_final(asked.view, final, kept)
            if isinstance(final, Done) and (remark := self.remark(final.result)):
                asked.view.add_remark(remark)
        if kept is not None:
            self._view.show_branch(messages)
        if isinstance(final, Failed) and (kept is not None or asked.view is None):
            self.failed.emit(final.error)


def _last_question(messages: Sequence[Message]) -> Message:
    # A quick answer may already stand behind it.
    return next(message for message in reversed(messages) if message.role == "user")


def _up_to(messages: Sequence[Message], message_id: int) -> Sequence[Message]:
    """Return the messages up to one of them, none where it is not among them."""
    ids = [message.id for message in messages]
    return messages[: ids.index(message_id) + 1] if message_id in ids else ()


def _show_final(view: AnswerView, final: object, kept: Message | None) -> None:
    """Show an answer as it is kept; without one, what became of it."""
    if kept is not None:
        view.show_message(kept)
    elif isinstance(final, Done | Cancelled) and isinstance(final.result, Answer):
        view.show_answer(final.result)
    elif isinstance(final, Failed):
        view.show_failure(final.error)
    else:
        view.end_stopped()
