"""Exchange: one request of a program and the response to it, over ASGI."""

import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from assistant.api.refusals import too_large

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
_MOST_MB = 8


class Gone(Exception):
    """The program left before it had said what it wants."""


class Exchange:
    """Reads a body of bounded size; writes JSON, or a stream of events."""

    def __init__(self, scope: Message, receive: Receive, send: Send) -> None:
        self._headers = dict(scope["headers"])
        self._receive, self._send = receive, send
        self.method, self.path = str(scope["method"]), str(scope["path"])
        self.is_streaming = False

    def header(self, name: str) -> bytes:
        """Return a header's value by its name in lower case, empty if there is none."""
        value: bytes = self._headers.get(name.encode("ascii"), b"")
        return value

    async def body(self) -> bytes:
        """Return the whole body.

        Raises:
            Refusal: It is too large.
            Gone: It broke off.
        """
        body = bytearray()
        while True:
            message = await self._receive()
            if message["type"] == "http.disconnect":
                raise Gone
            body += message.get("body", b"")
            if len(body) > _MOST_MB << 20:
                raise too_large(_MOST_MB)
            if not message.get("more_body"):
                return bytes(body)

    async def until_gone(self) -> None:
        """Wait until the program leaves; only after its body was read."""
        while (await self._receive())["type"] != "http.disconnect":
            pass

    async def send_json(self, status: int, value: object, **headers: str) -> None:
        """Send a whole response. The names of headers are written with `_` for `-`."""
        await self._start(status, "application/json", headers)
        await self._write(json.dumps(value, ensure_ascii=False).encode(), is_last=True)

    async def send_event(self, value: object) -> None:
        """Send one more event of a stream."""
        if not self.is_streaming:
            self.is_streaming = True
            await self._start(200, "text/event-stream; charset=utf-8", {})
        await self._write(f"data: {json.dumps(value, ensure_ascii=False)}\n\n".encode())

    async def end_stream(self) -> None:
        """Send what ends a stream."""
        await self._write(b"data: [DONE]\n\n", is_last=True)

    async def _start(self, status: int, kind: str, headers: dict[str, str]) -> None:
        named = {"content-type": kind, "cache-control": "no-store", **headers}
        pairs = [(k.replace("_", "-").encode(), v.encode()) for k, v in named.items()]
        await self._send({"type": "http.response.start", "status": status, "headers": pairs})

    async def _write(self, body: bytes, is_last: bool = False) -> None:
        await self._send({"type": "http.response.body", "body": body, "more_body": not is_last})
