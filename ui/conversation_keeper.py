"""The conversations at the side: listed, searched, renamed, deleted and brought back."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ui import words
from ui.asking import ask_line
from ui.notices import Notices
from ui.side_pane import SidePane
from ui.talking import Talking

if TYPE_CHECKING:
    from assistant.app import Assistant

_MOST_FILES_FOUND = 8


class ConversationKeeper(QObject):
    """Stands between the list at the side and the assistant."""

    go_wanted = Signal(object)
    """A conversation to go to: its id, or None for a new one."""

    def __init__(
        self, assistant: "Assistant", talking: Talking, side: SidePane, notices: Notices
    ) -> None:
        super().__init__(side)
        self._assistant, self._talking = assistant, talking
        self._side, self._notices = side, notices
        talking.changed.connect(self.refresh)
        talking.opened.connect(side.list.choose)
        side.search_changed.connect(self.refresh)
        side.list.rename_wanted.connect(self._ask_title)
        side.list.delete_wanted.connect(self.delete)

    def refresh(self) -> None:
        """List the conversations, or what the words in the search field find."""
        query = self._side.search.text().strip()
        if query:
            self._search(query)
        else:
            chosen = self._talking.conversation_id
            self._side.list.show_grouped(self._assistant.talk.conversations(), chosen)

    def rename(self, conversation_id: int, title: str) -> None:
        """Give a conversation another title; an empty one changes nothing."""
        title = " ".join(title.split())
        if not title:
            return
        self._notices.guard(lambda: self._assistant.talk.rename(conversation_id, title))
        self._talking.show_title(conversation_id, title)
        self.refresh()

    def delete(self, conversation_id: int, title: str) -> None:
        """Delete a conversation and offer it back."""
        self._notices.guard(lambda: self._assistant.talk.delete(conversation_id))
        if self._talking.conversation_id == conversation_id:
            self.go_wanted.emit(None)
        self.refresh()
        self._notices.offer_undo(
            words.say(words.DELETED, title=title), lambda: self._restore(conversation_id)
        )

    def _restore(self, conversation_id: int) -> None:
        self._notices.guard(lambda: self._assistant.talk.restore(conversation_id))
        self.go_wanted.emit(conversation_id)
        self.refresh()

    def _search(self, query: str) -> None:
        files = self._assistant.files_named(query, _MOST_FILES_FOUND)
        self._side.list.show_found(self._assistant.talk.conversations(query), files)

    def _ask_title(self, conversation_id: int, title: str) -> None:
        question = words.say(words.RENAME_LABEL)
        renamed = partial(self.rename, conversation_id)
        ask_line(self._side, words.RENAME_TITLE, question, renamed, title)
