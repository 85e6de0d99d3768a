"""Worker: one child process holding one engine, one call at a time.

A call is streamed back as plain values and ends with exactly one final message. Cancel is asked
first; after a grace time the process is killed and the next call starts a new one.
"""

import contextlib
import multiprocessing
import os
import threading
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Literal

from assistant import offline
from assistant.errors import AssistantError, EngineError, WorkerDied, WorkerTooSlow
from assistant.wording import Wording

_CANCEL_GRACE_S = 1.0
_START_S = 60.0
_FAREWELL_S = 10.0
_READY = "ready"
_spawn = multiprocessing.get_context("spawn")

Ending = Literal["value", "end", "error"]


@dataclass(frozen=True, slots=True)
class Limits:
    """What the process may use; None means no limit."""

    memory_bytes: int | None = None
    file_bytes: int | None = None
    nice: int = 0


@dataclass(frozen=True, slots=True)
class EngineRecipe:
    """Which engine the process builds: "package.module:Class" and its arguments."""

    reference: str
    arguments: dict[str, Any]
    limits: Limits = Limits()
    name: str = ""
    """Where two processes run the same engine; else the class says it."""
    farewell: str = ""
    """The method to call before an orderly end; what it does must not be needed."""


class Worker:
    """Runs an engine's methods in a child process that starts at the first call."""

    def __init__(self, recipe: EngineRecipe, temporary: Path) -> None:
        self._recipe = recipe
        self._temporary = temporary
        self._lock = threading.Lock()
        self._process: multiprocessing.process.BaseProcess | None = None
        self._pipe: Connection | None = None
        self._stop: Any = None
        self._is_given_up = False
        self.last_used = time.monotonic()

    @property
    def name(self) -> str:
        """Which engine runs, and for what."""
        return self._recipe.name or self._recipe.reference.split(":")[1]

    @property
    def pid(self) -> int | None:
        """The process that runs now, if any."""
        process = self._process
        return process.pid if process is not None and process.is_alive() else None

    @property
    def memory_bytes(self) -> int:
        """What the process holds now; 0 where none runs."""
        import psutil

        try:
            return int(psutil.Process(self.pid).memory_info().rss) if self.pid else 0
        except psutil.Error:
            return 0

    def call(self, method: str, *args: object, timeout_s: float | None = None) -> Any:
        """Call a plain method and return its value.

        Raises:
            WorkerDied: The process ended, or was killed after `timeout_s`.
            AssistantError: What the engine raised.
        """
        values = list(self.stream(method, *args, timeout_s=timeout_s))
        return values[-1]

    def stream(
        self,
        method: str,
        *args: object,
        timeout_s: float | None = None,
        is_cancelled: Callable[[], bool] = lambda: False,
    ) -> Generator[Any, None, None]:
        """Yield what a generator method yields; dropping the iterator stops the method.

        A cancel ends the iteration quietly: the caller knows that it asked.
        """
        with self._lock:
            pipe = self._start()
            self._send(pipe, (method, args))
            try:
                yield from self._receive(pipe, timeout_s, is_cancelled)
            except GeneratorExit:
                self._stop_call(pipe)
                raise
            finally:
                self.last_used = time.monotonic()

    def close(self) -> None:
        """End the process; harmless when none runs."""
        process, self._process = self._process, None
        pipe, self._pipe = self._pipe, None
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()
        if process is not None:
            process.join(_CANCEL_GRACE_S)
            if process.is_alive():
                process.kill()
                process.join()

    def give_up(self) -> None:
        """End the process at once and for good; calls that wait for it, and later ones, fail.

        They do not fail with WorkerDied: nothing is wrong with what the process was at.
        """
        self._is_given_up = True
        process = self._process
        if process is not None:
            process.kill()

    def close_if_idle(self, idle_s: float) -> None:
        """End the process if it has not been used for that long."""
        if time.monotonic() - self.last_used > idle_s and self._lock.acquire(blocking=False):
            try:
                self._say_farewell()
                self.close()
            finally:
                self._lock.release()

    def say_farewell(self) -> None:
        """Let the engine do what it does before its end, unless it is at work or not there."""
        if self._recipe.farewell and self._lock.acquire(blocking=False):
            try:
                self._say_farewell()
            finally:
                self._lock.release()

    def _say_farewell(self) -> None:
        if self._recipe.farewell and self._pipe is not None and self.pid is not None:
            self._stop.clear()
            with contextlib.suppress(AssistantError):
                self._send(self._pipe, (self._recipe.farewell, ()))
                list(self._receive(self._pipe, _FAREWELL_S, lambda: False))

    def _start(self) -> Connection:
        if self._pipe is not None and self._process is not None and self._process.is_alive():
            self._stop.clear()
            return self._pipe
        self.close()
        if self._is_given_up:
            raise _closing()
        # A fresh event: a killed process may have died holding the old one's lock.
        self._stop = _spawn.Event()
        ours, theirs = _spawn.Pipe()
        process = _spawn.Process(
            target=_serve, args=(theirs, self._stop, self._recipe, self._temporary), daemon=True
        )
        process.start()
        theirs.close()
        self._process, self._pipe = process, ours
        self._await_ready(ours)
        return ours

    def _await_ready(self, pipe: Connection) -> None:
        # A process that never began must not be blamed on the file or question it was for.
        try:
            is_ready = pipe.poll(_START_S) and pipe.recv() == _READY
        except (EOFError, OSError):
            is_ready = False
        if not is_ready:
            self._kill()
            raise _closing() if self._is_given_up else _not_started()

    def _send(self, pipe: Connection, message: object) -> None:
        try:
            pipe.send(message)
        except OSError as error:
            raise self._died() from error

    def _receive(
        self, pipe: Connection, timeout_s: float | None, is_cancelled: Callable[[], bool]
    ) -> Generator[Any, None, None]:
        deadline = time.monotonic() + timeout_s if timeout_s is not None else None
        while True:
            if is_cancelled():
                self._stop_call(pipe)
                return
            if deadline is not None and time.monotonic() > deadline:
                self._kill()
                raise _too_slow()
            if not self._has_news(pipe):
                continue
            kind, value = self._next(pipe)
            if kind == "value":
                yield value
            elif kind == "error":
                raise value
            else:
                return

    def _has_news(self, pipe: Connection) -> bool:
        # Short enough that a cancel is seen well within 300 ms.
        return pipe.poll(0.05)

    def _next(self, pipe: Connection) -> tuple[Ending, Any]:
        try:
            kind, value = pipe.recv()
        except (EOFError, OSError) as error:
            raise self._died() from error
        return kind, value

    def _stop_call(self, pipe: Connection) -> None:
        """Ask the running method to stop and drain the pipe, else kill."""
        self._stop.set()
        deadline = time.monotonic() + _CANCEL_GRACE_S
        with contextlib.suppress(EngineError):
            while time.monotonic() < deadline:
                if pipe.poll(0.02) and self._next(pipe)[0] != "value":
                    return
        self._kill()

    def _kill(self) -> None:
        if self._process is not None:
            self._process.kill()
        self.close()

    def _died(self) -> EngineError:
        process = self._process
        if process is not None:
            process.join(0.5)
        code = process.exitcode if process is not None else None
        self.close()
        if self._is_given_up:
            return _closing()
        return WorkerDied(
            Wording(
                f"A part of Hearth stopped working (exit code {code}).",
                f"Hearth의 한 부분이 멈췄어요 (종료 코드 {code}).",
            ),
            Wording("Try again: it starts anew.", "다시 해 보세요. 새로 시작해요."),
        )


