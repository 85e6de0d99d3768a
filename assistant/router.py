"""Router: sends a question to whom it is for: the collection, quoting, or a language model."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from assistant.answering.answerer import EMPTY_LIBRARY, Answerer
from assistant.answering.collection import answer_collection, recognise
from assistant.answering.history import NO_PAST, Past
from assistant.answering.self_test import self_test
from assistant.answering.writer import Writer
from assistant.catalogue import ModelState
from assistant.conversation import Answer
from assistant.engine_room import EngineRoom
from assistant.errors import ModelError
from assistant.interfaces import Sampling
from assistant.jobs import CancelToken, Work
from assistant.library.language import language_of
from assistant.pace import Pace
from assistant.settings import Settings
from assistant.store.library_store import LibraryStore
from assistant.wording import Wording

_LIVELY = 0.7
"""Temperature; below it a model asked again says nearly the same."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and what is known of it."""

    question: str
    past: Past = NO_PAST
    """The turns before it, each question with its answer."""
    version: int = 1
    """Which answer to it this will be; a model writes the second one otherwise than the first."""
    begun: str = ""
    """What a model has written of the answer already, to be gone on from."""


class Router:
    """Answers one question at a time, with what is chosen and awake."""

    def __init__(
        self,
        library: LibraryStore,
        rooms: EngineRoom,
        answerer: Answerer,
        writer: Writer,
        pace: Pace,
        model: Callable[[], ModelState | None],
        settings: Callable[[], Settings],
    ) -> None:
        """Remember who answers; `model` tells which one writes now, None where files are quoted."""
        self._library, self._rooms, self._pace = library, rooms, pace
        self._answerer, self._writer = answerer, writer
        self._model, self._settings = model, settings

    def answer(self, asked: Asked, token: CancelToken) -> Work:
        """Answer a question; indexing waits meanwhile."""
        with self._pace.question():
            answer: Answer = yield from self._route(asked, token)
        if answer.found:
            self._library.note_cited({citation.path for citation in answer.citations})
        return answer

    def settle(self, past: Past, token: CancelToken) -> Work:
        """After an answer of a model: let it read what a next question begins with."""
        if (model := self._model()) is not None:
            chat = self._rooms.chat(model.path)
            yield from self._writer.settle(past, chat, self._sampling(1), token)

    def self_test(self, model: ModelState, token: CancelToken) -> Work:
        """Try a language model out; indexing waits meanwhile."""
        with self._pace.question():
            return (yield from self_test(self._rooms.chat(model.path), token))

    def _route(self, asked: Asked, token: CancelToken) -> Work:
        question, model = asked.question, self._model()
        if asked.begun and model is None:
            raise _nobody_writes()
        if not asked.begun and (counted := recognise(question)) is not None:
            moment = datetime.now().astimezone()
            text = answer_collection(counted, question, self._library, moment)
            return Answer(question, text, "catalogue", True)
        if model is None and not self._library.chunks.count():
            text = EMPTY_LIBRARY.in_language(language_of(question))
            return Answer(question, text, "quote", False)
        yield from self._rooms.until_awake(token)
        if model is None:
            return (yield from self._answerer.quote(question, token))
        chat, sampling = self._rooms.chat(model.path), self._sampling(asked.version)
        return (
            yield from self._writer.write(question, asked.past, chat, sampling, token, asked.begun)
        )

    def _sampling(self, version: int) -> Sampling:
        settings = self._settings()
        first = Sampling(settings.temperature, max_tokens=settings.max_answer_tokens)
        if version == 1:
            return first
        warmth = max(_LIVELY, settings.temperature)
        return replace(first, temperature=warmth, seed=first.seed + version - 1)


def _nobody_writes() -> ModelError:
    return ModelError(
        Wording(
            "Only a language model can write an answer further, and none is in use.",
            "답을 이어 쓰려면 언어 모델이 있어야 하는데, 지금 쓰는 모델이 없어요.",
        ),
        Wording("Choose one under Models.", "모델에서 하나를 골라 주세요."),
    )
