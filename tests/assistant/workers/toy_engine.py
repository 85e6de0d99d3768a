"""An engine that misbehaves on demand, for the tests of the worker."""

import os
import sys
import time
from collections.abc import Generator

from assistant.errors import ModelError
from assistant.wording import Wording


class ToyEngine:
    """Does what a native runtime might do."""

    def __init__(self, greeting: str = "hello") -> None:
        self._greeting = greeting

    def greet(self, name: str) -> str:
        return f"{self._greeting} {name}"

    def count(self, most: int, pause_s: float = 0.0) -> Generator[int, None, None]:
        for number in range(most):
            time.sleep(pause_s)
            yield number

    def hang(self) -> None:
        time.sleep(600)

    def crash(self) -> None:
        os._exit(3)

    def fail(self) -> None:
        raise ModelError(Wording("Broken.", "고장."), Wording("Mend.", "고치기."))

    def fail_natively(self) -> None:
        raise RuntimeError("a sentence of the person's file")

    def pid(self) -> int:
        return os.getpid()

    def refused(self) -> list[str]:
        import socket

        attempts = {
            "unix socket": lambda: socket.socket(socket.AF_UNIX),
            "program": lambda: os.execv(sys.executable, [sys.executable, "-c", ""]),
        }
        result = []
        for name, attempt in attempts.items():
            try:
                attempt()
            except PermissionError:
                result.append(name)
        return result

    def eat_memory(self) -> int:
        return len(bytearray(4 << 30))

    def temporary(self) -> str:
        import tempfile

        return tempfile.gettempdir()
