"""LocalApi: serves other programs of the person on a Unix socket, on a thread of its own."""

import asyncio
import contextlib
import socket
import threading

from assistant.api.application import Application
from assistant.api.completions import Backend
from assistant.api.refusals import not_opened
from assistant.api.socket_file import SocketFile
from assistant.api.token_file import token_of
from assistant.paths import Paths

_GRACE_S = 1


class LocalApi:
    """Open between `start` and `stop`; to open it again, make another."""

    def __init__(self, paths: Paths, backend: Backend) -> None:
        self.socket_path, self.token_path = paths.api_socket, paths.api_token
        self._file = SocketFile(paths.api_socket)
        self._backend = backend
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._stop = asyncio.Event()

    def start(self) -> None:
        """Open the socket; whoever comes before the server is awake waits for it.

        Raises:
            ApiError: Another process serves this home, or socket or token cannot be made.
        """
        listener = self._file.open()
        try:
            token = token_of(self.token_path)
        except OSError as error:
            listener.close()
            self._file.close()
            raise not_opened(self.token_path, error.strerror or "") from error
        application = Application(self._backend, token, self.token_path)
        self._loop = loop = asyncio.new_event_loop()
        self._thread = threading.Thread(
            target=self._run, args=(loop, application, listener), name="api", daemon=True
        )
        self._thread.start()

    def stop(self, wait_s: float = _GRACE_S) -> None:
        """Close the socket at once and stop what is going on; harmless when it is not open.

        Args:
            wait_s: How long to wait at most until all programs are told.
        """
        self._file.close()
        if self._loop is not None and self._thread is not None:
            with contextlib.suppress(RuntimeError):  # it has ended already
                self._loop.call_soon_threadsafe(self._stop.set)
            self._thread.join(wait_s)

    def _run(
        self, loop: asyncio.AbstractEventLoop, application: Application, listener: socket.socket
    ) -> None:
        with asyncio.Runner(loop_factory=lambda: loop) as runner, listener:
            runner.run(self._serve(application, listener))

    async def _serve(self, application: Application, listener: socket.socket) -> None:
        import uvicorn

        config = uvicorn.Config(
            application,
            http="h11",
            ws="none",
            lifespan="off",
            interface="asgi3",
            workers=1,  # else a variable of the environment says it
            proxy_headers=False,
            server_header=False,
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=_GRACE_S,
        )
        server = uvicorn.Server(config)
        serving = asyncio.ensure_future(server.serve(sockets=[listener]))
        stopping = asyncio.ensure_future(self._stop.wait())
        await asyncio.wait((serving, stopping), return_when=asyncio.FIRST_COMPLETED)
        application.closing.set()
        server.should_exit = True
        stopping.cancel()
        await serving
