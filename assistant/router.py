"""Router: sends a question to whom it is for: the collection, quoting, or a language model."""

from collections.abc import Callable
from datetime import datetime

from assistant.answering.answerer import EMPTY_LIBRARY, Answerer
from assistant.answering.collection import answer_collection, recognise
from assistant.answering.history import Past
from assistant.catalogue import ModelState
from assistant.conversation import Answer
from assistant.engine_room import EngineRoom
from assistant.interfaces import Sampling
from assistant.jobs import CancelToken, Work
from assistant.library.language import language_of
from assistant.pace import Pace
from assistant.settings import Settings
from assistant.store.library_store import LibraryStore


class Router:
    """Answers one question at a time, with what is chosen and awake."""

    def __init__(
        self,
        library: LibraryStore,
        rooms: EngineRoom,
        answerer: Answerer,
        pace: Pace,
        model: Callable[[], ModelState | None],
        settings: Callable[[], Settings],
    ) -> None:
        """Remember who answers; `model` tells which one writes now, None where files are quoted."""
        self._library, self._rooms, self._answerer, self._pace = library, rooms, answerer, pace
        self._model, self._settings = model, settings

    def answer(self, question: str, past: Past, token: CancelToken) -> Work:
        """Answer a question; indexing waits meanwhile."""
        with self._pace.question():
            answer: Answer = yield from self._route(question, past, token)
        if answer.found:
            self._library.note_cited({citation.path for citation in answer.citations})
        return answer

    def settle(self, past: Past, token: CancelToken) -> Work:
        """After an answer of a model: let it read what a next question begins with."""
        if (model := self._model()) is not None:
            chat = self._rooms.chat(model.path)
            yield from self._answerer.settle(past, chat, self._sampling(), token)

    def _route(self, question: str, past: Past, token: CancelToken) -> Work:
        asked = recognise(question)
        if asked is not None:
            text = answer_collection(asked, question, self._library, datetime.now().astimezone())
            return Answer(question, text, "catalogue", True)
        model = self._model()
        if model is None and not self._library.chunks.count():
            text = EMPTY_LIBRARY.in_language(language_of(question))
            return Answer(question, text, "quote", False)
        yield from self._rooms.until_awake(token)
        if model is None:
            return (yield from self._answerer.quote(question, token))
        chat = self._rooms.chat(model.path)
        return (yield from self._answerer.write(question, past, chat, self._sampling(), token))

    def _sampling(self) -> Sampling:
        settings = self._settings()
        return Sampling(settings.temperature, max_tokens=settings.max_answer_tokens)
