"""Completions: which work of the assistant a request for a chat completion is."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.api.refusals import (
    no_model,
    no_question,
    none_chosen,
    not_the_chosen,
    unknown_model,
    unusable_model,
)
from assistant.api.replies import Completion, Json, model_list, names_of
from assistant.api.requests import FILES, ChatRequest
from assistant.catalogue import ModelState
from assistant.interfaces import ChatMessage, Sampling
from assistant.jobs import Job
from assistant.settings import Settings
from assistant.wording import Language

Chat = Callable[[ModelState, Sequence[ChatMessage], Sampling, Sequence[str]], Job]


@dataclass(frozen=True, slots=True)
class Backend:
    """What the API needs of the assistant."""

    models: Callable[[], Sequence[ModelState]]
    settings: Callable[[], Settings]
    ask: Callable[[str], Job]
    """Answers a question from the person's files; ends with Done(Answer)."""
    chat: Chat
    """Writes on from messages until one of the given texts; ends with Done(Answer)."""
    language: Callable[[], Language]
    """Of the person, for what goes wrong."""


class Completions:
    """Starts the work for one request at a time; the lane of answers puts them in a row."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend

    def models(self) -> Json:
        """Return what can be named as a model."""
        return model_list(self._backend.models())

    def start(self, request: ChatRequest) -> tuple[Completion, Job]:
        """Start the work.

        Raises:
            Refusal: The request names a model that cannot answer it, or asks nothing.
        """
        if request.wants_recall:
            return self._recall(request)
        name, model = self._model(request.model or "")
        job = self._backend.chat(model, request.told, self._sampling(request), request.stops)
        return Completion(name, is_recall=False), job

    def _recall(self, request: ChatRequest) -> tuple[Completion, Job]:
        last = request.messages[-1]
        if last.role != "user" or not last.content.strip():
            raise no_question()
        if request.model and request.model != FILES:
            _, model = self._model(request.model)
            if model.id != self._backend.settings().model_id:
                raise not_the_chosen()
        return Completion(FILES, is_recall=True), self._backend.ask(last.content)

    def _model(self, name: str) -> tuple[str, ModelState]:
        """Return a model by its name or id, the chosen one for no name; and what it is called."""
        models = self._backend.models()
        if not models:
            raise no_model()
        wanted = name or self._backend.settings().model_id
        if not wanted:
            raise none_chosen()
        for called, model in names_of(models).items():
            if wanted in (called, model.id):
                return called, model
        for model in models:
            if model.problem and wanted in (model.id, model.name):
                raise unusable_model(model.problem)
        raise unknown_model(name) if name else none_chosen()

    def _sampling(self, request: ChatRequest) -> Sampling:
        """Return how to write: as the request says, else as in Hearth's settings."""
        settings, usual = self._backend.settings(), Sampling()
        given, top_p, seed = request.temperature, request.top_p, request.seed
        most = request.max_completion_tokens or request.max_tokens
        return Sampling(
            temperature=settings.temperature if given is None else given,
            top_p=usual.top_p if top_p is None else top_p,
            max_tokens=most or settings.max_answer_tokens,
            # Asked twice, a program expects another reply unless it gives a seed.
            seed=secrets.randbits(31) if seed is None else seed,
            json_schema=request.json_schema,
        )