def _closing() -> EngineError:
    return EngineError(Wording("Hearth is closing.", "Hearth를 닫는 중이에요."))


def _not_started() -> EngineError:
    return EngineError(
        Wording("A part of Hearth could not be started.", "Hearth의 한 부분을 시작하지 못했어요."),
        Wording(
            "Close other programs to free memory, then try again.",
            "다른 프로그램을 닫아 메모리를 비우고 다시 해 보세요.",
        ),
    )


def _too_slow() -> WorkerTooSlow:
    return WorkerTooSlow(
        Wording("It took too long and was stopped.", "너무 오래 걸려서 멈췄어요."),
        Wording("Try again, or leave this one out.", "다시 해 보거나 이것은 빼 주세요."),
    )


def _serve(pipe: Connection, stop: Any, recipe: EngineRecipe, temporary: Path) -> None:
    """The child: build the engine at the first call, then answer calls until the pipe closes."""
    _confine(recipe.limits, temporary)
    with contextlib.suppress(BrokenPipeError):  # as below
        pipe.send(_READY)
    engine: Any = None
    while True:
        try:
            method, args = pipe.recv()
        except (EOFError, OSError, KeyboardInterrupt):
            return
        try:
            if engine is None:
                engine = _build(recipe)
            _answer(pipe, stop, getattr(engine, method)(*args))
            last: tuple[Ending, object] = ("end", None)
        except AssistantError as error:
            last = ("error", error)
        except (KeyboardInterrupt, BrokenPipeError):
            return
        except Exception as error:  # the worker loop turns whatever native code raised into words
            last = ("error", _engine_error(error))
        with contextlib.suppress(BrokenPipeError):  # the parent is gone; the next recv ends this
            pipe.send(last)


def _answer(pipe: Connection, stop: Any, result: object) -> None:
    if not isinstance(result, Generator):
        pipe.send(("value", result))
        return
    try:
        for value in result:
            if stop.is_set():
                return
            pipe.send(("value", value))
    finally:
        result.close()


def _build(recipe: EngineRecipe) -> object:
    module, name = recipe.reference.split(":")
    return getattr(import_module(module), name)(**recipe.arguments)


def _confine(limits: Limits, temporary: Path) -> None:
    os.environ["TMPDIR"] = str(temporary)
    offline.lock_worker()
    if limits.nice:
        with contextlib.suppress(OSError, AttributeError):
            os.nice(limits.nice)
    if os.name != "posix":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if limits.memory_bytes:
        resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    if limits.file_bytes:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limits.file_bytes, limits.file_bytes))


def _engine_error(error: Exception) -> EngineError:
    # The text of a native error may quote a person's file, so only its kind is kept.
    kind = type(error).__name__
    return EngineError(
        Wording(f"The engine failed ({kind}).", f"엔진에서 문제가 생겼어요 ({kind})."),
        Wording("Nothing was lost. Try again.", "잃어버린 것은 없어요. 다시 해 보세요."),
    )
