"""Questions and answers: which conversation is open, which answers are still being written."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from assistant.conversation import Answer
from assistant.jobs import Cancelled, Done, Failed, Progress, Token
from ui import words
from ui.answer_view import AnswerView
from ui.conversation_view import ConversationView
from ui.qt_job import QtJob

if TYPE_CHECKING:
    from assistant.app import Assistant


class _Asked:
    """A question whose answer is still being written."""

    def __init__(self, question: str, job: QtJob) -> None:
        self.question, self.job = question, job
        self.text = ""
        self.note = words.say(words.LOOKING)
        self.is_stopped = False
        self.view: AnswerView | None = None


class Talking(QObject):
    """Stands between the conversation's view and the assistant."""

    changed = Signal()
    """The list of conversations is no longer right."""
    opened = Signal(object)
    """Another conversation is open: its id, or None for one that has not begun."""

    def __init__(
        self, assistant: "Assistant", view: ConversationView, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._assistant, self._view = assistant, view
        self._asked: dict[int, _Asked] = {}
        self.conversation_id: int | None = None
        self.remark: Callable[[Answer], str] = lambda answer: ""
        """What to say below a new answer, if anything."""
        view.asked.connect(self.ask)
        view.box.stop_wanted.connect(self.stop)

    def begin(self) -> None:
        """Open a conversation that is kept only once something is asked."""
        self._let_go()
        self.conversation_id = None
        self._view.show_messages(words.say(words.NEW_CONVERSATION), ())
        self._view.box.set_answering(False)
        self.opened.emit(None)

    def open(self, conversation_id: int) -> None:
        """Open a conversation, with the answer that is still being written in it."""
        self._let_go()
        conversation = self._assistant.talk.conversation(conversation_id)
        self.conversation_id = conversation_id
        messages = conversation.messages
        asked = self._asked.get(conversation_id)
        self._view.show_messages(conversation.title or words.say(words.NEW_CONVERSATION), messages)
        if asked is not None:
            is_stored = bool(messages) and messages[-1].text == asked.question
            self._show_pending(asked, is_stored=is_stored)
        self._view.box.set_answering(asked is not None)
        self.opened.emit(conversation_id)

    def ask(self, question: str) -> None:
        """Ask in the open conversation."""
        if self.conversation_id is None:
            self.conversation_id = self._assistant.talk.new()
            self._view.top.title.set_whole(question)
        number = self.conversation_id
        if number in self._asked:
            return
        asked = _Asked(question, QtJob(self._assistant.talk.ask(question, number)))
        self._asked[number] = asked
        self._show_pending(asked, is_stored=False)
        self._view.box.set_answering(True)
        asked.job.happened.connect(lambda event: self._follow(asked, event))
        asked.job.finished.connect(lambda final: self._end(number, asked, final))
        asked.job.start()
        self.opened.emit(number)
        self.changed.emit()

    def show_title(self, conversation_id: int, title: str) -> None:
        """Show another title, where that conversation is open."""
        if conversation_id == self.conversation_id:
            self._view.top.title.set_whole(title)

    def stop(self) -> None:
        """Stop the answer of the open conversation; it is shown so before its work has ended."""
        asked = self._asked.get(self.conversation_id) if self.conversation_id is not None else None
        if asked is None:
            return
        asked.is_stopped = True
        if asked.view is not None:
            asked.view.show_stopped()
        asked.job.cancel()

    def stop_all(self) -> None:
        """Stop every answer, as at the end of the program."""
        for asked in self._asked.values():
            asked.job.cancel()

    def _show_pending(self, asked: _Asked, *, is_stored: bool) -> None:
        if not is_stored:
            self._view.add_question(asked.question)
        asked.view = self._view.begin_answer(asked.question)
        asked.view.show_note(asked.note)
        if asked.text:
            asked.view.add_words(asked.text)
        if asked.is_stopped:
            asked.view.show_stopped()

    def _let_go(self) -> None:
        """The widgets of the open conversation go; its answers go on."""
        for asked in self._asked.values():
            asked.view = None

    def _follow(self, asked: _Asked, event: object) -> None:
        if asked.is_stopped:
            return
        if isinstance(event, Token):
            asked.text += event.text
            if asked.view is not None:
                asked.view.add_words(event.text)
        elif isinstance(event, Progress):
            asked.note = words.say(event.note)
            if asked.view is not None:
                asked.view.show_note(asked.note)

    def _end(self, conversation_id: int, asked: _Asked, final: object) -> None:
        self._asked.pop(conversation_id, None)
        if asked.view is not None:
            _show_final(asked.view, final)
            if isinstance(final, Done) and (remark := self.remark(final.result)):
                asked.view.add_remark(remark)
        if conversation_id == self.conversation_id:
            self._view.box.set_answering(False)
        self.changed.emit()


def _show_final(view: AnswerView, final: object) -> None:
    if isinstance(final, Done | Cancelled) and isinstance(final.result, Answer):
        view.show_answer(final.result)
    elif isinstance(final, Failed):
        view.show_failure(final.error)
    else:
        view.end_stopped()
