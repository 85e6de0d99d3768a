"""A client of OpenAI on a socket, and an assistant that says what a test wrote down."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import httpx
import openai
import pytest

from assistant.api.completions import Backend
from assistant.api.local_api import LocalApi
from assistant.catalogue import ModelState
from assistant.conversation import Answer
from assistant.errors import AssistantError
from assistant.interfaces import ChatMessage, Sampling
from assistant.jobs import CancelToken, Job, Lane, Thought, Token, Work
from assistant.paths import Paths
from assistant.settings import Settings
from assistant.wording import Language


def model(name: str, id_: str = "") -> ModelState:
    return ModelState(id_ or f"id-{name}", name, Path(f"/m/{name}.gguf"), 1, "llama", "Q4", 512)


class FakeAssistant:
    """Writes its pieces one by one, and remembers what it was asked."""

    def __init__(self) -> None:
        self.lane = Lane("fake")
        self.models = [model("Ada")]
        self.settings = Settings(model_id="id-Ada", temperature=0.25, max_answer_tokens=99)
        self.pieces: Sequence[Token | Thought] = (Token("Good "), Token("day."))
        self.answer = Answer("", "Good day.", "model", False)
        self.error: AssistantError | None = None
        self.hold: threading.Event | None = None
        self.language: Language = "en"
        self.asked: list[str] = []
        self.chats: list[tuple[ModelState, list[ChatMessage], Sampling, tuple[str, ...]]] = []
        self.stopped = threading.Event()
        self.backend = Backend(
            lambda: self.models, lambda: self.settings, self.ask, self.chat, lambda: self.language
        )

    def ask(self, question: str) -> Job:
        self.asked.append(question)
        return self.lane.start(self._work)

    def chat(
        self,
        model: ModelState,
        messages: Sequence[ChatMessage],
        sampling: Sampling,
        stops: Sequence[str],
    ) -> Job:
        self.chats.append((model, list(messages), sampling, tuple(stops)))
        return self.lane.start(self._work)

    def _work(self, token: CancelToken) -> Work:
        token.on_cancel(self.stopped.set)
        yield from self.pieces
        if self.hold is not None:
            self.hold.wait()
        token.raise_if_cancelled()
        if self.error is not None:
            raise self.error
        return self.answer


@pytest.fixture
def fake() -> Iterator[FakeAssistant]:
    made = FakeAssistant()
    yield made
    if made.hold is not None:
        made.hold.set()
    made.lane.close()


@pytest.fixture
def connect() -> Iterator[Callable[..., openai.OpenAI]]:
    """Make clients; they are closed at the end."""
    with ExitStack() as opened:

        def connect(paths: Paths, token: str = "") -> openai.OpenAI:
            transport = httpx.HTTPTransport(uds=str(paths.api_socket))
            key = token or paths.api_token.read_text().strip()
            http = opened.enter_context(httpx.Client(transport=transport))
            return openai.OpenAI(base_url="http://localhost/v1", api_key=key, http_client=http)

        yield connect


@pytest.fixture
def api(paths: Paths, fake: FakeAssistant) -> Iterator[LocalApi]:
    made = LocalApi(paths, fake.backend)
    made.start()
    yield made
    made.stop()


@pytest.fixture
def client(api: LocalApi, paths: Paths, connect: Callable[..., openai.OpenAI]) -> openai.OpenAI:
    return connect(paths)
