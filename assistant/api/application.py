"""Application: the ASGI application of the local API."""

import asyncio
import hmac
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path

from assistant.api.completions import Backend, Completions
from assistant.api.exchange import Exchange, Gone, Message, Receive, Send
from assistant.api.following import follow
from assistant.api.refusals import no_such_place, refusal_of, stopped, wrong_token
from assistant.api.replies import Completion
from assistant.api.requests import ChatRequest
from assistant.conversation import Answer
from assistant.errors import AssistantError
from assistant.jobs import Cancelled, Done, Event, Failed, Thought, Token

_NO_RETRY = {"x_should_retry": "false"}
"""OpenAI's clients ask again after some errors; here the same would happen again."""


class Application:
    """Lets in who shows the token, and answers."""

    def __init__(self, backend: Backend, token: str, token_file: Path) -> None:
        self._language = backend.language
        self._completions = Completions(backend)
        self._token, self._token_file = token.encode(), token_file
        self.closing = asyncio.Event()
        """Set on the event loop, ends what is going on."""

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve one request."""
        exchange = Exchange(scope, receive, send)
        try:
            await self._serve(exchange)
        except AssistantError as error:
            refusal = refusal_of(error)
            if exchange.is_streaming:
                await exchange.send_event(refusal.body(self._language()))
                await exchange.end_stream()
            else:
                body = refusal.body(self._language())
                await exchange.send_json(refusal.status, body, **_NO_RETRY)
        except Gone:
            return

    async def _serve(self, exchange: Exchange) -> None:
        self._check(exchange.header("authorization"))
        match exchange.method, exchange.path:
            case "GET", "/v1/models":
                await exchange.send_json(200, self._completions.models())
            case "POST", "/v1/chat/completions":
                await self._complete(exchange)
            case method, path:
                raise no_such_place(method, path)

    def _check(self, header: bytes) -> None:
        scheme, _, shown = header.partition(b" ")
        if scheme.lower() != b"bearer" or not hmac.compare_digest(shown.strip(), self._token):
            raise wrong_token(self._token_file)

    async def _complete(self, exchange: Exchange) -> None:
        request = ChatRequest.read(await exchange.body())
        completion, job = self._completions.start(request)
        async with aclosing(follow(job, exchange.until_gone(), self.closing.wait())) as events:
            if request.stream:
                await _stream(exchange, completion, events, request.wants_usage)
            else:
                answer = await _answer(events)
                await exchange.send_json(200, completion.whole(answer))


async def _answer(events: AsyncIterator[Event]) -> Answer:
    """Return what a job ends with.

    Raises:
        AssistantError: It failed, or was stopped.
    """
    async for event in events:
        if answer := _ended(event):
            return answer
    raise stopped()


async def _stream(
    exchange: Exchange, completion: Completion, events: AsyncIterator[Event], with_usage: bool
) -> None:
    """Send an answer while it is being made.

    Nothing is sent before its first word, so that what fails until then has a status of its own.
    """
    is_written = False
    async for event in events:
        if isinstance(event, Thought | Token) and not exchange.is_streaming:
            await exchange.send_event(completion.chunk(role="assistant", content=""))
        if isinstance(event, Thought):
            await exchange.send_event(completion.chunk(reasoning_content=event.text))
        elif isinstance(event, Token):
            is_written = True
            await exchange.send_event(completion.chunk(content=event.text))
        elif answer := _ended(event):
            if not is_written:  # what is quoted comes as a whole
                await exchange.send_event(completion.chunk(role="assistant", content=answer.text))
            await exchange.send_event(completion.last_chunk(answer))
            if with_usage:
                await exchange.send_event(completion.usage_chunk(answer))
            await exchange.end_stream()


def _ended(event: Event) -> Answer | None:
    """Return the answer of a job that ended; None while it goes on."""
    if isinstance(event, Failed):
        raise event.error
    if isinstance(event, Cancelled):
        raise stopped()
    if isinstance(event, Done):
        answer = event.result
        assert isinstance(answer, Answer)
        return answer
    return None
